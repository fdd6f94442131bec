"""Safe reading of workbooks: every sheet row by row, and what another kind of file really is.

openpyxl reads .xlsx, a row at a time, and is told to keep a formula whose value the file lacks apart from an
empty cell; xlrd reads .xls. python-calamine reads these and more, but gives such formulas, and errors of any
kind of file, as empty cells, which would be read as if nothing stood there.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.open_document import open_document_sheets
from sim.inputs.sheets import (
    LONGEST,
    MEANT,
    MOST_CELLS,
    MOST_MERGED,
    WIDEST,
    Cells,
    Sheet,
    UnsavedCell,
    filled_lines,
    text_of,
)
from sim.inputs.yaml_files import MOST_BYTES, read_bytes

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".numbers")  # the last two are named, not read
MOST = {b"row": (LONGEST, "rows"), b"c": (MOST_CELLS, "cells"), b"mergeCell": (MOST_MERGED, "merged ranges")}
_MARK = re.compile(rb"<(?:\w+:)?(c|row|mergeCell)[\s/>]")
_SAVE = "save it as .xlsx or as 'CSV UTF-8' from Excel"
_MANIFEST = "META-INF/manifest.xml"
_COMPOUND = b"\xd0\xcf\x11\xe0"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def read_workbook(path: Path, most_rows: int) -> list[Sheet]:
    """Read all sheets of a workbook, each to at most one filled row beyond `most_rows`.

    What kind it is is told by what it holds, not by how its name ends: .xlsx, .xls or .ods.

    Raises
    ------
    WrongInput
        If it is no workbook of these kinds: what it is then is said, and what to save it as.
    """
    data = read_bytes(path)
    try:
        if data.startswith(_COMPOUND):
            from sim.inputs.old_workbooks import old_sheets  # only here: it takes long to import

            return old_sheets(data, most_rows, path.name)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, path.name)
            if "content.xml" in archive.namelist():
                return open_document_sheets(archive, most_rows, path.name)
            return _sheets(archive, data, most_rows, path.name)
    except WrongInput:
        raise
    except Exception:  # readers raise whatever a broken part leads them to
        raise WrongInput(Fault(path.name, "is not an Excel workbook", _SAVE)) from None


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse archives that swell, those with a password, and those of kinds that are not read."""
    swollen = sum(each.file_size for each in archive.infolist())
    if swollen > 10 * MOST_BYTES:
        what = f"unpacks to {swollen / 1e6:,.0f} MB"
        raise WrongInput(Fault(name, what, "keep the one table in it"))
    parts = archive.namelist()
    if "xl/workbook.bin" in parts:
        raise WrongInput(Fault(name, "is a binary Excel workbook (.xlsb)", _SAVE))
    if "Index/Document.iwa" in parts:
        raise WrongInput(Fault(name, "is a Numbers sheet", "export it from Numbers to Excel"))
    if _MANIFEST in parts and b"encryption-data" in archive.read(_MANIFEST):
        raise WrongInput(Fault(name, "has a password", "save it without one: in LibreOffice, File, Save As"))
    for part in parts:
        _check_part(archive, part, name)


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


def _sheets(archive: zipfile.ZipFile, data: bytes, most_rows: int, name: str) -> list[Sheet]:
    from openpyxl import load_workbook  # only here: it takes longer to import than all else to load

    if _STRICT.search(archive.read("xl/workbook.xml")):
        data = _not_strict(archive)
    with warnings.catch_warnings(action="ignore"):  # of what it leaves out: drop-downs, pictures, headers
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [_sheet(each, most_rows, name) for each in book.worksheets]


def _not_strict(archive: zipfile.ZipFile) -> bytes:
    """Give a Strict workbook the names that all workbooks have, which are the same but for a year."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as other:
        for part in archive.namelist():
            other.writestr(part, _STRICT.sub(_USUAL, archive.read(part)))
    return data.getvalue()


def _sheet(sheet: Any, most_rows: int, name: str) -> Sheet:
    with sheet._get_source() as source:
        parser = _parser(sheet, source)
        lines = filled_lines(_rows(parser), most_rows, name)
    ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
    merged = [(each.min_col, each.max_col, each.min_row, each.max_row) for each in ranges]
    return Sheet(sheet.title, sheet.sheet_state != "visible", lines, merged)


def _rows(parser: Any) -> Iterator[tuple[int, Cells]]:
    for number, cells in parser.parse():
        yield number, ((cell["column"], text_of(cell["value"])) for cell in cells)


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
