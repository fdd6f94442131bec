"""Members are chosen by rule: what each rule finds in the study region is what it says."""

import pytest

from analysis.validation import chosen_members
from analysis.validation.regions import copied
from sim import load_scenario
from sim.inputs.networks import Network
from sim.model.structure import structure_of


@pytest.fixture(scope="module")
def network() -> Network:
    return load_scenario("baseline").network


def test_spokes_are_those_of_one_hub_or_of_another(network: Network) -> None:
    (hub,) = chosen_members.leading_hub(network)
    own, others = chosen_members.its_spokes(network), chosen_members.other_spokes(network)
    attached = [each.hub for each in network.spokes]
    assert len(own) == attached.count(hub) == max(map(attached.count, attached))
    assert sorted([*own, *others]) == sorted(each.name for each in network.spokes)


def test_peers_are_those_to_whom_a_tie_leads(network: Network) -> None:
    (spoke,) = chosen_members.most_tied_spoke(network)
    names = chosen_members.everyone(network)
    ties = [(names[a], names[b]) for a, b, _ in structure_of(network).ties]
    tied = {other for pair in ties if spoke in pair for other in pair} - {spoke}
    assert set(chosen_members.its_peers(network)) == tied


def test_two_that_share_children_are_alone_on_their_systems(network: Network) -> None:
    two = chosen_members.most_children_shared(network)
    systems = [each.record_system for each in network.organisations]
    served = [set(each.serves) for each in network.organisations if each.name in two]
    own = [each.record_system for each in network.organisations if each.name in two]
    assert [systems.count(each) for each in own] == [1, 1]
    assert served[0] & served[1]


def test_a_spoke_on_its_hubs_system(network: Network) -> None:
    members = {each.name: each for each in network.organisations}
    (spoke,) = chosen_members.on_its_hubs_system(network)
    assert members[spoke].record_system == members[members[spoke].hub].record_system


def test_a_copied_region_has_everything_as_often() -> None:
    base = load_scenario("baseline")
    twice = copied(2)(base).network
    one, two = (structure_of(each).network for each in (base.network, twice))
    assert (two.organisations, two.localities) == (2 * one.organisations, 2 * one.localities)
    assert (two.children_llc, two.hubs) == (2 * one.children_llc, 2 * one.hubs)
    assert (two.grant, two.leaders_sought) == (one.grant, one.leaders_sought)
    names = [each.name for each in twice.organisations]
    assert len(set(names)) == len(names)
    assert len(twice.ties) == 2 * len(base.network.ties)
