"""Scenarios compared at the horizon, run by run, with a verdict in words.

A run has the same parameters and the same luck in every scenario compared, so that the difference
between two scenarios is theirs alone. Two doubts are kept apart: the band says how much the difference
depends on what nobody knows (parameters, chance), the Monte Carlo interval whether there were runs enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.costs import cost_differences, cost_per_gain
from analysis.pairing import Floats, Spread, at_month, check_paired, spread, unit_means, units

if TYPE_CHECKING:
    from sim.outcomes import Outcome
    from sim.simulation import Result

BETTER, WORSE = "better", "worse"
HIGHER, LOWER = "higher", "lower"
NO_DIFFERENCE, TOO_FEW = "no difference worth having", "too few runs to tell"
MAIN = (
    "cover_24_7",
    "specialist_access",
    "care_coordination",
    "equity_cover",
    "engagement",
    "awareness",
    "clarity",
    "adoption",
    "governance",
    "evaluation",
    "worth",
    "workaround_hours",
)


@dataclass(frozen=True)
class Comparison:
    """What a comparison found, as tidy frames.

    Attributes
    ----------
    base : str
        Name of the scenario the others are compared with.
    titles : Mapping[str, str]
        Title of each scenario by its name, base first.
    month : int
        Month compared; money is added up over months 0 to this one.
    runs, parameter_sets, seed : int
    differences : DataFrame
        One row an alternative and outcome: `scenario, outcome, title, unit, better, worthwhile`; level in
        the base (`base_mean, base_median, base_low, base_high`) and in the alternative (`mean, median, low,
        high`); paired `difference` (mean), `difference_median`, `difference_low`, `difference_high` (5 and
        95 % over parameter sets, or over runs when there is one set); Monte Carlo `error` of the mean
        difference and its 95 % interval `interval_low, interval_high`; `reached`, the share of sets (or
        runs) with at least the worthwhile difference in the direction of the mean; `verdict`.
    costs : DataFrame
        One row an alternative and payer, in GBP (:func:`analysis.costs.cost_differences`).
    cost_per_gain : DataFrame
        One row an alternative and thing gained (:func:`analysis.costs.cost_per_gain`).
    notes : tuple of str
        What a reader has to know beside the numbers.
    """

    base: str
    titles: Mapping[str, str]
    month: int
    runs: int
    parameter_sets: int
    seed: int
    differences: pd.DataFrame
    costs: pd.DataFrame
    cost_per_gain: pd.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Names of the scenarios compared with the base, in the order given."""
        return tuple(name for name in self.titles if name != self.base)

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, strings and lists, for JSON; what is not defined is None."""
        return {
            "kind": "comparison",
            "base": self.base,
            "titles": dict(self.titles),
            "month": self.month,
            "runs": self.runs,
            "parameter_sets": self.parameter_sets,
            "seed": self.seed,
            "differences": records(self.differences),
            "costs": records(self.costs),
            "cost_per_gain": records(self.cost_per_gain),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Comparison:
        """Build again what :meth:`as_dict` took apart."""
        plain = ("base", "titles", "month", "runs", "parameter_sets", "seed")
        fields: dict[str, Any] = {name: data[name] for name in plain}
        for name in ("differences", "costs", "cost_per_gain"):
            fields[name] = pd.DataFrame([_with_nan(row) for row in data[name]])
        return cls(**fields, notes=tuple(data["notes"]))


def compare(
    base: Result,
    alternatives: Sequence[Result],
    month: int | None = None,
    outcomes: Iterable[Outcome] | None = None,
) -> Comparison:
    """Compare scenarios with a base, paired by run.

    Parameters
    ----------
    base, alternatives : Result
        All simulated with one seed and one number of runs.
    month : int, optional
        The month to compare at; by default the last one that all of them reach.
    outcomes : iterable of Outcome, optional
        By default all of `sim.outcomes.OUTCOMES`.

    Raises
    ------
    ValueError
        If there is nothing to compare, seeds or runs differ, a month is missing, or a run has no number
        for an outcome.
    """
    wanted = _outcomes(outcomes)
    names = labels([base, *alternatives])
    named = list(zip(names[1:], alternatives, strict=True))
    _check_seeds(base, named)
    at = _shared_month([base, *alternatives]) if month is None else month
    start = at_month(base.outcomes, at)
    _check_numbers(start, names[0], wanted)
    rows = []
    for name, result in named:
        end = at_month(result.outcomes, at)
        check_paired(start, end, name)
        _check_numbers(end, name, wanted)
        rows += [{"scenario": name, **_difference_row(start, end, outcome)} for outcome in wanted]
    return Comparison(
        base=names[0],
        titles={name: r.scenario.title for name, r in zip(names, [base, *alternatives], strict=True)},
        month=at,
        runs=len(start),
        parameter_sets=int(start["parameter_set"].nunique()),
        seed=base.seed,
        differences=pd.DataFrame(rows),
        costs=cost_differences(base, named, at),
        cost_per_gain=cost_per_gain(base, named, at, wanted),
        notes=_notes(base, named),
    )


def verdict(interval_low: float, interval_high: float, worthwhile: float, better: str) -> str:
    """Say in words what a difference comes to.

    Parameters
    ----------
    interval_low, interval_high : float
        95 % Monte Carlo interval of the mean difference.
    worthwhile : float
        Smallest difference worth having, in the outcome's unit.
    better : str
        `higher`, `lower` or `neither`.

    Returns
    -------
    str
        `better`, `worse` (for `neither`: `higher`, `lower`), `no difference worth having` when the whole
        interval lies nearer to zero than the worthwhile difference, `too few runs to tell` when the
        interval straddles it.
    """
    up, down = {"higher": (BETTER, WORSE), "lower": (WORSE, BETTER), "neither": (HIGHER, LOWER)}[better]
    if interval_low == interval_high == 0 or (-worthwhile < interval_low and interval_high < worthwhile):
        return NO_DIFFERENCE
    if interval_low >= worthwhile:
        return up
    if interval_high <= -worthwhile:
        return down
    return TOO_FEW


def labels(results: Sequence[Result]) -> list[str]:
    """Name of each result's scenario; a name met again gets a number, `baseline (2)`."""
    names: list[str] = []
    for result in results:
        name, number = result.scenario.name, 1
        while name in names:
            number += 1
            name = f"{result.scenario.name} ({number})"
        names.append(name)
    return names


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as dictionaries; NaN and infinite become None."""
    return [{str(key): _plain(item) for key, item in row.items()} for row in frame.to_dict("records")]


def _plain(item: Any) -> Any:
    if isinstance(item, np.generic):
        item = item.item()
    if isinstance(item, float) and not math.isfinite(item):
        return None
    return item


def _with_nan(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: math.nan if item is None else item for key, item in row.items()}


def _outcomes(outcomes: Iterable[Outcome] | None) -> tuple[Outcome, ...]:
    if outcomes is not None:
        return tuple(outcomes)
    from sim.outcomes import OUTCOMES  # the declared ones are a default, not a need

    return tuple(OUTCOMES.values())


def _shared_month(results: Sequence[Result]) -> int:
    return min(int(result.outcomes["month"].max()) for result in results)


def _check_seeds(base: Result, named: Sequence[tuple[str, Result]]) -> None:
    if not named:
        raise ValueError("nothing to compare with the base: give at least one alternative")
    for name, result in named:
        if result.seed != base.seed:
            raise ValueError(f"{name}: run with seed {result.seed}, the base with {base.seed}; use one seed")


def _check_numbers(rows: pd.DataFrame, name: str, outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        bad = ~np.isfinite(rows[outcome.name].to_numpy(dtype=float))
        if bad.any():
            raise ValueError(f"{name}: run {rows.index[bad][0]} has no number for {outcome.name}")


def _difference_row(start: pd.DataFrame, end: pd.DataFrame, outcome: Outcome) -> dict[str, object]:
    unit = units(start)
    was = start[outcome.name].to_numpy(dtype=float)
    now = end[outcome.name].to_numpy(dtype=float)
    found = spread(now - was, unit)
    return {
        "outcome": outcome.name,
        "title": outcome.title,
        "unit": outcome.unit,
        "better": outcome.better,
        "worthwhile": outcome.worthwhile,
        **_level("base_", spread(was, unit)),
        **_level("", spread(now, unit)),
        "difference": found.mean,
        **{f"difference_{key}": asdict(found)[key] for key in ("median", "low", "high")},
        "error": found.error,
        "interval_low": found.interval_low,
        "interval_high": found.interval_high,
        "reached": _reached(now - was, unit, outcome.worthwhile),
        "verdict": verdict(found.interval_low, found.interval_high, outcome.worthwhile, outcome.better),
    }


def _level(prefix: str, found: Spread) -> dict[str, float]:
    return {f"{prefix}{key}": asdict(found)[key] for key in ("mean", "median", "low", "high")}


def _reached(change: Floats, unit: NDArray[np.int64], worthwhile: float) -> float:
    """Share of units whose difference is worth having, in the direction of the mean difference."""
    means = unit_means(change, unit)
    return float(np.mean(means * np.sign(change.mean()) >= worthwhile)) if change.any() else 0.0


def _notes(base: Result, named: Sequence[tuple[str, Result]]) -> tuple[str, ...]:
    network = base.scenario.network.digest()
    other = [name for name, result in named if result.scenario.network.digest() != network]
    if not other:
        return ()
    return (f"Not the base's network: {', '.join(other)}. Differences are then not the levers' alone.",)
