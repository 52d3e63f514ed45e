"""How much longer GCSOD makes people wait than CSOD, at worst (theorem 4.2)."""

from fractions import Fraction
from math import lcm
from typing import Final

from bugmark_py.errors import InputError

MOST_PAYERS: Final = 10_000
"""The largest k that alpha is computed for: its digits are some thousands there."""


def alpha(k: int) -> Fraction:
    """The ratio that theorem 4.2 bounds GCSOD's longest wait by, where k agents pay under CSOD.

    If j of those k are in a group, it could pay from `k / j` times CSOD's deadline on, or, without
    any of them, from the end of the period on, which is at most k times that deadline as long as no
    valuation is above the cost. The longer of both groups' deadlines is what free riders wait at
    most, and the coins of the k are fair: `sum_j comb(k, j) k / max(1, min(j, k - j)) / 2^k`. It is
    reached where all k value it at the cost. Its maximum over k is 55/16, at k = 5.

    Args:
        k: from 1 to `MOST_PAYERS`.

    Raises:
        InputError: k is out of range.
    """
    if not 1 <= k <= MOST_PAYERS:
        raise InputError(f"the number of agents must be from 1 to {MOST_PAYERS:,}")
    unit = lcm(*range(1, k // 2 + 1))
    total = sum(ways * (unit // max(1, min(j, k - j))) for j, ways in enumerate(_row(k)))
    return Fraction(k * total, unit * 2**k)


def _row(k: int) -> list[int]:
    """The binomial coefficients of k."""
    row = [1]
    for j in range(k):
        row.append(row[-1] * (k - j) // (j + 1))
    return row
