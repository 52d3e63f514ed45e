"""Secrets that lie on disk: what opens them, and what does not."""

import json
from typing import Any

import pytest

from bugmark_py.errors import AccountError, InputError, SealingError
from bugmark_py.sealing.locks import (
    Lock,
    LockedDocument,
    PassphraseLock,
    SignatureLock,
    lock,
    unlock,
)

pytestmark = pytest.mark.unit

SECRET = b"sixteen and more bytes of secret"
SIGNATURE = SignatureLock(b"\x11" * 64)
PASSPHRASE = PassphraseLock("correct horse")
LOCKED = lock(SECRET, "key 1", SIGNATURE)


@pytest.fixture(scope="module")
def by_passphrase() -> LockedDocument:
    """Made once: it is there to take long."""
    return lock(SECRET, "key 1", PASSPHRASE)


def changed(**members: object) -> dict[str, Any]:
    return {**LOCKED, **members}


def test_a_secret_opens_with_the_signature_that_locked_it_after_a_trip_through_json() -> None:
    assert unlock(json.loads(json.dumps(LOCKED)), "key 1", SIGNATURE) == SECRET


def test_a_secret_opens_with_its_passphrase(by_passphrase: LockedDocument) -> None:
    assert unlock(by_passphrase, "key 1", PASSPHRASE) == SECRET
    assert by_passphrase["kdf"] == "scrypt"


def test_a_document_shows_nothing_and_is_never_the_same_twice() -> None:
    again = lock(SECRET, "key 1", SIGNATURE)

    assert SECRET.hex() not in json.dumps(LOCKED)
    assert {again[name] != LOCKED[name] for name in ("salt", "nonce", "sealed")} == {True}


def test_a_wrong_passphrase_opens_nothing_and_is_not_repeated(
    by_passphrase: LockedDocument,
) -> None:
    with pytest.raises(AccountError, match="key 1 does not open") as refused:
        unlock(by_passphrase, "key 1", PassphraseLock("battery staple"))

    assert "battery" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("document", "name", "opener"),
    [
        (LOCKED, "key 1", SignatureLock(b"\x12" * 64)),
        (LOCKED, "key 2", SIGNATURE),
        (changed(salt="0x" + "00" * 32), "key 1", SIGNATURE),
        (changed(nonce="0x" + "00" * 12), "key 1", SIGNATURE),
        (changed(sealed=LOCKED["sealed"][:-2]), "key 1", SIGNATURE),
        (changed(sealed="0x" + "00" * 16), "key 1", SIGNATURE),
    ],
)
def test_nothing_opens_with_another_signature_under_another_name_or_altered(
    document: object, name: str, opener: Lock
) -> None:
    with pytest.raises(AccountError, match="does not open"):
        unlock(document, name, opener)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "0x",
        {},
        changed(version=2),
        changed(salt="0x12"),
        changed(nonce="0x"),
        changed(sealed="0xzz"),
        changed(sealed=7),
        {name: value for name, value in LOCKED.items() if name != "sealed"},
    ],
)
def test_a_document_that_is_none_is_called_damaged(document: object) -> None:
    with pytest.raises(SealingError, match="key 1 is damaged"):
        unlock(document, "key 1", SIGNATURE)


def test_a_document_that_was_locked_in_another_way_says_in_which() -> None:
    with pytest.raises(SealingError, match="locked by 'hkdf-sha256', and not by scrypt"):
        unlock(LOCKED, "key 1", PASSPHRASE)


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(InputError, match="protects nothing"):
        PassphraseLock("")
