"""What a future settles as: the state of its issue at the second of its maturation."""

from collections.abc import Callable
from typing import Any

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.daemon.oracle import Act
from bugmark_py.model.futures import Future
from bugmark_py.model.questions import IssueReference
from bugmark_py.trackers.history import CloseReason
from tests.integration.daemon.conftest import Oracle

pytestmark = pytest.mark.integration

Warp = Callable[[int], None]
MineAt = Callable[[int], None]
Turn = tuple[str, int]

DAY = 86_400
FIXED, UNFIXED, INVALID = 10_000, 0, 5_000

# What happened, in seconds from maturation, and the settlement price.
CASES: dict[str, tuple[list[Turn], int]] = {
    "never closed": ([], UNFIXED),
    "closed one second before": ([("completed", -1)], FIXED),
    "closed in that very second": ([("completed", 0)], FIXED),
    "closed one second after": ([("completed", 1)], UNFIXED),
    "closed long before": ([("completed", -9 * DAY)], FIXED),
    "reopened one second before": ([("completed", -5), ("reopened", -1)], UNFIXED),
    "reopened in that very second": ([("completed", -5), ("reopened", 0)], UNFIXED),
    "reopened one second after": ([("completed", -5), ("reopened", 1)], FIXED),
    "closed and reopened in that second": ([("completed", 0), ("reopened", 0)], UNFIXED),
    "reopened and closed in that second": (
        [("completed", -5), ("reopened", 0), ("completed", 0)],
        FIXED,
    ),
    "reopened before and closed after": (
        [("completed", -5), ("reopened", -1), ("completed", 1)],
        UNFIXED,
    ),
    "closed as not planned": ([("not_planned", -1)], UNFIXED),
    "closed as not planned, then as completed": (
        [("not_planned", -5), ("reopened", -4), ("completed", -1)],
        FIXED,
    ),
    "closed as not planned after it was completed": (
        [("completed", -5), ("reopened", 1), ("not_planned", 2)],
        FIXED,
    ),
}


def test_the_file_trackers_state_at_maturation_decides(
    bugmark: Bugmark, oracle: Oracle, mine_at: MineAt
) -> None:
    tracker, market = bugmark.trackers.file, bugmark.named("adam").market
    maturation = bugmark.now() + 10 * DAY
    futures: list[Future] = []
    for turns, _ in CASES.values():
        issue = tracker.create("demo", "It crashes").reference
        for turn, offset in turns:
            if turn == "reopened":
                tracker.reopen(issue, at=maturation + offset)
            else:
                tracker.close(issue, CloseReason(turn), at=maturation + offset)
        futures.append(market.create_future(str(issue), maturation))

    assert oracle.tick("reporter") == []
    mine_at(maturation)
    assert oracle.tick("reporter") == [], "more may happen in that second"
    mine_at(maturation + 1)
    prices = oracle.settle(*futures)

    expected = {name: price for name, (_, price) in CASES.items()}
    assert dict(zip(CASES, prices, strict=True)) == expected
    assert oracle.troubles == []


def test_githubs_state_at_maturation_decides(
    github_oracle: Oracle, github: Any, payloads: Any, warp: Warp
) -> None:
    bugmark = github_oracle.bugmark
    market = bugmark.named("adam").market
    maturation = bugmark.now() + 10 * DAY
    github.now = maturation + 61
    futures: list[Future] = []
    for number, (turns, _) in enumerate(CASES.values(), 1):
        events = [
            payloads.reopened(maturation + offset)
            if turn == "reopened"
            else payloads.closed(maturation + offset, turn)
            for turn, offset in turns
        ]
        last, offset = turns[-1] if turns else ("reopened", 0)
        issue = (
            payloads.issue(number)
            if last == "reopened"
            else payloads.closed_issue(maturation + offset, last, number=number)
        )
        created = {"created_at": "2026-01-01T00:00:00Z"}
        github.add_issue(issue | created, events)
        futures.append(market.create_future(f"github:o/r#{number}", maturation))

    warp(maturation + 1 - bugmark.now())
    prices = github_oracle.settle(*futures)

    expected = {name: price for name, (_, price) in CASES.items()}
    assert dict(zip(CASES, prices, strict=True)) == expected
    assert github_oracle.troubles == []


# --- Before maturation, by either clock ------------------------------------------------------


def test_github_is_not_asked_for_an_answer_before_its_own_clock_is_past(
    github_oracle: Oracle, github: Any, payloads: Any, warp: Warp
) -> None:
    bugmark = github_oracle.bugmark
    future = bugmark.named("adam").market.create_future("github:o/r#1", "+1d")
    maturation = future.maturation
    created = {"created_at": "2026-01-01T00:00:00Z"}
    path = "/repos/o/r/issues/1"

    def serve(clock: int, *, closed: bool) -> None:
        github.now = clock
        for each in (path, f"{path}/timeline?per_page=100"):
            github.exchanges.pop(each, None)
        events = [payloads.closed(maturation)] if closed else []
        shown = payloads.closed_issue(maturation) if closed else payloads.issue()
        github.add_issue(shown | created, events)

    serve(maturation - 3600, closed=False)
    warp(maturation + 1800 - bugmark.now())
    assert github_oracle.tick() == [], "the chain's clock alone is not enough"
    for clock in (maturation - 1, maturation, maturation + 60):
        serve(clock, closed=clock >= maturation)
        assert github_oracle.tick() == []
    serve(maturation + 61, closed=True)

    assert github_oracle.settle(future) == [FIXED]


def test_the_chains_clock_is_waited_for_too(
    github_oracle: Oracle, github: Any, payloads: Any, mine_at: MineAt
) -> None:
    bugmark = github_oracle.bugmark
    future = bugmark.named("adam").market.create_future("github:o/r#1", "+1d")
    github.now = future.maturation + 10**6
    issue = payloads.closed_issue(future.maturation) | {"created_at": "2026-01-01T00:00:00Z"}
    github.add_issue(issue, [payloads.closed(future.maturation)])

    mine_at(future.maturation)
    assert github_oracle.tick() == []
    mine_at(future.maturation + 1)

    assert github_oracle.settle(future) == [FIXED]


def test_a_grace_is_waited_for(bugmark: Bugmark, oracle: Oracle, mine_at: MineAt) -> None:
    tracker, market = bugmark.trackers.file, bugmark.named("adam").market
    maturation = bugmark.now() + DAY
    futures = []
    for turns in ([("completed", -1)], [("completed", -1), ("reopened", 7_199)]):
        issue = tracker.create("demo", "It crashes").reference
        for turn, offset in turns:
            if turn == "reopened":
                tracker.reopen(issue, at=maturation + offset)
            else:
                tracker.close(issue, at=maturation + offset)
        futures.append(market.create_future(f"{issue}?fixed&grace=2h", maturation))

    mine_at(maturation + 7_200)
    assert oracle.tick() == []
    mine_at(maturation + 7_201)

    assert oracle.settle(*futures) == [FIXED, UNFIXED]


# --- Issues that are not there ---------------------------------------------------------------


def test_an_issue_that_never_existed_is_invalid(
    bugmark: Bugmark, oracle: Oracle, mature: Callable[[Future], None]
) -> None:
    bugmark.trackers.file.create("demo", "Another")
    future = bugmark.named("adam").market.create_future("file:demo#99", "+1d")
    oracle.tick()

    mature(future)

    assert oracle.settle(future) == [INVALID]
    assert "file:demo#99 never existed" in oracle.done[0].reason


def test_an_issue_made_after_maturation_is_invalid(
    bugmark: Bugmark, oracle: Oracle, mature: Callable[[Future], None]
) -> None:
    bugmark.trackers.file.create("demo", "Another")
    future = bugmark.named("adam").market.create_future("file:demo#2", "+1d")
    mature(future)
    bugmark.trackers.file.create("demo", "Too late")
    bugmark.trackers.file.close(IssueReference("file", None, "demo", 2))

    assert oracle.settle(future) == [INVALID]


@pytest.mark.parametrize(("closed", "price"), [(True, FIXED), (False, UNFIXED)])
def test_an_issue_that_is_gone_settles_by_its_last_record(
    bugmark: Bugmark,
    oracle: Oracle,
    mature: Callable[[Future], None],
    closed: bool,  # noqa: FBT001
    price: int,
) -> None:
    issue = bugmark.trackers.file.create("demo", "It crashes").reference
    future = bugmark.named("adam").market.create_future(str(issue), "+1d")
    if closed:
        bugmark.trackers.file.close(issue)
    oracle.tick()
    (bugmark.home.issues / "demo" / "1.json").unlink()
    oracle.tick()

    mature(future)

    assert oracle.settle(future) == [price]


def test_an_issue_deleted_at_github_settles_by_its_last_record(
    github_oracle: Oracle, github: Any, payloads: Any, warp: Warp
) -> None:
    bugmark = github_oracle.bugmark
    future = bugmark.named("adam").market.create_future("github:o/r#1", "+1d")
    closed_at = bugmark.now() - 5
    github.now = bugmark.now()
    created = {"created_at": "2026-01-01T00:00:00Z"}
    github.add_issue(payloads.closed_issue(closed_at) | created, [payloads.closed(closed_at)])
    github_oracle.tick()
    github.now = future.maturation + 61
    github.replace("/repos/o/r/issues/1", {"message": "This issue was deleted"}, status=410)
    github.add("/repos/o/r", payloads.repository())

    warp(future.maturation + 61 - bugmark.now())

    assert github_oracle.settle(future) == [FIXED]


def test_an_issue_deleted_at_github_that_nobody_recorded_settles_nothing(
    github_oracle: Oracle, github: Any, payloads: Any, warp: Warp
) -> None:
    bugmark = github_oracle.bugmark
    future = bugmark.named("adam").market.create_future("github:o/r#1", "+1d")
    github.now = future.maturation + 61
    github.add("/repos/o/r/issues/1", {"message": "This issue was deleted"}, status=410)
    github.add("/repos/o/r", payloads.repository())

    warp(future.maturation + 61 - bugmark.now())

    assert github_oracle.tick() == []
    assert {trouble.reason for trouble in github_oracle.troubles} == {"github:o/r#1 was deleted"}


# --- Joint questions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "price"),
    [("1", FIXED), ("1,2", UNFIXED), ("1,9", INVALID), ("1,2,9", UNFIXED)],
)
def test_a_joint_question_is_fixed_only_if_all_are(
    bugmark: Bugmark,
    oracle: Oracle,
    mature: Callable[[Future], None],
    numbers: str,
    price: int,
) -> None:
    first = bugmark.trackers.file.create("demo", "One").reference
    bugmark.trackers.file.create("demo", "Two")
    bugmark.trackers.file.close(first)
    future = bugmark.named("adam").market.create_future(f"file:demo#{numbers}", "+1d")

    mature(future)

    assert oracle.settle(future) == [price]


# --- Settling what the oracle has made final -------------------------------------------------


def test_two_of_three_reporters_are_enough_and_each_says_why(
    bugmark: Bugmark, oracle: Oracle, mature: Callable[[Future], None], warp: Warp
) -> None:
    issue = bugmark.trackers.file.create("demo", "It crashes").reference
    bugmark.trackers.file.close(issue, actor="beth")
    future = bugmark.named("adam").market.create_future(str(issue), "+1d")
    mature(future)

    assert oracle.tick("reporter3") == [("reporter3", Act.VOTED)]
    assert oracle.tick("reporter3") == [], "one vote each"
    assert oracle.tick("reporter", "reporter2") == [("reporter", Act.VOTED)], "two are enough"
    assert oracle.tick() == [], "a proposal waits"
    warp(3600)
    assert oracle.tick("reporter2", "reporter") == [
        ("reporter2", Act.FINALIZED),
        ("reporter2", Act.SETTLED),
    ]

    assert oracle.tick() == []
    reasons = {action.reason for action in oracle.done if action.act is Act.VOTED}
    assert len(reasons) == 1
    assert "file:demo#1 was closed as completed by beth on" in reasons.pop()
    assert oracle.troubles == []
