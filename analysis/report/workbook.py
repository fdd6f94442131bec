"""A document as an Excel workbook, for those whose tool is Excel: its sentences, and sheets of numbers.

Every name is written as text, whatever it starts with, so that no name of a scenario becomes a formula. The
bytes depend on the document and the numbers alone: no date of the day is in them.
"""

from __future__ import annotations

import io
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.report import words
from analysis.report.board import board_page
from analysis.report.document import Column, Document
from analysis.report.workbook_charts import Chart, write_charts

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NO_DATE = datetime(2000, 1, 1)  # a workbook has to have one
LONGEST = 32_767  # letters that a cell may hold
WIDEST = 60
LINE, HIGH = 110, 15.5  # letters of a line of text, and its height in points
TEXT = "text"
FORMATS = {
    TEXT: "@",
    "share level": "0.0%",
    "share change": "+0.0%;-0.0%;0.0%",
    "pounds level": "#,##0",
    "pounds change": "+#,##0;-#,##0;0",
    "other level": "#,##0.00",
    "other change": "+#,##0.00;-#,##0.00;0.00",
    "share": "0%",
    "pounds": "£#,##0",
    "more pounds": "+£#,##0;-£#,##0;£0",
    "number": "#,##0",
}
Part = tuple[str, Sequence[str]]  # a heading and the lines under it


class Sheet(NamedTuple):
    """A sheet: its name, the table behind it, and its columns."""

    name: str
    table: pd.DataFrame
    columns: tuple[Column, ...]


def write(
    path: Path,
    document: Document,
    sheets: Iterable[Sheet],
    more: Sequence[Part] = (),
    charts: Sequence[Chart] = (),
) -> None:
    """Write a document as a workbook: `more` after the answer, then charts and sheets of numbers."""
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    data = io.BytesIO()  # written at once: a disk that is full is then no error of another kind
    with Workbook(data, options) as book:
        book.set_properties({"title": document.title[:255], "created": NO_DATE})
        forms = {name: book.add_format({"num_format": form}) for name, form in FORMATS.items()}
        _write_text(book, "Answer", [*_answer(document), *more])
        if charts:
            write_charts(book, charts)
        for sheet in sheets:
            _write_sheet(book, sheet, forms)
        _write_text(book, "Notes", _notes(document))
    path.write_bytes(data.getvalue())


# -- Sheets of text ------------------------------------------------------------------------


def _answer(document: Document) -> list[Part]:
    answer = document.answer
    page = board_page(document)
    short = (page.recommendation, *page.sentences, page.confidence, page.unknown) if answer else ()
    return [
        (document.title, ()),
        (answer.question if answer else "", [each for each in short if each]),
        ("Question", [document.question] if document.question else []),
        ("Expected before the run", [document.hypothesis] if document.hypothesis else []),
        ("What gets worse", document.sentences("unintended")),
        ("What was found", document.sentences("findings")),
        ("Why", document.sentences("reasons")),
    ]


def _notes(document: Document) -> list[Part]:
    return [
        ("How sure it is", document.sentences("uncertainty")),
        ("What it does not say", document.sentences("limits")),
        ("How it was done", document.sentences("method")),
    ]


def _write_text(book: Workbook, name: str, parts: Iterable[Part]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_size": 12})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, LINE)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    row = 0
    for place, (heading, lines) in enumerate(parts):
        if place and not lines:
            continue
        row += 1 if place else 0
        for text, form in ((heading, bold), *((line, plain) for line in lines)):
            sheet.set_row(row, HIGH * max(1, math.ceil(len(text) / LINE)))
            sheet.write_string(row, 0, text[:LONGEST], form)
            row += 1


# -- Sheets of numbers ---------------------------------------------------------------------


def _write_sheet(book: Workbook, sheet: Sheet, forms: dict[str, Format]) -> None:
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for column, heading in enumerate(sheet.columns):
        page.write_string(0, column, heading.label, head)
        page.set_column(column, column, _width(sheet, heading))
    rows = sheet.table.to_dict("records")
    for place, row in enumerate(rows, start=1):
        for column, heading in enumerate(sheet.columns):
            _write_cell(page, place, column, row[heading.name], _form(sheet, heading, row), forms)
    page.autofilter(0, 0, max(1, len(rows)), len(sheet.columns) - 1)


def _write_cell(
    page: Worksheet, row: int, column: int, value: Any, form: str, forms: dict[str, Format]
) -> None:
    """Write text as text, numbers as numbers, and nothing for what is not defined."""
    if form == TEXT:
        page.write_string(row, column, str(value)[:LONGEST], forms[TEXT])
    elif value is None or not math.isfinite(float(value)):
        page.write_blank(row, column, None, forms[form])
    else:
        page.write_number(row, column, float(value), forms[form])


def _form(sheet: Sheet, column: Column, row: Mapping[Hashable, Any]) -> str:
    """Choose how a cell is written, by its row's unit where it has one."""
    if column.unit_in:
        unit = str(row[column.unit_in])
        kind = "share" if words.is_share(unit) else "pounds" if unit.startswith("GBP") else "other"
        return f"{kind} {'change' if column.difference else 'level'}"
    if column.unit.startswith("GBP"):
        return "more pounds" if column.difference else "pounds"
    if column.unit:
        return "share"
    if column.difference:
        return "other change"
    return TEXT if _is_text(sheet, column) else "number"


def _is_text(sheet: Sheet, column: Column) -> bool:
    measured = column.unit or column.unit_in or column.difference
    return not measured and not pd.api.types.is_numeric_dtype(sheet.table[column.name])


def _width(sheet: Sheet, column: Column) -> float:
    """Give a column room for its longest text, or for a number and its heading's longest word."""
    longest = max(map(len, column.label.split()), default=0) + 3
    if len(sheet.table) and _is_text(sheet, column):
        longest = max(longest, int(sheet.table[column.name].astype(str).str.len().max()) + 2)
    return float(min(WIDEST, max(12, longest)))
