"""A future from offer to payout, and what is refused on the way, as ape's users see it."""

import ape
import pytest
from ape.api import AccountAPI
from ape.contracts import ContractInstance
from ape.managers.chain import ChainManager

from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Offer, Side
from tests.ape.conftest import DAY, PERIOD, UNIT, VOID_DELAY

FIXED_PRICE = 10_000
NO_EVIDENCE = bytes(32)


def offer(maker: AccountAPI, future: Future, outcome: Outcome, side: Side, price: int) -> Offer:
    """For 200 units, until maturation."""
    return Offer(
        maker=maker.address,
        future_id=future.future_id,
        outcome=outcome,
        side=side,
        price=price,
        units=200,
        all_or_none=False,
        expiry=future.maturation,
        salt=7,
        epoch=0,
    )


def tokens(market: ContractInstance, *holders: AccountAPI) -> list[float]:
    """What vaults hold, in whole tokens."""
    return [market.balanceOf(holder, 0) / UNIT for holder in holders]


def test_half_the_work_is_paid_when_it_is_resold(
    market: ContractInstance,
    oracle: ContractInstance,
    chain: ChainManager,
    future: Future,
    adam: AccountAPI,
    beth: AccountAPI,
    charles: AccountAPI,
    reporters: list[AccountAPI],
) -> None:
    asked = offer(adam, future, Outcome.UNFIXED, Side.BUY, 8_000).struct()
    market.place(asked, sender=adam)
    market.take(asked, 200, 0, sender=beth)
    assert tokens(market, adam, beth) == [840, 960]
    resold = offer(beth, future, Outcome.FIXED, Side.SELL, 4_000).struct()
    market.place(resold, sender=beth)
    market.take(resold, 200, 0, sender=charles)

    chain.mine(timestamp=future.maturation)
    for reporter in reporters[:2]:
        question = (future.question_hash, future.maturation)
        oracle.vote(*question, FIXED_PRICE, NO_EVIDENCE, sender=reporter)
    chain.mine(deltatime=PERIOD)
    oracle.finalize(future.question_hash, future.maturation, sender=beth)
    receipt = market.settle(future.future_id, future.question_hash, sender=beth)
    market.redeem(future.future_id, charles, sender=adam)

    (event,) = receipt.decode_logs(market.FutureSettled)
    assert (event.price, event.voided) == (FIXED_PRICE, False)
    assert tokens(market, adam, beth, charles) == [840, 1_040, 1_120]


def test_a_silent_oracle_pays_both_sides_half(
    market: ContractInstance,
    chain: ChainManager,
    future: Future,
    adam: AccountAPI,
    beth: AccountAPI,
) -> None:
    asked = offer(adam, future, Outcome.UNFIXED, Side.BUY, 8_000).struct()
    market.place(asked, sender=adam)
    market.take(asked, 200, 0, sender=beth)
    chain.mine(timestamp=future.maturation)
    with ape.reverts(market.IssueMarket_VoidTooEarly):
        market.void(future.future_id, future.question_hash, sender=beth)

    chain.mine(deltatime=VOID_DELAY)
    market.void(future.future_id, future.question_hash, sender=beth)
    for holder in (adam, beth):
        market.redeem(future.future_id, holder, sender=holder)

    # Adam paid 160 and Beth 40, and each has 100 back.
    assert tokens(market, adam, beth) == [940, 1_060]


def test_a_cancelled_offer_gives_back_its_escrow_and_cannot_be_met(
    market: ContractInstance, future: Future, adam: AccountAPI, beth: AccountAPI
) -> None:
    asked = offer(adam, future, Outcome.UNFIXED, Side.BUY, 8_000).struct()
    market.place(asked, sender=adam)
    market.take(asked, 50, 0, sender=beth)

    market.cancel(asked, sender=adam)

    # 50 at 0.80 are spent.
    assert tokens(market, adam) == [960]
    with ape.reverts(market.IssueMarket_OfferClosed, offerId=market.hashOffer(asked)):
        market.take(asked, 50, 0, sender=beth)


def test_split_then_merge_is_the_identity(
    market: ContractInstance, future: Future, adam: AccountAPI
) -> None:
    market.split(future.future_id, 10, sender=adam)
    held = [market.balanceOf(adam, future.position_id(outcome)) for outcome in Outcome]
    assert (held, tokens(market, adam)) == ([10, 10], [990])

    market.merge(future.future_id, 10, sender=adam)

    held = [market.balanceOf(adam, future.position_id(outcome)) for outcome in Outcome]
    assert (held, tokens(market, adam)) == ([0, 0], [1_000])


@pytest.mark.parametrize("price", [0, 10_000])
def test_a_price_that_is_none_is_refused(
    market: ContractInstance, future: Future, adam: AccountAPI, price: int
) -> None:
    asked = offer(adam, future, Outcome.UNFIXED, Side.BUY, price).struct()

    with ape.reverts(market.IssueMarket_PriceOutOfRange, price=price):
        market.place(asked, sender=adam)


def test_nothing_is_settled_and_nobody_votes_before_maturation(
    market: ContractInstance,
    oracle: ContractInstance,
    future: Future,
    adam: AccountAPI,
    reporters: list[AccountAPI],
    chain: ChainManager,
) -> None:
    chain.mine(deltatime=13 * DAY)

    with ape.reverts(market.IssueMarket_FutureNotMatured):
        market.settle(future.future_id, future.question_hash, sender=adam)
    with ape.reverts(oracle.TrackerOracle_NotMatured):
        oracle.vote(
            future.question_hash,
            future.maturation,
            FIXED_PRICE,
            NO_EVIDENCE,
            sender=reporters[0],
        )


def test_who_is_no_reporter_does_not_vote(
    oracle: ContractInstance, chain: ChainManager, future: Future, adam: AccountAPI
) -> None:
    chain.mine(timestamp=future.maturation)

    with ape.reverts(oracle.TrackerOracle_CallerNotReporter, caller=adam.address):
        oracle.vote(future.question_hash, future.maturation, FIXED_PRICE, NO_EVIDENCE, sender=adam)
