"""How much of a lever and for whom: doses in its own unit, and which organisations a scenario names."""

import math

import pytest

from sim.inputs.errors import WrongInput
from sim.inputs.levers import load_levers
from sim.inputs.networks import Network, load_network
from sim.inputs.reach import Selector, periphery
from sim.inputs.scenarios import Scenario, load_scenario
from sim.model.outcomes import OUTCOMES


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture(scope="module")
def region() -> Network:
    return load_network("study-region")


def names(network: Network, **selector: object) -> set[str]:
    reached = Selector.model_validate(selector).selected(network)
    return {each.name for each, here in zip(network.organisations, reached, strict=True) if here}


# -- For whom ------------------------------------------------------------------------------


def test_none_named_is_everyone(region: Network) -> None:
    assert names(region) == {each.name for each in region.organisations}


def test_a_locality_names_those_based_there_and_those_who_serve_it(region: Network) -> None:
    expected = {each.name for each in region.organisations if "Larkhollow" in (each.locality, *each.serves)}
    assert names(region, locality="Larkhollow") == expected
    assert any(each.locality != "Larkhollow" for each in region.organisations if each.name in expected)


def test_edge_and_centre_part_the_region_where_its_periphery_begins(region: Network) -> None:
    far = {
        each.name
        for each in region.organisations
        if math.hypot(each.x_km - region.centre.x_km, each.y_km - region.centre.y_km) >= periphery()
    }
    assert names(region, place="edge") == far
    assert names(region, place="centre") == names(region) - far
    assert far
    assert far != names(region)


def test_a_distance_is_that_from_the_centre(region: Network) -> None:
    near, beyond = names(region, within_km=30), names(region, beyond_km=30)
    assert near | beyond == names(region)
    assert not near & beyond
    assert names(region, within_km=60) - near == names(region, within_km=60, beyond_km=30)


def test_all_that_is_named_holds_at_once(region: Network) -> None:
    both = names(region, role="spoke", sector="NHS")
    assert both == names(region, role="spoke") & names(region, sector="NHS")


@pytest.mark.parametrize("word", ["edge", "centre"])
def test_a_word_stands_for_a_place(base: Scenario, word: str) -> None:
    pulled = base.with_levers(champions={"start": 0, "reach": word})
    assert pulled.levers["L10"][0].reach == Selector.model_validate({"place": word})


def test_what_acts_on_the_whole_network_cannot_be_had_for_some(base: Scenario) -> None:
    for lever in load_levers().values():
        some = {lever.name: {"start": 0, "reach": "hubs"}}
        if lever.scope == "organisations":
            base.with_levers(some)
            continue
        with pytest.raises(WrongInput, match=lever.whole):
            base.with_levers(some)
        base.with_levers({lever.name: {"start": 0, "reach": "all"}})


# -- How much ------------------------------------------------------------------------------


def test_a_dose_is_a_strength(base: Scenario) -> None:
    given = base.with_levers(study_days={"start": 0, "dose": 1})
    assert given == base.with_levers(study_days={"start": 0, "strength": 0.25})
    assert given.digest() == base.with_levers(study_days={"start": 0, "strength": 0.25}).digest()


def test_a_full_dose_is_full_strength_and_none_is_none(base: Scenario) -> None:
    for lever in load_levers().values():
        if lever.dose and lever.dose.full:
            for dose, strength in ((lever.dose.full, 1.0), (0, 0.0)):
                pulled = base.with_levers({lever.name: {"start": 0, "dose": dose}}).levers[lever.id]
                assert pulled[-1].strength == strength


def test_posts_stay_posts(base: Scenario) -> None:
    (interval,) = base.with_levers(more_staff={"start": 0, "nurses": 6, "specialists": 2}).levers["L15"]
    assert (interval.strength, interval.posts, interval.nurses, interval.specialists) == (1.0, None, 6.0, 2.0)
    (interval,) = base.with_levers(more_staff={"start": 0, "dose": 2.5}).levers["L15"]
    assert (interval.strength, interval.posts, interval.nurses, interval.specialists) == (
        1.0,
        2.5,
        None,
        None,
    )


def test_an_interval_made_in_python_is_checked_too(base: Scenario) -> None:
    (champions,) = base.with_levers(champions={"start": 0, "reach": "hubs"}).levers["L10"]
    with pytest.raises(WrongInput, match="acts on the network as a whole"):
        base.with_levers(study_days=champions)
    twice = champions.model_copy(update={"strength": 2.0})
    with pytest.raises(WrongInput, match="strength 2 is above 1"):
        base.with_levers(local_adaptation=twice)
    with pytest.raises(WrongInput, match=r"dose 0\.2 is above 0\.1 whole-time equivalents"):
        base.with_levers(champions=twice)


# -- What is declared ----------------------------------------------------------------------


def test_every_lever_names_outcomes_that_it_is_to_move() -> None:
    for lever in load_levers().values():
        assert lever.moves
        assert set(lever.moves) <= set(OUTCOMES), lever.name


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ({}, True),
        ({"reach": "all"}, True),
        ({"strength": 0.9}, False),
        ({"reach": "edge"}, False),
        ({"nurses": 3}, False),
        ({"dose": 3}, False),
    ],
)
def test_a_whole_interval_has_all_of_the_lever_everywhere(
    base: Scenario, given: dict[str, object], whole: bool
) -> None:
    (interval,) = base.with_levers(more_staff={"start": 0, **given}).levers["L15"]
    assert interval.whole is whole
