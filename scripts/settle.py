"""Settles a future whose answer nobody has disputed."""

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.show import settlement, short
from bugmark_py.oracle.client import Status
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
@click.argument("future")
def cli(provider: ProviderAPI, account: AccountAPI, future: str) -> None:
    """Make the answer on FUTURE final if it is time, and settle. Anybody may."""
    with session(provider, account) as bugmark:
        found = bugmark.book.future(future).future
        if bugmark.oracle.answer(found).status is Status.PROPOSED:
            bugmark.oracle.finalize(found)
        done = bugmark.market.settle(found)
        click.echo(f"future {short(found.future_id)} settled: {settlement(done.price)}")
