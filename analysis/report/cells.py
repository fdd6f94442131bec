"""Tables as a reader sees them: the columns worth showing, numbers in words' own form, in every print."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.report import words
from analysis.report.document import Column, Excerpt, Table, Tone

MOST_SHOWN = 60  # rows; whoever wants more opens the file
NOTHING = "–"
FIELD = re.compile(r"{(\w+)}")
FEW_DECIMALS = 1.0  # plain numbers below this, such as indices, get three decimals


class Group(NamedTuple):
    """Rows under one heading, which is empty where rows are not grouped."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


class Cells(NamedTuple):
    """A table as it is written, ready to be laid out.

    Attributes
    ----------
    columns : tuple of str
        Headings, with units.
    numeric : tuple of bool
        Which columns hold numbers, and so stand to the right.
    points : bool
        Whether there are changes of shares among those of other units, which then stand in percentage points.
    groups : tuple of Group
    rows, left_out : int
        How many rows the table has, and how many of them are not shown.
    """

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    points: bool
    groups: tuple[Group, ...]
    rows: int
    left_out: int


def written(table: Table, frame: pd.DataFrame) -> Cells:
    """Write a table as its document says.

    Raises
    ------
    KeyError
        Saying which column is not there.
    """
    needed = [name for each in table.columns for name in (each.name, each.to, each.unit_in) if name]
    missing = [name for name in needed if name not in frame]
    if missing:
        raise KeyError(f"{table.name} has no column {', '.join(missing)}")
    head = frame.head(MOST_SHOWN)
    groups = list(head.groupby(table.group, sort=False)) if table.group else [("", head)]
    return Cells(
        tuple(_heading(column) for column in table.columns),
        tuple(_numeric(column, frame) for column in table.columns),
        any(column.unit_in and column.difference for column in table.columns),
        tuple(
            Group(str(name), tuple(_row(table, row) for row in rows.to_dict("records")))
            for name, rows in groups
        ),
        len(frame),
        len(frame) - len(head),
    )


def excerpt(
    table: Table,
    frame: pd.DataFrame,
    patterns: Mapping[str, str],
    *,
    tones: Sequence[Tone] = (),
    numbers: Collection[str] = (),
) -> Excerpt:
    """Write some rows of a table for a screen, each number as it is written everywhere.

    Parameters
    ----------
    table : Table
    frame : DataFrame
        The rows, with the table's columns, and others that are texts already.
    patterns : mapping of str to str
        By its heading what a cell says: `{low} to {high}`.
    tones : sequence of str
        Of the rows.
    numbers : collection of str
        Headings of those columns that hold numbers although they are texts already.
    """
    plain: tuple[Tone, ...] = ("",)
    fields = [FIELD.findall(pattern) for pattern in patterns.values()]
    numeric = {column.name: _numeric(column, frame) for column in table.columns}
    rows = []
    for row in frame.to_dict("records"):
        cells = dict(zip(numeric, _row(table, row), strict=True))
        texts = {str(name): item for name, item in row.items() if name not in cells}
        rows.append(tuple(pattern.format(**cells, **texts) for pattern in patterns.values()))
    return Excerpt(
        columns=tuple(patterns),
        numeric=tuple(
            label in numbers or all(numeric.get(name, False) for name in names)
            for label, names in zip(patterns, fields, strict=True)
        ),
        rows=tuple(rows),
        tones=tuple(tones) or plain * len(rows),
    )


def _numeric(column: Column, frame: pd.DataFrame) -> bool:
    values = frame[column.name]
    if values.dtype == object:  # numbers, and a word where there is none
        return any(math.isfinite(_number(item)) for item in values)
    return bool(pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values))


def _heading(column: Column) -> str:
    """Name a column with its unit, unless its cells or its rows carry it: `24.1%`, `£1.2m`."""
    unit = words.shown_unit(column.unit, difference=column.difference)
    carried = not unit or unit == "%" or _money(column.unit)
    return column.label if carried else f"{column.label} ({unit})"


def _money(unit: str) -> bool:
    return unit.startswith("GBP")


def _row(table: Table, row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    units = [str(row[column.unit_in]) if column.unit_in else column.unit for column in table.columns]
    cells = [
        _cell(column, unit, row, _like(table, units, unit, column, row))
        for column, unit in zip(table.columns, units, strict=True)
    ]
    measured = next((place for place, column in enumerate(table.columns) if column.unit_in), 0)
    if measured:
        unit = units[measured]
        asides = [unit] if unit and not words.is_share(unit) and not _money(unit) else []
        asides += ["lower is better"] if row.get("better") == "lower" else []
        if asides:
            # They stand by what is measured: in the last text before the first number.
            texts = [place for place in range(measured) if isinstance(row[table.columns[place].name], str)]
            cells[texts[-1] if texts else 0] += f" ({', '.join(asides)})"
    return tuple(cells)


def _like(table: Table, units: list[str], unit: str, column: Column, row: Mapping[Hashable, Any]) -> float:
    """Give the largest number of the row of this kind: all of them take its number of decimals."""
    sizes = [
        abs(number)
        for other, theirs in zip(table.columns, units, strict=True)
        if theirs == unit and other.difference == column.difference
        for number in (_number(row[name]) for name in (other.name, other.to) if name)
        if math.isfinite(number)
    ]
    return max(sizes, default=0.0)


def _number(item: Any) -> float:
    return (
        float(item) if isinstance(item, int | float | np.number) and not isinstance(item, bool) else math.nan
    )


def _cell(column: Column, unit: str, row: Mapping[Hashable, Any], like: float) -> str:
    first = _item(row[column.name], column, unit, like)
    if not column.to:
        return first
    last = _item(row[column.to], column, unit, like)
    return first if first == last else f"{first} to {last}"


def _item(item: Any, column: Column, unit: str, like: float) -> str:
    if isinstance(item, bool | np.bool_):
        return "yes" if item else "no"
    if item is None or (isinstance(item, float) and math.isnan(item)) or item is pd.NA:
        return NOTHING
    if isinstance(item, str):
        return item
    if isinstance(item, int | np.integer) and not unit and not column.difference:
        return f"{item:,}"
    number = _number(item)
    if not math.isfinite(number):
        return str(item) if math.isnan(number) else "without limit"
    if column.whole:
        return f"{round(number * words.scale(unit)):,}" + ("%" if words.is_share(unit) else "")
    if _money(unit):
        return words.pounds(number, signed=column.difference)
    if not unit and like < FEW_DECIMALS:
        return f"{number:+.3f}" if column.difference else f"{number:.3f}"
    return (
        words.change(number, unit, like=like) if column.difference else words.value(number, unit, like=like)
    )
