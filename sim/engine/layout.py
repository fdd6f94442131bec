"""Where the numbers of runs lie in the ensemble's flat arrays.

An array holds rows of one number for each lane, that is, for each of the runs that lie side by side. The
workspace holds what belongs to the network, and records what belongs to one organisation, tie, locality or
lever. All of it follows from the fields of the named tuples in `sim.model.state`.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from sim.inputs.levers import all_parameters
from sim.model import month
from sim.model.onsets import Watched
from sim.model.state import (
    Character,
    Costs,
    Dials,
    Inequality,
    Levers,
    LocalityState,
    Members,
    NetworkLuck,
    NetworkState,
    OrganisationLuck,
    OrganisationState,
    Parameters,
    Peers,
    Ranked,
    Region,
    Services,
    Surroundings,
    TieState,
)
from sim.sampling.parameter_sets import size_names

# How many runs lie side by side: a row of them is a line of memory, and fills vectors of any size.
LANES = 8


def leaves(kind: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every number in a named tuple of named tuples, in the order of its fields."""
    for name, hint in get_type_hints(kind).items():
        if hint is float:
            yield (*path, name)
        else:
            yield from leaves(hint, (*path, name))


@cache
def size(kind: Any) -> int:
    """How many numbers a named tuple holds."""
    return sum(1 for _ in leaves(kind))


@cache
def numbers() -> dict[str, int]:
    """The row of each parameter by its dotted name, first those that rules read, as `Parameters` has them."""
    read = [".".join(path) for path in leaves(Parameters) if path[0] != "levers"]
    return {name: row for row, name in enumerate(dict.fromkeys([*read, *size_names(), *all_parameters()]))}


class _Workspace(NamedTuple):
    """The rows of what belongs to the network."""

    parameters: int
    dials: int
    levers: int
    net: int
    luck: int
    members: int
    region: int
    cover: int
    access: int
    care: int  # in the localities that an organisation serves, and its draws, while it is worked on
    draws: int
    spent: int  # since it was last kept
    now: int  # this month
    efforts: int  # the share put in of each lever's strength
    rows: int


class _Organisation(NamedTuple):
    """The rows of an organisation's record."""

    state: int
    peers: int
    character: int
    rows: int


class _Place(NamedTuple):
    """The rows of a locality's record."""

    state: int
    services: int
    rows: int


class LeverState(NamedTuple):
    """What the ensemble holds of a lever: what is put in of it, its strength, and its own numbers."""

    effort: float
    strength: float
    posts_paid: float
    ramp_up: float
    fade: float
    cost_yearly: float
    cost_one_off: float


class ProblemState(NamedTuple):
    """What the ensemble holds of a problem somewhere: the state that marks it, and since when it has."""

    value: float
    watched: Watched


LEVER_NUMBERS = LeverState._fields[3:]  # which are parameters of the lever


def _begins(*sizes: int) -> list[int]:
    """Where parts of these sizes begin, one after the other, and where the last one ends."""
    return [sum(sizes[:number]) for number in range(len(sizes) + 1)]


WORKSPACE = _Workspace(
    *_begins(
        len(numbers()),
        *(size(kind) for kind in (Dials, Levers, NetworkState, NetworkLuck, Members, Region)),
        *(size(kind) for kind in (Inequality, Inequality, Surroundings, OrganisationLuck)),
        *(size(kind) for kind in (Costs, Costs, Levers)),
    )
)
ORGANISATION = _Organisation(
    *_begins(*map(size, (OrganisationState, Peers, Character))),
)
TIE_ROWS = size(TieState)
PLACE = _Place(*_begins(size(LocalityState), size(Services)))
LEVER_ROWS = size(LeverState)
RANKED_ROWS = size(Ranked)
PROBLEM_ROWS = size(ProblemState)

# How many numbers of each phase of the month are kept with flows: its flows, the states before and after.
FLOW_ROWS = {name: size(phase.flows) + 2 * size(phase.state) for name, phase in month.PHASES.items()}
