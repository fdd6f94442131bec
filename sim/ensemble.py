"""The fast engine: thousands of runs at once, compiled from the very functions that the Mesa model calls.

Runs lie side by side in blocks of lanes, and a block goes through its months in one call of compiled code,
which lets other threads run. Given the same scenario, seed and run number it gives the very floats that
`sim.model` gives.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Lock, local
from types import ModuleType
from typing import Any, NamedTuple, get_type_hints

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim import compiled, layout
from sim.cascade import cascade
from sim.declarations.levers import all_parameters, load_levers
from sim.declarations.networks import Network
from sim.declarations.scenarios import Scenario, load_scenario
from sim.draws import FIRST_MONTH, entity_key
from sim.facts import Plan, plan_of
from sim.flows import FlowAmount, amounts
from sim.outcomes import load_outcomes
from sim.problems import PARTS, Held, Turns, spells, watched
from sim.recording import FLOW_COLUMNS, Floats, Found, Work
from sim.schedule import PAYERS, months_of, payer_of, schedule_of
from sim.state import Dials, LocalityState, Members, NetworkState, OrganisationState, Region, TieFacts
from sim.values import kind_of, parameter_set_of, seed_of_parameters

Ints = npt.NDArray[np.int64]

_FIXED, _UNIFORM, _LOGUNIFORM, _TRIANGULAR = range(-1, 3)
_SHAPES = {"uniform": _UNIFORM, "loguniform": _LOGUNIFORM, "triangular": _TRIANGULAR}
_FIELDS = {"net": NetworkState._fields, "members": Members._fields, "region": Region._fields}
_NO_FLOWS = np.empty((0, 0, 0))


# -- What the kernels are given ------------------------------------------------------------


class PlanArrays(NamedTuple):
    """A network as arrays; lists of lists are flat, with the place where each begins."""

    network: Floats
    network_key: Ints
    organisations: Floats
    organisation_keys: Ints
    posts: Floats
    tie_facts: Floats
    tie_ends: Ints
    peers_from: Ints
    peers_tie: Ints
    peers_other: Ints
    served_from: Ints
    served_place: Ints
    served_weight: Floats
    localities: Floats
    service_from: Ints
    service_organisation: Ints
    service_share: Floats
    payers: Floats


class ScheduleArrays(NamedTuple):
    """A scenario's months as arrays, (months, ...); reach is (months, organisations, levers)."""

    turns: Floats
    dues: Floats
    reach: Floats
    posts_frozen: Floats
    terms: Floats
    shocks: Floats


class Prior(NamedTuple):
    """Where each number comes from: its shape (below 0 where it is fixed), its range, and what replaces it.

    `seed` is that of the parameters' draws, which for accepted sets is not that of luck; `column` is the row
    that each varied column replaces, `levers` the row of each number of each lever's record, below 0 for
    none.
    """

    shape: Ints
    range: Floats
    keys: Ints
    dials: Floats
    column: Ints
    levers: Ints
    seed: int


class Marks(NamedTuple):
    """What marks problems; empty where they are not wanted.

    Of each problem of the core, and of each of an organisation, whether a fact marks it, and which fact, or
    which row of the workspace or of an organisation's state; of each place among `sim.problems.watched`, the
    sign and the threshold.
    """

    core_fact: Ints
    core_row: Ints
    member_fact: Ints
    member_row: Ints
    sign: Floats
    threshold: Floats


class Wanted(NamedTuple):
    """For each month its place among those kept, or -1; the workspace's row of each outcome; and problems."""

    place: Ints
    rows: Ints
    problems: Marks


class Arrays(NamedTuple):
    """What is kept of runs, (runs, months, ...); empty where it is not wanted."""

    outcomes: Floats
    costs: Floats
    organisations: Floats
    localities: Floats
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
def _plan_arrays(network: Network) -> PlanArrays:
    plan: Plan = plan_of(network)
    peers_from, peers = _flat(plan.peers)
    served_from, served = _flat(plan.served)
    service_from, services = _flat(plan.services)
    peers_tie, peers_other = _columns(peers, np.int64, np.int64)
    served_place, served_weight = _columns(served, np.int64, np.float64)
    service_organisation, weight, nurses = _columns(services, np.int64, np.float64, np.float64)
    return PlanArrays(
        network=np.array(plan.network),
        network_key=np.array(_key("network", "core")),
        organisations=np.array(plan.organisations),
        organisation_keys=np.array([_key("organisation", each.name) for each in network.organisations]),
        posts=np.array(plan.starts),
        tie_facts=np.array([facts for _, _, facts in plan.ties]).reshape(
            len(plan.ties), len(TieFacts._fields)
        ),
        tie_ends=np.array([(a, b) for a, b, _ in plan.ties], np.int64).reshape(-1, 2),
        peers_from=peers_from,
        peers_tie=peers_tie,
        peers_other=peers_other,
        served_from=served_from,
        served_place=served_place,
        served_weight=served_weight,
        localities=np.array(plan.localities),
        service_from=service_from,
        service_organisation=service_organisation,
        service_share=np.stack([weight, nurses], axis=1),
        payers=np.array([payer_of(lever) for lever in load_levers()]),
    )


@functools.lru_cache(maxsize=64)
def _schedule_arrays(scenario: Scenario) -> ScheduleArrays:
    schedule = schedule_of(scenario)
    months = len(schedule.turns)
    history = (np.arange(months) + FIRST_MONTH < 0).astype(float)
    terms = (history, schedule.coordinator_renewable, schedule.coordinator_starts, schedule.months_granted)
    shocks = (
        schedule.leaders_leave,
        schedule.coordinator_leaves,
        schedule.funding_cut,
        schedule.promise,
    )
    return ScheduleArrays(
        turns=schedule.turns,
        dues=schedule.dues,
        reach=np.ascontiguousarray(schedule.reach.transpose(0, 2, 1)),
        posts_frozen=schedule.posts_frozen,
        terms=np.stack(terms, axis=1),
        shocks=np.stack(shocks, axis=1),
    )


def _prior(work: Work) -> tuple[Prior, Floats]:
    """Where the numbers of some runs come from, and the varied ones, (columns, runs)."""
    declared, scenario = all_parameters(), work.scenario
    shapes, ranges = [], []
    for name in layout.numbers():
        each = declared[name]
        fixed = scenario.parameters.get(name, each.value if work.parameters == "central" else None)
        shapes.append(_SHAPES[each.shape] if fixed is None else _FIXED)
        ranges.append((each.low, each.value if fixed is None else fixed, each.high))
    keys = np.array([_key("parameter", name) for name in layout.numbers()], np.int64)
    names = [kind_of(name) for name in work.varied]
    rows = [_row(kind, name) for kind, name in names]
    varied = np.array(list(work.varied.values()), np.float64).reshape(len(rows), len(work.runs))
    prior = Prior(
        shape=np.array(shapes),
        range=np.array(ranges, float),
        keys=keys,
        dials=np.array([float(scenario.links.get(link, 1.0)) for link in Dials._fields]),
        column=np.array(rows, np.int64),
        levers=_lever_rows(),
        seed=seed_of_parameters(work.parameters, work.seed),
    )
    return prior, varied


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


def _wanted(work: Work) -> Wanted:
    place = np.full(work.scenario.horizon + 1 - FIRST_MONTH, -1, np.int64)
    place[np.array(work.months) - FIRST_MONTH] = np.arange(len(work.months))
    outcomes = load_outcomes().values()
    rows = [
        getattr(layout.WORKSPACE, each.holder) + _FIELDS[each.holder].index(each.field) for each in outcomes
    ]
    return Wanted(place, np.array(rows, np.int64), _marks(work))


def _marks(work: Work) -> Marks:
    held = watched(work.scenario.network) if work.problems else ()
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


def _arrays(work: Work, flow_rows: int) -> Arrays:
    network = work.scenario.network
    runs, months = len(work.runs), len(work.months)

    def states(kept: bool, count: int, kind: Any) -> Floats:
        return np.empty((runs, months, count, len(kind._fields)) if kept else (0, 0, 0, 0))

    return Arrays(
        outcomes=np.empty((runs, months, len(load_outcomes()))),
        costs=np.empty((runs, months, len(PAYERS))),
        organisations=states(work.organisations, len(network.organisations), OrganisationState),
        localities=states(work.localities, len(network.localities), LocalityState),
        flows=np.empty((runs, months, flow_rows)) if flow_rows else _NO_FLOWS,
        turns=_turns(work),
    )


def _turns(work: Work) -> Turns:
    """Nothing but zeros: memory is taken up by the few that change."""
    if not work.problems:
        return np.zeros((0, 0, 0), np.int8)
    months = work.scenario.horizon + 1 - FIRST_MONTH
    return np.zeros((len(work.runs), len(watched(work.scenario.network)), months), np.int8)


_held = local()


def _space(lanes: int, plan: PlanArrays, flow_rows: int, problems: int) -> Space:
    """The arrays of lanes of this thread; those of the network last run are used again."""
    counts = (len(plan.organisations), len(plan.tie_ends), len(plan.localities))
    key = (lanes, counts, flow_rows, problems)
    if getattr(_held, "key", None) != key:
        organisations, ties, localities = counts
        _held.space = Space(
            w=np.zeros(layout.WORKSPACE.rows * lanes),
            r=np.zeros(organisations * layout.ORGANISATION.rows * lanes),
            t=np.zeros(ties * layout.TIE.rows * lanes),
            levers=np.zeros(len(load_levers()) * layout.LEVER_ROWS * lanes),
            places=np.zeros(localities * layout.PLACE.rows * lanes),
            ranked=np.zeros(localities * layout.RANKED_ROWS * lanes),
            f=np.zeros(flow_rows * lanes),
            problems=np.zeros(problems * layout.PROBLEM_ROWS * lanes),
            sets=np.zeros(lanes, np.int64),
            lucks=np.zeros(lanes, np.int64),
        )
        _held.key = key
    space: Space = _held.space
    return space


# -- Running -------------------------------------------------------------------------------


def run(
    work: Work,
    workers: int = 1,
    *,
    progress: Callable[[int, int], None] | None = None,
    tell: compiled.Tell | None = None,
) -> Found:
    """Run some runs.

    Parameters
    ----------
    work : Work
    workers : int
        Threads that share them.
    progress : callable, optional
        Told runs done and runs in all, now and then.
    tell : callable, optional
        Told in a sentence if the kernels have to be compiled first.
    """
    arrays = _run(work, workers, progress, tell, flows=False)
    return Found(
        parameter_sets=_sets(work),
        outcomes=arrays.outcomes,
        costs=arrays.costs,
        organisations=arrays.organisations if work.organisations else None,
        localities=arrays.localities if work.localities else None,
        flows=_flows(work, tell) if work.flows else None,
        problems=spells(arrays.turns, work.runs) if work.problems else None,
        cascade=_cascade(work, tell) if work.cascade else None,
    )


def _sets(work: Work) -> Ints:
    sets = (parameter_set_of(run, work.parameters, work.lucks, work.seed) for run in work.runs)
    return np.fromiter(sets, np.int64, len(work.runs))


def _run(
    work: Work,
    workers: int,
    progress: Callable[[int, int], None] | None,
    tell: compiled.Tell | None,
    *,
    flows: bool,
) -> Arrays:
    kernel = ready(flows=flows, tell=tell)
    plan, schedule = _plan_arrays(work.scenario.network), _schedule_arrays(work.scenario)
    flow_rows = _flow_rows(plan) if flows else 0
    prior, varied = _prior(work)
    wanted, arrays = _wanted(work), _arrays(work, flow_rows)
    sets, lucks = _sets(work), np.array(work.runs, np.int64)

    def part(begin: int, end: int) -> int:
        space = _space(kernel.lanes, plan, flow_rows, len(wanted.problems.sign))
        given = (sets, lucks, work.seed, prior, varied, plan, schedule, wanted, arrays)
        kernel.run_blocks(kernel.calls, space, begin, end, *given)
        return end - begin

    parts, done = list(_parts(len(work.runs), workers, kernel.lanes)), 0
    for number in _shared(parts, part, workers):
        done += number
        if progress is not None:
            progress(done, len(work.runs))
    return arrays


def _parts(runs: int, workers: int, lanes: int) -> Iterator[tuple[int, int]]:
    """Part runs among threads, by whole blocks, in a few more parts than there are threads."""
    blocks = -(-runs // lanes)
    size = lanes * max(1, -(-blocks // (1 if workers == 1 else 4 * workers)))
    for begin in range(0, runs, size):
        yield begin, min(begin + size, runs)


def _shared(parts: list[tuple[int, int]], part: Callable[[int, int], int], workers: int) -> Iterator[int]:
    """Do all parts, in threads if there is more than one, and give what each gives as it is done."""
    if workers == 1 or len(parts) == 1:
        for each in parts:
            yield part(*each)
        return
    pool = ThreadPoolExecutor(workers)
    try:
        for future in as_completed([pool.submit(part, *each) for each in parts]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _flow_rows(plan: PlanArrays) -> int:
    counts = {"tie": len(plan.tie_ends), "member": len(plan.organisations), "locality": len(plan.localities)}
    return sum(kept.rows * counts.get(phase, 1) for phase, kept in layout.FLOWS.items())


# -- Flows ---------------------------------------------------------------------------------


def _flows(work: Work, tell: compiled.Tell | None) -> pd.DataFrame:
    """Run the runs whose flows are wanted once more, and read the flows off the rules' answers."""
    places = [place for place, run in enumerate(work.runs) if run in work.flows]
    found = [_flows_of(work.part(place, place + 1), tell) for place in places]
    return pd.concat(found, ignore_index=True)


def _flows_of(work: Work, tell: compiled.Tell | None) -> pd.DataFrame:
    work = work._replace(organisations=False, localities=False, problems=False)
    kept = _run(work, 1, None, tell, flows=True).flows[0]
    found = list(_amounts(work.scenario.network, kept))
    months = len(work.months)
    table = {
        "run": np.full(months * len(found), work.runs[0]),
        "month": np.repeat(np.array(work.months, np.int64), len(found)),
    }
    for column, field in zip(FLOW_COLUMNS[2:-1], FlowAmount._fields, strict=False):
        table[column] = np.tile(np.array([getattr(each, field) for each in found]), months)
    table["amount"] = np.stack([each.amount for each in found], axis=1).ravel()
    return pd.DataFrame(table, columns=list(FLOW_COLUMNS))


def _amounts(network: Network, kept: Floats) -> Iterator[FlowAmount]:
    """Every flow in the order of the month; its amount is an array, (months,)."""
    plan = plan_of(network)
    members = [each.name for each in network.organisations]
    ties = [f"{members[a]} - {members[b]}" for a, b, _ in plan.ties]
    places = [each.name for each in network.localities]
    core = ["network"]
    phases = {"opening": core, "tie": ties, "member": members, "locality": places, "closing": core}
    values = iter(kept.T)
    for phase, kind in layout.FLOWS.items():
        for name in phases[phase]:
            answer = _filled(kind.flows, values)
            yield from amounts(name, answer, _filled(kind.state, values), _filled(kind.state, values))


def _filled(kind: Any, values: Iterator[Floats]) -> Any:
    """A named tuple of named tuples, filled field by field."""
    hints = get_type_hints(kind).values()
    return kind(*(next(values) if hint is float else _filled(hint, values) for hint in hints))


# -- The cascade ---------------------------------------------------------------------------


def _cascade(work: Work, tell: compiled.Tell | None) -> pd.DataFrame:
    """Run the runs whose cascade is wanted once more, with flows, and read off what fed each problem."""
    network, months = work.scenario.network, tuple(months_of(work.scenario))
    work = work._replace(organisations=False, localities=False, problems=True, months=months)
    found = []
    for place, run in enumerate(work.runs):
        if run in work.cascade:
            kept = _run(work.part(place, place + 1), 1, None, tell, flows=True)
            flows = list(_amounts(network, kept.flows[0]))
            amounts = [np.asarray(each.amount) for each in flows]
            found.append(cascade(network, spells(kept.turns, (run,)), flows, amounts))
    return pd.concat(found, ignore_index=True)


# -- Compiling -----------------------------------------------------------------------------

_compiling = Lock()


def ready(*, flows: bool = False, tell: compiled.Tell | None = None) -> compiled.Kernels:
    """Give the kernels, compiled; the first time on a machine that takes a while."""
    with _compiling:
        return compiled.kernels_of(_examples, flows=flows, tell=tell)


def compile_half(half: int, *, flows: bool) -> None:
    """Compile one half of the kernels into the cache, in a process of its own."""
    compiled.compile_half(half, _examples, flows=flows)


def _examples(module: ModuleType, *, flows: bool) -> dict[str, tuple[Any, ...]]:
    """What each kernel is called with, to compile it for."""
    scenario = load_scenario("baseline").with_horizon(1)
    nothing = Work(scenario, range(0), 1, "prior", 1, (0,), {}, False, False, frozenset())
    plan, schedule = _plan_arrays(scenario.network), _schedule_arrays(scenario)
    prior, varied = _prior(nothing)
    rows = _flow_rows(plan) if flows else 0
    space, arrays, lanes = _space(module.LANES, plan, rows, 0), _arrays(nothing, rows), module.LANES
    w, r, t, levers, places, ranked, f, problems, sets, lucks = space
    wanted = _wanted(nothing)
    marks = wanted.problems
    drawn = (w, sets, 1, 0, 1.0, 1.0, 1.0, 1, 1)
    core = (w, f, plan.network, schedule.terms, schedule.shocks, 0, 0)
    services = (plan.service_from, plan.service_organisation, plan.service_share)
    none, calls = np.zeros(0, np.int64), np.zeros(len(module.CALLED), np.int64)
    return {
        "draw_uniform": drawn,
        "draw_loguniform": drawn,
        "draw_triangular": drawn,
        "start_network": (w, plan.network),
        "start_ties": (w, t, plan.tie_facts),
        "start_organisations": (w, r, plan.organisations, plan.posts, plan.organisation_keys, lucks, 1),
        "lever_strengths": (w, levers, schedule.turns, 0, lanes),
        "draw_network": (w, lucks, 1, 0, 1, 1),
        "draw_organisation": (r, 0, 1, 1, lucks, 1, 0),
        "opening": core,
        "closing": core,
        "meet_peers": (r, r, t, plan.peers_from, plan.peers_tie, plan.peers_other, lanes),
        "see_care": (r, places, 0, plan.served_place, plan.served_weight, 0, 0, lanes),
        "tie_all": (w, r, r, t, f, plan.tie_ends, schedule.reach, 0, 0),
        "member_all": (calls, w, r, places, f, plan, schedule, lucks, 1, 0, 0),
        "mean_of_members": (w, plan.network),
        "locality_all": (w, places, r, f, plan.network, plan.localities, *services, 0, lanes),
        "rank": (places, ranked, plan.localities, 0, lanes),
        "put_in_order": (ranked, 1, lanes),
        "add_ranked": (w, ranked, 1, 0, lanes),
        "mean_of_region": (w, plan.network),
        "pay": (w, levers, schedule.dues, plan.payers, 0, lanes),
        "look_at_core": (w, problems, plan.network, marks.core_fact, marks.core_row, lanes),
        "look_at_members": (r, problems, plan.organisations, marks.member_fact, marks.member_row, 0, lanes),
        "watch": (problems, marks.sign, marks.threshold, arrays.turns, 0, 0, 0, lanes),
        "run_blocks": (
            *(calls, space, 0, 0, none, none, 1, prior, varied, plan, schedule),
            *(wanted, arrays),
        ),
    }


if __name__ == "__main__":
    # The types of a module that is run are not those that others import: Numba would compile for them anew.
    from sim import ensemble

    ensemble.compile_half(int(sys.argv[1]), flows=sys.argv[2] == "flows")
