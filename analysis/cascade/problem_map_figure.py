"""The map of problems as a figure: first, second and third order from left to right."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from analysis.cascade.layout import Layout, laid_out
from analysis.cascade.onsets import SINCE
from analysis.cascade.problem_map import between, graph
from analysis.cascade.routes import LEFT, WIDE, Box, Spot, beside, onward, ports, returning, width_of
from analysis.report.style import FAINT, HALO, INK, PALE, STYLE, box_about, frame, overlap, sheet
from sim.model.cascade import NO_PROBLEM

WIDTH, HEIGHT = 12.0, 8.3  # inches: a landscape page, and a slide
HEADINGS = {1: "1  In the setting", 2: "2  In the work", 3: "3  In the members"}
COLOURS = {1: "#0072B2", 2: "#D55E00", 3: "#009E73"}
TINTS = {1: "#cfe3f1", 2: "#f8dcc9", 3: "#c9ead9"}
ROW = 0.185  # inches, of a problem that stands apart
LETTERS = 25  # in a line of a box
SIZES = (9.0, 8.4, 7.6, 6.8)  # points, of a title: the largest that fits


def problem_map(
    shown: pd.DataFrame,
    links: pd.DataFrame,
    onsets: pd.DataFrame,
    *,
    month: int,
    since: int,
    title: str,
    caption: str,
) -> Figure:
    """Draw the map: boxes are problems, edges what one carried into another.

    Parameters
    ----------
    shown : DataFrame
        Rows of `links` that are drawn (:func:`analysis.cascade.problem_map.drawn`).
    links : DataFrame
        All of them, those from no problem too.
    onsets : DataFrame
        As :func:`analysis.cascade.onsets.onsets` gives it.
    month : int
        The last month, whose share fills the boxes.
    since : int
        The month from which on onsets are told.
    title, caption : str
    """
    figure = sheet(WIDTH, HEIGHT)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        ax = figure.add_axes((0.0, bottom, 1.0, top - bottom))
        ax.set_xlim(0, WIDTH)
        ax.set_ylim(0, (top - bottom) * HEIGHT)
        ax.set_axis_off()
        _draw(ax, shown, links, onsets, month, since)
    return figure


def _draw(
    ax: Axes, shown: pd.DataFrame, links: pd.DataFrame, onsets: pd.DataFrame, month: int, since: int
) -> None:
    whole = graph(shown, onsets)
    apart = [node for node in whole if whole.degree(node) == 0]
    tied = whole.copy()  # a view of some nodes has no order of its own
    tied.remove_nodes_from(apart)
    tall = float(ax.get_ylim()[1])
    longest = max(Counter(whole.nodes[node]["order"] for node in apart).values(), default=0)
    low = 0.48 + ROW * longest + (0.34 if longest else 0.0)
    returns = [data for *_, data in tied.edges(data=True) if data["returns"]]
    high = tall - 0.34 - 0.20 * len(returns) - (0.12 if returns else 0.0)
    layout = laid_out(nx.MultiDiGraph(tied))
    boxes = _boxes(tied, layout, low, high)
    _headings(ax, tall)
    _edges(ax, tied, layout, boxes, (low, high))
    rest = links[links["from"] == NO_PROBLEM].set_index("to")["share"]
    for node, box in boxes.items():
        _box(ax, box, tied.nodes[node], rest.get(node), since)
    _apart(ax, [whole.nodes[node] for node in apart], low)
    _key(ax, shown, month)


def _boxes(tied: nx.MultiDiGraph, layout: Layout, low: float, high: float) -> dict[str, Box]:
    tall = high - low
    height = min(0.80, layout.room * tall * 0.86)
    return {
        node: Box(LEFT[order], LEFT[order] + WIDE, low + layout.y[node] * tall, height)
        for node, order in tied.nodes(data="order")
    }


def _headings(ax: Axes, tall: float) -> None:
    for order, text in HEADINGS.items():
        ax.text(
            LEFT[order], tall - 0.05, text, fontsize=10.5, fontweight="bold", color=COLOURS[order], va="top"
        )


def _box(ax: Axes, box: Box, problem: Mapping[str, Any], rest: float | None, since: int) -> None:
    """Draw a problem: its name, how often it was there and began, and how widely it holds at the end."""
    order, wide = problem["order"], box.right - box.left
    low = box.y - box.height / 2
    shape = FancyBboxPatch(
        (box.left, low), wide, box.height, boxstyle="round,pad=0,rounding_size=0.07", facecolor="white",
        edgecolor=COLOURS[order], linewidth=1.3, zorder=4,
    )  # fmt: skip
    ax.add_patch(shape)
    fill = Rectangle(
        (box.left, low), wide * problem["holds"], box.height, facecolor=TINTS[order], linewidth=0, zorder=4.1
    )
    ax.add_patch(fill)
    fill.set_clip_path(shape)
    small = _small(problem, rest, since)
    name, size = _fitted(ax, problem["title"], wide - 0.14)
    lines, smaller = name.count("\n") + 1, small.count("\n") + 1
    ax.text(
        box.left + 0.08, box.y + 0.062 * smaller, name, fontsize=size, va="center", zorder=5,
        linespacing=1.05, fontweight="bold",
    )  # fmt: skip
    ax.text(
        box.left + 0.08, box.y - 0.072 * lines, small, fontsize=6.7, va="center", zorder=5, color="#333333",
        linespacing=1.15,
    )  # fmt: skip


def _fitted(ax: Axes, title: str, inches: float) -> tuple[str, float]:
    """Write a title in one line, a little smaller if need be, or else in two; with its size in points."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    probe = ax.text(0, 0, "", fontweight="bold", alpha=0)
    whole = textwrap.shorten(title, 4 * LETTERS, placeholder=" …")
    half = textwrap.fill(whole, max(LETTERS, len(whole) // 2 + 4), break_on_hyphens=False, max_lines=2)
    found = (half, SIZES[-1])
    for text, size in ((whole, SIZES[0]), (whole, SIZES[1]), *((half, size) for size in SIZES)):
        probe.set(text=text, fontsize=size)
        if probe.get_window_extent().width / figure.dpi <= inches:
            found = (text, size)
            break
    probe.remove()
    return found


def _small(problem: Mapping[str, Any], rest: float | None, since: int) -> str:
    begins = problem["begins"]
    if begins <= 0:
        start = "from the start" if since <= SINCE else f"before month {since}"
        return f"there {start} in {problem['there']:.0%}"
    first = f"at first {problem['there']:.0%}, begins later {_share(begins)}, at last {problem['holds']:.0%}"
    return first if rest is None else f"{first}\nnot from a problem: {rest:.0%}"


def _share(value: float) -> str:
    return f"{value:.0%}" if value >= 0.005 else "<1%"


# --- edges ------------------------------------------------------------------------------------------------


def _edges(
    ax: Axes, tied: nx.MultiDiGraph, layout: Layout, boxes: Mapping[str, Box], room: tuple[float, float]
) -> None:
    most = max((float(data["carried"]) for *_, data in tied.edges(data=True)), default=1.0)
    heights = ports(tied, layout, boxes, most, room)
    lane = 0
    taken: list[Bbox] = []
    for source, target, data in sorted(tied.edges(data=True), key=_place_of):
        edge = (source, target, data["link"])
        points = width_of(float(data["carried"]), most)
        start, end = heights[(*edge, "out")], heights[(*edge, "in")]
        if data["returns"]:
            path, spots = returning(boxes[source], boxes[target], start, end, room[1] + 0.16 + 0.20 * lane)
            lane += 1
        elif tied.nodes[source]["order"] == tied.nodes[target]["order"]:
            path, spots = beside(boxes[source], boxes[target], start, end)
        else:
            passing = layout.passes.get(edge)
            by = None if passing is None else room[0] + passing * (room[1] - room[0])
            path, spots = onward(boxes[source], boxes[target], start, end, by)
        _edge(ax, path, points, COLOURS[tied.nodes[source]["order"]], bool(data["returns"]))
        _label(ax, spots, data, taken)


def _place_of(edge: tuple[str, str, Mapping[str, Any]]) -> tuple[float, str, str, str]:
    """Thick edges first; of those alike, by name."""
    source, target, data = edge
    return -float(data["carried"]), source, target, data["link"]


def _edge(ax: Axes, path: Path, points: float, colour: str, back: bool) -> None:
    ax.add_patch(
        PathPatch(
            path, facecolor="none", edgecolor=colour, linewidth=points, alpha=0.55, capstyle="butt", zorder=2,
            linestyle=(0, (3, 1.2)) if back else "-",
        )
    )  # fmt: skip
    (x0, _), (x1, y1) = np.asarray(path.vertices, dtype=float)[-2:].tolist()
    heading = 1.0 if x1 >= x0 else -1.0
    ax.add_patch(
        FancyArrowPatch(
            (x1 - 0.01 * heading, y1), (x1 + 0.10 * heading, y1), arrowstyle="-|>,head_length=5,head_width=3",
            mutation_scale=max(1.0, points / 7), color=colour, linewidth=0, alpha=0.9, zorder=3, shrinkA=0,
            shrinkB=0,
        )
    )  # fmt: skip


def _label(ax: Axes, spots: Sequence[Spot], data: Mapping[str, Any], taken: list[Bbox]) -> None:
    """Write an edge's link on it, at the first of these spots where no other label is."""
    text = f"{'comes back: ' if data['returns'] else ''}{data['link']} · {_share(data['share'])}"
    label = ax.text(
        *spots[0], text, fontsize=7.6, ha="center", va="center", zorder=6, path_effects=[HALO],
        bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "alpha": 0.85, "linewidth": 0},
    )  # fmt: skip
    size = label.get_window_extent()
    boxes = [box_about(x, y, size.width, size.height) for x, y in ax.transData.transform(np.array(spots))]
    over = [sum(overlap(box, other) for other in taken) for box in boxes]
    best = over.index(min(over))
    label.set_position(spots[best])
    taken.append(boxes[best])


# --- what nothing shown leads to or from ------------------------------------------------------------------


def _apart(ax: Axes, problems: Sequence[Mapping[str, Any]], low: float) -> None:
    """List, under each column, the problems that nothing drawn leads to or from."""
    if not problems:
        return
    ax.plot([0.2, WIDTH - 0.2], [low - 0.05] * 2, color=FAINT, linewidth=1.0)
    ax.text(
        LEFT[1], low - 0.11, "No edge drawn (there from the start, or brought about by no other problem):",
        fontsize=7.4, va="top", color="#555555",
    )  # fmt: skip
    for order, left in LEFT.items():
        for number, problem in enumerate(each for each in problems if each["order"] == order):
            y = low - 0.38 - ROW * number
            edge: dict[str, Any] = {"edgecolor": COLOURS[order], "linewidth": 0.6}
            ax.add_patch(Rectangle((left, y - 0.055), 0.34, 0.11, facecolor="white", **edge))
            fill: dict[str, Any] = {"facecolor": COLOURS[order], "alpha": 0.45, "linewidth": 0}
            ax.add_patch(Rectangle((left, y - 0.055), 0.34 * problem["holds"], 0.11, **fill))
            text = f"{problem['title']}  {problem['holds']:.0%}"
            ax.text(left + 0.42, y, text, fontsize=7.2, va="center")


def _key(ax: Axes, shown: pd.DataFrame, month: int) -> None:
    """Say what widths, fills and labels mean."""
    y = 0.17
    ax.add_patch(Rectangle((0.35, y - 0.07), 0.5, 0.14, facecolor="white", edgecolor=PALE, linewidth=0.8))
    ax.add_patch(Rectangle((0.35, y - 0.07), 0.28, 0.14, facecolor="#d4d4d4", linewidth=0))
    ax.text(0.93, y, f"filled: share that has it in month {month}", fontsize=7.4, va="center")
    most = float(between(shown)["carried"].max()) if len(shown) else 0.0
    x = 3.75
    rounds = [each for each in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if 0.15 * most < each <= most]
    for size in rounds[-3:]:
        ax.plot([x, x + 0.4], [y, y], color=PALE, linewidth=width_of(size, most), solid_capstyle="butt")
        ax.text(x + 0.47, y, f"{size * 100:g}", fontsize=7.4, va="center")
        x += 0.78
    if most > 0:
        ax.text(x - 0.02, y, "in 100 places: what it brought about", fontsize=7.4, va="center")
    example = "C04 · 34%: link, and its share of all beginnings there"
    ax.text(8.35, y, example, fontsize=7.4, va="center", color=INK)
