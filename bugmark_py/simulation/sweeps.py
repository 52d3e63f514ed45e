"""The same simulation for several values of some settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from bugmark_py.errors import InputError
from bugmark_py.jobs import Spread, here
from bugmark_py.simulation.results import Result, simulate_all
from bugmark_py.simulation.scenario import Scenario, deal

SETTINGS: Final = ("days", "issues", "maturation", "surprise", "tokens", "units", "workers")
"""Which settings can be swept."""

# More make no setting, and Python reads no more than some thousands.
_DIGITS: Final = 40


@dataclass(frozen=True)
class Point:
    """One scenario of a sweep.

    Attributes:
        values: of the settings that are swept.
        scenario: with these.
    """

    values: Mapping[str, int]
    scenario: Scenario


@dataclass(frozen=True)
class Swept:
    """One scenario of a sweep, simulated.

    Attributes:
        values: of the settings that are swept.
        result: the simulation.
    """

    values: Mapping[str, int]
    result: Result


def parse_sweep(text: str) -> tuple[str, tuple[int, ...]]:
    """Read a setting and its values.

    Args:
        text: such as `workers=5,10,20`.

    Raises:
        InputError: it is none.
    """
    name, equals, listed = text.partition("=")
    if name not in SETTINGS or not equals:
        raise InputError(
            f"sweep {text!r:.80} is none: write one of {', '.join(SETTINGS)}, an equals sign and"
            " values, such as workers=5,10,20"
        )
    values = []
    for each in listed.split(","):
        if not (each.isascii() and each.isdigit() and len(each) <= _DIGITS):
            raise InputError(f"sweep {text!r:.80}: {each!r:.40} is no whole number")
        values.append(int(each))
    if len(set(values)) != len(values):
        raise InputError(f"sweep {text!r:.80} names a value twice: name each once")
    return name, tuple(values)


def parse_sweeps(texts: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Read settings and their values.

    Args:
        texts: each such as `workers=5,10,20`.

    Raises:
        InputError: one of them is none, or a setting is named twice.
    """
    axes: dict[str, tuple[int, ...]] = {}
    for text in texts:
        name, values = parse_sweep(text)
        if name in axes:
            raise InputError(f"{name} is swept twice: name all its values at once")
        axes[name] = values
    return axes


def points(base: Scenario, axes: Mapping[str, Sequence[int]]) -> list[Point]:
    """Every combination of the values of some settings.

    Args:
        base: the other settings.
        axes: values by setting.

    Raises:
        InputError: one of them cannot be meant.
    """
    found = []
    for values in product(*axes.values()):
        chosen = dict(zip(axes, values, strict=True))
        changes: dict[str, int | tuple[str, ...]] = dict(chosen)
        if "workers" in chosen:
            policies = tuple(dict.fromkeys(base.workers))
            changes["workers"] = deal(policies, chosen["workers"])
        found.append(Point(chosen, replace(base, **changes)))  # type: ignore[arg-type]
    return found


def sweep(
    scenarios: Sequence[Point],
    seed: int,
    runs: int,
    *,
    every_day: bool = True,
    spread: Spread = here,
) -> list[Swept]:
    """Simulate each scenario of a sweep, all with the same chance.

    Args:
        scenarios: which.
        seed: of all of them.
        runs: how many of each.
        every_day: keep how everybody stood after each day, not in the end only.
        spread: where the work is done.

    Raises:
        InputError: there is no run, or a policy fails.
    """
    every = [point.scenario for point in scenarios]
    results = simulate_all(every, seed, runs, every_day=every_day, spread=spread)
    return [Swept(point.values, result) for point, result in zip(scenarios, results, strict=True)]
