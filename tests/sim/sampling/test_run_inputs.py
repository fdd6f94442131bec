"""What runs were given is what the model had, to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import Scenario, load_scenario, simulate
from sim.engine.mesa_model import NetworkModel
from sim.inputs.levers import all_parameters
from sim.inputs.loops import load_loops
from sim.sampling.sources import ParameterSource, source_of

RUNS = 2
DECAY, CAPACITY = "people.engagement_decay", "people.workload_drives_away"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    loop = next(iter(load_loops()))
    changed = load_scenario("shared-records").with_horizon(1).with_parameters({CAPACITY: 0.2})
    return (
        changed.with_links({"C18": 0.5})
        .with_loops({loop: 0.5})
        .with_levers(champions={"start": 0, "strength": 0.5})
    )


@pytest.fixture
def own(tmp_path: Path) -> ParameterSource:
    path = tmp_path / "mine.yaml"
    path.write_text(f"priors:\n  {DECAY}: {{low: 0.01, high: 0.02, shape: uniform}}\n")
    return source_of(path)


@pytest.mark.parametrize("source", ["prior", "accepted", "central", "own"])
def test_inputs_are_what_the_model_had(source: str, scenario: Scenario, own: ParameterSource) -> None:
    parameters = own if source == "own" else source_of(source)
    columns = {DECAY: np.array([0.01, 0.02]), "C02": np.full(RUNS, 0.25)}
    varied = columns if source == "prior" else {}
    result = simulate(scenario, RUNS, 3, parameters=parameters, lucks=1, months=[1], varied=varied)
    inputs = result.inputs
    assert inputs["run"].tolist() == list(range(RUNS))
    assert inputs["parameter_set"].tolist() == result.outcomes["parameter_set"].tolist()
    for row in inputs.to_dict("records"):
        run = int(row["run"])
        one = {name: column[run] for name, column in varied.items()}
        model = NetworkModel(scenario, run, 3, parameters, 1, one, collect=False)
        given = {
            **model.values,
            **model.dial._asdict(),
            "champions": 0.5,
            "shared-records": 1.0,
            "coordinator": 1.0,
        }
        named = [name for name in row if name not in ("run", "parameter_set", "luck")]
        assert {name: row[name] for name in named} == {name: given[name] for name in named}
        apart = [name for name, value in model.values.items() if value != all_parameters()[name].value]
        assert set(apart) <= set(named)
        assert {link for link, dial in model.dial._asdict().items() if dial != 1} <= set(named)


def test_posts_and_efforts_are_inputs(scenario: Scenario) -> None:
    paid = scenario.with_levers({"more-staff": {"start": 0, "nurses": 6}})
    inputs = simulate(paid, 2, months=[1], varied={"champions": [0.5, 1.0]}).inputs
    assert inputs["champions"].tolist() == [0.25, 0.5]
    assert inputs["more-staff.nurses"].tolist() == [6.0, 6.0]


def test_inputs_are_made_when_they_are_asked_for(scenario: Scenario) -> None:
    result = simulate(scenario, 2, months=[1])
    assert "inputs" not in vars(result)
    assert result.inputs is result.inputs
