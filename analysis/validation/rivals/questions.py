"""What planners rank: levers, bundles of them, whom to reach, where to place nurses, which hub to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from analysis.validation.cases import END, Change, interval, pulled
from sim import Scenario
from sim.inputs.levers import load_levers
from sim.inputs.reach import Selector

LEVERS, PAIRS, BUNDLES = "levers", "pairs of levers", "bundles bought"
NURSES = 6  # a seat on a rota, day and night, takes nearly as many
LOST = 1  # the month in which a hub leaves


class Question(NamedTuple):
    """Things to choose from, each of which changes a scenario.

    Attributes
    ----------
    name : str
    short : str
        What is ranked, in a word.
    items : mapping of str to callable
    groups : bool
        Whether those whom a mean may hide (`measures.GROUPS`) are looked at as well.
    """

    name: str
    short: str
    items: Mapping[str, Change]
    groups: bool = False


def questions(base: Scenario) -> dict[str, Question]:
    """List what planners rank in a network, but for the bundles that they would buy."""
    levers = [each.name for each in load_levers().values()]
    every = (
        Question(LEVERS, "levers", {each: pulled(each) for each in levers}, groups=True),
        Question(
            PAIRS,
            "pairs",
            {" + ".join(each): pulled(*each) for each in combinations(levers, 2)},
        ),
        Question("whom to reach", "reach", dict(_reached())),
        Question("where to place nurses", "nurses", dict(_placed(base))),
        Question("which hub to keep", "hub", dict(_lost(base))),
    )
    return {each.name: each for each in every}


def bundles_question(bundles: Sequence[Sequence[str]]) -> Question:
    """Ask which of some bundles does most."""
    return Question(BUNDLES, "bundles", {" + ".join(each): pulled(*each) for each in bundles})


def _reached() -> Iterator[tuple[str, Change]]:
    for lever in load_levers().values():
        if lever.scope == "organisations" and not lever.by_post:
            for whom in ("hubs", "spokes", "edge"):
                yield f"{lever.name}, {whom}", interval(lever.name, start=0, reach=whom)


def _placed(base: Scenario) -> Iterator[tuple[str, Change]]:
    """Nurses for those who serve a locality, by their names: also where places are merged."""
    for place in base.network.localities:
        reached = Selector(locality=(place.name,)).selected(base.network)
        names = [
            each.name for each, is_one in zip(base.network.organisations, reached, strict=True) if is_one
        ]
        yield place.name, interval("more-staff", start=0, nurses=NURSES, reach={"name": names})


def _lost(base: Scenario) -> Iterator[tuple[str, Change]]:
    for hub in base.network.hubs:
        yield hub.name, _leaves(hub.name)


def _leaves(name: str) -> Change:
    shock = {"month": LOST, "leaves": True, "organisations": {"name": [name]}}
    return lambda scenario: scenario.with_shocks(shock)


def horizon_of(scenario: Scenario) -> Scenario:
    """Give the scenario at the horizon at which things are ranked."""
    return scenario.with_horizon(END)
