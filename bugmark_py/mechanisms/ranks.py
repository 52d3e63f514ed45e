"""Who pays, decided on ranks: whole numbers from high to low against a whole cost."""

from collections.abc import Iterable, Sequence

from bugmark_py.mechanisms.outcome import Group


def members(groups: Sequence[Group]) -> tuple[list[int], list[int]]:
    """Return the indices of the left and of the right group, ascending."""
    left = [index for index, group in enumerate(groups) if group is Group.LEFT]
    right = [index for index, group in enumerate(groups) if group is Group.RIGHT]
    return left, right


def ranked(valuations: Sequence[int], bidders: Iterable[int]) -> tuple[int, ...]:
    """Order bidders by valuation from high to low, and equal ones by index.

    This is the order that a pool's settlement asks for: strict on (valuation, index).

    Args:
        valuations: of all bidders.
        bidders: indices of those to be ordered, ascending.
    """
    # Sorting is stable, in reverse too.
    return tuple(sorted(bidders, key=valuations.__getitem__, reverse=True))


def most(worth: Sequence[int]) -> int:
    """Return the most that some of them would pay together: max k w_(k), 0 if there is nobody.

    Args:
        worth: from high to low.
    """
    return max((k * each for k, each in enumerate(worth, start=1)), default=0)


def largest(worth: Sequence[int], least: int) -> int:
    """Return k*, the largest k of `k w_(k) >= least`; 0 if there is none.

    Args:
        worth: from high to low.
        least: what they have to come to together.
    """
    for k in range(len(worth), 0, -1):
        if k * worth[k - 1] >= least:
            return k
    return 0


def pivotal(worth: Sequence[int], cost: int) -> range:
    """Return the ranks, from 0, of those without whom SD would not sell.

    With A the least k of `k w_(k) >= cost`, and B the largest k of `k w_(k+1) >= cost` or 0, the
    ranks B < r <= A from 1.

    Args:
        worth: from high to low.
        cost: what the seller asks.
    """
    enough = (k for k, each in enumerate(worth, start=1) if k * each >= cost)
    return range(largest(worth[1:], cost), next(enough, 0))
