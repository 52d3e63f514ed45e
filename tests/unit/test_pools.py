"""Pools and bids: hashes by another codec, and what follows from the time, second by second."""

from dataclasses import replace
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.outcome import Group, Mechanism
from bugmark_py.model.pool_terms import MAX_AMOUNT, PoolTerms
from bugmark_py.model.pools import (
    Bid,
    Phase,
    Pool,
    Settlement,
    coin,
    commitment,
)

pytestmark = pytest.mark.unit

ADAM = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
BETH = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
POOL = "0x" + 64 * "9"
SALT = "0x" + 64 * "5"
HOUR = 3600

TERMS = PoolTerms(
    mechanism=Mechanism.CS,
    cost=100,
    premium_period=1000,
    commit_period=1 * HOUR,
    reveal_period=2 * HOUR,
    settle_period=3 * HOUR,
    delivery_period=4 * HOUR,
    complaint_period=5 * HOUR,
    publish_period=6 * HOUR,
    bond=100,
    reveal_bond=30,
    request_fee=1,
    key_hash="0x" + 64 * "a",
    content_hash="0x" + 64 * "b",
)
# Created at 0.
NEW = Pool(POOL, BETH, TERMS, commit_end=1 * HOUR, reveal_end=3 * HOUR)
SOLD = replace(NEW, revealed=3, settlement=Settlement(4 * HOUR, Group.LEFT, 2, 50, 1000, 799))
UNSOLD = replace(NEW, settlement=Settlement(4 * HOUR, Group.LEFT, 0, 0, 1000, 1000))

words = st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex())
addresses = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())


def bid(valuation: int | None, bidder: str = ADAM) -> Bid:
    index = None if valuation is None else 1
    key = (1, 2) if valuation is not None else None
    return Bid(POOL, bidder, SALT, BETH, 100, SALT, index, valuation, key)


def seed_for(group: Group, bidder: str = ADAM) -> str:
    """A seed whose coin, by another codec, puts a bidder into a group."""
    wanted = 1 if group is Group.RIGHT else 0
    for number in range(100):
        seed = number.to_bytes(32, "big")
        if keccak(encode(["bytes32", "address"], [seed, bidder]))[-1] & 1 == wanted:
            return "0x" + seed.hex()
    raise AssertionError


# --- Hashes ---------------------------------------------------------------------------------------


@given(words, addresses, st.integers(0, MAX_AMOUNT), words)
def test_a_commitment_is_the_hash_of_pool_bidder_valuation_and_salt(
    pool_id: str, bidder: str, valuation: int, salt: str
) -> None:
    raw = [bytes.fromhex(pool_id[2:]), bidder, valuation, bytes.fromhex(salt[2:])]
    encoded = encode(["bytes32", "address", "uint112", "bytes32"], raw)

    assert commitment(pool_id, bidder, valuation, salt) == "0x" + keccak(encoded).hex()


@pytest.mark.parametrize(
    ("given_values", "message"),
    [
        (("0x12", ADAM, 1, SALT), "pool '0x12' does not fit"),
        ((POOL, "adam", 1, SALT), "bidder 'adam' does not fit"),
        ((POOL, ADAM, -1, SALT), "a valuation is 0 to 2\\^112 - 1"),
        ((POOL, ADAM, 2**112, SALT), "a valuation is 0 to"),
        ((POOL, ADAM, 1, "salt"), "salt 'salt' does not fit"),
    ],
)
def test_an_opening_that_the_contract_cannot_hold_is_refused(
    given_values: Any, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        commitment(*given_values)


@given(words, addresses)
def test_a_coin_is_the_last_bit_of_the_hash_of_seed_and_bidder(seed: str, bidder: str) -> None:
    encoded = encode(["bytes32", "address"], [bytes.fromhex(seed[2:]), bidder])

    expected = Group.RIGHT if keccak(encoded)[-1] & 1 else Group.LEFT
    assert coin(seed, bidder) is expected


def test_without_coins_everybody_is_in_the_left_group() -> None:
    assert NEW.group_of(ADAM) is NEW.group_of(BETH) is Group.LEFT
    assert replace(NEW, seed=seed_for(Group.RIGHT)).group_of(ADAM) is Group.RIGHT


# --- Phases ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pool", "now", "phase"),
    [
        (NEW, 0, Phase.COMMIT),
        (NEW, 1 * HOUR - 1, Phase.COMMIT),
        (NEW, 1 * HOUR, Phase.REVEAL),
        (NEW, 3 * HOUR - 1, Phase.REVEAL),
        (NEW, 3 * HOUR, Phase.SETTLE),
        (NEW, 6 * HOUR - 1, Phase.SETTLE),
        (NEW, 6 * HOUR, Phase.CANCELLED),
        (UNSOLD, 4 * HOUR, Phase.NOT_SOLD),
        (UNSOLD, 99 * HOUR, Phase.NOT_SOLD),
        (SOLD, 8 * HOUR - 1, Phase.DELIVERY),
        (SOLD, 8 * HOUR, Phase.PREMIUM),
        (SOLD, 8 * HOUR + 999, Phase.PREMIUM),
        (SOLD, 8 * HOUR + 1000, Phase.PUBLICATION),
        (SOLD, 14 * HOUR + 999, Phase.PUBLICATION),
        (SOLD, 14 * HOUR + 1000, Phase.UNPUBLISHED),
        (replace(SOLD, published_at=9 * HOUR), 99 * HOUR, Phase.PUBLISHED),
    ],
)
def test_a_pool_comes_from_phase_to_phase_at_the_second(pool: Pool, now: int, phase: Phase) -> None:
    assert pool.phase(now) is phase


def test_the_times_of_a_sale_count_from_its_settlement() -> None:
    assert NEW.settle_end == 6 * HOUR
    assert SOLD.start == 8 * HOUR
    assert SOLD.complaint_end == 13 * HOUR
    assert SOLD.publish_from == 8 * HOUR + 1000
    assert SOLD.publish_end == 14 * HOUR + 1000


@pytest.mark.parametrize("pool", [NEW, UNSOLD])
def test_what_is_not_sold_has_no_times_of_a_sale(pool: Pool) -> None:
    times = (pool.start, pool.complaint_end, pool.publish_from, pool.publish_end)
    assert times == (None, None, None, None)
    assert pool.available_at(bid(10**6)) is None
    assert not pool.pays(bid(10**6))


def test_under_gcsod_coins_are_drawn_first() -> None:
    gcsod = replace(NEW, terms=replace(TERMS, mechanism=Mechanism.GCSOD))

    assert NEW.drawn
    assert not gcsod.drawn
    assert replace(gcsod, seed=SALT).drawn


# --- Bidders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valuation", "pays"),
    [(None, False), (0, False), (49, False), (50, True), (51, True), (MAX_AMOUNT, True)],
)
def test_who_pays_are_those_to_whom_a_share_is_worth_it(
    valuation: int | None, *, pays: bool
) -> None:
    assert SOLD.pays(bid(valuation)) is pays


@pytest.mark.parametrize(
    ("valuation", "pays"),
    # Half a period sooner is worth half, rounded down: 99 * 500 / 1000 = 49.5 is 49.
    [(99, False), (100, True), (101, True)],
)
def test_what_is_had_sooner_is_worth_its_part_of_the_period(valuation: int, *, pays: bool) -> None:
    sale = Settlement(4 * HOUR, Group.LEFT, 2, 50, left_deadline=500, right_deadline=799)

    assert replace(SOLD, settlement=sale).pays(bid(valuation)) is pays


def test_nobody_of_the_other_group_pays() -> None:
    right = replace(SOLD, seed=seed_for(Group.RIGHT))

    assert not right.pays(bid(MAX_AMOUNT))
    assert replace(SOLD, seed=seed_for(Group.LEFT)).pays(bid(MAX_AMOUNT))


def test_payers_have_it_at_the_start_and_others_at_their_groups_deadline() -> None:
    left = replace(SOLD, seed=seed_for(Group.LEFT))
    right = replace(SOLD, seed=seed_for(Group.RIGHT))

    assert left.available_at(bid(50)) == 8 * HOUR
    assert left.available_at(bid(49)) == 8 * HOUR + 1000
    assert right.available_at(bid(50)) == 8 * HOUR + 799
    assert right.available_at(bid(None)) is None


@pytest.mark.parametrize(
    ("valuation", "least"), [(0, 30), (29, 30), (31, 31), (100, 100), (10**9, 100)]
)
def test_a_deposit_covers_valuation_or_cost_and_the_reveal_bond(valuation: int, least: int) -> None:
    assert NEW.least_deposit(valuation) == least


def test_a_request_is_answered_within_the_delivery_period() -> None:
    assert SOLD.answer_end(bid(1)) is None
    assert SOLD.answer_end(replace(bid(1), requested_at=9 * HOUR)) == 13 * HOUR
