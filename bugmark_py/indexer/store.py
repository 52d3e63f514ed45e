"""Follows the chain: reads what the contracts said, and takes back what the chain takes back.

The events of a stretch of blocks and the cursor move in one transaction, so that a kill leaves
either both or neither. A cursor whose block is no longer on the chain is moved back to the newest
block that still is, and the derived tables are made anew from the events up to there.

The store holds nothing that the chain does not have: a file that is damaged, or of another version,
chain or deployment, is thrown away and read again.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import MetaData, create_engine, delete, event, insert, inspect, select, update
from sqlalchemy.engine import URL, Engine
from sqlalchemy.engine import Connection as Database
from sqlalchemy.exc import DatabaseError

from bugmark_py.chain.binding import Binding, Event
from bugmark_py.chain.connection import Block, Connection
from bugmark_py.chain.deployments import Deployment
from bugmark_py.errors import BugmarkError, ChainError
from bugmark_py.indexer import schema
from bugmark_py.indexer.apply import apply
from bugmark_py.indexer.apply_pools import TIMED

_RANGE: Final = 2000
"""Blocks asked for at once, far from the tip."""

_TIP: Final = 64
"""Newest blocks, asked for one by one by their hash: a range could mix two branches."""

_BUSY_SECONDS: Final = 30.0

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class EventStore:
    """What the contracts of one deployment said, in a database."""

    def __init__(self, connection: Connection, deployment: Deployment, database: Path) -> None:
        """Open the store, and make it if it is not there.

        Args:
            connection: the chain.
            deployment: whose contracts.
            database: an SQLite file. It holds nothing that the chain does not have.
        """
        self.connection = connection
        self.deployment = deployment
        self.market = Binding(connection, "IssueMarket", deployment.market)
        self.oracle = Binding(connection, "TrackerOracle", deployment.oracle)
        self.pools = Binding(connection, "CostSharingPools", deployment.pools)
        database.parent.mkdir(parents=True, exist_ok=True)
        self._path = database
        self._engine = _engine(database)
        with self._told():
            try:
                self._prepare()
            except DatabaseError as error:
                if _code(error) not in _DAMAGED:
                    raise
                self._throw_away()
                self._prepare()

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """A transaction that sees one state throughout.

        Raises:
            BugmarkError: the file cannot be used.
        """
        with self._told(), self._transaction(writes=False) as rows:
            yield rows

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A transaction that nobody else writes beside.

        Raises:
            BugmarkError: the file cannot be used.
        """
        with self._told(), self._transaction(writes=True) as rows:
            yield rows

    def sync(self) -> Block:
        """Read what is new on the chain.

        Returns:
            The newest block, which the store has caught up with.

        Raises:
            NodeUnreachableError: the node does not answer; what was read stays.
            ChainError: the chain changed while it was read; what was read stays.
        """
        head = self.connection.latest_block()
        with self.reading() as rows:
            if self.cursor(rows) == (head.number, head.hash):
                return head
        while (reached := self._advance()) is None:
            pass
        return reached

    def cursor(self, rows: Database) -> tuple[int, str]:
        """Height and 0x-hex hash of the newest block that has been read."""
        row = rows.execute(select(schema.cursor.c.block, schema.cursor.c.hash)).one()
        return row.block, row.hash

    # --- Inside ------------------------------------------------------------------------------

    @property
    def _bindings(self) -> Sequence[Binding]:
        return self.market, self.oracle, self.pools

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Database]:
        with self._engine.connect() as opened:
            rows = opened.execution_options(bugmark_writes=writes)
            with rows.begin():
                yield rows

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the database raises into what a user can do about it.

        Raises:
            BugmarkError: the file cannot be used.
        """
        try:
            yield
        except DatabaseError as error:
            if _code(error) in _LOCKED:
                raise BugmarkError(
                    f"the event store {self._path} is in use by another process: try again"
                ) from None
            raise BugmarkError(
                f"the event store {self._path} cannot be used ({error.orig}): delete it, and it is"
                " read again from the chain"
            ) from None

    def _throw_away(self) -> None:
        self._engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def _prepare(self) -> None:
        """Make the tables, anew if they are not of this version, chain and deployment."""
        identity = {
            "version": schema.VERSION,
            "genesis": self.connection.genesis,
            "market": self.deployment.market,
            "oracle": self.deployment.oracle,
            "pools": self.deployment.pools,
        }
        with self._transaction(writes=True) as rows:
            if _identity(rows) == identity:
                return
            found = MetaData()
            found.reflect(rows)
            found.drop_all(rows)
            schema.metadata.create_all(rows)
            start = self.connection.block(self.deployment.block)
            at = {"block": start.number, "hash": start.hash}
            rows.execute(insert(schema.cursor).values(identity | at))
            rows.execute(insert(schema.blocks).values(number=start.number, hash=start.hash))

    def _advance(self) -> Block | None:
        """Read one stretch of blocks, in one transaction.

        Returns:
            The newest block if it has been reached.
        """
        with self.writing() as rows:
            # Not before: whoever wrote until now may have read newer blocks than were there then.
            head = self.connection.latest_block()
            cursor = self.cursor(rows)
            if cursor == (head.number, head.hash):
                return head
            start = self._common(rows, cursor, head)
            if start < cursor[0]:
                self._take_back(rows, start)
            last = min(start + _RANGE, head.number - _TIP)
            if start < last:
                self._store(rows, self._logs({"fromBlock": hex(start + 1), "toBlock": hex(last)}))
                self._move(rows, self.connection.block(last))
                return None
            for block in self._tip(rows, start, head):
                self._store(rows, self._logs({"blockHash": block.hash}))
                self._move(rows, block)
            return head

    def _common(self, rows: Database, cursor: tuple[int, str], head: Block) -> int:
        """Height of the newest block that was read and is on the chain."""
        known = select(schema.blocks).order_by(schema.blocks.c.number.desc())
        for row in rows.execute(known):
            if row.number <= head.number and self.connection.block(row.number).hash == row.hash:
                return int(row.number)
        raise ChainError(
            f"the chain at {self.connection.url} no longer has block {cursor[0]} nor any that was"
            " read before it: deploy anew"
        )

    def _tip(self, rows: Database, after: int, head: Block) -> Sequence[Block]:
        """The blocks after a height up to the head, each the parent of the next.

        Raises:
            ChainError: the first is not the child of what was read last.
        """
        branch = [head] if head.number > after else []
        while branch and branch[-1].number > after + 1:
            branch.append(self.connection.block(branch[-1].parent))
        if branch and branch[-1].parent != self.cursor(rows)[1]:
            raise ChainError(
                f"the chain at {self.connection.url} changed while it was read: try again"
            )
        return branch[::-1]

    def _logs(self, where: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        addresses = [binding.address for binding in self._bindings]
        logs: list[dict[str, Any]] = self.connection.rpc(
            "eth_getLogs", {"address": addresses} | dict(where)
        )
        return logs

    def _store(self, rows: Database, logs: Sequence[Mapping[str, Any]]) -> None:
        found = sorted(
            (one for binding in self._bindings for one in binding.events(logs)),
            key=lambda one: (one.block, one.index),
        )
        timed = [(one, self._time_of(one)) for one in found]
        if timed:
            rows.execute(insert(schema.events), [_row(one, time) for one, time in timed])
        for one, time in timed:
            apply(rows, one, time)

    def _time_of(self, one: Event) -> int | None:
        """When something was said, in unix seconds, if anything follows from that."""
        return self.connection.block(one.block_hash).timestamp if one.name in TIMED else None

    def _move(self, rows: Database, block: Block) -> None:
        rows.execute(update(schema.cursor).values(block=block.number, hash=block.hash))
        rows.execute(insert(schema.blocks).values(number=block.number, hash=block.hash))
        # What is taken back from deeper than this is read again from the first block.
        number = schema.blocks.c.number
        old = (number < block.number - 2 * _TIP) & (number > self.deployment.block)
        rows.execute(delete(schema.blocks).where(old))

    def _take_back(self, rows: Database, to: int) -> None:
        """Forget what was read above a height, and derive everything else anew."""
        rows.execute(delete(schema.events).where(schema.events.c.block > to))
        rows.execute(delete(schema.blocks).where(schema.blocks.c.number > to))
        row = rows.execute(select(schema.blocks).where(schema.blocks.c.number == to)).one()
        rows.execute(update(schema.cursor).values(block=to, hash=row.hash))
        for table in schema.DERIVED:
            rows.execute(delete(table))
        for kept in rows.execute(
            select(schema.events).order_by(schema.events.c.block, schema.events.c.position)
        ).all():
            apply(
                rows,
                Event(
                    name=kept.name,
                    arguments=kept.arguments,
                    address=kept.address,
                    transaction=kept.transaction,
                    block=kept.block,
                    block_hash="",
                    index=kept.position,
                ),
                kept.time,
            )


def _identity(rows: Database) -> Mapping[str, Any] | None:
    """What a store is of; None if it is empty or of a version that did not say so."""
    names = ("version", "genesis", "market", "oracle", "pools")
    inspector = inspect(rows)
    if not inspector.has_table(schema.cursor.name):
        return None
    if not {column["name"] for column in inspector.get_columns(schema.cursor.name)} >= {*names}:
        return None
    row = rows.execute(select(*(schema.cursor.c[name] for name in names))).first()
    return None if row is None else row._asdict()


def _code(error: DatabaseError) -> int | None:
    """SQLite's primary result code."""
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _row(one: Event, time: int | None) -> dict[str, Any]:
    return {
        "block": one.block,
        "position": one.index,
        "transaction": one.transaction,
        "address": one.address,
        "name": one.name,
        "arguments": dict(one.arguments),
        "time": time,
    }


def _engine(path: Path) -> Engine:
    """SQLite in WAL mode, where a writer says so at once and waits for another."""
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"timeout": _BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _configure(raw: Any, _: object) -> None:  # noqa: ANN401
        # The driver would begin transactions of its own, and too late.
        raw.isolation_level = None
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = NORMAL")
        raw.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(rows: Database) -> None:
        writes = rows.get_execution_options().get("bugmark_writes", False)
        rows.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
