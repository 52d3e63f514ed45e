"""Deploys what `bugmark deploy` does, signed by an account of ape's."""

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.chain.deployments import Terms, deploy
from bugmark_py.chain.transactions import Sender
from bugmark_py.client import chain_folder
from bugmark_py.model.times import parse_duration
from scripts._session import Script, account_option, as_account, chain_of


@click.command(cls=Script)
@account_option
@click.option("--dispute-period", default="30s", show_default=True, help="Of a new deployment.")
def cli(provider: ProviderAPI, account: AccountAPI, dispute_period: str) -> None:
    """Deploy the contracts and a test token on a local node, or find them."""
    terms = Terms(dispute_period=parse_duration(dispute_period))
    home, connection = chain_of(provider)
    folder = chain_folder(home, connection)
    sender = Sender(connection, as_account(account), folder)
    found = deploy(sender, folder.deployment, terms, click.echo)
    click.echo(f"token  {found.token}")
    click.echo(f"market {found.market}")
    click.echo(f"oracle {found.oracle}")
    click.echo(f"pools  {found.pools}")
