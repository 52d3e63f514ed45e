import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.integration

HEAD = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n"


def run(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script of this clone on the folder `clone`."""
    script = Path(__file__).resolve().parents[2] / "tools" / "artifacts.py"
    return subprocess.run(
        [sys.executable, script, "--root", clone, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_shipped_is_what_the_contracts_compile_to(clone: Path) -> None:
    done = run(clone, "--check")

    assert done.returncode == 0, done.stderr


@pytest.fixture
def project(small_clone: Path) -> Path:
    contracts = small_clone / "contracts"
    (contracts / "Answer.sol").unlink()
    (contracts / "IssueMarket.sol").write_text(
        HEAD + "import {SafeERC20, IERC20} from "
        '"@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";\n'
        "contract IssueMarket { error IssueMarket_Odd(uint256 n); uint256 public immutable n;\n"
        "constructor(uint256 m) { if (m % 2 == 1) revert IssueMarket_Odd(m); n = m; }\n"
        "function f(IERC20 t) external { SafeERC20.safeTransfer(t, address(this), n); } }"
    )
    (contracts / "CostSharingPools.sol").write_text(HEAD + "contract CostSharingPools {}")
    (contracts / "TestToken.sol").write_text(HEAD + "contract TestToken {}")
    (contracts / "TrackerOracle.sol").write_text(
        HEAD + "contract TrackerOracle { error IssueMarket_Odd(uint256 n); error A();\n"
        "function f(uint256 n) external pure { if (n == 0) revert A(); revert IssueMarket_Odd(n); }"
        "}"
    )
    return small_clone


@pytest.fixture
def built(project: Path) -> Path:
    done = run(project)
    assert done.returncode == 0, done.stderr
    return project


def read(project: Path, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        (project / "bugmark_py" / "artifacts" / f"{name}.json").read_text()
    )
    return document


def test_artifacts_have_what_deploying_needs_and_errors_an_exception_each(built: Path) -> None:
    market = read(built, "IssueMarket")
    exceptions = (built / "bugmark_py" / "chain" / "contract_errors.py").read_text()

    assert market.keys() == {
        "abi",
        "bytecode",
        "contractName",
        "deployedBytecode",
        "immutableReferences",
    }
    assert market["bytecode"].startswith("0x60")
    assert len(market["immutableReferences"]) == 1
    assert exceptions.count("class IssueMarketOddError(") == 1
    assert exceptions.count("class SafeERC20FailedOperationError(") == 1


def test_changed_contract_fails_the_check_with_one_line_per_file(built: Path) -> None:
    path = built / "contracts" / "TestToken.sol"
    path.write_text(HEAD + "contract TestToken { uint256 public supply; }")
    (built / "bugmark_py" / "artifacts" / "Old.json").write_text("{}")
    (built / "bugmark_py" / "artifacts" / "TrackerOracle.json").unlink()

    done = run(built, "--check")

    assert done.returncode == 1
    assert set(done.stderr.splitlines()) == {
        f"artifacts: artifacts/{what}; run `make artifacts` and commit"
        for what in (
            "Old.json: not wanted",
            "TestToken.json: differs from what contracts/ compiles to",
            "TrackerOracle.json: missing",
        )
    }


def test_comment_changes_nothing_and_the_check_agrees(built: Path) -> None:
    path = built / "contracts" / "IssueMarket.sol"
    path.write_text(path.read_text() + "\n// A comment.\n")

    assert run(built, "--check").returncode == 0


def test_source_that_does_not_compile_is_reported_in_the_compilers_words(project: Path) -> None:
    (project / "contracts" / "TestToken.sol").write_text(HEAD + "contract TestToken { nonsense }")

    done = run(project)

    assert done.returncode == 1
    assert "do not compile" in done.stderr
    assert "TestToken.sol" in done.stderr


def test_forge_compiles_the_same_bytecode(built: Path) -> None:
    done = subprocess.run(
        ["make", "-o", "node_modules/.full", "test-contracts", "ARGS=--match-test NONE"],
        cwd=built,
        env=os.environ | {"FOUNDRY_PROFILE": "shipped"},
        capture_output=True,
        text=True,
        check=False,
    )

    out = built / "build" / "forge" / "out" / "IssueMarket.sol" / "IssueMarket.json"
    assert out.exists(), done.stdout + done.stderr
    assert (
        json.loads(out.read_text())["bytecode"]["object"] == read(built, "IssueMarket")["bytecode"]
    )
