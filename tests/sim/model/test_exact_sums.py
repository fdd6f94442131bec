"""Exact sums: those of `math.fsum`, to the last bit."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.model.exact_sums import PARTIALS, added, total

LARGE = 1e300  # whose sums stay finite
VALUES = st.lists(
    st.one_of(
        st.floats(-LARGE, LARGE),
        st.floats(-1.0, 1.0),
        st.sampled_from([1.0, -1.0, 2.0**-53, -(2.0**-53), 2.0**-54, 1e16, -1e16, 5e-324, 0.1]),
    ),
    max_size=60,
)


@given(VALUES)
def test_sums_are_those_of_fsum(values: list[float]) -> None:
    partials, count = np.zeros(PARTIALS), 0
    for each in values:
        count = added(partials, count, each)
    assert float(total(partials, count)).hex() == (math.fsum(values) + 0.0).hex()
