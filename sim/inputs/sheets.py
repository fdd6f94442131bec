"""Sheets of workbooks, whatever program made them: rows of texts that keep apart what cells hold."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.fields import blanks_off

WIDEST = 16_384  # Excel's own limits; the row is refused before it is built
LONGEST = 1_048_576
MOST_CELLS = 2_000_000
MOST_MERGED = 20_000
MEANT = "is it the file you meant?"

Value: TypeAlias = str | bool | float | date | time | timedelta | None
Cells: TypeAlias = Iterable[tuple[int, str]]  # by column, from 1, in order


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


def filled_lines(rows: Iterable[tuple[int, Cells]], most_rows: int, file: str) -> list[tuple[int, list[str]]]:
    """Build the lines of a sheet, to at most one beyond `most_rows`.

    Raises
    ------
    WrongInput
        If they have more cells than any table.
    """
    lines: list[tuple[int, list[str]]] = []
    built = 0
    for number, cells in rows:
        texts: list[str] = []
        for column, text in cells:
            if text and 0 < column <= WIDEST:
                texts += [""] * (column - 1 - len(texts))
                texts[column - 1 :] = [text]
        built += len(texts)
        if built > MOST_CELLS:
            raise WrongInput(Fault(file, f"has more than {MOST_CELLS:,} cells", MEANT))
        if texts:
            lines.append((number, texts))
        if len(lines) > most_rows:
            break
    return lines


def text_of(value: Value) -> str:
    """Write what a cell holds."""
    if value is None:
        return ""
    if isinstance(value, UnsavedCell | DateCell):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        return NumberCell(int(value) if whole else value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, date | time | timedelta):
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
