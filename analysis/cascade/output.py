"""What the folder of a cascade holds: tables, figures and the answer."""

from __future__ import annotations

from typing import Any

from analysis.cascade import figures, problem_map_figure
from analysis.cascade.analysis import Cascade
from analysis.cascade.document import document_of
from analysis.report.document import Document, Paragraphs
from analysis.report.style import boxes_for_missing_signs
from analysis.runs import inputs_table
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme, write_tables
from analysis.runs.inputs_table import sets_of_runs, write_inputs
from analysis.statistics.comparison import records

SENTENCES = ("findings", "reasons", "unintended", "limits")  # what stands beside the tables on a screen
REMOVED = ("removals", "shares", "no_longer", "without_weak_links")  # tables of the answer
TABLES = {
    "problems/": "when each problem held, in every run: organisation (empty: the network), onset, end",
    "cascade/": "what each problem had in the onsets of the others, in the first runs",
    "outcomes/": "every outcome of every run at the horizon, as it is",
    "removed/": "the same with every set of barriers removed",
    "prevented/": "which problems no longer begin or hold, run by run, with barriers removed",
    "cascade_without/": "the cascade with each weak link cut",
    "onsets": "when each problem begins, and how widely it holds",
    "links": "what each problem carried into the others, link by link",
    "story": "one run month by month",
    "removals": "each outcome with every set of barriers removed",
    "shares": "the barriers' Shapley shares, and what is lacking anyway",
    "no_longer": "which problems no longer begin or hold with barriers removed",
    "without_weak_links": "what the links drawn carry with each weak link cut",
}


@boxes_for_missing_signs()
def fill(folder: Folder, cascade: Cascade, hypothesis: str = "", asked: str = "") -> None:
    """Write the answer, then tables and figures of a cascade."""
    document = document_of(cascade, hypothesis, asked)
    write_answer(folder, answer_of(cascade, document), document)
    write_tables(folder, TABLES, cascade)
    how = cascade.experiment
    sets = sets_of_runs(how.runs, how.parameters, 1, how.seed)
    write_inputs(folder, {how.scenario.name: how.scenario}, sets, how.seed, how.parameters)
    write_readme(
        folder,
        {**TABLES, inputs_table.TABLE: inputs_table.WHAT},
        "Those that end in / are long, and so no CSV.",
    )
    _draw(folder, cascade, document)


def _draw(folder: Folder, cascade: Cascade, document: Document) -> None:
    words = {each.name: {"title": each.title, "caption": each.caption} for each in document.figures}
    since, month = cascade.experiment.since, cascade.experiment.scenario.horizon
    drawn = {
        "map": problem_map_figure.problem_map(
            cascade.shown, cascade.links, cascade.onsets, month=month, since=since, **words["map"]
        ),
        "onsets": figures.onset_figure(cascade.onsets, since=since, horizon=month, **words["onsets"]),
        "knockouts": figures.knockout_figure(
            cascade.shares, cascade.removals, cascade.outcomes, **words["knockouts"]
        ),
    }
    for name, figure in drawn.items():
        draw(folder, name, figure)


def answer_of(cascade: Cascade, document: Document) -> dict[str, Any]:
    """Give all of it as plain numbers, strings and lists."""
    experiment = cascade.experiment
    scenario = experiment.scenario
    return {
        "kind": "cascade",
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "month": scenario.horizon,
        "since": experiment.since,
        "runs": experiment.runs,
        "replayed": experiment.replayed,
        "parameter_sets": cascade.sets,
        "seed": experiment.seed,
        "parameters": experiment.parameters,
        "outcomes": [each.name for each in cascade.outcomes],
        "onsets": records(cascade.onsets),
        "links": records(cascade.links),
        "not_drawn": cascade.left_out,
        "chains": [[step._asdict() for step in each] for each in cascade.chains],
        "story": {
            "run": cascade.run,
            "asked_for": cascade.chosen,
            "sentences": list(cascade.sentences),
            "left_out": cascade.untold,
        },
        **{name: records(getattr(cascade, name)) for name in REMOVED},
        "sentences": [
            sentence
            for block in document.on_screen()
            if isinstance(block, Paragraphs) and block.role in SENTENCES and block.tone != "note"
            for sentence in block.sentences
        ],
    }
