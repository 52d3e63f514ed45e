"""Collects what is owed."""

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.show import money
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
def cli(provider: ProviderAPI, account: AccountAPI) -> None:
    """Redeem what has settled, release what ended offers hold, collect from pools."""
    with session(provider, account) as bugmark:
        done = bugmark.claim()
        redeemed, released = money(bugmark, done.redeemed), money(bugmark, done.released)
        vault = money(bugmark, bugmark.market.vault(bugmark.address()))
        pools = f", {money(bugmark, done.pools)} out of pools" if done.pools else ""
        click.echo(f"redeemed {redeemed}, released {released}{pools}; the vault holds {vault}")
