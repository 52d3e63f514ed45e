"""Reports: reads trackers, votes, makes answers final, settles."""

import signal
import threading

import click
from ape.api import AccountAPI, ProviderAPI

from bugmark_py.cli.run import printable
from bugmark_py.cli.show import action_line, trouble_line
from bugmark_py.daemon.oracle import OracleDaemon
from scripts._session import Script, account_option, session


@click.command(cls=Script)
@account_option
@click.option("--once", is_flag=True, help="Look once, do what can be done, and stop.")
def cli(provider: ProviderAPI, account: AccountAPI, *, once: bool) -> None:
    """Report on every future until stopped (Ctrl-C)."""
    stop = threading.Event()
    with session(provider, account) as bugmark:
        daemon = OracleDaemon(
            bugmark,
            acted=lambda action: click.echo(printable(action_line(action))),
            troubled=lambda trouble: click.echo(printable(trouble_line(trouble)), err=True),
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        click.echo(f"{bugmark.market.sender.account.name} looks at every future")
        daemon.tick()
        while not once and not stop.wait(1):
            daemon.tick()
