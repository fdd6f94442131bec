"""Dispositions: drawn about what kind, size and place make likely, or given; and what they bend."""

import random
from statistics import fmean

import pytest

from sim.model import initial
from sim.model.initial import character, organisation_at_start
from sim.model.rules import culture, goals, infrastructure, people, processes
from sim.model.state import Character, Member, OrganisationFacts
from sim.model.structure import UNKNOWN
from tests.sim.model.views import P, having, somebody
from tests.sim.random_inputs import filled

NOBODY_SAYS = Character(*(UNKNOWN for _ in Character._fields))
MEDIAN = Character(*(0.5 for _ in Character._fields))
MIDDLING = filled(OrganisationFacts, random.Random(1))._replace(
    hub=0.5, in_governance=0.5, size=0.5, statutory_share=0.5, distance=P.infrastructure.half_distance
)

# Which fact shifts which disposition, and which way.
SHIFTS = [
    ("in_governance", "readiness", 1),
    ("distance", "readiness", -1),
    ("statutory_share", "inwardness", -1),
    ("statutory_share", "security", 1),
    ("size", "ability", 1),
    ("hub", "backing", 1),
]


def drawn(facts: OrganisationFacts, u: float) -> Character:
    return character(facts, NOBODY_SAYS, Character(*(u for _ in Character._fields)), P)


def test_where_nothing_speaks_for_it_nobody_is_disposed_to_anything() -> None:
    assert character(MIDDLING, NOBODY_SAYS, MEDIAN, P) == pytest.approx(tuple(0.0 for _ in MEDIAN))


@pytest.mark.parametrize("name", Character._fields)
def test_dispositions_are_spread_evenly_about_that(name: str) -> None:
    steps = [(number + 0.5) / 200 for number in range(200)]
    values = [getattr(drawn(MIDDLING, u), name) for u in steps]
    assert fmean(values) == pytest.approx(0.0, abs=1e-12)
    # As wide as declared, and no farther than a disposition may lie.
    spread = P.people.dispositions_differ
    assert values == pytest.approx([max(-1.0, min(1.0, spread * (2.0 * u - 1.0))) for u in steps])
    assert len(set(values)) > 100


@pytest.mark.parametrize(("fact", "disposition", "sign"), SHIFTS)
def test_facts_shift_what_is_likely(fact: str, disposition: str, sign: int) -> None:
    unit = 200.0 if fact == "distance" else 1.0
    low, high = (
        character(MIDDLING._replace(**{fact: each * unit}), NOBODY_SAYS, MEDIAN, P) for each in (0.0, 1.0)
    )
    for name in Character._fields:
        moved = getattr(high, name) - getattr(low, name)
        meant = sum(s for f, d, s in SHIFTS if (f, d) == (fact, name))
        assert (moved > 0.0) - (moved < 0.0) == meant, name
    assert sign


def test_what_is_given_is_not_drawn() -> None:
    given = NOBODY_SAYS._replace(ability=0.25, backing=-1.0)
    found = character(MIDDLING, given, Character(*(0.9 for _ in Character._fields)), P)
    assert (found.ability, found.backing) == (0.25, -1.0)
    assert found.readiness == drawn(MIDDLING, 0.9).readiness != 0.0


def test_any_character_lies_between_its_bounds() -> None:
    rng = random.Random(2)
    for _ in range(500):
        facts = filled(OrganisationFacts, rng)
        luck = Character(*(rng.random() for _ in Character._fields))
        assert all(-1.0 <= each <= 1.0 for each in character(facts, NOBODY_SAYS, luck, P))


# -- What they bend ------------------------------------------------------------------------


def at_start(**given: float) -> dict[str, float]:
    who = Character(*(0.0 for _ in Character._fields))._replace(**given)
    return organisation_at_start(MIDDLING, who, P)._asdict()


BEGIN_WITH = {
    "readiness": {
        "awareness_core": 1,
        "engagement": 1,
        "commitment": 1,
        "expected_benefit": 1,
        "tractability": 1,
    },
    "inwardness": {"own_priority": 1, "sharing": -1, "commitment": -1, "need": -1},
    "ability": {"clinical_skill": 1, "universal_skill": 1, "adoption": 1, "measurement_trust": 1},
    "backing": {"senior_buy_in": 1, "vision": 1},
    "security": {"tractability": 1},
}


@pytest.mark.parametrize("name", BEGIN_WITH)
def test_what_a_disposition_begins_with(name: str) -> None:
    low, high = at_start(**{name: -0.5}), at_start(**{name: 0.5})
    moved = {state for state in low if low[state] != high[state]}
    assert set(BEGIN_WITH[name]) <= moved
    for state, sign in BEGIN_WITH[name].items():
        assert sign * (high[state] - low[state]) > 0.0, state


def test_posts_and_money_at_the_start_are_known_and_nobodys_disposition() -> None:
    known = (
        "nurse_posts",
        "specialist_posts",
        "other_posts",
        "statutory_income",
        "raised_income",
        "reserves",
    )
    for name in Character._fields:
        low, high = at_start(**{name: -1.0}), at_start(**{name: 1.0})
        assert all(low[each] == high[each] for each in known)


def in_a_month(member: Member) -> dict[str, float]:
    """Rates of one month that a disposition may bend."""
    return {
        "engagement.committed": people.engagement(member, 0.5, 0.5, 0.0, 0.5, 0.8).committed,
        "tractability.visible_progress": people.tractability(member).visible_progress,
        "own_priority.insecurity": goals.own_priority(member).insecurity,
        "sharing.withheld": culture.sharing(member, 0.5).withheld,
        "adoption": processes.adoption(member, 0.0, 0.0).known_and_engaged,
        "senior_buy_in.standing": goals.senior_buy_in(member).standing,
        "steady": people.steady(member),
        "raised_income": abs(infrastructure.raised_income(member).good_or_bad_year),
        "strain": infrastructure.strain(member, member.facts.income, 0.0),
        "champion.arose": people.champion(member).arose,
        "keen": processes.keen(member),
    }


BENDS = {
    "readiness": {
        "engagement.committed": 1,
        "tractability.visible_progress": 1,
        "champion.arose": 1,
        "keen": 1,
    },
    "inwardness": {"own_priority.insecurity": 1, "sharing.withheld": -1},
    "ability": {"adoption": 1},
    "backing": {"senior_buy_in.standing": 1},
    "steadiness": {"steady": -1},
    "security": {"raised_income": -1, "strain": -1},
}


@pytest.mark.parametrize("name", BENDS)
def test_what_a_disposition_bends_and_nothing_else(name: str) -> None:
    member = somebody(
        Member,
        3,
        org={
            "adoption": 0.1,
            "engagement": 0.5,
            "appropriateness": 0.8,
            "awareness_core": 0.9,
            "commitment": 0.5,
            "expected_benefit": 0.5,
            "own_priority": 0.5,
            "sharing": 0.5,
            "senior_buy_in": 0.5,
            "strain": 0.5,
            "tractability": 0.5,
            "champion": 0.2,
            "statutory_income": 500_000.0,
            "raised_income": 400_000.0,
        },
        facts={"nhs": 0.0, "income": 1_000_000.0, "statutory_share": 0.5},
        net={"guidelines": 0.9, "achievements": 0.5, "progress": 0.5, "standing": 0.5},
        peers={"adoption": 0.0, "closeness": 0.0},
        network={"sector_funding": 0.4, "obligation": 0.0},
        terms={"new_year": 1.0, "history": 0.0},
        luck={"take_up": 0.3, "raised_income": 0.1},
    )
    none = having(member, character=dict.fromkeys(Character._fields, 0.0))
    low, high = (in_a_month(having(none, character={name: each})) for each in (-0.9, 0.9))
    for rate in low:
        moved = high[rate] - low[rate]
        assert (moved > 0.0) - (moved < 0.0) == BENDS[name].get(rate, 0), rate


def test_a_disposition_is_read_where_it_is_drawn() -> None:
    assert initial.DRAWN == -1.0 > UNKNOWN
