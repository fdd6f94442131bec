"""The favourite month by month, in the very runs that chose it, and what it gives to leave it for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.plan.choice import Choice, Experiment
from analysis.plan.evaluate import Setting, gain_of, simulated
from analysis.plan.portfolios import NOTHING, Offer
from analysis.plan.scenario_discovery import Flags, halves
from analysis.plan.signposts import COUNTED, EVERY, Courses, Signpost
from analysis.runs.batch import Evaluator, Tables, Task
from analysis.statistics.paired import Floats, spread
from sim.inputs.frozen_map import Frozen
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import Interval
from sim.model.outcomes import OUTCOMES

RUNS = 256  # in a chunk
ALTERNATIVES = 6  # that are tried in place of the favourite
COURSES, SWITCHES = "courses", "switches"
Intervals = tuple[Interval, ...]


def months_of(scenario: Scenario) -> list[int]:
    """Months that are looked at: each half-year, and the last."""
    return sorted({*range(0, scenario.horizon, EVERY), scenario.horizon})


def run_courses(experiment: Experiment, favourite: int, evaluator: Evaluator) -> pd.DataFrame:
    """Repeat the further runs of the favourite and of no lever, and keep what could be counted in them.

    Returns
    -------
    DataFrame
        `bundle, run, parameter_set, month`, the objective, and of the favourite each of `COUNTED`.
    """
    first, last = experiment.runs, experiment.runs + experiment.detailed
    parts = [range(begin, min(begin + RUNS, last)) for begin in range(first, last, RUNS)]
    bundles = list(dict.fromkeys([NOTHING, favourite]))
    tasks = [
        Task(
            f"{COURSES}-{number:05d}",
            len(runs) * len(bundles),
            _run_courses,
            (experiment.offer, bundles, runs, replace(experiment.setting, workers=evaluator.threads)),
        )
        for number, runs in enumerate(parts)
    ]
    return evaluator.chunks.read(COURSES, evaluator.run(tasks))


def _run_courses(offer: Offer, bundles: Sequence[int], runs: range, setting: Setting) -> Tables:
    months, objective = months_of(offer.scenario), setting.outcomes[0]
    frames = []
    for bundle in bundles:
        names = list(dict.fromkeys([objective, *(COUNTED if bundle != NOTHING else ())]))
        sets, values, _ = simulated([offer.scenario_of(bundle)], runs, setting, months, names)
        keys = {
            "bundle": np.int32(bundle),
            "run": np.repeat(np.array(runs, np.int32), len(months)),
            "parameter_set": np.repeat(sets.astype(np.int32), len(months)),
            "month": np.tile(np.array(months, np.int16), len(runs)),
        }
        columns = {name: values[0, :, :, place].ravel() for place, name in enumerate(names)}
        frames.append(pd.DataFrame(keys | columns))
    columns_of_all = list(dict.fromkeys(["bundle", "run", "parameter_set", "month", objective, *COUNTED]))
    table = pd.concat([each.reindex(columns=columns_of_all) for each in frames], ignore_index=True)
    return {COURSES: table}


def courses_of(table: pd.DataFrame, choice: Choice) -> Courses:
    """Read what could be counted of the favourite."""
    rows = table[table["bundle"] == choice.favourite]
    months = sorted(rows["month"].unique().tolist())
    _, unit = np.unique(choice.futures.unit, return_inverse=True)
    counted = {name: rows[name].to_numpy(float).reshape(-1, len(months)) for name in COUNTED}
    return Courses(months, unit, counted, {name: OUTCOMES[name].unit for name in COUNTED})


# --- leaving the favourite ----------------------------------------------------------------------------------


def with_switches(
    table: pd.DataFrame,
    experiment: Experiment,
    choice: Choice,
    failed: Flags,
    courses: Courses,
    evaluator: Evaluator,
) -> pd.DataFrame:
    """Say to which other bundle to switch where a signpost rings, and what that gives from then on.

    The bundles that do best where the favourite fails are put in its place from the month of the signpost on,
    in the runs of half of the futures in which it rings; the one that does best there is judged in the other
    half.

    Returns
    -------
    DataFrame
        The table of signposts with `switch_to` (a bundle; -1 where none does better), `switch_gain,
        switch_low, switch_high` (95 % interval) in the objective, `switch_pounds` (what it costs more than to
        stay, discounted) and `switch_runs`.
    """
    shown = np.isin(courses.unit, halves(failed, experiment.setting.seed)[0]) if len(table) else np.array([])
    rows = []
    for number, row in enumerate(table.to_dict("records")):
        signpost = Signpost(*(row[name] for name in Signpost._fields))
        rung = signpost.rings(courses)
        said: dict[str, Any] = {"switch_to": -1}
        if row["holds"] and (rung & shown).any() and (rung & ~shown).any():
            others = alternatives(choice, experiment, failed)
            switch = _Switch(experiment, choice.favourite, signpost.month, evaluator, f"{SWITCHES}-{number}")
            gains, _ = switch.run(others, np.flatnonzero(rung & shown), "found")
            best = int(gains.mean(axis=1).argmax())
            gain, pounds = switch.run([others[best]], np.flatnonzero(rung & ~shown), "judged")
            found = spread(gain[0], courses.unit[rung & ~shown])
            if found.interval_low > 0:
                said = {
                    "switch_to": others[best],
                    "switch_gain": found.mean,
                    "switch_low": found.interval_low,
                    "switch_high": found.interval_high,
                    "switch_pounds": float(pounds.mean()),
                }
        rows.append({str(name): value for name, value in row.items()} | said)
    columns = ["switch_to", "switch_gain", "switch_low", "switch_high", "switch_pounds"]
    found_of = pd.DataFrame(rows, columns=[*table.columns, *columns])
    return found_of.astype({"switch_to": "int64", **dict.fromkeys(columns[1:], float)})


def alternatives(choice: Choice, experiment: Experiment, failed: Flags) -> list[int]:
    """The contenders that do best in the futures in which the favourite fails."""
    means = choice.values(experiment.objective)[:, failed].mean(axis=1)
    order = choice.futures.bundles[np.argsort(-means, kind="stable")].tolist()
    return [bundle for bundle in order if bundle != choice.favourite][:ALTERNATIVES]


class _Switch:
    """Leaving one bundle for others at a month, in some of the further runs."""

    def __init__(
        self, experiment: Experiment, favourite: int, month: int, evaluator: Evaluator, label: str
    ) -> None:
        self._experiment, self._favourite, self._month = experiment, favourite, month
        self._evaluator, self._label = evaluator, label

    def run(self, others: Sequence[int], places: NDArray[np.int64], label: str) -> tuple[Floats, Floats]:
        """Give what each of the others gains, and costs, more than to stay, (others, runs)."""
        experiment = self._experiment
        numbers = [experiment.runs + int(place) for place in places]
        setting = replace(experiment.setting, workers=self._evaluator.threads)
        given = (experiment.offer, self._favourite, list(others), self._month, numbers, setting)
        name = f"{self._label}-{label}"
        size = len(numbers) * (len(others) + 1)
        table = self._evaluator.chunks.read(
            SWITCHES, self._evaluator.run([Task(name, size, _run_switches, given)])
        )
        shape = (len(others) + 1, len(numbers))
        values = gain_of(table["value"].to_numpy(float).reshape(shape), experiment.objective)
        pounds = table["pounds"].to_numpy(float).reshape(shape)
        return values[1:] - values[0], pounds[1:] - pounds[0]


def _run_switches(
    offer: Offer,
    favourite: int,
    others: Sequence[int],
    month: int,
    runs: Sequence[int],
    setting: Setting,
) -> Tables:
    from analysis.statistics.discounting import discount_factors

    scenarios = [offer.scenario_of(favourite)]
    scenarios += [switched(offer, favourite, other, month) for other in others]
    horizon = offer.scenario.horizon
    months = [-1, *range(0, horizon, 12), horizon]
    sets, values, costs = simulated(scenarios, runs, setting, months, setting.outcomes[:1])
    pounds = np.einsum("srmp,m->sr", costs, discount_factors(months, setting.discount / 100))
    frame = pd.DataFrame(
        {
            "bundle": np.repeat(np.array([favourite, *others], np.int32), len(runs)),
            "run": np.tile(np.array(runs, np.int32), len(scenarios)),
            "parameter_set": np.tile(sets.astype(np.int32), len(scenarios)),
            "value": values[:, :, -1, 0].ravel(),
            "pounds": pounds.ravel(),
        }
    )
    return {SWITCHES: frame}


def switched(offer: Offer, favourite: int, other: int, month: int) -> Scenario:
    """Give the scenario in which one bundle is left for another at a month; doses that both have go on."""
    scenario, levers = offer.scenario, dict(offer.scenario_of(favourite).levers)
    mine, theirs = ({each.key: each for each in offer.members(bundle)} for bundle in (favourite, other))
    for key in {*mine, *theirs}:
        if mine.get(key) == theirs.get(key):
            continue
        later = _from(scenario.levers.get(key, ()), month)
        if key in theirs:
            begun = [each for each in theirs[key].intervals if each.start >= 0]
            later = _from(tuple(_shifted(each, month) for each in begun), month)
        kept = (
            *_until(levers.get(key, ()), month),
            *(each for each in later if each.start <= scenario.horizon),
        )
        levers[key] = kept
    pulled = {key: intervals for key, intervals in sorted(levers.items()) if intervals}
    return scenario.model_copy(update={"levers": Frozen(pulled)})


def _until(intervals: Intervals, month: int) -> Intervals:
    return tuple(
        each if each.end is not None and each.end <= month else each.model_copy(update={"end": month})
        for each in intervals
        if each.start < month
    )


def _from(intervals: Intervals, month: int) -> Intervals:
    return tuple(
        each.model_copy(update={"start": max(each.start, month)})
        for each in intervals
        if each.end is None or each.end > month
    )


def _shifted(interval: Interval, month: int) -> Interval:
    end = None if interval.end is None else interval.end + month
    return interval.model_copy(update={"start": interval.start + month, "end": end})
