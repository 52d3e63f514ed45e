"""Prices, units and token amounts: exact, or refused with what would be right."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.model.amounts import (
    PRICE_FIXED,
    PRICE_INVALID,
    PRICE_ONE,
    PRICE_UNFIXED,
    cost,
    format_price,
    format_tokens,
    parse_price,
    parse_tokens,
    parse_units,
)

pytestmark = pytest.mark.unit

TOKEN = 10**18


def test_settlement_prices_are_those_of_the_contracts() -> None:
    assert (PRICE_FIXED, PRICE_UNFIXED, PRICE_INVALID, PRICE_ONE) == (10_000, 0, 5_000, 10_000)


# --- Prices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("0.80", 8_000),
        ("0.8", 8_000),
        (".8", 8_000),
        ("0.5000", 5_000),
        ("0.80000000", 8_000),
        ("0.0001", 1),
        ("0.9999", 9_999),
        ("0.1234", 1_234),
        ("00.25", 2_500),
        (Decimal("0.4"), 4_000),
        (Decimal("4E-1"), 4_000),
    ],
)
def test_a_price_is_read_as_basis_points(text: str | Decimal, price: int) -> None:
    assert parse_price(text) == price


@pytest.mark.parametrize("text", ["0", "0.0", "1", "1.0", "1.0001", "80", "-0.8", Decimal(2)])
def test_a_price_outside_zero_to_one_is_refused(text: str | Decimal) -> None:
    with pytest.raises(InputError, match=r'is not between 0 and 1: write one such as "0.80"'):
        parse_price(text)


@pytest.mark.parametrize("text", ["0.00001", "0.12345", "0.99999", Decimal("1E-5")])
def test_a_price_finer_than_a_basis_point_is_refused_not_rounded(text: str | Decimal) -> None:
    with pytest.raises(InputError, match="more than 4 decimal places"):
        parse_price(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "-", "-.", " ", " 0.8", "0.8 ", "0.8\n", "0,80", "0.8.0", "80%", "+0.8"),
        *("8e-1", "0_8", "0x1", "nan", "inf", "\u0660.\u0668", "0.⁸", "zero", "--0.8", "0" * 101),
    ],
)
def test_what_is_no_plain_decimal_is_no_price(text: str) -> None:
    with pytest.raises(InputError, match="is not a number: write a decimal between 0 and 1"):
        parse_price(text)


@pytest.mark.parametrize("value", [0.8, 1, None, b"0.8", ["0.8"], True])
def test_a_price_that_is_no_text_is_refused_as_it_may_be_rounded_already(value: Any) -> None:
    with pytest.raises(InputError, match="is not written exactly"):
        parse_price(value)


@pytest.mark.parametrize(
    "text",
    ["NaN", "sNaN", "-Infinity", "1E+1000000", "1E-1000010", "1E+999999", "0." + 150 * "1"],
)
def test_a_decimal_of_no_use_is_refused_as_input(text: str) -> None:
    with pytest.raises(InputError):
        parse_price(Decimal(text))


@given(st.integers(1, 9_999))
def test_a_price_is_read_back_as_it_was_written(price: int) -> None:
    assert parse_price(format_price(price)) == price


@pytest.mark.parametrize(
    ("price", "text"),
    [(8_000, "0.80"), (1, "0.0001"), (1_230, "0.123"), (0, "0.00"), (10_000, "1.00")],
)
def test_a_price_is_written_with_two_places_or_as_many_as_it_needs(price: int, text: str) -> None:
    assert format_price(price) == text


@given(st.one_of(st.text(), st.decimals(), st.floats(), st.integers(), st.binary(), st.none()))
def test_whatever_is_given_is_a_price_or_an_input_error(value: Any) -> None:
    message = ""
    price = None
    try:
        price = parse_price(value)
    except InputError as error:
        message = str(error)

    assert (price is None) == bool(message)
    assert len(message) < 300
    assert price is None or 0 < price < PRICE_ONE


# --- Units ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "units"), [("200", 200), (200, 200), ("1", 1), ("007", 7), (2**128 - 1, 2**128 - 1)]
)
def test_units_are_whole_numbers(text: str | int, units: int) -> None:
    assert parse_units(text) == units


@pytest.mark.parametrize(
    "value",
    [
        *("", "0", "-1", "+1", "1.0", "1.5", "1e3", "1_000", "1,000", " 1", "²", "٣", "ten"),
        *("9" * 101, str(2**128), 0, -1, 2**128),
        *(True, 1.0, 0.5, None, b"1", Decimal(1)),
    ],
)
def test_what_is_no_whole_number_of_units_is_refused(value: Any) -> None:
    with pytest.raises(InputError, match="write a whole number such as 200"):
        parse_units(value)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_too_long_to_be_printed_is_refused_as_any_other(sign: int) -> None:
    number = sign * 10**5_000

    with pytest.raises(InputError, match="units must be"):
        parse_units(number)
    with pytest.raises(InputError, match="is not a number of use"):
        parse_tokens(number, 18)


# --- Tokens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "decimals", "amount"),
    [
        ("160", 18, 160 * TOKEN),
        ("0.5", 18, 5 * 10**17),
        ("0.000000000000000001", 18, 1),
        (160, 18, 160 * TOKEN),
        ("1.5", 6, 1_500_000),
        ("7", 0, 7),
        ("1.000", 0, 1),
        (Decimal("0.25"), 2, 25),
        (str(2**256 - 1), 0, 2**256 - 1),
        # More digits than a float or the default decimal context holds.
        ("123456789012345678.123456789012345678", 18, 123456789012345678123456789012345678),
    ],
)
def test_an_amount_of_tokens_is_read_exactly(
    text: str | int | Decimal, decimals: int, amount: int
) -> None:
    assert parse_tokens(text, decimals) == amount


@pytest.mark.parametrize(
    ("text", "decimals", "message"),
    [
        ("0", 18, "is not above 0"),
        ("0.000", 18, "is not above 0"),
        ("-1", 18, "is not above 0"),
        (0, 18, "is not above 0"),
        (-5, 18, "is not above 0"),
        ("0.0000000000000000001", 18, "more than 18 decimal places"),
        ("1.0000001", 6, "more than 6 decimal places"),
        ("0.5", 0, "more than 0 decimal places"),
        (str(2**256), 0, "too large"),
        ("1" + "0" * 60, 18, "too large"),
        ("1e3", 18, "is not a number"),
        ("1,000", 18, "is not a number"),
        ("1 000", 18, "is not a number"),
        ("", 18, "is not a number"),
        ("ten", 18, "is not a number"),
    ],
)
def test_an_amount_that_does_not_fit_is_refused(
    text: str | int, decimals: int, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        parse_tokens(text, decimals)


@pytest.mark.parametrize("value", [0.5, 160.0, None, True, b"160"])
def test_an_amount_that_may_be_rounded_already_is_refused(value: Any) -> None:
    with pytest.raises(InputError, match="is not written exactly"):
        parse_tokens(value, 18)


@pytest.mark.parametrize("text", ["1" * 5_000, "9" * 101, "0." + "1" * 200, "x" * 10_000])
def test_a_message_about_a_long_text_is_short(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_tokens(text, 18)

    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (160 * TOKEN, 18, "160"),
        (5 * 10**17, 18, "0.5"),
        (1, 18, "0.000000000000000001"),
        (-15 * 10**17, 18, "-1.5"),
        (-1, 18, "-0.000000000000000001"),
        (0, 18, "0"),
        (0, 0, "0"),
        (1_000, 0, "1000"),
        (1_500_000, 6, "1.5"),
    ],
)
def test_an_amount_is_written_exactly_and_without_trailing_zeros(
    amount: int, decimals: int, text: str
) -> None:
    assert format_tokens(amount, decimals) == text


@given(st.integers(1, 2**256 - 1), st.integers(0, 18))
def test_an_amount_is_read_back_as_it_was_written(amount: int, decimals: int) -> None:
    assert parse_tokens(format_tokens(amount, decimals), decimals) == amount


# --- Costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "price", "unit", "base"),
    [
        (200, 8_000, TOKEN, 160 * TOKEN),
        (200, 2_000, TOKEN, 40 * TOKEN),
        (1, 1, TOKEN, 10**14),
        (3, 3_333, TOKEN, 9_999 * 10**14),
        # The smallest unit there can be: a basis point of it is 2 base units.
        (1, 1, 20_000, 2),
        (7, 9_999, 20_000, 139_986),
        # The largest position there can be.
        (2**128 - 1, 10_000, TOKEN, (2**128 - 1) * TOKEN),
    ],
)
def test_a_cost_is_units_times_price(units: int, price: int, unit: int, base: int) -> None:
    assert cost(units, price, unit) == base


@given(st.integers(0, 2**128 - 1), st.integers(0, 10_000), st.integers(1, 10**20))
def test_both_outcomes_of_a_unit_cost_a_unit_together(units: int, price: int, size: int) -> None:
    unit = 20_000 * size

    assert cost(units, price, unit) + cost(units, 10_000 - price, unit) == units * unit
