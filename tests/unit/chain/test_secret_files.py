"""Secrets of an account on disk."""

import json
import stat
from pathlib import Path

import pytest

from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.secret_files import LockedFolder, account_lock, signs_as
from bugmark_py.errors import AccountError, BugmarkError, InputError, RefusedError, SealingError
from bugmark_py.sealing.derivation import bid_secrets, bid_seed
from bugmark_py.sealing.locks import SignatureLock
from bugmark_py.sealing.messages import Pools

pytestmark = pytest.mark.unit

POOLS = Pools(31_337, "0x5FbDB2315678afecb367f032d93F642f64180aa3")
SELLER = local_account("seller")
SECRET = b"a secret that is long enough to be found"


@pytest.fixture
def folder(tmp_path: Path) -> LockedFolder:
    return LockedFolder(tmp_path / "keys", account_lock(SELLER, POOLS))


def test_a_secret_comes_back_for_the_same_account_in_another_process(
    folder: LockedFolder, tmp_path: Path
) -> None:
    folder.put("0x12", SECRET)

    again = LockedFolder(tmp_path / "keys", account_lock(SELLER, POOLS))

    assert again.get("0x12") == SECRET
    assert again.names() == ["0x12"]
    assert again.get("0x13") is None


def test_the_file_holds_no_secret_and_only_its_owner_reads_it(
    folder: LockedFolder, tmp_path: Path
) -> None:
    folder.put("key", SECRET)

    (path,) = (tmp_path / "keys").iterdir()
    text = path.read_text()
    assert SECRET.decode() not in text
    assert SECRET.hex() not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "opener",
    [
        account_lock(local_account("adam"), POOLS),
        account_lock(SELLER, Pools(1, POOLS.address)),
        account_lock(SELLER, Pools(31_337, SELLER.address)),
    ],
)
def test_another_account_chain_or_contract_opens_nothing(
    folder: LockedFolder, tmp_path: Path, opener: SignatureLock
) -> None:
    folder.put("key", SECRET)

    with pytest.raises(AccountError, match="key does not open"):
        LockedFolder(tmp_path / "keys", opener).get("key")


def test_a_secret_is_never_written_over(folder: LockedFolder, tmp_path: Path) -> None:
    folder.put("key", SECRET)

    with pytest.raises(RefusedError, match="never written over"):
        folder.put("key", b"another")

    assert folder.get("key") == SECRET
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["key.json"]


@pytest.mark.parametrize("name", ["", ".", "../key", "a/b", "-x", ".key", "a" * 129, "key\n", "ä"])
def test_a_name_that_is_no_file_name_is_refused(folder: LockedFolder, name: str) -> None:
    with pytest.raises(InputError, match="secret"):
        folder.put(name, SECRET)
    with pytest.raises(InputError, match="secret"):
        folder.get(name)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 1}'])
def test_a_damaged_file_is_called_damaged(folder: LockedFolder, tmp_path: Path, text: str) -> None:
    folder.put("key", SECRET)
    (tmp_path / "keys" / "key.json").write_text(text)

    with pytest.raises(BugmarkError, match="is damaged"):
        folder.get("key")


def test_a_file_under_another_name_does_not_open(folder: LockedFolder, tmp_path: Path) -> None:
    folder.put("key", SECRET)
    (tmp_path / "keys" / "key.json").rename(tmp_path / "keys" / "other.json")

    with pytest.raises(AccountError, match="other does not open"):
        folder.get("other")


def test_a_file_that_was_locked_by_passphrase_says_so(folder: LockedFolder, tmp_path: Path) -> None:
    folder.put("key", SECRET)
    path = tmp_path / "keys" / "key.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "kdf": "scrypt"}))

    with pytest.raises(SealingError, match="locked by 'scrypt'"):
        folder.get("key")


def test_the_secrets_of_a_bid_come_from_the_account_alone() -> None:
    seeds = [
        bid_seed(
            signs_as(local_account("adam")), local_account("adam").address, POOLS, "0x" + "03" * 32
        )
        for _ in range(2)
    ]

    assert bid_secrets(seeds[0]) == bid_secrets(seeds[1])
