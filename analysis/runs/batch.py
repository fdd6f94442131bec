"""Runs done as named tasks, wherever that is, and what comes of each kept as a chunk of a folder.

A task depends on nothing but its arguments, so it may be done by any process on any machine, in any order,
and done again. What a folder holds already is not done again.
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd

from analysis.report.terminal import note
from analysis.runs import executors
from analysis.runs.folder import Folder
from analysis.runs.parquet import BLOCKS_HELD, ROWS_HELD, FileColumns, rows_at
from analysis.runs.provenance import program_digest
from analysis.runs.question import Engine
from analysis.statistics.comparison import numbered
from analysis.statistics.groups import group_means
from analysis.statistics.options import events_of
from analysis.statistics.own_outcomes import OwnOutcome, needs_states, with_outcomes
from analysis.statistics.precision import (
    AttainedPrecision,
    SettledVerdicts,
    attained_precision,
    settled_verdicts,
)
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import Outcome
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import Progress, Result, simulate

Tables = Mapping[str, pd.DataFrame]
SIZES: dict[Engine, int] = {"ensemble": 1024, "mesa": 32}  # runs in a chunk
# Tables that only the first so many runs have, a multiple of each size: every month of a run is a great deal.
OF_THE_FIRST = {"monthly": 2048, "localities": 8192, "kinds": 8192}


# -- Tasks ---------------------------------------------------------------------------------


class Task(NamedTuple):
    """What makes one chunk.

    Attributes
    ----------
    name : str
        Of the chunk.
    size : int
        How many runs it takes.
    function : callable
        Gives the chunk's tables; it, its arguments and they can be sent from machine to machine.
    arguments : tuple
    """

    name: str
    size: int
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Chunks(Protocol):
    """Where chunks are kept: in a folder, or in memory."""

    chunks: set[str]

    def chunk(self, name: str, tables: Tables, /) -> None:
        """Keep one chunk's tables."""

    def read(self, table: str, chunks: Sequence[str], /) -> pd.DataFrame:
        """Read a table of these chunks, in their order."""


class Memory:
    """Chunks kept in memory, and gone with it."""

    def __init__(self) -> None:
        self.chunks: set[str] = set()
        self._tables: dict[str, Tables] = {}

    def chunk(self, name: str, tables: Tables, /) -> None:
        """Keep one chunk's tables."""
        self._tables[name] = tables
        self.chunks.add(name)

    def read(self, table: str, chunks: Sequence[str], /) -> pd.DataFrame:
        """Read a table of these chunks, in their order."""
        return pd.concat([self._tables[name][table] for name in chunks], ignore_index=True)


@dataclass
class Evaluator:
    """Does tasks, and keeps what comes of them.

    Attributes
    ----------
    chunks : Folder or Memory
    workers : Workers
        As :mod:`analysis.runs.executors` gives them.
    threads : int
        How many threads each task may take.
    progress : callable, optional
        Told runs done and runs in all.
    total : int
        Runs in all, as far as is known beforehand.
    """

    chunks: Chunks = field(default_factory=Memory)
    workers: executors.Workers = executors.HERE
    threads: int = 1
    progress: Progress | None = None
    total: int = 0
    done: int = field(default=0, init=False)
    _sizes: dict[str, int] = field(default_factory=dict)

    def run(self, tasks: Iterable[Task]) -> list[str]:
        """Do every task whose chunk is not kept yet, and keep each as it comes; give the chunks' names."""
        every = list(tasks)
        self._sizes |= {task.name: task.size for task in every}
        self.total = max(self.total, sum(self._sizes.values()))
        self.done = sum(size for name, size in self._sizes.items() if name in self.chunks.chunks)
        missing = (task for task in every if task.name not in self.chunks.chunks)
        with closing(self.results(missing)) as each:
            for number, (task, tables) in enumerate(each):
                self.chunks.chunk(task.name, tables)
                if number == 0 and isinstance(self.chunks, Folder):
                    more = math.ceil((self.total - self.done) / task.size)
                    if lacking := self.chunks.room_lacking(task.name, tables, more):
                        note(lacking)
        give_memory_back()
        return [task.name for task in every]

    def results(self, tasks: Iterable[Task]) -> Generator[tuple[Task, Any], None, None]:
        """Do tasks, and give what comes of each as it is done; none of it is kept."""
        perform = partial(performed, program=program_digest())
        with closing(executors.spread(self.workers, perform, ((task, task) for task in tasks))) as each:
            for task, result in each:
                self.done += task.size
                if self.progress is not None:
                    self.progress(self.done, max(self.done, self.total))
                yield task, result


def give_memory_back() -> None:
    """Let the system have what was freed: of chunks made in threads, Linux keeps a hundred megabytes."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # of the GNU library alone
            ctypes.CDLL(None).malloc_trim(0)


def performed(task: Task, program: str) -> Any:
    """Do one task, in whatever process this is.

    Raises
    ------
    WrongInput
        If this process knows another version of the program: its numbers may be others.
    """
    if program != program_digest():
        what = "a worker has another version of hubspoke than this command"
        raise WrongInput(Fault("--scheduler", what, "install the same on both"))
    return task.function(*task.arguments)


def parted(kind: str, runs: int, size: int, digits: int = 6) -> list[tuple[str, range]]:
    """Cut runs into chunks of one kind: the name of each, and its runs."""
    firsts = enumerate(range(0, runs, size))
    return [(f"{kind}-{n:0{digits}d}", range(first, min(first + size, runs))) for n, first in firsts]


# -- Scenarios -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """Runs of some scenarios under one seed, cut into chunks.

    Attributes
    ----------
    scenarios : tuple of Scenario
    runs : int
        Runs of each scenario, or the most of them.
    seed : int
    parameters : {"prior", "central", "accepted"}
    engine : {"ensemble", "mesa"}
    lucks : int
        Runs that share a parameter set.
    own : tuple of OwnOutcome
        Outcomes of a user's own, kept beside the model's.
    """

    scenarios: tuple[Scenario, ...]
    runs: int
    seed: int
    parameters: ParameterSource
    engine: Engine = "ensemble"
    lucks: int = 1
    own: tuple[OwnOutcome, ...] = ()

    @property
    def size(self) -> int:
        """Runs in a chunk."""
        return SIZES[self.engine]

    @property
    def month(self) -> int:
        """The last month that all scenarios reach."""
        return min(scenario.horizon for scenario in self.scenarios)

    @property
    def months(self) -> tuple[int, ...]:
        """Months kept of every run beside each twelfth: those that show what is over by `month`."""
        base = self.scenarios[0]
        events = (each for other in self.scenarios[1:] for each in events_of(other, base, self.month))
        return tuple(sorted({event.told for event in events}))

    def runs_with(self, table: str, runs: int) -> int:
        """Say how many of the first `runs` runs have a table: not all have every month, kind and place."""
        return min(runs, OF_THE_FIRST.get(table, runs))

    @property
    def labels(self) -> list[str]:
        """Name of each scenario; one given twice gets a number."""
        return numbered([scenario.name for scenario in self.scenarios])

    def chunks(self, scenario: int, runs: int) -> list[tuple[str, range]]:
        """Give the chunks that hold the first `runs` runs of one scenario; names sort as the runs do."""
        return parted(f"{scenario:02d}", runs, self.size)

    def names(self, scenario: int, runs: int) -> list[str]:
        """Name these chunks, in order."""
        return [name for name, _ in self.chunks(scenario, runs)]

    def tasks(self, runs: int) -> list[Task]:
        """Give what makes the chunks of the first `runs` runs of every scenario, first runs first."""
        places = range(len(self.scenarios))
        each = zip(*(self.chunks(place, runs) for place in places), strict=True)
        return [
            Task(name, len(numbers), self.tables, (place, numbers, _first_tables(numbers.start)))
            for chunks in each
            for place, (name, numbers) in zip(places, chunks, strict=True)
        ]

    def tables(self, place: int, runs: range, also: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Run some runs of one scenario: their tables, scenario and run first; `also`: of the first alone."""
        scenario = self.scenarios[place]
        run = partial(
            simulate, scenario, runs, self.seed,
            parameters=self.parameters, lucks=self.lucks, engine=self.engine, workers=1,
        )  # fmt: skip
        months, whole = months_kept(scenario.horizon, self.month, *self.months), needs_states(self.own)
        found = run(
            months=None if "monthly" in also else months,
            organisations=whole or "kinds" in also,
            ties=whole,
            states=months if whole else [self.month],
        )
        few = with_outcomes(_only(found, months), self.own)
        tables = {"outcomes": few.outcomes, "costs": few.costs}
        if "monthly" in also:
            tables["monthly"] = found.outcomes
        if "kinds" in also:
            assert found.organisations is not None
            assert found.localities is not None
            tables["localities"] = _of_month(found.localities, self.month)
            members = _of_month(found.organisations, self.month)
            tables["kinds"] = group_means(members, scenario.network)
        for table in tables.values():
            table.insert(0, "scenario", self.labels[place])
        return tables

    def columns(self, folder: Folder, runs: int) -> list[FileColumns]:
        """Read the first `runs` runs of each scenario, a whole number of chunks, from a folder."""
        block, found = lru_cache(max(BLOCKS_HELD, ROWS_HELD // runs))(rows_at), []
        for place, scenario in enumerate(self.scenarios):
            names = self.names(place, runs)
            files = (folder.parts("outcomes", names), folder.parts("costs", names))
            found.append(FileColumns(scenario, self.seed, self.parameters, *files, block))
        return found


def _only(result: Result, months: Sequence[int]) -> Result:
    """Keep some months of outcomes and costs, the latter added up as the engines add them."""
    every = result.costs["month"].unique()
    if len(every) == len(months):
        return result
    paid = result.costs["pounds"].to_numpy().reshape(result.runs, len(every), -1)
    sums = np.zeros((result.runs, len(months), paid.shape[2]))
    for place, month in enumerate(every[every <= months[-1]]):
        sums[:, np.searchsorted(months, month)] += paid[:, place]
    outcomes, costs = (table[table["month"].isin(months)] for table in (result.outcomes, result.costs))
    return replace(
        result,
        outcomes=outcomes.reset_index(drop=True),
        costs=costs.assign(pounds=sums.ravel()).reset_index(drop=True),
    )


def _of_month(states: pd.DataFrame, month: int) -> pd.DataFrame:
    rows = states["month"] == month
    return states if rows.all() else states[rows].reset_index(drop=True)


def _first_tables(run: int) -> tuple[str, ...]:
    """Name the tables of the first runs that the chunk from this run on has."""
    return tuple(table for table, most in OF_THE_FIRST.items() if run < most)


@dataclass(frozen=True)
class BatchResult:
    """How many runs of each scenario a folder holds, and what they reached of what they were added for.

    Attributes
    ----------
    runs : int
    reached : tuple of AttainedPrecision
    settled : SettledVerdicts, optional
        None where verdicts were not to be clear.
    """

    runs: int
    reached: tuple[AttainedPrecision, ...] = ()
    settled: SettledVerdicts | None = None


def run_batch(
    folder: Folder,
    batch: Batch,
    evaluate: Evaluator,
    fewest: int = 0,
    precision: Mapping[str, float] | None = None,
    to_settle: Sequence[Outcome] = (),
) -> BatchResult:
    """Do every chunk that a folder does not hold yet.

    With a precision, until it is reached; with outcomes `to_settle`, until their verdicts are clear.
    """
    folder.few = {
        table: math.ceil(batch.runs_with(table, batch.runs) / batch.size) * len(batch.scenarios)
        for table in OF_THE_FIRST
    }
    looks = list(stages(batch, fewest if precision or to_settle else batch.runs))
    for runs in looks:
        tasks = batch.tasks(runs)
        folder.total = len(tasks)
        evaluate.run(tasks)
        columns = batch.columns(folder, runs)
        reached = attained_precision(columns, batch.month, precision or {})
        settled = settled_verdicts(columns, batch.month, to_settle, len(looks))
        if all(each.holds for each in reached) and not settled.unclear:
            break
    return BatchResult(runs, reached, settled if to_settle else None)


def stages(batch: Batch, fewest: int) -> Iterator[int]:
    """Numbers of runs after which the precision is looked at: 1, 2, 3, 4, 6, 8, 12, ... chunks."""
    chunks = 1
    while chunks * batch.size < batch.runs:
        if chunks * batch.size >= fewest:
            yield chunks * batch.size
        chunks += max(1, (1 << chunks.bit_length()) // 4)
    yield batch.runs


def months_kept(horizon: int, *months: int) -> Sequence[int]:
    """Months kept of every run: -1, 0, each twelfth, the last, and those looked at."""
    return sorted({-1, *range(0, horizon, 12), *months, horizon})
