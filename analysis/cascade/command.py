"""What `mcn cascade` does: run, read, draw, tell."""

from __future__ import annotations

import pandas as pd

from analysis.cascade import evaluate, knockouts, problem_map, story
from analysis.cascade.document import Cascade
from analysis.cascade.evaluate import Asked, Gathered
from analysis.cascade.onsets import grid_of, onsets, precedence
from analysis.cascade.output import fill as write_folder
from analysis.report.terminal import note
from analysis.runs import running, session
from analysis.runs.session import Output
from analysis.runs.store import Folder
from analysis.statistics.barriers import WEAK_LINKS
from analysis.statistics.comparison import MAIN
from analysis.statistics.precision import no_outcome
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import OUTCOMES, Outcome


def cascade(
    name: str, options: running.Options, outcomes: str, run: int | None, since: int, output: Output
) -> None:
    """Tell how problems bring about each other in a scenario, and what removing barriers does about it."""
    chosen = outcomes_of(outcomes)
    (scenario,) = running.load([name], options.horizon)
    asked = Asked(scenario, options, since)
    _check(asked, run)

    def fill(folder: Folder) -> None:
        session.ready(options)
        with session.progress(int(evaluate.work(asked)), "runs") as tell:
            evaluate.gather(folder, asked, tell)
        note("Writing data and figures ...")
        found, order = analysed(folder, asked, chosen, run)
        write_folder(folder, asked, found, order, session.hypothesis(output, [scenario]))

    inputs = {
        **session.inputs_of("cascade", [scenario], options, output),
        "runs_in_a_chunk": evaluate.RUNS,
        "runs_replayed": asked.replayed,
        "outcomes": [outcome.name for outcome in chosen],
        "run": run,
        "since": since,
    }
    session.answer(inputs, ["cascade", scenario.name], output, fill)


def outcomes_of(names: str) -> tuple[Outcome, ...]:
    """Read names of outcomes parted by commas, none of them without a better direction.

    Raises
    ------
    WrongInput
        If one is unknown, or has no better direction.
    """
    wanted = list(dict.fromkeys(name.strip() for name in names.split(",")))
    faults = [no_outcome("--outcome", name) for name in wanted if name not in OUTCOMES]
    neither = [name for name in wanted if name in OUTCOMES and OUTCOMES[name].better == "neither"]
    faults += [
        Fault("--outcome", f"of {name} neither more nor less is better", "so it falls short of nothing")
        for name in neither
    ]
    if faults:
        raise WrongInput(*faults)
    return tuple(OUTCOMES[name] for name in wanted)


def _check(asked: Asked, run: int | None) -> None:
    horizon = asked.scenario.horizon
    if run is not None and not 0 <= run < asked.runs:
        raise WrongInput(Fault("--run", f"there is no run {run}", f"name one from 0 to {asked.runs - 1}"))
    if not FIRST_MONTH < asked.since <= horizon:
        what = f"month {asked.since} is not one in which a problem is seen to begin"
        raise WrongInput(Fault("--since", what, f"name one from {FIRST_MONTH + 1} to {horizon}"))


def analysed(
    folder: Folder, asked: Asked, outcomes: tuple[Outcome, ...], run: int | None
) -> tuple[Cascade, pd.DataFrame]:
    """Work out from what was gathered all that is told, and how often one problem preceded another."""
    gathered = evaluate.gathered(folder, asked)
    scenario = asked.scenario
    grid = grid_of(gathered.problems, scenario.network, list(gathered.unit_of), scenario.horizon, asked.since)
    links = problem_map.links(gathered.cascade, scenario.network, gathered.first(asked.replayed), asked.since)
    shown, left_out = problem_map.drawn(links)
    whose = story.typical(gathered.outcomes, MAIN) if run is None else run
    result = evaluate.told_run(asked, whose)
    told, untold = story.sentences(result, whose)
    tables = [(gathered.of(each.name), gathered.unit, each) for each in outcomes]
    found = Cascade(
        onsets=onsets(grid, gathered.unit),
        links=links,
        shown=shown,
        left_out=left_out,
        chains=problem_map.chains(shown),
        story=story.story(result, whose),
        told=told,
        untold=untold,
        run=whose,
        chosen=run is not None,
        removals=pd.concat([knockouts.removals(*each) for each in tables], ignore_index=True),
        shares=pd.concat([knockouts.shares(*each) for each in tables], ignore_index=True),
        no_longer=knockouts.no_longer(gathered.prevented, gathered.unit_of),
        without=_without(asked, gathered),
        outcomes=outcomes,
        sets=int(gathered.outcomes["parameter_set"].nunique()),
    )
    return found, precedence(grid)


def _without(asked: Asked, gathered: Gathered) -> pd.DataFrame:
    """What each link carries with each weak link cut, beside what it carries in the same runs as it is."""
    network, units = asked.scenario.network, gathered.first(asked.without)
    keys = ["from", "to", "link"]
    first = gathered.cascade[gathered.cascade["run"].isin(list(units))]
    base = problem_map.between(problem_map.links(first, network, units, asked.since))
    parts = []
    for link in WEAK_LINKS:
        then = problem_map.between(problem_map.links(gathered.without[link], network, units, asked.since))
        both = (
            base[[*keys, "carried"]]
            .rename(columns={"carried": "as_it_is"})
            .merge(then[[*keys, "carried"]], how="outer", on=keys)
        )
        both.insert(0, "cut", link)
        parts.append(both.sort_values(keys, ignore_index=True))
    table = pd.concat(parts, ignore_index=True)
    return table.fillna({"as_it_is": 0.0, "carried": 0.0})
