"""The two pictures of the viewer: the region as a map, and the network's means over the months."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PatchCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from analysis.mesa_viewer.asked import gathered
from analysis.mesa_viewer.places import Places, places_of
from analysis.report.style import (
    CMAP,
    COLOURS,
    DASHES,
    FAINT,
    HALO,
    INK,
    PALE,
    STYLE,
    boxes_for_missing_signs,
    sheet,
    spread_apart,
)
from sim.sampling.random_numbers import FIRST_MONTH

if TYPE_CHECKING:
    from analysis.mesa_viewer.asked import Shown
    from sim.engine.mesa_model import NetworkModel

WIDTH, HEIGHT = 5.4, 4.9  # inches
NORM = Normalize(0, 1)
PLAIN = "#ffffff"
LONGEST_NAME = 22
LETTERS = {**STYLE, "font.size": 10, "xtick.labelsize": 9, "ytick.labelsize": 9}  # read across a room
# Matplotlib keeps its settings for the process; several browsers draw at once.
_drawing = threading.Lock()


def region(network: NetworkModel, shown: Shown) -> Figure:
    """Draw the region in the month it is in.

    Localities are circles by children with a life-limiting condition, hubs squares, spokes triangles, ties
    lines by strength; what is shown colours the organisations, or the localities.
    """
    figure = sheet(WIDTH, HEIGHT)
    ax = figure.add_axes((0.01, 0.17, 0.98, 0.82))
    ax.set_axis_off()
    places = places_of(network.what_if.network)
    _draw_ties(ax, network, places)
    _draw_localities(ax, network, shown, places)
    _draw_organisations(ax, network, shown, places)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.05)
    ax.autoscale_view()
    _name_localities(ax, network, places)
    _key(figure, shown)
    return figure


def means(network: NetworkModel, outcomes: Mapping[str, str]) -> Figure:
    """Draw the network's outcomes (names by title), month by month."""
    figure = sheet(WIDTH, HEIGHT)
    ax = figure.add_axes((0.1, 0.1, 0.53, 0.86))
    horizon = network.what_if.horizon
    ax.axvspan(FIRST_MONTH, 0, color=FAINT, alpha=0.55, linewidth=0, zorder=0)
    ax.text(FIRST_MONTH + 1, 98.5, "history", fontsize=8.5, color="#555555", va="top")
    ax.set(xlim=(FIRST_MONTH, horizon), ylim=(0, 100), xlabel="month", ylabel="%")
    step = 12 if horizon <= 60 else 24 if horizon <= 120 else 48
    ax.set_xticks(range(FIRST_MONTH, horizon + 1, step))
    ax.grid(axis="y", color=FAINT, linewidth=0.8)
    _draw_lines(ax, network, outcomes)
    return figure


def address_of(draw: Callable[..., Figure], *drawn: Any) -> str:
    """Draw, and give the figure as a ``data:`` address: an SVG within an ``img`` runs no script."""
    file = io.BytesIO()
    with _drawing, mpl.rc_context(LETTERS), boxes_for_missing_signs():
        draw(*drawn).savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")


# --- the map ----------------------------------------------------------------------------------------------


def _draw_ties(ax: Axes, network: NetworkModel, places: Places) -> None:
    points = places.organisations
    strengths = np.clip([each.tie_strength for each in network.ties], 0, 1)
    ax.add_collection(
        LineCollection(
            [(points[a], points[b]) for a, b, _ in network.plan.ties],
            linewidths=0.3 + 3.2 * strengths,
            colors=[(0.35, 0.35, 0.35, 0.25 + 0.45 * each) for each in strengths],
            zorder=2,
        )
    )


def _draw_localities(ax: Axes, network: NetworkModel, shown: Shown, places: Places) -> None:
    circles = PatchCollection(
        [Circle(tuple(spot), radius) for spot, radius in zip(places.localities, places.radii, strict=True)],
        edgecolor=PALE,
        facecolor=FAINT,
        linewidth=0.8,
        zorder=1,
    )
    if shown.of == "localities":
        _colour(circles, [getattr(each.state, shown.field) for each in network.localities])
    ax.add_collection(circles)


def _draw_organisations(ax: Axes, network: NetworkModel, shown: Shown, places: Places) -> None:
    for role, marker, size in (("spoke", "^", 75), ("hub", "s", 105)):
        mine = [each.index for each in network.organisations if each.role == role]
        marks = ax.scatter(
            places.organisations[mine, 0],
            places.organisations[mine, 1],
            s=size,
            marker=marker,
            facecolor=PLAIN,
            edgecolors=INK,
            linewidths=1.0,
            zorder=3 + (role == "hub"),
        )
        if shown.of == "organisations":
            _colour(marks, [getattr(network.organisations[i].state, shown.field) for i in mine])


def _colour(drawn: Collection, shares: Sequence[float]) -> None:
    drawn.set(array=np.array(shares), cmap=CMAP, norm=NORM)


def _name_localities(ax: Axes, network: NetworkModel, places: Places) -> None:
    declared = network.what_if.network.localities
    for each, (x, y), radius in zip(declared, places.localities, places.radii, strict=True):
        ax.annotate(
            short(each.name),
            (x, y - radius),
            xytext=(0, -1.5),
            textcoords="offset points",
            fontsize=9,
            ha="center",
            va="top",
            path_effects=[HALO],
            zorder=6,
        )


def short(name: str) -> str:
    """Cut a name that would reach into its neighbours."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _key(figure: Figure, shown: Shown) -> None:
    bar = figure.add_axes((0.04, 0.085, 0.4, 0.025))
    bar.imshow(np.linspace(0, 1, 256)[None, :], cmap=CMAP, aspect="auto", extent=(0, 100, 0, 1))
    bar.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    bar.set_yticks([])
    bar.spines[:].set_visible(False)
    bar.set_title(shown.title, fontsize=9.5, pad=4)
    marks = [_mark("s", 8, PLAIN), _mark("^", 7, PLAIN), _mark("o", 10, FAINT)]
    lines = [Line2D([], [], color="#595959", linewidth=2)]
    figure.legend(
        marks + lines,
        ["hub", "spoke", "locality, by children", "tie, by strength"],
        loc="lower right",
        bbox_to_anchor=(0.99, 0.015),
        ncols=2,
        frameon=False,
        fontsize=9,
    )


def _mark(marker: str, size: float, colour: str) -> Line2D:
    return Line2D(
        [], [], marker=marker, color="none", markerfacecolor=colour, markeredgecolor=INK, markersize=size
    )


# --- the lines --------------------------------------------------------------------------------------------


def _draw_lines(ax: Axes, network: NetworkModel, outcomes: Mapping[str, str]) -> None:
    found = gathered(network)
    ends = []
    for place, (title, name) in enumerate(outcomes.items()):
        values = 100 * np.array(found[name], dtype=float)
        if len(values):
            months = np.arange(FIRST_MONTH, FIRST_MONTH + len(values))
            colour, dash = COLOURS[1:][place % 6], DASHES[place % len(DASHES)]
            ax.plot(months, values, color=colour, linestyle=dash, linewidth=2)
            ax.plot(months[-1:], values[-1:], color=colour, marker="o", markersize=4, clip_on=False, zorder=4)
            ends.append((title, float(values[-1]), colour))
    _name_lines(ax, ends)


def _name_lines(ax: Axes, ends: Sequence[tuple[str, float, Any]]) -> None:
    """Write each line's name and number beside the axes, moved apart where lines end close together."""
    gap = min(7.5, 100 / max(len(ends), 1))
    places = spread_apart([value for _, value, _ in ends], gap, 0, 100) if ends else []
    for (title, value, colour), place in zip(ends, places, strict=True):
        ax.annotate(
            f"{title} {value:.0f} %",
            (1.03, place),
            xycoords=ax.get_yaxis_transform(),
            color=colour,
            fontsize=9.5,
            va="center",
            annotation_clip=False,
        )
