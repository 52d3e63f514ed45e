"""What is missing to trade, and which command provides it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.show import money
from bugmark_py.errors import BugmarkError, RefusedError
from bugmark_py.model.times import format_duration, format_time

if TYPE_CHECKING:
    from bugmark_py.cli.documents.local import DoctorDocument
    from bugmark_py.client import Bugmark

_COIN = 10**15
_SECONDS_APART = 900


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: was looked at.
        ok: whether it is as it must be.
        detail: how it is, or what is missing and what provides it.
    """

    what: str
    ok: bool
    detail: str


@click.command(cls=Command)
@pass_run
def doctor(run: Run) -> None:
    """Say what is missing to trade, and what provides it.

    Looks at the settings, the node, the contracts, the clock, the account's coin and tokens, and
    the trackers of open futures. Exit code 1 if anything is missing.
    """
    findings = []
    for finding in _examine(run):
        findings.append(finding)
        run.say(f"{'ok     ' if finding.ok else 'missing'}  {finding.what}: {finding.detail}")
    ok = all(finding.ok for finding in findings)
    if run.json:
        document: DoctorDocument = {
            "ok": ok,
            "findings": [
                {"what": found.what, "ok": found.ok, "detail": found.detail} for found in findings
            ],
        }
        run.emit(document)
    if not ok:
        raise click.exceptions.Exit(1)


def _examine(run: Run) -> Iterator[Finding]:
    """Look at one thing after the other; what comes later needs what came before."""
    for what, look in (
        ("state folder", lambda: str(run.home.path)),
        ("settings", lambda: f"network {run.network or run.settings.network}"),
        ("node", lambda: f"{run.connection.url}, chain {run.connection.chain_id}"),
        ("contracts", lambda: _contracts(run.bugmark)),
    ):
        finding = _look(what, look)
        yield finding
        if not finding.ok:
            return
    bugmark = run.bugmark
    yield _look("clock", lambda: _clock(bugmark))
    yield _look("solvency", lambda: _solvency(bugmark))
    if bugmark.account is None:
        yield Finding("account", ok=False, detail="none is named: name one with --account")
    else:
        yield _look("coin for gas", lambda: _coin(bugmark))
        yield _look("tokens", lambda: _tokens(bugmark))
    for text in sorted({r.future.question for r in bugmark.book.futures() if not r.settled}):
        yield _look(text, _reader(bugmark, text))


def _look(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, ok=True, detail=look())
    except BugmarkError as error:
        return Finding(what, ok=False, detail=str(error))


def _contracts(bugmark: "Bugmark") -> str:
    found = bugmark.deployment
    return f"market {found.market}, oracle {found.oracle}, pools {found.pools}"


def _clock(bugmark: "Bugmark") -> str:
    from time import time  # noqa: PLC0415

    chain = bugmark.connection.latest_block().timestamp
    apart = int(abs(time() - chain))
    if apart > _SECONDS_APART and not bugmark.connection.is_anvil:
        raise RefusedError(
            f"the chain's newest block and this machine are {format_duration(apart)} apart: see"
            " whether the node has fallen behind, or set the clock"
        )
    return f"it is {format_time(chain)} on chain"


def _solvency(bugmark: "Bugmark") -> str:
    bugmark.check_solvent()
    return "the market holds what it owes"


def _coin(bugmark: "Bugmark") -> str:
    from bugmark_py.chain.connection import quantity  # noqa: PLC0415

    me = bugmark.market.sender.account
    held = quantity(bugmark.connection.rpc("eth_getBalance", me.address, "latest"))
    if held < _COIN:
        raise RefusedError(
            f"{me.name} ({me.address}) has too little of the chain's own coin: send it some, or"
            f" on a local node run `bugmark account fund {me.name}`"
        )
    return "enough"


def _tokens(bugmark: "Bugmark") -> str:
    me = bugmark.market.sender.account
    wallet, vault = bugmark.market.wallet(me.address), bugmark.market.vault(me.address)
    if wallet + vault == 0:
        raise RefusedError(
            f"{me.name} has no {bugmark.deployment.symbol}: get some, or on a local node run"
            f" `bugmark account fund {me.name}`"
        )
    held = f"{money(bugmark, wallet)} in the wallet, {money(bugmark, vault)} in the vault"
    return held if vault else f"{held}: `bugmark deposit AMOUNT` moves them there"


def _reader(bugmark: "Bugmark", text: str) -> Callable[[], str]:
    def read() -> str:
        from bugmark_py.model.questions import Question  # noqa: PLC0415

        question = Question.parse(text)
        bugmark.trackers.tracker_for(question)
        histories = [bugmark.trackers.read(reference) for reference in question.references]
        return ", ".join(history.title for history in histories)

    return read
