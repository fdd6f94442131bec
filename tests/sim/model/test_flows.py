"""Flows: what is declared of them, and how amounts are worked out of an answer."""

import random
from typing import Any

import pytest

from sim.model import month
from sim.model.flows import amounts, charges, flows
from sim.model.initial import NO_CARE
from sim.model.month import LocalityFlows, TieFlows
from sim.model.rules import held_back, met
from sim.model.rules.care import CareCoordination, Cover, NurseCapability, SpecialistAccess
from sim.model.rules.culture import TieRivalry, TieStrength, TieTrust
from sim.model.rules.processes import StudyDay
from sim.model.state import Member, TieState
from tests.sim.random_inputs import VIEWS, filled


def test_flows_are_named_once_and_are_of_one_kind_a_stock() -> None:
    declared = flows()
    assert len({(each.entity, each.stock, each.flow) for each in declared}) == len(declared)
    kinds = {
        (each.entity, each.stock): {other.kind for other in declared if other.stock == each.stock}
        for each in declared
    }
    assert all(len(found) == 1 for found in kinds.values())
    assert {each.kind for each in declared} == {"change", "factor", "drag", "part"}
    assert {each.entity for each in declared} == {"network", "organisation", "tie", "locality"}


def test_no_flow_is_called_what_is_left_over() -> None:
    assert not {each.flow for each in flows()} & {"bound", "joint"}


def test_a_change_and_what_the_bounds_take_off() -> None:
    strength = TieStrength(
        trained_together=0.25,
        met_virtually=0.5,
        met=0.0,
        hub_and_spoke=0.0,
        same_children=0.0,
        fade=-0.125,
    )
    moved = TieFlows(strength, TieTrust(0.0, 0.0, 0.0, 0.0), TieRivalry(0.0, 0.0, 0.0))
    before, after = TieState(0.75, 0.5, 0.25, 0.0), TieState(1.0, 0.5, 0.25, 1.0)
    found = list(amounts("a - b", moved, before, after, stocks=["tie_strength"]))
    assert [(each.flow, each.amount) for each in found] == [
        ("trained_together", 0.25),
        ("met_virtually", 0.5),
        ("met", 0.0),
        ("hub_and_spoke", 0.0),
        ("same_children", 0.0),
        ("fade", -0.125),
        ("bound", -0.375),  # 0.75 + 0.625 would be 1.375
    ]
    assert {(each.entity, each.name, each.stock) for each in found} == {("tie", "a - b", "tie_strength")}
    assert [(each.link, each.hop) for each in found[:2]] == [("C41", 3), ("C51", 1)]
    every = list(amounts("a - b", moved, before, after))
    assert {each.stock for each in every} == {"tie_strength", "tie_trust", "tie_rivalry"}
    assert every[: len(found)] == found


def test_each_requirement_is_charged_what_lifting_it_alone_would_bring() -> None:
    # Of 1 there is 0.5 x 0.8 = 0.4. Lifting the first brings 0.4, the second 0.1; 0.1 is both together.
    assert charges((0.5, 0.8), met) == pytest.approx([-0.4, -0.1])
    assert charges((0.5, 1.0), met) == pytest.approx([-0.5, 0.0])
    assert charges((0.0, 0.0), met) == [0.0, 0.0]  # neither alone would bring anything
    # Of 1 there is 1 / (1 + 0.25 + 0.75) = 0.5. Without the first 1 / 1.75, without the second 1 / 1.25.
    assert charges((0.25, 0.75), held_back) == pytest.approx([0.5 - 4 / 7, 0.5 - 0.8])
    assert charges((1.0, 0.0), held_back) == pytest.approx([-0.5, 0.0])


def test_what_is_built_its_charges_and_the_rest_and_a_sum() -> None:
    built = LocalityFlows(
        specialist_access=SpecialistAccess(specialists=0.25, shared_records=0.75, nearness=0.0),
        nurse_capability=NurseCapability(presence=0.5, specialist_advice=0.25),
        care_coordination=CareCoordination(
            shared_records=1.0, working_together=0.0, sharing=0.0, taking_part=0.0
        ),
        cover_24_7=Cover(*(0.0 for _ in Cover._fields)),
    )
    after = NO_CARE._replace(
        nurse_capability=0.75, specialist_access=0.5, care_coordination=0.5, cover_24_7=1.0
    )
    found = {(each.stock, each.flow): each.amount for each in amounts("Town", built, NO_CARE, after)}
    assert found["specialist_access", "specialists"] == pytest.approx(0.5 - 4 / 7)
    assert found["specialist_access", "shared_records"] == pytest.approx(0.5 - 0.8)
    assert found["specialist_access", "joint"] == pytest.approx(-0.5 + (4 / 7 - 0.5) + 0.3)
    assert found["nurse_capability", "specialist_advice"] == 0.25
    assert ("nurse_capability", "joint") not in found
    assert found["care_coordination", "shared_records"] == -0.5
    assert found["care_coordination", "joint"] == 0.0
    assert found["cover_24_7", "joint"] == 0.0


def test_what_is_not_charged_is_shown_as_it_is() -> None:
    given = {"time": 0.25, "news": 0.5, "engagement": 0.0, "relevance": 0.0, "travel": 0.0}
    view: Member = filled(Member, random.Random(1))
    before, answer = month.member(view)
    held = answer._replace(training_attendance_central=StudyDay(**given))
    shown = amounts("a", held, before, before, charged=False, stocks=["training_attendance_central"])
    assert {each.flow: each.amount for each in shown} == given


# -- In every phase of the month -----------------------------------------------------------

# What the requirements build is the chance of what then happens or does not.
CHANCES = {"participation"}


@pytest.mark.parametrize("phase", VIEWS, ids=lambda phase: phase.__name__)
def test_flows_of_whatever_is_moved_add_up_to_it(phase: Any) -> None:
    """Changes to what the stock changed by, charges and what is joint to the shortfall, parts to the sum."""
    rng, seen = random.Random(phase.__name__), set()
    kinds = {(each.entity, each.stock): each.kind for each in flows()}
    for _ in range(50):
        view = filled(VIEWS[phase], rng)
        before = view[0]
        after, answer = phase(view)
        sums: dict[tuple[str, str], float] = {}
        for each in amounts("somebody", answer, before, after):
            key = (each.entity, each.stock)
            sums[key] = sums.get(key, 0.0) + each.amount
        for (entity, stock), found in sums.items():
            kind = kinds[entity, stock]
            seen.add((entity, stock))
            if kind == "change":
                expected = getattr(after, stock) - getattr(before, stock)
                assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), stock
            elif kind == "part" and stock in after._fields:
                assert found == pytest.approx(getattr(after, stock), abs=1e-12), stock
            elif stock in after._fields and stock not in CHANCES:
                assert found == pytest.approx(getattr(after, stock) - 1.0, abs=1e-12), stock
            else:
                assert -1.0 <= found <= 0.0 or kind == "part", stock
    assert len(seen) == len(type(answer)._fields)
