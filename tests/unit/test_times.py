"""Instants and durations: what is read, what is refused, and that both come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.model.times import (
    DAY,
    HOUR,
    MAX_TIME,
    MINUTE,
    WEEK,
    format_duration,
    format_time,
    parse_duration,
    parse_iso,
    parse_time,
)

pytestmark = pytest.mark.unit

NOW = 1_796_601_600  # 2026-12-07T00:00:00Z, by `date -u -d 2026-12-07 +%s`


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-12-07T00:00:00Z", NOW),
        ("2026-12-07T00:00:00+00:00", NOW),
        ("2026-12-07T00:00Z", NOW),
        ("  2026-12-07T00:00:00Z ", NOW),
        ("2024-02-29T23:59:59Z", 1_709_251_199),
        ("1970-01-01T00:00:00Z", 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("1796601600", NOW),
        ("0", 0),
        ("1099511627775", MAX_TIME),
        ("+14d", NOW + 1_209_600),
        ("+90s", NOW + 90),
        ("+2h", NOW + 7_200),
        ("+1w", NOW + 604_800),
        ("+1d12h", NOW + 129_600),
        ("+0s", NOW),
    ],
)
def test_a_time_is_read_in_every_form_that_users_write(text: str, seconds: int) -> None:
    assert parse_time(text, now=NOW) == seconds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a time: write 2026-12-07T00:00:00Z, unix seconds, or an offset such as"),
        ("tomorrow", "'tomorrow' is not a time"),
        ("2026-12-07", "names no time zone: if it is UTC, write 2026-12-07T00:00:00Z"),
        ("2026-12-07T10:30:00", "names no time zone: if it is UTC, write 2026-12-07T10:30:00Z"),
        ("2026-12-07T10:30", "write 2026-12-07T10:30:00Z"),
        ("2026-12-07T02:00:00+02:00", "is not in UTC: write 2026-12-07T00:00:00Z"),
        ("2026-12-06T22:30:00-0130", "is not in UTC: write 2026-12-07T00:00:00Z"),
        ("0001-01-01T00:00:00+02:00", "is not in UTC: write the same instant with a Z"),
        ("2026-12-07T00:00:00.5Z", "fraction of a second"),
        ("2026-02-30T00:00:00Z", "no time of the calendar"),
        ("2025-02-29T00:00:00Z", "no time of the calendar"),
        ("2026-13-01T00:00:00Z", "no time of the calendar"),
        ("2026-12-07T24:00:00Z", "no time of the calendar"),
        ("2026-12-31T23:59:60Z", "no time of the calendar"),
        ("2026-12-07 00:00:00Z", "is not a time"),
        ("2026-12-07t00:00:00z", "is not a time"),
        ("\uff12\uff10\uff12\uff16-12-07T00:00:00Z", "is not a time"),
        ("1969-12-31T23:59:59Z", "out of range"),
        ("1099511627776", "out of range"),
        ("-1", "is not a time"),
        ("-1h", "is not a time"),
        ("1.5", "is not a time"),
        ("1e9", "is not a time"),
        ("+", "is not a duration"),
        ("+14", "is not a duration"),
        ("+1.5h", "is not a duration"),
        ("+-1h", "is not a duration"),
        ("+12h1d", "is not a duration"),
        ("+1h1h", "is not a duration"),
        ("+1 h", "is not a duration"),
        ("+1y", "is not a duration"),
        ("+1H", "is not a duration"),
        ("+\uff19d", "is not a duration"),
        ("+9999999999999s", "too long"),
        ("+1099511627775s", "out of range"),
        ("99999999999999999999", "is not a time"),
    ],
)
def test_what_is_no_time_is_refused_and_the_right_form_named(text: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_time(text, now=NOW)

    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_refusal_does_not_repeat_a_hostile_text_at_length() -> None:
    with pytest.raises(InputError) as raised:
        parse_time("\x1b[2J" + "x" * 5_000, now=NOW)

    assert len(str(raised.value)) < 200
    assert "\x1b" not in str(raised.value)


@pytest.mark.parametrize("text", ["+14d", "1796601600", "14d"])
def test_where_only_iso_is_meant_other_forms_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="write it as 2026-12-07T00:00:00Z"):
        parse_iso(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("48h", 172_800),
        ("1d", DAY),
        ("2w3d4h5m6s", 2 * WEEK + 3 * DAY + 4 * HOUR + 5 * MINUTE + 6),
        ("0s", 0),
        ("007s", 7),
        ("90m", 5_400),
    ],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "h", "+5h", "-5h", "5h ", "1.0h", "1h\n", "5 h", "1h1d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a duration: write whole numbers with units"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (1, "1s"),
        (90, "1m30s"),
        (3_600, "1h"),
        (172_800, "2d"),
        (1_209_600, "14d"),
        (129_600, "1d12h"),
    ],
)
def test_a_duration_is_written_in_the_fewest_parts(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text


def test_an_instant_is_written_as_iso_8601_in_utc() -> None:
    assert format_time(NOW) == "2026-12-07T00:00:00Z"
    assert format_time(0) == "1970-01-01T00:00:00Z"
    assert format_time(253_402_300_799) == "9999-12-31T23:59:59Z"


def test_an_instant_past_the_calendar_is_written_in_unix_seconds() -> None:
    assert format_time(253_402_300_800) == "253402300800"


@pytest.mark.parametrize("time", [-1, MAX_TIME + 1])
def test_what_a_uint40_does_not_hold_is_not_written(time: int) -> None:
    with pytest.raises(InputError, match="out of range"):
        format_time(time)
    with pytest.raises(InputError, match="out of range"):
        format_duration(time)


@given(st.integers(0, MAX_TIME))
def test_every_instant_comes_back_from_its_text(time: int) -> None:
    assert parse_time(format_time(time), now=0) == time


@given(st.integers(0, MAX_TIME))
def test_every_duration_comes_back_from_its_text(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@given(st.integers(0, MAX_TIME), st.integers(0, MAX_TIME))
def test_an_offset_counts_from_now_and_never_leaves_the_range(now: int, seconds: int) -> None:
    text = "+" + format_duration(seconds)

    if now + seconds > MAX_TIME:
        with pytest.raises(InputError, match="out of range"):
            parse_time(text, now=now)
    else:
        assert parse_time(text, now=now) == now + seconds


@given(st.text())
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    try:
        time = parse_time(text, now=NOW)
    except InputError:
        return
    assert 0 <= time <= MAX_TIME
