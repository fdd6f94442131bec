"""Figures of what one thing brings about: pure functions from tidy frames. Nothing here runs a model."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.cascade.by_cause.names import called, ends_of
from analysis.cascade.figures import ORDERS
from analysis.cascade.text import Row, rows_of
from analysis.report.style import CMAP, INK, PALE, STYLE, frame, plain_rows, sheet
from analysis.statistics.brought_about import STAYS
from sim.inputs.networks import Network

STEPS = 12  # that are drawn
NAMED = 14  # organisations that are named beside the map
RARE = 0.01  # of runs: what is seen in fewer is not drawn
NOTHING = "Nothing came of it in these runs."


def onset_figure(problems: pd.DataFrame, *, month: int, horizon: int, title: str, caption: str) -> Figure:
    """Draw when what is brought about begins, order by order.

    Parameters
    ----------
    problems : DataFrame
        As :func:`analysis.cascade.by_cause.analysis.problems` gives it; what is hardly ever seen is left out.
    month, horizon : int
        When the thing happens, and the last month.
    title, caption : str
    """
    shown = problems[problems["runs"] >= RARE].reset_index(drop=True)
    height = 0.26 * max(3, len(shown)) + 2.0
    figure = sheet(10.6, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        ax = figure.add_axes((0.29, bottom + 0.45 / height, 0.64, top - bottom - 0.95 / height))
        for place, row in enumerate(rows_of(shown)):
            _draw_onset(ax, place, row)
        _problem_rows(ax, shown)
        ax.axvline(month, color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=1)
        ax.set_xlim(month - 0.02 * (horizon - month) - 0.5, horizon + 1)
        plain_rows(ax, 9)
        ax.set_xlabel("month after the study's observation", fontsize=8)
        ax.set_title("runs", loc="right", x=1.06, fontsize=7.5, fontweight="normal", pad=3)
        marks = [
            Line2D([], [], color=c, marker=m, markersize=6, linewidth=1.4) for c, m, _ in ORDERS.values()
        ]
        marks.append(
            Line2D([], [], color=PALE, marker="o", markerfacecolor="white", markersize=6, linewidth=1.4)
        )
        figure.legend(
            marks, [*(f"{order} {name}" for order, (*_, name) in ORDERS.items()), "stays, and would be over"],
            loc="upper left", bbox_to_anchor=(0.005, top + 0.005), ncols=4, frameon=False, fontsize=8,
        )  # fmt: skip
    return figure


def _draw_onset(ax: Axes, place: int, row: Row) -> None:
    colour, marker, _ = ORDERS[int(row["order"])]
    face = "white" if row["how"] == STAYS else colour
    ax.plot([row["month_low"], row["month_high"]], [place, place], color=colour, linewidth=1.5, zorder=2)
    ax.plot(
        row["month"], place, marker=marker, color=face, zorder=3, markeredgecolor=colour,
        markersize=4.0 + 8.0 * float(np.sqrt(row["runs"])), markeredgewidth=1.2,
    )  # fmt: skip
    ax.annotate(
        f"{row['runs']:.0%}",
        (1.055, place),
        xycoords=("axes fraction", "data"),
        va="center",
        ha="right",
        fontsize=7.5,
    )


def _problem_rows(ax: Axes, problems: pd.DataFrame) -> None:
    if problems.empty:
        ax.text(0.5, 0.5, NOTHING, transform=ax.transAxes, ha="center", fontsize=9)
        ax.set_yticks([])
        return
    ax.set_yticks(range(len(problems)), called(problems), fontsize=8)
    for label, order in zip(ax.get_yticklabels(), problems["order"], strict=True):
        label.set_color(ORDERS[int(order)][0])
    ax.set_ylim(len(problems) - 0.4, -0.6)


def place_figure(
    brought_about: pd.DataFrame,
    ties: pd.DataFrame,
    network: Network,
    where: Sequence[str],
    runs: int,
    *,
    title: str,
    caption: str,
) -> Figure:
    """Draw where it went: organisations by their place, and the ties along which it came.

    Parameters
    ----------
    brought_about : DataFrame
        Run by run.
    ties : DataFrame
        As :func:`analysis.cascade.by_cause.analysis.ties` gives it.
    network : Network
    where : sequence of str
        The organisations that the thing befalls.
    runs : int
        How many there are in all.
    title, caption : str
    """
    figure = sheet(10.6, 7.6)
    at = {each.name: _drawn_at(each.x_km - network.centre.x_km, each.y_km - network.centre.y_km)
          for each in network.organisations}  # fmt: skip
    there = brought_about[brought_about["organisation"] != ""].groupby("organisation")["run"].nunique()
    shares = {name: float(there.get(name, 0)) / runs for name in at}
    most = max(0.01, *shares.values())
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        ax = figure.add_axes((0.01, bottom + 0.01, 0.62, top - bottom - 0.02))
        for row in rows_of(ties.iloc[::-1]):
            ends = [at[each] for each in ends_of(str(row["tie"]), network)]
            ax.plot(*zip(*ends, strict=True), color="#D55E00", alpha=0.7, zorder=1, solid_capstyle="round",
                    linewidth=0.6 + 9.0 * row["runs"])  # fmt: skip
        for each in network.organisations:
            hub = each.role == "hub"
            ax.scatter(
                *at[each.name], s=190 if hub else 130, marker="s" if hub else "o", c=[shares[each.name]],
                cmap=CMAP, vmin=0.0, vmax=most, edgecolors="white", linewidths=0.8, zorder=3.5 if hub else 3,
            )  # fmt: skip
            if each.name in where:
                ax.scatter(*at[each.name], s=470, facecolors="none", edgecolors=INK, linewidths=1.8, zorder=4)
        ax.set_aspect("equal", adjustable="datalim")
        ax.margins(0.06)
        ax.set_axis_off()
        _name(figure, ax, at, shares, where, most)
        colours = mpl.cm.ScalarMappable(mpl.colors.Normalize(0.0, 100.0 * most), CMAP)
        bar = figure.colorbar(
            colours, cax=figure.add_axes((0.69, bottom + 0.06, 0.26, 0.018)), orientation="horizontal"
        )
        bar.set_label("% of runs with a problem brought about, or held up, there", fontsize=8)
        bar.outline.set_edgecolor(PALE)
    return figure


def _drawn_at(x: float, y: float) -> tuple[float, float]:
    """Where a place is drawn: in its direction, as far as the root of its distance, so that towns part."""
    away = float(np.hypot(x, y))
    return (x / np.sqrt(away), y / np.sqrt(away)) if away > 0 else (0.0, 0.0)


def _name(
    figure: Figure,
    ax: Axes,
    at: Mapping[str, tuple[float, float]],
    shares: Mapping[str, float],
    where: Sequence[str],
    most: float,
) -> None:
    """Number the organisations that it befalls or reaches, and name them beside the map."""
    reached = sorted(
        (name for name in shares if shares[name] > 0 and name not in where), key=lambda n: -shares[n]
    )
    named = [*where, *reached][:NAMED]
    lines = []
    for number, name in enumerate(named, 1):
        dark = shares[name] < 0.6 * most
        ax.text(*at[name], str(number), fontsize=6.8, ha="center", va="center", zorder=5,
                color="white" if dark else INK)  # fmt: skip
        here = " (here it happens)" if name in where else ""
        lines.append(
            textwrap.fill(f"{number}  {name}{here}: {shares[name]:.0%}", 44, subsequent_indent="     ")
        )
    more = len(where) + len(reached) - len(named)
    lines += [f"and {more} more"] if more > 0 else []
    figure.text(0.66, 0.86, "\n".join(lines or [NOTHING]), fontsize=7.8, va="top", linespacing=1.55)


def step_figure(steps: pd.DataFrame, *, title: str, caption: str) -> Figure:
    """Draw in what share of runs each step is seen.

    Parameters
    ----------
    steps : DataFrame
        As :func:`analysis.cascade.by_cause.document.shown_steps` gives it.
    title, caption : str
    """
    shown = rows_of(steps.head(STEPS))
    height = 0.44 * max(3, len(shown)) + 1.7
    figure = sheet(10.6, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        ax = figure.add_axes((0.52, bottom + 0.42 / height, 0.45, top - bottom - 0.5 / height))
        for place, row in enumerate(shown):
            ax.barh(place, 100 * row["runs"], 0.55, color=PALE, zorder=2)
            low, high = (100 * min(1.0, max(0.0, row[f"runs_{end}"])) for end in ("low", "high"))
            ax.plot([low, high], [place, place], color=INK, linewidth=1.0, zorder=3)
        labels = [_label(row) for row in shown]
        ax.set_yticks(range(len(shown)), labels, fontsize=7.6)
        ax.set_ylim(max(3, len(shown)) - 0.4, -0.6)
        ax.set_xlim(0, None)
        plain_rows(ax)
        if not shown:
            ax.text(0.5, 0.5, NOTHING, transform=ax.transAxes, ha="center", fontsize=9)
        ax.set_xlabel("% of the runs followed back", fontsize=8)
    return figure


def _label(row: Row) -> str:
    link = f" ({row['link']})" if row["link"] else ""
    through = (
        f"\nthrough {textwrap.shorten(str(row['through']), 62, placeholder=' …')}" if row["through"] else ""
    )
    return f"{row['because']} → {row['problem']}{link}{through}"
