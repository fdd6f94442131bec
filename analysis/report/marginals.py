"""A figure of prior against accepted sets, a panel for each parameter."""

from collections.abc import Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from analysis.report.style import COLOURS, INK, STYLE

Floats = NDArray[np.float64]
ACROSS = 3
ACCEPTED = COLOURS[1]


class Panel(NamedTuple):
    """Prior and accepted sets of one parameter, as shares of the sets between edges."""

    parameter: str
    unit: str
    logarithmic: bool
    edges: Floats
    prior: Floats
    accepted: Floats


def marginals(panels: Sequence[Panel], accepted: str = "accepted sets") -> Figure:
    """Draw the share of sets over each parameter's range: accepted ones filled, the prior a dashed line.

    `accepted` is what the legend calls them.
    """
    rows = -(-len(panels) // ACROSS)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(3.2 * ACROSS, 1.9 * rows + 0.45), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(rows, ACROSS, squeeze=False)
        for ax, panel in zip(axes.flat, panels, strict=False):
            draw_panel(ax, panel, accepted)
        for ax in axes.flat[len(panels) :]:
            ax.remove()
        handles, labels = axes.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2, frameon=False)
    return figure


def draw_panel(ax: Axes, panel: Panel, accepted: str = "accepted sets") -> None:
    """Draw one parameter."""
    ax.stairs(panel.accepted, panel.edges, fill=True, color=ACCEPTED, alpha=0.35)
    ax.stairs(panel.accepted, panel.edges, color=ACCEPTED, linewidth=1.2, label=accepted)
    ax.stairs(panel.prior, panel.edges, color=INK, linewidth=1.2, linestyle=(0, (4, 2)), label="prior")
    group, _, name = panel.parameter.rpartition(".")
    ax.set_title(f"{group}.\n{name}", fontsize=8)
    ax.set_xlabel(panel.unit, fontsize=7.5)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.set_ylim(0, None)
    if panel.logarithmic:
        ends = (panel.edges[0], panel.edges[len(panel.edges) // 2], panel.edges[-1])
        ax.set_xscale("log")
        ax.set_xticks(ends, [f"{each:.2g}" for each in ends])
        ax.set_xticks([], minor=True)
