"""Scenarios loaded and run for a command: all mistakes at once, chunk by chunk, with progress."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from analysis.runs import executors
from analysis.runs.batch import Engine, Work, done
from analysis.runs.store import Folder
from analysis.statistics.precision import Reached, judged
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario, load_scenario
from sim.sampling.parameter_sets import ParameterSource

Progress = Callable[[int, int], None]  # runs done, runs in all

FEW_RUNS, MOST_WORKERS = 20, 8
LUCKS, ENOUGH_SETS = 8, 100


@dataclass(frozen=True)
class Options:
    """How scenarios are run, the same for all that are compared.

    Attributes
    ----------
    runs, seed : int
        With a precision, `runs` is the fewest.
    parameters : str
        `accepted` uses the sets that calibration accepted, `prior` draws a set for each run from the
        ranges, `central` uses the central values.
    horizon : int, optional
        Months after month 0; left out, each scenario's own.
    workers : int
        Threads or processes that share the chunks; the answer is the same.
    engine : {"ensemble", "mesa"}
    scheduler : str, optional
        Address of a Dask scheduler, whose cluster does the chunks; the answer is the same.
    precision : mapping
        The Monte Carlo error asked for, by outcome.
    most_runs : int
        Where to stop, if that is not reached.
    lucks : int
        Runs that share a parameter set and differ in luck.
    """

    runs: int = 200
    seed: int = 1
    parameters: ParameterSource = "prior"
    horizon: int | None = None
    workers: int = 1
    engine: Engine = "ensemble"
    scheduler: str | None = None
    precision: Mapping[str, float] = field(default_factory=dict)
    most_runs: int = 100_000
    lucks: int = 1


def cores(runs: int) -> int:
    """Choose how many workers share the chunks: one a core, but few runs are done before more start."""
    return 1 if runs <= FEW_RUNS else min(os.cpu_count() or 1, MOST_WORKERS)


def lucks_for(runs: int, asked: int | None) -> int:
    """Choose how many runs share a parameter set: what was asked for, or 8 where sets are left enough."""
    if asked is not None:
        return asked
    return LUCKS if runs >= LUCKS * ENOUGH_SETS else 1


def load(names: Sequence[str], horizon: int | None = None) -> list[Scenario]:
    """Load scenarios by name or path, at another horizon if one is given.

    Raises
    ------
    WrongInput
        With everything wrong in all of them.
    """
    found: list[Scenario] = []
    faults: list[Fault] = []
    for name in names:
        try:
            scenario = load_scenario(name)
            found.append(scenario if horizon is None else scenario.with_horizon(horizon))
        except WrongInput as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise WrongInput(*faults)
    return found


def work_of(scenarios: Sequence[Scenario], options: Options) -> Work:
    """Say what there is to run; with a precision, at most."""
    most = max(options.runs, options.most_runs) if options.precision else options.runs
    return Work(tuple(scenarios), most, options.seed, options.parameters, options.engine, options.lucks)


@dataclass(frozen=True)
class Ran:
    """How many runs of each scenario a folder holds, and which precision they reached."""

    runs: int
    reached: tuple[Reached, ...] = ()


def fill(folder: Folder, work: Work, options: Options, progress: Progress | None = None) -> Ran:
    """Do every chunk that a folder does not hold yet; with a precision, until it is reached.

    Only this process writes the folder, whoever does the chunks.
    """
    with _workers(options) as workers:
        for runs in stages(options, work):
            _do(folder, work, runs, workers, progress)
            reached = judged(work.columns(folder, runs), work.month, options.precision)
            if all(each.holds for each in reached):
                break
    return Ran(runs, reached)


def stages(options: Options, work: Work) -> Iterator[int]:
    """Numbers of runs after which the precision is looked at: 1, 2, 3, 4, 6, 8, 12, ... chunks."""
    if options.precision:
        chunks = 1
        while chunks * work.size < work.runs:
            if chunks * work.size >= options.runs:
                yield chunks * work.size
            chunks += max(1, (1 << chunks.bit_length()) // 4)
    yield work.runs


@contextmanager
def _workers(options: Options) -> Iterator[executors.Workers]:
    given = options.scheduler
    with executors.dask(given) if given else executors.local(options.engine, options.workers) as workers:
        yield workers


def _do(folder: Folder, work: Work, runs: int, workers: executors.Workers, progress: Progress | None) -> None:
    """Do the chunks of the first `runs` runs that are not done, and write each as it comes."""
    chunks = list(work.chunks(runs))
    folder.total = len(chunks)
    tasks = ((chunk, work.task(chunk)) for chunk in chunks if chunk.name not in folder.chunks)
    finished = sum(len(work.numbers(chunk)) for chunk in chunks if chunk.name in folder.chunks)
    total = runs * len(work.scenarios)
    with closing(executors.spread(workers, done, tasks)) as each:
        for chunk, tables in each:
            folder.chunk(chunk.name, tables)
            finished += len(work.numbers(chunk))
            if progress is not None:
                progress(finished, total)
