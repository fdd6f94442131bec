"""Scenarios loaded and simulated for a command: all mistakes at once, and progress told as runs finish."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sim.declarations.faults import Fault, WrongInput
from sim.declarations.scenarios import Scenario, load_scenario
from sim.simulation import simulate

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Result

Progress = Callable[[int, int], None]  # runs done, runs in all


FEW_RUNS, MOST_PROCESSES = 20, 8


@dataclass(frozen=True)
class Options:
    """How scenarios are run, the same for all that are compared.

    Attributes
    ----------
    runs, seed : int
    parameters : str
        `prior` draws a parameter set for each run from the ranges, `central` uses the central values.
    horizon : int, optional
        Months after month 0; left out, each scenario's own.
    workers : int
        Processes that share the runs.
    """

    runs: int = 200
    seed: int = 1
    parameters: Literal["prior", "central"] = "prior"
    horizon: int | None = None
    workers: int = 1


def cores(runs: int) -> int:
    """Choose how many processes share the runs: one a core, but few runs are done before more start."""
    return 1 if runs <= FEW_RUNS else min(os.cpu_count() or 1, MOST_PROCESSES)


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


def run(scenarios: Sequence[Scenario], options: Options, progress: Progress | None = None) -> list[Result]:
    """Simulate scenarios under one seed; `progress` is told of the runs of all of them.

    A scenario that is given twice is run once. Of the localities the last month that all reach is kept, of
    the organisations nothing: over hundreds of runs they would not fit into a small computer's memory.
    """
    total = len(scenarios) * options.runs
    month = min(scenario.horizon for scenario in scenarios)
    results: dict[str, Result] = {}
    done = 0
    for scenario in scenarios:
        if scenario.digest() not in results:
            results[scenario.digest()] = _simulated(scenario, options, month, _counted(progress, done, total))
        done += options.runs
        if progress is not None:
            progress(done, total)
    return [replace(results[scenario.digest()], scenario=scenario) for scenario in scenarios]


def _simulated(scenario: Scenario, options: Options, month: int, progress: Progress | None) -> Result:
    result = simulate(
        scenario,
        runs=options.runs,
        seed=options.seed,
        parameters=options.parameters,
        localities=True,
        progress=progress,
        workers=options.workers,
    )
    return replace(result, localities=_at_month(result.localities, month))


def _at_month(frame: pd.DataFrame | None, month: int) -> pd.DataFrame | None:
    if frame is None:
        return None
    rows: pd.DataFrame = frame[frame["month"] == month]
    return rows.reset_index(drop=True)


def _counted(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Tell progress within one scenario as progress within all."""
    return None if progress is None else lambda done, _: progress(before + done, total)
