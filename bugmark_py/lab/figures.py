"""Figures of expected delays and bounds."""

from collections.abc import Mapping, Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bugmark_py.lab.deadlines import DEADLINES, BestDeadlines
from bugmark_py.lab.table import TableRow
from bugmark_py.mechanisms.bounds import Bounds
from bugmark_py.mechanisms.delays import Delays, Estimate, ExpectedDelays
from bugmark_py.mechanisms.dominance import Dominance

_WIDTH: Final = 9.0
_HEIGHT: Final = 4.0
_BAR: Final = 0.25
_PROOF: Final = 40


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


def of_table(rows: Sequence[TableRow]) -> Figure:
    """Lines over the number of bidders, a row of panels for each distribution.

    Args:
        rows: of the paper's table.
    """
    laws = list(dict.fromkeys(row.distribution for row in rows))
    figure = Figure(figsize=(_WIDTH, _HEIGHT * len(laws)), layout="constrained")
    panels = figure.subplots(len(laws), 2, squeeze=False)
    for law, pair in zip(laws, panels, strict=True):
        of = [row for row in rows if row.distribution == law]
        for delay, panel in zip(("max", "sum"), pair, strict=True):
            _draw_rows(panel, of, delay)
            panel.set_title(f"{law}: {delay} delay")
    return figure


def _draw_rows(panel: Axes, rows: Sequence[TableRow], delay: str) -> None:
    agents = [row.agents for row in rows]
    for name, label in (("gcsod", "GCSOD"), ("cs", "CS"), ("bound", "the paper's bound")):
        cells = [row.cells[f"{delay}_{name}"] for row in rows]
        _line(panel, agents, [cell.ours for cell in cells], label)
        panel.plot(agents, [cell.printed for cell in cells], "x", color="black", markersize=5)
    valid = [row.cells[f"{delay}_bound"].valid or 0.0 for row in rows]
    _line(panel, agents, valid, "valid bound")
    panel.set_xlabel("bidders (x: printed)")
    panel.set_ylim(bottom=0)
    panel.grid(visible=True, alpha=0.3)
    panel.legend()


def of_deadlines(found: Sequence[BestDeadlines], title: str) -> Figure:
    """Delays of SD over its deadline, for each number of bidders, with the best one marked.

    Args:
        found: by number of bidders.
        title: what they are of.
    """
    figure, panels = _panels(title)
    deadlines = [float(each) for each in DEADLINES]
    for place, (panel, what) in enumerate(zip(panels, ("max", "sum"), strict=True)):
        for each in found:
            best = each.max_delay if place == 0 else each.sum_delay
            (line,) = panel.plot(
                deadlines, [point[place] for point in each.curve], label=f"{each.agents} bidders"
            )
            panel.plot(float(best.deadline), best.sd, "o", color=line.get_color())
        panel.set_title(f"expected {what} delay of SD")
        panel.set_xlabel("deadline, in premium periods")
        panel.legend()
    return figure


def of_dominance(found: Dominance, title: str) -> Figure:
    """Bars of the constraints that a proof adds up, by their weights.

    Args:
        found: with its proof; of a long one the heaviest constraints are shown.
        title: what it is of.
    """
    rows, weights = found.certificate.rows, found.certificate.multipliers
    heaviest = sorted(weights, key=lambda place: weights[place], reverse=True)[:_PROOF]
    figure = Figure(figsize=(_WIDTH, 1 + len(heaviest) * _BAR), layout="constrained")
    panel = figure.subplots()
    panel.barh(
        [rows[place].name for place in heaviest], [float(weights[each]) for each in heaviest]
    )
    panel.invert_yaxis()
    panel.set_title(title)
    panel.set_xlabel("weight in the proof")
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
