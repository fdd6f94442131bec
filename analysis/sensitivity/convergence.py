"""Whether the sample was enough: the main index over growing parts of it, and a plain verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analysis.sensitivity.analyze import delta, pawn, rbd_fast
from analysis.sensitivity.evaluate import Experiment
from analysis.sensitivity.factors import NOTHING, Floats
from analysis.sensitivity.results import ranked
from analysis.sensitivity.sample import Design

TOP = 10
WIDEST_SHARE = 0.05  # of the variance, for indices that are shares of it
WIDEST_RELATIVE = 0.10  # of the largest index, for others
SAME_ORDER = 0.9  # rank correlation
EACH_ALONE = (delta, pawn, rbd_fast)  # look at each factor by itself, so that the rest may be left out


def grown(question: Experiment, design: Design, y: Floats, indices: pd.DataFrame) -> pd.DataFrame:
    """Give the main index of each outcome's most important factors over growing parts of the sample.

    Parameters
    ----------
    question : Experiment
    design : Design
    y : array, (rows, months, outcomes)
        Looked at in the last month.
    indices : DataFrame
        Of the whole sample, by which factors are ranked.

    Returns
    -------
    DataFrame
        `outcome, samples, factor, value, error`.
    """
    method, found = question.method, []
    parts = [design.part(samples) for samples in sizes(question, design)]
    for place, outcome in enumerate(question.outcomes):
        names = ranked(indices, question, outcome.name)["factor"]
        factors = names[names != NOTHING.name].head(TOP).tolist()
        for part in parts:
            values = y[: part.rows, -1, place]
            if np.ptp(values) == 0:
                continue
            looked_at = part.only(factors) if method.estimate in EACH_ALONE else part
            rows = method.analyse(looked_at, values, question.seed, question.second_order)
            main = rows[(rows["index"] == method.main) & rows["factor"].isin(factors)]
            found.append(main.assign(outcome=outcome.name, samples=part.samples))
    return pd.concat(found, ignore_index=True)[["outcome", "samples", "factor", "value", "error"]]


def sizes(question: Experiment, design: Design) -> list[int]:
    """Sizes of the growing parts, the whole sample last."""
    whole, method = design.samples, question.method
    if method.doubles:
        least = max(method.least, 16)
        return sorted(whole >> n for n in range(5) if n == 0 or whole >> n >= least)
    if method.name in ("fast", "ff"):
        return list(range(2 if method.name == "fast" else 1, whole + 1))
    parts = sorted({whole * part // 5 for part in (1, 2, 3, 4, 5)})
    return [each for each in parts if each >= method.least] or [whole]


@dataclass(frozen=True)
class Verdict:
    """Whether the sample was enough for one outcome.

    Attributes
    ----------
    outcome : str
    enough : bool
        Whether the sizes of the largest indices are known well enough.
    widest, limit : float
        The widest interval (half width) of the largest indices, and how wide it may be.
    agreement : float
        Rank correlation of the largest indices with those of about half the sample; NaN where there is none.
    dummy : float
        What a factor that does nothing scores; NaN where that is zero by construction.
    told_apart : int
        Factors that score more than that, by more than both their intervals; above zero where it is zero.
    """

    outcome: str
    enough: bool
    widest: float
    limit: float
    agreement: float
    dummy: float
    told_apart: int

    @property
    def ordered(self) -> bool:
        """Whether half of the sample would have put the largest in nearly the same order."""
        return bool(np.isnan(self.agreement) or self.agreement >= SAME_ORDER)


def verdict_of(question: Experiment, outcome: str, main: pd.DataFrame, convergence: pd.DataFrame) -> Verdict:
    """Judge one outcome's sample by its main index, the most important first, and how that converged."""
    is_dummy = main["factor"] == NOTHING.name
    real = main[~is_dummy]
    top = real.head(TOP)
    largest = float(top["value"].abs().max())
    limit = WIDEST_SHARE if question.method.shares else WIDEST_RELATIVE * largest
    widest = float(top["error"].max())
    agreement = _agreement(convergence)
    dummy, distinct = float("nan"), int((real["value"].abs() > 0).sum())
    if is_dummy.any():
        nothing = main[is_dummy].iloc[0]
        dummy = abs(float(nothing["value"]))
        distinct = int((real["value"].abs() - real["error"] > dummy + float(nothing["error"])).sum())
    return Verdict(outcome, bool(widest <= limit), widest, limit, agreement, dummy, distinct)


def _agreement(convergence: pd.DataFrame) -> float:
    """Rank correlation of the whole sample with the part that is nearest to half of it."""
    values = convergence.pivot(index="factor", columns="samples", values="value")
    if values.shape[1] < 2 or len(values) < 3:
        return float("nan")
    whole = int(values.columns[-1])
    half = min(values.columns[:-1], key=lambda each: abs(int(each) - whole / 2))
    first, second = values[half].abs(), values[whole].abs()
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(spearmanr(first, second).statistic)
