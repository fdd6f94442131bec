"""Scenarios run at once give what each of them gives by itself, to the last bit, whatever they share."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim import Each, Scenario, WrongInput, load_scenario, simulate, simulate_each
from sim.engine.branching import Branch, branch_of
from sim.engine.ensemble import ready
from sim.engine.layout import LANES
from sim.inputs.levers import load_levers
from sim.model.outcomes import load_outcomes
from sim.model.schedule import KINDS, PAYERS, schedule_of
from tests.sim.engine.parity import worlds

ZERO = 24  # the place of month 0

few = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compile before anything is timed."""
    ready()


def changed(scenario: Scenario, rng: random.Random) -> Scenario:
    """The same in one thing another, or in none."""
    network, horizon = scenario.network, scenario.horizon
    lever = rng.choice(list(scenario.levers) or ["L05"])
    whom = worlds.reach(network, rng) if load_levers()[lever].scope == "organisations" else "all"
    posts = worlds.how_much(load_levers()["L15"], rng)
    start, month = (rng.randint(-24, horizon) for _ in range(2))
    return rng.choice(
        [
            lambda: scenario,
            lambda: scenario.with_levers({lever: False}),
            lambda: scenario.with_levers({lever: {"start": start, "strength": worlds.share(rng)}}),
            lambda: scenario.with_levers({lever: {"start": start, "reach": whom}}),
            lambda: scenario.with_levers({"L01": {"start": start, "term": rng.choice([1, 12])}}),
            lambda: scenario.with_levers({"L15": {"start": start, **posts}}),
            lambda: scenario.with_shocks({"month": month, "leaders-leave": 1}),
            lambda: scenario.with_shocks({"month": month, "posts-frozen": 3}),
            lambda: scenario.with_parameters({"people.engagement_decay": rng.random() / 10}),
            lambda: scenario.with_links({"C18": worlds.share(rng)}),
            lambda: scenario.with_facts({"sector_funding": worlds.share(rng)}),
        ]
    )()


def agree(seed: int, organisations: int, localities: int, horizon: int, runs: int, scenarios: int) -> None:
    """Each of some scenarios, of which most differ from another in one thing, against itself alone."""
    made = worlds.world(seed, organisations, localities, horizon, runs)
    rng = random.Random(f"{seed} each")
    every = [made.scenario]
    while len(every) < scenarios:
        every.append(changed(rng.choice(every), rng))
    rng.shuffle(every)
    asked: dict[str, Any] = {key: made.options[key] for key in ("seed", "parameters", "lucks", "months")}
    names = rng.choice([None, *[rng.sample(list(load_outcomes()), 3)] * 2])
    found = simulate_each(every, made.runs, outcomes=names, workers=rng.choice([1, 2]), **asked)
    for place, scenario in enumerate(every):
        assert_equal(found, place, scenario, made.runs, asked)


def assert_equal(found: Each, place: int, scenario: Scenario, runs: Any, asked: dict[str, Any]) -> None:
    alone = simulate(scenario, runs, **asked)
    table = alone.outcomes
    shape = (len(found.runs), len(found.months))
    for name, column in (("run", found.runs), ("parameter_set", found.parameter_sets), ("luck", found.lucks)):
        assert (table[name].to_numpy().reshape(shape) == column[:, None]).all(), name
    assert (table["month"].to_numpy().reshape(shape) == np.array(found.months)).all()
    values = np.ascontiguousarray(table[list(found.names)].to_numpy()).reshape(*shape, len(found.names))
    pounds = alone.costs["pounds"].to_numpy().reshape(*shape, len(PAYERS), len(KINDS))
    for mine, its in ((found.outcomes[place], values), (found.costs[place], pounds)):
        assert (np.ascontiguousarray(mine).view(np.int64) == its.view(np.int64)).all(), f"scenario {place}"


@given(
    seed=st.integers(0, 2**32),
    organisations=st.integers(2, 12) | st.integers(2, 40),
    localities=st.integers(1, 12),
    horizon=st.integers(1, 6) | st.integers(1, 30),
    runs=st.integers(1, 2 * LANES + 1),
    scenarios=st.integers(1, 12),
)
@settings(few, max_examples=16)
def test_scenarios_at_once_are_those_alone(
    seed: int, organisations: int, localities: int, horizon: int, runs: int, scenarios: int
) -> None:
    agree(seed, organisations, localities, horizon, runs, scenarios)


@pytest.mark.slow
@pytest.mark.heavy
@given(
    seed=st.integers(0, 2**32),
    organisations=st.integers(2, 40),
    localities=st.integers(1, 12),
    horizon=st.integers(1, 30),
    runs=st.integers(1, 3 * LANES),
    scenarios=st.integers(1, 40),
)
@settings(few, max_examples=20)
def test_many_scenarios_at_once_are_those_alone(
    seed: int, organisations: int, localities: int, horizon: int, runs: int, scenarios: int
) -> None:
    agree(seed, organisations, localities, horizon, runs, scenarios)


# -- What they share -----------------------------------------------------------------------


def shared(*scenarios: Scenario) -> Branch:
    return branch_of(np.stack([schedule_of(each).signature for each in scenarios]), range(len(scenarios)))


def test_what_scenarios_share_is_run_once() -> None:
    base = load_scenario("baseline").with_horizon(12)
    early, late = (base.with_levers(L05={"start": start}) for start in (2, 5))
    both = early.with_levers(L15={"start": 8})
    found = shared(base, early, late, both, early)
    end = ZERO + 13
    assert found == Branch(
        0,
        ZERO + 2,
        (0, 1, 2, 3, 4),
        (
            Branch(
                ZERO + 2,
                ZERO + 5,
                (0, 2),
                (Branch(ZERO + 5, end, (0,), ()), Branch(ZERO + 5, end, (2,), ())),
            ),
            Branch(
                ZERO + 2,
                ZERO + 8,
                (1, 3, 4),
                (Branch(ZERO + 8, end, (1, 4), ()), Branch(ZERO + 8, end, (3,), ())),
            ),
        ),
    )


def test_scenarios_that_say_the_same_are_one() -> None:
    base = load_scenario("baseline").with_horizon(3)
    # Reaching all is what the lever does anyhow, and an interval beyond the horizon says nothing.
    assert shared(base, base.renamed("again")).branches == ()
    assert shared(base, base.with_shocks({"month": 3, "coordinator-leaves": True})).ends == ZERO + 3
    assert shared(base, base.with_levers(L01={"start": -12, "term": 24})).ends == ZERO - 12


# -- What is asked -------------------------------------------------------------------------


def test_progress_counts_the_runs_of_all_scenarios() -> None:
    base = load_scenario("baseline").with_horizon(1)
    told: list[tuple[int, int]] = []
    every = [base, base.with_levers(L05={"start": 0})]
    simulate_each(every, LANES + 1, months=[1], progress=lambda *each: told.append(each))
    assert told[-1] == (2 * LANES + 2, 2 * LANES + 2)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


@pytest.mark.parametrize(
    ("given_", "options", "line"),
    [
        ([], {}, "scenarios: none is given; give at least one"),
        (
            [1, 2],
            {},
            "scenarios: they end in months 1 and 2; let all end in one month: with_horizon",
        ),
        (
            [1],
            {"outcomes": ["cover_24"]},
            "outcomes: there is no outcome 'cover_24'; did you mean cover_24_7?",
        ),
        ([1], {"outcomes": []}, "outcomes: no outcome is named"),
        ([1], {"months": [2]}, "months: there is no month 2; name months from -24 to 1"),
        ([1], {"seed": -1}, "seed: -1 is not a whole number from 0 to 4294967295"),
        ([1], {"runs": 0}, "runs: 0 is not a whole number from 1 to 10000000"),
        (
            [1],
            {"parameters": "posterior"},
            "parameters: 'posterior' is not known; write 'prior', 'central' or 'accepted', "
            "or name a folder or file of your own",
        ),
        (["baseline"], {}, "scenario: 'baseline' is no scenario; load it with load_scenario"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(given_: list[Any], options: dict[str, Any], line: str) -> None:
    base = load_scenario("baseline")
    every = [base.with_horizon(each) if isinstance(each, int) else each for each in given_]
    with pytest.raises(WrongInput) as caught:
        simulate_each(every, **{"runs": 1, **options})
    assert str(caught.value) == line
