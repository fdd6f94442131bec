"""Every mistake is said in one line, with its file and line and what to write instead.

Each broken fixture lies in a folder (or, for scenarios, a file) named for its mistake. A catalogue such as
networks.txt has the name of each case on a line of its own and the whole messages, indented, under it.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.inputs import WrongInput, load_evidence, load_levers, load_network, load_parameters, load_problems
from sim.inputs.check import faults_in
from sim.model.problems import STATES

HERE = Path(__file__).parent


def problems_in(folder: Path) -> object:
    return load_problems(folder / "problems.yaml", states=STATES)


LOADERS: dict[str, Callable[[Path], object]] = {
    "networks": load_network,
    "parameters": load_parameters,
    "levers": load_levers,
    "evidence": load_evidence,
    "problems": problems_in,
}
KINDS = (*LOADERS, "scenarios")


def catalogue(kind: str) -> dict[str, list[str]]:
    """Read what is to be said of each case of a kind."""
    cases: dict[str, list[str]] = {}
    for line in (HERE / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            cases[next(reversed(cases))].append(line[4:])
        elif line:
            cases[line] = []
    return cases


def fixtures(kind: str) -> set[str]:
    """Name the cases of a kind that have a fixture."""
    return {path.stem for path in (HERE / kind).iterdir()}


def broken(kind: str, case: str, folder: Path) -> Path:
    """Copy what is good of a kind into `folder`, and the case's files over it."""
    good = HERE / "good" / kind
    if good.is_dir():
        shutil.copytree(good, folder, dirs_exist_ok=True)
    shutil.copytree(HERE / kind / case, folder, dirs_exist_ok=True)
    return folder


def cases(kind: str) -> list[str]:
    return sorted(catalogue(kind))


def said(kind: str, folder: Path) -> list[str]:
    with pytest.raises(WrongInput) as caught:
        LOADERS[kind](folder)
    return str(caught.value).split("\n")


@pytest.mark.parametrize("kind", KINDS)
def test_every_fixture_has_its_messages(kind: str) -> None:
    assert fixtures(kind) == set(catalogue(kind))
    assert all(catalogue(kind).values())


@pytest.mark.parametrize("case", cases("networks"))
def test_network(case: str, tmp_path: Path) -> None:
    assert said("networks", broken("networks", case, tmp_path)) == catalogue("networks")[case]


@pytest.mark.parametrize("case", cases("parameters"))
def test_parameters(case: str, tmp_path: Path) -> None:
    assert said("parameters", broken("parameters", case, tmp_path)) == catalogue("parameters")[case]


@pytest.mark.parametrize("case", cases("levers"))
def test_lever(case: str, tmp_path: Path) -> None:
    assert said("levers", broken("levers", case, tmp_path)) == catalogue("levers")[case]


@pytest.mark.parametrize("case", cases("evidence"))
def test_evidence(case: str, tmp_path: Path) -> None:
    assert said("evidence", broken("evidence", case, tmp_path)) == catalogue("evidence")[case]


@pytest.mark.parametrize("case", cases("problems"))
def test_problem(case: str, tmp_path: Path) -> None:
    assert said("problems", broken("problems", case, tmp_path)) == catalogue("problems")[case]


@pytest.mark.parametrize("case", cases("scenarios"))
def test_scenario(case: str, tmp_path: Path) -> None:
    shutil.copytree(HERE / "scenarios", tmp_path, dirs_exist_ok=True)
    shutil.copytree(HERE / "good" / "networks", tmp_path / "small")
    assert [str(fault) for fault in faults_in(tmp_path / f"{case}.yaml")] == catalogue("scenarios")[case]


def test_what_the_cases_break_is_good(tmp_path: Path) -> None:
    shutil.copytree(HERE / "good" / "networks", tmp_path / "small")
    shutil.copy(HERE / "good" / "scenario.yaml", tmp_path)
    assert faults_in(tmp_path / "small") == []
    assert faults_in(tmp_path / "scenario.yaml") == []
    assert len(load_evidence(HERE / "good" / "evidence").links) == 1
