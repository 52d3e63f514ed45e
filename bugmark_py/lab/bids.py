"""What was bid in past pools, as a distribution of valuations."""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.distributions import Values


def parse_pools(text: str, path: Path) -> Values:
    """Read what `bugmark pool show --json` prints, of one pool or of several.

    Revealed valuations are divided by the cost of their pool. Who bid more than the cost counts as
    who bid the cost, as valuations lie in [0, 1].

    Args:
        text: the documents, one after another.
        path: where they come from.

    Raises:
        InputError: they are no such documents, or nothing was revealed.
    """
    return Values(
        tuple(value for pool in _documents(text, path) for value in _bids(pool, path)), str(path)
    )


def _documents(text: str, path: Path) -> Iterator[Mapping[str, Any]]:
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        try:
            document, end = decoder.raw_decode(rest)
        except ValueError:
            raise InputError(f"{path} is no JSON of `bugmark pool show --json`") from None
        yield document
        rest = rest[end:].lstrip()


def _bids(pool: Mapping[str, Any], path: Path) -> Iterator[Fraction]:
    try:
        cost = Fraction(pool["cost"])
        revealed = [each["valuation"] for each in pool["bidders"]]
        shares = [Fraction(each) / cost for each in revealed if each is not None]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise InputError(
            f"{path} holds no pool with its cost and bidders: write `bugmark pool show POOL --json`"
        ) from None
    yield from (min(each, Fraction(1)) for each in shares)
