"""The event store beside a chain that lives."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market
from bugmark_py.client import Bugmark, connect
from tests.integration.indexer.traffic import Traffic


@pytest.fixture
def bugmark(tmp_path: Path) -> Iterator[Bugmark]:
    """A market on a node of its own: one that has run for long has forgotten its old states."""
    home = Home(tmp_path / "own")
    with local_market(home, Terms()), connect("local", home=home.path) as opened:
        yield opened


@pytest.fixture
def traffic(bugmark: Bugmark, warp: Callable[[int], None]) -> Callable[[int], Traffic]:
    """Random life on the market, by its seed."""
    return lambda seed: Traffic(bugmark, warp, seed)


@pytest.fixture
def mine_at(bugmark: Bugmark) -> Callable[[int], None]:
    """Mines a block of exactly that time, in unix seconds."""

    def mine(time: int) -> None:
        bugmark.connection.rpc("evm_setNextBlockTimestamp", time)
        bugmark.connection.rpc("evm_mine")

    return mine
