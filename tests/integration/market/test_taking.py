"""Meeting offers: all four kinds, in whole and in part, and every reason why one is not met."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bugmark_py.chain.contract_errors import (
    ERC6909InsufficientBalanceError,
    IssueMarketFutureMaturedError,
    IssueMarketOfferAllOrNoneError,
    IssueMarketOfferClosedError,
    IssueMarketOfferExpiredError,
    IssueMarketOfferNotPlacedError,
    IssueMarketOfferStaleError,
    IssueMarketSelfTakeError,
    IssueMarketUnitsAboveRemainingError,
)
from bugmark_py.client import Bugmark
from bugmark_py.errors import AccountError, InputError, RefusedError
from bugmark_py.market.client import Market, Pay
from bugmark_py.model.futures import Future, Outcome

pytestmark = pytest.mark.integration

TOKEN = 10**18
DAY = 86_400

Traders = Callable[[str], Market]
NothingSent = Callable[[str], AbstractContextManager[None]]
Warp = Callable[[int], None]


@dataclass(frozen=True)
class Stand:
    """What somebody has: whole tokens in wallet and vault together, and whole units."""

    tokens: int
    fixed: int
    unfixed: int


def stand(market: Market, future: Future) -> Stand:
    me = market.sender.account.address
    tokens = market.wallet(me) + market.vault(me)
    assert tokens % TOKEN == 0
    return Stand(
        tokens=tokens // TOKEN - 10_000,
        fixed=market.position(me, future.future_id, Outcome.FIXED),
        unfixed=market.position(me, future.future_id, Outcome.UNFIXED),
    )


# --- The four kinds -------------------------------------------------------------------------------


def test_a_buy_met_by_collateral_makes_new_units(as_: Traders, future: Future) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    taken = as_("beth").take(placed)

    assert (taken.units, taken.from_position) == (200, 0)
    assert (taken.cost, taken.proceeds) == (40 * TOKEN, 0)
    assert stand(as_("adam"), future) == Stand(-160, 0, 200)
    assert stand(as_("beth"), future) == Stand(-40, 200, 0)
    assert as_("adam").state(future).open_interest == 200


def test_a_buy_met_by_a_position_hands_it_over(as_: Traders, future: Future) -> None:
    as_("beth").split(future, 200)
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    taken = as_("beth").take(placed)

    assert (taken.units, taken.from_position) == (200, 200)
    assert (taken.cost, taken.proceeds) == (0, 160 * TOKEN)
    assert stand(as_("adam"), future) == Stand(-160, 0, 200)
    assert stand(as_("beth"), future) == Stand(-40, 200, 0)
    assert as_("adam").state(future).open_interest == 200


def test_a_sell_met_by_collateral_hands_its_units_over(as_: Traders, future: Future) -> None:
    as_("beth").split(future, 200)
    placed = as_("beth").sell(future, "fixed", units=200, price="0.40")

    taken = as_("charles").take(placed)

    assert (taken.units, taken.from_position) == (200, 0)
    assert (taken.cost, taken.proceeds) == (80 * TOKEN, 0)
    assert stand(as_("beth"), future) == Stand(-120, 0, 200)
    assert stand(as_("charles"), future) == Stand(-80, 200, 0)
    assert as_("beth").state(future).open_interest == 200


def test_a_sell_met_by_the_other_outcome_pays_both_and_units_are_gone(
    as_: Traders, future: Future
) -> None:
    as_("beth").take(as_("adam").buy(future, "unfixed", units=200, price="0.80"))
    placed = as_("beth").sell(future, "fixed", units=200, price="0.40")

    taken = as_("adam").take(placed)

    # Adam's UNFIXED brings 0.60 each where Beth's FIXED brings 0.40.
    assert (taken.units, taken.from_position) == (200, 200)
    assert (taken.cost, taken.proceeds) == (0, 120 * TOKEN)
    assert stand(as_("adam"), future) == Stand(-40, 0, 0)
    assert stand(as_("beth"), future) == Stand(40, 0, 0)
    assert as_("adam").state(future).open_interest == 0


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_buy_is_met_by_position_first_and_collateral_for_the_rest(
    as_: Traders, future: Future, outcome: Outcome
) -> None:
    as_("beth").split(future, 50)
    placed = as_("adam").buy(future, outcome, units=200, price="0.80")

    taken = as_("beth").take(placed)

    # 50 units sold at 0.80 are 40; 150 made anew at 0.20 are 30.
    assert (taken.units, taken.from_position) == (200, 50)
    assert (taken.cost, taken.proceeds) == (30 * TOKEN, 40 * TOKEN)
    mine, other = stand(as_("beth"), future), stand(as_("adam"), future)
    assert (mine.tokens, other.tokens) == (-50 - 30 + 40, -160)
    assert {mine.fixed, mine.unfixed} == {0, 200}
    assert (other.fixed if outcome is Outcome.FIXED else other.unfixed) == 200
    assert as_("adam").state(future).open_interest == 200


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_sell_is_met_by_position_first_and_collateral_for_the_rest(
    as_: Traders, future: Future, outcome: Outcome
) -> None:
    as_("beth").split(future, 200)
    as_("adam").split(future, 50)
    placed = as_("beth").sell(future, outcome, units=200, price="0.40")

    taken = as_("adam").take(placed)

    # 50 of the other outcome bring 0.60 each: 30; 150 units at 0.40 cost 60.
    assert (taken.units, taken.from_position) == (200, 50)
    assert (taken.cost, taken.proceeds) == (60 * TOKEN, 30 * TOKEN)
    mine, other = stand(as_("adam"), future), stand(as_("beth"), future)
    assert (mine.tokens, other.tokens) == (-50 - 60 + 30, -200 + 80)
    assert {mine.fixed, mine.unfixed} == {0, 200}
    assert (other.unfixed if outcome is Outcome.FIXED else other.fixed) == 200
    assert as_("adam").state(future).open_interest == 200


@pytest.mark.parametrize(("price", "mine", "theirs"), [("0.0001", 1, 9_999), ("0.9999", 9_999, 1)])
def test_the_outermost_prices_are_exact(
    as_: Traders, future: Future, price: str, mine: int, theirs: int
) -> None:
    placed = as_("adam").buy(future, "fixed", units=1, price=price)
    me = as_("adam").sender.account.address

    taken = as_("beth").take(placed)

    assert as_("adam").wallet(me) == 10_000 * TOKEN - mine * 10**14
    assert taken.cost == theirs * 10**14


# --- With what ------------------------------------------------------------------------------------


@pytest.mark.parametrize("pay", [Pay.COLLATERAL, "collateral"])
def test_a_position_can_be_kept_by_paying_with_collateral(
    as_: Traders, future: Future, pay: Pay | str
) -> None:
    as_("beth").split(future, 200)
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    taken = as_("beth").take(placed, pay=pay)

    assert (taken.from_position, taken.cost, taken.proceeds) == (0, 40 * TOKEN, 0)
    assert stand(as_("beth"), future) == Stand(-240, 400, 200)


@pytest.mark.parametrize("pay", [Pay.POSITION, "position"])
def test_with_a_position_only_it_must_be_large_enough(
    as_: Traders, future: Future, nothing_sent: NothingSent, pay: Pay | str
) -> None:
    as_("beth").split(future, 50)
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    with nothing_sent("beth"), pytest.raises(RefusedError) as caught:
        as_("beth").take(placed, pay=pay)
    taken = as_("beth").take(placed, 50, pay=pay)

    assert str(caught.value) == (
        "beth holds 50 units of UNFIXED outside offers and 200 are needed: name at most 50, or get"
        " more"
    )
    assert (taken.from_position, taken.cost, taken.proceeds) == (50, 0, 40 * TOKEN)


def test_an_unknown_way_to_pay_is_refused(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=1, price="0.80")

    ways: list[Any] = ["cash", "", "POSITION", None, 0]
    for pay in ways:
        with nothing_sent("beth"), pytest.raises(InputError, match="position-first, position, c"):
            as_("beth").take(placed, pay=pay)


def test_only_what_the_vault_lacks_comes_from_the_wallet(
    bugmark: Bugmark, as_: Traders, future: Future
) -> None:
    me = bugmark.address("beth")
    as_("beth").deposit("30")
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    as_("beth").take(placed)

    assert as_("beth").wallet(me) == 9_960 * TOKEN
    assert as_("beth").vault(me) == 0


def test_the_wallet_is_left_alone_if_so_asked(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    as_("beth").deposit("30")
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    with nothing_sent("beth"), pytest.raises(RefusedError) as caught:
        as_("beth").take(placed, from_wallet=False)
    as_("beth").take(placed, 150, from_wallet=False)

    assert str(caught.value) == (
        "the vault of beth holds 30 BUGT and 40 BUGT are needed: run `bugmark deposit 10 --account"
        " beth`, or add --from-wallet"
    )
    assert as_("beth").vault(bugmark.address("beth")) == 0
    assert as_("beth").wallet(bugmark.address("beth")) == 9_970 * TOKEN


def test_who_has_too_little_is_told_how_much_is_missing(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=12_000, price="0.10")

    with nothing_sent("beth"), pytest.raises(RefusedError, match="get 800 BUGT more"):
        as_("beth").take(placed)


# --- How much -------------------------------------------------------------------------------------


def test_an_offer_fills_in_parts_until_nothing_is_left(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    as_("beth").take(placed, 50)
    as_("bob").take(placed.offer, "51")
    last = as_("charles").take(placed)

    assert last.units == 99
    assert as_("adam").offer_state(placed.offer_id).filled == 200
    assert stand(as_("adam"), future) == Stand(-160, 0, 200)
    assert as_("beth").state(future).open_interest == 200
    with nothing_sent("beth"), pytest.raises(RefusedError, match="has 0 units left: take another"):
        as_("beth").take(placed)
    with nothing_sent("beth"), pytest.raises(RefusedError, match="has 0 units left: take another"):
        as_("beth").take(placed, 1)


def test_no_more_than_is_left_can_be_taken(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    as_("bob").take(placed, 150)

    with nothing_sent("beth"), pytest.raises(RefusedError, match="has 50 units left: take 50"):
        as_("beth").take(placed, 51)

    assert as_("beth").take(placed, 50).cost == 10 * TOKEN


def test_the_market_itself_refuses_more_than_is_left(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    beth = as_("beth")
    beth.deposit("1000")

    with nothing_sent("beth"), pytest.raises(IssueMarketUnitsAboveRemainingError) as caught:
        beth.binding.send(beth.sender, "take", placed.offer.struct(), 201, 0)

    assert (caught.value.units, caught.value.remaining) == (201, 200)


def test_a_number_of_units_that_is_none_is_refused(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    counts: list[Any] = [0, "0", -1, "1.5", "", 2**128, 1.0, True]
    for units in counts:
        with nothing_sent("beth"), pytest.raises(InputError, match="units"):
            as_("beth").take(placed, units)


def test_all_or_none_means_that(as_: Traders, future: Future, nothing_sent: NothingSent) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80", all_or_none=True)

    with nothing_sent("beth"), pytest.raises(IssueMarketOfferAllOrNoneError) as caught:
        as_("beth").take(placed, 199)
    as_("beth").take(placed)

    assert (caught.value.units, caught.value.offered) == (199, 200)
    assert stand(as_("beth"), future) == Stand(-40, 200, 0)


# --- Offers that cannot be met --------------------------------------------------------------------


def test_an_offer_ends_at_its_expiry(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80", expiry="+1d")
    as_("beth").take(placed, 1)
    warp(DAY)

    with nothing_sent("beth"), pytest.raises(IssueMarketOfferExpiredError) as caught:
        as_("beth").take(placed)

    assert caught.value.expiry == placed.offer.expiry


def test_nothing_trades_once_the_future_has_matured(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80", expiry="+30d")
    warp(14 * DAY)

    with nothing_sent("beth"), pytest.raises(IssueMarketFutureMaturedError) as caught:
        as_("beth").take(placed)

    assert caught.value.maturation == future.maturation


def test_a_cancelled_offer_cannot_be_met(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    as_("adam").cancel(placed)

    with nothing_sent("beth"), pytest.raises(IssueMarketOfferClosedError):
        as_("beth").take(placed)


def test_an_offer_of_a_past_epoch_cannot_be_met(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    as_("adam").cancel_all()

    with nothing_sent("beth"), pytest.raises(IssueMarketOfferStaleError) as caught:
        as_("beth").take(placed)

    assert (caught.value.epoch, caught.value.current) == (0, 1)


def test_nobody_meets_their_own_offer(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    with nothing_sent("adam"), pytest.raises(IssueMarketSelfTakeError):
        as_("adam").take(placed)


def test_an_offer_that_was_tampered_with_is_no_offer(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    changes: list[dict[str, Any]] = [
        *({"price": 9_999}, {"price": 1}, {"units": 400}, {"outcome": Outcome.FIXED}),
        *({"all_or_none": True}, {"expiry": 2**40 - 1}, {"epoch": 1}, {"salt": 0}),
        {"maker": as_("bob").sender.account.address},
    ]
    for change in changes:
        with nothing_sent("beth"), pytest.raises(IssueMarketOfferNotPlacedError):
            as_("beth").take(replace(placed.offer, **change), 1)


def test_the_market_takes_from_nobody_what_they_do_not_have(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")
    beth = as_("beth")

    for from_position in (0, 200):
        with nothing_sent("beth"), pytest.raises(ERC6909InsufficientBalanceError) as caught:
            beth.binding.send(beth.sender, "take", placed.offer.struct(), 200, from_position)
        assert caught.value.sender == beth.sender.account.address
        assert caught.value.balance == 0


def test_the_slower_of_two_takers_is_refused(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80", all_or_none=True)
    as_("bob").take(placed)
    beth = as_("beth")
    beth.deposit("40")

    # Beth looked before Bob took it.
    with nothing_sent("beth"), pytest.raises(IssueMarketUnitsAboveRemainingError):
        beth.binding.send(beth.sender, "take", placed.offer.struct(), 200, 0)


def test_who_only_looks_takes_nothing(bugmark: Bugmark, as_: Traders, future: Future) -> None:
    placed = as_("adam").buy(future, "unfixed", units=200, price="0.80")

    with pytest.raises(AccountError, match="no account is named"):
        bugmark.market.take(placed)
