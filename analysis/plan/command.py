"""What `mcn plan` does once its question is read."""

from __future__ import annotations

from dataclasses import replace

from analysis.plan.analysis import MONTHS_A_YEAR, ask, plan
from analysis.plan.document import SIGNPOSTS
from analysis.plan.evaluate import SLICE
from analysis.plan.output import fill
from analysis.plan.question import Question
from analysis.runs import session
from analysis.runs.folder import Folder


def plan_budget(question: Question) -> None:
    """Choose levers within a budget: run, write the folder, print the answer."""
    scenario = session.load_one(question.scenario)
    session.ready(question)
    base = scenario.with_horizon(MONTHS_A_YEAR * question.years)
    inputs = session.inputs_of(question, [base], horizon=base.horizon, bundles_in_a_chunk=SLICE)
    hypothesis = session.hypothesis(question, [base])

    def fill_folder(folder: Folder) -> None:
        experiment, alone = ask(
            scenario,
            question.budget,
            question.years,
            a_year=question.a_year,
            payer=question.payer,
            levers=question.levers,
            doses=question.doses,
            objective=question.objective,
            discount=question.discount,
            runs=question.runs,
            futures=question.futures,
            seed=question.seed,
            parameters=question.source,
            workers=question.threads,
        )
        runs = experiment.offer.count * experiment.runs
        with session.evaluator(question, folder, runs, large=True) as evaluate:
            answer = plan(experiment, alone, evaluate)
        fill(folder, answer, hypothesis, question)

    if question.signposts and not question.force:
        question = replace(question, resume=True)  # what was run already is not run again
    section = SIGNPOSTS if question.signposts else ""
    session.answer(question, inputs, ["plan", base.name], fill_folder, section)
