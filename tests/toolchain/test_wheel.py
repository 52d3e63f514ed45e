import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(600)]

ARTIFACTS = ("IssueMarket.json", "TestToken.json", "TrackerOracle.json")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clone = Path(__file__).resolve().parents[2]
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"),
            *("--no-build-isolation", "--wheel-dir", folder, clone),
        ],
        check=True,
    )
    (built,) = folder.glob("bugmark-*-py3-none-any.whl")
    return built


def test_wheel_carries_artifacts_types_and_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {f"bugmark_py/artifacts/{name}" for name in ARTIFACTS} <= names
    assert "bugmark_py/py.typed" in names
    assert any(name.endswith("/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "tools/", "contracts/"))]


def test_demo_runs_from_the_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    clone = Path(__file__).resolve().parents[2]
    environment = tmp_path / "environment"
    python = environment / "bin" / "python"
    uv = clone / ".venv" / "bin" / "uv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    install: list[Path | str] = [uv, "pip", "install", "--quiet", "--python", python]
    lock = clone / "requirements" / "runtime.txt"
    subprocess.run([*install, "--require-hashes", "--requirement", lock], check=True)
    subprocess.run([*install, "--offline", "--no-deps", wheel], check=True)

    (tmp_path / "home").mkdir()
    done = subprocess.run(
        [environment / "bin" / "bugmark", "demo", "--json"],
        cwd=tmp_path / "home",
        env={
            "BUGMARK_ANVIL": os.environ["BUGMARK_ANVIL"],
            "HOME": str(tmp_path / "home"),
            "PATH": "/nowhere",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert len(document["futures"]) == 4
    assert [pool["sold"] for pool in document["pools"]] == [True]
