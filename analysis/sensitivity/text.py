"""How indices are written, and what is said of them in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis.report import words
from analysis.sensitivity.convergence import SAME_ORDER, TOP, Verdict
from analysis.sensitivity.evaluate import Experiment
from analysis.sensitivity.factors import DUMMY, LUCK, Factor
from analysis.sensitivity.results import Sensitivity
from sim.model.outcomes import Outcome

NAMED = 3
SHARE = "share of the variance"
OUTCOME_UNITS = ("mu_star", "mu", "sigma", "ME")


def unit_of(question: Experiment, outcome: Outcome) -> str:
    """Unit of the main index, as `analysis.report.words` knows it: a share, the outcome's, or none."""
    if question.method.main in OUTCOME_UNITS:
        return outcome.unit
    return SHARE if question.method.shares else ""


def axis_of(question: Experiment, outcome: Outcome) -> str:
    """What an axis of the main index says."""
    main = question.method.indices[question.method.main]
    if question.method.main in OUTCOME_UNITS:
        return f"{main}, {words.shown_unit(outcome.unit, difference=True)}"
    return "share of the variance, %" if question.method.shares else f"{main} (no unit)"


def written(value: float, unit: str) -> str:
    """Write an index."""
    if not math.isfinite(value):
        return "not defined"
    if not unit:
        return f"{value:.2f}"
    if unit == SHARE:
        return f"{100 * value:.1f}%"
    if words.is_share(unit):
        return f"{100 * value:.2f} points"
    return words.value(value, unit)


def beginning(text: str) -> str:
    """Write what stands at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def subject(question: Experiment, outcome: Outcome) -> str:
    """Say what is asked about: an outcome of a scenario, or its change between two."""
    title = words.lowered(outcome.title)
    if question.against is None:
        return f"{title} in {question.scenario.name}"
    return f"the change in {title} from {question.against.name} to {question.scenario.name}"


def where(question: Experiment) -> str:
    """Name the scenario that outcomes are of, or the two whose difference they are."""
    if question.against is None:
        return question.scenario.name
    return f"the change from {question.against.name} to {question.scenario.name}"


def title_of(question: Experiment, name: str) -> str:
    """Name a factor or group in a sentence."""
    title = question.titles().get(name, name)
    return title if title == name else f"{title} ({name})"


def question_sentence(question: Experiment) -> str:
    """Say the question in a sentence."""
    what = words.listed([subject(question, each) for each in question.outcomes])
    return f"Which assumptions drive {what} at month {question.month}?"


def headline(result: Sensitivity, outcome: Outcome) -> str:
    """Say what matters most for an outcome, in a line."""
    question, first = result.question, str(result.main(outcome.name)["factor"].iloc[0])
    name = words.lowered(question.titles().get(first, first))
    return f"What {subject(question, outcome)} hangs on most at month {question.month}: {name}"


def finding(result: Sensitivity, outcome: Outcome) -> str:
    """Say which factors matter most for an outcome, with their indices."""
    question = result.question
    unit = unit_of(question, outcome)
    rows = result.main(outcome.name)
    rows = rows[rows["factor"] != DUMMY].head(NAMED)
    named = [
        f"{title_of(question, str(row['factor']))} {written(float(row['value']), unit)} "
        f"({written(float(row['low']), unit)} to {written(float(row['high']), unit)})"
        for row in rows.to_dict("records")
    ]
    what = subject(question, outcome)
    return f"{beginning(what)} hangs most on: {'; '.join(named)}."


def chance(result: Sensitivity, outcome: Outcome) -> str:
    """Say what chance has in an outcome; empty where chance is no factor."""
    rows = result.main(outcome.name)
    mine = rows[rows["factor"] == LUCK]
    if mine.empty:
        return ""
    place = int(mine.index[0]) + 1
    value = written(float(mine["value"].iloc[0]), unit_of(result.question, outcome))
    return f"Chance comes {_ordinal(place)} for {subject(result.question, outcome)}: {value}."


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def named(question: Experiment, name: str) -> Outcome:
    """Find an outcome of a question by its name."""
    return next(each for each in question.outcomes if each.name == name)


def convergence_sentence(result: Sensitivity, verdict: Verdict) -> str:
    """Say whether the sample was enough, for the order of the factors and for the sizes of their indices."""
    question = result.question
    outcome = named(question, verdict.outcome)
    unit = unit_of(question, outcome)
    widest, limit = written(verdict.widest, unit), written(verdict.limit, unit)
    enough = "was" if verdict.enough else "was not"
    parts = [
        f"For {subject(question, outcome)} the sample {enough} enough for the sizes of the indices: the "
        f"widest interval of the {TOP} largest is ±{widest}, the limit {limit}"
    ]
    if not math.isnan(verdict.agreement):
        same = "nearly the same" if verdict.ordered else "another"
        parts.append(
            f"half of it puts them in {same} order (rank correlation {verdict.agreement:.2f}, the limit "
            f"{SAME_ORDER:.1f})"
        )
    if not (verdict.enough and verdict.ordered):
        parts.append(f"more are taken with --samples {2 * question.samples}")
    return "; ".join(parts) + "."


def verdict_in_short(verdicts: Sequence[Verdict]) -> str:
    """Say in a line whether the sample was enough."""
    if all(each.enough and each.ordered for each in verdicts):
        return "The sample was enough"
    if all(each.ordered for each in verdicts):
        return "The sample was enough for the order of the factors, not for every size"
    return "The sample was not enough for every outcome"


def dummy_sentence(result: Sensitivity, verdict: Verdict) -> str:
    """Say what a factor that does nothing scores, and how many clearly score more."""
    question = result.question
    count = int((result.main(verdict.outcome)["factor"] != DUMMY).sum())
    outcome = named(question, verdict.outcome)
    what = subject(question, outcome)
    if math.isnan(verdict.dummy):
        return (
            f"{verdict.told_apart} of {count} factors have an index above zero for {what}; what the scenario "
            "does not use has exactly zero."
        )
    score = written(verdict.dummy, unit_of(question, outcome))
    return (
        f"A factor that the model does not know scores {score} for {what}: {verdict.told_apart} of {count} "
        "factors score more by more than both their intervals, and of the others this sample does not tell "
        "whether they do anything."
    )


def caption(result: Sensitivity) -> str:
    """Say how the numbers were made."""
    question = result.question
    names = [each.name for each in question.scenarios]
    own = "" if question.ranges == "prior" else f"{question.ranges} and "
    resampled = "95 % intervals by bootstrap"
    return (
        f"{question.method.title}, {question.samples:,} {question.method.counted}, "
        f"{words.counted(len(question.factors), 'factor')} over their {own}prior ranges, "
        f"{words.counted(result.runs, 'run')} of {words.listed(names)}, seed {question.seed}; {resampled}."
    )


def _source(question: Experiment, factor: Factor) -> str:
    """Where the range of a factor comes from; empty for what is no parameter."""
    if factor.quantiles:
        return str(question.ranges)
    return "prior" if factor.kind == "parameter" else ""


def ranges(question: Experiment) -> pd.DataFrame:
    """Give what was varied and over what, a row a factor."""
    return pd.DataFrame(
        [
            {
                "factor": each.name,
                "title": each.title,
                "kind": each.kind,
                "group": question.groups.get(each.name, each.dimension),
                "unit": each.unit,
                "low": each.range[0],
                "high": each.range[1],
                "range": _source(question, each),
                "grade": each.grade,
                "source": each.source,
            }
            for each in question.columns()
        ]
    )
