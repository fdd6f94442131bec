"""The month compiled gives what the month in Python gives, to the bit."""

import random
from typing import Any, get_type_hints

import pytest
from numba import njit

from sim import month, onsets, start, tallies
from sim.compiled import let_compile
from sim.rules import levers
from sim.state import Core, Member, Pair, Place
from tests.inputs import bits, filled

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


@pytest.mark.parametrize("phase", VIEWS, ids=lambda phase: phase.__name__)
def test_phase_of_the_month(phase: Any) -> None:
    rng = random.Random(phase.__name__)
    compiled = njit(lambda view: phase(view), error_model="numpy")
    for case in range(CASES):
        view = filled(VIEWS[phase], rng)
        assert bits(compiled(view)) == bits(phase(view)), f"case {case} of {phase.__name__}"


TALLIES = [
    tallies.tie_weight,
    tallies.add_peer,
    tallies.mean_of_peers,
    tallies.add_place,
    tallies.add_service,
    tallies.add_member,
    tallies.mean_of_members,
    tallies.add_locality,
    tallies.in_order,
    tallies.add_ranked,
    tallies.gini,
    tallies.mean_of_region,
    levers.strength_after,
    levers.grant_and_time,
    levers.payment,
    levers.add_payment,
    levers.add_costs,
    start.organisation_at_start,
    start.tie_at_start,
    start.network_at_start,
    onsets.marked,
    onsets.watched_after,
]


@pytest.mark.parametrize("tally", TALLIES, ids=lambda tally: tally.__name__)
def test_tally_and_start(tally: Any) -> None:
    rng = random.Random(tally.__name__)
    compiled = njit(tally, error_model="numpy")
    for case in range(CASES):
        given = arguments(tally, rng)
        assert bits(compiled(*given)) == bits(tally(*given)), f"case {case} of {tally.__name__}"
