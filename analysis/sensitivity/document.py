"""The document of a sensitivity analysis: its sentences, excerpts, figures and table, as on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.report.cells import excerpt
from analysis.report.document import Column, Document, Excerpt, Figure, Paragraphs, Table
from analysis.report.text import NOT_A_FORECAST
from analysis.sensitivity import text
from analysis.sensitivity.answer import answer_of
from analysis.sensitivity.convergence import Verdict
from analysis.sensitivity.factors import LUCK
from analysis.sensitivity.question import Question
from analysis.sensitivity.results import Sensitivity
from sim.sampling.own import OwnSource

MOST_ROWS = 10  # of an outcome, on a screen


def document_of(
    result: Sensitivity,
    important: pd.DataFrame,
    verdicts: Sequence[Verdict],
    figures: Sequence[Figure],
    hypothesis: str,
    asked: Question | None = None,
) -> Document:
    """Write the document: the largest indices, why they are large, and whether the sample was enough."""
    title = f"What drives the answer: {result.question.scenario.title}"
    question = text.question_sentence(result.question)
    outcomes = result.question.outcomes
    table = _table(result)
    return Document(
        kind="sensitivity",
        title=title,
        question=question,
        hypothesis=hypothesis,
        blocks=(
            Paragraphs("question", heading=title, sentences=(question,), medium="screen"),
            *_excerpts(result, important, table),
            Paragraphs(
                "findings",
                (
                    *(text.finding(result, each) for each in outcomes),
                    *filter(None, (text.chance(result, each) for each in outcomes)),
                ),
                medium="page",
            ),
            Paragraphs(
                "reasons",
                heading="Why",
                sentences=tuple(sentence for each in result.reasons for sentence in each.sentences),
            ),
            Paragraphs(
                "uncertainty",
                heading="How sure that is",
                sentences=tuple(
                    sentence
                    for each in verdicts
                    for sentence in (
                        text.convergence_sentence(result, each),
                        text.dummy_sentence(result, each),
                    )
                ),
            ),
            Paragraphs("method", heading="How it was done", sentences=_method(result)),
            Paragraphs("limits", (*result.notes, *_limits(result), NOT_A_FORECAST), tone="note"),
            *figures,
            table,
        ),
        answer=answer_of(result, verdicts, asked),
    )


def _excerpts(result: Sensitivity, important: pd.DataFrame, table: Table) -> Iterator[Excerpt]:
    """Cut out of the table the largest indices of each outcome."""
    main = result.question.method.main
    for outcome, every in important.groupby("outcome", sort=False):
        rows = every.head(MOST_ROWS)
        yield excerpt(
            table,
            rows.assign(
                name=[text.title_of(result.question, name) for name in rows["factor"]],
                index=[text.written(*each) for each in zip(rows["value"], rows["index_unit"], strict=True)],
                interval=[
                    f"{text.written(low, unit)} to {text.written(high, unit)}"
                    for low, high, unit in zip(rows["low"], rows["high"], rows["index_unit"], strict=True)
                ],
            ),
            {str(outcome): "{name}", main: "{index}", "95 % interval": "{interval}", "rests on": "{grade}"},
            numbers=(main, "95 % interval"),
        )


def _limits(result: Sensitivity) -> list[str]:
    question = result.question
    said = [
        "An index says how much an outcome hangs on an assumption over its range, not how likely a value is: "
        "wider ranges have larger indices.",
        "Factors are varied independently of each other.",
    ]
    if isinstance(question.ranges, OwnSource):
        said.append(f"What {question.ranges} ties together among parameters is taken apart.")
    if question.ranges == "accepted":
        said.append(
            "What calibration tied together among accepted values is taken apart: each parameter that the "
            "study's patterns inform runs through its own accepted values."
        )
    if question.keep is not None:
        said.append("What the screening left out stands at its central value, and its interactions with it.")
    if question.method.dummy:
        lucks = "two lucks a replicate" if question.method.signed else "ten lucks"
        said.append(f"Of chance, {question.method.name} sees no more than how {lucks} differ.")
    return said


def _method(result: Sensitivity) -> tuple[str, ...]:
    question = result.question
    method = question.method
    said = [
        f"{method.title}: for each factor, {method.asks}.",
        f"{text.caption(result)} What is not varied stands at its central value, or as the scenario says.",
    ]
    if method.chance and any(each.name == LUCK for each in question.factors):
        said.append(
            "Chance is a factor like the others: runs that share its value share every draw, so that a "
            "factor the scenario does not use changes nothing at all."
        )
    if not method.chance:
        said.append(
            f"Each point is the mean over the same {method.averaged} lucks, since chance has no slope."
        )
    if question.keep is not None:
        said.append(f"A Morris screening kept the {question.keep} factors that matter most for any outcome.")
    if question.against is not None:
        said.append(
            "Both scenarios are run with the same factors and the same luck; outcomes are differences."
        )
    return tuple(said)


def _table(result: Sensitivity) -> Table:
    main = result.question.method.indices[result.question.method.main]
    return Table(
        "important",
        "The assumptions that matter most",
        f"{text.beginning(main)} at month {result.question.month}, with its 95 % interval, "
        "the range that the factor was varied over, and what that rests on.",
        columns=(
            Column("rank", "rank"),
            Column("title", "what it is"),
            Column("factor", "name"),
            Column("value", "index", unit_in="index_unit"),
            Column("low", "95 % interval", unit_in="index_unit", to="high"),
            Column("range", "varied over"),
            Column("grade", "grade"),
            Column("source", "source"),
        ),
        group="outcome",
    )
