"""What bidders' valuations are drawn from: a cost of 1, valuations in [0, 1].

Read from text, such as `uniform(0,1)`, `normal(0.5,0.2)`, `beta(2,5)` or `values(FILE)`. Normal is
truncated to [0, 1]: drawn again until it falls there, not moved there.
"""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special
from typing_extensions import override

from bugmark_py.errors import InputError

Floats: TypeAlias = NDArray[np.float64]

FORMS: Final = "uniform(a,b), normal(mu,sigma), beta(a,b) or values(FILE)"
"""How a distribution is written."""

_CALL: Final = re.compile(r"\s*(\w+)\s*\((.*)\)\s*", re.DOTALL)
_LARGEST_SCALE: Final = 2**40


class Distribution(ABC):
    """What one valuation is drawn from, independently of all others.

    Attributes:
        scale: what a sample is to be divided by to lie in [0, 1]. 1, or for values from a file
            their common denominator, so that samples are whole and products of them exact.
    """

    scale: int = 1

    @abstractmethod
    def __str__(self) -> str:
        """As `parse_distribution` reads it."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The smallest interval that holds every valuation."""

    @property
    def continuous(self) -> bool:
        """Whether no valuation is drawn twice, so that ties have probability 0."""
        return True

    @abstractmethod
    def cdf(self, x: Floats) -> Floats:
        """Probability of a valuation of at most x."""

    def at_least(self, x: Floats) -> Floats:
        """Probability of a valuation of x or more."""
        return 1.0 - self.cdf(x)

    @abstractmethod
    def quantile(self, probability: Floats) -> Floats:
        """The least x with cdf(x) >= probability."""

    def sample(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        """Draw valuations, each times `scale`."""
        return self.quantile(generator.random(shape))


@dataclass(frozen=True)
class Uniform(Distribution):
    """Uniform between low and high.

    Raises:
        InputError: not 0 <= low < high <= 1.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high <= 1:
            raise InputError(
                f"{self} is not within [0, 1], where valuations lie: give 0 <= a < b <= 1"
            )

    @override
    def __str__(self) -> str:
        return f"uniform({self.low:g},{self.high:g})"

    @property
    @override
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @override
    def cdf(self, x: Floats) -> Floats:
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    @override
    def at_least(self, x: Floats) -> Floats:
        return np.clip((self.high - x) / (self.high - self.low), 0.0, 1.0)

    @override
    def quantile(self, probability: Floats) -> Floats:
        return self.low + (self.high - self.low) * probability


@dataclass(frozen=True)
class Normal(Distribution):
    """Normal with mean mu and standard deviation sigma, given that it lies in [0, 1].

    Raises:
        InputError: sigma is not positive, or nearly nothing of it lies in [0, 1].
    """

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        if not (self.sigma > 0 and math.isfinite(self.mu) and math.isfinite(self.sigma)):
            raise InputError(f"{self} needs a finite mean and a standard deviation above 0")
        if not self._mass > 0:
            raise InputError(f"{self} leaves nothing in [0, 1], where valuations lie")

    @override
    def __str__(self) -> str:
        return f"normal({self.mu:g},{self.sigma:g})"

    @property
    @override
    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    @property
    def _mirrored(self) -> bool:
        """Whether it is looked at from the other side, where small tails keep their digits."""
        return self.mu < 0

    @cached_property
    def _below(self) -> float:
        mean = 1 - self.mu if self._mirrored else self.mu
        return float(special.ndtr(-mean / self.sigma))

    @cached_property
    def _mass(self) -> float:
        mean = 1 - self.mu if self._mirrored else self.mu
        return float(special.ndtr((1 - mean) / self.sigma)) - self._below

    @override
    def cdf(self, x: Floats) -> Floats:
        return 1 - self._from_below(1 - x) if self._mirrored else self._from_below(x)

    @override
    def at_least(self, x: Floats) -> Floats:
        return self._from_below(1 - x) if self._mirrored else 1 - self._from_below(x)

    def _from_below(self, x: Floats) -> Floats:
        mean = 1 - self.mu if self._mirrored else self.mu
        inside = (special.ndtr((np.clip(x, 0, 1) - mean) / self.sigma) - self._below) / self._mass
        return np.asarray(np.clip(inside, 0.0, 1.0))

    @override
    def quantile(self, probability: Floats) -> Floats:
        mean = 1 - self.mu if self._mirrored else self.mu
        rank = 1 - probability if self._mirrored else probability
        inside = mean + self.sigma * special.ndtri(self._below + self._mass * rank)
        x = np.clip(inside, 0.0, 1.0)
        return np.asarray(1 - x if self._mirrored else x)


@dataclass(frozen=True)
class Beta(Distribution):
    """Beta with shapes a and b.

    Raises:
        InputError: a shape is not positive.
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (0 < self.a < math.inf and 0 < self.b < math.inf):
            raise InputError(f"{self} needs two shapes above 0")

    @override
    def __str__(self) -> str:
        return f"beta({self.a:g},{self.b:g})"

    @property
    @override
    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    @override
    def cdf(self, x: Floats) -> Floats:
        return np.asarray(special.betainc(self.a, self.b, np.clip(x, 0, 1)))

    @override
    def at_least(self, x: Floats) -> Floats:
        return np.asarray(special.betaincc(self.a, self.b, np.clip(x, 0, 1)))

    @override
    def quantile(self, probability: Floats) -> Floats:
        return np.asarray(special.betaincinv(self.a, self.b, probability))

    @override
    def sample(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        return generator.beta(self.a, self.b, shape)


@dataclass(frozen=True)
class Values(Distribution):
    """One of given values, each equally likely: what bidders have bid before.

    Attributes:
        values: in [0, 1], in ascending order.
        name: what they are called, such as their file.

    Raises:
        InputError: there are none, or one is outside [0, 1].
    """

    values: tuple[Fraction, ...]
    name: str = field(default="given")

    def __post_init__(self) -> None:
        if not self.values:
            raise InputError(f"{self} holds no values: give at least one in [0, 1]")
        outside = [value for value in self.values if not 0 <= value <= 1]
        if outside:
            raise InputError(f"{self} holds {float(outside[0]):g}: valuations lie in [0, 1]")
        if self.scale > _LARGEST_SCALE:
            raise InputError(f"{self} holds more digits than can be drawn exactly: give at most 12")
        object.__setattr__(self, "values", tuple(sorted(self.values)))

    @override
    def __str__(self) -> str:
        return f"values({self.name})"

    @property
    @override
    def support(self) -> tuple[float, float]:
        return float(self.values[0]), float(self.values[-1])

    @property
    @override
    def continuous(self) -> bool:
        return False

    @cached_property
    @override
    def scale(self) -> int:  # type: ignore[override]
        return math.lcm(*(value.denominator for value in self.values))

    @cached_property
    def _whole(self) -> Floats:
        return np.array([float(value * self.scale) for value in self.values])

    @cached_property
    def _floats(self) -> Floats:
        return np.array([float(value) for value in self.values])

    @override
    def cdf(self, x: Floats) -> Floats:
        return np.searchsorted(self._floats, x, side="right") / len(self.values)

    @override
    def at_least(self, x: Floats) -> Floats:
        return 1.0 - np.searchsorted(self._floats, x, side="left") / len(self.values)

    @override
    def quantile(self, probability: Floats) -> Floats:
        ranks = np.ceil(np.asarray(probability) * len(self.values)).astype(np.intp) - 1
        return np.asarray(self._floats[np.clip(ranks, 0, len(self.values) - 1)])

    @override
    def sample(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        return np.asarray(self._whole[generator.integers(len(self.values), size=shape)])


def parse_distribution(text: str, read: Callable[[Path], str] = Path.read_text) -> Distribution:
    """Read a distribution.

    Args:
        text: one of the forms above; a file holds numbers set apart by spaces, commas or lines.
        read: reads a file.

    Raises:
        InputError: it is none, or does not lie in [0, 1].
    """
    call = _CALL.fullmatch(text)
    if call is None:
        raise InputError(f"{text!r} is no distribution: write {FORMS}")
    name, inner = call[1].lower(), call[2]
    if name == "values":
        return read_values(Path(inner.strip()), read)
    kinds: dict[str, Callable[[float, float], Distribution]] = {
        "uniform": Uniform,
        "normal": Normal,
        "beta": Beta,
    }
    if name not in kinds:
        raise InputError(f"there is no distribution {call[1]!r}: write {FORMS}")
    try:
        first, second = (float(part) for part in inner.split(","))
    except ValueError:
        raise InputError(f"{text!r} needs two numbers: write {FORMS}") from None
    return kinds[name](first, second)


def read_values(
    path: Path, read: Callable[[Path], str] = Path.read_text, cost: Fraction = Fraction(1)
) -> Values:
    """Read valuations, such as past bids, from a file.

    Args:
        path: numbers set apart by spaces, commas or lines; from # to the end of a line is skipped.
        read: reads a file.
        cost: what the bidders shared; they are divided by it.

    Raises:
        InputError: it cannot be read, or holds something else than numbers in [0, cost].
    """
    text = read_text(path, read)
    lines = (line.partition("#")[0] for line in text.splitlines())
    words = [word for line in lines for word in line.replace(",", " ").split()]
    return Values(tuple(_number(word, path) / cost for word in words), str(path))


def read_text(path: Path, read: Callable[[Path], str] = Path.read_text) -> str:
    """Read a file of values.

    Args:
        path: which.
        read: reads a file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return read(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InputError(f"the values in {path} cannot be read: {reason}") from None


def _number(word: str, path: Path) -> Fraction:
    try:
        return Fraction(word)
    except (ValueError, ZeroDivisionError):
        raise InputError(f"{path} holds {word!r}: give numbers, such as 0.25 or 1/4") from None
