"""The document of a story, and all of it as plain numbers, strings and lists."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.report.document import Document, Paragraphs
from analysis.statistics.comparison import records
from analysis.story import text
from analysis.story.analysis import Life

ONE_OF_MANY = "One run of many, under one set of assumptions: it may go so, and it may go otherwise."
NOT_ALL = "What counts most in each year is told; --full tells everything, month by month."


def document_of(events: pd.DataFrame, life: Life, *, full: bool) -> Document:
    """Write the document."""
    scenario = life.result.scenario
    title = f"{life.name} in run {life.run} of: {scenario.title}"
    told = text.sentences(events, life) if full else text.paragraphs(events, life)
    return Document(
        kind="story",
        title=title,
        blocks=(
            Paragraphs("question", (title,), tone="chosen"),
            Paragraphs("story", (text.introduction(life), *told, text.ending(life))),
            Paragraphs("limits", (ONE_OF_MANY, *(() if full else (NOT_ALL,))), tone="note"),
        ),
    )


def answer_of(events: pd.DataFrame, life: Life) -> dict[str, Any]:
    """Give all of it, whether it is told in full or not."""
    result = life.result
    return {
        "kind": "story",
        "organisation": life.name,
        "scenario": result.scenario.name,
        "title": result.scenario.title,
        "run": life.run,
        "seed": result.seed,
        "parameters": result.parameters,
        "introduction": text.introduction(life),
        "years": text.paragraphs(events, life),
        "ending": text.ending(life),
        "events": records(events.assign(text=text.sentences(events, life))),
    }
