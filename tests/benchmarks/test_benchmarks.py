"""The benchmarks run, and say what they should; no time is judged."""

import copy
import json
from pathlib import Path

import pytest

from sim import load_scenario
from tests.benchmarks import engines, growth, page, plot, subset, webassembly
from tests.benchmarks.__main__ import lines
from tests.benchmarks.counting import Counted, arithmetic, done
from tests.benchmarks.networks import network_of
from tests.benchmarks.regression import slower
from tests.benchmarks.timing import machine, rounded


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


@pytest.mark.parametrize(("longer", "said"), [(1.09, False), (1.11, True)])
def test_what_is_slower_by_a_tenth_is_said(longer: float, said: bool) -> None:
    committed = page.results()
    found = copy.deepcopy(committed)
    found["engines"]["contenders"]["ensemble, two threads"]["ns per organisation-month"]["min"] *= longer
    found["growth"]["1000"]["to the smallest"] *= longer
    told = [
        f"slower than committed: {name}, 11% more, by the limit's time"
        for name in ("ensemble, two threads", "a network of 1,000")
    ]
    assert slower(found, committed) == (told if said else [])


def test_a_slower_hour_or_another_processor_is_no_regression() -> None:
    committed = page.results()
    found = copy.deepcopy(committed)
    for each in [*found["engines"]["contenders"].values(), found["engines"]["limit"]]:
        each["ns per organisation-month"]["min"] *= 1.5
    assert slower(found, committed) == []
    found["engines"]["limit"]["ns per organisation-month"]["min"] /= 1.5
    assert len(slower(found, committed)) >= 6
    found["machine"]["processor"] = "another"
    assert slower(found, committed) == []


def test_the_page_of_speed_has_the_committed_figures() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text(page.results())
    assert [rounded(each) for each in (0.0468, 2.09, 45.8, 117.4, 6483.2)] == [
        "0.047",
        "2.1",
        "46",
        "117",
        "6,480",
    ]


@pytest.mark.heavy
@pytest.mark.skipif(webassembly.NODE is None, reason="needs Node")
def test_the_module_runs_in_node_as_often_as_it_is_told() -> None:
    with webassembly.in_node() as run:
        run(1)
        run(2)


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
        *(["WebAssembly to ensemble, one thread"] if webassembly.NODE is not None else []),
    }
    for each in again["engines"]["contenders"].values():
        assert each["ns per organisation-month"]["min"] > 0
    assert list(again["growth"]) == ["24", "48"]
    assert len(lines(again)) > 10
    plot.draw_all(again, tmp_path)
    assert all((tmp_path / f"{name}.svg").stat().st_size > 1000 for name in ("growth", "speeds"))
