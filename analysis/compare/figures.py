"""A figure of who gains and who loses: kinds of members beside each other, a panel an outcome."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.report import style, words
from analysis.report.charts import BAND, CLEAR, key_of_differences, room_of_key, signed_rows
from analysis.report.style import PALE, STYLE, Look

WIDTH = 12.6  # inches
ROW = 0.21  # inches a group and scenario


def members(
    rows: pd.DataFrame,
    measures: Iterable[str],
    by: Sequence[str],
    *,
    title: str,
    caption: str,
    scenarios: Sequence[str],
) -> Figure:
    """Differences by kind of member: a row a kind, a panel an outcome, a dot and its 5-95 % a scenario.

    Parameters
    ----------
    rows : DataFrame
        As :func:`analysis.statistics.groups.group_differences` gives it.
    measures : iterable of str
        The outcomes, a panel each.
    by : sequence of str
        By what members are told apart, in this order.
    scenarios : sequence of str
        All scenarios, base first, so that looks match the other figures.
    """
    outcomes = list(measures)
    shown = rows[rows["by"].isin(by) & rows["outcome"].isin(outcomes)]
    groups = [(each, str(name)) for each in by for name in dict.fromkeys(shown[shown["by"] == each]["group"])]
    counts = {(str(row["by"]), str(row["group"])): int(row["members"]) for row in shown.to_dict("records")}
    names = list(dict.fromkeys(shown["scenario"]))
    looks = style.looks(scenarios)
    key = room_of_key(names, WIDTH)
    height = ROW * max(2, len(names) + 1) * 0.75 * len(groups) + 1.78 + key
    figure = style.sheet(WIDTH, height)
    with mpl.rc_context(STYLE):
        top, bottom = style.frame(figure, title, caption)
        axes = figure.subplots(
            1, len(outcomes), squeeze=False, sharey=True,
            gridspec_kw={"left": 0.155, "right": 0.99, "top": top - (0.3 + key) / height,
                         "bottom": bottom + 0.5 / height, "wspace": 0.14},
        )  # fmt: skip
        for ax, outcome in zip(axes[0], outcomes, strict=True):
            _draw_panel(ax, shown[shown["outcome"] == outcome], groups, names, looks)
        labels = [f"{name} ({counts[each, name]})" for each, name in groups]
        axes[0][0].set_yticks(range(len(groups)), labels, fontsize=8)
        key_of_differences(figure, [(name, looks[name]) for name in names], top)
    return figure


def _draw_panel(
    ax: Axes,
    rows: pd.DataFrame,
    groups: Sequence[tuple[str, str]],
    names: Sequence[str],
    looks: dict[str, Look],
) -> None:
    unit = str(rows["unit"].iloc[0])
    factor = words.scale(unit)
    size = float(rows["worthwhile"].iloc[0]) * factor
    ax.add_patch(Rectangle((-size, -0.6), 2 * size, len(groups) + 0.2, color=BAND, lw=0, zorder=0))
    for row in rows.to_dict("records"):
        place = groups.index((str(row["by"]), str(row["group"])))
        step = 0.6 * ((names.index(str(row["scenario"])) + 0.5) / len(names) - 0.5)
        look, y = looks[str(row["scenario"])], place + step
        ends = [float(row[f"difference_{end}"]) * factor for end in ("low", "high")]
        ax.plot(ends, [y, y], color=look.colour, linewidth=1.0, zorder=2)
        ax.plot(
            float(row["difference"]) * factor, y, marker=look.marker, markersize=4.6, color=look.colour,
            zorder=4, markeredgewidth=1.0,
            markerfacecolor=look.colour if row["verdict"] in CLEAR else "white",
        )  # fmt: skip
    for place in range(1, len(groups)):
        if groups[place][0] != groups[place - 1][0]:  # members told apart by another thing
            ax.axhline(place - 0.5, color=PALE, linewidth=0.5)
    signed_rows(ax, len(groups), 4, unit)
    lower = "\n(lower is better)" if rows["better"].iloc[0] == "lower" else ""
    heading = textwrap.fill(str(rows["title"].iloc[0]), 18, break_on_hyphens=False)
    ax.set_title(heading + lower, fontsize=8.5, loc="center")
    ax.set_xlabel(words.shown_unit(unit, difference=True), fontsize=8)
