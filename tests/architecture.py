"""The picture of the floors, drawn from the imports: `docs/architecture.svg`.

    python -m tests.architecture

Arrows point at what is imported; one that follows from others is left out. A test compares the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx

from tests.test_layers import FLOORS, ROOT, Source, place, read_sources

PICTURE = ROOT / "docs" / "architecture.svg"

WIDTH, MARGIN, TOWER = 920, 20, 176  # of the picture, round it, and of the model's own tower
HEAD = 28  # for the names of the towers
AISLE = 30  # between the two towers
BOX, GAP = 34, 22  # heights of a room, and between floors
TITLES = {"sim": "sim: the model", "analysis": "analysis: what is asked of it"}
NOTE = (
    "Arrows point at what is imported, always down.",
    "What follows from other arrows is left out.",
)
FILLS = {"sim": "#e3edf7", "analysis": "#f7eedd"}
STYLE = """
text { font: 12.5px Helvetica, Arial, sans-serif; fill: #222; text-anchor: middle }
.tower { font-weight: bold; text-anchor: start }
.note { fill: #666; text-anchor: start }
.room { stroke: #c8c8c8 }
.arrow { fill: none; stroke: #9a9a9a; stroke-width: 1.2; marker-end: url(#head) }
"""


class Box(NamedTuple):
    """Where a room is drawn."""

    left: float
    top: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def bottom(self) -> float:
        return self.top + BOX


def room_of(module: str) -> str | None:
    """The room of a module; what stands beside the rooms of `sim`, its doors, is one room."""
    found = place(module)
    if found is None:
        return None
    is_door = found[1].startswith("sim") and not (ROOT / found[1].replace(".", "/")).is_dir()
    return "sim" if is_door else found[1]


def imports_of_rooms(sources: dict[str, Source]) -> nx.DiGraph[str]:
    """The rooms and what they import, without what follows from other imports."""
    graph = nx.DiGraph()
    for source in sources.values():
        here = room_of(source.name)
        for there in (room_of(each.module) for each in source.imports):
            if here and there and height(there) < height(here):
                graph.add_edge(here, there)
    return nx.transitive_reduction(graph)


def floors() -> Iterator[tuple[str, ...]]:
    """All floors from the ground up, the model's below."""
    for rooms in (*FLOORS["sim"], *FLOORS["analysis"]):
        yield tuple(dict.fromkeys(room for each in rooms if (room := room_of(each))))


def height(room: str) -> int:
    """The place of a room's floor among all."""
    return max(number for number, rooms in enumerate(floors()) if room in rooms)


def levels(graph: nx.DiGraph[str]) -> dict[str, int]:
    """How high each room is drawn: above what it imports and the floors below, a floor on one level."""
    found: dict[str, int] = {}
    least = {"sim": 0, "analysis": 0}
    for number, rooms in enumerate(floors()):
        mine = [room for room in rooms if height(room) == number]
        if mine:
            tower = mine[0].partition(".")[0]
            below = [found[each] + 1 for room in mine for each in graph.successors(room)]
            found |= dict.fromkeys(mine, max([least[tower], *below]))
            least[tower] = found[mine[0]] + 1
    return found


def boxes(graph: nx.DiGraph[str]) -> dict[str, Box]:
    """Where each room is drawn: a room of `analysis` as wide as the analyses that it serves or is made of."""
    level = levels(graph)
    columns = max(FLOORS["analysis"], key=len)
    left = MARGIN + TOWER + AISLE
    wide = (WIDTH - MARGIN - left) / len(columns)
    found = {}
    for room, storey in level.items():
        top = MARGIN + HEAD + (max(level.values()) - storey) * (BOX + GAP)
        if room.startswith("sim"):
            beside = [each for each in level if each.startswith("sim") and level[each] == storey]
            share, number = (TOWER + 8) / len(beside), beside.index(room)
            found[room] = Box(MARGIN + number * share, top, MARGIN + (number + 1) * share - 8)
        else:
            kin = nx.ancestors(graph, room) | nx.descendants(graph, room) | {room}
            over = [number for number, each in enumerate(columns) if each in kin]
            found[room] = Box(left + over[0] * wide + 4, top, left + (over[-1] + 1) * wide - 4)
    return found


def arrows(graph: nx.DiGraph[str], at: dict[str, Box]) -> Iterator[str]:
    """An arrow from each room down to what it imports, or across to the top of a room of the other tower."""
    for upper, lower in sorted(graph.edges):
        start, end = at[upper], at[lower]
        if upper.startswith("sim") == lower.startswith("sim"):
            x = min(start, end, key=lambda box: box.right - box.left).middle
            yield f"M{x:.1f} {start.bottom} V{end.top - 2}"
        else:
            lane = end.top - GAP / 2
            yield f"M{start.left + 12:.1f} {start.bottom} V{lane} H{end.right - 14:.1f} V{end.top - 2}"


def drawing() -> str:
    """The picture as SVG."""
    graph = imports_of_rooms(read_sources(ROOT, "sim", "analysis"))
    at = boxes(graph)
    tall = max(box.bottom for box in at.values()) + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" role="img">',
        "<title>The rooms of sim and analysis on their floors, and what they import</title>",
        f"<style>{STYLE}</style>",
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#9a9a9a"/></marker>',
        '<rect width="100%" height="100%" fill="#fff"/>',
        *(f'<path class="arrow" d="{path}"/>' for path in arrows(graph, at)),
    ]
    for tower, title in TITLES.items():
        first = min((box for room, box in at.items() if room.startswith(tower)), key=lambda box: box.top)
        lines.append(f'<text class="tower" x="{first.left:.1f}" y="{first.top - 12}">{title}</text>')
    note = f'<text class="note" x="{WIDTH - 340}" y='
    lines += [f'{note}"{tall - MARGIN - 40 + 20 * line}">{text}</text>' for line, text in enumerate(NOTE)]
    for room, box in sorted(at.items()):
        name = "doors" if room == "sim" else room.rpartition(".")[2]
        lines += [
            f'<rect class="room" x="{box.left:.1f}" y="{box.top}" width="{box.right - box.left:.1f}" '
            f'height="{BOX}" rx="4" fill="{FILLS[room.partition(".")[0]]}"/>',
            f'<text x="{box.middle:.1f}" y="{box.top + 22}">{name}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
