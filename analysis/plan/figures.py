"""What money buys: every bundle by its cost and what it gains, the efficient ones and the choice marked."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.report import words
from analysis.report.charts import COLOURS, FAINT, HALO, INK, PALE, ROUND_STEPS, STYLE, frame, sheet
from sim.model.outcomes import Outcome

BLUE, RED = COLOURS[1], COLOURS[2]
WITHIN, BEYOND = "#9c9c9c", "#d9d9d9"
LINE = 0.158  # inches of a line of the key
LETTERS = 122
ROOM_BEYOND = 1.35  # of the budget, up to which dearer bundles are drawn


class Marked(NamedTuple):
    """Which bundles are picked out.

    Attributes
    ----------
    ladder : sequence of int
        The bundles that give the most of the objective for their money, from cheap to dear.
    steps : sequence of int
        Those of them that are numbered and named.
    favourite : int
    outcome : str
        The objective.
    """

    ladder: Sequence[int]
    steps: Sequence[int]
    favourite: int
    outcome: str


def frontier(
    table: pd.DataFrame,
    marked: Marked,
    budget: float,
    outcomes: Sequence[Outcome],
    names: Mapping[int, str],
    *,
    title: str,
    caption: str,
) -> Figure:
    """Cost of every bundle against what it changes: the objective large, the other outcomes below it.

    Parameters
    ----------
    table : DataFrame
        As `analysis.plan.choice.Search.table`.
    marked : Marked
    budget : float
    outcomes : sequence of Outcome
        The objective first.
    names : mapping of int to str
        The levers of each bundle that is numbered.
    """
    first, *others = outcomes
    lines = [
        line
        for bundle in dict.fromkeys([*marked.steps, marked.favourite])
        for line in textwrap.wrap(f"{bundle}   {names[bundle]}", LETTERS, subsequent_indent="        ")
    ]
    below = 1.95 if others else 0.0
    key = LINE * len(lines) + 0.15
    height = 4.75 + below + key
    figure = sheet(8.6, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        figure.text(0.07, bottom + key / height, "\n".join(lines), fontsize=7, va="top", linespacing=1.5)
        floor = bottom + (key + 0.48) / height
        share = (top - floor - 0.55 / height) * height
        main = share - (below + 0.1 if others else 0.0)
        ax = figure.add_axes((0.07, floor + (share - main) / height, 0.91, main / height))
        _panel(ax, table, marked, budget, first)
        _number(ax, table, marked.steps, first)
        _say_lines(ax, budget, first)
        wide = (0.91 - 0.06 * (len(others) - 1)) / max(1, len(others))
        for place, outcome in enumerate(others):
            small = figure.add_axes((0.07 + place * (wide + 0.06), floor, wide, (below - 0.62) / height))
            _panel(small, table, marked, budget, outcome)
        _key(figure, top)
    return figure


def _panel(ax: Axes, table: pd.DataFrame, marked: Marked, budget: float, outcome: Outcome) -> None:
    column, factor = f"{outcome.name}_change", words.scale(outcome.unit)
    within = table[table["affordable"]]
    beyond = table[~table["affordable"] & (table["pounds"] <= ROOM_BEYOND * max(budget, 1.0))]
    efficient = within[within["efficient"]]
    for rows, colour in ((beyond, BEYOND), (within[~within["efficient"]], WITHIN)):
        # As an image: thousands of marks would make the drawing larger than all the rest of the folder.
        ax.scatter(rows["pounds"], rows[column] * factor, s=7, color=colour, linewidths=0, zorder=1,
                   rasterized=True)  # fmt: skip
    ax.scatter(efficient["pounds"], efficient[column] * factor, s=15, facecolors="white", edgecolors=BLUE,
               linewidths=0.8, zorder=3, rasterized=len(efficient) > 500)  # fmt: skip
    numbered = table.set_index("bundle")
    ladder = numbered.loc[list(marked.ladder)]
    steps, best = numbered.loc[list(marked.steps)], numbered.loc[[marked.favourite]]
    if outcome.name == marked.outcome:  # of the other outcomes they are not the ladder
        ax.plot(
            ladder["pounds"],
            ladder[column] * factor,
            color=BLUE,
            linewidth=1.0,
            drawstyle="steps-post",
            zorder=4,
        )
    ax.scatter(steps["pounds"], steps[column] * factor, s=26, color=BLUE, zorder=5)
    ax.scatter(best["pounds"], best[column] * factor, s=150, marker="*", color=RED, edgecolors=INK,
               linewidths=0.6, zorder=6)  # fmt: skip
    ax.axvline(budget, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=2)
    ax.axhline(0.0, color=PALE, linewidth=0.7, zorder=0)
    ax.xaxis.set_major_locator(MaxNLocator(6 if ax.get_position().width > 0.6 else 3, steps=ROUND_STEPS))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.pounds(x)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"+{y:g}" if y > 0 else f"{y:g}"))
    ax.grid(color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.margins(x=0.03, y=0.1)
    if outcome.better == "lower":
        ax.invert_yaxis()
    unit = words.shown_unit(outcome.unit, difference=True)
    ax.set_title(f"{outcome.title}: change, {unit}", fontsize=8.5)
    ax.set_xlabel("cost that counts, beyond the scenario's (GBP, mean)", fontsize=7.5)


def _number(ax: Axes, table: pd.DataFrame, steps: Sequence[int], outcome: Outcome) -> None:
    factor = words.scale(outcome.unit)
    for bundle, row in table.set_index("bundle").loc[list(steps)].iterrows():
        ax.annotate(
            str(bundle), (row["pounds"], row[f"{outcome.name}_change"] * factor), xytext=(-5, 5),
            textcoords="offset points", fontsize=7.5, fontweight="bold", ha="right", path_effects=[HALO],
            zorder=7,
        )  # fmt: skip


def _say_lines(ax: Axes, budget: float, outcome: Outcome) -> None:
    sign = -1.0 if outcome.better == "lower" else 1.0
    height = sign * outcome.worthwhile * words.scale(outcome.unit)
    ax.axhline(height, color=INK, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=1)
    ax.text(0.006, height, "smallest difference worth having", transform=ax.get_yaxis_transform(), fontsize=7,
            va="bottom", path_effects=[HALO])  # fmt: skip
    ax.text(budget, 1.0, " budget", transform=ax.get_xaxis_transform(), fontsize=7.5, va="top")


def _key(figure: Figure, top: float) -> None:
    def dot(face: str, edge: str, size: float) -> Line2D:
        return Line2D(
            [], [], marker="o", color="none", markerfacecolor=face, markeredgecolor=edge, markersize=size
        )

    marks = [
        Line2D([], [], marker="*", color="none", markerfacecolor=RED, markeredgecolor=INK, markersize=11),
        Line2D([], [], marker="o", color=BLUE, markersize=5, linewidth=1.0),
        dot("white", BLUE, 4.5),
        dot(WITHIN, WITHIN, 3.5),
        dot(BEYOND, BEYOND, 3.5),
    ]
    texts = ["favourite", "most for the money", "efficient", "within the budget", "beyond it"]
    figure.legend(
        marks, texts, loc="upper left", bbox_to_anchor=(0.005, top + 0.012), ncols=5, frameon=False,
        fontsize=7.5, handletextpad=0.3, columnspacing=1.3,
    )  # fmt: skip
