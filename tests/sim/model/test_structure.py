"""Facts: what the tables of a network come to, worked out by hand on a network of four."""

import math
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import pytest

from sim.inputs.members import Organisation, Tie
from sim.inputs.networks import Network, load_network
from sim.model import neighbours
from sim.model.state import Character, PeerFacts, TieFacts
from sim.model.structure import UNKNOWN, Structure, gaps, structure_of

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


def test_whom_anything_ties_or_brings_near_is_tied(plan: Structure) -> None:
    # Four are so few that each is among the two nearest of somebody.
    assert [(a, b) for a, b, _ in plan.ties] == list(combinations(range(4), 2))
    hospital_hospice, hospital_nurses, hospital_school, hospice_nurses, hospice_school, nurses_school = (
        facts for _, _, facts in plan.ties
    )
    assert hospital_hospice == TieFacts(
        attachment=0.0,
        hubs=1.0,
        shared_locality=1.0,
        declared=0.7,
        same_system=0.0,
        same_money=0.0,  # one is public, the other raises what it lacks
        overlap=1.0,  # the hospice serves the city alone, as the hospital does
        unequal=0.0,
        unlike=1.0,
    )
    assert hospital_nurses == TieFacts(
        attachment=1.0,
        hubs=0.0,
        shared_locality=0.0,
        declared=0.0,
        same_system=1.0,
        same_money=1.0,
        overlap=1.0,
        unequal=pytest.approx(0.2),  # 8 staff against 10
        unlike=0.0,
    )
    assert hospice_school == TieFacts(
        attachment=1.0,
        hubs=0.0,
        shared_locality=0.0,
        declared=0.0,
        same_system=0.0,
        same_money=pytest.approx(0.7),  # 20 % of the one's money is public, 50 % of the other's
        overlap=0.0,
        unequal=0.6,
        unlike=0.0,
    )
    assert (hospital_school.overlap, hospice_nurses.overlap, nurses_school.overlap) == (1.0, 1.0, 0.0)
    assert (hospital_school.declared, nurses_school.declared) == (0.0, 0.4)
    assert [each.same_system for _, _, each in plan.ties] == [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]


def test_an_organisation_knows_those_it_is_tied_to(plan: Structure) -> None:
    assert plan.peers[3] == (
        (2, 0, PeerFacts(hub=0.0, smaller=0.6, children_shared=50.0, children_served=175.0)),
        (4, 1, PeerFacts(hub=1.0, smaller=0.6, children_shared=0.0, children_served=100.0)),
        (5, 2, PeerFacts(hub=0.0, smaller=0.5, children_shared=0.0, children_served=150.0)),
    )
    larger = plan.peers[1][2]
    assert larger == (4, 3, PeerFacts(hub=0.0, smaller=0.0, children_shared=0.0, children_served=25.0))


def test_a_place_has_the_ties_of_two_who_serve_it(plan: Structure) -> None:
    # City: hospital, hospice and nurses. Coast: hospital and nurses. Moor: hospital and school.
    assert plan.ties_of_places == ((0, 1, 3), (1,), (2,))


def test_facts_are_those_of_the_table(plan: Structure) -> None:
    hospital, hospice, nurses, school = plan.organisations
    assert [each.hub for each in plan.organisations] == [1.0, 1.0, 0.0, 0.0]
    assert [each.nhs for each in plan.organisations] == [1.0, 0.0, 1.0, 0.0]
    assert [each.in_governance for each in plan.organisations] == [1.0, 1.0, 0.0, 0.0]
    assert [each.size for each in plan.organisations] == [1.0, 1.0, 0.8, 0.4]
    assert (hospital.core_staff, hospital.wider_staff) == (2.0, 8.0)
    assert (school.core_staff, school.wider_staff, school.less_clinical) == (0.0, 4.0, 1.0)
    assert hospital.less_clinical == 0.2  # one manager and one other of ten
    assert (hospital.specialist_establishment, hospital.specialists_known) == (3.0, 2.0)
    assert (nurses.nurse_establishment, nurses.nurses_known) == (6.0, 4.0)
    assert hospice.statutory_share == 0.2


def test_facts_of_the_network_add_up(plan: Structure) -> None:
    net = plan.network
    assert (net.organisations, net.hubs, net.core_staff, net.wider_staff) == (4.0, 2.0, 4.0, 28.0)
    assert (net.children, net.children_llc, net.localities) == (58_000.0, 450.0, 3.0)
    assert net.nurses_known == 6.0
    assert net.organisational_distance == 1.0  # half are NHS
    assert (net.grant, net.leaders_sought, net.obligation) == (60_000.0, 3.0, 0.1)


def test_a_place_is_nursed_by_a_team_then_by_a_trust_then_by_a_centre(
    network: Network, plan: Structure
) -> None:
    # City and coast have a team, so that the hospice's nurses give it no claim; the moor has none.
    assert [each.children_nursed for each in plan.organisations] == [8_000.0, 0.0, 50_000.0, 0.0]
    kinds = {"Hospital": "acute trust", "School": "tertiary centre"}
    assert nursed(renamed_kinds(network, kinds)) == [8_000.0, 0.0, 50_000.0, 0.0]
    kinds = {"Hospital": "umbrella body", "Nurses": "acute trust", "School": "tertiary centre"}
    assert nursed(renamed_kinds(network, kinds)) == [0.0, 0.0, 50_000.0, 8_000.0]


def test_two_teams_part_a_place_by_posts_and_where_they_have_none_evenly(network: Network) -> None:
    # Six posts in the one, two in the other; the hospital is alone on the moor.
    both = renamed_kinds(network, {"Hospice": "community nursing team"})
    assert nursed(both) == [8_000.0, 10_000.0, 40_000.0, 0.0]
    none = {"nurse_establishment": 0.0, "nurse_posts": 0.0}
    bare = tuple(each.model_copy(update=none) for each in both.organisations)
    assert nursed(both.model_copy(update={"organisations": bare})) == [8_000.0, 20_000.0, 30_000.0, 0.0]


def test_where_nobody_else_serves_whoever_does_is_the_employer(network: Network) -> None:
    alone = renamed_kinds(network, {"Hospital": "umbrella body", "Nurses": "social care"})
    # The city: by posts, two of the hospice's and six of the nurses'. The moor: nobody has any.
    assert nursed(alone) == [4_000.0, 10_000.0, 40_000.0, 4_000.0]


def renamed_kinds(network: Network, kinds: dict[str, str]) -> Network:
    changed = (
        each.model_copy(update={"kind": kinds.get(each.name, each.kind)}) for each in network.organisations
    )
    return network.model_copy(update={"organisations": tuple(changed)})


def nursed(network: Network) -> list[float]:
    return [each.children_nursed for each in structure_of(network).organisations]


def test_nurses_work_where_they_are_the_employers_and_others_everywhere(plan: Structure) -> None:
    city, coast, moor = plan.services
    assert [(each.organisation, each.nurse_share) for each in city] == [(0, 0.0), (1, 1.0), (2, 0.8)]
    assert [(each.organisation, each.nurse_share) for each in coast] == [(0, 0.0), (2, 0.2)]
    assert [(each.organisation, each.nurse_share) for each in moor] == [(0, 1.0), (3, 1.0)]
    assert [each.weight for each in coast] == [0.5, 0.5]


def test_an_organisation_serves_its_places_by_children(plan: Structure) -> None:
    assert plan.served[0] == ((0, 300 / 450), (1, 100 / 450), (2, 50 / 450))
    assert plan.served[3] == ((2, 1.0),)  # where nothing is written, its own locality
    # The city's 300 are parted among three, the others' 100 and 50 among two.
    assert [each.children_served for each in plan.organisations] == [175.0, 100.0, 150.0, 25.0]


def test_posts_are_lacking_where_children_are(network: Network) -> None:
    # 20 nurses for 50,000 children: the city needs 16 and has the hospice's 2 and 4.8 of the team's 6, the
    # coast needs 4 and has 1.2, the moor needs 3.2. 450 children have specialists enough.
    nurses = [each.nurses for each in gaps(network)]
    assert nurses == pytest.approx([3.2, 0.0, 9.2 + 2.8, 0.0])
    assert [each.specialists for each in gaps(network)] == [0.0, 0.0, 0.0, 0.0]


def test_specialists_are_lacking_where_some_are(network: Network) -> None:
    more = tuple(
        each.model_copy(update={"children_llc": 10 * each.children_llc}) for each in network.localities
    )
    grown = network.model_copy(update={"localities": more})
    # 2.5 for 1,000 children make 11.25, of which there are 4.
    assert [each.specialists for each in gaps(grown)] == pytest.approx([0.75 * 7.25, 0.25 * 7.25, 0.0, 0.0])
    none = {"specialist_establishment": 0.0, "specialist_posts": 0.0}
    bare = grown.model_copy(
        update={"organisations": tuple(each.model_copy(update=none) for each in network.organisations)}
    )
    assert [each.specialists for each in gaps(bare)] == pytest.approx([11.25, 0.0, 0.0, 0.0])
    elsewhere = renamed_kinds(bare, {"Hospital": "acute trust"})  # then to the hubs
    assert [each.specialists for each in gaps(elsewhere)] == pytest.approx([5.625, 5.625, 0.0, 0.0])


# -- What the tables leave out -------------------------------------------------------------


def test_money_and_other_staff_are_what_is_usual(plan: Structure) -> None:
    hospital, hospice, _, school = plan.organisations
    # Ten work in the hospital, two of them specialists; twelve in a hundred posts are vacant.
    assert (hospital.others_known, hospital.other_establishment) == (8.0, 9.09)
    assert hospital.income == pytest.approx(3 * 90_000 + 9.09 * 45_000)
    assert hospice.income == pytest.approx(90_000 + 2 * 48_500 + 7.95 * 117_000)
    assert [each.reserves for each in plan.organisations] == [0.0, 7.0, 0.0, 2.0]
    assert (school.others_known, school.other_establishment) == (4.0, 4.55)


def test_what_is_written_stands(network: Network) -> None:
    written = {"income": 0.0, "reserves_months": 3.5, "other_establishment": 5.25, "other_posts": 1.5}
    facts = structure_of(with_first(network, written)).organisations[0]
    assert (facts.income, facts.reserves) == (0.0, 3.5)
    assert (facts.other_establishment, facts.others_known) == (5.25, 1.5)
    facts = structure_of(with_first(network, {"other_establishment": 5.0})).organisations[0]
    assert (facts.other_establishment, facts.others_known) == (5.0, 4.4)
    facts = structure_of(with_first(network, {"other_posts": 4.4})).organisations[0]
    assert (facts.other_establishment, facts.others_known) == (5.0, 4.4)


def test_a_disposition_is_as_written_or_left_to_chance(network: Network) -> None:
    plan = structure_of(with_first(network, {"ability": -0.5, "security": 0.0}))
    first, *others = plan.characters
    assert first == Character(UNKNOWN, UNKNOWN, -0.5, UNKNOWN, UNKNOWN, 0.0)
    assert set(others) == {Character(*[UNKNOWN] * len(Character._fields))}


def with_first(network: Network, update: dict[str, float]) -> Network:
    first, *others = network.organisations
    return network.model_copy(update={"organisations": (first.model_copy(update=update), *others)})


# -- In the shipped region -----------------------------------------------------------------


def test_shares_add_up_in_the_shipped_region(region: Network) -> None:
    plan = structure_of(region)
    for served in plan.served:
        assert sum(weight for _, weight in served) == pytest.approx(1.0)
    for services in plan.services:
        assert sum(each.weight for each in services) == pytest.approx(1.0)
    for number in range(len(plan.organisations)):
        here = (each for services in plan.services for each in services if each.organisation == number)
        assert sum(each.nurse_share for each in here) == pytest.approx(1.0)
    assert sum(each.children_nursed for each in plan.organisations) == pytest.approx(plan.network.children)
    assert sum(each.children_served for each in plan.organisations) == pytest.approx(
        plan.network.children_llc
    )


def test_all_lacking_nurses_are_somebodys(region: Network) -> None:
    # No place of the region has nurses enough, so that none of what one has too many hides another's need.
    needed = sum(each.children for each in region.localities) * 20 / 50_000
    present = sum(each.nurse_establishment for each in region.organisations)
    assert sum(each.nurses for each in gaps(region)) == pytest.approx(needed - present)


def test_every_organisation_and_tie_of_the_region_is_there(region: Network) -> None:
    plan = structure_of(region)
    assert len(plan.organisations) == len(region.organisations)
    pairs = [(a, b) for a, b, _ in plan.ties]
    assert len(set(pairs)) == len(pairs)
    assert all(a < b for a, b in pairs)
    assert sum(facts.attachment for _, _, facts in plan.ties) == len(region.spokes)
    assert sum(len(peers) for peers in plan.peers) == 2 * len(plan.ties)
    # One of the quarterly meeting's few knows not everybody, and nobody knows no one.
    assert len(pairs) < len(region.organisations) * (len(region.organisations) - 1) / 3
    assert min(map(len, plan.peers)) >= 2


# -- The order of rows ---------------------------------------------------------------------


@pytest.mark.parametrize("case", range(12))
def test_the_order_of_rows_changes_nothing_but_the_order(region: Network, case: int) -> None:
    rng = random.Random(case)
    network = random_network(region, rng, lattice=bool(case % 2))
    tables = {
        name: tuple(rng.sample(rows, len(rows)))
        for name in ("organisations", "localities", "ties")
        for rows in [getattr(network, name)]
    }
    other = network.model_copy(update=tables)
    assert by_name(network) == by_name(other)


def by_name(network: Network) -> dict[str, object]:
    """All facts under names instead of numbers, rounded as sums in another order end otherwise."""
    plan = structure_of(network)
    names = [each.name for each in network.organisations]
    places = [each.name for each in network.localities]
    pairs = [frozenset((names[a], names[b])) for a, b, _ in plan.ties]
    return {
        "network": rounded(plan.network),
        "organisations": dict(zip(names, map(rounded, plan.organisations), strict=True)),
        "gaps": dict(zip(names, map(rounded, gaps(network)), strict=True)),
        "localities": dict(zip(places, map(rounded, plan.localities), strict=True)),
        "ties": {pair: rounded(facts) for pair, (_, _, facts) in zip(pairs, plan.ties, strict=True)},
        "peers": {
            names[number]: {pairs[tie]: (names[end], rounded(facts)) for tie, end, facts in peers}
            for number, peers in enumerate(plan.peers)
        },
        "services": {
            (places[place], names[number]): rounded(shares)
            for place, services in enumerate(plan.services)
            for number, *shares in services
        },
        "ties of places": {
            places[place]: {pairs[tie] for tie in ties} for place, ties in enumerate(plan.ties_of_places)
        },
        "served": {
            names[number]: {places[place]: rounded([weight]) for place, weight in served}
            for number, served in enumerate(plan.served)
        },
    }


def rounded(numbers: Iterable[float]) -> tuple[float, ...]:
    return tuple(float(f"{each:.10g}") for each in numbers)


# -- Against the same facts defined pair by pair -------------------------------------------


def random_network(region: Network, rng: random.Random, lattice: bool = False) -> Network:
    """The shipped network's rows, drawn and thrown about: other places, hubs, servings, ties and posts.

    On a lattice many are as near as others are, and some share a place.
    """
    localities = rng.sample(region.localities, rng.randint(1, len(region.localities)))
    names = [each.name for each in localities]
    rows = rng.sample(region.organisations, rng.randint(2, len(region.organisations)))
    roles = ["hub", *rng.choices(["hub", "spoke"], [1, rng.choice([0.2, 3])], k=len(rows) - 1)]
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
                "x_km": float(rng.randint(0, 3)) if lattice else rng.uniform(-100, 100),
                "y_km": float(rng.randint(0, 3)) if lattice else each.y_km,
            }
        )
        for each, role in zip(rows, roles, strict=True)
    ]
    pairs = {
        frozenset(rng.sample([each.name for each in organisations], 2)) for _ in range(rng.randint(0, 9))
    }
    ties = [
        Tie(**{"from": min(pair), "to": max(pair), "weight": rng.choice([0.0, 0.3, 1.0])})
        for pair in sorted(pairs, key=sorted)
    ]
    parts = {"organisations": tuple(organisations), "localities": tuple(localities), "ties": tuple(ties)}
    return region.model_copy(update=parts)


def nearest_of_all(each: Organisation, group: Iterable[Organisation], most: int) -> list[Organisation]:
    def away(other: Organisation) -> tuple[float, str]:
        return (each.x_km - other.x_km) ** 2 + (each.y_km - other.y_km) ** 2, other.name

    return sorted((other for other in group if other is not each), key=away)[:most]


def whom_it_may_know(each: Organisation, members: Sequence[Organisation]) -> Iterator[Organisation]:
    """Those near to an organisation in one way or another."""
    if each.role == "hub":
        yield from nearest_of_all(each, (other for other in members if other.role == "hub"), 7)
    yield from nearest_of_all(each, (other for other in members if other.locality == each.locality), 7)
    yield from nearest_of_all(each, (other for other in members if other.kind == each.kind), 2)
    yield from nearest_of_all(each, members, 2)
    yield from nearest_of_all(each, (other for other in members if {*other.serves} & {*each.serves}), 3)


def ties_of_every_pair(network: Network) -> list[tuple[int, int, TieFacts]]:
    members, found = network.organisations, []
    weights = {frozenset((each.start, each.to)): each.weight for each in network.ties}
    children = {each.name: each.children_llc for each in network.localities}
    near = {each.name: {other.name for other in whom_it_may_know(each, members)} for each in members}
    public = ("NHS", "local authority")
    for (a, first), (b, second) in combinations(enumerate(members), 2):
        declared = weights.get(frozenset((first.name, second.name)), 0.0)
        attached = first.hub == second.name or second.hub == first.name
        if not (attached or declared or second.name in near[first.name] or first.name in near[second.name]):
            continue
        both = sum(children[place] for place in {*first.serves} & {*second.serves})
        fewer = min(sum(children[place] for place in each.serves) for each in (first, second))
        alike = (first.sector in public) == (second.sector in public)
        facts = TieFacts(
            attachment=float(attached),
            hubs=float(first.role == second.role == "hub"),
            shared_locality=float(first.locality == second.locality),
            declared=declared,
            same_system=float(first.record_system == second.record_system),
            same_money=float(alike) * (1 - abs(first.statutory_share - second.statutory_share)),
            overlap=pytest.approx(both / fewer),
            unequal=1 - min(first.staff, second.staff) / max(first.staff, second.staff),
            unlike=float((first.sector == "NHS") != (second.sector == "NHS")),
        )
        found.append((a, b, facts))
    return found


def services_of_every_pair(network: Network) -> list[list[tuple[int, float, float]]]:
    """For each locality whoever serves there, the weight, and the share of its nurses."""
    order = ("community nursing team", "acute trust", "tertiary centre")
    members = network.organisations
    nursed: list[dict[str, float]] = [{} for _ in members]
    serving = {
        place: [number for number, each in enumerate(members) if place.name in each.serves]
        for place in network.localities
    }
    for place, numbers in serving.items():
        ranks = {
            each: order.index(members[each].kind) if members[each].kind in order else 3 for each in numbers
        }
        first = [each for each in numbers if ranks[each] == min(ranks.values())]
        posts = {each: float(members[each].nurse_establishment) for each in first}
        if not any(posts.values()):
            posts = dict.fromkeys(first, 1.0)
        for each, part in posts.items():
            if part:
                children = place.children * part / sum(posts.values())
                nursed[each][place.name] = children
    found: list[list[tuple[int, float, float]]] = []
    for place, numbers in serving.items():
        found.append([])
        for each in numbers:
            everywhere = (
                nursed[each]
                if members[each].kind in order and nursed[each]
                else {
                    other.name: other.children
                    for other in network.localities
                    if other.name in members[each].serves
                }
            )
            share = everywhere.get(place.name, 0.0) / sum(everywhere.values())
            found[-1].append((each, 1.0 / len(numbers), pytest.approx(share)))
    return found


@pytest.mark.parametrize("by_tree", [False, True])
@pytest.mark.parametrize("case", range(40))
def test_facts_are_those_defined_pair_by_pair(
    region: Network, case: int, by_tree: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_tree:
        monkeypatch.setattr(neighbours, "_SMALL", 0)
    network = random_network(region, random.Random(case), lattice=bool(case % 2)) if case else region
    plan, members = structure_of.__wrapped__(network), network.organisations
    assert list(plan.ties) == ties_of_every_pair(network)
    for index in range(len(members)):
        ends = [
            (number, {index: b, b: a}[index]) for number, (a, b, _) in enumerate(plan.ties) if index in (a, b)
        ]
        assert [(tie, end) for tie, end, _ in plan.peers[index]] == ends
    for place, ties in zip(network.localities, plan.ties_of_places, strict=True):
        serving = {number for number, each in enumerate(members) if place.name in each.serves}
        assert list(ties) == [number for number, (a, b, _) in enumerate(plan.ties) if {a, b} <= serving]
    assert [list(each) for each in plan.services] == services_of_every_pair(network)
    for facts, place in zip(plan.localities, network.localities, strict=True):
        away = [
            math.sqrt((place.x_km - each.x_km) ** 2 + (place.y_km - each.y_km) ** 2)
            for each in members
            if each.specialist_establishment
        ]
        assert facts.specialist_distance == min(away, default=facts.distance)


# -- Growth --------------------------------------------------------------------------------


def large_network(region: Network, organisations: int, spread: float) -> Network:
    """So many organisations on a plane, two to a locality; where `spread` is 0, all in one place."""
    rng = random.Random(organisations)
    localities = [
        each.model_copy(update={"name": f"Place {n}", "x_km": rng.uniform(0, spread)})
        for n in range(max(1, round(organisations / 2 * min(spread, 1))))
        for each in [region.localities[n % len(region.localities)]]
    ]
    members = []
    for n in range(organisations):
        place, hub = rng.choice(localities).name, n < organisations**0.5
        row = (region.hubs if hub else region.spokes)[n % len(region.hubs)]
        update = {
            "name": f"Organisation {n}",
            "hub": "" if hub else f"Organisation {rng.randrange(round(organisations**0.5))}",
            "locality": place,
            "serves": tuple({place, rng.choice(localities).name}),
            "x_km": rng.uniform(0, spread),
            "y_km": rng.uniform(0, spread),
        }
        members.append(row.model_copy(update=update))
    parts = {"organisations": tuple(members), "localities": tuple(localities), "ties": ()}
    return region.model_copy(update=parts)


@pytest.mark.slow
@pytest.mark.parametrize("spread", [1_000.0, 0.0])
def test_work_grows_with_organisations_and_not_with_their_pairs(region: Network, spread: float) -> None:
    network = large_network(region, 4_000, spread)
    begun = time.process_time()
    plan = structure_of.__wrapped__(network)
    gaps.__wrapped__(network)
    assert time.process_time() - begun < 10  # about a second; pair by pair it is half a minute
    assert len(plan.ties) < 16 * len(plan.organisations)
