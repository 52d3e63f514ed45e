"""Each event of the contracts becomes what the book answers with."""

from collections.abc import Callable, Sequence

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.indexer.records import OfferRecord, OfferStatus
from bugmark_py.market.client import Pay
from bugmark_py.market.results import Placed
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Side

pytestmark = pytest.mark.integration

Warp = Callable[[int], None]

TOKEN = 10**18
DAY = 86_400


@pytest.fixture
def future(bugmark: Bugmark) -> Future:
    return bugmark.named("adam").market.create_future("file:demo#1", "+14d")


@pytest.fixture
def adams(bugmark: Bugmark, future: Future) -> Placed:
    """Adam's offer to buy 200 UNFIXED at 0.80."""
    return bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")


def ids(offers: Sequence[OfferRecord]) -> list[str]:
    return [offer.offer_id for offer in offers]


def held(bugmark: Bugmark, name: str) -> dict[Outcome, int]:
    return {p.outcome: p.units for p in bugmark.book.positions(bugmark.address(name))}


def settle(bugmark: Bugmark, future: Future, price: int, warp: Warp) -> None:
    warp(future.maturation - bugmark.now())
    for name in ("reporter", "reporter2"):
        bugmark.named(name).oracle.vote(future, price, "0x" + 64 * "a")
    warp(3600)
    bugmark.named("reporter").oracle.finalize(future)
    bugmark.named("dana").market.settle(future)


# --- Futures ---------------------------------------------------------------------------------


def test_a_future_is_there_once_with_who_created_it(bugmark: Bugmark, future: Future) -> None:
    again = bugmark.named("beth").market.create_future("file:demo#1", future.maturation)

    (record,) = bugmark.book.futures()
    assert again == record.future == future
    assert record.creator == bugmark.address("adam")
    assert (record.open_interest, record.settled, record.price, record.voided) == (
        0,
        False,
        None,
        None,
    )


def test_futures_come_by_maturation_and_by_question(bugmark: Bugmark, future: Future) -> None:
    market = bugmark.named("beth").market
    sooner = market.create_future("file:demo#2", "+1d")
    later = market.create_future("file:demo#1", "+20d")

    assert [r.future for r in bugmark.book.futures()] == [sooner, future, later]
    assert [r.future for r in bugmark.book.futures("file:demo#1")] == [future, later]
    assert bugmark.book.futures("file:demo#3") == []


def test_a_future_of_another_oracle_is_another_future(bugmark: Bugmark, future: Future) -> None:
    market = bugmark.named("adam").market
    other = Future(future.question, future.maturation, bugmark.deployment.token)
    arguments = (other.question, other.maturation, other.oracle)
    market.binding.send(market.sender, "createFuture", *arguments)

    assert bugmark.book.future(other.future_id).future == other
    assert len(bugmark.book.futures()) == 2


@pytest.mark.parametrize("price", [0, 5_000, 10_000])
def test_a_settlement_is_the_oracles(
    bugmark: Bugmark, future: Future, warp: Warp, price: int
) -> None:
    settle(bugmark, future, price, warp)

    record = bugmark.book.future(future.future_id)
    assert (record.settled, record.price, record.voided) == (True, price, False)
    votes = bugmark.book.votes(future.question_id)
    assert votes == [
        (bugmark.address(name), price, "0x" + 64 * "a") for name in ("reporter", "reporter2")
    ]


def test_a_future_whose_oracle_was_silent_is_voided(
    bugmark: Bugmark, future: Future, warp: Warp
) -> None:
    warp(14 * DAY + bugmark.deployment.void_delay)
    bugmark.named("dana").market.void(future)

    record = bugmark.book.future(future.future_id)
    assert (record.settled, record.price, record.voided) == (True, 5_000, True)


# --- Positions -------------------------------------------------------------------------------


def test_a_mint_makes_units_of_both_outcomes(bugmark: Bugmark, adams: Placed) -> None:
    bugmark.named("beth").market.take(adams, 50)

    assert held(bugmark, "adam") == {Outcome.UNFIXED: 50}
    assert held(bugmark, "beth") == {Outcome.FIXED: 50}
    assert bugmark.book.futures()[0].open_interest == 50
    assert bugmark.book.held_for() == (150 * 8 // 10 + 50) * TOKEN
    assert bugmark.book.claims() == 0


def test_a_transfer_makes_none(bugmark: Bugmark, future: Future, adams: Placed) -> None:
    bugmark.named("beth").market.take(adams)
    sold = bugmark.named("beth").market.sell(future, "fixed", units=200, price="0.40")

    assert held(bugmark, "beth") == {}
    bugmark.named("charles").market.take(sold, 80)

    assert held(bugmark, "charles") == {Outcome.FIXED: 80}
    assert bugmark.book.futures()[0].open_interest == 200
    assert bugmark.book.claims() == 32 * TOKEN


def test_a_merge_takes_units_of_both_outcomes_away(
    bugmark: Bugmark, future: Future, adams: Placed
) -> None:
    bugmark.named("beth").market.take(adams)
    sold = bugmark.named("beth").market.sell(future, "fixed", units=200, price="0.40")
    taken = bugmark.named("adam").market.take(sold, 120, pay=Pay.POSITION)

    assert taken.from_position == 120
    assert held(bugmark, "adam") == {Outcome.UNFIXED: 80}
    assert bugmark.book.futures()[0].open_interest == 80
    assert bugmark.book.claims() == 120 * TOKEN


def test_a_taker_can_meet_a_buy_with_position_and_collateral_at_once(
    bugmark: Bugmark, future: Future, adams: Placed
) -> None:
    bugmark.named("beth").market.split(future, 30)

    taken = bugmark.named("beth").market.take(adams, 100)

    assert (taken.from_position, taken.cost, taken.proceeds) == (30, 14 * TOKEN, 24 * TOKEN)
    assert held(bugmark, "beth") == {Outcome.FIXED: 100}
    assert held(bugmark, "adam") == {Outcome.UNFIXED: 100}
    assert bugmark.book.futures()[0].open_interest == 100


def test_split_and_merge_come_out_even(bugmark: Bugmark, future: Future) -> None:
    market = bugmark.named("beth").market

    market.split(future, 7)
    assert held(bugmark, "beth") == {Outcome.FIXED: 7, Outcome.UNFIXED: 7}
    assert bugmark.book.futures()[0].open_interest == 7
    market.merge(future, 7)

    assert held(bugmark, "beth") == {}
    assert bugmark.book.futures()[0].open_interest == 0
    assert bugmark.book.claims() == 7 * TOKEN


def test_claims_move_without_a_trade(bugmark: Bugmark, future: Future) -> None:
    market = bugmark.named("beth").market
    market.split(future, 7)
    fixed = future.position_id(Outcome.FIXED)

    market.binding.send(market.sender, "transfer", bugmark.address("adam"), fixed, 3)

    assert held(bugmark, "adam") == {Outcome.FIXED: 3}
    assert held(bugmark, "beth") == {Outcome.FIXED: 4, Outcome.UNFIXED: 7}


def test_redeeming_leaves_collateral(bugmark: Bugmark, future: Future, warp: Warp) -> None:
    bugmark.named("beth").market.split(future, 7)
    settle(bugmark, future, 10_000, warp)
    (fixed, unfixed) = bugmark.book.positions(bugmark.address("beth"))
    assert (fixed.payout(TOKEN), unfixed.payout(TOKEN)) == (7 * TOKEN, 0)

    bugmark.named("beth").market.redeem(future)

    assert held(bugmark, "beth") == {}
    assert bugmark.book.claims() == 7 * TOKEN


# --- Offers ----------------------------------------------------------------------------------


def test_an_offer_is_as_it_was_made(bugmark: Bugmark, future: Future) -> None:
    placed = bugmark.named("adam").market.buy(
        future, "unfixed", units=12, price="0.0001", expiry="+1d", all_or_none=True
    )

    record = bugmark.book.offer(placed.offer_id)
    assert record.offer == placed.offer
    assert (record.offer.side, record.offer.price, record.offer.units) == (Side.BUY, 1, 12)
    assert record.offer.all_or_none
    assert (record.filled, record.left, record.status) == (0, 12, OfferStatus.OPEN)
    assert record.escrow(TOKEN) == 12 * TOKEN // 10_000


def test_a_sell_holds_units_and_no_collateral(bugmark: Bugmark, future: Future) -> None:
    bugmark.named("beth").market.split(future, 7)
    placed = bugmark.named("beth").market.sell(future, "fixed", units=5, price="0.40")

    record = bugmark.book.offer(placed.offer_id)
    assert (record.holds_escrow, record.escrow(TOKEN)) == (True, 0)
    assert held(bugmark, "beth") == {Outcome.FIXED: 2, Outcome.UNFIXED: 7}
    assert bugmark.book.held_for() == 7 * TOKEN


def test_an_offer_fills_in_parts_until_it_is_filled(bugmark: Bugmark, adams: Placed) -> None:
    market = bugmark.named("beth").market

    market.take(adams, 50)
    part = bugmark.book.offer(adams.offer_id)
    market.take(adams)
    whole = bugmark.book.offer(adams.offer_id)

    assert (part.filled, part.left, part.status) == (50, 150, OfferStatus.OPEN)
    assert part.escrow(TOKEN) == 120 * TOKEN
    assert (whole.filled, whole.left, whole.status) == (200, 0, OfferStatus.FILLED)
    assert (whole.escrow(TOKEN), whole.releasable) == (0, False)
    assert bugmark.book.offers() == []
    assert ids(bugmark.book.offers(open_only=False)) == [adams.offer_id]


def test_a_cancelled_offer_is_closed(bugmark: Bugmark, adams: Placed) -> None:
    bugmark.named("beth").market.take(adams, 50)
    bugmark.named("adam").market.cancel(adams)

    record = bugmark.book.offer(adams.offer_id)
    assert (record.status, record.filled) == (OfferStatus.CLOSED, 50)
    assert (record.escrow(TOKEN), record.releasable) == (0, False)
    assert bugmark.book.claims() == 120 * TOKEN


def test_an_offer_of_an_older_epoch_is_stale(
    bugmark: Bugmark, future: Future, adams: Placed
) -> None:
    market = bugmark.named("adam").market
    market.cancel_all()
    newer = market.buy(future, "unfixed", units=1, price="0.80")

    record = bugmark.book.offer(adams.offer_id)
    assert (record.status, record.releasable) == (OfferStatus.STALE, True)
    assert record.escrow(TOKEN) == 160 * TOKEN
    assert ids(bugmark.book.offers()) == [newer.offer_id]
    assert newer.offer.epoch == 1


def test_an_offer_expires_in_the_second_of_its_expiry(
    bugmark: Bugmark, future: Future, mine_at: Callable[[int], None]
) -> None:
    placed = bugmark.named("adam").market.buy(
        future, "unfixed", units=10, price="0.80", expiry="+1h"
    )

    mine_at(placed.offer.expiry - 1)
    last = bugmark.book.offer(placed.offer_id)
    mine_at(placed.offer.expiry)
    after = bugmark.book.offer(placed.offer_id)

    assert (last.status, last.releasable) == (OfferStatus.OPEN, False)
    assert (after.status, after.releasable) == (OfferStatus.EXPIRED, True)
    assert after.escrow(TOKEN) == 8 * TOKEN


def test_an_offer_matures_with_its_future(
    bugmark: Bugmark, future: Future, adams: Placed, mine_at: Callable[[int], None]
) -> None:
    mine_at(future.maturation - 1)
    last = bugmark.book.offer(adams.offer_id).status
    mine_at(future.maturation)
    after = bugmark.book.offer(adams.offer_id)

    assert last is OfferStatus.OPEN
    assert (after.status, after.releasable) == (OfferStatus.MATURED, True)


def test_a_released_offer_is_closed(bugmark: Bugmark, adams: Placed, warp: Warp) -> None:
    warp(14 * DAY)
    bugmark.named("dana").claim("adam")

    assert bugmark.book.offer(adams.offer_id).status is OfferStatus.CLOSED
    assert bugmark.market.vault(bugmark.address("adam")) == 160 * TOKEN


def test_what_is_filled_or_closed_stays_so_after_maturation(
    bugmark: Bugmark, future: Future, adams: Placed, warp: Warp
) -> None:
    closed = bugmark.named("adam").market.buy(future, "fixed", units=1, price="0.10")
    bugmark.named("adam").market.cancel(closed)
    bugmark.named("beth").market.take(adams)
    bugmark.named("adam").market.cancel_all()

    warp(15 * DAY)

    assert bugmark.book.offer(closed.offer_id).status is OfferStatus.CLOSED
    assert bugmark.book.offer(adams.offer_id).status is OfferStatus.FILLED


def test_offers_come_oldest_first_and_by_what_is_asked(
    bugmark: Bugmark, future: Future, adams: Placed
) -> None:
    beth = bugmark.named("beth").market
    other = beth.create_future("file:demo#2", "+14d")
    beth.split(future, 10)
    sell = beth.sell(future, "fixed", units=10, price="0.40")
    elsewhere = beth.buy(other, "fixed", units=10, price="0.40")

    book = bugmark.book
    assert ids(book.offers()) == [adams.offer_id, sell.offer_id, elsewhere.offer_id]
    assert ids(book.offers(future_id=future.future_id)) == [adams.offer_id, sell.offer_id]
    assert ids(book.offers(question="file:demo#2")) == [elsewhere.offer_id]
    assert ids(book.offers(outcome=Outcome.UNFIXED)) == [adams.offer_id]
    assert ids(book.offers(outcome=Outcome.FIXED, side=Side.SELL)) == [sell.offer_id]
    assert ids(book.offers(side=Side.BUY)) == [adams.offer_id, elsewhere.offer_id]
    assert ids(book.offers(maker=bugmark.address("beth"))) == [sell.offer_id, elsewhere.offer_id]
    assert ids(book.offers(maker=bugmark.address("dana"))) == []
