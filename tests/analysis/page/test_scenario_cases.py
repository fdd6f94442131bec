"""The cases of faulty scenarios that the page's checks are held to are what Python says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim import load_network
from sim.inputs.networks import Network
from sim.inputs.scenarios import scenario_on
from sim.inputs.study_files import Part
from sim.inputs.yaml_files import Keys

CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("scenario_cases.json").read_text(encoding="utf-8")
)


class _Noted(Part):
    """Keeps the keys of what is wrong."""

    def fault(self, keys: Keys, what: str, meant: str = "") -> None:
        super().fault(keys, what, meant)
        self.faults[-1] = self.faults[-1]._replace(place=json.dumps(keys))


def tupled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: tupled(each) for key, each in value.items()}
    return tuple(map(tupled, value)) if isinstance(value, list) else value


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("study-region")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_python_says_this_of_it(case: dict[str, Any], network: Network) -> None:
    data = tupled({"name": "mine", "title": "Mine", **case["scenario"]})
    marks = _Noted(Path("study.json"), data)
    scenario_on(network, data, marks)
    said = [{"keys": json.loads(each.place), "what": each.what, "meant": each.meant} for each in marks.faults]
    assert sorted(said, key=str) == sorted(case["faults"], key=str)
