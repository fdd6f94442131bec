"""PRIM: where a choice fails, and what is traded between finding all such futures and being right about them.

The patient rule induction method (Friedman and Fisher 1999), as scenario discovery uses it (Bryant and
Lempert 2010): from all futures a small part is peeled off again and again, at whichever end of whichever
parameter leaves the failures densest for what it takes off, of those parameters that differ where it fails.
Each step is judged on futures that it was not made from.
EMA Workbench has PRIM as well, and brings seaborn, statsmodels and platypus with it; it judges boxes by the
futures they were made from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu

from analysis.plan.scenario_discovery import LEAST_MASS, LEVEL, Flags, halves, learnable
from analysis.statistics.paired import Floats

PEELED = 0.05  # of the futures in the box, at each step
COLUMNS = [
    "step", "parameter", "above", "up_to", "mass", "coverage", "density", "held_mass", "held_coverage",
    "held_density",
]  # fmt: skip


def peelings(features: pd.DataFrame, failed: Flags, seed: int) -> pd.DataFrame:
    """Peel a box round the futures in which a choice fails, from half of the futures; judge it on the others.

    Parameters
    ----------
    features : DataFrame
        A row a future, a column a parameter.
    failed : array of bool, (futures,)
    seed : int
        Of the split into halves.

    Returns
    -------
    DataFrame
        A row a step, the first of no limits at all: the `parameter` of which a part is peeled off, between
        which it is left, `above` and `up_to`; `mass` (share of the futures in the box), `coverage` (share of
        all that fail that are) and `density` (share of those in the box that fail); the same of the other
        half as `held_mass`, `held_coverage, held_density`. Empty where there is nothing to learn from.
    """
    varying = features.loc[:, features.nunique() > 1]
    if not learnable(failed) or varying.empty:
        return pd.DataFrame(columns=COLUMNS)
    shown, held = halves(failed, seed)
    varying = varying.loc[:, _matter(varying.to_numpy(float)[shown], failed[shown])]
    values, others = varying.to_numpy(float)[shown], varying.to_numpy(float)[held]
    inside, held_inside = np.ones(len(shown), bool), np.ones(len(held), bool)
    rows = [("", -np.inf, np.inf, *_judged(inside, failed[shown]), *_judged(held_inside, failed[held]))]
    while inside.mean() > LEAST_MASS and not failed[shown][inside].all():
        peel = _best(values[inside], failed[shown][inside])
        if peel is None:
            break
        place, above, up_to = peel
        inside &= (values[:, place] > above) & (values[:, place] <= up_to)
        held_inside &= (others[:, place] > above) & (others[:, place] <= up_to)
        judged = (*_judged(inside, failed[shown]), *_judged(held_inside, failed[held]))
        rows.append((str(varying.columns[place]), above, up_to, *judged))
    return pd.DataFrame([(step, *row) for step, row in enumerate(rows)], columns=COLUMNS)


def _matter(values: Floats, failed: Flags) -> Flags:
    """Which parameters differ where the choice fails: of hundreds, peels of the others are all by chance."""
    differ: Flags = mannwhitneyu(values[failed], values[~failed]).pvalue < LEVEL
    return differ


def _best(values: Floats, failed: Flags) -> tuple[int, float, float] | None:
    """The peel that makes failures denser by most for each future that it takes off; None if none does."""
    count = len(values)
    off = max(1, int(PEELED * count))
    order = np.argsort(values, axis=0, kind="stable")
    ranked, fails = np.take_along_axis(values, order, axis=0), failed[order]
    found: tuple[float, int, float, float] | None = None
    for place in range(values.shape[1]):
        column = ranked[:, place]
        for above, up_to in ((column[off - 1], np.inf), (-np.inf, column[count - off - 1])):
            left = slice(np.searchsorted(column, above, "right"), np.searchsorted(column, up_to, "right"))
            size = left.stop - left.start
            if not 0 < size < count:
                continue
            gain = (fails[left, place].mean() - failed.mean()) * size / (count - size)
            if found is None or gain > found[0]:
                found = (float(gain), place, float(above), float(up_to))
    return found[1:] if found and found[0] > 0 else None


def _judged(inside: Flags, failed: Flags) -> tuple[float, float, float]:
    hits, size = int((inside & failed).sum()), int(inside.sum())
    return size / len(inside), hits / int(failed.sum()), hits / size if size else float("nan")
