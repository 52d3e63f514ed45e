"""Exhaustive searches: does any misreport pay, does anybody pay too much, is the cost collected?

All valuations from 0 to a highest, all coins, all misreports. Bidders with the same coin are
exchangeable (equal valuations are all in or all out), so that what the others bid is looked at once
for each multiset and counted as often as it is ordered.

numpy comes with the extra `lab`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement
from math import comb, factorial
from typing import Final

import numpy as np

from bugmark_py.mechanisms.large import Flags, Whole
from bugmark_py.mechanisms.many import Many, Rule

_ROWS: Final = 20_000


@dataclass(frozen=True)
class Misreport:
    """A report that pays.

    Attributes:
        valuations: the true ones, that of who misreports first.
        left: whose coins are left; empty without coins.
        report: what is reported instead.
        gain: utility gained, in the unit of valuations.
    """

    valuations: tuple[int, ...]
    left: tuple[bool, ...]
    report: int
    gain: Fraction


@dataclass(frozen=True)
class Findings:
    """What a search found; counts are of ordered profiles with their coins.

    Attributes:
        profiles: how many were looked at.
        misreports: how many (profile, bidder, report) are better than the truth.
        worst: one that gains most, None if none does.
        losses: profiles in which somebody pays more than it is worth to them.
        imbalances: profiles in which less than the cost, or as much as a unit a payer more, is
            collected, or anything though nothing is sold.
        double: profiles in which two groups pay.
    """

    profiles: int = 0
    misreports: int = 0
    worst: Misreport | None = None
    losses: int = 0
    imbalances: int = 0
    double: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.misreports or self.losses or self.imbalances or self.double)

    def __add__(self, other: "Findings") -> "Findings":
        found = [each for each in (self.worst, other.worst) if each]
        return Findings(
            self.profiles + other.profiles,
            self.misreports + other.misreports,
            max(found, key=lambda each: each.gain, default=None),
            self.losses + other.losses,
            self.imbalances + other.imbalances,
            self.double + other.double,
        )


def search(rule: Rule, bidders: int, highest: int, cost: int, *, coins: bool) -> Findings:
    """Look at all profiles of a number of bidders.

    Args:
        rule: what decides them.
        bidders: how many, at least 1.
        highest: valuations are from 0 to this.
        cost: what the rule collects.
        coins: whether it parts bidders into groups.
    """
    return sum(
        (_search(rule, block, highest, cost) for block in _blocks(bidders, highest, coins=coins)),
        start=Findings(),
    )


@dataclass(frozen=True, eq=False)
class _Block:
    """Bids of the others, first of those who have the first bidder's coin.

    Attributes:
        bids: one row a multiset.
        left: whose coins are left, that of the first bidder first.
        weights: how many ordered profiles each row stands for, whoever is the first bidder.
    """

    bids: Whole
    left: Flags | None
    weights: Whole


def _blocks(bidders: int, highest: int, *, coins: bool) -> Iterator[_Block]:
    others = bidders - 1
    if not coins:
        bids, weights = multisets(others, highest)
        yield _Block(bids, None, weights * bidders)
        return
    for with_first in range(others + 1):
        alike, alike_weights = multisets(with_first, highest)
        rest, rest_weights = multisets(others - with_first, highest)
        bids = np.hstack([np.repeat(alike, len(rest), axis=0), np.tile(rest, (len(alike), 1))])
        weights = np.outer(alike_weights, rest_weights).ravel() * bidders * comb(others, with_first)
        same = np.arange(bidders) <= with_first
        for left in (same, ~same):
            for start in range(0, len(bids), _ROWS):
                rows = slice(start, start + _ROWS)
                yield _Block(bids[rows], left, weights[rows])


@lru_cache(maxsize=64)
def multisets(size: int, highest: int) -> tuple[Whole, Whole]:
    """Return all multisets of valuations, and in how many orders each can come."""
    rows = list(combinations_with_replacement(range(highest + 1), size))
    sets = np.array(rows, np.int64).reshape(len(rows), size)
    repeats, run = np.ones(len(rows), np.int64), np.ones(len(rows), np.int64)
    for place in range(1, size):
        run = np.where(sets[:, place] == sets[:, place - 1], run + 1, 1)
        repeats *= run
    return sets, factorial(size) // repeats


def _search(rule: Rule, block: _Block, highest: int, cost: int) -> Findings:
    reports = highest + 1
    rows, others = block.bids.shape
    values = np.empty((rows, reports, others + 1), np.int64)
    values[:, :, 0] = np.arange(reports)
    values[:, :, 1:] = block.bids[:, None, :]
    values = values.reshape(-1, others + 1)
    many = rule(values, block.left)
    # Each profile is there once for each of its bidders.
    weights = np.repeat(block.weights, reports)
    wrong = _losses(values, many), _imbalances(many, cost), many.paying > 1
    counts = [int(weights[each].sum()) // (others + 1) for each in wrong]
    found, worst = _misreports(many, block, reports)
    return Findings(int(weights.sum()) // (others + 1), found, worst, *counts)


def _losses(values: Whole, many: Many) -> Flags:
    losses: Flags = (values * many.gain < many.paid).any(axis=1)
    return losses


def _imbalances(many: Many, cost: int) -> Flags:
    """Not at least the cost, and less than a unit a payer more; or anything without a sale."""
    payers = (many.paid > 0).sum(axis=1)
    unit = np.where(many.paid > 0, many.unit, 0).max(axis=1)
    collected = many.paid.sum(axis=1)
    right = (collected >= cost * unit) & (collected < (cost + payers) * unit)
    imbalances: Flags = np.where(many.paying > 0, ~right, collected > 0)
    return imbalances


def _misreports(many: Many, block: _Block, reports: int) -> tuple[int, Misreport | None]:
    """Compare all that the first bidder could report with the truth, for each true valuation."""
    shape = (len(block.bids), reports)
    gain, paid, unit = (each[:, 0].reshape(shape) for each in (many.gain, many.paid, many.unit))
    count, worst = 0, None
    for true in range(reports):
        utility = true * gain - paid
        honest, honest_unit = utility[:, [true]], unit[:, [true]]
        more = utility * honest_unit - honest * unit
        pays = more > 0
        if not pays.any():
            continue
        count += int((pays.sum(axis=1) * block.weights).sum())
        row, report = np.unravel_index(np.argmax(more / (unit * honest_unit)), shape)
        best = Misreport(
            valuations=(true, *block.bids[row].tolist()),
            left=() if block.left is None else tuple(block.left.tolist()),
            report=int(report),
            gain=Fraction(
                int(more[row, report]), int(unit[row, report]) * int(honest_unit[row, 0])
            ),
        )
        worst = max((each for each in (worst, best) if each), key=lambda each: each.gain)
    return count, worst
