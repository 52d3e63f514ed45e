"""Bids in a cost-sharing pool."""

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.show import money, short
from bugmark_py.model.times import format_time
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
@click.argument("pool")
@click.option(
    "--valuation",
    metavar="AMOUNT",
    required=True,
    help="What having it for the whole premium period is worth.",
)
@click.option(
    "--deposit", metavar="AMOUNT", help="More than the valuation hides it; else the cost."
)
def cli(
    provider: ProviderAPI, account: AccountAPI, pool: str, valuation: str, deposit: str | None
) -> None:
    """Commit to a bid in POOL; `run_oracle` reveals it when it is time."""
    with session(provider, account) as bugmark:
        found = bugmark.book.pool(pool)
        done = bugmark.pools.bid(found, valuation, deposit=deposit)
        click.echo(
            f"bid in pool {short(found.pool_id)}: {money(bugmark, done.deposit)} deposited, to be"
            f" revealed from {format_time(found.commit_end)} until {format_time(found.reveal_end)}"
        )
