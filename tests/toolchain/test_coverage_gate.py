import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

REPORT = """\
TN:
SF:contracts/A.sol
DA:10,3
DA:11,{hits}
BRDA:10,0,0,1
BRDA:10,0,1,{branch}
end_of_record
SF:contracts/mocks/M.sol
DA:1,0
end_of_record
SF:tests/contracts/A.t.sol
DA:1,0
end_of_record
"""


def gate(tmp_path: Path, report: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "lcov.info"
    path.write_text(report)
    script = Path(__file__).resolve().parents[2] / "tools" / "coverage_gate.py"
    return subprocess.run(
        [sys.executable, script, path, "--minimum", "98", "--exclude", "contracts/mocks/"],
        capture_output=True,
        text=True,
        check=False,
    )


def test_full_coverage_passes_whatever_mocks_and_tests_do(tmp_path: Path) -> None:
    done = gate(tmp_path, REPORT.format(hits=1, branch=1))

    assert done.returncode == 0
    assert "lines 100.00% (2/2)" in done.stdout
    assert "branches 100.00% (2/2)" in done.stdout


def test_uncovered_line_fails_and_is_named(tmp_path: Path) -> None:
    done = gate(tmp_path, REPORT.format(hits=0, branch=1))

    assert done.returncode == 1
    assert "contracts/A.sol:11: line" in done.stdout


@pytest.mark.parametrize("never", ["0", "-"])
def test_uncovered_branch_fails_and_is_named(tmp_path: Path, never: str) -> None:
    done = gate(tmp_path, REPORT.format(hits=1, branch=never))

    assert done.returncode == 1
    assert "contracts/A.sol:10: branch 1" in done.stdout


def test_report_about_nothing_fails(tmp_path: Path) -> None:
    assert gate(tmp_path, "TN:\n").returncode == 1
