"""Futures: create, look at, settle."""

from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.cli.show import future_document, issue_document, money, names, settlement, short
from bugmark_py.errors import IssueNotFoundError, RefusedError
from bugmark_py.model.times import format_time

if TYPE_CHECKING:
    from bugmark_py.cli.documents.oracle import VoteEntry
    from bugmark_py.cli.documents.trading import (
        FutureCreatedDocument,
        FuturesDocument,
        FutureSettledDocument,
        FutureShownDocument,
        IssueDocument,
    )
    from bugmark_py.client import Bugmark
    from bugmark_py.indexer.records import FutureRecord
    from bugmark_py.model.futures import Future
    from bugmark_py.model.questions import Question
    from bugmark_py.oracle.client import Answer


@click.group(cls=Group)
def future() -> None:
    """Create, look at and settle futures."""


@future.command()
@click.argument("question")
@click.option("--maturation", metavar="TIME", required=True, help="When the question is asked.")
@click.option("--unchecked", is_flag=True, help="Do not read the issue first.")
@pass_run
def create(run: Run, question: str, maturation: str, *, unchecked: bool) -> None:
    """Create the future of QUESTION, such as file:demo#1, or find it.

    The issue is read first and its title shown, so that nobody trades on a slip of the pen.
    """
    from bugmark_py.model.questions import Question  # noqa: PLC0415

    bugmark = run.bugmark
    parsed = Question.parse(question)
    bugmark.market.future(parsed, maturation)
    issues = [] if unchecked else _read(bugmark, parsed)
    value = bugmark.market.create_future(parsed, maturation)
    document: FutureCreatedDocument = {
        **future_document(bugmark.book.future(value.future_id)),
        "issues": issues,
    }
    run.emit(
        document,
        *(f"{issue['issue']}: {issue['title']} ({issue['state']})" for issue in issues),
        f"future {short(value.future_id)} asks {value.question} at {document['maturation']}",
    )


@future.command("list")
@click.option("--question", metavar="QUESTION", help="On this question only.")
@pass_run
def list_(run: Run, question: str | None) -> None:
    """List futures by maturation."""
    from bugmark_py.model.questions import Question  # noqa: PLC0415

    text = str(Question.parse(question)) if question is not None else None
    records = run.bugmark.book.futures(text)
    document: FuturesDocument = {"futures": [future_document(record) for record in records]}
    rows = [
        (
            short(each["future"]),
            each["question"],
            each["maturation"],
            each["open_interest"],
            each["settlement"] or "open",
        )
        for each in document["futures"]
    ]
    columns = ("future", "question", "maturation", "units", "settlement")
    run.emit_table(document, columns, rows, "no futures")


@future.command()
@click.argument("identifier", metavar="FUTURE")
@pass_run
def show(run: Run, identifier: str) -> None:
    """Show a future: its oracle's answer, its votes and its open offers."""
    bugmark = run.bugmark
    record = bugmark.book.future(identifier)
    value = record.future
    answer = bugmark.oracle.answer(value)
    known = names(bugmark)
    votes: list[VoteEntry] = [
        {"reporter": known.get(who, who), "answer": settlement(price), "evidence": evidence}
        for who, price, evidence in bugmark.book.votes(value.question_id)
    ]
    document: FutureShownDocument = {
        **future_document(record),
        "answer": {
            "status": answer.status.name.lower(),
            "settlement": settlement(answer.price) if answer.status else None,
            "votes": votes,
        },
        "offers": len(bugmark.book.offers(future_id=value.future_id)),
    }
    escrow = money(bugmark, record.open_interest * bugmark.deployment.unit)
    run.emit(
        document,
        f"future {value.future_id}",
        f"  question       {value.question}",
        f"  maturation     {document['maturation']}",
        f"  open interest  {record.open_interest} units of each outcome, {escrow} held for them",
        f"  oracle         {_standing(answer)}"
        + "".join(f"; {vote['reporter']} voted {vote['answer']}" for vote in votes),
        f"  settlement     {settlement(record.price)}",
        f"  open offers    {document['offers']}",
    )


@future.command()
@click.argument("identifier", metavar="FUTURE")
@pass_run
def settle(run: Run, identifier: str) -> None:
    """Settle a matured future at its oracle's price. Anybody may, once the answer is final."""
    bugmark = run.bugmark
    record = bugmark.book.future(identifier)
    _check_unsettled(record)
    _check_answered(bugmark, record.future)
    done = bugmark.market.settle(record.future)
    document: FutureSettledDocument = {
        **future_document(bugmark.book.future(record.future.future_id)),
        "tx": done.receipt.transaction,
    }
    run.emit(
        document,
        f"future {short(record.future.future_id)} settled: {settlement(done.price)}",
    )


@future.command()
@click.argument("identifier", metavar="FUTURE")
@pass_run
def void(run: Run, identifier: str) -> None:
    """Settle a future whose oracle stayed silent: both outcomes pay half. Anybody may."""
    bugmark = run.bugmark
    record = bugmark.book.future(identifier)
    _check_unsettled(record)
    done = bugmark.market.void(record.future)
    document: FutureSettledDocument = {
        **future_document(bugmark.book.future(record.future.future_id)),
        "tx": done.receipt.transaction,
    }
    run.emit(
        document,
        f"future {short(record.future.future_id)} settled: {settlement(done.price)}"
        + (
            ", as its oracle stayed silent" if done.voided else ", as its oracle answered after all"
        ),
    )


def _standing(answer: "Answer") -> str:
    """How an answer stands, in a few words."""
    status = answer.status.name.lower()
    if status != "proposed":
        return status
    return f"{status} {settlement(answer.price)}, final from {format_time(answer.finalizable_at)}"


def _check_unsettled(record: "FutureRecord") -> None:
    if record.settled:
        raise RefusedError(
            f"future {short(record.future.future_id)} is settled already:"
            f" {settlement(record.price)}; `bugmark claim` collects"
        )


def _check_answered(bugmark: "Bugmark", future: "Future") -> None:
    """Say in times that people read what a future still waits for; the market has the last word."""
    from bugmark_py.daemon.checks import waiting  # noqa: PLC0415

    if future.oracle != bugmark.deployment.oracle:
        return
    now = bugmark.connection.latest_block().timestamp
    if not bugmark.oracle.answer(future).is_settled(now):
        raise RefusedError(
            f"future {short(future.future_id)} cannot be settled yet: it waits for"
            f" {waiting(bugmark, future)}"
        )


def _read(bugmark: "Bugmark", question: "Question") -> "list[IssueDocument]":
    """Read the issues of a question.

    Raises:
        RefusedError: one does not exist.
        TrackerError: one cannot be read, or the tracker cannot answer the rule.
    """
    bugmark.trackers.tracker_for(question)
    found = []
    for reference in question.references:
        try:
            found.append(issue_document(bugmark.trackers.read(reference)))
        except IssueNotFoundError as error:
            raise RefusedError(
                f"{error}; nothing was created (--unchecked creates the future all the same)"
            ) from None
    return found
