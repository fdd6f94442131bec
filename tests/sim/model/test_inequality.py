"""The Gini coefficient, added up from the least upwards, against its definition by pairs of children."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import initial
from sim.model.aggregates import add_ranked, gini, in_order
from sim.model.rules import bounded
from sim.model.state import Ranked

places = st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(1, 400_000)), min_size=1, max_size=20)


def added_up(ranked: list[Ranked]) -> float:
    sums = initial.NO_INEQUALITY
    for each in sorted(ranked):
        sums = add_ranked(sums, each)
    return gini(sums)


def by_pairs(ranked: list[Ranked]) -> float:
    """Half the mean difference of all pairs of children, a child with itself too, over the mean; exactly."""
    exact = [(Fraction(each.value), Fraction(each.children)) for each in ranked]
    children, had = sum(n for _, n in exact), sum(n * x for x, n in exact)
    if not had:
        return 0.0
    apart = sum(n * m * abs(x - y) for (x, n), (y, m) in itertools.product(exact, exact))
    return float(apart / (2 * children * had))


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        ([Ranked(0.5, 10.0)], 0.0),
        ([Ranked(0.0, 10.0), Ranked(0.0, 5.0)], 0.0),
        # Half of the children have all: 1/2. One in four has all: 3/4.
        ([Ranked(0.0, 10.0), Ranked(1.0, 10.0)], 0.5),
        ([Ranked(0.0, 30.0), Ranked(1.0, 10.0)], 0.75),
        # 1 x 0.2, 1 x 0.4, 2 x 0.7: pairs 0.2 + 2 x 0.5 + 2 x 0.3 = 1.8, over 4 children who have 2.0.
        ([Ranked(0.7, 2.0), Ranked(0.2, 1.0), Ranked(0.4, 1.0)], 1.8 / (4 * 2.0)),
    ],
)
def test_by_hand(ranked: list[Ranked], expected: float) -> None:
    assert added_up(ranked) == pytest.approx(expected, rel=1e-15)
    assert by_pairs(ranked) == pytest.approx(expected, rel=1e-15)


@given(places)
def test_by_pairs(given_places: list[tuple[float, int]]) -> None:
    ranked = [Ranked(value, float(children)) for value, children in given_places]
    found = added_up(ranked)
    assert found == bounded(found)
    assert found == pytest.approx(by_pairs(ranked), rel=1e-9, abs=1e-12)


@given(places)
def test_the_order_is_that_of_sorting(given_places: list[tuple[float, int]]) -> None:
    ranked = [Ranked(value, float(children)) for value, children in given_places]
    for a, b in itertools.pairwise(sorted(ranked)):
        assert in_order(a, b)
    for a, b in itertools.product(ranked, ranked):
        assert in_order(a, b) == (a <= b)
