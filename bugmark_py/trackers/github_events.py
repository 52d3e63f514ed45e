"""What GitHub's payloads say happened to an issue. Pure.

Two things GitHub does not say outright are inferred, from what only it can have written:

- Whether somebody is a maintainer. Events do not carry it, and asking for permissions takes push
  access. But an issue can be closed only by its author and by people with at least triage
  permission, who are owners, members or collaborators: so an actor who is not the author is one,
  and the author is one if the issue's `author_association` says so. A bot is none, whoever
  installed it: many close on anybody's command. A deleted account is unknown.
- Whether a linked change reached the default branch. Either the closing event names a commit of
  the same repository (GitHub closes by commit only from the default branch), or a pull request of
  the same repository, into the default branch, whose description closes this issue by one of
  GitHub's keywords, was merged just before the closing. The closing is asked for because
  descriptions can be edited afterwards, by whoever profits. Not seen: links made by hand in the
  sidebar, changes in other repositories, and merges while the issue was closed already.

The target of a duplicate is not in the REST payload either. It is known where the mark was made
by a comment, `Duplicate of #12`, that was never edited; otherwise it is not.
"""

import re
from collections.abc import Iterable
from typing import Final

from bugmark_py.errors import InputError, TrackerUnavailableError
from bugmark_py.model.questions import IssueReference
from bugmark_py.trackers.github_payloads import Entry, Issue, PullRequest, User, path_of
from bugmark_py.trackers.history import CloseReason, EventKind, IssueEvent

_MAINTAINERS: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_GHOST: Final = "ghost"
# GitHub closes an issue within seconds of the merge that closes it.
_MERGE_TO_CLOSE: Final = 120
_COMMENT_TO_MARK: Final = 10
_EVENT_TO_STATE: Final = 5
_REASONS: Final = {
    "completed": CloseReason.COMPLETED,
    "not_planned": CloseReason.NOT_PLANNED,
    "duplicate": CloseReason.DUPLICATE,
}
_COMMIT_URL: Final = re.compile(r".*/repos/([^/]+/[^/]+)/commits/[0-9a-f]+")
_ISSUE: Final = (
    r"(?:(?P<repository>[\w.-]+/[\w.-]+)?\#|(?P<site>https?://[^/\s]+)/(?P<path>[\w.-]+/[\w.-]+)"
    r"/issues/)"
    r"(?P<number>[1-9][0-9]{0,9})"
)
_CLOSES: Final = re.compile(
    rf"(?<![\w/-])(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):?\s+{_ISSUE}(?![\w/-])",
    re.IGNORECASE,
)
_DUPLICATE_OF: Final = re.compile(rf"\s*duplicate of\s+{_ISSUE}\s*\.?\s*", re.IGNORECASE)
# GitHub links nothing in comments and in code.
_SILENT: Final = re.compile(r"<!--.*?(?:-->|\Z)|```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_KINDS: Final = {
    "reopened": EventKind.REOPENED,
    "labeled": EventKind.LABELED,
    "unlabeled": EventKind.UNLABELED,
    "marked_as_duplicate": EventKind.MARKED_DUPLICATE,
    "unmarked_as_duplicate": EventKind.UNMARKED_DUPLICATE,
    "closed": EventKind.CLOSED,
}


def close_reason(text: str | None) -> CloseReason:
    """Read a closure's `state_reason`; one from before there were reasons has none.

    Such closures were what `completed` is now.
    """
    return CloseReason.COMPLETED if text is None else _REASONS.get(text, CloseReason.OTHER)


def is_maintainer(actor: User | None, issue: Issue) -> bool | None:
    """Say whether who acted on an issue is owner, member or collaborator; None if unknown.

    Args:
        actor: who closed, merged, or marked: not something that everybody may do.
        issue: where.
    """
    if actor is None or actor.login == _GHOST or actor.type == "Mannequin":
        return None
    if actor.type == "Bot":
        return False
    if issue.user is None or issue.user.login == _GHOST:
        return None
    if actor.id == issue.user.id:
        return issue.author_association in _MAINTAINERS
    return True


def events_of(
    issue: Issue,
    entries: Iterable[Entry],
    host: str | None,
) -> list[IssueEvent]:
    """Translate a timeline, in the order in which things happened.

    Args:
        issue: whose timeline it is.
        entries: all of them.
        host: of the issue's reference, for the targets of duplicates.
    """
    ordered = _with_reason(issue, sorted(entries, key=lambda entry: entry.created_at))
    events: list[IssueEvent] = []
    for entry in ordered:
        kind = _KINDS.get(entry.event)
        if kind is None:
            continue
        actor = None if entry.actor is None else entry.actor.login
        maintainer = is_maintainer(entry.actor, issue)
        match kind:
            case EventKind.CLOSED:
                events += _closing(issue, entry, actor, maintainer)
            case EventKind.LABELED | EventKind.UNLABELED:
                if entry.label is None:
                    raise TrackerUnavailableError(
                        "GitHub's timeline has a label without a name: try again later",
                    )
                events.append(IssueEvent(entry.created_at, kind, actor, label=entry.label.name))
            case EventKind.MARKED_DUPLICATE:
                target = _target(issue, entry, ordered, host)
                events.append(
                    IssueEvent(entry.created_at, kind, actor, maintainer, target=target),
                )
            case _:
                events.append(IssueEvent(entry.created_at, kind, actor, maintainer))
    return events


def closing_pull_requests(issue: Issue, entries: Iterable[Entry]) -> list[int]:
    """Find the merged pull requests that may have closed an issue, oldest first.

    Their base branch is still to be looked at.
    """
    entries = list(entries)
    closings = [entry.created_at for entry in entries if entry.event == "closed"]
    found: dict[int, int] = {}
    for entry in entries:
        source = entry.source.issue if entry.source else None
        if (
            source is None
            or source.pull_request is None
            or path_of(source.repository_url) != issue.repository
        ):
            continue
        merged_at = source.pull_request.merged_at
        if merged_at is None or not closes(source.body or "", issue):
            continue
        if any(
            merged_at <= closing <= merged_at + _MERGE_TO_CLOSE and entry.created_at <= closing
            for closing in closings
        ):
            found[source.number] = merged_at
    return sorted(found, key=lambda number: (found[number], number))


def merge_of(request: PullRequest) -> IssueEvent | None:
    """Return the merge of a pull request, if it was one into the default branch."""
    if request.merged_at is None or request.base.ref != request.base.repo.default_branch:
        return None
    by = request.merged_by
    return IssueEvent(
        request.merged_at,
        EventKind.MERGED,
        None if by is None else by.login,
        # Merging takes write permission, also for the author of the issue.
        None if by is None or by.login == _GHOST else by.type != "Bot",
        change=request.html_url,
    )


def closes(text: str, issue: Issue) -> bool:
    """Say whether a description closes an issue of its own repository, by GitHub's keywords."""
    return any(
        int(match["number"]) == issue.number and _repository(match, issue) == issue.repository
        for match in _CLOSES.finditer(_SILENT.sub(" ", text))
    )


def _with_reason(issue: Issue, entries: list[Entry]) -> list[Entry]:
    """Take from the issue why it is closed now, where its last closing does not say."""
    turns = [entry for entry in entries if entry.event in {"closed", "reopened"}]
    last = turns[-1] if turns else None
    if last is None or last.event != "closed" or last.state_reason is not None:
        return entries
    if issue.closed_at is None or abs(issue.closed_at - last.created_at) > _EVENT_TO_STATE:
        return entries
    told = last.model_copy(update={"state_reason": issue.state_reason})
    return [told if entry is last else entry for entry in entries]


def _closing(
    issue: Issue,
    entry: Entry,
    actor: str | None,
    maintainer: bool | None,  # noqa: FBT001 - three-valued
) -> list[IssueEvent]:
    closing = IssueEvent(
        entry.created_at,
        EventKind.CLOSED,
        actor,
        maintainer,
        close_reason(entry.state_reason),
    )
    commit = _COMMIT_URL.fullmatch(entry.commit_url or "")
    if not entry.commit_id or commit is None or commit[1].lower() != issue.repository:
        return [closing]
    merge = IssueEvent(
        entry.created_at,
        EventKind.MERGED,
        actor,
        maintainer,
        change=entry.commit_url,
    )
    return [merge, closing]


def _target(
    issue: Issue,
    mark: Entry,
    entries: Iterable[Entry],
    host: str | None,
) -> IssueReference | None:
    for entry in entries:
        match = _DUPLICATE_OF.fullmatch(entry.body or "")
        made_it = (
            entry.event == "commented"
            and entry.actor is not None
            and mark.actor is not None
            and entry.actor.id == mark.actor.id
            and abs(entry.created_at - mark.created_at) <= _COMMENT_TO_MARK
            and entry.updated_at in {None, entry.created_at}
        )
        if match is None or not made_it:
            continue
        repository = _repository(match, issue)
        try:
            return IssueReference("github", host, repository or "", int(match["number"]))
        except InputError:
            return None
    return None


def _repository(match: re.Match[str], issue: Issue) -> str | None:
    """The repository that is written in a text about an issue; None if it is on another site."""
    site = match["site"]
    if site is not None and not issue.html_url.lower().startswith(site.lower() + "/"):
        return None
    return str(match["repository"] or match["path"] or issue.repository).lower()
