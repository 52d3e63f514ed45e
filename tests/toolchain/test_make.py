import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.toolchain.conftest import write_forge_test

pytestmark = pytest.mark.integration

Make = Callable[..., subprocess.CompletedProcess[str]]

PUBLIC_TARGETS = (
    "setup",
    "demo",
    "test",
    "check",
    "verify-ci",
    "verify",
    "artifacts",
    "bench",
    "clean",
    "lock",
    "help",
)


@pytest.fixture
def make(small_clone: Path) -> Make:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        # The stamps count as old: what is installed here belongs to the clone under test.
        environment = {key: value for key, value in os.environ.items() if key != "MAKEFLAGS"}
        command = ["make", "-o", "node_modules/.full", "-o", ".venv/.full", *arguments]
        return subprocess.run(
            command,
            cwd=small_clone,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    return run


def test_passing_contract_test_passes_the_build(make: Make, small_clone: Path) -> None:
    write_forge_test(small_clone, expected=42)

    done = make("test-contracts")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_failing_contract_test_fails_make_test(make: Make, small_clone: Path) -> None:
    write_forge_test(small_clone, expected=41)

    done = make("test")

    assert done.returncode != 0
    assert "1 failed" in done.stdout
    assert "test session starts" not in done.stdout


def test_no_contract_test_at_all_fails_the_build(make: Make, small_clone: Path) -> None:
    write_forge_test(small_clone, expected=42)

    assert make("test-contracts", "ARGS=--match-test NoSuchTest").returncode != 0


def test_make_never_runs_npms_wrappers(make: Make, clone: Path) -> None:
    planned = make("--dry-run", "test", "coverage", "verify-invariants", "check").stdout

    assert re.search(r"/forge-\w+-\w+/bin/forge test", planned)
    assert not re.search(r"\.bin/(forge|anvil|cast)|\bnpx\b", planned)
    assert ".bin/forge" not in (clone / ".ci" / "run").read_text()


def test_help_lists_every_public_target(make: Make) -> None:
    done = make("help")
    listed = {line.split()[0] for line in done.stdout.splitlines()}

    assert done.stderr == ""
    assert listed >= set(PUBLIC_TARGETS)


def test_ci_runs_check_then_test_then_verify_ci(clone: Path) -> None:
    text = (clone / ".ci" / "run").read_text()

    assert "set -euo pipefail" in text
    assert re.findall(r"^make (.*)$", text, re.MULTILINE) == ["check", "test", "verify-ci"]
