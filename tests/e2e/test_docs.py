import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.blocks import Reader, blocks
from tests.e2e.shell import needs_ape

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
FOLLOWED = (
    "README.md",
    "docs/tutorial.md",
    "docs/python.md",
    "docs/lab.md",
    "docs/mechanisms.md",
    "docs/simulation.md",
)
BESIDE_A_MARKET = ("docs/pools.md", "docs/trade.md")
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", FOLLOWED)
def test_every_block_does_what_it_says(name: str, tmp_path: Path) -> None:
    with Reader(tmp_path) as reader:
        reader.follow([block for block in blocks(ROOT / name) if block.language != "sh"])


@pytest.mark.parametrize("name", PAGES)
def test_what_is_to_be_made_in_the_clone_can_be_made(name: str) -> None:
    text = "".join(block.text for block in blocks(ROOT / name) if block.language == "sh")
    for line in text.splitlines():
        command, target, *_ = line.split()

        # What is done by these is tested elsewhere: this runs in one of them.
        assert command == "make"
        subprocess.run([command, "-n", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("name", BESIDE_A_MARKET)
def test_every_block_does_what_it_says_beside_a_running_market(name: str, tmp_path: Path) -> None:
    with Reader(tmp_path) as reader:
        reader.up()
        reader.follow(blocks(ROOT / name))


@pytest.mark.ape
@pytest.mark.timeout(600)
@needs_ape
def test_every_block_on_ape_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ape-config.yaml", "scripts"):
        (tmp_path / name).symlink_to(ROOT / name)
    # Its reader's accounts are at home.
    monkeypatch.delenv("APE_DATA_FOLDER", raising=False)

    with Reader(tmp_path) as reader:
        page = blocks(ROOT / "docs" / "ape.md")
        reader.follow([block for block in page if block.language != "sh"])


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
