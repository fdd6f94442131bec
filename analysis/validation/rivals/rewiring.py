"""Ties rewired at random: each member keeps its number of ties of each sort, and not whom they join."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

from sim.inputs.members import FixedTie
from sim.inputs.networks import Network
from sim.inputs.timing import FIRST_MONTH
from sim.model.state import TieFacts
from sim.model.structure import structure_of
from sim.sampling.random_numbers import Purpose, draw, entity_key

SWAPS = 10  # for each tie: enough that what was there before is forgotten

Ends = tuple[str, str]
Sort = tuple[bool, bool, bool, float]  # to a hub, between hubs, in one locality, declared: why it is there


@lru_cache(maxsize=64)
def rewired_network(network: Network, version: int) -> Network:
    """Let two ties of one sort swap ends, again and again, where that joins two that nothing joins yet.

    A spoke gets another hub, and a hub keeps its number of spokes. How strong ties begin stays with their
    sort; whether the two share children, money or records follows from who they are.

    Parameters
    ----------
    network : Network
    version : int
        Each is rewired otherwise; the order of the network's files makes no difference.
    """
    names = [each.name for each in network.organisations]
    hub_of = {each.name: each.hub for each in network.organisations}
    sorts: dict[Sort, list[Ends]] = {}
    for a, b, facts in structure_of(network).ties:
        ends: Ends = (min(names[a], names[b]), max(names[a], names[b]))
        if facts.attachment:
            # The spoke stands first, so that a swap gives it a hub.
            ends = ends if hub_of[ends[0]] == ends[1] else (ends[1], ends[0])
        sorts.setdefault(_sort(facts), []).append(ends)
    chance = _chances(version)
    joined = {frozenset(ends) for ties in sorts.values() for ends in ties}
    for sort, ties in sorted(sorts.items()):
        sorts[sort] = _swapped(sorted(ties), joined, chance, either_way=not sort[0])
    hubs = dict(ends for sort, ties in sorts.items() if sort[0] for ends in ties)
    fixed = [
        FixedTie(start=start, to=to, neighbours=neighbours, weight=weight)
        for (_, _, neighbours, weight), ties in sorted(sorts.items())
        for start, to in sorted(ties)
    ]
    members = tuple(
        each.model_copy(update={"hub": hubs.get(each.name, each.hub)}) for each in network.organisations
    )
    return network.model_copy(update={"organisations": members, "ties": (), "fixed_ties": tuple(fixed)})


def _sort(facts: TieFacts) -> Sort:
    return bool(facts.attachment), bool(facts.hubs), bool(facts.shared_locality), facts.declared


def _swapped(
    ties: list[Ends], joined: set[frozenset[str]], chance: Iterator[float], *, either_way: bool
) -> list[Ends]:
    """Swap ends of ties of one sort; `joined` is what ties of any sort join, and is kept so."""
    for _ in range(SWAPS * len(ties)):
        one, other = (math.floor(next(chance) * len(ties)) for _ in range(2))
        turned = next(chance) < 0.5 and either_way
        (a, b), (c, d) = ties[one], ties[other][::-1] if turned else ties[other]
        new = {frozenset((a, d)), frozenset((c, b))}
        if len({a, b, c, d}) < 4 or new & joined:
            continue
        joined -= {frozenset((a, b)), frozenset((c, d))}
        joined |= new
        ties[one], ties[other] = (a, d), (c, b)
    return ties


def _chances(version: int) -> Iterator[float]:
    """Draws in [0, 1), one after the other."""
    key = entity_key("rival", "rewired")
    return (draw(version, turn, FIRST_MONTH, key, Purpose.RIVAL) for turn in count())
