"""What `mcn validate`, `mcn study` and `mcn loops` do once their questions are read."""

from __future__ import annotations

from typing import Any

from analysis.report.terminal import console, print_answer, print_document, print_json
from analysis.runs import session
from analysis.runs.folder import Folder
from analysis.statistics.comparison import records
from analysis.validation import document
from analysis.validation.question import LoopsQuestion, StudyQuestion, ValidationQuestion


def validate_model(question: ValidationQuestion) -> None:
    """Check the patterns of the study, and print the verdicts, failures first."""
    from analysis import validation

    base = session.load_one(question.scenario)
    how = (question.count, question.seed, question.source)
    with session.evaluator(question, None, question.count, large=True) as evaluate:
        verdicts = validation.validate(*how, base=base, evaluator=evaluate)
    if question.json:
        print_json(_validation(question, patterns=records(validation.frame_of(verdicts))))
    else:
        print_answer(console(), document.validation_document(verdicts, base, question), full=question.full)


def compare_rivals(question: ValidationQuestion) -> None:
    """Hold simpler rivals against the same patterns, and rank by them; fill a folder, print the answer."""
    from analysis.validation import CHECKS
    from analysis.validation.rivals import analysis, evaluate, models, output

    base = session.load_one("baseline")
    setting = evaluate.Setting(question.count, question.seed, question.source)
    inputs = session.inputs_of(question, [base], runs=question.count, patterns=list(CHECKS))
    hypothesis = session.hypothesis(question, [base])

    def fill_folder(folder: Folder) -> None:
        with session.evaluator(question, folder, question.count, large=True) as evaluator:
            runs, asked = evaluate.run_rivals(list(CHECKS), setting, evaluator)
        found = analysis.contrasts(CHECKS, models.rivals(), runs, asked)
        output.fill(folder, found, runs, asked, _asked(question), hypothesis)

    session.answer(question, inputs, ["validate", "rivals"], fill_folder)


def _validation(question: ValidationQuestion, **tables: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "validation", **_asked(question), **tables}


def _asked(question: ValidationQuestion) -> dict[str, Any]:
    return {
        "scenario": question.scenario,
        "runs": question.count,
        "seed": question.seed,
        "parameters": question.parameters,
    }


def repeat_study(question: StudyQuestion) -> None:
    """Repeat the study in month 0 of a scenario, and print what came of it beside what the study found."""
    from analysis.validation import study_report
    from analysis.validation.evaluate import repeated_study

    scenario = session.load_one(question.scenario)
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

    scenario = session.load_one(question.scenario)
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
