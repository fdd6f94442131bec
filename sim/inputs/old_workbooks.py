"""Reading of old Excel workbooks (.xls), and of what looks like one: any that has a password."""

import io
from collections.abc import Iterator
from typing import Any

import xlrd
from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.sheets import MEANT, MOST_MERGED, Cells, Sheet, Value, filled_lines, text_of

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # within which any kind of workbook lies


def old_sheets(data: bytes, most_rows: int, file: str) -> list[Sheet]:
    """Read all sheets, each to at most one filled row beyond `most_rows`; one at a time is held whole."""
    password = Fault(
        file, "has a password", "open it in Excel, take the password off (File, Info) and save it"
    )
    if _ENCRYPTED in data:
        raise WrongInput(password)
    try:
        # Merged cells come with the formats; the log has what it thinks of the file.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        raise WrongInput(password) if "encrypted" in str(error) else error from None
    return [_sheet(book, at, most_rows, file) for at in range(book.nsheets)]


def _sheet(book: Any, at: int, most_rows: int, file: str) -> Sheet:
    sheet = book.sheet_by_index(at)
    if len(sheet.merged_cells) > MOST_MERGED:
        raise WrongInput(Fault(file, f"has more than {MOST_MERGED:,} merged ranges", MEANT))
    lines = filled_lines(_rows(sheet, book.datemode), most_rows, file)
    merged = [(left + 1, right, top + 1, bottom) for top, bottom, left, right in sheet.merged_cells]
    book.unload_sheet(at)
    return Sheet(sheet.name, sheet.visibility != 0, lines, merged)


def _rows(sheet: Any, datemode: int) -> Iterator[tuple[int, Cells]]:
    for row in range(sheet.nrows):
        cells = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        yield row + 1, ((at, text_of(_value(*cell, datemode))) for at, cell in enumerate(cells, 1))


def _value(kind: int, value: Any, datemode: int) -> Value:
    if kind == XL_CELL_ERROR:
        value = xlrd.error_text_from_code.get(value, "#VALUE!")
    elif kind == XL_CELL_BOOLEAN:
        value = bool(value)
    elif kind == XL_CELL_DATE:
        value = xlrd.xldate_as_datetime(value, datemode)
    known = (XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT)
    return value if kind in known else None
