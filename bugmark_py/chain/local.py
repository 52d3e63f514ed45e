"""A local market: a node of one's own with the contracts on it, recorded in the state folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.deployments import Deployment, Terms, deploy
from bugmark_py.chain.home import Home, NodeRecord
from bugmark_py.chain.node import Node
from bugmark_py.chain.transactions import Sender
from bugmark_py.errors import BugmarkError, RefusedError

_DEPLOYER = "deployer"


@contextmanager
def local_market(
    home: Home,
    terms: Terms,
    *,
    port: int = 0,
    block_time: int | None = None,
    anvil: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[Node, Deployment]]:
    """Run a node with the contracts deployed; both are gone at the end.

    Args:
        home: where they are recorded while they are there.
        terms: of the deployment.
        port: where the node listens on this machine, 0 for any free port.
        block_time: seconds between blocks; None mines for each transaction only.
        anvil: path of the node's binary; found if not named.
        say: shown what is being done.

    Raises:
        InputError: the terms make no sense; nothing was started.
        RefusedError: a node of this state folder is running.
        BugmarkError: the node does not start.
    """
    terms.check()
    _check_alone(home)
    with Node.start(home.path / "node", port=port, block_time=block_time, anvil=anvil) as node:
        connection = node.connection
        record = NodeRecord(node.url, connection.chain_id, connection.genesis, node.pid)
        home.write_node(record)
        try:
            folder = home.chain(record.chain_id, record.genesis)
            sender = Sender(connection, local_account(_DEPLOYER), folder)
            yield node, deploy(sender, folder.deployment, terms, say)
        finally:
            home.forget_node()


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
