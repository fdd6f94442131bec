"""Safe reading of tables: CSV as people's spreadsheets save it, and .xlsx."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.inputs.errors import Fault, WrongInput, quoted
from sim.inputs.yaml_files import MOST_BYTES, read_bytes, read_text

MOST_ROWS = 20_000
_NAMED_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\r?\n')  # a first line that tells Excel what parts the cells
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")


class Row(NamedTuple):
    """One row of a table.

    Attributes
    ----------
    file : str
        Name of the file.
    line : int
        Its line in the file (first of several), or its row in the sheet, from 1.
    cells : dict of str to str
        By column; blanks at either end are off, and an empty cell is ``""``.
    """

    file: str
    line: int
    cells: dict[str, str]

    def place(self, column: str = "") -> str:
        """Name the file, the line and, if given, the column."""
        return f"{self.file}:{self.line}" + (f", column {column}" if column else "")


def read_table(path: Path) -> list[Row]:
    """Read a table with its headings in the first row: .xlsx (first sheet), or CSV.

    CSV may be parted by commas, semicolons or tabs and may start with a byte-order mark and a line such as
    `sep=;`; numbers may have decimal commas where semicolons part the cells. Empty rows are passed over.

    Raises
    ------
    WrongInput
        If the file cannot be read, is empty, is not UTF-8, or its rows do not fit its headings.
    """
    is_sheet = path.suffix.lower() in (".xlsx", ".xlsm")
    lines = iter(_sheet_lines(path) if is_sheet else _csv_lines(path))
    header_line, header = next(((n, cells) for n, cells in lines if any(cells)), (1, []))
    if not header:
        raise WrongInput(Fault(path.name, "is empty", "write a row of headings and the rows under it"))
    place = f"{path.name}:{header_line}"
    columns = len(header)
    while not header[-1]:
        header.pop()
    faults = [
        Fault(place, f"heading {n} is empty", "name it") for n, name in enumerate(header, 1) if not name
    ]
    twice = {name for name in header if name and header.count(name) > 1}
    faults += [Fault(place, f"column {quoted(name)} stands twice", "keep one") for name in sorted(twice)]
    rows: list[Row] = []
    for line, cells in lines:
        if len(rows) >= MOST_ROWS:
            faults.append(Fault(f"{path.name}:{line}", f"has more than {MOST_ROWS:,} rows", "shorten it"))
            break
        if any(cells):
            faults += _misfit(f"{path.name}:{line}", len(header) if is_sheet else columns, cells, is_sheet)
            padded = [*cells, *[""] * (len(header) - len(cells))]
            rows.append(Row(path.name, line, dict(zip(header, padded, strict=False))))
    if not rows:
        faults.append(Fault(path.name, "has headings and no rows", "write at least one row"))
    if faults:
        raise WrongInput(*faults)
    return rows


def _misfit(place: str, columns: int, cells: Sequence[str], is_sheet: bool) -> Iterator[Fault]:
    """Say that a row has other cells than the headings; a sheet may leave out empty ones."""
    count = max(n for n, cell in enumerate(cells, 1) if cell) if is_sheet else len(cells)
    if count > columns or (count < columns and not is_sheet):
        meant = "put a cell that holds the separator in quotes, and give every row all its cells"
        yield Fault(place, f"has {count} cells under {columns} headings", meant)


def _csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    text = read_text(path)
    named = _NAMED_SEPARATOR.match(text)
    separator = named[1] if named else _separator(text)
    first = named.end() if named else 0
    reader = csv.reader(io.StringIO(text[first:], newline=""), delimiter=separator, strict=True)
    above = 1 if named else 0  # the line that is not read counts
    line = 1 + above
    try:
        for cells in reader:
            stripped = [_blanks_off(cell) for cell in cells]
            if separator == ";":
                stripped = [_with_point(cell) for cell in stripped]
            yield line, stripped
            line = reader.line_num + 1 + above
    except csv.Error:
        what = "its quotation marks do not pair"
        raise WrongInput(Fault(f"{path.name}:{line}", what, 'write one inside a cell twice, as ""')) from None


def _blanks_off(cell: str) -> str:
    # Spreadsheets and web pages leave no-break spaces behind, and macOS parted accents, which nobody can see.
    return unicodedata.normalize("NFC", cell).replace("\u00a0", " ").strip()


def _separator(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max(",;\t", key=outside.count)


def _with_point(cell: str) -> str:
    return cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell


def _sheet_lines(path: Path) -> list[tuple[int, list[str]]]:
    data = read_bytes(path)
    broken = Fault(path.name, "is not an Excel workbook", "save it as .xlsx or as 'CSV UTF-8' from Excel")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            swollen = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise WrongInput(broken) from None
    if swollen > 10 * MOST_BYTES:
        raise WrongInput(Fault(path.name, f"unpacks to {swollen / 1e6:,.0f} MB", "keep the one table in it"))
    from openpyxl import load_workbook  # only here: it takes longer to import than all else to load

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        return [
            (number, [_cell_text(value) for value in values])
            for number, values in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True), 1)
        ]
    except Exception:  # openpyxl raises whatever a broken part leads it to
        raise WrongInput(broken) from None


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _blanks_off(str(value))
