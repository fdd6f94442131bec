"""Figures of a calibration: what prior and kept sets show of the figures that were seen, month by month."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report import style, words
from analysis.report.marginals import Panel, draw_panel
from analysis.report.style import COLOURS, INK, STYLE, ticks

ACROSS = 3
NINETY = 1.645  # standard deviations on either side that hold 90 %
KEPT_COLOUR, CHECK_COLOUR = COLOURS[1], COLOURS[2]
WIDTH, ROW = 11.0, 2.35  # inches


def targets(courses: pd.DataFrame, figures: pd.DataFrame, *, title: str, caption: str) -> Figure:
    """Draw what runs show over time, 5-95 %, prior and kept, with the figures; a panel a series.

    Parameters
    ----------
    courses, figures : DataFrame
        As :class:`analysis.calibrate.analysis.Calibration` has courses and targets.
    title, caption : str
    """
    keys = list(dict.fromkeys(zip(figures["quantity"], figures["organisation"], strict=True)))
    drawn = [partial(_draw, courses=_of(courses, *key), figures=_of(figures, *key)) for key in keys]
    return _sheet(drawn, min(ACROSS, len(keys)), ROW, 0.5, 0.7, title=title, caption=caption)


def _of(table: pd.DataFrame, quantity: str, organisation: str) -> pd.DataFrame:
    return table[(table["quantity"] == quantity) & (table["organisation"] == organisation)]


def _draw(ax: Axes, courses: pd.DataFrame, figures: pd.DataFrame) -> None:
    unit = str(figures["unit"].iloc[0])
    factor = words.scale(unit)
    prior, kept = (courses[courses["source"] == name] for name in ("prior", "kept"))
    low, high = kept["low"] * factor, kept["high"] * factor
    ax.fill_between(kept["month"], low, high, color=KEPT_COLOUR, alpha=0.3, lw=0, label="kept, 5-95 %")
    for end, label in (("low", "prior, 5-95 %"), ("high", "")):
        ax.plot(prior["month"], prior[end] * factor, color=INK, lw=0.9, dashes=(4, 2), label=label)
    ax.plot(kept["month"], kept["median"] * factor, color=KEPT_COLOUR, lw=1.4, label="kept, median")
    for use, colour, marker, label in (
        ("fit", INK, "o", "figure, fitted"),
        ("check", CHECK_COLOUR, "D", "figure, left out"),
    ):
        rows = figures[figures["use"] == use]
        if len(rows):
            ax.errorbar(
                rows["month"], rows["value"] * factor, NINETY * rows["sd"] * factor, color=colour, ls="none",
                marker=marker, ms=3.6, elinewidth=1.0, label=label, zorder=5,
                markerfacecolor=colour if use == "fit" else "white",
            )  # fmt: skip
    ax.set_title(textwrap.fill(str(figures["title"].iloc[0]), 40), fontsize=8.5)
    ax.set_ylabel(words.shown_unit(unit), fontsize=7.5)
    ticks(ax.yaxis, unit)
    ax.set_xlabel("month", fontsize=7.5)


def parameters(panels: Sequence[Panel], *, title: str, caption: str) -> Figure:
    """Draw the parameters that the figures inform most: kept sets filled, the prior a dashed line."""
    drawn = [partial(draw_panel, panel=panel, accepted="kept sets") for panel in panels]
    return _sheet(drawn, ACROSS, 1.95, 0.65, 1.0, title=title, caption=caption)


def _sheet(
    drawn: Sequence[Callable[[Axes], None]],
    across: int,
    row: float,
    head: float,
    apart: float,
    *,
    title: str,
    caption: str,
) -> Figure:
    """Draw panels on a sheet, so many across, with one legend of all that they show.

    A row is so many inches high, the first so far below the title, and rows are so many panels apart.
    """
    rows = -(-len(drawn) // across)
    height = row * rows + 1.2
    sheet = style.sheet(WIDTH, height)
    with mpl.rc_context(STYLE):
        top, bottom = style.frame(sheet, title, caption)
        axes = sheet.subplots(
            rows, across, squeeze=False,
            gridspec_kw={"left": 0.055, "right": 0.99, "top": top - head / height,
                         "bottom": bottom + 0.45 / height, "hspace": apart, "wspace": 0.2},
        )  # fmt: skip
        shown: dict[str, Any] = {}
        for ax, draw in zip(axes.flat, drawn, strict=False):
            draw(ax)
            for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
                shown.setdefault(label, handle)
        for ax in axes.flat[len(drawn) :]:
            ax.remove()
        sheet.legend(
            list(shown.values()), list(shown), loc="upper left", bbox_to_anchor=(0.04, top + 0.02 / height),
            ncols=len(shown), frameon=False, fontsize=8,
        )  # fmt: skip
    return sheet
