"""Networks: what is filled in, what may stand in a name, and what a digest depends on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sim.inputs import Network, WrongInput, load_network

GOOD = Path(__file__).parent / "bad_input" / "good" / "networks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "small"))


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8", newline="")


def test_what_is_read(folder: Path) -> None:
    network = load_network(folder)
    hospital, nurses = network.organisations
    assert (network.hubs, network.spokes) == ((hospital,), (nurses,))
    assert hospital.serves == ("City", "Coast")
    assert nurses.serves == ("Coast",)
    assert nurses.hub == hospital.name
    assert hospital.in_governance
    assert nurses.staff == 6
    assert network.facts.funding.value == 70000
    assert network.facts.funding.source == ("assumption",)
    assert network.ties == ()
    assert set(network.digests) == {"network.yaml", "organisations.csv", "localities.csv"}
    assert load_network(folder / "network.yaml") == network


def test_ties_beside_the_tables_are_read(folder: Path) -> None:
    (folder / "ties.csv").write_text("from,to,weight\nCity Hospital,Coast Nurses,0.5\n", encoding="utf-8")
    (tie,) = load_network(folder).ties
    assert (tie.start, tie.to, tie.weight) == ("City Hospital", "Coast Nurses", 0.5)


def written_in(folder: Path, **cells: str) -> Path:
    """Write cells of columns that may be left out into the row of the nurses."""
    head, hospital, nurses = (folder / "organisations.csv").read_text(encoding="utf-8").splitlines()
    lines = [
        ",".join([head, *cells]),
        ",".join([hospital, *[""] * len(cells)]),
        ",".join([nurses, *cells.values()]),
    ]
    (folder / "organisations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_posts_are_whole_time_equivalents(folder: Path) -> None:
    replaced(folder / "organisations.csv", "0,0,4,2,1", "1.29,0.01,3.5,2.25,1")
    nurses = load_network(folder).organisations[1]
    assert (nurses.specialist_establishment, nurses.specialist_posts) == (1.29, 0.01)
    assert (nurses.nurse_establishment, nurses.nurse_posts) == (3.5, 2.25)


def test_levels_that_were_measured_may_be_written(folder: Path) -> None:
    network = load_network(written_in(folder, engagement="70%", vision="", adoption="0"))
    hospital, nurses = network.organisations
    assert (nurses.engagement, nurses.vision, nurses.adoption) == (0.7, None, 0.0)
    assert hospital.engagement is None
    assert {"engagement", "adoption"} <= set(network.canonical()["organisations"][1])


def test_a_level_is_a_share(folder: Path) -> None:
    with pytest.raises(WrongInput, match=r"organisations.csv:3, column engagement: 1.2 is above 1; write 1"):
        load_network(written_in(folder, engagement="1.2"))


def test_money_other_staff_and_dispositions_may_be_written(folder: Path) -> None:
    written = written_in(folder, income="250000", other_establishment="2.5", readiness="-1", security="")
    hospital, nurses = load_network(written).organisations
    assert (nurses.income, nurses.other_establishment) == (250_000.0, 2.5)
    assert (nurses.readiness, nurses.security) == (-1.0, None)  # an empty cell is left to chance
    assert (hospital.income, hospital.other_establishment, hospital.readiness) == (None, None, None)
    assert (nurses.reserves_months, nurses.other_posts) == (None, None)


def test_columns_left_out_are_those_left_empty(folder: Path) -> None:
    before = load_network(folder).digest()
    assert load_network(written_in(folder, income="", ability="")).digest() == before


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
        ("[red]Nurses[/red]", "[red]Nurses[/red]"),
        ("Ysbyty Llanfairpwll – Môn", "Ysbyty Llanfairpwll – Môn"),
        ("Sja\u0308lvsta\u0308ndig", "Självständig"),
        ("病院 🏥", "病院 🏥"),
        ("مركز الأطفال", "مركز الأطفال"),
        ("  Nurses \u00a0", "Nurses"),
        ("x" * 200, "x" * 200),
        ("no", "no"),
        ("007", "007"),
    ],
)
def test_names_may_hold_anything_that_prints(folder: Path, written: str, name: str) -> None:
    replaced(folder / "organisations.csv", "Coast Nurses", written)
    assert load_network(folder).organisations[1].name == name


@pytest.mark.parametrize("character", ["\x1b", "\t", "\x7f", "\u202e", "\u200b", "\u2028", "\x85"])
def test_names_may_not_hold_what_does_not_print(folder: Path, character: str) -> None:
    replaced(folder / "organisations.csv", "Coast Nurses", f"Coast{character}Nurses")
    with pytest.raises(WrongInput, match="does not print"):
        load_network(folder)


ALIKE = (
    "Coast\u200d Nurses",
    "Coast\u00ad Nurses",
    "Coast Nurses\u200f",
    "Coast Nurses\ufe0f",
    "Ｃｏａｓｔ Nurses",
)


@pytest.mark.parametrize("name", ALIKE)
def test_names_that_look_alike_are_one(folder: Path, name: str) -> None:
    path = folder / "organisations.csv"
    row = next(line for line in path.read_text(encoding="utf-8").splitlines() if "Coast Nurses" in line)
    with path.open("a", encoding="utf-8") as file:
        file.write(row.replace("Coast Nurses", name) + "\n")
    with pytest.raises(WrongInput, match="two organisations have the name "):
        load_network(folder)


@pytest.mark.parametrize("name", ["\u200d", "\u00ad\ufe0f", "\u3164", "\u2800"])
def test_a_name_of_nothing_that_can_be_seen_is_none(folder: Path, name: str) -> None:
    replaced(folder / "organisations.csv", "Coast Nurses", name)
    with pytest.raises(WrongInput, match="shows nothing; write a name that can be seen"):
        load_network(folder)


def test_a_workbook_is_the_same_network(folder: Path) -> None:
    before = load_network(folder)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (folder / "organisations.csv").read_text(encoding="utf-8").splitlines():
        sheet.append(
            [float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in line.split(",")]
        )
    book.save(folder / "members.xlsx")
    (folder / "organisations.csv").unlink()
    replaced(folder / "network.yaml", "facts:", "files: {organisations: members.xlsx}\nfacts:")
    assert load_network(folder).digest() == before.digest()


def harmless(folder: Path) -> None:
    replaced(folder / "network.yaml", "A small network", "Another title")
    replaced(
        folder / "network.yaml", "value: 0.3, source: assumption", "value: 0.3, source: F89, note: see there"
    )
    replaced(folder / "localities.csv", "330,", "330,a note")


def semicolons(folder: Path) -> None:
    text = (folder / "organisations.csv").read_text(encoding="utf-8")
    text = text.replace(",", ";").replace("0.9", "0,9").replace("\n", "\r\n")
    (folder / "organisations.csv").write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))


@pytest.mark.parametrize("change", [harmless, semicolons])
def test_what_changes_no_result_changes_no_digest(folder: Path, change: Callable[[Path], None]) -> None:
    before = load_network(folder)
    change(folder)
    after = load_network(folder)
    assert after.digest() == before.digest()
    assert after.digests != before.digests


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("network.yaml", "value: 3", "value: 2"),
        ("organisations.csv", "Aster", "Birch"),
        ("organisations.csv", "Coast Nurses", "Coast nurses"),
        ("organisations.csv", "4,2,1,", "4,2.25,1,"),
        ("localities.csv", "12000", "12001"),
        ("localities.csv", "42,6", "42,6.5"),
    ],
)
def test_what_changes_results_changes_the_digest(folder: Path, file: str, old: str, new: str) -> None:
    before = load_network(folder).digest()
    replaced(folder / file, old, new)
    assert load_network(folder).digest() != before


def test_the_digest_is_the_same_everywhere() -> None:
    # If this fails because the form of a digest changed on purpose, put the new one here.
    expected = "620bb0705bf1a874b17e02890dd09775937a284021f7cd944a4432895eacfe44"
    assert load_network(GOOD).digest() == expected


def test_the_shipped_network_is_good() -> None:
    network: Network = load_network("study-region")
    assert len(network.organisations) >= 20
    assert len(network.localities) > 10


def test_an_unknown_name() -> None:
    with pytest.raises(WrongInput) as caught:
        load_network("study-regoin")
    assert (
        str(caught.value)
        == "study-regoin: there is no network or folder of this name; did you mean study-region?"
    )
