"""Valuations that lie in the open: what they say to nobody but the bidder."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from eth_abi.abi import encode

from bugmark_py.errors import InputError, SealingError
from bugmark_py.sealing.valuations import SIZE, open_valuation, seal_valuation
from bugmark_py.sealing.words import Recipient

pytestmark = pytest.mark.unit

SEED = bytes(range(64))
BID = Recipient(f"0x{3:064x}", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
NONCE = b"a nonce of 12"[:12]


@pytest.mark.parametrize("valuation", [0, 1, 10**18, 2**112 - 1])
def test_a_valuation_comes_back_and_takes_the_same_space_whatever_it_is(valuation: int) -> None:
    sealed = seal_valuation(valuation, SEED, BID)

    assert len(sealed) == SIZE == 42
    assert open_valuation(sealed, SEED, BID) == valuation


def test_it_is_aes_gcm_under_a_key_of_the_seed_and_bound_to_pool_and_bidder() -> None:
    sealed = seal_valuation(5, SEED, BID, lambda _: NONCE)

    key = HKDF(SHA256(), 32, salt=None, info=b"bugmark/1/bid/valuation").derive(SEED)
    bound = encode(["uint256", "address"], [3, BID.bidder])
    assert sealed == NONCE + AESGCM(key).encrypt(NONCE, (5).to_bytes(14, "big"), bound)


def test_the_same_valuation_never_looks_the_same() -> None:
    assert seal_valuation(5, SEED, BID) != seal_valuation(5, SEED, BID)


@pytest.mark.parametrize(
    ("seed", "bid"),
    [
        (SEED[::-1], BID),
        (SEED, replace(BID, pool_id=f"0x{4:064x}")),
        (SEED, replace(BID, bidder="0x" + 40 * "1")),
    ],
)
def test_nobody_else_reads_it_nor_passes_it_for_another_bids(seed: bytes, bid: Recipient) -> None:
    sealed = seal_valuation(5, SEED, BID)

    with pytest.raises(SealingError, match="no valuation which this account sealed"):
        open_valuation(sealed, seed, bid)


@pytest.mark.parametrize("size", [0, 1, 11, 12, 27, 28, 41])
def test_what_is_none_is_refused(size: int) -> None:
    sealed = seal_valuation(5, SEED, BID)

    with pytest.raises(SealingError):
        open_valuation(sealed[:size], SEED, BID)
    with pytest.raises(SealingError):
        open_valuation(bytes(size), SEED, BID)


def test_an_altered_bit_is_noticed_wherever_it_is() -> None:
    sealed = seal_valuation(5, SEED, BID)

    for place in range(SIZE):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealingError):
            open_valuation(bytes(altered), SEED, BID)


@pytest.mark.parametrize("valuation", [-1, 2**112])
def test_a_valuation_that_no_bid_can_hold_is_refused(valuation: int) -> None:
    with pytest.raises(InputError, match="a valuation is 0 to"):
        seal_valuation(valuation, SEED, BID)
