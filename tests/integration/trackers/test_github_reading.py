"""GitHub over HTTP: what is read, from recorded answers and from ones that fit its schema."""

from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import requests

from bugmark_py.errors import (
    TrackerUnavailableError,
)
from bugmark_py.model.questions import IssueReference
from bugmark_py.trackers import github_api
from bugmark_py.trackers.github import GitHubTracker
from bugmark_py.trackers.github_api import GitHubApi
from bugmark_py.trackers.history import IssueHistory

pytestmark = pytest.mark.integration

Json = dict[str, Any]
T = 1_796_601_600  # 2026-12-07T00:00:00Z
TOKEN = "ghp_0123456789secret"
ISSUE = IssueReference("github", None, "o/r", 1)


@pytest.fixture
def tracker(github: Any) -> GitHubTracker:
    return GitHubTracker(github.url, TOKEN)


def test_a_recorded_issue_is_read(
    github: Any,
    tracker: GitHubTracker,
    recorded: Callable[[str], list[Json]],
) -> None:
    pages = [each["response"] for each in recorded("paginate-issues")]
    issue = next(issue for page in pages for issue in page if issue["number"] == 7)
    github.add_issue(issue)

    history = tracker.read(IssueReference.parse("github:octokit-fixture-org/paginate-issues#7"))

    assert history == IssueHistory(
        reference=IssueReference("github", None, "octokit-fixture-org/paginate-issues", 7),
        title="Test issue 7",
        url="https://github.com/octokit-fixture-org/paginate-issues/issues/7",
        created_at=1_507_651_200,  # 2017-10-10T16:00:00Z
        events=(),
        read_at=github.now,
    )


def test_githubs_own_example_is_read(
    github: Any,
    tracker: GitHubTracker,
    example: Callable[[str], Any],
) -> None:
    timeline = example("timeline-issue-events")
    labels = [
        {"name": event["label"]["name"], "color": "ffffff"}
        for event in timeline
        if event["event"] == "labeled"
    ]
    issue = example("issue") | {"labels": labels}
    issue |= {"closed_by": None, "pull_request": None, "closed_at": None, "state": "open"}
    del issue["pull_request"]
    github.add_issue(issue)
    path = "/repos/octocat/Hello-World/issues/1347".lower()
    github.add(path, issue)
    closings = [event for event in timeline if event["event"] in {"closed", "reopened"}]
    github.add(f"{path}/timeline?per_page=100", timeline)

    history = tracker.read(IssueReference.parse("github:octocat/Hello-World#1347"))

    assert closings == []
    assert history.title == "Found a bug"
    assert history.latest.labels == {label["name"] for label in labels} != set()


def test_recorded_pages_are_followed_to_their_end(
    github: Any,
    recorded: Callable[[str], list[Json]],
) -> None:
    github.replay(recorded("paginate-issues"))

    answers = list(
        GitHubApi(github.url).pages("/repos/octokit-fixture-org/paginate-issues/issues?per_page=3"),
    )

    numbers = [issue["number"] for answer in answers for issue in answer.body]  # type: ignore[attr-defined]
    assert numbers == list(range(13, 0, -1))
    assert len(answers) == 5
    assert {answer.date for answer in answers} == {1_507_651_200}


def test_a_timeline_of_several_pages_is_read_whole(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    pages = [
        [payloads.closed(T - 9), payloads.reopened(T - 8)],
        [payloads.labeled(T - 7, "bug")],
        [payloads.closed(T - 6)],
    ]
    label = {"name": "bug", "color": "ffffff"}
    github.add_issue(payloads.closed_issue(T - 6, labels=[label]), *pages)

    history = tracker.read(ISSUE)

    assert [(event.kind, event.at) for event in history.events] == [
        ("closed", T - 9),
        ("reopened", T - 8),
        ("labeled", T - 7),
        ("closed", T - 6),
    ]
    assert github.paths() == [
        "/repos/o/r/issues/1",
        "/repos/o/r/issues/1/timeline?per_page=100",
        "/repos/o/r/issues/1/timeline?per_page=100&page=2",
        "/repos/o/r/issues/1/timeline?per_page=100&page=3",
    ]


def test_a_title_is_one_line(github: Any, tracker: GitHubTracker, payloads: Any) -> None:
    github.add_issue(payloads.issue(title="It\x1b[2J\ncrashes \u2014 always"))

    assert tracker.read(ISSUE).title == "It [2J crashes \u2014 always"


def test_every_request_says_what_it_wants(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add_issue(payloads.issue())

    tracker.read(ISSUE)

    for request in github.requests:
        assert request.headers["Accept"] == "application/vnd.github+json"
        assert request.headers["X-GitHub-Api-Version"] == "2022-11-28"
        assert request.headers["User-Agent"] == "bugmark"
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"


def test_without_a_token_nothing_is_sent_for_one(
    github: Any,
    payloads: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    github.add_issue(payloads.issue())

    GitHubTracker(github.url).read(ISSUE)

    assert all("Authorization" not in request.headers for request in github.requests)


def test_the_session_can_be_passed_in(github: Any, payloads: Any) -> None:
    github.add_issue(payloads.issue())
    with requests.Session() as session:
        session.headers["X-Ours"] = "yes"
        GitHubTracker(github.url, session=session).read(ISSUE)

    assert {request.headers.get("X-Ours") for request in github.requests} == {"yes"}


def test_the_clock_is_githubs_own(github: Any, tracker: GitHubTracker) -> None:
    github.now = T + 5
    github.add("/rate_limit", {})

    assert tracker.now() == T + 5


def test_a_history_is_whole_up_to_its_earliest_answer(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.now = T + 1
    github.add_issue(payloads.closed_issue(T), [payloads.closed(T)])
    github.replace(
        "/repos/o/r/issues/1/timeline?per_page=100",
        [payloads.closed(T)],
        headers={"Date": formatdate(T + 4, usegmt=True)},
    )

    assert tracker.read(ISSUE).read_at == T + 1


def test_a_transferred_issue_is_read_where_it_is(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    moved = payloads.closed_issue(T, number=9, repository="o/new")
    github.add_issue(moved, [payloads.closed(T)])
    github.add(
        "/repos/o/r/issues/1",
        {"message": "Moved Permanently"},
        status=301,
        headers={"Location": f"{github.url}/repos/o/new/issues/9"},
    )

    history = tracker.read(ISSUE)

    assert history.reference == ISSUE
    assert history.url == "https://github.com/o/new/issues/9"
    assert history.latest.closure is not None


def test_the_recorded_rename_of_a_repository_is_followed(
    github: Any,
    recorded: Callable[[str], list[Json]],
) -> None:
    github.replay(recorded("rename-repository"))

    answer = GitHubApi(github.url).get("/repos/octokit-fixture-org/rename-repository")

    assert github.paths() == ["/repos/octokit-fixture-org/rename-repository", "/repositories/1000"]
    assert answer.url == f"{github.url}/repositories/1000"
    assert answer.status == 200


@pytest.mark.parametrize(
    "location",
    [
        "http://evil.example.org/repos/o/r/issues/1",
        "https://127.0.0.1/repos/o/r/issues/1",
        "//evil.example.org/x",
        "http://127.0.0.1:1/x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
    ],
)
def test_another_server_is_never_followed_to(
    github: Any,
    tracker: GitHubTracker,
    location: str,
) -> None:
    github.add("/repos/o/r/issues/1", {}, status=302, headers={"Location": location})

    with pytest.raises(TrackerUnavailableError, match=r"points to another server, .*nothing was"):
        tracker.read(ISSUE)
    assert len(github.requests) == 1


def test_an_address_that_would_move_a_cursor_is_not_followed(
    github: Any,
    tracker: GitHubTracker,
) -> None:
    github.add("/repos/o/r/issues/1", {}, status=302, headers={"Location": "/x\x1b[2J"})

    with pytest.raises(TrackerUnavailableError) as raised:
        tracker.read(ISSUE)
    assert str(raised.value).isprintable()
    assert len(github.requests) == 1


@pytest.mark.parametrize("location", ["http://[::1/x", "http://127.0.0.1:port/x"])
def test_a_malformed_redirect_says_nothing(
    github: Any,
    tracker: GitHubTracker,
    location: str,
) -> None:
    github.add("/repos/o/r/issues/1", {}, status=302, headers={"Location": location})

    with pytest.raises(TrackerUnavailableError, match="no sensible answer: try again"):
        tracker.read(ISSUE)


def test_the_next_page_is_never_on_another_server(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
) -> None:
    github.add_issue(payloads.issue())
    github.replace(
        "/repos/o/r/issues/1/timeline?per_page=100",
        [],
        headers={"Link": '<http://evil.example.org/x>; rel="next"'},
    )

    with pytest.raises(TrackerUnavailableError, match="points to another server"):
        tracker.read(ISSUE)


@pytest.mark.parametrize("headers", [{"Location": "/repos/o/r/issues/1"}, {}])
def test_redirects_in_circles_end(
    github: Any,
    tracker: GitHubTracker,
    headers: dict[str, str],
) -> None:
    github.add("/repos/o/r/issues/1", {}, status=301, headers=headers)

    with pytest.raises(TrackerUnavailableError, match="too many redirects"):
        tracker.read(ISSUE)


def test_pages_in_circles_end(github: Any, tracker: GitHubTracker, payloads: Any) -> None:
    path = "/repos/o/r/issues/1/timeline?per_page=100"
    github.add_issue(payloads.issue())
    github.replace(path, [], headers={"Link": f'<{github.url}{path}&page=2>; rel="next"'})
    github.add(f"{path}&page=2", [], headers={"Link": f'<{path}&page=2>; rel="next"'})

    with pytest.raises(TrackerUnavailableError, match="the pages of this list never end"):
        tracker.read(ISSUE)


def test_pages_without_end_end(
    github: Any,
    tracker: GitHubTracker,
    payloads: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(github_api, "_MAX_PAGES", 3)
    github.add_issue(payloads.issue(), *([] for _ in range(4)))

    with pytest.raises(TrackerUnavailableError, match="the pages of this list never end"):
        tracker.read(ISSUE)
