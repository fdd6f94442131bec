"""The one door: a scenario in, tidy results out, whichever engine runs it."""

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from threading import current_thread, main_thread
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.declarations.faults import Fault, WrongInput, quoted
from sim.declarations.scenarios import Scenario
from sim.draws import LARGEST_SEED
from sim.outcomes import load_outcomes
from sim.schedule import PAYERS, costs_of, months_of
from sim.state import LocalityState, OrganisationState
from sim.values import ParameterSource

Engine = Literal["mesa"]
Progress = Callable[[int, int], None]

FLOW_COLUMNS = ("run", "month", "entity", "organisation", "stock", "flow", "link", "hop", "amount")


@dataclass(frozen=True)
class Result:
    """What came of a scenario.

    Attributes
    ----------
    scenario : Scenario
    runs, seed : int
    parameters : {"prior", "central"}
    lucks : int
        Runs that share a parameter set.
    outcomes : DataFrame
        ``run``, ``parameter_set``, ``luck``, ``month`` (-24 to the horizon) and a column for each outcome.
    costs : DataFrame
        ``run``, ``month``, ``payer``, ``pounds`` (GBP in that month, prices of 2020/21).
    organisations : DataFrame or None
        ``run``, ``month``, ``organisation``, ``role``, ``sector``, ``kind``, ``locality``, and every state.
    localities : DataFrame or None
        ``run``, ``month``, ``locality``, and every state; with organisations, or by itself.
    flows : DataFrame or None
        ``run``, ``month``, ``entity`` (network, organisation, tie, locality), ``organisation`` (the entity's
        name), ``stock``, ``flow``, ``link``, ``hop``, ``amount``; for the runs asked for.
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
    flows: pd.DataFrame | None = None


class _Job(NamedTuple):
    scenario: Scenario
    seed: int
    parameters: ParameterSource
    lucks: int
    organisations: bool
    localities: bool
    flows: bool


class _Run(NamedTuple):
    """One run's arrays: months by what is measured."""

    run: int
    parameter_set: int
    outcomes: npt.NDArray[np.float64]  # (months, outcomes)
    costs: npt.NDArray[np.float64]  # (months, payers)
    organisations: npt.NDArray[np.float64] | None  # (months, organisations, states)
    localities: npt.NDArray[np.float64] | None  # (months, localities, states)
    flows: list[tuple[object, ...]]


def simulate(
    scenario: Scenario,
    runs: int = 100,
    seed: int = 1,
    *,
    parameters: ParameterSource = "prior",
    lucks: int = 1,
    organisations: bool = False,
    localities: bool = False,
    flows: Iterable[int] = (),
    engine: Engine = "mesa",
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
        As `load_scenario` gives it.
    runs : int
        How many histories. Run `r` has the same parameter set and the same luck in every scenario
        run under the same seed, parameters and lucks.
    seed : int
        Of every draw, 0 to 2**32 - 1.
    parameters : {"prior", "central"}
        Draw a parameter set from the priors for every `lucks` runs, or take the central values.
    lucks : int
        Runs that share a parameter set and differ in luck.
    organisations : bool
        Whether to keep every organisation's and locality's states.
    localities : bool
        Whether to keep the localities' states, which take far less memory, by themselves.
    flows : iterable of int
        The runs whose flows are kept.
    engine : {"mesa"}
        Which engine runs it.
    workers : int
        Processes to run in, where no `executor` is given.
    executor : concurrent.futures.Executor, optional
        Runs the runs; it must be able to pickle scenarios.
    progress : callable, optional
        Called with runs done and runs in all, after every run.

    Returns
    -------
    Result

    Raises
    ------
    WrongInput
        If a number is out of its range.
    """
    if not isinstance(scenario, Scenario):
        raise WrongInput(
            Fault("scenario", f"{quoted(scenario)} is no scenario", "load it with load_scenario")
        )
    kept = frozenset(flows)
    runs, seed, lucks, workers = (_python_int(each) for each in (runs, seed, lucks, workers))
    _check(runs, seed, parameters, lucks, kept, engine, workers)
    with_localities = localities or organisations
    jobs = [
        (_Job(scenario, seed, parameters, lucks, organisations, with_localities, number in kept), number)
        for number in range(runs)
    ]
    found: list[_Run] = []
    if executor is None and workers == 1:
        for job, number in jobs:
            found.append(_one(job, number))
            if progress is not None:
                progress(len(found), runs)
    elif executor is not None:
        found = _spread(executor, jobs, progress)
    else:
        with _processes(min(workers, runs)) as pool:
            found = _spread(pool, jobs, progress)
    return _result(jobs[0][0], runs, found, flows=bool(kept))


def _python_int(value: Any) -> Any:
    """Take numpy's whole numbers for Python's; leave the rest to be refused."""
    return int(value) if isinstance(value, np.integer) else value


def _check(
    runs: int, seed: int, parameters: str, lucks: int, flows: frozenset[int], engine: str, workers: int
) -> None:
    faults = []
    for name, value, low, high in (
        ("runs", runs, 1, 10_000_000),
        ("seed", seed, 0, LARGEST_SEED),
        ("lucks", lucks, 1, 10_000_000),
        ("workers", workers, 1, 1_000),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            faults.append(Fault(name, f"{value!r} is not a whole number from {low} to {high}", ""))
    if parameters not in ("prior", "central"):
        faults.append(Fault("parameters", f"{parameters!r} is not known", "write 'prior' or 'central'"))
    if engine != "mesa":
        faults.append(Fault("engine", f"{engine!r} is not known", "write 'mesa'"))
    if not faults:
        faults += [
            Fault("flows", f"there is no run {run!r}", f"name runs from 0 to {runs - 1}")
            for run in sorted(flows)
            if run not in range(runs)
        ]
    if faults:
        raise WrongInput(*faults)


def _spread(pool: Executor, jobs: Sequence[tuple[_Job, int]], progress: Progress | None) -> list[_Run]:
    """Hand batches of runs to a pool and put what comes back in order."""
    size = max(1, min(8, len(jobs) // 8))
    batches = [jobs[begin : begin + size] for begin in range(0, len(jobs), size)]
    futures: list[Future[list[_Run]]] = [pool.submit(_some, batch) for batch in batches]
    done = 0
    try:
        for future in as_completed(futures):
            done += len(future.result())
            if progress is not None:
                progress(done, len(jobs))
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return [run for future in futures for run in future.result()]


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Start processes; end them with the block, and at once if it fails or is interrupted."""
    # Spawned, not forked: a fork copies threads' locks, and is not to be had on Windows.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_interrupts)
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


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that started this one: it ends this one, and says so once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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


def _some(jobs: Sequence[tuple[_Job, int]]) -> list[_Run]:
    return [_one(job, number) for job, number in jobs]


def _one(job: _Job, run: int) -> _Run:
    """Run one history on the Mesa engine."""
    from sim.model import Network

    scenario = job.scenario
    model = Network(scenario, run, job.seed, job.parameters, job.lucks, collect=False, record_flows=job.flows)
    months = len(months_of(scenario))
    places = [(each.holder, each.field) for each in load_outcomes().values()]
    outcomes = np.empty((months, len(places)))
    hours, added, funding = np.empty(months), np.empty(months), np.empty(months)
    organisations = np.empty((months, len(model.organisations), len(OrganisationState._fields)))
    localities = np.empty((months, len(model.localities), len(LocalityState._fields)))
    for index in range(months):
        model.step()
        held = {"net": model.net, "members": model.members, "region": model.region}
        outcomes[index] = [getattr(held[holder], field) for holder, field in places]
        hours[index], added[index] = model.members.hours_given, model.members.posts_added
        funding[index] = model.net.funding
        if job.organisations:
            organisations[index] = [each.state for each in model.organisations]
        if job.localities:
            localities[index] = [each.state for each in model.localities]
    payments = costs_of(scenario, model.values, model.schedule, funding, hours, added)
    flows: list[tuple[object, ...]] = [
        (run, month, each.entity, each.name, each.stock, each.flow, each.link, each.hop, each.amount)
        for month, each in model.flows
    ]
    return _Run(
        run,
        model.parameter_set,
        outcomes,
        payments.pounds,
        organisations if job.organisations else None,
        localities if job.localities else None,
        flows,
    )


# -- Tidy frames ---------------------------------------------------------------------------


def _result(job: _Job, runs: int, found: list[_Run], *, flows: bool) -> Result:
    scenario = job.scenario
    months = np.array(months_of(scenario))
    network = scenario.network
    members = pd.DataFrame(
        {
            "organisation": [each.name for each in network.organisations],
            "role": [each.role for each in network.organisations],
            "sector": [each.sector for each in network.organisations],
            "kind": [each.kind for each in network.organisations],
            "locality": [each.locality for each in network.organisations],
        }
    )
    places = pd.DataFrame({"locality": [each.name for each in network.localities]})
    return Result(
        scenario=scenario,
        runs=runs,
        seed=job.seed,
        parameters=job.parameters,
        lucks=job.lucks,
        outcomes=_outcomes(found, months),
        costs=_costs(found, months),
        organisations=_states(
            [each.organisations for each in found], found, months, members, OrganisationState
        )
        if job.organisations
        else None,
        localities=_states([each.localities for each in found], found, months, places, LocalityState)
        if job.localities
        else None,
        flows=pd.DataFrame([row for run in found for row in run.flows], columns=list(FLOW_COLUMNS))
        if flows
        else None,
    )


def _outcomes(found: list[_Run], months: npt.NDArray[np.int64]) -> pd.DataFrame:
    keys = pd.DataFrame(
        {
            "run": np.repeat([each.run for each in found], len(months)),
            "parameter_set": np.repeat([each.parameter_set for each in found], len(months)),
            "luck": np.repeat([each.run for each in found], len(months)),
            "month": np.tile(months, len(found)),
        }
    )
    values = pd.DataFrame(np.concatenate([each.outcomes for each in found]), columns=list(load_outcomes()))
    return pd.concat([keys, values], axis=1)


def _costs(found: list[_Run], months: npt.NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "run": np.repeat([each.run for each in found], len(months) * len(PAYERS)),
            "month": np.tile(np.repeat(months, len(PAYERS)), len(found)),
            "payer": np.tile(PAYERS, len(months) * len(found)),
            "pounds": np.concatenate([each.costs.ravel() for each in found]),
        }
    )


def _states(
    arrays: list[npt.NDArray[np.float64] | None],
    found: list[_Run],
    months: npt.NDArray[np.int64],
    names: pd.DataFrame,
    state: type[OrganisationState] | type[LocalityState],
) -> pd.DataFrame:
    count = len(months) * len(names)
    keys = pd.DataFrame(
        {
            "run": np.repeat([each.run for each in found], count),
            "month": np.tile(np.repeat(months, len(names)), len(found)),
        }
    )
    named = pd.concat([names] * (len(months) * len(found)), ignore_index=True)
    values = np.concatenate([each.reshape(count, -1) for each in arrays if each is not None])
    return pd.concat([keys, named, pd.DataFrame(values, columns=list(state._fields))], axis=1)
