"""The one door: a scenario in, tidy results out, whichever engine runs it."""

import os
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import product
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread, current_thread, main_thread
from typing import Any

import numpy as np
import pandas as pd

from sim.engine import arguments
from sim.engine.arguments import Engine as Engine  # here for others as well
from sim.engine.arguments import Notify as Notify
from sim.engine.arguments import Progress as Progress
from sim.engine.job import Floats, Ints, Job, JobResult, joined, repeated
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import load_outcomes, refuse_impossible
from sim.model.problems import problem_frame
from sim.model.schedule import KINDS, PAYERS
from sim.model.state import LocalityState, OrganisationState, TieState
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import ParameterSource
from sim.sampling.run_inputs import input_columns, run_inputs

Varied = pd.DataFrame | Mapping[str, Any]

TIED = ["organisation", "other"]
TIE_COLUMNS = tuple(each.removeprefix("tie_") for each in TieState._fields)


@dataclass(frozen=True)
class Result:
    """What came of a scenario.

    Attributes
    ----------
    scenario : Scenario
    runs, seed : int
    parameters : {"prior", "central", "accepted"}
    lucks : int
        Runs that share a parameter set.
    outcomes : DataFrame
        ``run``, ``parameter_set``, ``luck``, ``month`` and a column for each outcome.
    costs : DataFrame
        ``run``, ``month``, ``payer``, ``kind`` (recurring, one-off), ``pounds`` (GBP since the month kept
        before, prices of 2020/21).
    organisations : DataFrame or None
        ``run``, ``month``, ``organisation``, ``role``, ``sector``, ``kind``, ``locality``, and every state.
        ``records_stage`` is 0 where its records are not joined, 1 preparing, 2 live, 3 stalled, 4 withdrawn.
    localities : DataFrame or None
        ``run``, ``month``, ``locality``, and every state; with organisations, or by itself.
    ties : DataFrame or None
        ``run``, ``month``, ``organisation``, ``other``, ``strength``, ``trust``, ``rivalry``, ``linked``; a
        row for any two that are tied or may come to be, in the order of the network's files.
    flows : DataFrame or None
        ``run``, ``month``, ``entity`` (network, organisation, tie, locality), ``organisation`` (the entity's
        name), ``stock``, ``flow``, ``link``, ``hop``, ``amount``; for the runs named.
    problems : DataFrame or None
        A row for each interval in which a problem held: ``run``, ``organisation`` (empty: the network),
        ``problem``, ``order``, ``onset`` (-24: present from the start), ``end`` (the first month without;
        NaN: it lasts).
    varied : mapping of str to array of float, (runs,)
        What was varied, by name.
    inputs : DataFrame
        ``run``, ``parameter_set``, ``luck`` and a column for each input: see there.
    cascade : DataFrame or None
        ``run``, ``organisation``, ``from``, ``to``, ``onset``, ``link``, ``hop``, ``share``: for each
        interval that began later, what each problem had in it; for the runs named.
    quantiles : DataFrame or None
        ``month``, ``quantile`` and a column for each outcome: over all runs, where `outcomes` has no rows.
    """

    scenario: Scenario
    runs: int
    seed: int
    parameters: ParameterSource
    lucks: int
    outcomes: pd.DataFrame
    costs: pd.DataFrame
    organisations: pd.DataFrame | None = None
    localities: pd.DataFrame | None = None
    ties: pd.DataFrame | None = None
    flows: pd.DataFrame | None = None
    quantiles: pd.DataFrame | None = None
    problems: pd.DataFrame | None = None
    cascade: pd.DataFrame | None = None
    varied: Mapping[str, Floats] = field(default_factory=dict, repr=False)

    @cached_property
    def inputs(self) -> pd.DataFrame:
        """What each run was given: ``run``, ``parameter_set``, ``luck``, and a column for each input.

        Parameters by dotted name, dials of links that are set, levers by name; worked out when it is asked
        for, and empty where `outcomes` is.
        """
        keys = self.outcomes[["run", "parameter_set", "luck"]].drop_duplicates("run", ignore_index=True)
        sets, names = keys["parameter_set"].to_numpy(), input_columns([self.scenario], self.varied)
        given = run_inputs(self.scenario, sets, self.seed, self.parameters, names, self.varied)
        return pd.concat([keys, given], axis=1)

    def __repr__(self) -> str:
        frames = {each.name: getattr(self, each.name) for each in fields(self)}
        kept = [f"{name} {len(each):,}" for name, each in frames.items() if isinstance(each, pd.DataFrame)]
        months = self.costs["month"]
        return (
            f"Result of {self.runs:,} runs, seed {self.seed}, parameters {self.parameters}, "
            f"months {months.min()} to {months.max()}\n{self.scenario!r}\n  rows: {', '.join(kept)}"
        )


def simulate(
    scenario: Scenario,
    runs: int | Sequence[int] = 100,
    seed: int = 1,
    *,
    parameters: ParameterSource = "prior",
    lucks: int = 1,
    varied: Varied | None = None,
    months: Iterable[int] | None = None,
    organisations: bool = False,
    localities: bool = False,
    ties: bool = False,
    states: Iterable[int] | None = None,
    flows: Iterable[int] = (),
    problems: bool = False,
    cascade: Iterable[int] = (),
    quantiles: Iterable[float] = (),
    engine: Engine = "ensemble",
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    tell: Notify | None = None,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
        As `load_scenario` gives it.
    runs : int or sequence of int
        How many histories, or their numbers, ascending. Run `r` has the same parameter set
        and the same luck in every scenario run under the same seed, parameters and lucks, whatever it is run
        with.
    seed : int
        Of every draw, 0 to 2**32 - 1.
    parameters : {"prior", "central", "accepted"}, str or OwnSource
        Draw a parameter set from the priors for every `lucks` runs; or take the central values; or take,
        for every `lucks` runs, another of the sets that calibration accepted, which is what `mcn compare`
        does. There, parameters are drawn under the calibration's seed and luck under `seed`, from which it
        also follows with which set the runs begin. Or the name of a folder or file of one's own, with sets
        or with priors, as :func:`sim.sampling.sources.source_of` reads it.
    lucks : int
        Runs that share a parameter set and differ in luck.
    varied : DataFrame or mapping of str to array, optional
        A column for each parameter, link or lever that is varied from run to run, a row for each run: values
        of parameters, dials of links, and the share (0-1) put in of a lever's strength. They stand
        over what the scenario says and what is drawn. A column ``luck`` gives the luck of each run, whole
        numbers from 0 to 2**32 - 1, instead of the run's own: runs of one luck have all draws in common.
    months : iterable of int, optional
        The months that are kept, -24 to the horizon; left out, all of them. Costs are then those since the
        month kept before, the first row's since the beginning.
    organisations : bool
        Whether to keep every organisation's and locality's states.
    localities : bool
        Whether to keep the localities' states, which take far less memory, by themselves.
    ties : bool
        Whether to keep the state of every tie.
    states : iterable of int, optional
        The months, among those kept, of which states are; left out, all of them.
    flows : iterable of int
        The runs whose flows are kept, in the months that are kept.
    problems : bool
        Whether to keep when each problem of problems.yaml held, whatever months are kept.
    cascade : iterable of int
        The runs of which to keep what each problem had in the others; they are run once more.
    quantiles : iterable of float, optional
        Keep of the outcomes no more than these quantiles (0 to 1) over the runs.
    engine : {"ensemble", "mesa"}
        Which engine runs it: the compiled one, or the Mesa model, which is slower and gives the same numbers.
    workers : int, optional
        Threads of the ensemble or processes of the Mesa model, where no `executor` is given; left out, a
        thread a core, and no further process.
    executor : concurrent.futures.Executor, optional
        Runs the runs; it must be able to pickle scenarios.
    progress : callable, optional
        Called with runs done and runs in all, now and then.
    tell : callable, optional
        Called with a sentence if the ensemble has to be compiled first.

    Returns
    -------
    Result

    Raises
    ------
    WrongInput
        If a number is out of its range, or something varied is not known.

    Examples
    --------
    >>> from sim import load_scenario, simulate
    >>> result = simulate(load_scenario("baseline"), runs=4, months=(0, 60))
    >>> result.outcomes[["run", "month"]].shape  # a row a run and month
    (8, 2)
    >>> sorted(result.costs["kind"].unique())
    ['one-off', 'recurring']
    """
    arguments.check_scenario(scenario)
    job = arguments.job_of(scenario, runs, seed, parameters, lucks, months, engine, workers)
    given = arguments.by_name(varied)
    job = job._replace(
        varied=arguments.columns(given, job.runs),
        luck=arguments.luck(given, job.runs),
        organisations=organisations,
        localities=localities or organisations,
        ties=ties,
        states=arguments.months_of_states(states, job.months),
        flows=arguments.some_runs("flows", flows, job.runs),
        problems=problems,
        cascade=arguments.some_runs("cascade", cascade, job.runs),
    )
    shares = arguments.quantiles(quantiles)
    kept = _kept(job, engine, workers, executor, progress, tell)
    refuse_impossible(kept.outcomes, list(load_outcomes()), scenario.name)
    return _result(job, kept, shares)


# -- Running -------------------------------------------------------------------------------


def _kept(
    job: Job,
    engine: Engine,
    workers: int | None,
    executor: Executor | None,
    progress: Progress | None,
    tell: Notify | None,
) -> JobResult:
    if executor is not None:
        return _spread(executor, engine, job, progress)
    if engine == "ensemble":
        from sim.engine import ensemble

        return ensemble.run(job, int(workers or os.cpu_count() or 1), progress=progress, tell=tell)
    if (workers or 1) == 1:
        return _run(engine, job, progress)
    with processes(min(int(workers or 1), len(job.runs))) as pool:
        return _spread(pool, engine, job, progress)


def _run(engine: Engine, job: Job, progress: Progress | None = None) -> JobResult:
    """Run some runs in this process and thread."""
    if engine == "mesa":
        from sim.engine import mesa_model

        return mesa_model.run(job, progress=progress)
    from sim.engine import ensemble

    return ensemble.run(job, progress=progress)


def _spread(pool: Executor, engine: Engine, job: Job, progress: Progress | None) -> JobResult:
    """Hand batches of runs to a pool and put what comes back in order."""
    total = len(job.runs)
    size = max(1, min(8 if engine == "mesa" else 1024, total // 8))
    parts = [job.part(begin, min(begin + size, total)) for begin in range(0, total, size)]
    futures: list[Future[JobResult]] = [pool.submit(_run, engine, part) for part in parts]
    done = 0
    try:
        for future in as_completed(futures):
            done += len(future.result().outcomes)
            if progress is not None:
                progress(done, total)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return joined([future.result() for future in futures])


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Start processes; end them with the block, and at once if it fails or is interrupted."""
    # Spawned, not forked: a fork copies threads' locks, and is not to be had on Windows.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_as_a_worker)
    try:
        with _interrupts_ignored():
            for _ in range(workers):
                pool.submit(int)  # each starts one
        yield pool
    except BaseException:
        # A run takes long, and the one who pressed Ctrl-C should not wait for those under way.
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _as_a_worker() -> None:
    """Leave Ctrl-C to the process that started this one, which ends this one; end with it if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess | None) -> None:
    """Wait for a process to end; then end too, or this one would wait for work for ever."""
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C for the moment in which processes are started, which go on ignoring it."""
    if current_thread() is not main_thread():  # only that one may set this
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


# -- Tidy frames ---------------------------------------------------------------------------


def _result(job: Job, kept: JobResult, quantiles: list[float]) -> Result:
    network = job.scenario.network
    columns = ("name", "role", "sector", "kind", "locality")
    members = pd.DataFrame({key: [getattr(each, key) for each in network.organisations] for key in columns})
    members = members.rename(columns={"name": "organisation"})
    names = [each.name for each in network.organisations]
    pairs = [(names[a], names[b]) for a, b, _ in structure_of(network).ties]
    tied = pd.DataFrame(pairs, columns=TIED, dtype=str)
    places = pd.DataFrame({"locality": [each.name for each in network.localities]})
    return Result(
        scenario=job.scenario,
        runs=len(job.runs),
        seed=job.seed,
        parameters=job.parameters,
        lucks=job.lucks,
        outcomes=_outcomes(job, kept).iloc[: 0 if quantiles else None],
        costs=_costs(job, kept),
        organisations=_states(job, kept.organisations, members, OrganisationState._fields),
        localities=_states(job, kept.localities, places, LocalityState._fields),
        ties=_states(job, kept.ties, tied, TIE_COLUMNS),
        flows=kept.flows,
        quantiles=_over_runs(job, kept, quantiles) if quantiles else None,
        problems=None if kept.problems is None else problem_frame(network, kept.problems),
        cascade=kept.cascade,
        varied=job.varied,
    )


def _over_runs(job: Job, kept: JobResult, quantiles: list[float]) -> pd.DataFrame:
    """Quantiles of every outcome over the runs, month by month."""
    values = np.quantile(kept.outcomes, quantiles, axis=0)
    months = np.array(job.months, np.int64)
    keys = {"month": np.tile(months, len(quantiles)), "quantile": np.repeat(quantiles, len(months))}
    return _beside(pd.DataFrame(keys), values, list(load_outcomes()))


def _keys(job: Job, each: int = 1) -> dict[str, Ints]:
    """The run and the month of every row, where there are so many rows for each month of a run."""
    runs, months = np.array(job.runs, np.int64), np.array(job.months, np.int64)
    return {
        "run": np.repeat(runs, len(months) * each),
        "month": np.tile(np.repeat(months, each), len(runs)),
    }


def _outcomes(job: Job, kept: JobResult) -> pd.DataFrame:
    keys, months = _keys(job), len(job.months)
    named = {
        "run": keys["run"],
        "parameter_set": np.repeat(kept.parameter_sets, months),
        "luck": np.repeat(job.luck_of_runs, months),
        "month": keys["month"],
    }
    return _beside(pd.DataFrame(named), kept.outcomes, list(load_outcomes()))


def _costs(job: Job, kept: JobResult) -> pd.DataFrame:
    rows = pd.DataFrame(product(PAYERS, KINDS), columns=["payer", "kind"])
    named = repeated(rows, len(job.runs) * len(job.months))
    return pd.DataFrame({**_keys(job, len(rows)), **named, "pounds": kept.costs.ravel()})


def _states(
    job: Job,
    values: Floats | None,
    names: pd.DataFrame,
    columns: Sequence[str],
) -> pd.DataFrame | None:
    if values is None:
        return None
    job = job.of_states
    named = repeated(names, len(job.runs) * len(job.months))
    return _beside(pd.DataFrame({**_keys(job, len(names)), **named}), values, list(columns))


def _beside(keys: pd.DataFrame, values: Floats, columns: list[str]) -> pd.DataFrame:
    """Keys, and beside them the values of the last axis."""
    frame = pd.DataFrame(values.reshape(-1, values.shape[-1]), columns=columns, copy=False)
    return pd.concat([keys, frame], axis=1)
