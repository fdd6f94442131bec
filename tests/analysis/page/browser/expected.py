"""What the model itself says of a room's settings, asked without anything of the workshop."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim import Scenario, load_scenario, simulate
from sim.model.outcomes import OUTCOMES
from tests.analysis.page.browser.rooms import HORIZON, RUNS

BUNDLES = (0, 1, 2, 3)


class Difference(NamedTuple):
    """How much more of an outcome there is at the horizon, and in how many runs it is worthwhile so."""

    median: float
    low: float
    high: float
    better: tuple[int, int]
    worse: tuple[int, int]


def scenario(folder: Path, bundle: int) -> Scenario:
    """Give a setting: 1 secures the coordinator, 2 joins up the records, 3 does both."""
    base, both = load_scenario(folder / "as-it-is.yaml"), load_scenario(folder / "what-if.yaml")
    if bundle == 3:
        return both
    levers: dict[str, Any] = {}
    if bundle & 1:
        levers["coordinator"] = {"start": 0, "ramp_up": 0}
    if bundle & 2:
        levers["shared-records"] = {"start": 6, "duration": 54}
    return base.with_levers(**levers)


@cache
def results(folder: Path, bundle: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Outcomes and costs of a setting, in every run."""
    found = simulate(scenario(folder, bundle), RUNS.number, RUNS.seed, parameters=RUNS.parameters)
    return found.outcomes, found.costs


@cache
def told(folder: Path, bundle: int, run: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """States of organisations, and the problems that began, in one run of a setting."""
    found = simulate(
        scenario(folder, bundle),
        [run],
        RUNS.seed,
        parameters=RUNS.parameters,
        organisations=True,
        problems=True,
    )
    assert found.organisations is not None
    assert found.problems is not None
    return found.organisations, found.problems


def level(folder: Path, bundle: int, outcome: str, month: int = HORIZON) -> np.ndarray[Any, Any]:
    """An outcome in each run."""
    frame, _ = results(folder, bundle)
    return frame[frame["month"] == month].sort_values("run")[outcome].to_numpy(float)


@cache
def rounding(folder: Path, outcome: str) -> float:
    """How far off a difference may be: numbers are kept in 255 steps from least to greatest."""
    every = [results(folder, bundle)[0][outcome].to_numpy(float) for bundle in BUNDLES]
    return float(np.max(every) - np.min(every)) / 255


def difference(folder: Path, a: int, b: int, outcome: str) -> Difference:
    """B less A at the horizon; counts of runs are the fewest and most there may be for the rounding."""
    slack = rounding(folder, outcome)
    more = level(folder, b, outcome) - level(folder, a, outcome)
    known = OUTCOMES[outcome]
    gain = -more if known.better == "lower" else more

    def runs(gains: np.ndarray[Any, Any]) -> tuple[int, int]:
        return (
            int((gains >= known.worthwhile + slack).sum()),
            int((gains >= known.worthwhile - slack).sum()),
        )

    low, median, high = np.quantile(more, [0.05, 0.5, 0.95])
    return Difference(float(median), float(low), float(high), runs(gain), runs(-gain))


def cost(folder: Path, bundle: int) -> float:
    """GBP from month 0 to the horizon beyond what the base costs, the mean over runs."""

    def spent(number: int) -> float:
        _, costs = results(folder, number)
        return float(costs.loc[costs["month"] >= 0, "pounds"].sum()) / RUNS.number

    return spent(bundle) - spent(0)
