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

from analysis.columns import Columns, columns_of
from analysis.costs import cost_differences, cost_per_gain
from analysis.pairing import Floats, Spread, check_paired, spread, unit_means, units

if TYPE_CHECKING:
    from sim.outcomes import Outcome
    from sim.simulation import Result
    from sim.values import ParameterSource

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
    parameters : {"prior", "central", "accepted"}
        Where the parameter sets come from.
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
    parameters: ParameterSource
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
            "parameters": self.parameters,
            "differences": records(self.differences),
            "costs": records(self.costs),
            "cost_per_gain": records(self.cost_per_gain),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Comparison:
        """Build again what :meth:`as_dict` took apart."""
        plain = ("base", "titles", "month", "runs", "parameter_sets", "seed", "parameters")
        fields: dict[str, Any] = {name: data[name] for name in plain}
        for name in ("differences", "costs", "cost_per_gain"):
            fields[name] = pd.DataFrame([_with_nan(row) for row in data[name]])
        return cls(**fields, notes=tuple(data["notes"]))


def compare(
    base: Result | Columns,
    alternatives: Sequence[Result | Columns],
    month: int | None = None,
    outcomes: Iterable[Outcome] | None = None,
) -> Comparison:
    """Compare scenarios with a base, paired by run.

    Parameters
    ----------
    base, alternatives : Result or Columns
        All simulated with one seed and one number of runs: in memory, or in the files of a folder.
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
    first, *others = every = [columns_of(each) for each in (base, *alternatives)]
    names = labels(every)
    named = list(zip(names[1:], others, strict=True))
    _check_seeds(first, named)
    at = min(each.last_month() for each in every) if month is None else month
    keys = first.keys(at)
    rows = []
    for name, other in named:
        check_paired(keys, other.keys(at), name)
        for outcome in wanted:
            was, now = (
                _numbers(runs, label, outcome, at) for runs, label in ((first, names[0]), (other, name))
            )
            rows.append({"scenario": name, **_difference_row(was, now, units(keys), outcome)})
    return Comparison(
        base=names[0],
        titles={name: each.scenario.title for name, each in zip(names, every, strict=True)},
        month=at,
        runs=len(keys),
        parameter_sets=int(keys["parameter_set"].nunique()),
        seed=first.seed,
        parameters=first.parameters,
        differences=pd.DataFrame(rows),
        costs=cost_differences(first, named, at),
        cost_per_gain=cost_per_gain(first, named, at, wanted),
        notes=_notes(first, named),
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


def labels(runs: Sequence[Result | Columns]) -> list[str]:
    """Name of each scenario that was run; a name met again gets a number, `baseline (2)`."""
    return numbered([each.scenario.name for each in runs])


def numbered(given: Sequence[str]) -> list[str]:
    """Names, each met again with a number: `baseline`, `baseline (2)`."""
    names: list[str] = []
    for each in given:
        name, number = each, 1
        while name in names:
            number += 1
            name = f"{each} ({number})"
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


def _check_seeds(base: Columns, named: Sequence[tuple[str, Columns]]) -> None:
    if not named:
        raise ValueError("nothing to compare with the base: give at least one alternative")
    for name, result in named:
        if result.seed != base.seed:
            raise ValueError(f"{name}: run with seed {result.seed}, the base with {base.seed}; use one seed")


def _numbers(runs: Columns, name: str, outcome: Outcome, month: int) -> Floats:
    """Read an outcome; a run without a number is named, and nothing is made of it."""
    values = runs.column(outcome.name, month)
    bad = ~np.isfinite(values)
    if bad.any():
        raise ValueError(f"{name}: run {runs.keys(month).index[bad][0]} has no number for {outcome.name}")
    return values


def _difference_row(was: Floats, now: Floats, unit: NDArray[np.int64], outcome: Outcome) -> dict[str, object]:
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


def _notes(base: Columns, named: Sequence[tuple[str, Columns]]) -> tuple[str, ...]:
    network = base.scenario.network.digest()
    other = [name for name, result in named if result.scenario.network.digest() != network]
    if not other:
        return ()
    return (f"Not the base's network: {', '.join(other)}. Differences are then not the levers' alone.",)
