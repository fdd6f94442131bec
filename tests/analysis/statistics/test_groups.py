"""Kinds of members and localities: means that add up to the network's, and who loses behind a gain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.groups import (
    FAR,
    OF_MEMBERS,
    group_differences,
    group_means,
    groups_of,
    peripheral_from,
)
from analysis.statistics.verdicts import undecided, worsened
from sim import load_scenario, simulate
from sim.model.outcomes import OUTCOMES

MONTH, RUNS = 6, 4


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("baseline").with_horizon(MONTH)


@pytest.fixture(scope="module")
def result(scenario):
    return simulate(scenario, RUNS, 1, months=[MONTH], organisations=True)


def test_every_member_is_in_one_group_of_each_sort(scenario):
    organisations = scenario.network.organisations
    found = groups_of(scenario.network)
    assert {group.by for group in found} == {"role", "kind", "sector", "distance"}
    for by in ("role", "kind", "sector", "distance"):
        members = np.concatenate([group.members for group in found if group.by == by])
        assert sorted(members) == list(range(len(organisations)))
    (far,) = [group for group in found if group.name == FAR]
    centre = scenario.network.centre
    for place in far.members:
        each = organisations[place]
        assert np.hypot(each.x_km - centre.x_km, each.y_km - centre.y_km) >= peripheral_from()


@pytest.mark.parametrize("measure", OF_MEMBERS)
def test_means_of_groups_make_up_the_outcome_of_the_network(scenario, result, measure):
    found = group_means(result.organisations, scenario.network)
    organisations = scenario.network.organisations
    staff = np.array([each.staff for each in organisations], dtype=float)
    for by in ("role", "kind", "sector", "distance"):
        whole = np.zeros(RUNS)
        for group in (each for each in groups_of(scenario.network) if each.by == by):
            rows = found[(found["by"] == by) & (found["group"] == group.name)].sort_values("run")
            counted = staff if measure in ("awareness", "clarity") else np.ones(len(staff))
            whole += rows[measure].to_numpy() * counted[group.members].sum() / counted.sum()
        np.testing.assert_allclose(whole, result.outcomes[measure], rtol=1e-12)


def test_equal_scenarios_differ_in_no_group(scenario, result):
    tables = (group_means(result.organisations, scenario.network), result.localities)
    found = group_differences(tables, {"same": tables}, OUTCOMES, np.arange(RUNS))
    numbers = [name for name in found if name.startswith(("difference", "interval", "error"))]
    assert (found[numbers] == 0.0).all(axis=None)
    assert set(found["by"]) == {"role", "kind", "sector", "distance", "locality"}
    assert worsened(found.assign(by="network"), found).empty


def test_a_kind_of_member_and_a_locality_that_lose_are_unintended_though_the_mean_gains(scenario, result):
    members = group_means(result.organisations, scenario.network)
    other = members.copy()
    loses = (other["by"] == "kind") & (other["group"] == "education")
    other.loc[loses, "engagement"] -= 0.1
    places = result.localities.copy()
    first = places["locality"] == places["locality"].iloc[0]
    places.loc[first, "care_coordination"] -= 0.2
    found = group_differences(
        (members, result.localities), {"then": (other, places)}, OUTCOMES, np.arange(RUNS)
    )
    network = pd.DataFrame(
        [{**found.iloc[0].to_dict(), "outcome": "engagement", "verdict": "better"}], columns=found.columns
    ).drop(columns=["by", "group", "members"])
    worse = worsened(network, found)
    assert list(zip(worse["by"], worse["group"], worse["outcome"], strict=True)) == [
        ("locality", places["locality"].iloc[0], "care_coordination"),
        ("kind", "education", "engagement"),
    ]
    assert worse["difference"].tolist() == pytest.approx([-0.2, -0.1])
    assert worse["members"].tolist() == [0, 2]


def test_what_may_be_for_the_worse_is_counted_and_what_may_only_gain_is_not():
    rows = pd.DataFrame(
        [
            # scenario, better, verdict, interval
            ("a", "higher", "too few runs to tell", -0.04, 0.01),  # nothing much, or worse
            ("a", "higher", "too few runs to tell", -0.01, 0.04),  # nothing much, or better
            ("a", "lower", "too few runs to tell", -0.01, 0.04),  # nothing much, or worse
            ("a", "neither", "too few runs to tell", -0.04, 0.04),
            ("b", "higher", "worse", -0.05, -0.04),
        ],
        columns=["scenario", "better", "verdict", "interval_low", "interval_high"],
    ).assign(worthwhile=0.03)
    assert undecided(rows) == {"a": 2, "b": 0}
    assert undecided(rows, rows) == {"a": 4, "b": 0}
