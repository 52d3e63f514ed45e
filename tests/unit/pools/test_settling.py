"""What the contract is told of an outcome: deadlines by hand arithmetic, everybody in order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.mechanisms.outcome import Group, Mechanism
from bugmark_py.model.pool_terms import PoolTerms
from bugmark_py.model.pools import Bid, Pool, coin
from bugmark_py.pools.settling import outcome_claim

pytestmark = pytest.mark.unit

POOL = "0x" + 64 * "9"
WORD = "0x" + 64 * "5"
SELLER = "0x" + 40 * "1"
HOUR = 3600

TERMS = PoolTerms(
    mechanism=Mechanism.CS,
    cost=12,
    premium_period=1000,
    commit_period=HOUR,
    reveal_period=HOUR,
    settle_period=HOUR,
    delivery_period=HOUR,
    complaint_period=HOUR,
    publish_period=HOUR,
    bond=12,
    reveal_bond=0,
    request_fee=0,
    key_hash=WORD,
    content_hash=WORD,
)
CS = Pool(POOL, SELLER, TERMS, HOUR, 2 * HOUR)
GCSOD = replace(CS, terms=replace(TERMS, mechanism=Mechanism.GCSOD), seed="0x" + 64 * "3")


def bids(*valuations: int | None, group: Group | None = None) -> list[Bid]:
    """Bids by the order of their reveal, all in one group of the coins if it is named."""
    found: list[Bid] = []
    number = 0
    while len(found) < len(valuations):
        number += 1
        bidder = f"0x{number:040x}"
        if group is not None and coin(GCSOD.seed or "", bidder) is not group:
            continue
        value = valuations[len(found)]
        index = None if value is None else len(found) + 1
        found.append(Bid(POOL, bidder, WORD, SELLER, 12, WORD, index, value))
    return found


@pytest.mark.parametrize(
    ("valuations", "deadline"),
    [
        # 12 alone is worth it at once, 1000 * 12 / 24 = 500 seconds before the end.
        ((24,), 500),
        # Two at 6: 1000 * 6 / 9 = 666.6, rounded up.
        ((9, 9), 667),
        # Three at 4 beat two at 6 and one at 12: 1000 * 4 / 5.
        ((10, 6, 5), 800),
        # A share of five is rounded up to 3: 1000 * 3 / 3.
        ((3, 3, 3, 3, 3), 1000),
        # Nobody can.
        ((11,), 1001),
        ((5, 5), 1001),
        ((), 1001),
        ((0, 0), 1001),
    ],
)
def test_under_cs_all_are_left_and_right_can_never_pay(
    valuations: tuple[int, ...], deadline: int
) -> None:
    claim = outcome_claim(CS, bids(*valuations))

    assert (claim.left, claim.right) == (deadline, 1001)
    assert (len(claim.left_bids), claim.right_bids) == (len(valuations), ())


def test_each_group_has_its_own_deadline() -> None:
    left, right = bids(24, group=Group.LEFT), bids(9, 9, group=Group.RIGHT)
    together = [*left, *(replace(bid, index=2 + place) for place, bid in enumerate(right))]

    claim = outcome_claim(GCSOD, together)

    assert (claim.left, claim.right) == (500, 667)
    assert [bid.bidder for bid in claim.left_bids] == [left[0].bidder]
    assert [bid.bidder for bid in claim.right_bids] == [bid.bidder for bid in right]


def test_everybody_comes_from_the_highest_valuation_down_and_equal_ones_as_revealed() -> None:
    given_bids = bids(4, 9, 4, 0, 9)

    claim = outcome_claim(CS, given_bids[::-1])

    assert [bid.index for bid in claim.left_bids] == [2, 5, 1, 3, 4]


def test_who_did_not_reveal_is_in_no_group() -> None:
    claim = outcome_claim(CS, bids(4, None, 9))

    assert [bid.index for bid in claim.left_bids] == [3, 1]


@given(
    st.lists(st.integers(0, 20), max_size=12),
    st.lists(st.integers(0, 20), max_size=12),
    st.integers(1, 30),
)
def test_chunks_name_everybody_once_in_order(left: list[int], right: list[int], size: int) -> None:
    lefts, rights = bids(*left, group=Group.LEFT), bids(*right, group=Group.RIGHT)
    shifted = [replace(bid, index=len(lefts) + n) for n, bid in enumerate(rights, start=1)]
    claim = outcome_claim(GCSOD, [*lefts, *shifted])

    named: tuple[list[str], list[str]] = ([], [])
    while len(named[0]) + len(named[1]) < claim.count:
        chunk = claim.chunk(len(named[0]), len(named[1]), size)
        assert 0 < len(chunk[0]) + len(chunk[1]) <= size
        named[0].extend(chunk[0])
        named[1].extend(chunk[1])

    assert named[0] == [bid.bidder for bid in claim.left_bids]
    assert named[1] == [bid.bidder for bid in claim.right_bids]
