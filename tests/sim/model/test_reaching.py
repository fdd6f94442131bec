"""What passes along ties, and what comes of it in care: news, advice, trust, a rota, the weakest part."""

import itertools
import random
from typing import Any

import pytest

from sim.model import aggregates, initial, month
from sim.model.aggregates import add_peer, equality, mean_of_peers
from sim.model.rules import care, culture, held_back, people, processes
from sim.model.state import Member, OrganisationState, Pair, PeerFacts, Peers, Place, TieState
from sim.model.structure import structure_of
from tests.sim.model.views import P, having, somebody
from tests.sim.model.whole_runs import base
from tests.sim.random_inputs import filled, parameters

Met = tuple[PeerFacts, TieState, OrganisationState]


def met(ties: list[Met]) -> Peers:
    sums = initial.NO_PEERS
    for facts, tie, peer in ties:
        sums = add_peer(sums, facts, tie, peer, P)
    return mean_of_peers(sums, P)


def some_ties(rng: random.Random, number: int) -> list[Met]:
    return [
        (filled(PeerFacts, rng), filled(TieState, rng), filled(OrganisationState, rng)) for _ in range(number)
    ]


# -- Along ties ----------------------------------------------------------------------------


def test_nothing_reaches_one_without_ties() -> None:
    assert met([]) == initial.NO_PEERS
    rng = random.Random(1)
    weak = [(facts, tie._replace(tie_strength=0.0), peer) for facts, tie, peer in some_ties(rng, 5)]
    found = met(weak)
    # Rivals may be, and children shared; what passes as far as a tie is strong does not.
    unlike = ("rivalry", "linked", "sharing_children")
    assert all(getattr(found, name) == 0.0 for name in Peers._fields if name not in unlike)


def test_the_order_of_ties_changes_nothing_but_rounding() -> None:
    rng = random.Random(2)
    ties = some_ties(rng, 6)
    for order in itertools.islice(itertools.permutations(ties), 0, 720, 97):
        assert met(list(order)) == pytest.approx(met(ties), rel=1e-12, abs=1e-12)


def test_means_are_by_strength_and_within_what_peers_have() -> None:
    rng = random.Random(3)
    for _ in range(100):
        ties = some_ties(rng, 4)
        found = met(ties)
        strong = [(peer.engagement, tie.tie_strength) for _, tie, peer in ties if tie.tie_strength > 0.0]
        if not strong:
            continue
        weight = sum(each for _, each in strong)
        assert found.engagement == pytest.approx(sum(value * each for value, each in strong) / weight)
        values = [value for value, _ in strong]
        assert min(values) - 1e-12 <= found.engagement <= max(values) + 1e-12
        assert 0.0 < found.closeness < 1.0
        for name in ("trust", "adoption", "awareness", "participation", "rivalry", "linked", "news"):
            assert 0.0 <= getattr(found, name) <= 1.0 + 1e-12


@pytest.mark.parametrize("name", ["closeness", "news", "advice", "asking", "nurses"])
def test_more_passes_along_a_stronger_tie(name: str) -> None:
    rng = random.Random(4)
    facts, tie, peer = some_ties(rng, 1)[0]
    facts = facts._replace(hub=1.0, children_served=100.0)
    peer = peer._replace(
        news=0.5, engagement=0.5, advice_given=0.5, nurse_posts=8.0, sharing=0.5, nurses_missed=0.5
    )
    amounts = [
        getattr(met([(facts, tie._replace(tie_strength=each, tie_linked=1.0), peer)]), name)
        for each in (0.0, 0.1, 0.5, 1.0)
    ]
    assert amounts == sorted(amounts)
    assert amounts[0] == 0.0 < amounts[1] < amounts[2] < amounts[3]


def test_the_smaller_feels_rivalry_more() -> None:
    rng = random.Random(5)
    facts, tie, peer = some_ties(rng, 1)[0]
    tie = tie._replace(tie_rivalry=0.5)
    felt = [met([(facts._replace(smaller=each), tie, peer)]).rivalry for each in (0.0, 0.5, 0.9)]
    assert felt == sorted(felt)
    assert felt[0] < felt[2] == pytest.approx(0.5, abs=0.1)


# -- News ----------------------------------------------------------------------------------


def told(**fields: dict[str, float]) -> float:
    usual: dict[str, dict[str, float]] = {
        "facts": {"hub": 0.0, "distance": 10.0, "in_governance": 1.0},
        "net": {"information_flow": 0.6},
        "network": {"organisations": 26.0},
        "peers": {"news": 0.2},
    }
    return people.news(having(somebody(Member, 1, **usual), **fields))


def test_a_hub_hears_from_the_core_and_a_spoke_from_its_hub() -> None:
    assert told(facts={"hub": 1.0}, peers={"news": 0.0}) > 2.0 * told(peers={"news": 0.0}) > 0.0
    assert told(peers={"news": 0.5}) > told() > told(peers={"news": 0.0})
    # Whatever the hub knows, no more than that passes.
    assert told(net={"information_flow": 0.0}) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "thinner",
    [
        {"facts": {"distance": 90.0}},
        {"facts": {"in_governance": 0.0}},
        {"net": {"information_flow": 0.3}},
        {"network": {"organisations": 80.0}},
        {"peers": {"news": 0.1}},
    ],
    ids=str,
)
def test_what_thins_news(thinner: dict[str, dict[str, float]]) -> None:
    assert told(**thinner) < told()


def test_a_hub_relays_as_far_as_it_is_engaged_and_to_its_own_spokes_alone() -> None:
    rng = random.Random(6)
    facts, tie, hub = some_ties(rng, 1)[0]
    tie, hub = tie._replace(tie_strength=0.8), hub._replace(news=0.6)
    own, other = facts._replace(hub=1.0), facts._replace(hub=0.0)
    keen, idle = (hub._replace(engagement=each) for each in (0.9, 0.1))
    assert met([(own, tie, keen)]).news > met([(own, tie, idle)]).news > 0.0
    assert met([(other, tie, keen)]).news == 0.0


def test_who_has_left_hears_nothing_and_does_not_come() -> None:
    member = somebody(
        Member,
        7,
        net={"information_flow": 0.9},
        terms={"meeting": 1.0},
        luck={"meeting": 0.0, "study_day": 0.0},
    )
    here, _ = month.member(member)
    away, _ = month.member(having(member, here={"away": 1.0}))
    assert here.news > 0.0
    assert here.participation == 1.0
    assert (away.news, away.participation, away.time_given, away.training_attendance) == (0.0, 0.0, 0.0, 0.0)


# -- Advice --------------------------------------------------------------------------------


def test_specialists_give_no_more_than_they_have() -> None:
    """All advice along all ties, in the posts that it takes, is at most the posts that are filled."""
    structure, rng = structure_of(base().network), random.Random(8)
    strengths = [rng.random() for _ in structure.ties]
    posts = [each.specialists_known for each in structure.organisations]
    needed = P.care.specialists_per_1000_llc / 1000.0
    for number, facts in enumerate(structure.organisations):
        asking = sum(strengths[tie] * peer.children_served for tie, _, peer in structure.peers[number])
        member = somebody(
            Member,
            1,
            org={"specialist_posts": posts[number]},
            facts={"children_served": facts.children_served},
            peers={"asking": asking},
        )
        given = care.advice_given(member)
        taken = given * needed * (facts.children_served + asking)
        assert taken <= posts[number] + 1e-9
        assert given == 0.0 or posts[number] > 0.0


def test_the_more_turn_to_them_the_less_is_left_for_each() -> None:
    few, many = (
        somebody(
            Member, 1, org={"specialist_posts": 2.0}, peers={"asking": each}, facts={"children_served": 300.0}
        )
        for each in (300.0, 3000.0)
    )
    assert care.advice_given(few) > 3.0 * care.advice_given(many) > 0.0
    none = having(few, org={"specialist_posts": 0.0})
    assert care.advice_given(none) == 0.0
    assert care.advice(having(none, peers={"advice": 0.3}), 0.0) == 0.3


# -- Ties themselves -----------------------------------------------------------------------


def pair(**fields: dict[str, float]) -> Pair:
    usual: dict[str, dict[str, float]] = {
        "tie": {"tie_strength": 0.3, "tie_trust": 0.4, "tie_rivalry": 0.3},
        "facts": {"attachment": 1.0, "same_money": 0.8, "overlap": 0.5, "unequal": 0.5},
        "net": {"governance": 0.5},
    }
    for end in ("a", "b"):
        usual[end] = {
            "participation": 1.0,
            "training_attendance": 1.0,
            "engagement": 0.5,
            "sharing": 0.5,
            "strain": 0.5,
        }
    return having(somebody(Pair, 1, **usual), **fields)


STRENGTH, TRUST, RIVALRY = culture.tie_strength, culture.tie_trust, culture.tie_rivalry
BOTH: list[tuple[Any, str, dict[str, dict[str, float]]]] = [
    (STRENGTH, "met", {"b": {"participation": 0.0}}),
    (STRENGTH, "trained_together", {"a": {"training_attendance": 0.0}}),
    (STRENGTH, "met_virtually", {"lever_b": {"virtual_training": 0.0}}),
    (STRENGTH, "hub_and_spoke", {"a": {"engagement": 0.0}}),
    (STRENGTH, "hub_and_spoke", {"facts": {"attachment": 0.0}}),
    (STRENGTH, "same_children", {"facts": {"overlap": 0.0}}),
    (TRUST, "collaborative_governance", {"b": {"participation": 0.0}}),
    (TRUST, "working_together", {"tie": {"tie_strength": 0.0}}),
    (TRUST, "rivalry", {"tie": {"tie_rivalry": 0.0}}),
    (RIVALRY, "scarce_sector_money", {"facts": {"same_money": 0.0}}),
    (RIVALRY, "power_imbalance", {"facts": {"same_money": 0.0}}),
    (RIVALRY, "power_imbalance", {"facts": {"unequal": 0.0}}),
]


@pytest.mark.parametrize(("rule", "flow", "without"), BOTH)
def test_it_takes_two(rule: Any, flow: str, without: dict[str, dict[str, float]]) -> None:
    on_line = {"virtual_training": 1.0}
    assert getattr(rule(pair(lever_a=on_line, lever_b=on_line)), flow) != 0.0
    both = having(pair(lever_a=on_line, lever_b=on_line), **without)
    assert getattr(rule(both), flow) == 0.0


def test_either_end_may_come_first() -> None:
    rng = random.Random(9)
    for _ in range(200):
        view: Pair = filled(Pair, rng)
        turned = view._replace(a=view.b, b=view.a, lever_a=view.lever_b, lever_b=view.lever_a)
        assert month.tie(view)[0] == pytest.approx(month.tie(turned)[0], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("at", [0.0, 0.1, 1.0])
def test_a_frozen_tie_keeps_its_strength_and_nothing_else(at: float) -> None:
    frozen = pair()._replace(p=P._replace(culture=P.culture._replace(ties_frozen_at=at)))
    now, _ = month.tie(frozen)
    free, _ = month.tie(pair())
    assert now.tie_strength == at
    assert now._replace(tie_strength=0.0) == free._replace(tie_strength=0.0)


# -- Whether to come, and what to take up -------------------------------------------------


def test_the_chance_to_come_is_a_chance_and_falls_with_whatever_is_in_the_way() -> None:
    rng = random.Random(10)
    for _ in range(200):
        member: Member = filled(Member, rng)
        chance = held_back(people.participation(member, 0.5))
        assert 0.0 < chance <= 1.0
        harder = [
            (having(member, org={"own_priority": 1.0}), 0.5),
            (having(member, org={"engagement": 0.0}), 0.5),
            (having(member, org={"workload": 1.0}), 0.5),
            (having(member, peers={"participation": 0.0}), 0.5),
            (member, 1.0),
        ]
        assert all(held_back(people.participation(each, travel)) <= chance for each, travel in harder)


def adopting(luck: float, **fields: dict[str, float]) -> processes.Adoption:
    usual: dict[str, dict[str, float]] = {
        "org": {"adoption": 0.2, "awareness_core": 0.8, "awareness_wider": 0.4, "engagement": 0.6},
        "net": {"guidelines": 0.8},
        "peers": {"adoption": 0.7, "closeness": 0.6},
        "network": {"obligation": 0.0},
        "luck": {"take_up": luck},
    }
    return processes.adoption(having(somebody(Member, 1, **usual), **fields), 0.0, 0.0)


def test_guidelines_are_taken_up_one_at_a_time() -> None:
    step = P.processes.taken_up_at_once
    taken = [sum(each) - each.turnover for each in (adopting(u / 200) for u in range(200))]
    assert {round(each / step, 6) for each in taken} == {0.0, 1.0}
    likely = sum(taken) / len(taken)
    assert 0.0 < likely < step


def test_no_more_is_taken_up_than_has_been_endorsed() -> None:
    nearly = {"adoption": 0.79}
    assert max(sum(adopting(u / 50, org=nearly)) for u in range(50)) <= 0.01 + 1e-12
    assert all(sum(adopting(u / 50, org={"adoption": 0.9})) <= 0.0 for u in range(50))


def test_dense_ties_help_or_hinder_as_one_reads_them() -> None:
    def expected(hinder: float, closeness: float) -> float:
        p = P._replace(processes=P.processes._replace(dense_ties_hinder=hinder))
        member = somebody(
            Member,
            1,
            org={"adoption": 0.2, "awareness_core": 0.8, "engagement": 0.6, "appropriateness": 0.9},
            net={"guidelines": 0.8},
            peers={"adoption": 0.7, "closeness": closeness},
            network={"obligation": 0.0},
        )._replace(p=p)
        draws = (having(member, luck={"take_up": u / 500}) for u in range(500))
        return (
            sum(sum(each) - each.turnover for each in (processes.adoption(a, 0.0, 0.0) for a in draws)) / 500
        )

    assert expected(0.0, 0.9) > expected(0.0, 0.1) > 0.0
    assert 0.0 < expected(1.0, 0.9) < expected(1.0, 0.1)


# -- Care in a place -----------------------------------------------------------------------


def place(**services: float) -> Place:
    usual = {
        "nurse_posts": 10.0,
        "nurses_on_call": 4.0,
        "advice": 0.5,
        "adoption": 0.5,
        "participation": 0.5,
        "sharing": 0.5,
        "clinical_skill": 0.5,
        "linked": 0.5,
        "strength": 0.5,
    }
    return somebody(
        Place,
        1,
        services={**usual, **services},
        facts={"children": 50_000.0, "children_llc": 300.0, "specialist_distance": 10.0},
        members={"nurse_posts": 200.0},
        network={"children": 1_000_000.0},
        net={"organisational_distance": 0.5},
    )


def cover(**services: float) -> float:
    return month.locality(place(**services))[0].cover_24_7


def test_the_weakest_part_rules() -> None:
    """To mend what is worst helps more than to better what is best; and nothing alone makes it nought."""
    weak = {"nurse_posts": 2.0, "nurses_on_call": 2.0, "linked": 0.9, "adoption": 0.9}
    mended = cover(**{**weak, "nurse_posts": 6.0, "nurses_on_call": 6.0}) - cover(**weak)
    bettered = cover(**{**weak, "linked": 1.0, "adoption": 1.0}) - cover(**weak)
    assert mended > 3.0 * bettered > 0.0
    assert cover(**dict.fromkeys(place().services._fields, 0.0)) > 0.0
    assert cover(nurse_posts=20.0, nurses_on_call=20.0, advice=1.0, linked=1.0, adoption=1.0) > 0.7


@pytest.mark.parametrize("better", ["nurse_posts", "nurses_on_call", "advice", "adoption", "linked"])
def test_each_part_helps(better: str) -> None:
    assert cover(**{better: 1.2 * getattr(place().services, better)}) > cover()


def test_a_rota_takes_so_many_posts_alone_or_shared() -> None:
    seat = P.care.posts_for_a_seat
    assert [care.rota(place(nurses_on_call=each * seat)) for each in (0.0, 0.5, 1.0, 2.0)] == pytest.approx(
        [0.0, 0.5, 1.0, 1.0]
    )
    shared = having(place(nurses_on_call=0.5 * seat), lever={"work_differently": 1.0})
    assert 0.5 < care.rota(shared) < 1.0
    nobody = having(place(nurses_on_call=0.0, nurse_posts=0.0), lever={"work_differently": 1.0})
    assert care.rota(nobody) == 0.0


def test_nurses_on_call_come_along_linked_ties_from_those_who_share() -> None:
    rng = random.Random(11)
    facts, tie, peer = some_ties(rng, 1)[0]
    tie, peer = tie._replace(tie_strength=0.5), peer._replace(nurse_posts=8.0, sharing=0.5)
    assert met([(facts, tie._replace(tie_linked=1.0), peer)]).nurses == pytest.approx(2.0)
    assert met([(facts, tie._replace(tie_linked=0.0), peer)]).nurses == 0.0


def test_the_standard_is_met_in_full_in_part_or_not_at_all() -> None:
    p = P.care
    assert 0.0 < p.standard_met_in_part < p.standard_met_in_full < 1.0
    levels = {
        0.0: 0.0,
        p.standard_met_in_part - 1e-9: 0.0,
        p.standard_met_in_part: 0.5,
        p.standard_met_in_full - 1e-9: 0.5,
        p.standard_met_in_full: 1.0,
        1.0: 1.0,
    }
    assert {each: care.standard(place(), each) for each in levels} == levels


def test_care_is_joined_up_by_the_ties_among_those_who_serve() -> None:
    def coordination(**services: float) -> float:
        return month.locality(place(**services))[0].care_coordination

    for better in ("linked", "strength", "sharing", "participation"):
        assert coordination(**{better: 0.9}) > coordination() > coordination(**{better: 0.1})


# -- Fairness ------------------------------------------------------------------------------


def test_equity_is_how_near_a_ratio_is_to_one_on_either_side() -> None:
    assert equality(0.3, 0.3) == equality(0.0, 0.0) == 1.0
    assert equality(0.2, 0.4) == equality(0.4, 0.2) == 0.5
    assert equality(0.0, 0.4) == 0.0


def test_equity_is_worse_where_places_grow_apart_and_gini_with_it() -> None:
    structure = structure_of(base().network)

    def region(centre: float, edge: float) -> Any:
        sums, ranked = initial.NOWHERE, []
        for facts in structure.localities:
            there = facts.distance >= P.infrastructure.peripheral_from
            state = initial.NO_CARE._replace(cover_24_7=edge if there else centre, specialist_access=0.5)
            sums = aggregates.add_locality(sums, facts, state, P)
            ranked.append(aggregates.Ranked(state.cover_24_7, facts.children_llc))
        inequality = initial.NO_INEQUALITY
        for each in sorted(ranked):
            inequality = aggregates.add_ranked(inequality, each)
        return aggregates.mean_of_region(sums, inequality, initial.NO_INEQUALITY, structure.network)

    even, worse, better = region(0.4, 0.4), region(0.4, 0.2), region(0.4, 0.8)
    assert even.equity_cover == pytest.approx(1.0)
    assert worse.equity_cover == pytest.approx(0.5)
    assert better.equity_cover == pytest.approx(0.5)
    assert even.gini_cover == pytest.approx(0.0, abs=1e-12)
    assert min(worse.gini_cover, better.gini_cover) > 0.02
    assert even.equity_access == pytest.approx(1.0)


def test_any_parameters_keep_peers_within_their_range() -> None:
    rng = random.Random(12)
    for _ in range(100):
        p, sums = parameters(rng), initial.NO_PEERS
        for facts, tie, peer in some_ties(rng, 5):
            sums = add_peer(sums, facts, tie, peer, p)
        found = mean_of_peers(sums, p)
        assert all(value >= 0.0 for name, value in found._asdict().items() if name != "missed")
        for name in ("closeness", "rivalry", "news", "trust", "engagement", "linked"):
            assert getattr(found, name) <= 1.0 + 1e-12
