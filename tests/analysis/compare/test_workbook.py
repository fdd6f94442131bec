"""The workbook: same numbers, same bytes, and no name that becomes a formula."""

from __future__ import annotations

import time
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from analysis.compare import workbook
from analysis.report.document import Document, Paragraphs
from analysis.statistics.comparison import compare

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


def test_it_holds_every_number_of_the_tables(tmp_path, comparison, document):
    workbook.write(tmp_path / "comparison.xlsx", comparison, document)
    book = load_workbook(tmp_path / "comparison.xlsx")
    assert book.sheetnames == [
        *("Answer", "Differences", "Members", "Costs", "Cost per unit gained", "Reasons", "Notes"),
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


def test_the_same_answer_makes_the_same_bytes_at_another_time(tmp_path, comparison, document, monkeypatch):
    workbook.write(tmp_path / "a.xlsx", comparison, document)
    later = time.time() + 400 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    time.sleep(1.1)  # archives tell seconds
    workbook.write(tmp_path / "b.xlsx", comparison, document)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_no_name_becomes_a_formula_or_a_link(tmp_path, make_result, outcomes, document):
    others = [make_result(name, title=name) for name in EVIL]
    found = compare(make_result("=1+2", title="=1+2"), others, outcomes=outcomes.values())
    found = replace(found, titles={f"={name}": title for name, title in found.titles.items()})
    workbook.write(tmp_path / "evil.xlsx", found, document)
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
