"""What `mcn cascade` does: run, read, draw, tell."""

from __future__ import annotations

from analysis.cascade import evaluate, output
from analysis.cascade.analysis import cascade_of
from analysis.cascade.by_cause import evaluate as by_cause
from analysis.cascade.by_cause import output as by_cause_output
from analysis.cascade.by_cause.analysis import by_cause_of
from analysis.cascade.by_cause.pair import Pair, against, lifted, poked
from analysis.cascade.evaluate import Experiment
from analysis.cascade.question import Question
from analysis.runs import session
from analysis.runs.folder import Folder
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import OUTCOMES, Outcome, no_outcome


def cascade(question: Question) -> None:
    """Tell how problems bring about each other in a scenario, or what one thing brings about in it."""
    outcomes = _outcomes(question.outcomes)
    scenario = session.load_one(question.scenario, question.horizon)
    pair = _pair(question, scenario)
    if pair is not None:
        _by_cause(question, scenario, pair)
        return
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
        output.fill(folder, found, session.hypothesis(question, [scenario]), question.scenario)

    inputs = session.inputs_of(
        question,
        [scenario],
        outcomes=[outcome.name for outcome in outcomes],
        runs_in_a_chunk=evaluate.RUNS,
        runs_replayed=experiment.replayed,
    )
    session.answer(question, inputs, ["cascade", scenario.name], fill)


def _pair(question: Question, scenario: Scenario) -> Pair | None:
    """The scenario with one thing and without it, if it is asked for."""
    given = [name for name in ("poke", "lift", "against") if getattr(question, name)]
    if len(given) > 1:
        what = f"--{given[0]} and --{given[1]} are two things"
        raise WrongInput(Fault(f"--{given[1]}", what, "ask for one at a time"))
    for name, flag in (("outcomes", "--outcome"), ("since", "--since")):
        if given and getattr(question, name) != getattr(Question, name):
            what = f"says nothing of what one thing sets off, which --{given[0]} asks for"
            raise WrongInput(Fault(flag, what, "leave it out"))
    if question.poke:
        return poked(scenario, question.poke)
    if question.lift:
        return lifted(scenario, question.lift)
    if question.against:
        return against(scenario, session.load_one(question.against, question.horizon))
    return None


def _by_cause(question: Question, scenario: Scenario, pair: Pair) -> None:
    """Tell what one thing brings about."""
    experiment = by_cause.Experiment(
        pair, scenario.name, question.runs, question.seed, question.source, question.threads
    )
    if question.run is not None and question.run >= experiment.traced:
        what = f"run {question.run} is none of those that are followed back"
        raise WrongInput(Fault("--run", what, f"name one from 0 to {experiment.traced - 1}"))

    def fill(folder: Folder) -> None:
        total = sum(task.size for task in by_cause.tasks(experiment))
        with session.evaluator(question, folder, total, large=True) as evaluation:
            session.ready(question, flows=True)
            tasks = by_cause.tasks(experiment, evaluation.threads)
            folder.total = len(tasks)
            evaluation.run(tasks)
        found = by_cause_of(by_cause.read(folder, experiment), experiment, question.run)
        by_cause_output.fill(folder, found, session.hypothesis(question, [scenario]))

    inputs = session.inputs_of(
        question, [pair.one, pair.other], runs_in_a_chunk=by_cause.RUNS, followed_back=experiment.traced
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
