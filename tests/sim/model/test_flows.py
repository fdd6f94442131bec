"""Flows: what is declared of them, and how amounts are worked out of an answer."""

import pytest

from sim.model.flows import amounts, charges, flows
from sim.model.initial import NO_CARE
from sim.model.month import LocalityFlows, TieFlows
from sim.model.rules.care import CareCoordination, Cover, NurseCapability, SpecialistAccess
from sim.model.rules.culture import TieStrength
from sim.model.state import LocalityState, TieState


def test_flows_are_named_once_and_are_of_one_kind_a_stock() -> None:
    declared = flows()
    assert len({(each.entity, each.stock, each.flow) for each in declared}) == len(declared)
    kinds = {
        (each.entity, each.stock): {other.kind for other in declared if other.stock == each.stock}
        for each in declared
    }
    assert all(len(found) == 1 for found in kinds.values())
    assert {each.kind for each in declared} == {"change", "factor", "part"}
    assert {each.entity for each in declared} == {"network", "organisation", "tie", "locality"}


def test_no_flow_is_called_what_is_left_over() -> None:
    assert not {each.flow for each in flows()} & {"bound", "joint"}


def test_a_change_and_what_the_bounds_take_off() -> None:
    moved = TieFlows(
        TieStrength(trained_together=0.25, met_virtually=0.5, took_part_together=0.0, fade=-0.125)
    )
    found = list(amounts("a - b", moved, TieState(0.75), TieState(1.0)))
    assert [(each.flow, each.amount) for each in found] == [
        ("trained_together", 0.25),
        ("met_virtually", 0.5),
        ("took_part_together", 0.0),
        ("fade", -0.125),
        ("bound", -0.375),  # 0.75 + 0.625 would be 1.375
    ]
    assert {(each.entity, each.name, each.stock) for each in found} == {("tie", "a - b", "tie_strength")}
    assert [(each.link, each.hop) for each in found[:2]] == [("C41", 3), ("C51", 1)]


def test_each_requirement_is_charged_what_lifting_it_alone_would_bring() -> None:
    # Of 1 there is 0.5 x 0.8 = 0.4. Lifting the first brings 0.4, the second 0.1; 0.1 is both together.
    assert charges((0.5, 0.8)) == pytest.approx([-0.4, -0.1])
    assert charges((0.5, 1.0)) == pytest.approx([-0.5, 0.0])
    assert charges((0.0, 0.0)) == [0.0, 0.0]  # neither alone would bring anything


def test_a_product_its_charges_and_the_rest_and_a_sum() -> None:
    built = LocalityFlows(
        specialist_access=SpecialistAccess(specialists=0.5, shared_records=0.8, nearness=1.0),
        nurse_capability=NurseCapability(presence=0.5, specialist_advice=0.25),
        care_coordination=CareCoordination(shared_records=0.0, sharing=0.0, taking_part=1.0),
        cover_24_7=Cover(*(1.0 for _ in Cover._fields)),
    )
    after = LocalityState(0.5, 0.75, 0.4, 0.0, 1.0)
    found = {(each.stock, each.flow): each.amount for each in amounts("Town", built, NO_CARE, after)}
    assert found["specialist_access", "specialists"] == pytest.approx(-0.4)
    assert found["specialist_access", "shared_records"] == pytest.approx(-0.1)
    assert found["specialist_access", "joint"] == pytest.approx(-0.1)
    assert found["nurse_capability", "specialist_advice"] == 0.25
    assert ("nurse_capability", "joint") not in found
    assert found["care_coordination", "joint"] == -1.0
    assert found["cover_24_7", "joint"] == 0.0
