"""Tables of a folder as a reader sees them: the columns worth showing, numbers in words' own form."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.report import words
from analysis.report.document import Column, Table

MOST_SHOWN = 60  # rows; whoever wants more opens the file
NOTHING = "–"
FEW_DECIMALS = 1.0  # plain numbers below this, such as indices, get three decimals


class Group(NamedTuple):
    """Rows under one heading, which is empty where rows are not grouped."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


class Shown(NamedTuple):
    """A table, ready to be laid out.

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


def shown(table: Table, frame: pd.DataFrame) -> Shown:
    """Lay out a table as its account says."""
    missing = [name for column in table.columns for name in _needed(column) if name not in frame]
    if missing:
        raise KeyError(f"{table.name} has no column {', '.join(missing)}")
    head = frame.head(MOST_SHOWN)
    groups = (
        [("", head)]
        if not table.group
        else [(str(name), rows) for name, rows in head.groupby(table.group, sort=False)]
    )
    return Shown(
        tuple(_heading(column) for column in table.columns),
        tuple(_numeric(column, frame) for column in table.columns),
        any(column.unit_in and column.difference for column in table.columns),
        tuple(
            Group(name, tuple(_row(table, row) for row in rows.to_dict("records"))) for name, rows in groups
        ),
        len(frame),
        len(frame) - len(head),
    )


def _needed(column: Column) -> list[str]:
    return [column.name, *filter(None, (column.to, column.unit_in))]


def _numeric(column: Column, frame: pd.DataFrame) -> bool:
    values = frame[column.name]
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
    if measured and not words.is_share(units[measured]) and not _money(units[measured]) and units[measured]:
        name = _name_place(table, row, measured)
        cells[name] = f"{cells[name]} ({units[measured]})"
    return tuple(cells)


def _name_place(table: Table, row: Mapping[Hashable, Any], measured: int) -> int:
    """Find the cell that names what is measured: the last text before the first number."""
    texts = [place for place in range(measured) if isinstance(row[table.columns[place].name], str)]
    return texts[-1] if texts else 0


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
    return float(item) if isinstance(item, int | float | np.number) else math.nan


def _cell(column: Column, unit: str, row: Mapping[Hashable, Any], like: float) -> str:
    first = _written(row[column.name], column, unit, like)
    if not column.to:
        return first
    last = _written(row[column.to], column, unit, like)
    return first if first == last else f"{first} to {last}"


def _written(item: Any, column: Column, unit: str, like: float) -> str:
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
    if _money(unit):
        return words.pounds(number, signed=column.difference)
    if not unit and like < FEW_DECIMALS:
        return f"{number:+.3f}" if column.difference else f"{number:.3f}"
    return (
        words.change(number, unit, like=like) if column.difference else words.value(number, unit, like=like)
    )
