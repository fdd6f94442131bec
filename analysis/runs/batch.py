"""Work cut into chunks of runs: what one chunk depends on, how it is done, and where its numbers are read.

A chunk is some runs of one scenario. It depends on nothing but its place in the work, so it may be done by
any process on any machine, in any order, and done again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from analysis.runs.parquet import Blocks, FileColumns
from analysis.runs.provenance import program_digest
from analysis.runs.store import Folder
from analysis.statistics.comparison import numbered
from analysis.statistics.groups import group_means
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import simulate

if TYPE_CHECKING:
    import pandas as pd

Engine = Literal["ensemble", "mesa"]
SIZES: dict[Engine, int] = {"ensemble": 1024, "mesa": 32}  # runs in a chunk
DETAILED = 2048  # a multiple of each size


class Chunk(NamedTuple):
    """A chunk by its place: of which scenario, and which of its chunks."""

    scenario: int
    number: int

    @property
    def name(self) -> str:
        """Its name in a folder; names sort as the runs do."""
        return f"{self.scenario:02d}-{self.number:06d}"


class Task(NamedTuple):
    """All that one chunk depends on; it can be sent to another machine."""

    scenario: Scenario
    label: str
    runs: range
    seed: int
    parameters: ParameterSource
    lucks: int
    engine: Engine
    month: int
    detailed: bool
    program: str


@dataclass(frozen=True)
class Work:
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
    """

    scenarios: tuple[Scenario, ...]
    runs: int
    seed: int
    parameters: ParameterSource
    engine: Engine
    lucks: int = 1

    @property
    def size(self) -> int:
        """Runs in a chunk."""
        return SIZES[self.engine]

    @property
    def month(self) -> int:
        """The last month that all scenarios reach."""
        return min(scenario.horizon for scenario in self.scenarios)

    @property
    def detailed(self) -> int:
        """The first runs, of which every month, kinds of members and localities are kept."""
        return min(self.runs, DETAILED)

    @property
    def labels(self) -> list[str]:
        """Name of each scenario; one given twice gets a number."""
        return numbered([scenario.name for scenario in self.scenarios])

    def chunks(self, runs: int) -> Iterator[Chunk]:
        """Give the chunks that hold the first `runs` runs of every scenario, first runs first."""
        for number in range(math.ceil(runs / self.size)):
            for scenario in range(len(self.scenarios)):
                yield Chunk(scenario, number)

    def names(self, scenario: int, runs: int) -> list[str]:
        """Name the chunks that hold the first `runs` runs of one scenario, in order."""
        return [chunk.name for chunk in self.chunks(runs) if chunk.scenario == scenario]

    def numbers(self, chunk: Chunk) -> range:
        """Give the numbers of a chunk's runs."""
        first = chunk.number * self.size
        return range(first, min(first + self.size, self.runs))

    def task(self, chunk: Chunk) -> Task:
        """Say all that a chunk depends on."""
        numbers = self.numbers(chunk)
        return Task(
            self.scenarios[chunk.scenario],
            self.labels[chunk.scenario],
            numbers,
            self.seed,
            self.parameters,
            self.lucks,
            self.engine,
            self.month,
            numbers.start < self.detailed,
            program_digest(),
        )

    def columns(self, folder: Folder, runs: int) -> list[FileColumns]:
        """Read the first `runs` runs of each scenario, a whole number of chunks, from a folder."""
        blocks, found = Blocks(), []
        for place, scenario in enumerate(self.scenarios):
            names = self.names(place, runs)
            files = (folder.parts("outcomes", names), folder.parts("costs", names))
            found.append(FileColumns(scenario, self.seed, self.parameters, *files, blocks))
        return found


def done(task: Task) -> dict[str, pd.DataFrame]:
    """Do one chunk, in whatever process this is: its tables by name, scenario and run first.

    Raises
    ------
    WrongInput
        If this process knows another version of the program: its numbers may be others.
    """
    if task.program != program_digest():
        what = "a worker has another version of hubspoke than this command"
        raise WrongInput(Fault("--scheduler", what, "install the same on both"))
    run = partial(
        simulate,
        task.scenario,
        task.runs,
        task.seed,
        parameters=task.parameters,
        lucks=task.lucks,
        engine=task.engine,
        workers=1,
    )
    few = run(months=months_kept(task.scenario.horizon, task.month))
    tables = {"outcomes": few.outcomes, "costs": few.costs}
    if task.detailed:
        tables["monthly"] = run().outcomes
        states = run(months=[task.month], organisations=True)
        assert states.organisations is not None
        assert states.localities is not None
        tables["localities"] = states.localities
        tables["kinds"] = group_means(states.organisations, task.scenario.network)
    for table in tables.values():
        table.insert(0, "scenario", task.label)
    return tables


def months_kept(horizon: int, month: int) -> Sequence[int]:
    """Months kept of every run: -1, 0, each twelfth, the month compared at and the last."""
    return sorted({-1, *range(0, horizon, 12), month, horizon})
