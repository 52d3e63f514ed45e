"""The local chain: a node, the contracts on it, and all of it with the oracle in one process."""

import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bugmark_py.cli.oracle import oracle_daemon, pool_daemon
from bugmark_py.cli.run import Command, Group, Run, pass_run
from bugmark_py.errors import BugmarkError, RefusedError
from bugmark_py.model.times import format_time, parse_duration

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from bugmark_py.chain.deployments import Deployment, Terms
    from bugmark_py.chain.node import Node
    from bugmark_py.cli.documents.local import (
        DeploymentDocument,
        NodeReadyDocument,
        TimeDocument,
        UpReadyDocument,
    )
    from bugmark_py.daemon.oracle import OracleDaemon
    from bugmark_py.daemon.pools import PoolDaemon

F = TypeVar("F", bound=Callable[..., Any])

_DISPUTE = "30s"
_LAST_PORT = 65_535


def _node_options(command: F) -> F:
    """Give a command the options of the node."""
    for option in (
        click.option("--fresh", is_flag=True, help="Throw away the chain that is kept."),
        click.option(
            "--block-time",
            type=click.IntRange(min=1),
            default=1,
            show_default=True,
            metavar="SECONDS",
            help="Between blocks.",
        ),
        click.option(
            "--port",
            type=click.IntRange(0, _LAST_PORT),
            default=8545,
            show_default=True,
            metavar="PORT",
            help="Where the node listens; 0: any.",
        ),
    ):
        command = option(command)
    return command


def _terms_options(command: F) -> F:
    """Give a command the options of a deployment."""
    return click.option(
        "--dispute-period",
        default=_DISPUTE,
        show_default=True,
        metavar="DURATION",
        help="How long a proposal waits before it is final; of a new deployment.",
    )(command)


@click.command(cls=Command)
@_node_options
@pass_run
def node(run: Run, port: int, block_time: int, *, fresh: bool) -> None:
    """Run a local node until stopped (Ctrl-C). The chain, with its time, is kept.

    State lies in BUGMARK_HOME, else the nearest .bugmark upwards, else a folder of the user's.
    """
    stop = _stop_on_signal()
    with _started(run, port, block_time, fresh=fresh) as started:
        run.emit(_ready(run, started), f"ready: node {started.url}, state in {run.home.path}")
        while not stop.wait(1):
            _check_running(started)
    run.say("stopped")


@click.command(cls=Command)
@_terms_options
@pass_run
def deploy(run: Run, dispute_period: str) -> None:
    """Deploy the contracts and a test token on a local node, or find them.

    Each named account gets 10,000 tokens.
    """
    from bugmark_py.chain.local import deploy_local  # noqa: PLC0415

    found = deploy_local(run.home, run.connection, _terms(dispute_period), run.say)
    run.emit(
        _deployment_document(found),
        f"token  {found.token}",
        f"market {found.market}",
        f"oracle {found.oracle}",
        f"pools  {found.pools}",
    )


@click.command(cls=Command)
@_node_options
@_terms_options
@click.option(
    "--interval",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Between looks.",
)
@pass_run
def up(
    run: Run, *, port: int, block_time: int, fresh: bool, dispute_period: str, interval: float
) -> None:
    """Run a local node, the contracts and the oracle until stopped (Ctrl-C).

    State lies in BUGMARK_HOME, else the nearest .bugmark upwards, else a folder of the user's. The
    chain, with its time, is kept.
    """
    from bugmark_py.chain.accounts import REPORTERS  # noqa: PLC0415
    from bugmark_py.chain.local import deploy_local  # noqa: PLC0415
    from bugmark_py.client import connect  # noqa: PLC0415

    terms, home = _terms(dispute_period), run.home
    stop = _stop_on_signal()
    with _started(run, port, block_time, fresh=fresh) as started:
        deployment = deploy_local(home, started.connection, terms, run.say)
        with connect("local", account=REPORTERS[0], home=home.path) as bugmark:
            # One is enough for the pools: nobody has to be trusted for what comes of them.
            daemons: list[OracleDaemon | PoolDaemon] = [pool_daemon(run, bugmark)]
            daemons += [oracle_daemon(run, bugmark.named(name)) for name in REPORTERS]
            document: UpReadyDocument = {
                **_ready(run, started),
                **_deployment_document(deployment),
            }
            run.emit(
                document,
                f"ready: node {started.url}, state in {home.path}; the oracle runs",
                "in another terminal: `bugmark issue create file:demo TITLE --account adam`",
            )
            while not stop.wait(interval):
                _check_running(started)
                for daemon in daemons:
                    daemon.tick()
    run.say("stopped")


@click.group(cls=Group)
def chain() -> None:
    """Move the time of a local chain."""


@chain.command()
@click.argument("offset")
@pass_run
def warp(run: Run, offset: str) -> None:
    """Let OFFSET pass on a local chain, such as +14d or 90s, and mine a block."""
    seconds = parse_duration(offset.removeprefix("+"))
    connection = run.connection
    if not connection.is_anvil:
        raise RefusedError(f"{connection.url} is no local node: its time is everybody's")
    connection.rpc("evm_increaseTime", seconds)
    connection.rpc("evm_mine")
    block = connection.latest_block()
    document: TimeDocument = {"now": format_time(block.timestamp), "block": block.number}
    run.emit(document, f"it is {document['now']} on chain")


def _terms(dispute_period: str) -> "Terms":
    from bugmark_py.chain.deployments import Terms  # noqa: PLC0415

    terms = Terms(dispute_period=parse_duration(dispute_period))
    terms.check()
    return terms


def _started(
    run: Run, port: int, block_time: int, *, fresh: bool
) -> "AbstractContextManager[Node]":
    from bugmark_py.chain.local import local_node  # noqa: PLC0415

    return local_node(
        run.home,
        port=port,
        block_time=block_time,
        keep=True,
        fresh=fresh,
        anvil=run.settings.anvil,
    )


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _check_running(started: "Node") -> None:
    if not started.running:
        raise BugmarkError("the node has stopped: start it anew")


def _ready(run: Run, started: "Node") -> "NodeReadyDocument":
    return {
        "ready": True,
        "url": started.url,
        "chain_id": started.connection.chain_id,
        "home": str(run.home.path),
        "pid": started.pid,
    }


def _deployment_document(deployment: "Deployment") -> "DeploymentDocument":
    return {
        "chain_id": deployment.chain_id,
        "token": deployment.token,
        "market": deployment.market,
        "oracle": deployment.oracle,
        "pools": deployment.pools,
        "unit": str(deployment.unit),
        "symbol": deployment.symbol,
        "decimals": deployment.decimals,
    }
