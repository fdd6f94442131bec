"""How edges run on the map of problems: onward past a column, beside one, back over the top; in inches."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import networkx as nx
from matplotlib.bezier import BezierSegment
from matplotlib.path import Path

from analysis.cascade.layout import Layout

WIDE = 2.15  # of a box
LEFT = {1: 0.35, 2: 4.75, 3: 9.0}  # edges of the columns
THICKEST, THINNEST = 15.0, 0.9  # points


Spot = tuple[float, float]


class Box(NamedTuple):
    """A box in inches: its edges, and the middle of its height."""

    left: float
    right: float
    y: float
    height: float


def width_of(carried: float, most: float) -> float:
    """Width of an edge in points, in proportion to what it carried, and never invisible."""
    return max(THINNEST, THICKEST * carried / most)


def ports(
    tied: nx.MultiDiGraph, layout: Layout, boxes: Mapping[str, Box], most: float, room: tuple[float, float]
) -> dict[tuple[str, ...], float]:
    """Heights at which edges leave and reach their boxes, sorted by where they go: they do not cross."""
    ends: dict[tuple[str, str], list[tuple[float, float, tuple[str, ...]]]] = {}
    for source, target, data in tied.edges(data=True):
        edge = (source, target, data["link"])
        points = width_of(float(data["carried"]), most) / 72
        passing = layout.passes.get(edge)
        by = None if passing is None else room[0] + passing * (room[1] - room[0])
        back = 99.0 if data["returns"] else None
        level = tied.nodes[source]["order"] == tied.nodes[target]["order"]
        side = "in-right" if level else "in"
        ends.setdefault((source, "out"), []).append((back or by or boxes[target].y, points, (*edge, "out")))
        ends.setdefault((target, side), []).append((back or by or boxes[source].y, points, (*edge, "in")))
    found = {}
    for (node, _), here in ends.items():
        here.sort()
        box = boxes[node]
        wide = sum(points for _, points, _ in here)
        gap = min(0.10, max(0.0, box.height * 0.92 - wide) / max(1, len(here) - 1))
        at = box.y - (wide + gap * (len(here) - 1)) / 2
        for _, points, name in here:
            found[name] = at + points / 2
            at += points + gap
    return found


def onward(source: Box, target: Box, start: float, end: float, by: float | None) -> tuple[Path, list[Spot]]:
    """Lead an edge to a column further right, past the boxes of the second column; spots for its label."""
    head = 0.10
    past = [] if by is None else [(LEFT[2] - 0.05, by), (LEFT[2] + WIDE + 0.05, by)]
    corners = [(source.right, start), *past, (target.left - head, end)]
    vertices, codes = corners[:1], [int(Path.MOVETO)]
    for (x0, y0), (x1, y1) in pairwise(corners):
        bend = 0.5 * (x1 - x0)
        vertices += [(x0 + bend, y0), (x1 - bend, y1), (x1, y1)]
        codes += [int(Path.CURVE4)] * 3
    spots = BezierSegment(vertices[:4])([0.34, 0.5, 0.22, 0.64, 0.76])
    return Path(vertices, codes), [(float(x), float(y)) for x, y in spots]


def beside(source: Box, target: Box, start: float, end: float) -> tuple[Path, list[Spot]]:
    """Lead an edge to another box of its column, in an arc on the right; spots for its label."""
    out = source.right + 0.34 + 0.10 * abs(start - end)
    head = 0.10
    path = Path(
        [(source.right, start), (out, start), (out, end), (target.right + head, end)],
        [int(Path.MOVETO), *[int(Path.CURVE4)] * 3],
    )
    x, middle = source.right + 0.75 * (out - source.right), (start + end) / 2
    return path, [(x, middle + away * abs(end - start)) for away in (0.0, 0.2, -0.2, 0.35, -0.35)]


def returning(source: Box, target: Box, start: float, end: float, lane: float) -> tuple[Path, list[Spot]]:
    """Lead an edge back to an earlier column: out on the right, over the top, in on the left; label spots."""
    out, into, bend = source.right + 0.22, target.left - 0.22, 0.2
    vertices = [(source.right, start), (out, start), (out, start + bend), (out, lane - bend), (out, lane),
                (out - bend, lane), (into + bend, lane), (into, lane), (into, lane - bend),
                (into, end + bend), (into, end), (target.left - 0.10, end)]  # fmt: skip
    curve, line = int(Path.CURVE3), int(Path.LINETO)
    codes = [int(Path.MOVETO), curve, curve, line, curve, curve, line, curve, curve, line, curve, curve]
    return Path(vertices, codes), [(into + part * (out - into), lane) for part in (0.5, 0.35, 0.65, 0.2)]
