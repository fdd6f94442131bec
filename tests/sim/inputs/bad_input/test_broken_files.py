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


def messages(kind: str, case: str, folder: Path) -> list[str]:
    """What is said of a case, whose files are laid out in `folder`."""
    if kind == "scenarios":
        shutil.copytree(HERE / kind, folder, dirs_exist_ok=True)
        shutil.copytree(HERE / "good" / "networks", folder / "small")
        return [str(fault) for fault in faults_in(folder / f"{case}.yaml")]
    with pytest.raises(WrongInput) as caught:
        LOADERS[kind](broken(kind, case, folder))
    return str(caught.value).split("\n")


@pytest.mark.parametrize("kind", KINDS)
def test_every_fixture_has_its_messages(kind: str) -> None:
    assert fixtures(kind) == set(catalogue(kind))
    assert all(catalogue(kind).values())


@pytest.mark.parametrize(
    ("kind", "case"), [(kind, case) for kind in KINDS for case in sorted(catalogue(kind))]
)
def test_a_broken_file_has_these_messages(kind: str, case: str, tmp_path: Path) -> None:
    assert messages(kind, case, tmp_path) == catalogue(kind)[case]


def test_what_the_cases_break_is_good(tmp_path: Path) -> None:
    shutil.copytree(HERE / "good" / "networks", tmp_path / "small")
    shutil.copy(HERE / "good" / "scenario.yaml", tmp_path)
    assert faults_in(tmp_path / "small") == []
    assert faults_in(tmp_path / "scenario.yaml") == []
    assert len(load_evidence(HERE / "good" / "evidence").links) == 1
