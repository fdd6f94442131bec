"""Commands that run scenarios and fill folders."""

from __future__ import annotations

from analysis.cli.app import app
from analysis.cli.options import answers
from analysis.compare.question import Question, RunQuestion


@answers(app, Question, "Compare scenarios with a base scenario.")
def compare(question: Question) -> None:
    """Compare scenarios with a base: what changes, how surely, what it costs and who pays."""
    from analysis.compare.command import compare_scenarios

    compare_scenarios(question)


@answers(app, RunQuestion, "Run one scenario.")
def run(question: RunQuestion) -> None:
    """Run one scenario: its course over time, and a page of figures."""
    from analysis.compare.command import run_scenario

    run_scenario(question)
