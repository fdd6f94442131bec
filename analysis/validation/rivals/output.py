"""What the folder of a comparison with rivals holds: tables, a figure and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.report.document import Figure
from analysis.report.style import boxes_for_missing_signs
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme
from analysis.statistics.comparison import records
from analysis.validation.rivals import figures
from analysis.validation.rivals.analysis import (
    Contrast,
    effect_frame,
    pattern_frame,
    ranking_frame,
    summary_frame,
    tau_frame,
)
from analysis.validation.rivals.document import rivals_document
from analysis.validation.rivals.evaluate import RivalRuns
from analysis.validation.rivals.questions import Question

TABLES = {
    "models": "a row for each model: patterns lost and won, rankings turned round, worse choices",
    "patterns": "whether each pattern holds in each model, and in what share of runs",
    "rankings": "by model, question and measure: tau, pairs turned round, first choice and its loss",
    "taus": "Kendall's tau of the levers' ranks with its interval, by model and measure",
    "effects": "what each thing that was ranked changes in each model, the mean over the runs",
    "checks/": "in which runs each pattern holds, and its effect",
    "QUESTION/": "of each question: what every item changes in every run",
}
NOTE = "Items of a question are numbered in the order in which effects lists them."


@boxes_for_missing_signs()
def fill(
    folder: Folder,
    found: Sequence[Contrast],
    runs: Mapping[str, RivalRuns],
    asked: Mapping[str, Question],
    said: Mapping[str, Any],
    hypothesis: str = "",
) -> None:
    """Write tables, the figure and the answer.

    Parameters
    ----------
    folder : Folder
    found, runs, asked
        As :mod:`analysis.validation.rivals` gives them.
    said : mapping
        What was asked, as the answer repeats it.
    hypothesis : str
        What was expected.
    """
    write_readme(folder, TABLES, NOTE)
    tables = tables_of(found, runs, asked)
    for name, table in tables.items():
        folder.table(name, table.map(_cell))
    figure = _ranks(folder, tables["taus"], runs)
    document = rivals_document(found, asked)
    document = replace(document, hypothesis=hypothesis, blocks=(*document.blocks, figure))
    told = {name: records(table) for name, table in tables.items() if name != "effects"}
    answer = {"kind": "validation", **said, **told}
    write_answer(folder, answer, document)


def _cell(value: Any) -> Any:
    """Write several names into one cell."""
    return "; ".join(value) if isinstance(value, list) else value


def tables_of(
    found: Sequence[Contrast], runs: Mapping[str, RivalRuns], asked: Mapping[str, Question]
) -> dict[str, pd.DataFrame]:
    """Give the tables by name."""
    return {
        "models": summary_frame(found),
        "patterns": pattern_frame(found),
        "rankings": ranking_frame(found),
        "taus": tau_frame(runs),
        "effects": effect_frame(runs, asked),
    }


def _ranks(folder: Folder, table: pd.DataFrame, runs: Mapping[str, RivalRuns]) -> Figure:
    described = figures.described(table, sum(map(len, next(iter(runs.values())).parts)))
    draw(folder, "ranks", figures.ranks(table, title=described.title, caption=described.caption))
    return described
