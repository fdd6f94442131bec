"""Commands that run scenarios and fill folders."""

from __future__ import annotations

from analysis.calibrate.question import Question as CalibrationQuestion
from analysis.cascade.question import Question as CascadeQuestion
from analysis.cli.app import app
from analysis.cli.question_options import answers
from analysis.compare.question import Question as ComparisonQuestion
from analysis.compare.question import RunQuestion
from analysis.plan.question import Question as PlanQuestion
from analysis.sensitivity.question import Question as SensitivityQuestion
from analysis.story.question import StoryQuestion
from analysis.storyline.question import StorylineQuestion


@answers(app, ComparisonQuestion, "Compare scenarios with a base scenario.")
def compare(question: ComparisonQuestion) -> None:
    """Compare scenarios with a base: what changes, how surely, what it costs and who pays."""
    from analysis.compare.command import compare_scenarios

    compare_scenarios(question)


@answers(app, RunQuestion, "Run one scenario.")
def run(question: RunQuestion) -> None:
    """Run one scenario: its course over time, and a page of figures."""
    from analysis.compare.command import run_scenario

    run_scenario(question)


@answers(app, SensitivityQuestion, "Ask which assumptions drive an answer, and why.")
def sensitivity(question: SensitivityQuestion) -> None:
    """Vary assumptions over their ranges: which matter, how much, when, and through which flows."""
    from analysis.sensitivity.command import find_what_matters

    find_what_matters(question)


@answers(app, CascadeQuestion, "Show how one problem brings about the next.")
def cascade(question: CascadeQuestion) -> None:
    """Show how problems bring about one another, or what one thing sets off: a shock, a barrier, a change."""
    from analysis.cascade.command import cascade

    cascade(question)


@answers(app, StoryQuestion, "Tell one organisation's story in one run.")
def story(question: StoryQuestion) -> None:
    """Tell what one organisation did in one run and what befell it: meetings, staff, money, ties, records."""
    from analysis.story.command import story

    story(question)


@answers(app, StorylineQuestion, "Tell a usual, a lucky and an unlucky run of a network.")
def storyline(question: StorylineQuestion) -> None:
    """Tell a network's story in a usual, a lucky and an unlucky run, chosen by a rule, to be judged."""
    from analysis.storyline.command import storyline

    storyline(question)


@answers(app, PlanQuestion, "Choose levers within a budget.")
def plan(question: PlanQuestion) -> None:
    """Choose levers within a budget: every bundle of them over many futures, and which choice holds up."""
    from analysis.plan.command import plan_budget

    plan_budget(question)


@answers(app, CalibrationQuestion, "Keep the parameter sets that agree with your own figures.")
def calibrate(question: CalibrationQuestion) -> None:
    """Keep the parameter sets that agree with your own monthly figures; see what these say and predict."""
    from analysis.calibrate.command import calibrate_to_targets

    calibrate_to_targets(question)
