"""Many scenarios at once: the months in which they are the same are run once, and each goes on from there.

All that a run has come to lies in a thread's arrays of lanes. A block of runs goes through the months that
its scenarios share, a copy is kept, and each of them is run on from the copy, by the kernels that run one
scenario by itself: what is given is the very floats that each scenario gives alone.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.engine import arrays, compile
from sim.engine.ensemble import ready, refuse_own_rules, sets_of, shared
from sim.engine.job import Floats, Ints, Job, Notify, Progress
from sim.engine.layout import LANES
from sim.inputs.scenarios import Scenario
from sim.model.schedule import KINDS, PAYERS, Schedule, schedule_of

# Draws are kept, which takes 56 bytes for each month, organisation and lane, up to some 60 MB a thread.
MOST_DRAWS = 1_000_000
PARTS = 4  # at least so many for each thread, so that none waits long for another


class Branch(NamedTuple):
    """Scenarios that say the same of some months, by their places, and what becomes of them after these."""

    begins: int
    ends: int
    scenarios: tuple[int, ...]
    branches: tuple["Branch", ...]


def branch_of(signatures: Ints, scenarios: Sequence[int], begins: int = 0) -> Branch:
    """Part scenarios where their signatures part, (scenarios, months, numbers)."""
    mine = signatures[list(scenarios)]
    differ = (mine[:, begins:] != mine[0, begins:]).any(axis=(0, 2))
    ends = begins + int(np.argmax(differ)) if differ.any() else signatures.shape[1]
    parted: dict[bytes, list[int]] = {}
    if differ.any():
        for place in scenarios:
            parted.setdefault(signatures[place, ends].tobytes(), []).append(place)
    return Branch(
        begins, ends, tuple(scenarios), tuple(branch_of(signatures, each, ends) for each in parted.values())
    )


class _Root(NamedTuple):
    """What scenarios of one network and the same numbers have in common."""

    structure: arrays.StructureArrays
    prior: arrays.Prior
    varied: Floats


class _Part(NamedTuple):
    """A block of runs, by the place of its first one, through some scenarios."""

    root: _Root
    branch: Branch
    first: int
    number: int


class _Common(NamedTuple):
    """All scenarios."""

    kernel: compile.Kernels
    seed: int
    sets: Ints
    lucks: Ints
    schedules: list[Schedule]
    selection: arrays.Selection
    arrays: list[arrays.Arrays]  # of each scenario


def run_each(
    scenarios: Sequence[Scenario],
    job: Job,
    outcomes: Sequence[str],
    workers: int = 1,
    *,
    progress: Progress | None = None,
    tell: Notify | None = None,
) -> tuple[Floats, Floats]:
    """Run the runs of a job in each of some scenarios of one horizon.

    Parameters
    ----------
    scenarios : sequence of Scenario
    job : Job
        What is run and kept; its scenario is not looked at but for the horizon.
    outcomes : sequence of str
        Which are kept.
    workers : int
        Threads that share the runs.
    progress : callable, optional
        Called with runs done and runs in all, now and then.
    tell : callable, optional
        Called with a sentence if the kernels have to be compiled first.

    Returns
    -------
    outcomes : array of float, (scenarios, runs, months, outcomes)
    costs : array of float, (scenarios, runs, months, payers, kinds)
    """
    for each in scenarios:
        refuse_own_rules(each)
    kernel, schedules = ready(tell=tell), [schedule_of(each) for each in scenarios]
    shape = (len(scenarios), len(job.runs), len(job.months))
    values, costs = np.empty((*shape, len(outcomes))), np.empty((*shape, len(PAYERS) * len(KINDS)))
    nothing = arrays.arrays_of(job._replace(runs=range(0)), 0)
    common = _Common(
        kernel,
        job.seed,
        sets_of(job),
        job.luck_of_runs,
        schedules,
        arrays.selection_of(job, outcomes),
        [nothing._replace(outcomes=a, costs=b) for a, b in zip(values, costs, strict=True)],
    )
    signatures, done, total = np.stack([each.signature for each in schedules]), 0, shape[0] * shape[1]
    parts = list(_parts(scenarios, signatures, job, workers))
    for number in shared([(common, each) for each in parts], _run_part, workers):
        done += number
        if progress is not None:
            progress(done, total)
    return values, costs.reshape(*shape, len(PAYERS), len(KINDS))


def _parts(scenarios: Sequence[Scenario], signatures: Ints, job: Job, workers: int) -> Iterator[_Part]:
    """Part runs by blocks, and scenarios by what they share and so that threads have enough to do."""
    alike: dict[object, list[int]] = {}
    for place, each in enumerate(scenarios):
        alike.setdefault((each.network, each.parameters, each.links, each.loops), []).append(place)
    runs = len(job.runs)
    for places in alike.values():
        own = job._replace(scenario=scenarios[places[0]])
        root = _Root(arrays.structure_arrays(own.scenario.network), *arrays.prior_of(own))
        few = 1 if workers == 1 else -(-PARTS * workers * LANES // runs)
        size = -(-len(places) // few)
        branches = [branch_of(signatures, places[at : at + size]) for at in range(0, len(places), size)]
        for first in range(0, runs, LANES):
            for branch in branches:
                yield _Part(root, branch, first, min(LANES, runs - first))


def _run_part(common: _Common, part: _Part) -> int:
    """Run a block of runs through some scenarios; tells how many runs that were."""
    kernel, root = common.kernel, part.root
    months, members = len(common.selection.place), len(root.structure.organisations)
    keeps = len(part.branch.scenarios) > 1 and months * members * LANES <= MOST_DRAWS
    space = arrays.space_of(root.structure, 0, 0, months if keeps else 0)
    block = (common.seed, part.first, part.number)
    kernel.begin_block(
        kernel.calls, space, *block, common.sets, common.lucks, root.prior, root.varied, root.structure
    )
    _run_branch(common, part, space, part.branch)
    return len(part.branch.scenarios) * part.number


def _run_branch(common: _Common, part: _Part, space: arrays.Space, branch: Branch) -> None:
    """Run the months of a branch once, for all its scenarios, and go on from there."""
    kernel, first, *others = common.kernel, *branch.scenarios
    block, months = (common.seed, part.first, part.number), (branch.begins, branch.ends)
    given = (part.root.structure, common.schedules[first], common.selection, common.arrays[first])
    kernel.run_months(kernel.calls, space, *block, *months, *given)
    places = common.selection.place[slice(*months)]
    rows = places[places >= 0]
    if len(rows) and others:
        runs, these = slice(part.first, part.first + part.number), slice(int(rows[0]), int(rows[-1]) + 1)
        for other in others:
            common.arrays[other].outcomes[runs, these] = common.arrays[first].outcomes[runs, these]
            common.arrays[other].costs[runs, these] = common.arrays[first].costs[runs, these]
    if branch.branches:
        states = (space.w, space.r, space.t, space.levers, space.places)
        before = [each.copy() for each in states]
        for number, each in enumerate(branch.branches):
            if number:
                for state, copy in zip(states, before, strict=True):
                    np.copyto(state, copy)
            _run_branch(common, part, space, each)
