"""Who pays what for which issue, and who works on what: small classes, named, anybody's own too.

A policy of a user's own is named by where it is: `steep.py:Steep` or `mypackage.policies:Steep`.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final, Protocol, TypeVar

from bugmark_py.errors import InputError
from bugmark_py.model.amounts import PRICE_ONE

Draw = Callable[[int], int]
"""Draws a whole number from 0 to one below its argument, each as likely."""

Rank = tuple[int, ...]
"""How much a worker likes an offer: the higher the more, compared number by number."""


@dataclass(frozen=True)
class OpenOffer:
    """All that a worker sees of an offer to buy UNFIXED. What the issue takes is hidden.

    Attributes:
        funder: name of who offers.
        price: of one unit of UNFIXED, in basis points: what a fix earns.
        units: how many.
        maturation: the day at whose end it matures.
    """

    funder: str
    price: int
    units: int
    maturation: int

    @cached_property
    def deposit(self) -> int:
        """What the funder pays into the contract, in 1/10,000 tokens."""
        return self.units * self.price

    @cached_property
    def stake(self) -> int:
        """What the worker pays into the contract, in 1/10,000 tokens."""
        return self.units * (PRICE_ONE - self.price)


class FunderPolicy(Protocol):
    """How a funder pays."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def price(self, difficulty: int, prices: Sequence[int], draw: Draw) -> int:
        """The price that is offered for UNFIXED.

        Args:
            difficulty: days of work that the funder expects, 1 to `len(prices)`.
            prices: the market's prices in basis points, ascending.
            draw: chance, if any is needed.

        Returns:
            Basis points of a unit, 1..9999.
        """
        ...


class WorkerPolicy(Protocol):
    """How a worker chooses."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def rank(self, offer: OpenOffer, day: int) -> Rank | None:
        """How much the worker likes an offer that he can afford.

        Args:
            offer: which.
            day: today.

        Returns:
            The offer of the highest rank is taken, among equals one at random; None leaves it.
        """
        ...


class CorrelatedPay:
    """The harder, the dearer (the paper's)."""

    name = "correlatedPay"

    def price(self, difficulty: int, prices: Sequence[int], draw: Draw) -> int:
        """The price of the same rank as the difficulty."""
        del draw
        return prices[difficulty - 1]


class InversePay:
    """The harder, the cheaper (the paper's)."""

    name = "inversePay"

    def price(self, difficulty: int, prices: Sequence[int], draw: Draw) -> int:
        """The price of the opposite rank."""
        del draw
        return prices[-difficulty]


class FixedPay:
    """The middle price for everything; of an even number of prices, the lower of the two."""

    name = "fixedPay"

    def price(self, difficulty: int, prices: Sequence[int], draw: Draw) -> int:
        """The middle price."""
        del difficulty, draw
        return prices[(len(prices) - 1) // 2]


class RandomPay:
    """Any of the prices, each as likely."""

    name = "randomPay"

    def price(self, difficulty: int, prices: Sequence[int], draw: Draw) -> int:
        """A price by chance."""
        del difficulty
        return prices[draw(len(prices))]


class PriceFirst:
    """The highest price, then the latest maturation (the paper's)."""

    name = "price-first"

    def rank(self, offer: OpenOffer, day: int) -> Rank | None:
        """By price, then by maturation."""
        del day
        return offer.price, offer.maturation


class RewardSeeking:
    """The highest price, however little time is left."""

    name = "reward-seeking"

    def rank(self, offer: OpenOffer, day: int) -> Rank | None:
        """By price."""
        del day
        return (offer.price,)


class RiskAverse:
    """The latest maturation, then the highest price."""

    name = "risk-averse"

    def rank(self, offer: OpenOffer, day: int) -> Rank | None:
        """By maturation, then by price."""
        del day
        return offer.maturation, offer.price


class RandomWork:
    """Any offer, each as likely."""

    name = "random"

    def rank(self, offer: OpenOffer, day: int) -> Rank | None:
        """All alike."""
        del offer, day
        return ()


FUNDERS: Final[Mapping[str, Callable[[], FunderPolicy]]] = {
    CorrelatedPay.name: CorrelatedPay,
    InversePay.name: InversePay,
    FixedPay.name: FixedPay,
    RandomPay.name: RandomPay,
}
"""How funders can pay, by name."""

WORKERS: Final[Mapping[str, Callable[[], WorkerPolicy]]] = {
    PriceFirst.name: PriceFirst,
    RewardSeeking.name: RewardSeeking,
    RiskAverse.name: RiskAverse,
    RandomWork.name: RandomWork,
}
"""How workers can choose, by name."""

Policy = TypeVar("Policy", FunderPolicy, WorkerPolicy)


def funder_policy(name: str) -> FunderPolicy:
    """The funder's policy of a name.

    Args:
        name: one of `FUNDERS`, or `FILE.py:CLASS` or `MODULE:CLASS`.

    Raises:
        InputError: there is none, or it is no funder's.
    """
    return _policy(name, FUNDERS, "price")


def worker_policy(name: str) -> WorkerPolicy:
    """The worker's policy of a name.

    Args:
        name: one of `WORKERS`, or `FILE.py:CLASS` or `MODULE:CLASS`.

    Raises:
        InputError: there is none, or it is no worker's.
    """
    return _policy(name, WORKERS, "rank")


def _policy(name: str, known: Mapping[str, Callable[[], Policy]], method: str) -> Policy:
    if name in known:
        return known[name]()
    where, _, kind = name.rpartition(":")
    if not where:
        raise InputError(
            f"policy {name!r:.80} is unknown: choose one of {', '.join(known)}, or name a class of"
            " your own as FILE.py:CLASS"
        )
    made = getattr(_module(where), kind, None)
    if not isinstance(made, type):
        raise InputError(f"there is no class {kind!r:.80} in {where}: name one that it defines")
    if not isinstance(getattr(made, "name", None), str) or not callable(
        getattr(made, method, None)
    ):
        raise InputError(
            f"{name} is no such policy: it needs a text `name` and a method `{method}`, as those"
            f" of {', '.join(known)} have"
        )
    try:
        policy: Policy = made()
    except Exception as error:  # noqa: BLE001 - whatever a user's class raises
        raise InputError(f"{name} cannot be made: {_told(error)}") from None
    return policy


def _module(where: str) -> ModuleType:
    """A module by its name, or by its file."""
    try:
        return _of_file(Path(where)) if where.endswith(".py") else import_module(where)
    except FileNotFoundError:
        raise InputError(f"there is no file {where}: name one that holds a policy") from None
    except Exception as error:  # noqa: BLE001 - whatever a user's file raises
        raise InputError(f"{where} cannot be loaded: {_told(error)}") from None


def _of_file(path: Path) -> ModuleType:
    """The module in a file, which runs once for each content."""
    digest = sha256(bytes(path.absolute()) + path.read_bytes()).hexdigest()
    name = f"bugmark_policy_{digest[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
