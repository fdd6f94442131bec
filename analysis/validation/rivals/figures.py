"""How levers rank in each rival, beside how they rank in the model."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from analysis.report import document, style
from analysis.validation.rivals.measures import CONTROL, title_of

WIDTH, INCHES = 10.0, 0.2  # inches: of the figure, and of height for each row
CHANCE = "#dddddd"


def ranks(table: pd.DataFrame) -> Figure:
    """Draw Kendall's tau of the levers' ranks with the model's: a panel a measure, a row a rival.

    Parameters
    ----------
    table : DataFrame
        As :func:`analysis.validation.rivals.analysis.tau_frame` gives it.
    """
    models = list(dict.fromkeys(table["model"]))
    measures = list(dict.fromkeys(table["measure"]))
    columns = 4
    rows = -(-len(measures) // columns)
    figure = Figure(figsize=(WIDTH, rows * (0.9 + INCHES * len(models))), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for panel, measure in zip(panels.flat, measures, strict=False):
        own = table[table["measure"] == measure].set_index("model")
        control = own.loc[CONTROL] if CONTROL in own.index else None
        if control is not None and control["low"] == control["low"]:
            panel.axvspan(control["low"], control["high"], color=CHANCE, zorder=0)
        places = range(len(models))[::-1]
        for place, model in zip(places, models, strict=True):
            low, tau, high = (float(own.loc[model, each]) for each in ("low", "tau", "high"))
            panel.plot([low, high], [place, place], color=style.COLOURS[0], linewidth=1.2)
            panel.plot([tau], [place], marker="o", markersize=4, color=style.COLOURS[0], linestyle="none")
        panel.set_title(title_of(measure), fontsize=8, loc="left", wrap=True)
        panel.set_yticks(list(places), models, fontsize=7)
        panel.set_xlim(-0.35, 1.05)
        panel.tick_params(axis="x", labelsize=7, labelbottom=True)
    for panel in list(panels.flat)[len(measures) :]:
        panel.set_axis_off()
    figure.supxlabel("Kendall's tau of the levers' ranks with those in the model (no unit)", fontsize=8)
    return figure


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
