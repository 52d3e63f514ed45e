"""The mechanisms in whole ticks for very many bidders: the outcomes of `ticks`, by numpy.

Nobody is sorted. How many pay is found by counting: a bidder of worth w is one of k payers if
k >= ceil(cost / w), and the largest k that so many bidders allow is read off the cumulated counts.
An optimal deadline needs the bidder whose rank times valuation is highest: valuations are counted
in narrow bins of their floating-point form, and only those in bins that can hold that bidder are
ranked.

numpy comes with the extra `lab`; only those who call this module need it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.outcome import Group, check_deadline

Whole: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

_LIMIT: Final = 2**63
_LONGEST_PERIOD: Final = 2**31 - 1
# Bins are a thousandth wide: the exponent and ten bits of the fraction. Those below 1 are one bin.
_BIN_BITS: Final = 42
_ONE: Final = int(np.float64(1).view(np.int64)) >> _BIN_BITS
_BINS: Final = (int(np.float64(_LIMIT).view(np.int64)) >> _BIN_BITS) - _ONE + 2
# More than all that rounding does to a quotient.
_SLACK: Final = 1e-14


@dataclass(frozen=True)
class LargeLane:
    """How one group fares: a `Lane` without its order."""

    group: Group
    deadline: int
    faces: int
    k: int
    share: int


@dataclass(frozen=True, eq=False)
class LargeOutcome:
    """What comes of one profile: an `Outcome` in arrays.

    Attributes:
        period: ticks.
        lanes: one for everybody, or left and right.
        payments: base units, one a bidder.
        times: ticks, one a bidder.
    """

    period: int
    lanes: tuple[LargeLane, ...]
    payments: Whole
    times: Whole

    @property
    def max_delay(self) -> int:
        """The longest wait; the period if there is nobody."""
        return int(self.times.max()) if self.times.size else self.period

    @property
    def sum_delay(self) -> int:
        """All waits together."""
        return int(self.times.sum())


def cs(valuations: Whole, cost: int, period: int) -> LargeOutcome:
    """Cost sharing without a deadline, as `ticks.cs`.

    Args:
        valuations: base units.
        cost: base units, above 0 and below 2^63.
        period: ticks, above 0 and below 2^31.

    Raises:
        InputError: an argument is out of range.
    """
    return sd(valuations, cost, period, period)


def sd(valuations: Whole, cost: int, period: int, deadline: int) -> LargeOutcome:
    """Sale by a single deadline, as `ticks.sd`.

    Args:
        valuations: base units.
        cost: base units, above 0 and below 2^63.
        period: ticks, above 0 and below 2^31.
        deadline: ticks, from 0 to `period`.

    Raises:
        InputError: an argument is out of range.
    """
    _check(valuations, cost, period)
    check_deadline(deadline, period)
    own = _first_tick(valuations, cost, period) or period
    worth = _worth(valuations, deadline, period)
    (enough,) = _enough(worth, cost)
    lane = _lane(Group.ALL, own, deadline, enough, cost)
    outcome = _settled([lane], worth, deadline, None, period)
    ks = np.arange(1, enough.size)
    if lane.k and not (enough[1:] > ks).any():
        # No k has a bidder to spare, so that the payers of the least k are pivotal.
        least = int(np.argmax(enough[1:] == ks)) + 1
        outcome.times[worth >= _up(cost, least)] = period - deadline
    return outcome


def gcsod(valuations: Whole, cost: int, period: int, left: Flags) -> LargeOutcome:
    """Group-based cost sharing with optimal deadline, as `ticks.gcsod`.

    Args:
        valuations: base units.
        cost: base units, above 0 and below 2^63.
        period: ticks, above 0 and below 2^31.
        left: whether a bidder's coin is left.

    Raises:
        InputError: an argument is out of range, or there is not one coin a bidder.
    """
    _check(valuations, cost, period)
    if left.shape != valuations.shape or left.dtype != np.bool_:
        raise InputError("the coins are no array of as many flags as there are valuations")
    first_left = _first_tick(valuations[left], cost, period)
    own_left = first_left or period
    own_right = _first_tick(valuations[~left], cost, period) or period
    faces_right = own_left - 1 if first_left else period
    until = np.where(left, own_right, faces_right)
    worth = _worth(valuations, until, period)
    of_right, of_left = _enough(worth, cost, left)
    lanes = [
        _lane(Group.LEFT, own_left, own_right, of_left, cost),
        _lane(Group.RIGHT, own_right, faces_right, of_right, cost),
    ]
    return _settled(lanes, worth, until, left, period)


def _check(valuations: Whole, cost: int, period: int) -> None:
    if valuations.ndim != 1 or valuations.dtype != np.int64:
        raise InputError("the valuations are no array of one dimension of int64")
    if not 0 < cost < _LIMIT:
        raise InputError("the cost must be above 0 and below 2^63")
    if not 0 < period <= _LONGEST_PERIOD:
        raise InputError("the period must have from 1 to 2^31 - 1 ticks")
    if valuations.size and valuations.min() < 0:
        bidder = int(np.argmax(valuations < 0))
        raise InputError(f"the valuation of bidder {bidder} is negative: write 0 or more")


def _settled(
    lanes: Sequence[LargeLane],
    worth: Whole,
    until: Whole | int,
    left: Flags | None,
    period: int,
) -> LargeOutcome:
    seller = next((lane for lane in lanes if lane.k), None)
    if seller is None:
        nothing = np.zeros(worth.size, np.int64)
        return LargeOutcome(period, tuple(lanes), nothing, nothing + period)
    pays = worth >= seller.share
    if left is not None:
        pays &= left if seller.group is Group.LEFT else ~left
    return LargeOutcome(
        period, tuple(lanes), np.where(pays, seller.share, 0), np.where(pays, 0, until)
    )


def _lane(group: Group, own: int, faces: int, enough: Whole, cost: int) -> LargeLane:
    """The largest k that so many bidders allow."""
    k = int(np.flatnonzero(enough >= np.arange(enough.size))[-1])
    return LargeLane(group=group, deadline=own, faces=faces, k=k, share=_up(cost, k) if k else 0)


def _worth(valuations: Whole, until: Whole | int, period: int) -> Whole:
    """`floor(v * until / period)`, without a product that does not fit."""
    whole, part = np.divmod(valuations, period)
    worth: Whole = whole * until + part * until // period
    return worth


def _enough(worth: Whole, cost: int, left: Flags | None = None) -> tuple[Whole, ...]:
    """For each k from 0, how many bidders would be one of k payers; of right and left if parted."""
    size = worth.size + 1
    needs = np.full(worth.size, size)
    np.floor_divide(cost - 1, worth, out=needs, where=worth > 0)
    # More than all is too many, and counted where it is not looked at.
    needs = np.minimum(needs, size - 1) + 1
    groups = 1 if left is None else 2
    if left is not None:
        needs += (size + 1) * left
    counts = np.bincount(needs, minlength=groups * (size + 1)).reshape(groups, size + 1)
    return tuple(counts[:, :size].cumsum(axis=1))


def _first_tick(valuations: Whole, cost: int, period: int) -> int | None:
    """The optimal deadline, `min_k ceil(T ceil(cost / k) / v_(k))`; None if it is after the end."""
    bins = _bins(valuations)
    counts = np.bincount(bins, minlength=_BINS)
    counts[0] = 0
    if not counts.any():
        return None
    ranks = _from_above(counts)
    kept = _promising(counts, ranks, cost)
    highest = np.sort(valuations[kept[bins]])[::-1]
    skipped = ranks - _from_above(np.where(kept, counts, 0))
    ks = np.arange(1, highest.size + 1) + skipped[_bins(highest)]
    shares = -(-cost // ks)
    return _first_exactly(shares, highest, period)


def _bins(valuations: Whole) -> Whole:
    bits = valuations.astype(np.float64).view(np.int64)
    bins: Whole = np.maximum((bits >> _BIN_BITS) - (_ONE - 1), 0)
    return bins


def _from_above(counts: Whole) -> Whole:
    """How many there are from each bin up."""
    return counts[::-1].cumsum()[::-1]


def _promising(counts: Whole, ranks: Whole, cost: int) -> Flags:
    """The bins that can hold the bidder who decides: no other bin is surely earlier."""
    edges = (np.arange(_BINS + 1) + (_ONE - 1) << _BIN_BITS).view(np.float64)
    shares = cost / np.maximum(ranks, 1)
    there = counts > 0
    earliest = np.where(there, np.ceil(shares * (1 - _SLACK)) / edges[1:], np.inf)
    surely = np.where(there, np.ceil(shares * (1 + _SLACK)) / edges[:-1], np.inf)
    kept: Flags = earliest <= surely.min() * (1 + _SLACK)
    return kept


def _first_exactly(shares: Whole, valuations: Whole, period: int) -> int | None:
    """The first tick by which a share is worth its while.

    Args:
        shares: by rank, falling.
        valuations: by rank, falling.
        period: ticks.
    """
    ratios = shares / valuations
    near = np.flatnonzero(ratios <= ratios.min() * (1 + _SLACK))
    # Of those with the same share the first has the highest valuation.
    _, first = np.unique(shares[near], return_index=True)
    pairs = zip(shares[near][first].tolist(), valuations[near][first].tolist(), strict=True)
    found = min(_up(period * share, valuation) for share, valuation in pairs)
    return found if found <= period else None


def _up(number: int, divisor: int) -> int:
    """Divide and round up."""
    return -(-number // divisor)
