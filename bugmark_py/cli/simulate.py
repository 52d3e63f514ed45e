"""Simulations of the market."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from bugmark_py.cli.run import Command, Group, Run, pass_run
from bugmark_py.cli.work import work_options, working
from bugmark_py.errors import InputError

if TYPE_CHECKING:
    from bugmark_py.cli.documents.simulation import (
        BalanceFigures,
        ChainBalance,
        FunderFigures,
        SimulationDocument,
        SimulationFields,
        SweepDocument,
        WorkerFigures,
    )
    from bugmark_py.simulation.intervals import Estimate
    from bugmark_py.simulation.onchain import ChainRun, Compared
    from bugmark_py.simulation.results import Result
    from bugmark_py.simulation.scenario import Scenario
    from bugmark_py.simulation.sweeps import Swept

_FUNDERS = ("correlatedPay", "inversePay")
_WORKERS = ("price-first",)
# What an issue or a worker takes of a day, in random numbers that could be drawn meanwhile.
_NUMBERS = 400
# Tokens and numbers; rates and days are smaller.
_LARGE = 100
# What a table of a sweep has room for.
_SWEPT = {
    "resolution_days": "days to close",
    "difficulty_4_closed_rate": "4-day closed",
    "contract_fix_rate": "fix rate",
    "net_spend": "net spend",
}


@click.group(cls=Group)
def simulate() -> None:
    """Simulate how people trade and work."""


@simulate.command("weis", cls=Command)
@click.option("--days", type=int, default=180, show_default=True, help="How many days.")
@click.option("--runs", type=int, default=5, show_default=True, help="How many runs.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same gives the same.")
@click.option(
    "--funder",
    "funders",
    multiple=True,
    metavar="POLICY",
    help="A funder, once for each: correlatedPay, inversePay, fixedPay, randomPay or your own, as"
    " FILE.py:CLASS.  [default: correlatedPay, inversePay]",
)
@click.option("--workers", type=int, default=10, show_default=True, help="How many workers.")
@click.option(
    "--worker",
    "policies",
    multiple=True,
    metavar="POLICY",
    help="How workers choose; several are dealt in turn: price-first, reward-seeking, risk-averse,"
    " random or your own, as FILE.py:CLASS.  [default: price-first]",
)
@click.option("--issues", type=int, default=10, show_default=True, help="Of a funder, a day.")
@click.option(
    "--prices",
    default="0.7,0.8,0.9",
    show_default=True,
    help="What funders offer for UNFIXED; as many as there are difficulties.",
)
@click.option(
    "--surprise", type=int, default=40, show_default=True, help="Percent with a day more of work."
)
@click.option("--units", type=int, default=100, show_default=True, help="Of each offer.")
@click.option(
    "--maturation", type=int, default=2, show_default=True, help="Days after the day of the offer."
)
@click.option(
    "--tokens", type=int, default=1000, show_default=True, help="What a worker begins with."
)
@click.option(
    "--sweep",
    "sweeps",
    multiple=True,
    metavar="SETTING=VALUE,...",
    help="Simulate each value, of several settings each combination: days, issues, maturation,"
    " surprise, tokens, units, workers.",
)
@click.option(
    "--on-chain",
    is_flag=True,
    help="Have the same agents trade on the real contracts, on a node of their own, and compare"
    " balances to the base unit. A day takes half a second to a second.",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a figure over time, or over a sweep: .png, .svg or .pdf.",
)
@work_options
@pass_run
def weis(
    run: Run,
    /,
    *,
    runs: int,
    seed: int,
    sweeps: Sequence[str],
    on_chain: bool,
    plot: Path | None,
    processes: int | None,
    cluster: str | None,
    **settings: Any,  # noqa: ANN401
) -> None:
    """Show how prices steer work: funders pay by difficulty, workers choose by price.

    The simulation of "A Trading Market to Incentivize Secure Software" (WEIS 2018). Each day each
    funder files issues and offers to buy UNFIXED on them; each worker without an issue takes an
    offer that he can afford, and works until it is done. Without options it is the paper's.
    """
    from bugmark_py.simulation import plots  # noqa: PLC0415
    from bugmark_py.simulation.sweeps import parse_sweeps, points, sweep  # noqa: PLC0415

    scenario = _scenario(**settings)
    axes = parse_sweeps(sweeps)
    if plot is not None:
        plots.check_axes(axes)
        plots.check_kind(plot)
    if axes and on_chain:
        raise InputError("a sweep is simulated in memory: leave out --sweep, or --on-chain")
    scenarios = points(scenario, axes)
    # Days are for the figure over time, and take room.
    over_days = plot is not None and not axes
    numbers = sum(_numbers(point.scenario) for point in scenarios) * runs
    with working(
        run, "simulating", numbers=numbers, processes=processes, cluster=cluster
    ) as spread:
        swept = sweep(scenarios, seed, runs, every_day=over_days, spread=spread)
    if axes:
        if plot is not None:
            plots.save(plots.over_sweep(swept), plot)
        _show_sweep(run, swept)
        return
    # Nothing is swept: there is but one.
    result = swept[0].result
    chain_runs = _on_chain(run, scenario, seed, runs) if on_chain else ()
    if plot is not None:
        plots.save(plots.over_time(result), plot)
    _show(run, result, chain_runs)


def _scenario(
    *, funders: Sequence[str], workers: int, policies: Sequence[str], prices: str, **rest: int
) -> "Scenario":
    """What the options say.

    Raises:
        InputError: one of them cannot be meant.
    """
    from bugmark_py.model.amounts import parse_price  # noqa: PLC0415
    from bugmark_py.simulation.scenario import Scenario, deal  # noqa: PLC0415

    return Scenario(
        funders=tuple(funders) or _FUNDERS,
        workers=deal(policies or _WORKERS, workers),
        prices=tuple(parse_price(each) for each in prices.split(",")),
        **rest,
    )


def _on_chain(run: Run, scenario: "Scenario", seed: int, runs: int) -> "Sequence[ChainRun]":
    """Simulate on the contracts."""
    from bugmark_py.simulation.onchain import simulate_on_chain  # noqa: PLC0415

    anvil = run.settings.anvil
    with _progress(run, runs * scenario.days) as passed:
        return [
            simulate_on_chain(scenario, seed, number, anvil=anvil, passed=passed)
            for number in range(runs)
        ]


def _numbers(scenario: "Scenario") -> int:
    """As much work as drawing so many random numbers: it goes with issues and workers."""
    a_day = len(scenario.funders) * scenario.issues + len(scenario.workers)
    return _NUMBERS * a_day * scenario.days


@contextmanager
def _progress(run: Run, days: int) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far a simulation is; yields what is told of each day."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    console = Console(stderr=True)
    watched = console.is_terminal and not run.json
    with Progress(console=console, transient=True, disable=not watched) as progress:
        task = progress.add_task("simulating", total=days)
        yield lambda _: progress.advance(task)


# --- Showing -------------------------------------------------------------------------------------


def _show(run: Run, result: "Result", chain_runs: "Sequence[ChainRun]") -> None:
    from bugmark_py.simulation.conclusions import conclude, kept, shown  # noqa: PLC0415
    from bugmark_py.simulation.intervals import CONFIDENCE  # noqa: PLC0415
    from bugmark_py.simulation.results import FIGURES  # noqa: PLC0415

    rows = [
        [figure.replace("_", " "), *(_cell(result.funder(name, figure)) for name in result.funders)]
        for figure in FIGURES
    ]
    run.emit_table(_document(result, chain_runs), ["", *result.funders], rows, "")
    if run.json:
        return
    for policy in result.policies:
        click.echo(f"A {policy} worker ends with {_cell(result.balance(policy))} tokens.")
    click.echo("")
    concluded = [[f"{each.text}.", *shown(each.difference)] for each in conclude(result)]
    columns = ["What the runs show", "difference", f"{CONFIDENCE:.0%} interval"]
    run.emit_table({}, columns, concluded, "")
    click.echo("")
    for line in kept(result):
        click.echo(f"{line}.")
    for number, each in enumerate(chain_runs, start=1):
        click.echo(
            f"Run {number} on the contracts: the balances of {len(each.balances)} accounts are\n"
            "those of the simulation, to the base unit."
        )


def _show_sweep(run: Run, swept: "Sequence[Swept]") -> None:
    document: SweepDocument = {
        "sweep": [{"settings": dict(each.values), **_fields(each.result)} for each in swept]
    }
    columns = [*swept[0].values, "funder", *_SWEPT.values()]
    rows = [
        [
            *(str(value) for value in each.values.values()),
            name,
            *(_mean(each.result.funder(name, figure)) for figure in _SWEPT),
        ]
        for each in swept
        for name in each.result.funders
    ]
    run.emit_table(document, columns, rows, "")


def _document(result: "Result", chain_runs: "Sequence[ChainRun]") -> "SimulationDocument":
    fields = _fields(result)
    document: SimulationDocument = {
        "funders": fields["funders"],
        "workers": fields["workers"],
        "runs": fields["runs"],
        "days": fields["days"],
        "seed": fields["seed"],
    }
    if chain_runs:
        document["on_chain"] = [
            {name: _compared(balance, each) for name, balance in each.balances.items()}
            for each in chain_runs
        ]
    return document


def _compared(balance: "Compared", of: "ChainRun") -> "ChainBalance":
    from bugmark_py.model.amounts import format_tokens  # noqa: PLC0415

    return {
        "simulated": format_tokens(balance.simulated, of.decimals),
        "chain": format_tokens(balance.chain, of.decimals),
    }


def _fields(result: "Result") -> "SimulationFields":
    return {
        "funders": {name: _funder(result, name) for name in result.funders},
        "workers": _workers(result),
        "runs": len(result.runs),
        "days": result.scenario.days,
        "seed": result.seed,
    }


def _funder(result: "Result", name: str) -> "FunderFigures":
    from bugmark_py.simulation.results import FIGURES  # noqa: PLC0415

    found: dict[str, float | None] = {}
    for figure in FIGURES:
        estimate = result.funder(name, figure)
        found[figure] = estimate.mean
        found[f"{figure}_sd"] = estimate.sd
    return cast("FunderFigures", found)


def _workers(result: "Result") -> "WorkerFigures":
    balance = result.balance()
    found: WorkerFigures = {"mean_balance": balance.mean or 0.0, "mean_balance_sd": balance.sd}
    if len(result.policies) > 1:
        found["policies"] = {name: _balance(result.balance(name)) for name in result.policies}
    return found


def _balance(estimate: "Estimate") -> "BalanceFigures":
    return {"mean_balance": estimate.mean or 0.0, "mean_balance_sd": estimate.sd}


def _cell(estimate: "Estimate") -> str:
    """A mean with its deviation."""
    deviation = "" if estimate.sd is None else f" ± {_number(estimate.sd)}"
    return f"{_mean(estimate)}{deviation}"


def _mean(estimate: "Estimate") -> str:
    return "-" if estimate.mean is None else _number(estimate.mean)


def _number(value: float) -> str:
    return f"{value:,.3f}" if abs(value) < _LARGE else f"{value:,.1f}"
