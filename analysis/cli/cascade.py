"""The command that follows problems through a network."""

from __future__ import annotations

from analysis.cascade.question import Question
from analysis.cli.app import app
from analysis.cli.options import answers


@answers(app, Question, "Show how one problem brings about the next.")
def cascade(question: Question) -> None:
    """Show how problems bring about one another: order, map, one run's story, and barriers removed."""
    from analysis.cascade.command import cascade

    cascade(question)
