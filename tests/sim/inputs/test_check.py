"""Checking never fails, whatever it is given; a skeleton passes it as it is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.inputs import Network, Scenario, WrongInput
from sim.inputs.check import check, faults_in
from sim.inputs.skeleton import FILES, write_skeleton

GOOD = Path(__file__).parent / "bad_input" / "good"
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
SECTIONS = (
    "name",
    "question",
    "extends",
    "network",
    "month_0",
    "horizon",
    "levers",
    "shocks",
    "parameters",
    "links",
)


def one_line_each(path: Path) -> None:
    for fault in faults_in(path):
        assert len(str(fault).splitlines()) == 1
        assert fault.what


@FUZZ
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    for name in ("any.yaml", "network.yaml"):
        (tmp_path / name).write_bytes(data)
        one_line_each(tmp_path / name)


@FUZZ
@given(
    st.dictionaries(st.sampled_from(SECTIONS), plain),
    st.dictionaries(st.sampled_from(["coordinator"]), plain),
)
def test_any_scenario(tmp_path: Path, sections: dict[str, object], levers: dict[str, object]) -> None:
    shutil.copytree(GOOD / "networks", tmp_path / "small", dirs_exist_ok=True)
    data = {"name": "Any", "network": "small", "levers": levers, **sections}
    (tmp_path / "any.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    one_line_each(tmp_path / "any.yaml")


@FUZZ
@given(st.dictionaries(st.sampled_from(["title", "centre", "files", "facts", "columns"]), plain, min_size=1))
def test_any_network(tmp_path: Path, changes: dict[str, object]) -> None:
    shutil.copytree(GOOD / "networks", tmp_path, dirs_exist_ok=True)
    data = yaml.safe_load((GOOD / "networks" / "network.yaml").read_text(encoding="utf-8"))
    (tmp_path / "network.yaml").write_text(yaml.safe_dump({**data, **changes}), encoding="utf-8")
    one_line_each(tmp_path / "network.yaml")


@FUZZ
@given(st.data())
def test_any_cell(tmp_path: Path, data: st.DataObject) -> None:
    shutil.copytree(GOOD / "networks", tmp_path, dirs_exist_ok=True)
    lines = (GOOD / "networks" / "organisations.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[2].split(",")
    at = data.draw(st.integers(0, len(cells) - 1))
    cells[at] = data.draw(st.text(max_size=20) | st.floats().map(str) | st.integers().map(str))
    text = "\n".join([lines[0], lines[1], ",".join(cells)])
    (tmp_path / "organisations.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    one_line_each(tmp_path / "organisations.csv")


@pytest.mark.parametrize("name", ["baseline", "study-region", "everything"])
def test_what_ships_is_good(name: str) -> None:
    assert faults_in(name) == []


def test_a_folder_stands_for_its_network_and_the_scenarios_beside_it(tmp_path: Path) -> None:
    write_skeleton("north-west", tmp_path)
    network, *scenarios = check(tmp_path / "north-west")
    assert isinstance(network.content, Network)
    assert [Path(each.path).name for each in scenarios] == ["as-it-is.yaml", "what-if.yaml"]
    (tmp_path / "north-west" / "localities.csv").unlink()
    assert len(faults_in(tmp_path / "north-west")) == 1  # said once, not once more for each scenario


def test_a_folder_of_scenarios_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("name: Mine\nextends: baseline\n", encoding="utf-8")
    assert [type(each.content) for each in check(tmp_path)] == [Scenario]


@pytest.mark.parametrize("name", ["north-west", "on", "null", "e5"])  # to YAML on is no word, but yes
def test_a_skeleton_passes_at_once(tmp_path: Path, name: str) -> None:
    written = write_skeleton(name, tmp_path)
    assert [path.relative_to(tmp_path / name).as_posix() for path in written] == list(FILES)
    for path in (*written, tmp_path / name):
        assert faults_in(path) == []


def test_the_examples_in_a_skeleton_are_good(tmp_path: Path) -> None:
    folder = write_skeleton("north-west", tmp_path)[0].parent
    scenario = folder / "as-it-is.yaml"
    example = re.compile(r"^# (?=(-|[a-zC][\w.-]*:) )(?!coordinator: off)", re.MULTILINE)
    text, count = example.subn("  ", scenario.read_text(encoding="utf-8"))
    assert count >= 10
    scenario.write_text(text, encoding="utf-8")
    assert faults_in(scenario) == []


def test_a_skeleton_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept", encoding="utf-8")
    with pytest.raises(WrongInput) as caught:
        write_skeleton("mine", tmp_path)
    meant = "choose another name, or another --folder"
    assert str(caught.value) == f"{tmp_path / 'mine'}: is there already; {meant}"
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "kept"


def test_a_skeleton_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    with pytest.raises(WrongInput, match="cannot be written"):
        write_skeleton("mine", tmp_path / "file")


@pytest.mark.parametrize("name", ["", "My network", "../mine", "mine.yaml", "a" * 41, "mine\n", "2024"])
def test_a_skeleton_needs_a_short_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongInput, match="is not a short name; write small letters, digits and hyphens"):
        write_skeleton(name, tmp_path)


@pytest.mark.parametrize("name", ["baseline", "study-region"])
def test_a_skeleton_takes_no_shipped_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongInput, match="is shipped with hubspoke; choose another"):
        write_skeleton(name, tmp_path)


def test_loading_is_light() -> None:
    script = (
        "import sys, time; from sim.inputs import all_parameters, load_scenario\n"
        "start = time.process_time(); all_parameters(); load_scenario('baseline')\n"
        "assert time.process_time() - start < 0.5\n"
        "print(*{'pandas', 'mesa', 'numba', 'numpy', 'matplotlib', 'openpyxl'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
