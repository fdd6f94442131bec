"""Where the map of problems puts its boxes and leads its edges: three columns, and no edge behind a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

import networkx as nx
import numpy as np

SWEEPS = 8  # over the columns
LANE = 0.34  # of a box's room, for an edge that passes a column
ORDERS = (1, 2, 3)
# What counts against an order of the columns, beside the weights of edges that cross:
CROSSING = 0.05  # that two edges cross, however thin
AWAY = 1.0  # a column's height between two that are tied within it
SLOPE = 0.02  # a column's height that an edge has to climb

Item = tuple[str, ...]  # a problem (its id), or an edge that passes a column (source, target, link)
Tie = tuple[Item, Item, float]  # from, to, weight


class Layout(NamedTuple):
    """Places in the unit square, y upwards.

    Attributes
    ----------
    y : mapping of str to float
        The middle of each box.
    passes : mapping of (str, str, str) to float
        Where an edge from the first to the third column passes the second.
    room : float
        Height that there is for a box.
    """

    y: Mapping[str, float]
    passes: Mapping[Item, float]
    room: float


def laid_out(problems: nx.MultiDiGraph) -> Layout:
    """Order three columns so that edges cross little, and spread them over the height.

    Parameters
    ----------
    problems : MultiDiGraph
        Nodes with `order`; each edge's key or `link` tells edges between the same two apart.
    """
    columns: dict[int, list[Item]] = {order: [] for order in ORDERS}
    for node, order in sorted(problems.nodes(data="order")):
        columns[order].append((str(node),))
    ties = _Ties([], [], [])
    edges = [
        (str(a), str(b), str(data["link"]), float(data["carried"]))
        for a, b, data in problems.edges(data=True)
    ]
    for source, target, link, weight in sorted(edges):
        at, to = problems.nodes[source]["order"], problems.nodes[target]["order"]
        if (at, to) == (1, 3):
            passing = (source, target, link)
            columns[2].append(passing)
            ties.left.append(((source,), passing, weight))
            ties.right.append((passing, (target,), weight))
        elif at == to:
            ties.level.append(((source,), (target,), weight))
        elif at < to:
            (ties.left if at == 1 else ties.right).append(((source,), (target,), weight))
    columns = _sorted(columns, ties)
    room = min((1.0 / max(1.0, _size(column)) for column in columns.values()), default=1.0)
    y, passes = {}, {}
    for column in columns.values():
        for item, place in _spread(column, room).items():
            if len(item) == 1:
                y[item[0]] = place
            else:
                passes[item] = place
    return Layout(y, passes, room)


class _Ties(NamedTuple):
    """What ties items: between the first two columns, between the last two, and within a column."""

    left: list[Tie]
    right: list[Tie]
    level: list[Tie]


def _sorted(columns: Mapping[int, list[Item]], ties: _Ties) -> dict[int, list[Item]]:
    """Sort columns so that edges cross as little as can be found, from a few beginnings."""
    tried = []
    for first in ORDERS:
        each = {order: list(column) for order, column in columns.items()}
        _by_neighbours(each, ties, first)
        while _improved(each, ties):
            pass
        tried.append(each)
    return min(tried, key=lambda each: _cost(_places(each), ties))


def _by_neighbours(columns: dict[int, list[Item]], ties: _Ties, first: int) -> None:
    """Sort columns, one after the other, by where what they are tied to is."""
    near: dict[Item, list[tuple[Item, float]]] = {}
    for a, b, weight in (*ties.left, *ties.right):
        near.setdefault(a, []).append((b, weight))
        near.setdefault(b, []).append((a, weight))
    for sweep in range(SWEEPS):
        for order in sorted(ORDERS, key=lambda order: abs(order - first), reverse=bool(sweep % 2)):
            places = _places(columns)
            columns[order].sort(key=lambda item: (-_middle(item, near, places), item))


def _improved(columns: dict[int, list[Item]], ties: _Ties) -> bool:
    """Move one item within its column, if edges then cross less; say whether any did."""
    least = _cost(_places(columns), ties)
    for order, column in columns.items():
        for at, to in product(range(len(column)), repeat=2):
            moved = list(column)
            moved.insert(to, moved.pop(at))
            if at != to and _cost(_places({**columns, order: moved}), ties) < least - 1e-12:
                columns[order] = moved
                return True
    return False


def _middle(
    item: Item, near: Mapping[Item, Sequence[tuple[Item, float]]], places: Mapping[Item, float]
) -> float:
    """Where the neighbours of an item are, those with thick edges first; its own place without any."""
    around = near.get(item, ())
    whole = sum(weight for _, weight in around)
    if whole <= 0:
        return places[item]
    return sum(weight * places[other] for other, weight in around) / whole


def _cost(places: Mapping[Item, float], ties: _Ties) -> float:
    """How much crosses, and how far what is tied within a column lies apart.

    Of each two edges between the same columns that cross, the thinner one's weight counts, and that they do.
    """
    total = sum(AWAY * abs(places[a] - places[b]) for a, b, _ in ties.level)
    for between in (ties.left, ties.right):
        for (a, b, weight), (c, d, other) in combinations(between, 2):
            if (places[a] - places[c]) * (places[b] - places[d]) < 0:
                total += CROSSING + min(weight, other)
    for between in (ties.left, ties.right):
        total += sum(SLOPE * abs(places[a] - places[b]) for a, b, _ in between)
    return total


def _places(columns: Mapping[int, Sequence[Item]]) -> dict[Item, float]:
    """Heights of all items, by the room that each takes."""
    found: dict[Item, float] = {}
    for column in columns.values():
        whole, at = max(_size(column), 1e-9), 0.0
        for item in column:
            size = 1.0 if len(item) == 1 else LANE
            found[item] = 1.0 - (at + size / 2) / whole
            at += size
    return found


def _size(column: Sequence[Item]) -> float:
    return sum(1.0 if len(item) == 1 else LANE for item in column)


def _spread(column: Sequence[Item], room: float) -> dict[Item, float]:
    """Set a column's items down from the top, each with its room, what is left shared out between them."""
    if not column:
        return {}
    sizes = np.array([room * (1.0 if len(item) == 1 else LANE) for item in column])
    gap = (1.0 - float(sizes.sum())) / len(column)
    tops = np.concatenate([[0.0], np.cumsum(sizes + gap)[:-1]])
    return {
        item: float(1.0 - (top + gap / 2 + size / 2))
        for item, top, size in zip(column, tops, sizes, strict=True)
    }
