"""The module of WebAssembly gives what the ensemble gives, to the last bit, and is made of these sources."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import load_scenario
from sim.engine import compile, ensemble, wasm
from sim.engine.job import Job
from sim.engine.layout import LANES
from tests.sim.engine import wasm_runs
from tests.sim.engine.parity.test_engines import few, seeds
from tests.sim.engine.parity.worlds import world


def agree(job: Job) -> None:
    """All that is kept of the runs, as bytes, whether the module has vectors or not."""
    others = ensemble._run(job, 1, None, None, flows=False)
    for file in wasm.FEATURES:
        own = wasm_runs.run(job, file)
        for name, one, other in zip(own._fields, own, others, strict=True):
            assert (one.dtype, one.shape) == (other.dtype, other.shape), name
            assert one.tobytes() == other.tobytes(), f"{file}: {name}"


def test_it_is_built_of_these_sources() -> None:
    form = wasm.form()
    assert form["built from"] == compile.digest_of_sources(), "stale: python -m sim.engine.wasm"
    assert form["lanes"] == LANES


def test_it_asks_for_nothing_from_outside() -> None:
    assert [wasm_runs.imports(file) for file in wasm.FEATURES] == [[], []]


def test_what_is_written_into_its_memory_is_what_it_works_with() -> None:
    job = Job(load_scenario("shared-records"), range(3), seed=7, months=(60,), parameters="accepted")
    own, others = wasm_runs.run(job), wasm_runs.run(job._replace(seed=8))
    assert own.outcomes.tobytes() != others.outcomes.tobytes()


def test_the_shipped_region() -> None:
    scenario = load_scenario("everything")
    every = {"organisations": True, "localities": True, "ties": True, "problems": True}
    agree(Job(scenario, range(LANES + 3), seed=7, parameters="accepted", months=(-1, 0, 60), **every))


def in_worlds(seed: int, organisations: int, localities: int, horizon: int, runs: int) -> None:
    made = world(seed, organisations, localities, horizon, runs)
    rng = random.Random(seed)
    kept = {name: rng.random() < 0.8 for name in ("organisations", "localities", "ties", "problems")}
    months = tuple(int(each) for each in np.sort(list(made.options["months"] or (0, horizon))))
    options = {name: made.options[name] for name in ("seed", "parameters", "lucks")}
    varied = dict(made.varied)
    luck = varied.pop("luck", None)
    options["luck"] = None if luck is None else luck.astype(np.int64)
    agree(Job(made.scenario, made.runs, months=months, varied=varied, **options, **kept))


@given(
    seed=seeds,
    organisations=st.integers(2, 30),
    localities=st.integers(1, 20),
    horizon=st.integers(1, 12),
    runs=st.integers(1, 2 * LANES + 1),
)
@settings(few, max_examples=6)
def test_random_worlds(seed: int, organisations: int, localities: int, horizon: int, runs: int) -> None:
    in_worlds(seed, organisations, localities, horizon, runs)


@pytest.mark.slow
@pytest.mark.heavy
@given(
    seed=seeds,
    organisations=st.integers(2, 60),
    localities=st.integers(1, 20),
    horizon=st.integers(1, 40),
    runs=st.integers(1, 5 * LANES),
)
@settings(few, max_examples=30)
def test_many_random_worlds(seed: int, organisations: int, localities: int, horizon: int, runs: int) -> None:
    in_worlds(seed, organisations, localities, horizon, runs)
