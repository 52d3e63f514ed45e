"""The event store beside a chain that lives."""

from collections.abc import Callable

import pytest

from bugmark_py.client import Bugmark
from tests.integration.indexer.traffic import Traffic


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
