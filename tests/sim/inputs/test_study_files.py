"""A study's .json: the same scenarios as from YAML, and what is wrong with it by the keys that lead there."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from analysis.page.study_data import study_data
from sim import load_scenario, load_study
from sim.inputs.check import check
from sim.inputs.errors import WrongInput
from sim.inputs.networks import SHIPPED, Network
from sim.inputs.scenarios import shipped_scenarios
from sim.inputs.studies import scenario_named

NAMES = ("baseline", *(each for each in shipped_scenarios() if each != "baseline"))
EVERY_KIND = {
    "more-network-money": [{"start": 0, "dose": 500_000}],
    "more-staff": [{"start": 6, "nurses": 2, "specialists": 0.5, "reach": {"place": "edge"}}],
    "shared-records": [{"start": 6, "end": 30, "strength": 0.5, "reach": {"kind": ["children's hospice"]}}],
    "virtual-training": [{"start": 0, "duration": 12, "dose": 7}, {"start": 24, "ramp_up": 2.5}],
    "outreach": [{"start": 0, "reach": {"beyond_km": 40.5, "role": ["spoke"]}}],
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    study: dict[str, Any] = json.loads(json.dumps(study_data([load_scenario(name) for name in NAMES])))
    return study


@pytest.fixture
def study(shipped: dict[str, Any]) -> dict[str, Any]:
    return {**copy.deepcopy(shipped), "scenarios": copy.deepcopy(shipped["scenarios"][:2])}


def written(tmp_path: Path, study: Any) -> Path:
    path = tmp_path / "study.json"
    path.write_text(study if isinstance(study, str) else json.dumps(study), encoding="utf-8")
    return path


def faults(tmp_path: Path, study: Any) -> list[str]:
    with pytest.raises(WrongInput) as refused:
        load_study(written(tmp_path, study))
    return [str(each) for each in refused.value.faults]


def test_shipped_scenarios_come_back_the_same(tmp_path: Path, shipped: dict[str, Any]) -> None:
    read = load_study(written(tmp_path, shipped))
    assert [each.name for each in read.scenarios] == list(NAMES)
    for each in read.scenarios:
        assert each.digest() == load_scenario(each.name).digest()
        assert each.title == load_scenario(each.name).title


def test_every_kind_of_amount_and_reach_comes_back_the_same(tmp_path: Path) -> None:
    base = load_scenario("baseline")
    shocks = [{"month": 6, "records-down": 3, "organisations": "hubs"}, {"month": 9, "leaders-leave": 2}]
    changed = base.with_levers(EVERY_KIND).with_shocks(*shocks)
    changed = changed.with_parameters({"care.access_needs_records": 0.25}).with_links({"C14": 0.5})
    changed = changed.with_loops({"peers-and-engagement": 0}).with_facts({"leaders": 3, "funding": 50_000})
    read = load_study(written(tmp_path, study_data([base, changed.renamed("mine")])))
    assert read.scenarios[1].digest() == changed.digest()


def test_one_of_several_is_named(tmp_path: Path, study: dict[str, Any]) -> None:
    path = written(tmp_path, study)
    name = study["scenarios"][1]["name"]
    assert scenario_named(f"{path}#{name}").digest() == load_scenario(name).digest()
    with pytest.raises(WrongInput, match=r"holds 2 scenarios, and one is wanted; name one, such as .*#"):
        scenario_named(path)
    with pytest.raises(WrongInput, match="in Python, load_study reads it"):
        load_scenario(path)
    with pytest.raises(WrongInput, match="there is no scenario 'lost' in it"):
        scenario_named(f"{path}#lost")
    assert [each.path.rpartition("#")[2] for each in check(path)[1:]] == ["baseline", name]


def test_ties_in_json_are_checked_with_the_network_beside_them(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "study-region", tmp_path, dirs_exist_ok=True)
    ties = tmp_path / "ties.json"
    ties.write_text('{"nodes": [], "links": []}', encoding="utf-8")
    assert [each.path for each in check(ties)] == [str(ties)]
    assert isinstance(check(ties)[0].content, Network)


def test_faults_are_named_by_their_keys(tmp_path: Path, study: dict[str, Any]) -> None:
    study["scenarios"][1]["levers"]["shared-records"] = [{"start": 6, "end": 3}]
    study["scenarios"][1]["shocks"] = [{"month": 3, "leaves": True}]
    assert faults(tmp_path, study) == [
        "study.json, scenarios[1].levers.shared-records[0].end: shared-records ends in month 3 and starts in "
        "month 6; write an end after month 6",
        "study.json, scenarios[1].shocks[0]: leaves befalls single organisations, and none are named; add "
        "organisations: {name: ...}, or hubs, spokes, all",
    ]
    study["network"]["organisations"][25]["role"] = "spok"
    assert faults(tmp_path, study) == [
        "study.json, network.organisations[25].role: 'spok' is not known; did you mean spoke?"
    ]
    study["network"] |= {"organisations": [], "ties": []}
    assert faults(tmp_path, study) == [
        "study.json, network.organisations: has no rows; write at least one row"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]", "is no study: it says not hubspoke: 1; give one that the page saved"),
        ('{"hubspoke": 2}', "is of format 2, and this version reads 1; save it anew with the page"),
        ('{"hubspoke": 1, "hubspoke": 1}', "'hubspoke' stands twice in one place"),
        ('{"hubspoke": 1, "x": NaN}', "NaN is not a finite number"),
        ('{"hubspoke": 1, "x": 1e999}', "inf is not a finite number"),
        ('{"hubspoke": 1', "cannot be read as JSON"),
        ('{"hubspoke": ' + "[" * 100_000, "is nested more than 50 deep"),
        ('{"hubspoke": 1}', "network: is missing"),
    ],
)
def test_another_file_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    (line,) = faults(tmp_path, text)
    assert said in line
