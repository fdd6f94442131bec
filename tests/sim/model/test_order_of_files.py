"""The order of rows in the files of a network is that of output and nothing else, and a name is but luck."""

import random
from typing import Any

import pandas as pd
import pytest

from sim import Result, Scenario, load_scenario, simulate
from sim.engine.mesa_model import NetworkModel
from tests.sim.engine.parity.worlds import network as random_network
from tests.sim.engine.parity.worlds import scenario as random_scenario

HORIZON, RUNS = 24, 30


def shuffled(scenario: Scenario, seed: int) -> Scenario:
    """The scenario of a network whose files have their rows in another order."""
    rng, network = random.Random(seed), scenario.network
    rows = {
        name: tuple(rng.sample(rows, len(rows)))
        for name in ("organisations", "localities", "ties")
        if (rows := getattr(network, name))
    }
    return scenario.model_copy(update={"network": network.model_copy(update=rows)})


def everything() -> Scenario:
    return load_scenario("everything").with_horizon(HORIZON)


def a_random_one(seed: int) -> Scenario:
    rng = random.Random(seed)
    return random_scenario(random_network(rng, 14, 6), HORIZON, rng)


def run(scenario: Scenario, runs: int = RUNS) -> Result:
    return simulate(scenario, runs, months=[0, HORIZON], organisations=True, problems=True)


def by_name(table: pd.DataFrame | None, name: str) -> pd.DataFrame:
    assert table is not None
    return table.sort_values(["run", "month", name]).set_index(["run", "month", name])


def runs_apart(one: pd.DataFrame, other: pd.DataFrame) -> set[int]:
    """The runs in which two tables differ by more than rounding."""
    assert (one.index == other.index).all()
    numbers = one.select_dtypes("number").columns
    size = one[numbers].abs().to_numpy() + 1.0
    differ = ((one[numbers] - other[numbers]).abs().to_numpy() > 1e-9 * size).any(axis=1)
    return set(one.index.get_level_values("run")[differ])


@pytest.mark.parametrize(
    "scenario", [everything, lambda: a_random_one(3), lambda: a_random_one(8)], ids=["shipped", "3", "8"]
)
def test_the_order_of_rows_changes_nothing(scenario: Any) -> None:
    """But for rounding, as sums are made in the order of rows; by which, seldom, chance falls otherwise."""
    given = scenario()
    one, other = run(given), run(shuffled(given, 1))
    keys = ["run", "month"]
    apart = runs_apart(
        by_name(one.organisations, "organisation"), by_name(other.organisations, "organisation")
    )
    apart |= runs_apart(by_name(one.localities, "locality"), by_name(other.localities, "locality"))
    apart |= runs_apart(one.outcomes.set_index(keys), other.outcomes.set_index(keys))
    assert len(apart) <= RUNS // 20, apart
    pounds = [
        each.costs.loc[~each.costs["run"].isin(apart)].set_index(["run", "month", "payer", "kind"])["pounds"]
        for each in (one, other)
    ]
    assert (pounds[0] - pounds[1]).abs().max() <= 1e-9 * (1.0 + pounds[0].max())


def test_output_is_in_the_order_of_rows() -> None:
    for given in (everything(), shuffled(everything(), 2)):
        found = run(given, 1)
        assert found.organisations is not None
        names = [each.name for each in given.network.organisations]
        assert found.organisations["organisation"].tolist() == 2 * names


# -- Another name --------------------------------------------------------------------------


def renamed(scenario: Scenario, number: int, name: str) -> Scenario:
    """The scenario with another name for one organisation, wherever it is named."""
    network, old = scenario.network, scenario.network.organisations[number].name

    def new(given: str) -> str:
        return name if given == old else given

    organisations = tuple(
        each.model_copy(update={"name": new(each.name), "hub": new(each.hub)})
        for each in network.organisations
    )
    ties = tuple(
        each.model_copy(update={"start": new(each.start), "to": new(each.to)}) for each in network.ties
    )
    changed = network.model_copy(update={"organisations": organisations, "ties": ties})
    return scenario.model_copy(update={"network": changed})


@pytest.mark.parametrize("number", [0, 9, 18])
def test_another_name_is_other_luck_for_whoever_bears_it(number: int) -> None:
    given = load_scenario("baseline").with_horizon(1)
    before, after = (
        NetworkModel(each, collect=False) for each in (given, renamed(given, number, "By another name"))
    )
    others = [each for each in range(len(before.organisations)) if each != number]
    assert before.structure == after.structure
    assert (before.organisation_luck[:, others] == after.organisation_luck[:, others]).all()
    assert (before.organisation_luck[:, number] != after.organisation_luck[:, number]).all()
    assert (before.network_luck == after.network_luck).all()
    for each in others:
        assert before.organisations[each].character == after.organisations[each].character
    assert before.organisations[number].character != after.organisations[number].character
    assert before.values == after.values


def test_a_renamed_hub_is_still_the_hub_of_its_spokes() -> None:
    given = load_scenario("baseline").with_horizon(1)
    changed = renamed(given, 0, "By another name")
    hubs = [each.hub for each in changed.network.organisations]
    assert hubs.count("By another name") == [each.hub for each in given.network.organisations].count(
        given.network.organisations[0].name
    )
