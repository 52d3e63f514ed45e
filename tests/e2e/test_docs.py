import re
from pathlib import Path

import pytest

from tests.e2e.blocks import Reader, blocks

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
FOLLOWED = ("README.md", "docs/tutorial.md", "docs/python.md", "docs/trade.md")
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", FOLLOWED)
def test_every_block_does_what_it_says(name: str, tmp_path: Path) -> None:
    with Reader(tmp_path) as reader:
        reader.follow([block for block in blocks(ROOT / name) if block.language != "sh"])


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text()

    missing = [
        link
        for link in _LINK.findall(text)
        if "://" not in link and not _leads_somewhere(ROOT / name, link)
    ]

    assert missing == []


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    if not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
    return anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
