"""What `mcn cascade` does: run, read, draw, tell."""

from __future__ import annotations

import pandas as pd

from analysis.cascade import evaluate, knockouts, problem_map, story
from analysis.cascade.document import Cascade
from analysis.cascade.evaluate import CascadeRuns, Experiment
from analysis.cascade.onsets import grid_of, onsets, precedence
from analysis.cascade.output import fill as write_folder
from analysis.cascade.question import Question
from analysis.runs import session
from analysis.runs.folder import Folder
from analysis.statistics.barriers import WEAK_LINKS
from analysis.statistics.comparison import MAIN
from analysis.statistics.precision import no_outcome
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import OUTCOMES, Outcome


def cascade(question: Question) -> None:
    """Tell how problems bring about each other in a scenario, and what removing barriers does about it."""
    outcomes = _outcomes(question.outcomes)
    (scenario,) = session.load([question.scenario], question.horizon)
    experiment = Experiment(
        scenario, question.runs, question.since, question.seed, question.parameters, question.threads
    )
    _check(experiment, question.run)

    def fill(folder: Folder) -> None:
        total = sum(task.size for task in evaluate.tasks(experiment))
        with session.evaluator(question, folder, total, large=True) as evaluation:
            tasks = evaluate.tasks(experiment, evaluation.threads)
            folder.total = len(tasks)
            evaluation.run(tasks)
        found = analysed(folder, experiment, outcomes, question.run)
        write_folder(folder, found, session.hypothesis(question, [scenario]))

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


def analysed(
    folder: Folder, experiment: Experiment, outcomes: tuple[Outcome, ...], run: int | None
) -> Cascade:
    """Work out from what was run all that is told."""
    runs = evaluate.cascade_runs(folder, experiment)
    scenario, since = experiment.scenario, experiment.since
    grid = grid_of(runs.problems, scenario.network, list(runs.unit_of), scenario.horizon, since)
    links = problem_map.links(runs.cascade, scenario.network, runs.first(experiment.replayed), since)
    shown, left_out = problem_map.drawn(links)
    whose = story.typical(runs.outcomes, MAIN) if run is None else run
    result = experiment.simulated(scenario, [whose], problems=True, cascade=[whose])
    sentences, untold = story.sentences(result, whose)
    tables = [(runs.of(each.name), runs.unit, each) for each in outcomes]
    return Cascade(
        experiment=experiment,
        onsets=onsets(grid, runs.unit),
        precedence=precedence(grid),
        links=links,
        shown=shown,
        left_out=left_out,
        chains=problem_map.chains(shown),
        story=story.story(result, whose),
        sentences=sentences,
        untold=untold,
        run=whose,
        chosen=run is not None,
        removals=pd.concat([knockouts.removals(*each) for each in tables], ignore_index=True),
        shares=pd.concat([knockouts.shares(*each) for each in tables], ignore_index=True),
        no_longer=knockouts.no_longer(runs.prevented, runs.unit_of),
        without_weak_links=_without(experiment, runs),
        outcomes=outcomes,
        sets=int(runs.outcomes["parameter_set"].nunique()),
    )


def _without(experiment: Experiment, runs: CascadeRuns) -> pd.DataFrame:
    """What each link carries with each weak link cut, beside what it carries in the same runs as it is."""
    network, units = experiment.scenario.network, runs.first(experiment.without)
    keys = ["from", "to", "link"]

    def carried(cascade: pd.DataFrame) -> pd.DataFrame:
        links = problem_map.between(problem_map.links(cascade, network, units, experiment.since))
        return links[[*keys, "carried"]]

    first = runs.cascade[runs.cascade["run"].isin(list(units))]
    base = carried(first).rename(columns={"carried": "as_it_is"})
    parts = []
    for link in WEAK_LINKS:
        both = base.merge(carried(runs.without[link]), how="outer", on=keys)
        both.insert(0, "cut", link)
        parts.append(both.sort_values(keys))
    return pd.concat(parts, ignore_index=True).fillna({"as_it_is": 0.0, "carried": 0.0})
