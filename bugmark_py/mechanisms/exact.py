"""The paper's mechanisms in exact fractions: the premium period is 1, and nothing is rounded.

All comparisons are between `k * v_(k)`, what the k highest bidders would pay together, and the cost
or what another group would pay. They are made in whole numbers, over a common denominator.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from bugmark_py.mechanisms.outcome import (
    Group,
    Lane,
    Outcome,
    check_deadline,
    check_profile,
    settled,
)
from bugmark_py.mechanisms.ranks import largest, members, most, pivotal, ranked

Rational = int | Fraction
"""An exact number."""

_ONE: Final = Fraction(1)


def optimal_deadline(valuations: Sequence[Rational], cost: Rational) -> Fraction:
    """The earliest deadline by which some would pay (section 3): `cost / max k v_(k)`, at most 1.

    Raises:
        InputError: a valuation or the cost is out of range.
    """
    profile = _Profile(valuations, cost)
    return profile.deadline(most(profile.worth(profile.everybody)))


def cs(valuations: Sequence[Rational], cost: Rational) -> Outcome[Fraction]:
    """Cost sharing without a deadline: as many as would pay their share do, others wait for ever.

    The serial cost-sharing mechanism that section 3 starts from: CSD at deadline 1, except that
    without enough payers nothing is sold, which is the same at that deadline.

    Args:
        valuations: what having it for the whole period is worth to each, at least 0.
        cost: what the seller asks, above 0.

    Raises:
        InputError: a valuation or the cost is out of range.
    """
    return csd(valuations, cost, _ONE)


def csd(valuations: Sequence[Rational], cost: Rational, deadline: Rational) -> Outcome[Fraction]:
    """Cost sharing with deadline (section 3): payers have it at 0, everybody else at the deadline.

    If too few would pay, nobody does and everybody still has it at the deadline: the mechanism is
    strategy-proof and not budget balanced.

    Args:
        valuations: what having it for the whole period is worth to each, at least 0.
        cost: what the seller asks, above 0.
        deadline: from 0 to 1.

    Raises:
        InputError: an argument is out of range.
    """
    lane, _ = _on_deadline(valuations, cost, deadline)
    return settled([lane], period=_ONE, unsold=lane.faces)


def csod(valuations: Sequence[Rational], cost: Rational) -> Outcome[Fraction]:
    """Cost sharing with optimal deadline (section 3): CSD at the earliest deadline that sells.

    Not strategy-proof (example 2); what GCSOD is compared with, as nothing that is strategy-proof
    dominates it (theorem 4.1).

    Args:
        valuations: what having it for the whole period is worth to each, at least 0.
        cost: what the seller asks, above 0.

    Raises:
        InputError: a valuation or the cost is out of range.
    """
    return csd(valuations, cost, optimal_deadline(valuations, cost))


def gcsod(
    valuations: Sequence[Rational], cost: Rational, groups: Sequence[Group]
) -> Outcome[Fraction]:
    """Group-based cost sharing with optimal deadline (section 4), the final mechanism.

    Each group faces the other's optimal deadline. With M the most that a group would pay, left
    pays if `k v >= max(cost, M_right)`; right if `k v > M_left`, or `k v >= cost` where left could
    not pay at all. So that a tie is left's, and right is asked *more* than left would pay: with the
    paper's weak comparison on both sides (`gcsod_with_paper_ties`) a report can pay.

    Args:
        valuations: what having it for the whole period is worth to each, at least 0.
        cost: what the seller asks, above 0.
        groups: the coin of each bidder.

    Raises:
        InputError: an argument is out of range, or there is not one coin a bidder.
    """
    return _grouped(valuations, cost, groups, strict=True)


def gcsod_with_paper_ties(
    valuations: Sequence[Rational], cost: Rational, groups: Sequence[Group]
) -> Outcome[Fraction]:
    """GCSOD as printed (section 4): weak comparisons on both sides, and a tie is left's.

    For comparison only: it is not strategy-proof. With cost 12, left (9, 9) and right (12, 9, 6)
    left pays, and the right bidder of 9 has utility 3; by reporting 10 she has 5.

    Args:
        valuations: what having it for the whole period is worth to each, at least 0.
        cost: what the seller asks, above 0.
        groups: the coin of each bidder.

    Raises:
        InputError: an argument is out of range, or there is not one coin a bidder.
    """
    return _grouped(valuations, cost, groups, strict=False)


def sd(valuations: Sequence[Rational], cost: Rational, deadline: Rational) -> Outcome[Fraction]:
    """Sale by a single deadline: our reconstruction, not from the paper.

    As CSD, but nothing is sold where too few would pay, which makes some bidders pivotal: without
    them nothing would be sold. With `w` the valuations times the deadline, `A` the least k of
    `k w_(k) >= cost` and `B` the largest k of `k w_(k+1) >= cost` (or 0), those are the ranks
    B < r <= A. They pay as the others do, and wait `1 - deadline`. At deadline 1 it is CS.

    Args:
        valuations: what having it for the whole period is worth to each, at least 0.
        cost: what the seller asks, above 0.
        deadline: from 0 to 1.

    Raises:
        InputError: an argument is out of range.
    """
    lane, late = _on_deadline(valuations, cost, deadline)
    waits = dict.fromkeys(late, _ONE - lane.faces)
    return settled([lane], period=_ONE, unsold=_ONE, late=waits)


class _Profile:
    """Valuations and cost as whole numbers, over a common denominator."""

    def __init__(
        self,
        valuations: Sequence[Rational],
        cost: Rational,
        groups: Sequence[Group] | None = None,
    ) -> None:
        check_profile(valuations, cost, groups)
        scale = lcm(cost.denominator, *(each.denominator for each in valuations))
        self.values = [each.numerator * (scale // each.denominator) for each in valuations]
        self.cost = cost.numerator * (scale // cost.denominator)
        self.everybody = ranked(self.values, range(len(self.values)))

    def worth(self, order: Sequence[int], times: int = 1) -> list[int]:
        """What having it is worth to some, in their order."""
        return [times * self.values[index] for index in order]

    def deadline(self, highest: int) -> Fraction:
        """The optimal deadline of a group of which some would pay so much."""
        return Fraction(self.cost, highest) if highest > self.cost else _ONE


def _on_deadline(
    valuations: Sequence[Rational], cost: Rational, deadline: Rational
) -> tuple[Lane[Fraction], list[int]]:
    """Everybody on a given deadline, and who is pivotal there."""
    profile = _Profile(valuations, cost)
    faces = Fraction(deadline)
    check_deadline(faces, _ONE)
    worth = profile.worth(profile.everybody, faces.numerator)
    asked = faces.denominator * profile.cost
    k = largest(worth, asked)
    own = profile.deadline(most(profile.worth(profile.everybody)))
    late = [profile.everybody[rank] for rank in pivotal(worth, asked)]
    lane = _lane(Group.ALL, profile.everybody, cost, deadline=own, faces=faces, k=k)
    return lane, late


def _grouped(
    valuations: Sequence[Rational], cost: Rational, groups: Sequence[Group], *, strict: bool
) -> Outcome[Fraction]:
    profile = _Profile(valuations, cost, groups)
    left, right = (ranked(profile.values, each) for each in members(groups))
    most_left, most_right = most(profile.worth(left)), most(profile.worth(right))
    more = int(strict and most_left >= profile.cost)
    left_k = largest(profile.worth(left), max(profile.cost, most_right))
    right_k = largest(profile.worth(right), max(profile.cost, most_left + more))
    right_k = 0 if left_k else right_k
    own_left, own_right = profile.deadline(most_left), profile.deadline(most_right)
    lanes = [
        _lane(Group.LEFT, left, cost, deadline=own_left, faces=own_right, k=left_k),
        _lane(Group.RIGHT, right, cost, deadline=own_right, faces=own_left, k=right_k),
    ]
    return settled(lanes, period=_ONE, unsold=_ONE)


def _lane(
    group: Group,
    order: tuple[int, ...],
    cost: Rational,
    *,
    deadline: Fraction,
    faces: Fraction,
    k: int,
) -> Lane[Fraction]:
    share = Fraction(cost) / k if k else Fraction(0)
    return Lane(group=group, order=order, deadline=deadline, faces=faces, k=k, share=share)
