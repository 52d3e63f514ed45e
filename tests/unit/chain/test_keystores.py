"""Encrypted accounts on disk."""

import json
import shutil
import stat
from pathlib import Path

import pytest

from bugmark_py.chain.keystores import Keystores
from bugmark_py.errors import AccountError, InputError

pytestmark = pytest.mark.unit

# Anvil's second account, published by everybody.
KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One account, made once: the work factor is there to take long."""
    folder = tmp_path_factory.mktemp("made") / "keystore"
    assert Keystores(folder).add("zoe", KEY, "correct horse") == ADDRESS
    return folder


@pytest.fixture
def keystores(encrypted: Path, tmp_path: Path) -> Keystores:
    shutil.copytree(encrypted, tmp_path / "keystore")
    return Keystores(tmp_path / "keystore")


def test_an_imported_key_comes_back_with_its_passphrase(keystores: Keystores) -> None:
    assert keystores.names() == [("zoe", ADDRESS)]
    assert keystores.address("zoe") == ADDRESS
    assert keystores.unlock("zoe", lambda _: "correct horse").key.hex() == KEY[2:]


def test_the_passphrase_is_asked_for_by_name(keystores: Keystores) -> None:
    asked: list[str] = []

    def passphrase(name: str) -> str:
        asked.append(name)
        return "correct horse"

    keystores.unlock("zoe", passphrase)

    assert asked == ["zoe"]


def test_a_wrong_passphrase_is_refused_and_not_repeated(keystores: Keystores) -> None:
    with pytest.raises(AccountError, match="passphrase of account 'zoe' is wrong") as refused:
        keystores.unlock("zoe", lambda _: "battery staple")

    assert "battery" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_file_holds_no_key_and_only_its_owner_reads_it(encrypted: Path) -> None:
    folder = encrypted

    text = (folder / "zoe.json").read_text()
    assert KEY[2:] not in text
    assert "correct horse" not in text
    assert json.loads(text)["version"] == 3
    assert stat.S_IMODE((folder / "zoe.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_account_is_never_written_over(keystores: Keystores) -> None:
    with pytest.raises(AccountError, match="'zoe' exists"):
        keystores.create("zoe", "another")

    assert keystores.address("zoe") == ADDRESS


@pytest.mark.parametrize("name", ["", "Zoe", "../zoe", "zoe/x", ".zoe", "z" * 33, "9zoe", "zoe\n"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="account name"):
        Keystores(tmp_path).create(name, "correct horse")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "key",
    ["", "0x12", "zz" * 32, "0x" + "0" * 64, "0x" + "f" * 64, "test test test"],
    ids=["empty", "short", "no hex", "zero", "above the order", "words"],
)
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    with pytest.raises(InputError, match="no private key") as refused:
        Keystores(tmp_path).add("zoe", key, "correct horse")

    assert not key or key not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="empty passphrase"):
        Keystores(tmp_path).create("zoe", "")


def test_an_unknown_account_and_a_damaged_file_are_told_apart(tmp_path: Path) -> None:
    keystores = Keystores(tmp_path)
    (tmp_path / "broken.json").write_text("{")

    with pytest.raises(AccountError, match="there is no account 'zoe'"):
        keystores.address("zoe")
    with pytest.raises(AccountError, match="damaged"):
        keystores.address("broken")
