"""The page's engine gives what Python gives, to the last bit: arrays of networks and scenarios, and runs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from analysis.page.study_data import study_data
from sim import load_scenario
from sim.engine import ensemble
from sim.engine.arrays import prior_of, structure_arrays
from sim.engine.job import Job
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import load_outcomes
from sim.model.schedule import schedule_of
from tests.analysis.page.browser.pages import RUNS, opened_page, write_page
from tests.sim.engine.parity.worlds import world

ARRAYS = """([study, settings]) => {
  const made = hubspoke.engine.arrays(study.network, study.scenarios[0], settings);
  const numbers = ({ shape, values }) => [shape, [...values ?? []].map(Number)];
  const values = (each) => (typeof each === "number" ? each : numbers(each));
  const plain = (part) =>
    Object.fromEntries(Object.entries(part).map(([name, each]) => [name, values(each)]));
  return Object.fromEntries(["network", "schedule", "prior"].map((name) => [name, plain(made[name])]));
}"""


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page, with its engine started."""
    with opened_page(browser, write_page(tmp_path_factory.mktemp("page")), "network") as page:
        yield page


def random_scenario(seed: int) -> Scenario:
    rng = random.Random(seed)
    return world(seed, rng.randint(2, 30), rng.randint(1, 12), rng.randint(1, 30), 1).scenario


def agree(page: Page, scenario: Scenario, parameters: Any, seed: int) -> None:
    made = page.evaluate(ARRAYS, [study_data([scenario]), {"seed": seed, "parameters": parameters}])
    job = Job(scenario, range(8), seed=seed, months=(0,), parameters=parameters)
    parts = {
        "network": structure_arrays(scenario.network),
        "schedule": schedule_of(scenario),
        "prior": prior_of(job)[0],
    }
    for part, arrays in parts.items():
        assert list(made[part]) == list(arrays._fields), part
        for name, each in arrays._asdict().items():
            if name == "seed":
                assert made[part][name] == each
            elif name != "signature":  # by which Python knows the same months of many scenarios
                shape, values = made[part][name]
                assert tuple(shape) == each.shape, f"{part} {name}"
                assert np.array(values, each.dtype).tobytes() == np.ascontiguousarray(each).tobytes(), name


@pytest.mark.parametrize(
    "parameters",
    [
        "accepted",
        pytest.param("prior", marks=pytest.mark.heavy),
        pytest.param("central", marks=pytest.mark.heavy),
    ],
)
def test_arrays_of_random_networks_and_scenarios(opened: Page, parameters: str) -> None:
    for seed in range(3):
        agree(opened, random_scenario(seed), parameters, seed + 3)


def test_arrays_of_scenarios_that_ship(opened: Page) -> None:
    for name in ("fund-coordinator", "more-staff", "everything"):
        agree(opened, load_scenario(name), "accepted", 1)


@pytest.mark.heavy
def test_arrays_of_many_random_networks_and_scenarios(opened: Page) -> None:
    for seed in range(3, 50):
        agree(opened, random_scenario(seed), "accepted", seed)


def runs_agree(page: Page, scenario: Scenario, parameters: Any, runs: int) -> None:
    months = (0, scenario.horizon)
    settings = {"seed": 7, "parameters": parameters, "marks": list(months)}
    made = page.evaluate(RUNS, [study_data([scenario]), settings, runs])
    result = ensemble.run(Job(scenario, range(runs), seed=7, months=months, parameters=parameters))
    own = np.array(made).reshape(runs, len(months), len(load_outcomes()))
    assert own.tobytes() == result.outcomes.tobytes()


def test_runs(opened: Page) -> None:
    runs_agree(opened, load_scenario("shared-records"), "accepted", 35)
    for seed in range(4):
        runs_agree(opened, random_scenario(seed), "prior", 11)
