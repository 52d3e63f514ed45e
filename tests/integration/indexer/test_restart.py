"""The event store outlives its process, and holds nothing that the chain does not have."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.local import deploy_local
from bugmark_py.client import Bugmark, connect
from bugmark_py.errors import BugmarkError
from bugmark_py.indexer.store import EventStore
from bugmark_py.model.futures import Future
from tests.integration.indexer.dump import dump, read_anew

pytestmark = pytest.mark.integration


@pytest.fixture
def lived(bugmark: Bugmark) -> Future:
    """A market on which something of everything has happened."""
    adam, beth = bugmark.named("adam").market, bugmark.named("beth").market
    future = adam.create_future("file:demo#1", "+14d")
    beth.take(adam.buy(future, "unfixed", units=200, price="0.80"), 50)
    beth.sell(future, "fixed", units=20, price="0.40")
    adam.cancel_all()
    bugmark.book.store.sync()
    return future


def reopened(bugmark: Bugmark) -> EventStore:
    return EventStore(bugmark.connection, bugmark.deployment, bugmark.folder.index)


def spoil(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def test_a_store_goes_on_where_it_was_left(
    bugmark: Bugmark, lived: Future, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bugmark.close()
    bugmark.named("beth").market.split(lived, 3)
    asked = []
    rpc = bugmark.connection.rpc

    def counted(method: str, *parameters: object) -> object:
        asked.append(method)
        return rpc(method, *parameters)

    monkeypatch.setattr(bugmark.connection, "rpc", counted)
    again = reopened(bugmark)
    again.sync()

    assert asked.count("eth_getLogs") == 1, "only the new block was read"
    assert dump(again) == read_anew(again, tmp_path / "fresh.sqlite")
    again.close()


@pytest.mark.usefixtures("lived")
def test_a_store_that_was_deleted_is_read_again(bugmark: Bugmark) -> None:
    before = dump(bugmark.book.store)
    bugmark.close()
    for file in bugmark.folder.path.glob("index.sqlite*"):
        file.unlink()

    again = reopened(bugmark)
    again.sync()

    assert dump(again) == before
    again.close()


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE cursor SET version = 0",),
        ("UPDATE cursor SET version = 99",),
        (
            "DROP TABLE cursor",
            "CREATE TABLE cursor (version INTEGER, place TEXT)",
            "INSERT INTO cursor VALUES (0, 'x')",
        ),
        (
            "UPDATE cursor SET version = 0",
            "ALTER TABLE futures RENAME TO markets",
            "CREATE TABLE stakes (of TEXT REFERENCES offers (offer_id))",
            "INSERT INTO stakes SELECT offer_id FROM offers",
        ),
    ],
    ids=["older", "newer", "other columns", "other tables"],
)
@pytest.mark.usefixtures("lived")
def test_a_store_of_another_version_is_read_again(
    bugmark: Bugmark, statements: tuple[str, ...]
) -> None:
    before = dump(bugmark.book.store)
    bugmark.close()
    spoil(bugmark.folder.index, *statements)

    again = reopened(bugmark)
    again.sync()

    assert dump(again) == before
    again.close()


@pytest.mark.usefixtures("lived")
def test_a_store_of_another_chain_is_read_again(bugmark: Bugmark) -> None:
    before = dump(bugmark.book.store)
    bugmark.close()
    spoil(bugmark.folder.index, "UPDATE cursor SET genesis = hash")

    again = reopened(bugmark)
    again.sync()

    assert dump(again) == before
    again.close()


@pytest.mark.usefixtures("lived")
def test_a_store_of_another_deployment_is_read_again(bugmark: Bugmark) -> None:
    bugmark.close()
    bugmark.folder.deployment.unlink()
    deploy_local(bugmark.home, bugmark.connection, Terms())

    with connect("local", home=bugmark.home.path) as again:
        assert again.deployment.market != bugmark.deployment.market
        assert again.book.futures() == []
        assert again.book.offers(open_only=False) == []
        assert again.check_solvent() == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database at all, but long enough to be one" * 99),
        lambda path: path.write_bytes(
            path.read_bytes()[:100] + bytes(len(path.read_bytes()) - 100)
        ),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(b"x"),
    ],
    ids=["text", "zeros", "cut", "a byte"],
)
def test_a_damaged_store_is_read_again(
    bugmark: Bugmark, lived: Future, damage: Callable[[Path], object]
) -> None:
    before = dump(bugmark.book.store)
    bugmark.close()
    for name in ("index.sqlite-wal", "index.sqlite-shm"):
        (bugmark.folder.path / name).unlink(missing_ok=True)
    damage(bugmark.folder.index)

    with connect("local", home=bugmark.home.path) as again:
        assert again.book.future(lived.future_id).future == lived
        assert dump(again.book.store) == before


@pytest.mark.usefixtures("lived")
def test_a_store_that_is_damaged_while_it_is_read_says_what_to_do(bugmark: Bugmark) -> None:
    with bugmark.book.store.writing() as rows:
        rows.exec_driver_sql("ALTER TABLE claims RENAME TO spoilt")

    with pytest.raises(BugmarkError, match="delete it, and it is read again from the chain"):
        bugmark.balance("adam")
