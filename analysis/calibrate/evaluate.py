"""Runs of parameter sets, as figures see them: mean and variance over lucks, and courses month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.calibrate.space import Floats
from analysis.calibrate.targets import Series, Target
from analysis.runs.batch import Tables
from sim.engine import ensemble
from sim.engine.job import Job
from sim.inputs.errors import WrongInput
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES
from sim.model.state import OrganisationState

JUDGED, COURSES = "judged", "courses"
NUMBERS_AT_ONCE = 40_000_000  # of states that are held


class How(NamedTuple):
    """How sets are run: the same for all of a calibration."""

    scenario: Scenario
    names: tuple[str, ...]
    seed: int
    threads: int

    def varied(self, values: Floats, lucks: int) -> dict[str, Floats]:
        """What is varied in the runs of some sets, set by set: (sets, parameters) to (runs,) by name."""
        return {name: np.repeat(values[:, n], lucks) for n, name in enumerate(self.names)}


def judged(how: How, targets: Sequence[Target], values: Floats, lucks: Sequence[int]) -> Tables:
    """Run sets in some lucks, all in the same: mean and variance of every figure, set by set.

    Sets that share their lucks differ by their parameters alone.
    """
    months = sorted({each.month for each in targets})
    scenario = _no_further(how.scenario, months[-1])
    series = list(dict.fromkeys(each.series for each in targets))
    shown = _shown(how._replace(scenario=scenario), series, values, np.tile(lucks, len(values)), months)
    columns: dict[str, Any] = {}
    for n, each in enumerate(targets):
        runs = shown[:, months.index(each.month), series.index(each.series)].reshape(len(values), -1)
        columns[f"mean_{n}"], columns[f"variance_{n}"] = runs.mean(axis=1), runs.var(axis=1, ddof=1)
    return {JUDGED: pd.DataFrame(columns)}


def courses(how: How, series: Sequence[Series], values: Floats, lucks: Sequence[int]) -> Tables:
    """Run each set in one luck of its own: every month of every series, run by run."""
    months = list(range(-1, how.scenario.horizon + 1))
    shown = _shown(how, series, values, np.array(lucks), months)
    keys = {
        "set": np.repeat(np.arange(1, len(values) + 1), len(months)),
        "month": np.tile(months, len(values)),
    }
    columns = {f"series_{n}": shown[:, :, n].ravel() for n in range(len(series))}
    return {COURSES: pd.DataFrame(keys | columns)}


def _no_further(scenario: Scenario, month: int) -> Scenario:
    """A scenario that ends with the last figure, unless something in it begins later."""
    try:
        return scenario.with_horizon(max(1, month))
    except WrongInput:
        return scenario


def _shown(how: How, series: Sequence[Series], values: Floats, lucks: Any, months: Sequence[int]) -> Floats:
    """What runs show, (runs, months, series), straight to arrays: tables would take longer than the runs."""
    network = how.scenario.network
    members = [each.name for each in network.organisations]
    own = any(each.organisation for each in series)
    held = len(months) * len(members) * len(OrganisationState._fields) if own else 1
    a_set, at_once = len(lucks) // len(values), max(1, NUMBERS_AT_ONCE // held)
    step, parts = max(1, at_once // a_set), list[Floats]()
    for begin in range(0, len(values), step):
        few = values[begin : begin + step]
        luck = np.asarray(lucks[begin * a_set : (begin + len(few)) * a_set], np.int64)
        job = Job(
            how.scenario,
            range(len(luck)),
            how.seed,
            "central",
            months=tuple(months),
            varied=how.varied(few, a_set),
            luck=luck,
            organisations=own,
            localities=own,
        )
        found = ensemble.run(job, how.threads)
        columns = []
        for each in series:
            if each.organisation:
                assert found.organisations is not None
                state = OrganisationState._fields.index(each.quantity)
                columns.append(found.organisations[:, :, members.index(each.organisation), state])
            else:
                columns.append(found.outcomes[:, :, list(OUTCOMES).index(each.quantity)])
        parts.append(np.stack(columns, axis=2))
    return np.concatenate(parts)
