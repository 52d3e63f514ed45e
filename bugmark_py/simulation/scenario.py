"""What is simulated: who, for how long, at which prices. The defaults are the paper's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bugmark_py.errors import InputError
from bugmark_py.model.amounts import PRICE_ONE, format_price
from bugmark_py.simulation.policies import FunderPolicy, WorkerPolicy, funder_policy, worker_policy

PERCENT = 100
"""An issue is done at this much progress."""

_RANGES: Final = {
    "days": (1, 100_000),
    "issues": (1, 1_000),
    "maturation": (0, 1_000),
    "price": (1, PRICE_ONE - 1),
    "runs": (1, 100_000),
    "surprise": (0, PERCENT),
    "tokens": (0, 10**12),
    "units": (1, 10**9),
    "workers": (1, 10_000),
}


@dataclass(frozen=True)
class Scenario:
    """The settings of a simulation (Rao et al., WEIS 2018, the section on the simulation).

    Attributes:
        funders: the policy of each funder, by name.
        workers: the policy of each worker, by name.
        days: how many.
        issues: how many each funder files a day.
        prices: of one unit of UNFIXED in basis points, ascending. There are as many difficulties as
            prices: 1 day of work, 2 days, and so on.
        surprise: chance, in percent, of one more day of work, which no price knows.
        units: of each offer.
        maturation: an offer matures at the end of that many days after it was made.
        tokens: whole tokens that a worker begins with.

    Raises:
        InputError: one of them cannot be meant.
    """

    funders: tuple[str, ...] = ("correlatedPay", "inversePay")
    workers: tuple[str, ...] = 10 * ("price-first",)
    days: int = 180
    issues: int = 10
    prices: tuple[int, ...] = (7_000, 8_000, 9_000)
    surprise: int = 40
    units: int = 100
    maturation: int = 2
    tokens: int = 1_000

    def __post_init__(self) -> None:
        for what in ("days", "issues", "maturation", "surprise", "tokens", "units"):
            check_number(getattr(self, what), what)
        if not self.funders:
            raise InputError("there is no funder: name one")
        check_number(len(self.workers), "workers")
        _check_prices(self.prices)
        for name in dict.fromkeys(self.funders):
            funder_policy(name)
        for name in dict.fromkeys(self.workers):
            worker_policy(name)

    @property
    def funder_tokens(self) -> int:
        """Whole tokens that a funder begins with: nobody could spend more."""
        return self.days * self.issues * self.units

    def funder_policies(self) -> dict[str, FunderPolicy]:
        """Each funder's policy by the funder's name, which is the policy's, numbered if repeated.

        Raises:
            InputError: a policy is gone.
        """
        found: dict[str, FunderPolicy] = {}
        seen: Counter[str] = Counter()
        for each in self.funders:
            policy = funder_policy(each)
            seen[policy.name] += 1
            number = seen[policy.name]
            found[policy.name if number == 1 else f"{policy.name} {number}"] = policy
        return found

    def worker_policies(self) -> list[WorkerPolicy]:
        """Each worker's policy.

        Raises:
            InputError: a policy is gone.
        """
        return [worker_policy(each) for each in self.workers]


def deal(policies: Sequence[str], workers: int) -> tuple[str, ...]:
    """Deal policies to workers, in turn.

    Args:
        policies: names of policies.
        workers: how many.

    Raises:
        InputError: there is no policy, or no worker.
    """
    check_number(workers, "workers")
    if not policies:
        raise InputError("workers have no policy: name one")
    return tuple(policies[index % len(policies)] for index in range(workers))


def check_number(value: object, what: str) -> None:
    """Refuse a setting that makes no sense, or for which no machine has room.

    Args:
        value: its value.
        what: its name, or `runs`.

    Raises:
        InputError: it is no whole number, or too small or large.
    """
    least, most = _RANGES[what]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError(
            f"{what} {value!r:.80} cannot be: write a whole number from {least} to {most:,}"
        )


def _check_prices(prices: Sequence[int]) -> None:
    if not prices:
        raise InputError("there is no price: write some such as 0.7,0.8,0.9")
    for price in prices:
        check_number(price, "price")
    if any(lower >= higher for lower, higher in pairwise(prices)):
        shown = ",".join(format_price(price) for price in prices)
        raise InputError(f"prices {shown} do not rise: write each once, the lowest first")
