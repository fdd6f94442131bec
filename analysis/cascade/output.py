"""What the folder of a cascade holds: tables, figures and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.cascade import figures, problem_map_figure
from analysis.cascade.document import Cascade, document_of
from analysis.cascade.evaluate import Experiment
from analysis.report.document import Document, Figure, Paragraphs
from analysis.report.style import boxes_for_missing_signs
from analysis.runs.folder import draw, write_answer, write_readme
from analysis.runs.store import Folder
from analysis.statistics.comparison import records

SENTENCES = ("findings", "reasons", "unintended", "limits")  # what stands beside the tables on a screen
TABLES = {
    "problems/": "when each problem held, in every run: organisation (empty: the network), onset, end",
    "cascade/": "what each problem had in the onsets of the others, in the first runs",
    "outcomes/": "every outcome of every run at the horizon, as it is",
    "removed/": "the same with every set of barriers removed",
    "prevented/": "which problems no longer begin or hold, run by run, with barriers removed",
    "cascade_without/": "the cascade with each weak link cut",
    "onsets": "when each problem begins, and how widely it holds",
    "precedence": "how often one problem was there before another",
    "links": "what each problem carried into the others, link by link",
    "story": "one run month by month",
    "removals": "each outcome with every set of barriers removed",
    "shares": "the barriers' Shapley shares, and what is lacking anyway",
    "no_longer": "which problems no longer begin or hold with barriers removed",
    "without_weak_links": "what the links drawn carry with each weak link cut",
}


@boxes_for_missing_signs()
def fill(
    folder: Folder, asked: Experiment, found: Cascade, order: pd.DataFrame, hypothesis: str = ""
) -> None:
    """Write tables, figures and the answer of a cascade; `order`: how often one problem preceded another."""
    written = {
        "onsets": found.onsets,
        "precedence": order,
        "links": found.links,
        "story": found.story,
        "removals": found.removals,
        "shares": found.shares,
        "no_longer": found.no_longer,
        "without_weak_links": found.without,
    }
    for name, table in written.items():
        folder.table(name, table)
    write_readme(folder, TABLES, "Those that end in / are long, and so no CSV.")
    document = document_of(asked, found, hypothesis)
    _draw(folder, asked, found, {each.name: each for each in document.figures})
    write_answer(folder, answer_of(asked, found, document), document)


def _draw(folder: Folder, asked: Experiment, found: Cascade, described: Mapping[str, Figure]) -> None:
    words = {name: {"title": each.title, "caption": each.caption} for name, each in described.items()}
    month, since = asked.scenario.horizon, asked.since
    drawn = {
        "map": problem_map_figure.problem_map(
            found.shown, found.links, found.onsets, month=month, since=since, **words["map"]
        ),
        "onsets": figures.onset_figure(found.onsets, since=since, horizon=month, **words["onsets"]),
        "knockouts": figures.knockout_figure(
            found.shares, found.removals, found.outcomes, **words["knockouts"]
        ),
    }
    for name, figure in drawn.items():
        draw(folder, name, figure)


def answer_of(asked: Experiment, found: Cascade, document: Document) -> dict[str, Any]:
    """Give all of it as plain numbers, strings and lists."""
    scenario = asked.scenario
    return {
        "kind": "cascade",
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "month": scenario.horizon,
        "since": asked.since,
        "runs": asked.runs,
        "replayed": asked.replayed,
        "parameter_sets": found.sets,
        "seed": asked.seed,
        "parameters": asked.parameters,
        "outcomes": [each.name for each in found.outcomes],
        "onsets": records(found.onsets),
        "links": records(found.links),
        "not_drawn": found.left_out,
        "chains": [[step._asdict() for step in each] for each in found.chains],
        "story": {
            "run": found.run,
            "asked_for": found.chosen,
            "sentences": list(found.told),
            "left_out": found.untold,
        },
        "removals": records(found.removals),
        "shares": records(found.shares),
        "no_longer": records(found.no_longer),
        "without_weak_links": records(found.without),
        "sentences": [
            sentence
            for block in document.on_screen()
            if isinstance(block, Paragraphs) and block.role in SENTENCES and block.tone != "note"
            for sentence in block.sentences
        ],
    }
