"""Workbooks and tables as planners bring them: read right, or refused in one line with cell and cure."""

import csv
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlrd
from openpyxl import Workbook, load_workbook

from sim.inputs import WrongInput, load_network, sheets, workbooks
from sim.inputs.cells import Misread, read_number
from sim.inputs.check import check
from sim.inputs.networks import read_network
from sim.inputs.sheets import DateCell, NumberCell, UnsavedCell
from sim.inputs.skeleton import write_skeleton

HERE = Path(__file__).parent
GOOD = HERE / "bad_input" / "good" / "networks"
Table = list[list[Any]]


def table(kind: str) -> Table:
    """A good table's cells, numbers as numbers, as a spreadsheet has them."""
    with (GOOD / f"{kind}.csv").open(encoding="utf-8") as file:
        return [[_number(cell) for cell in row] for row in csv.reader(file)]


def _number(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell


ORGANISATIONS, LOCALITIES = table("organisations"), table("localities")
HEAD = {name: at for at, name in enumerate(ORGANISATIONS[0])}


def changed(rows: Table, line: int, column: str, cell: Any) -> Table:
    at = rows[0].index(column)
    return [
        [cell if (n, m) == (line - 1, at) else each for m, each in enumerate(row)]
        for n, row in enumerate(rows)
    ]


def workbook(path: Path, **sheets: Table) -> Workbook:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return book


def network(folder: Path, organisations: Table | str = "organisations.csv", localities: Any = None) -> Path:
    """A network whose tables are workbooks, or files that lie there."""
    text = (GOOD / "network.yaml").read_text(encoding="utf-8")
    names = {}
    for kind, rows in (("organisations", organisations), ("localities", localities)):
        if isinstance(rows, list):
            workbook(folder / f"{kind}.xlsx", Sheet1=rows)
            names[kind] = f"{kind}.xlsx"
        elif isinstance(rows, str):
            names[kind] = rows
    for kind in ("organisations", "localities"):
        if not (folder / f"{kind}.csv").exists():
            (folder / f"{kind}.csv").write_bytes((GOOD / f"{kind}.csv").read_bytes())
    listed = ", ".join(f"{kind}: {name}" for kind, name in names.items())
    (folder / "network.yaml").write_text(f"files: {{{listed}}}\n{text}", encoding="utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    with pytest.raises(WrongInput) as caught:
        read_network(folder)
    return str(caught.value).split("\n")


def noted(folder: Path) -> list[str]:
    (checked,) = check(folder)
    assert not checked.faults
    warnings = map(str, checked.warnings)
    return [each for each in warnings if "round the clock" not in each]  # it has few nurses


SAME = load_network(GOOD).digest()


def titled(rows: Table) -> Table:
    return [["Table 3: what there is, mid-year"], [], ["Source: own records", "", "draft"], *rows]


def with_remarks(rows: Table) -> Table:
    return [[*row, "" if n else "Comments (AJ)"] for n, row in enumerate(rows)] + [
        [],
        ["Figures are rounded."],
    ]


def called_otherwise(rows: Table) -> Table:
    words = {"name": "Organisation", "x_km": "X (km)", "nurse_posts": "Nurse WTE", "sector": "SECTOR "}
    return [[words.get(cell, cell) for cell in rows[0]], *rows[1:]]


def with_other_words(rows: Table) -> Table:
    rows = changed(changed(rows, 3, "role", "Spoke"), 2, "sector", "nhs trust")
    return changed(changed(rows, 3, "kind", "CCN team"), 2, "hub", "n/a")


def with_other_names(rows: Table) -> Table:
    return changed(rows, 3, "hub", "city  hospital ")


def with_commas(rows: Table) -> Table:
    return changed(rows, 2, "serves", "City, coast")


def with_percent(rows: Table) -> Table:
    return changed(changed(rows, 2, "statutory_share", "90%"), 3, "atypicality", "30 %")


@pytest.mark.parametrize(
    "change",
    [
        titled,
        with_remarks,
        called_otherwise,
        with_other_words,
        with_other_names,
        with_commas,
        with_percent,
    ],
)
def test_it_is_read_as_it_is_meant(tmp_path: Path, change: Callable[[Table], Table]) -> None:
    assert read_network(network(tmp_path, change(ORGANISATIONS))).digest() == SAME


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    assert noted(network(tmp_path, with_remarks(called_otherwise(ORGANISATIONS)))) == [
        "organisations.xlsx:1: 'Organisation' is read as name, 'Nurse WTE' as nurse_posts",
        "organisations.xlsx:5: the row 'Figures are rounded.' is not read",
        "organisations.xlsx:1: column 'Comments (AJ)' is not read",
    ]


def test_a_total_row_is_not_a_place(tmp_path: Path) -> None:
    folder = network(tmp_path, localities=[*LOCALITIES, ["Total", "", "", 62_000, 400, ""]])
    assert read_network(folder).digest() == SAME
    assert noted(folder) == ["localities.xlsx:4: the row 'Total' is not read"]


@pytest.mark.parametrize(
    ("separator", "children", "llc"),
    [
        (",", '"50,000"', "330"),
        (";", "50,000", "330"),
        (";", "50 000", "330"),
        (";", "50.000", "330,5"),
        ("\t", "50,000", "330"),
    ],
)
def test_thousands_are_read(tmp_path: Path, separator: str, children: str, llc: str) -> None:
    rows = [["name", "x_km", "y_km", "children", "children_llc"], ["City", "0", "0", children, llc]]
    lines = [separator.join(row) for row in [*rows, ["Coast", "42", "6", "12000", "70"]]]
    (tmp_path / "localities.csv").write_text("\n".join(lines), encoding="utf-8")
    city = read_network(network(tmp_path)).localities[0]
    assert city.children == 50_000
    assert city.children_llc in (330.0, 330.5)


@pytest.mark.parametrize(
    ("separator", "cells", "expected"),
    [
        (
            ";",
            ("250.000", "1.650"),
            [
                "localities.csv:2, column children: '250.000' may be 250000 or 250 (likewise line 3); "
                "write 250000 without a sign in it",
                "localities.csv:2, column children_llc: '1.650' may be 1650 or 1.65 (likewise line 3); "
                "write 1650 without a sign in it, or 1.65",
            ],
        ),
        (
            ";",
            ("250,000", "1,5"),  # a decimal comma elsewhere in the table
            [
                "localities.csv:2, column children: '250,000' may be 250000 or 250 (likewise line 3); "
                "write 250000 without a sign in it",
            ],
        ),
    ],
)
def test_a_number_that_may_be_two_is_asked_about(
    tmp_path: Path, separator: str, cells: Sequence[str], expected: list[str]
) -> None:
    rows = [["name", "x_km", "y_km", "children", "children_llc"]]
    rows += [[name, "0", "0", *cells] for name in ("City", "Coast")]
    text = "\n".join(separator.join(row) for row in rows)
    (tmp_path / "localities.csv").write_text(text, encoding="utf-8")
    assert refused(network(tmp_path)) == expected


def test_kilometres_have_decimals(tmp_path: Path) -> None:
    text = (GOOD / "localities.csv").read_text(encoding="utf-8").replace("42,6", "41.125,6.5")
    (tmp_path / "localities.csv").write_text(text, encoding="utf-8")
    assert read_network(network(tmp_path)).localities[1].x_km == 41.125


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("serves", '="City"&"|"&"Coast"', "holds the formula '="),
        ("nurse_posts", "=2*1", "holds the formula '=2*1', whose value the file lacks; open it in Excel"),
        ("record_system", "#N/A", "holds an error, #N/A; mend its formula"),
        ("income", "#DIV/0!", "holds an error, #DIV/0!; mend its formula"),
        ("nurse_establishment", "-", "'-' says nothing; write a number, 0 where there is none"),
        ("record_system", "n/a", "'n/a' says nothing; write what it is"),
        ("statutory_share", 98, "98 is above 1; write 1 or less (98 of 100 is 0.98)"),
    ],
)
def test_a_cell_that_cannot_be_read(tmp_path: Path, column: str, cell: Any, said: str) -> None:
    rows = [[*row, "income" if n == 0 else ""] for n, row in enumerate(ORGANISATIONS)]
    (line,) = refused(network(tmp_path, changed(rows, 3, column, cell)))
    assert line.startswith(f"organisations.xlsx:3, column {column}: {said}")


def test_a_date_is_no_name(tmp_path: Path) -> None:
    (line,) = refused(network(tmp_path, changed(ORGANISATIONS, 2, "record_system", date(2026, 3, 1))))
    assert line.startswith("organisations.xlsx:2, column record_system: holds the date 2026-03-01; format")


def test_one_mistake_is_one_line(tmp_path: Path) -> None:
    rows = [*ORGANISATIONS[:2], *([f"N{n}", *ORGANISATIONS[2][1:]] for n in range(30))]
    for line in range(3, 33):
        rows = changed(changed(rows, line, "hub", "Nobody"), line, "x_km", "far")
    assert refused(network(tmp_path, rows)) == [
        "organisations.xlsx:3, column x_km: 'far' is not a number (likewise lines 4, 5, 6, 7, 8 and 24 more)"
        "; write a number",
        "organisations.xlsx:3, column hub: there is no hub 'Nobody' "
        "(likewise lines 4, 5, 6, 7, 8 and 24 more); write one of: City Hospital",
    ]


def test_both_tables_may_be_in_one_workbook(tmp_path: Path) -> None:
    cover = [["Stocktake 2026. See the other tabs."]]
    workbook(tmp_path / "all.xlsx", Read_me=cover, Members=ORGANISATIONS, Places=LOCALITIES)
    assert read_network(network(tmp_path, "all.xlsx", "all.xlsx")).digest() == SAME


def test_the_sheet_that_is_seen_is_read(tmp_path: Path) -> None:
    old = changed(LOCALITIES, 2, "children", 25_000)
    book = workbook(tmp_path / "places.xlsx", Old=old, New=LOCALITIES)
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "places.xlsx")
    folder = network(tmp_path, localities="places.xlsx")
    assert read_network(folder).digest() == SAME
    assert noted(folder) == ["places.xlsx: the hidden sheet 'Old' is not read"]
    book["Old"].sheet_state = "visible"
    book.save(tmp_path / "places.xlsx")
    assert refused(folder) == [
        "places.xlsx: the sheets 'Old' and 'New' have the same headings; hide all but one"
    ]


def test_merged_cells_are_asked_about(tmp_path: Path) -> None:
    book = workbook(tmp_path / "members.xlsx", Sheet1=titled(ORGANISATIONS))
    book["Sheet1"].merge_cells("A1:W1")
    book.save(tmp_path / "members.xlsx")
    folder = network(tmp_path, "members.xlsx")
    assert read_network(folder).digest() == SAME  # a merged title hides nothing
    book["Sheet1"].merge_cells("C5:C6")
    book.save(tmp_path / "members.xlsx")
    said = "cells C5:C6 are merged; unmerge them, and write in each cell what holds for its own row"
    assert refused(folder)[0] == f"members.xlsx: {said}"


def rewritten(path: Path, part: str, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_dimensions_that_are_out_of_date_hide_nothing(tmp_path: Path) -> None:
    folder = network(tmp_path, ORGANISATIONS)
    path, part = tmp_path / "organisations.xlsx", "xl/worksheets/sheet1.xml"
    rewritten(path, part, 'dimension ref="A1:W3"', 'dimension ref="A1:B2"')
    assert read_network(folder).digest() == SAME


def other_file(path: Path, *parts: str, text: str = "") -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.writestr(part, text)


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        ("xl/workbook.bin", "", "is a binary Excel workbook (.xlsb); save it as .xlsx"),
        ("Index/Document.iwa", "", "is a Numbers sheet; export it from Numbers to Excel"),
        (
            "META-INF/manifest.xml",
            "<encryption-data/>",
            "has a password; save it without one",
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_another_kind_of_file_is_named(tmp_path: Path, part: str, text: str, said: str, suffix: str) -> None:
    other_file(tmp_path / f"members{suffix}", part, "content.xml", text=text)
    (line,) = refused(network(tmp_path, f"members{suffix}"))
    assert line.startswith(f"members{suffix}: {said}")


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    folder = network(tmp_path, changed(ORGANISATIONS, 2, "record_system", date(2026, 3, 1)))
    path = tmp_path / "organisations.xlsx"
    strict = "http://purl.oclc.org/ooxml/"
    for part in ("_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml",
                 "xl/worksheets/sheet1.xml"):  # fmt: skip
        with zipfile.ZipFile(path) as archive:
            text = archive.read(part).decode()
        usual = r"http://schemas\.openxmlformats\.org/(officeDocument|spreadsheetml)/2006/"
        assert re.search(usual, text)
        rewritten(path, part, text, re.sub(usual, rf"{strict}\1/", text))
    (line,) = refused(folder)
    assert line.startswith("organisations.xlsx:2, column record_system: holds the date 2026-03-01; format")


# As LibreOffice saved it: a cover, members under a title, places, the same places hidden, and a sheet "Odd".
@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_a_workbook_of_another_program_is_read(tmp_path: Path, suffix: str) -> None:
    stocktake = HERE / "workbooks" / f"stocktake{suffix}"
    (tmp_path / stocktake.name).write_bytes(stocktake.read_bytes())
    folder = network(tmp_path, stocktake.name, stocktake.name)
    assert read_network(folder).digest() == SAME
    assert f"{stocktake.name}: the hidden sheet 'Old' is not read" in noted(folder)


@pytest.mark.parametrize(("suffix", "yes"), [(".ods", NumberCell("1")), (".xls", "yes")])
def test_a_cell_is_what_it_is_in_any_program(suffix: str, yes: str) -> None:
    (*_, odd) = workbooks.read_workbook(HERE / "workbooks" / f"stocktake{suffix}", 100)
    assert odd.merged == [(3, 4, 3, 4)]
    (_, first), (at, merged), (_, far), (_, last) = odd.lines
    expected = [
        "Café £250k – ‘x’",
        DateCell("2026-03-01"),
        DateCell("2026-03-01 10:30:00"),
        "#DIV/0!",
        "#N/A",
        NumberCell("6"),
        "ab",
        NumberCell("250000.5"),
        yes,
        NumberCell("0.98"),
    ]
    assert [(type(each), each) for each in first] == [(type(each), each) for each in expected]
    assert (at, merged, len(far), last) == (3, ["", "", "merged"], 27, ["two\nlines", "a  b"])


def ods(path: Path, rows: str) -> None:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    sheet = f'<table:table table:name="One">{rows}</table:table>'
    other_file(path, "content.xml", text=f"<office:document-content{names}>{sheet}</office:document-content>")


def test_a_formula_without_its_value_is_no_empty_cell(tmp_path: Path) -> None:
    ods(tmp_path / "x.ods", '<table:table-row><table:table-cell table:formula="of:=2*3"/></table:table-row>')
    ((_, [cell]),) = workbooks.read_workbook(tmp_path / "x.ods", 10)[0].lines
    assert (type(cell), cell) == (UnsavedCell, "=2*3")


CELL = '<table:table-cell table:number-columns-repeated="{}"><text:p>x</text:p></table:table-cell>'
ROW = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROW.format(1, CELL.format(10_000)) * 3, "has more than 25,000 cells"),
        (ROW.format(9_000, CELL.format(90_000)), "has more than 25,000 cells"),
        (ROW.format(1, "<table:table-cell/>" * 16_385), "has a row of more than 16,384 cells"),
        (ROW.format(900_000, "") * 3, "has more than 1,048,576 rows"),
        (
            ROW.format(1, '<table:table-cell table:number-columns-spanned="2"/>' * 10) * 2_001,
            "has more than 20,000 merged ranges",
        ),
    ],
)
def test_an_open_document_without_end_is_not_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, said: str
) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 25_000)
    ods(tmp_path / "members.ods", rows)
    assert refused(network(tmp_path, "members.ods")) == [f"members.ods: {said}; is it the file you meant?"]


def test_a_wide_cell_in_every_row_is_not_built(tmp_path: Path) -> None:
    folder = network(tmp_path, ORGANISATIONS)
    rows = "".join(f"<row r='{n}'><c r='XFD{n}'><v>1</v></c></row>" for n in range(10, 140))
    rewritten(
        tmp_path / "organisations.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", f"{rows}</sheetData>"
    )
    expected = "organisations.xlsx: has more than 2,000,000 cells; is it the file you meant?"
    assert refused(folder) == [expected]


def test_a_password_of_an_old_workbook_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def encrypted(**_: Any) -> None:
        raise xlrd.XLRDError("Workbook is encrypted")

    monkeypatch.setattr(xlrd, "open_workbook", encrypted)
    (tmp_path / "members.xls").write_bytes((HERE / "workbooks" / "stocktake.xls").read_bytes())
    (line,) = refused(network(tmp_path, "members.xls"))
    assert line.startswith("members.xls: has a password; open it in Excel, take the password off")


ACCENTED = "Children’s Hôpital, £"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_the_signs_it_was_saved_in(tmp_path: Path, encoding: str) -> None:
    text = (GOOD / "organisations.csv").read_text(encoding="utf-8")
    text = text.replace("City Hospital", f'"{ACCENTED}"')
    (tmp_path / "organisations.csv").write_text(text, encoding=encoding)
    folder = network(tmp_path)
    assert read_network(folder).hubs[0].name == ACCENTED
    asked = f"organisations.csv:2: is not saved as UTF-8, and read as Windows writes it: '\"{ACCENTED[:18]}'"
    assert noted(folder) == ([asked] if encoding == "cp1252" else [])


@pytest.mark.parametrize("name", ["St Mary’s", "Hôpital", "Café"])
def test_signs_that_windows_does_not_write_are_asked_about(tmp_path: Path, name: str) -> None:
    text = (GOOD / "organisations.csv").read_text(encoding="utf-8").replace("City Hospital", name)
    (tmp_path / "organisations.csv").write_text(text, encoding="mac-roman")
    (line,) = refused(network(tmp_path))
    assert line.startswith("organisations.csv:2: is not saved as UTF-8 (byte 0x")


def test_a_password_is_named(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "members.xlsx").write_bytes(data)
    (line,) = refused(network(tmp_path, "members.xlsx"))
    assert line.startswith("members.xlsx: has a password; open it in Excel, take the password off")


def test_a_row_wider_than_any_of_excels_is_not_built(tmp_path: Path) -> None:
    folder = network(tmp_path, ORGANISATIONS)
    path, part = tmp_path / "organisations.xlsx", "xl/worksheets/sheet1.xml"
    rewritten(path, part, "<sheetData>", "<sheetData><row r='1'>" + "<c/>" * 20_000 + "</row>")
    expected = "organisations.xlsx: has a row of more than 16,384 cells; is it the file you meant?"
    assert refused(folder) == [expected]


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    folder = network(tmp_path, ORGANISATIONS)
    path, part = tmp_path / "organisations.xlsx", "xl/workbook.xml"
    rewritten(path, part, "<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook')
    assert refused(folder) == [
        "organisations.xlsx: declares entities, as no program for sheets does; "
        "save it as .xlsx or as 'CSV UTF-8' from Excel"
    ]


def test_headings_that_are_no_names_of_columns(tmp_path: Path) -> None:
    rows = [["Nom", "Rôle", "Secteur"], ["A", "B", "C"]]
    assert refused(network(tmp_path, rows)) == [
        "organisations.xlsx: has no row of headings such as name, role, sector, kind; "
        "write them in one row above the table"
    ]


@pytest.mark.parametrize(
    ("kind", "cells", "said"),
    [
        (
            "localities",
            {"children_llc": 3300},
            "localities.xlsx:2, column children_llc: 660 in 10,000 children have a life-limiting condition; "
            "20 to 100 are usual, and about 66 in England",
        ),
        (
            "organisations",
            {"x_km": 400, "y_km": 430},
            "organisations.xlsx:2, column x_km: it lies 555 km from the nearest place that it serves; "
            "count both tables from the same point, in km",
        ),
        (
            "organisations",
            {"nurse_establishment": 9, "nurse_posts": 6},
            "organisations.xlsx:2, column nurse_posts: 6 nurses' posts are filled, by 4 nursing staff; "
            "count all its nurses, as people, in staff_nursing",
        ),
    ],
)
def test_what_is_likely_wrong_is_a_warning(
    tmp_path: Path, kind: str, cells: dict[str, Any], said: str
) -> None:
    rows = ORGANISATIONS if kind == "organisations" else LOCALITIES
    for column, cell in cells.items():
        rows = changed(rows, 2, column, cell)
    assert said in noted(network(tmp_path, **{kind: rows}))  # type: ignore[arg-type]


def test_a_scenario_that_is_likely_wrong(tmp_path: Path) -> None:
    network(tmp_path)
    path = tmp_path / "mine.yaml"
    path.write_text(
        "name: Plan #2 for the region\n"
        "network: network.yaml\n"
        "hypothesis: Costs fall by half   # a remark\n"
        "levers:\n"
        "  coordinator: {start: 0, term: 3}\n"
        "  more-staff: {start: 0, nurses: 300}\n"
        "parameters: {people.engagement_decay: 0.9}\n"
        "shocks:\n"
        "  - {month: 24, leaders-leave: 9}\n",
        encoding="utf-8",
    )
    (checked,) = check(path)
    assert not checked.faults
    lines = [str(warning) for warning in checked.warnings if warning.place.startswith("mine.yaml")]
    assert [line.partition(";")[0].partition(" plausible")[0] for line in lines] == [
        "mine.yaml:1: name is read as 'Plan', as '#2 for the region' is a comment",
        "mine.yaml:5: coordinator: term is 3 months",
        "mine.yaml:6: more-staff: 300 posts are more than all 6 of the members",
        "mine.yaml:7: people.engagement_decay: 0.9 is outside its",
        "mine.yaml:9: 9 leaders leave by month 24, and the network has 3",
    ]


def test_too_few_nurses_for_one_seat(tmp_path: Path) -> None:
    (checked,) = check(network(tmp_path))
    assert [str(warning) for warning in checked.warnings] == [
        "organisations.csv:2, column nurse_posts: all members together have 2 nurses' posts filled; "
        "one seat staffed round the clock takes 5.4: are they whole-time equivalents?"
    ]


def somewhere_else(rows: Table, names: Sequence[str], at: Sequence[Sequence[float]]) -> Table:
    """Give a table with other columns in place of x_km and y_km."""
    head = [{"x_km": names[0], "y_km": names[1]}.get(name, name) for name in rows[0]]
    east, north = rows[0].index("x_km"), rows[0].index("y_km")
    body = [
        [point[0] if n == east else point[1] if n == north else cell for n, cell in enumerate(row)]
        for row, point in zip(rows[1:], at, strict=True)
    ]
    return [head, *body]


def centred(folder: Path, centre: str) -> Path:
    text = (folder / "network.yaml").read_text(encoding="utf-8")
    assert "centre: {x_km: 0, y_km: 0}" in text
    (folder / "network.yaml").write_text(
        text.replace("centre: {x_km: 0, y_km: 0}", f"centre: {centre}"), encoding="utf-8"
    )
    return folder


DEGREES = ("Long", "Lat"), "{longitude: -1.55, latitude: 53.8}", [(-1.55, 53.8), (-1.08, 53.96)]
METRES = ("Easting", "Northing"), "{easting: 430000, northing: 433000}", [(430e3, 433e3), (460810, 450790)]


@pytest.mark.parametrize(("names", "centre", "at"), [DEGREES, METRES])
def test_degrees_and_metres_are_turned_into_kilometres(
    tmp_path: Path, names: Sequence[str], centre: str, at: Sequence[Sequence[float]]
) -> None:
    folder = network(
        tmp_path, somewhere_else(ORGANISATIONS, names, at), somewhere_else(LOCALITIES, names, at)
    )
    (asked,) = refused(folder)
    assert asked.startswith("network.yaml:")
    assert "and the centre is not given so; write centre: {" in asked
    read = read_network(centred(folder, centre))
    assert (read.centre.x_km, read.centre.y_km) == (0, 0)
    for rows in (read.organisations, read.localities):
        assert [(each.x_km, each.y_km) for each in rows] == [(0, 0), (30.81, 17.79)]
    assert any("are turned into km east and north of the centre" in line for line in noted(folder))


def test_a_place_in_words_is_no_degree(tmp_path: Path) -> None:
    names, centre, at = DEGREES
    rows = changed(somewhere_else(LOCALITIES, names, at), 3, "Lat", "north")
    assert refused(centred(network(tmp_path, localities=rows), centre)) == [
        "localities.xlsx:3, column latitude: 'north' is not a number; write a number, such as 53.80 or 430000"
    ]


GEXF = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed"><nodes>
<node id="0" label="City Hospital"/><node id="1" label="Coast Nurses"/></nodes>
<edges><edge id="0" source="0" target="1" weight="0.5"/>
<edge id="1" source="1" target="0" weight="0.5"/></edges>
</graph></gexf>"""
GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="w" for="edge" attr.name="weight" attr.type="double"/>
<graph edgedefault="undirected"><node id="City Hospital"/><node id="Coast Nurses"/>
<edge source="City Hospital" target="Coast Nurses"><data key="w">0.5</data></edge></graph></graphml>"""
NODE_LINK = """{"directed": false, "multigraph": false, "graph": {}, "nodes": [{"id": "City Hospital"},
{"id": "Coast Nurses"}], "edges": [{"weight": 0.5, "source": "City Hospital", "target": "Coast Nurses"}]}"""
KUMU = """{"elements": [{"_id": "elem-1", "attributes": {"label": "City Hospital"}},
{"_id": "elem-2", "attributes": {"label": "Coast Nurses"}}],
"connections": [{"from": "elem-1", "to": "elem-2", "attributes": {"strength": 0.5}}]}"""
GEPHI = "Source,Target,Type,Id,Label,timeset,Weight\ncity hospital,Coast Nurses,Undirected,0,,,0.5\n"


def tied(folder: Path, name: str, text: str) -> Path:
    network(folder)
    (folder / name).write_text(text, encoding="utf-8")
    described = folder / "network.yaml"
    text = described.read_text(encoding="utf-8")
    described.write_text(text.replace("files: {", f"files: {{ties: {name}, "), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ties.gexf", GEXF),
        ("ties.graphml", GRAPHML),
        ("ties.json", NODE_LINK),
        ("kumu.json", KUMU),
        ("edges.csv", GEPHI),
    ],
)
def test_ties_of_other_programs(tmp_path: Path, name: str, text: str) -> None:
    (tie,) = read_network(tied(tmp_path, name, text)).ties
    assert (tie.start, tie.to, tie.weight) == ("City Hospital", "Coast Nurses", 0.5)


def test_ties_without_weights_are_whole(tmp_path: Path) -> None:
    folder = tied(tmp_path, "ties.json", NODE_LINK.replace('"weight": 0.5, ', ""))
    assert [tie.weight for tie in read_network(folder).ties] == [1.0]
    assert "ties.json: no weights are given: each tie is read as 1, the strongest" in noted(folder)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ties.gexf", "<gexf", "ties.gexf: is not a graph of the kind that its ending says; export it again"),
        ("ties.json", "[1]", "ties.json: is not a graph of the kind that its ending says; export it again"),
        ("ties.graphml", "<!DOCTYPE x>" + GRAPHML, "ties.graphml: declares a document type or entities"),
        ("ties.json", '{"nodes": [], "links": []}', "ties.json: has no ties; export it again"),
        (
            "ties.gexf",
            GEXF.replace("Coast Nurses", "Cost Nurses"),
            "ties.gexf: City Hospital - Cost Nurses, column to: there is no organisation 'Cost Nurses'; "
            "did you mean Coast Nurses?",
        ),
        (
            "ties.gexf",
            GEXF.replace("0.5", "5"),
            "ties.gexf: City Hospital - Coast Nurses, column weight: 5.0 is",
        ),
    ],
)
def test_ties_that_cannot_be_read(tmp_path: Path, name: str, text: str, said: str) -> None:
    (line,) = refused(tied(tmp_path, name, text))
    assert line.startswith(said)


def cell_of_another_program(cell: Any) -> str:
    """A cell as other programs write it: without address, a text in runs, a number as a formula's value."""
    if cell == "":
        return '<c s="0"/>'
    if isinstance(cell, float):
        return f'<c t="n"><f aca="false">{cell}+0</f><v>{cell}</v></c>'
    runs = "".join(f'<r><t xml:space="preserve">{escape(part)}</t></r>' for part in (cell[:3], cell[3:]))
    return f'<c t="inlineStr"><is>{runs}</is></c>'


def test_what_another_spreadsheet_program_writes_is_the_same_network(tmp_path: Path) -> None:
    folder = network(tmp_path, ORGANISATIONS)
    path, part = tmp_path / "organisations.xlsx", "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(part).decode()
    old = sheet[sheet.index("<sheetData>") : sheet.index("</sheetData>")]
    rows = [*ORGANISATIONS, *[[""] * 30] * 3]
    new = "".join(f"<row spans='1:30'>{''.join(map(cell_of_another_program, row))}</row>" for row in rows)
    rewritten(path, part, old, f"<sheetData>{new}<row r='1048576'><c s='0'/></row>")
    assert read_network(folder).digest() == SAME


def test_the_workbook_of_a_new_network_is_the_same_network(tmp_path: Path) -> None:
    for name, workbook in (("plain", False), ("book", True)):
        write_skeleton("mine", tmp_path / name, workbook=workbook)
    assert sorted(path.name for path in (tmp_path / "book" / "mine").iterdir()) == [
        "as-it-is.yaml",
        "network.xlsx",
        "network.yaml",
        "what-if.yaml",
    ]
    before, after = (read_network(tmp_path / name / "mine") for name in ("plain", "book"))
    assert after.digest() == before.digest()
    assert after.notes == ()
    sheet = load_workbook(tmp_path / "book" / "mine" / "network.xlsx")["Organisations"]
    lists = {each.formula1 for each in sheet.data_validations.dataValidation}
    assert {'"hub,spoke"', '"yes,no"', "Localities!$A$2:$A$500"} <= lists
    assert all(cell.comment for cell in sheet[1])


def test_rows_above_the_headings_are_not_lost(tmp_path: Path) -> None:
    rows = [ORGANISATIONS[2], *ORGANISATIONS[:2]]
    assert refused(network(tmp_path, rows)) == [
        "organisations.xlsx:1: stands above the headings of line 2, and is no title; "
        "put the headings above all rows"
    ]


def test_headings_that_stand_again_are_passed_over(tmp_path: Path) -> None:
    folder = network(tmp_path, [*ORGANISATIONS[:2], ORGANISATIONS[0], *ORGANISATIONS[2:]])
    assert read_network(folder).digest() == SAME
    assert noted(folder) == ["organisations.xlsx:1: the headings stand 2 times; once is enough"]


def test_a_workbook_that_is_damaged_within(tmp_path: Path) -> None:
    folder = network(tmp_path, ORGANISATIONS)
    path = tmp_path / "organisations.xlsx"
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    data[at + 70 : at + 90] = bytes(20)
    path.write_bytes(data)
    assert refused(folder) == [
        "organisations.xlsx: is not an Excel workbook; save it as .xlsx or as 'CSV UTF-8' from Excel"
    ]


def test_the_sheet_with_the_table_may_be_hidden(tmp_path: Path) -> None:
    book = workbook(tmp_path / "all.xlsx", Members=ORGANISATIONS, Places=LOCALITIES)
    book["Places"].sheet_state = "hidden"
    book.save(tmp_path / "all.xlsx")
    assert refused(network(tmp_path, "all.xlsx", "all.xlsx"))[0] == (
        "all.xlsx: the sheet 'Places' with the table is hidden; unhide it, or name another file"
    )


def test_metres_under_the_name_of_kilometres(tmp_path: Path) -> None:
    (line,) = refused(network(tmp_path, localities=changed(LOCALITIES, 3, "x_km", 430_000)))
    assert line == (
        "localities.xlsx:3, column x_km: 430000 is above 1,000; write 1,000 or less: km east and north of a "
        "point of your choice, or longitude and latitude, or easting and northing"
    )


def test_a_row_with_many_empty_cells_is_one_line(tmp_path: Path) -> None:
    rows = [*ORGANISATIONS, ["Later", "", "", "", "Coast", *[""] * 18], ORGANISATIONS[2][:]]
    rows[-1][0] = "Others"
    assert refused(network(tmp_path, rows)) == [
        "organisations.xlsx:4: 18 cells are empty: role, sector, kind, ...; fill them, or delete the row"
    ]


def test_more_columns_than_anyone_has(tmp_path: Path) -> None:
    (tmp_path / "localities.csv").write_text(
        "name,x_km,y_km,children,children_llc,"
        + ",".join(f"c{n}" for n in range(5_000))
        + "\nCity,0,0,1,1\n",
        encoding="utf-8",
    )
    assert refused(network(tmp_path))[0].startswith("localities.csv:2: has 5 cells under 5005 headings")
    text = (tmp_path / "localities.csv").read_text(encoding="utf-8").rstrip("\n") + "," * 5_000
    (tmp_path / "localities.csv").write_text(text, encoding="utf-8")
    assert refused(tmp_path)[0] == (
        "localities.csv:1: has more than 200 columns that are not known; leave them out"
    )


def test_a_heading_that_may_be_two_is_asked_about(tmp_path: Path) -> None:
    rows = [["WTE" if name == "nurse_posts" else name for name in ORGANISATIONS[0]], *ORGANISATIONS[1:]]
    assert refused(network(tmp_path, rows)) == [
        "organisations.xlsx:1: column 'WTE' may be nurse_posts; name it so"
    ]


def test_another_word_for_a_value_is_said(tmp_path: Path) -> None:
    assert noted(network(tmp_path, with_other_words(ORGANISATIONS))) == [
        "organisations.xlsx:2, column sector: 'nhs trust' is read as NHS",
        "organisations.xlsx:3, column kind: 'CCN team' is read as community nursing team",
    ]


@pytest.mark.parametrize(
    ("text", "mark", "most", "number"),
    [
        ("12.345", None, 1_000, "12.345"),
        ("12,345", ",", 1_000, "12.345"),
        ("12,345", ".", 1_000, "12345"),
        ("250,000", ".", 1e12, "250000"),
        ("250.000", ",", 1e12, "250000"),
        ("1.250.000", None, 1e12, "1250000"),
        ("1.250.000,5", None, 1e12, "1250000.5"),
        ("£1 250 000", None, 1e12, "1250000"),
        ("98.500%", None, 1, "0.985"),
        ("98,5 %", None, 1, "0.985"),
        ("\u22122,5", None, 1e12, "-2.5"),
        ("12 WTE", None, 1e12, "12 WTE"),
        ("1,2,3", None, 1e12, "1,2,3"),
        ("", None, 1e12, ""),
    ],
)
def test_numbers_as_people_write_them(text: str, mark: str | None, most: float, number: str) -> None:
    assert read_number(text, mark, most=most) == number


@pytest.mark.parametrize("text", ["250.000", "250,000", "1.650"])
@pytest.mark.parametrize("mark", [".", ",", None])
def test_a_quarter_of_a_million_is_never_250(text: str, mark: str | None) -> None:
    for whole in (True, False):
        try:
            number = read_number(text, mark, whole=whole, most=1e12)
        except Misread:
            continue
        assert float(number) == float(text.replace(",", "").replace(".", ""))


def test_a_workbook_of_kumu_is_a_table_of_ties(tmp_path: Path) -> None:
    elements = [["Label", "Type"], ["City Hospital", "Organisation"], ["Coast Nurses", "Organisation"]]
    connections = [["From", "To", "Type", "Strength"], ["City Hospital", "Coast Nurses", "", 0.5]]
    workbook(tmp_path / "kumu.xlsx", Elements=elements, Connections=connections)
    text = (tmp_path / "kumu.xlsx").read_bytes()
    folder = tied(tmp_path, "kumu.xlsx", "")
    (folder / "kumu.xlsx").write_bytes(text)
    (tie,) = read_network(folder).ties
    assert (tie.start, tie.to, tie.weight) == ("City Hospital", "Coast Nurses", 0.5)


def test_rows_without_end_are_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(workbooks.MOST, b"row", (100, "rows"))
    folder = network(tmp_path, ORGANISATIONS)
    path, part = tmp_path / "organisations.xlsx", "xl/worksheets/sheet1.xml"
    rewritten(path, part, "<sheetData>", "<sheetData>" + "<row/>" * 100)
    assert refused(folder) == ["organisations.xlsx: has more than 100 rows; is it the file you meant?"]


def test_any_table_of_a_network_may_be_checked(tmp_path: Path) -> None:
    other_file(tmp_path / "members.numbers", "Index/Document.iwa")
    (checked,) = check(network(tmp_path, "members.numbers") / "members.numbers")
    assert [fault.what for fault in checked.faults] == ["is a Numbers sheet"]


def test_what_stands_under_no_heading_is_said(tmp_path: Path) -> None:
    rows = [ORGANISATIONS[0], [*ORGANISATIONS[1], "ask AJ"], [*ORGANISATIONS[2], "", "left"]]
    folder = network(tmp_path, rows)
    assert read_network(folder).digest() == SAME
    assert noted(folder) == ["organisations.xlsx:1: what stands under no heading is not read: column 24, 25"]


def test_a_member_of_which_only_the_name_is_written_is_not_lost(tmp_path: Path) -> None:
    assert refused(network(tmp_path, [*ORGANISATIONS, ["Dale Nurses"]])) == [
        "organisations.xlsx:4: only name is filled, with 'Dale Nurses'; fill the row, or delete it"
    ]


def test_a_locality_may_have_a_comma_in_its_name(tmp_path: Path) -> None:
    places = changed(LOCALITIES, 2, "name", "City, north")
    members = changed(changed(ORGANISATIONS, 2, "locality", "city, north"), 2, "serves", "City, north, Coast")
    assert read_network(network(tmp_path, members, places)).organisations[0].serves == (
        "City, north",
        "Coast",
    )


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (
            ((0, 0), (900, 0)),
            "localities.xlsx:2, column x_km: the localities lie 900 km apart from west to east; "
            "Britain has 700: are they in km?",
        ),
        (
            ((-1.55, 53.8), (-1.08, 53.96)),
            "localities.xlsx:2, column x_km: the localities lie within a few km, where degrees of Britain "
            "would put them; name such columns longitude and latitude",
        ),
    ],
)
def test_places_that_are_hardly_kilometres(tmp_path: Path, at: Sequence[Sequence[float]], said: str) -> None:
    rows = somewhere_else(LOCALITIES, ("x_km", "y_km"), at)
    assert said in noted(network(tmp_path, localities=rows))


def test_what_sums_leave_over_is_no_third_decimal(tmp_path: Path) -> None:
    rows = changed(changed(ORGANISATIONS, 3, "nurse_establishment", 8.4 + 4.2), 3, "nurse_posts", 0.1 + 0.2)
    rows = changed(rows, 3, "staff_nursing", 0.29 * 100)
    nurses = read_network(network(tmp_path, rows)).organisations[1]
    assert (nurses.nurse_establishment, nurses.nurse_posts, nurses.staff_nursing) == (12.6, 0.3, 29)


def test_a_graph_that_says_two_things_of_one_tie(tmp_path: Path) -> None:
    text = GEXF.replace('target="0" weight="0.5"', 'target="0" weight="0.25"')
    assert refused(tied(tmp_path, "ties.gexf", text)) == [
        "ties.gexf: Coast Nurses - City Hospital: the two are tied already, and a tie runs both ways; "
        "keep one of the two"
    ]


def test_a_heading_is_said_at_its_line(tmp_path: Path) -> None:
    rows = [[*row, "" if n else "Comments"] for n, row in enumerate(ORGANISATIONS)]
    rows = [["" if name == "note" else name for name in rows[0]], *rows[1:]]
    rows[0] = [name if name != "nurse_posts" else "nurse_post" for name in rows[0]]
    assert refused(network(tmp_path, titled(rows)))[-1] == (
        "organisations.xlsx:4: there is no column 'nurse_post'; did you mean nurse_posts?"
    )


STOCKTAKE: Table = [
    ["Children's palliative care stocktake – draft v3"],
    [],
    [
        *("Organisation", "Hub / Spoke", "Sector", "Type", "Based in", "Lead hub", "Lat", "Long"),
        *("Clinical System", "Core staff", "Clinical staff", "Nursing staff", "Managers", "Other staff"),
        *("Specialist WTE funded", "Specialist WTE", "Nurses WTE (funded)", "Nurse WTE (in post)"),
        *("Statutory %", "Atypicality", "On the board?", "Areas served", "E-mail"),
    ],
    [
        *("Leeds Children’s Hospital", "HUB", "NHS Trust", "Tertiary", "Leeds", "n/a", 53.8, -1.55, "PPM"),
        *(5, 9, 12, 3, 2, 3, 2, 0, 0, "98%", 0.1, "Yes", "Leeds, york", "a@b"),
    ],
    [
        *("York Nurses", "Spoke", "nhs", "CCN team", "York", "Leeds Children's  hospital", 53.96, -1.08),
        *("EMIS", 1, 0, 8, 1, 1, 0, 0, "8,4", 4.2 + 3.4, 0.98, "10 %", "No", "", ""),
    ],
    ["TOTAL", *[""] * 8, 6, 9, 20, 4, 3, 3, 2, 8.4, 7.6],
    [],
    ["Figures as of 1 April 2026."],
]
PLACES: Table = [
    ["Area", "Lat", "Long", "Children (0-19)", "Children with LLC", "Source"],
    ["Leeds", 53.8, -1.55, "190,000", "1,254", "ONS"],
    ["York", 53.96, -1.08, "44 000", 290, "ONS"],
    ["Total", "", "", "234,000", "1,544", ""],
]


def test_a_stocktake_as_a_planner_has_it(tmp_path: Path) -> None:
    book = workbook(tmp_path / "stock.xlsx", Cover=[["Stocktake"]], Providers=STOCKTAKE, Places=PLACES)
    book["Providers"].merge_cells("A1:H1")
    book.copy_worksheet(book["Places"]).sheet_state = "hidden"
    book.save(tmp_path / "stock.xlsx")
    folder = centred(network(tmp_path, "stock.xlsx", "stock.xlsx"), "{longitude: -1.55, latitude: 53.8}")
    read = read_network(folder)
    leeds, york = read.organisations
    assert (leeds.role, leeds.sector, leeds.kind, leeds.hub) == ("hub", "NHS", "tertiary centre", "")
    assert (leeds.statutory_share, leeds.serves) == (0.98, ("Leeds", "York"))
    assert (york.hub, york.kind) == (leeds.name, "community nursing team")
    assert (york.nurse_establishment, york.nurse_posts, york.atypicality) == (8.4, 7.6, 0.1)
    assert (york.x_km, york.y_km, york.in_governance) == (30.81, 17.79, False)
    assert [(each.children, each.children_llc) for each in read.localities] == [
        (190_000, 1254),
        (44_000, 290),
    ]
    assert len(noted(folder)) == 13  # of headings, words, places, and what is not read, each in a line


def test_the_first_of_many_strange_names_have_suggestions(tmp_path: Path) -> None:
    rows = "".join(f"City Hospital,Cost Nurses {n},0.5\n" for n in range(150))
    folder = tied(tmp_path, "edges.csv", "from,to,weight\n" + rows)
    with pytest.raises(WrongInput) as caught:
        read_network(folder)
    meant = [fault.meant for fault in caught.value.faults]
    assert len(meant) == 150
    assert [meant[0], meant[99], meant[100], meant[149]] == [*["did you mean Coast Nurses?"] * 2, "", ""]
