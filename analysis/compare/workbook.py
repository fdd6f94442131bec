"""A comparison as an Excel workbook, for those whose tool is Excel.

Every name is written as text, whatever it starts with, so that no name of a scenario becomes a formula. The
bytes depend on the numbers alone: no date of the day is in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.report import words
from analysis.report.document import Account
from analysis.statistics.comparison import Comparison

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NO_DATE = datetime(2000, 1, 1)  # a workbook has to have one
LONGEST = 32_767  # letters that a cell may hold
WIDEST = 60
TEXT, LEVEL, CHANGE, SHARE, POUNDS, MORE_POUNDS, NUMBER = (
    *("text", "level", "change", "share", "pounds", "more pounds", "number"),
)
FORMATS = {
    TEXT: "@",
    "share level": "0.0%",
    "share change": "+0.0%;-0.0%;0.0%",
    "pounds level": "#,##0",
    "pounds change": "+#,##0;-#,##0;0",
    "other level": "#,##0.00",
    "other change": "+#,##0.00;-#,##0.00;0.00",
    SHARE: "0%",
    POUNDS: "£#,##0",
    MORE_POUNDS: "+£#,##0;-£#,##0;£0",
    NUMBER: "#,##0",
}


class Heading(NamedTuple):
    """A column of a sheet: of the table, for readers, and how its cells are written."""

    name: str
    label: str
    form: str = TEXT


class Sheet(NamedTuple):
    """A sheet: its name, the table behind it, and its columns."""

    name: str
    table: pd.DataFrame
    columns: tuple[Heading, ...]


DIFFERENCE = (
    Heading("unit", "unit"),
    Heading("better", "better is"),
    Heading("worthwhile", "smallest difference worth having", LEVEL),
    Heading("base_mean", "base, mean", LEVEL),
    Heading("mean", "then, mean", LEVEL),
    Heading("difference", "change, mean", CHANGE),
    Heading("interval_low", "mean, 95 % Monte Carlo interval from", CHANGE),
    Heading("interval_high", "to", CHANGE),
    Heading("difference_median", "change, median", CHANGE),
    Heading("difference_low", "change, 5 %", CHANGE),
    Heading("difference_high", "change, 95 %", CHANGE),
    Heading("probability_better", "better in (share of sets)", SHARE),
    Heading("probability_worse", "worse in (share of sets)", SHARE),
    Heading("luck_share", "luck's share of the variance", SHARE),
    Heading("verdict", "verdict"),
)
ALTERNATIVE = Heading("scenario", "scenario")
COSTS = (
    ALTERNATIVE,
    Heading("payer", "paid by"),
    Heading("base_mean", "base", POUNDS),
    Heading("mean", "then", POUNDS),
    Heading("difference", "change, mean", MORE_POUNDS),
    Heading("difference_median", "change, median", MORE_POUNDS),
    Heading("difference_low", "change, 5 %", MORE_POUNDS),
    Heading("difference_high", "change, 95 %", MORE_POUNDS),
    Heading("one_off", "of it spent once", MORE_POUNDS),
    Heading("recurring", "of it recurring", MORE_POUNDS),
    Heading("a_year", "recurring, a year", MORE_POUNDS),
    Heading("discounted", "change, discounted", MORE_POUNDS),
    Heading("discounted_low", "discounted, 5 %", MORE_POUNDS),
    Heading("discounted_high", "discounted, 95 %", MORE_POUNDS),
)
PRICES = (
    ALTERNATIVE,
    Heading("outcome", "outcome"),
    Heading("per", "one"),
    Heading("gain", "gained, mean", "other change"),
    Heading("status", "price"),
    Heading("pounds", "discounted GBP for one", POUNDS),
    Heading("interval_low", "95 % interval from", POUNDS),
    Heading("interval_high", "to", POUNDS),
    Heading("band_low", "5 % of sets", POUNDS),
    Heading("band_high", "95 % of sets (empty: no gain in some)", POUNDS),
)
REASONS = (
    ALTERNATIVE,
    Heading("title", "outcome"),
    Heading("unit", "unit"),
    Heading("flow", "flow"),
    Heading("carries", "link of the study, or lever"),
    Heading("difference", "part of the change", CHANGE),
    Heading("interval_low", "95 % Monte Carlo interval from", CHANGE),
    Heading("interval_high", "to", CHANGE),
)


def write(path: Path, comparison: Comparison, account: Account) -> None:
    """Write a comparison of all outcomes, with its account, as a workbook."""
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(path), options) as book:
        book.set_properties({"title": account.title[:255], "created": NO_DATE})
        forms = {name: book.add_format({"num_format": form}) for name, form in FORMATS.items()}
        _write_text(book, "Answer", _answer(comparison, account))
        for sheet in _sheets(comparison):
            _write_sheet(book, sheet, forms)
        _write_text(book, "Notes", _notes(account))


def _sheets(comparison: Comparison) -> list[Sheet]:
    title = Heading("title", "outcome")
    of = (
        Heading("by", "by"),
        Heading("group", "kind of member or locality"),
        Heading("members", "members", NUMBER),
    )
    names = comparison.differences.drop_duplicates("outcome").set_index("outcome")
    reasons = comparison.reasons
    if not reasons.empty:
        reasons = reasons.assign(
            title=reasons["outcome"].map(names["title"]),
            unit=reasons["outcome"].map(names["unit"]),
            flow=reasons["flow"].astype(str).str.replace("_", " "),
        )
    prices = comparison.cost_per_gain.assign(outcome=comparison.cost_per_gain["outcome"].map(names["title"]))
    return [
        Sheet("Differences", comparison.differences, (ALTERNATIVE, title, *DIFFERENCE)),
        Sheet("Members", comparison.members, (ALTERNATIVE, *of, title, *DIFFERENCE)),
        Sheet("Costs", comparison.costs, COSTS),
        Sheet("Cost per unit gained", prices, PRICES),
        Sheet("Reasons", reasons, REASONS),
    ]


# -- Sheets of text ------------------------------------------------------------------------


def _answer(comparison: Comparison, account: Account) -> list[tuple[str, Sequence[str]]]:
    """Give what the first sheet says: headings and lines."""
    scenarios = [f"{name}: {title}" for name, title in comparison.titles.items()]
    return [
        (account.title, ()),
        ("Question", [account.question] if account.question else []),
        ("Expected before the run", [account.hypothesis] if account.hypothesis else []),
        ("What gets worse", account.unintended),
        ("What was found", account.findings),
        ("Why", account.reasons),
        ("Scenarios, the base first", scenarios),
    ]


def _notes(account: Account) -> list[tuple[str, Sequence[str]]]:
    return [
        ("How sure it is", account.uncertainty),
        ("What it does not say", account.limits),
        ("How it was done", account.method),
    ]


def _write_text(book: Workbook, name: str, parts: Iterable[tuple[str, Sequence[str]]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_size": 12})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 110)
    sheet.hide_gridlines(2)
    row = 0
    for place, (heading, lines) in enumerate(parts):
        if place and not lines:
            continue
        row += 1 if place else 0
        for text, form in ((heading, bold), *((line, plain) for line in lines)):
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
            _write_cell(page, place, column, row[heading.name], _form(heading, row), forms)
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


def _form(heading: Heading, row: dict[Any, Any]) -> str:
    """Choose how a number is written, by its row's unit where it has that."""
    if heading.form not in (LEVEL, CHANGE):
        return heading.form
    unit = str(row["unit"])
    kind = "share" if words.is_share(unit) else "pounds" if unit.startswith("GBP") else "other"
    return f"{kind} {heading.form}"


def _width(sheet: Sheet, heading: Heading) -> float:
    """Give a column room for its longest text, or for a number and its heading's longest word."""
    longest = max(map(len, heading.label.split()), default=0) + 3
    if heading.form == TEXT and len(sheet.table):
        longest = max(longest, int(sheet.table[heading.name].astype(str).str.len().max()) + 2)
    return float(min(WIDEST, max(12, longest)))
