"""An organisation's records: which stage follows on which, by what, and what is linked along a tie."""

import itertools
import random

import pytest

from sim.model.rules import technology
from sim.model.rules.technology import LIVE, NOT_JOINED, PREPARING, STALLED, WITHDRAWN
from sim.model.state import Core, Member, Pair
from tests.sim.model.views import having, somebody
from tests.sim.random_inputs import filled

# From each stage, those that may follow on it.
FOLLOW = {
    NOT_JOINED: {NOT_JOINED, PREPARING},
    PREPARING: {PREPARING, LIVE, STALLED},
    LIVE: {LIVE, WITHDRAWN},
    STALLED: {STALLED, PREPARING},
    WITHDRAWN: {WITHDRAWN, PREPARING},
}


def joining(stage: float, **fields: dict[str, float]) -> Member:
    """One that could not have it easier."""
    easy: dict[str, dict[str, float]] = {
        "net": {"records_programme": 1.0, "programme_stalled": 0.0, "organisational_distance": 0.0},
        "org": {"records_stage": stage, "engagement": 1.0, "workload": 0.0, "strain": 0.0},
        "lever": {"shared_records": 1.0},
        "character": {"ability": 0.0},
    }
    member = somebody(Member, 1, **easy)
    return having(member, **fields)


def chances(member: Member, draws: int = 2000) -> dict[float, float]:
    """What follows, over all luck, each draw by itself."""
    steps = [(number + 0.5) / draws for number in range(draws)]
    shuffled = random.Random(1).sample(steps, draws)
    found = dict.fromkeys(FOLLOW, 0.0)
    for move, fail in zip(steps, shuffled, strict=True):
        luck = {"records_move": move, "records_fail": fail}
        found[technology.records_stage(having(member, luck=luck))] += 1.0 / draws
    return found


def moves(member: Member, to: float) -> float:
    return chances(member)[to]


@pytest.mark.parametrize("stage", FOLLOW)
def test_no_other_stage_follows(stage: float) -> None:
    rng, seen = random.Random(int(stage)), set()
    for _ in range(100):
        member = having(filled(Member, rng), org={"records_stage": stage})
        for _ in range(50):
            luck = {"records_move": rng.random() ** 4, "records_fail": rng.random() ** 4}
            seen.add(technology.records_stage(having(member, luck=luck)))
    assert seen == FOLLOW[stage]


@pytest.mark.parametrize("stage", [NOT_JOINED, PREPARING, STALLED, WITHDRAWN])
def test_without_a_programme_nobody_gets_on(stage: float) -> None:
    for programme in ({"records_programme": 0.0}, {"programme_stalled": 1.0}):
        found = chances(joining(stage, net=programme))
        assert found[LIVE] == 0.0
        assert stage == PREPARING or found[stage] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("stage", "to", "harder"),
    [
        (NOT_JOINED, PREPARING, {"org": {"engagement": 0.2}}),
        (NOT_JOINED, PREPARING, {"lever": {"shared_records": 0.0}}),
        (NOT_JOINED, PREPARING, {"net": {"organisational_distance": 1.0}, "facts": {"nhs": 0.0}}),
        (PREPARING, LIVE, {"org": {"workload": 0.8}}),
        (PREPARING, LIVE, {"org": {"strain": 0.8}}),
        (PREPARING, LIVE, {"character": {"ability": -1.0}}),
        (PREPARING, LIVE, {"net": {"records_programme": 0.5}}),
        (STALLED, PREPARING, {"character": {"ability": -1.0}}),
    ],
)
def test_what_makes_it_harder_makes_it_rarer(
    stage: float, to: float, harder: dict[str, dict[str, float]]
) -> None:
    assert 0.0 < moves(having(joining(stage), **harder), to) < moves(joining(stage), to)


def test_across_the_line_to_the_nhs_it_takes_agreement() -> None:
    apart = {"organisational_distance": 1.0}
    nhs, other = (joining(NOT_JOINED, net=apart, facts={"nhs": each}) for each in (1.0, 0.0))
    assert moves(other, PREPARING) < moves(nhs, PREPARING)


def test_what_is_live_is_given_up_where_money_is_strained() -> None:
    assert moves(joining(LIVE), WITHDRAWN) == 0.0
    assert moves(joining(LIVE, org={"strain": 0.9}), WITHDRAWN) > 0.0
    assert moves(joining(LIVE, net={"programme_stalled": 1.0}), WITHDRAWN) > 0.0


def test_a_programme_stalls_and_resumes_by_chance_and_only_while_it_runs() -> None:
    core = somebody(Core, 1, net={"programme_stalled": 0.0, "progress": 1.0})
    going = having(core, lever={"shared_records": 1.0})
    unlucky, lucky = {"programme_stalls": 0.0, "programme_resumes": 0.0}, {"programme_stalls": 0.99}
    assert technology.programme_stalled(having(core, luck=unlucky)) == 0.0
    assert technology.programme_stalled(having(going, luck=unlucky)) == 1.0
    assert technology.programme_stalled(having(going, luck=lucky)) == 0.0
    halted = having(going, net={"programme_stalled": 1.0})
    assert technology.programme_stalled(having(halted, luck=unlucky)) == 0.0
    assert technology.programme_stalled(having(halted, luck={"programme_resumes": 0.99})) == 1.0


# -- Along a tie ---------------------------------------------------------------------------


def test_a_tie_is_linked_where_both_ends_are_live_or_share_one_system() -> None:
    for one, other, same in itertools.product(FOLLOW, FOLLOW, (0.0, 1.0)):
        up = {"records_down": 0.0}
        pair = somebody(
            Pair,
            1,
            a={"records_stage": one, **up},
            b={"records_stage": other, **up},
            facts={"same_system": same},
        )
        both = one == other == LIVE
        expected = 1.0 if both else same * pair.p.technology.same_system_switched_on
        assert technology.tie_linked(pair) == expected


def test_nothing_is_seen_of_one_whose_records_are_down() -> None:
    live = {"records_stage": LIVE, "records_down": 0.0}
    pair = somebody(Pair, 1, a=live, b=live, facts={"same_system": 1.0})
    assert technology.tie_linked(pair) == 1.0
    for end in ("a", "b"):
        assert technology.tie_linked(having(pair, **{end: {"records_down": 1.0}})) == 0.0


def test_access_is_that_of_the_children_whom_one_shares_with_others() -> None:
    member = somebody(
        Member, 1, peers={"linked": 0.4, "sharing_children": 100.0}, org={"records_stage": LIVE}
    )
    assert technology.record_access(member) == 0.4
    alone = having(member, peers={"linked": 0.0, "sharing_children": 0.0})
    assert technology.record_access(alone) == 1.0
    assert technology.record_access(having(alone, org={"records_stage": PREPARING})) == 0.0
    assert technology.record_access(having(member, here={"records_down": 1.0})) == 0.0


def test_a_burden_is_that_of_what_is_not_linked_whatever_the_region_has() -> None:
    member = somebody(Member, 1, org={"workaround_burden": 0.0})
    found = [technology.workarounds(member, access).unlinked_records for access in (0.0, 0.5, 1.0)]
    turn = member.p.technology.workarounds_turn
    assert found == [turn, turn * 0.5, 0.0]
