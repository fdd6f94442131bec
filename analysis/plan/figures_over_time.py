"""Figures of a plan month by month: the favourite's course and where it ends, and its signposts."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator
from numpy.typing import NDArray
from scipy.stats import gaussian_kde

from analysis.report import words
from analysis.report.style import COLOURS, FAINT, HALO, INK, ROUND_STEPS, STYLE, frame, sheet
from analysis.statistics.paired import BAND, Floats
from sim.model.outcomes import Outcome

WIDTH, HEIGHT, PANEL = 8.6, 4.6, 3.9
FEW_LINES = 40  # runs that are drawn by themselves
POINTS = 200  # of a density
LINES: Mapping[str, tuple[str, Any]] = {  # colour and dash of each
    "nothing more": (COLOURS[0], "-"),
    "favourite": (COLOURS[1], "-"),
    "favourite, where it fails": (COLOURS[2], (0, (4, 2))),
}


class Fan(NamedTuple):
    """Runs of one thing, (runs, months)."""

    name: str
    values: Floats


def courses(
    months: Sequence[int], fans: Sequence[Fan], outcome: Outcome, *, title: str, caption: str
) -> Figure:
    """Draw the objective month by month, and to the right how its last month is spread over the runs.

    Parameters
    ----------
    months : sequence of int
    fans : sequence of Fan
        By the names of `LINES`.
    outcome : Outcome
    """
    factor = words.scale(outcome.unit)
    figure = sheet(WIDTH, HEIGHT)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        low, high = bottom + 0.5 / HEIGHT, top - 0.36 / HEIGHT
        ax = figure.add_axes((0.075, low, 0.66, high - low))
        ends = figure.add_axes((0.755, low, 0.225, high - low), sharey=ax)
        for fan in fans:
            colour, dash = LINES[fan.name]
            values = fan.values * factor
            if fan.name == "favourite":
                step = max(1, len(values) // FEW_LINES)
                ax.plot(months, values[::step].T, color=colour, linewidth=0.4, alpha=0.25, zorder=1)
            _fan(ax, months, values, colour, dash)
            _density(ends, values[:, -1], colour, dash)
        _months(ax, months)
        ax.grid(axis="y", color=FAINT, linewidth=0.6)
        ax.set_ylabel(f"{outcome.title}, {words.shown_unit(outcome.unit)}", fontsize=8)
        ends.set_xlabel(f"how often, at month {months[-1]}", fontsize=8)
        ends.tick_params(axis="y", labelleft=False, length=0)
        ends.set_xticks([])
        ends.set_xlim(left=0)
        handles = [Line2D([], [], color=LINES[fan.name][0], linestyle=LINES[fan.name][1]) for fan in fans]
        figure.legend(
            handles, [fan.name for fan in fans], loc="upper left", bbox_to_anchor=(0.06, top + 0.01), ncols=3,
            frameon=False, fontsize=8,
        )  # fmt: skip
    return figure


class Panel(NamedTuple):
    """What one signpost is drawn from.

    Attributes
    ----------
    outcome : Outcome
    measure : str
        What is on the axis, in words.
    values : array, (runs, months)
    month : int
    threshold : float
    said : str
        How often it rings.
    """

    outcome: Outcome
    measure: str
    values: Floats
    month: int
    threshold: float
    said: str


def signposts(
    months: Sequence[int],
    failed: NDArray[np.bool_],
    panels: Sequence[Panel],
    none: str,
    *,
    title: str,
    caption: str,
) -> Figure:
    """Draw what signposts look at, in the runs in which the choice fails and in the others.

    Parameters
    ----------
    months : sequence of int
    failed : array of bool, (runs,)
    panels : sequence of Panel
    none : str
        What is written where there are none.
    """
    figure = sheet(WIDTH, PANEL if panels else 1.6)
    height = figure.get_figheight()
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        if not panels:
            figure.text(0.5, (top + bottom) / 2, none, ha="center", va="center", fontsize=9)
            return figure
        low, high = bottom + 1.12 / height, top - 0.72 / height
        wide = (0.98 - 0.075 * len(panels)) / len(panels)
        for place, panel in enumerate(panels):
            ax = figure.add_axes((0.07 + place * (wide + 0.075), low, wide, high - low))
            _panel(ax, months, failed, panel)
            figure.text(
                ax.get_position().x0, low - 0.42 / height, textwrap.fill(panel.said, int(wide * 150)),
                fontsize=7.5, va="top", linespacing=1.3,
            )  # fmt: skip
        handles = [
            Line2D([], [], color=COLOURS[2], linestyle=(0, (4, 2))),
            Line2D([], [], color=COLOURS[1]),
            Line2D([], [], color=INK, marker="D", markersize=5),
        ]
        figure.legend(
            handles, ["futures in which it fails", "other futures", "signpost"], loc="upper left",
            bbox_to_anchor=(0.055, top + 0.01), ncols=3, frameon=False, fontsize=8,
        )  # fmt: skip
    return figure


def _panel(ax: Axes, months: Sequence[int], failed: NDArray[np.bool_], panel: Panel) -> None:
    factor = words.scale(panel.outcome.unit)
    for rows, colour, dash in ((~failed, COLOURS[1], "-"), (failed, COLOURS[2], (0, (4, 2)))):
        _fan(ax, months, panel.values[rows] * factor, colour, dash)
    ax.plot([months[0], panel.month], [panel.threshold * factor] * 2, color=INK, linewidth=1.0, zorder=4)
    ax.plot(
        panel.month, panel.threshold * factor, "D", color=INK, markersize=5, zorder=5, path_effects=[HALO]
    )
    _months(ax, months)
    ax.grid(axis="y", color=FAINT, linewidth=0.6)
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=ROUND_STEPS))
    ax.set_title(textwrap.fill(panel.measure, 34), fontsize=8, loc="left")


def _fan(ax: Axes, months: Sequence[int], values: Floats, colour: str, dash: Any) -> None:
    low, high = np.quantile(values, BAND, axis=0)
    ax.fill_between(months, low, high, color=colour, alpha=0.13, linewidth=0, zorder=2)
    ax.plot(months, np.median(values, axis=0), color=colour, linestyle=dash, linewidth=1.8, zorder=3)


def _density(ax: Axes, values: Floats, colour: str, dash: Any) -> None:
    if len(values) < 3 or not np.ptp(values) > 0:
        return
    places = np.linspace(values.min(), values.max(), POINTS)
    density = gaussian_kde(values)(places)
    ax.fill_betweenx(places, 0, density, color=colour, alpha=0.13, linewidth=0)
    ax.plot(density, places, color=colour, linestyle=dash, linewidth=1.5)


def _months(ax: Axes, months: Sequence[int]) -> None:
    ax.set_xlim(months[0], months[-1])
    ax.xaxis.set_major_locator(MultipleLocator(12))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda month, _: f"{month:g}"))
    ax.set_xlabel("month", fontsize=8)
    ax.set_axisbelow(True)
