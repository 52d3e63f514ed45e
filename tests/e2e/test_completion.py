"""What the tab key offers, once the line of docs/cli.md is in the shell's start-up file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.blocks import blocks

pytestmark = pytest.mark.e2e

BIN = Path(sys.executable).parent
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
LINES = {b.language: b.text.strip() for b in blocks(REFERENCE) if b.language != "text"}

# After the documented line, each says what it would offer. zsh does so only to who types.
ASKS = {
    "bash": """
COMP_WORDS=({words}) COMP_CWORD={last}
_bugmark_completion bugmark
printf '%s\\n' "${{COMPREPLY[@]}}"
""",
    "fish": "\ncomplete --do-complete '{line}'\n",
}


def run(*command: str, **variables: str) -> str:
    done = subprocess.run(
        command,
        env={"PATH": f"{BIN}:{os.defpath}", "HOME": "/nonexistent"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("bugmark of", ["offer"]),
        ("bugmark offer ca", ["cancel", "cancel-all"]),
        ("bugmark offer take --with ", ["position-first", "position", "collateral"]),
        ("bugmark claim --f", ["--for"]),
    ],
)
@pytest.mark.parametrize("shell", [each for each in ASKS if shutil.which(each)])
def test_the_tab_key_completes(shell: str, line: str, offered: list[str]) -> None:
    words = line.split(" ")
    words[-1] = words[-1] or '""'
    ask = ASKS[shell].format(words=" ".join(words), last=len(words) - 1, line=line)

    said = run(shell, "-c", LINES[shell] + ask)

    # fish adds what each does after a tab.
    assert sorted(each.partition("\t")[0] for each in said.splitlines()) == sorted(offered)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_what_a_shell_asks_for_while_it_completes_is_answered(shell: str) -> None:
    """As their scripts ask, whether or not the shell itself is installed."""
    asked = {"COMP_WORDS": "bugmark offer ca", "COMP_CWORD": {"zsh": "2", "fish": "ca"}[shell]}

    script = run("bugmark", _BUGMARK_COMPLETE=f"{shell}_source")
    said = run("bugmark", _BUGMARK_COMPLETE=f"{shell}_complete", **asked)

    assert f"_BUGMARK_COMPLETE={shell}_complete" in script
    assert f"_BUGMARK_COMPLETE={shell}_source bugmark" in LINES[shell]
    assert "cancel" in said
    assert "cancel-all" in said
    assert "buy" not in said
