"""Means over runs, their deviations, and confidence intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import fmean, stdev

CONFIDENCE = 0.95
"""Of the intervals."""


@dataclass(frozen=True)
class Interval:
    """Where a mean lies.

    Attributes:
        low: its lower end.
        high: its upper end.
    """

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A figure over runs.

    Attributes:
        values: of the runs that have it.
    """

    values: tuple[float, ...]

    @cached_property
    def mean(self) -> float | None:
        """Their mean; None if no run has it."""
        return fmean(self.values) if self.values else None

    @cached_property
    def sd(self) -> float | None:
        """Their sample standard deviation; None of fewer than two."""
        return stdev(self.values) if len(self.values) > 1 else None

    @cached_property
    def interval(self) -> Interval | None:
        """Student's confidence interval of the mean; None of fewer than two."""
        if self.mean is None or self.sd is None:
            return None
        half = t_quantile(len(self.values) - 1) * self.sd / math.sqrt(len(self.values))
        return Interval(self.mean - half, self.mean + half)


def estimate(values: Sequence[float | None]) -> Estimate:
    """The estimate of a figure that some runs may not have.

    Args:
        values: of each run.
    """
    return Estimate(tuple(value for value in values if value is not None))


def t_probability(t: float, degrees: int) -> float:
    """The probability that Student's t lies within -t and t, exactly.

    Args:
        t: from 0 up.
        degrees: of freedom, 1 or more.

    The series is finite (Abramowitz and Stegun, 26.7.3 and 26.7.4).
    """
    angle = math.atan(t / math.sqrt(degrees))
    cosine = math.cos(angle)
    odd = degrees % 2
    # Odd degrees: cos + 2/3 cos^3 + ...; even ones: 1 + 1/2 cos^2 + ...
    term = cosine if odd else 1.0
    total = 0.0
    for index in range(degrees // 2):
        total += term
        step = 2 * index + 2 if odd else 2 * index + 1
        term *= step / (step + 1) * cosine**2
    series = math.sin(angle) * total
    return (angle + series) * 2 / math.pi if odd else series


@lru_cache
def t_quantile(degrees: int, confidence: float = CONFIDENCE) -> float:
    """Student's t that is not exceeded, in either direction, with a probability.

    Args:
        degrees: of freedom, 1 or more.
        confidence: the probability, in (0, 1).
    """
    low, high = 0.0, 1.0
    while t_probability(high, degrees) < confidence:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if t_probability(middle, degrees) < confidence else (low, middle)
    return high
