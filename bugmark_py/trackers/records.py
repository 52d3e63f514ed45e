"""Values out of parsed JSON, each of exactly the type that is wanted."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from bugmark_py.errors import InputError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def check_type(value: object, kind: type[T], what: str) -> T:
    """Return the value if it is of that very type; a bool is no int here.

    Raises:
        InputError: it is of another type.
    """
    if type(value) is not kind:
        raise InputError(f"{what} must be {kind.__name__}, not {type(value).__name__}")
    return value


class Record:
    """One JSON object, of which every name is known.

    Raises:
        InputError: it is no object, or has a name that is not known.
    """

    def __init__(self, values: Mapping[str, Any], known: set[str]) -> None:
        check_type(values, dict, "a record")
        self._values = values
        unknown = sorted(map(str, set(values) - known))
        if unknown:
            raise InputError(f"a record has no {unknown[0]!r}")

    def required(self, name: str, kind: type[T]) -> T:
        """Return a value that must be there.

        Raises:
            InputError: it is missing or of another type.
        """
        if name not in self._values:
            raise InputError(f"a record lacks {name!r}")
        return check_type(self._values[name], kind, name)

    def optional(self, name: str, kind: type[T]) -> T | None:
        """Return a value, or None if it is not there.

        Raises:
            InputError: it is of another type.
        """
        return self.required(name, kind) if name in self._values else None

    def member(self, name: str, kind: type[E]) -> E:
        """Return one of an enumeration's values.

        Raises:
            InputError: it is missing, or none of them.
        """
        value = self.required(name, str)
        try:
            return kind(value)
        except ValueError:
            raise InputError(f"{name} cannot be {value!r}") from None
