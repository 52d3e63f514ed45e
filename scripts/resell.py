"""Offers to sell a position, so that work done so far is paid."""

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.show import short
from bugmark_py.model.amounts import format_price
from bugmark_py.model.futures import Outcome
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
@click.argument("future")
@click.option("--outcome", metavar="fixed|unfixed", required=True, help="Which outcome.")
@click.option("--units", metavar="N", required=True, help="Whole units.")
@click.option("--price", metavar="PRICE", required=True, help="Of one unit, such as 0.40.")
def cli(
    provider: ProviderAPI, account: AccountAPI, *, future: str, outcome: str, units: str, price: str
) -> None:
    """Offer to sell units of an outcome of FUTURE."""
    which = Outcome.parse(outcome)
    with session(provider, account) as bugmark:
        found = bugmark.book.future(future).future
        placed = bugmark.market.sell(found, which, units=units, price=price)
        made = placed.offer
        click.echo(
            f"offer {short(placed.offer_id)}: SELL {made.units} {which.name} at"
            f" {format_price(made.price)}; {made.units} {which.name} escrowed"
        )
