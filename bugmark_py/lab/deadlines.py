"""Which deadline SD should have, and where CS, GCSOD and SD each win."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Final

from bugmark_py.errors import InputError
from bugmark_py.jobs import Spread, here
from bugmark_py.mechanisms.delays import Estimate, expected_delays
from bugmark_py.mechanisms.distributions import Distribution
from bugmark_py.mechanisms.expected import exact_cs, exact_gcsod, exact_sds

DEADLINES: Final = tuple(Fraction(each, 100) for each in range(1, 101))
"""Among which the best is looked for."""

MOST_AGENTS: Final = 200
"""For whom SD and CS are counted at all deadlines in seconds."""

_INTEGRATED: Final = 12
_SURE: Final = 3


@dataclass(frozen=True)
class Winner:
    """The mechanisms by one delay.

    Attributes:
        deadline: the best one of SD.
        cs: expected delay of CS.
        gcsod: of GCSOD; with an error of 0 where it is exact.
        sd: of SD at its best deadline.
        name: the shortest of them, `cs`, `gcsod`, or `sd` where its deadline is below 1; None where
            the sample does not tell.
    """

    deadline: Fraction
    cs: float
    gcsod: Estimate
    sd: float
    name: str | None


@dataclass(frozen=True)
class BestDeadlines:
    """The best deadlines for a number of bidders.

    Attributes:
        agents: how many bidders.
        max_delay: by the longest wait.
        sum_delay: by all waits together.
        curve: max and sum delay of SD at each of `DEADLINES`.
    """

    agents: int
    max_delay: Winner
    sum_delay: Winner
    curve: tuple[tuple[float, float], ...]


def best_deadlines(
    distribution: Distribution,
    agents: Sequence[int],
    *,
    samples: int,
    seed: int,
    spread: Spread = here,
) -> list[BestDeadlines]:
    """Return the best deadlines of SD, to a hundredth, and which mechanism wins.

    CS and SD are exact. GCSOD is, up to a dozen bidders and where there are no ties; else sampled.

    Args:
        distribution: what each of the valuations is drawn from, for a cost of 1.
        agents: numbers of bidders.
        samples: of GCSOD, where it is sampled.
        seed: of the samples.
        spread: where the work is done.

    Raises:
        InputError: nothing can be computed from these.
    """
    for count in agents:
        if not 0 < count <= MOST_AGENTS:
            raise InputError(f"{count} agents have no best deadline here: give 1 to {MOST_AGENTS}")
    return list(spread(partial(_best, distribution, samples, seed), agents))


def _best(distribution: Distribution, samples: int, seed: int, agents: int) -> BestDeadlines:
    cs = exact_cs(distribution, agents)
    sds = exact_sds(distribution, agents, DEADLINES)
    longest, total = _gcsod(distribution, agents, samples, seed)
    return BestDeadlines(
        agents,
        _winner(cs.max_delay, longest, [each.max_delay for each in sds]),
        _winner(cs.sum_delay, total, [each.sum_delay for each in sds]),
        tuple((each.max_delay, each.sum_delay) for each in sds),
    )


def _gcsod(
    distribution: Distribution, agents: int, samples: int, seed: int
) -> tuple[Estimate, Estimate]:
    """Max and sum delay of GCSOD."""
    if agents <= _INTEGRATED and distribution.continuous:
        exact = exact_gcsod(distribution, agents)
        return Estimate(exact.max_delay, 0.0), Estimate(exact.sum_delay, 0.0)
    sampled = expected_delays(
        distribution, agents, samples=samples, seed=seed, deadline=Fraction(1)
    ).gcsod
    return sampled.max_delay, sampled.sum_delay


def _winner(cs: float, gcsod: Estimate, sds: Sequence[float]) -> Winner:
    # Of equal ones the latest, so that SD is CS where it can do no better.
    place = min(range(len(sds)), key=lambda each: (round(sds[each], 12), -each))
    sd = sds[place]
    name: str | None = "sd" if DEADLINES[place] < 1 else "cs"
    if gcsod.mean < sd:
        name = "gcsod"
    if abs(gcsod.mean - sd) <= _SURE * gcsod.error:
        name = None
    return Winner(DEADLINES[place], cs, gcsod, sd, name)
