"""Where simulated agents trade: the protocol of a market, and one in memory.

Amounts are whole 1/10,000 tokens, in which every price of every number of units is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bugmark_py.errors import BugmarkError
from bugmark_py.model.amounts import PRICE_ONE
from bugmark_py.simulation.policies import OpenOffer
from bugmark_py.simulation.scenario import Scenario


@dataclass(eq=False, slots=True)
class Issue:
    """An issue, and the offer that was made for it.

    Attributes:
        number: counts from 0 through the run, in the order of filing.
        funder: index of who filed it.
        filed: the day.
        workdays: days of work that it takes, before rounding progress up.
        offer: to buy UNFIXED.
        progress: percent.
        worker: index of who took the offer; None if nobody has.
        worked: days of work in it.
        closed: the day; None while it is open.
    """

    number: int
    funder: int
    filed: int
    workdays: int
    offer: OpenOffer
    progress: int = 0
    worker: int | None = None
    worked: int = 0
    closed: int | None = None


class Market(Protocol):
    """What agents act on."""

    def place(self, funder: int, issues: Sequence[Issue]) -> None:
        """A funder files issues, and places an offer for each.

        Args:
            funder: index of whom.
            issues: which.
        """
        ...

    def balance(self, worker: int) -> int:
        """What a worker can spend, in 1/10,000 tokens.

        Args:
            worker: index of whom.
        """
        ...

    def take(self, worker: int, issue: Issue) -> None:
        """A worker takes the other side of the offer for an issue.

        Args:
            worker: index of whom.
            issue: which.
        """
        ...

    def close(self, issue: Issue) -> None:
        """The worker closes an issue.

        Args:
            issue: which.
        """
        ...

    def end_day(self, contracts: Sequence[Issue], lapsed: Sequence[Issue]) -> Sequence[bool]:
        """The day ends: what matures with it is settled and paid.

        Args:
            contracts: issues whose offers were taken and mature.
            lapsed: issues whose offers were not, and mature.

        Returns:
            For each contract whether it settled FIXED.
        """
        ...


class Ledger:
    """The market in memory, which believes nobody: it counts all tokens and all issues at hand."""

    def __init__(self, scenario: Scenario) -> None:
        """Everybody begins with their tokens.

        Args:
            scenario: who there is.
        """
        self.funders = [scenario.funder_tokens * PRICE_ONE] * len(scenario.funders)
        self.workers = [scenario.tokens * PRICE_ONE] * len(scenario.workers)
        self.escrow = 0
        self._at_hand: set[int] = set()
        self._supply = sum(self.funders) + sum(self.workers)

    def place(self, funder: int, issues: Sequence[Issue]) -> None:
        """Escrow the deposits."""
        deposits = sum(issue.offer.deposit for issue in issues)
        self.funders[funder] -= deposits
        self.escrow += deposits

    def balance(self, worker: int) -> int:
        """What is left outside contracts."""
        return self.workers[worker]

    def take(self, worker: int, issue: Issue) -> None:
        """Escrow the stake.

        Raises:
            BugmarkError: the worker has an issue already.
        """
        if worker in self._at_hand:
            raise BugmarkError(f"worker {worker} holds two issues")
        self._at_hand.add(worker)
        self.workers[worker] -= issue.offer.stake
        self.escrow += issue.offer.stake

    def close(self, issue: Issue) -> None:
        """The worker's hands are free."""
        if issue.worker is not None:
            self._at_hand.remove(issue.worker)

    def end_day(self, contracts: Sequence[Issue], lapsed: Sequence[Issue]) -> Sequence[bool]:
        """Pay who was right, refund who found nobody, and count everything.

        Raises:
            BugmarkError: tokens were lost or made, or somebody owes some.
        """
        results = [issue.closed is not None for issue in contracts]
        for issue, fixed in zip(contracts, results, strict=True):
            paid = issue.offer.units * PRICE_ONE
            self.escrow -= paid
            if fixed and issue.worker is not None:
                self.workers[issue.worker] += paid
            else:
                self.funders[issue.funder] += paid
        for issue in lapsed:
            self.escrow -= issue.offer.deposit
            self.funders[issue.funder] += issue.offer.deposit
        self._check()
        return results

    def _check(self) -> None:
        held = sum(self.funders) + sum(self.workers) + self.escrow
        if held != self._supply:
            raise BugmarkError(
                f"tokens are not conserved: there are {held} of {self._supply} (in 1/10,000)"
            )
        if min(self.escrow, *self.funders, *self.workers) < 0:
            raise BugmarkError("an account, or the escrow, is below zero")
