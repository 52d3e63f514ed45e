"""From settings to trackers: which one reads a reference, where, and with which credentials."""

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from bugmark_py.errors import InputError, RuleUnsupportedError
from bugmark_py.model.paths import default_host
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.trackers.file import FileTracker
from bugmark_py.trackers.history import IssueHistory
from bugmark_py.trackers.protocol import Tracker, require_rule

if TYPE_CHECKING:
    import requests
    from pydantic import SecretStr

    from bugmark_py.trackers.github import GitHubTracker

READABLE: Final = frozenset({"file", "github"})
"""The trackers that can be read; questions about others can be written down only."""


class Trackers:
    """The trackers of one configuration, each made when it is first needed.

    Args:
        issues: the folder of the file tracker.
        clock: what the file tracker goes by, in unix seconds: the chain's on local networks.
        urls: of the API of a host, such as `{"github.com": "https://api.github.com"}`; where a
            host is not listed, its public or usual address. It never changes which host is meant.
        tokens: by host; each is sent to that host's address only.
        session: sends the requests; a new one for each tracker if None.

    Raises:
        InputError: a host is spelt other than in lower case.
    """

    def __init__(
        self,
        *,
        issues: Path,
        clock: Callable[[], int],
        urls: Mapping[str, str] | None = None,
        tokens: "Mapping[str, SecretStr | str] | None" = None,
        session: "requests.Session | None" = None,
    ) -> None:
        self._file = FileTracker(issues, clock)
        self._urls = dict(urls or {})
        self._tokens = dict(tokens or {})
        self._session = session
        self._githubs: dict[str, GitHubTracker] = {}
        self._lock = Lock()
        for host in [*self._urls, *self._tokens]:
            if host != host.lower():
                raise InputError(f"host {host!r} in the settings: write {host.lower()!r}")

    @property
    def file(self) -> FileTracker:
        """The file tracker, which can also be written to."""
        return self._file

    def tracker_for(self, source: IssueReference | Question) -> Tracker:
        """Return the tracker that reads a reference, or that answers a question.

        Raises:
            RuleUnsupportedError: this version cannot read that kind of tracker, or the tracker
                cannot answer the question's rule.
            InputError: the settings for its host are malformed.
        """
        tracker: Tracker
        match source.tracker:
            case "file":
                tracker = self._file
            case "github":
                tracker = self._github(str(source.effective_host))
            case other:
                raise RuleUnsupportedError(
                    f"{source}: this version cannot read {other}: it reads"
                    f" {' and '.join(sorted(READABLE))}",
                )
        if isinstance(source, Question):
            require_rule(tracker, source.rule)
        return tracker

    def read(self, reference: IssueReference) -> IssueHistory:
        """Read an issue from whichever tracker it is at.

        Raises:
            IssueNotFoundError: there is no such issue.
            IssueDeletedError: there was one, and it is gone.
            TrackerUnavailableError: there was no usable answer.
            RuleUnsupportedError: this version cannot read that kind of tracker.
        """
        return self.tracker_for(reference).read(reference)

    def github_to_file_at(self, host: str | None) -> "GitHubTracker | None":
        """Return the GitHub of a host where issues can be filed: there is a token for it.

        Args:
            host: which; None for github.com.

        Raises:
            InputError: the settings for the host are malformed.
        """
        name = host or str(default_host("github"))
        return self._github(name) if self._tokens.get(name) else None

    def _github(self, host: str) -> "GitHubTracker":
        # Not at import: the command line starts without an HTTP library.
        from bugmark_py.trackers.github import BASE_URL, GitHubTracker  # noqa: PLC0415

        with self._lock:
            if host not in self._githubs:
                usual = BASE_URL if host == "github.com" else f"https://{host}/api/v3"
                self._githubs[host] = GitHubTracker(
                    self._urls.get(host, usual),
                    self._tokens.get(host),
                    self._session,
                    host,
                )
            return self._githubs[host]
