"""How levers rank in each rival, beside how they rank in the model."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report import document, style
from analysis.validation.rivals.measures import CONTROL, title_of

WIDTH, INCHES = 10.0, 0.2  # inches: of the figure, and of height for each row
COLUMNS = 4
LOWEST = -0.3  # where the axis begins, unless a tau is lower
CHANCE = "#dddddd"


def ranks(table: pd.DataFrame, *, title: str, caption: str) -> Figure:
    """Draw Kendall's tau of the levers' ranks with the model's: a panel a measure, a row a rival.

    Parameters
    ----------
    table : DataFrame
        As :func:`analysis.validation.rivals.analysis.tau_frame` gives it.
    title, caption : str
    """
    models = list(dict.fromkeys(table["model"]))
    measures = list(dict.fromkeys(table["measure"]))
    rows = -(-len(measures) // COLUMNS)
    height = rows * (0.9 + INCHES * len(models)) + 1.4
    sheet = style.sheet(WIDTH, height)
    with mpl.rc_context(style.STYLE):
        top, bottom = style.frame(sheet, title, caption)
        panels = sheet.subplots(
            rows, COLUMNS, sharex=True, sharey=True, squeeze=False,
            gridspec_kw={"left": 0.15, "right": 0.99, "top": top - 0.25 / height,
                         "bottom": bottom + 0.55 / height, "hspace": 0.25, "wspace": 0.08},
        )  # fmt: skip
        for panel, measure in zip(panels.flat, measures, strict=False):
            _draw(panel, table[table["measure"] == measure].set_index("model"), models)
            panel.set_title(title_of(measure), fontsize=8)
        for panel in list(panels.flat)[len(measures) :]:
            panel.set_axis_off()
        panels[0, 0].set_xlim(min(LOWEST, float(table["low"].min())) - 0.05, 1.05)
        sheet.supxlabel(
            "Kendall's tau of the levers' ranks with those in the model (no unit)",
            fontsize=8, y=bottom + 0.08 / height,
        )  # fmt: skip
    return sheet


def _draw(panel: Axes, own: pd.DataFrame, models: Sequence[str]) -> None:
    found = own[["low", "tau", "high"]].astype(float)
    places = range(len(models))[::-1]
    for place, model in zip(places, models, strict=True):
        low, tau, high = found.loc[[model]].to_numpy()[0].tolist()
        if model == CONTROL and low == low:
            panel.axvspan(low, high, color=CHANCE, zorder=0)
        panel.plot([low, high], [place, place], color=style.COLOURS[0], linewidth=1.2)
        panel.plot([tau], [place], marker="o", markersize=4, color=style.COLOURS[0], linestyle="none")
    panel.set_yticks(list(places), models, fontsize=7)
    panel.tick_params(axis="x", labelsize=7, labelbottom=True)


def described(table: pd.DataFrame, runs: int) -> document.Figure:
    """Say what the figure shows."""
    means = table[table["model"] != CONTROL].groupby("model", sort=False)["tau"].mean().dropna()
    said = ", ".join(f"{model} {tau:.2f}" for model, tau in means.items())
    return document.Figure(
        name="ranks",
        title="How far levers keep their order in simpler models",
        caption=(
            f"Each lever pulled by itself, at month 60, over {runs} runs that share parameter sets and luck "
            "with the model's. Dots: Kendall's tau with the order in the model, 1 the same; lines: 5-95 % "
            "when runs are drawn again. Band: the model under other draws, what chance does by itself. No "
            "dot: all levers are alike there. Thinnest localities: the third with least cover in month 0; "
            "least engaged: the third of the members that are so in month 0."
        ),
        alternative=f"Mean tau over the measures: {said}.",
    )
