"""The benchmarks run, and say what they should; no time is judged."""

import json
from pathlib import Path

import pytest

from sim import load_scenario
from tests.benchmarks import engines, growth, plot, subset
from tests.benchmarks.__main__ import lines
from tests.benchmarks.counting import Counted, arithmetic, done
from tests.benchmarks.networks import network_of
from tests.benchmarks.timing import machine


def test_arithmetic_is_counted() -> None:
    done.clear()
    x = Counted(0.25)
    assert (1.0 - x) * x / 2.0 > -x
    assert done == {"add": 1, "multiply": 1, "divide": 1, "negate": 1, "compare": 1}


def test_the_month_has_hundreds_of_operations_and_is_counted_the_same_twice() -> None:
    base = load_scenario("baseline")
    once = arithmetic(base)
    assert once == arithmetic(base)
    assert once.operations["multiply"] > 200
    # Four turns of the generator for an organisation, three for the core, each with twenty multiplications.
    assert once.operations["word multiply"] == pytest.approx(20 * (4 + 3 / 26))


def test_the_subset_is_of_the_size_it_says() -> None:
    states = subset.run(2, 5, 1)
    assert tuple(states) == subset.STATES
    assert all(((each >= 0) & (each <= 1)).all() for each in states.values())
    assert subset.operations(26) > 50


@pytest.mark.parametrize("organisations", [24, 100])
def test_networks_have_the_size_asked_for(organisations: int) -> None:
    network = network_of(organisations)
    assert len(network.organisations) == organisations
    assert len(network.localities) == organisations // 2
    assert len(network.hubs) == round(organisations**0.5)


@pytest.mark.alone
def test_results_have_their_shape(tmp_path: Path) -> None:
    found = {
        "machine": machine(),
        "engines": engines.measure(engines.TINY),
        "growth": growth.measure((24, 48), 24, 1),
        "start": {},
    }
    again = json.loads(json.dumps(found))
    assert set(again["engines"]["ratios"]) == {
        "mesa.batch_run to ensemble",
        "Mesa engine to ensemble",
        "bundles at once to one by one",
        "ensemble to limit",
    }
    for each in again["engines"]["contenders"].values():
        assert each["ns per organisation-month"]["min"] > 0
    assert list(again["growth"]) == ["24", "48"]
    assert len(lines(again)) > 10
    plot.draw(again["growth"], again["machine"], tmp_path / "growth.svg")
    assert (tmp_path / "growth.svg").stat().st_size > 1000
