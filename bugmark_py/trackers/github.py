"""GitHub's issues, read over its REST API."""

from dataclasses import dataclass, replace
from typing import Final

import requests
from pydantic import SecretStr

from bugmark_py.errors import (
    InputError,
    IssueDeletedError,
    IssueNotFoundError,
    TrackerUnavailableError,
)
from bugmark_py.model.paths import check_text, default_host, encode
from bugmark_py.model.questions import IssueReference
from bugmark_py.trackers.github_api import Answer, GitHubApi
from bugmark_py.trackers.github_events import (
    close_reason,
    closing_pull_requests,
    events_of,
    is_maintainer,
    merge_of,
)
from bugmark_py.trackers.github_payloads import (
    Entry,
    Issue,
    parse_issue,
    parse_pull_request,
    parse_timeline,
)
from bugmark_py.trackers.history import EventKind, IssueEvent, IssueHistory

BASE_URL: Final = "https://api.github.com"

_ATTEMPTS: Final = 3


class GitHubTracker:
    """The issues of one GitHub.

    Args:
        base_url: of its REST API.
        token: for private repositories and a higher rate limit; None for neither.
        session: sends the requests; a new one if None.
        host: whose issues these are: `github.com`, or that of a deployment of its own.

    Raises:
        InputError: the address or the token is malformed, or it would cross a network in clear.
    """

    rules: Final = frozenset({"fixed", "closed", "merged", "label"})

    def __init__(
        self,
        base_url: str = BASE_URL,
        token: SecretStr | str | None = None,
        session: requests.Session | None = None,
        host: str = "github.com",
    ) -> None:
        self._api = GitHubApi(base_url, token, session)
        self._host = host

    @property
    def name(self) -> str:
        """`github`, and which."""
        return f"github ({self._host})"

    def __repr__(self) -> str:
        return f"GitHubTracker({self._api!r}, host={self._host!r})"

    def now(self) -> int:
        """Read GitHub's clock, in unix seconds.

        Raises:
            TrackerUnavailableError: there was no usable answer.
        """
        return self._api.now()

    def read(self, reference: IssueReference) -> IssueHistory:
        """Read an issue and its timeline.

        An issue that was transferred, or whose repository was renamed, is read where it is now, as
        long as that is on the same server.

        Raises:
            IssueNotFoundError: the repository can be read and has no such issue; or the number is
                that of a pull request.
            IssueDeletedError: GitHub says that the issue was deleted.
            TrackerUnavailableError: there was no usable answer.
            InputError: the reference is to another tracker or host.
        """
        if reference.tracker != "github" or reference.effective_host != self._host:
            raise InputError(f"{reference} is not an issue of {self.name}")
        reading = self._read_once(reference)
        for _ in range(_ATTEMPTS - 1):
            if reading.explained:
                break
            reading = self._read_once(reference)
        return reading.mended()

    def create(self, path: str, title: str) -> IssueHistory:
        """File an issue, for which there must be a token that may.

        Args:
            path: `owner/repository`.
            title: one line.

        Raises:
            InputError: the title cannot be.
            TrackerUnavailableError: it was not filed, or nobody can say whether it was.
        """
        line = check_text(title.strip())
        if not line:
            raise InputError("an issue needs a title: write one line")
        answer = self._api.post(f"/repos/{encode(path)}/issues", {"title": line})
        issue = parse_issue(answer.body)
        host = None if self._host == default_host("github") else self._host
        return IssueHistory(
            reference=IssueReference("github", host, path, issue.number),
            title=_one_line(issue.title),
            url=issue.html_url,
            created_at=issue.created_at,
            events=(),
            read_at=answer.date,
        )

    def _read_once(self, reference: IssueReference) -> "_Reading":
        answer = self._api.get(f"/repos/{encode(reference.path)}/issues/{reference.number}")
        issue = self._issue(answer, reference)
        dates = [answer.date]
        entries: list[Entry] = []
        for page in self._api.pages(f"{answer.url}/timeline?per_page=100"):
            dates.append(page.date)
            entries += parse_timeline(_found(page, f"the timeline of {reference}"))
        events = events_of(issue, entries, reference.host)
        for number in closing_pull_requests(issue, entries):
            page = self._api.get(f"/repos/{encode(issue.repository)}/pulls/{number}")
            dates.append(page.date)
            what = f"pull request {number} of {issue.repository}, for which a token is needed too,"
            merge = merge_of(parse_pull_request(_found(page, what)))
            if merge is not None:
                events.append(merge)
        history = IssueHistory(
            reference=reference,
            title=_one_line(issue.title),
            url=issue.html_url,
            created_at=issue.created_at,
            events=_ordered(events),
            # The earliest of the answers: what came between them may be in none of them.
            read_at=min(dates),
        )
        return _Reading(issue, history)

    def _issue(self, answer: Answer, reference: IssueReference) -> Issue:
        if answer.status != requests.codes.ok:
            self._require_issues(reference)
            if answer.status == requests.codes.gone:
                raise IssueDeletedError(f"{reference} was deleted")
            raise IssueNotFoundError(f"there is no {reference}: its repository has no such issue")
        issue = parse_issue(answer.body)
        if issue.pull_request is not None:
            raise IssueNotFoundError(
                f"{reference} is a pull request: ask about the issue that it closes",
            )
        return issue

    def _require_issues(self, reference: IssueReference) -> None:
        """Only who can read a repository's issues can know that one of them is not there."""
        answer = self._api.get(f"/repos/{encode(reference.path)}")
        if answer.status != requests.codes.ok:
            raise TrackerUnavailableError(
                f"{reference.path} cannot be read at {self._host}: it is private, misspelt or"
                " gone, or needs another token",
            )
        if not isinstance(answer.body, dict) or answer.body.get("has_issues") is not True:
            raise TrackerUnavailableError(f"{reference.path} has its issues turned off")


@dataclass(frozen=True)
class _Reading:
    """An issue and its timeline: two answers, one after the other, that may not agree."""

    issue: Issue
    history: IssueHistory

    @property
    def explained(self) -> bool:
        """Whether the events explain the issue as it is; if not, it may just have changed."""
        return not (self._uncertain_labels or self._hidden_closing or self._contradiction)

    def mended(self) -> IssueHistory:
        """Return the history, with a closing whose event is hidden put where it was.

        GitHub hides the events of accounts that it takes for spammers, but says of every closed
        issue when, why and by whom it was closed.

        Raises:
            TrackerUnavailableError: nothing explains the issue as it is.
        """
        if self._contradiction:
            state = " as ".join(filter(None, [self.issue.state, self.issue.state_reason]))
            raise TrackerUnavailableError(
                f"{self.history.reference} is {state}, which its timeline does not explain:"
                " try again, or look yourself",
            )
        hidden = self._hidden_closing
        return replace(
            self.history,
            events=_ordered([*self.history.events, *hidden]),
            uncertain_labels=tuple(sorted(self._uncertain_labels)),
        )

    @property
    def _uncertain_labels(self) -> set[str]:
        return self.issue.label_names ^ self.history.latest.labels

    @property
    def _contradiction(self) -> bool:
        closure = self.history.latest.closure
        if self.issue.state == "open":
            return closure is not None
        if closure is None:
            return not self._hidden_closing
        known = self.issue.state_reason
        return known is not None and close_reason(known) is not closure.reason

    @property
    def _hidden_closing(self) -> list[IssueEvent]:
        issue = self.issue
        if issue.state == "open" or self.history.latest.closure is not None:
            return []
        reopened = [e.at for e in self.history.events if e.kind is EventKind.REOPENED]
        if issue.closed_at is None or issue.closed_at < max(reopened, default=0):
            return []
        return [
            IssueEvent(
                issue.closed_at,
                EventKind.CLOSED,
                None if issue.closed_by is None else issue.closed_by.login,
                is_maintainer(issue.closed_by, issue),
                close_reason(issue.state_reason),
            ),
        ]


def _found(answer: Answer, what: str) -> object:
    if answer.status != requests.codes.ok:
        raise TrackerUnavailableError(f"{what} cannot be read: try again")
    return answer.body


def _one_line(title: str) -> str:
    """Anybody can write a title: what would move a terminal's cursor becomes a space."""
    return "".join(each if each.isprintable() else " " for each in title)


def _ordered(events: list[IssueEvent]) -> tuple[IssueEvent, ...]:
    return tuple(sorted(events, key=lambda event: event.at))
