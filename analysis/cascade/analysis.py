"""A cascade from its runs: when problems begin, what each had in the others, what removing barriers does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.cascade import knockouts, problem_map, story
from analysis.cascade.evaluate import CascadeRuns, Experiment, cascade_runs
from analysis.cascade.onsets import grid_of, onsets
from analysis.cascade.problem_map import Step
from analysis.runs.batch import Chunks
from analysis.statistics.barriers import WEAK_LINKS
from analysis.statistics.comparison import MAIN
from sim.model.outcomes import Outcome


@dataclass(frozen=True)
class Cascade:
    """How problems bring about each other in a scenario, and what removing barriers does about it.

    Attributes
    ----------
    experiment : Experiment
    onsets, links, shown, removals, shares, no_longer, without_weak_links, story : DataFrame
    left_out : float
        Of all that is carried between problems, what the drawing leaves out.
    chains : sequence of sequence of Step
    sentences : sequence of str
        The story as it is printed, which leaves `untold` sentences out.
    run : int
        Whose story it is.
    chosen : bool
        Whether that run was asked for; or else it is the most typical one.
    outcomes : tuple of Outcome
        Whose shortfall is shared out.
    sets : int
        Parameter sets.
    """

    experiment: Experiment
    onsets: pd.DataFrame
    links: pd.DataFrame
    shown: pd.DataFrame
    left_out: float
    chains: Sequence[Sequence[Step]]
    story: pd.DataFrame
    sentences: Sequence[str]
    untold: int
    run: int
    chosen: bool
    removals: pd.DataFrame
    shares: pd.DataFrame
    no_longer: pd.DataFrame
    without_weak_links: pd.DataFrame
    outcomes: tuple[Outcome, ...]
    sets: int


def cascade_of(
    chunks: Chunks, experiment: Experiment, outcomes: tuple[Outcome, ...], run: int | None
) -> Cascade:
    """Work out of the chunks of an experiment what it says, and of one run or the most typical the story."""
    runs = cascade_runs(chunks, experiment)
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
