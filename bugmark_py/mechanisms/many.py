"""The mechanisms on very many profiles of a few bidders, by numpy: what searches are made with.

The first axis of every array is profiles, the second bidders. What a rule does to a bidder is a
utility of `(v * gain - paid) / unit` in whole numbers, exact in both forms. Beside the mechanisms
there are some that look right and are not, which searches have to find out.

numpy comes with the extra `lab`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from bugmark_py.mechanisms.large import Flags, Whole


@dataclass(frozen=True, eq=False)
class Many:
    """What comes of many profiles.

    Attributes:
        gain: how much of the period each has it, in parts of `unit`.
        paid: what each pays, in parts of `unit`.
        unit: what both are counted in.
        paying: how many groups pay, by profile.
    """

    gain: Whole
    paid: Whole
    unit: Whole
    paying: Whole


Rule: TypeAlias = Callable[[Whole, Flags | None], Many]
"""Decides profiles, by whose coins are left; without coins everybody is one group."""


def csd_in_ticks(cost: int, period: int, deadline: int) -> Rule:
    """`ticks.csd`; at `period` it is `ticks.cs`."""

    def decide(values: Whole, left: Flags | None) -> Many:
        del left
        lane = _Lane(values, cost, period, np.full(len(values), deadline))
        return lane.outcome(np.where(lane.pays, period, period - deadline))

    return decide


def csod_in_ticks(cost: int, period: int) -> Rule:
    """`ticks.csod`: not strategy-proof."""

    def decide(values: Whole, left: Flags | None) -> Many:
        del left
        lane = _Lane(values, cost, period, np.minimum(_first_tick(values, cost, period), period))
        return lane.outcome(np.where(lane.pays, period, period - lane.until))

    return decide


def sd_in_ticks(cost: int, period: int, deadline: int) -> Rule:
    """`ticks.sd`."""

    def decide(values: Whole, left: Flags | None) -> Many:
        del left
        lane = _Lane(values, cost, period, np.full(len(values), deadline))
        late = _pivotal(lane.worth, cost)
        gain = np.where(lane.pays, np.where(late, deadline, period), period - deadline)
        return lane.outcome(np.where(lane.k[:, None] > 0, gain, 0))

    return decide


def gcsod_in_ticks(
    cost: int, period: int, *, weak_ties: bool = False, floor_shares: bool = False
) -> Rule:
    """`ticks.gcsod`.

    Args:
        cost: base units.
        period: ticks.
        weak_ties: whether right faces left's deadline itself, and a tie is left's, as the paper
            has it: not strategy-proof.
        floor_shares: whether `floor(cost / k)` is charged: not strategy-proof, nor balanced.
    """

    def decide(values: Whole, left: Flags | None) -> Many:
        coins = _coins(left)
        first_left = _first_tick(values[:, coins], cost, period)
        first_right = _first_tick(values[:, ~coins], cost, period)
        earlier = 0 if weak_ties else 1
        until_right = np.where(first_left <= period, first_left - earlier, period)
        lanes = (
            _Lane(values[:, coins], cost, period, np.minimum(first_right, period)),
            _Lane(values[:, ~coins], cost, period, until_right),
        )
        if weak_ties:
            lanes[1].pays &= (lanes[0].k == 0)[:, None]
        sold = (lanes[0].k + lanes[1].k > 0)[:, None]
        gain, paid = np.zeros_like(values), np.zeros_like(values)
        for side, lane in zip((coins, ~coins), lanes, strict=True):
            wait = np.where(lane.pays, 0, lane.until)
            gain[:, side] = np.where(sold, period - wait, 0)
            paid[:, side] = lane.charged(floor=floor_shares)
        paying = (lanes[0].k > 0).astype(np.int64) + (lanes[1].k > 0)
        return Many(gain, paid * period, np.full_like(values, period), paying)

    return decide


class _Lane:
    """A group on a deadline, in ticks; everything by profile."""

    def __init__(self, values: Whole, cost: int, period: int, until: Whole) -> None:
        self.cost, self.period, self.until = cost, period, until[:, None]
        self.worth = values * self.until // period
        self.k = _largest(self.worth, cost)
        self.pays = (self.k[:, None] > 0) & (self.k[:, None] * self.worth >= cost)

    def charged(self, *, floor: bool = False) -> Whole:
        k = np.maximum(self.k, 1)
        share = self.cost // k if floor else -(-self.cost // k)
        charged: Whole = np.where(self.pays, share[:, None], 0)
        return charged

    def outcome(self, gain: Whole) -> Many:
        unit = np.full_like(self.worth, self.period)
        return Many(gain, self.charged() * self.period, unit, (self.k > 0).astype(np.int64))


def csd_exactly(cost: int, deadline: Fraction) -> Rule:
    """`exact.csd`; at 1 it is `exact.cs`."""

    def decide(values: Whole, left: Flags | None) -> Many:
        del left
        at, whole = deadline.numerator, deadline.denominator
        k = _largest(values * at, cost * whole)
        pays = (k[:, None] > 0) & (k[:, None] * values * at >= cost * whole)
        return _exactly(k, pays, cost, (at, whole))

    return decide


def csod_exactly(cost: int) -> Rule:
    """`exact.csod`: not strategy-proof."""

    def decide(values: Whole, left: Flags | None) -> Many:
        del left
        most = np.maximum(_most(values), cost)
        k = _largest(values, most)
        pays = (k[:, None] > 0) & (k[:, None] * values >= most[:, None])
        return _exactly(k, pays, cost, (cost, most[:, None]))

    return decide


def sd_exactly(cost: int, deadline: Fraction) -> Rule:
    """`exact.sd`."""

    def decide(values: Whole, left: Flags | None) -> Many:
        del left
        at, whole = deadline.numerator, deadline.denominator
        k = _largest(values * at, cost * whole)
        pays = (k[:, None] > 0) & (k[:, None] * values * at >= cost * whole)
        late = pays & _pivotal(values * at, cost * whole)
        made = _exactly(k, pays, cost * whole, (at, whole))
        payer_unit = k[:, None] * whole
        gain = np.where(late, k[:, None] * at, np.where(pays, payer_unit, made.gain))
        unit = np.where(pays, payer_unit, made.unit)
        return Many(np.where(k[:, None] > 0, gain, 0), made.paid, unit, made.paying)

    return decide


def gcsod_exactly(cost: int, *, weak_ties: bool = False, rounded_to: int = 0) -> Rule:
    """`exact.gcsod`.

    Args:
        cost: what the seller asks.
        weak_ties: the paper's tie rule, as `exact.gcsod_with_paper_ties`: not strategy-proof.
        rounded_to: in how many ticks waits are rounded up once all is decided, which is not
            strategy-proof; 0 for not at all.
    """

    def decide(values: Whole, left: Flags | None) -> Many:
        coins = _coins(left)
        most_left, most_right = _most(values[:, coins]), _most(values[:, ~coins])
        more = 0 if weak_ties else (most_left >= cost).astype(np.int64)
        k_left = _largest(values[:, coins], np.maximum(cost, most_right))
        least_right = np.maximum(cost, most_left + more)
        k_right = _largest(values[:, ~coins], least_right)
        if weak_ties:
            k_right = np.where(k_left > 0, 0, k_right)
        k = np.maximum(k_left, k_right)
        least = np.where(k_left > 0, np.maximum(cost, most_right), least_right)
        winners = np.where((k_left > 0)[:, None], coins, ~coins) & (k[:, None] > 0)
        pays = winners & (k[:, None] * values >= least[:, None])
        # Left waits until right could pay, and right until left could.
        most = np.maximum(np.where(coins, most_right[:, None], most_left[:, None]), cost)
        rounded = -(-rounded_to * cost // most), rounded_to
        made = _exactly(k, pays, cost, rounded if rounded_to else (cost, most))
        paying = (k_left > 0).astype(np.int64) + (k_right > 0)
        return Many(np.where(k[:, None] > 0, made.gain, 0), made.paid, made.unit, paying)

    return decide


def _exactly(k: Whole, pays: Flags, cost: int, wait: tuple[Whole | int, Whole | int]) -> Many:
    """Payers have it at once for `cost / k`, others wait a fraction of the period."""
    over, under = wait
    gain = np.where(pays, k[:, None], under - over)
    unit = np.where(pays, k[:, None], under)
    return Many(gain, np.where(pays, cost, 0), unit, (k > 0).astype(np.int64))


def _coins(left: Flags | None) -> Flags:
    if left is None:
        raise TypeError("gcsod needs coins")
    return left


def _ks(worth: Whole) -> Whole:
    return np.arange(1, worth.shape[1] + 1)


def _falling(worth: Whole) -> Whole:
    return np.sort(worth, axis=1)[:, ::-1]


def _most(worth: Whole) -> Whole:
    most: Whole = (_falling(worth) * _ks(worth)).max(axis=1, initial=0)
    return most


def _largest(worth: Whole, least: Whole | int) -> Whole:
    needed = np.reshape(least, (-1, 1))
    ks = _ks(worth)
    largest: Whole = np.where(_falling(worth) * ks >= needed, ks, 0).max(axis=1, initial=0)
    return largest


def _first_tick(values: Whole, cost: int, period: int) -> Whole:
    """The optimal deadline; after the period if there is none in it."""
    falling, shares = _falling(values), -(-cost // _ks(values))
    ticks = np.where(falling > 0, -(-period * shares // np.maximum(falling, 1)), period + 1)
    first: Whole = ticks.min(axis=1, initial=period + 1)
    return first


def _pivotal(worth: Whole, cost: int) -> Flags:
    """Those without whom no k would do: by the definition, not by the rank rule of `ranks`."""
    found = np.zeros(worth.shape, np.bool_)
    for bidder in range(worth.shape[1]):
        others = np.delete(worth, bidder, axis=1)
        found[:, bidder] = (_largest(worth, cost) > 0) & (_largest(others, cost) == 0)
    return found
