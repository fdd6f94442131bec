"""Runs done for the cascade, in chunks, and read again as whole tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.cascade import knockouts
from analysis.cascade.knockouts import NONE, Coalition
from analysis.cascade.onsets import Grid, Units, grid_of
from analysis.runs import parquet
from analysis.runs.running import Options, Progress
from analysis.runs.store import Folder
from analysis.statistics.barriers import BARRIERS, OBSERVED, WEAK_LINKS
from analysis.statistics.paired import Floats, units
from sim.inputs.scenarios import Scenario
from sim.simulation import Result, simulate

RUNS, DETAILED, WITHOUT = 256, 256, 64  # in a chunk; whose flows are read; of those, without each weak link
REPLAYED = 32  # runs in a chunk of those whose flows are read
TOGETHER: tuple[Coalition, ...] = (*(frozenset({each}) for each in BARRIERS), frozenset(BARRIERS))


@dataclass(frozen=True)
class Asked:
    """What is run.

    Attributes
    ----------
    scenario : Scenario
    options : Options
    since : int
        The month from which on onsets are told.
    """

    scenario: Scenario
    options: Options
    since: int

    @property
    def runs(self) -> int:
        """How many runs."""
        return self.options.runs

    @property
    def replayed(self) -> int:
        """The first runs, whose flows are read."""
        return min(self.runs, DETAILED)

    @property
    def without(self) -> int:
        """The first runs, of the model without each weak link."""
        return min(self.runs, WITHOUT)

    def simulated(self, scenario: Scenario, runs: Sequence[int], **kept: object) -> Result:
        """Run a scenario as the options say."""
        options = self.options
        more: dict[str, object] = {"parameters": options.parameters, "workers": options.workers, **kept}
        return simulate(scenario, runs, options.seed, **more)  # type: ignore[arg-type]


Tables = Mapping[str, pd.DataFrame]
Task = tuple[str, int, Callable[[], Tables]]  # name, how many runs it takes, and how it is done


def work(asked: Asked) -> float:
    """How many runs are done in all."""
    return sum(size for _, size, _ in _tasks(asked))


def gather(folder: Folder, asked: Asked, progress: Progress | None = None) -> None:
    """Do every chunk that a folder does not hold yet."""
    tasks = list(_tasks(asked))
    folder.total = len(tasks)
    total, done = sum(size for _, size, _ in tasks), 0
    for name, size, do in tasks:
        if name not in folder.chunks:
            folder.chunk(name, do())
        done += size
        if progress is not None:
            progress(done, total)


def _tasks(asked: Asked) -> Iterator[Task]:
    for name, runs in blocks("runs", asked.runs, RUNS):
        yield name, len(runs), lambda runs=runs: _as_it_is(asked, runs)  # type: ignore[misc]
    for name, runs in blocks("cascade", asked.replayed, REPLAYED):
        yield name, 2 * len(runs), lambda runs=runs: _replayed(asked, asked.scenario, runs)  # type: ignore[misc]
    for name, runs in blocks("removed", asked.runs, RUNS):
        size = len(runs) * 2 ** len(BARRIERS)
        yield name, size, lambda runs=runs: _removed(asked, runs)  # type: ignore[misc]
    for link in WEAK_LINKS:
        scenario = asked.scenario.with_links({link: 0.0})
        for name, runs in blocks(f"without-{link}", asked.without, REPLAYED):
            yield (
                name,
                2 * len(runs),
                lambda scenario=scenario, runs=runs, link=link: _without(asked, scenario, runs, link),  # type: ignore[misc]
            )


def blocks(kind: str, runs: int, size: int) -> Iterator[tuple[str, range]]:
    """Name the chunks of one kind, with the runs of each."""
    for number, first in enumerate(range(0, runs, size)):
        yield f"{kind}-{number:06d}", range(first, min(first + size, runs))


def _as_it_is(asked: Asked, runs: range) -> Tables:
    result = asked.simulated(asked.scenario, runs, problems=True, months=[asked.scenario.horizon])
    assert result.problems is not None
    return {"outcomes": result.outcomes, "problems": result.problems}


def _replayed(asked: Asked, scenario: Scenario, runs: range) -> Tables:
    result = asked.simulated(scenario, runs, problems=True, cascade=runs, months=[asked.scenario.horizon])
    assert result.cascade is not None
    return {"cascade": result.cascade}


def _without(asked: Asked, scenario: Scenario, runs: range, link: str) -> Tables:
    cascade = _replayed(asked, scenario, runs)["cascade"].copy()
    cascade.insert(0, "cut", link)
    return {"cascade_without": cascade}


def _removed(asked: Asked, runs: range) -> Tables:
    """Every set of barriers removed: outcomes at the horizon, and problems where one or all are."""
    found: dict[str, list[pd.DataFrame]] = {"removed": [], "prevented": []}
    base: Grid | None = None
    for each in knockouts.coalitions():
        scenario = knockouts.removed(asked.scenario, each)
        watched = each == NONE or each in TOGETHER
        result = asked.simulated(scenario, runs, problems=watched, months=[scenario.horizon])
        outcomes = result.outcomes.copy()
        outcomes.insert(0, "removed", knockouts.named(each))
        found["removed"].append(outcomes)
        if result.problems is None:
            continue
        grid = grid_of(result.problems, scenario.network, runs, scenario.horizon, OBSERVED)
        base = grid if base is None else base
        if each != NONE:
            found["prevented"].append(knockouts.prevented(base, grid, each, runs))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in found.items()}


# -- Read again ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Gathered:
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


def gathered(folder: Folder, asked: Asked) -> Gathered:
    """Read what a folder's chunks hold."""

    def table(name: str, kind: str, runs: int, size: int) -> pd.DataFrame:
        return parquet.read(folder.parts(name, [chunk for chunk, _ in blocks(kind, runs, size)]))

    removed = table("removed", "removed", asked.runs, RUNS)
    parts = {str(name): part for name, part in removed.groupby("removed", sort=False)}
    return Gathered(
        table("outcomes", "runs", asked.runs, RUNS),
        table("problems", "runs", asked.runs, RUNS),
        table("cascade", "cascade", asked.replayed, REPLAYED),
        {each: parts[knockouts.named(each)] for each in knockouts.coalitions()},
        table("prevented", "removed", asked.runs, RUNS),
        {link: table("cascade_without", f"without-{link}", asked.without, REPLAYED) for link in WEAK_LINKS},
    )


def told_run(asked: Asked, run: int) -> Result:
    """Run one run again, with all months and its cascade, to tell its story."""
    return asked.simulated(asked.scenario, [run], problems=True, cascade=[run])
