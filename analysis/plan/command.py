"""What `mcn plan` does once its question is read."""

from __future__ import annotations

from analysis.plan.analysis import ask, plan
from analysis.plan.evaluate import SLICE
from analysis.plan.output import fill
from analysis.plan.question import Question
from analysis.runs import session
from analysis.runs.folder import Folder


def plan_budget(question: Question) -> None:
    """Choose levers within a budget: run, write the folder, print the answer."""
    (scenario,) = session.load([question.scenario])
    session.ready(question)
    experiment, alone = ask(
        scenario,
        question.budget,
        question.years,
        payer=question.payer,
        levers=question.levers,
        objective=question.objective,
        discount=question.discount,
        runs=question.runs,
        futures=question.futures,
        seed=question.seed,
        parameters=question.source,
        workers=question.threads,
    )
    offer = experiment.offer
    base, levers = offer.scenario, list(offer.levers)
    inputs = session.inputs_of(
        question, [base], horizon=base.horizon, levers=levers, bundles_in_a_chunk=SLICE
    )
    hypothesis = session.hypothesis(question, [base])

    def fill_folder(folder: Folder) -> None:
        with session.evaluator(question, folder, offer.count * experiment.runs, large=True) as evaluate:
            answer = plan(experiment, alone, evaluate)
        fill(folder, answer, hypothesis)

    session.answer(question, inputs, ["plan", base.name], fill_folder)
