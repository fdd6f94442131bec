"""Indices from outcomes: one function a method around SALib, each giving the same tidy rows.

Every function takes a design, the outcome of each row and how often to resample, and gives rows of `factor,
other, index, value, error`: `other` is the second of a pair, else empty; `error` is the half width of
the 95 % interval by bootstrap, NaN where an index has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from SALib.analyze import delta as salib_delta
from SALib.analyze import dgsm as salib_dgsm
from SALib.analyze import fast as salib_fast
from SALib.analyze import ff as salib_ff
from SALib.analyze import hdmr as salib_hdmr
from SALib.analyze import morris as salib_morris
from SALib.analyze import pawn as salib_pawn
from SALib.analyze import rbd_fast as salib_rbd_fast
from SALib.analyze import sobol as salib_sobol
from scipy.stats import norm, t

from analysis.sensitivity.factors import Floats
from analysis.sensitivity.sample import LEVELS, SLICES, Design, quiet

COLUMNS = ["factor", "other", "index", "value", "error"]
NORMAL = float(norm.ppf(0.975))
GRID = 100  # points at which delta compares densities
SPLINES = (6, 3)  # intervals of the splines of HDMR: of factors alone, and of pairs, which take the square


def sobol(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """First (S1) and total order (ST), and of pairs second order (S2)."""
    with quiet(seed):
        found = salib_sobol.analyze(
            design.problem.for_salib(), y, calc_second_order=second_order, num_resamples=resamples, seed=seed
        )
    units = design.problem.units
    rows = _factor_rows(units, found, "S1", "ST")
    if not second_order:
        return rows
    above = np.triu_indices(len(units), 1)
    pairs = _pair_rows(units, found["S2"][above], found["S2_conf"][above])
    return pd.concat([rows, pairs], ignore_index=True)


def morris(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """Mean absolute elementary effect (mu_star), its mean with the sign (mu) and its spread (sigma)."""
    problem = design.problem.for_salib()
    problem.setdefault("groups", list(design.problem.names))
    with quiet(seed):
        found = salib_morris.analyze(
            problem, design.points(), y, num_resamples=resamples, num_levels=LEVELS, seed=seed
        )
    return _factor_rows(design.problem.units, found, "mu_star", "mu", "sigma")


def dgsm(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """Mean squared derivative over the whole range (vi), and as a bound of the total order index (dgsm).

    SALib's interval of `dgsm` is that of `vi`; here it is in the same terms as the index.
    """
    points = design.points()
    with quiet(seed):
        found = salib_dgsm.analyze(design.problem.for_salib(), points, y, num_resamples=resamples, seed=seed)
    per = float(np.var(y[:: design.block])) * np.pi**2
    error = np.asarray(found["dgsm_conf"], float)
    errors = {"dgsm_conf": error / per, "vi_conf": error}
    return _factor_rows(design.problem.names, {**found, **errors}, "dgsm", "vi")


def fast(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """First (S1) and total order (ST): means over the curves, which are resampled for the interval.

    SALib resamples points within a curve, which it says itself cannot be relied upon.
    """
    curves = design.samples
    found = []
    with quiet(seed):
        for part in np.split(y, curves):
            one = salib_fast.analyze(design.problem.for_salib(), part, num_resamples=2, seed=seed)
            found.append(np.array([one["S1"], one["ST"]], float))
    each = np.array(found)  # curves, indices, factors
    chosen = np.random.default_rng(seed).integers(curves, size=(resamples, curves))
    spread = each[chosen].mean(axis=1).std(axis=0, ddof=1)
    few = float(t.ppf(0.975, curves - 1)) * np.sqrt(curves / (curves - 1)) if curves > 1 else np.nan
    first, total = each[:, 0].mean(axis=0), each[:, 1].mean(axis=0)
    errors = dict(zip(("S1_conf", "ST_conf"), spread * few, strict=True))
    return _factor_rows(design.problem.names, {"S1": first, "ST": total, **errors}, "S1", "ST")


def rbd_fast(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """First order (S1), freed of its bias."""
    with quiet(seed):
        found = salib_rbd_fast.analyze(
            design.problem.for_salib(), design.points(), y, num_resamples=resamples, seed=seed
        )
    return _factor_rows(design.problem.names, found, "S1")


def delta(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """How far the outcome's distribution shifts (delta), freed of its bias; and first order (S1).

    The bias is taken off as Plischke et al. (2013) do, eq. 30: from the estimate of the whole sample. SALib
    1.6 starts from the estimate of a resample, which has that bias twice.
    """
    points, rng = design.points(), np.random.default_rng(seed)
    count = len(y)
    grid = np.linspace(y.min(), y.max(), GRID)
    classes = np.linspace(0, count, _classes(count) + 1)
    found = np.empty((4, points.shape[1]))
    with quiet(seed):
        for place, column in enumerate(points.T):
            whole = salib_delta.calc_delta(y, grid, column, classes)
            alone = salib_delta.sobol_first(y, column, classes)
            again = np.empty((2, resamples))
            for each in range(resamples):
                drawn = rng.integers(count, size=count)
                again[0, each] = salib_delta.calc_delta(y[drawn], grid, column[drawn], classes)
                again[1, each] = salib_delta.sobol_first(y[drawn], column[drawn], classes)
            errors = NORMAL * again.std(axis=1, ddof=1)
            found[:, place] = 2 * whole - again[0].mean(), errors[0], alone, errors[1]
    columns = dict(zip(("delta", "delta_conf", "S1", "S1_conf"), found, strict=True))
    return _factor_rows(design.problem.names, columns, "delta", "S1")


def _classes(count: int) -> int:
    """How many classes a factor's range is cut into, as SALib does."""
    power = 2.0 / (7.0 + np.tanh((1500.0 - count) / 500.0))
    return min(int(np.ceil(count**power)), 48)


def pawn(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """How far the outcome's distribution shifts in a slice of the factor's range: median and largest."""
    points = design.points()
    with quiet(seed):
        found = salib_pawn.analyze(design.problem.for_salib(), points, y, S=SLICES, seed=seed)
    rng = np.random.default_rng(seed)
    spread = []
    for _ in range(resamples):
        rows = rng.integers(len(y), size=len(y))
        largest = slice_distances(points[rows], y[rows])
        spread.append([np.median(largest, axis=1), largest.max(axis=1)])
    error = NORMAL * np.std(spread, axis=0, ddof=1)
    errors = {"median_conf": error[0], "maximum_conf": error[1]}
    return _factor_rows(design.problem.names, {**found, **errors}, "median", "maximum")


def slice_distances(points: Floats, y: Floats) -> Floats:
    """Kolmogorov-Smirnov distance of each slice's outcomes from all, (factors, slices).

    What SALib works out slice by slice, for all slices at once: it is wanted for every resample.
    """
    order = np.argsort(y, kind="stable")
    last = np.flatnonzero(np.append(np.diff(y[order]) > 0, True))  # where equal outcomes end
    share = (last + 1) / len(y)
    found = np.zeros((points.shape[1], SLICES))
    for factor in range(points.shape[1]):
        column = points[order, factor]
        edges = np.quantile(column, np.linspace(0, 1, SLICES + 1))
        place = np.searchsorted(edges, column, side="right") - 1
        inside = np.cumsum(place[:, None] == np.arange(SLICES), axis=0)[last]
        held = np.maximum(inside[-1], 1)
        found[factor] = np.abs(inside / held - share[:, None]).max(axis=0)
    return found


def hdmr(design: Design, y: Floats, resamples: int, seed: int, second_order: bool) -> pd.DataFrame:
    """Share of variance of each factor alone (S1) and with its pairs (ST), from a fitted surrogate."""
    with quiet(seed):
        found = salib_hdmr.analyze(
            design.problem.for_salib(),
            design.points(),
            y,
            maxorder=2 if second_order else 1,
            m=SPLINES[second_order],
            K=min(100, max(2, resamples)),
            seed=seed,
        )
    names = design.problem.names
    count = len(names)
    share, error = (np.asarray(found[key], float) for key in ("S", "S_conf"))
    columns = {"S1": share[:count], "S1_conf": error[:count]}
    if not second_order:
        return _factor_rows(names, columns, "S1")
    columns |= {key: np.asarray(found[key][:count], float) for key in ("ST", "ST_conf")}
    pairs = _pair_rows(names, share[count:], error[count:])
    return pd.concat([_factor_rows(names, columns, "S1", "ST"), pairs], ignore_index=True)


def fractional_factorial(
    design: Design, y: Floats, resamples: int, seed: int, second_order: bool
) -> pd.DataFrame:
    """Main effect (ME): half the mean difference between a factor's high end and its low one.

    A row and its mirror image are one pair; pairs are resampled for the interval.
    """
    names, block = design.problem.names, design.block
    runs = y.reshape(design.samples, block)
    effects = []
    with quiet(seed):
        for part in runs:
            problem = design.problem.for_salib()
            found = salib_ff.analyze(problem, design.points(0, block), part)
            effects.append(np.asarray(found["ME"], float)[: len(names)])
    half = block // 2
    signs = 2.0 * design.points(0, half) - 1.0
    contrasts = ((runs[:, :half] - runs[:, half:]) / 2)[:, :, None] * signs[None]
    pairs = contrasts.reshape(-1, len(names))
    rng = np.random.default_rng(seed)
    spread = [pairs[rng.integers(len(pairs), size=len(pairs))].mean(axis=0) for _ in range(resamples)]
    error = NORMAL * np.std(spread, axis=0, ddof=1)
    return _factor_rows(names, {"ME": np.mean(effects, axis=0), "ME_conf": error}, "ME")


# -- Rows ----------------------------------------------------------------------------------


def _factor_rows(names: Sequence[str], found: Mapping[str, Any], *indices: str) -> pd.DataFrame:
    """Rows of indices as SALib gives them: values by name, errors as `NAME_conf` where there are any."""
    parts = [
        {"index": index, "value": found[index], "error": found.get(f"{index}_conf", np.nan)}
        for index in indices
    ]
    every = [pd.DataFrame({"factor": list(names), "other": "", **part})[COLUMNS] for part in parts]
    return pd.concat(every, ignore_index=True).astype({"value": float, "error": float})


def _pair_rows(names: Sequence[str], values: Iterable[float], errors: Iterable[float]) -> pd.DataFrame:
    rows = zip(combinations(names, 2), values, errors, strict=False)
    return pd.DataFrame([(*pair, "S2", *numbers) for pair, *numbers in rows], columns=COLUMNS)
