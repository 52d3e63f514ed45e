"""Balances, deposits, and collecting what is owed."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.show import money, tokens

if TYPE_CHECKING:
    from bugmark_py.cli.documents.trading import (
        BalanceDocument,
        ClaimedDocument,
        DepositedDocument,
        HeldEntry,
        WithdrawnDocument,
    )
    from bugmark_py.client import Bugmark

_ALWAYS = ("wallet", "vault")


@click.command(cls=Command)
@click.option("--for", "holder", metavar="ACCOUNT", help="Whose; the acting account's if left out.")
@pass_run
def balance(run: Run, holder: str | None) -> None:
    """Show all that an account has.

    wallet: outside the vault; vault: free collateral; escrowed: in own open offers; redeemable: in
    settled futures; refundable: in offers that can no longer be met; pools: deposits, bonds and
    what is due in cost-sharing pools (`bugmark claim` collects what there is of the last three).
    Beyond wallet and vault, what is nothing is not shown.
    """
    bugmark = run.bugmark
    found = bugmark.balance(holder)
    held = bugmark.book.positions(bugmark.address(holder))
    positions: list[HeldEntry] = [
        {
            "future": p.record.future.future_id,
            "question": p.record.future.question,
            "outcome": p.outcome.name.lower(),
            "units": str(p.units),
        }
        for p in held
    ]
    document: BalanceDocument = {
        "wallet": tokens(bugmark, found.wallet),
        "vault": tokens(bugmark, found.vault),
        "escrowed": tokens(bugmark, found.escrowed),
        "redeemable": tokens(bugmark, found.redeemable),
        "refundable": tokens(bugmark, found.refundable),
        "pools": tokens(bugmark, found.pools),
        "bonds": tokens(bugmark, found.bonds),
        "positions": positions,
    }
    lines = [
        f"{name:<10}  {money(bugmark, amount):>16}"
        for name, amount in asdict(found).items()
        if amount or name in _ALWAYS
    ]
    lines += [f"{p['outcome']:<10}  {p['units']:>11} units  {p['question']}" for p in positions]
    run.emit(document, *lines)


@click.command(cls=Command)
@click.argument("amount")
@pass_run
def deposit(run: Run, amount: str) -> None:
    """Move AMOUNT tokens from the wallet into the vault, from which offers are paid."""
    bugmark = run.bugmark
    receipt = bugmark.market.deposit(amount)
    shown = _as_printed(bugmark, amount)
    vault = bugmark.market.vault(bugmark.address())
    document: DepositedDocument = {
        "deposited": shown,
        "vault": tokens(bugmark, vault),
        "tx": receipt.transaction,
    }
    run.emit(document, f"deposited {shown}; the vault holds {money(bugmark, vault)}")


@click.command(cls=Command)
@click.argument("amount")
@pass_run
def withdraw(run: Run, amount: str) -> None:
    """Move AMOUNT tokens from the vault into the wallet."""
    bugmark = run.bugmark
    receipt = bugmark.market.withdraw(amount)
    shown = _as_printed(bugmark, amount)
    vault = bugmark.market.vault(bugmark.address())
    document: WithdrawnDocument = {
        "withdrawn": shown,
        "vault": tokens(bugmark, vault),
        "tx": receipt.transaction,
    }
    run.emit(document, f"withdrew {shown}; the vault holds {money(bugmark, vault)}")


@click.command(cls=Command)
@click.option("--for", "holder", metavar="ACCOUNT", help="Whose; the acting account's if left out.")
@pass_run
def claim(run: Run, holder: str | None) -> None:
    """Collect all that can be redeemed or released, into its holder's vault.

    What is due in cost-sharing pools goes into the wallet. Anybody may do it for anybody: the money
    only ever goes to the holder.
    """
    bugmark = run.bugmark
    done = bugmark.claim(holder)
    vault = bugmark.market.vault(bugmark.address(holder))
    document: ClaimedDocument = {
        "redeemed": tokens(bugmark, done.redeemed),
        "released": tokens(bugmark, done.released),
        "pools": tokens(bugmark, done.pools),
        "vault": tokens(bugmark, vault),
        "tx": [receipt.transaction for receipt in done.receipts],
    }
    if not done.receipts:
        # What is held is in futures that are not settled.
        waits = bugmark.book.positions(bugmark.address(holder))
        yet = " yet (`bugmark oracle check` says what futures wait for)" if waits else ""
        run.emit(document, f"nothing to claim{yet}; the vault holds {money(bugmark, vault)}")
        return
    parts = [f"redeemed {money(bugmark, done.redeemed)}"] if done.redeemed else []
    if done.released:
        parts.append(f"released {money(bugmark, done.released)}")
    if done.pools:
        parts.append(f"{money(bugmark, done.pools)} out of pools")
    done_with = ", ".join(parts) or "what there was pays nothing"
    run.emit(document, f"{done_with}; the vault holds {money(bugmark, vault)}")


def _as_printed(bugmark: "Bugmark", amount: str) -> str:
    """Tokens as documents have them, however somebody wrote them."""
    from bugmark_py.model.amounts import parse_tokens  # noqa: PLC0415

    return tokens(bugmark, parse_tokens(amount, bugmark.deployment.decimals))
