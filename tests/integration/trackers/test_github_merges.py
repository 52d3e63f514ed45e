"""GitHub over HTTP: which changes are linked, and have reached the default branch."""

from collections.abc import Callable
from typing import Any

import pytest

from bugmark_py.errors import (
    TrackerUnavailableError,
)
from bugmark_py.model.questions import IssueReference, Question
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


COMMIT = "https://api.github.com/repos/{}/commits/c0ffee"


@pytest.mark.parametrize(
    ("repository", "price"),
    [("o/r", 10_000), ("O/R", 10_000), ("o/fork", 0), ("evil/r", 0)],
)
def test_merged_by_a_commit_of_the_same_repository(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    repository: str,
    price: int,
) -> None:
    commit = {"commit_id": "c0ffee", "commit_url": COMMIT.format(repository)}
    github.add_issue(payloads.closed_issue(T), [payloads.closed(T, **commit)])

    assert settle(tracker, "?merged").price == price
    assert settle(tracker, "?merged", maturation=T - 1).price == 0


@pytest.mark.parametrize(
    ("body", "price"),
    [
        ("Fixes #1", 10_000),
        ("fixes: #1.", 10_000),
        ("This RESOLVES\no/r#1, at last", 10_000),
        ("Closed https://github.com/O/R/issues/1", 10_000),
        ("See #1", 0),
        ("Fixes #11", 0),
        ("Fixes #1-2", 0),
        ("Fixes o/other#1", 0),
        ("Fixes https://example.org/o/r/issues/1", 0),
        ("prefixes #1", 0),
        ("Fixes#1", 0),
        ("<!-- Fixes #1 -->", 0),
        ("<!-- Fixes #1", 0),
        ("Write `Fixes #1` here", 0),
        ("```\nFixes #1\n```", 0),
        ("", 0),
    ],
)
def test_merged_by_a_pull_request_that_closes_the_issue(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    body: str,
    price: int,
) -> None:
    events = [payloads.mention(T - 9, T - 2, body), payloads.closed(T)]
    github.add_issue(payloads.closed_issue(T), events)
    github.add("/repos/o/r/pulls/5", payloads.pull_request(T - 2))

    assert settle(tracker, "?merged&by=maintainer").price == price


def test_a_merge_counts_from_its_own_second(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    events = [payloads.mention(T - 9, T, "Fixes #1"), payloads.closed(T + 2)]
    github.add_issue(payloads.closed_issue(T + 2), events)
    github.add("/repos/o/r/pulls/5", payloads.pull_request(T))

    resolution = settle(tracker, "?merged")

    assert resolution.price == 10_000
    assert "(https://github.com/o/r/pull/5) merged by user-2" in resolution.verdicts[0].reason
    assert settle(tracker, "?merged", maturation=T - 1).price == 0
    assert settle(tracker).price == 0


@pytest.mark.parametrize(
    "events",
    [
        pytest.param(
            lambda p: [p.mention(T - 9, T - 500, "Fixes #1"), p.closed(T)],
            id="closed long after the merge, by hand",
        ),
        pytest.param(
            lambda p: [p.mention(T - 9, T - 2, "Fixes #1")],
            id="never closed",
        ),
        pytest.param(
            lambda p: [p.closed(T - 9), p.mention(T - 8, T - 2, "Fixes #1")],
            id="closed before the merge",
        ),
        pytest.param(
            lambda p: [p.closed(T - 1), p.mention(T, T - 2, "Fixes #1")],
            id="mentioned after the closing, by an edit",
        ),
        pytest.param(
            lambda p: [p.mention(T - 9, None, "Fixes #1"), p.closed(T)],
            id="not merged",
        ),
        pytest.param(
            lambda p: [p.mention(T - 9, T - 2, "Fixes o/r#1", repository="o/f"), p.closed(T)],
            id="in another repository",
        ),
        pytest.param(
            lambda p: [p.mention(T - 9, T - 2, "Fixes #1", pull_request=...), p.closed(T)],
            id="not a pull request",
        ),
    ],
)
def test_a_change_that_did_not_close_the_issue_is_not_linked(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    events: Callable[[Any], list[Json]],
) -> None:
    made = events(payloads)
    for event in made:
        source = event.get("source", {}).get("issue", {})
        if source.get("pull_request") is ...:
            del source["pull_request"]
    is_closed = any(event["event"] == "closed" for event in made)
    github.add_issue(payloads.closed_issue(T) if is_closed else payloads.issue(), made)
    github.add("/repos/o/r/pulls/5", payloads.pull_request(T - 2))

    assert settle(tracker, "?merged").price == 0
    assert "/repos/o/r/pulls/5" not in github.paths()


def test_a_change_merged_into_another_branch_has_not_reached_the_default_branch(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    events = [payloads.mention(T - 9, T - 2, "Fixes #1"), payloads.closed(T)]
    github.add_issue(payloads.closed_issue(T), events)
    github.add("/repos/o/r/pulls/5", payloads.pull_request(T - 2, ref="next"))

    assert settle(tracker, "?merged").price == 0


@pytest.mark.parametrize(
    ("merged_by", "price"),
    [
        ({"id": 1}, 10_000),
        ({"id": 2}, 10_000),
        ({"id": 3, "type": "Bot"}, 0),
        ({"id": 10_137, "login": "ghost"}, 0),
    ],
)
def test_merged_by_a_maintainer_is_merged_by_a_person(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    merged_by: Json,
    price: int,
) -> None:
    events = [payloads.mention(T - 9, T - 2, "Fixes #1"), payloads.closed(T)]
    github.add_issue(payloads.closed_issue(T), events)
    user = payloads.user(merged_by["id"]) | merged_by
    github.add("/repos/o/r/pulls/5", payloads.pull_request(T - 2, merged_by=user))

    assert settle(tracker, "?merged&by=maintainer").price == price
    assert settle(tracker, "?merged").price == 10_000


@pytest.mark.parametrize("status", [404, 403])
def test_a_pull_request_that_the_token_may_not_see_settles_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    status: int,
) -> None:
    events = [payloads.mention(T - 9, T - 2, "Fixes #1"), payloads.closed(T)]
    github.add_issue(payloads.closed_issue(T), events)
    github.add("/repos/o/r/pulls/5", {"message": "no"}, status=status)

    with pytest.raises(TrackerUnavailableError):
        settle(tracker, "?merged")
