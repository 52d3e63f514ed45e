"""The oracle: run the daemon, look at answers and evidence, report by hand."""

import signal
import threading
from typing import TYPE_CHECKING, cast

import click

from bugmark_py.cli.run import Group, Run, pass_run, printable
from bugmark_py.cli.show import (
    action_document,
    action_line,
    names,
    pool_action_document,
    pool_action_line,
    settlement,
    short,
    trouble_document,
    trouble_line,
)
from bugmark_py.errors import RefusedError
from bugmark_py.model.times import format_time

if TYPE_CHECKING:
    from bugmark_py.cli.documents.oracle import (
        AnswerChangedDocument,
        AnswerDocument,
        EvidenceContent,
        EvidenceDocument,
        EvidenceEntry,
        OracleReadyDocument,
        WaitingDocument,
        WaitingEntry,
    )
    from bugmark_py.client import Bugmark
    from bugmark_py.daemon.attention import Trouble
    from bugmark_py.daemon.oracle import OracleDaemon
    from bugmark_py.daemon.pools import PoolDaemon
    from bugmark_py.indexer.records import FutureRecord

_NO_EVIDENCE = "0x" + 64 * "0"
_ANSWERS = {"fixed": 10_000, "unfixed": 0, "invalid": 5_000}


@click.group(cls=Group)
def oracle() -> None:
    """Run the oracle's daemon; look at answers and evidence; report by hand."""


@oracle.command("run")
@click.option(
    "--interval",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Between looks.",
)
@click.option("--once", is_flag=True, help="Look once, do what can be done, and stop.")
@pass_run
def run_(run: Run, interval: float, *, once: bool) -> None:
    """Act as the account until stopped: read trackers, vote, finalise, settle; see to pools.

    In every pool it draws the coins and settles; where the account bids or sells, it also reveals,
    delivers, complains of rubbish, publishes and collects.
    """
    bugmark = run.bugmark
    daemons = (oracle_daemon(run, bugmark), pool_daemon(run, bugmark))
    if once:
        for daemon in daemons:
            daemon.tick()
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    me = bugmark.market.sender.account
    votes = bugmark.oracle.is_reporter(me.address)
    does = "votes, makes final and settles" if votes else "makes final and settles"
    document: OracleReadyDocument = {
        "ready": True,
        "account": me.name,
        "address": me.address,
        "reporter": votes,
    }
    run.emit(document, f"ready: {me.name} {does}, and sees to pools")
    while not stop.wait(interval):
        for daemon in daemons:
            daemon.tick()


@oracle.command()
@pass_run
def check(run: Run) -> None:
    """Say what each open future waits for, and what stands in the way."""
    from bugmark_py.daemon.checks import waiting  # noqa: PLC0415

    bugmark = run.bugmark
    entries: list[WaitingEntry] = [
        {
            "future": record.future.future_id,
            "question": record.future.question,
            "waits_for": waiting(bugmark, record.future),
        }
        for record in bugmark.book.futures()
        if not record.settled
    ]
    rows = [(short(each["future"]), each["question"], each["waits_for"]) for each in entries]
    document: WaitingDocument = {"futures": entries}
    run.emit_table(document, ("future", "question", "waits for"), rows, "no open futures")


@oracle.command()
@click.argument("identifier", metavar="FUTURE")
@pass_run
def status(run: Run, identifier: str) -> None:
    """Show how a future's question stands with the oracle."""
    bugmark = run.bugmark
    record = bugmark.book.future(identifier)
    document = answer_document(bugmark, record)
    lines = [f"{record.future.question}: {document['status']}"]
    if document["settlement"]:
        lines.append(f"  answer  {document['settlement']}")
    if document["finalizable_at"]:
        lines.append(f"  final   from {document['finalizable_at']}")
    lines += [f"  vote    {vote['reporter']}: {vote['answer']}" for vote in document["votes"]]
    if document["votes"]:
        lines.append(f"  `bugmark oracle evidence {short(document['future'])}` says why")
    run.emit(document, *lines)


@oracle.command()
@click.argument("identifier", metavar="FUTURE")
@click.argument("answer", type=click.Choice(tuple(_ANSWERS)))
@click.option("--evidence", metavar="HASH", default=_NO_EVIDENCE, help="0x-hex, 32 bytes.")
@pass_run
def report(run: Run, identifier: str, answer: str, evidence: str) -> None:
    """Vote by hand, as a reporter, where the daemon cannot read the tracker."""
    from bugmark_py.model.hashing import WORD, check_hex  # noqa: PLC0415

    bugmark = run.bugmark
    future = bugmark.book.future(identifier).future
    receipt = bugmark.oracle.vote(future, _ANSWERS[answer], check_hex(evidence, WORD, "evidence"))
    record = bugmark.book.future(future.future_id)
    document: AnswerChangedDocument = {
        **answer_document(bugmark, record),
        "tx": receipt.transaction,
    }
    run.emit(document, f"voted {answer.upper()} on {future.question}")


@oracle.command()
@click.argument("identifier", metavar="FUTURE")
@pass_run
def finalize(run: Run, identifier: str) -> None:
    """Make a proposal final whose period has passed. Anybody may."""
    bugmark = run.bugmark
    record = bugmark.book.future(identifier)
    receipt = bugmark.oracle.finalize(record.future)
    document: AnswerChangedDocument = {
        **answer_document(bugmark, record),
        "tx": receipt.transaction,
    }
    run.emit(
        document,
        f"{document['settlement']} is final for {record.future.question}",
    )


@oracle.command()
@click.argument("identifier", metavar="FUTURE")
@pass_run
def evidence(run: Run, identifier: str) -> None:
    """Show why reporters voted as they did, from the documents that are on this machine."""
    from bugmark_py.daemon.evidence import EvidenceFolder, summary  # noqa: PLC0415

    bugmark = run.bugmark
    record = bugmark.book.future(identifier)
    folder, known = EvidenceFolder(bugmark.home.evidence), names(bugmark)
    votes: list[EvidenceEntry] = [
        {
            "reporter": known.get(who, who),
            "evidence": key,
            # The hash says that it is what the daemon wrote.
            "document": cast("EvidenceContent | None", folder.get(key)),
        }
        for who, _, key in bugmark.book.votes(record.future.question_id)
    ]
    if not votes:
        raise RefusedError(f"nobody has voted on {record.future.question} yet")
    lines = [
        f"{vote['reporter']}: {summary(vote['document']) if vote['document'] else 'not here'}"
        for vote in votes
    ]
    document: EvidenceDocument = {"future": record.future.future_id, "votes": votes}
    run.emit(document, *lines)


def answer_document(bugmark: "Bugmark", record: "FutureRecord") -> "AnswerDocument":
    """How a question stands with the oracle, for programs."""
    answer = bugmark.oracle.answer(record.future)
    known = names(bugmark)
    return {
        "future": record.future.future_id,
        "question": record.future.question,
        "status": answer.status.name.lower(),
        "settlement": settlement(answer.price) if answer.status else None,
        "finalizable_at": format_time(answer.finalizable_at) if answer.status else None,
        "votes": [
            {"reporter": known.get(who, who), "answer": settlement(price), "evidence": key}
            for who, price, key in bugmark.book.votes(record.future.question_id)
        ],
    }


def oracle_daemon(run: Run, bugmark: "Bugmark") -> "OracleDaemon":
    """Make a daemon that sees to futures, and tells what it does."""
    from bugmark_py.daemon.oracle import OracleDaemon  # noqa: PLC0415

    return OracleDaemon(
        bugmark,
        acted=lambda action: run.emit(action_document(action), action_line(action)),
        troubled=lambda trouble: tell_trouble(run, trouble),
    )


def pool_daemon(run: Run, bugmark: "Bugmark") -> "PoolDaemon":
    """Make a daemon that sees to pools, and tells what it does."""
    from bugmark_py.daemon.pools import PoolDaemon  # noqa: PLC0415
    from bugmark_py.delivery.stock import Stock  # noqa: PLC0415

    return PoolDaemon(
        bugmark,
        key_of=lambda pool: Stock(bugmark).key(pool),
        acted=lambda action: run.emit(pool_action_document(action), pool_action_line(action)),
        troubled=lambda trouble: tell_trouble(run, trouble),
    )


def tell_trouble(run: Run, trouble: "Trouble") -> None:
    """Show what stands in the daemon's way."""
    if run.json:
        run.emit(trouble_document(trouble))
    click.echo(printable(trouble_line(trouble)), err=True)
