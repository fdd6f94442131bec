"""The document of a storyline, and all of it as plain numbers, strings and lists."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.report.document import Document, Paragraphs
from analysis.statistics.comparison import records
from analysis.storyline import analysis, text
from sim.model.outcomes import Outcome
from sim.simulation import Result

TO_JUDGE = (
    "For whoever knows such a network, run by run: has it gone like this where you are? Could it have? Which "
    "sentence could not be so, and what is missing that would have happened?"
)
LIMITS = (
    "Three runs of many, under one set of assumptions: other assumptions, other runs. What a lever does is "
    "told by mcn compare."
)


def storylines(result: Result, outcome: Outcome) -> list[text.Storyline]:
    """Give the three runs with what happened in them, beside all runs."""
    found = analysis.events(result)
    shares = analysis.how_often(found, result.runs)
    months = [0, *(each[-1] for each in text.years_told(result.scenario))]
    ends = analysis.ends_of_years(result, months)
    return [
        text.Storyline(which, int(run), found[found["run"] == run], shares, ends, result.scenario)
        for which, run, _ in analysis.chosen(result, outcome).itertuples(index=False)
    ]


def document_of(told: list[text.Storyline], result: Result, outcome: Outcome) -> Document:
    """Write the document."""
    title = f"{result.scenario.title}: a usual, a lucky and an unlucky run"
    runs = tuple(
        Paragraphs(
            "story", tuple(text.paragraphs(each)), heading=f"{each.which.capitalize()} (run {each.run})"
        )
        for each in told
    )
    return Document(
        kind="storyline",
        title=title,
        blocks=(
            Paragraphs("question", (title,), tone="chosen"),
            Paragraphs("method", (text.rule(outcome, result.runs),), tone="note"),
            Paragraphs("story", (text.introduction(result.scenario, told[0].ends),)),
            *runs,
            Paragraphs("limits", (TO_JUDGE, LIMITS), tone="note"),
        ),
    )


def answer_of(told: list[text.Storyline], result: Result, outcome: Outcome) -> dict[str, Any]:
    """Give all of it: which runs, by which rule, every event and in what share of all runs it happens."""
    return {
        "kind": "storyline",
        "scenario": result.scenario.name,
        "title": result.scenario.title,
        "runs": result.runs,
        "seed": result.seed,
        "parameters": result.parameters,
        "by": outcome.name,
        "rule": text.rule(outcome, result.runs),
        "introduction": text.introduction(result.scenario, told[0].ends),
        "chosen": records(analysis.chosen(result, outcome)),
        "storylines": [
            {"which": each.which, "run": each.run, "years": text.paragraphs(each), "events": _events(each)}
            for each in told
        ],
    }


def _events(each: text.Storyline) -> list[dict[str, Any]]:
    keys = pd.MultiIndex.from_frame(each.events[["what", "about"]])
    return records(each.events.assign(share_of_runs=each.shares.reindex(keys).to_numpy()))
