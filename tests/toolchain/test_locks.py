import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.unit

LOCKS = ("bootstrap", "dev", "halmos", "runtime")
REGISTRIES = re.compile(
    rb"pypi" rb"\.org|python" rb"hosted\.org|registry\." rb"npmjs|npmjs" rb"\.org"
)


def locked(clone: Path, name: str) -> dict[str, set[str]]:
    """Return the versions of each package of a lock; several are for several Pythons."""
    text = (clone / "requirements" / f"{name}.txt").read_text()
    versions: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE):
        versions.setdefault(package, set()).add(version)
    return versions


@pytest.fixture
def npm_lock(clone: Path) -> dict[str, Any]:
    packages: dict[str, Any] = json.loads((clone / "package-lock.json").read_text())["packages"]
    return packages


def test_no_tracked_file_names_a_package_registry(clone: Path) -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=clone, capture_output=True, check=True
    ).stdout
    files = [clone / name.decode() for name in listing.split(b"\0") if name]

    named = [path for path in files if path.is_file() and REGISTRIES.search(path.read_bytes())]

    assert named == []


@pytest.mark.parametrize(
    "name", [*(f"requirements/{lock}.txt" for lock in LOCKS), "package-lock.json"]
)
def test_lock_names_no_host(clone: Path, name: str) -> None:
    text = (clone / name).read_text()

    assert "://" not in text
    assert '"resolved"' not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_every_python_package_is_locked_with_hashes(clone: Path, name: str) -> None:
    text = (clone / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]

    assert len(entries) == sum(map(len, locked(clone, name).values())) > 0
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


@pytest.mark.parametrize("name", ["runtime", "bootstrap"])
def test_small_locks_agree_with_the_large_one(clone: Path, name: str) -> None:
    large = locked(clone, "dev")

    for package, versions in locked(clone, name).items():
        assert versions <= large[package], package


def test_web3_is_locked_to_one_minor_version(clone: Path) -> None:
    (version,) = locked(clone, "runtime")["web3"]
    assert version.startswith("7.16.")


def test_runtime_brings_no_development_tool(clone: Path) -> None:
    tools = {"eth-ape", "mypy", "pytest", "py-solc-x", "ruff", "slither-analyzer"}

    assert not tools & locked(clone, "runtime").keys()


def test_every_npm_package_has_a_hash_or_belongs_to_another_platform(
    npm_lock: dict[str, Any],
) -> None:
    without = [name for name, entry in npm_lock.items() if name and "integrity" not in entry]

    for name in without:
        assert re.fullmatch(r"node_modules/@foundry-rs/(anvil|forge)-\w+-\w+", name)
        assert npm_lock[name]["optional"]
        assert not name.endswith("-linux-amd64")


@pytest.mark.parametrize("platform", ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64"])
@pytest.mark.parametrize("tool", ["anvil", "forge"])
def test_npm_lock_has_the_binaries_of_every_platform(
    npm_lock: dict[str, Any], tool: str, platform: str
) -> None:
    assert f"node_modules/@foundry-rs/{tool}-{platform}" in npm_lock


def test_npm_versions_are_exact_and_the_demo_needs_the_node_only(clone: Path) -> None:
    package = json.loads((clone / "package.json").read_text())

    assert package["private"] is True
    assert list(package["dependencies"]) == ["@foundry-rs/anvil"]
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
