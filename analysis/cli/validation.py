"""Commands that hold the model against the study."""

from __future__ import annotations

from analysis.cli.app import app
from analysis.cli.question_options import answers
from analysis.validation.question import LoopsQuestion, StudyQuestion, ValidationQuestion


@answers(app, ValidationQuestion, "Hold the model against the study.")
def validate(question: ValidationQuestion) -> None:
    """Check every pattern of the study: which hold, in what share of paired runs, and which fail."""
    from analysis.validation import command

    (command.compare_rivals if question.rivals else command.validate_model)(question)


@answers(app, StudyQuestion, "Repeat the study inside the model.")
def study(question: StudyQuestion) -> None:
    """Repeat the study in month 0: who would have taken part, beside those who did."""
    from analysis.validation.command import repeat_study

    repeat_study(question)


@answers(app, LoopsQuestion, "Measure the reinforcing loops.")
def loops(question: LoopsQuestion) -> None:
    """Measure the gain of each loop, and whether a network that starts low or high stays so."""
    from analysis.validation.command import measure_loops

    measure_loops(question)
