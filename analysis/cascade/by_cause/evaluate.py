"""Runs done with one thing and without it, in chunks, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis.cascade.by_cause.histories import History
from analysis.cascade.by_cause.pair import Pair
from analysis.cascade.by_cause.trace import Trace, hung_on
from analysis.runs.batch import Chunks, Tables, Task, parted
from analysis.statistics.brought_about import apart, spells_of
from analysis.statistics.paired import KEYS, Floats
from sim.engine.job import Job
from sim.engine.ledger import ledger
from sim.inputs.scenarios import Scenario
from sim.model.schedule import months_of
from sim.sampling.sources import ParameterSource
from sim.simulation import Result, simulate

RUNS, TRACED = 256, 48  # in a chunk; of which it is followed back through what
TRACED_TOGETHER = 8  # in a chunk of those


@dataclass(frozen=True)
class Experiment:
    """What is run.

    Attributes
    ----------
    pair : Pair
    start : str
        The scenario that it begins from.
    runs, seed : int
    parameters : ParameterSource
    workers : int
        Threads.
    """

    pair: Pair
    start: str
    runs: int
    seed: int = 1
    parameters: ParameterSource = "accepted"
    workers: int = 1

    @property
    def traced(self) -> int:
        """The first runs, of which it is followed back through what one thing led to another."""
        return min(self.runs, TRACED)


def tasks(experiment: Experiment, threads: int = 1) -> list[Task]:
    """Give all that is run, chunk by chunk."""
    each = replace(experiment, workers=threads)
    told = [
        Task(name, 2 * len(runs), compared, (each, runs)) for name, runs in parted("apart", each.runs, RUNS)
    ]
    followed = [
        Task(name, 2 * len(runs), traced, (each, runs))
        for name, runs in parted("traced", each.traced, TRACED_TOGETHER)
    ]
    return told + followed


def compared(each: Experiment, runs: range) -> Tables:
    """Run both, and find what begins in one of them alone."""
    one, other = (spells_of(_run(each, scenario, runs)) for scenario in each.pair[:2])
    return {
        "brought_about": apart(one, other, each.pair.month),
        "kept_away": apart(other, one, each.pair.month),
        "runs": one.keys[KEYS],
    }


def traced(each: Experiment, runs: range) -> Tables:
    """Follow back what each problem that was brought about hangs on."""
    one, other = (spells_of(_run(each, scenario, runs)) for scenario in each.pair[:2])
    events = apart(one, other, each.pair.month)
    some = [run for run in runs if (events["run"] == run).any()]
    if not some:
        return {"traced": hung_on(events, [])}
    ledgers = [_ledger(each, scenario, some) for scenario in each.pair[:2]]
    parts = []
    for place, run in enumerate(some):
        mine = [whole[place] for whole in ledgers]
        with_it, without = (
            History(scenario, run, each.seed, each.parameters, whole)
            for scenario, whole in zip(each.pair[:2], mine, strict=True)
        )
        trace = Trace(each.pair.one.network, with_it, without, mine[0] - mine[1])
        parts.append(trace.rows(events[events["run"] == run]))
    return {"traced": pd.concat(parts, ignore_index=True)}


def _run(each: Experiment, scenario: Scenario, runs: range) -> Result:
    return simulate(
        scenario,
        runs,
        each.seed,
        parameters=each.parameters,
        problems=True,
        localities=True,
        workers=each.workers,
    )


def _ledger(each: Experiment, scenario: Scenario, runs: list[int]) -> Floats:
    months = tuple(months_of(scenario))
    job = Job(scenario, runs, seed=each.seed, parameters=each.parameters, months=months)
    return ledger(job, each.workers)


@dataclass(frozen=True)
class Apart:
    """What was found, as whole tables.

    Attributes
    ----------
    runs : DataFrame
        `run, parameter_set, luck`.
    brought_about, kept_away : DataFrame
        What begins with the thing alone, and without it alone.
    traced : DataFrame
        Of the first runs what was brought about, and what each hangs on.
    followed : int
        How many runs that is, those in which nothing came of it too.
    """

    runs: pd.DataFrame
    brought_about: pd.DataFrame
    kept_away: pd.DataFrame
    traced: pd.DataFrame
    followed: int


def read(chunks: Chunks, experiment: Experiment) -> Apart:
    """Read what the chunks hold."""
    told = [chunk for chunk, _ in parted("apart", experiment.runs, RUNS)]
    followed = [chunk for chunk, _ in parted("traced", experiment.traced, TRACED_TOGETHER)]
    whole = {name: chunks.read(name, told) for name in ("runs", "brought_about", "kept_away")}
    return Apart(traced=chunks.read("traced", followed), followed=experiment.traced, **whole)
