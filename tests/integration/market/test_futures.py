"""Futures: created once, whoever asks; settled once, at what the oracle says or at half."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from bugmark_py.chain.contract_errors import (
    IssueMarketFutureNotMaturedError,
    IssueMarketFutureSettledError,
    IssueMarketFutureUnknownError,
    IssueMarketOracleSilentError,
    IssueMarketQuestionMismatchError,
    IssueMarketVoidTooEarlyError,
)
from bugmark_py.client import Bugmark
from bugmark_py.errors import AccountError, BugmarkError, InputError
from bugmark_py.market.client import Market
from bugmark_py.market.results import FutureState
from bugmark_py.model.futures import Future
from bugmark_py.model.questions import Question
from bugmark_py.model.times import format_time

pytestmark = pytest.mark.integration

TOKEN = 10**18
DAY = 86_400
NO_EVIDENCE = "0x" + 64 * "0"

Traders = Callable[[str], Market]
NothingSent = Callable[[str], AbstractContextManager[None]]
Warp = Callable[[int], None]


def pair(as_: Traders, future: Future) -> None:
    """Adam holds 200 UNFIXED at 0.80, Beth 200 FIXED at 0.20."""
    as_("beth").take(as_("adam").buy(future, "unfixed", units=200, price="0.80"))


# --- Creation -------------------------------------------------------------------------------------


def test_a_future_is_on_chain_under_the_identifiers_computed_here(
    bugmark: Bugmark, as_: Traders
) -> None:
    adam = as_("adam")

    future = adam.create_future("file:demo#1", "+14d")

    logs = bugmark.connection.rpc("eth_getLogs", {"fromBlock": "latest"})
    (event,) = adam.binding.events(logs)
    assert event.name == "FutureCreated"
    assert event.arguments == {
        "futureId": future.future_id,
        "questionId": future.question_id,
        "oracle": bugmark.deployment.oracle,
        "maturation": future.maturation,
        "question": "file:demo#1",
        "creator": bugmark.address("adam"),
    }
    assert adam.state(future) == FutureState(exists=True, open_interest=0, settled=False, price=0)


def test_a_future_that_exists_is_found_and_nothing_is_sent(
    as_: Traders, future: Future, nothing_sent: NothingSent
) -> None:
    with nothing_sent("beth"):
        found = as_("beth").create_future("file:demo#1", future.maturation)

    assert found == future


@pytest.mark.parametrize("spelling", ["FILE:demo#2,1", "file:demo#1,2?fixed", " file:demo#2,1 "])
def test_every_spelling_of_a_question_is_one_future(
    as_: Traders, nothing_sent: NothingSent, spelling: str
) -> None:
    first = as_("adam").create_future("file:demo#1,2", "+14d")

    with nothing_sent("beth"):
        assert as_("beth").create_future(spelling, first.maturation) == first


def test_a_question_may_come_parsed_and_a_maturation_in_any_form(
    bugmark: Bugmark, as_: Traders, nothing_sent: NothingSent
) -> None:
    first = as_("adam").create_future(Question.parse("file:demo#1"), bugmark.now() + DAY)

    with nothing_sent("adam"):
        assert as_("adam").create_future("file:demo#1", str(first.maturation)) == first
        assert as_("adam").create_future("file:demo#1", format_time(first.maturation)) == first


def test_each_maturation_is_a_future_of_its_own(as_: Traders) -> None:
    sooner = as_("adam").create_future("file:demo#1", "+7d")
    later = as_("adam").create_future("file:demo#1", "+14d")

    as_("adam").split(sooner, 5)

    assert as_("adam").state(sooner).open_interest == 5
    assert as_("adam").state(later).open_interest == 0


def test_a_maturation_that_has_passed_is_refused(
    bugmark: Bugmark, as_: Traders, nothing_sent: NothingSent
) -> None:
    now = bugmark.now()
    for maturation in (now, now - 1, 0, "1970-01-01T00:00:00Z", "+0s"):
        with nothing_sent("adam"), pytest.raises(InputError, match=r"has passed.* such as \+14d"):
            as_("adam").create_future("file:demo#1", maturation)


def test_a_malformed_question_is_refused(as_: Traders, nothing_sent: NothingSent) -> None:
    for question in (
        *("", "demo#1", "file:demo", "file:demo#0", "ftp:demo#1", "file:demo#1?"),
        *("file:demo#1?fxed", "file:demo#1#2", "file:demo#1,1", "https://github.com/o/r/issues/1"),
    ):
        with nothing_sent("adam"), pytest.raises(InputError):
            as_("adam").create_future(question, "+14d")


def test_a_malformed_maturation_is_refused(as_: Traders, nothing_sent: NothingSent) -> None:
    maturations: list[Any] = [
        *("", "tomorrow", "14d", "-1d", "+-1d", "2026-12-07", "+99999999999999d"),
        *(1.5, 2**40, -1, None, True),
    ]
    for maturation in maturations:
        with nothing_sent("adam"), pytest.raises(InputError):
            as_("adam").create_future("file:demo#1", maturation)


def test_a_grace_may_be_half_the_report_period_and_no_longer(
    as_: Traders, nothing_sent: NothingSent
) -> None:
    # The report period here is a day.
    as_("adam").create_future("file:demo#1?fixed&grace=12h", "+14d")

    with nothing_sent("adam"), pytest.raises(InputError, match="at most 12h"):
        as_("adam").create_future("file:demo#1?fixed&grace=721m", "+14d")


def test_a_maturation_that_leaves_no_time_to_void_is_refused(
    bugmark: Bugmark, as_: Traders, nothing_sent: NothingSent
) -> None:
    last = 2**40 - 1 - 7 * DAY

    with (
        nothing_sent("adam"),
        pytest.raises(InputError, match=f"{last + 1} is too late: name {last} at the latest"),
    ):
        as_("adam").create_future("file:demo#1", last + 1)

    assert as_("adam").state(as_("adam").create_future("file:demo#1", last)).exists
    assert bugmark.deployment.void_delay == 7 * DAY


def test_without_an_account_a_future_can_be_looked_at_and_not_made(
    bugmark: Bugmark, future: Future
) -> None:
    assert bugmark.market.create_future("file:demo#1", future.maturation) == future
    with pytest.raises(AccountError, match="no account is named"):
        bugmark.market.create_future("file:demo#2", "+14d")


def test_a_future_that_was_never_created_does_not_exist(as_: Traders) -> None:
    assert not as_("adam").state(as_("adam").future("file:demo#1", "+14d")).exists


# --- Settlement -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "adam", "beth"), [(10_000, 0, 200), (0, 200, 0), (5_000, 100, 100)]
)
def test_a_settled_future_pays_each_side_its_part_and_the_market_keeps_nothing(
    bugmark: Bugmark,
    as_: Traders,
    future: Future,
    settle: Callable[..., None],
    price: int,
    adam: int,
    beth: int,
) -> None:
    pair(as_, future)

    settle(future, price)

    assert as_("adam").state(future) == FutureState(True, 200, True, price)  # noqa: FBT003
    assert as_("adam").redeem(future).redeemed == adam * TOKEN
    assert as_("beth").redeem(future).redeemed == beth * TOKEN
    for name, payout in (("adam", adam), ("beth", beth)):
        if payout:
            as_(name).withdraw(payout)
    assert as_("adam").wallet(bugmark.deployment.market) == 0


def test_anybody_may_settle_and_is_told_the_price(
    bugmark: Bugmark, as_: Traders, future: Future, warp: Warp
) -> None:
    warp(14 * DAY)
    for name in ("reporter", "reporter3"):
        bugmark.named(name).oracle.vote(future, 10_000, NO_EVIDENCE)
    warp(3600)
    bugmark.named("frank").oracle.finalize(future)

    settled = as_("erin").settle(future)

    assert (settled.future, settled.price, settled.voided) == (future, 10_000, False)


def test_a_future_cannot_be_settled_before_it_matures(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    warp(14 * DAY - 60)

    with nothing_sent("adam"), pytest.raises(IssueMarketFutureNotMaturedError) as caught:
        as_("adam").settle(future)

    assert caught.value.maturation == future.maturation


def test_a_silent_oracle_settles_nothing(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    warp(14 * DAY)

    with nothing_sent("adam"), pytest.raises(IssueMarketOracleSilentError) as caught:
        as_("adam").settle(future)

    assert caught.value.oracle == bugmark.deployment.oracle
    assert caught.value.future_id == future.future_id


def test_a_proposal_is_not_yet_an_answer(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    warp(14 * DAY)
    for name in ("reporter", "reporter2"):
        bugmark.named(name).oracle.vote(future, 10_000, NO_EVIDENCE)

    with nothing_sent("adam"), pytest.raises(IssueMarketOracleSilentError):
        as_("adam").settle(future)


def test_a_future_is_settled_once(
    as_: Traders, future: Future, settle: Callable[..., None], nothing_sent: NothingSent, warp: Warp
) -> None:
    settle(future, 10_000)
    warp(30 * DAY)

    for again in (as_("adam").settle, as_("adam").void):
        with nothing_sent("adam"), pytest.raises(IssueMarketFutureSettledError) as caught:
            again(future)
        assert caught.value.price == 10_000


def test_a_future_that_was_never_created_cannot_be_settled(
    as_: Traders, nothing_sent: NothingSent
) -> None:
    unknown = as_("adam").future("file:demo#7", "+14d")

    for act in (as_("adam").settle, as_("adam").void):
        with nothing_sent("adam"), pytest.raises(IssueMarketFutureUnknownError):
            act(unknown)


def test_a_future_is_not_settled_by_another_ones_question(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    other = as_("dana").create_future("file:demo#2", future.maturation)
    warp(14 * DAY)
    for name in ("reporter", "reporter2"):
        bugmark.named(name).oracle.vote(other, 10_000, NO_EVIDENCE)
    warp(3600)
    bugmark.named("reporter").oracle.finalize(other)
    adam = as_("adam")

    with nothing_sent("adam"), pytest.raises(IssueMarketQuestionMismatchError):
        adam.binding.send(adam.sender, "settle", future.future_id, other.question_hash)


# --- Void -----------------------------------------------------------------------------------------


def test_a_future_is_void_a_week_after_a_silent_maturation_and_pays_half(
    as_: Traders, future: Future, warp: Warp
) -> None:
    pair(as_, future)
    warp(21 * DAY)

    voided = as_("erin").void(future)

    assert (voided.price, voided.voided) == (5_000, True)
    assert as_("adam").redeem(future).redeemed == 100 * TOKEN
    assert as_("beth").redeem(future).redeemed == 100 * TOKEN


def test_a_future_is_not_void_while_the_oracle_has_time(
    as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    warp(21 * DAY - 60)

    with nothing_sent("adam"), pytest.raises(IssueMarketVoidTooEarlyError) as caught:
        as_("adam").void(future)

    assert caught.value.voidable_at == future.maturation + 7 * DAY


def test_a_late_answer_is_better_than_none(
    bugmark: Bugmark, as_: Traders, future: Future, warp: Warp
) -> None:
    warp(14 * DAY)
    for name in ("reporter", "reporter2"):
        bugmark.named(name).oracle.vote(future, 10_000, NO_EVIDENCE)
    warp(7 * DAY)
    bugmark.named("reporter").oracle.finalize(future)

    voided = as_("adam").void(future)

    assert (voided.price, voided.voided) == (10_000, False)


def test_a_void_takes_the_answer_that_nobody_made_final(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    warp(14 * DAY)
    for name in ("reporter", "reporter2"):
        bugmark.named(name).oracle.vote(future, 10_000, NO_EVIDENCE)
    warp(7 * DAY)
    done = as_("adam").void(future)
    bugmark.named("reporter").oracle.finalize(future)

    with nothing_sent("beth"), pytest.raises(IssueMarketFutureSettledError) as caught:
        as_("beth").settle(future)

    assert (done.price, done.voided, caught.value.price) == (10_000, False, 10_000)


def test_reporters_cannot_overrule_a_void(
    bugmark: Bugmark, as_: Traders, future: Future, nothing_sent: NothingSent, warp: Warp
) -> None:
    warp(21 * DAY)
    assert as_("adam").void(future).voided

    with nothing_sent("reporter"), pytest.raises(BugmarkError):
        bugmark.named("reporter").oracle.vote(future, 10_000, NO_EVIDENCE)
    with nothing_sent("beth"), pytest.raises(IssueMarketFutureSettledError) as caught:
        as_("beth").settle(future)

    assert caught.value.price == 5_000
