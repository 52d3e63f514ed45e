"""Instants and durations as people write them, as whole unix seconds.

An instant is an int: unix seconds, from 0 to `MAX_TIME`, which is what a uint40 holds. A duration
is an int too: seconds, never negative. Nothing here is ever a float.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from bugmark_py.errors import InputError

MAX_TIME: Final = 2**40 - 1
"""The last instant that the contracts can hold: unix seconds, in the year 36812."""

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

_UNITS: Final = {"w": WEEK, "d": DAY, "h": HOUR, "m": MINUTE, "s": 1}
_DURATION: Final = re.compile(
    r"(?:([0-9]{1,13})w)?(?:([0-9]{1,13})d)?(?:([0-9]{1,13})h)?"
    r"(?:([0-9]{1,13})m)?(?:([0-9]{1,13})s)?",
)
_UNIX: Final = re.compile(r"[0-9]{1,13}")
_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_LAST_ISO: Final = (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - _EPOCH) // _SECOND


def parse_time(text: str, *, now: int) -> int:
    """Read an instant in any of the forms that users may write.

    Args:
        text: ISO 8601 in UTC (`2026-12-07T00:00:00Z`), unix seconds (`1796601600`) or an offset
            from `now` (`+14d`, `+90s`, `+1d12h`).
        now: where an offset counts from, in unix seconds.

    Returns:
        Unix seconds, 0 to `MAX_TIME`.

    Raises:
        InputError: it is none of the three, names no time zone, or does not fit.
    """
    stripped = text.strip()
    if stripped.startswith("+"):
        return check_time(now + parse_duration(stripped[1:]), what=f"{stripped} from now")
    if _UNIX.fullmatch(stripped):
        return check_time(int(stripped), what=stripped)
    if stripped and _DURATION.fullmatch(stripped):
        raise InputError(f"{stripped} is not a time: write +{stripped} for that long from now")
    if not _ISO.fullmatch(stripped):
        raise InputError(
            f"{_shown(text)} is not a time: write 2026-12-07T00:00:00Z, unix seconds, or an"
            " offset such as +14d",
        )
    return parse_iso(stripped)


def parse_iso(text: str) -> int:
    """Read an instant written as ISO 8601 in UTC, to the second.

    Args:
        text: for example `2026-12-07T00:00:00Z`; `+00:00` may stand for the `Z`, and the seconds
            may be left out.

    Returns:
        Unix seconds, 0 to `MAX_TIME`.

    Raises:
        InputError: it is not of that form, names no time zone or another one than UTC, has a
            fraction of a second, or names a day that does not exist.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        raise InputError(f"{_shown(text)} is not a time: write it as 2026-12-07T00:00:00Z")
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    if fraction is not None:
        raise InputError(f"{text} has a fraction of a second: write whole seconds")
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=UTC,
        )
    except ValueError as error:
        raise InputError(f"{text} is no time of the calendar: {error}") from error
    if zone is None:
        raise InputError(f"{text} names no time zone: if it is UTC, write {_iso(moment)}")
    if zone not in {"Z", "+00:00"}:
        raise InputError(f"{text} is not in UTC: write {_in_utc(moment, zone)}")
    return check_time((moment - _EPOCH) // _SECOND, what=text)


def parse_duration(text: str) -> int:
    """Read a duration such as `48h`, `90s` or `1d12h`.

    Args:
        text: whole numbers with the units w, d, h, m, s, the larger unit first, each at most once.

    Returns:
        Seconds, at most `MAX_TIME`.

    Raises:
        InputError: it is not of that form, or is longer than any instant there can be.
    """
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise InputError(
            f"{_shown(text)} is not a duration: write whole numbers with units, the larger first,"
            " such as 14d, 48h, 90m, 30s or 1d12h",
        )
    amounts = zip(match.groups(), _UNITS.values(), strict=True)
    seconds = sum(int(amount) * unit for amount, unit in amounts if amount is not None)
    if seconds > MAX_TIME:
        raise InputError(f"{text} is too long: at most {MAX_TIME} seconds")
    return seconds


def format_time(time: int) -> str:
    """Write an instant so that `parse_time` reads it back.

    Args:
        time: unix seconds, 0 to `MAX_TIME`.

    Returns:
        ISO 8601 in UTC; after the year 9999, which ISO 8601 does not name, unix seconds.

    Raises:
        InputError: it is outside 0 to `MAX_TIME`.
    """
    check_time(time, what=str(time))
    if time > _LAST_ISO:
        return str(time)
    return _iso(_EPOCH + timedelta(seconds=time))


def format_duration(seconds: int) -> str:
    """Write a duration so that `parse_duration` reads it back, in the fewest parts.

    Args:
        seconds: 0 to `MAX_TIME`.

    Returns:
        For example `14d`, `1d12h`, `90s` as `1m30s`, and `0s`. Weeks are written as days.

    Raises:
        InputError: it is negative or above `MAX_TIME`.
    """
    check_time(seconds, what=f"a duration of {seconds} seconds")
    parts: list[str] = []
    rest = seconds
    for unit, size in (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def check_time(time: int, *, what: str) -> int:
    """Return an instant that a uint40 holds, or refuse it.

    Args:
        time: unix seconds.
        what: how the user wrote it, for the message.

    Returns:
        The same instant.

    Raises:
        InputError: it is outside 0 to `MAX_TIME`.
    """
    if not 0 <= time <= MAX_TIME:
        raise InputError(f"{what} is out of range: times are 0 to {MAX_TIME} unix seconds")
    return time


def _iso(moment: datetime) -> str:
    # strftime does not pad years before 1000 on every platform; isoformat does.
    return moment.replace(tzinfo=None).isoformat() + "Z"


def _in_utc(moment: datetime, zone: str) -> str:
    sign = -1 if zone.startswith("-") else 1
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    try:
        return _iso(moment - sign * offset)
    except OverflowError:
        return "the same instant with a Z"


def _shown(text: str) -> str:
    """Quote what the user wrote, so that neither its length nor its bytes harm a terminal."""
    limit = 60
    return repr(text if len(text) <= limit else text[:limit] + "…")
