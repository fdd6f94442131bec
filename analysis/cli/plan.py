"""The command that chooses levers within a budget."""

from __future__ import annotations

from analysis.cli.app import app
from analysis.cli.options import answers
from analysis.plan.question import Question


@answers(app, Question, "Choose levers within a budget.")
def plan(question: Question) -> None:
    """Choose levers within a budget: every bundle of them over many futures, and which choice holds up."""
    from analysis.plan.command import plan_budget

    plan_budget(question)
