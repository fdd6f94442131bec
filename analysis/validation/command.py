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


def compare_rivals(question: ValidationQuestion) -> None:
    """Hold simpler rivals against the same patterns, and rank by them what planners choose from."""
    from analysis.validation import CHECKS
    from analysis.validation.rivals import analysis, evaluate, models
    from analysis.validation.rivals.document import rivals_document

    setting = evaluate.Setting(question.count, question.seed, question.source)
    with session.evaluator(question, None, question.count, large=True) as evaluator:
        runs, asked = evaluate.run_rivals(list(CHECKS), setting, evaluator)
    contrasts = analysis.contrasts(CHECKS, models.rivals(), runs, asked)
    if question.json:
        frames = {
            "models": analysis.summary_frame(contrasts),
            "patterns": analysis.pattern_frame(contrasts),
            "rankings": analysis.ranking_frame(contrasts),
            "effects": analysis.effect_frame(runs, asked),
        }
        print_json(_validation(question, **{name: records(frame) for name, frame in frames.items()}))
    else:
        print_document(console(), rivals_document(contrasts, asked))


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
