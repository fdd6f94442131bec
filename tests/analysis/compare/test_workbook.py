"""The workbook: same numbers, same bytes, and no name that becomes a formula."""

from __future__ import annotations

import re
import time
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.compare import workbook
from analysis.report.document import Document, Paragraphs
from analysis.statistics import summaries
from analysis.statistics.comparison import MAIN, compare, labels

EVIL = ('=HYPERLINK("http://example.org","go")', "+1+1", "-2+3", "@SUM(A1)", "{=1+1}", "http://example.org")


@pytest.fixture
def document():
    return Document(
        kind="compare",
        title="=1+1",
        question="What if?",
        hypothesis="@expected",
        blocks=(
            Paragraphs(role="unintended", sentences=("None of 12 outcomes gets worse.",)),
            Paragraphs(role="findings", sentences=("Better: nothing.",)),
            Paragraphs(role="limits", sentences=("No forecast.",)),
        ),
    )


@pytest.fixture
def comparison(three, outcomes):
    return compare(three[0], three[1:], outcomes=outcomes.values())


@pytest.fixture
def courses(three):
    """How all outcomes develop in each scenario."""
    named = zip(labels(three), three, strict=True)
    every = pd.concat([each.outcomes.assign(scenario=name) for name, each in named], ignore_index=True)
    return summaries.bands(every, MAIN)


def write(path, comparison, document, courses):
    workbook.write(path, comparison, document, courses)
    return load_workbook(path)


def test_it_holds_every_number_of_the_tables(tmp_path, comparison, document, courses):
    book = write(tmp_path / "comparison.xlsx", comparison, document, courses)
    assert book.sheetnames == [
        *(
            "Answer",
            "Charts",
            "Chart numbers",
            "Differences",
            "Members",
            "Costs",
            "Cost per unit gained",
            "Reasons",
            "Notes",
        ),
    ]
    sheet = book["Differences"]
    heads = [cell.value for cell in sheet[1]]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(comparison.differences)
    for label, column in (("change, median", "difference_median"), ("base, mean", "base_mean")):
        found = [row[heads.index(label)] for row in rows]
        assert found == pytest.approx(comparison.differences[column].tolist(), rel=1e-15)
    cover = sheet.cell(2, heads.index("change, median") + 1)
    assert cover.number_format == "+0.0%;-0.0%;0.0%"
    assert sheet.freeze_panes == "A2"
    said = [cell.value for cell in book["Answer"]["A"] if cell.value]
    assert {"What if?", "None of 12 outcomes gets worse.", "Better: nothing."} <= set(said)


def test_charts_are_native_say_what_they_show_and_hold_the_tables_numbers(
    tmp_path, comparison, document, courses
):
    book = write(tmp_path / "comparison.xlsx", comparison, document, courses)
    charts = book["Charts"]._charts
    assert [type(each).__name__ for each in charts] == [
        "BarChart", *["ScatterChart"] * len(comparison.headlines), "BarChart",
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "comparison.xlsx") as package:
        drawings = ET.fromstring(package.read("xl/drawings/drawing1.xml"))
    said = [each.get("descr") for each in drawings.iter() if each.tag.endswith("cNvPr")]
    assert len(said) == len(charts)
    assert all(re.search(r"\d", each) for each in said)

    rows = list(book["Chart numbers"].iter_rows(values_only=True))
    heads, cover = rows[1], rows[2]
    mine = comparison.differences[comparison.differences["outcome"] == "cover_24_7"].set_index("scenario")
    for name in comparison.alternatives:
        at = heads.index(comparison.titles[name])
        assert cover[at] == pytest.approx(mine.loc[name, "difference"], rel=1e-14)
        ends = [
            cover[heads.index(f"{comparison.titles[name]}, {end}")] for end in ("down to 5 %", "up to 95 %")
        ]
        assert cover[at] - ends[0] == pytest.approx(mine.loc[name, "difference_low"])
        assert cover[at] + ends[1] == pytest.approx(mine.loc[name, "difference_high"])
    first = next(place for place, row in enumerate(rows) if row[0] == "month")
    course = courses[(courses["outcome"] == "cover_24_7") & (courses["scenario"] == comparison.base)]
    drawn = [row[1] for row in rows[first + 1 : first + 1 + len(course)]]
    assert drawn == pytest.approx(course["mean"].tolist(), rel=1e-14)


def test_the_same_answer_makes_the_same_bytes_at_another_time(
    tmp_path, comparison, document, courses, monkeypatch
):
    workbook.write(tmp_path / "a.xlsx", comparison, document, courses)
    later = time.time() + 400 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    time.sleep(1.1)  # archives tell seconds
    workbook.write(tmp_path / "b.xlsx", comparison, document, courses)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_no_name_becomes_a_formula_or_a_link(tmp_path, make_result, outcomes, document, courses):
    others = [make_result(name, title=name) for name in EVIL]
    found = compare(make_result("=1+2", title="=1+2"), others, outcomes=outcomes.values())
    found = replace(found, titles={name: f"={title}" for name, title in found.titles.items()})
    workbook.write(tmp_path / "evil.xlsx", found, document, courses)
    with zipfile.ZipFile(tmp_path / "evil.xlsx") as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            assert "<f>" not in text, name
            assert "<hyperlink" not in text, name
    book = load_workbook(tmp_path / "evil.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    names = {row[0].value for row in book["Costs"].iter_rows(min_row=2)}
    assert names == set(EVIL)
