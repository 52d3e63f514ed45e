"""The report's part on the market simulation: what prices do to work."""

from collections.abc import Sequence
from typing import Final

from bugmark_py.errors import InputError
from bugmark_py.jobs import Spread, here
from bugmark_py.lab.page import drawn, listed, paragraph, section, tabulated
from bugmark_py.simulation import plots
from bugmark_py.simulation.conclusions import Conclusion, Verdict, conclude, kept, shown
from bugmark_py.simulation.intervals import Estimate
from bugmark_py.simulation.policies import WORKERS
from bugmark_py.simulation.results import FIGURES, Result, simulate_all, simulate_runs
from bugmark_py.simulation.scenario import Scenario
from bugmark_py.simulation.sweeps import points, sweep

# What the paper's scenario must show of correlatedPay beside inversePay, and how it reads.
_CLAIMS: Final = {
    "difficulty_4_closed_rate": (Verdict.MORE, "gets more four-day issues closed"),
    "resolution_days": (Verdict.MORE, "waits longer for closed issues"),
    "contract_fix_rate": (Verdict.LESS, "has fewer contracts fixed"),
    "workdays": (Verdict.MORE, "gets more work done"),
    "earnings": (Verdict.MORE, "earns more from UNFIXED contracts"),
    "net_spend": (Verdict.LESS, "spends less"),
}
_WORKERS: Final = (2, 5, 10, 20, 40)
_STEERED: Final = ("difficulty_4_closed_rate", "contract_fix_rate", "workdays")
# With two, half of the seeds show too little to tell.
_FEWEST: Final = 3


def check_runs(runs: int) -> None:
    """Refuse so few runs that intervals tell nothing.

    Raises:
        InputError: there are fewer than three.
    """
    if runs < _FEWEST:
        raise InputError(f"runs {runs} are too few to tell: write {_FEWEST} or more")


def market(seed: int, runs: int, spread: Spread = here) -> tuple[str, dict[str, bool]]:
    """Simulate the paper's scenario, and variations of it.

    Args:
        seed: of the simulations.
        runs: of each.
        spread: where the work is done.

    Returns:
        The section, and whether each of its claims holds.

    Raises:
        InputError: there are too few runs.
    """
    check_runs(runs)
    scenario = Scenario()
    result = simulate_runs(scenario, seed, runs, spread=spread)
    conclusions = conclude(result)
    workers = len(scenario.workers)
    others = [Scenario(workers=workers * (name,)) for name in WORKERS]
    found = simulate_all(others, seed, runs, every_day=False, spread=spread)
    swept = sweep(
        points(scenario, {"workers": _WORKERS}), seed, runs, every_day=False, spread=spread
    )
    part = section(
        "The market simulation (WEIS 2018)",
        paragraph(
            f"{runs} runs of {scenario.days} days, seed {seed}. {workers} price-first workers;"
            " correlatedPay pays more for harder issues, inversePay less. Differences are taken run"
            " by run; they are seen where their 95% interval does not hold 0."
        ),
        _figures(result),
        tabulated(
            "What the runs show",
            ["", "difference", "95% interval"],
            [[each.text, *shown(each.difference)] for each in conclusions],
        ),
        listed(kept(result)),
        drawn(plots.over_time(result), "The simulation over its days"),
        paragraph(
            "Prices steer those who look at them: the same funders and issues, with workers who"
            " choose otherwise."
        ),
        _steered(found),
        drawn(plots.over_sweep(swept), "The simulation over the number of workers"),
    )
    return part, _claims(conclusions)


def _claims(conclusions: Sequence[Conclusion]) -> dict[str, bool]:
    verdicts = {each.figure: each.verdict for each in conclusions}
    return {
        f"simulation: who pays more for harder issues {text}": verdicts[figure] is wanted
        for figure, (wanted, text) in _CLAIMS.items()
    }


def _figures(result: Result) -> str:
    """Each funder's figures, with intervals."""
    rows = [
        [figure.replace("_", " "), *(_estimate(result.funder(n, figure)) for n in result.funders)]
        for figure in FIGURES
    ]
    rows.append(["tokens of a worker in the end", _estimate(result.balance()), ""])
    return tabulated("Means over runs, with 95% intervals", ["", *result.funders], rows)


def _estimate(estimate: Estimate) -> str:
    if estimate.mean is None or estimate.interval is None:
        return ""
    low, high = estimate.interval.low, estimate.interval.high
    return f"{estimate.mean:,.3f} ({low:,.3f} to {high:,.3f})"


def _steered(found: Sequence[Result]) -> str:
    """How funders differ, by how workers choose."""
    rows = [
        [*result.policies, each.text, *shown(each.difference)]
        for result in found
        for each in conclude(result)
        if each.figure in _STEERED
    ]
    return tabulated(
        "The funders' difference, by how workers choose",
        ["workers", "", "difference", "95% interval"],
        rows,
    )
