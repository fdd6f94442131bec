"""Tables are read as people's spreadsheets save them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from sim.inputs.cells import read_cells
from sim.inputs.errors import Fault
from sim.inputs.fields import Declared
from sim.inputs.tables import read_table

EXPECTED = [{"name": "Café, north", "share": "0.5"}, {"name": 'the "old" one', "share": "1"}]


class Shares(Declared):
    name: str
    share: float


def read(tmp_path: Path, data: bytes) -> list[dict[str, str]]:
    path = tmp_path / "some.csv"
    path.write_bytes(data)
    faults: list[Fault] = []
    rows = read_cells(Shares, read_table(path), faults)
    assert not faults
    return [row.cells for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        'name,share\n"Café, north",0.5\n"the ""old"" one",1\n',
        '\ufeffname,share\r\n"Café, north",0.5\r\n"the ""old"" one",1\r\n',
        'name;share\nCafé, north;0,5\n"the ""old"" one";1\n',
        '\ufeffname;share\r\nCafé, north;0.5\r\n"the ""old"" one";1\r\n;\r\n;\r\n',
        '\ufeffsep=;\r\nname;share\r\nCafé, north;0,5\r\n"the ""old"" one";1\r\n',
        'name\tshare\nCafé, north\t0.5\n"the ""old"" one"\t1\n',
        'name,share,,\n"Café, north",0.5,,\n\n"the ""old"" one",1,,\n,,,\n',
        ' name , share \n" Cafe\u0301, north\u00a0", 0.5\n"the ""old"" one" ,1 '.replace('" ,1', '",1'),
    ],
    ids=[
        "plain",
        "Excel",
        "semicolons",
        "Excel-semicolons",
        "sep=",
        "tabs",
        "empty-rows-and-columns",
        "blanks",
    ],
)
def test_csv_of_every_make(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text.encode("utf-8")) == EXPECTED


def test_a_comma_in_a_name_is_no_decimal_comma(tmp_path: Path) -> None:
    assert read(tmp_path, b"name;share\nA, B;1,5\n") == [{"name": "A, B", "share": "1.5"}]
    assert read(tmp_path, b'name,share\n"1,5",2\n') == [{"name": "1,5", "share": "2"}]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text('\nname,note\nA,"two\nlines"\n\nB,\n', encoding="utf-8")
    assert [(row.line, row.place("note")) for row in read_table(path)] == [
        (3, "some.csv:3, column note"),
        (6, "some.csv:6, column note"),
    ]
    path.write_text("sep=,\nname,note\nA,\n", encoding="utf-8")
    assert [row.line for row in read_table(path)] == [3]


def test_a_workbook_reads_as_the_same_table(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for values in (("name", "share", None), ("Café, north", 0.5), (None, None), ('the "old" one', 1.0)):
        sheet.append(values)
    book.create_sheet("notes").append(("not", "read"))
    book.save(tmp_path / "some.xlsx")
    rows = read_table(tmp_path / "some.xlsx")
    assert [row.cells for row in rows] == EXPECTED
    assert [row.line for row in rows] == [2, 4]


def test_the_cells_of_a_workbook_are_what_they_show(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("n", "yes", "day", "time", "large", "text"))
    sheet.append(
        (12, True, date(2020, 7, 6), datetime(2020, 7, 6, 9, tzinfo=UTC).replace(tzinfo=None), 1e20, " x ")
    )
    book.save(tmp_path / "some.xlsx")
    (row,) = read_table(tmp_path / "some.xlsx")
    assert list(row.cells.values()) == [
        "12",
        "yes",
        "2020-07-06",
        "2020-07-06 09:00:00",
        "1e+20",
        "x",
    ]
