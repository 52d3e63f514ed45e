"""Reporting: who may vote, when, and what comes of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bugmark_py.chain.connection import quantity
from bugmark_py.chain.contract_errors import (
    TrackerOracleAlreadyVotedError,
    TrackerOracleCallerNotReporterError,
    TrackerOracleNotMaturedError,
    TrackerOraclePriceInvalidError,
    TrackerOracleStatusMismatchError,
    TrackerOracleTooEarlyToFinalizeError,
    TrackerOracleVotingClosedError,
)
from bugmark_py.client import Bugmark
from bugmark_py.errors import AccountError, InputError
from bugmark_py.model.futures import Future
from bugmark_py.oracle.client import Answer, Oracle, Status

pytestmark = pytest.mark.integration

HOUR = 3_600
DAY = 24 * HOUR
FIXED, INVALID, UNFIXED = 10_000, 5_000, 0
EVIDENCE = "0x" + 32 * "e1"

Warp = Callable[[int], None]
Reporters = Callable[[str], Oracle]


@pytest.fixture
def as_(bugmark: Bugmark) -> Reporters:
    """The oracle as an account sees it."""
    return lambda name: bugmark.named(name).oracle


@pytest.fixture
def future(bugmark: Bugmark) -> Future:
    """One that matures in 14 days."""
    return bugmark.named("dana").market.create_future("file:demo#1", "+14d")


@pytest.fixture
def matured(future: Future, warp: Warp) -> Future:
    """One that has just matured."""
    warp(14 * DAY)
    return future


@pytest.fixture
def nothing_sent(bugmark: Bugmark) -> Callable[[str], Any]:
    """Fails if, within it, the account sent a transaction."""

    def nonce(name: str) -> int:
        address = bugmark.address(name)
        return quantity(bugmark.connection.rpc("eth_getTransactionCount", address, "pending"))

    @contextmanager
    def unchanged(name: str) -> Iterator[None]:
        before = nonce(name)
        yield
        assert nonce(name) == before

    return unchanged


# --- Votes ----------------------------------------------------------------------------------------


def test_a_vote_is_counted_and_its_evidence_is_said(
    bugmark: Bugmark, as_: Reporters, matured: Future
) -> None:
    receipt = as_("reporter").vote(matured, INVALID, EVIDENCE)

    assert as_("reporter").answer(matured) == Answer(Status.OPEN, 0, 0, 0, 0, 1)
    (event,) = bugmark.oracle.binding.events(receipt.logs)
    assert event.name == "Voted"
    assert event.arguments == {
        "questionId": matured.question_id,
        "reporter": bugmark.address("reporter"),
        "price": INVALID,
        "evidence": EVIDENCE,
    }
    assert bugmark.oracle.has_voted(matured, bugmark.address("reporter"))
    assert not bugmark.oracle.has_voted(matured, bugmark.address("reporter2"))


def test_nobody_has_said_anything_at_first(bugmark: Bugmark, future: Future) -> None:
    assert bugmark.oracle.answer(future) == Answer(Status.OPEN, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("price", "votes"), [(FIXED, (2, 0, 0)), (UNFIXED, (0, 2, 0)), (INVALID, (0, 0, 2))]
)
def test_two_of_three_that_agree_make_a_proposal(
    bugmark: Bugmark, as_: Reporters, matured: Future, price: int, votes: tuple[int, int, int]
) -> None:
    as_("reporter").vote(matured, price, EVIDENCE)
    assert bugmark.oracle.answer(matured).status is Status.OPEN
    as_("reporter3").vote(matured, price, EVIDENCE)

    answer = bugmark.oracle.answer(matured)
    assert (answer.status, answer.price) == (Status.PROPOSED, price)
    assert (answer.votes_fixed, answer.votes_unfixed, answer.votes_invalid) == votes
    assert answer.finalizable_at == bugmark.now() + HOUR


def test_one_who_differs_does_not_hold_up_the_other_two(
    bugmark: Bugmark, as_: Reporters, matured: Future
) -> None:
    as_("reporter").vote(matured, UNFIXED, EVIDENCE)
    as_("reporter2").vote(matured, FIXED, EVIDENCE)
    as_("reporter3").vote(matured, FIXED, EVIDENCE)

    answer = bugmark.oracle.answer(matured)
    assert (answer.status, answer.price) == (Status.PROPOSED, FIXED)
    assert (answer.votes_fixed, answer.votes_unfixed, answer.votes_invalid) == (2, 1, 0)


def test_three_who_differ_propose_nothing_ever(
    bugmark: Bugmark,
    as_: Reporters,
    matured: Future,
    warp: Warp,
    nothing_sent: Callable[[str], Any],
) -> None:
    as_("reporter").vote(matured, FIXED, EVIDENCE)
    as_("reporter2").vote(matured, UNFIXED, EVIDENCE)
    as_("reporter3").vote(matured, INVALID, EVIDENCE)
    warp(7 * DAY)

    assert bugmark.oracle.answer(matured) == Answer(Status.OPEN, 0, 0, 1, 1, 1)
    with nothing_sent("reporter"), pytest.raises(TrackerOracleStatusMismatchError) as caught:
        as_("reporter").finalize(matured)
    assert (caught.value.actual, caught.value.needed) == (Status.OPEN, Status.PROPOSED)
    voided = bugmark.named("adam").market.void(matured)
    assert (voided.price, voided.voided) == (5_000, True)


def test_only_reporters_vote(
    bugmark: Bugmark, as_: Reporters, matured: Future, nothing_sent: Callable[[str], Any]
) -> None:
    for name in ("adam", "deployer"):
        with nothing_sent(name), pytest.raises(TrackerOracleCallerNotReporterError) as caught:
            as_(name).vote(matured, FIXED, EVIDENCE)
        assert caught.value.caller == bugmark.address(name)

    assert bugmark.oracle.answer(matured).votes_fixed == 0
    named = ("reporter", "reporter2", "reporter3", "adam")
    found = [bugmark.oracle.is_reporter(bugmark.address(name)) for name in named]
    assert found == [True, True, True, False]


def test_nobody_votes_twice_not_even_for_something_else(
    as_: Reporters, matured: Future, nothing_sent: Callable[[str], Any]
) -> None:
    as_("reporter").vote(matured, FIXED, EVIDENCE)

    for price in (FIXED, UNFIXED):
        with nothing_sent("reporter"), pytest.raises(TrackerOracleAlreadyVotedError) as caught:
            as_("reporter").vote(matured, price, EVIDENCE)
        assert caught.value.question_id == matured.question_id


def test_a_vote_on_one_question_is_none_on_another(
    bugmark: Bugmark, as_: Reporters, matured: Future
) -> None:
    other = Future("file:demo#2", matured.maturation, matured.oracle)

    as_("reporter").vote(matured, FIXED, EVIDENCE)
    as_("reporter").vote(other, UNFIXED, EVIDENCE)

    assert bugmark.oracle.answer(matured).votes_fixed == 1
    assert bugmark.oracle.answer(other).votes_unfixed == 1


def test_nothing_is_said_before_maturation(
    as_: Reporters, future: Future, warp: Warp, nothing_sent: Callable[[str], Any]
) -> None:
    warp(14 * DAY - 60)

    with nothing_sent("reporter"), pytest.raises(TrackerOracleNotMaturedError) as caught:
        as_("reporter").vote(future, FIXED, EVIDENCE)

    assert caught.value.maturation == future.maturation


def test_nothing_is_said_once_voting_has_ended(
    bugmark: Bugmark,
    as_: Reporters,
    matured: Future,
    warp: Warp,
    nothing_sent: Callable[[str], Any],
) -> None:
    ends = bugmark.oracle.voting_ends(matured)
    assert ends == matured.maturation + 2 * DAY
    warp(2 * DAY - 60)
    as_("reporter").vote(matured, FIXED, EVIDENCE)
    warp(60)

    with nothing_sent("reporter2"), pytest.raises(TrackerOracleVotingClosedError) as caught:
        as_("reporter2").vote(matured, FIXED, EVIDENCE)

    assert caught.value.closed_at == ends


def test_after_a_proposal_votes_count_for_nothing(
    bugmark: Bugmark, as_: Reporters, matured: Future, nothing_sent: Callable[[str], Any]
) -> None:
    for name in ("reporter", "reporter2"):
        as_(name).vote(matured, FIXED, EVIDENCE)

    with nothing_sent("reporter3"), pytest.raises(TrackerOracleStatusMismatchError) as caught:
        as_("reporter3").vote(matured, UNFIXED, EVIDENCE)

    assert (caught.value.actual, caught.value.needed) == (Status.PROPOSED, Status.OPEN)
    assert bugmark.oracle.answer(matured).price == FIXED


def test_a_price_is_one_of_three(
    as_: Reporters, matured: Future, nothing_sent: Callable[[str], Any]
) -> None:
    for price in (1, 4_999, 5_001, 9_999, 10_001, 65_535):
        with nothing_sent("reporter"), pytest.raises(TrackerOraclePriceInvalidError) as caught:
            as_("reporter").vote(matured, price, EVIDENCE)
        assert caught.value.price == price

    nonsense: list[Any] = [-1, 65_536, 0.5, "10000", None, True]
    for price in nonsense:
        with nothing_sent("reporter"), pytest.raises(InputError, match=r"price .* does not fit"):
            as_("reporter").vote(matured, price, EVIDENCE)


def test_evidence_is_a_whole_hash(
    as_: Reporters, matured: Future, nothing_sent: Callable[[str], Any]
) -> None:
    nonsense: list[Any] = ["", "0x", "0x12", EVIDENCE + "00", EVIDENCE[2:], "a reason", None, 5]
    for evidence in nonsense:
        with nothing_sent("reporter"), pytest.raises(InputError, match=r"evidence .* does not fit"):
            as_("reporter").vote(matured, FIXED, evidence)


# --- The end --------------------------------------------------------------------------------------


def test_anybody_makes_a_proposal_final_once_its_period_has_passed(
    bugmark: Bugmark, as_: Reporters, matured: Future, warp: Warp
) -> None:
    for name in ("reporter", "reporter2"):
        as_(name).vote(matured, INVALID, EVIDENCE)
    assert bugmark.oracle.binding.call("settlement", matured.question_id) == (False, 0)
    warp(HOUR)

    as_("erin").finalize(matured)

    answer = bugmark.oracle.answer(matured)
    assert (answer.status, answer.price) == (Status.FINAL, INVALID)
    assert bugmark.oracle.binding.call("settlement", matured.question_id) == (True, INVALID)


def test_nothing_is_final_before_its_period_has_passed(
    bugmark: Bugmark,
    as_: Reporters,
    matured: Future,
    warp: Warp,
    nothing_sent: Callable[[str], Any],
) -> None:
    for name in ("reporter", "reporter2"):
        as_(name).vote(matured, FIXED, EVIDENCE)
    due = bugmark.oracle.answer(matured).finalizable_at
    warp(HOUR - 60)

    with nothing_sent("erin"), pytest.raises(TrackerOracleTooEarlyToFinalizeError) as caught:
        as_("erin").finalize(matured)

    assert caught.value.finalizable_at == due


def test_nothing_is_final_twice(
    as_: Reporters, matured: Future, warp: Warp, nothing_sent: Callable[[str], Any]
) -> None:
    for name in ("reporter", "reporter2"):
        as_(name).vote(matured, FIXED, EVIDENCE)
    warp(HOUR)
    as_("erin").finalize(matured)

    with nothing_sent("erin"), pytest.raises(TrackerOracleStatusMismatchError) as finalized:
        as_("erin").finalize(matured)
    with nothing_sent("reporter3"), pytest.raises(TrackerOracleStatusMismatchError) as voted:
        as_("reporter3").vote(matured, UNFIXED, EVIDENCE)

    assert finalized.value.actual == voted.value.actual == Status.FINAL


def test_a_question_that_nobody_answered_is_never_final(
    as_: Reporters, matured: Future, nothing_sent: Callable[[str], Any]
) -> None:
    with nothing_sent("erin"), pytest.raises(TrackerOracleStatusMismatchError):
        as_("erin").finalize(matured)


def test_a_question_is_answered_without_a_future_and_no_other_with_it(
    bugmark: Bugmark, as_: Reporters, matured: Future, warp: Warp
) -> None:
    lone = Future("file:demo#9", matured.maturation, matured.oracle)
    for name in ("reporter", "reporter2"):
        as_(name).vote(lone, FIXED, EVIDENCE)
    warp(HOUR)
    as_("erin").finalize(lone)

    assert bugmark.oracle.answer(lone).status is Status.FINAL
    assert bugmark.oracle.answer(matured).status is Status.OPEN


def test_who_only_looks_neither_votes_nor_finalizes(bugmark: Bugmark, matured: Future) -> None:
    with pytest.raises(AccountError, match="no account is named"):
        bugmark.oracle.vote(matured, FIXED, EVIDENCE)
    with pytest.raises(AccountError, match="no account is named"):
        bugmark.oracle.finalize(matured)
