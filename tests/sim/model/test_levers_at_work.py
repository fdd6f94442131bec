"""Every lever in a whole network: what it moves and whom, not before it is pulled, and two at once."""

import functools
import random

import pytest

from sim import Scenario, load_scenario
from sim.inputs.levers import load_levers
from sim.inputs.timing import FIRST_MONTH
from sim.model.rules import culture, infrastructure, obliged, people, technology
from sim.model.state import Member, Pair
from tests.sim.model.test_links import History, change, history
from tests.sim.random_inputs import filled

PULLED, LOOKED_AT = 0, 48

# What each lever is for, as its file says, and which way it moves.
MOVES: dict[str, dict[str, int]] = {
    "coordinator": {"net.funding_security": 1, "net.governance": 1, "net.information_flow": 1},
    "core-team": {"net.leader_effort": 1, "net.progress": 1},
    "multi-year-funding": {"net.funding_security": 1, "net.productive_share": 1, "org.tractability": 1},
    "more-network-money": {
        "net.granted": 1,
        "net.records_programme": 1,
        "net.training_supply": 1,
        "net.guidelines": 1,
        "net.progress": 1,
    },
    "shared-records": {
        "net.records_programme": 1,
        "tie.tie_linked": 1,
        "org.record_access": 1,
        "org.workaround_burden": -1,
        "place.care_coordination": 1,
        "place.cover_24_7": 1,
        "place.specialist_access": 1,
    },
    "information-fixes": {
        "org.workaround_burden": -1,
        "org.return_completeness": 1,
        "org.measurement_trust": 1,
    },
    "outcome-set": {"net.outcome_set": 1, "net.success_agreed": 1, "net.evaluation": 1, "net.worth": 1},
    "process-data": {"net.evaluation": 1, "net.learning": 1, "net.achievements": 1, "net.worth": 1},
    "early-achievements": {"org.engagement": 1},
    "champions": {"org.champion": 1, "org.awareness_wider": 1, "org.engagement": 1, "org.adoption": 1},
    "virtual-training": {
        "org.training_attendance": 1,
        "org.clinical_skill": 1,
        "org.participation": 1,
        "tie.tie_strength": 1,
    },
    "study-days": {"net.training_supply": 1, "org.clinical_skill": 1, "tie.tie_strength": 1},
    "tailored-training": {"org.training_relevance": 1, "org.universal_skill": 1, "org.skill_gap": -1},
    "outreach": {"org.participation": 1, "org.expected_benefit": 1, "org.adoption": 1},
    "more-staff": {"org.nurse_posts": 1, "org.specialist_posts": 1, "place.nurse_presence": 1},
    "work-differently": {"place.nurse_capability": 1, "place.cover_24_7": 1},
    "agreed-definition": {"net.definition_agreed": 1, "org.clarity_core": 1, "net.goal_breadth": -1},
    "managed-expectations": {"net.expectations": -1, "org.awareness_wider": 1, "org.engagement": 1},
    "governance-parity": {"net.organisational_distance": -1, "tie.tie_rivalry": -1, "org.sharing": 1},
    "obligation": {"org.adoption": 1},
    "local-adaptation": {"org.appropriateness": 1, "org.adoption": 1},
    "commissioner-engagement": {"net.commissioner_priority": 1},
    "readiness-planning": {"org.engagement_risks": -1, "org.engagement": 1},
    "sector-funding": {
        "org.statutory_income": 1,
        "org.strain": -1,
        "org.sharing": 1,
        "org.own_priority": -1,
        "tie.tie_rivalry": -1,
    },
}


@functools.cache
def base() -> Scenario:
    # Every renewal succeeds, so that money does not hide what a lever does.
    certain = {"infrastructure.renewal_chance": 1.0}
    return load_scenario("baseline").with_horizon(LOOKED_AT).with_parameters(certain)


@functools.cache
def without() -> History:
    return history(base())


@functools.cache
def pulled(lever: str) -> History:
    return history(base().with_levers({lever: {"start": PULLED}}))


def test_every_lever_is_there() -> None:
    assert list(load_levers()) == [f"L{number:02d}" for number in range(1, 25)]
    assert {lever.name for lever in load_levers().values()} == set(MOVES)


@pytest.mark.parametrize("lever", MOVES)
def test_a_lever_moves_what_it_is_for_and_nothing_before_it_is_pulled(lever: str) -> None:
    moved = change(pulled(lever), without())
    assert moved.month >= PULLED
    for state, sign in MOVES[lever].items():
        # All months since: what happens by chance may in one month be the same with it and without.
        given, other = (
            sum(sum(month[state]) for month in each.months[PULLED - FIRST_MONTH :])
            for each in (pulled(lever), without())
        )
        assert sign * (given - other) > 0.0, state


# Those that work in members alone; the others work on the network as well, whomever they reach.
BY_MEMBER = (
    "information-fixes",
    "champions",
    "virtual-training",
    "tailored-training",
    "outreach",
    "more-staff",
    "obligation",
    "local-adaptation",
    "readiness-planning",
)


@pytest.mark.parametrize("lever", BY_MEMBER)
def test_a_lever_reaches_those_it_is_pulled_for(lever: str) -> None:
    """In the first month in which it moves organisations, it moves none that it does not reach."""
    here = history(base().with_levers({lever: {"start": PULLED, "reach": "hubs"}}))
    hubs = [each.role == "hub" for each in base().network.organisations]
    for month in range(PULLED - FIRST_MONTH, len(here.months)):
        states = [state for state in here.months[month] if state.startswith("org.")]
        moved = {
            place
            for state in states
            for place, (a, b) in enumerate(
                zip(here.months[month][state], without().months[month][state], strict=True)
            )
            if a != b
        }
        if moved:
            assert all(hubs[place] for place in moved)
            return
    pytest.fail("it moves no organisation")


# -- Two levers on one target --------------------------------------------------------------


@pytest.fixture
def rng() -> random.Random:
    return random.Random(1)


def member(rng: random.Random, **levers: float) -> Member:
    view: Member = filled(Member, rng)
    none = type(view.lever)(*(0.0 for _ in view.lever))
    return view._replace(lever=none._replace(**levers))


def test_what_two_levers_spare_is_not_added_up(rng: random.Random) -> None:
    """Each takes its share of what the other leaves."""
    seen = 0
    for _ in range(50):
        one = member(rng, virtual_training=0.8)
        other = one._replace(lever=one.lever._replace(virtual_training=0.0, outreach=0.6))
        both = one._replace(lever=one.lever._replace(outreach=0.6))
        neither = one._replace(lever=one.lever._replace(virtual_training=0.0))
        burden = infrastructure.travel_in_the_way
        assert burden(both) * burden(neither) == pytest.approx(burden(one) * burden(other))
        seen += burden(both) < min(burden(one), burden(other))
    assert seen


def test_fixes_take_their_share_of_what_shared_records_leave(rng: random.Random) -> None:
    for access in (0.0, 0.5, 1.0):
        view = member(rng, information_fixes=1.0)
        view = view._replace(dial=view.dial._replace(C17=1.0))
        left = (1.0 - access) * (1.0 - view.p.levers.information_fixes_relief)
        settled = view._replace(org=view.org._replace(workaround_burden=left))
        assert sum(technology.workarounds(settled, access)) == pytest.approx(0.0)


def test_workarounds_are_found_and_given_up_in_the_course_of_months(rng: random.Random) -> None:
    view = member(rng, information_fixes=0.0)
    view = view._replace(dial=view.dial._replace(C17=1.0))
    turn = view.p.technology.workarounds_turn
    for burden, access, expected in ((0.0, 0.0, turn), (1.0, 1.0, -turn), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)):
        here = view._replace(org=view.org._replace(workaround_burden=burden))
        assert sum(technology.workarounds(here, access)) == pytest.approx(expected)


def test_gains_of_two_levers_add_up_within_what_is_missing(rng: random.Random) -> None:
    view = member(rng, champions=1.0, managed_expectations=1.0)
    view = view._replace(org=view.org._replace(champion=1.0), dial=view.dial._replace(C50=1.0))
    p, x = view.p.people, view.org.awareness_core
    gained = people.awareness_core(view, 0.0, 0.0)
    assert gained.champion == pytest.approx(p.champion_tells_core * (1.0 - x))
    assert gained.told_plainly == pytest.approx(p.told_plainly * (1.0 - x))


def test_the_greater_obligation_holds(rng: random.Random) -> None:
    view = member(rng, obligation=0.4)
    for fact in (0.0, 0.4, 0.7):
        given = view._replace(network=view.network._replace(obligation=fact))
        assert obliged(given) == max(fact, 0.4)


def test_parity_and_sector_money_each_ease_their_own_cause_of_rivalry(rng: random.Random) -> None:
    pair: Pair = filled(Pair, rng)
    none = type(pair.lever_a)(*(0.0 for _ in pair.lever_a))
    plain = pair._replace(
        tie=pair.tie._replace(tie_rivalry=0.3),
        dial=pair.dial._replace(C07=1.0, C08=1.0),
        facts=pair.facts._replace(unequal=0.5, same_money=0.8),
        lever_a=none,
        lever_b=none,
    )
    equal = none._replace(governance_parity=1.0)
    parity = plain._replace(lever_a=equal, lever_b=equal)
    one_side = plain._replace(lever_a=equal)
    strained = plain._replace(a=plain.a._replace(strain=0.6), b=plain.b._replace(strain=0.6))
    eased = strained._replace(b=strained.b._replace(strain=0.2))
    rivalries = {
        name: culture.tie_rivalry(each)
        for name, each in [("none", plain), ("parity", parity), ("one side", one_side)]
    }
    assert rivalries["parity"].power_imbalance < rivalries["one side"].power_imbalance
    assert rivalries["one side"].power_imbalance < rivalries["none"].power_imbalance
    assert len({each.scarce_sector_money for each in rivalries.values()}) == 1
    assert culture.tie_rivalry(eased).scarce_sector_money < culture.tie_rivalry(strained).scarce_sector_money
    assert culture.tie_rivalry(eased).power_imbalance == culture.tie_rivalry(strained).power_imbalance


def test_money_for_the_whole_field_takes_strain_from_whoever_is_reached(rng: random.Random) -> None:
    for _ in range(50):
        plain, more = member(rng), member(rng, sector_funding=1.0)
        more = plain._replace(lever=more.lever)
        before, after = (
            infrastructure.strain(each, each.facts.income, each.org.reserves) for each in (plain, more)
        )
        assert after <= before
        assert after < before or plain.network.sector_funding == 1.0 or before in (0.0, 1.0)
