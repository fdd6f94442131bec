"""Figures of a plan: what money buys, what is regretted, where the choice fails, what to find out first."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.plan.scenario_discovery import FAILS
from analysis.report import words
from analysis.report.style import COLOURS, FAINT, HALO, INK, PALE, ROUND_STEPS, STYLE, frame, sheet, ticks
from analysis.statistics.paired import Floats
from sim.model.outcomes import Outcome

BLUE, RED = COLOURS[1], COLOURS[2]
WITHIN, BEYOND = "#9c9c9c", "#d9d9d9"
LINE = 0.158  # inches of a line of the key
LETTERS = 122
ROOM_BEYOND = 1.35  # of the budget, up to which dearer bundles are drawn
ROW_LINE, BETWEEN = 0.165, 0.17  # inches of a line of a row's label, and between two rows
ROW_LETTERS = 66
ROW_WIDTH, LEFT = 8.6, 0.465


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
        _numbers(ax, table, marked.steps, first)
        _reference_lines(ax, budget, first)
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
    ticks(ax.xaxis, "GBP")
    ticks(ax.yaxis, outcome.unit, signed=True)
    ax.grid(color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.margins(x=0.03, y=0.1)
    if outcome.better == "lower":
        ax.invert_yaxis()
    unit = words.shown_unit(outcome.unit, difference=True)
    ax.set_title(f"{outcome.title}: change, {unit}", fontsize=8.5)
    ax.set_xlabel("cost that counts, beyond the scenario's (mean)", fontsize=7.5)


def _numbers(ax: Axes, table: pd.DataFrame, steps: Sequence[int], outcome: Outcome) -> None:
    factor = words.scale(outcome.unit)
    for bundle, row in table.set_index("bundle").loc[list(steps)].iterrows():
        ax.annotate(
            str(bundle), (row["pounds"], row[f"{outcome.name}_change"] * factor), xytext=(-5, 5),
            textcoords="offset points", fontsize=7.5, fontweight="bold", ha="right", path_effects=[HALO],
            zorder=7,
        )  # fmt: skip


def _reference_lines(ax: Axes, budget: float, outcome: Outcome) -> None:
    sign = -1.0 if outcome.better == "lower" else 1.0
    height = sign * outcome.worthwhile * words.scale(outcome.unit)
    ax.axhline(height, color=INK, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=1)
    ax.text(0.994, height, "smallest difference worth having", transform=ax.get_yaxis_transform(), fontsize=7,
            ha="right", va="bottom", path_effects=[HALO])  # fmt: skip
    ax.text(budget, 1.0, " budget", transform=ax.get_xaxis_transform(), fontsize=7.5, va="top")


def _key(figure: Figure, top: float) -> None:
    def mark(sign: str, face: str, edge: str, size: float) -> Line2D:
        line = Line2D([], [], color="none", marker=sign, markersize=size)
        line.set(markerfacecolor=face, markeredgecolor=edge)
        return line

    marks = [
        mark("*", RED, INK, 11),
        Line2D([], [], marker="o", color=BLUE, markersize=5, linewidth=1.0),
        mark("o", "white", BLUE, 4.5),
        mark("o", WITHIN, WITHIN, 3.5),
        mark("o", BEYOND, BEYOND, 3.5),
    ]
    texts = ["favourite", "most for the money", "efficient", "within the budget", "beyond it"]
    figure.legend(
        marks, texts, loc="upper left", bbox_to_anchor=(0.005, top + 0.012), ncols=5, frameon=False,
        fontsize=7.5, handletextpad=0.3, columnspacing=1.3,
    )  # fmt: skip


# --- a row a thing ----------------------------------------------------------------------------------------


class Rows(NamedTuple):
    """A sheet with a label a row, and where the rows lie."""

    figure: Figure
    ax: Axes
    places: Floats
    top: float


def regret(
    table: pd.DataFrame, outcome: Outcome, names: Mapping[int, str], *, title: str, caption: str
) -> Figure:
    """Mean and 95 % regret of the best contenders, with how often each is the best.

    Parameters
    ----------
    table : DataFrame
        Rows of `analysis.plan.choice.Choice.table`, the lowest regret first.
    outcome : Outcome
        The objective.
    names : mapping of int to str
        The levers of each.
    """
    factor = words.scale(outcome.unit)
    labels = [f"{bundle}   {names[bundle]}" for bundle in table["bundle"]]
    with mpl.rc_context(STYLE):
        rows = _rows(labels, title, caption, right=0.10)
        mean, high = (table[key].to_numpy(float) * factor for key in ("regret", "regret_high"))
        rows.ax.hlines(rows.places, mean, high, color=BLUE, linewidth=1.4, zorder=2)
        rows.ax.plot(mean, rows.places, "o", color=BLUE, markersize=6, zorder=3)
        rows.ax.plot(high, rows.places, "|", color=BLUE, markersize=9, markeredgewidth=1.6, zorder=3)
        _beside(rows, "best in", [f"{best:.0%}" for best in table["best"]])
        rows.ax.axvline(
            outcome.worthwhile * factor, color=INK, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=1
        )
        rows.ax.set_xlim(left=min(0.0, float(mean.min())))
        unit = words.shown_unit(outcome.unit, difference=True)
        ticks(rows.ax.xaxis, outcome.unit)
        rows.ax.set_xlabel(f"regret in {words.lowered(outcome.title)}, {unit}", fontsize=8)
    return rows.figure


def conditions(
    rules: Sequence[tuple[str, str, float, float, float]],
    kinds: tuple[str, str],
    none: str,
    *,
    title: str,
    caption: str,
) -> Figure:
    """How often the choice fails, or holds up, under each rule, beside how often over all futures.

    Parameters
    ----------
    rules : sequence of (kind, text, density, share, mass)
        Each rule in words, with its numbers on held-out futures.
    kinds : (str, str)
        What failing and holding up are called in the key.
    none : str
        What is written where there are no rules.
    """
    labels = [text for _, text, *_ in rules] or [none]
    with mpl.rc_context(STYLE):
        rows = _rows(labels, title, caption, right=0.12, above=0.35)
        for place, (kind, _, density, share, _mass) in zip(rows.places, rules, strict=False):
            colour, marker = (RED, "s") if kind == FAILS else (BLUE, "o")
            rows.ax.plot([share * 100, density * 100], [place, place], color=colour, linewidth=1.6, zorder=2)
            rows.ax.plot(share * 100, place, "|", color=INK, markersize=11, markeredgewidth=1.2, zorder=3)
            rows.ax.plot(density * 100, place, marker, color=colour, markersize=7, zorder=4, clip_on=False)
        _beside(rows, "of all futures", [f"{mass:.0%}" for *_, mass in rules])
        rows.ax.set_xlim(0, 100)
        rows.ax.set_xlabel("share of the futures under the rule, %", fontsize=8)
        marks = [
            Line2D([], [], marker="s", color=RED, markersize=6),
            Line2D([], [], marker="o", color=BLUE, markersize=6),
            Line2D([], [], marker="|", color="none", markeredgecolor=INK, markersize=10),
        ]
        rows.figure.legend(
            marks, [*(f"in which it {kind}" for kind in kinds), "the same over all futures"],
            loc="upper left", bbox_to_anchor=(0.005, rows.top + 0.05 / rows.figure.get_figheight()), ncols=3,
            frameon=False, fontsize=7.5,
        )  # fmt: skip
    return rows.figure


def trade_off(
    steps: pd.DataFrame,
    rules: Sequence[tuple[str, float, float]],
    share: float,
    none: str,
    *,
    title: str,
    caption: str,
) -> Figure:
    """Draw what PRIM trades between finding all failures and being right, and the rules of the tree.

    Parameters
    ----------
    steps : DataFrame
        As :func:`analysis.plan.prim.peelings` gives it.
    rules : sequence of (name, coverage, density)
        Of the tree, on futures that it was not made from.
    share : float
        Of all futures, how many fail.
    none : str
        What is written where there are no steps.
    """
    figure = sheet(ROW_WIDTH, 4.2 if len(steps) else 1.6)
    height = figure.get_figheight()
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        if steps.empty:
            figure.text(0.5, (top + bottom) / 2, none, ha="center", va="center", fontsize=9)
            return figure
        low, high = bottom + 0.5 / height, top - 0.36 / height
        ax = figure.add_axes((0.075, low, 0.9, high - low))
        ax.plot(steps["coverage"] * 100, steps["density"] * 100, color="#9c9c9c", linewidth=1.2, zorder=1)
        ax.plot(
            steps["held_coverage"] * 100, steps["held_density"] * 100, "o-", color=BLUE, markersize=3.5,
            linewidth=1.0, zorder=2,
        )  # fmt: skip
        for name, coverage, density in rules:
            ax.plot(coverage * 100, density * 100, "s", color=RED, markersize=7, zorder=3)
            ax.annotate(
                name, (coverage * 100, density * 100), xytext=(6, 4), textcoords="offset points",
                fontsize=7.5, path_effects=[HALO],
            )  # fmt: skip
        ax.axhline(share * 100, color=INK, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=0)
        ax.set_xlim(0, 102)
        ax.set_ylim(0, 102)
        ax.grid(color=FAINT, linewidth=0.6)
        ax.set_axisbelow(True)
        ax.set_xlabel("coverage: of all futures in which it fails, those in the box, %", fontsize=8)
        ax.set_ylabel("density: of the futures in the box,\nthose in which it fails, %", fontsize=8)
        marks = [
            Line2D([], [], color=BLUE, marker="o", markersize=4),
            Line2D([], [], color="#9c9c9c"),
            Line2D([], [], color="none", marker="s", markerfacecolor=RED, markeredgecolor=RED, markersize=6),
            Line2D([], [], color=INK, linestyle=(0, (1, 1.5))),
        ]
        names = ["PRIM, other futures", "PRIM, futures it was made from", "rules of the tree", "all futures"]
        figure.legend(
            marks, names, loc="upper left", bbox_to_anchor=(0.06, top + 0.01), ncols=4, frameon=False,
            fontsize=8,
        )  # fmt: skip
    return figure


def information(
    table: pd.DataFrame,
    labels: Sequence[str],
    outcome: Outcome,
    everything: float,
    *,
    title: str,
    caption: str,
) -> Figure:
    """Bars of what it would be worth to know each parameter; those not told apart from chance are hollow.

    Parameters
    ----------
    table : DataFrame
        Rows of `analysis.plan.value_of_information.information`.
    labels : sequence of str
        What each parameter is.
    outcome : Outcome
        The objective.
    everything : float
        What it would be worth to know all of them, and chance.
    """
    factor = words.scale(outcome.unit)
    with mpl.rc_context(STYLE):
        rows = _rows([*labels, "everything, chance included"], title, caption, right=0.08)
        values = [max(0.0, float(value)) * factor for value in table["value"]]
        found = [bool(each) for each in table["found"]]
        for place, value, is_found, low, high in zip(
            rows.places, values, found, table["low"], table["high"], strict=False
        ):
            rows.ax.barh(
                place, value, height=0.16, color=BLUE if is_found else "white", edgecolor=BLUE, linewidth=0.8
            )
            if is_found:
                ends = [max(0.0, float(end)) * factor for end in (low, high)]
                rows.ax.plot(ends, [place, place], color=INK, linewidth=1.2)
        rows.ax.barh(
            rows.places[-1], everything * factor, height=0.16, color="#cfcfcf", edgecolor=INK, linewidth=0.8
        )
        written = [
            words.tick(float(f"{value:.2g}"), outcome.unit) if is_found else "chance"
            for value, is_found in zip(values, found, strict=True)
        ]
        _beside(rows, "worth", [*written, words.tick(float(f"{everything * factor:.2g}"), outcome.unit)])
        if not any((*values, everything)):
            rows.ax.set_xlim(0, 1)  # nothing is worth knowing: an axis all the same
        rows.ax.set_xlim(left=0)
        unit = words.shown_unit(outcome.unit, difference=True)
        gain = f"gain in {words.lowered(outcome.title)} from knowing it before choosing, {unit}"
        rows.ax.set_xlabel(textwrap.fill(gain, 60), fontsize=8)
        ticks(rows.ax.xaxis, outcome.unit)
    return rows.figure


def _rows(labels: Sequence[str], title: str, caption: str, right: float, above: float = 0.05) -> Rows:
    """Lay a label a row out on a sheet, wrapped, with axes to the right of them."""
    wrapped = [textwrap.fill(label, ROW_LETTERS, break_on_hyphens=False) for label in labels]
    lines = np.array([label.count("\n") + 1 for label in wrapped])
    tall = ROW_LINE * lines + BETWEEN
    height = float(tall.sum()) + 2.05 + above
    figure = sheet(ROW_WIDTH, height)
    top, bottom = frame(figure, title, caption)
    floor = bottom + 0.5 / height
    ax = figure.add_axes((LEFT, floor, 1 - LEFT - right, top - floor - (0.22 + above) / height))
    places: Floats = np.cumsum(tall) - tall / 2
    ax.set_ylim(float(tall.sum()), 0.0)
    ax.set_yticks(places, wrapped, fontsize=7.5)
    ax.tick_params(axis="y", length=0)
    for label in ax.get_yticklabels():
        label.set_horizontalalignment("left")
        label.set_x(-(LEFT - 0.015) / (1 - LEFT - right))
    ax.spines["left"].set_color(PALE)
    ax.grid(axis="x", color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=ROUND_STEPS))
    return Rows(figure, ax, places, top)


def _beside(rows: Rows, heading: str, cells: Sequence[str]) -> None:
    """Write a number to the right of each row."""
    across = rows.ax.get_yaxis_transform()
    for place, cell in zip(rows.places, cells, strict=False):
        rows.ax.text(1.03, place, cell, transform=across, fontsize=8, va="center")
    rows.ax.text(1.03, 1.01, heading, transform=rows.ax.transAxes, fontsize=7.5, color="#555555", va="bottom")
