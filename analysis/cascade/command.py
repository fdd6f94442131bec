"""What `mcn cascade` does: run, read, draw, tell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.cascade import document as accounts
from analysis.cascade import evaluate, figures, knockouts, problem_map, problem_map_figure, story, text
from analysis.cascade.document import Found
from analysis.cascade.evaluate import Asked, Gathered
from analysis.cascade.onsets import Grid, grid_of, onsets, precedence
from analysis.report.style import boxes_for_missing_signs
from analysis.report.terminal import note
from analysis.runs import running, session
from analysis.runs.folder import draw, write_answer, write_readme
from analysis.runs.session import Output
from analysis.runs.store import Folder
from analysis.statistics.barriers import WEAK_LINKS
from analysis.statistics.comparison import MAIN, records
from analysis.statistics.precision import no_outcome
from sim.inputs.errors import Fault, WrongInput
from sim.model.outcomes import OUTCOMES, Outcome
from sim.sampling.random_numbers import FIRST_MONTH

TABLES = {
    "problems/": "when each problem held, in every run: organisation (empty: the network), onset, end",
    "cascade/": "what each problem had in the onsets of the others, in the first runs",
    "outcomes/": "every outcome of every run at the horizon, as it is",
    "removed/": "the same with every set of barriers removed",
    "prevented/": "which problems no longer begin or hold, run by run, with barriers removed",
    "cascade_without/": "the cascade with each weak link cut",
    "onsets": "when each problem begins, and how widely it holds",
    "precedence": "how often one problem was there before another",
    "links": "what each problem carried into the others, link by link",
    "story": "one run month by month",
    "removals": "each outcome with every set of barriers removed",
    "shares": "the barriers' Shapley shares, and what is lacking anyway",
    "no_longer": "which problems no longer begin or hold with barriers removed",
    "without_weak_links": "what the links drawn carry with each weak link cut",
}


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
        write(folder, asked, chosen, run, session.hypothesis(output, [scenario]))

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


@boxes_for_missing_signs()
def write(
    folder: Folder, asked: Asked, outcomes: tuple[Outcome, ...], run: int | None, hypothesis: str
) -> None:
    """Write tables, figures and the answer from what was gathered."""
    gathered = evaluate.gathered(folder, asked)
    scenario = asked.scenario
    grid = grid_of(gathered.problems, scenario.network, list(gathered.unit_of), scenario.horizon, asked.since)
    found = found_in(asked, gathered, grid, outcomes, run)
    written = {
        "onsets": found.onsets,
        "precedence": precedence(grid),
        "links": found.links,
        "story": found.story,
        "removals": found.removals,
        "shares": found.shares,
        "no_longer": found.no_longer,
        "without_weak_links": found.without,
    }
    for name, table in written.items():
        folder.table(name, table)
    write_readme(folder, TABLES, "Those that end in / are long, and so no CSV.")
    _draw(folder, asked, found)
    write_answer(folder, answer_of(asked, found, hypothesis))


def found_in(
    asked: Asked, gathered: Gathered, grid: Grid, outcomes: tuple[Outcome, ...], run: int | None
) -> Found:
    """Work out all that is told."""
    scenario = asked.scenario
    links = problem_map.links(gathered.cascade, scenario.network, gathered.first(asked.replayed), asked.since)
    shown, left_out = problem_map.drawn(links)
    whose = story.typical(gathered.outcomes, MAIN) if run is None else run
    result = evaluate.told_run(asked, whose)
    told, untold = story.sentences(result, whose)
    tables = [(gathered.of(each.name), gathered.unit, each) for each in outcomes]
    return Found(
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


def _draw(folder: Folder, asked: Asked, found: Found) -> None:
    drawn = {each.name: each for each in accounts.figures(asked, found)}
    horizon = asked.scenario.horizon
    draw(
        folder,
        "map",
        problem_map_figure.problem_map(
            found.shown, found.links, found.onsets, month=horizon, since=asked.since,
            title=drawn["map"].title, caption=drawn["map"].caption,
        ),
    )  # fmt: skip
    draw(
        folder,
        "onsets",
        figures.onset_figure(
            found.onsets, since=asked.since, horizon=horizon,
            title=drawn["onsets"].title, caption=drawn["onsets"].caption,
        ),
    )  # fmt: skip
    draw(
        folder,
        "knockouts",
        figures.knockout_figure(
            found.shares, found.removals, found.outcomes,
            title=drawn["knockouts"].title, caption=drawn["knockouts"].caption,
        ),
    )  # fmt: skip


def answer_of(asked: Asked, found: Found, hypothesis: str) -> dict[str, Any]:
    """Give all of it as plain numbers, strings and lists, the account among them."""
    options, scenario = asked.options, asked.scenario
    return {
        "kind": "cascade",
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "month": scenario.horizon,
        "since": asked.since,
        "runs": asked.runs,
        "replayed": asked.replayed,
        "parameter_sets": found.sets,
        "seed": options.seed,
        "parameters": options.parameters,
        "outcomes": [each.name for each in found.outcomes],
        "onsets": records(found.onsets),
        "links": records(found.links),
        "not_drawn": found.left_out,
        "chains": [[step._asdict() for step in each] for each in found.chains],
        "story": {
            "run": found.run,
            "asked_for": found.chosen,
            "sentences": list(found.told),
            "left_out": found.untold,
        },
        "removals": records(found.removals),
        "shares": records(found.shares),
        "no_longer": records(found.no_longer),
        "without_weak_links": records(found.without),
        "sentences": list(
            text.in_short(
                found.onsets, found.chains, found.shares, found.removals, found.no_longer, asked.since
            )
        ),
        "account": accounts.account(asked, found, hypothesis).model_dump(mode="json"),
    }
