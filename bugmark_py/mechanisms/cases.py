"""One case for a mechanism, as people and programs write it: numbers are read exactly."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from bugmark_py.errors import InputError
from bugmark_py.mechanisms import exact, ticks
from bugmark_py.mechanisms.outcome import (
    DEADLINE_RANGE,
    Group,
    Mechanism,
    Outcome,
    parse_groups,
)

_NUMBER: Final = re.compile(
    r"(?P<sign>-?)(?:(?P<over>[0-9]+)/(?P<under>[0-9]+)"
    r"|(?=\.?[0-9])(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<shift>[+-]?[0-9]{1,3}))?)"
)
_RIGHT: Final = "write an integer, a decimal such as 0.25, or a fraction such as 1/4"
_LONGEST_SHOWN: Final = 60
# Python converts longer integers from and to text only by way of Decimal.
_PLAIN_DIGITS: Final = 4_000
_REQUIRED: Final = ("mechanism", "cost", "valuations")
_OPTIONAL: Final = ("groups", "deadline", "ticks")


def parse_number(text: str) -> int | Fraction:
    """Read a number exactly.

    Args:
        text: an integer of any size, a decimal, or `p/q`; a decimal may have an exponent of up to
            three digits, as JSON's numbers may.

    Returns:
        An `int` where it is whole.

    Raises:
        InputError: it is no such number.
    """
    if text.isascii() and text.isdigit():
        return _integer(text)
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise InputError(f"{_shown(text)} is not a number: {_RIGHT}")
    if found["over"]:
        under = _integer(found["under"])
        if not under:
            raise InputError(f"{_shown(text)} divides by 0: {_RIGHT}")
        number = Fraction(_integer(found["over"]), under)
    else:
        part = found["part"] or ""
        shift = int(found["shift"] or 0) - len(part)
        number = Fraction(_integer(found["whole"] + part)) * Fraction(10) ** shift
    number = -number if found["sign"] else number
    return number.numerator if number.denominator == 1 else number


def format_number(number: int | Fraction) -> str:
    """Write a number exactly: an integer of any size, or `p/q` in lowest terms."""
    over, under = _digits(number.numerator), number.denominator
    return over if under == 1 else f"{over}/{_digits(under)}"


@dataclass(frozen=True)
class Case:
    """A mechanism and what it is run on.

    Attributes:
        mechanism: which.
        cost: what the seller asks.
        valuations: what having it for the whole period is worth to each.
        groups: the coin of each bidder; only gcsod looks at it.
        deadline: from 0 to 1, or in ticks; only csd and sd look at it.
        ticks: how many the premium period has; None for exact time, in which it is 1.
    """

    mechanism: Mechanism
    cost: int | Fraction
    valuations: tuple[int | Fraction, ...]
    groups: tuple[Group, ...] | None = None
    deadline: int | Fraction | None = None
    ticks: int | Fraction | None = None

    @classmethod
    def from_json(cls, text: str) -> "Case":
        """Read a case.

        Args:
            text: an object with `mechanism`, `cost`, `valuations`, and if they are wanted `groups`
                (`"LRLR"`), `deadline`, `ticks`. Numbers may be strings.

        Raises:
            InputError: it is no such object.
        """
        given = _object(text)
        optional = {name: given.get(name) for name in _OPTIONAL}
        if not isinstance(given["valuations"], list):
            raise InputError("valuations is not a list: write one number a bidder")
        if not isinstance(optional["groups"], str | None):
            raise InputError('groups is not a text: write one letter a bidder, such as "LRLR"')
        return cls(
            mechanism=_mechanism(given["mechanism"]),
            cost=_number("cost", given["cost"]),
            valuations=tuple(_number("a valuation", each) for each in given["valuations"]),
            groups=None if optional["groups"] is None else parse_groups(optional["groups"]),
            deadline=_number_or_none("deadline", optional["deadline"]),
            ticks=_number_or_none("ticks", optional["ticks"]),
        )

    def run(self) -> Outcome[int] | Outcome[Fraction]:
        """Run the mechanism.

        Raises:
            InputError: a number is out of range, or groups or deadline are wanted and missing.
        """
        if self.mechanism.draws_coins and self.groups is None:
            raise InputError(f"{self.mechanism} needs groups: write one letter a bidder, L or R")
        if self.mechanism.takes_deadline and self.deadline is None:
            raise InputError(f"{self.mechanism} needs a deadline: write one {DEADLINE_RANGE}")
        return self._exactly() if self.ticks is None else self._in_ticks(self.ticks)

    def _exactly(self) -> Outcome[Fraction]:
        profile = self.valuations, self.cost
        match self.mechanism:
            case Mechanism.CS:
                return exact.cs(*profile)
            case Mechanism.CSD:
                return exact.csd(*profile, self.deadline or 0)
            case Mechanism.CSOD:
                return exact.csod(*profile)
            case Mechanism.GCSOD:
                return exact.gcsod(*profile, self.groups or ())
            case Mechanism.SD:
                return exact.sd(*profile, self.deadline or 0)

    def _in_ticks(self, count: int | Fraction) -> Outcome[int]:
        valuations = [_whole("a valuation", each) for each in self.valuations]
        profile = valuations, _whole("the cost", self.cost), _whole("the period", count)
        deadline = _whole("the deadline", self.deadline or 0)
        match self.mechanism:
            case Mechanism.CS:
                return ticks.cs(*profile)
            case Mechanism.CSD:
                return ticks.csd(*profile, deadline)
            case Mechanism.CSOD:
                return ticks.csod(*profile)
            case Mechanism.GCSOD:
                return ticks.gcsod(*profile, self.groups or ())
            case Mechanism.SD:
                return ticks.sd(*profile, deadline)


def _object(text: str) -> Mapping[str, Any]:
    try:
        given = json.loads(
            text, parse_int=parse_number, parse_float=parse_number, parse_constant=parse_number
        )
    except json.JSONDecodeError as error:
        raise InputError(
            f"it is no JSON: {error.msg[:1].lower()}{error.msg[1:]} at character {error.colno}"
        ) from None
    except RecursionError:
        raise InputError(f"it is nested too deep: write {_listed(_REQUIRED)}") from None
    if not isinstance(given, dict):
        raise InputError(f"it is no JSON object: write one with {_listed(_REQUIRED)}")
    missing = [name for name in _REQUIRED if given.get(name) is None]
    if missing:
        raise InputError(f"it lacks {_listed(missing)}")
    unknown = sorted(given.keys() - {*_REQUIRED, *_OPTIONAL})
    if unknown:
        raise InputError(
            f"{_shown(unknown[0])} is unknown: what may be there besides {_listed(_REQUIRED)} is"
            f" {_listed(_OPTIONAL)}"
        )
    return given


def _mechanism(value: object) -> Mechanism:
    try:
        return Mechanism(str(value))
    except ValueError:
        names = ", ".join(Mechanism)
        raise InputError(f"{_shown(str(value))} is no mechanism: write one of {names}") from None


def _number_or_none(what: str, value: object) -> int | Fraction | None:
    return None if value is None else _number(what, value)


def _number(what: str, value: object) -> int | Fraction:
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return value
    raise InputError(f"{what} is not a number: {_RIGHT}")


def _whole(what: str, number: int | Fraction) -> int:
    if isinstance(number, Fraction):
        text = _shortened(format_number(number))
        raise InputError(f"{what} {text} is not whole: with ticks all numbers are integers")
    return number


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= _PLAIN_DIGITS else int(Decimal(digits))


def _digits(number: int) -> str:
    short = number.bit_length() <= 3 * _PLAIN_DIGITS
    return str(number) if short else format(Decimal(number), "f")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _shown(text: str) -> str:
    return repr(_shortened(text))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
