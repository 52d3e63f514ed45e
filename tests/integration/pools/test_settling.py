"""Outcomes: worked out here, told to the contract in chunks, whoever else does so at the time."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pytest

from bugmark_py.chain.transactions import Receipt
from bugmark_py.errors import ChainError, RefusedError
from bugmark_py.mechanisms.outcome import Group, Mechanism
from bugmark_py.model.pools import Phase, Pool
from bugmark_py.pools.client import Pools
from bugmark_py.pools.settling import outcome_claim
from tests.integration.pools.conftest import TOKEN, Fair

pytestmark = pytest.mark.integration

NAMES = ("adam", "beth", "bob", "charles", "dana", "erin", "frank")
VALUES = ("9", "4", "4", "40", "2", "0", "4")


@pytest.fixture
def ready(fair: Fair) -> Pool:
    """A pool under GCSOD with seven bids, two of them sealed for ever, drawn."""
    pool = fair.create(mechanism=Mechanism.GCSOD)
    fair.bid(pool, **dict(zip(NAMES, VALUES, strict=True)))
    fair.reveal(pool, *NAMES[:5])
    fair.until(pool.reveal_end)
    fair.pools("erin").draw(pool)
    return fair.now(pool)


def before_call(pools: Pools, number: int, act: Callable[[], object]) -> None:
    """Do something once, just before the client sends its nth transaction."""
    send, sent = pools._send, count(1)

    def sends(calls: Sequence[str], trailer: bytes = b"") -> Receipt:
        if next(sent) == number:
            act()
        return send(calls, trailer)

    pools._send = sends  # type: ignore[method-assign]


@pytest.mark.parametrize("chunk", [1, 2, 5, 1_000])
def test_chunks_of_any_size_come_to_the_same(fair: Fair, ready: Pool, chunk: int) -> None:
    done = fair.pools("dana").settle(ready, fair.bids(ready), chunk=chunk)

    # charles can pay alone, in whichever group he is.
    assert len(done.receipts) == -(-5 // chunk)
    assert done.pool.sold is not None
    assert done.pool.sold.winner is ready.group_of(fair.bugmark.address("charles"))


def test_who_was_stopped_goes_on_where_they_were(fair: Fair, ready: Pool) -> None:
    dana, bids = fair.pools("dana"), fair.bids(ready)

    def stop() -> None:
        raise ChainError("the power is gone")

    before_call(dana, 3, stop)
    with pytest.raises(ChainError, match="the power is gone"):
        dana.settle(ready, bids, chunk=1)
    again = fair.bugmark.named("dana").pools.settle(ready, bids, chunk=1)

    assert len(again.receipts) == 3
    assert again.pool.settlement is not None


@pytest.mark.parametrize("number", [1, 2, 5])
def test_another_who_settles_at_the_same_time_is_all_the_better(
    fair: Fair, ready: Pool, number: int
) -> None:
    dana, beth, bids = fair.pools("dana"), fair.pools("beth"), fair.bids(ready)

    before_call(dana, number, lambda: beth.settle(ready, bids))
    done = dana.settle(ready, bids, chunk=1)

    assert len(done.receipts) == number - 1
    assert done.pool.settlement == fair.now(ready).settlement


@pytest.mark.parametrize("number", [1, 3])
def test_another_process_of_the_same_account_is_no_harm(
    fair: Fair, ready: Pool, number: int
) -> None:
    dana, bids = fair.pools("dana"), fair.bids(ready)
    other = fair.bugmark.named("dana").pools
    claim = outcome_claim(ready, bids)

    def one_more() -> None:
        left, right = other._named(ready, claim)
        lefts, rights = claim.chunk(left, right, 1)
        call = (ready.pool_id, claim.left, claim.right, left + right, lefts, rights)
        other.binding.send(other.sender, "settle", *call)

    before_call(dana, number, one_more)
    done = dana.settle(ready, bids, chunk=1)

    assert done.pool.settlement is not None


def test_a_claim_that_left_somebody_out_is_begun_anew(fair: Fair, ready: Pool) -> None:
    dana, bids = fair.pools("dana"), fair.bids(ready)
    claim = outcome_claim(ready, bids)
    lowest = [[group[-1].bidder] if group else [] for group in (claim.left_bids, claim.right_bids)]
    dana.binding.send(dana.sender, "settle", ready.pool_id, claim.left, claim.right, 0, *lowest)

    done = dana.settle(ready, bids, chunk=2)

    assert len(done.receipts) == 3
    assert done.pool.settlement is not None


def test_what_is_settled_is_left_alone(fair: Fair, ready: Pool) -> None:
    fair.settle(ready, "beth")

    assert fair.pools("dana").settle(ready, fair.bids(ready)).receipts == ()


def test_before_its_time_or_its_coins_nothing_is_settled(fair: Fair) -> None:
    pool, dana = fair.create(mechanism=Mechanism.GCSOD), fair.pools("dana")
    fair.bid(pool, adam="5")

    with pytest.raises(RefusedError, match=r"a pool is settled from .* in phase commit"):
        dana.settle(pool, fair.bids(pool))
    with pytest.raises(RefusedError, match=r"coins are drawn from .* in phase commit"):
        dana.draw(pool)
    fair.reveal(pool, "adam")
    fair.until(pool.reveal_end)
    with pytest.raises(RefusedError, match="draw them first"):
        dana.settle(pool, fair.bids(pool))
    dana.draw(pool)
    with pytest.raises(RefusedError, match="are drawn: settle it"):
        dana.draw(pool)
    with pytest.raises(RefusedError, match=r"1 bids are revealed .* and 0 of them are given"):
        dana.settle(pool, [])
    fair.until(pool.settle_end)
    with pytest.raises(RefusedError, match="in phase cancelled"):
        dana.settle(pool, fair.bids(pool))


def test_there_are_no_coins_under_cs(fair: Fair) -> None:
    pool = fair.create()
    fair.until(pool.reveal_end)

    with pytest.raises(RefusedError, match="has no coins to draw"):
        fair.pools("dana").draw(pool)


@pytest.mark.parametrize("mechanism", [Mechanism.CS, Mechanism.GCSOD])
def test_without_bids_nothing_is_sold(fair: Fair, mechanism: Mechanism) -> None:
    pool = fair.create(mechanism=mechanism)

    settled = fair.settle(pool)

    assert settled.settlement is not None
    assert settled.phase(settled.settlement.at) is Phase.NOT_SOLD
    assert fair.pools("dana").claim([settled], settled.seller).amount == 12 * TOKEN


def test_what_is_not_settled_in_time_goes_back(fair: Fair) -> None:
    pool = fair.create()
    fair.bid(pool, adam="5", beth="6")
    fair.reveal(pool, "adam")
    fair.until(pool.settle_end)

    paid = {
        name: fair.pools("dana").claim([pool], fair.bugmark.address(name)).amount
        for name in ("adam", "beth", "seller")
    }

    # beth did not reveal: of 12 she loses the bond of 1.
    assert paid == {"adam": 5 * TOKEN, "beth": 11 * TOKEN, "seller": 12 * TOKEN}
    assert fair.wallet("beth") == "9999"


def test_balances_and_claims_know_what_is_in_pools(fair: Fair) -> None:
    def held() -> list[Any]:
        names = ("adam", "dana", "seller")
        return [fair.actor(name).balance().pools / TOKEN for name in names]

    before = held()
    pool = fair.create()
    fair.bid(pool, adam="13", dana="2")
    committed = held()
    fair.reveal(pool, "adam", "dana")
    revealed = held()
    sold = fair.settle(pool)
    fair.pools("seller").deliver(sold, fair.sealed.key, fair.bids(sold))
    settled = held()
    fair.until(sold.publish_from or 0)
    fair.pools("seller").publish(sold, fair.sealed.key)
    collected = [fair.actor(name).claim() for name in ("adam", "dana", "seller")]

    assert before == [0, 0, 0]
    assert committed == [12, 12, 12]
    assert revealed == [12, 2, 12]
    # adam has paid; what is dana's can be claimed by now.
    assert settled == [0, 2, 12]
    assert [each.pools / TOKEN for each in collected] == [0, 2, 24]
    assert held() == [0, 0, 0]
    assert sold.sold is not None
    assert sold.sold.winner is Group.LEFT
