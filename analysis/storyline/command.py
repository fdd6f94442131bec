"""What `mcn storyline` does: run many, choose three by a rule, tell them."""

from __future__ import annotations

from analysis.report.terminal import console, print_document, print_json
from analysis.runs import session
from analysis.storyline import document
from analysis.storyline.evaluate import histories, outcome_of
from analysis.storyline.question import StorylineQuestion


def storyline(question: StorylineQuestion) -> None:
    """Tell the network's story in a usual, a lucky and an unlucky run."""
    outcome = outcome_of(question.by)
    scenario = session.load_one(question.scenario, question.horizon)
    with session.progress(question.runs, "runs") as bar:
        result = histories(
            scenario, question.runs, question.seed, question.source, workers=question.threads, progress=bar
        )
    told = document.storylines(result, outcome)
    if question.json:
        print_json(document.answer_of(told, result, outcome))
    else:
        print_document(console(), document.document_of(told, result, outcome))
