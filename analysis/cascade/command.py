"""What `mcn cascade` does: run, read, draw, tell."""

from __future__ import annotations

from analysis.cascade import evaluate, output
from analysis.cascade.analysis import cascade_of
from analysis.cascade.evaluate import Experiment
from analysis.cascade.question import Question
from analysis.runs import session
from analysis.runs.folder import Folder
from analysis.statistics.precision import no_outcome
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import OUTCOMES, Outcome


def cascade(question: Question) -> None:
    """Tell how problems bring about each other in a scenario, and what removing barriers does about it."""
    outcomes = _outcomes(question.outcomes)
    (scenario,) = session.load([question.scenario], question.horizon)
    experiment = Experiment(
        scenario, question.runs, question.since, question.seed, question.source, question.threads
    )
    _check(experiment, question.run)

    def fill(folder: Folder) -> None:
        total = sum(task.size for task in evaluate.tasks(experiment))
        with session.evaluator(question, folder, total, large=True) as evaluation:
            tasks = evaluate.tasks(experiment, evaluation.threads)
            folder.total = len(tasks)
            evaluation.run(tasks)
        found = cascade_of(folder, experiment, outcomes, question.run)
        output.fill(folder, found, session.hypothesis(question, [scenario]))

    inputs = session.inputs_of(
        question,
        [scenario],
        outcomes=[outcome.name for outcome in outcomes],
        runs_in_a_chunk=evaluate.RUNS,
        runs_replayed=experiment.replayed,
    )
    session.answer(question, inputs, ["cascade", scenario.name], fill)


def _outcomes(names: str) -> tuple[Outcome, ...]:
    """Read names of outcomes parted by commas, none of them without a better direction."""
    each = list(dict.fromkeys(name.strip() for name in names.split(",")))
    faults = [no_outcome("--outcome", name) for name in each if name not in OUTCOMES]
    faults += [
        Fault("--outcome", f"of {name} neither more nor less is better", "so it falls short of nothing")
        for name in each
        if name in OUTCOMES and OUTCOMES[name].better == "neither"
    ]
    if faults:
        raise WrongInput(*faults)
    return tuple(OUTCOMES[name] for name in each)


def _check(experiment: Experiment, run: int | None) -> None:
    horizon = experiment.scenario.horizon
    if run is not None and not 0 <= run < experiment.runs:
        raise WrongInput(
            Fault("--run", f"there is no run {run}", f"name one from 0 to {experiment.runs - 1}")
        )
    if not FIRST_MONTH < experiment.since <= horizon:
        what = f"month {experiment.since} is not one in which a problem is seen to begin"
        raise WrongInput(Fault("--since", what, f"name one from {FIRST_MONTH + 1} to {horizon}"))
