"""Objectives of places and kinds of members: read, refused, and measured as the states of the runs say."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.plan.evaluate import Setting, run_bundles, simulated
from analysis.plan.objective import objective_of
from analysis.plan.portfolios import offer_of
from sim import load_scenario, simulate
from sim.inputs.errors import WrongInput
from sim.inputs.scenarios import Scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("baseline").with_horizon(12)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("cover_24_7", "24/7 cover"),
        ("cover_24_7@edge", "24/7 cover at the edge"),
        ("cover_24_7@Saltenhurst", "24/7 cover in Saltenhurst"),
        ("cover_24_7@saltenhurst", "24/7 cover in Saltenhurst"),
        ("engagement@hospice", "Engagement (children's hospice)"),
        ("engagement@spoke", "Engagement of spokes"),
        ("engagement@charity", "Engagement (charity)"),
        ("adoption@Ravelmoor Hospital", "Guidelines in use (Ravelmoor Hospital)"),
    ],
)
def test_an_objective_says_in_its_title_where_it_is(scenario: Scenario, written: str, title: str) -> None:
    found = objective_of(written, scenario.network)
    assert (found.name, found.title) == (written, title)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("cover_24_7@Saltenhurts", "study-region has no 'Saltenhurts'; did you mean Saltenhurst?"),
        (
            "cover_24_7@hospice",
            "cover_24_7 is of localities, and children's hospice is none; write one of: edge",
        ),
        (
            "funding@edge",
            "funding is not told apart by place or member; write funding, or one of: cover_24_7",
        ),
        ("expectations@edge", "expectations is better neither higher nor lower"),
        ("cover@edge", "there is no outcome 'cover'; did you mean "),
        ("engagement@", "study-region has no ''"),
    ],
)
def test_what_is_no_objective_is_refused_in_a_line(scenario: Scenario, written: str, said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        objective_of(written, scenario.network)
    assert str(refused.value).startswith(f"--objective: {said}")
    assert "\n" not in str(refused.value)


def test_it_may_be_all_that_is_looked_at(scenario: Scenario) -> None:
    setting = Setting(2, "accepted", ("cover_24_7@edge",))
    sets, values, costs = simulated([scenario] * 2, range(3), setting, [0, 12], setting.outcomes)
    assert (sets.shape, values.shape, costs.shape) == ((3,), (2, 3, 2, 1), (2, 3, 2, 4))


def test_it_is_what_the_states_of_the_runs_say(scenario: Scenario) -> None:
    names = ("cover_24_7@edge", "engagement@hospice", "cover_24_7")
    setting = Setting(2, "accepted", names)
    found = run_bundles(offer_of(scenario, ()), [0], range(3, 6), setting)
    result = simulate(scenario, range(3, 6), 2, parameters="accepted", months=[12], organisations=True)
    assert result.localities is not None
    assert result.organisations is not None
    centre, network = scenario.network.centre, scenario.network
    far = {
        each.name: float(each.children_llc)
        for each in network.localities
        if np.hypot(each.x_km - centre.x_km, each.y_km - centre.y_km) >= 50
    }
    assert 0 < len(far) < len(network.localities)
    rows = result.localities[result.localities["locality"].isin(list(far))]
    expected = rows.groupby("run").apply(
        lambda each: np.average(each["cover_24_7"], weights=[far[name] for name in each["locality"]]),
        include_groups=False,
    )
    assert found.outcomes["cover_24_7@edge"][0] == pytest.approx(expected.to_numpy())
    hospices = result.organisations[result.organisations["kind"] == "children's hospice"]
    means = hospices.groupby("run")["engagement"].mean().to_numpy()
    assert found.outcomes["engagement@hospice"][0] == pytest.approx(means)
