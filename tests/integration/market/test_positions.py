"""Positions: split, merged, given away, collected."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from bugmark_py.chain.contract_errors import (
    CollateralVaultReceiverIsVaultError,
    ERC6909InvalidReceiverError,
    IssueMarketFutureMaturedError,
    IssueMarketFutureNotSettledError,
    IssueMarketFutureSettledError,
    IssueMarketFutureUnknownError,
    IssueMarketOfferLiveError,
)
from bugmark_py.client import Bugmark
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.market.client import Market
from bugmark_py.model.futures import Future, Outcome

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


def units(market: Market, future: Future) -> tuple[int, int]:
    """Units of FIXED and of UNFIXED that the account holds."""
    me = market.sender.account.address
    fixed, unfixed = (market.position(me, future.future_id, outcome) for outcome in Outcome)
    return fixed, unfixed


# --- Split and merge ------------------------------------------------------------------------------


def test_split_and_merge_give_back_what_was_there(as_: Traders, future: Future) -> None:
    adam = as_("adam")

    adam.split(future, "200")
    assert money(adam) == (9_800 * TOKEN, 0)
    assert units(adam, future) == (200, 200)
    assert adam.state(future).open_interest == 200
    adam.merge(future, 150)
    adam.merge(future, "50")

    assert money(adam) == (9_800 * TOKEN, 200 * TOKEN)
    assert units(adam, future) == (0, 0)
    assert adam.state(future).open_interest == 0


def test_a_split_uses_the_vault_and_the_wallet_only_if_it_may(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    adam = as_("adam")
    adam.deposit("50")

    with nothing_sent("adam"), pytest.raises(RefusedError, match="run `bugmark deposit 150 "):
        adam.split(future, 200, from_wallet=False)
    adam.split(future, 50, from_wallet=False)
    assert money(adam) == (9_950 * TOKEN, 0)
    adam.split(future, 150)

    assert money(adam) == (9_800 * TOKEN, 0)


def test_nobody_splits_more_than_they_have(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    with nothing_sent("adam"), pytest.raises(RefusedError, match="get 1 BUGT more"):
        as_("adam").split(future, 10_001)


def test_a_merge_needs_both_outcomes(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    as_("adam").split(future, 200)
    as_("adam").sell(future, "unfixed", units=50, price="0.40")

    with nothing_sent("adam"), pytest.raises(RefusedError, match="adam holds 150 units of UNFIXED"):
        as_("adam").merge(future, 151)
    as_("adam").merge(future, 150)
    with nothing_sent("beth"), pytest.raises(RefusedError, match="beth holds 0 units of FIXED"):
        as_("beth").merge(future, 1)

    assert units(as_("adam"), future) == (50, 0)


def test_a_number_of_units_that_is_none_is_refused(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    counts: list[Any] = [0, -1, "1.5", "", None, 2**128]
    for count in counts:
        for act in (as_("adam").split, as_("adam").merge):
            with nothing_sent("adam"), pytest.raises(InputError, match="units"):
                act(future, count)


def test_a_future_that_does_not_exist_cannot_be_split(
    as_: Traders, nothing_sent: NothingSent
) -> None:
    with nothing_sent("adam"), pytest.raises(IssueMarketFutureUnknownError):
        as_("adam").split(as_("adam").future("file:demo#7", "+14d"), 1)


def test_after_maturation_units_are_merged_and_no_longer_split(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    as_("adam").split(future, 200)
    warp(14 * DAY)

    with nothing_sent("adam"), pytest.raises(IssueMarketFutureMaturedError):
        as_("adam").split(future, 1)
    as_("adam").merge(future, 200)

    assert money(as_("adam")) == (9_800 * TOKEN, 200 * TOKEN)


def test_after_settlement_units_are_redeemed_and_no_longer_merged(
    as_: Traders, future: Future, settle: Callable[..., None], nothing_sent: NothingSent
) -> None:
    as_("adam").split(future, 200)
    settle(future, 10_000)

    with nothing_sent("adam"), pytest.raises(IssueMarketFutureSettledError):
        as_("adam").merge(future, 1)

    assert as_("adam").redeem(future).redeemed == 200 * TOKEN


# --- Giving away ----------------------------------------------------------------------------------


def test_a_position_is_given_away_in_part(bugmark: Bugmark, as_: Traders, future: Future) -> None:
    as_("adam").split(future, 200)

    as_("adam").transfer(future, "fixed", 150, bugmark.address("beth").lower())

    assert units(as_("adam"), future) == (50, 200)
    assert units(as_("beth"), future) == (150, 0)


def test_nobody_gives_away_what_they_do_not_hold(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    as_("adam").split(future, 200)

    with nothing_sent("adam"), pytest.raises(RefusedError, match="adam holds 200 units of FIXED"):
        as_("adam").transfer(future, "fixed", 201, bugmark.address("beth"))


def test_a_position_goes_to_an_address(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    as_("adam").split(future, 1)

    mistyped = as_("beth").sender.account.address.swapcase().replace("0X", "0x")
    receivers: list[Any] = ["beth", "", "0x12", None, 5, mistyped]
    for receiver in receivers:
        with nothing_sent("adam"), pytest.raises(InputError, match="is no address"):
            as_("adam").transfer(future, "fixed", 1, receiver)


def test_a_position_is_not_lost_in_the_market_or_nowhere(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    as_("adam").split(future, 1)

    with nothing_sent("adam"), pytest.raises(CollateralVaultReceiverIsVaultError):
        as_("adam").transfer(future, "fixed", 1, bugmark.deployment.market)
    with nothing_sent("adam"), pytest.raises(ERC6909InvalidReceiverError):
        as_("adam").transfer(future, "fixed", 1, "0x" + 40 * "0")


# --- Collecting -----------------------------------------------------------------------------------


def test_nothing_is_redeemed_before_settlement(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    as_("adam").split(future, 200)
    warp(14 * DAY)

    with nothing_sent("adam"), pytest.raises(IssueMarketFutureNotSettledError) as caught:
        as_("adam").redeem(future)

    assert caught.value.future_id == future.future_id


@pytest.mark.parametrize("price", [0, 5_000, 10_000])
def test_both_outcomes_together_redeem_for_a_unit_whatever_the_price(
    as_: Traders, future: Future, settle: Callable[..., None], price: int
) -> None:
    as_("adam").split(future, 200)
    settle(future, price)

    assert as_("adam").redeem(future).redeemed == 200 * TOKEN
    assert money(as_("adam")) == (9_800 * TOKEN, 200 * TOKEN)


def test_redeeming_again_or_without_a_position_pays_nothing(
    as_: Traders, future: Future, settle: Callable[..., None]
) -> None:
    as_("adam").split(future, 200)
    settle(future, 10_000)
    as_("adam").redeem(future)

    assert as_("adam").redeem(future).redeemed == 0
    assert as_("erin").redeem(future).redeemed == 0
    assert money(as_("erin")) == (10_000 * TOKEN, 0)


@pytest.mark.parametrize("spelling", [str, str.lower])
def test_whoever_redeems_for_another_pays_the_other(
    bugmark: Bugmark,
    as_: Traders,
    future: Future,
    settle: Callable[..., None],
    spelling: Callable[[str], str],
) -> None:
    as_("adam").split(future, 200)
    settle(future, 10_000)

    collected = as_("erin").redeem(future, spelling(bugmark.address("adam")))

    assert (collected.redeemed, collected.released) == (200 * TOKEN, 0)
    assert money(as_("adam")) == (9_800 * TOKEN, 200 * TOKEN)
    assert money(as_("erin")) == (10_000 * TOKEN, 0)


def test_only_for_an_address_can_be_redeemed(
    as_: Traders, future: Future, settle: Callable[..., None], nothing_sent: NothingSent
) -> None:
    settle(future, 10_000)

    holders: list[Any] = ["adam", "", "0x12", 5]
    for holder in holders:
        with nothing_sent("erin"), pytest.raises(InputError, match="is no address"):
            as_("erin").redeem(future, holder)


@pytest.mark.parametrize("spelling", [str, str.lower])
def test_releases_and_redemptions_are_collected_together_and_told_apart(
    bugmark: Bugmark,
    as_: Traders,
    future: Future,
    settle: Callable[..., None],
    spelling: Callable[[str], str],
) -> None:
    adam = as_("adam")
    adam.split(future, 100)
    bought = adam.buy(future, "fixed", units=50, price="0.30")
    sold = adam.sell(future, "fixed", units=60, price="0.70")
    as_("beth").take(sold, 10)
    settle(future, 10_000)

    collected = as_("erin").collect(
        [future], [bought.offer, sold.offer], spelling(bugmark.address("adam"))
    )

    # 15 escrowed for the BUY come back; 40 FIXED at hand and 50 out of the SELL pay 1 each.
    assert collected.released == 15 * TOKEN
    assert collected.redeemed == 90 * TOKEN
    assert len(collected.receipts) == 1
    # 10,000 less 100 split, less 15 escrowed, and 7 for what was sold.
    assert money(adam) == (9_885 * TOKEN, (7 + 15 + 90) * TOKEN)
    assert units(adam, future) == (0, 0)


def test_collecting_nothing_sends_nothing(as_: Traders, nothing_sent: NothingSent) -> None:
    with nothing_sent("adam"):
        collected = as_("adam").collect([], [])

    assert (collected.redeemed, collected.released, collected.receipts) == (0, 0, ())


def test_one_live_offer_among_many_keeps_all_of_them(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    expired = as_("adam").buy(future, "fixed", units=50, price="0.30", expiry="+1d")
    live = as_("adam").buy(future, "fixed", units=50, price="0.30")
    warp(DAY)

    with nothing_sent("erin"), pytest.raises(IssueMarketOfferLiveError) as caught:
        as_("erin").collect([], [expired.offer, live.offer])

    assert caught.value.offer_id == live.offer_id


def test_what_does_not_fit_one_transaction_is_collected_in_several(
    as_: Traders, future: Future, settle: Callable[..., None]
) -> None:
    as_("adam").split(future, 200)
    settle(future, 10_000)

    collected = as_("adam").collect([future] * 51, [])

    assert len(collected.receipts) == 2
    assert collected.redeemed == 200 * TOKEN


def test_in_whatever_order_everybody_gets_all_they_are_owed(
    bugmark: Bugmark, as_: Traders, future: Future, settle: Callable[..., None]
) -> None:
    as_("beth").take(as_("adam").buy(future, "unfixed", units=200, price="0.80"))
    as_("charles").take(as_("beth").sell(future, "fixed", units=120, price="0.40"))
    as_("bob").split(future, 7)
    left = as_("dana").buy(future, "fixed", units=3, price="0.3333")
    settle(future, 5_000)

    for name in ("charles", "bob", "beth", "adam"):
        as_(name).redeem(future)
    as_("dana").collect([], [left.offer])
    owed = {"adam": "100", "beth": "88", "charles": "60", "bob": "7", "dana": "0.9999"}
    for name, amount in owed.items():
        as_(name).withdraw(amount)

    assert as_("adam").wallet(bugmark.deployment.market) == 0
    assert [as_(name).vault(bugmark.address(name)) for name in owed] == [0, 0, 0, 0, 0]
