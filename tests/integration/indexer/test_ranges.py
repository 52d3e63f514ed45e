"""Far from the tip events come in ranges, near it block by block: they are the same events."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.errors import ChainError
from bugmark_py.indexer import store as module
from bugmark_py.indexer.store import EventStore
from tests.integration.indexer.dump import dump, read_anew
from tests.integration.indexer.traffic import Traffic

pytestmark = pytest.mark.integration


def mine(bugmark: Bugmark, blocks: int) -> None:
    # Anvil takes far longer for many at once.
    for _ in range(blocks // 60):
        bugmark.connection.rpc("anvil_mine", hex(60))


@pytest.mark.parametrize("stretch", [7, 2000])
def test_what_is_read_in_ranges_is_what_was_read_block_by_block(
    traffic: Callable[[int], Traffic],
    bugmark: Bugmark,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    stretch: int,
) -> None:
    life = traffic(4)
    for _ in range(5):
        life.run(1)
        bugmark.book.store.sync()
    mine(bugmark, 60)
    bugmark.book.store.sync()
    life.run(3)
    bugmark.book.store.sync()
    asked: list[object] = []
    rpc = bugmark.connection.rpc

    def listened(method: str, *parameters: object) -> object:
        asked.extend(parameters if method == "eth_getLogs" else ())
        return rpc(method, *parameters)

    monkeypatch.setattr(module, "_RANGE", stretch)
    monkeypatch.setattr(bugmark.connection, "rpc", listened)

    assert read_anew(bugmark.book.store, tmp_path / "fresh.sqlite") == dump(bugmark.book.store)
    by_range = [where for where in asked if isinstance(where, dict) and "fromBlock" in where]
    by_hash = [where for where in asked if isinstance(where, dict) and "blockHash" in where]
    assert len(by_hash) == 64
    assert len(by_range) + len(by_hash) == len(asked)
    assert len(by_range) == -(-sum(map(_length, by_range)) // stretch)


def _length(where: dict[str, str]) -> int:
    return int(where["toBlock"], 16) - int(where["fromBlock"], 16) + 1


def test_what_was_read_stays_when_the_node_goes_away(
    traffic: Callable[[int], Traffic],
    bugmark: Bugmark,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    life = traffic(5)
    life.run(4)
    mine(bugmark, 60)
    monkeypatch.setattr(module, "_RANGE", 10)
    store = EventStore(bugmark.connection, bugmark.deployment, tmp_path / "slow.sqlite")
    asked = 0
    rpc = bugmark.connection.rpc

    def failing(method: str, *parameters: object) -> object:
        nonlocal asked
        asked += method == "eth_getLogs"
        if asked == 3:
            raise ChainError("the node is gone")
        return rpc(method, *parameters)

    with monkeypatch.context() as patch:
        patch.setattr(bugmark.connection, "rpc", failing)
        with pytest.raises(ChainError, match="the node is gone"):
            store.sync()
    reached = dump(store)["cursor"]
    store.sync()

    assert int(reached[0][5]) == bugmark.deployment.block + 20, "two stretches were kept"
    assert dump(store) == read_anew(store, tmp_path / "fresh.sqlite")
    store.close()


def test_a_chain_that_changes_while_it_is_read_is_not_mixed(
    traffic: Callable[[int], Traffic],
    bugmark: Bugmark,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    life = traffic(6)
    life.run(4)
    bugmark.book.store.sync()
    life.run(2)
    common = EventStore._common

    def late(store: EventStore, *arguments: object) -> int:
        found = common(store, *arguments)  # type: ignore[arg-type]
        patch.undo()
        bugmark.connection.rpc("anvil_reorg", 4, [])
        return found

    with monkeypatch.context() as patch:
        patch.setattr(EventStore, "_common", late)
        with pytest.raises(ChainError):
            bugmark.book.store.sync()
    bugmark.book.store.sync()

    assert dump(bugmark.book.store) == read_anew(bugmark.book.store, tmp_path / "fresh.sqlite")
