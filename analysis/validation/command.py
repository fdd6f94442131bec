"""What `mcn validate`, `mcn study` and `mcn loops` do once their questions are read."""

from __future__ import annotations

from typing import Any

from analysis.report.terminal import console, print_document, print_json
from analysis.runs import session
from analysis.statistics.comparison import records
from analysis.validation import document
from analysis.validation.question import LoopsQuestion, StudyQuestion, ValidationQuestion


def validate_model(question: ValidationQuestion) -> None:
    """Check the patterns of the study, and print the verdicts, failures first."""
    from analysis import validation

    with session.evaluator(question, None, question.count, large=True) as evaluate:
        verdicts = validation.validate(question.count, question.seed, question.source, evaluator=evaluate)
    if question.json:
        print_json(_validation(question, patterns=records(validation.frame_of(verdicts))))
    else:
        print_document(console(), document.validation_document(verdicts))


def ablate_model(question: ValidationQuestion) -> None:
    """Hold the model without each weak link, and its rivals, against the same patterns."""
    from analysis import validation
    from analysis.validation import rivals

    with session.evaluator(question, None, question.count, large=True) as evaluate:
        contrasts = rivals.contrasts(
            validation.CHECKS, question.count, question.seed, question.source, evaluator=evaluate
        )
    if question.json:
        effects = [{"model": each.name, **row} for each in contrasts for row in records(each.effects)]
        print_json(
            _validation(
                question,
                models=records(rivals.summary_of(contrasts)),
                patterns=records(rivals.frame_of_contrasts(contrasts)),
                levers=effects,
            )
        )
    else:
        print_document(console(), document.ablation_document(contrasts))


def _validation(question: ValidationQuestion, **tables: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "validation",
        "runs": question.count,
        "seed": question.seed,
        "parameters": question.source,
        **tables,
    }


def repeat_study(question: StudyQuestion) -> None:
    """Repeat the study in month 0 of a scenario, and print what came of it beside what the study found."""
    from analysis.validation import study_report
    from analysis.validation.evaluate import repeated_study

    (scenario,) = session.load([question.scenario])
    how = (question.seed, question.source)
    with session.evaluator(question, None, question.runs, large=True) as evaluate:
        study = repeated_study(scenario, question.runs, *how, evaluate)
    answer = study_report.answer(study, scenario, *how)
    if question.json:
        print_json(answer)
    else:
        print_document(console(), document.study_document(answer))


def measure_loops(question: LoopsQuestion) -> None:
    """Measure the reinforcing loops of a scenario, and print the gain of each."""
    from analysis.validation.loops import measured_loops

    (scenario,) = session.load([question.scenario])
    how = (question.runs, question.seed, question.source)
    with session.evaluator(question, None, question.runs, large=True) as evaluate:
        found = measured_loops(scenario, *how, evaluator=evaluate)
    answer = {
        "kind": "loops",
        "scenario": scenario.name,
        "title": scenario.title,
        "runs": question.runs,
        "seed": question.seed,
        "parameters": question.source,
        "loops": records(found.gains),
        "starts": records(found.starts),
    }
    if question.json:
        print_json(answer)
    else:
        print_document(console(), document.loops_document(answer))
