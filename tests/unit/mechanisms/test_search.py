"""The fast searches decide and find what plain ones do, and find what is wrong with rules."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from bugmark_py.mechanisms import exact, many, ticks
from bugmark_py.mechanisms.large import Whole
from bugmark_py.mechanisms.many import Rule
from bugmark_py.mechanisms.outcome import Group
from bugmark_py.mechanisms.search import Findings, search
from tests.unit.mechanisms.naive import (
    COINS,
    Decide,
    naive_search,
    with_floor_shares,
    with_late_rounding,
    with_weak_ties,
)

pytestmark = pytest.mark.unit


@dataclass(frozen=True)
class Both:
    """A rule, for one cost and period, twice."""

    fast: Callable[[int, int], Rule]
    plain: Callable[[int, int], Decide]
    coins: bool = True


def alone(rule: Callable[..., object], *rest: object) -> Decide:
    return lambda values, _: rule(values, *rest)  # type: ignore[return-value]


HALF = Fraction(1, 2)
RIGHT = {
    "gcsod in ticks": Both(
        many.gcsod_in_ticks, lambda c, t: lambda v, groups: ticks.gcsod(v, c, t, groups)
    ),
    "gcsod exactly": Both(
        lambda c, _: many.gcsod_exactly(c), lambda c, _: lambda v, groups: exact.gcsod(v, c, groups)
    ),
    "cs in ticks": Both(
        lambda c, t: many.csd_in_ticks(c, t, t), lambda c, t: alone(ticks.cs, c, t), coins=False
    ),
    "cs exactly": Both(
        lambda c, _: many.csd_exactly(c, Fraction(1)), lambda c, _: alone(exact.cs, c), coins=False
    ),
    "sd in ticks": Both(
        lambda c, t: many.sd_in_ticks(c, t, t // 2),
        lambda c, t: alone(ticks.sd, c, t, t // 2),
        coins=False,
    ),
    "sd exactly": Both(
        lambda c, _: many.sd_exactly(c, HALF), lambda c, _: alone(exact.sd, c, HALF), coins=False
    ),
    "csd in ticks": Both(
        lambda c, t: many.csd_in_ticks(c, t, t // 2),
        lambda c, t: alone(ticks.csd, c, t, t // 2),
        coins=False,
    ),
    "csd exactly": Both(
        lambda c, _: many.csd_exactly(c, HALF), lambda c, _: alone(exact.csd, c, HALF), coins=False
    ),
}
WRONG = {
    "csod in ticks": Both(many.csod_in_ticks, lambda c, t: alone(ticks.csod, c, t), coins=False),
    "csod exactly": Both(
        lambda c, _: many.csod_exactly(c), lambda c, _: alone(exact.csod, c), coins=False
    ),
    "paper's ties": Both(
        lambda c, _: many.gcsod_exactly(c, weak_ties=True),
        lambda c, _: lambda v, groups: exact.gcsod_with_paper_ties(v, c, groups),
    ),
    "weak ties in ticks": Both(
        lambda c, t: many.gcsod_in_ticks(c, t, weak_ties=True), with_weak_ties
    ),
    "floor shares": Both(
        lambda c, t: many.gcsod_in_ticks(c, t, floor_shares=True), with_floor_shares
    ),
    "late rounding": Both(lambda c, t: many.gcsod_exactly(c, rounded_to=t), with_late_rounding),
}
ALL = RIGHT | WRONG


@pytest.mark.parametrize("name", ALL)
def test_profiles_are_decided_as_one_by_one(name: str) -> None:
    rule = ALL[name]
    values = np.array([*product(range(6), repeat=3)])
    for cost, period in ((1, 1), (4, 3), (5, 4), (7, 10)):
        for coins in product(COINS if rule.coins else (Group.ALL,), repeat=3):
            left = np.array([each is Group.LEFT for each in coins]) if rule.coins else None
            found = rule.fast(cost, period)(values, left)
            plain = [rule.plain(cost, period)(row, coins) for row in values.tolist()]

            gains = [[1 - Fraction(at) / each.period for at in each.times] for each in plain]
            paid = [list(map(Fraction, each.payments)) for each in plain]
            assert fractions(found.gain, found.unit) == gains
            assert fractions(found.paid, found.unit) == paid


def fractions(over: Whole, under: Whole) -> list[list[Fraction]]:
    pairs = zip(over.tolist(), under.tolist(), strict=True)
    return [list(map(Fraction, *each)) for each in pairs]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("bidders", [1, 2, 3])
def test_a_search_finds_what_a_plain_one_finds(name: str, bidders: int) -> None:
    rule = ALL[name]
    highest = 3
    for cost, period in ((2, 3), (5, 4)):
        found = search(rule.fast(cost, period), bidders, highest, cost, coins=rule.coins)

        plain = naive_search(rule.plain(cost, period), bidders, highest, cost, coins=rule.coins)
        assert replace(found, worst=None) == plain
        assert bool(found.misreports) == (found.worst is not None)


# --- What is wrong with rules ---------------------------------------------------------------------


def found_by(name: str, bidders: int = 3, highest: int = 8) -> Findings:
    rule = WRONG[name]
    return sum(
        (
            search(rule.fast(cost, period), bidders, highest, cost, coins=rule.coins)
            for cost in range(1, bidders * highest + 1)
            for period in (1, 7, 12)
        ),
        start=Findings(),
    )


@pytest.mark.parametrize("name", WRONG)
def test_the_search_finds_a_misreport_that_pays(name: str) -> None:
    assert found_by(name).misreports > 0


def test_the_worst_misreport_pays_what_it_is_said_to() -> None:
    rule = WRONG["csod exactly"]
    found = search(rule.fast(9, 1), 3, 9, 9, coins=False).worst
    assert found is not None

    false = (found.report, *found.valuations[1:])
    before, after = exact.csod(found.valuations, 9), exact.csod(false, 9)

    true = found.valuations[0]
    gain = true * (before.times[0] - after.times[0]) - (after.payments[0] - before.payments[0])
    assert gain == found.gain > 0


def test_charging_less_than_the_cost_is_found_too() -> None:
    assert found_by("floor shares").imbalances > 0


def test_the_search_finds_what_is_wrong_with_the_papers_ties() -> None:
    # Of five bidders up to 12, among them left (9, 9), right (12, 9, 6): 9 reports 10 and gains 2.
    found = search(many.gcsod_exactly(12, weak_ties=True), 5, 12, 12, coins=True)

    assert found.misreports > 0
    assert found.worst is not None
    assert found.worst.gain >= 2
    assert (found.losses, found.imbalances, found.double) == (0, 0, 0)


# --- What the documentation says ------------------------------------------------------------------

_ROW = re.compile(
    r"^\| ([^|]+) \| ([\d,]+) \| ([\d,]+) \| cost (\d+), .*: (\d+) reports (\d+), gains (\S+) \|$",
    re.MULTILINE,
)
DOCUMENTED = _ROW.findall((Path(__file__).resolve().parents[3] / "docs/mechanisms.md").read_text())
NAMES = {
    "CSOD": "csod exactly",
    "the paper's ties": "paper's ties",
    "right faces left's own deadline, in ticks": "weak ties in ticks",
    "shares rounded down": "floor shares",
    "deadlines rounded up after the decision": "late rounding",
}


@pytest.mark.parametrize("row", DOCUMENTED, ids=lambda row: row[0])
def test_what_is_documented_to_be_wrong_is_what_the_search_finds(row: tuple[str, ...]) -> None:
    name, profiles, misreports, cost, true, report, gain = row
    rule = WRONG[NAMES[name]]
    by_cost = {
        each: search(rule.fast(each, 12), 3, 10, each, coins=rule.coins) for each in range(1, 32)
    }
    found = sum(by_cost.values(), start=Findings())
    worst = by_cost[int(cost)].worst

    assert (f"{found.profiles:,}", f"{found.misreports:,}") == (profiles, misreports)
    assert found.worst is not None
    assert worst is not None
    assert (str(worst.valuations[0]), str(worst.report)) == (true, report)
    assert str(worst.gain) == str(found.worst.gain) == gain


def test_every_rule_that_looks_right_is_documented() -> None:
    assert [row[0] for row in DOCUMENTED] == list(NAMES)
