"""What it would be worth to know a parameter before choosing: expected values of information.

The expected value of partial perfect information by regression (Strong, Oakley and Brennan 2014, Medical
Decision Making 34:311-326): what each bundle gives is regressed on the parameter, by cubic splines of its
rank; the fitted values are what would be expected of each bundle if the parameter were known.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.preprocessing import SplineTransformer

from analysis.statistics.paired import Floats

KNOTS = 4  # cubic splines between them: six coefficients
SHUFFLES = 9999  # hundreds of parameters are tried: fewer than one in twenty times is any found by chance
RESAMPLES = 200
ROUNDING = 1e-12  # of the largest value: what is smaller is nothing but rounding
COLUMNS = ["parameter", "value", "low", "high", "chance", "p", "found"]


class _Regression(NamedTuple):
    """Fits to one parameter: an orthonormal basis by rank, and what is fitted, (units, bundles)."""

    basis: Floats
    values: Floats

    def gain(self, rank: NDArray[np.int64], rows: NDArray[np.int64] | None = None) -> float:
        """Expected gain if the parameter of these ranks were known; `rows` resamples the units."""
        if rows is None:
            # Only the mean over units is wanted, so that they may stay in the order of their ranks.
            fitted = (self.basis[rank].T @ self.values).T @ self.basis.T
        else:
            design, values = self.basis[rank[rows]], self.values[rows]
            fitted = (design @ np.linalg.lstsq(design, values, rcond=None)[0]).T
        gain = float(fitted.max(axis=0).mean() - fitted.mean(axis=1).max())
        return gain if gain > ROUNDING * float(np.abs(self.values).max()) else 0.0


def perfect_information(values: Floats) -> float:
    """Expected gain if everything were known before choosing: the mean regret of the best choice.

    Parameters
    ----------
    values : array, (bundles, units)
        What each bundle gives in each future; higher is better.
    """
    return float((values.max(axis=0) - values[values.mean(axis=1).argmax()]).mean())


def information(features: pd.DataFrame, values: Floats, seed: int, shuffles: int = SHUFFLES) -> pd.DataFrame:
    """Give the expected gain from knowing each parameter, one at a time, before choosing.

    Fitted values always differ a little between bundles, so that the raw number is above zero for a
    parameter that means nothing. How far is seen by shuffling: ranks are used, so that the same shuffled
    fits serve every parameter. Their mean is taken off; a parameter counts as found when its number is above
    that of every shuffle. One that means nothing is so once in `shuffles` + 1 times: see :func:`by_chance`.

    Parameters
    ----------
    features : DataFrame
        A row a unit of replication, a column a parameter.
    values : array, (bundles, units)
        Higher is better.
    seed : int
        Of shuffles and resamples.

    Returns
    -------
    DataFrame
        `parameter, value` (the objective's unit), its 95 % bootstrap interval `low, high` (where found),
        `chance` (what 95 % of shuffles stay below, after the same subtraction), `p, found`; largest first.
    """
    units = values.shape[1]
    varying = [str(name) for name in features.columns if features[name].nunique() > 1]
    if not varying or len(values) < 2 or units < 10 * (KNOTS + 2):
        return pd.DataFrame(columns=COLUMNS)
    fit = _regression(values)
    random = np.random.default_rng(seed)
    null = np.array([fit.gain(random.permutation(units)) for _ in range(shuffles)])
    resampled = random.integers(0, units, (RESAMPLES, units))
    rows = []
    for name in varying:
        rank = np.argsort(np.argsort(features[name].to_numpy(), kind="stable"), kind="stable")
        raw = fit.gain(rank)
        p = float((1 + (null >= raw).sum()) / (1 + shuffles))
        found = bool(raw > null.max())
        low, high = _interval(fit, rank, raw, resampled) if found else (np.nan, np.nan)
        rows.append((name, raw - null.mean(), low - null.mean(), high - null.mean(), p, found))
    table = pd.DataFrame(rows, columns=["parameter", "value", "low", "high", "p", "found"])
    table.insert(4, "chance", float(np.quantile(null, 0.95) - null.mean()))
    return table.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def by_chance(parameters: int, shuffles: int = SHUFFLES) -> float:
    """Give how many of so many parameters would be found if none of them meant anything, in the mean."""
    return parameters / (1 + shuffles)


def _regression(values: Floats) -> _Regression:
    units = values.shape[1]
    grid = (np.arange(units) + 0.5) / units
    splines = SplineTransformer(n_knots=KNOTS, degree=3).fit_transform(grid[:, None])
    # Differences from the first bundle: what all have in common neither gains nor needs to be fitted.
    return _Regression(np.linalg.qr(splines)[0], np.ascontiguousarray((values - values[0]).T))


def _interval(
    fit: _Regression, rank: NDArray[np.int64], raw: float, resampled: NDArray[np.int64]
) -> tuple[float, float]:
    """95 % interval by resampling units; centred on the estimate, for resamples fit chance once more."""
    again = np.array([fit.gain(rank, rows) for rows in resampled])
    low, high = np.quantile(again - again.mean(), [0.025, 0.975])
    return raw + float(low), raw + float(high)
