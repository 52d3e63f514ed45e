"""GitHub over HTTP: what its issues settle as."""

from collections.abc import Callable
from typing import Any

import pytest

from bugmark_py.errors import (
    TrackerUnavailableError,
)
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.model.times import format_time
from bugmark_py.trackers.github import GitHubTracker
from bugmark_py.trackers.protocol import Tracker
from bugmark_py.trackers.reading import read_histories
from bugmark_py.trackers.rules import Resolution, evaluate

pytestmark = pytest.mark.integration

Json = dict[str, Any]
T = 1_796_601_600  # 2026-12-07T00:00:00Z
ISSUE = IssueReference("github", None, "o/r", 1)


@pytest.fixture
def tracker(github: Any) -> GitHubTracker:
    return GitHubTracker(github.url, "token")


def settle(tracker: Tracker, rule: str = "", maturation: int = T) -> Resolution:
    question = Question.parse(f"github:o/r#1{rule}")
    return evaluate(question, maturation, read_histories(question, maturation, tracker.read))


@pytest.mark.parametrize(
    ("turns", "price"),
    [
        ([], 0),
        ([("completed", T - 1)], 10_000),
        ([("completed", T)], 10_000),
        ([("completed", T + 1)], 0),
        ([("completed", T - 2), ("reopened", T - 1)], 0),
        ([("completed", T - 1), ("reopened", T)], 0),
        ([("completed", T), ("reopened", T + 1)], 10_000),
        ([("completed", T - 2), ("reopened", T - 1), ("completed", T)], 10_000),
        ([("completed", T - 2), ("reopened", T - 1), ("completed", T + 1)], 0),
        ([("not_planned", T - 1)], 0),
        ([("not_planned", T)], 0),
        ([("duplicate", T - 1)], 0),
        ([("something_new", T - 1)], 0),
        ([("not_planned", T - 2), ("completed", T - 1)], 10_000),
        ([("completed", T - 1), ("not_planned", T)], 0),
        ([("completed", T), ("not_planned", T + 1)], 10_000),
    ],
)
def test_an_issue_settles_by_its_state_at_maturation(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    turns: list[tuple[str, int]],
    price: int,
) -> None:
    events = [
        payloads.reopened(at) if reason == "reopened" else payloads.closed(at, reason)
        for reason, at in turns
    ]
    last, at = turns[-1] if turns else ("reopened", 0)
    known = last if last in {"completed", "not_planned", "duplicate"} else None
    is_open = last == "reopened"
    github.add_issue(payloads.issue() if is_open else payloads.closed_issue(at, known), events)

    assert settle(tracker).price == price


def test_a_missing_issue_of_a_readable_repository_is_invalid(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add("/repos/o/r", payloads.repository())

    assert settle(tracker).price == 5_000


def test_a_closing_from_before_there_were_reasons_was_completed(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    event = payloads.closed(T - 1)
    del event["state_reason"]
    github.add_issue(payloads.closed_issue(T - 1, None), [event])

    assert settle(tracker).price == 10_000


def test_the_issue_says_why_it_is_closed_where_its_last_event_does_not(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add_issue(payloads.closed_issue(T - 1, "not_planned"), [payloads.closed(T - 1, None)])

    assert settle(tracker).price == 0


@pytest.mark.parametrize(
    ("actor", "changes", "price"),
    [
        ({"id": 2}, {}, 10_000),
        ({"id": 1}, {}, 0),
        ({"id": 1}, {"author_association": "CONTRIBUTOR"}, 0),
        ({"id": 1}, {"author_association": "OWNER"}, 10_000),
        ({"id": 1}, {"author_association": "MEMBER"}, 10_000),
        ({"id": 1}, {"author_association": "COLLABORATOR"}, 10_000),
        ({"id": 3, "type": "Bot", "login": "stale[bot]"}, {}, 0),
        ({"id": 10_137, "login": "ghost"}, {}, 0),
        ({"id": 4, "type": "Mannequin"}, {}, 0),
        ({"id": 2}, {"user": None}, 0),
    ],
)
def test_by_maintainer_knows_who_may_close_the_issues_of_others(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    actor: Json,
    changes: Json,
    price: int,
) -> None:
    user = payloads.user(actor["id"]) | actor
    github.add_issue(
        payloads.closed_issue(T - 1, **changes),
        [payloads.closed(T - 1, actor=user)],
    )

    assert settle(tracker, "?fixed&by=maintainer").price == price
    assert settle(tracker).price == 10_000


def test_a_closing_by_an_unknown_account_is_not_by_a_maintainer(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    issue = payloads.closed_issue(T - 1)
    github.add_issue(issue)
    # GitHub's schema says that this cannot be; GitHub does it for deleted accounts.
    github.replace(
        "/repos/o/r/issues/1/timeline?per_page=100",
        [payloads.closed(T - 1) | {"actor": None}],
    )

    assert settle(tracker, "?fixed&by=maintainer").price == 0
    assert settle(tracker).price == 10_000


def test_labels_are_rebuilt_from_events(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    events = [
        payloads.labeled(T - 3, "a"),
        payloads.labeled(T, "b"),
        payloads.unlabeled(T + 1, "a"),
        payloads.labeled(T + 1, "c"),
    ]
    labels = [{"name": name, "color": "ffffff"} for name in "bc"]
    github.add_issue(payloads.issue(labels=labels), events)

    prices = {name: settle(tracker, f"?label={name}").price for name in "abc"}
    assert prices == {"a": 10_000, "b": 10_000, "c": 0}


def test_a_label_that_was_renamed_or_deleted_settles_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add_issue(payloads.issue(labels=[]), [payloads.labeled(T - 3, "a")])

    with pytest.raises(TrackerUnavailableError, match="whether label 'a' was there"):
        settle(tracker, "?label=a")
    assert settle(tracker, "?label=b").price == 0
    assert settle(tracker).price == 0


def test_a_duplicate_is_followed_where_its_comment_names_the_target(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    events = [
        payloads.comment(T - 9, "Duplicate of #2"),
        payloads.event("marked_as_duplicate", T - 8),
        payloads.closed(T - 7, "duplicate"),
    ]
    github.add_issue(payloads.closed_issue(T - 7, "duplicate"), events)
    github.add_issue(payloads.closed_issue(T, number=2), [payloads.closed(T)])

    resolution = settle(tracker)

    assert resolution.price == 10_000
    assert "is a duplicate of github:o/r#2, which was closed" in resolution.verdicts[0].reason
    assert settle(tracker, maturation=T - 1).price == 0


@pytest.mark.parametrize(
    ("comment", "named"),
    [
        ({"body": "duplicate of o/other#7."}, "github:o/other#7"),
        ({"body": "Duplicate of https://github.com/O/R/issues/3"}, "github:o/r#3"),
        ({"body": "Duplicate of https://example.org/o/r/issues/3"}, None),
        ({"body": "This is a duplicate of #2, I think"}, None),
        ({"body": "Duplicate of #2", "updated_at": format_time(T)}, None),
        ({"body": "Duplicate of #2", "created_at": format_time(T - 100)}, None),
        ({"body": "Duplicate of #2", "actor": 1}, None),
        ({"body": "Duplicate of ../x#2"}, None),
    ],
)
def test_only_an_unedited_comment_by_who_marked_it_names_the_target(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    comment: Json,
    named: str | None,
) -> None:
    actor = comment.pop("actor", 2)
    body = comment.pop("body")
    events = [
        payloads.comment(T - 9, body, actor, **comment),
        payloads.event("marked_as_duplicate", T - 9),
        payloads.closed(T - 9, "duplicate"),
    ]
    github.add_issue(payloads.closed_issue(T - 9, "duplicate"), events)

    duplicate = tracker.read(ISSUE).latest.duplicate

    assert duplicate is not None
    assert (duplicate.target and str(duplicate.target)) == named


def test_unmarking_a_duplicate_is_seen(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    events = [
        payloads.event("marked_as_duplicate", T - 9),
        payloads.event("unmarked_as_duplicate", T - 8),
        payloads.closed(T - 7),
    ]
    github.add_issue(payloads.closed_issue(T - 7), events)

    assert settle(tracker).price == 10_000


def test_a_closing_whose_event_github_hides_is_where_the_issue_says(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add_issue(payloads.closed_issue(T, "not_planned"), [payloads.labeled(T + 1, "x")])

    closure = tracker.read(ISSUE).latest.closure

    assert closure is not None
    assert (closure.at, closure.reason, closure.actor) == (T, "not_planned", "user-2")


def test_an_issue_that_changes_while_it_is_read_is_read_again(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    closing = payloads.closed(T)
    github.add("/repos/o/r/issues/1", payloads.issue())
    github.add("/repos/o/r/issues/1", payloads.closed_issue(T))
    github.add("/repos/o/r/issues/1/timeline?per_page=100", [closing])

    assert settle(tracker).price == 10_000
    assert github.paths().count("/repos/o/r/issues/1") == 2


@pytest.mark.parametrize(
    ("issue", "events"),
    [
        (lambda p: p.issue(), lambda p: [p.closed(T)]),
        (lambda p: p.closed_issue(T, "not_planned"), lambda p: [p.closed(T, "completed")]),
        (lambda p: p.closed_issue(T, "not_planned"), lambda p: [p.closed(T - 60, None)]),
        (lambda p: p.closed_issue(T), lambda p: [p.closed(T), p.reopened(T + 1)]),
        (lambda p: p.closed_issue(T, closed_at=None), lambda _: []),
    ],
)
def test_an_issue_that_its_timeline_contradicts_settles_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    issue: Callable[[Any], Json],
    events: Callable[[Any], list[Json]],
) -> None:
    github.add_issue(issue(payloads), events(payloads))

    with pytest.raises(TrackerUnavailableError, match="which its timeline does not explain"):
        tracker.read(ISSUE)
    assert github.paths().count("/repos/o/r/issues/1") == 3
