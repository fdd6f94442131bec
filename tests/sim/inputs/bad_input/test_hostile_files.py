"""Files that are not what they seem, and files in places they should not be in."""

import os
import shutil
import socket
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sim import WrongInput, load_scenario
from sim.inputs.check import faults_in

GOOD = Path(__file__).parent / "good" / "networks"
MEGABYTE = 1_000_000


def lines(path: Path) -> list[str]:
    return [str(fault) for fault in faults_in(path)]


@pytest.fixture
def network(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "small"))


@pytest.fixture
def scenario(tmp_path: Path, network: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(f"name: Mine\nnetwork: {network.name}\n", encoding="utf-8")
    return path


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1_000 * MEGABYTE)


@pytest.mark.parametrize("name", ["network.yaml", "organisations.csv", "localities.csv"])
def test_a_file_of_a_gigabyte_is_not_read(network: Path, name: str) -> None:
    sparse(network / name)
    too_large = "has 1,000 MB, and at most 10 MB are read; is it the file you meant?"
    assert lines(network) == [f"{network / name}: {too_large}"]


def test_a_scenario_of_a_gigabyte_is_not_read(scenario: Path) -> None:
    sparse(scenario)
    assert lines(scenario) == [
        f"{scenario}: has 1,000 MB, and at most 10 MB are read; is it the file you meant?"
    ]


def test_a_workbook_of_a_gigabyte_is_not_read(network: Path) -> None:
    with_table(network, "members.xlsx")
    sparse(network / "members.xlsx")
    expected = "has 1,000 MB, and at most 10 MB are read; is it the file you meant?"
    assert lines(network) == [f"{network / 'members.xlsx'}: {expected}"]


def with_table(network: Path, name: str) -> None:
    text = (network / "network.yaml").read_text(encoding="utf-8")
    (network / "network.yaml").write_text(f"files: {{organisations: {name}}}\n{text}", encoding="utf-8")


def is_junk(path: Path) -> None:
    path.write_bytes(b"name,role\nA,hub\n")


def is_empty(path: Path) -> None:
    path.write_bytes(b"")


def is_other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no sheets")


def is_cut_short(path: Path) -> None:
    Workbook().save(path)
    path.write_bytes(path.read_bytes()[:-200])


@pytest.mark.parametrize("spoil", [is_junk, is_empty, is_other_archive, is_cut_short])
def test_a_workbook_that_is_none(network: Path, spoil: Callable[[Path], None]) -> None:
    with_table(network, "members.xlsx")
    spoil(network / "members.xlsx")
    expected = "members.xlsx: is not an Excel workbook; save it as .xlsx or as 'CSV UTF-8' from Excel"
    assert lines(network) == [expected]


def test_a_workbook_that_swells(network: Path) -> None:
    with_table(network, "members.xlsx")
    with zipfile.ZipFile(network / "members.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (150 * MEGABYTE))
    assert lines(network) == ["members.xlsx: unpacks to 150 MB; keep the one table in it"]


def test_an_old_workbook_that_is_none(network: Path) -> None:
    with_table(network, "members.xls")
    (network / "members.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    assert lines(network) == [
        "members.xls: is not an Excel workbook; save it as .xlsx or as 'CSV UTF-8' from Excel"
    ]


def test_a_workbook_called_csv(network: Path) -> None:
    Workbook().save(network / "organisations.csv")
    assert lines(network) == [
        "organisations.csv: is an Excel workbook, or another archive; give a workbook the ending .xlsx"
    ]


def test_a_table_that_is_a_folder(network: Path) -> None:
    with_table(network, ".")
    assert lines(network) == [f"{network}: is a folder; name a file in it"]


def test_a_table_that_is_missing(network: Path) -> None:
    with_table(network, "members.csv")
    assert lines(network) == [
        f"{network / 'members.csv'}: there is no such file; check the name and the folder"
    ]


def test_a_scenario_that_extends_a_folder(scenario: Path) -> None:
    scenario.write_text("name: Mine\nextends: ./small\n", encoding="utf-8")
    assert lines(scenario) == [f"{scenario.parent / 'small'}: is a folder; name a file in it"]


def test_a_folder_without_a_network(tmp_path: Path) -> None:
    expected = f"{tmp_path}: is a folder without a network.yaml; mcn new my-network writes one to begin with"
    assert lines(tmp_path) == [expected]


def test_a_table_without_a_network(tmp_path: Path, network: Path) -> None:
    table = Path(shutil.copy(network / "organisations.csv", tmp_path))
    assert lines(table) == [
        f"{table}: stands beside no network.yaml; mcn new my-network writes one to begin with"
    ]


@pytest.mark.parametrize("name", ["nothing.yaml", "nothing.csv", "nothing/network.yaml"])
def test_a_file_that_is_missing(tmp_path: Path, name: str) -> None:
    assert lines(tmp_path / name) == [
        f"{tmp_path / name}: there is no such file; check the name and the folder"
    ]


def test_a_name_that_no_file_can_have() -> None:
    assert lines(Path("no\0such.yaml")) == ["no\\x00such.yaml: cannot be read (no file can have this name)"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert lines(tmp_path / "pipe.yaml") == [
        f"{tmp_path / 'pipe.yaml'}: is not an ordinary file; name a file"
    ]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such thing here")
def test_a_device_is_not_read() -> None:
    assert lines(Path("/dev/zero")) == ["/dev/zero: is not an ordinary file; name a file"]


def link(path: Path, target: Path) -> None:
    path.unlink(missing_ok=True)
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("no symbolic links here")


OUT = "leads out of the folder of this file; put the file into the folder and give its name there"


def test_a_table_linked_out_of_the_folder(tmp_path: Path, network: Path) -> None:
    outside = Path(shutil.move(network / "organisations.csv", tmp_path / "outside.csv"))
    link(network / "organisations.csv", outside)
    assert lines(network) == [f"network.yaml:1: 'organisations.csv' {OUT}"]


def test_ties_linked_out_of_the_folder(tmp_path: Path, network: Path) -> None:
    (tmp_path / "outside.csv").write_text("from,to,weight\n", encoding="utf-8")
    link(network / "ties.csv", tmp_path / "outside.csv")
    assert lines(network) == [f"network.yaml:1: 'ties.csv' {OUT}"]


def test_a_network_linked_out_of_the_folder(tmp_path: Path, scenario: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    inner = Path(shutil.move(scenario, folder / "mine.yaml"))
    link(folder / "small", tmp_path / "small")
    assert lines(inner) == [f"mine.yaml:2: 'small' {OUT}"]


def test_a_networks_file_linked_out_of_the_folder(tmp_path: Path, scenario: Path, network: Path) -> None:
    outside = Path(shutil.move(network / "network.yaml", tmp_path / "outside.yaml"))
    link(network / "network.yaml", outside)
    assert lines(scenario) == [f"mine.yaml:2: 'network.yaml' {OUT}"]


def test_a_scenario_linked_out_of_the_folder(tmp_path: Path, scenario: Path) -> None:
    (tmp_path / "folder").mkdir()
    link(tmp_path / "folder" / "other.yaml", scenario)
    mine = tmp_path / "folder" / "mine.yaml"
    mine.write_text("name: Mine\nextends: other\n", encoding="utf-8")
    assert lines(mine) == [f"mine.yaml:2: 'other.yaml' {OUT}"]


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    link(tmp_path / "loop.yaml", tmp_path / "loop.yaml")
    (only,) = lines(tmp_path / "loop.yaml")
    assert only.startswith(f"{tmp_path / 'loop.yaml'}: cannot be read (")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything")
def test_a_file_that_may_not_be_read(scenario: Path) -> None:
    scenario.chmod(0)
    assert lines(scenario) == [f"{scenario}: cannot be read (permission denied)"]


def test_a_name_that_is_shipped_and_local_is_not_guessed(tmp_path: Path, network: Path) -> None:
    network.rename(tmp_path / "study-region")
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: Mine\nnetwork: study-region\n", encoding="utf-8")
    expected = "mine.yaml:2: 'study-region' is shipped, and stands beside this file too; "
    assert lines(mine) == [expected + "write ./study-region for yours, or rename it"]
    mine.write_text("name: Mine\nnetwork: ./study-region\n", encoding="utf-8")
    assert lines(mine) == []


def test_scenarios_may_not_build_on_each_other_without_end(tmp_path: Path, network: Path) -> None:
    (tmp_path / "s0.yaml").write_text(f"name: S\nnetwork: {network.name}\n", encoding="utf-8")
    for number in range(1, 30):
        (tmp_path / f"s{number}.yaml").write_text(f"name: S\nextends: s{number - 1}\n", encoding="utf-8")
    assert lines(tmp_path / "s15.yaml") == []
    assert lines(tmp_path / "s29.yaml") == [
        "s10.yaml:2: extends more than 20 scenarios deep; write it flatter"
    ]


@pytest.mark.parametrize("key", ["network", "extends"])
@pytest.mark.parametrize("name", ["x" * 300, "./" + "x" * 300, "x" * 300 + ".yaml"])
def test_a_name_too_long_for_any_file(tmp_path: Path, key: str, name: str) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(f"name: Mine\n{key}: {name}\n", encoding="utf-8")
    said = lines(mine)
    assert said
    assert all(line.startswith("mine.yaml:2: ") for line in said)
    assert len(lines(Path(name))) == 1


MEANT = "is it the file you meant?"


def test_a_list_or_mapping_without_end_is_not_read(scenario: Path) -> None:
    many = "at most 2,000 are read; " + MEANT
    for part, line in (("parameters:", 3), ("shocks:", 3)):
        entry = "  - {month: 1, leaders-leave: 1}" if part == "shocks:" else "  people.x%d: 1"
        entries = [entry % n if "%" in entry else entry for n in range(300_000)]
        scenario.write_text("\n".join(["name: Mine", "network: small", part, *entries]), encoding="utf-8")
        (said,) = lines(scenario)
        assert said == f"mine.yaml:{line + 2001}: is entry 2,001 of a list or mapping, and {many}"


def test_two_thousand_shocks_and_unknown_names_take_no_time(scenario: Path) -> None:
    shocks = [f"  - {{month: {n % 240}, leaders-leave: 1}}" for n in range(2_000)]
    text = "\n".join(["name: Mine", "network: small", "horizon: 240", "shocks:", *shocks])
    scenario.write_text(text, encoding="utf-8")
    began = time.process_time()
    assert len(lines(scenario)) == 2_000 - 240
    assert time.process_time() - began < 5


def test_twenty_faults_are_said_and_how_many_more(scenario: Path) -> None:
    names = [f"  people.x{n}: 1" for n in range(30)]
    scenario.write_text("\n".join(["name: Mine", "network: small", "parameters:", *names]), encoding="utf-8")
    with pytest.raises(WrongInput) as caught:
        load_scenario(scenario)
    said = str(caught.value).split("\n")
    assert (len(said), len(caught.value.faults), said[-1]) == (21, 30, "... and 10 more")


def test_headings_without_end_are_not_read(network: Path) -> None:
    headings = ",".join(f"h{n}" for n in range(200_000))
    (network / "organisations.csv").write_text(f"{headings}\n", encoding="utf-8")
    assert lines(network) == [f"organisations.csv:1: has a row of more than 16,384 cells; {MEANT}"]


@pytest.mark.parametrize(
    ("part", "times", "what"),
    [
        pytest.param(b'<row r="3"/>', 6_000_000, "1,048,576 rows", marks=pytest.mark.heavy),
        pytest.param(
            b'<row r="3">' + b"<c/>" * 100 + b"</row>",
            150_000,
            "2,000,000 cells",
            marks=pytest.mark.heavy,
        ),
        (b"<c/>", 4_000_000, "16,384 cells"),
        (b'<mergeCell ref="A1:B1"/>', 1_000_000, "20,000 merged ranges"),
    ],
)
def test_a_workbook_without_end_is_not_read(network: Path, part: bytes, times: int, what: str) -> None:
    with_table(network, "members.xlsx")
    with zipfile.ZipFile(network / "members.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", part * times)
    (said,) = lines(network)
    assert said.startswith("members.xlsx: has ")
    assert said.endswith(f"more than {what}; {MEANT}")
