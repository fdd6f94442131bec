"""What the folder of a cascade holds: tables, figures and the answer."""

from __future__ import annotations

from typing import Any

from analysis.cascade import figures, problem_map_figure
from analysis.cascade.analysis import Cascade
from analysis.cascade.document import document_of
from analysis.report.document import Document, Paragraphs
from analysis.report.style import boxes_for_missing_signs
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme
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
    "precedence": "how often one problem was there before another",
    "links": "what each problem carried into the others, link by link",
    "story": "one run month by month",
    "removals": "each outcome with every set of barriers removed",
    "shares": "the barriers' Shapley shares, and what is lacking anyway",
    "no_longer": "which problems no longer begin or hold with barriers removed",
    "without_weak_links": "what the links drawn carry with each weak link cut",
}


@boxes_for_missing_signs()
def fill(folder: Folder, found: Cascade, hypothesis: str = "") -> None:
    """Write tables, figures and the answer of a cascade."""
    for name in TABLES:
        if not name.endswith("/"):
            folder.table(name, getattr(found, name))
    write_readme(folder, TABLES, "Those that end in / are long, and so no CSV.")
    document = document_of(found, hypothesis)
    _draw(folder, found, document)
    write_answer(folder, answer_of(found, document), document)


def _draw(folder: Folder, found: Cascade, document: Document) -> None:
    words = {each.name: {"title": each.title, "caption": each.caption} for each in document.figures}
    since, month = found.experiment.since, found.experiment.scenario.horizon
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


def answer_of(found: Cascade, document: Document) -> dict[str, Any]:
    """Give all of it as plain numbers, strings and lists."""
    experiment = found.experiment
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
        "parameter_sets": found.sets,
        "seed": experiment.seed,
        "parameters": experiment.parameters,
        "outcomes": [each.name for each in found.outcomes],
        "onsets": records(found.onsets),
        "links": records(found.links),
        "not_drawn": found.left_out,
        "chains": [[step._asdict() for step in each] for each in found.chains],
        "story": {
            "run": found.run,
            "asked_for": found.chosen,
            "sentences": list(found.sentences),
            "left_out": found.untold,
        },
        **{name: records(getattr(found, name)) for name in REMOVED},
        "sentences": [
            sentence
            for block in document.on_screen()
            if isinstance(block, Paragraphs) and block.role in SENTENCES and block.tone != "note"
            for sentence in block.sentences
        ],
    }
