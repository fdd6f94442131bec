"""What `mcn sensitivity` does once its question is read."""

from __future__ import annotations

from analysis.runs import session
from analysis.runs.folder import Folder
from analysis.sensitivity.analysis import MAIN, ask, runs_of, sensitivity
from analysis.sensitivity.evaluate import RUNS_IN_A_CHUNK, Experiment
from analysis.sensitivity.output import fill
from analysis.sensitivity.question import Question
from sim.inputs import Fault, WrongInput
from sim.inputs.errors import quoted


def find_what_matters(question: Question) -> None:
    """Ask which assumptions drive an answer: run, write the folder, print the answer."""
    experiment = _experiment(question)
    scenarios, against = experiment.scenarios, experiment.against
    runs = runs_of(experiment)
    inputs = session.inputs_of(
        question,
        scenarios,
        runs=runs,
        against=against.name if against else None,
        outcomes=[each.name for each in experiment.outcomes],
        months=list(experiment.months),
        factors=[each.name for each in experiment.factors],
        groups=dict(experiment.groups),
        samples=experiment.samples,
        keep=experiment.keep,
        runs_in_a_chunk=RUNS_IN_A_CHUNK,
    )

    def fill_folder(folder: Folder) -> None:
        with session.evaluator(question, folder, runs, large=True) as evaluate:
            answer = sensitivity(experiment, evaluate)
        fill(folder, answer, session.hypothesis(question, scenarios), question)

    names = ["sensitivity", experiment.method.name, *(each.name for each in scenarios)]
    session.answer(question, inputs, names, fill_folder)


def _experiment(question: Question) -> Experiment:
    shown = session.chosen(question.outcomes, MAIN)
    names = [name for name in (question.against, question.scenario) if name is not None]
    *against, scenario = [session.load_one(name, question.horizon) for name in names]
    return ask(
        scenario,
        *against,
        method=question.method,
        outcomes=[each.name for each in shown],
        months=_months(question.months),
        factors=[name.strip() for text in question.factors for name in text.split(",") if name.strip()],
        groups=question.groups,
        samples=question.samples,
        second_order=question.second_order,
        keep=question.keep,
        seed=question.seed,
        parameters=question.source,
        workers=question.threads,
    )


def _months(text: str | None) -> list[int] | None:
    if text is None:
        return None
    months = []
    for each in text.split(","):
        try:
            months.append(int(each))
        except ValueError:
            what = f"{quoted(each.strip())} is no month"
            raise WrongInput(Fault("--months", what, "write numbers parted by commas: 12,24,60")) from None
    return months
