"""Charts of a workbook, native to Excel: a sheet with the charts, and one with the numbers behind them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pandas as pd

from analysis.report.style import COLOURS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET, NUMBERS = "Charts", "Chart numbers"
WIDTH, HEIGHT, PIXELS = 900, 400, 20  # of a chart, and of a row, in pixels
POUNDS = '[>=999500]£0.0,,"m";[<=-999500]-£0.0,,"m";£#,##0'
Range = list[str | int]  # a sheet, and its first and last row and column


class Chart(NamedTuple):
    """A chart and its numbers.

    Attributes
    ----------
    kind : str
        `differences`, bars with their intervals; `course`, lines over months; `parts`, bars of parts that add
        up.
    title, words : str
        What it shows, and the same for readers who do not see it.
    axis : str
        What its numbers are.
    form : str
        How Excel writes them.
    numbers : DataFrame
        What they are of in the first column; then a column for each series.
    low, high : DataFrame, optional
        Ends of the intervals, in the same columns.
    """

    kind: Literal["differences", "course", "parts"]
    title: str
    words: str
    axis: str
    form: str
    numbers: pd.DataFrame
    low: pd.DataFrame | None = None
    high: pd.DataFrame | None = None


def write_charts(book: Workbook, charts: Sequence[Chart]) -> None:
    """Add the charts, and a sheet of their numbers."""
    sheet, numbers = book.add_worksheet(SHEET), book.add_worksheet(NUMBERS)
    sheet.hide_gridlines(2)
    numbers.set_column(0, 0, 30)
    numbers.set_column(1, 30, 14)
    for each in (sheet, numbers):
        each.set_landscape()
        each.fit_to_pages(1, 0)
    row = at = 0
    for chart in charts:
        row = _write_chart(book, sheet, numbers, chart, at, row) + 2
        at += 2 + ceil(_height(chart) / PIXELS)


def _write_chart(
    book: Workbook, sheet: Worksheet, numbers: Worksheet, chart: Chart, at: int, row: int
) -> int:
    """Write a chart's numbers from a row on, and the chart; give the last row."""
    names = list(map(str, chart.numbers.columns[1:]))
    first, last = row + 2, row + 1 + len(chart.numbers)
    numbers.write_string(row, 0, chart.title, book.add_format({"bold": True}))
    _write_table(book, numbers, chart.numbers, chart.form, (row + 1, 0))
    drawn = book.add_chart(
        {
            "differences": {"type": "bar"},
            "course": {"type": "scatter", "subtype": "straight"},
            "parts": {"type": "column", "subtype": "stacked"},
        }[chart.kind]
    )
    for number, name in enumerate(names):
        series: dict[str, Any] = {
            "name": [NUMBERS, row + 1, 1 + number],
            "categories": [NUMBERS, first, 0, last, 0],
            "values": [NUMBERS, first, 1 + number, last, 1 + number],
        }
        # The first, the base, is black where it is drawn, as in the figures.
        colour = COLOURS[(number + (chart.kind != "course")) % len(COLOURS)]
        look = {"color": colour, "width": 2} if chart.kind == "course" else {"none": True}
        series |= {"line": look} if chart.kind == "course" else {"fill": {"color": colour}, "border": look}
        if chart.low is not None and chart.high is not None:
            series["y_error_bars"] = _intervals(book, numbers, chart, name, (row + 1, len(names), number))
        drawn.add_series(series)
    _lay_out(drawn, chart)
    sheet.insert_chart(at, 0, drawn, {"description": chart.words, "x_offset": 10, "y_offset": 10})
    return last


def _write_table(
    book: Workbook, sheet: Worksheet, table: pd.DataFrame, form: str, corner: tuple[int, int]
) -> None:
    top, left = corner
    number, head = book.add_format({"num_format": form}), book.add_format({"bold": True, "bottom": 1})
    for column, name in enumerate(table.columns):
        sheet.write_string(top, left + column, str(name), head)
        for row, item in enumerate(table[name].tolist(), start=top + 1):
            if isinstance(item, str):
                sheet.write_string(row, left + column, item)
            elif isfinite(item):  # an empty cell is drawn as nothing
                sheet.write_number(row, left + column, item, *([number] if column else []))


def _intervals(
    book: Workbook, sheet: Worksheet, chart: Chart, name: str, place: tuple[int, int, int]
) -> dict[str, Any]:
    """Write how far the intervals of a series reach beyond its numbers: Excel draws them from that."""
    assert chart.low is not None
    assert chart.high is not None
    top, series, number = place
    column = 2 + series + 2 * number
    reach = pd.DataFrame(
        {
            f"{name}, down to 5 %": chart.numbers[name] - chart.low[name],
            f"{name}, up to 95 %": chart.high[name] - chart.numbers[name],
        }
    )
    _write_table(book, sheet, reach, chart.form, (top, column))
    ranges = [_formula(top + 1, column + side, len(reach)) for side in (0, 1)]
    values = [reach[each].tolist() for each in reach]
    return {
        "type": "custom",
        "plus_values": ranges[1],
        "plus_data": values[1],
        "minus_values": ranges[0],
        "minus_data": values[0],
        "line": {"color": "#444444", "width": 1},
    }


def _formula(row: int, column: int, count: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return f"='{NUMBERS}'!{xl_range_abs(row, column, row + count - 1, column)}"


def _height(chart: Chart) -> int:
    bars = chart.numbers.size - len(chart.numbers) if chart.kind == "differences" else 0
    return max(HEIGHT, 110 + 24 * bars)


def _lay_out(drawn: Any, chart: Chart) -> None:
    letters = {"size": 9, "bold": False}
    values: dict[str, Any] = {
        "name": chart.axis,
        "name_font": letters,
        "num_font": letters,
        "num_format": chart.form,
        "major_gridlines": {"visible": True, "line": {"color": "#E9E9E9"}},
    }
    along: dict[str, Any] = {"num_font": letters, "name_font": letters, "label_position": "low"}
    along["major_gridlines"] = {"visible": False}
    if chart.kind == "course":
        months = chart.numbers.iloc[:, 0]
        along |= {"name": "month", "min": int(months.min()), "max": int(months.max()), "major_unit": 12}
        values["label_position"] = "low"
    if chart.kind == "differences":  # bars lie on their side, from the top, with their names clear of them
        drawn.set_x_axis(values | {"label_position": "high"})
        drawn.set_y_axis(along | {"reverse": True})
    else:
        drawn.set_x_axis(along)
        drawn.set_y_axis(values)
    drawn.set_title({"name": chart.title.lstrip("="), "name_font": {"size": 12}, "overlay": False})
    drawn.set_legend({"position": "bottom", "font": {"size": 9}})
    drawn.set_size({"width": WIDTH, "height": _height(chart)})
