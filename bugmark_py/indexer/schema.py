"""Tables of the event store.

`events` and `cursor` are what the chain said; all other tables follow from `events` and are made
anew from them whenever the chain takes something back. Amounts and units are decimal text, as no
integer column holds 256 bits.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

VERSION: Final = 3
"""Of the schema. The store of another version is thrown away and read again from the chain."""

metadata: Final = MetaData()


class Uint(TypeDecorator[int]):
    """A whole number of up to 256 bits."""

    impl = String(78)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """As decimal text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        """As an int."""
        del dialect
        return None if value is None else int(value)


class Text(TypeDecorator[str]):
    """Whatever somebody wrote on the chain, which need not be text that a database takes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """As its bytes."""
        del dialect
        return None if value is None else value.encode(errors="surrogateescape")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """As text in which bytes that are no UTF-8 are escaped."""
        del dialect
        return None if value is None else value.decode(errors="surrogateescape")


def _hash(name: str, *, primary_key: bool = False) -> "Column[str]":
    return Column(name, String(66), primary_key=primary_key, nullable=False)


cursor = Table(
    "cursor",
    metadata,
    Column("version", Integer, primary_key=True),
    _hash("genesis"),
    Column("market", String(42), nullable=False),
    Column("oracle", String(42), nullable=False),
    Column("pools", String(42), nullable=False),
    Column("block", BigInteger, nullable=False),
    _hash("hash"),
)
"""One row: up to where the chain has been read."""

blocks = Table(
    "blocks",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _hash("hash"),
)
"""Hashes by which a block that was taken back is noticed."""

events = Table(
    "events",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _hash("transaction"),
    Column("address", String(42), nullable=False),
    Column("name", String(64), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("time", BigInteger),
)
"""`time` is that of the block, in unix seconds, where something follows from it."""

futures = Table(
    "futures",
    metadata,
    _hash("future_id", primary_key=True),
    Column("question", Text, nullable=False, index=True),
    Column("maturation", BigInteger, nullable=False),
    Column("oracle", String(42), nullable=False),
    _hash("question_id"),
    Column("creator", String(42), nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("open_interest", Uint, nullable=False, default=0),
    Column("settled", Boolean, nullable=False, default=False),
    Column("price", Integer),
    Column("voided", Boolean),
)

positions = Table(
    "positions",
    metadata,
    Column("position_id", Uint, primary_key=True),
    Column("future_id", String(66), ForeignKey("futures.future_id"), nullable=False),
    Column("outcome", Integer, nullable=False),
)
"""Which outcome of which future a ledger id stands for."""

offers = Table(
    "offers",
    metadata,
    _hash("offer_id", primary_key=True),
    Column("future_id", String(66), ForeignKey("futures.future_id"), nullable=False, index=True),
    Column("maker", String(42), nullable=False, index=True),
    Column("outcome", Integer, nullable=False),
    Column("side", Integer, nullable=False),
    Column("price", Integer, nullable=False),
    Column("units", Uint, nullable=False),
    Column("all_or_none", Boolean, nullable=False),
    Column("expiry", BigInteger, nullable=False),
    Column("salt", Uint, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("filled", Uint, nullable=False, default=0),
    Column("closed", Boolean, nullable=False, default=False),
    Column("block", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Index("offers_by_age", "block", "position"),
)

claims = Table(
    "claims",
    metadata,
    Column("holder", String(42), primary_key=True),
    Column("ledger_id", Uint, primary_key=True),
    Column("amount", Uint, nullable=False),
)
"""The vault's ledger: id 0 is collateral in base units, the others are units of positions."""

epochs = Table(
    "epochs",
    metadata,
    Column("maker", String(42), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
)

votes = Table(
    "votes",
    metadata,
    _hash("question_id", primary_key=True),
    Column("reporter", String(42), primary_key=True),
    Column("price", Integer, nullable=False),
    _hash("evidence"),
    Column("block", BigInteger, nullable=False),
)

pools = Table(
    "pools",
    metadata,
    _hash("pool_id", primary_key=True),
    Column("seller", String(42), nullable=False, index=True),
    Column("terms", JSON, nullable=False),
    Column("commit_end", BigInteger, nullable=False),
    Column("reveal_end", BigInteger, nullable=False),
    Column("revealed", BigInteger, nullable=False, default=0),
    Column("seed", String(66)),
    Column("settled_at", BigInteger),
    Column("winner", Integer),
    Column("payers", BigInteger),
    Column("share", Uint),
    Column("left_deadline", BigInteger),
    Column("right_deadline", BigInteger),
    Column("gate", Integer, nullable=False),
    Column("point_x", Uint),
    Column("point_odd", Boolean),
    Column("published_at", BigInteger),
    Column("content_key", String(66)),
    Column("collected", Boolean, nullable=False, default=False),
    Column("block", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
)
"""Cost-sharing pools. `terms` is the contract's struct."""

bids = Table(
    "bids",
    metadata,
    Column("pool_id", String(66), ForeignKey("pools.pool_id"), primary_key=True),
    Column("bidder", String(42), primary_key=True, index=True),
    _hash("commitment"),
    Column("key", String(42), nullable=False),
    Column("deposit", Uint, nullable=False),
    _hash("transaction"),
    Column("reveal_index", BigInteger),
    Column("valuation", Uint),
    Column("public_key_x", Uint),
    Column("public_key_y", Uint),
    Column("requested_at", BigInteger),
    Column("word", String(66)),
    Column("wronged", Boolean, nullable=False, default=False),
    Column("claimed", Uint, nullable=False, default=0),
    Column("block", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
)
"""Bids in pools, with what was delivered to each and paid out of it."""

DERIVED: Final = (votes, epochs, claims, offers, positions, futures, bids, pools)
"""Tables that follow from `events`, in an order in which they can be emptied."""
