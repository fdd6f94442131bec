"""A paired difference of one outcome: how large, how sure, whether it is worth having, what it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.paired import Floats, split, spread, unit_means
from analysis.statistics.verdicts import verdict

if TYPE_CHECKING:
    from sim.model.outcomes import Outcome


def difference_row(was: Floats, now: Floats, unit: NDArray[np.int64], outcome: Outcome) -> dict[str, object]:
    """Describe what a scenario changes of an outcome, over paired runs.

    Parameters
    ----------
    was, now : array, shape (runs,)
        The outcome in the base and in the alternative.
    unit : array of int, shape (runs,)
        Unit of replication of each run.
    outcome : Outcome

    Returns
    -------
    dict
        `outcome, title, unit, better, worthwhile`; level in the base (`base_mean, base_median, base_low,
        base_high`) and in the alternative (`mean, median, low, high`); `difference` (mean),
        `difference_median`, `difference_low`, `difference_high` (5 and 95 % over units); Monte Carlo `error`
        of the mean difference and its 95 % interval `interval_low, interval_high`; `reached`, the share of
        units with at least the worthwhile difference in the direction of the mean; `probability_better`,
        `probability_worse`, the shares in which it is at least as much better, and worse (NaN for an outcome
        of which neither way is better); `parameters_sd` and `luck_sd`, the difference's standard deviation
        between parameter sets and between runs of one set, and `luck_share`, luck's share of the variance
        (NaN where sets have one run each); `pairing`, how many times as many runs would be as sure of the
        mean without the same parameters and luck in both (NaN where nothing differs, or with one unit);
        `verdict`.
    """
    change = now - was
    found, parts = spread(change, unit), split(change, unit)
    before, after = spread(was, unit), spread(now, unit)
    means = unit_means(change, unit)
    good = {"higher": 1.0, "lower": -1.0}.get(outcome.better, float("nan"))
    return {
        "outcome": outcome.name,
        "title": outcome.title,
        "unit": outcome.unit,
        "better": outcome.better,
        "worthwhile": outcome.worthwhile,
        **before.level("base_"),
        **after.level(),
        **found.difference(),
        "reached": _share(means * np.sign(found.mean), outcome.worthwhile),
        "probability_better": _share(means * good, outcome.worthwhile),
        "probability_worse": _share(-means * good, outcome.worthwhile),
        "parameters_sd": parts.parameters,
        "luck_sd": parts.luck,
        "luck_share": parts.luck_share,
        "pairing": (before.error**2 + after.error**2) / found.error**2 if found.error else float("nan"),
        "verdict": verdict(found.interval_low, found.interval_high, outcome.worthwhile, outcome.better),
    }


def _share(gains: Floats, worthwhile: float) -> float:
    """Share of units that gain at least so much; NaN where nothing is a gain."""
    if np.isnan(gains).any():
        return float("nan")
    return float(np.mean(gains >= worthwhile))
