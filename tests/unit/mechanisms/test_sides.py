"""What two identities and two friends gain: against enumeration, and as the documentation says."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from bugmark_py.mechanisms import many, ticks
from bugmark_py.mechanisms.outcome import Group, Outcome
from bugmark_py.mechanisms.sides import Setting, agreement, two_identities
from tests.unit.mechanisms.naive import COINS, Decide

pytestmark = pytest.mark.unit

HIGHEST, COST, STEP, PERIOD = 3, 4, 6, 10
BIDS = range(HIGHEST + 1)
PAIRS = [*product(BIDS, repeat=2)]

RULES: dict[str, tuple[many.Rule, Decide]] = {
    "cs": (
        many.csd_in_ticks(COST * STEP, PERIOD, PERIOD),
        lambda values, _: ticks.cs(values, COST * STEP, PERIOD),
    ),
    "sd": (
        many.sd_in_ticks(COST * STEP, PERIOD, 8),
        lambda values, _: ticks.sd(values, COST * STEP, PERIOD, 8),
    ),
    "gcsod": (
        many.gcsod_in_ticks(COST * STEP, PERIOD),
        lambda values, groups: ticks.gcsod(values, COST * STEP, PERIOD, groups),
    ),
}


def mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, start=Fraction(0)) / len(numbers)


def coins(name: str, count: int) -> list[tuple[Group, ...]]:
    return [*product(COINS if name == "gcsod" else COINS[:1], repeat=count)]


@cache
def outcome_of(name: str, bids: tuple[int, ...], groups: tuple[Group, ...]) -> Outcome[int]:
    return RULES[name][1]([each * STEP for each in bids], groups)


def utility(
    name: str, true: int, own: Sequence[int], rest: Sequence[int], groups: Sequence[Group]
) -> Fraction:
    """In steps, of who has the first bids."""
    if not own:
        return Fraction(0)
    outcome = outcome_of(name, (*own, *rest), tuple(groups))
    waits = min(outcome.times[: len(own)])
    paid = Fraction(sum(outcome.payments[: len(own)]), STEP)
    return true * (1 - Fraction(waits, PERIOD)) - paid


def setting(name: str, others: int) -> Setting:
    return Setting(RULES[name][0], name == "gcsod", others, HIGHEST, STEP)


def rests(others: int) -> Iterator[tuple[int, ...]]:
    return product(BIDS, repeat=others)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("others", [1, 2])
def test_two_identities_gain_what_enumeration_says(name: str, others: int) -> None:
    found = two_identities(setting(name, others))

    honest, sealed, knowing, early = [], [], [], []
    for true in BIDS:
        honest.append(
            mean(
                [
                    utility(name, true, (true,), rest, groups)
                    for rest in rests(others)
                    for groups in coins(name, others + 1)
                ]
            )
        )
        of = {
            (pair, rest, groups): utility(name, true, pair, rest, groups)
            for pair in PAIRS
            for rest in rests(others)
            for groups in coins(name, others + 2)
        }
        sealed.append(max(mean([u for k, u in of.items() if k[0] == pair]) for pair in PAIRS))
        knowing.append(
            mean(
                [
                    max(
                        mean([of[pair, rest, own + theirs] for own in coins(name, 2)])
                        for pair in PAIRS
                    )
                    for rest in rests(others)
                    for theirs in coins(name, others)
                ]
            )
        )
        early.append(max(with_early_coins(name, true, pair, others) for pair in PAIRS))

    assert found.honest == pytest.approx(float(mean(honest)))
    assert found.sealed == pytest.approx(float(mean(sealed)))
    assert found.knowing == pytest.approx(float(mean(knowing)))
    assert found.early == pytest.approx(float(mean(early)))


def with_early_coins(name: str, true: int, pair: tuple[int, ...], others: int) -> Fraction:
    """The mean over coins of the best of revealing both bids, one, or none."""

    def of(kept: tuple[int, ...], groups: tuple[Group, ...]) -> Fraction:
        bids = [pair[place] for place in kept]
        left = [groups[place] for place in kept] + [*groups[2:]]
        return mean([utility(name, true, bids, rest, left) for rest in rests(others)])

    return mean(
        [
            max(of(kept, groups) for kept in ((0, 1), (0,), (1,), ()))
            for groups in coins(name, others + 2)
        ]
    )


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("others", [0, 1])
def test_two_who_agree_gain_what_enumeration_says(name: str, others: int) -> None:
    found = agreement(setting(name, others))

    honest, agreed = [], []
    for true in PAIRS:
        tried = {
            pair: mean(
                [
                    both(name, true, (*pair, *rest), groups)
                    for rest in rests(others)
                    for groups in coins(name, others + 2)
                ]
            )
            for pair in PAIRS
        }
        honest.append(tried[true])
        agreed.append(max(tried.values()))

    assert found.honest == pytest.approx(float(mean(honest)))
    assert found.agreed == pytest.approx(float(mean(agreed)))


def both(
    name: str, true: tuple[int, ...], values: Sequence[int], groups: Sequence[Group]
) -> Fraction:
    outcome = outcome_of(name, tuple(values), tuple(groups))
    return sum(
        (
            true[i] * (1 - Fraction(outcome.times[i], PERIOD)) - Fraction(outcome.payments[i], STEP)
            for i in (0, 1)
        ),
        start=Fraction(0),
    )


def test_bids_of_nothing_in_both_groups_wait_the_shorter_deadline() -> None:
    # Left could pay from 60, right from 75: by 0 in both her owner waits 59, not 75.
    cost, period = 1_200, 100
    groups = (Group.LEFT, Group.RIGHT, Group.LEFT, Group.RIGHT)

    outcome = ticks.gcsod((0, 0, 2_000, 1_600), cost, period, groups)

    assert outcome.times[:2] == (75, 59)


# --- What the documentation says ------------------------------------------------------------------

DOCUMENTATION = (Path(__file__).resolve().parents[3] / "docs/mechanisms.md").read_text()
_ROW = re.compile(r"^\| (\d) \| (CS|GCSOD|SD at 1/2|SD at 4/5) \|(.*)\|$", re.MULTILINE)
_DOCUMENTED: dict[str, Callable[[int, int], many.Rule]] = {
    "CS": lambda cost, period: many.csd_in_ticks(cost, period, period),
    "GCSOD": many.gcsod_in_ticks,
    "SD at 1/2": lambda cost, period: many.sd_in_ticks(cost, period, period // 2),
    "SD at 4/5": lambda cost, period: many.sd_in_ticks(cost, period, period * 4 // 5),
}


def percent(more: float, honest: float) -> str:
    return f"{100 * (more / honest - 1):.0f}%" if honest else "-"


@pytest.mark.parametrize("row", _ROW.findall(DOCUMENTATION), ids=lambda row: " ".join(row[:2]))
def test_the_documented_gains_are_those_of_the_search(row: tuple[str, str, str]) -> None:
    bidders, name, cells = int(row[0]), row[1], [each.strip() for each in row[2].split("|")]
    rule = _DOCUMENTED[name](1_000, 1_000)
    one = two_identities(Setting(rule, name == "GCSOD", bidders - 1, 10, 100))
    two = agreement(Setting(rule, name == "GCSOD", bidders - 2, 10, 100))

    assert cells == [
        f"{one.honest:.2f}",
        *(percent(each, one.honest) for each in (one.sealed, one.knowing, one.early)),
        percent(two.agreed, two.honest),
    ]


def test_the_documentation_has_all_rows() -> None:
    assert len(_ROW.findall(DOCUMENTATION)) == 12
