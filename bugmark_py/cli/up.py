"""A local market in one foreground process: node, contracts and oracle."""

import json
import signal
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.show import settlement, short
from bugmark_py.errors import BugmarkError

if TYPE_CHECKING:
    from bugmark_py.chain.deployments import Deployment
    from bugmark_py.chain.node import Node
    from bugmark_py.daemon.oracle import Action, Trouble


@click.command(cls=Command)
@click.option("--port", default=8545, show_default=True, help="Where the node listens; 0: any.")
@click.option(
    "--block-time", default=1, show_default=True, metavar="SECONDS", help="Between blocks."
)
@click.option(
    "--dispute-period",
    default="30s",
    show_default=True,
    metavar="DURATION",
    help="How long a proposal waits before it is final.",
)
@click.option(
    "--interval", default=1.0, show_default=True, metavar="SECONDS", help="Between looks."
)
@pass_run
def up(run: Run, port: int, block_time: int, dispute_period: str, interval: float) -> None:
    """Run a local node, the contracts and the oracle until stopped (Ctrl-C).

    State lies in BUGMARK_HOME, else the nearest .bugmark upwards, else a folder of the user's. The
    chain is gone when the node stops.
    """
    from bugmark_py.chain.accounts import REPORTERS  # noqa: PLC0415
    from bugmark_py.chain.deployments import Terms  # noqa: PLC0415
    from bugmark_py.chain.local import local_market  # noqa: PLC0415
    from bugmark_py.client import connect  # noqa: PLC0415
    from bugmark_py.daemon.oracle import OracleDaemon  # noqa: PLC0415
    from bugmark_py.model.times import parse_duration  # noqa: PLC0415

    terms = Terms(dispute_period=parse_duration(dispute_period))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    home = run.home
    with (
        local_market(
            home,
            terms,
            port=port,
            block_time=block_time,
            anvil=run.settings.anvil,
            say=lambda line: _say(run, line),
        ) as (node, deployment),
        closing(connect("local", home=home.path)) as bugmark,
    ):
        daemons = [
            OracleDaemon(
                bugmark.named(name),
                acted=lambda action: _acted(run, action),
                troubled=lambda trouble: _troubled(run, trouble),
            )
            for name in REPORTERS
        ]
        _ready(run, node, deployment, str(home.path))
        while not stop.wait(interval):
            if not node.running:
                raise BugmarkError("the node has stopped: start anew with `bugmark up`")
            for daemon in daemons:
                daemon.tick()
    _say(run, "stopped")


def _ready(run: Run, node: "Node", deployment: "Deployment", home: str) -> None:
    document = {
        "ready": True,
        "url": node.url,
        "chain_id": deployment.chain_id,
        "token": deployment.token,
        "market": deployment.market,
        "oracle": deployment.oracle,
        "home": home,
        "pid": node.pid,
    }
    if run.json:
        click.echo(json.dumps(document))
        return
    click.echo(f"ready: node {node.url}, chain {deployment.chain_id}, state in {home}")
    click.echo(f"  market {deployment.market}")
    click.echo(f"  oracle {deployment.oracle}")
    click.echo("in another terminal: `bugmark issue create file:demo TITLE --account adam`")


def _say(run: Run, line: str) -> None:
    if not run.json:
        click.echo(line)


def _acted(run: Run, action: "Action") -> None:
    document = {
        "action": action.act.value,
        "future": action.future.future_id,
        "question": action.future.question,
        "account": action.account,
        "settlement": settlement(action.price),
        "reason": action.reason,
        "tx": action.transaction,
    }
    line = f"{action.account} {action.act.value} {settlement(action.price)}"
    why = f" ({action.reason})" if action.reason else ""
    where = f"{action.future.question}, future {short(action.future.future_id)}"
    run.emit(document, f"{line} on {where}{why}")


def _troubled(run: Run, trouble: "Trouble") -> None:
    future = trouble.future
    about = f" on {future.question}" if future is not None else ""
    if run.json:
        document = {
            "trouble": trouble.reason,
            "account": trouble.account,
            "future": future.future_id if future is not None else None,
        }
        click.echo(json.dumps(document))
    click.echo(f"{trouble.account} could not go on{about}: {trouble.reason}", err=True)
