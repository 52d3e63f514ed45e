"""Figures of simulations. Needs the extra `lab`."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bugmark_py.errors import InputError
from bugmark_py.model.amounts import PRICE_ONE
from bugmark_py.simulation.engine import DayCounts
from bugmark_py.simulation.intervals import Estimate, estimate
from bugmark_py.simulation.results import FIGURES, Result
from bugmark_py.simulation.sweeps import Swept

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KINDS: Final = (".pdf", ".png", ".svg")
"""How the name of a figure's file ends."""

_WIDTH: Final = 10.0
_HEIGHT: Final = 7.0
_SWEPT: Final = ("resolution_days", "contract_fix_rate", "difficulty_4_closed_rate", "net_spend")
_TITLES: Final = {
    "resolution_days": "days from filing to closing",
    "contract_fix_rate": "contracts that settle FIXED",
    "difficulty_4_closed_rate": "four-day issues that are closed",
    "net_spend": "tokens spent, net",
}

Series = Callable[[DayCounts], float | None]


def check_kind(path: Path) -> None:
    """Refuse a file that no figure can be written to.

    Raises:
        InputError: its name ends in nothing known, or its folder is not there.
        ModuleNotFoundError: matplotlib is not installed.
    """
    if path.suffix.lower() not in KINDS:
        raise InputError(f"figure {path} is of no known kind: let it end in {', '.join(KINDS)}")
    if not path.absolute().parent.is_dir():
        raise InputError(f"there is no folder {path.absolute().parent}: make it, or name another")
    _new_figure()


def check_axes(axes: Collection[str]) -> None:
    """Refuse a sweep that no figure can show.

    Args:
        axes: the settings that are swept.

    Raises:
        InputError: there are several, which makes no line.
    """
    if len(axes) > 1:
        raise InputError("a figure of a sweep has one setting: sweep one, or leave --plot out")


def over_time(result: Result) -> "Figure":
    """Four panels over the days: means over runs, and the range of the runs.

    Args:
        result: the simulation, with every day.

    Raises:
        ValueError: it has the last day only.
        ModuleNotFoundError: matplotlib is not installed.
    """
    if any(len(run.days) != result.scenario.days for run in result.runs):
        raise ValueError("a figure over time needs every day: simulate with every_day=True")
    figure = _new_figure()
    panels: list[Axes] = list(figure.subplots(2, 2).flat)
    by_funder: list[tuple[str, Callable[[int], Series]]] = [
        ("issues closed", lambda index: lambda day: day.funders[index].closed),
        (
            "contracts that settled FIXED, so far",
            lambda index: lambda day: FIGURES["contract_fix_rate"](day.funders[index]),
        ),
        (
            "tokens spent, net",
            lambda index: lambda day: day.funders[index].net_spend / PRICE_ONE,
        ),
    ]
    for panel, (title, series) in zip(panels, by_funder, strict=False):
        for index, name in enumerate(result.funders):
            _draw_days(panel, result, name, series(index))
        panel.set_title(title)
    for policy in result.policies:
        _draw_days(panels[3], result, policy, _balance(result, policy))
    panels[3].set_title("tokens of a worker, in the mean")
    for panel in panels:
        panel.set_xlabel("day")
        panel.grid(visible=True, alpha=0.3)
        panel.legend()
    figure.suptitle(
        f"{len(result.runs)} runs of {result.scenario.days} days, seed {result.seed}; bands: range"
    )
    return figure


def over_sweep(swept: Sequence[Swept]) -> "Figure":
    """Four panels over the values of one setting: means, and confidence intervals.

    Args:
        swept: simulations that differ in one setting.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    (setting,) = swept[0].values
    figure = _new_figure()
    for panel, name in zip(figure.subplots(2, 2).flat, _SWEPT, strict=True):
        for funder in swept[0].result.funders:
            told = [(each.values[setting], each.result.funder(funder, name)) for each in swept]
            _draw_points(panel, funder, told)
        panel.set_title(_TITLES[name])
        panel.set_xlabel(setting)
        panel.grid(visible=True, alpha=0.3)
        panel.legend()
    first = swept[0].result
    figure.suptitle(f"{len(first.runs)} runs each, seed {first.seed}; bars: 95% intervals")
    return figure


def save(figure: "Figure", path: Path) -> None:
    """Write a figure.

    Args:
        figure: which.
        path: where; its name says what kind.
    """
    # Without dates, the same figure is the same file.
    dates = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}}
    figure.savefig(path, metadata=dates.get(path.suffix.lower()), dpi=150)


def _balance(result: Result, policy: str) -> Series:
    return lambda day: result.balance_at(day, policy)


def _draw_days(panel: "Axes", result: Result, label: str, series: Series) -> None:
    """A line for the mean of the runs, and a band for their range."""
    days, means, lows, highs = [], [], [], []
    for number in range(result.scenario.days):
        found = estimate([series(run.days[number]) for run in result.runs])
        if found.mean is not None:
            days.append(number + 1)
            means.append(found.mean)
            lows.append(min(found.values))
            highs.append(max(found.values))
    (line,) = panel.plot(days, means, label=label)
    panel.fill_between(days, lows, highs, color=line.get_color(), alpha=0.2, linewidth=0)


def _draw_points(panel: "Axes", label: str, told: Sequence[tuple[int, Estimate]]) -> None:
    """A point for each value, with its interval."""
    known = [(value, each.mean, each.interval) for value, each in told if each.mean is not None]
    halves = [0.0 if interval is None else interval.high - mean for _, mean, interval in known]
    values = [value for value, _, _ in known]
    means = [mean for _, mean, _ in known]
    panel.errorbar(values, means, yerr=halves, label=label, marker="o", capsize=3)


def _new_figure() -> "Figure":
    from matplotlib.figure import Figure  # noqa: PLC0415

    return Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
