"""The fast engine: thousands of runs at once, compiled from the very functions that the Mesa model calls.

Runs lie side by side in blocks of lanes, and a block goes through its months in one call of compiled code,
which lets other threads run. Given the same scenario, seed and run number it gives the very floats that
`sim.engine.mesa_model` gives.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from threading import Lock
from types import ModuleType
from typing import Any, NamedTuple, get_type_hints

import numpy as np
import pandas as pd

from sim.engine import compile
from sim.engine.arrays import (
    Arrays,
    Selection,
    arrays_of,
    prior_of,
    selection_of,
    space_of,
    structure_arrays,
)
from sim.engine.job import FLOW_COLUMNS, Floats, Ints, Job, JobResult, Notify, Progress, repeated
from sim.engine.layout import LANES
from sim.inputs.errors import Fault, refuse
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario, load_scenario
from sim.inputs.timing import FIRST_MONTH
from sim.model import own_rules
from sim.model.cascade import cascade, fed
from sim.model.flows import FlowAmount, amounts
from sim.model.month import PHASES
from sim.model.problems import intervals
from sim.model.schedule import KINDS, PAYERS, months_of, schedule_of
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import parameter_set_of

# -- Running -------------------------------------------------------------------------------


def run(
    job: Job, workers: int = 1, *, progress: Progress | None = None, tell: Notify | None = None
) -> JobResult:
    """Run some runs.

    Parameters
    ----------
    job : Job
    workers : int
        Threads that share them.
    progress : callable, optional
        Called with runs done and runs in all, now and then.
    tell : callable, optional
        Called with a sentence if the kernels have to be compiled first.
    """
    arrays = _run(job, workers, progress, tell, flows=False)
    return JobResult(
        parameter_sets=sets_of(job),
        outcomes=arrays.outcomes,
        costs=arrays.costs.reshape(*arrays.costs.shape[:2], len(PAYERS), len(KINDS)),
        organisations=arrays.organisations if job.organisations else None,
        localities=arrays.localities if job.localities else None,
        ties=arrays.ties if job.ties else None,
        flows=_flows(job, tell) if job.flows else None,
        problems=intervals(arrays.turns, job.runs) if job.problems else None,
        cascade=_cascade(job, tell) if job.cascade else None,
    )


def sets_of(job: Job) -> Ints:
    """The parameter set of each run."""
    sets = (parameter_set_of(run, job.parameters, job.lucks, job.seed) for run in job.runs)
    return np.fromiter(sets, np.int64, len(job.runs))


def _run(job: Job, workers: int, progress: Progress | None, tell: Notify | None, *, flows: bool) -> Arrays:
    refuse_own_rules(job.scenario)
    kernel = ready(flows=flows, tell=tell)
    structure, schedule = structure_arrays(job.scenario.network), schedule_of(job.scenario)
    flow_rows = structure.flow_rows if flows else 0
    prior, varied = prior_of(job)
    spans = _spans(job, flow_rows)
    begun = (sets_of(job), job.luck_of_runs, prior, varied, structure)

    def part(begin: int, end: int) -> int:
        space = space_of(structure, flow_rows, len(spans[0].selection.problems.sign))
        if len(spans) == 1:
            kept = (schedule, spans[0].selection, spans[0].arrays)
            kernel.run_blocks(kernel.calls, space, job.seed, begin, end, *begun, *kept)
            return end - begin
        for first in range(begin, end, LANES):
            block = (kernel.calls, space, job.seed, first, min(LANES, end - first))
            kernel.begin_block(*block, *begun)
            for span in spans:
                kept = (schedule, span.selection, span.arrays)
                kernel.run_months(*block, span.begins, span.ends, structure, *kept)
        return end - begin

    parts, done = list(_parts(len(job.runs), workers)), 0
    for number in shared(parts, part, workers):
        done += number
        if progress is not None:
            progress(done, len(job.runs))
    return _together(job, spans)


class _Span(NamedTuple):
    """Months run in one call of compiled code, counted from the first, and what is kept of them."""

    begins: int
    ends: int
    selection: Selection
    arrays: Arrays


def _spans(job: Job, flow_rows: int) -> list[_Span]:
    """Part the months of which states are kept from the others; either sort is kept in arrays of its own."""
    every = job.scenario.horizon + 1 - FIRST_MONTH
    if job.states is None:
        return [_Span(0, every, selection_of(job), arrays_of(job, flow_rows))]
    bare = job._replace(organisations=False, localities=False, ties=False)
    arrays = arrays_of(bare, flow_rows)
    without = (selection_of(bare), arrays)
    having = (selection_of(job.of_states), arrays_of(job.of_states, flow_rows)._replace(turns=arrays.turns))
    spans, begins = [], 0
    for month in np.array(job.states) - FIRST_MONTH:
        spans += [_Span(begins, month, *without), _Span(month, month + 1, *having)]
        begins = month + 1
    return [*spans, _Span(begins, every, *without)]


def _together(job: Job, spans: Sequence[_Span]) -> Arrays:
    """Put what is kept of months with states among that of the others."""
    whole, *others = (span.arrays for span in spans)
    if not others or job.states is None:
        return whole
    places = [job.months.index(month) for month in job.states]
    for field in ("outcomes", "costs", "flows"):
        if getattr(whole, field).size:
            getattr(whole, field)[:, places] = getattr(others[0], field)
    return others[0]._replace(outcomes=whole.outcomes, costs=whole.costs, flows=whole.flows)


def _parts(runs: int, workers: int) -> Iterator[tuple[int, int]]:
    """Part runs among threads, by whole blocks, in a few more parts than there are threads."""
    blocks = -(-runs // LANES)
    size = LANES * max(1, -(-blocks // (1 if workers == 1 else 4 * workers)))
    for begin in range(0, runs, size):
        yield begin, min(begin + size, runs)


def shared(parts: Sequence[tuple[Any, ...]], part: Callable[..., int], workers: int) -> Iterator[int]:
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


# -- Flows ---------------------------------------------------------------------------------


def _flows(job: Job, tell: Notify | None) -> pd.DataFrame:
    """Run the runs whose flows are selected once more, and read the flows off the rules' answers."""
    places = [place for place, run in enumerate(job.runs) if run in job.flows]
    frames = [_flows_of(job.part(place, place + 1), tell) for place in places]
    return pd.concat(frames, ignore_index=True)


def _flows_of(job: Job, tell: Notify | None) -> pd.DataFrame:
    job = job._replace(organisations=False, localities=False, ties=False, problems=False)
    flows = list(_amounts(job.scenario.network, _run(job, 1, None, tell, flows=True).flows[0]))
    months = len(job.months)
    names = pd.DataFrame([each[:-1] for each in flows], columns=list(FLOW_COLUMNS[2:-1]))
    return pd.DataFrame(
        {
            "run": np.full(months * len(flows), job.runs[0]),
            "month": np.repeat(np.array(job.months, np.int64), len(flows)),
            **repeated(names, months),
            "amount": np.stack([each.amount for each in flows], axis=1).ravel(),
        }
    )


def flow_arrays(
    job: Job, workers: int = 1, tell: Notify | None = None
) -> Iterator[tuple[Sequence[int], Iterator[FlowAmount]]]:
    """Every flow of some runs as arrays, a block of runs after the other: the runs, and their flows.

    The amount of a flow is an array, (months, runs), where a frame would have too many rows; that of a factor
    is the factor itself. Of whichever runs are named in `job`; its `flows` is not looked at.
    """
    job = job._replace(organisations=False, localities=False, ties=False, problems=False)
    size = LANES * workers
    for begin in range(0, len(job.runs), size):
        part = job.part(begin, min(begin + size, len(job.runs)))
        numbers = _run(part, workers, None, tell, flows=True).flows
        yield part.runs, _amounts(job.scenario.network, numbers, charged=False)


def _amounts(
    network: Network, numbers: Floats, *, charged: bool = True, stocks: Collection[str] | None = None
) -> Iterator[FlowAmount]:
    """Every flow in the order of the month; its amount is an array, (months,), or (months, runs)."""
    structure = structure_of(network)
    members = [each.name for each in network.organisations]
    ties = [f"{members[a]} - {members[b]}" for a, b, _ in structure.ties]
    places = [each.name for each in network.localities]
    core = ["network"]
    phases = {"opening": core, "tie": ties, "member": members, "locality": places, "closing": core}
    values = iter(numbers.T)
    for phase, kind in PHASES.items():
        for name in phases[phase]:
            answer = _filled(kind.flows, values)
            before, after = _filled(kind.state, values), _filled(kind.state, values)
            yield from amounts(name, answer, before, after, charged=charged, stocks=stocks)


def _filled(kind: Any, values: Iterator[Floats]) -> Any:
    """A named tuple of named tuples, filled field by field."""
    return kind(*(next(values) if hint is float else _filled(hint, values) for hint in _hints(kind)))


@cache
def _hints(kind: Any) -> tuple[Any, ...]:
    """The types of a named tuple's fields; to look them up takes longer than the run they are filled from."""
    return tuple(get_type_hints(kind).values())


# -- The cascade ---------------------------------------------------------------------------


def _cascade(job: Job, tell: Notify | None) -> pd.DataFrame:
    """Run the runs whose cascade is selected once more, with flows, and read off what fed each problem."""
    network, months = job.scenario.network, tuple(months_of(job.scenario))
    job = job._replace(organisations=False, localities=False, ties=False, problems=True, months=months)
    frames = []
    for place, run in enumerate(job.runs):
        if run in job.cascade:
            arrays = _run(job.part(place, place + 1), 1, None, tell, flows=True)
            flows = list(_amounts(network, arrays.flows[0], stocks=fed(network)))
            amounts = [np.asarray(each.amount) for each in flows]
            frames.append(cascade(network, intervals(arrays.turns, (run,)), flows, amounts))
    return pd.concat(frames, ignore_index=True)


# -- Compiling -----------------------------------------------------------------------------

_compiling = Lock()


def refuse_own_rules(scenario: Scenario) -> None:
    """Refuse rules that are not the model's own: compiled code is made of its sources, and knows no other."""
    own = (
        Fault("rules", f"{name} is a rule of your own, and compiled code knows none", own_rules.MEANT)
        for name in scenario.rules
    )
    refuse([*own, *own_rules.faults_of_altered()])


def ready(*, flows: bool = False, tell: Notify | None = None) -> compile.Kernels:
    """Give the kernels, compiled; the first time on a machine that takes a while."""
    with _compiling:
        return compile.kernels_of(_examples, flows=flows, tell=tell)


def _examples(module: ModuleType, *, flows: bool) -> dict[str, tuple[Any, ...]]:
    """What each kernel is called with, to compile it for."""
    scenario = load_scenario("baseline").with_horizon(1)
    nothing = Job(scenario, range(0), months=(0,))
    structure, schedule = structure_arrays(scenario.network), schedule_of(scenario)
    prior, varied = prior_of(nothing)
    rows = structure.flow_rows if flows else 0
    space, arrays = space_of(structure, rows, 0), arrays_of(nothing, rows)
    w, r, t, levers, places, ranked, f, problems, draws, sets, lucks = space
    selection = selection_of(nothing)
    marks = selection.problems
    drawn = (w, sets, 1, 0, 1.0, 1.0, 1.0, 1, 1)
    core = (w, f, structure.network, schedule.terms, schedule.shocks, schedule.reach_of_core, 0, 0)
    start = (structure.organisations, structure.characters, structure.levels, structure.organisation_keys)
    peers = (structure.peers_from, structure.peers_tie, structure.peers_other, structure.peer_facts)
    own = (structure.organisations, marks.member_fact, marks.member_row)
    none, calls = np.zeros(0, np.int64), np.zeros(len(module.CALLED), np.int64)
    block, begun = (calls, space, 1, 0, 0), (none, none, prior, varied, structure)
    return {
        "draw_uniform": drawn,
        "draw_loguniform": drawn,
        "draw_triangular": drawn,
        "start_network": (w, structure.network),
        "start_ties": (w, t, structure.tie_facts),
        "start_organisations": (w, r, *start, lucks, 1),
        "lever_strengths": (w, levers, schedule.turns, 0),
        "draw_network": (w, lucks, 1, 0, 1, 1),
        "draw_organisation": (w, 1, 1, lucks, 1, 0),
        "keep_draws": (calls, w, draws, structure.organisation_keys, lucks, 1),
        "recall_draws": (w, draws, 0),
        "opening": core,
        "closing": core,
        "meet_peers": (w, r, r, t, *peers),
        "see_care": (w, places, structure.served_place, structure.served_weight, 0, 0),
        "tie_all": (w, r, r, t, f, structure.tie_ends, structure.tie_facts, schedule.reach, 0, 0),
        "member_all": (calls, w, r, places, f, draws, structure, schedule, lucks, 1, 0, 0),
        "mean_of_members": (w,),
        "bring_to_places": (places, r, t, structure),
        "locality_all": (
            w,
            places,
            f,
            structure.network,
            structure.localities,
            schedule.reach_of_places,
            0,
            0,
        ),
        "rank": (places, ranked, structure.localities, 0),
        "put_in_order": (ranked, 1),
        "add_ranked": (w, ranked, 1, 0),
        "mean_of_region": (w, structure.network),
        "pay": (w, levers, schedule.dues, structure.payers, 0),
        "look_at_core": (w, problems, structure.network, marks.core_fact, marks.core_row),
        "look_at_members": (r, problems, *own, 0),
        "watch": (problems, marks.sign, marks.threshold, arrays.turns, 0, 0, 0),
        "begin_block": (*block, *begun),
        "run_months": (*block, 0, 0, structure, schedule, selection, arrays),
        "run_blocks": (*block, *begun, schedule, selection, arrays),
    }


if __name__ == "__main__":
    # The types of a module that is run are not those that others import: Numba would compile for them anew.
    from sim.engine import ensemble

    compile.compile_half(int(sys.argv[1]), ensemble._examples, flows=sys.argv[2] == "flows")
