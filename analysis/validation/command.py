"""What `mcn validate` and `mcn study` do once their question are read."""

from __future__ import annotations

from typing import Any

from analysis.report.terminal import console, print_json
from analysis.runs import session
from analysis.runs.session import ready
from analysis.statistics.comparison import records
from analysis.validation import terminal
from analysis.validation.question import StudyQuestion, ValidationQuestion


def validate_model(question: ValidationQuestion) -> None:
    """Check the patterns of the study, and print the verdicts, failures first."""
    from analysis import validation

    ready(question)
    with session.progress(question.count, "runs") as progress:
        verdicts = validation.validate(
            question.count, question.seed, question.parameters, workers=question.threads, progress=progress
        )
    if question.json:
        print_json(_validation(question, patterns=records(validation.frame_of(verdicts))))
    else:
        terminal.print_verdicts(console(), verdicts)


def ablate_model(question: ValidationQuestion) -> None:
    """Hold the model without each weak link, and its rivals, against the same patterns."""
    from analysis import validation
    from analysis.validation import rivals

    ready(question)
    with session.progress(question.count, "runs") as progress:
        found = rivals.contrasts(
            validation.CHECKS,
            question.count,
            question.seed,
            question.parameters,
            workers=question.threads,
            progress=progress,
        )
    if question.json:
        effects = [{"model": each.name, **row} for each in found for row in records(each.effects)]
        print_json(
            _validation(
                question,
                models=records(rivals.summary_of(found)),
                patterns=records(rivals.frame_of_contrasts(found)),
                levers=effects,
            )
        )
    else:
        terminal.print_contrasts(console(), found)


def _validation(question: ValidationQuestion, **tables_of_it: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "validation",
        "runs": question.count,
        "seed": question.seed,
        "parameters": question.parameters,
        **tables_of_it,
    }


def repeat_study(question: StudyQuestion) -> None:
    """Repeat the study in month 0 of a scenario, and print what came of it beside what the study found."""
    from analysis.validation import study_report, virtual_study
    from sim import simulate

    (scenario,) = session.load([question.scenario])
    ready(question)
    with session.progress(question.runs, "runs") as progress:
        result = simulate(
            scenario,
            question.runs,
            question.seed,
            parameters=question.parameters,
            months=[virtual_study.MONTH],
            organisations=True,
            workers=question.threads,
            progress=progress,
        )
    answer = study_report.answer(virtual_study.virtual_study(result), result)
    if question.json:
        print_json(answer)
    else:
        terminal.print_study(console(), answer)
