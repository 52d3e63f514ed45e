"""Words: golden ones made by OpenSSL and eth_abi, and what becomes of rubbish.

The contract's own tests read the same golden words.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError, PointError, RefusedError, WrongKeyError
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.curve import EphemeralPoint, OneTimeKey, PublicKey
from bugmark_py.sealing.words import (
    Delivery,
    Recipient,
    check_complaint,
    deliver,
    open_delivery,
)
from tests.unit.sealing.reference import N, masked

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[2] / "golden"
GOLDEN = json.loads((FOLDER / "words.json").read_text())
DIGEST = json.loads((FOLDER / "words-digest.json").read_text())
KEYS = st.integers(min_value=1, max_value=N - 1).map(OneTimeKey)
BIDDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
OTHER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
POOL = f"0x{3:064x}"
RECIPIENT = Recipient(POOL, BIDDER)
K = ContentKey(bytes(range(32)))
BIDDERS_KEY, SELLERS_KEY = OneTimeKey(1_001), OneTimeKey(2_002)
GOOD = deliver(K, SELLERS_KEY, BIDDERS_KEY.public_key, RECIPIENT)
OFF_CURVE = EphemeralPoint(5, odd=False)


def complain(delivery: Delivery, key: OneTimeKey = BIDDERS_KEY) -> None:
    check_complaint(delivery, key, RECIPIENT, key_address=BIDDERS_KEY.address, key_hash=K.hash)


@pytest.mark.parametrize("golden", GOLDEN)
def test_words_are_made_and_opened_as_openssl_and_eth_abi_do(golden: dict[str, Any]) -> None:
    recipient = Recipient(golden["poolId"], golden["bidder"])
    bidder = OneTimeKey(int(golden["bidderKey"], 16))
    content_key = ContentKey(bytes.fromhex(golden["contentKey"][2:]))

    made = deliver(
        content_key,
        OneTimeKey(int(golden["sellerKey"], 16)),
        PublicKey(int(golden["bidderX"], 16), int(golden["bidderY"], 16)),
        recipient,
    )

    assert made.word == golden["word"]
    assert made.point.x == int(golden["ephemeralX"], 16)
    assert made.point.odd == golden["ephemeralOdd"]
    assert bidder.shared_address(made.point) == golden["sharedAddress"]
    assert bidder.address == golden["bidderKeyAddress"]
    assert content_key.hash == golden["keyHash"]
    assert open_delivery(made, bidder, recipient, golden["keyHash"]) == content_key


def test_a_thousand_words_of_keys_from_all_over_the_range_are_those_of_openssl() -> None:
    def hashed(whose: str, number: int) -> bytes:
        return keccak(f"{whose} {number}".encode())

    words = b""
    for number in range(DIGEST["count"]):
        bidder, seller = (
            OneTimeKey(int.from_bytes(hashed(whose, number), "big") % N)
            for whose in ("bidder", "seller")
        )
        recipient = Recipient(
            "0x" + hashed("pool", number).hex(), "0x" + hashed("account", number)[12:].hex()
        )
        content_key = ContentKey(hashed("content", number))
        made = deliver(content_key, seller, bidder.public_key, recipient)
        assert open_delivery(made, bidder, recipient, content_key.hash) == content_key
        words += bytes.fromhex(made.word[2:])

    assert DIGEST["count"] == 1_000
    assert "0x" + keccak(words).hex() == DIGEST["digest"]


@given(
    k=KEYS,
    e=KEYS,
    pool_id=st.binary(min_size=32, max_size=32).map(lambda value: "0x" + value.hex()),
    value=st.binary(min_size=32, max_size=32),
)
def test_a_word_is_the_key_under_the_hash_of_the_shared_point_pool_and_bidder(
    k: OneTimeKey, e: OneTimeKey, pool_id: str, value: bytes
) -> None:
    recipient = Recipient(pool_id, BIDDER)

    made = deliver(ContentKey(value), e, k.public_key, recipient)

    shared = e.shared_address(k.public_key)
    assert bytes.fromhex(made.word[2:]) == masked(value, shared, pool_id, BIDDER)
    opened = open_delivery(made, k, recipient, ContentKey(value).hash)
    assert opened.value == value
    with pytest.raises(RefusedError, match="word is good"):
        check_complaint(made, k, recipient, key_address=k.address, key_hash=ContentKey(value).hash)


@pytest.mark.parametrize(
    "rubbish",
    [
        replace(GOOD, word="0x" + "00" * 32),
        replace(GOOD, word=f"0x{int(GOOD.word, 16) ^ 1:064x}"),
        replace(GOOD, word=f"0x{int(GOOD.word, 16) ^ 1 << 255:064x}"),
        replace(GOOD, point=replace(GOOD.point, odd=not GOOD.point.odd)),
        replace(GOOD, point=OneTimeKey(7).ephemeral_point),
        replace(GOOD, point=OFF_CURVE),
        replace(GOOD, point=EphemeralPoint(0, odd=False)),
        replace(GOOD, point=EphemeralPoint(N, odd=True)),
        deliver(K, SELLERS_KEY, OneTimeKey(9).public_key, RECIPIENT),
        deliver(K, SELLERS_KEY, BIDDERS_KEY.public_key, replace(RECIPIENT, pool_id=f"0x{4:064x}")),
        deliver(K, SELLERS_KEY, BIDDERS_KEY.public_key, replace(RECIPIENT, bidder=OTHER)),
        deliver(ContentKey(bytes(32)), SELLERS_KEY, BIDDERS_KEY.public_key, RECIPIENT),
    ],
)
def test_rubbish_opens_nothing_and_is_a_reason_to_complain(rubbish: Delivery) -> None:
    with pytest.raises(WrongKeyError, match=r"hashes to|opens nothing"):
        open_delivery(rubbish, BIDDERS_KEY, RECIPIENT, K.hash)

    complain(rubbish)


def test_a_complaint_about_a_good_word_is_never_sent() -> None:
    with pytest.raises(RefusedError, match="would publish the key"):
        complain(GOOD)


def test_a_complaint_with_another_key_than_was_bid_with_is_never_sent() -> None:
    rubbish = replace(GOOD, word="0x" + "00" * 32)

    with pytest.raises(RefusedError, match="not the one that was bid with"):
        complain(rubbish, OneTimeKey(9))


def test_upper_case_hashes_and_addresses_mean_the_same() -> None:
    key_hash = "0x" + K.hash[2:].upper()

    assert open_delivery(GOOD, BIDDERS_KEY, RECIPIENT, key_hash) == K
    with pytest.raises(RefusedError, match="word is good"):
        check_complaint(
            GOOD,
            BIDDERS_KEY,
            RECIPIENT,
            key_address=BIDDERS_KEY.address.lower(),
            key_hash=key_hash,
        )


def test_no_word_is_made_for_a_public_key_off_the_curve() -> None:
    with pytest.raises(PointError, match="nobody has a key"):
        deliver(K, SELLERS_KEY, PublicKey(1, 1), RECIPIENT)


@pytest.mark.parametrize("word", ["", "0x", "0x00", "00" * 32, "0x" + "00" * 33, "0x" + "0g" * 32])
def test_what_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(InputError, match="word"):
        Delivery(GOOD.point, word)


@pytest.mark.parametrize(
    ("pool_id", "bidder"), [("3", BIDDER), (POOL + "00", BIDDER), (POOL, "adam")]
)
def test_what_is_no_recipient_is_refused(pool_id: str, bidder: str) -> None:
    with pytest.raises(InputError, match=r"pool|bidder"):
        Recipient(pool_id, bidder)
