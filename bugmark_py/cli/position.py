"""Positions: list, split, merge, redeem, transfer."""

from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.cli.show import money, names, settlement, short, tokens
from bugmark_py.model.amounts import parse_units
from bugmark_py.model.futures import Outcome

if TYPE_CHECKING:
    from bugmark_py.cli.documents.trading import (
        MergedDocument,
        PositionEntry,
        PositionsDocument,
        RedeemedDocument,
        SplitDocument,
        TransferredDocument,
    )


@click.group(cls=Group)
def position() -> None:
    """List, split, merge, redeem and transfer positions."""


@position.command("list")
@click.option("--for", "holder", metavar="ACCOUNT", help="Whose; the acting account's if left out.")
@pass_run
def list_(run: Run, holder: str | None) -> None:
    """List what an account holds outside offers."""
    bugmark = run.bugmark
    entries: list[PositionEntry] = [
        {
            "future": held.record.future.future_id,
            "question": held.record.future.question,
            "outcome": held.outcome.name.lower(),
            "units": str(held.units),
            "settlement": settlement(held.record.price) if held.record.settled else None,
            "redeems_for": tokens(bugmark, held.payout(bugmark.deployment.unit)),
        }
        for held in bugmark.book.positions(bugmark.address(holder))
    ]
    columns = ("future", "question", "outcome", "units", "settlement", "redeems for")
    rows = [
        (
            short(entry["future"]),
            entry["question"],
            entry["outcome"],
            entry["units"],
            entry["settlement"] or "open",
            entry["redeems_for"] if entry["settlement"] else "",
        )
        for entry in entries
    ]
    document: PositionsDocument = {"positions": entries}
    run.emit_table(document, columns, rows, "no positions")


@position.command()
@click.argument("identifier", metavar="FUTURE")
@click.argument("units", metavar="UNITS")
@click.option("--from-wallet", is_flag=True, help="Take what the vault lacks from the wallet.")
@pass_run
def split(run: Run, identifier: str, units: str, *, from_wallet: bool) -> None:
    """Turn collateral into UNITS of both outcomes."""
    count = parse_units(units)
    bugmark = run.bugmark
    future = bugmark.book.future(identifier).future
    receipt = bugmark.market.split(future, count, from_wallet=from_wallet)
    paid = count * bugmark.deployment.unit
    document: SplitDocument = {
        "future": future.future_id,
        "units": str(count),
        "paid": tokens(bugmark, paid),
        "tx": receipt.transaction,
    }
    run.emit(document, f"split {money(bugmark, paid)} into {count} FIXED and {count} UNFIXED")


@position.command()
@click.argument("identifier", metavar="FUTURE")
@click.argument("units", metavar="UNITS")
@pass_run
def merge(run: Run, identifier: str, units: str) -> None:
    """Turn UNITS of both outcomes into collateral."""
    count = parse_units(units)
    bugmark = run.bugmark
    future = bugmark.book.future(identifier).future
    receipt = bugmark.market.merge(future, count)
    received = count * bugmark.deployment.unit
    document: MergedDocument = {
        "future": future.future_id,
        "units": str(count),
        "received": tokens(bugmark, received),
        "tx": receipt.transaction,
    }
    run.emit(
        document,
        f"merged {count} FIXED and {count} UNFIXED into {money(bugmark, received)}",
    )


@position.command()
@click.argument("identifier", metavar="FUTURE")
@click.option("--for", "holder", metavar="ACCOUNT", help="Whose; the acting account's if left out.")
@pass_run
def redeem(run: Run, identifier: str, holder: str | None) -> None:
    """Turn all positions in a settled future into collateral, their holder's."""
    bugmark = run.bugmark
    future = bugmark.book.future(identifier).future
    done = bugmark.market.redeem(future, bugmark.address(holder))
    document: RedeemedDocument = {
        "future": future.future_id,
        "redeemed": tokens(bugmark, done.redeemed),
        "tx": done.receipts[0].transaction,
    }
    run.emit(document, f"redeemed {money(bugmark, done.redeemed)}")


@position.command()
@click.argument("identifier", metavar="FUTURE")
@click.argument("outcome")
@click.argument("units", metavar="UNITS")
@click.argument("receiver", metavar="ACCOUNT")
@pass_run
def transfer(run: Run, identifier: str, outcome: str, units: str, receiver: str) -> None:
    """Give UNITS of an OUTCOME to ACCOUNT, a name or an address."""
    which, count = Outcome.parse(outcome), parse_units(units)
    bugmark = run.bugmark
    future = bugmark.book.future(identifier).future
    address = bugmark.address(receiver)
    receipt = bugmark.market.transfer(future, which, count, address)
    shown = names(bugmark).get(address, address)
    document: TransferredDocument = {
        "future": future.future_id,
        "outcome": which.name.lower(),
        "units": str(count),
        "receiver": address,
        "tx": receipt.transaction,
    }
    run.emit(document, f"gave {count} {which.name} to {shown}")
