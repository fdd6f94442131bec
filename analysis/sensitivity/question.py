"""What a sensitivity analysis asks, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.sensitivity.factors import NOTHING, Factor, Range
from analysis.sensitivity.methods import Method
from analysis.sensitivity.sample import Design, Problem
from sim.inputs import Scenario
from sim.model.outcomes import Outcome


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    scenario : Scenario
    against : Scenario, optional
        What it is compared with; then every outcome is the paired difference of the two.
    method : Method
    outcomes : tuple of Outcome
    months : tuple of int
        Ascending; factors are ranked by the last.
    factors : tuple of Factor
        What is varied, chance among them where the method has it as a factor.
    groups : mapping of str to str
        The group of each factor, by name; empty for none.
    samples : int
    second_order : bool
    keep : int, optional
        How many factors a Morris screening keeps, before the method is used on those.
    seed, workers : int
    ranges : {"prior", "accepted"}
    """

    scenario: Scenario
    against: Scenario | None
    method: Method
    outcomes: tuple[Outcome, ...]
    months: tuple[int, ...]
    factors: tuple[Factor, ...]
    groups: Mapping[str, str]
    samples: int
    second_order: bool
    keep: int | None
    seed: int
    ranges: Range
    workers: int = 1

    @property
    def month(self) -> int:
        """The month by which factors are ranked."""
        return self.months[-1]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that are run, the base first."""
        return (self.scenario,) if self.against is None else (self.against, self.scenario)

    def columns(self) -> tuple[Factor, ...]:
        """The factors and, where the method needs one, the dummy."""
        return (*self.factors, NOTHING) if self.method.dummy else self.factors

    def problem(self) -> Problem:
        """What SALib is told."""
        names = tuple(each.name for each in self.columns())
        return Problem(names, tuple(self.groups.get(name, name) for name in names) if self.groups else ())

    def design(self) -> Design:
        """Which points are run."""
        return self._design

    @cached_property
    def _design(self) -> Design:
        """The design, kept: it is counted before it is run, and some methods take seconds to make it."""
        return self.method.sample(self.problem(), self.samples, self.seed, self.second_order)

    def titles(self) -> dict[str, str]:
        """What factors and groups are called, by name."""
        return {name: name for name in self.groups.values()} | {
            each.name: each.title for each in self.columns()
        }


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
    """What was found.

    Attributes
    ----------
    question : Question
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

    question: Question
    indices: pd.DataFrame
    levels: pd.DataFrame
    convergence: pd.DataFrame
    screening: pd.DataFrame
    reasons: tuple[Reason, ...]
    runs: int
    notes: tuple[str, ...] = ()

    def main(self, outcome: str, month: int | None = None) -> pd.DataFrame:
        """Rows of the main index of an outcome, the most important factor first."""
        return ranked(self.indices, self.question, outcome, month)

    def order(self, outcome: str) -> list[str]:
        """Factors by importance for an outcome, the dummy left out."""
        return [name for name in self.main(outcome)["factor"] if name != NOTHING.name]


def ranked(indices: pd.DataFrame, question: Question, outcome: str, month: int | None = None) -> pd.DataFrame:
    """Rows of the main index of an outcome at a month, the most important factor first."""
    when = question.month if month is None else month
    rows = indices[
        (indices["outcome"] == outcome)
        & (indices["month"] == when)
        & (indices["index"] == question.method.main)
    ]
    order = rows["value"].abs().sort_values(ascending=False, kind="stable").index
    return rows.loc[order].reset_index(drop=True)
