"""The key changes hands, or the money goes back: with sellers of all kinds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from bugmark_py.errors import ContractError, RefusedError, WrongKeyError
from bugmark_py.model.pool_terms import GateTerms
from bugmark_py.model.pools import Gate, Pool
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.curve import ORDER, OneTimeKey
from tests.integration.pools.conftest import DAY, HOUR, TOKEN, Fair

pytestmark = pytest.mark.integration

OTHER = ContentKey(bytes(range(32)))
NothingSent = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def nothing_sent(fair: Fair) -> NothingSent:
    @contextmanager
    def unchanged() -> Iterator[None]:
        before = fair.bugmark.connection.latest_block().number
        yield
        assert fair.bugmark.connection.latest_block().number == before

    return unchanged


@pytest.fixture
def sold(fair: Fair) -> Pool:
    """adam and beth pay 6 each, dana waits."""
    return fair.sold(adam="7", beth="6", dana="2")


def rubbish(fair: Fair, pool: Pool, *names: str, x: int = 0, word: str = "0x" + 64 * "7") -> None:
    """What the seller delivers with another program."""
    seller = fair.pools("seller")
    point = OneTimeKey(5).ephemeral_point
    to = [fair.bugmark.address(name) for name in names]
    arguments = (pool.pool_id, x or point.x, point.odd, to, [word for _ in to])
    seller.binding.send(seller.sender, "deliver", *arguments)


def claimed(fair: Fair, pool: Pool, *names: str) -> list[float]:
    """What each is paid by now, in tokens."""
    dana = fair.pools("dana")
    return [dana.claim([pool], fair.bugmark.address(name)).amount / TOKEN for name in names]


# --- Payers ---------------------------------------------------------------------------------------


def test_a_payer_who_was_delivered_rubbish_is_repaid_out_of_the_bond(
    fair: Fair, sold: Pool, nothing_sent: NothingSent
) -> None:
    rubbish(fair, sold, "adam")
    fair.pools("dana")
    adam, bid = fair.pools("adam"), fair.bid_of(sold, "adam")

    with pytest.raises(WrongKeyError, match="the pool names"):
        adam.content_key(fair.now(sold), bid)
    adam.complain(sold, bid)
    with nothing_sent(), pytest.raises(RefusedError, match="the complaint is settled"):
        adam.complain(sold, bid)

    # The deposit of 7, a share of 6 within it, and half the bond of 12.
    assert claimed(fair, sold, "adam") == [7 + 6]


def test_a_complaint_about_a_good_word_is_never_sent(
    fair: Fair, sold: Pool, nothing_sent: NothingSent
) -> None:
    fair.pools("seller").deliver(sold, fair.sealed.key, fair.bids(sold))

    with nothing_sent(), pytest.raises(RefusedError, match="the word is good"):
        fair.pools("adam").complain(sold, fair.bid_of(sold, "adam"))


@pytest.mark.parametrize("x", [5, ORDER - 1])
def test_a_point_off_the_curve_is_the_sellers_fault(fair: Fair, sold: Pool, x: int) -> None:
    rubbish(fair, sold, "adam", x=x)
    bid = fair.bid_of(sold, "adam")

    with pytest.raises(WrongKeyError):
        fair.pools("adam").content_key(fair.now(sold), bid)
    fair.pools("adam").complain(sold, bid)

    assert claimed(fair, sold, "adam") == [13]


def test_complaints_are_heard_for_their_period(
    fair: Fair, sold: Pool, nothing_sent: NothingSent
) -> None:
    rubbish(fair, sold, "adam")
    fair.until(sold.complaint_end or 0)

    with nothing_sent(), pytest.raises(RefusedError, match="complaints were heard until"):
        fair.pools("adam").complain(sold, fair.bid_of(sold, "adam"))


def test_who_is_delivered_nothing_is_repaid_without_a_complaint(
    fair: Fair, sold: Pool, nothing_sent: NothingSent
) -> None:
    with nothing_sent(), pytest.raises(RefusedError, match="repaid without a complaint"):
        fair.pools("adam").complain(sold, fair.bid_of(sold, "adam"))
    fair.until(sold.start or 0)

    assert claimed(fair, sold, "adam", "beth", "dana") == [13, 12, 2]
    assert fair.pools("seller").deliver(sold, fair.sealed.key, fair.bids(sold)).bidders == ()


def test_without_publication_every_payer_is_repaid(fair: Fair, sold: Pool) -> None:
    fair.pools("seller").deliver(sold, fair.sealed.key, fair.bids(sold))
    fair.until(sold.publish_end or 0)

    assert claimed(fair, sold, "adam", "beth", "dana", "seller") == [13, 12, 2, 0]


# --- Everybody else -------------------------------------------------------------------------------


@pytest.fixture
def delivered(fair: Fair, sold: Pool) -> Pool:
    """The same when dana's deadline has come."""
    fair.pools("seller").deliver(sold, fair.sealed.key, fair.bids(sold))
    fair.until((sold.start or 0) + 30 * DAY)
    return sold


def test_who_asks_on_chain_is_delivered_and_the_fee_is_the_sellers(
    fair: Fair, delivered: Pool
) -> None:
    seller, dana = fair.pools("seller"), fair.pools("dana")
    dana.request(delivered)

    done = seller.deliver(delivered, fair.sealed.key, fair.bids(delivered))
    key = dana.content_key(fair.now(delivered), fair.bid_of(delivered, "dana"))
    seller.publish(delivered, fair.sealed.key)
    fair.until((fair.now(delivered).published_at or 0) + 9 * HOUR)

    assert done.bidders == (fair.bugmark.address("dana"),)
    assert key == fair.sealed.key
    # Two shares of 6, the bond of 12, and the fee of a half.
    assert claimed(fair, delivered, "dana", "seller") == [2, 24.5]


def test_who_asks_and_is_not_answered_gets_the_fee_and_the_bond(
    fair: Fair, delivered: Pool, nothing_sent: NothingSent
) -> None:
    dana = fair.pools("dana")
    dana.request(delivered)
    bid = fair.bid_of(delivered, "dana")
    assert fair.actor("dana").balance().pools == 2 * TOKEN

    with nothing_sent(), pytest.raises(RefusedError, match="the seller has until"):
        dana.complain(delivered, bid)
    fair.until(delivered.answer_end(bid) or 0)
    dana.complain(delivered, bid)
    fair.pools("seller").publish(delivered, fair.sealed.key)

    # The fee and, as nobody else could have asked, the whole bond.
    assert claimed(fair, delivered, "dana") == [2 + 0.5 + 12]


def test_who_asks_and_is_delivered_rubbish_complains_too(fair: Fair, delivered: Pool) -> None:
    dana = fair.pools("dana")
    dana.request(delivered)
    seller, point = fair.pools("seller"), fair.now(delivered).point
    assert point is not None
    word = ["0x" + 64 * "7"]
    arguments = (delivered.pool_id, point.x, point.odd, [fair.bugmark.address("dana")], word)
    seller.binding.send(seller.sender, "deliver", *arguments)

    dana.complain(delivered, fair.bid_of(delivered, "dana"))

    assert fair.bid_of(delivered, "dana").wronged


def test_who_cannot_ask_is_told_why(fair: Fair, sold: Pool, nothing_sent: NothingSent) -> None:
    with nothing_sent(), pytest.raises(RefusedError, match="the key is asked for from"):
        fair.pools("dana").request(sold)
    with nothing_sent(), pytest.raises(RefusedError, match="payers are delivered without asking"):
        fair.pools("adam").request(sold)
    with nothing_sent(), pytest.raises(RefusedError, match="erin has no revealed bid"):
        fair.pools("erin").request(sold)
    fair.until((sold.start or 0) + 30 * DAY)
    fair.pools("dana").request(sold)
    with nothing_sent(), pytest.raises(RefusedError, match="dana has asked on"):
        fair.pools("dana").request(sold)


# --- Publication, gate ----------------------------------------------------------------------------


def test_only_the_key_is_published_and_only_in_its_time(
    fair: Fair, sold: Pool, nothing_sent: NothingSent
) -> None:
    seller = fair.pools("seller")

    with nothing_sent(), pytest.raises(RefusedError, match=r"the key is published from .* until"):
        seller.publish(sold, fair.sealed.key)
    fair.until(sold.publish_from or 0)
    with nothing_sent(), pytest.raises(WrongKeyError, match="the pool names"):
        seller.publish(sold, OTHER)
    seller.publish(sold, fair.sealed.key)
    with nothing_sent(), pytest.raises(RefusedError, match="in phase published"):
        seller.publish(sold, fair.sealed.key)

    assert fair.pools("erin").content_key(fair.now(sold)) == fair.sealed.key


def test_only_the_seller_delivers_and_only_what_is_sold(
    fair: Fair, sold: Pool, nothing_sent: NothingSent
) -> None:
    other = fair.create(summary="another")

    with nothing_sent(), pytest.raises(RefusedError, match="only the seller delivers"):
        fair.pools("adam").deliver(sold, fair.sealed.key, fair.bids(sold))
    with nothing_sent(), pytest.raises(WrongKeyError):
        fair.pools("seller").deliver(sold, OTHER, fair.bids(sold))
    with nothing_sent(), pytest.raises(RefusedError, match=r"nothing is sold in pool .* yet"):
        fair.pools("seller").deliver(other, fair.sealed.key, [])
    with nothing_sent(), pytest.raises(RefusedError, match="waits for nothing: none"):
        fair.pools("adam").decide_gate(sold)


@pytest.mark.parametrize(("price", "gate"), [(10_000, Gate.PASSED), (0, Gate.FAILED)])
def test_a_gate_takes_over_what_its_oracle_says(fair: Fair, price: int, gate: Gate) -> None:
    dana = fair.actor("dana")
    future = dana.market.create_future("file:demo#1", "+1h")
    end = future.maturation + 5 * DAY
    terms = GateTerms(future.oracle, future.question_hash, future.maturation, end)
    pool = fair.create(gate=terms)
    assert pool.gate is Gate.PENDING
    with pytest.raises(ContractError, match="has no final answer"):
        dana.pools.decide_gate(pool)
    fair.until(future.maturation)
    for name in ("reporter", "reporter2"):
        fair.actor(name).oracle.vote(future, price, "0x" + 64 * "0")
    fair.warp(HOUR)
    fair.actor("reporter").oracle.finalize(future)

    assert dana.pools.decide_gate(pool) is gate
    with pytest.raises(RefusedError, match="waits for nothing"):
        dana.pools.decide_gate(pool)


def test_a_gate_ends(fair: Fair, nothing_sent: NothingSent) -> None:
    future = fair.actor("dana").market.create_future("file:demo#1", "+1h")
    end = future.maturation + 1
    pool = fair.create(gate=GateTerms(future.oracle, future.question_hash, end - 1, end))
    fair.until(end)

    with nothing_sent(), pytest.raises(RefusedError, match="ended undecided"):
        fair.pools("dana").decide_gate(pool)
