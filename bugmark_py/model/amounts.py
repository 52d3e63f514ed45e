"""Prices, units and token amounts: exact integers, refused when they do not fit.

A price is an `int` of basis points of a unit, a number of units a whole `int`, an amount of tokens
an `int` of base units. Text comes in and goes out as decimals; a float never does, as it cannot
hold one.
"""

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact, InvalidOperation

from bugmark_py.errors import InputError

PRICE_ONE = 10_000
"""Basis points of one unit."""

PRICE_FIXED = PRICE_ONE
"""Settlement price when the issue is fixed, in basis points."""

PRICE_UNFIXED = 0
"""Settlement price when it is not, in basis points."""

PRICE_INVALID = PRICE_ONE // 2
"""Settlement price when the question cannot be answered, in basis points."""

_PRICE_DECIMALS = 4
_MAX_UNITS = 2**128 - 1
_MAX_AMOUNT = 2**256 - 1
_MAX_TEXT = 100

# The default context would round the 29th digit away, and refuse exponents that decimals may have.
_EXACT = Context(
    prec=2 * _MAX_TEXT, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[Inexact, InvalidOperation]
)


def parse_price(text: str | Decimal) -> int:
    """Read a price of one unit.

    Args:
        text: a decimal in (0, 1) with at most four places, such as `"0.80"`.

    Returns:
        Basis points of a unit, 1..9999.

    Raises:
        InputError: it is no such decimal.
    """
    price = _scaled(text, _PRICE_DECIMALS, "price", 'a decimal between 0 and 1, such as "0.80"')
    if not 0 < price < PRICE_ONE:
        raise InputError(f'price {text} is not between 0 and 1: write one such as "0.80"')
    return price


def format_price(price: int) -> str:
    """Write a price of `price` basis points as a decimal, such as `0.80` or `0.1234`."""
    whole, part = divmod(price, PRICE_ONE)
    digits = f"{part:04}".rstrip("0").ljust(2, "0")
    return f"{whole}.{digits}"


def parse_units(text: str | int) -> int:
    """Read a number of units.

    Args:
        text: a whole number from 1 to 2^128 - 1.

    Raises:
        InputError: it is no such number.
    """
    right = "a whole number such as 200"
    if isinstance(text, bool) or not isinstance(text, str | int):
        raise InputError(f"units {text!r} is not a number: write {right}")
    if isinstance(text, int):
        units = text
    elif text.isascii() and text.isdigit() and len(text) <= _MAX_TEXT:
        units = int(text)
    else:
        raise InputError(f"units {_shown(text)} is not a whole number above 0: write {right}")
    if units < 1:
        raise InputError(f"units must be above 0: write {right}")
    if units > _MAX_UNITS:
        raise InputError(f"units must be below 2^128: write {right}")
    return units


def parse_tokens(text: str | Decimal | int, decimals: int) -> int:
    """Read an amount of tokens.

    Args:
        text: a decimal above 0 with at most `decimals` places, such as `"160"` or `"0.5"`.
        decimals: decimal places of the token.

    Returns:
        Base units of the token.

    Raises:
        InputError: it is no such decimal.
    """
    right = 'a decimal number of tokens such as "160" or "0.5"'
    value: object = Decimal(text) if isinstance(text, int) and text is not True else text
    amount = _scaled(value, decimals, "amount", right)
    if not 0 < amount <= _MAX_AMOUNT:
        raise InputError(f"amount {text} is not above 0, or too large: write {right}")
    return amount


def format_tokens(amount: int, decimals: int) -> str:
    """Write `amount` base units as a decimal number of tokens, exact and without trailing zeros.

    Args:
        amount: base units, negative for what somebody lost.
        decimals: decimal places of the token.
    """
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 10**decimals)
    digits = f"{part:0{decimals}}".rstrip("0") if decimals else ""
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def cost(units: int, price: int, unit: int) -> int:
    """What `units` cost at a price: exact, as a unit is a multiple of 20,000 base units.

    Args:
        units: whole units.
        price: basis points of a unit.
        unit: base units that one unit of both outcomes pays.

    Returns:
        Base units of collateral.
    """
    return units * price * (unit // PRICE_ONE)


def _scaled(text: object, places: int, what: str, right: str) -> int:
    """Read a decimal as a whole number of 10^-places."""
    if not isinstance(text, str | Decimal):
        raise InputError(f"{what} {text!r} is not written exactly: write {right}")
    try:
        value = Decimal(text) if isinstance(text, Decimal) else Decimal(_plain(text))
    except InvalidOperation:
        raise InputError(f"{what} {_shown(str(text))} is not a number: write {right}") from None
    if not value.is_finite() or len(value.as_tuple().digits) > _MAX_TEXT:
        raise InputError(f"{what} {_shown(str(text))} is not a number of use: write {right}")
    _, digits, exponent = value.normalize(_EXACT).as_tuple()
    if not isinstance(exponent, int) or len(digits) + abs(exponent) > _MAX_TEXT:
        raise InputError(f"{what} {_shown(str(text))} is too long: write {right}")
    if -exponent > places:
        raise InputError(f"{what} {text} has more than {places} decimal places: write {right}")
    return int(value.scaleb(places, _EXACT))


def _plain(text: str) -> str:
    """Refuse what `Decimal` reads and people do not write: underscores, exponents, blanks."""
    digits = text.removeprefix("-").replace(".", "", 1)
    if len(text) > _MAX_TEXT or not (digits.isascii() and digits.isdigit()):
        raise InvalidOperation
    return text


def _shown(text: str) -> str:
    """Quote what was given, shortened, for an error message."""
    return repr(text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "...")
