"""A network, its priors and a selection of results as arrays, which the ensemble's kernels are given."""

import functools
from collections.abc import Iterable, Sequence
from threading import local
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine import layout
from sim.engine.job import Floats, Ints, Job
from sim.engine.layout import LANES
from sim.inputs.levers import load_levers, priors
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import load_outcomes
from sim.model.problems import PARTS, Held, Turns, watched
from sim.model.schedule import KINDS, PAYERS, payer_of
from sim.model.state import (
    Dials,
    LocalityState,
    Members,
    NetworkState,
    OrganisationState,
    PeerFacts,
    Region,
    TieFacts,
    TieState,
)
from sim.model.structure import structure_of
from sim.sampling.own import OwnSource
from sim.sampling.parameter_sets import (
    dials_of,
    followers,
    kind_of,
    parameter_set_of,
    scales_of,
    seed_of_parameters,
)
from sim.sampling.random_numbers import ORGANISATION_DRAWS, entity_key

_FIXED = -1
_SHAPES = {"uniform": 0, "loguniform": 1, "triangular": 2}
_FIELDS = {"net": NetworkState._fields, "members": Members._fields, "region": Region._fields}


class StructureArrays(NamedTuple):
    """A network as arrays; lists of lists are flat, with the place where each begins."""

    network: Floats
    network_key: Ints
    organisations: Floats
    organisation_keys: Ints
    characters: Floats
    levels: Floats
    tie_facts: Floats
    tie_ends: Ints
    peers_from: Ints
    peers_tie: Ints
    peers_other: Ints
    peer_facts: Floats
    served_from: Ints
    served_place: Ints
    served_weight: Floats
    localities: Floats
    service_from: Ints
    service_organisation: Ints
    service_share: Floats
    place_ties_from: Ints
    place_ties: Ints
    payers: Floats

    @property
    def flow_rows(self) -> int:
        """How many numbers of a month are kept with flows."""
        counts = {"tie": self.tie_ends, "member": self.organisations, "locality": self.localities}
        rows = layout.FLOW_ROWS.items()
        return sum(each * (len(counts[phase]) if phase in counts else 1) for phase, each in rows)


class Prior(NamedTuple):
    """Where each number comes from: its shape (below 0 where it is fixed), its range, and what replaces it.

    `scale` is what the dials of loops multiply a number by; `seed` is that of the parameters' draws, which
    for accepted sets is not that of luck; `column` is the row that each varied column replaces, `levers` the
    row of each number of each lever's record, below 0 for none.
    """

    shape: Ints
    range: Floats
    scale: Floats
    keys: Ints
    dials: Floats
    column: Ints
    levers: Ints
    seed: int


class Marks(NamedTuple):
    """What marks problems; empty where problems are not selected.

    Of each problem of the core, and of each of an organisation, whether a fact marks it, and which fact, or
    which row of the workspace or of an organisation's state; of each place among
    `sim.model.problems.watched`, the sign and the threshold.
    """

    core_fact: Ints
    core_row: Ints
    member_fact: Ints
    member_row: Ints
    sign: Floats
    threshold: Floats


class Selection(NamedTuple):
    """For each month its place among those kept, or -1; the workspace's row of each outcome; and problems."""

    place: Ints
    rows: Ints
    problems: Marks


class Arrays(NamedTuple):
    """What is kept of runs, (runs, months, ...); empty where it is not selected."""

    outcomes: Floats
    costs: Floats
    organisations: Floats
    localities: Floats
    ties: Floats
    flows: Floats
    turns: Turns


class Space(NamedTuple):
    """One thread's arrays of lanes."""

    w: Floats
    r: Floats
    t: Floats
    levers: Floats
    places: Floats
    ranked: Floats
    f: Floats
    problems: Floats
    draws: Floats  # every organisation's, month by month, where they are kept; else none
    sets: Ints
    lucks: Ints


def _key(kind: str, name: str) -> tuple[int, int]:
    """The lower and the upper half of an entity's key."""
    key = entity_key(kind, name)
    return key & 0xFFFFFFFF, key >> 32


def _flat(lists: Any) -> tuple[Ints, list[Any]]:
    """Lists one after the other, and where each begins and the last one ends."""
    begins = np.concatenate([[0], np.cumsum([len(each) for each in lists])]).astype(np.int64)
    return begins, [item for each in lists for item in each]


def _columns(items: list[Any], *kinds: type) -> list[npt.NDArray[Any]]:
    return [np.array([item[number] for item in items], kind) for number, kind in enumerate(kinds)]


@functools.lru_cache(maxsize=16)
def structure_arrays(network: Network) -> StructureArrays:
    """A network as arrays."""
    structure = structure_of(network)
    peers_from, peers = _flat(structure.peers)
    served_from, served = _flat(structure.served)
    service_from, services = _flat(structure.services)
    peers_tie, peers_other = _columns([each[:2] for each in peers], np.int64, np.int64)
    place_ties_from, place_ties = _flat(structure.ties_of_places)
    served_place, served_weight = _columns(served, np.int64, np.float64)
    service_organisation, weight, nurses = _columns(services, np.int64, np.float64, np.float64)
    return StructureArrays(
        network=np.array(structure.network),
        network_key=np.array(_key("network", "core")),
        organisations=np.array(structure.organisations),
        organisation_keys=np.array([_key("organisation", each.name) for each in network.organisations]),
        characters=np.array(structure.characters),
        levels=np.array(structure.levels),
        tie_facts=np.array([facts for _, _, facts in structure.ties]).reshape(-1, len(TieFacts._fields)),
        tie_ends=np.array([(a, b) for a, b, _ in structure.ties], np.int64).reshape(-1, 2),
        peers_from=peers_from,
        peers_tie=peers_tie,
        peers_other=peers_other,
        peer_facts=np.array([facts for _, _, facts in peers]).reshape(-1, len(PeerFacts._fields)),
        served_from=served_from,
        served_place=served_place,
        served_weight=served_weight,
        localities=np.array(structure.localities),
        service_from=service_from,
        service_organisation=service_organisation,
        service_share=np.stack([weight, nurses], axis=1),
        place_ties_from=place_ties_from,
        place_ties=np.array(place_ties, np.int64),
        payers=np.array([payer_of(lever) for lever in load_levers()]),
    )


class Origin(NamedTuple):
    """Where a number comes from: its shape (below 0: fixed), its range, and what dials multiply it by."""

    shape: int
    low: float
    value: float
    high: float
    scale: float


def origins_of(scenario: Scenario, names: Iterable[str], central: bool) -> list[Origin]:
    """Where some numbers of a scenario come from: they are fixed, at their central values, or drawn."""
    declared, scales = priors(), scales_of(scenario)
    given = {**followers(scenario.parameters), **scenario.parameters}
    origins = []
    for name in names:
        each = declared[name]
        fixed = given.get(name, each.value if central else None)
        shape = _SHAPES[each.shape] if fixed is None else _FIXED
        value = each.value if fixed is None else fixed
        origins.append(Origin(shape, each.low, value, each.high, scales.get(name, 1.0)))
    return origins


def prior_of(job: Job) -> tuple[Prior, Floats]:
    """Where the numbers of some runs come from, and the varied ones, (columns, runs)."""
    declared, scenario, scales = priors(), job.scenario, scales_of(job.scenario)
    origins = np.array(origins_of(scenario, layout.numbers(), job.parameters == "central"))
    keys = np.array([_key("parameter", declared[name].like or name) for name in layout.numbers()], np.int64)
    brought = _own(job)
    named = {*brought, *scenario.parameters}
    own = {**followers(brought, named), **brought}
    scaled = {name: values * scales.get(name, 1.0) for name, values in own.items()}
    every = {**scaled, **followers(job.varied, named), **job.varied}
    columns = {kind_of(name): values for name, values in every.items()}
    rows = [_row(kind, name) for kind, name in columns]
    varied = np.array(list(columns.values()), np.float64).reshape(len(rows), len(job.runs))
    prior = Prior(
        shape=origins[:, 0].astype(np.int64),
        range=np.ascontiguousarray(origins[:, 1:4]),
        scale=np.ascontiguousarray(origins[:, 4]),
        keys=keys,
        dials=np.array(dials_of(scenario)),
        column=np.array(rows, np.int64),
        levers=_lever_rows(),
        seed=seed_of_parameters(job.parameters, job.seed),
    )
    return prior, varied


def _own(job: Job) -> dict[str, Floats]:
    """What a user's own source of parameters puts in the place of draws, but for what the scenario fixes."""
    if not isinstance(job.parameters, OwnSource):
        return {}
    fixed = job.scenario.parameters
    sets = [parameter_set_of(run, job.parameters, job.lucks, job.seed) for run in job.runs]
    columns = job.parameters.columns(sets, job.seed)
    return {name: values for name, values in columns.items() if name not in fixed}


def _row(kind: str, name: str) -> int:
    """The row of the workspace that holds what is varied."""
    if kind == "parameters":
        return layout.numbers()[name]
    if kind == "links":
        return layout.WORKSPACE.dials + Dials._fields.index(name)
    return layout.WORKSPACE.efforts + list(load_levers()).index(name)


def _lever_rows() -> Ints:
    """The row of the workspace that each number of each lever's record begins with."""
    rows, numbers = [], layout.numbers()
    for number, lever in enumerate(load_levers().values()):
        own = [numbers[f"levers.{lever.name}.{field}"] for field in layout.LEVER_NUMBERS]
        rows.append([layout.WORKSPACE.efforts + number, -1, -1, *own])
    return np.array(rows, np.int64)


def selection_of(job: Job, outcomes: Sequence[str] | None = None) -> Selection:
    """The months and outcomes that are kept, the latter left out: all."""
    place = np.full(job.scenario.horizon + 1 - FIRST_MONTH, -1, np.int64)
    place[np.array(job.months) - FIRST_MONTH] = np.arange(len(job.months))
    declared = load_outcomes()
    rows = [
        getattr(layout.WORKSPACE, each.holder) + _FIELDS[each.holder].index(each.field)
        for each in (declared[name] for name in outcomes or declared)
    ]
    return Selection(place, np.array(rows, np.int64), _marks(job))


def _marks(job: Job) -> Marks:
    held = watched(job.scenario.network) if job.problems else ()
    core = [each for each in held if each.organisation < 0]
    member = [each for each in held if each.organisation == 0]

    def row(each: Held) -> int:
        if each.part in ("net", "region"):
            begins: int = getattr(layout.WORKSPACE, each.part)
            return begins + _FIELDS[each.part].index(each.field)
        return PARTS[each.problem.holder][each.part].index(each.field)

    return Marks(
        core_fact=np.array([each.part == "facts" for each in core], np.int64),
        core_row=np.array([row(each) for each in core], np.int64),
        member_fact=np.array([each.part == "facts" for each in member], np.int64),
        member_row=np.array([row(each) for each in member], np.int64),
        sign=np.array([each.problem.sign for each in held], np.float64),
        threshold=np.array([each.problem.threshold for each in held], np.float64),
    )


def arrays_of(job: Job, flow_rows: int) -> Arrays:
    """Room for what is kept."""
    network, every = job.scenario.network, job.scenario.horizon + 1 - FIRST_MONTH
    runs, months = len(job.runs), len(job.months)

    def states(selected: bool, count: int, kind: Any) -> Floats:
        return np.empty((runs, months, count, len(kind._fields)) if selected else (0, 0, 0, 0))

    return Arrays(
        outcomes=np.empty((runs, months, len(load_outcomes()))),
        costs=np.empty((runs, months, len(PAYERS) * len(KINDS))),
        organisations=states(job.organisations, len(network.organisations), OrganisationState),
        localities=states(job.localities, len(network.localities), LocalityState),
        ties=states(job.ties, len(structure_of(network).ties), TieState),
        flows=np.empty((runs, months, flow_rows) if flow_rows else (0, 0, 0)),
        # Nothing but zeros: memory is taken up by the few that change.
        turns=np.zeros((runs, len(watched(network)), every) if job.problems else (0, 0, 0), np.int8),
    )


_held = local()


def space_of(structure: StructureArrays, flow_rows: int, problems: int, drawn: int = 0) -> Space:
    """The arrays of lanes of this thread; those of the network last run are used again."""
    counts = (len(structure.organisations), len(structure.tie_ends), len(structure.localities))
    key = (counts, flow_rows, problems, drawn)
    if getattr(_held, "key", None) != key:
        organisations, ties, localities = counts
        _held.space = Space(
            w=np.zeros(layout.WORKSPACE.rows * LANES),
            r=np.zeros(organisations * layout.ORGANISATION.rows * LANES),
            t=np.zeros(ties * layout.TIE_ROWS * LANES),
            levers=np.zeros(len(load_levers()) * layout.LEVER_ROWS * LANES),
            places=np.zeros(localities * layout.PLACE.rows * LANES),
            ranked=np.zeros(localities * layout.RANKED_ROWS * LANES),
            f=np.zeros(flow_rows * LANES),
            problems=np.zeros(problems * layout.PROBLEM_ROWS * LANES),
            draws=np.zeros(drawn * organisations * len(ORGANISATION_DRAWS) * LANES),
            sets=np.zeros(LANES, np.int64),
            lucks=np.zeros(LANES, np.int64),
        )
        _held.key = key
    space: Space = _held.space
    return space
