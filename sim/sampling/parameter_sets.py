"""The numbers of one parameter set: central values or a draw from the priors, with overrides on top.

An accepted set is one of the draws, under the seed of the calibration.
"""

import functools
import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from sim.inputs.evidence import load_evidence
from sim.inputs.generate_names import size_name
from sim.inputs.levers import all_parameters, lever_id, lever_names, load_levers, priors
from sim.inputs.loops import load_loops
from sim.inputs.names import Dials, Parameters
from sim.inputs.parameters import Parameter
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from sim.sampling.accepted import accepted_digest, first_place, load_accepted
from sim.sampling.own import OwnSource
from sim.sampling.random_numbers import Purpose, draws, entity_key
from sim.sampling.sources import ParameterSource as ParameterSource  # here for others as well

CENTRAL = 0
V = TypeVar("V", float, npt.NDArray[np.float64])


def parameter_set_of(run: int, parameters: ParameterSource, lucks: int, seed: int) -> int:
    """Which parameter set a run has: 0 the central values, else a draw, new every `lucks` runs.

    Accepted sets are taken one after the other, from a place on that follows from the seed, and over again
    once all are used.
    """
    if isinstance(parameters, OwnSource):
        return parameters.set_of(run, lucks, seed)
    if parameters == "central":
        return CENTRAL
    if parameters == "prior":
        return 1 + run // lucks
    sets = load_accepted().sets
    return sets[(run // lucks + first_place(seed, len(sets))) % len(sets)]


def seed_of_parameters(parameters: ParameterSource, seed: int) -> int:
    """The seed that parameters are drawn with: that of the runs, or for accepted sets the calibration's."""
    return load_accepted().seed if parameters == "accepted" else seed


def digests_of(parameters: ParameterSource) -> dict[str, str]:
    """What results follow from beside the program and the seed: digests of accepted sets, or of own ones."""
    if isinstance(parameters, OwnSource):
        return {"own_parameters": parameters.digest}
    return {"accepted": accepted_digest()} if parameters == "accepted" else {}


class Varied(NamedTuple):
    """What is varied in a run, beside what its scenario says.

    Attributes
    ----------
    parameters : mapping of str to float
        Values by dotted name.
    links : mapping of str to float
        Dials by link.
    levers : mapping of str to float
        The share that is put in of a lever's strength, by the lever's id: 0 leaves it out.
    """

    parameters: Mapping[str, float]
    links: Mapping[str, float]
    levers: Mapping[str, float]


def varied_of(given: Mapping[str, float]) -> Varied:
    """Part what is varied into parameters, links and levers, by its names."""
    varied = Varied({}, {}, {})
    for name, value in given.items():
        kind, known = kind_of(name)
        getattr(varied, kind)[known] = float(value)
    return varied


@functools.cache
def kind_of(name: str) -> tuple[str, str]:
    """Say which field of `Varied` a name belongs to, and its name there; raises KeyError for a stranger."""
    if name in all_parameters():
        return "parameters", name
    if name in load_evidence().links:
        return "links", name
    lever = lever_id(name, load_levers())
    if lever is None:
        raise KeyError(name)
    return "levers", lever


def varied_names() -> list[str]:
    """List what may be varied: parameters, links, and levers by name or id."""
    return [*all_parameters(), *load_evidence().links, *lever_names(load_levers())]


def values_of(
    scenario: Scenario,
    parameter_set: int,
    seed: int,
    varied: Mapping[str, float] | None = None,
    parameters: ParameterSource = "prior",
) -> dict[str, float]:
    """All uncertain numbers of a run, by dotted name.

    Each parameter has its own draw, keyed by its name, so that adding one moves no other; those that share
    an uncertainty share its draw, and follow where it is fixed, brought or varied.

    Parameters
    ----------
    scenario : Scenario
        Its overrides replace what was drawn, and the dials of its loops multiply the one or the other.
    parameter_set : int
        0 gives the central values, each other number a set drawn from the priors.
    seed : int
        Of the draws, as `seed_of_parameters` gives it.
    varied : mapping of str to float, optional
        Replaces all that.
    parameters : ParameterSource
        Of the set, if it is one of a user's own.
    """
    own = parameters.columns([parameter_set], seed) if isinstance(parameters, OwnSource) else {}
    brought = {name: float(column[0]) for name, column in own.items()}
    fixed = {**brought, **scenario.parameters}
    values = {**_drawn(parameter_set, seed), **followers(fixed), **fixed}
    scaled = {name: scale * values[name] for name, scale in scales_of(scenario).items() if name in values}
    varied = varied or {}
    return {**values, **scaled, **followers(varied, fixed), **varied}


def values_of_sets(
    scenario: Scenario,
    sets: Sequence[int] | npt.NDArray[np.int64],
    seed: int,
    varied: Mapping[str, npt.NDArray[np.float64]] | None = None,
    parameters: ParameterSource = "prior",
) -> dict[str, npt.NDArray[np.float64]]:
    """`values_of` of many sets at once, equal to the last bit: by dotted name, (sets,).

    Parameters
    ----------
    scenario, seed, parameters
        As there.
    sets : sequence of int
        The parameter set of each run; one may stand several times.
    varied : mapping of str to array of float, (sets,), optional
        Replaces what is drawn, brought and fixed.
    """
    numbers, places = np.unique(np.asarray(sets, np.int64), return_inverse=True)
    drawn = {name: column[places] for name, column in _drawn_sets(tuple(numbers.tolist()), seed).items()}
    own = parameters.columns(sets, seed) if isinstance(parameters, OwnSource) else {}
    fixed = {**own, **{name: np.full(len(places), value) for name, value in scenario.parameters.items()}}
    values = {**drawn, **followers(fixed), **fixed}
    scaled = {name: scale * values[name] for name, scale in scales_of(scenario).items() if name in values}
    varied = varied or {}
    return {**values, **scaled, **followers(varied, fixed), **varied}


def followers(given: Mapping[str, V], besides: Collection[str] = ()) -> dict[str, V]:
    """Give the numbers that share the uncertainty of one that is given, in proportion, by name.

    Not those that are given themselves, or `besides`: what is said of a number by name stands. None leaves
    what has a meaning.
    """
    return {
        name: _within(given[source] * ratio, all_parameters()[name].domain)
        for name, (source, ratio) in _sharing().items()
        if source in given and name not in given and name not in besides
    }


def _within(value: Any, domain: tuple[float, float]) -> Any:
    low, high = domain
    clip = getattr(value, "clip", None)  # of an array
    return min(max(value, low), high) if clip is None else clip(low, high)


@functools.cache
def _sharing() -> dict[str, tuple[str, float]]:
    """The number whose uncertainty each shares, and how many times as large it is."""
    declared = all_parameters()
    return {
        name: (each.like, each.value / declared[each.like].value)
        for name, each in declared.items()
        if each.like
    }


def scales_of(scenario: Scenario) -> dict[str, float]:
    """By what the dials of a scenario's loops multiply parameters and dials of links, by name."""
    scales: dict[str, float] = {}
    for loop, dial in scenario.loops.items():
        for name in load_loops()[loop].scaled:
            scales[name] = scales.get(name, 1.0) * dial
    return scales


@functools.lru_cache(maxsize=4096)
def _drawn(parameter_set: int, seed: int) -> dict[str, float]:
    return drawn(priors(), parameter_keys(), parameter_set, seed)


@functools.lru_cache(maxsize=1)
def _drawn_sets(sets: tuple[int, ...], seed: int) -> dict[str, npt.NDArray[np.float64]]:
    """`_drawn` of many sets, kept until others are asked for: scenarios are looked at one after the other."""
    numbers = np.array(sets, np.int64)
    column: Any = numbers.astype(np.uint64)[:, None]  # sets down, parameters across
    shares = draws(seed, column, FIRST_MONTH, parameter_keys()[None, :], Purpose.PRIOR)
    return {
        name: np.where(numbers == CENTRAL, each.value, each.at_all(mine))
        for (name, each), mine in zip(priors().items(), shares.T, strict=True)
    }


def drawn(
    declared: Mapping[str, Parameter], keys: npt.NDArray[np.uint64], parameter_set: int, seed: int
) -> dict[str, float]:
    """Declared numbers in a parameter set: the central values, or a draw of each by its key."""
    if parameter_set == CENTRAL:
        return {name: each.value for name, each in declared.items()}
    shares = draws(seed, parameter_set, FIRST_MONTH, keys, Purpose.PRIOR).tolist()
    return {name: each.at(u) for (name, each), u in zip(declared.items(), shares, strict=True)}


@functools.cache
def parameter_keys() -> npt.NDArray[np.uint64]:
    """The key of each parameter's draw, in the order in which they are declared; it may be shared."""
    names = (each.like or name for name, each in all_parameters().items())
    return np.array([entity_key("parameter", name) for name in names], np.uint64)


def parameters_of(values: Mapping[str, float]) -> Parameters:
    """The tuple of parameters that rules read."""
    groups: dict[str, Any] = {}
    for group, kind in Parameters.__annotations__.items():
        if group == "levers":
            continue
        groups[group] = kind(*(float(values[f"{group}.{name}"]) for name in kind._fields))
    sizes = Parameters.__annotations__["levers"]
    return Parameters(**groups, levers=sizes(*(float(values[name]) for name in size_names())))


@functools.cache
def size_names() -> tuple[str, ...]:
    """The dotted names of the levers' sizes, in the order of the fields of `Sizes`."""
    names = {
        size_name(each): name
        for lever in load_levers().values()
        for name, each in lever.numbers_in_rules().items()
    }
    return tuple(names[field] for field in Parameters.__annotations__["levers"]._fields)


def dials_of(scenario: Scenario, varied: Mapping[str, float] | None = None) -> Dials:
    """The dials of a scenario: 1 for every link that neither it, its loops nor `varied` sets."""
    scales, given = scales_of(scenario), varied or {}
    own = {link: scenario.links.get(link, 1.0) * scales.get(link, 1.0) for link in Dials._fields}
    return Dials(**{link: float(given.get(link, dial)) for link, dial in own.items()})


def priors_digest() -> str:
    """A digest of the priors: of each parameter's range and shape."""
    lines = [
        f"{name} {each.shape} {each.low!r} {each.value!r} {each.high!r} {each.like}".rstrip()
        for name, each in sorted(priors().items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
