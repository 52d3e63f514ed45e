"""Balances, deposits, and collecting what is owed."""

from dataclasses import asdict

import click

from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.show import money, tokens


@click.command(cls=Command)
@click.option("--for", "holder", metavar="ACCOUNT", help="Whose; the acting account's if left out.")
@pass_run
def balance(run: Run, holder: str | None) -> None:
    """Show all that an account has.

    wallet: outside the vault; vault: free collateral; escrowed: in own open offers; redeemable: in
    settled futures; refundable: in offers that can no longer be met (`bugmark claim` collects the
    last two).
    """
    bugmark = run.bugmark
    found = asdict(bugmark.balance(holder))
    held = bugmark.book.positions(bugmark.address(holder))
    positions = [
        {
            "future": p.record.future.future_id,
            "question": p.record.future.question,
            "outcome": p.outcome.name.lower(),
            "units": str(p.units),
        }
        for p in held
    ]
    document = {name: tokens(bugmark, amount) for name, amount in found.items()}
    lines = [f"{name:<11} {money(bugmark, amount):>24}" for name, amount in found.items()]
    lines += [f"{p['outcome']:<11} {p['units']:>16} units  {p['question']}" for p in positions]
    run.emit(document | {"positions": positions}, *lines)


@click.command(cls=Command)
@click.argument("amount")
@pass_run
def deposit(run: Run, amount: str) -> None:
    """Move AMOUNT tokens from the wallet into the vault, from which offers are paid."""
    bugmark = run.bugmark
    receipt = bugmark.market.deposit(amount)
    vault = bugmark.market.vault(bugmark.address())
    run.emit(
        {"deposited": amount, "vault": tokens(bugmark, vault), "tx": receipt.transaction},
        f"deposited {amount}; the vault holds {money(bugmark, vault)}",
    )


@click.command(cls=Command)
@click.argument("amount")
@pass_run
def withdraw(run: Run, amount: str) -> None:
    """Move AMOUNT tokens from the vault into the wallet."""
    bugmark = run.bugmark
    receipt = bugmark.market.withdraw(amount)
    vault = bugmark.market.vault(bugmark.address())
    run.emit(
        {"withdrawn": amount, "vault": tokens(bugmark, vault), "tx": receipt.transaction},
        f"withdrew {amount}; the vault holds {money(bugmark, vault)}",
    )


@click.command(cls=Command)
@click.option("--for", "holder", metavar="ACCOUNT", help="Whose; the acting account's if left out.")
@pass_run
def claim(run: Run, holder: str | None) -> None:
    """Collect all that can be redeemed or released, into its holder's vault.

    Anybody may do it for anybody: the money only ever goes to the holder.
    """
    bugmark = run.bugmark
    done = bugmark.claim(holder)
    vault = bugmark.market.vault(bugmark.address(holder))
    document = {
        "redeemed": tokens(bugmark, done.redeemed),
        "released": tokens(bugmark, done.released),
        "vault": tokens(bugmark, vault),
        "tx": [receipt.transaction for receipt in done.receipts],
    }
    if not done.receipts:
        run.emit(document, f"nothing to claim; the vault holds {money(bugmark, vault)}")
        return
    run.emit(
        document,
        f"redeemed {money(bugmark, done.redeemed)}, released {money(bugmark, done.released)};"
        f" the vault holds {money(bugmark, vault)}",
    )
