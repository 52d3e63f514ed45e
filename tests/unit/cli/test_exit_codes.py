from pathlib import Path

import pytest

from bugmark_py.cli.main import main

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUGMARK_HOME", str(tmp_path))


def exit_code(*arguments: str) -> object:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    return stopped.value.code


def test_doctor_ends_with_1_when_something_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    code = exit_code("doctor")

    assert code == 1
    assert "missing  node: no local node runs" in capsys.readouterr().out


def test_version_and_help_end_with_nothing_wrong() -> None:
    assert not exit_code("--version")
    assert not exit_code("offer", "take", "--help")


def test_an_unknown_command_ends_with_2_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = exit_code("ofer")

    assert code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
