"""What the folder of one thing's doing holds: tables, figures and the answer."""

from __future__ import annotations

from typing import Any

from analysis.cascade.by_cause import figures
from analysis.cascade.by_cause.analysis import ByCause
from analysis.cascade.by_cause.document import document_of, shown_steps
from analysis.report.document import Document, Paragraphs
from analysis.report.style import boxes_for_missing_signs
from analysis.runs import inputs_table
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme, write_tables
from analysis.runs.inputs_table import sets_of_runs, write_inputs
from analysis.statistics.comparison import numbered, records

TABLES = {
    "brought_about/": "what begins, or stays, with the thing and not without it, run by run",
    "kept_away/": "the same the other way round",
    "traced/": "of the first runs the same, and what each hangs on: through which states, tie and link",
    "runs/": "the parameter set and the luck of each run",
    "measures": "how much came of it, how deep, how far and how fast it went, and whether it came back",
    "problems": "how often and when each problem is brought about",
    "steps": "in what share of runs each step from one to the next is seen",
    "ties": "along which ties it came",
}


@boxes_for_missing_signs()
def fill(folder: Folder, found: ByCause, hypothesis: str = "") -> None:
    """Write the answer, then tables and figures."""
    document = document_of(found, hypothesis)
    write_answer(folder, answer_of(found, document), document)
    write_tables(folder, TABLES, found)
    how = found.experiment
    names = numbered([how.pair.one.name, how.pair.other.name])
    scenarios = dict(zip(names, (how.pair.one, how.pair.other), strict=True))
    sets = sets_of_runs(how.runs, how.parameters, 1, how.seed)
    write_inputs(folder, scenarios, sets, how.seed, how.parameters)
    write_readme(
        folder,
        {**TABLES, inputs_table.TABLE: inputs_table.WHAT},
        "Those that end in / are long, and so no CSV.",
    )
    _draw(folder, found, document)


def _draw(folder: Folder, found: ByCause, document: Document) -> None:
    words = {each.name: {"title": each.title, "caption": each.caption} for each in document.figures}
    pair, every = found.experiment.pair, len(found.apart.runs)
    drawn = {
        "onsets": figures.onset_figure(
            found.problems, month=pair.month, horizon=pair.one.horizon, **words["onsets"]
        ),
        "places": figures.place_figure(
            found.apart.brought_about, found.ties, pair.one.network, pair.where, every, **words["places"]
        ),
        "steps": figures.step_figure(shown_steps(found), **words["steps"]),
    }
    for name, figure in drawn.items():
        draw(folder, name, figure)


def answer_of(found: ByCause, document: Document) -> dict[str, Any]:
    """Give all of it as plain numbers, strings and lists."""
    how = found.experiment
    return {
        "kind": "cascade",
        "scenario": how.start,
        "thing": how.pair.thing,
        "title": document.title,
        "question": document.question,
        "since": how.pair.month,
        "month": how.pair.one.horizon,
        "runs": how.runs,
        "followed_back": found.apart.followed,
        "parameter_sets": found.sets,
        "seed": how.seed,
        "parameters": how.parameters,
        **{name: records(getattr(found, name)) for name in ("measures", "problems", "steps", "ties")},
        "chain": {"run": found.run, "steps": records(found.told)},
        "sentences": [
            sentence
            for block in document.on_screen()
            if isinstance(block, Paragraphs) and block.role != "key" and block.tone != "note"
            for sentence in block.sentences
        ],
    }
