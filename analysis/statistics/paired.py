"""Runs of two scenarios laid side by side, and what they say about the mean difference.

The unit of replication is the parameter set where there are several of them, since runs of one set
are not independent; with one set (the central values) it is the run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
KEYS = ["run", "parameter_set", "luck"]
BAND = (0.05, 0.95)
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spread:
    """A quantity over the runs: where it lies, how wide it is, how well its mean is known.

    Attributes
    ----------
    mean, median : float
    low, high : float
        5 % and 95 % point over the units of replication.
    error : float
        Monte Carlo standard error of the mean; NaN with fewer than two units.
    interval_low, interval_high : float
        95 % Monte Carlo interval of the mean (Student's t); infinite with fewer than two units.
    """

    mean: float
    median: float
    low: float
    high: float
    error: float
    interval_low: float
    interval_high: float

    def level(self, prefix: str = "") -> dict[str, float]:
        """Where it lies: `mean, median, low, high`, each after a prefix."""
        return {f"{prefix}{name}": getattr(self, name) for name in ("mean", "median", "low", "high")}

    def difference(self) -> dict[str, float]:
        """All of it as a `difference`, as tables of differences have it."""
        where = {f"difference_{name}": getattr(self, name) for name in ("median", "low", "high")}
        sure = {name: getattr(self, name) for name in ("error", "interval_low", "interval_high")}
        return {"difference": self.mean, **where, **sure}

    def interval(self, name: str) -> dict[str, float]:
        """Its mean under a name, and the 95 % Monte Carlo interval as `_low` and `_high`."""
        return {name: self.mean, f"{name}_low": self.interval_low, f"{name}_high": self.interval_high}


@dataclass(frozen=True)
class Split:
    """What a quantity's spread over runs comes from.

    Attributes
    ----------
    parameters, luck : float
        Standard deviation between parameter sets, with what luck adds to their means taken off, and between
        the runs of one set. NaN where it cannot be told: with one set, or with one run a set.
    """

    parameters: float
    luck: float

    @property
    def luck_share(self) -> float:
        """Luck's share of the variance of a run; 0 where nothing varies, NaN where it cannot be told."""
        whole = self.parameters**2 + self.luck**2
        return 0.0 if whole == 0 else self.luck**2 / whole


def at_month(frame: pd.DataFrame, month: int) -> pd.DataFrame:
    """Rows of one month, sorted and indexed by run.

    Raises
    ------
    ValueError
        If the frame has no such month.
    """
    rows = frame[frame["month"] == month]
    if rows.empty:
        raise ValueError(f"month {month} was not simulated; months go up to {frame['month'].max()}")
    return rows.sort_values("run").set_index("run")


def check_paired(base: pd.DataFrame, other: pd.DataFrame, name: str) -> None:
    """Refuse frames of one month whose runs are not the same runs.

    Raises
    ------
    ValueError
        If the runs, parameter sets or lucks differ.
    """
    keys = KEYS[1:]
    if not base.index.equals(other.index) or not base[keys].equals(other[keys]):
        raise ValueError(f"{name}: its runs are not the base's runs; use the same seed and number of runs")


def units(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Label of the unit of replication of each run: its parameter set, or with one set the run itself."""
    sets = rows["parameter_set"].to_numpy(dtype=np.int64)
    if (sets != sets[0]).any():
        return sets
    return np.arange(len(rows), dtype=np.int64)


def unit_means(values: Floats, unit: NDArray[np.int64]) -> Floats:
    """Mean of the values in each unit, shape (units,)."""
    place = _places(unit)
    return np.bincount(place, weights=values) / np.bincount(place)


def _places(unit: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the units from 0, in their order; they are numbers of sets or runs, and need no sorting."""
    label = unit - unit.min()
    places: NDArray[np.int64] = (np.cumsum(np.bincount(label) > 0) - 1)[label]
    return places


def covariance_of_means(a: Floats, b: Floats, unit: NDArray[np.int64]) -> float:
    """Covariance of two means over runs, runs of one unit taken as a cluster; NaN with one unit.

    With one run a unit this is the usual sample covariance divided by the number of runs.
    """
    place = _places(unit)
    count = int(place.max()) + 1
    if count < 2:
        return float("nan")
    a_sums = np.bincount(place, weights=a - a.mean())
    b_sums = np.bincount(place, weights=b - b.mean())
    return float(count / (count - 1) * np.dot(a_sums, b_sums) / len(a) ** 2)


def student(count: int, confidence: float = CONFIDENCE) -> float:
    """Two-sided point of Student's t for a mean over this many units; infinite below two."""
    return float(stdtrit(count - 1, 0.5 + confidence / 2)) if count > 1 else float("inf")


def spread(values: Floats, unit: NDArray[np.int64], confidence: float = CONFIDENCE) -> Spread:
    """Describe a quantity over runs.

    Parameters
    ----------
    values : array, shape (runs,)
    unit : array of int, shape (runs,)
        Unit of replication of each run, from :func:`units`.
    confidence : float
        Of the Monte Carlo interval.
    """
    means = unit_means(values, unit)
    mean = float(values.mean())
    error = float(np.sqrt(covariance_of_means(values, values, unit)))
    reach = student(len(means), confidence) * error if len(means) > 1 else float("inf")
    low, median, high = (float(x) for x in np.quantile(means, [BAND[0], 0.5, BAND[1]]))
    return Spread(mean, median, low, high, error, mean - reach, mean + reach)


def split(values: Floats, unit: NDArray[np.int64]) -> Split:
    """Split the variance of a quantity over runs into parameters and luck.

    A one-way analysis of variance with random effects (its units are the parameter sets, which may differ in
    their number of runs): the variance of a set's mean holds what its few runs have of luck, and that is
    taken off, down to zero.

    Parameters
    ----------
    values : array, shape (runs,)
    unit : array of int, shape (runs,)
    """
    place = _places(unit)
    sizes = np.bincount(place).astype(float)
    sets, runs = len(sizes), len(values)
    if sets < 2 or runs == sets:
        return Split(float("nan"), float("nan"))
    means = np.bincount(place, weights=values) / sizes
    within = float(np.sum((values - means[place]) ** 2)) / (runs - sets)
    between = float(np.sum(sizes * (means - values.mean()) ** 2)) / (sets - 1)
    runs_a_set = (runs - float(np.sum(sizes**2)) / runs) / (sets - 1)
    return Split(max(0.0, (between - within) / runs_a_set) ** 0.5, within**0.5)
