"""Figures of expected delays and bounds."""

from collections.abc import Mapping, Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bugmark_py.mechanisms.bounds import Bounds
from bugmark_py.mechanisms.delays import Delays, Estimate, ExpectedDelays

_WIDTH: Final = 9.0
_HEIGHT: Final = 4.0


def of_delays(found: ExpectedDelays, title: str) -> Figure:
    """Bars of the expected delays of each mechanism, with three standard errors.

    Args:
        found: the delays.
        title: what they are of.
    """
    mechanisms: Mapping[str, Delays] = {"CS": found.cs, "GCSOD": found.gcsod, "SD": found.sd}
    figure, (longest, total) = _panels(title)
    _bars(longest, {name: each.max_delay for name, each in mechanisms.items()})
    _bars(total, {name: each.sum_delay for name, each in mechanisms.items()})
    longest.set_title("expected max delay")
    total.set_title("expected sum delay")
    return figure


def of_convergence(found: Mapping[int, Bounds], title: str) -> Figure:
    """Lines of both bounds over the number of segments.

    Args:
        found: bounds by number of segments.
        title: what they are of.
    """
    figure, (longest, total) = _panels(title)
    _line(longest, list(found), [each.max_delay for each in found.values()], "")
    _line(total, list(found), [each.sum_delay for each in found.values()], "")
    longest.set_title("bound on the max delay")
    total.set_title("bound on the sum delay")
    for panel in (longest, total):
        panel.set_xlabel("segments")
        panel.set_xscale("log")
    return figure


def _panels(title: str) -> tuple[Figure, tuple[Axes, Axes]]:
    figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    left, right = figure.subplots(1, 2)
    figure.suptitle(title)
    for panel in (left, right):
        panel.grid(visible=True, alpha=0.3)
    return figure, (left, right)


def _bars(panel: Axes, estimates: Mapping[str, Estimate]) -> None:
    panel.bar(
        list(estimates),
        [each.mean for each in estimates.values()],
        yerr=[3 * each.error for each in estimates.values()],
        capsize=4,
    )
    panel.set_ylim(bottom=0)


def _line(panel: Axes, x: Sequence[float], y: Sequence[float], label: str) -> None:
    panel.plot(x, y, marker="o", markersize=3, label=label)
