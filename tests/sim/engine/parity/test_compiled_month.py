"""The month compiled gives what the month in Python gives, to the bit."""

import random
from typing import Any, get_type_hints

import pytest
from numba import njit

from sim.engine.compile import let_compile
from sim.model import aggregates, initial, month, onsets
from sim.model.rules import levers, registered
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


# What is added up, begins a run, is paid and is watched, beside the rules of the month.
ADDED_UP = (aggregates, initial, levers, onsets)
TALLIES = [each for each in registered() if each.__module__ in {module.__name__ for module in ADDED_UP}]


@pytest.mark.heavy
@pytest.mark.parametrize("tally", TALLIES, ids=lambda tally: tally.__name__)
def test_tally_and_start(tally: Any) -> None:
    rng = random.Random(tally.__name__)
    compiled = njit(tally, error_model="numpy")
    for case in range(CASES):
        given = arguments(tally, rng)
        assert bits(compiled(*given)) == bits(tally(*given)), f"case {case} of {tally.__name__}"
