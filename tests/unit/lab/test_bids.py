import json
from fractions import Fraction
from pathlib import Path

import pytest

from bugmark_py.errors import InputError
from bugmark_py.lab.bids import parse_pools

pytestmark = pytest.mark.unit

PATH = Path("pools.json")


def shown(cost: str, *valuations: str | None) -> str:
    return json.dumps({"cost": cost, "bidders": [{"valuation": each} for each in valuations]})


def test_bids_are_for_the_cost_of_their_own_pool_and_those_not_revealed_are_left_out() -> None:
    found = parse_pools(shown("12", "9", None, "6") + "\n" + shown("0.5", "0.125"), PATH)

    assert found.values == (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
    assert str(found) == "values(pools.json)"


def test_who_bid_more_than_the_cost_counts_as_who_bid_the_cost() -> None:
    assert parse_pools(shown("12", "13", "3"), PATH).values == (Fraction(1, 4), Fraction(1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no values"),
        (shown("12", None), "holds no values"),
        ("{", "is no JSON"),
        ("[1, 2]", "holds no pool"),
        ("{}", "holds no pool"),
        (shown("0", "1"), "holds no pool"),
        (shown("12", "NaN"), "holds no pool"),
        (shown("12", "-3"), "valuations lie in"),
    ],
)
def test_what_is_no_pool_is_refused(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_pools(text, PATH)
