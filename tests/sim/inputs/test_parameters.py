"""Parameters: the prior's inverse distribution, domains, and the files that ship."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.inputs import Parameter, all_parameters, load_evidence, load_levers, load_parameters
from sim.inputs.levers import priors
from sim.inputs.quantiles import loguniform
from sim.sampling.random_numbers import STEPS

SHAPES = st.sampled_from(["uniform", "triangular", "loguniform"])


def parameter(
    low: float, value: float, high: float, shape: str = "uniform", unit: str = "hours", **more: float
) -> Parameter:
    entry = {"name": "people.x", "what": "X.", "value": value, "low": low, "high": high, "shape": shape}
    return Parameter.model_validate(
        {**entry, **more, "unit": unit, "grade": "assumption", "source": ("F01",)}
    )


ranges = st.tuples(*[st.floats(1e-6, 1e6)] * 3).map(sorted)
units = st.floats(0, 1)


@given(ranges, SHAPES, units, units)
def test_at_rises_from_low_to_high(limits: list[float], shape: str, one: float, other: float) -> None:
    low, value, high = limits
    prior = parameter(low, value, high, shape)
    assert prior.at(0) == low
    assert prior.at(1) == high
    assert low <= prior.at(min(one, other)) <= prior.at(max(one, other)) <= high


@pytest.mark.parametrize(
    ("shape", "u", "expected"),
    [
        ("uniform", 0.25, 2.0),
        # Of the triangle from 1 to 5 with its mode at 3, a quarter lies below 1 + 2 * sqrt(0.5).
        ("triangular", 0.25, 1 + 2 * math.sqrt(0.5)),
        ("triangular", 0.5, 3.0),
        ("triangular", 0.75, 5 - 2 * math.sqrt(0.5)),
        ("loguniform", 0.5, math.sqrt(5)),
    ],
)
def test_at_by_hand(shape: str, u: float, expected: float) -> None:
    assert parameter(1, 3, 5, shape).at(u) == pytest.approx(expected)


def test_many_values_at_once_are_those_of_one_to_the_last_bit() -> None:
    shares = np.r_[-0.5, 0.0, 1.0, 1.5, np.random.default_rng(1).random(200)]
    of_each_shape = [parameter(1, 3, 5, shape) for shape in ("uniform", "triangular", "loguniform")]
    for each in (*of_each_shape, *all_parameters().values()):
        one_by_one = [each.at(float(u)) for u in shares]
        np.testing.assert_array_equal(each.at_all(shares), one_by_one, err_msg=each.name)


@given(st.tuples(*[st.floats(1e-6, 1e6)] * 2).map(sorted), st.integers(0, int(STEPS) - 1))
def test_loguniform_is_a_power_for_every_draw(limits: list[float], steps: int) -> None:
    low, high = limits
    u = steps / STEPS
    assert loguniform(u, low, high) == pytest.approx(low * (high / low) ** u, rel=1e-12, abs=0.0)


@pytest.mark.parametrize("shape", ["uniform", "triangular", "loguniform"])
def test_a_range_of_one_point(shape: str) -> None:
    assert {parameter(2, 2, 2, shape).at(u) for u in (0.0, 0.3, 1.0)} == {2.0}


def test_a_number_without_a_range_is_its_value() -> None:
    entry = {"name": "people.x", "what": "X.", "unit": "hours", "grade": "assumption", "source": ("F01",)}
    fixed = Parameter.model_validate({**entry, "value": 2.0})
    assert (fixed.low, fixed.high, fixed.uncertain) == (2.0, 2.0, False)
    assert {fixed.at(u) for u in (0.0, 0.3, 1.0)} == {2.0}
    with pytest.raises(ValidationError, match="high"):
        Parameter.model_validate({**entry, "value": 2.0, "low": 1.0})


def test_a_number_may_share_the_uncertainty_of_another() -> None:
    declared, drawn_from = all_parameters(), priors()
    sharing = {name: each for name, each in declared.items() if each.like}
    assert sharing
    for name, each in sharing.items():
        other, prior = declared[each.like], drawn_from[name]
        assert other.uncertain, name
        assert not each.uncertain, name
        assert prior.value == each.value
        for u in (0.0, 0.2, 0.5, 1.0):
            assert prior.at(u) / each.value == pytest.approx(other.at(u) / other.value), name
        # Where all have a meaning.
        assert each.domain[0] <= prior.low <= prior.high <= each.domain[1], name


def test_natural_domains() -> None:
    assert parameter(0.1, 0.2, 0.3, unit="share a month").domain == (0.0, 1.0)
    assert parameter(0.1, 0.2, 0.3, unit="weight").domain == (0.0, 1.0)
    assert parameter(0.1, 0.2, 0.3, unit="weight", highest=2.0).domain == (0.0, 2.0)
    assert parameter(0.1, 0.2, 0.3, unit="hours").domain == (0.0, math.inf)
    assert parameter(-1, 0, 1, unit="points").domain == (-math.inf, math.inf)


def test_every_number_of_the_model_has_a_lowest_and_a_highest_value() -> None:
    for name, each in all_parameters().items():
        low, high = each.domain
        assert low <= each.low <= each.high <= high < math.inf, name


def test_a_parameter_does_not_change() -> None:
    with pytest.raises(ValidationError):
        parameter(1, 2, 3).value = 4  # type: ignore[misc]


def test_shipped_parameters_rest_on_evidence() -> None:
    evidence, parameters = load_evidence(), all_parameters()
    assert parameters.keys() > load_parameters().keys()
    for name, each in parameters.items():
        assert each.name == name
        assert each.what
        assert each.low <= each.value <= each.high
        assert all(source in evidence for source in each.source)


def test_levers_bring_their_own() -> None:
    names = load_levers()["L01"].parameters().keys()
    assert names >= {
        f"levers.coordinator.{key}" for key in ("ramp_up", "fade", "cost_one_off", "cost_yearly")
    }


def test_what_is_loaded_once_cannot_be_spoilt() -> None:
    load_parameters().clear()
    load_levers().clear()
    assert load_parameters()
    assert load_levers()


def test_an_empty_folder_holds_no_parameters(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no parameter file"):
        load_parameters(tmp_path)
