"""What a sensitivity analysis finds."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.sensitivity.evaluate import Experiment
from analysis.sensitivity.factors import NOTHING


@dataclass(frozen=True)
class Reason:
    """Why a factor matters.

    Attributes
    ----------
    outcome, factor : str
    sentences : tuple of str
    flows : DataFrame
        As :func:`analysis.statistics.attribution.why` gives it, between the factor's 5 % and 95 % point.
    """

    outcome: str
    factor: str
    sentences: tuple[str, ...]
    flows: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class Sensitivity:
    """What a sensitivity analysis found.

    Attributes
    ----------
    question : Experiment
        With the factors that screening kept, if there was one.
    indices : DataFrame
        `outcome, month, factor, other, index, value, error, low, high`; `other` is the second of a pair, else
        empty; `low` and `high` are the ends of the 95 % interval by bootstrap.
    levels : DataFrame
        `outcome, month, mean, sd, low, high` over the runs of the design; low and high: 5 and 95 %.
    convergence : DataFrame
        `outcome, samples, factor, value, error`: the main index at the last month, over growing samples.
    screening : DataFrame
        What the Morris screening found, as `indices`; empty without one.
    reasons : tuple of Reason
    runs : int
        Simulated histories, those of the screening among them.
    notes : tuple of str
    """

    question: Experiment = field(repr=False)
    indices: pd.DataFrame = field(repr=False)
    levels: pd.DataFrame = field(repr=False)
    convergence: pd.DataFrame = field(repr=False)
    screening: pd.DataFrame = field(repr=False)
    reasons: tuple[Reason, ...]
    runs: int
    notes: tuple[str, ...] = ()

    def main(self, outcome: str, month: int | None = None) -> pd.DataFrame:
        """Rows of the main index of an outcome, the most important factor first."""
        return ranked(self.indices, self.question, outcome, month)

    def order(self, outcome: str) -> list[str]:
        """Factors by importance for an outcome, the dummy left out."""
        return [name for name in self.main(outcome)["factor"] if name != NOTHING.name]


def ranked(
    indices: pd.DataFrame, question: Experiment, outcome: str, month: int | None = None
) -> pd.DataFrame:
    """Rows of the main index of an outcome at a month, the most important factor first."""
    when = question.month if month is None else month
    rows = indices[
        (indices["outcome"] == outcome)
        & (indices["month"] == when)
        & (indices["index"] == question.method.main)
    ]
    return rows.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)
