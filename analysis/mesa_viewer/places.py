"""Where things stand on the viewer's map: a schematic, in which the dense centre is given room.

Directions from the region's centre are kept; distances are drawn as their square roots, circles moved apart
where they would overlap, and each organisation stands within the circle of its locality.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.inputs.networks import Network

Floats = npt.NDArray[np.float64]

EDGE = 100.0  # where the farthest locality is drawn, from the centre
CROWDED = 40.0  # circles grow smaller with the root of their number, so that they fill the same share
GAP = 0.5  # between circles, in shares of their size
NAMED = np.array([1.35, 1.3])  # names below the circles take more room, across and upright
ROUNDS = 300


class Places(NamedTuple):
    """The map, in its own units: localities' centres and radii, organisations' points."""

    localities: Floats
    radii: Floats
    organisations: Floats


def places_of(network: Network) -> Places:
    """Lay a network out; the same every time."""
    localities = tuple((each.x_km, each.y_km, float(each.children_llc)) for each in network.localities)
    index = {each.name: i for i, each in enumerate(network.localities)}
    homes = tuple(index[each.locality] for each in network.organisations)
    return _laid_out((network.centre.x_km, network.centre.y_km), localities, homes)


@functools.lru_cache(maxsize=8)
def _laid_out(
    centre: tuple[float, float], localities: tuple[tuple[float, float, float], ...], homes: tuple[int, ...]
) -> Places:
    table = np.array(localities)
    base = CROWDED / np.sqrt(len(table))
    radii = base * (0.5 + 0.5 * np.sqrt(table[:, 2] / max(float(table[:, 2].max()), 1.0)))
    spots = _moved_apart(_drawn_in(table[:, :2] - np.array(centre)), radii, base)
    return Places(spots, radii, _within(spots, radii, np.array(homes)))


def _drawn_in(offsets: Floats) -> Floats:
    """Draw distances from the centre as their square roots, the largest as `EDGE`."""
    distance = np.hypot(offsets[:, 0], offsets[:, 1])[:, None]
    farthest = max(float(distance.max()), 1e-9)
    shrunk: Floats = EDGE * offsets / np.sqrt(np.maximum(distance, 1e-9) * farthest)
    return shrunk


def _moved_apart(spots: Floats, radii: Floats, base: float) -> Floats:
    """Move circles that overlap apart, each of a pair by as much, until none does, names included."""
    spots = spots.copy()
    one, other = np.triu_indices(len(spots), 1)
    wanted = radii[one] + radii[other] + GAP * base
    for _ in range(ROUNDS):
        between = (spots[other] - spots[one]) / NAMED
        apart = np.hypot(between[:, 0], between[:, 1])
        lack = np.maximum(wanted - apart, 0)
        if not (lack > 1e-6).any():
            break
        # Two in one place part in a direction of their own.
        angle = 2.4 * (one + 1)
        aside = np.column_stack([np.cos(angle), np.sin(angle)])
        direction = np.where(apart[:, None] > 1e-9, between / np.maximum(apart, 1e-9)[:, None], aside)
        push = direction * (0.3 * lack)[:, None]
        np.add.at(spots, other, push)
        np.add.at(spots, one, -push)
    return spots


def _within(spots: Floats, radii: Floats, homes: npt.NDArray[Any]) -> Floats:
    """Place the organisations of a locality round its centre."""
    points: Floats = spots[homes].copy()
    for place in np.unique(homes):
        mine = np.flatnonzero(homes == place)
        if len(mine) > 1:
            angles = np.pi / 2 + 2 * np.pi * np.arange(len(mine)) / len(mine)
            points[mine] += 0.55 * radii[place] * np.column_stack([np.cos(angles), np.sin(angles)])
    return points
