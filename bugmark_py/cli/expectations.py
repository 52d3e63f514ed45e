"""`bugmark mechanism delays`, `advise`, `bounds`: what to expect before anybody has bid."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.work import work_options, working
from bugmark_py.errors import InputError
from bugmark_py.mechanisms.cases import parse_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from bugmark_py.cli.documents.mechanism import (
        ExactDelayFigures,
        MechanismAdviceDocument,
        MechanismBoundsDocument,
        MechanismDelayFigures,
        MechanismDelaysDocument,
    )
    from bugmark_py.mechanisms.delays import Delays, Estimate
    from bugmark_py.mechanisms.distributions import Distribution
    from bugmark_py.mechanisms.expected import Exact
    from bugmark_py.mechanisms.outcome import Mechanism

# For more bidders exact delays take longer than a moment.
_COUNTED = 300
_INTEGRATED = 12

_Command = TypeVar("_Command", bound=Callable[..., Any])

distribution_option = click.option(
    "--distribution",
    "law",
    required=True,
    metavar="LAW",
    help="Of valuations, in [0, 1] for a cost of 1: uniform(a,b), normal(mu,sigma) truncated to"
    " [0, 1], beta(a,b), or values(FILE).",
)
agents_option = click.option(
    "--agents", type=int, required=True, metavar="N", help="How many bidders."
)
plot_option = click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a figure: .png, .svg or .pdf.",
)
seed_option = click.option(
    "--seed", type=int, default=0, show_default=True, help="The same gives the same numbers."
)


def samples_option(default: int) -> Callable[[_Command], _Command]:
    """How many profiles are drawn."""
    return click.option(
        "--samples", type=int, default=default, show_default=True, help="How many profiles to draw."
    )


@click.command(cls=Command)
@distribution_option
@agents_option
@samples_option(100_000)
@seed_option
@click.option(
    "--deadline",
    metavar="NUMBER",
    help="That of SD, from 0 to 1.  [default: the one with the smallest max delay]",
)
@plot_option
@work_options
@pass_run
def delays(
    run: Run,
    *,
    law: str,
    agents: int,
    samples: int,
    seed: int,
    deadline: str | None,
    plot: Path | None,
    processes: int | None,
    cluster: str | None,
) -> None:
    """Estimate expected delays of CS, GCSOD and SD.

    By drawing profiles, each number with its standard error; and exactly where that can be done.
    Delays are in premium periods: the max delay is the longest wait, the sum delay all together.
    """
    from bugmark_py.mechanisms.delays import expected_delays  # noqa: PLC0415
    from bugmark_py.mechanisms.distributions import parse_distribution  # noqa: PLC0415

    distribution = parse_distribution(law)
    check_plot(plot)
    with working(
        run, "sampling", numbers=samples * agents, processes=processes, cluster=cluster
    ) as spread:
        found = expected_delays(
            distribution,
            agents,
            samples=samples,
            seed=seed,
            deadline=None if deadline is None else Fraction(parse_number(deadline)),
            spread=spread,
        )
    if plot is not None:
        from bugmark_py.lab.figures import of_delays  # noqa: PLC0415

        title = f"{agents} bidders, {distribution}, {samples:,} samples, seed {seed}"
        save_plot(of_delays(found, title), plot)
    exact = _exact(distribution, agents, found.deadline)
    document: MechanismDelaysDocument = {
        "gcsod": _figures(found.gcsod),
        "cs": _figures(found.cs),
        "sd": _figures(found.sd),
        "sd_deadline": str(found.deadline),
        "exact": {
            name: None if each is None else _exact_figures(each) for name, each in exact.items()
        },
        "distribution": str(distribution),
        "agents": agents,
        "samples": samples,
        "seed": seed,
    }
    run.say(f"{agents} bidders, {distribution}: {samples:,} samples, seed {seed}")
    sampled = {"cs": found.cs, "gcsod": found.gcsod, "sd": found.sd}
    names = {"cs": "CS", "gcsod": "GCSOD", "sd": f"SD at {found.deadline}"}
    rows = [
        (
            names[name],
            _cell(each.max_delay),
            _exact_cell(exact[name], "max_delay"),
            _cell(each.sum_delay),
            _exact_cell(exact[name], "sum_delay"),
        )
        for name, each in sampled.items()
    ]
    run.emit_table(document, ("", "max delay", "exact", "sum delay", "exact"), rows, "")


@click.command(cls=Command)
@distribution_option
@agents_option
@samples_option(100_000)
@seed_option
@work_options
@pass_run
def advise(
    run: Run,
    *,
    law: str,
    agents: int,
    samples: int,
    seed: int,
    processes: int | None,
    cluster: str | None,
) -> None:
    """Say whether CS or GCSOD is better for a pool, by the delays to expect.

    For the longest wait, and for all waits together; SD, which pools do not have, is shown beside
    them. Where the samples do not tell which is better, nothing is said.
    """
    from bugmark_py.mechanisms.advice import advise as advice_on  # noqa: PLC0415
    from bugmark_py.mechanisms.distributions import parse_distribution  # noqa: PLC0415

    distribution = parse_distribution(law)
    with working(
        run, "sampling", numbers=samples * agents, processes=processes, cluster=cluster
    ) as spread:
        found = advice_on(distribution, agents, samples=samples, seed=seed, spread=spread)
    expected = found.expected
    document: MechanismAdviceDocument = {
        "max_delay": None if found.max_delay is None else str(found.max_delay),
        "sum_delay": None if found.sum_delay is None else str(found.sum_delay),
        "expected": {
            "gcsod": _figures(expected.gcsod),
            "cs": _figures(expected.cs),
            "sd": _figures(expected.sd),
        },
        "sd_deadline": str(expected.deadline),
        "distribution": str(distribution),
        "agents": agents,
        "samples": samples,
        "seed": seed,
    }
    run.say(f"{agents} bidders, {distribution}: {samples:,} samples, seed {seed}")
    run.say(f"shorter longest wait: {_better(found.max_delay)}")
    run.say(f"less waiting in all: {_better(found.sum_delay)}")
    run.say("who has a second identity gains more under GCSOD than under CS")
    shown = {"CS": expected.cs, "GCSOD": expected.gcsod, f"SD at {expected.deadline}": expected.sd}
    rows = [(name, _cell(each.max_delay), _cell(each.sum_delay)) for name, each in shown.items()]
    run.emit_table(document, ("", "max delay", "sum delay"), rows, "")


@click.command(cls=Command)
@distribution_option
@agents_option
@click.option(
    "--segments",
    type=int,
    default=100,
    show_default=True,
    metavar="H",
    help="How finely types are told apart; 100 gives the paper's table.",
)
@click.option(
    "--method",
    type=click.Choice(["valid", "paper"]),
    default="valid",
    show_default=True,
    help="The program that holds for every mechanism, or the paper's, whose max does not.",
)
@plot_option
@pass_run
def bounds(
    run: Run, *, law: str, agents: int, segments: int, method: str, plot: Path | None
) -> None:
    """Say what expected delays no mechanism can be below.

    By linear programs over what bidders pay and wait in expectation. With --plot a figure of how
    the bounds grow with the number of segments.
    """
    from bugmark_py.mechanisms.bounds import Method, lower_bounds  # noqa: PLC0415
    from bugmark_py.mechanisms.distributions import parse_distribution  # noqa: PLC0415

    distribution = parse_distribution(law)
    check_plot(plot)
    found = lower_bounds(distribution, agents, segments=segments, method=Method(method))
    if plot is not None:
        from bugmark_py.lab.figures import of_convergence  # noqa: PLC0415

        grids = sorted({max(2, segments // part) for part in (16, 8, 4, 2)} - {segments})
        grown = {
            each: lower_bounds(distribution, agents, segments=each, method=Method(method))
            for each in grids
        }
        title = f"{agents} bidders, {distribution}: {method} bounds"
        save_plot(of_convergence({**grown, segments: found}, title), plot)
    document: MechanismBoundsDocument = {
        "max_delay": found.max_delay,
        "sum_delay": found.sum_delay,
    }
    run.emit(
        document,
        f"{agents} bidders, {distribution}: {method} bounds by {segments} segments",
        f"max delay at least {found.max_delay:.4f}",
        f"sum delay at least {found.sum_delay:.4f}",
    )


def check_plot(plot: Path | None) -> None:
    """Refuse a file that no figure can be written to, before anything is computed."""
    if plot is not None:
        from bugmark_py.simulation.plots import check_kind  # noqa: PLC0415

        check_kind(plot)


def save_plot(figure: "Figure", plot: Path) -> None:
    """Write a figure."""
    from bugmark_py.simulation.plots import save  # noqa: PLC0415

    save(figure, plot)


def distribution_of(law: str | None, bids: Path | None, cost: str) -> "Distribution":
    """The distribution that one of two options gives.

    Raises:
        InputError: neither of them, or both, or what they give is no distribution.
    """
    from bugmark_py.mechanisms.distributions import (  # noqa: PLC0415
        parse_distribution,
        read_text,
        read_values,
    )

    if (law is None) == (bids is None):
        raise InputError("write --distribution or --bids, and one of them only")
    if bids is None:
        return parse_distribution(law or "")
    shared = Fraction(parse_number(cost))
    if shared <= 0:
        raise InputError(f"cost {cost} is not above 0")
    if bids.suffix.lower() == ".json":
        from bugmark_py.lab.bids import parse_pools  # noqa: PLC0415

        return parse_pools(read_text(bids), bids)
    return read_values(bids, cost=shared)


def _exact(
    distribution: "Distribution", agents: int, deadline: Fraction
) -> "dict[str, Exact | None]":
    """Exact delays, where they take a moment."""
    from bugmark_py.mechanisms.expected import (  # noqa: PLC0415
        exact_cs,
        exact_gcsod,
        exact_sd,
    )

    counted = agents <= _COUNTED
    integrated = agents <= _INTEGRATED and distribution.continuous
    return {
        "cs": exact_cs(distribution, agents) if counted else None,
        "gcsod": exact_gcsod(distribution, agents) if integrated else None,
        "sd": exact_sd(distribution, agents, deadline) if counted else None,
    }


def _better(mechanism: "Mechanism | None") -> str:
    return "the samples do not tell" if mechanism is None else mechanism.upper()


def _figures(found: "Delays") -> "MechanismDelayFigures":
    return {
        "max_delay": found.max_delay.mean,
        "sum_delay": found.sum_delay.mean,
        "max_delay_se": found.max_delay.error,
        "sum_delay_se": found.sum_delay.error,
    }


def _exact_figures(found: "Exact") -> "ExactDelayFigures":
    return {"max_delay": found.max_delay, "sum_delay": found.sum_delay}


def _cell(estimate: "Estimate") -> str:
    return f"{estimate.mean:.4f} ± {estimate.error:.4f}"


def _exact_cell(exact: "Exact | None", name: str) -> str:
    return "" if exact is None else f"{getattr(exact, name):.4f}"
