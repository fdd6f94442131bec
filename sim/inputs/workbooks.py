"""Safe reading of Excel workbooks: every sheet row by row, and what another kind of file really is.

openpyxl reads the cells, a row at a time, and is told to keep a formula whose value the file lacks apart from
an empty cell. python-calamine reads more kinds of file, but gives such formulas and errors as empty cells.
"""

import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.fields import blanks_off
from sim.inputs.yaml_files import MOST_BYTES, read_bytes

SUFFIXES = (".xlsx", ".xlsm")
WIDEST = 16_384  # Excel's own limit; the row is refused before it is built
MOST = {b"row": (1_048_576, "rows"), b"c": (2_000_000, "cells"), b"mergeCell": (20_000, "merged ranges")}
MEANT = "is it the file you meant?"
_MARK = re.compile(rb"<(?:\w+:)?(c|row|mergeCell)[\s/>]")
_SAVE = "save it as .xlsx or as 'CSV UTF-8' from Excel"
# What a damaged archive leads to.
_DAMAGE = (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError, RuntimeError)
_COMPOUND = b"\xd0\xcf\x11\xe0"


class NumberCell(str):
    """The text of a cell that holds a number: its point is a decimal point, whatever the table writes."""

    __slots__ = ()


class DateCell(str):
    """The text of a cell that holds a date: ``2027-04-01``."""

    __slots__ = ()


class UnsavedCell(str):
    """The text of a cell whose formula was saved without its value."""

    __slots__ = ()


class Sheet(NamedTuple):
    """One sheet of a workbook.

    Attributes
    ----------
    name : str
        As on its tab.
    hidden : bool
        Whether Excel shows it.
    lines : list of (int, list of str)
        Row numbers from 1, and the text of the cells from column A on; rows without a cell are left out.
    merged : list of (int, int, int, int)
        First and last column and first and last row of merged cells, from 1.
    """

    name: str
    hidden: bool
    lines: list[tuple[int, list[str]]]
    merged: list[tuple[int, int, int, int]]


def read_workbook(path: Path, most_rows: int) -> list[Sheet]:
    """Read all sheets of a workbook, each to at most one filled row beyond `most_rows`.

    Raises
    ------
    WrongInput
        If it is no workbook of this kind: what it is then is said, and what to save it as.
    """
    data = read_bytes(path)
    if (other := other_kind(data)) is not None:
        raise WrongInput(Fault(path.name, *other))
    broken = Fault(path.name, "is not an Excel workbook", _SAVE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            swollen = sum(each.file_size for each in archive.infolist())
            if swollen > 10 * MOST_BYTES:
                what = f"unpacks to {swollen / 1e6:,.0f} MB"
                raise WrongInput(Fault(path.name, what, "keep the one table in it"))
            for part in archive.namelist():
                _check_part(archive, part, path.name)
    except _DAMAGE as error:
        if isinstance(error, WrongInput):
            raise
        raise WrongInput(broken) from None
    from openpyxl import load_workbook  # only here: it takes longer to import than all else to load

    try:
        with warnings.catch_warnings(action="ignore"):  # of what it leaves out: drop-downs, pictures, headers
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            return [_sheet(each, most_rows) for each in book.worksheets]
    except Exception:  # openpyxl raises whatever a broken part leads it to
        raise WrongInput(broken) from None


def other_kind(data: bytes) -> tuple[str, str] | None:
    """Say what a file is that is no .xlsx, and what to do; None where its first bytes do not tell."""
    if data.startswith(_COMPOUND):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data:
            return "has a password", "open it in Excel, take the password off (File, Info) and save it"
        return "is an old Excel workbook", _SAVE
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names or "content.xml" in names:
                return (
                    "is an OpenDocument sheet",
                    "save it as .xlsx: in LibreOffice, File, Save As, 'Excel 2007-365'",
                )
            if "xl/workbook.bin" in names:
                return "is a binary Excel workbook (.xlsb)", _SAVE
            if "Index/Document.iwa" in names:
                return "is a Numbers sheet", "export it from Numbers to Excel"
            with archive.open("xl/workbook.xml") as part:
                strict = b"purl.oclc.org/ooxml" in part.read(4096)
    except (*_DAMAGE, KeyError):
        return None
    return ("is a Strict Open XML workbook", "save it as 'Excel Workbook (.xlsx)'") if strict else None


def _check_part(archive: zipfile.ZipFile, part: str, name: str) -> None:
    """Refuse entities, and what no table has or what would be built whole before it is seen."""
    if not part.endswith((".xml", ".rels")):
        return
    width, kept, counts = 0, b"", dict.fromkeys(MOST, 0)
    with archive.open(part) as stream:
        while chunk := stream.read(1 << 16):
            text = kept + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise WrongInput(Fault(name, "declares entities, as no program for sheets does", _SAVE))
            last = 0
            for found in _MARK.finditer(text) if part.startswith("xl/worksheets/") else ():
                mark, last = found[1], found.end()
                counts[mark] += 1
                width = 0 if mark == b"row" else width + 1
                most, what = MOST[mark]
                if counts[mark] > most:
                    raise WrongInput(Fault(name, f"has more than {most:,} {what}", MEANT))
                if width > WIDEST and mark == b"c":
                    raise WrongInput(Fault(name, f"has a row of more than {WIDEST:,} cells", MEANT))
            kept = text[max(last, len(text) - 20) :]


def _sheet(sheet: Any, most_rows: int) -> Sheet:
    lines: list[tuple[int, list[str]]] = []
    with sheet._get_source() as source:
        parser = _parser(sheet, source)
        for number, cells in parser.parse():
            texts: list[str] = []
            for cell in cells:
                if (text := _text(cell)) and 0 < cell["column"] <= WIDEST:
                    texts += [""] * (cell["column"] - 1 - len(texts))
                    texts[cell["column"] - 1 :] = [text]
            if texts:
                lines.append((number, texts))
            if len(lines) > most_rows:
                break
    ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
    merged = [(each.min_col, each.max_col, each.min_row, each.max_row) for each in ranges]
    return Sheet(sheet.title, sheet.sheet_state != "visible", lines, merged)


def _parser(sheet: Any, source: Any) -> Any:
    """Openpyxl's reader of a sheet, told to keep a formula without a value apart from an empty cell."""
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            formula = element.find(FORMULA_TAG)
            # A formula that gave an empty text is saved as text.
            if cell["value"] is None and formula is not None and element.get("t") != "str":
                cell["value"] = UnsavedCell(f"={formula.text or '...'}")
            return cell

    book = sheet.parent
    return Parser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _text(cell: dict[str, Any]) -> str:
    value = cell["value"]
    if value is None:
        return ""
    if isinstance(value, UnsavedCell):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        return NumberCell(int(value) if whole else value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, date | timedelta) or hasattr(value, "hour"):
        return DateCell(value)
    return blanks_off(str(value))


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cells_named(columns: tuple[int, int], rows: tuple[int, int]) -> str:
    """Name a range of cells as Excel does: ``A1:W1``."""
    return f"{_letters(columns[0])}{rows[0]}:{_letters(columns[1])}{rows[1]}"
