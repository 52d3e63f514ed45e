"""Placing offers and taking them back: what is escrowed, and what is refused."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from bugmark_py.chain.contract_errors import (
    ERC6909InsufficientBalanceError,
    IssueMarketCallerNotMakerError,
    IssueMarketFutureUnknownError,
    IssueMarketOfferAlreadyPlacedError,
    IssueMarketOfferClosedError,
    IssueMarketOfferFilledError,
    IssueMarketOfferLiveError,
    IssueMarketOfferNotPlacedError,
)
from bugmark_py.client import Bugmark
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.market.client import Market
from bugmark_py.market.results import OfferState
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Side
from bugmark_py.model.times import MAX_TIME

pytestmark = pytest.mark.integration

TOKEN = 10**18
DAY = 86_400

Traders = Callable[[str], Market]
NothingSent = Callable[[str], AbstractContextManager[None]]
Warp = Callable[[int], None]


def money(market: Market) -> tuple[int, int]:
    """Base units in the account's wallet and vault."""
    me = market.sender.account.address
    return market.wallet(me), market.vault(me)


def units(market: Market, future: Future, outcome: Outcome) -> int:
    return market.position(market.sender.account.address, future.future_id, outcome)


# --- Placing --------------------------------------------------------------------------------------


def test_a_buy_escrows_its_price_and_the_chain_knows_it_by_its_hash(
    bugmark: Bugmark, as_: Traders, future: Future
) -> None:
    adam = as_("adam")

    placed = adam.buy(future, "unfixed", units="200", price="0.80")

    assert money(adam) == (9_840 * TOKEN, 0)
    assert adam.binding.call("hashOffer", placed.offer.struct()) == placed.offer_id
    assert adam.offer_state(placed.offer_id) == OfferState(filled=0, placed=True, closed=False)
    offer = placed.offer
    assert (offer.maker, offer.future_id) == (bugmark.address("adam"), future.future_id)
    assert (offer.outcome, offer.side, offer.price) == (Outcome.UNFIXED, Side.BUY, 8_000)
    assert (offer.units, offer.all_or_none, offer.epoch) == (200, False, 0)
    assert offer.expiry == future.maturation


def test_a_sell_escrows_its_units(as_: Traders, future: Future) -> None:
    adam = as_("adam")
    adam.split(future, 200)

    placed = adam.sell(future, "fixed", units=150, price="0.40")

    assert placed.offer.side is Side.SELL
    assert units(adam, future, Outcome.FIXED) == 50
    assert units(adam, future, Outcome.UNFIXED) == 200
    assert adam.binding.call("hashOffer", placed.offer.struct()) == placed.offer_id


def test_two_offers_that_are_otherwise_the_same_are_two(as_: Traders, future: Future) -> None:
    first = as_("adam").buy(future, "unfixed", units=1, price="0.80")
    second = as_("adam").buy(future, "unfixed", units=1, price="0.80")

    as_("adam").cancel(first)

    assert first.offer_id != second.offer_id
    assert as_("beth").take(second).units == 1


def test_a_buy_uses_the_vault_before_the_wallet(as_: Traders, future: Future) -> None:
    adam = as_("adam")
    adam.deposit("170")

    adam.buy(future, "unfixed", units=200, price="0.80")
    assert money(adam) == (9_830 * TOKEN, 10 * TOKEN)
    adam.buy(future, "unfixed", units=200, price="0.80")

    assert money(adam) == (9_680 * TOKEN, 0)


def test_a_buy_leaves_the_wallet_alone_if_so_asked(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    with nothing_sent("adam"), pytest.raises(RefusedError) as caught:
        as_("adam").buy(future, "unfixed", units=200, price="0.80", from_wallet=False)
    as_("adam").deposit("160")
    as_("adam").buy(future, "unfixed", units=200, price="0.80", from_wallet=False)

    assert str(caught.value) == (
        "the vault of adam holds 0 BUGT and 160 BUGT are needed: run `bugmark deposit 160 --account"
        " adam`, or add --from-wallet"
    )
    assert money(as_("adam")) == (9_840 * TOKEN, 0)


def test_a_buy_that_nobody_could_pay_is_refused(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    with nothing_sent("adam"), pytest.raises(RefusedError, match=r"get 0\.8 BUGT more"):
        as_("adam").buy(future, "unfixed", units=12_501, price="0.80")
    with nothing_sent("adam"), pytest.raises(RefusedError, match="the wallet of adam holds"):
        as_("adam").buy(future, "unfixed", units=2**128 - 1, price="0.9999")


def test_only_units_outside_offers_can_be_sold(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    with nothing_sent("adam"), pytest.raises(RefusedError, match="adam holds 0 units of FIXED"):
        as_("adam").sell(future, "fixed", units=1, price="0.40")
    as_("adam").split(future, 200)
    as_("adam").sell(future, "fixed", units=150, price="0.40")

    with nothing_sent("adam"), pytest.raises(RefusedError) as caught:
        as_("adam").sell(future, "fixed", units=51, price="0.40")

    assert str(caught.value) == (
        "adam holds 50 units of FIXED outside offers and 51 are needed: name at most 50, or get"
        " more"
    )


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"outcome": "maybe"}, "outcome"),
    ({"outcome": 0}, "outcome"),
    ({"units": 0}, "units"),
    ({"units": "-5"}, "units"),
    ({"units": 1.5}, "units"),
    ({"units": 2**128}, "units"),
    ({"price": "0"}, "price"),
    ({"price": "1"}, "price"),
    ({"price": "80"}, "price"),
    ({"price": "0.00001"}, "price"),
    ({"price": 0.8}, "price"),
    ({"price": "80%"}, "price"),
    ({"expiry": "yesterday"}, "not a time"),
    ({"expiry": 0}, "has passed"),
    ({"expiry": "+0s"}, "has passed"),
    ({"expiry": "1970-01-01T00:00:00Z"}, "has passed"),
    ({"expiry": 2**40}, "out of range"),
]


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_terms_that_make_no_sense_are_refused(
    as_: Traders, future: Future, nothing_sent: NothingSent, side: str
) -> None:
    terms: dict[str, Any] = {"outcome": "fixed", "units": 5, "price": "0.80"}

    for change, message in NONSENSE:
        with nothing_sent("adam"), pytest.raises(InputError, match=message):
            getattr(as_("adam"), side)(future, **(terms | change))


def test_an_offer_may_outlast_its_future_and_all_time(as_: Traders, future: Future) -> None:
    placed = as_("adam").buy(future, "fixed", units=5, price="0.80", expiry=MAX_TIME)

    assert as_("beth").take(placed).units == 5


def test_an_offer_on_a_future_that_does_not_exist_is_refused(
    as_: Traders, nothing_sent: NothingSent
) -> None:
    unknown = as_("adam").future("file:demo#7", "+14d")

    with nothing_sent("adam"), pytest.raises(IssueMarketFutureUnknownError) as caught:
        as_("adam").buy(unknown, "fixed", units=5, price="0.80")

    assert caught.value.future_id == unknown.future_id


def test_an_offer_on_a_matured_future_is_refused(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    as_("adam").split(future, 5)
    warp(14 * DAY)

    for place in (as_("adam").buy, as_("adam").sell):
        with nothing_sent("adam"), pytest.raises(RefusedError, match="it no longer trades"):
            place(future, "fixed", units=5, price="0.80")


def test_nobody_places_an_offer_for_another_or_twice(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=5, price="0.80")
    for name, error in (
        ("erin", IssueMarketCallerNotMakerError),
        ("adam", IssueMarketOfferAlreadyPlacedError),
    ):
        market = as_(name)
        with nothing_sent(name), pytest.raises(error):
            market.binding.send(market.sender, "place", placed.offer.struct())


# --- Cancelling -----------------------------------------------------------------------------------


def test_cancelling_gives_the_whole_escrow_back(as_: Traders, future: Future) -> None:
    adam = as_("adam")
    adam.split(future, 10)
    bought = adam.buy(future, "unfixed", units=200, price="0.80")
    sold = adam.sell(future, "fixed", units=10, price="0.40")

    adam.cancel(bought)
    adam.cancel(sold.offer)

    assert money(adam) == (9_830 * TOKEN, 160 * TOKEN)
    assert units(adam, future, Outcome.FIXED) == 10
    assert adam.offer_state(bought.offer_id).closed


def test_cancelling_what_is_partly_filled_gives_back_the_rest(as_: Traders, future: Future) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    as_("beth").take(placed, 50)

    as_("adam").cancel(placed)

    assert money(as_("adam")) == (9_840 * TOKEN, 120 * TOKEN)
    assert units(as_("adam"), future, Outcome.UNFIXED) == 50


def test_an_offer_is_cancelled_once_and_by_its_maker(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    with nothing_sent("erin"), pytest.raises(IssueMarketCallerNotMakerError):
        as_("erin").cancel(placed)
    as_("adam").cancel(placed)
    with nothing_sent("adam"), pytest.raises(IssueMarketOfferClosedError):
        as_("adam").cancel(placed)


def test_what_is_filled_cannot_be_cancelled(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    as_("beth").take(placed)

    with nothing_sent("adam"), pytest.raises(IssueMarketOfferFilledError):
        as_("adam").cancel(placed)


def test_cancelling_all_ends_ones_own_offers_and_no_others(
    bugmark: Bugmark, as_: Traders, future: Future
) -> None:
    mine = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    other = as_("bob").buy(future, "unfixed", units=200, price="0.80")

    as_("adam").cancel_all()

    assert as_("adam").epoch(bugmark.address("adam")) == 1
    assert as_("adam").epoch(bugmark.address("bob")) == 0
    assert as_("beth").take(other).units == 200
    as_("adam").cancel(mine)
    assert money(as_("adam")) == (9_840 * TOKEN, 160 * TOKEN)


def test_after_cancelling_all_new_offers_stand(as_: Traders, future: Future) -> None:
    as_("adam").cancel_all()
    as_("adam").cancel_all()

    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    assert placed.offer.epoch == 2
    assert as_("beth").take(placed).units == 200


# --- Releasing ------------------------------------------------------------------------------------


def test_anybody_releases_what_can_no_longer_be_met_to_its_maker(
    as_: Traders, future: Future, warp: Warp
) -> None:
    as_("adam").split(future, 10)
    bought = as_("adam").buy(future, "unfixed", units=200, price="0.80", expiry="+1d")
    sold = as_("adam").sell(future, "fixed", units=10, price="0.40", expiry="+1d")
    as_("beth").take(bought, 50)
    warp(DAY)

    as_("erin").release(bought)
    as_("erin").release(sold.offer)

    assert money(as_("adam")) == (9_830 * TOKEN, 120 * TOKEN)
    assert units(as_("adam"), future, Outcome.FIXED) == 10
    assert money(as_("erin")) == (10_000 * TOKEN, 0)


def test_releasing_twice_gives_nothing_twice(as_: Traders, future: Future) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    as_("adam").cancel_all()

    as_("erin").release(placed)
    as_("frank").release(placed)

    assert money(as_("adam")) == (9_840 * TOKEN, 160 * TOKEN)


def test_a_live_offer_is_released_by_nobody(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80", expiry="+1d")
    warp(DAY - 60)

    for name in ("erin", "adam"):
        with nothing_sent(name), pytest.raises(IssueMarketOfferLiveError):
            as_(name).release(placed)


def test_an_offer_that_was_never_placed_has_nothing_to_release(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80", expiry="+1d")
    warp(DAY)
    forged = placed.offer.__class__(**(vars(placed.offer) | {"units": 10_000}))

    with nothing_sent("erin"), pytest.raises(IssueMarketOfferNotPlacedError):
        as_("erin").release(forged)


def test_the_market_escrows_nothing_that_is_not_there(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    offer = as_("adam").buy(future, "unfixed", units=1, price="0.80").offer
    adam = as_("adam")

    for side in Side:
        larger = offer.__class__(**(vars(offer) | {"units": 10**6, "side": side}))
        with nothing_sent("adam"), pytest.raises(ERC6909InsufficientBalanceError):
            adam.binding.send(adam.sender, "place", larger.struct())
