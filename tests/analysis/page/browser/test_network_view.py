"""My network in the page: typed, pasted, read from files, saved; what is wrong is said as in Python."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page

from analysis.page.network_data import tables_data
from analysis.page.study_data import study_data
from sim import load_scenario
from sim.engine import ensemble
from sim.engine.job import Job
from sim.inputs.errors import WrongInput
from sim.inputs.networks import Network, load_network, read_network
from sim.inputs.places import Origin, kilometres
from tests.analysis.page.browser.pages import RUNS, opened_page, until, write_study
from tests.analysis.page.browser.watching import Watch, violations

Cells = dict[str, Any]

FACTS = {name: fact["value"] for name, fact in tables_data()["shipped"]["facts"].items()}
LOCALITIES: list[Cells] = [
    {"name": "Northtown", "x_km": 0, "y_km": 10, "children": 40000, "children_llc": 264},
    {"name": "Südport <b>", "x_km": 20, "y_km": -30, "children": 9000, "children_llc": 59},
]
STAFF = {f"staff_{each}": 4 for each in ("core", "clinical", "nursing", "management", "other")}
POSTS = {f"{sort}_{each}": 0 for sort in ("specialist", "nurse") for each in ("establishment", "posts")}
REST = {
    "statutory_share": 1,
    "atypicality": 0,
    "in_governance": "yes",
    "record_system": "Aster",
    "income": "",
    "readiness": "",
}
ORGANISATIONS: list[Cells] = [
    {
        "name": "Big hub",
        "role": "hub",
        "sector": "NHS",
        "kind": "tertiary centre",
        "hub": "",
        "locality": "Northtown",
        "x_km": 0,
        "y_km": 10,
        "serves": "Northtown|Südport <b>",
        **STAFF,
        **POSTS,
        **REST,
    },
    {
        "name": "Coast nurses",
        "role": "spoke",
        "sector": "NHS",
        "kind": "community nursing team",
        "hub": "Big hub",
        "locality": "Südport <b>",
        "x_km": 20,
        "y_km": -30,
        "serves": "Südport <b>",
        **STAFF,
        **POSTS,
        **REST,
    },
]
TIES: list[Cells] = [{"from": "Coast nurses", "to": "Big hub", "weight": 1}]
TABLES = {"organisations": ORGANISATIONS, "localities": LOCALITIES, "ties": TIES}

# Cells as people write them, and as they had better not.
CELLS = [
    *(("organisations", "nurse_establishment", each) for each in ("2,5", "12", "£5", "7.125", "1e3", "-1")),
    *(("organisations", "nurse_establishment", each) for each in ("12000", "many", "n/a", "", "1,250", "5%")),
    *(("organisations", "staff_clinical", each) for each in ("1,250", "1.5", "2000000", "-3", "two", "3.0")),
    *(
        ("organisations", "statutory_share", each)
        for each in ("98%", "98", "0,5", "1.2", "-0.1", "-", "half")
    ),
    *(
        ("organisations", "income", each)
        for each in ("£1,250,000", "250,000", "1 250 000", "unknown", "x", "")
    ),
    *(("organisations", "readiness", each) for each in ("2", "-1", "tbc", "0.250")),
    *(("organisations", "in_governance", each) for each in ("Y", "no", "TRUE", "perhaps", "", "n/a")),
    *(("organisations", "role", each) for each in ("Spokes", "boss", "")),
    *(("organisations", "sector", each) for each in ("Council", "nhs trust", "charitee", "shop")),
    *(("organisations", "kind", each) for each in ("CCN", "Hospice", "hospise", "GP practice")),
    *(("organisations", "locality", each) for each in ("northtown", "Nowhere", "", "Northtwn")),
    *(("organisations", "hub", each) for each in ("big  HUB", "Coast nurses", "", "Big hup")),
    *(("organisations", "serves", each) for each in ("Northtown, südport <b>", "Northtown|Northtown", "Ice")),
    *(("organisations", "name", each) for each in ("Big hub", "", "x" * 201, "a\u202eb", "Élan")),
    *(("organisations", "staff_core", each) for each in ("17", "16")),
    *(("organisations", "nurse_posts", each) for each in ("1", "#N/A")),
    *(("organisations", "record_system", each) for each in ("#REF!", "=1+1")),
    *(("localities", "children", each) for each in ("0", "50", "12.5", "9 000", "9.000")),
    *(("localities", "children_llc", each) for each in ("0", "9001", "0.5", "n/a")),
    *(("localities", "x_km", each) for each in ("1001", "-0.25", "east")),
    *(("localities", "name", each) for each in ("northtown", "")),
    *(("ties", "to", each) for each in ("Coast nurses", "Nobody", "")),
    *(("ties", "weight", each) for each in ("50%", "2", "")),
]
WRITTEN = """(cells) => cells.map(([table, column, text]) => {
  const { changes, store } = hubspoke;
  const row = store.state.study.network[table].length - 1;
  changes.write(table, [{ row, column, text }]);
  const value = store.state.study.network[table][row][column];
  const faults = hubspoke.faults().map(({ what, meant }) => [what, meant]);
  store.undo();
  return [value, faults];
})"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with the shipped region, and a small one to choose."""
    folder = tmp_path_factory.mktemp("page")
    small = read_network(write_folder(folder / "small", TABLES))
    return write_study(folder, study_data([load_scenario("baseline")]), study_of(small))


@pytest.fixture(scope="module")
def shared(browser: Browser, file: Path) -> Iterator[Page]:
    """The page, shared by tests that take back what they do."""
    with opened_page(browser, file, "network") as page:
        yield page


def write_folder(folder: Path, tables: dict[str, list[Cells]]) -> Path:
    """A network's folder with these tables."""
    folder.mkdir(exist_ok=True)
    facts = "\n".join(f"  {name}: {{value: {value}, source: assumption}}" for name, value in FACTS.items())
    text = f"name: my-network\ntitle: My network\ncentre: {{x_km: 0, y_km: 0}}\nfacts:\n{facts}\n"
    (folder / "network.yaml").write_text(text, encoding="utf-8")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def study_of(network: Network) -> dict[str, Any]:
    return study_data([load_scenario("baseline").model_copy(update={"network": network})])


def test_networks_that_the_page_was_made_with_are_chosen_among(shared: Page) -> None:
    names = "[hubspoke.store.state.study.network.name, ...Object.keys(hubspoke.store.state.study)]"
    first = shared.evaluate(names)
    shared.get_by_label("Networks in this page").select_option("My network")
    assert shared.evaluate(names) == ["my-network", *first[1:]]
    assert shared.locator(".masthead .region").inner_text() == "My network"
    shared.evaluate("hubspoke.store.undo()")
    assert shared.evaluate(names) == first


def test_cells_are_read_and_faults_said_as_in_python(shared: Page, tmp_path: Path) -> None:
    small = read_network(write_folder(tmp_path / "small", TABLES))
    shared.evaluate("(study) => hubspoke.store.change(study, 'test')", study_of(small))
    assert shared.evaluate("hubspoke.faults()") == []
    wrong = {}
    written = shared.evaluate(WRITTEN, CELLS)
    for (table, column, text), (value, said) in zip(CELLS, written, strict=True):
        last = {**TABLES[table][-1], column: text}
        folder = write_folder(tmp_path / "one", {**TABLES, table: [*TABLES[table][:-1], last]})
        try:
            row = getattr(read_network(folder), table)[-1]
        except WrongInput as error:
            python = [[in_rows(each.what), each.meant] for each in error.faults]
            # Who is called otherwise in the page is so in other rows too; in files that is left to people.
            if column == "name":
                python, said = python[: len(said[:1])], said[:1]
            if said[:1] != python[:1] or (len(said) != len(python) and text != "9.000"):
                wrong[table, column, text] = (said, python)
            continue
        expected: Any = row.model_dump(mode="json", by_alias=True)[column]
        if said or (value != expected and not (column == "serves" and not value)):
            wrong[table, column, text] = (value, said, expected)
    shared.evaluate("hubspoke.store.undo()")
    assert wrong == {}


def in_rows(what: str) -> str:
    """Where Python counts lines of a file, the page counts rows."""
    return re.sub(r"on line (\d+)", lambda match: f"in row {int(match[1]) - 1}", what)


def type_row(page: Page, cells: list[str], columns: int) -> None:
    for cell in cells:
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    for _ in range(columns - len(cells)):
        page.keyboard.press("Tab")


def test_a_network_typed_in_is_that_of_the_same_tables(browser: Browser, file: Path, tmp_path: Path) -> None:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    watch, page = Watch.over(context), context.new_page()
    page.goto(file.as_uri() + "#view=network")
    until(page, "hubspoke.engine")
    page.get_by_role("button", name="Start from nothing").click()
    assert "Organisations: has no rows; write at least one row" in page.inner_text(".network .mistakes")
    assert page.get_by_role("tab", selected=True).inner_text().startswith("Localities")
    assert page.evaluate("hubspoke.store.state.study.scenarios[0].title") == "As it is"
    page.get_by_role("grid").focus()
    for place in LOCALITIES:
        typed = [str(place[each]) for each in ("name", "x_km", "y_km", "children")]
        type_row(page, typed, 6)
    page.get_by_role("tab", name="Organisations").click()
    page.get_by_role("grid").focus()
    for row in ORGANISATIONS:
        for column in ("name", "role", "kind", "sector", "locality"):
            page.keyboard.type(row[column])
            page.keyboard.press("Tab")
        page.keyboard.type(row["hub"])
        page.keyboard.press("Enter")  # which goes to where the row began
    page.screenshot(path=tmp_path / "typed.png")
    assert page.evaluate("hubspoke.faults()") == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save", exact=True).click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    usual = tables_data()["usual"]
    rows = [
        {**row, **usual[row["kind"]], "sector": row["sector"], "record_system": row["name"], "serves": ""}
        for row in ORGANISATIONS
    ]
    folder = write_folder(tmp_path / "same", {"organisations": rows, "localities": LOCALITIES})
    network, same = load_network(path), read_network(folder)
    assert network.canonical() == same.canonical()
    scenario = load_scenario("baseline").model_copy(update={"network": network})
    job = Job(scenario, range(16), seed=5, months=(60,), parameters="prior")
    runs = page.evaluate(RUNS, [None, {"seed": 5, "parameters": "prior", "marks": [60]}, 16])
    assert np.array(runs).tobytes() == ensemble.run(job).outcomes.tobytes()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as .xlsx").click()
    saved.value.save_as(folder / "region.xlsx")
    described = (folder / "network.yaml").read_text(encoding="utf-8")
    files = "files: {organisations: region.xlsx, localities: region.xlsx}\n"
    (folder / "network.yaml").write_text(described + files, encoding="utf-8")
    assert read_network(folder).canonical() == same.canonical()
    assert watch.errors == []
    context.close()


def test_levels_that_were_measured_are_run_and_saved(shared: Page, tmp_path: Path) -> None:
    one, other = ORGANISATIONS
    rows = [{**one, "engagement": "70%", "adoption": ""}, {**other, "engagement": "0", "adoption": "1"}]
    same = read_network(write_folder(tmp_path / "same", {**TABLES, "organisations": rows}))
    assert [each.engagement for each in same.organisations] == [0.7, 0.0]
    (tmp_path / "study.json").write_text(json.dumps(study_of(same)), encoding="utf-8")
    shared.set_input_files("input[type=file]", tmp_path / "study.json")
    until(shared, "hubspoke.store.state.study.network.organisations.length === 2")
    assert shared.evaluate("hubspoke.faults()") == []
    scenario = load_scenario("baseline").model_copy(update={"network": same})
    job = Job(scenario, range(8), seed=5, months=(0, 60), parameters="prior")
    runs = shared.evaluate(RUNS, [None, {"seed": 5, "parameters": "prior", "marks": [0, 60]}, 8])
    assert np.array(runs).tobytes() == ensemble.run(job).outcomes.tobytes()
    with shared.expect_download() as saved:
        shared.get_by_role("button", name="Save", exact=True).click()
    saved.value.save_as(tmp_path / "saved.json")
    assert load_network(tmp_path / "saved.json").digest() == same.digest()
    shared.evaluate("hubspoke.store.undo()")


def dropped(page: Page, name: str, text: str) -> None:
    """Drop a file on the page."""
    page.evaluate(
        """([name, text]) => {
          const files = new DataTransfer();
          files.items.add(new File([text], name));
          dispatchEvent(new DragEvent("drop", { dataTransfer: files, cancelable: true }));
        }""",
        [name, text],
    )


def said(page: Page) -> str:
    page.wait_for_selector("#flash:not([hidden])")
    return page.inner_text("#flash")


def test_files_that_are_no_network_change_nothing_and_say_so(shared: Page) -> None:
    before = shared.evaluate("hubspoke.store.state.study.network")
    for name, text, expected in [
        ("notes.txt", "Dear all,\nplease find enclosed", "has no row of headings such as name, role, sector"),
        ("study.json", "{", "cannot be read as JSON; is it a file that the page saved?"),
        ("study.json", '{"a": 1}', "is no study: it says not hubspoke: 1"),
        ("study.json", '{"hubspoke": 9}', "is of format 9, and this version reads 1"),
        ("book.xlsx", "name,role", "is not an Excel workbook; save it as .xlsx"),
    ]:
        shared.evaluate("hubspoke.say('')")
        dropped(shared, name, text)
        until(shared, "document.getElementById('flash').textContent !== ''")
        assert expected in said(shared), name
    assert shared.evaluate("hubspoke.store.state.study.network") == before


def test_tables_are_pasted_and_dropped_as_people_have_them(shared: Page) -> None:
    before = shared.evaluate("hubspoke.store.state.study.network")
    text = "Locality;X (km);km north;No of children;LLC;Mayor\nA\u200b;1;2;10 000;66;x\n"
    text += "B;1.5;2;250,000;1,650;y\nTotal;;;9;9;\n\nSource: me;;;;;\n"
    dropped(shared, "places.csv", text)
    until(shared, "hubspoke.store.state.study.network.localities.length === 2")
    assert "2 localities read, in the place of 13." in said(shared)
    assert "not read 'Mayor', 'Source: me'" in said(shared)
    rows = shared.evaluate(
        "hubspoke.store.state.study.network.localities.map(({ note, ...each }) => Object.values(each))"
    )
    assert [each[1:] for each in rows] == [[1, 2, 10000, 66], [1.5, 2, 250000, 1650]]
    shared.evaluate("hubspoke.store.undo()")
    assert shared.evaluate("hubspoke.store.state.study.network") == before
    shared.get_by_role("tab", name="Organisations").click()
    pasted = "nurse_posts\tname\tkind\tFunded WTE\n3\tSaffron gate Children\u2019s hospice\tHospice\t1\n"
    pasted += "2\t<script>alert(1)</script>\tCCN\t1\n"
    shared.get_by_role("grid").focus()
    shared.evaluate(
        """(text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        pasted,
    )
    after = shared.evaluate("hubspoke.store.state.study.network.organisations")
    assert len(after) == 27
    assert "Funded WTE (may be nurse_establishment or specialist_establishment: name it so)" in said(shared)
    assert (after[-1]["name"], after[-1]["nurse_posts"]) == ("<script>alert(1)</script>", 2)
    assert [each["nurse_posts"] for each in after if each["name"].startswith("Saffron")] == [3]
    shared.evaluate("hubspoke.store.undo()")
    assert shared.evaluate("hubspoke.store.state.study.network") == before


def test_who_is_dragged_on_the_map_lies_there_and_is_found_in_the_table(shared: Page) -> None:
    shared.get_by_role("tab", name="Organisations").click()
    mark = shared.locator(".network-map [data-table=organisations][data-row='13'] path").bounding_box()
    before = shared.evaluate("hubspoke.store.state.study.network.organisations[13]")
    assert mark is not None
    x, y = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
    shared.mouse.move(x, y)
    shared.mouse.down()
    shared.mouse.move(x - 60, y + 40, steps=3)
    shared.mouse.up()
    after = shared.evaluate("hubspoke.store.state.study.network.organisations[13]")
    assert after["x_km"] < before["x_km"]
    assert after["y_km"] < before["y_km"]
    shared.evaluate("hubspoke.store.undo()")
    shared.get_by_placeholder("Find").fill("penstowe inf")
    shared.keyboard.press("Enter")
    assert shared.get_by_role("grid").get_attribute("aria-activedescendant") == "grid-network-13-0"
    shared.get_by_role("grid").focus()
    shared.keyboard.press("Escape")
    shared.keyboard.press("Tab")
    assert not shared.evaluate("document.activeElement.closest('.network .grid')")


def test_a_block_of_cells_is_selected_copied_and_cleared(shared: Page) -> None:
    before = shared.evaluate("hubspoke.store.state.study.network.organisations")
    shared.get_by_role("grid").focus()
    shared.keyboard.press("Control+Home")
    shared.keyboard.press("ArrowRight")
    for key in ("Shift+ArrowRight", "Shift+ArrowDown"):
        shared.keyboard.press(key)
    copied = shared.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true }));
          return clipboardData.getData("text/plain");
        }"""
    )
    assert copied == "\n".join(f"{each['role']}\t{each['kind']}" for each in before[:2])
    shared.keyboard.press("Delete")
    after = shared.evaluate("hubspoke.store.state.study.network.organisations")
    assert [[each["role"], each["kind"]] for each in after[:3]] == [
        ["", ""],
        ["", ""],
        ["hub", before[2]["kind"]],
    ]
    shared.keyboard.press("Control+z")
    assert shared.evaluate("hubspoke.store.state.study.network.organisations") == before


def test_what_is_likely_wrong_is_said_as_in_python(shared: Page, tmp_path: Path) -> None:
    study = shared.evaluate("hubspoke.store.state.study")
    places, members = study["network"]["localities"], study["network"]["organisations"]
    places[0]["children_llc"], members[0]["x_km"] = 9, 900
    members[15] |= {"nurse_posts": 12.5, "staff_nursing": 3}
    shared.evaluate("(study) => hubspoke.store.change(study, 'test')", study)
    said = shared.locator(".network .mistakes li").all_inner_texts()
    path = tmp_path / "study.json"
    path.write_text(json.dumps(study), encoding="utf-8")
    notes = load_network(path).notes
    assert len(said) == len(notes) == 4
    for line, note in zip(said, notes, strict=True):
        assert line.endswith(f"{note.what}; {note.meant}")
    shared.evaluate("hubspoke.store.undo()")


def test_a_workbook_as_people_have_it_is_read_as_in_python(shared: Page, tmp_path: Path) -> None:
    book = Workbook()
    notes, places, members, hidden = (book.create_sheet(each) for each in ("Notes", "Places", "Orgs", "Old"))
    notes.append(["Our region, 2026"])
    places.append(["Localities of our region"])
    places.append(["Locality", "X (km)", "Y (km)", "Number of children", "LLC"])
    places.append(["A\u0308t & <b>", 1.234, 2, 0.29 * 10_000, 19.5])
    places.append(["B", 1, 0, 1000, 6.6])
    places.append(["Total", None, None, 3900, 26.1])
    places.append([])
    places.append(["Counted in May"])
    heads = "Organisation,Role,Type,Sector,Place,Hub,X,Y,EPR,On board,Core staff,Clinical staff,Nursing staff"
    more = "Managers,Other staff,Funded specialist wte,Specialist wte,Nurse wte funded,Nurse wte,Public share"
    members.append([*heads.split(","), *more.split(","), "atypicality", "serves"])
    staff = [1, 2, 3, 4, 5]
    row = ["H", "Lead", "Hospital", "NHS Trust", "b", None, 1, 2, "Aster", True, *staff]
    members.append([*row, 0.1 + 0.2, 0, 1.25, 1, 0.98, 0.1, "B, ÄT & <b>"])
    hidden.append(["name", "x_km", "y_km", "children", "children_llc"])
    hidden.append(["X", 1, 2, 300, 3])
    hidden.sheet_state = "hidden"
    folder = write_folder(tmp_path / "book", {})
    book.save(folder / "region.xlsx")
    with (folder / "network.yaml").open("a", encoding="utf-8") as file:
        file.write("files: {organisations: region.xlsx, localities: region.xlsx}\n")
    shared.set_input_files("input[type=file]", folder / "region.xlsx")
    until(shared, "hubspoke.store.state.study.network.organisations.length === 1")
    assert shared.evaluate("hubspoke.faults()") == []
    path = tmp_path / "study.json"
    path.write_text(json.dumps(shared.evaluate("hubspoke.store.state.study")), encoding="utf-8")
    shared.evaluate("hubspoke.store.undo()")
    page, python = load_network(path).canonical(), read_network(folder).canonical()
    for table in ("organisations", "localities"):
        assert page[table] == python[table]


def cells_of_workbook(**cells: Any) -> Workbook:
    """Two organisations, of the first of which some cells are something else."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([None, "Our members"])
    sheet.append([*ORGANISATIONS[0]])
    for row in ({**ORGANISATIONS[0], **cells}, ORGANISATIONS[1]):
        sheet.append([row[name] for name in ORGANISATIONS[0]])
    return book


@pytest.mark.parametrize(
    ("cells", "mistake"),
    [
        (
            {"record_system": date(2026, 3, 1), "locality": datetime(2026, 3, 1, 10, 30)},
            "sheet Sheet, line 3, column locality: holds the date 2026-03-01 10:30:00 "
            "(and 1 more such cells); "
            "format the column as text and write again what stood there, such as Mar-1",
        ),
        (
            {"serves": '="Northtown"&"|"'},
            'sheet Sheet, line 3, column serves: holds the formula \'="Northtown"&"|"\', whose value the '
            "file lacks; open it in Excel and save it again, or write the value",
        ),
        (
            {"income": "=2*1000"},
            "sheet Sheet, line 3, column income: holds the formula '=2*1000', whose value the file lacks; "
            "open it in Excel and save it again, or write the value",
        ),
    ],
)
def test_what_cannot_be_told_from_a_cell_is_said_as_in_python(
    shared: Page, tmp_path: Path, cells: Cells, mistake: str
) -> None:
    before = shared.evaluate("hubspoke.store.state.study.network")
    folder = write_folder(tmp_path, TABLES)
    cells_of_workbook(**cells).save(folder / "members.xlsx")
    shared.evaluate("hubspoke.say('')")
    shared.set_input_files("input[type=file]", folder / "members.xlsx")
    until(shared, "document.getElementById('flash').textContent !== ''")
    assert said(shared) == f"members.xlsx: {mistake}"
    assert shared.evaluate("hubspoke.store.state.study.network") == before
    with (folder / "network.yaml").open("a", encoding="utf-8") as file:
        file.write("files: {organisations: members.xlsx}\n")
    with pytest.raises(WrongInput) as caught:
        read_network(folder)
    of_python = {fault.what for fault in caught.value.faults}
    assert mistake.split(": ")[1].split(" (and")[0].split("; ")[0] in of_python


def test_a_date_for_a_number_is_no_number(shared: Page, tmp_path: Path) -> None:
    path = tmp_path / "members.xlsx"
    cells_of_workbook(staff_clinical=date(2026, 1, 2)).save(path)  # 1-2, as Excel read it
    shared.set_input_files("input[type=file]", path)
    until(shared, "hubspoke.store.state.study.network.organisations.length === 2")
    faults = [each for each in shared.evaluate("hubspoke.faults()") if each["column"] == "staff_clinical"]
    shared.evaluate("hubspoke.store.undo()")
    assert [each["what"] for each in faults] == ["'2026-01-02' is not a whole number"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"])
def test_a_table_is_read_in_the_signs_it_was_saved_in(shared: Page, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,x_km,y_km,children,children_llc\nMary’s Café £,1,2,3000,20\n", encoding=encoding)
    before = shared.evaluate("hubspoke.store.state.study.network")
    shared.evaluate("hubspoke.say('')")
    shared.set_input_files("input[type=file]", path)
    until(shared, "document.getElementById('flash').textContent !== ''")
    wrong = {
        "cp1252": "places.csv: is not saved as UTF-8, and read as Windows writes it: 'Mary’s Café £'",
        "mac-roman": "places.csv: is not saved as UTF-8; in Excel: Save As, 'CSV UTF-8 (Comma delimited)'",
    }.get(encoding, "Undo brings back what was there.")
    assert said(shared).endswith(wrong)
    if encoding != "mac-roman":
        names = "hubspoke.store.state.study.network.localities.map(({ name }) => name)"
        assert shared.evaluate(names) == ["Mary’s Café £"]
        shared.evaluate("hubspoke.store.undo()")
    assert shared.evaluate("hubspoke.store.state.study.network") == before


def test_degrees_become_kilometres_as_in_python(shared: Page) -> None:
    places = {"York": (-1.08, 53.96), "Leeds": (-1.55, 53.8), "Hull": (-0.34, 53.74)}
    rows = "".join(f"{name},{east},{north},1000,7\n" for name, (east, north) in places.items())
    dropped(shared, "places.csv", f"name,lon,latitude,children,children_llc\n{rows}")
    until(shared, "hubspoke.store.state.study.network.localities.length === 3")
    assert "the middle of them" in said(shared)
    found = shared.evaluate(
        "hubspoke.store.state.study.network.localities.map((each) => [each.x_km, each.y_km])"
    )
    middle = Origin("degrees", -0.99, 53.833)
    assert [tuple(each) for each in found] == [kilometres(middle, *each) for each in places.values()]
    shared.evaluate("hubspoke.store.undo()")


@pytest.mark.heavy
def test_five_thousand_rows_are_worked_in(shared: Page) -> None:
    taken = shared.evaluate(
        """() => {
          const { store, changes } = hubspoke;
          const { network } = store.state.study;
          const { organisations } = network;
          const others = Array.from({ length: 5000 }, (_, at) => (
            { ...organisations[7 + (at % 19)], name: `Organisation ${at}`, note: "" }));
          const many = { ...network, organisations: [...organisations.slice(0, 7), ...others] };
          store.change({ ...store.state.study, network: many }, "test");
          const begin = performance.now();
          changes.write("organisations", [{ row: 4000, column: "nurse_posts", text: "lots" }]);
          const taken = performance.now() - begin;
          const drawn = document.querySelectorAll(".network tbody tr").length;
          store.undo();
          store.undo();
          return [taken, drawn];
        }"""
    )
    assert taken[0] < 1500, taken
    assert taken[1] < 100


@pytest.mark.heavy
@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_nothing(size: tuple[int, int], shared: Page) -> None:
    shared.set_viewport_size({"width": size[0], "height": size[1]})
    for tab in ("Organisations", "The whole"):
        shared.get_by_role("tab", name=tab).click()
        assert violations(shared) == []
    shared.get_by_role("tab", name="Organisations").click()
    shared.set_viewport_size({"width": 1280, "height": 800})
