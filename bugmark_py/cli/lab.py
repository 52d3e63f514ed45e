"""The lab: the papers' results again, checked and extended."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bugmark_py.cli.expectations import (
    check_plot,
    distribution_of,
    plot_option,
    samples_option,
    save_plot,
    seed_option,
)
from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.cli.work import work_options, working
from bugmark_py.errors import InputError
from bugmark_py.mechanisms.cases import format_number, parse_number

if TYPE_CHECKING:
    from bugmark_py.cli.documents.lab import (
        LabBest,
        LabBestDeadlineDocument,
        LabCell,
        LabCells,
        LabDominanceDocument,
        LabReportDocument,
        LabTableDocument,
    )
    from bugmark_py.lab.deadlines import Winner
    from bugmark_py.lab.table import Cell, TableRow

# A program takes about as long as so many random numbers.
_PROGRAM = 4 * 10**7
_MARKS = {"agrees": "", "sampling": "~", "impossible": "✗", "differs": "≠"}

_segments_option = click.option(
    "--segments",
    type=int,
    default=100,
    show_default=True,
    metavar="H",
    help="How finely the bounds tell types apart; 100 gives the paper's.",
)


@click.group(cls=Group)
def lab() -> None:
    """Compute the papers' results again, check them, and go on. No chain is needed."""


@lab.command()
@samples_option(1_000_000)
@seed_option
@_segments_option
@plot_option
@work_options
@pass_run
def table(
    run: Run,
    /,
    *,
    samples: int,
    seed: int,
    segments: int,
    plot: Path | None,
    **work: Any,  # noqa: ANN401
) -> None:
    """Show the paper's table of expected delays beside ours.

    Printed, then ours: exact delays, bounds by the paper's program; beside them the bound that
    holds for every mechanism. ~ marks a printed mean that sampling explains, ✗ one that cannot be
    right. Below: why, and by how many standard errors exact and sampled differ.
    """
    from bugmark_py.lab.table import table as compute  # noqa: PLC0415

    check_plot(plot)
    with working(
        run,
        "the table",
        numbers=60 * samples + 24 * _PROGRAM,
        **work,
    ) as spread:
        rows = compute(samples=samples, seed=seed, segments=segments, spread=spread)
    if plot is not None:
        from bugmark_py.lab.figures import of_table  # noqa: PLC0415

        save_plot(of_table(rows), plot)
    document: LabTableDocument = {
        "rows": [
            {
                "distribution": row.distribution,
                "agents": row.agents,
                "cells": _cells(row),
                "worst_z": row.worst,
                "bounds_below": row.bounded,
            }
            for row in rows
        ],
        "samples": samples,
        "seed": seed,
        "segments": segments,
    }
    _show_table(run, document, rows)


def _show_table(run: Run, document: "LabTableDocument", rows: "list[TableRow]") -> None:
    if run.json:
        run.emit(document)
        return
    for law in dict.fromkeys(row.distribution for row in rows):
        run.say(law)
        shown = [
            [
                str(row.agents),
                delay,
                *(_cell_text(row.cells[f"{delay}_{name}"]) for name in ("gcsod", "cs", "bound")),
                f"{row.cells[f'{delay}_bound'].valid:.3f}",
            ]
            for row in rows
            if row.distribution == law
            for delay in ("max", "sum")
        ]
        columns = ["n", "delay", "GCSOD", "CS", "paper's bound", "valid bound"]
        run.emit_table(document, columns, shown, "")
        run.say("")
    said: set[str] = set()
    for row in rows:
        for column, cell in row.cells.items():
            if cell.why and cell.why not in said:
                said.add(cell.why)
                run.say(f"{row.distribution}, n = {row.agents}, {column}: {cell.why}")
    run.say("")
    worst = max(row.worst for row in rows)
    run.say(
        f"{document['samples']:,} samples a row, seed {document['seed']},"
        f" {document['segments']} segments; exact and sampled are at most {worst:.1f} standard"
        " errors apart"
    )


def _cells(row: "TableRow") -> "LabCells":
    found = {column: _cell(cell) for column, cell in row.cells.items()}
    return {
        "max_gcsod": found["max_gcsod"],
        "max_cs": found["max_cs"],
        "max_bound": found["max_bound"],
        "sum_gcsod": found["sum_gcsod"],
        "sum_cs": found["sum_cs"],
        "sum_bound": found["sum_bound"],
    }


def _cell(cell: "Cell") -> "LabCell":
    return {
        "paper": cell.printed,
        "ours": cell.ours,
        "sampled": None if cell.sampled is None else cell.sampled.mean,
        "sampled_se": None if cell.sampled is None else cell.sampled.error,
        "valid": cell.valid,
        "verdict": str(cell.verdict),
        "why": cell.why,
    }


def _cell_text(cell: "Cell") -> str:
    return f"{cell.printed:.2f} {cell.ours:.3f}{_MARKS[cell.verdict]}"


@lab.command("best-deadline")
@click.option("--distribution", "law", metavar="LAW", help="Of valuations, for a cost of 1.")
@click.option(
    "--bids",
    type=click.Path(path_type=Path),
    help="A file of past pools' bids, from which valuations are drawn instead: numbers, or, in a"
    " .json, what `pool show --json` printed, of each pool for its own cost.",
)
@click.option(
    "--cost", metavar="NUMBER", default="1", help="Of the numbers in --bids: what those pools cost."
)
@click.option(
    "--agents",
    default="2,5,10,20,50",
    show_default=True,
    metavar="N,...",
    help="Numbers of bidders.",
)
@samples_option(100_000)
@seed_option
@plot_option
@work_options
@pass_run
def best_deadline(
    run: Run,
    /,
    *,
    law: str | None,
    bids: Path | None,
    cost: str,
    agents: str,
    samples: int,
    seed: int,
    plot: Path | None,
    **work: Any,  # noqa: ANN401
) -> None:
    """Find the best deadline of SD, and where CS, GCSOD and SD each win.

    By the expected max delay and by the sum delay, among hundredths of the premium period. CS and
    SD are exact; GCSOD is for up to 12 bidders, and for more or for bids sampled.
    """
    from bugmark_py.lab.deadlines import best_deadlines  # noqa: PLC0415

    distribution = distribution_of(law, bids, cost)
    counts = _numbers(agents)
    check_plot(plot)
    with working(
        run,
        "deadlines",
        numbers=sum(each * samples for each in counts),
        **work,
    ) as spread:
        found = best_deadlines(distribution, counts, samples=samples, seed=seed, spread=spread)
    if plot is not None:
        from bugmark_py.lab.figures import of_deadlines  # noqa: PLC0415

        save_plot(of_deadlines(found, f"SD, {distribution}"), plot)
    document: LabBestDeadlineDocument = {
        "distribution": str(distribution),
        "best": [
            {
                "agents": each.agents,
                "max_delay": _best(each.max_delay),
                "sum_delay": _best(each.sum_delay),
            }
            for each in found
        ],
        "samples": samples,
        "seed": seed,
    }
    rows = [
        [str(each.agents), what, *_winner_row(winner)]
        for each in found
        for what, winner in (("max", each.max_delay), ("sum", each.sum_delay))
    ]
    run.say(f"{distribution}: {samples:,} samples where GCSOD is sampled, seed {seed}")
    columns = ("n", "delay", "CS", "GCSOD", "SD", "at", "shortest")
    run.emit_table(document, columns, rows, "")


def _numbers(text: str) -> list[int]:
    try:
        return [int(each) for each in text.split(",")]
    except ValueError:
        raise InputError(f"{text!r} are no numbers of bidders: write some such as 2,5,10") from None


def _best(winner: "Winner") -> "LabBest":
    return {
        "deadline": format_number(winner.deadline),
        "cs": winner.cs,
        "gcsod": winner.gcsod.mean,
        "gcsod_se": winner.gcsod.error,
        "sd": winner.sd,
        "winner": winner.name,
    }


def _winner_row(winner: "Winner") -> list[str]:
    error = f" ± {winner.gcsod.error:.4f}" if winner.gcsod.error else ""
    return [
        f"{winner.cs:.4f}",
        f"{winner.gcsod.mean:.4f}{error}",
        f"{winner.sd:.4f}",
        f"{float(winner.deadline):.2f}",
        "none alone" if winner.name is None else winner.name.upper(),
    ]


@lab.command()
@click.option("--agents", type=int, default=3, show_default=True, metavar="N", help="Bidders.")
@click.option(
    "--values",
    metavar="NUMBER,...",
    default="",
    help="Further valuations of the grid, beside 0 and 1/k for each k.",
)
@click.option(
    "--delay",
    type=click.Choice(["max", "sum"]),
    default="max",
    show_default=True,
    help="Which delay is compared with CSOD's.",
)
@click.option("--proof", is_flag=True, help="Show the constraints that contradict each other.")
@plot_option
@pass_run
def dominance(
    run: Run, *, agents: int, values: str, delay: str, proof: bool, plot: Path | None
) -> None:
    """Show that nothing strategy-proof has shorter delays than CSOD (theorem 4.1).

    A linear program over all profiles of a grid: strategy-proof, individually rational, budget
    balanced, sold where CSOD sells, delays at most CSOD's. It is infeasible, or what it allows has
    CSOD's delays; the proof is checked in exact fractions.
    """
    from bugmark_py.mechanisms.dominance import Delay, Verdict, grid_of  # noqa: PLC0415
    from bugmark_py.mechanisms.dominance import dominance as find  # noqa: PLC0415

    check_plot(plot)
    more = [Fraction(parse_number(each.strip())) for each in values.split(",") if each.strip()]
    grid = grid_of(agents, more)
    found = find(agents, grid, Delay(delay))
    certificate = found.certificate
    document: LabDominanceDocument = {
        "verdict": str(found.verdict),
        "delay": delay,
        "agents": agents,
        "grid": [format_number(each) for each in grid],
        "profiles": found.profiles,
        "csod": format_number(found.csod),
        "least": None if found.least is None else format_number(found.least),
        "certificate_checked": certificate.holds(),
        "certificate_value": format_number(certificate.value),
        "certificate": [
            {"constraint": certificate.rows[place].name, "multiplier": format_number(each)}
            for place, each in certificate.multipliers.items()
        ],
    }
    told = {
        Verdict.INFEASIBLE: "nothing strategy-proof has delays of at most CSOD's",
        Verdict.EQUAL: f"what is strategy-proof has CSOD's delays at least: {document['csod']}",
        Verdict.DOMINATED: f"CSOD is dominated: {document['least']} instead of {document['csod']}",
    }
    if plot is not None:
        from bugmark_py.lab.figures import of_dominance  # noqa: PLC0415

        save_plot(of_dominance(found, told[found.verdict]), plot)
    profiles = f"{agents} bidders, {found.profiles} profiles of {', '.join(document['grid'])}"
    lines = [
        f"{profiles}: {told[found.verdict]} ({delay} delay, all profiles together)",
        f"proven in exact fractions by {len(certificate.multipliers)} constraints",
    ]
    if proof:
        lines += [
            f"{each['multiplier']} x {each['constraint']}" for each in document["certificate"]
        ]
    run.emit(document, *lines)


@lab.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="lab-report.html",
    show_default=True,
    help="The page to write.",
)
@samples_option(1_000_000)
@seed_option
@_segments_option
@click.option("--runs", type=int, default=5, show_default=True, help="Of the market simulation.")
@work_options
@pass_run
def report(
    run: Run,
    /,
    *,
    out: Path,
    samples: int,
    seed: int,
    segments: int,
    runs: int,
    **work: Any,  # noqa: ANN401
) -> None:
    """Write one self-contained page with all results: tables, figures, settings, seeds.

    Exits with 1 if one of its claims does not hold.
    """
    from bugmark_py.lab.report import make_report  # noqa: PLC0415

    if not out.absolute().parent.is_dir():
        raise InputError(f"there is no folder {out.absolute().parent}: make it, or name another")
    with working(
        run,
        "the report",
        numbers=60 * samples + 40 * _PROGRAM,
        **work,
    ) as spread:
        page = make_report(samples=samples, seed=seed, segments=segments, runs=runs, spread=spread)
    out.write_text(page.html, encoding="utf-8")
    document: LabReportDocument = {"report": str(out), "claims": dict(page.claims)}
    marks = {True: "holds", False: "does NOT hold"}
    run.emit(
        document,
        *(f"{marks[holds]}: {claim}" for claim, holds in page.claims.items()),
        f"written to {out}",
    )
    if not all(page.claims.values()):
        click.get_current_context().exit(1)
