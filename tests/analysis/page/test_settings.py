"""What settings come to, worked out again from `simulate` alone."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.page.settings import (
    COSTS,
    LASTS,
    MEMBERS,
    PLACES,
    QUANTILES,
    Base,
    Runs,
    run_base,
    run_many,
    run_one,
    years,
)
from analysis.page.switches import Board
from analysis.statistics.paired import Floats
from sim import simulate
from sim.inputs.evidence import load_evidence
from sim.inputs.problems import load_problems
from sim.inputs.timing import FIRST_MONTH
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES
from sim.model.problems import watched
from sim.simulation import Result
from tests.analysis.page.conftest import HORIZON, RUNS

BUNDLES = (0b000, 0b001, 0b110)
MONTHS = HORIZON - FIRST_MONTH + 1


def simulated(board: Board, bundle: int) -> Result:
    return simulate(board.scenario_of(bundle), RUNS.number, RUNS.seed, parameters=RUNS.parameters)


def by_run(result: Result, name: str) -> np.ndarray:
    """An outcome, (runs, months)."""
    return result.outcomes[name].to_numpy().reshape(RUNS.number, MONTHS)


def test_bands_chances_and_runs_are_those_of_simulate(small: Board, base: Base) -> None:
    many = run_many([small.scenario_of(each) for each in BUNDLES], base, RUNS)
    before = simulated(small, 0)
    for place, bundle in enumerate(BUNDLES):
        result = simulated(small, bundle)
        for number, outcome in enumerate(OUTCOMES.values()):
            now, was = by_run(result, outcome.name), by_run(before, outcome.name)
            quantiles = np.quantile(now, QUANTILES, axis=0)
            np.testing.assert_allclose(many.bands[number, :, place], quantiles, rtol=1e-12, atol=1e-15)
            gain = was - now if outcome.better == "lower" else now - was
            better = (gain >= outcome.worthwhile).sum(axis=0)
            worse = (gain <= -outcome.worthwhile).sum(axis=0)
            assert (many.chances[number, :, place] == [better, worse]).all(), outcome.name
        for number, name in enumerate(RUNS.outcomes):
            kept = [month - FIRST_MONTH for month in years(HORIZON)]
            assert (many.runs[number, :, place] == by_run(result, name)[:, kept].T).all()
    assert many.chances[:, :, 0].sum() == 0
    assert many.chances[:, :, 1:].sum() > 0


def test_costs_are_what_is_spent_beyond_the_base(small: Board, base: Base) -> None:
    many = run_many([small.scenario_of(each) for each in BUNDLES], base, RUNS)

    def spent(bundle: int, what: str) -> np.ndarray:
        costs = simulated(small, bundle).costs
        costs = costs[costs["month"] >= 0]
        if what == "one-off":
            costs = costs[costs["kind"] == what]
        elif what != "all":
            costs = costs[costs["payer"] == what]
        return costs.groupby("run")["pounds"].sum().to_numpy()

    for place, bundle in enumerate(BUNDLES):
        for number, what in enumerate(COSTS):
            more = spent(bundle, what) - spent(0, what)
            expected = [more.mean(), *np.quantile(more, [0.05, 0.95])]
            np.testing.assert_allclose(many.costs[number, place], expected, atol=1e-6)
    assert many.costs[0, 1, 0] > 0


def test_the_run_that_is_told_is_that_of_simulate(small: Board, base: Base) -> None:
    for bundle in BUNDLES:
        scenario = small.scenario_of(bundle)
        one = run_one(scenario, base, RUNS)
        result = simulate(
            scenario,
            RUNS.number,
            RUNS.seed,
            parameters=RUNS.parameters,
            organisations=True,
            problems=True,
            cascade=[base.typical],
        )
        frames = (result.outcomes, result.organisations, result.localities, result.problems, result.cascade)
        outcomes, members, places, problems, cascade = (
            frame[frame["run"] == base.typical] for frame in frames if frame is not None
        )
        for number, name in enumerate(OUTCOMES):
            assert (one.outcomes[number] == outcomes[name]).all()
        for holder, states, names, found in (
            ("organisation", members, MEMBERS, one.members),
            ("locality", places, PLACES, one.places),
        ):
            held = scenario.network.organisations if holder == "organisation" else scenario.network.localities
            for number, name in enumerate(names):
                for place, each in enumerate(held):
                    assert (found[number, place] == states.loc[states[holder] == each.name, name]).all()
        _spells_agree(one.spells, one.causes, scenario.network, problems, cascade)


def _spells_agree(spells, causes, network, problems, cascade) -> None:
    names = ["", *(each.name for each in network.organisations)]
    every = [(each.problem.id, names[each.organisation + 1]) for each in watched(network)]
    spells = [
        (*every[place], onset + FIRST_MONTH, None if end == LASTS else end + FIRST_MONTH)
        for place, onset, end in spells.tolist()
    ]
    expected = [
        (row["problem"], row["organisation"], row["onset"], None if np.isnan(row["end"]) else row["end"])
        for row in problems.to_dict("records")
    ]
    assert sorted(spells, key=str) == sorted(expected, key=str)
    assert spells
    problem_ids, links = list(load_problems()), list(load_evidence().links)
    fed = sorted(
        (*spells[int(spell)][:3], problem_ids[int(source)], links[int(link)], share)
        for spell, source, link, share in causes.tolist()
    )
    assert fed == sorted(
        (row["to"], row["organisation"], row["onset"], row["from"], row["link"], row["share"])
        for row in cascade.to_dict("records")
        if row["from"] != NO_PROBLEM
    )
    assert fed


def test_the_run_that_is_told_lies_nearest_to_the_medians(small: Board) -> None:
    found = {seed: nearest(small, Runs(number=40, seed=seed)) for seed in range(1, 6)}
    assert {seed: both for seed, (both, _) in found.items()} == {
        seed: run_base(small, Runs(number=40, seed=seed)).typical for seed in found
    }
    # What is changed has a say: it chooses another run in some of them.
    assert any(both != stands for both, stands in found.values())


def nearest(small: Board, runs: Runs) -> tuple[int, int]:
    """The run nearest to the medians of how things stand and what switches change, and of the first alone."""
    ends = {
        setting: simulate(
            small.scenario_of(setting), runs.number, runs.seed, parameters="accepted", months=[HORIZON]
        ).outcomes
        for setting in (0, 1, 2, 4, 7)  # no switch, each of three by itself, all of them
    }
    stands, changes = np.zeros(runs.number), np.zeros(runs.number)
    for name in runs.outcomes:
        was = ends[0][name].to_numpy()
        stands += away(was)
        for setting in (1, 2, 4, 7):
            change = ends[setting][name].to_numpy() - was
            if np.quantile(np.abs(change), 0.75) >= OUTCOMES[name].worthwhile:
                changes += away(change)
    return int(np.argmin(stands + changes)), int(np.argmin(stands))


def away(values: Floats) -> Floats:
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
    return np.abs(values - median) / (high - low) if high > low else 0 * values


@pytest.mark.parametrize(("horizon", "expected"), [(60, [12, 24, 36, 48, 60]), (14, [12, 14]), (7, [7])])
def test_runs_are_kept_at_the_ends_of_years_and_at_the_horizon(horizon: int, expected: list[int]) -> None:
    assert years(horizon) == expected
