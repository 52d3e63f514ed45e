"""Every profile, every coin, every misreport: nothing gains, loses, or is collected in vain."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from bugmark_py.mechanisms import many
from bugmark_py.mechanisms.many import Rule
from bugmark_py.mechanisms.search import Findings, search

HIGHEST = 10
PERIODS = (1, 2, 3, 5, 7, 12)
SPLIT = 12
DEADLINES = [Fraction(tick, SPLIT) for tick in range(SPLIT + 1)]

pytestmark = [pytest.mark.unit, pytest.mark.timeout(1_800)]

BIDDERS = [
    1,
    2,
    3,
    pytest.param(4, marks=pytest.mark.exhaustive),
    pytest.param(5, marks=pytest.mark.long),
]
# Of a cost, with all periods or deadlines that are looked at.
RULES: dict[str, Callable[[int], list[Rule]]] = {
    "gcsod exactly": lambda cost: [many.gcsod_exactly(cost)],
    "gcsod in ticks": lambda cost: [many.gcsod_in_ticks(cost, period) for period in PERIODS],
    "cs exactly": lambda cost: [many.csd_exactly(cost, Fraction(1))],
    "cs in ticks": lambda cost: [many.csd_in_ticks(cost, period, period) for period in PERIODS],
    "sd exactly": lambda cost: [many.sd_exactly(cost, at) for at in DEADLINES],
    "sd in ticks": lambda cost: [many.sd_in_ticks(cost, SPLIT, at) for at in range(SPLIT + 1)],
    "csd exactly": lambda cost: [many.csd_exactly(cost, at) for at in DEADLINES],
    "csd in ticks": lambda cost: [many.csd_in_ticks(cost, SPLIT, at) for at in range(SPLIT + 1)],
}


@pytest.mark.parametrize("bidders", BIDDERS)
@pytest.mark.parametrize("name", RULES)
def test_nothing_is_wrong_with_any_profile(name: str, bidders: int) -> None:
    coins = name.startswith("gcsod")
    # One more than all can pay, so that the last cost is never collected.
    costs = range(1, bidders * HIGHEST + 2)
    found = sum(
        (
            search(rule, bidders, HIGHEST, cost, coins=coins)
            for cost in costs
            for rule in RULES[name](cost)
        ),
        start=Findings(),
    )

    profiles = (HIGHEST + 1) ** bidders * (2**bidders if coins else 1)
    assert found.profiles == profiles * len(costs) * len(RULES[name](1))
    assert found.clean, found
