"""All that an event store holds, to compare two of them."""

from typing import Any

from sqlalchemy import select

from bugmark_py.indexer import schema
from bugmark_py.indexer.store import EventStore


def dump(store: EventStore) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the hashes of blocks, of which few are kept."""
    tables = (schema.cursor, schema.events, *schema.DERIVED)
    with store.reading() as rows:
        return {
            table.name: sorted(
                (tuple(map(repr, row)) for row in rows.execute(select(table))),
            )
            for table in tables
        }


def read_anew(store: EventStore, path: Any) -> dict[str, list[tuple[Any, ...]]]:
    """What a store that has never seen the chain reads from it now."""
    fresh = EventStore(store.connection, store.deployment, path)
    try:
        fresh.sync()
        return dump(fresh)
    finally:
        fresh.close()
