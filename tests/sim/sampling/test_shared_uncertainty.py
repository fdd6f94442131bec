"""Numbers that share the uncertainty of another: they are drawn with it, and follow where it is given."""

import numpy as np
import pandas as pd
import pytest

from sim import load_scenario, simulate
from sim.inputs.levers import all_parameters, priors
from sim.sampling.own import OwnSets
from sim.sampling.parameter_sets import drawn, followers, parameter_keys, values_of
from sim.simulation import Engine

BASE = load_scenario("baseline").with_horizon(1)
SHARING = {name: each.like for name, each in all_parameters().items() if each.like}
NAME, SOURCE = next(iter(SHARING.items()))
RATIO = all_parameters()[NAME].value / all_parameters()[SOURCE].value
ENGINES: tuple[Engine, ...] = ("mesa", "ensemble")


def test_a_set_draws_both_by_one_number() -> None:
    sets = [values_of(BASE, number, 7) for number in (1, 2, 3)]
    for name, source in SHARING.items():
        ratio = all_parameters()[name].value / all_parameters()[source].value
        of_both = [(each[name], each[source] * ratio) for each in sets]
        assert all(one == pytest.approx(other) for one, other in of_both), name
    assert len({each[NAME] for each in sets}) == 3


def test_a_number_taken_out_moves_no_other_draw() -> None:
    declared, keys = priors(), parameter_keys()
    kept = [place for place, name in enumerate(declared) if place % 3 and name != SOURCE]
    names = [list(declared)[place] for place in kept]
    every = drawn(declared, keys, 4, 7)
    assert drawn({name: declared[name] for name in names}, keys[kept], 4, 7) == {
        name: every[name] for name in names
    }


def test_it_follows_what_is_fixed_and_stays_where_it_is_fixed_itself() -> None:
    value = all_parameters()[SOURCE].value * 1.1
    fixed = BASE.with_parameters({SOURCE: value})
    assert values_of(fixed, 1, 7)[NAME] == value * RATIO
    assert values_of(fixed.with_parameters({NAME: 0.01}), 1, 7)[NAME] == 0.01
    assert values_of(BASE, 1, 7, {SOURCE: value})[NAME] == value * RATIO
    assert values_of(BASE, 1, 7, {SOURCE: value, NAME: 0.01})[NAME] == 0.01
    assert values_of(BASE.with_parameters({NAME: 0.01}), 1, 7, {SOURCE: value})[NAME] == 0.01


def test_it_does_not_follow_beyond_what_has_a_meaning() -> None:
    name = "goals.need_at_start"
    assert all_parameters()[name].like == "people.commitment_at_start"
    assert followers({"people.commitment_at_start": 1.0})[name] == 1.0
    several = followers({"people.commitment_at_start": np.array([0.5, 1.0])})[name]
    np.testing.assert_array_equal(several, [0.7, 1.0])


@pytest.mark.parametrize("given", ["fixed", "varied", "brought", "brought and fixed", "all"])
def test_engines_let_it_follow_alike(given: str) -> None:
    low, high = (all_parameters()[SOURCE].value * each for each in (0.8, 1.2))
    scenario, varied, source = BASE, {}, "prior"
    if given in ("fixed", "all"):
        scenario = BASE.with_parameters({SOURCE: low})
    if given == "brought and fixed":
        scenario = BASE.with_parameters({NAME: 0.01})
    if given in ("varied", "all"):
        varied = {SOURCE: np.array([low, high])}
    if "brought" in given or given == "all":
        source = OwnSets.of("mine", [1, 2], {SOURCE: [low, high]})
    results = [
        simulate(scenario, 2, 3, parameters=source, varied=varied, organisations=True, engine=engine)
        for engine in ENGINES
    ]
    pd.testing.assert_frame_equal(results[0].outcomes, results[1].outcomes, check_exact=True)
    pd.testing.assert_frame_equal(results[0].organisations, results[1].organisations, check_exact=True)
