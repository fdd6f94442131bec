"""On one screen what one thing brings about: whether anything, how far it goes, what lasts."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.cascade.by_cause import text
from analysis.cascade.by_cause.analysis import ByCause
from analysis.cascade.text import rows_of
from analysis.report.document import Answer, Excerpt, NextStep
from sim.inputs.evidence import load_evidence

SAID = 2  # sentences on how much and how far
MOST_ROWS = 5


def answer_of(found: ByCause, table: Excerpt | None, question: str, caption: str) -> Answer:
    """Give the answer alone.

    Parameters
    ----------
    found : ByCause
    table : Excerpt, optional
        What is brought about; None where nothing is.
    question, caption : str
        What was asked, and over how many runs.
    """
    first, *others = text.findings(found)
    return Answer(
        question=question,
        recommendation=first,
        sentences=(*others[:SAID], *text.steps(found, 1)),
        table=table,
        key="In runs: share of runs; month: median; lasts: to the end; otherwise never: would not begin."
        if table
        else "",
        confidence=f"{caption} Both histories have the same luck, so that what differs has it as its cause.",
        unknown="what is less than a problem's threshold, which is an assumption, is not seen.",
        next_steps=tuple(_steps(found)),
    )


def _steps(found: ByCause) -> Iterator[NextStep]:
    links = [row["link"] for row in rows_of(found.steps) if row["link"] in load_evidence().links]
    if links:
        yield NextStep("To read what the study says of its main step", f"mcn explain {links[0]}")
