"""A small clone of the toolchain, in which contracts can be broken without harm."""

import shutil
from pathlib import Path
from typing import Final

import pytest

CLONE: Final = Path(__file__).resolve().parents[2]

TEST_TEMPLATE: Final = """\
// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {{Test}} from "forge-std/Test.sol";
import {{Answer}} from "../../contracts/Answer.sol";

contract AnswerTest is Test {{
    function test_Answer() external {{
        assertEq(new Answer().answer(), {expected});
    }}
}}
"""

ANSWER: Final = """\
// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract Answer {
    function answer() external pure returns (uint256) {
        return 42;
    }
}
"""


@pytest.fixture
def clone() -> Path:
    """Return the folder under test."""
    return CLONE


@pytest.fixture
def small_clone(tmp_path: Path) -> Path:
    """Return a folder with the toolchain's files, installed packages and one contract."""
    for name in ("Makefile", "foundry.toml", "package.json", "package-lock.json"):
        shutil.copy2(CLONE / name, tmp_path / name)
    shutil.copytree(
        CLONE / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in (".venv", "node_modules"):
        (tmp_path / name).symlink_to(CLONE / name)
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "Answer.sol").write_text(ANSWER)
    (tmp_path / "tests" / "contracts").mkdir(parents=True)
    return tmp_path


def write_forge_test(folder: Path, *, expected: int) -> None:
    """Write a forge test that passes when `expected` is 42."""
    path = folder / "tests" / "contracts" / "Answer.t.sol"
    path.write_text(TEST_TEMPLATE.format(expected=expected))
