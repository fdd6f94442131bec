"""The month compiled gives what the month in Python gives, to the bit."""

import random
from typing import Any, get_type_hints

import pytest
from numba import njit

from sim.engine.compile import let_compile
from sim.model import aggregates, initial, month, onsets
from sim.model.rules import levers
from sim.model.state import Core, Member, Pair, Place
from tests.sim.random_inputs import bits, filled

CASES = 1000

VIEWS = {
    month.opening: Core,
    month.member: Member,
    month.tie: Pair,
    month.locality: Place,
    month.closing: Core,
}


@pytest.fixture(scope="module", autouse=True)
def rules_compile() -> None:
    assert let_compile() > 80


def arguments(function: Any, rng: random.Random) -> list[Any]:
    hints = get_type_hints(function, include_extras=True)
    hints.pop("return")
    return [filled(kind, rng) for kind in hints.values()]


# Each takes seconds to compile. Whole months, with all that they are made of, are compared in test_engines.
@pytest.mark.heavy
@pytest.mark.parametrize("phase", VIEWS, ids=lambda phase: phase.__name__)
def test_phase_of_the_month(phase: Any) -> None:
    rng = random.Random(phase.__name__)
    compiled = njit(lambda view: phase(view), error_model="numpy")
    for case in range(CASES):
        view = filled(VIEWS[phase], rng)
        assert bits(compiled(view)) == bits(phase(view)), f"case {case} of {phase.__name__}"


TALLIES = [
    aggregates.tie_weight,
    aggregates.add_peer,
    aggregates.mean_of_peers,
    aggregates.add_place,
    aggregates.add_service,
    aggregates.add_member,
    aggregates.mean_of_members,
    aggregates.add_locality,
    aggregates.in_order,
    aggregates.add_ranked,
    aggregates.gini,
    aggregates.mean_of_region,
    levers.strength_after,
    levers.grant_and_time,
    levers.payment,
    levers.add_payment,
    levers.add_costs,
    initial.organisation_at_start,
    initial.tie_at_start,
    initial.network_at_start,
    onsets.marked,
    onsets.watched_after,
]


@pytest.mark.heavy
@pytest.mark.parametrize("tally", TALLIES, ids=lambda tally: tally.__name__)
def test_tally_and_start(tally: Any) -> None:
    rng = random.Random(tally.__name__)
    compiled = njit(tally, error_model="numpy")
    for case in range(CASES):
        given = arguments(tally, rng)
        assert bits(compiled(*given)) == bits(tally(*given)), f"case {case} of {tally.__name__}"
