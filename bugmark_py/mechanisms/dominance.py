"""Theorem 4.1 by linear programming: nothing that is strategy-proof dominates CSOD.

Bidders have valuations of a grid, which holds C/k for each k; the cost is 1. For each profile a
mechanism says when each bidder has the information, what each pays, and with what probability it is
sold (a randomised mechanism is its own expectation). It is strategy-proof, individually rational
and budget balanced; it sells where CSOD sells, and delays are at most CSOD's. All of this is
linear. Without loss it is symmetric, so that profiles are multisets.

If nothing satisfies it, or what does has CSOD's delays, nothing on the grid dominates CSOD; and
what is impossible on a grid is impossible for all valuations.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from typing import Final, TypeAlias

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.certificates import Certificate, Row, minimise
from bugmark_py.mechanisms.exact import csod
from bugmark_py.mechanisms.outcome import Outcome

Profile: TypeAlias = tuple[Fraction, ...]
"""Valuations in ascending order."""

_ONE: Final = Fraction(1)
_MOST_PROFILES: Final = 3_000


class Delay(StrEnum):
    """Which delays are compared."""

    MAX = "max"
    SUM = "sum"

    def of(self, outcome: Outcome[Fraction]) -> Fraction:
        """That of an outcome."""
        return outcome.max_delay if self is Delay.MAX else outcome.sum_delay


class Verdict(StrEnum):
    """What there is beside CSOD."""

    INFEASIBLE = "infeasible"
    EQUAL = "equal"
    DOMINATED = "dominated"


@dataclass(frozen=True)
class Dominance:
    """What was found.

    Attributes:
        verdict: nothing has delays of at most CSOD's; or only what has its delays; or better.
        profiles: how many there are.
        csod: CSOD's delays, summed over profiles.
        least: the least sum, if anything is feasible.
        certificate: proves it, in exact fractions.
    """

    verdict: Verdict
    profiles: int
    csod: Fraction
    least: Fraction | None
    certificate: Certificate


def grid_of(agents: int, more: Sequence[Fraction] = ()) -> tuple[Fraction, ...]:
    """Return a grid: 0, C/k for each k, and further values.

    Raises:
        InputError: there are no bidders, or a value is not in [0, 1].
    """
    if agents < 1:
        raise InputError(f"{agents} agents share nothing: give 1 or more")
    outside = [each for each in more if not 0 <= each <= 1]
    if outside:
        raise InputError(f"value {outside[0]} is not in [0, 1], where valuations lie")
    return tuple(sorted({Fraction(0), *more, *(Fraction(1, k) for k in range(1, agents + 1))}))


def dominance(agents: int, grid: Sequence[Fraction], delay: Delay = Delay.MAX) -> Dominance:
    """Look for a strategy-proof mechanism with delays of at most CSOD's, and prove what is found.

    Args:
        agents: how many bidders there are.
        grid: their valuations; it must hold 1/k for each k.
        delay: which delays are compared.

    Raises:
        InputError: the grid lacks a C/k, or there are too many profiles.
        SolverError: the solver failed, or its answer could not be proven.
    """
    lacking = set(grid_of(agents)) - set(grid)
    if lacking:
        raise InputError(f"the grid lacks {min(lacking)}: it must hold 0 and 1/k for each k")
    count = comb(len(set(grid)) + agents - 1, agents)
    if count > _MOST_PROFILES:
        raise InputError(f"{count} profiles are more than {_MOST_PROFILES}: give a coarser grid")
    profiles = list(combinations_with_replacement(sorted(set(grid)), agents))
    best = {profile: csod(profile, 1) for profile in profiles}
    names = _Names(profiles)
    rows = [row for profile in profiles for row in _rows(profile, names, sorted(set(grid)))]
    rows += [row for profile in profiles for row in _dominating(profile, best, names, delay)]
    objective = {names.delay(profile): _ONE for profile in profiles}
    certificate, _ = minimise(rows, objective)
    total = sum((delay.of(each) for each in best.values()), Fraction(0))
    if certificate.infeasible:
        return Dominance(Verdict.INFEASIBLE, len(profiles), total, None, certificate)
    verdict = Verdict.EQUAL if certificate.value == total else Verdict.DOMINATED
    return Dominance(verdict, len(profiles), total, certificate.value, certificate)


class _Names:
    """Numbers of the variables: for each profile and each valuation in it a time and a payment."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._numbers: dict[tuple[str, Profile, Fraction | None], int] = {}
        for profile in profiles:
            for value in sorted(set(profile)):
                self._add("time", profile, value)
                self._add("payment", profile, value)
            self._add("sold", profile, None)
            self._add("delay", profile, None)

    def _add(self, what: str, profile: Profile, value: Fraction | None) -> None:
        self._numbers[what, profile, value] = len(self._numbers)

    def time(self, profile: Profile, value: Fraction) -> int:
        """When a bidder of this valuation has the information."""
        return self._numbers["time", profile, value]

    def payment(self, profile: Profile, value: Fraction) -> int:
        """What she pays."""
        return self._numbers["payment", profile, value]

    def sold(self, profile: Profile) -> int:
        """The probability of a sale."""
        return self._numbers["sold", profile, None]

    def delay(self, profile: Profile) -> int:
        """The max or the sum delay, at least."""
        return self._numbers["delay", profile, None]


def _rows(profile: Profile, names: _Names, grid: Sequence[Fraction]) -> Iterator[Row]:
    """What is asked of every mechanism at a profile."""
    at, sold = _text(profile), names.sold(profile)
    yield Row(f"sold {at} at most 1", {sold: _ONE}, _ONE)
    yield Row(f"sold {at} at least 0", {sold: -_ONE}, Fraction(0))
    paid = {names.payment(profile, v): Fraction(profile.count(v)) for v in set(profile)}
    yield Row(f"balance {at} at most", {**paid, sold: -_ONE}, Fraction(0))
    less = {variable: -factor for variable, factor in paid.items()}
    yield Row(f"balance {at} at least", {**less, sold: _ONE}, Fraction(0))
    for value in sorted(set(profile)):
        time, payment = names.time(profile, value), names.payment(profile, value)
        who = f"{at} for {value}"
        yield Row(f"time {who} at least 0", {time: -_ONE}, Fraction(0))
        yield Row(f"time {who} at most 1", {time: _ONE}, _ONE)
        yield Row(f"time {who} where not sold", {time: -_ONE, sold: -_ONE}, -_ONE)
        yield Row(f"rational {who}", {time: value, payment: _ONE}, value)
        others = list(profile)
        others.remove(value)
        for report in grid:
            if report != value:
                other = tuple(sorted([*others, report]))
                # v (1 - t') - p' <= v (1 - t) - p
                gain = {
                    names.time(other, report): -value,
                    names.payment(other, report): -_ONE,
                    time: value,
                    payment: _ONE,
                }
                yield Row(f"honest {who} not {report}", gain, Fraction(0))


def _dominating(
    profile: Profile, best: Mapping[Profile, Outcome[Fraction]], names: _Names, delay: Delay
) -> Iterator[Row]:
    """What is asked of one that dominates."""
    at, longest = _text(profile), names.delay(profile)
    if best[profile].sold:
        yield Row(f"sold {at} as by CSOD", {names.sold(profile): -_ONE}, -_ONE)
    yield Row(f"delay {at} at most CSOD's", {longest: _ONE}, delay.of(best[profile]))
    if delay is Delay.SUM:
        every = {names.time(profile, v): Fraction(profile.count(v)) for v in set(profile)}
        yield Row(f"delay {at} of all", {**every, longest: -_ONE}, Fraction(0))
        return
    for value in sorted(set(profile)):
        term = {names.time(profile, value): _ONE, longest: -_ONE}
        yield Row(f"delay {at} of {value}", term, Fraction(0))


def _text(profile: Profile) -> str:
    return f"({', '.join(str(each) for each in profile)})"
