"""Figures of a sensitivity analysis: pure functions from tidy frames. Nothing here runs a model."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.report.style import (
    CMAP,
    COLOURS,
    DASHES,
    FAINT,
    HALO,
    INK,
    MARKERS,
    PALE,
    ROUND_STEPS,
    STYLE,
    frame,
    sheet,
    ticks,
)

if TYPE_CHECKING:
    from analysis.sensitivity.methods import Method

SHOWN = 12  # factors in a figure
LINES = 5  # factors in a panel of lines
NUMBERED = 7  # factors told apart in the scatter: the small ones lie on each other
LARGE = 100  # from here on a number in a cell is written without decimals
LONGEST = 62  # letters of a factor's title
SIZES = 9.4  # inches wide
SECOND = {"ST": "S1", "median": "maximum", "delta": "S1"}  # what stands beside the main index


def label(name: str, titles: Mapping[str, str]) -> str:
    """Name a factor in two lines: its title, cut between words, and what it is called."""
    title = titles.get(name, name)
    short = textwrap.shorten(title, LONGEST, placeholder=" ...")
    return short if title == name else f"{short}\n{name}"


def indices(
    table: pd.DataFrame,
    method: Method,
    titles: Mapping[str, str],
    *,
    title: str,
    caption: str,
    axis: str,
    factor: float = 1.0,
    dummy: float | None = None,
) -> Figure:
    """The largest indices of one outcome with their intervals; for Morris, beside them how effects vary.

    Parameters
    ----------
    table : DataFrame
        `factor, index, value, low, high` of one outcome and month, the most important factor first.
    axis : str
        What the main index is counted in.
    factor : float
        What values are multiplied by before they are drawn.
    dummy : float, optional
        What a factor that does nothing scores.
    """
    names = list(dict.fromkeys(table["factor"]))[:SHOWN]
    scatter = method.main == "mu_star"
    height = 0.36 * len(names) + 1.75 + (0.9 if len(title) > 85 else 0)
    figure = sheet(SIZES + (3.0 if scatter else 0), height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        wide = figure.get_size_inches()[0]
        right = 0.66 if scatter else 1 - 0.25 / wide
        ax = figure.add_axes(
            (3.85 / wide, bottom + 0.45 / height, right - 3.85 / wide, top - bottom - 0.75 / height)
        )
        _dots(ax, table, names, method, titles, factor)
        ax.set_xlabel(axis)
        ticks(ax.xaxis, _unit(axis))
        if dummy is not None:
            ax.axvline(dummy * factor, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
            ax.text(
                dummy * factor, len(names) - 0.45, " a factor that does nothing", fontsize=7, va="bottom",
                color=INK, path_effects=[HALO],
            )  # fmt: skip
        if scatter:
            room = (0.745, bottom + 0.45 / height, 0.24, top - bottom - 0.75 / height)
            _scatter(figure.add_axes(room), table, names, axis, factor)
    return figure


def _unit(axis: str) -> str:
    """Give the unit that an axis names at its end."""
    return axis.rpartition(", ")[2]


def _dots(
    ax: Axes,
    table: pd.DataFrame,
    names: Sequence[str],
    method: Method,
    titles: Mapping[str, str],
    factor: float,
) -> None:
    shown = [method.main, *([SECOND[method.main]] if SECOND.get(method.main) in set(table["index"]) else [])]
    for place, index in enumerate(shown):
        rows = table[table["index"] == index].set_index("factor").reindex(list(names))
        y = np.arange(len(names)) + (0.17 * (2 * place - 1) if len(shown) > 1 else 0.0)
        value, error = rows["value"].to_numpy(float) * factor, rows["error"].to_numpy(float) * factor
        ax.errorbar(
            value, y, xerr=np.nan_to_num(error), fmt="none", ecolor=COLOURS[1 + place], elinewidth=1.4,
            zorder=2,
        )  # fmt: skip
        ax.plot(
            value, y, MARKERS[place], color=COLOURS[1 + place], markersize=5.5,
            markerfacecolor=COLOURS[1] if place == 0 else "white", label=method.indices[index], zorder=3,
        )  # fmt: skip
    ax.axvline(0, color=PALE, linewidth=0.6, zorder=0)
    for row in range(len(names)):
        ax.axhline(row, color=FAINT, linewidth=0.6, zorder=0)
    ax.set_yticks(range(len(names)), [label(name, titles) for name in names], fontsize=7)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    if len(shown) > 1:
        ax.legend(loc="lower right", frameon=False, fontsize=7.5, bbox_to_anchor=(1, 0.02))


def _scatter(ax: Axes, table: pd.DataFrame, names: Sequence[str], axis: str, factor: float) -> None:
    """How large effects are against how they vary, factors numbered from the largest."""
    by = table.pivot_table(index="factor", columns="index", values="value").reindex(list(names)) * factor
    x, y = by["mu_star"].to_numpy(float), by.get("sigma", by["mu_star"]).to_numpy(float)
    far = float(np.nanmax(np.r_[x, y])) * 1.12
    ax.plot([0, far], [0, far], color=PALE, linewidth=0.7, linestyle=(0, (4, 3)))
    grey = {"color": "#555555", "fontsize": 7}
    ax.text(far * 0.7, far * 0.76, "spread as large\nas the effect ", grey, ha="right", va="top")
    ax.plot(x, y, "o", color=COLOURS[1], markersize=4.5)
    for place, (right, up) in enumerate(zip(x, y, strict=True), 1):
        if np.isfinite(up) and place <= NUMBERED:
            ax.annotate(
                str(place), (right, up), (4, 3), textcoords="offset points", fontsize=7, path_effects=[HALO]
            )
    ax.set_xlim(0, far)
    ax.set_ylim(0, far)
    unit = _unit(axis)
    for axis_of, most in ((ax.xaxis, 3), (ax.yaxis, 8)):
        axis_of.set_major_locator(mpl.ticker.MaxNLocator(most, steps=ROUND_STEPS))
        ticks(axis_of, unit)
    ax.set_xlabel(f"mean size of effects, {unit}")
    ax.set_ylabel(f"spread of effects, {unit}")
    ax.set_title("Numbered as on the left, from the top", fontsize=8, fontweight="normal")


def convergence(
    table: pd.DataFrame,
    outcomes: Mapping[str, str],
    titles: Mapping[str, str],
    *,
    title: str,
    caption: str,
    axes: Mapping[str, str],
    counted: str,
) -> Figure:
    """The main index over growing samples, a panel an outcome, with intervals.

    Parameters
    ----------
    table : DataFrame
        `outcome, samples, factor, value, error`, the most important factors first.
    outcomes, titles : mapping of str to str
        Titles of outcomes and factors, by name.
    axes : mapping of str to str
        What the vertical axis of each outcome's panel says.
    counted : str
        What samples are.
    """
    height = 2.05 * len(outcomes) + 1.15
    figure = sheet(SIZES, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        panels = figure.subplots(
            len(outcomes), 1, squeeze=False,
            gridspec_kw={"left": 0.95 / SIZES, "right": 0.60, "top": top - 0.30 / height,
                         "bottom": bottom + 0.48 / height, "hspace": 0.62},
        )  # fmt: skip
        for ax, (name, heading) in zip(panels[:, 0], outcomes.items(), strict=True):
            _lines(ax, table[table["outcome"] == name], titles)
            ax.set_title(heading)
            ax.set_ylabel(axes[name].replace(", ", ",\n"), fontsize=7.5)
            ticks(ax.yaxis, _unit(axes[name]))
        panels[-1, 0].set_xlabel(counted)
    return figure


def _lines(ax: Axes, rows: pd.DataFrame, titles: Mapping[str, str]) -> None:
    sizes = sorted(rows["samples"].unique())
    last = rows[rows["samples"] == sizes[-1]].set_index("factor")["value"].abs()
    names = list(last.sort_values(ascending=False, kind="stable").index[:LINES])
    places = {size: place for place, size in enumerate(sizes)}
    for place, name in enumerate(names):
        mine = rows[rows["factor"] == name].sort_values("samples")
        x = mine["samples"].map(places).to_numpy(float) + 0.06 * (place - (len(names) - 1) / 2)
        ax.errorbar(
            x, mine["value"], yerr=np.nan_to_num(mine["error"].to_numpy(float)), color=COLOURS[1 + place],
            linestyle=DASHES[place], marker=MARKERS[place], markersize=4, linewidth=1.3, elinewidth=0.8,
            capsize=2, label=label(name, titles),
        )  # fmt: skip
    ax.axhline(0, color=PALE, linewidth=0.6)
    ax.set_xticks(range(len(sizes)), [f"{size:,}" for size in sizes])
    ax.yaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=7, labelspacing=0.7)


def over_time(
    table: pd.DataFrame,
    outcomes: Mapping[str, str],
    titles: Mapping[str, str],
    *,
    title: str,
    caption: str,
    decimals: int,
) -> Figure:
    """The main index month by month as a table shaded by its size, a panel an outcome.

    Parameters
    ----------
    table : DataFrame
        `outcome, month, factor, value` of the factors shown, the most important first.
    """
    counts = [table[table["outcome"] == name]["factor"].nunique() for name in outcomes]
    height = 0.34 * sum(counts) + 0.62 * len(outcomes) + 1.35
    figure = sheet(SIZES, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        axes = figure.subplots(
            len(outcomes), 1, squeeze=False, height_ratios=counts,
            gridspec_kw={"left": 3.85 / SIZES, "right": 1 - 0.2 / SIZES, "top": top - 0.32 / height,
                         "bottom": bottom + 0.45 / height, "hspace": 0.62 / (0.34 * np.mean(counts))},
        )  # fmt: skip
        for ax, (name, heading) in zip(axes[:, 0], outcomes.items(), strict=True):
            rows = table[table["outcome"] == name]
            order = list(dict.fromkeys(rows["factor"]))
            wide = rows.pivot_table(index="factor", columns="month", values="value").reindex(order)
            _shaded(ax, wide, decimals)
            ax.set_yticks(range(len(order)), [label(each, titles) for each in order], fontsize=7)
            ax.set_title(heading)
        axes[-1, 0].set_xlabel("month")
    return figure


def _shaded(ax: Axes, wide: pd.DataFrame, decimals: int, errors: NDArray[np.float64] | None = None) -> None:
    """Shade a table by the size of its numbers, and write them in; in brackets those within their error."""
    values = wide.to_numpy(float)
    weak = np.zeros(values.shape, bool) if errors is None else np.abs(values) <= errors
    size = np.where(weak, np.nan, np.abs(values))
    top = float(np.nanmax(size)) if np.isfinite(size).any() else 1.0
    ax.imshow(size, cmap=CMAP, vmin=0, vmax=top or 1.0, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            faint = weak[row, column]
            ink = PALE if faint else "white" if abs(value) < 0.55 * top else INK
            text = f"{value:,.{0 if abs(value) >= LARGE else decimals}f}"
            text = text.replace("-0.0", "0.0") if faint else text
            ax.text(
                column, row, f"({text})" if faint else text, ha="center", va="center", fontsize=7, color=ink
            )
    ax.set_xticks(range(wide.shape[1]), [str(each) for each in wide.columns])
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def interactions(table: pd.DataFrame, titles: Mapping[str, str], *, title: str, caption: str) -> Figure:
    """Second order of every pair, in per cent of the variance, as a triangle of shaded cells.

    Parameters
    ----------
    table : DataFrame
        `factor, other, value, error` of one outcome; what is not told apart from nothing stands in brackets.
    """
    names = list(dict.fromkeys([*table["factor"], *table["other"]]))
    wide, errors = (
        100
        * table.pivot_table(index="other", columns="factor", values=key).reindex(
            index=names[1:], columns=names[:-1]
        )
        for key in ("value", "error")
    )
    height = 0.36 * len(wide) + 2.5
    figure = sheet(SIZES + 1.2, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        wide_inches = SIZES + 1.2
        ax = figure.add_axes(
            (3.85 / wide_inches, bottom + 0.95 / height, 1 - 4.2 / wide_inches, top - bottom - 1.1 / height)
        )
        _shaded(ax, wide, 1, errors.to_numpy(float))
        ax.set_yticks(range(len(wide)), [label(name, titles) for name in wide.index], fontsize=7)
        ax.set_xticklabels([str(name).rpartition(".")[2] for name in wide.columns], rotation=35, ha="right")
    return figure
