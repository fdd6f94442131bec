"""The command that asks which assumptions drive an answer."""

from __future__ import annotations

from analysis.cli.app import app
from analysis.cli.options import answers
from analysis.sensitivity.question import Question


@answers(app, Question, "Ask which assumptions drive an answer, and why.")
def sensitivity(question: Question) -> None:
    """Vary assumptions over their ranges: which matter, how much, when, and through which flows."""
    from analysis.sensitivity.command import find_what_matters

    find_what_matters(question)
