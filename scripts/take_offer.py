"""Meets an offer."""

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.show import money, short
from bugmark_py.model.amounts import parse_units
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
@click.argument("offer")
@click.option("--units", metavar="N", help="Whole units; all that are left if left out.")
def cli(provider: ProviderAPI, account: AccountAPI, offer: str, units: str | None) -> None:
    """Meet an offer with a position, then from the vault, then from the wallet."""
    count = parse_units(units) if units is not None else None
    with session(provider, account) as bugmark:
        done = bugmark.market.take(bugmark.book.offer(offer).offer, count)
        paid, received = money(bugmark, done.cost), money(bugmark, done.proceeds)
        click.echo(
            f"took {done.units} units of offer {short(done.offer_id)}: paid {paid}, received"
            f" {received}"
        )
