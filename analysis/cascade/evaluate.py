"""Runs done for the cascade, in chunks, and read again as whole tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.cascade import knockouts
from analysis.cascade.knockouts import NONE, Coalition
from analysis.cascade.onsets import Grid, Units, grid_of
from analysis.runs.batch import Chunks, Tables, Task, parted
from analysis.statistics.barriers import BARRIERS, OBSERVED, WEAK_LINKS
from analysis.statistics.paired import Floats, units
from sim.inputs.scenarios import Scenario
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import Result, simulate

RUNS, DETAILED, WITHOUT = 256, 256, 64  # in a chunk; whose flows are read; of those, without each weak link
REPLAYED = 32  # runs in a chunk of those whose flows are read
TOGETHER: tuple[Coalition, ...] = (*(frozenset({each}) for each in BARRIERS), frozenset(BARRIERS))


@dataclass(frozen=True)
class Experiment:
    """What is run for a cascade.

    Attributes
    ----------
    scenario : Scenario
    runs, seed : int
    parameters : {"accepted", "prior", "central"}
    since : int
        The month from which on onsets are told.
    workers : int
        Threads.
    """

    scenario: Scenario
    runs: int
    since: int = -23
    seed: int = 1
    parameters: ParameterSource = "accepted"
    workers: int = 1

    @property
    def replayed(self) -> int:
        """The first runs, whose flows are read."""
        return min(self.runs, DETAILED)

    @property
    def without(self) -> int:
        """The first runs, of the model without each weak link."""
        return min(self.runs, WITHOUT)

    def simulated(self, scenario: Scenario, runs: Sequence[int], **outputs: Any) -> Result:
        """Run a scenario in the same way."""
        given: dict[str, Any] = {"parameters": self.parameters, "workers": self.workers, **outputs}
        return simulate(scenario, runs, self.seed, **given)


def tasks(experiment: Experiment, threads: int = 1) -> list[Task]:
    """Give all that is run, chunk by chunk."""
    each = replace(experiment, workers=threads)
    scenario, barriers = each.scenario, 2 ** len(BARRIERS)
    found = [Task(name, len(runs), _as_it_is, (each, runs)) for name, runs in parted("runs", each.runs, RUNS)]
    for name, runs in parted("cascade", each.replayed, REPLAYED):
        found.append(Task(name, 2 * len(runs), _replayed, (each, scenario, runs)))
    for name, runs in parted("removed", each.runs, RUNS):
        found.append(Task(name, barriers * len(runs), _removed, (each, runs)))
    for link in WEAK_LINKS:
        cut = scenario.with_links({link: 0.0})
        for name, runs in parted(f"without-{link}", each.without, REPLAYED):
            found.append(Task(name, 2 * len(runs), _replayed, (each, cut, runs, link)))
    return found


def _as_it_is(each: Experiment, runs: range) -> Tables:
    result = each.simulated(each.scenario, runs, problems=True, months=[each.scenario.horizon])
    assert result.problems is not None
    return {"outcomes": result.outcomes, "problems": result.problems}


def _replayed(each: Experiment, scenario: Scenario, runs: range, cut: str = "") -> Tables:
    """Read the flows of a scenario, whole or with a link cut."""
    result = each.simulated(scenario, runs, problems=True, cascade=runs, months=[each.scenario.horizon])
    assert result.cascade is not None
    if not cut:
        return {"cascade": result.cascade}
    cascade = result.cascade.copy()
    cascade.insert(0, "cut", cut)
    return {"cascade_without": cascade}


def _removed(experiment: Experiment, runs: range) -> Tables:
    """Every set of barriers removed: outcomes at the horizon, and problems where one or all are."""
    tables: dict[str, list[pd.DataFrame]] = {"removed": [], "prevented": []}
    base: Grid | None = None
    for each in knockouts.coalitions():
        scenario = knockouts.removed(experiment.scenario, each)
        watched = each == NONE or each in TOGETHER
        result = experiment.simulated(scenario, runs, problems=watched, months=[scenario.horizon])
        outcomes = result.outcomes.copy()
        outcomes.insert(0, "removed", knockouts.named(each))
        tables["removed"].append(outcomes)
        if result.problems is None:
            continue
        grid = grid_of(result.problems, scenario.network, runs, scenario.horizon, OBSERVED)
        base = grid if base is None else base
        if each != NONE:
            tables["prevented"].append(knockouts.prevented(base, grid, each, runs))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}


# -- Read again ----------------------------------------------------------------------------


@dataclass(frozen=True)
class CascadeRuns:
    """All that was run, as whole tables.

    Attributes
    ----------
    outcomes, problems, cascade : DataFrame
        As it is: outcomes at the horizon, spells of problems, and what each had in the others.
    values : mapping of frozenset to DataFrame
        Outcomes at the horizon with each set of barriers removed, a row a run.
    prevented : DataFrame
        As :func:`knockouts.prevented` gives it.
    without : mapping of str to DataFrame
        The cascade with each weak link cut.
    """

    outcomes: pd.DataFrame
    problems: pd.DataFrame
    cascade: pd.DataFrame
    values: Mapping[Coalition, pd.DataFrame]
    prevented: pd.DataFrame
    without: Mapping[str, pd.DataFrame]

    @property
    def unit(self) -> Units:
        """The unit of replication of each run."""
        return units(self.outcomes)

    @property
    def unit_of(self) -> dict[int, int]:
        """The unit of replication of each run, by its number."""
        return dict(zip(self.outcomes["run"].tolist(), self.unit.tolist(), strict=True))

    def first(self, runs: int) -> dict[int, int]:
        """The first runs, each with its unit."""
        return dict(list(self.unit_of.items())[:runs])

    def of(self, outcome: str) -> dict[Coalition, Floats]:
        """An outcome with each set of barriers removed, run by run."""
        return {each: table[outcome].to_numpy(dtype=np.float64) for each, table in self.values.items()}


def cascade_runs(chunks: Chunks, experiment: Experiment) -> CascadeRuns:
    """Read what the chunks hold."""

    def table(name: str, kind: str, runs: int, size: int) -> pd.DataFrame:
        return chunks.read(name, [chunk for chunk, _ in parted(kind, runs, size)])

    runs, replayed, without = experiment.runs, experiment.replayed, experiment.without
    removed = table("removed", "removed", runs, RUNS)
    parts = {str(name): part for name, part in removed.groupby("removed", sort=False)}
    return CascadeRuns(
        table("outcomes", "runs", runs, RUNS),
        table("problems", "runs", runs, RUNS),
        table("cascade", "cascade", replayed, REPLAYED),
        {each: parts[knockouts.named(each)] for each in knockouts.coalitions()},
        table("prevented", "removed", runs, RUNS),
        {link: table("cascade_without", f"without-{link}", without, REPLAYED) for link in WEAK_LINKS},
    )
