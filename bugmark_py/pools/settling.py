"""What is told to the contract when a pool is settled: two deadlines, and everybody in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bugmark_py.mechanisms import ticks
from bugmark_py.mechanisms.outcome import Group
from bugmark_py.mechanisms.ranks import largest
from bugmark_py.model.pools import Bid, Pool

CHUNK: Final = 2_000
"""Bidders in one transaction: about 7 million gas."""


@dataclass(frozen=True)
class OutcomeClaim:
    """The outcome as the contract has to be told it.

    Attributes:
        left: the fewest seconds at which the left group could pay the cost by itself; one more
            than the premium period if it could not.
        right: the same of the right group.
        left_bids: the left group, from the highest valuation down, equal ones as revealed.
        right_bids: the right group.
    """

    left: int
    right: int
    left_bids: tuple[Bid, ...]
    right_bids: tuple[Bid, ...]

    @property
    def count(self) -> int:
        """How many bidders there are."""
        return len(self.left_bids) + len(self.right_bids)

    def chunk(self, left: int, right: int, size: int) -> tuple[list[str], list[str]]:
        """The bidders to be named next, of both groups.

        Args:
            left: how many of the left group were named.
            right: how many of the right group.
            size: how many to name at most.
        """
        lefts = [bid.bidder for bid in self.left_bids[left : left + size]]
        rights = [bid.bidder for bid in self.right_bids[right : right + size - len(lefts)]]
        return lefts, rights


def outcome_claim(pool: Pool, bids: Sequence[Bid]) -> OutcomeClaim:
    """Work out what a pool's outcome is.

    Args:
        pool: whose coins are drawn, if it has any.
        bids: all of its bids; those that were not revealed are in no group.
    """
    revealed = sorted((bid for bid in bids if bid.index is not None), key=lambda b: b.index or 0)
    groups = [pool.group_of(bid.bidder) for bid in revealed]
    left, right = (
        _ordered(bid for bid, of in zip(revealed, groups, strict=True) if of is group)
        for group in (Group.LEFT, Group.RIGHT)
    )
    return OutcomeClaim(_claimed(pool, left), _claimed(pool, right), left, right)


def _ordered(bids: Iterator[Bid]) -> tuple[Bid, ...]:
    # Sorting is stable, in reverse too: equal ones stay as they were revealed.
    return tuple(sorted(bids, key=lambda bid: bid.valuation or 0, reverse=True))


def _claimed(pool: Pool, bids: Sequence[Bid]) -> int:
    """A group's own optimal deadline, one second past the period if it could never pay."""
    worth = [bid.valuation or 0 for bid in bids]
    period, cost = pool.terms.premium_period, pool.terms.cost
    if not largest(worth, cost):
        return period + 1
    return ticks.optimal_deadline(worth, cost, period)
