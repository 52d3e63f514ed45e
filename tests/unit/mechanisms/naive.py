"""The searches again, as plainly as they can be said: every ordered profile, one at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import ceil
from typing import Any, TypeAlias

from bugmark_py.mechanisms import exact, ticks
from bugmark_py.mechanisms.outcome import Group, Outcome
from bugmark_py.mechanisms.search import Findings

Decide: TypeAlias = Callable[[Sequence[int], Sequence[Group]], Outcome[Any]]
COINS = (Group.LEFT, Group.RIGHT)


def utility(outcome: Outcome[Any], bidder: int, valuation: int) -> Fraction:
    """What a bidder has of it, in the unit of valuations."""
    waits = Fraction(outcome.times[bidder]) / Fraction(outcome.period)
    return valuation * (1 - waits) - Fraction(outcome.payments[bidder])


def naive_search(decide: Decide, bidders: int, highest: int, cost: int, *, coins: bool) -> Findings:
    """What `search` finds, but for the worst misreport."""
    profiles = misreports = losses = imbalances = double = 0
    for values in product(range(highest + 1), repeat=bidders):
        for groups in product(COINS if coins else (Group.ALL,), repeat=bidders):
            outcome = decide(values, groups)
            honest = [utility(outcome, *each) for each in enumerate(values)]
            payers = len(outcome.payers)
            profiles += 1
            losses += min(honest) < 0
            imbalances += outcome.sold and not cost <= outcome.collected < cost + payers
            double += sum(1 for lane in outcome.lanes if lane.k) > 1
            for bidder, report in product(range(bidders), range(highest + 1)):
                false = decide((*values[:bidder], report, *values[bidder + 1 :]), groups)
                misreports += utility(false, bidder, values[bidder]) > honest[bidder]
    return Findings(profiles, misreports, None, losses, imbalances, double)


# --- Rules that look right ------------------------------------------------------------------------


def with_floor_shares(cost: int, period: int) -> Decide:
    """GCSOD in ticks, where `floor(cost / k)` is charged."""

    def decide(values: Sequence[int], groups: Sequence[Group]) -> Outcome[Any]:
        outcome = ticks.gcsod(values, cost, period, groups)
        if outcome.seller is None:
            return outcome
        share = cost // outcome.seller.k
        return replace(outcome, payments=tuple(share if each else 0 for each in outcome.payments))

    return decide


def with_late_rounding(cost: int, period: int) -> Decide:
    """GCSOD in exact time, whose waits are then rounded up to ticks."""

    def decide(values: Sequence[int], groups: Sequence[Group]) -> Outcome[Any]:
        outcome = exact.gcsod(values, cost, groups)
        times = tuple(Fraction(ceil(each * period), period) for each in outcome.times)
        return replace(outcome, times=times)

    return decide


def with_weak_ties(cost: int, period: int) -> Decide:
    """GCSOD in ticks, where right faces left's deadline itself and left comes first."""

    def decide(values: Sequence[int], groups: Sequence[Group]) -> Outcome[Any]:
        members = {group: [i for i, each in enumerate(groups) if each is group] for group in COINS}
        sides = {group: [values[i] for i in members[group]] for group in COINS}
        own = {g: ticks.csod(sides[g], cost, period).deadlines[Group.ALL] for g in COINS}
        runs = {
            Group.LEFT: ticks.csd(sides[Group.LEFT], cost, period, own[Group.RIGHT]),
            Group.RIGHT: ticks.csd(sides[Group.RIGHT], cost, period, own[Group.LEFT]),
        }
        sold = any(run.sold for run in runs.values())
        times, payments = [period] * len(values), [0] * len(values)
        for group, run in runs.items():
            second = group is Group.RIGHT and runs[Group.LEFT].sold
            for place, bidder in enumerate(members[group]):
                payments[bidder] = 0 if second else run.payments[place]
                waits = run.lanes[0].faces if second else run.times[place]
                times[bidder] = waits if sold else period
        lanes = tuple(lane for run in runs.values() for lane in run.lanes)
        return Outcome(period, lanes, tuple(payments), tuple(times))

    return decide
