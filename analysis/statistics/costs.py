"""What an alternative costs more than the base, who pays, and what a unit gained costs.

Money is in GBP at the prices of the levers' files, added up over months 0 to the horizon. What is spent once
stands apart from what recurs, and beside the plain sums stand those discounted to month 0, from which the
price of a unit gained is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.report import words
from analysis.statistics.discounting import DISCOUNT
from analysis.statistics.paired import BAND, Floats, covariance_of_means, spread, student, unit_means, units
from analysis.statistics.results import Columns, columns_of
from sim.model.schedule import KINDS

if TYPE_CHECKING:
    from sim.model.outcomes import Outcome
    from sim.simulation import Result

ALL = "all"
WHOLE = "whole"  # beside the parts of what is spent
COVER = "cover_24_7"
RECURRING, ONE_OFF = KINDS
DEFINED, SAVES, UNDEFINED = "defined", "saves money", "not defined"


class Gain(NamedTuple):
    """One thing that may be gained: by how much in each run, and what one unit of it is called."""

    outcome: str
    per: str
    amount: Floats


class Ratio(NamedTuple):
    """Pounds per unit gained; numbers are None where they are not defined.

    `interval_*` is the 95 % Monte Carlo interval of the ratio of means (Fieller's method), `band_*` the
    5 % and 95 % point over parameter sets, `band_high` None when more than one set in twenty gains nothing.
    """

    status: str
    pounds: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    band_low: float | None = None
    band_high: float | None = None


def totals(runs: Result | Columns, month: int, discount: float = 0.0) -> pd.DataFrame:
    """Pounds spent in each run over months 0 to `month`: one row a run, one column a payer, and `all`."""
    return _by_payer(columns_of(runs).spent(month, discount))


def _by_payer(spent: pd.DataFrame, kind: str | None = None) -> pd.DataFrame:
    """Add the kinds up, or take one of them: one column a payer, and `all`."""
    payers = spent.columns.get_level_values(0).unique()
    kinds = KINDS if kind is None else (kind,)
    table = pd.DataFrame({payer: sum(spent[payer, each] for each in kinds) for payer in payers})
    table[ALL] = table.sum(axis=1)
    return table


def cost_differences(
    base: Columns, alternatives: Sequence[tuple[str, Columns]], month: int, discount: float = DISCOUNT
) -> pd.DataFrame:
    """Difference in what each payer pays, paired by run.

    Returns
    -------
    DataFrame
        `scenario, payer, base_mean, mean, difference, difference_median, difference_low, difference_high,
        error, interval_low, interval_high`, all undiscounted; of the difference, what is `one_off` and what
        is `recurring`, each with `_low` and `_high` (5 and 95 %), and `a_year`, a year's share of what
        recurs; `discounted` with `_low` and `_high`. GBP; payers who pay nothing are left out.
    """
    unit = units(base.keys(month))
    before = _spent(base, month, discount)
    rows = []
    for name, runs in alternatives:
        after = _spent(runs, month, discount)
        for payer in before[WHOLE].columns.union(after[WHOLE].columns, sort=False):
            was, now = _column(before[WHOLE], payer), _column(after[WHOLE], payer)
            if payer != ALL and not was.any() and not now.any():
                continue
            parts = {
                part: spread(_column(after[part], payer) - _column(before[part], payer), unit)
                for part in ("one_off", "recurring", "discounted")
            }
            rows.append(
                {
                    "scenario": name,
                    "payer": str(payer),
                    "base_mean": float(was.mean()),
                    "mean": float(now.mean()),
                    **spread(now - was, unit).difference(),
                    **{
                        f"{part}{end}": size
                        for part, each in parts.items()
                        for end, size in (("", each.mean), ("_low", each.low), ("_high", each.high))
                    },
                    "a_year": parts["recurring"].mean * 12 / (month + 1),
                }
            )
    return pd.DataFrame(rows)


def _spent(runs: Columns, month: int, discount: float) -> dict[str, pd.DataFrame]:
    """What a scenario's runs spent, whole and in its parts: one row a run, one column a payer and `all`."""
    spent = runs.spent(month)
    less = runs.spent(month, discount) if discount else spent
    once, again = (_by_payer(spent, kind) for kind in (ONE_OFF, RECURRING))
    return {WHOLE: _by_payer(spent), "one_off": once, "recurring": again, "discounted": _by_payer(less)}


def cost_per_gain(
    base: Columns,
    alternatives: Sequence[tuple[str, Columns]],
    month: int,
    outcomes: Iterable[Outcome],
    discount: float = DISCOUNT,
) -> pd.DataFrame:
    """Discounted pounds, whoever pays them, for each unit gained at the month.

    Returns
    -------
    DataFrame
        `scenario, outcome, per, gain, status, pounds, interval_low, interval_high, band_low, band_high`.
    """
    names = tuple(outcomes)
    unit = units(base.keys(month))
    spent = totals(base, month, discount)[ALL].to_numpy()
    rows: list[dict[str, object]] = []
    for name, runs in alternatives:
        cost = totals(runs, month, discount)[ALL].to_numpy() - spent
        for gain in _gains(base, runs, month, names):
            ratio = pounds_per_unit(cost, gain.amount, unit)
            said = {"scenario": name, "outcome": gain.outcome, "per": gain.per}
            rows.append({**said, "gain": float(gain.amount.mean()), **ratio._asdict()})
    return pd.DataFrame(rows, columns=["scenario", "outcome", "per", "gain", *Ratio._fields])


def pounds_per_unit(cost: Floats, gain: Floats, unit: NDArray[np.int64]) -> Ratio:
    """Ratio of mean cost to mean gain over paired runs, each of shape (runs,).

    Not defined where the 95 % Monte Carlo interval of the mean gain touches zero or lies below it. Where the
    alternative costs no more than the base and gains, it saves money and no price is given.
    """
    interval = _fieller(cost, gain, unit)
    if interval is None or gain.mean() <= 0:
        return Ratio(UNDEFINED)
    if cost.mean() <= 0:
        return Ratio(SAVES)
    costs, gains = unit_means(cost, unit), unit_means(gain, unit)
    each = np.divide(costs, gains, out=np.full_like(costs, np.inf), where=gains > 0)
    low = float(np.quantile(each, BAND[0], method="lower"))
    high = float(np.quantile(each, BAND[1], method="higher"))
    finite = [x if np.isfinite(x) else None for x in (low, high)]
    return Ratio(DEFINED, float(cost.mean() / gain.mean()), *interval, *finite)


def _fieller(cost: Floats, gain: Floats, unit: NDArray[np.int64]) -> tuple[float, float] | None:
    """95 % interval of a ratio of means by Fieller's theorem; None where the denominator may be zero."""
    t = student(len(np.unique(unit)))
    if not np.isfinite(t):
        return None
    c, g = float(cost.mean()), float(gain.mean())
    a = g * g - t * t * covariance_of_means(gain, gain, unit)
    if a <= 0:
        return None
    b = c * g - t * t * covariance_of_means(cost, gain, unit)
    rest = c * c - t * t * covariance_of_means(cost, cost, unit)
    root = float(np.sqrt(max(b * b - a * rest, 0.0)))
    return (b - root) / a, (b + root) / a


def _gains(base: Columns, other: Columns, month: int, outcomes: Sequence[Outcome]) -> Iterable[Gain]:
    children = float(sum(place.children_llc for place in base.scenario.network.localities))
    for outcome in outcomes:
        if outcome.better == "neither":
            continue
        sign, more = (1.0, "more") if outcome.better == "higher" else (-1.0, "less")
        change = sign * (other.column(outcome.name, month) - base.column(outcome.name, month))
        if outcome.name == COVER and children > 0:
            yield Gain(outcome.name, "extra child covered round the clock", change * children)
        yield Gain(outcome.name, f"{words.one(outcome.unit)} {more}", change * words.scale(outcome.unit))


def _column(table: pd.DataFrame, payer: object) -> Floats:
    return table[payer].to_numpy(dtype=float) if payer in table.columns else np.zeros(len(table))
