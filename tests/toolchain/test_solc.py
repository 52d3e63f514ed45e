import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.integration

SOURCE = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n"


@pytest.fixture
def solc(clone: Path) -> Path:
    return clone / "tools" / "solc" / "solc-v0.8.37"


def compile_source(solc: Path, content: str, *arguments: str) -> dict[str, Any]:
    """Return the compiler's answer about one source called A.sol."""
    request = {
        "language": "Solidity",
        "settings": {"outputSelection": {"*": {"*": ["*"], "": ["ast"]}}},
        "sources": {"A.sol": {"content": SOURCE + content}},
    }
    done = subprocess.run(
        [solc, "--standard-json", *arguments],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_version_is_the_one_the_file_is_named_after(solc: Path) -> None:
    done = subprocess.run([solc, "--version"], capture_output=True, text=True, check=True)

    assert "Version: 0.8.37+commit." in done.stdout


def test_output_larger_than_a_pipe_arrives_whole(solc: Path) -> None:
    functions = "".join(f"function f{i}() external {{}}\n" for i in range(100))

    answer = compile_source(solc, f"contract A {{ {functions} }}")

    assert len(answer["contracts"]["A.sol"]["A"]["abi"]) == 100
    assert len(json.dumps(answer)) > 250_000


def test_error_in_a_source_is_answered_not_crashed_on(solc: Path) -> None:
    answer = compile_source(solc, "contract A { nonsense }")

    assert answer["errors"][0]["severity"] == "error"


def test_import_is_read_below_the_base_path(solc: Path, tmp_path: Path) -> None:
    (tmp_path / "B.sol").write_text(SOURCE + "contract B {}")

    answer = compile_source(
        solc, 'import {B} from "B.sol"; contract A is B {}', "--base-path", str(tmp_path)
    )

    assert "B" in answer["contracts"]["B.sol"]


def test_import_is_read_below_an_include_path(solc: Path, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "B.sol").write_text(SOURCE + "contract B {}")

    answer = compile_source(
        solc,
        'import {B} from "B.sol"; contract A is B {}',
        f"--base-path={tmp_path / 'base'}",
        f"--include-path={tmp_path / 'more'}",
    )

    assert "B" in answer["contracts"]["B.sol"]


def test_import_from_outside_the_base_path_is_refused(solc: Path, tmp_path: Path) -> None:
    (tmp_path / "B.sol").write_text(SOURCE + "contract B {}")
    (tmp_path / "base").mkdir()

    answer = compile_source(
        solc,
        f'import {{B}} from "{tmp_path}/B.sol"; contract A is B {{}}',
        "--base-path",
        str(tmp_path / "base"),
    )

    assert "File not found below" in answer["errors"][0]["message"]


def test_anything_else_is_refused(solc: Path) -> None:
    done = subprocess.run([solc, "--bin"], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stdout == ""
    assert "--standard-json" in done.stderr
