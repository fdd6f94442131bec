"""The numbers of one parameter set: central values or a draw from the priors, with overrides on top."""

import functools
from collections.abc import Mapping
from typing import Any, Literal

from sim.declarations.levers import all_parameters
from sim.declarations.scenarios import Scenario
from sim.declarations.symbols import size_name
from sim.draws import FIRST_MONTH, Purpose, draw, entity_key
from sim.symbols import Dials, Parameters

ParameterSource = Literal["prior", "central"]

CENTRAL = 0


def parameter_set_of(run: int, parameters: ParameterSource, lucks: int) -> int:
    """Which parameter set a run has: 0 the central values, else a draw, new every `lucks` runs."""
    return CENTRAL if parameters == "central" else 1 + run // lucks


def values_of(scenario: Scenario, parameter_set: int, seed: int) -> dict[str, float]:
    """All uncertain numbers of a run, by dotted name.

    Each parameter has its own draw, keyed by its name, so that adding one moves no other.

    Parameters
    ----------
    scenario : Scenario
        Its overrides replace what was drawn.
    parameter_set : int
        0 gives the central values, each other number a set drawn from the priors.
    seed : int
        Of the draws.
    """
    return {**_drawn(parameter_set, seed), **scenario.parameters}


@functools.lru_cache(maxsize=4096)
def _drawn(parameter_set: int, seed: int) -> dict[str, float]:
    declared = all_parameters()
    if parameter_set == CENTRAL:
        return {name: each.value for name, each in declared.items()}
    keys = _keys()
    return {
        name: each.at(draw(seed, parameter_set, FIRST_MONTH, keys[name], Purpose.PRIOR))
        for name, each in declared.items()
    }


@functools.cache
def _keys() -> dict[str, int]:
    return {name: entity_key("parameter", name) for name in all_parameters()}


def parameters_of(values: Mapping[str, float]) -> Parameters:
    """The tuple of parameters that rules read."""
    groups: dict[str, Any] = {}
    for group, kind in Parameters.__annotations__.items():
        if group == "levers":
            continue
        groups[group] = kind(*(float(values[f"{group}.{name}"]) for name in kind._fields))
    sizes = Parameters.__annotations__["levers"]
    by_field = {
        size_name(each): values[each.name] for each in all_parameters().values() if each.name in _sizes()
    }
    return Parameters(**groups, levers=sizes(**{name: float(by_field[name]) for name in sizes._fields}))


@functools.cache
def _sizes() -> frozenset[str]:
    from sim.declarations.levers import load_levers

    return frozenset(name for lever in load_levers().values() for name in lever.sizes_as_parameters())


def dials_of(scenario: Scenario) -> Dials:
    """The dials of a scenario: 1 for every link that it does not set."""
    return Dials(**{link: float(scenario.links.get(link, 1.0)) for link in Dials._fields})
