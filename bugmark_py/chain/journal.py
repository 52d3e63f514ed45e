"""Transactions on their way: what was sent and has no receipt with the wanted confirmations yet.

It is a memory aid and no truth: the chain decides. One writer at a time, under the account's lock.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from bugmark_py.errors import BugmarkError

_BUSY_SECONDS = 30.0
_TABLE = """
CREATE TABLE IF NOT EXISTS pending (
    sender TEXT NOT NULL,
    nonce INTEGER NOT NULL,
    hash TEXT NOT NULL,
    sent REAL,
    PRIMARY KEY (sender, nonce, hash)
) STRICT
"""


@dataclass(frozen=True)
class Pending:
    """A transaction that was signed and not yet confirmed.

    Attributes:
        nonce: its place among the sender's.
        hash: 0x-hex hash. Several of one nonce replace each other: at most one of them succeeds.
        sent: unix seconds, by the wall, at which the node took it; None if that was not seen.
    """

    nonce: int
    hash: str
    sent: float | None


class Journal:
    """The transactions on their way of all accounts on one chain."""

    def __init__(self, path: Path) -> None:
        """Keep them in a file.

        Args:
            path: an SQLite database, made when it is first needed.
        """
        self._path = path
        self._mutex = Lock()
        self._rows: sqlite3.Connection | None = None

    def pending(self, sender: str) -> Sequence[Pending]:
        """Those of a sender, by nonce.

        Raises:
            BugmarkError: the file is damaged.
        """
        with self._open() as rows:
            found = rows.execute(
                "SELECT nonce, hash, sent FROM pending WHERE sender = ? ORDER BY nonce, rowid",
                (sender,),
            )
            return [Pending(*row) for row in found]

    def add(self, sender: str, nonce: int, transaction: str) -> None:
        """Remember one, before it is sent."""
        with self._open() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO pending VALUES (?, ?, ?, NULL)",
                (sender, nonce, transaction),
            )

    def mark_sent(self, transaction: str, when: float) -> None:
        """Remember that the node took it."""
        with self._open() as rows:
            rows.execute("UPDATE pending SET sent = ? WHERE hash = ?", (when, transaction))

    def forget(self, sender: str, nonces: Sequence[int]) -> None:
        """Forget all of some nonces."""
        with self._open() as rows:
            rows.executemany(
                "DELETE FROM pending WHERE sender = ? AND nonce = ?",
                [(sender, nonce) for nonce in nonces],
            )

    def forget_up_to(self, sender: str, nonce: int) -> None:
        """Forget all up to a nonce that is on the chain: those before it must be, too."""
        with self._open() as rows:
            rows.execute("DELETE FROM pending WHERE sender = ? AND nonce <= ?", (sender, nonce))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The database, where each statement is a transaction of its own."""
        try:
            with self._mutex:
                if self._rows is None:
                    self._rows = self._connect()
                yield self._rows
        except sqlite3.Error as error:
            raise BugmarkError(
                f"the journal {self._path} cannot be used ({error}): see that no other program"
                " holds it; if it is damaged, delete it"
            ) from None

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        rows = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", _TABLE):
            rows.execute(statement)
        return rows
