"""Issues: read those of any tracker, file and change those of the file tracker."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import click

from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.cli.show import issue_document
from bugmark_py.errors import InputError

if TYPE_CHECKING:
    from bugmark_py.cli.documents.trading import IssuesDocument, IssueToFileDocument
    from bugmark_py.model.questions import IssueReference
    from bugmark_py.trackers.history import IssueHistory

_REASONS = ("completed", "not_planned", "invalid", "wontfix", "duplicate")

at_option = click.option(
    "--at", metavar="TIME", help="When it happened; by the chain's time now on a local network."
)


@click.group(cls=Group)
def issue() -> None:
    """Read issues; file and change those of the file tracker, such as file:demo#1."""


@issue.command()
@click.argument("source")
@click.argument("title")
@at_option
@pass_run
def create(run: Run, source: str, title: str, at: str | None) -> None:
    """File an issue with TITLE at SOURCE, such as file:demo, file:demo#7 or github:owner/repo.

    At GitHub with the token of the settings; without one, print where to file it by hand.
    """
    if source.startswith("github"):
        if at is not None:
            raise InputError("--at is for the file tracker: leave it out")
        _file_at_github(run, source, title)
        return
    project, _, number = source.removeprefix("file:").partition("#")
    if not source.startswith("file:") or (number and not number.isdecimal()):
        raise InputError(f"{source!r} takes no issues from here: write file:demo or file:demo#7")
    history = run.trackers.file.create(
        project, title, number=int(number) if number else None, at=_time(run, at)
    )
    _show(run, history)


@issue.command()
@click.argument("reference")
@click.option("--reason", type=click.Choice(_REASONS), default="completed", show_default=True)
@click.option("--duplicate-of", metavar="REFERENCE", help="With --reason duplicate: of which.")
@at_option
@pass_run
def close(run: Run, reference: str, reason: str, duplicate_of: str | None, at: str | None) -> None:
    """Close an issue of the file tracker."""
    from bugmark_py.trackers.history import CloseReason  # noqa: PLC0415

    history = run.trackers.file.close(
        _reference(reference),
        CloseReason(reason),
        duplicate_of=_reference(duplicate_of) if duplicate_of else None,
        at=_time(run, at),
        actor=run.account,
    )
    _show(run, history)


@issue.command()
@click.argument("reference")
@at_option
@pass_run
def reopen(run: Run, reference: str, at: str | None) -> None:
    """Open a closed issue of the file tracker again."""
    tracker = run.trackers.file
    _show(run, tracker.reopen(_reference(reference), at=_time(run, at), actor=run.account))


@issue.command()
@click.argument("reference")
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take it off.")
@at_option
@pass_run
def label(run: Run, reference: str, name: str, *, remove: bool, at: str | None) -> None:
    """Put the label NAME on an issue of the file tracker."""
    tracker = run.trackers.file
    change = tracker.unlabel if remove else tracker.label
    _show(run, change(_reference(reference), name, at=_time(run, at), actor=run.account))


@issue.command("list")
@click.argument("project", required=False)
@pass_run
def list_(run: Run, project: str | None) -> None:
    """List the issues of the file tracker, those of PROJECT only, such as file:demo, if named."""
    name = None if project is None else project.removeprefix("file:")
    issues = [issue_document(history) for history in run.trackers.file.issues(name)]
    rows = [(each["issue"], each["state"], each["reason"] or "", each["title"]) for each in issues]
    document: IssuesDocument = {"issues": issues}
    run.emit_table(document, ("issue", "state", "reason", "title"), rows, "no issues")


@issue.command()
@click.argument("reference")
@pass_run
def show(run: Run, reference: str) -> None:
    """Show an issue of any tracker, such as file:demo#1 or github:owner/repo#1337."""
    _show(run, run.trackers.read(_reference(reference)))


def _file_at_github(run: Run, source: str, title: str) -> None:
    from bugmark_py.model.paths import encode  # noqa: PLC0415
    from bugmark_py.model.questions import parse_path  # noqa: PLC0415

    _, host, path = parse_path(source)
    github = run.trackers.github_to_file_at(host)
    if github is not None:
        _show(run, github.create(path, title))
        return
    query = urlencode({"title": title})
    url = f"https://{host or 'github.com'}/{encode(path)}/issues/new?{query}"
    document: IssueToFileDocument = {"url": url}
    run.emit(document, f"file it there: {url}")


def _show(run: Run, history: "IssueHistory") -> None:
    document = issue_document(history)
    state = document["state"] + (f" as {document['reason']}" if document["reason"] else "")
    since = f" since {document['closed_at']}" if document["closed_at"] else ""
    lines = [f"{document['issue']}: {document['title']}", f"  {state}{since}"]
    if document["labels"]:
        lines.append(f"  labels: {', '.join(document['labels'])}")
    run.emit(document, *lines)


def _reference(text: str) -> "IssueReference":
    from bugmark_py.model.questions import Question  # noqa: PLC0415

    question = Question.parse(text)
    if len(question.references) != 1 or str(question.references[0]) != str(question):
        raise InputError(f"{text} is not one issue: write one such as file:demo#1")
    return question.references[0]


def _time(run: Run, at: str | None) -> int | None:
    if at is None:
        return None
    from bugmark_py.model.times import parse_time  # noqa: PLC0415

    return parse_time(at, now=run.trackers.file.now())
