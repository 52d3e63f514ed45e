"""A real Anvil for each worker, put back to just after deployment for each test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market
from bugmark_py.chain.node import Node
from bugmark_py.client import Bugmark, connect


@pytest.fixture(scope="session")
def market_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Home]]:
    """A node with the contracts on it, for the whole session of this worker."""
    home = Home(tmp_path_factory.mktemp("home"))
    with local_market(home, Terms()) as (node, _):
        with connect("local", home=home.path) as opened:
            # Each test begins with a copy of the store that knows of the deployment.
            opened.book.store.sync()
        yield node, home


@pytest.fixture
def bugmark(market_node: tuple[Node, Home], tmp_path: Path) -> Iterator[Bugmark]:
    """The market as nobody in particular sees it, with state of this test's own."""
    node, shared = market_node
    record = shared.read_node()
    assert record is not None
    home = Home(tmp_path / "home")
    home.write_node(replace(record))
    original = shared.chain(record.chain_id, record.genesis)
    copy = home.chain(record.chain_id, record.genesis)
    copy.path.mkdir(parents=True)
    for kept in ("deployment", "index"):
        shutil.copy(getattr(original, kept), getattr(copy, kept))

    snapshot = node.connection.rpc("evm_snapshot")
    with connect("local", home=home.path) as opened:
        yield opened
    # What waits to be mined would be mined in another test.
    node.connection.rpc("anvil_dropAllTransactions")
    assert node.connection.rpc("evm_revert", snapshot)


@pytest.fixture
def warp(bugmark: Bugmark) -> Callable[[int], None]:
    """Lets a number of seconds pass."""

    def pass_time(seconds: int) -> None:
        bugmark.connection.rpc("evm_increaseTime", seconds)
        bugmark.connection.rpc("evm_mine")

    return pass_time
