"""What `mcn story` does: run one run, find what happened, tell it."""

from __future__ import annotations

from analysis.report.terminal import console, print_document, print_json
from analysis.runs import session
from analysis.story import document
from analysis.story.analysis import events
from analysis.story.evaluate import life_of
from analysis.story.question import StoryQuestion


def story(question: StoryQuestion) -> None:
    """Tell what one organisation did in one run, and what befell it."""
    scenario = session.load_one(question.scenario, question.horizon)
    life = life_of(scenario, question.organisation, question.run, question.seed, question.source)
    found = events(life)
    if question.json:
        print_json(document.answer_of(found, life))
    else:
        print_document(console(), document.document_of(found, life, full=question.full))
