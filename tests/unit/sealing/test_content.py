"""Content under its key: what opens, and the many things that do not."""

import itertools

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import CiphertextError, InputError, WrongKeyError
from bugmark_py.sealing.content import (
    MAX_CONTENT,
    OVERHEAD,
    ContentKey,
    check_ciphertext,
    open_content,
    seal_content,
)

pytestmark = pytest.mark.unit

ADVISORY = b'{"id": "GHSA-demo", "summary": "It crashes"}'
# The same on every worker, whose tests are named by them.
SEALED = seal_content(ADVISORY, lambda size: bytes([1]) * size)
OTHER = seal_content(ADVISORY, lambda size: bytes([2]) * size)


def hash_of(data: bytes) -> str:
    return "0x" + keccak(data).hex()


def opened(ciphertext: bytes, key: ContentKey = SEALED.key) -> bytes:
    """As a payer of the pool of SEALED opens it."""
    return open_content(ciphertext, key, SEALED.content_hash, SEALED.key.hash)


@given(content=st.binary(min_size=1, max_size=2_000))
def test_what_was_sealed_opens_with_its_key(content: bytes) -> None:
    sealed = seal_content(content)

    check_ciphertext(sealed.ciphertext, sealed.content_hash, sealed.key.hash)
    assert (
        open_content(sealed.ciphertext, sealed.key, sealed.content_hash, sealed.key.hash) == content
    )
    assert sealed.content_hash == hash_of(sealed.ciphertext)
    assert sealed.key.hash == hash_of(sealed.key.value)


def test_the_format_is_the_documented_one() -> None:
    entropy = iter([bytes(range(32)), bytes(range(12))])

    sealed = seal_content(ADVISORY, lambda _: next(entropy))

    header = (
        b"BUGMARK\x01"
        + keccak(bytes(range(32)))
        + len(ADVISORY).to_bytes(8, "big")
        + bytes(range(12))
    )
    expected = header + AESGCM(bytes(range(32))).encrypt(bytes(range(12)), ADVISORY, header)
    assert sealed.ciphertext == expected
    assert len(expected) == len(ADVISORY) + OVERHEAD


def test_each_sale_has_a_key_and_a_nonce_of_its_own() -> None:
    assert SEALED.key != OTHER.key
    assert SEALED.ciphertext[48:60] != OTHER.ciphertext[48:60]
    assert SEALED.content_hash != OTHER.content_hash


def test_any_bit_that_is_altered_is_noticed() -> None:
    for place, bit in itertools.product(range(len(SEALED.ciphertext)), range(8)):
        altered = bytearray(SEALED.ciphertext)
        altered[place] ^= 1 << bit
        with pytest.raises(CiphertextError, match="not the ciphertext that the pool names"):
            opened(bytes(altered))


def test_an_altered_content_is_called_altered() -> None:
    altered = SEALED.ciphertext[:-1] + bytes([SEALED.ciphertext[-1] ^ 1])

    with pytest.raises(CiphertextError, match="it was altered"):
        opened(altered)


@pytest.mark.parametrize("size", [7, 8, 40, 59, 60, 75, 76, len(SEALED.ciphertext) - 1])
def test_a_truncated_ciphertext_is_called_truncated(size: int) -> None:
    with pytest.raises(CiphertextError, match=f"it is truncated to {size} bytes"):
        opened(SEALED.ciphertext[:size])


def test_a_ciphertext_of_another_pool_is_called_that() -> None:
    with pytest.raises(CiphertextError, match=f"under another key, of hash {OTHER.key.hash}"):
        opened(OTHER.ciphertext)


@pytest.mark.parametrize(
    ("ciphertext", "reason"),
    [
        (b"", "does not begin as one"),
        (b"<html>not found</html>", "does not begin as one"),
        (SEALED.ciphertext + b"\n", "by its own account"),
        (b"BUGMARK\x02" + SEALED.ciphertext[8:], "version 2, known is 1"),
    ],
)
def test_what_is_something_else_is_refused_with_the_reason(ciphertext: bytes, reason: str) -> None:
    with pytest.raises(CiphertextError, match=reason):
        opened(ciphertext)
    # Nor does it help the seller to register it.
    with pytest.raises(CiphertextError, match=f"nobody can open: .*{reason}"):
        check_ciphertext(ciphertext, hash_of(ciphertext), SEALED.key.hash)


def test_the_key_of_another_pool_is_refused_and_not_repeated() -> None:
    with pytest.raises(WrongKeyError, match="hashes to") as refused:
        opened(SEALED.ciphertext, OTHER.key)

    assert OTHER.key.value.hex() not in str(refused.value)


def test_a_bidder_sees_before_bidding_that_hashes_belong_to_two_ciphertexts() -> None:
    with pytest.raises(CiphertextError, match="nobody can open: it is under another key"):
        check_ciphertext(SEALED.ciphertext, SEALED.content_hash, OTHER.key.hash)


def test_a_seller_who_registers_a_lie_about_the_key_is_found_out_at_opening() -> None:
    # The header names the key that is registered; the content is under another one.
    lie = SEALED.ciphertext[:8] + keccak(OTHER.key.value) + SEALED.ciphertext[40:]
    check_ciphertext(lie, hash_of(lie), OTHER.key.hash)

    with pytest.raises(CiphertextError, match="registered what nobody can open"):
        open_content(lie, OTHER.key, hash_of(lie), OTHER.key.hash)


@pytest.mark.parametrize("size", [0, MAX_CONTENT + 1])
def test_nothing_and_too_much_cannot_be_sold(size: int) -> None:
    with pytest.raises(InputError, match="1 to 33554432 bytes"):
        seal_content(bytes(size))


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_has_32_bytes(size: int) -> None:
    with pytest.raises(InputError, match="32 bytes"):
        ContentKey(bytes(size))


@pytest.mark.parametrize("name", ["", "0x12", SEALED.content_hash[2:]])
def test_what_is_no_hash_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="content hash"):
        check_ciphertext(SEALED.ciphertext, name, SEALED.key.hash)
    with pytest.raises(InputError, match="key hash"):
        check_ciphertext(SEALED.ciphertext, SEALED.content_hash, name)
