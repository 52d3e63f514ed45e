"""Offers to buy units of an outcome."""

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.show import money, short
from bugmark_py.client import Bugmark
from bugmark_py.errors import InputError
from bugmark_py.model.amounts import format_price, parse_price, parse_units
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.questions import Question
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
@click.option("--future", metavar="FUTURE", help="Which; or name question and maturation.")
@click.option("--question", metavar="QUESTION", help="Such as file:demo#1.")
@click.option("--maturation", metavar="TIME", help="When it is asked, such as +14d.")
@click.option("--outcome", metavar="fixed|unfixed", required=True, help="Which outcome.")
@click.option("--units", metavar="N", required=True, help="Whole units.")
@click.option("--price", metavar="PRICE", required=True, help="Of one unit, such as 0.80.")
def cli(
    provider: ProviderAPI,
    account: AccountAPI,
    *,
    future: str | None,
    question: str | None,
    maturation: str | None,
    outcome: str,
    units: str,
    price: str,
) -> None:
    """Offer to buy units of an outcome, paid from the vault, then from the wallet.

    The future of a question and a maturation is created if it is not there.
    """
    # Before a future is created for it.
    which, count = Outcome.parse(outcome), parse_units(units)
    parse_price(price)
    with session(provider, account) as bugmark:
        asked = _future(bugmark, future, question, maturation)
        click.echo(f"future {short(asked.future_id)} asks {asked.question}")
        placed = bugmark.market.buy(asked, which, units=count, price=price)
        escrow = money(bugmark, placed.offer.maker_cost(count, bugmark.deployment.unit))
        click.echo(
            f"offer {short(placed.offer_id)}: BUY {count} {which.name} at"
            f" {format_price(placed.offer.price)}; {escrow} escrowed"
        )


def _future(
    bugmark: Bugmark, identifier: str | None, question: str | None, maturation: str | None
) -> Future:
    if identifier is not None and question is None and maturation is None:
        return bugmark.book.future(identifier).future
    if identifier is None and question is not None and maturation is not None:
        asked = Question.parse(question)
        # Nobody asks about an issue that is not there.
        for reference in asked.references:
            bugmark.trackers.read(reference)
        return bugmark.market.create_future(asked, maturation)
    raise InputError("no future is named: name it by --future, or by --question and --maturation")
