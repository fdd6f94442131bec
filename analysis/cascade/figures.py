"""Figures of onsets and of barriers removed: pure functions from tidy frames. Nothing here runs a model."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.cascade.knockouts import ANYWAY
from analysis.cascade.text import Row, percent, rows_by, rows_of
from analysis.report import words
from analysis.report.style import FAINT, INK, PALE, STYLE, frame, plain_rows, sheet
from analysis.statistics.barriers import BARRIERS
from sim.model.outcomes import Outcome

ORDERS = {
    1: ("#0072B2", "o", "in the setting"),
    2: ("#D55E00", "s", "in the work"),
    3: ("#009E73", "^", "in the members"),
}
PARTS = (
    ("there", "#6f6f6f", "there before"),
    ("begins", "#c4c4c4", "begins later"),
    ("never", "#ffffff", "never"),
)
BARRIER_NAMES = {barrier: barrier.capitalize() for barrier in BARRIERS}
FILLS = {"money": "#E69F00", "records": "#56B4E9", "standards": "#CC79A7", "staff": "#009E73"}
ALONE: dict[str, Any] = {"marker": "<", "color": "white", "markeredgecolor": INK, "linestyle": "none"}
MEAN: dict[str, Any] = {"marker": "D", "color": "#D55E00", "linestyle": "none"}
LAST: dict[str, Any] = {"marker": ">", "color": INK, "linestyle": "none"}
HATCHES = {"money": "////", "records": "....", "standards": "xxxx", "staff": ""}


def onset_figure(table: pd.DataFrame, *, since: int, horizon: int, title: str, caption: str) -> Figure:
    """Draw when problems begin: on the left whether they were there, on the right when the others came.

    Parameters
    ----------
    table : DataFrame
        As :func:`analysis.cascade.onsets.onsets` gives it, drawn in its order.
    since, horizon : int
        The months told.
    """
    height = 0.245 * len(table) + 1.9
    figure = sheet(10.6, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        key = 0.30 / height
        shares, months = figure.subplots(
            1, 2, sharey=True, width_ratios=[1.0, 2.1],
            gridspec_kw={"left": 0.265, "right": 0.985, "top": top - key - 0.26 / height,
                         "bottom": bottom + 0.42 / height, "wspace": 0.06},
        )  # fmt: skip
        _draw_shares(shares, table)
        _draw_months(months, table, since, horizon)
        _onset_key(figure, top)
    return figure


def _draw_shares(ax: Axes, table: pd.DataFrame) -> None:
    places = np.arange(len(table))
    left = np.zeros(len(table))
    for name, colour, _ in PARTS:
        wide = table[name].to_numpy(dtype=float) * 100
        ax.barh(places, wide, 0.62, left=left, color=colour, edgecolor=PALE, linewidth=0.4)
        left = left + wide
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_yticks(places, [str(title) for title in table["title"]], fontsize=7.8)
    for label, order in zip(ax.get_yticklabels(), table["order"], strict=True):
        label.set_color(ORDERS[int(order)][0])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 50, 100])
    ax.set_xlabel("% of runs (and organisations)", fontsize=8)
    ax.set_title("How often", fontsize=8.5, pad=4)


def _draw_months(ax: Axes, table: pd.DataFrame, since: int, horizon: int) -> None:
    for place, row in enumerate(rows_of(table)):
        if not row["begins"] > 0:
            continue
        colour, marker, _ = ORDERS[int(row["order"])]
        size = 3.0 + 6.0 * float(np.sqrt(row["begins"]))
        ax.plot([row["onset_low"], row["onset_high"]], [place, place], color=colour, linewidth=1.4, zorder=2)
        ax.plot(
            row["onset_median"], place, marker=marker, color=colour, markersize=size, zorder=3,
            markeredgecolor="white", markeredgewidth=0.6,
        )  # fmt: skip
    if not (table["begins"] > 0).any():
        ax.text(
            0.5, 0.5, "No problem begins later in any run.", transform=ax.transAxes, ha="center", fontsize=9
        )
    ax.axvspan(min(since, 0) - 1, 0, color=FAINT, alpha=0.55, linewidth=0, zorder=0)
    ax.set_xlim(min(since, 0) - 1, horizon + 1)
    ticks = np.arange(np.ceil(since / 12) * 12, horizon + 1, 12 if horizon - since <= 120 else 24)
    plain_rows(ax)
    ax.set_xticks(ticks)
    ax.set_xlabel("month of onset after the study's observation (grey: history)", fontsize=8)
    ax.set_title("Where it begins later: when", fontsize=8.5, pad=4)


def _onset_key(figure: Figure, top: float) -> None:
    marks: list[Line2D | Patch] = [
        Line2D([], [], color=colour, marker=marker, markersize=6, linewidth=1.4)
        for colour, marker, _ in ORDERS.values()
    ]
    marks += [Patch(facecolor=colour, edgecolor=PALE, linewidth=0.4) for _, colour, _ in PARTS]
    texts = [f"{order} {name}" for order, (_, _, name) in ORDERS.items()] + [name for *_, name in PARTS]
    figure.legend(
        marks, texts, loc="upper left", bbox_to_anchor=(0.005, top + 0.005), ncols=6, frameon=False,
        fontsize=8, handletextpad=0.5, columnspacing=1.4,
    )  # fmt: skip


# --- barriers removed -------------------------------------------------------------------------------------


def knockout_figure(
    shares: pd.DataFrame, removals: pd.DataFrame, outcomes: Sequence[Outcome], *, title: str, caption: str
) -> Figure:
    """Draw what each barrier keeps from happening: from as it is, barrier by barrier, to the best there is.

    Parameters
    ----------
    shares, removals : DataFrame
        As :func:`analysis.cascade.knockouts.shares` and :func:`analysis.cascade.knockouts.removals` give
        them, for all outcomes.
    outcomes : sequence of Outcome
        A panel each.
    """
    height = 2.75 * len(outcomes) + 1.35
    figure = sheet(10.6, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        axes = figure.subplots(
            len(outcomes), 2, squeeze=False, width_ratios=[1.55, 1.0],
            gridspec_kw={"left": 0.165, "right": 0.985, "top": top - 0.32 / height,
                         "bottom": bottom + 0.45 / height, "wspace": 0.30, "hspace": 0.5},
        )  # fmt: skip
        for row, outcome in enumerate(outcomes):
            mine = rows_by(shares[shares["outcome"] == outcome.name], "barrier")
            start = rows_of(removals[removals["outcome"] == outcome.name])[0]
            _draw_waterfall(axes[row, 0], mine, start["mean"], outcome)
            _draw_orders(axes[row, 1], mine, outcome)
    return figure


def left_anyway(outcome: Outcome) -> str:
    """Name what keeps an outcome from its best with all barriers removed."""
    return "Above best anyway" if outcome.better == "lower" else "Lacking anyway"


def _draw_waterfall(ax: Axes, shares: Mapping[str, Row], level: float, outcome: Outcome) -> None:
    times = words.scale(outcome.unit)
    at = level * times
    bars: list[tuple[str, float, float, str]] = [("As it is", 0.0, at, "as it is")]
    for barrier, name in BARRIER_NAMES.items():
        step = shares[barrier]["shapley"] * times
        bars.append((name, at, at + step, barrier))
        at += step
    bars.append(("All four removed", 0.0, at, "all"))
    if ANYWAY in shares:
        bars.append((left_anyway(outcome), at, at + shares[ANYWAY]["shapley"] * times, ANYWAY))
    for place, (_, low, high, kind) in enumerate(bars):
        face = {"as it is": "#8a8a8a", "all": "#4d4d4d", ANYWAY: "white"}.get(kind, FILLS.get(kind, "white"))
        ax.barh(
            place, high - low, 0.62, left=low, facecolor=face, edgecolor=INK if kind == ANYWAY else "white",
            linewidth=0.7, hatch=HATCHES.get(kind), zorder=2, linestyle="--" if kind == ANYWAY else "-",
        )  # fmt: skip
        if place + 1 < len(bars):
            ax.plot([high, high], [place + 0.31, place + 0.69], color=PALE, linewidth=0.6, zorder=1)
        _waterfall_number(ax, place, low, high, kind, shares, outcome)
    ax.set_yticks(range(len(bars)), [textwrap.fill(name, 22) for name, *_ in bars], fontsize=8)
    ax.set_ylim(len(bars) - 0.45, -0.55)
    plain_rows(ax, unit=outcome.unit)
    ax.set_xlabel(f"{outcome.title}, {_unit(outcome)}", fontsize=8)
    ax.set_title(f"{outcome.title}: where the shortfall comes from", fontsize=9, pad=5)
    low, high = ax.get_xlim()
    ax.set_xlim(min(0.0, low), high + 0.16 * (high - low))


def _waterfall_number(
    ax: Axes, place: int, low: float, high: float, kind: str, shares: Mapping[str, Row], outcome: Outcome
) -> None:
    times = words.scale(outcome.unit)
    end = max(low, high)
    if kind in ("as it is", "all"):
        text = words.value(high / times, outcome.unit)
    elif kind == ANYWAY:
        share = shares[kind]["of_gap"]
        text = f"{words.change((high - low) / times, outcome.unit)} ({percent(share)} of the gap)"
        ax.text(
            (low + high) / 2, place, text, fontsize=7.6, va="center", ha="center", zorder=4,
            bbox={"facecolor": "white", "linewidth": 0, "pad": 1.0},
        )  # fmt: skip
        return
    else:
        row = shares[kind]
        size = words.change(row["shapley"], outcome.unit)
        text = size if math.isnan(row["of_shortfall"]) else f"{size} ({percent(row['of_shortfall'])})"
        ax.plot(
            [low + row["shapley_low"] * times, low + row["shapley_high"] * times], [place, place], color=INK,
            linewidth=1.0, zorder=3,
        )  # fmt: skip
        end = max(end, low + row["shapley_high"] * times)
    ax.text(end, place, f"  {text}", fontsize=7.6, va="center", zorder=4)


def _draw_orders(ax: Axes, shares: Mapping[str, Row], outcome: Outcome) -> None:
    """Draw what removing a barrier brings alone, on average over all orders, and after the others."""
    times = words.scale(outcome.unit)
    for place, barrier in enumerate(BARRIER_NAMES):
        row = shares[barrier]
        alone, last, mean = (row[name] * times for name in ("alone", "last", "shapley"))
        ax.plot([alone, last], [place, place], color=PALE, linewidth=1.0, zorder=1)
        ax.plot(alone, place, **ALONE, markersize=6.5, zorder=3)
        ax.plot(last, place, **LAST, markersize=6.5, zorder=3)
        ax.plot(mean, place, **MEAN, markersize=5.5, zorder=4)
    ax.axvline(0, color=INK, linewidth=0.7, zorder=0)
    ax.set_yticks(range(len(BARRIER_NAMES)), list(BARRIER_NAMES.values()), fontsize=8)
    ax.set_ylim(len(BARRIER_NAMES) - 0.3, -0.9)
    plain_rows(ax, unit=outcome.unit)
    ax.set_xlabel(f"brought, {words.shown_unit(outcome.unit, difference=True)}", fontsize=8)
    ax.set_title("Alone, on average, and last", fontsize=9, pad=5)
    ax.legend(
        handles=[Line2D([], [], **ALONE), Line2D([], [], **MEAN, markersize=5), Line2D([], [], **LAST)],
        labels=["removed alone", "mean of all orders", "removed last"],
        loc="upper center", bbox_to_anchor=(0.5, 1.02), ncols=3, frameon=False, fontsize=7, handletextpad=0.2,
        columnspacing=0.8,
    )  # fmt: skip


def _unit(outcome: Outcome) -> str:
    return words.shown_unit(outcome.unit) + (", lower is better" if outcome.better == "lower" else "")
