"""A local market: a node of one's own with the contracts on it, recorded in the state folder."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from filelock import FileLock, Timeout

from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.deployments import Deployment, Terms, deploy
from bugmark_py.chain.home import Home, NodeRecord
from bugmark_py.chain.node import Node
from bugmark_py.chain.transactions import Sender
from bugmark_py.errors import BugmarkError, RefusedError

_DEPLOYER = "deployer"


@contextmanager
def local_node(
    home: Home,
    *,
    port: int = 0,
    block_time: int | None = None,
    keep: bool = False,
    fresh: bool = False,
    states: int | None = None,
    anvil: str | None = None,
) -> Iterator[Node]:
    """Run a node, recorded in the state folder while it runs.

    Args:
        home: the state folder.
        port: where the node listens on this machine, 0 for any free port.
        block_time: seconds between blocks; None mines for each transaction only.
        keep: keep the chain, and go on with the one that is kept.
        fresh: throw away the one that is kept.
        states: how many past states the node can be asked for; None for all.
        anvil: path of the node's binary; found if not named.

    Raises:
        RefusedError: a node of this state folder is running.
        BugmarkError: the node does not start.
    """
    _check_alone(home)
    with ExitStack() as ends:
        ends.enter_context(_alone(home))
        if fresh:
            shutil.rmtree(home.node, ignore_errors=True)
        node = ends.enter_context(
            Node.start(
                home.node,
                port=port,
                block_time=block_time,
                keep=keep,
                states=states,
                anvil=anvil,
            )
        )
        connection = node.connection
        home.write_node(NodeRecord(node.url, connection.chain_id, connection.genesis, node.pid))
        try:
            yield node
        finally:
            home.forget_node()


def deploy_local(
    home: Home,
    connection: Connection,
    terms: Terms,
    say: Callable[[str], None] = lambda _: None,
) -> Deployment:
    """Deploy on a local node, or find what is deployed.

    Args:
        home: where it is recorded.
        connection: to the node.
        terms: of the deployment; without effect if there is one already.
        say: shown what is being done.

    Raises:
        InputError: the terms make no sense; nothing was sent.
        RefusedError: the node is not local; nothing was sent.
    """
    folder = home.chain(connection.chain_id, connection.genesis)
    sender = Sender(connection, local_account(_DEPLOYER), folder)
    return deploy(sender, folder.deployment, terms, say)


@contextmanager
def local_market(
    home: Home, terms: Terms, *, states: int | None = None, anvil: str | None = None
) -> Iterator[tuple[Node, Deployment]]:
    """Run a node for a moment, with the contracts on it, which mines for each transaction.

    Args:
        home: where it is recorded while it is there.
        terms: of the deployment.
        states: how many past states the node can be asked for; None for all.
        anvil: path of the node's binary; found if not named.

    Raises:
        InputError: the terms make no sense; nothing was started.
        BugmarkError: the node does not start.
    """
    terms.check()
    with local_node(home, states=states, anvil=anvil) as node:
        yield node, deploy_local(home, node.connection, terms)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Keep others from starting a node in the same state folder; ends with this process, too.

    Raises:
        RefusedError: somebody else does.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.path / "node.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise RefusedError(
            f"another program is starting or stopping the local node of {home.path}: try again"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _check_alone(home: Home) -> None:
    """Refuse to start beside a running node of the same state folder.

    Raises:
        RefusedError: there is one.
    """
    node = home.read_node()
    if node is None:
        return
    try:
        genesis = Connection(node.url, timeout=2).genesis
    except BugmarkError:
        return
    if genesis == node.genesis:
        raise RefusedError(
            f"a local node runs at {node.url} (process {node.pid}) in {home.path}: use it, or stop"
            " it first"
        )
