"""The paper's table again: exact, sampled and bounded, beside what is printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Final

from bugmark_py.jobs import Spread, here
from bugmark_py.lab.paper import COLUMNS, ROUNDING, TABLE
from bugmark_py.mechanisms.bounds import Bounds, Method, lower_bounds
from bugmark_py.mechanisms.delays import Estimate, expected_delays
from bugmark_py.mechanisms.distributions import parse_distribution
from bugmark_py.mechanisms.expected import Exact, exact_cs, exact_gcsod

_SLACK: Final = 1e-9
_SURE: Final = 3
_FEWEST: Final = 1_000
"""A printed mean that is explained by fewer samples only is not explained by sampling."""


class Verdict(StrEnum):
    """What is to be said of a printed cell."""

    AGREES = "agrees"
    SAMPLING = "sampling"
    IMPOSSIBLE = "impossible"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Cell:
    """One number of the table.

    Attributes:
        printed: the paper's.
        ours: exact, or the optimum of the paper's program.
        sampled: by Monte Carlo; None for bounds.
        valid: for bounds, the one that holds for every mechanism; else None.
        verdict: whether the printed one is right.
        why: in a sentence, where it does not agree.
    """

    printed: float
    ours: float
    sampled: Estimate | None
    valid: float | None
    verdict: Verdict
    why: str


@dataclass(frozen=True)
class TableRow:
    """A row of the table.

    Attributes:
        distribution: of the valuations.
        agents: how many bidders.
        cells: by column.
    """

    distribution: str
    agents: int
    cells: Mapping[str, Cell]

    @property
    def worst(self) -> float:
        """By how many standard errors sampled and exact differ at most."""
        return max(_apart(cell) for cell in self.cells.values() if cell.sampled is not None)

    @property
    def bounded(self) -> bool:
        """Whether the valid bounds are below both mechanisms."""
        return all(
            (self.cells[f"{delay}_bound"].valid or 0.0) <= self.cells[f"{delay}_{name}"].ours
            for delay in ("max", "sum")
            for name in ("cs", "gcsod")
        )


def table(
    *,
    samples: int,
    seed: int,
    segments: int,
    rows: Sequence[tuple[str, int]] = tuple(TABLE),
    spread: Spread = here,
) -> list[TableRow]:
    """Compute the table.

    Args:
        samples: profiles drawn for each row.
        seed: of the samples.
        segments: of the bounds' programs; the paper's are those of 100.
        rows: which, by distribution and number of bidders.
        spread: where the work is done.

    Raises:
        InputError: nothing can be computed from these.
        SolverError: a program was not solved.
    """
    sampled = [_sampled(row, samples, seed, spread) for row in rows]
    tasks = [(row, method) for row in rows for method in (Method.PAPER, Method.VALID)]
    bounds = dict(zip(tasks, spread(partial(_bounds, segments), tasks), strict=True))
    return [
        _row(row, found, bounds[row, Method.PAPER], bounds[row, Method.VALID], samples)
        for row, found in zip(rows, sampled, strict=True)
    ]


def _sampled(row: tuple[str, int], samples: int, seed: int, spread: Spread) -> dict[str, Estimate]:
    text, agents = row
    found = expected_delays(
        parse_distribution(text),
        agents,
        samples=samples,
        seed=seed,
        deadline=Fraction(1),
        spread=spread,
    )
    return {
        "max_gcsod": found.gcsod.max_delay,
        "max_cs": found.cs.max_delay,
        "sum_gcsod": found.gcsod.sum_delay,
        "sum_cs": found.cs.sum_delay,
    }


def _bounds(segments: int, task: tuple[tuple[str, int], Method]) -> Bounds:
    (text, agents), method = task
    return lower_bounds(parse_distribution(text), agents, segments=segments, method=method)


def _row(
    row: tuple[str, int],
    sampled: Mapping[str, Estimate],
    paper: Bounds,
    valid: Bounds,
    samples: int,
) -> TableRow:
    text, agents = row
    distribution = parse_distribution(text)
    printed = dict(zip(COLUMNS, TABLE[row], strict=True))
    exact = {"gcsod": exact_gcsod(distribution, agents), "cs": exact_cs(distribution, agents)}
    cells: dict[str, Cell] = {}
    for name, mechanism in exact.items():
        for delay in ("max", "sum"):
            column = f"{delay}_{name}"
            ours = _of(mechanism, delay)
            verdict, why = _judge(
                column, printed, ours, sampled[column], agents=agents, samples=samples
            )
            cells[column] = Cell(printed[column], ours, sampled[column], None, verdict, why)
    for delay in ("max", "sum"):
        column, ours = f"{delay}_bound", _of(paper, delay)
        agrees = abs(ours - printed[column]) <= ROUNDING + _SLACK
        why = "" if agrees else "the program has another optimum by this number of segments"
        verdict = Verdict.AGREES if agrees else Verdict.DIFFERS
        cells[column] = Cell(printed[column], ours, None, _of(valid, delay), verdict, why)
    return TableRow(text, agents, {column: cells[column] for column in COLUMNS})


def _of(delays: Exact | Bounds, delay: str) -> float:
    return delays.max_delay if delay == "max" else delays.sum_delay


def _judge(
    column: str,
    printed: Mapping[str, float],
    ours: float,
    sampled: Estimate,
    *,
    agents: int,
    samples: int,
) -> tuple[Verdict, str]:
    """Say whether a printed mean is right, and if not, why."""
    cell = printed[column]
    name = column.partition("_")[2]
    if agents == 1 and abs(cell - 1) > ROUNDING + _SLACK:
        return Verdict.IMPOSSIBLE, (
            "a single bidder pays only with a valuation of at least the cost, which has"
            " probability 0: her delay is 1 in every sample"
        )
    longest, total = printed[f"max_{name}"], printed[f"sum_{name}"]
    if agents == 2 and abs(2 * longest - total) > 3 * ROUNDING + _SLACK:  # noqa: PLR2004
        return Verdict.IMPOSSIBLE, (
            "of two bidders both pay or none does, so that in every sample the sum is twice the"
            f" max: {longest:.2f} and {total:.2f} cannot both be right"
            f" ({ours:.4f} is exact for this one)"
        )
    beyond = abs(cell - ours) - ROUNDING
    if beyond <= _SLACK:
        return Verdict.AGREES, ""
    deviation = sampled.error * samples**0.5
    most = int((_SURE * deviation / beyond) ** 2)
    if most < _FEWEST:
        return Verdict.DIFFERS, f"too far from {ours:.4f} for a mean of {_FEWEST:,} samples"
    return Verdict.SAMPLING, (
        f"within three standard errors of {ours:.4f} if it is a mean of at most {most:,} samples"
    )


def _apart(cell: Cell) -> float:
    if cell.sampled is None or abs(cell.sampled.mean - cell.ours) < _SLACK:
        return 0.0
    if cell.sampled.error == 0:
        return float("inf")
    return abs(cell.sampled.mean - cell.ours) / cell.sampled.error
