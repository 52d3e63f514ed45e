"""GitHub over HTTP: what says that an issue is missing, and what says nothing."""

import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import pytest
import requests

from bugmark_py.errors import (
    InputError,
    IssueDeletedError,
    IssueNotFoundError,
    TrackerUnavailableError,
)
from bugmark_py.model.questions import IssueReference
from bugmark_py.model.times import format_time
from bugmark_py.trackers import github_api
from bugmark_py.trackers.github import GitHubTracker

pytestmark = pytest.mark.integration

Json = dict[str, Any]
T = 1_796_601_600  # 2026-12-07T00:00:00Z
TOKEN = "ghp_0123456789secret"
ISSUE = IssueReference("github", None, "o/r", 1)


@pytest.fixture
def tracker(github: Any) -> GitHubTracker:
    return GitHubTracker(github.url, TOKEN)


def test_a_missing_issue_is_missing_only_once_its_repository_was_read(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    with pytest.raises(TrackerUnavailableError, match=r"o/r cannot be read at github\.com: it is"):
        tracker.read(ISSUE)

    github.add("/repos/o/r", payloads.repository())
    with pytest.raises(IssueNotFoundError, match="there is no github:o/r#1") as raised:
        tracker.read(ISSUE)
    assert not isinstance(raised.value, IssueDeletedError)


def test_the_repository_is_asked_for_with_the_same_credentials(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add("/repos/o/r", payloads.repository())

    with pytest.raises(IssueNotFoundError):
        tracker.read(ISSUE)

    sent = [(each.path, each.headers["Authorization"]) for each in github.requests]
    assert sent == [
        ("/repos/o/r/issues/1", f"Bearer {TOKEN}"),
        ("/repos/o/r", f"Bearer {TOKEN}"),
    ]


@pytest.mark.parametrize("status", [500, 502, 403, 451])
def test_a_repository_that_cannot_be_asked_for_says_nothing_about_the_issue(
    github: Any,
    tracker: GitHubTracker,
    status: int,
) -> None:
    github.add("/repos/o/r", {}, status=status)

    with pytest.raises(TrackerUnavailableError):
        tracker.read(ISSUE)


def test_a_recorded_repository_shows_that_an_issue_is_missing(
    github: Any,
    tracker: GitHubTracker,
    recorded: Callable[[str], list[Json]],
) -> None:
    github.replay(recorded("get-repository"))

    with pytest.raises(IssueNotFoundError):
        tracker.read(IssueReference.parse("github:octokit-fixture-org/hello-world#1"))


def test_a_deleted_issue_is_not_one_that_never_was(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add("/repos/o/r", payloads.repository())
    github.add("/repos/o/r/issues/1", {"message": "This issue was deleted"}, status=410)

    with pytest.raises(IssueDeletedError, match="github:o/r#1 was deleted"):
        tracker.read(ISSUE)


@pytest.mark.parametrize("status", [404, 410])
def test_a_repository_with_its_issues_turned_off_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    status: int,
) -> None:
    github.add("/repos/o/r", payloads.repository(has_issues=False))
    github.add("/repos/o/r/issues/1", {"message": "Issues are disabled"}, status=status)

    with pytest.raises(TrackerUnavailableError, match="has its issues turned off"):
        tracker.read(ISSUE)


def test_a_pull_request_is_not_an_issue(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    mention = payloads.mention(T, T, "x", number=1)
    github.add_issue(mention["source"]["issue"])

    with pytest.raises(IssueNotFoundError, match="is a pull request: ask about the issue that it"):
        tracker.read(ISSUE)


def test_a_timeline_that_is_missing_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add("/repos/o/r/issues/1", payloads.issue())

    with pytest.raises(TrackerUnavailableError, match="the timeline of github:o/r#1 cannot be"):
        tracker.read(ISSUE)


@pytest.mark.parametrize(
    "reference",
    ["file:demo#1", "gitlab:o/r#1", "github@git.example.org:o/r#1"],
)
def test_an_issue_of_another_tracker_is_refused(tracker: GitHubTracker, reference: str) -> None:
    with pytest.raises(InputError, match=r"is not an issue of github \(github.com\)"):
        tracker.read(IssueReference.parse(reference))


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(T)}, "after 2026-12-07T00"),
        (429, {"Retry-After": "60"}, "after 2026-12-08T00:01:00Z"),
        (403, {"Retry-After": "60"}, "rate limit is reached: try again after 2026-12-08T00:01:00Z"),
        (429, {}, "the rate limit is reached: try again later"),
        (429, {"Retry-After": "soon", "X-RateLimit-Reset": "x"}, "try again later"),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 30}, "try again later"),
        (403, {}, "this token may not do that"),
        (403, {"X-RateLimit-Remaining": "4999"}, "this token may not do that"),
        (401, {}, "the token is refused: set one that is valid, or none"),
        (500, {}, "status 500: try again later"),
        (502, {}, "status 502"),
        (503, {}, "status 503"),
        (451, {}, "status 451"),
        (304, {}, "status 304"),
        (204, {}, "status 204"),
        (422, {}, "status 422"),
    ],
)
def test_every_other_status_says_nothing_about_the_issue(
    github: Any,
    tracker: GitHubTracker,
    status: int,
    headers: dict[str, str],
    message: str,
) -> None:
    github.add("/repos/o/r/issues/1", {"message": "no"}, status=status, headers=headers)

    with pytest.raises(TrackerUnavailableError, match=re.escape(message)) as raised:
        tracker.read(ISSUE)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"number": 1', b"\xff\xfe", b"[" * 100_000, b"9" * 5_000],
)
def test_an_answer_that_is_not_json_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    body: bytes,
) -> None:
    github.add("/repos/o/r/issues/1", body)

    with pytest.raises(TrackerUnavailableError, match="is not JSON"):
        tracker.read(ISSUE)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"state": "frozen"}, "state"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"created_at": None}, "created_at"),
        ({"closed_at": "2026-12-07"}, "closed_at"),
        ({"title": None}, "title"),
        ({"user": {"id": "x"}}, "user.login"),
        ({"repository_url": "https://example.org"}, "repository_url"),
        ({"labels": [{}]}, "labels.0"),
    ],
)
def test_a_malformed_issue_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    changes: Json,
    where: str,
) -> None:
    github.add("/repos/o/r/issues/1", payloads.issue() | changes)

    with pytest.raises(TrackerUnavailableError, match=f"GitHub's Issue is malformed at {where}"):
        tracker.read(ISSUE)


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_an_issue_that_is_no_object_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    body: object,
) -> None:
    github.add("/repos/o/r/issues/1", body)

    with pytest.raises(TrackerUnavailableError, match="GitHub's Issue is malformed at the whole"):
        tracker.read(ISSUE)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "is not a list of events"),
        (["closed"], "is not a list of events"),
        ([{"event": "closed"}], "GitHub's Entry is malformed at created_at"),
        ([{"event": "closed", "created_at": "x"}], "GitHub's Entry is malformed at created_at"),
        ([{"event": "labeled", "created_at": format_time(T)}], "a label without a name"),
    ],
)
def test_a_malformed_timeline_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    body: object,
    message: str,
) -> None:
    github.add_issue(payloads.issue())
    github.replace("/repos/o/r/issues/1/timeline?per_page=100", body)

    with pytest.raises(TrackerUnavailableError, match=message):
        tracker.read(ISSUE)


def test_entries_of_no_use_may_be_anything(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add_issue(payloads.issue())
    path = "/repos/o/r/issues/1/timeline?per_page=100"
    github.replace(path, [{}, {"event": "brand_new"}, {"event": None}, {"event": "committed"}])

    assert tracker.read(ISSUE).events == ()


@pytest.mark.parametrize("date", [None, "now", "", "Tue, 99 Foo 2026 00:00:00 GMT"])
def test_an_answer_without_a_date_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    date: str | None,
) -> None:
    github.add("/repos/o/r/issues/1", payloads.issue(), headers={"Date": date})

    with pytest.raises(TrackerUnavailableError, match="has no date to go by"):
        tracker.read(ISSUE)


def test_an_answer_that_breaks_off_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    headers = {"Content-Length": "1000000"}
    github.add("/repos/o/r/issues/1", payloads.issue(), headers=headers)

    with pytest.raises(TrackerUnavailableError, match="the answer broke off: try again"):
        tracker.read(ISSUE)


def test_a_page_that_breaks_off_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    pages = [[payloads.closed(T - 9)], [payloads.reopened(T - 8)]]
    github.add_issue(payloads.closed_issue(T - 9), *pages)
    path = "/repos/o/r/issues/1/timeline?per_page=100&page=2"
    github.replace(path, pages[1], headers={"Content-Length": "1000000"})

    with pytest.raises(TrackerUnavailableError, match="broke off"):
        tracker.read(ISSUE)


def test_an_endless_answer_is_given_up(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(github_api, "_MAX_BYTES", 100)
    github.add("/repos/o/r/issues/1", payloads.issue())

    with pytest.raises(TrackerUnavailableError, match="the answer is too long"):
        tracker.read(ISSUE)


def test_nobody_listening_says_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(TrackerUnavailableError, match="no connection: try again"):
            GitHubTracker(url).read(ISSUE)


def test_silence_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_api, "TIMEOUTS", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(TrackerUnavailableError, match="no answer in time: try again"):
            GitHubTracker(url).now()


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_api, "TIMEOUTS", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip() -> None:
            caller, _ = slow.accept()
            with caller, suppress(OSError):
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
                while True:
                    time.sleep(0.05)
                    caller.sendall(b" ")

        thread = Thread(target=drip)
        thread.start()
        with pytest.raises(TrackerUnavailableError, match="no answer in time: try again"):
            GitHubTracker(f"http://127.0.0.1:{slow.getsockname()[1]}").now()
        thread.join()


def test_an_untrusted_certificate_says_nothing() -> None:
    class Untrusted(requests.Session):
        def request(self, *_: Any, **__: Any) -> requests.Response:
            raise requests.exceptions.SSLError("self-signed")

    with (
        Untrusted() as session,
        pytest.raises(TrackerUnavailableError, match="its certificate is not trusted"),
    ):
        GitHubTracker(session=session).read(ISSUE)
