"""What a simulation shows, derived from its runs, with intervals.

Two funders are compared run by run, so that what both had to live with, such as the order of a run,
is taken out of the difference. It counts as seen where its interval does not hold 0.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from bugmark_py.simulation.engine import FunderCounts
from bugmark_py.simulation.intervals import Estimate, estimate
from bugmark_py.simulation.results import FIGURES, Result


class Verdict(StrEnum):
    """What a difference comes to."""

    MORE = "more"
    LESS = "less"
    OPEN = "open"


@dataclass(frozen=True)
class Conclusion:
    """Something that a simulation shows, or does not.

    Attributes:
        figure: what is compared, one of `FIGURES` or `WORKDAY_PRICE` or `GAIN`.
        text: in words.
        difference: its estimate over runs.
        verdict: whether it is seen, and which way it goes.
    """

    figure: str
    text: str
    difference: Estimate
    verdict: Verdict


@dataclass(frozen=True)
class _Comparison:
    """How a difference between two funders reads."""

    more: str
    less: str
    what: str

    def text(self, verdict: Verdict, one: str, other: str) -> str:
        unseen = f"{{one}} and {{other}} do not visibly differ in {self.what}"
        said = {Verdict.MORE: self.more, Verdict.LESS: self.less, Verdict.OPEN: unseen}
        return said[verdict].format(one=one, other=other)


WORKDAY_PRICE: Final = "workday_price"
"""Tokens of net spend for a day of work in closed issues."""

GAIN: Final = "gain"
"""Tokens that a worker gained, in the mean."""

# Tokens and days are shown whole.
_LARGE: Final = 100

_COMPARISONS: Final = {
    "difficulty_4_closed_rate": _Comparison(
        "{one} gets more of its four-day issues closed than {other}",
        "{one} gets fewer of its four-day issues closed than {other}",
        "the four-day issues that get closed",
    ),
    "resolution_days": _Comparison(
        "Closed issues of {one} took longer than those of {other}",
        "Closed issues of {one} took less long than those of {other}",
        "how long closed issues took",
    ),
    "contract_fix_rate": _Comparison(
        "More of the contracts of {one} settle FIXED than of {other}",
        "Fewer of the contracts of {one} settle FIXED than of {other}",
        "the contracts that settle FIXED",
    ),
    "workdays": _Comparison(
        "{one} gets more days of work than {other}",
        "{one} gets fewer days of work than {other}",
        "days of work",
    ),
    "earnings": _Comparison(
        "{one} earns more from UNFIXED contracts than {other}",
        "{one} earns less from UNFIXED contracts than {other}",
        "earnings from UNFIXED contracts",
    ),
    "net_spend": _Comparison(
        "{one} spends more than {other}",
        "{one} spends less than {other}",
        "net spend",
    ),
    WORKDAY_PRICE: _Comparison(
        "A day of work costs {one} more than {other}",
        "A day of work costs {one} less than {other}",
        "what a day of work costs",
    ),
}


def conclude(result: Result) -> tuple[Conclusion, ...]:
    """What a simulation shows: of each two funders, then of workers.

    Args:
        result: the simulation.
    """
    found = [
        _compare(result, figure, pair[0], pair[1])
        for pair in combinations(range(len(result.funders)), 2)
        for figure in _COMPARISONS
    ]
    tokens = result.scenario.tokens
    gain = Estimate(tuple(balance - tokens for balance in result.balance().values))
    verdict = _verdict(gain)
    text = {
        Verdict.MORE: "Workers end with more tokens than they began with",
        Verdict.LESS: "Workers end with fewer tokens than they began with",
        Verdict.OPEN: "Workers do not visibly gain or lose",
    }[verdict]
    return (*found, Conclusion(GAIN, text, gain, verdict))


def kept(result: Result) -> tuple[str, ...]:
    """What was checked in every run, without which there would be no result."""
    days = len(result.runs) * result.scenario.days
    contracts = sum(funder.contracts for run in result.runs for funder in run.end.funders)
    return (
        f"Tokens were conserved after each of {days:,} days",
        f"No worker held two issues in {contracts:,} contracts",
    )


def shown(difference: Estimate) -> tuple[str, str]:
    """A difference and its interval, such as `+0.62` and `+0.59 to +0.66`.

    Args:
        difference: its estimate.

    Returns:
        Both as text, empty where there is none.
    """
    if difference.mean is None:
        return "", ""
    interval = difference.interval
    between = f"{_signed(interval.low)} to {_signed(interval.high)}" if interval else ""
    return _signed(difference.mean), between


def _compare(result: Result, figure: str, one: int, other: int) -> Conclusion:
    values: list[float | None] = []
    for run in result.runs:
        left, right = (_value(figure, run.end.funders[index]) for index in (one, other))
        values.append(None if left is None or right is None else left - right)
    difference = estimate(values)
    verdict = _verdict(difference)
    text = _COMPARISONS[figure].text(verdict, result.funders[one], result.funders[other])
    return Conclusion(figure, text, difference, verdict)


def _value(figure: str, of: FunderCounts) -> float | None:
    if figure != WORKDAY_PRICE:
        return FIGURES[figure](of)
    spend, days = FIGURES["net_spend"](of), of.workdays
    return None if spend is None or not days else spend / days


def _verdict(difference: Estimate) -> Verdict:
    interval = difference.interval
    if interval is None or interval.low <= 0 <= interval.high:
        return Verdict.OPEN
    return Verdict.MORE if interval.low > 0 else Verdict.LESS


def _signed(value: float) -> str:
    return f"{value:+,.0f}" if abs(value) >= _LARGE else f"{value:+.2f}"
