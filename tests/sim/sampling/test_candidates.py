"""Candidates: which runs each set has, and what is drawn from ranges as wide as declared or wider."""

from typing import Any

import numpy as np
import pytest

from sim import load_scenario
from sim.inputs import Parameter, all_parameters
from sim.inputs.levers import priors
from sim.sampling.candidates import Candidates, widened
from sim.sampling.parameter_sets import values_of

STREAM = Candidates(7, 10)


def test_each_set_has_lucks_of_its_own() -> None:
    assert STREAM.runs([1, 3], range(10)) == [*range(10), *range(20, 30)]
    assert STREAM.sets_of([0, 9, 10, 29]) == [1, 1, 2, 3]


def test_shares_and_quantiles_are_those_that_the_model_draws() -> None:
    shares = STREAM.shares([3])[0]
    drawn = values_of(load_scenario("baseline"), 3, STREAM.seed)
    for share, (name, each) in zip(shares, priors().items(), strict=True):
        assert each.at_all(np.array([share]))[0] == drawn[name], name


def parameter(**changed: Any) -> Parameter:
    known = next(iter(all_parameters().values()))
    return known.model_copy(update={"unit": "share", "shape": "uniform", **changed})


@pytest.mark.parametrize(
    ("changed", "width", "low", "high"),
    [
        ({"value": 0.4, "low": 0.2, "high": 0.5}, 0.5, 0.3, 0.45),
        ({"value": 0.4, "low": 0.3, "high": 0.5}, 2.0, 0.2, 0.6),
        ({"value": 0.4, "low": 0.1, "high": 0.9}, 2.0, 0.0, 1.0),
        ({"value": 4.0, "low": 1.0, "high": 9.0, "unit": "months"}, 2.0, 0.0, 14.0),
        ({"value": -1.0, "low": -2.0, "high": 9.0, "unit": "score"}, 2.0, -3.0, 19.0),
        ({"value": 4.0, "low": 1.0, "high": 64.0, "unit": "km", "shape": "loguniform"}, 0.5, 2.0, 16.0),
        ({"value": 4.0, "low": 1.0, "high": 64.0, "unit": "km", "shape": "loguniform"}, 2.0, 0.25, 1024.0),
    ],
)
def test_ranges_are_widened_about_the_value_in_their_own_scale(
    changed: dict[str, Any], width: float, low: float, high: float
) -> None:
    found = widened(parameter(**changed), width)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.value == changed["value"]


def test_what_is_drawn_from_wider_ranges_stands_over_every_prior() -> None:
    wide = STREAM._replace(width=2.0)
    varied = wide.varied(wide.runs([4, 9], range(2)))
    assert list(varied) == list(all_parameters())
    for name, values in varied.items():
        lowest, highest = all_parameters()[name].domain
        assert values.shape == (4,)
        assert (values[0], values[2]) == (values[1], values[3])
        assert lowest <= values.min() <= values.max() <= highest
    beyond = [
        name
        for name, each in all_parameters().items()
        if (varied[name] < each.low).any() or (varied[name] > each.high).any()
    ]
    assert len(beyond) > 50
    assert STREAM.varied(STREAM.runs([4], range(2))) == {}


def test_a_prior_without_width_is_a_value() -> None:
    fixed = parameter(value=0.4, low=0.4, high=0.4)
    assert fixed.at_all(np.array([0.1, 0.9])).tolist() == [0.4, 0.4]
