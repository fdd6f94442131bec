"""Facts: what the tables of a network come to, worked out by hand on a network of four."""

import math
import random

import pytest

from sim.inputs.members import Tie
from sim.inputs.networks import Network, load_network
from sim.model.state import TieFacts
from sim.model.structure import Structure, structure_of

NETWORK = """
name: four
title: Four organisations in three places
centre: {x_km: 1, y_km: 1}
files: {ties: ties.csv}
facts:
  funding: {value: 60000, source: assumption}
  leaders: {value: 3, source: assumption}
  commissioner_priority: {value: 0.3, source: assumption}
  sector_funding: {value: 0.4, source: assumption}
  definition_breadth: {value: 0.8, source: assumption}
  obligation: {value: 0.1, source: assumption}
"""
LOCALITIES = """\
name,x_km,y_km,children,children_llc
City,1,1,40000,300
Coast,31,41,10000,100
Moor,-59,-79,8000,50
"""
COLUMNS = (
    "name,role,sector,kind,locality,hub,x_km,y_km,record_system,staff_core,staff_clinical,staff_nursing,"
    "staff_management,staff_other,specialist_establishment,specialist_posts,nurse_establishment,nurse_posts,"
    "statutory_share,atypicality,in_governance,serves"
)
ORGANISATIONS = f"""\
{COLUMNS}
Hospital,hub,NHS,tertiary centre,City,,1,4,Aster,2,4,4,1,1,3,2,0,0,1,0.1,yes,City|Coast|Moor
Hospice,hub,charity,children's hospice,City,,5,1,Birch,1,1,6,2,1,1,1,2,2,0.2,0.1,yes,City
Nurses,spoke,NHS,community nursing team,Coast,Hospital,31,41,Aster,1,0,6,1,1,0,0,6,4,1,0.3,no,Coast|City
School,spoke,other,education,Moor,Hospice,-59,-79,Cedar,0,0,0,1,3,0,0,0,0,0.5,0.5,no,
"""
TIES = """\
from,to,weight
School,Nurses,0.4
Hospital,Hospice,0.7
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    folder = tmp_path_factory.mktemp("four")
    for name, text in {
        "network.yaml": NETWORK,
        "localities.csv": LOCALITIES,
        "organisations.csv": ORGANISATIONS,
        "ties.csv": TIES,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_network(folder)


@pytest.fixture(scope="module")
def plan(network: Network) -> Structure:
    return structure_of(network)


@pytest.fixture(scope="module")
def region() -> Network:
    return load_network("study-region")


def test_distances_are_straight_lines_to_the_centre(plan: Structure) -> None:
    # From (1, 1): Coast is 30 east and 40 north, Moor 60 west and 80 south.
    assert [each.distance for each in plan.localities] == [0.0, 50.0, 100.0]
    assert [each.distance for each in plan.organisations] == [3.0, 4.0, 50.0, 100.0]


def test_specialists_are_as_far_as_the_nearest_of_them(plan: Structure) -> None:
    # From Coast (31, 41): the hospital at (1, 4) is 30 and 37 away, the hospice at (5, 1) 26 and 40.
    assert plan.localities[0].specialist_distance == 3.0
    assert plan.localities[1].specialist_distance == pytest.approx(math.sqrt(900 + 1369))
    assert plan.localities[2].specialist_distance == pytest.approx(math.sqrt(60**2 + 83**2))


def test_ties_are_of_hub_and_spoke_of_hubs_of_neighbours_and_as_declared(plan: Structure) -> None:
    assert plan.ties == (
        (0, 1, TieFacts(attachment=0.0, hubs=1.0, shared_locality=1.0, declared=0.7)),
        (0, 2, TieFacts(attachment=1.0, hubs=0.0, shared_locality=0.0, declared=0.0)),
        (1, 3, TieFacts(attachment=1.0, hubs=0.0, shared_locality=0.0, declared=0.0)),
        (2, 3, TieFacts(attachment=0.0, hubs=0.0, shared_locality=0.0, declared=0.4)),
    )
    assert plan.peers == (((0, 1), (1, 2)), ((0, 0), (2, 3)), ((1, 0), (3, 3)), ((2, 1), (3, 2)))


def test_the_same_system_is_a_share_of_ties(plan: Structure) -> None:
    # The hospital is tied to the hospice (Birch) and the nurses (Aster, as itself), and so on.
    assert [each.same_system for each in plan.organisations] == [0.5, 0.0, 0.5, 0.0]


def test_facts_are_those_of_the_table(plan: Structure) -> None:
    hospital, hospice, nurses, school = plan.organisations
    assert [each.hub for each in plan.organisations] == [1.0, 1.0, 0.0, 0.0]
    assert [each.nhs for each in plan.organisations] == [1.0, 0.0, 1.0, 0.0]
    assert [each.in_governance for each in plan.organisations] == [1.0, 1.0, 0.0, 0.0]
    assert (hospital.core_staff, hospital.wider_staff) == (2.0, 8.0)
    assert (school.core_staff, school.wider_staff, school.less_clinical) == (0.0, 4.0, 1.0)
    assert hospital.less_clinical == 0.2  # one manager and one other of ten
    assert [each.specialist_share for each in plan.organisations] == [0.75, 0.25, 0.0, 0.0]
    assert plan.starts[2].nurse_posts == 4.0
    assert nurses.nurse_establishment == 6.0
    assert hospice.statutory_share == 0.2


def test_facts_of_the_network_add_up(plan: Structure) -> None:
    net = plan.network
    assert (net.organisations, net.hubs, net.core_staff, net.wider_staff) == (4.0, 2.0, 4.0, 28.0)
    assert (net.children, net.children_llc) == (58_000.0, 450.0)
    assert net.organisational_distance == 1.0  # half are NHS
    assert (net.grant, net.leaders_sought, net.obligation) == (60_000.0, 3.0, 0.1)


def test_children_are_parted_among_those_who_employ_nurses(plan: Structure) -> None:
    # City: the hospice has 2 of 8 posts, the nurses 6. Coast: the nurses alone. Moor: no one has a post
    # there, so the hospital would employ them.
    assert [each.children_nursed for each in plan.organisations] == [8_000.0, 10_000.0, 40_000.0, 0.0]


def test_nurses_work_where_their_children_are(plan: Structure) -> None:
    city, coast, moor = plan.services
    assert [(each.organisation, each.nurse_share) for each in city] == [(0, 0.0), (1, 1.0), (2, 0.75)]
    assert [(each.organisation, each.nurse_share) for each in coast] == [(0, 0.0), (2, 0.25)]
    assert [(each.organisation, each.nurse_share) for each in moor] == [(0, 1.0), (3, 0.0)]
    assert [each.weight for each in coast] == [0.5, 0.5]


def test_an_organisation_serves_its_places_by_children(plan: Structure) -> None:
    assert plan.served[0] == ((0, 300 / 450), (1, 100 / 450), (2, 50 / 450))
    assert plan.served[3] == ((2, 1.0),)  # where nothing is written, its own locality


def test_shares_add_up_in_the_shipped_region(region: Network) -> None:
    plan = structure_of(region)
    for served in plan.served:
        assert sum(weight for _, weight in served) == pytest.approx(1.0)
    for services in plan.services:
        assert sum(each.weight for each in services) == pytest.approx(1.0)
    for number in range(len(plan.organisations)):
        here = (each for services in plan.services for each in services if each.organisation == number)
        shares = sum(each.nurse_share for each in here)
        assert shares == pytest.approx(1.0 if plan.organisations[number].children_nursed else 0.0)
    assert sum(each.children_nursed for each in plan.organisations) == pytest.approx(plan.network.children)
    assert sum(each.specialist_share for each in plan.organisations) == pytest.approx(1.0)


def test_every_organisation_and_tie_of_the_region_is_there(region: Network) -> None:
    plan = structure_of(region)
    assert len(plan.organisations) == len(region.organisations)
    pairs = [(a, b) for a, b, _ in plan.ties]
    assert len(set(pairs)) == len(pairs)
    assert all(a < b for a, b in pairs)
    assert sum(facts.attachment for _, _, facts in plan.ties) == len(region.spokes)
    assert sum(len(peers) for peers in plan.peers) == 2 * len(plan.ties)


# -- Against the same facts defined pair by pair -------------------------------------------


def random_network(region: Network, rng: random.Random) -> Network:
    """The shipped network's rows, drawn and thrown about: other places, hubs, servings, ties and posts."""
    localities = rng.sample(region.localities, rng.randint(1, len(region.localities)))
    names = [each.name for each in localities]
    rows = rng.sample(region.organisations, rng.randint(2, len(region.organisations)))
    roles = ["hub", *rng.choices(["hub", "spoke"], [1, 3], k=len(rows) - 1)]
    rng.shuffle(roles)
    hubs = [each.name for each, role in zip(rows, roles, strict=True) if role == "hub"]
    organisations = [
        each.model_copy(
            update={
                "role": role,
                "hub": "" if role == "hub" else rng.choice(hubs),
                "locality": rng.choice(names),
                "serves": tuple(rng.sample(names, rng.randint(1, len(names)))),
                "specialist_establishment": rng.choice([0, 0, each.specialist_establishment]),
                "nurse_establishment": rng.choice([0, each.nurse_establishment]),
                "record_system": rng.choice(["Aster", "Birch", "Cedar"]),
                "x_km": rng.uniform(-100, 100),
            }
        )
        for each, role in zip(rows, roles, strict=True)
    ]
    pairs = {
        frozenset(rng.sample([each.name for each in organisations], 2)) for _ in range(rng.randint(0, 9))
    }
    ties = [
        Tie(**{"from": min(pair), "to": max(pair), "weight": rng.choice([0.0, 0.3, 1.0])}) for pair in pairs
    ]
    parts = {"organisations": tuple(organisations), "localities": tuple(localities), "ties": tuple(ties)}
    return region.model_copy(update=parts)


def ties_of_every_pair(network: Network) -> list[tuple[int, int, TieFacts]]:
    members, found = network.organisations, []
    weights = {frozenset((each.start, each.to)): each.weight for each in network.ties}
    for a, first in enumerate(members):
        for b, second in enumerate(members[a + 1 :], a + 1):
            facts = TieFacts(
                attachment=float(first.hub == second.name or second.hub == first.name),
                hubs=float(first.role == second.role == "hub"),
                shared_locality=float(first.locality == second.locality),
                declared=weights.get(frozenset((first.name, second.name)), 0.0),
            )
            if any(facts):
                found.append((a, b, facts))
    return found


def services_of_every_pair(network: Network) -> list[list[tuple[int, float, float]]]:
    """For each locality whoever serves there, the weight, and the share of its nurses."""
    employers = ("community nursing team", "acute trust", "tertiary centre")
    members, nursed, found = network.organisations, {}, []
    for place in network.localities:
        serving = [(number, each) for number, each in enumerate(members) if place.name in each.serves]
        posts = {number: float(each.nurse_establishment) for number, each in serving}
        if not any(posts.values()):
            posts = {number: float(each.kind in employers) for number, each in serving}
        for number, weight in posts.items():
            nursed[place.name, number] = place.children * weight / sum(posts.values()) if weight else 0.0
    for place in network.localities:
        serving = [number for number, each in enumerate(members) if place.name in each.serves]
        found.append([])
        for number in serving:
            everywhere = (nursed.get((other.name, number), 0.0) for other in network.localities)
            children = sum(each for each in everywhere if each)
            share = nursed[place.name, number] / children if children else 0.0
            found[-1].append((number, 1.0 / len(serving), share))
    return found


@pytest.mark.parametrize("case", range(40))
def test_facts_are_those_defined_pair_by_pair(region: Network, case: int) -> None:
    network = random_network(region, random.Random(case)) if case else region
    plan, members = structure_of(network), network.organisations
    assert list(plan.ties) == ties_of_every_pair(network)
    for index, each in enumerate(members):
        ends = [
            (number, {index: b, b: a}[index]) for number, (a, b, _) in enumerate(plan.ties) if index in (a, b)
        ]
        assert list(plan.peers[index]) == ends
        same = [members[other].record_system == each.record_system for _, other in ends]
        assert plan.organisations[index].same_system == (sum(same) / len(same) if same else 0.0)
    assert [list(each) for each in plan.services] == services_of_every_pair(network)
    for facts, place in zip(plan.localities, network.localities, strict=True):
        away = [
            math.sqrt((place.x_km - each.x_km) ** 2 + (place.y_km - each.y_km) ** 2)
            for each in members
            if each.specialist_establishment
        ]
        assert facts.specialist_distance == min(away, default=facts.distance)
