"""Reports: reads trackers, votes, makes answers final, settles; sees to pools."""

import signal
import threading

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.run import printable
from bugmark_py.cli.show import action_line, pool_action_line, trouble_line
from bugmark_py.daemon.attention import Trouble
from bugmark_py.daemon.oracle import OracleDaemon
from bugmark_py.daemon.pools import PoolDaemon
from bugmark_py.delivery.stock import Stock
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
@click.option("--once", is_flag=True, help="Look once, do what can be done, and stop.")
def cli(provider: ProviderAPI, account: AccountAPI, *, once: bool) -> None:
    """Report on every future, and see to every pool, until stopped (Ctrl-C)."""
    stop = threading.Event()
    with session(provider, account) as bugmark:
        futures = OracleDaemon(
            bugmark, acted=lambda action: _say(action_line(action)), troubled=_tell
        )
        pools = PoolDaemon(
            bugmark,
            key_of=lambda pool: Stock(bugmark).key(pool),
            acted=lambda action: _say(pool_action_line(action)),
            troubled=_tell,
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        _say(f"{bugmark.market.sender.account.name} looks at every future and pool")
        while True:
            futures.tick()
            pools.tick()
            if once or stop.wait(1):
                return


def _say(line: str) -> None:
    click.echo(printable(line))


def _tell(trouble: Trouble) -> None:
    click.echo(printable(trouble_line(trouble)), err=True)
