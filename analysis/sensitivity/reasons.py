"""Why a factor matters: the flows that it moves, between the low end of its range and the high one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.report import words
from analysis.sensitivity.evaluate import Experiment
from analysis.sensitivity.factors import Factor
from analysis.sensitivity.results import Reason, ranked
from analysis.sensitivity.text import beginning, subject
from analysis.statistics import attribution
from sim.model.outcomes import Outcome

EXPLAINED = 3  # factors of an outcome
RUNS = 48
ENDS = (0.05, 0.95)


def reasons_of(question: Experiment, indices: pd.DataFrame) -> tuple[Reason, ...]:
    """Say why the most important factors of each outcome matter.

    Chance, groups and the dummy move no flow of their own.
    """
    if question.against is not None and not attribution.comparable(
        attribution.Experiment(question.against), attribution.Experiment(question.scenario)
    ):
        return ()  # flows of other members cannot be paired
    factors = {each.name: each for each in question.factors if each.kind in ("parameter", "link", "lever")}
    outcomes = {each.name: each for each in question.outcomes if attribution.explained(each)}
    factors_of = {
        name: [factor for factor in ranked(indices, question, name)["factor"] if factor in factors][
            :EXPLAINED
        ]
        for name in outcomes
    }
    found: dict[tuple[str, str], Reason] = {}
    for name in dict.fromkeys(factor for names in factors_of.values() for factor in names):
        explained = [outcomes[outcome] for outcome, names in factors_of.items() if name in names]
        for outcome, table in _moved(question, factors[name], explained).items():
            sentences = _sentences(question, factors[name], outcomes[outcome], table)
            found[outcome, name] = Reason(outcome, name, tuple(sentences), table)
    return tuple(found[outcome, name] for outcome, names in factors_of.items() for name in names)


def _moved(question: Experiment, factor: Factor, outcomes: Sequence[Outcome]) -> dict[str, pd.DataFrame]:
    """What the factor's two ends do to the flows, of one scenario or of the difference of two."""
    given = (outcomes, question.month, RUNS, question.seed, question.ranges, question.workers)
    ends = [
        [attribution.Experiment(each, {factor.name: value}) for each in question.scenarios]
        for value in factor.at(np.array(ENDS)).tolist()
    ]
    if question.against is None:
        return attribution.whys(ends[0][0], ends[1][0], *given)
    (base, then), (other_base, other_then) = ends
    return attribution.whys_apart((base, then), (other_base, other_then), *given)


def _sentences(question: Experiment, factor: Factor, outcome: Outcome, table: pd.DataFrame) -> list[str]:
    low, high = (_amount(each, factor.unit) for each in factor.at(np.array(ENDS)).tolist())
    if question.against is not None:
        outcome = outcome.model_copy(update={"title": beginning(subject(question, outcome))})
    base, then = (f"{factor.name} at {each}" for each in (low, high))
    return attribution.sentences(table, outcome, base=base, then=then)


def _amount(value: float, unit: str) -> str:
    if unit in ("dial", "share of its strength"):
        return f"{value:.2g}"
    if unit.startswith("GBP"):
        return words.pounds(value)
    return f"{value:.3g} ({unit})" if unit not in ("share", "weight") else f"{value:.3g}"
