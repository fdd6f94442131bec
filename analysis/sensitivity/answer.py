"""A sensitivity analysis's answer on one screen: what to know first, for which outcome, how surely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.report import words
from analysis.report.document import Answer, Excerpt, NextStep
from analysis.runs.question import options_given
from analysis.sensitivity import text
from analysis.sensitivity.convergence import Verdict
from analysis.sensitivity.factors import DUMMY, LUCK
from analysis.sensitivity.question import Question
from analysis.sensitivity.results import Sensitivity
from sim.model.outcomes import Outcome

MOST_OUTCOMES, MOST_ROWS, NAMED = 4, 4, 2


def answer_of(result: Sensitivity, verdicts: Sequence[Verdict], asked: Question | None = None) -> Answer:
    """Give the answer alone; with the question as a command has it, what to do next as commands."""
    first, *others = result.question.outcomes
    return Answer(
        question=_question(result),
        recommendation=_recommendation(result, first),
        sentences=tuple(filter(None, (_others(result, others[: MOST_OUTCOMES - 1]), _luck(result)))),
        table=_table(result, result.question.outcomes[:MOST_OUTCOMES]),
        confidence=_confidence(result, verdicts),
        unknown="how likely a value is: an index says how much hangs on an assumption over its range.",
        next_steps=tuple(_steps(result, verdicts, asked)) if asked else (),
    )


def _question(result: Sensitivity) -> str:
    question = result.question
    titles = [words.lowered(each.title) for each in question.outcomes]
    of = words.listed(titles) if len(titles) <= MOST_OUTCOMES else words.counted(len(titles), "outcome")
    titled = f"“{question.scenario.title}”"
    where = f"with {titled}"
    if question.against is not None:
        of, where = f"the change in {of}", f"from “{question.against.title}” to {titled}"
    return f"Which assumptions drive {of} {where} at month {question.month}?"


def _drivers(result: Sensitivity, outcome: Outcome) -> pd.DataFrame:
    """Give the main indices of an outcome, the largest first, without chance and what does nothing."""
    rows = result.main(outcome.name)
    return rows[~rows["factor"].isin((DUMMY, LUCK))]


def _titled(result: Sensitivity, name: object) -> str:
    return words.lowered(result.question.titles().get(str(name), str(name)))


def _recommendation(result: Sensitivity, outcome: Outcome) -> str:
    """Say which assumption is most worth knowing, with its index, and which are next."""
    rows = _drivers(result, outcome)
    if rows.empty or not abs(rows["value"].iloc[0]) > 0:
        return f"{outcome.title} hangs on none of what was varied."
    row, unit = rows.iloc[0], text.unit_of(result.question, outcome)
    value, low, high = (text.written(float(row[each]), unit) for each in ("value", "low", "high"))
    name = _titled(result, row["factor"])
    next_to = [_titled(result, each) for each in rows["factor"].iloc[1 : 1 + NAMED]]
    others = f"; next come {'; and '.join(next_to)}" if next_to else ""
    return (
        f"Most worth knowing for {words.lowered(outcome.title)}: {name} ({value}, 95 % interval {low} to "
        f"{high}){others}."
    )


def _others(result: Sensitivity, outcomes: Sequence[Outcome]) -> str:
    """Say what each further outcome hangs on most."""
    said = []
    for each in outcomes:
        rows = _drivers(result, each).head(1)
        unit = text.unit_of(result.question, each)
        said += [
            f"for {words.lowered(each.title)}, {_titled(result, name)} ({text.written(value, unit)})"
            for name, value in zip(rows["factor"], rows["value"], strict=True)
        ]
    return words.raised(f"{'; '.join(said)}.") if said else ""


def _luck(result: Sensitivity) -> str:
    """Say which outcomes chance moves more than any assumption does."""
    first = [each for each in result.question.outcomes if result.order(each.name)[:1] == [LUCK]]
    if not first:
        return ""
    of = words.listed([words.lowered(each.title) for each in first])
    return f"The luck of a run moves {of} more than any assumption does."


def _table(result: Sensitivity, outcomes: Sequence[Outcome]) -> Excerpt:
    """Write the main indices of the first outcome's largest factors, in every outcome, with their grounds."""
    question = result.question
    grades = {each.name: each.grade for each in question.columns()}
    names = _drivers(result, outcomes[0])["factor"].head(MOST_ROWS)
    values = [
        (result.main(each.name).set_index("factor")["value"], text.unit_of(question, each))
        for each in outcomes
    ]
    rows = tuple(
        (
            question.titles().get(name, name),
            *(text.written(float(value[name]), unit) for value, unit in values),
            grades.get(name, "") or "",
        )
        for name in names
    )
    return Excerpt(
        columns=(
            question.method.indices[question.method.main],
            *(each.title for each in outcomes),
            "rests on",
        ),
        numeric=(False, *(True for _ in outcomes), False),
        rows=rows,
        tones=tuple("" for _ in rows),
    )


def _confidence(result: Sensitivity, verdicts: Sequence[Verdict]) -> str:
    runs, sample = words.counted(result.runs, "run"), text.verdict_in_short(verdicts)
    more = "" if _enough(verdicts) else "; where intervals overlap, the order may be another"
    return f"{sample}, of {runs}{more}."


def _enough(verdicts: Sequence[Verdict]) -> bool:
    return all(each.enough and each.ordered for each in verdicts)


def _steps(result: Sensitivity, verdicts: Sequence[Verdict], asked: Question) -> Iterator[NextStep]:
    if not _enough(verdicts):
        given = [asked.scenario, *options_given(asked, "samples", "hypothesis")]
        more = ["--samples", str(2 * result.question.samples)]
        yield NextStep("To be surer", f"mcn sensitivity {words.typed([*given, *more])}")
    known = {each.name for each in result.question.factors if each.kind in ("parameter", "link", "lever")}
    for name in _drivers(result, result.question.outcomes[0])["factor"].head(1):
        if name in known:
            yield NextStep("To read what the first rests on", f"mcn explain {name}")
