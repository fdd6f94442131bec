"""Signposts: what a network could count by which month that tells a future in which a choice fails.

A signpost is an outcome that can be counted, a month and a threshold. It is found in the runs of half of the
futures and judged in those of the other half, which it has not seen: how often it rings in futures in which
the choice fails, how often in others, and how often the choice fails where it rings. A future is a parameter
set; what a network sees is one run of it, so that a signpost rings in some of a future's runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu

from analysis.plan.scenario_discovery import LEVEL, ODDS, SEEDS, Flags, halves, learnable
from analysis.report import words
from analysis.statistics.paired import Floats

# What rotas, registers, minutes and accounts tell, without asking anybody what they think.
COUNTED = (
    "cover_24_7", "standard_full", "nurse_posts", "specialist_posts", "participation", "training_reach",
    "guidelines", "adoption", "record_access", "records_live", "records_programme", "return_completeness",
    "workaround_hours", "leaders", "funding", "outcome_set",
)  # fmt: skip
EVERY = 6  # months, at which it is looked
MOST = 3
RESAMPLES = 2000
LEVELS, RISE = "level", "rise"
BELOW, ABOVE = "below", "above"
INTERVAL = (0.025, 0.975)
COLUMNS = [
    "outcome", "measure", "month", "lead", "side", "threshold", "recall", "recall_low", "recall_high",
    "precision", "precision_low", "precision_high", "false_alarms", "share", "p", "holds",
]  # fmt: skip


class Courses(NamedTuple):
    """What could be counted in the runs of a choice.

    Attributes
    ----------
    months : sequence of int
        From month 0 on.
    unit : array of int, (runs,)
        The place of each run's future among those of which it is known whether the choice fails.
    counted : mapping of str to array, (runs, months)
    units : mapping of str to str
        What each outcome is measured in.
    """

    months: Sequence[int]
    unit: NDArray[np.int64]
    counted: Mapping[str, Floats]
    units: Mapping[str, str]


class Signpost(NamedTuple):
    """An outcome, or its rise since month 0, below or above a threshold at a month."""

    outcome: str
    measure: str
    month: int
    side: str
    threshold: float

    def rings(self, courses: Courses) -> Flags:
        """Tell of each run whether it rings."""
        values = _values(courses, self.outcome, self.measure, self.month)
        rung: Flags = values < self.threshold if self.side == BELOW else values > self.threshold
        return rung


def signposts(courses: Courses, failed: Flags, seed: int) -> pd.DataFrame:
    """Find what tells futures in which a choice fails from others, and judge it in futures it has not seen.

    Of each outcome, and of its rise since month 0, the threshold that parts the runs best in one half of the
    futures: by the share of failing futures in which it rings less that of others, which must be at most half
    as large. Of the months, the one at which that excess times the share of the time that is left is largest:
    to know early is worth more. The best few, each of another outcome, are judged in the other half.

    Parameters
    ----------
    courses : Courses
    failed : array of bool, (futures,)
    seed : int
        Of the split into halves, and of the resampling.

    Returns
    -------
    DataFrame
        A row a signpost, the best first: `outcome, measure, month, lead` (months left), `side, threshold`;
        in the other half `recall` (of the futures in which the choice fails, how often it rings),
        `precision` (where it rings, how often the choice fails), each with its 95 % interval over futures,
        `false_alarms` (of the other futures, how often it rings), `share` (of all futures, how many fail),
        `p` (one-sided, by ranks) and `holds`. Empty where there is nothing to learn from.
    """
    if not learnable(failed):
        return pd.DataFrame(columns=COLUMNS)
    shown, held = halves(failed, seed)
    best: dict[str, Signpost] = {}
    for skill, signpost in sorted(_candidates(courses, failed, shown), key=lambda each: -each[0]):
        if skill > 0:
            best.setdefault(signpost.outcome, signpost)
    few = list(best.values())[:MOST]
    rows = [
        {
            **signpost._asdict(),
            "lead": courses.months[-1] - signpost.month,
            **_judged(
                _rung_shares(signpost.rings(courses), courses.unit, len(failed))[held], failed[held], seed
            ),
        }
        for signpost in few
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(holds=table["p"] < LEVEL / max(1, len(few)))


def _candidates(
    courses: Courses, failed: Flags, shown: NDArray[np.int64]
) -> Iterator[tuple[float, Signpost]]:
    """The best signpost of each outcome and measure, with how well and how early it parts futures."""
    in_shown = np.isin(courses.unit, shown)
    unit = courses.unit[in_shown]
    weight = 1.0 / np.bincount(courses.unit, minlength=len(failed))[unit]
    fails = np.where(failed[unit], weight, 0.0) / failed[shown].sum()
    others = np.where(failed[unit], 0.0, weight) / (~failed[shown]).sum()
    months = [month for month in courses.months if 0 < month < courses.months[-1]]
    for outcome in courses.counted:
        for measure in (LEVELS, RISE):
            each = []
            for month in months:
                values = _values(courses, outcome, measure, month)[in_shown]
                skill, side, threshold = _parted(values, fails, others, courses.units[outcome])
                left = 1.0 - month / courses.months[-1]
                each.append((skill * left, Signpost(outcome, measure, month, side, threshold)))
            yield max(each, key=lambda one: one[0])


def _parted(values: Floats, fails: Floats, others: Floats, unit: str) -> tuple[float, str, float]:
    """The threshold that parts runs best, as it is written: its skill, the side that rings, its place.

    `fails` and `others`: of how much of the failing, and of the other, futures each run stands.
    """
    order = np.argsort(values, kind="stable")
    cuts = np.flatnonzero(np.diff(values[order]) > 0)
    best = (0.0, BELOW, float(values[0]))
    for side in (BELOW, ABOVE):
        rightly, falsely = (np.cumsum(each[order])[cuts] for each in (fails, others))
        if side == ABOVE:
            rightly, falsely = 1.0 - rightly, 1.0 - falsely
        skills = np.where(rightly >= ODDS * falsely, rightly - falsely, 0.0)
        if not len(cuts) or skills.max() <= 0:
            continue
        place = cuts[skills.argmax()]
        threshold = rounded(float(values[order][place : place + 2].mean()), unit)
        rung = values < threshold if side == BELOW else values > threshold
        best = max(best, (float(fails[rung].sum() - others[rung].sum()), side, threshold))
    return best


def rounded(value: float, unit: str) -> float:
    """Round to what is written of it, so that the signpost that is read is the one that was judged."""
    scale = words.scale(unit)
    return round(value * scale, words.decimals(unit, value * scale)) / scale


def _values(courses: Courses, outcome: str, measure: str, month: int) -> Floats:
    values = courses.counted[outcome]
    now: Floats = values[:, list(courses.months).index(month)]
    return now if measure == LEVELS else now - values[:, list(courses.months).index(0)]


def _rung_shares(rung: Flags, unit: NDArray[np.int64], futures: int) -> Floats:
    """In which share of each future's runs it rings."""
    runs = np.bincount(unit, minlength=futures)
    shares: Floats = np.bincount(unit, weights=rung, minlength=futures) / np.maximum(1, runs)
    return shares


def _judged(shares: Floats, failed: Flags, seed: int) -> dict[str, float]:
    """Say how often a signpost rings rightly and falsely, in futures that it was not found in."""
    random = np.random.default_rng(seed % SEEDS)
    drawn = random.integers(0, len(failed), (RESAMPLES, len(failed)))
    with np.errstate(invalid="ignore", divide="ignore"):
        recalls = (shares * failed)[drawn].sum(axis=1) / failed[drawn].sum(axis=1)
        precisions = (shares * failed)[drawn].sum(axis=1) / shares[drawn].sum(axis=1)
    ends = [np.nanquantile(each, INTERVAL) for each in (recalls, precisions)]
    rings = shares.sum() > 0
    test = mannwhitneyu(shares[failed], shares[~failed], alternative="greater") if rings else None
    return {
        "recall": float(shares[failed].mean()),
        "recall_low": float(ends[0][0]),
        "recall_high": float(ends[0][1]),
        "precision": float((shares * failed).sum() / shares.sum()) if rings else float("nan"),
        "precision_low": float(ends[1][0]) if rings else float("nan"),
        "precision_high": float(ends[1][1]) if rings else float("nan"),
        "false_alarms": float(shares[~failed].mean()),
        "share": float(failed.mean()),
        "p": float(test.pvalue) if test is not None else 1.0,
    }
