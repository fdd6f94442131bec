"""The compiled engine gives what the Mesa model gives, to the last bit, whatever world it is given."""

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim import Result, load_scenario, simulate
from sim.engine.ensemble import ready
from sim.engine.layout import LANES
from sim.model.month import people
from tests.sim.engine.parity.frames import differences
from tests.sim.engine.parity.worlds import World, world

seeds = st.integers(0, 2**32)
# Smaller worlds are others altogether, so that what fails is not made smaller.
few = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compile before anything is timed or patched."""
    ready()
    ready(flows=True)


def run(each: World, runs: range, **changed: Any) -> Result:
    """Some runs of a world."""
    begin = runs.start - each.runs.start
    varied = {name: values[begin : begin + len(runs)] for name, values in each.varied.items()}
    return simulate(each.scenario, runs, **{**each.options, "varied": varied, **changed})


# -- Both engines --------------------------------------------------------------------------


def agree(seed: int, organisations: int, localities: int, horizon: int, runs: int) -> None:
    """All runs in the compiled engine, and the first, the last or another one in Mesa."""
    made = world(seed, organisations, localities, horizon, runs)
    rng = random.Random(seed)
    watched = rng.choice([made.runs[0], made.runs[-1], rng.choice(made.runs)])
    flows, cascade = (rng.choice([[], [], [watched]]) for _ in range(2))
    kept: dict[str, Any] = {"flows": flows, "cascade": cascade, "problems": rng.random() < 0.8}
    fast = run(made, made.runs, workers=rng.choice([1, 2]), **kept)
    slow = run(made, range(watched, watched + 1), engine="mesa", **kept)
    assert np.isfinite(fast.outcomes.to_numpy(float)).all()
    assert differences(fast, slow, range(watched, watched + 1)) == [], f"run {watched}"


@given(
    seed=seeds,
    organisations=st.integers(2, 12) | st.integers(2, 60),
    localities=st.integers(1, 20),
    horizon=st.integers(1, 6) | st.integers(1, 40),
    runs=st.integers(1, 3 * LANES + 1),
)
@settings(few, max_examples=8)
def test_engines_agree(seed: int, organisations: int, localities: int, horizon: int, runs: int) -> None:
    agree(seed, organisations, localities, horizon, runs)


@pytest.mark.slow
@pytest.mark.heavy
@given(
    seed=seeds,
    organisations=st.integers(2, 60),
    localities=st.integers(1, 20),
    horizon=st.integers(1, 40),
    runs=st.integers(1, 5 * LANES),
)
@settings(few, max_examples=16)
def test_engines_agree_in_many_worlds(
    seed: int, organisations: int, localities: int, horizon: int, runs: int
) -> None:
    agree(seed, organisations, localities, horizon, runs)


# -- A run is a run ------------------------------------------------------------------------


@given(
    seed=seeds,
    organisations=st.integers(2, 30),
    localities=st.integers(1, 20),
    horizon=st.integers(1, 12),
    runs=st.integers(2 * LANES + 1, 3 * LANES + LANES // 2),
    place=st.integers(0, 2 * LANES),
)
@settings(few, max_examples=3)
def test_a_run_is_the_same_whatever_it_is_run_with(
    seed: int, organisations: int, localities: int, horizon: int, runs: int, place: int
) -> None:
    made = world(seed, organisations, localities, horizon, runs)
    made.options["problems"] = True
    every = made.runs
    one = range(every[place], every[place] + 1)
    batch = range(max(every[0], one[0] - 3), min(every[-1] + 1, one[0] + LANES))
    whole = run(made, every, workers=1)
    assert differences(whole, run(made, every, workers=2)) == []
    assert differences(whole, run(made, every, workers=3), one) == []
    assert differences(whole, run(made, one), one) == []
    assert differences(whole, run(made, batch, workers=2), batch) == []
    with_flows = run(made, every, flows=[one[0]])
    assert with_flows.flows is not None
    without = Result(**{**vars(with_flows), "flows": None})
    assert differences(whole, without) == []
    alone = run(made, one, flows=one, cascade=one)
    assert alone.flows is not None
    pd.testing.assert_frame_equal(with_flows.flows, alone.flows, check_exact=True)
    with_cascade = run(made, every, cascade=one, problems=False)
    assert (
        differences(whole, Result(**{**vars(with_cascade), "problems": whole.problems, "cascade": None}))
        == []
    )
    assert with_cascade.cascade is not None
    assert alone.cascade is not None
    pd.testing.assert_frame_equal(with_cascade.cascade, alone.cascade, check_exact=True)


# -- The watchman watched ------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair() -> tuple[Result, Result]:
    return tuple(  # type: ignore[return-value]
        simulate(
            load_scenario("baseline").with_horizon(1),
            LANES + 1 if engine == "ensemble" else 2,
            engine=engine,  # type: ignore[arg-type]
            organisations=True,
            flows=[1],
            problems=True,
            cascade=[0, 1],
        )
        for engine in ("ensemble", "mesa")
    )


def test_a_rule_that_only_one_engine_has_is_found(
    pair: tuple[Result, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert differences(*pair, runs=range(2)) == []
    rule = people.engagement

    def other(*given: Any) -> people.Engagement:
        flows = rule(*given)
        return flows._replace(no_effort=flows.no_effort * (1.0 + 2.0**-52))

    monkeypatch.setattr(people, "engagement", other)
    slow = simulate(
        load_scenario("baseline").with_horizon(1),
        2,
        engine="mesa",
        organisations=True,
        flows=[1],
        problems=True,
        cascade=[0, 1],
    )
    found = differences(pair[0], slow, runs=range(2))
    assert {each.partition(":")[0] for each in found} >= {"outcomes", "organisations", "flows"}


@pytest.mark.parametrize("name", ["outcomes", "costs", "organisations", "localities", "flows", "cascade"])
def test_one_bit_is_found(name: str, pair: tuple[Result, Result]) -> None:
    slow = pair[1]
    frame = getattr(slow, name)
    column = frame.columns[-1]
    changed = frame.copy()
    changed.loc[len(frame) // 2, column] = np.nextafter(changed.loc[len(frame) // 2, column], np.inf)
    (found,) = differences(slow, Result(**{**vars(slow), name: changed}))
    assert found.startswith(f"{name}: ")
    (found,) = differences(slow, Result(**{**vars(slow), name: frame.iloc[1:]}))
    assert found.startswith(f"{name}: ")


def test_an_onset_a_month_off_is_found(pair: tuple[Result, Result]) -> None:
    slow = pair[1]
    assert slow.problems is not None
    (found,) = differences(slow, Result(**{**vars(slow), "problems": slow.problems.assign(onset=0)}))
    assert found.startswith("problems: ")


def test_the_sign_of_zero_is_found(pair: tuple[Result, Result]) -> None:
    slow = pair[1]
    costs = slow.costs.copy()
    row = int(np.flatnonzero(costs["pounds"] == 0.0)[0])
    costs.loc[row, "pounds"] = -0.0
    pd.testing.assert_frame_equal(slow.costs, costs, check_exact=True)
    assert differences(slow, Result(**{**vars(slow), "costs": costs})) == [
        f"costs: pounds differs by its bits, first in row {row}"
    ]
