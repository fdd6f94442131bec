"""Reading of OpenDocument sheets (.ods), as LibreOffice, Google and Excel save them."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from xml.etree import ElementTree

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.sheets import (
    LONGEST,
    MEANT,
    MOST_MERGED,
    WIDEST,
    Cells,
    DateCell,
    Sheet,
    UnsavedCell,
    Value,
    filled_lines,
    text_of,
)

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE = f"{{{_OASIS}table:1.0}}", f"{{{_OASIS}office:1.0}}"
_TEXT, _STYLE = f"{{{_OASIS}text:1.0}}", f"{{{_OASIS}style:1.0}}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}


def open_document_sheets(archive: zipfile.ZipFile, most_rows: int, file: str) -> list[Sheet]:
    """Read all sheets, each to at most one filled row beyond `most_rows`."""
    with archive.open("content.xml") as stream:
        return list(_Sheets(stream, file).read(most_rows))


class _Sheets:
    """The sheets in a stream; what has been read is let go of, so that memory does not grow with it."""

    def __init__(self, stream: IO[bytes], file: str) -> None:
        self.events = ElementTree.iterparse(stream, events=("start", "end"))
        self.file = file
        self.hidden_styles: set[str] = set()
        self.merged: list[tuple[int, int, int, int]] = []

    def read(self, most_rows: int) -> Iterator[Sheet]:
        style = ""
        for event, element in self.events:
            if event == "start" and element.tag == f"{_STYLE}style":
                style = element.get(f"{_STYLE}name", "")
            elif event == "start" and element.tag == f"{_STYLE}table-properties":
                if element.get(f"{_TABLE}display") == "false":
                    self.hidden_styles.add(style)
            elif event == "start" and element.tag == f"{_TABLE}table":
                self.merged = []
                name = element.get(f"{_TABLE}name", "")
                hidden = element.get(f"{_TABLE}style-name") in self.hidden_styles
                rows = self._rows(element)
                lines = filled_lines(rows, most_rows, self.file)
                for _ in rows:  # to the end of the sheet
                    pass
                yield Sheet(name, hidden, lines, self.merged)

    def _rows(self, table: Any) -> Iterator[tuple[int, Cells]]:
        number = 1
        for event, element in self.events:
            if event == "end" and element is table:
                table.clear()
                return
            if event == "start" and element.tag == f"{_TABLE}table-row":
                repeated = min(_count(element, "number-rows-repeated"), LONGEST - number + 1)
                if repeated < 1:
                    raise WrongInput(Fault(self.file, f"has more than {LONGEST:,} rows", MEANT))
                cells = self._cells(element, number)
                if cells:
                    yield from ((number + more, cells) for more in range(repeated))
                number += repeated
                table.clear()

    def _cells(self, row: Any, number: int) -> list[tuple[int, str]]:
        cells: list[tuple[int, str]] = []
        column, elements = 1, 0
        for event, element in self.events:
            if event == "end" and element is row:
                break
            if event == "end" and element.tag in _CELLS:
                elements += 1
                if elements > WIDEST:
                    raise WrongInput(Fault(self.file, f"has a row of more than {WIDEST:,} cells", MEANT))
                repeated = _count(element, "number-columns-repeated")
                across = _count(element, "number-columns-spanned")
                down = _count(element, "number-rows-spanned")
                if across > 1 or down > 1:
                    self.merged.append((column, column + across - 1, number, number + down - 1))
                if len(self.merged) > MOST_MERGED:
                    what = f"has more than {MOST_MERGED:,} merged ranges"
                    raise WrongInput(Fault(self.file, what, MEANT))
                if text := text_of(_value(element)):
                    cells += ((at, text) for at in range(column, min(column + repeated, WIDEST + 1)))
                column += repeated
                row.clear()
        return cells


def _count(element: Any, name: str) -> int:
    return max(1, int(element.get(_TABLE + name, "1")))


def _value(cell: Any) -> Value:
    kind, written = cell.get(f"{_OFFICE}value-type"), "\n".join(map(_text, cell.findall(f"{_TEXT}p")))
    formula = cell.get(f"{_TABLE}formula")
    if kind is None and not written:
        return None if formula is None else UnsavedCell("=" + formula.partition("=")[2])
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{_OFFICE}value"))
    if kind == "boolean":
        return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value"))
    if kind == "time":
        return DateCell(written)
    return written or cell.get(f"{_OFFICE}string-value")  # an error is written as such


def _text(paragraph: Any) -> str:
    """The text of a paragraph, its blanks among it."""
    inner = (_BLANKS.get(each.tag, _text(each)) + (each.tail or "") for each in paragraph)
    return (paragraph.text or "") + "".join(inner)
