"""Several runs of a scenario, and what they come to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from bugmark_py.jobs import Spread, here
from bugmark_py.model.amounts import PRICE_ONE
from bugmark_py.simulation.engine import DayCounts, FunderCounts, Run, simulate
from bugmark_py.simulation.intervals import Estimate, estimate
from bugmark_py.simulation.scenario import Scenario, check_number


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _tokens(amount: int) -> float:
    return amount / PRICE_ONE


FIGURES: Final[Mapping[str, Callable[[FunderCounts], float | None]]] = {
    "resolution_days": lambda of: _ratio(of.resolution_days, of.closed),
    "difficulty_4_closed_rate": lambda of: _ratio(of.hard_closed, of.hard_filed),
    "contract_fix_rate": lambda of: _ratio(of.fixed, of.matured),
    "workdays": lambda of: of.workdays,
    "earnings": lambda of: _tokens(of.earned),
    "net_spend": lambda of: _tokens(of.net_spend),
    "closed": lambda of: of.closed,
    "contracts": lambda of: of.contracts,
}
"""What is told of a funder: days, rates, tokens and numbers; None where nothing is to be divided.

`resolution_days` is the mean from filing to closing, of closed issues; `difficulty_4_closed_rate`
which part of the issues that take four days of work is closed; `contract_fix_rate` which part of
the matured contracts settled FIXED; `workdays` the days of work in closed issues; `earnings` what
contracts that settled UNFIXED gained; `net_spend` what those that settled FIXED cost, less that.
"""


@dataclass(frozen=True)
class Result:
    """A simulation.

    Attributes:
        scenario: what was simulated.
        seed: of its chance.
        runs: each of them.
    """

    scenario: Scenario
    seed: int
    runs: tuple[Run, ...]

    @cached_property
    def funders(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self.scenario.funder_policies())

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """Names of the workers' policies, each once."""
        return tuple(dict.fromkeys(self._followed))

    def funder(self, name: str, figure: str) -> Estimate:
        """A figure of a funder.

        Args:
            name: whose.
            figure: one of `FIGURES`.
        """
        index = self.funders.index(name)
        return estimate([FIGURES[figure](run.end.funders[index]) for run in self.runs])

    def balance(self, policy: str | None = None) -> Estimate:
        """Tokens that a worker ends with, in the mean.

        Args:
            policy: of workers who follow it only.
        """
        return Estimate(tuple(self.balance_at(run.end, policy) for run in self.runs))

    def balance_at(self, day: DayCounts, policy: str | None = None) -> float:
        """Tokens of a worker after a day, in the mean.

        Args:
            day: which.
            policy: of workers who follow it only.
        """
        wealth = [
            amount
            for amount, name in zip(day.wealth, self._followed, strict=True)
            if policy in {None, name}
        ]
        return sum(wealth) / len(wealth) / PRICE_ONE

    @cached_property
    def _followed(self) -> list[str]:
        """Names of each worker's policy."""
        return [policy.name for policy in self.scenario.worker_policies()]


def simulate_runs(
    scenario: Scenario, seed: int, runs: int, *, every_day: bool = True, spread: Spread = here
) -> Result:
    """Simulate several runs.

    Args:
        scenario: what.
        seed: of all of them; each has chance of its own.
        runs: how many.
        every_day: keep how everybody stood after each day, not in the end only.
        spread: where the work is done.

    Raises:
        InputError: there is no run, or a policy fails.
        BugmarkError: tokens were lost or made.
    """
    (result,) = simulate_all([scenario], seed, runs, every_day=every_day, spread=spread)
    return result


def simulate_all(
    scenarios: Sequence[Scenario],
    seed: int,
    runs: int,
    *,
    every_day: bool = True,
    spread: Spread = here,
) -> list[Result]:
    """Simulate several runs of several scenarios, all with the same chance.

    Args:
        scenarios: what.
        seed: of all of them; each run has chance of its own.
        runs: how many of each scenario.
        every_day: keep how everybody stood after each day, not in the end only.
        spread: where the work is done.

    Raises:
        InputError: there is no run, or a policy fails.
        BugmarkError: tokens were lost or made.
    """
    check_number(runs, "runs")
    tasks = [_Task(scenario, seed, run, every_day) for scenario in scenarios for run in range(runs)]
    done = tuple(spread(_simulated, tasks))
    return [
        Result(scenario, seed, done[place * runs : (place + 1) * runs])
        for place, scenario in enumerate(scenarios)
    ]


class _Task(NamedTuple):
    """One run, to be simulated anywhere."""

    scenario: Scenario
    seed: int
    run: int
    every_day: bool


def _simulated(task: _Task) -> Run:
    run = simulate(task.scenario, task.seed, task.run)
    return run if task.every_day else Run((run.end,))
