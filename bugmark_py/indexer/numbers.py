"""Numbers in the derived tables that events add to."""

from typing import Any

from sqlalchemy import Column, bindparam, insert, select, update
from sqlalchemy.engine import Connection as Database


class Number:
    """A number that events add to. SQL cannot: it is wider than SQL's integers."""

    def __init__(self, column: "Column[int]", *key: "Column[Any]") -> None:
        """Prepare its statements: making them takes longer than running them.

        Args:
            column: where it is.
            key: columns that together name its row.
        """
        self._table = column.table
        self._name = column.name
        here = [part == bindparam(f"of_{part.name}") for part in key]
        self._select = select(column).where(*here)
        self._update = update(column.table).where(*here).values({column: bindparam("changed")})

    def add(self, database: Database, change: int, **key: object) -> None:
        """Add to the number of a row, and make the row if there is none."""
        here = {f"of_{name}": value for name, value in key.items()}
        number: int | None = database.execute(self._select, here).scalar()
        if number is None:
            database.execute(insert(self._table), key | {self._name: change})
        else:
            database.execute(self._update, here | {"changed": number + change})
