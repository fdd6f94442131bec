"""Scenarios run for a command: of the localities one month is kept, of the organisations nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim import WrongInput, load_scenario, simulate


def test_localities_are_kept_without_organisations_and_are_the_same():
    base = load_scenario("baseline").with_horizon(2)
    alone = simulate(base, runs=2, localities=True)
    both = simulate(base, runs=2, organisations=True)
    assert alone.organisations is None
    assert both.organisations is not None
    assert alone.localities is not None
    pd.testing.assert_frame_equal(alone.localities, both.localities)
    assert simulate(base, runs=1).localities is None


def test_what_is_no_scenario_is_refused_and_numpy_s_numbers_are_not():
    with pytest.raises(WrongInput, match="'baseline' is no scenario; load it with load_scenario"):
        simulate("baseline")  # type: ignore[arg-type]
    result = simulate(load_scenario("baseline").with_horizon(1), runs=np.int64(2), seed=np.uint32(3))
    assert (result.runs, result.seed) == (2, 3)
    assert type(result.runs) is int
    with pytest.raises(WrongInput, match="runs: True is not a whole number"):
        simulate(load_scenario("baseline"), runs=True)
