"""One number has one value: on the terminal, on the page, for Word, in the workbook and in figures' words."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import docx
import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.html_report.result_folder import read
from analysis.report.document import Document, Excerpt
from analysis.report.word import word_file
from analysis.runs import batch
from tests.analysis.cli.test_documents import FIGURES, KINDS, SHORT, TINY

NUMBER = re.compile(r"[+-]?£?\d+(?:,\d{3})*(?:\.\d+)?(?:%|m\b|bn\b)?")


class Tables(HTMLParser):
    """Cells of the tables of a page, row by row, and all of its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.text: list[str] = []
        self.within = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][-1].append("")
            self.within = tag

    def handle_endtag(self, tag):
        if tag == self.within:
            self.within = ""

    def handle_data(self, data):
        self.text.append(data)
        if self.within:
            self.tables[-1][-1][-1] += data


def plain(text: str) -> str:
    """A text as the terminal has it: with hyphens for minus signs and dashes, and blanks for blanks."""
    for sign, to in (("\N{MINUS SIGN}", "-"), ("\N{EN DASH}", "-"), ("\N{WORD JOINER}", ""), ("\xa0", " ")):
        text = text.replace(sign, to)
    return " ".join(text.split())


def written(document: Document) -> list[Excerpt]:
    """All tables written out in a document, the answer's first."""
    every = [document.answer and document.answer.table, document.board.costs, *document.blocks]
    return [each for each in every if isinstance(each, Excerpt)]


def rows_of(excerpt: Excerpt) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in (excerpt.columns, *excerpt.rows)]


@pytest.fixture
def filled(request, folder, mcn, undrawn) -> Path:
    """A folder of that kind."""
    kind = request.param
    if kind == "compare":
        return folder / "done"
    (folder / "tiny" / "figures.csv").write_text(FIGURES, encoding="utf-8")
    if not (folder / f"of-{kind}").exists():
        assert mcn(*KINDS[kind], "--out", f"of-{kind}").code == 0
    return folder / f"of-{kind}"


FURTHER = [pytest.param(kind, marks=pytest.mark.heavy) for kind in KINDS if kind not in ("compare", "run")]
every = pytest.mark.parametrize("filled", ["compare", *FURTHER], indirect=True)


@every
def test_terminal_page_and_word_have_the_same_cells(filled, mcn):
    results = read(filled)
    document = results.document
    shown = mcn("show", str(filled)).out, mcn("show", str(filled), "--full").out
    assert mcn("report", str(filled)).code == 0
    page = Tables((filled / "report.html").read_text(encoding="utf-8"))
    on_page = [[[plain(cell) for cell in row] for row in table] for table in page.tables]
    word = docx.Document(io.BytesIO(word_file(document, {}, results.origin)))
    in_word = [[[plain(cell.text) for cell in row.cells] for row in table.rows] for table in word.tables]
    for excerpt in written(document):
        rows = rows_of(excerpt)
        assert rows in on_page
        assert any(len(laid) > 1 and laid == rows[: len(laid)] for laid in in_word)
    for excerpt in written(document):
        if excerpt is document.board.costs:
            continue  # of the page for a board alone
        lines = [line.split() for line in "\n".join(shown).splitlines()]
        for row in excerpt.rows:
            numbers = [cell for cell, numeric in zip(row, excerpt.numeric, strict=True) if numeric]
            words = [word for cell in numbers for word in cell.split()]
            assert any(holds(line, words) for line in lines), row


def holds(line: list[str], words: list[str]) -> bool:
    """Whether a line has these words in this order."""
    rest = iter(line)
    return all(word in rest for word in words)


@every
def test_every_size_in_a_sentence_stands_in_a_table(filled, mcn):
    """Sizes are what has a sign, a pound or a per cent: of these none is of another sample or rounding."""
    document = read(filled).document
    assert mcn("report", str(filled)).code == 0
    page = Tables((filled / "report.html").read_text(encoding="utf-8"))
    cells = {
        number
        for table in [*page.tables, *map(rows_of, written(document))]
        for row in table
        for cell in row
        for number in NUMBER.findall(plain(cell))
    }
    known = {each.lstrip("+-") for each in cells}
    answer = document.answer
    said = [answer.recommendation, *answer.sentences] if answer else []
    said += document.sentences("unintended")
    said += [*(each.alternative for each in document.figures)]
    missing = [
        (number, sentence)
        for sentence in said
        for number in NUMBER.findall(plain(sentence))
        if re.match(r"[+-]|£", number) and number.lstrip("+-") not in known
    ]
    assert not missing


@pytest.mark.parametrize("filled", ["compare"], indirect=True)
def test_the_workbook_and_the_tables_hold_what_is_written(filled):
    document = read(filled).document
    book = load_workbook(filled / "comparison.xlsx")
    sheet = list(book["Differences"].iter_rows(values_only=True))
    heads, rows = list(sheet[0]), {(row[0], row[1]): row for row in sheet[1:]}
    table = pd.read_parquet(filled / "data" / "differences.parquet").set_index(["scenario", "title"])
    [excerpt] = [each for each in written(document) if each.columns[:2] == ("outcome", "base")]
    scenario = table.index[0][0]
    columns = {
        "base": "base, mean",
        "then": "then, mean",
        "change": "change, mean",
        "median": "change, median",
    }
    for row in excerpt.rows:
        title = re.sub(r" \((hours a month|ratio|Gini)?(, )?(lower is better)?\)$", "", row[0])
        for heading, label in columns.items():
            text = row[excerpt.columns.index(heading)]
            number = rows[scenario, title][heads.index(label)]
            share = str(table.loc[(scenario, title), "unit"]).startswith("share")
            size = float(text.rstrip("%").replace(",", "")) / (100 if share else 1)
            decimals = len(text.rstrip("%").partition(".")[2])
            assert abs(size - number) <= 0.5001 * 10**-decimals / (100 if share else 1), (title, heading)
    drawn = list(book["Chart numbers"].iter_rows(values_only=True))
    for row in drawn[2:]:
        if row[0] is None:
            break
        assert row[1] == pytest.approx(table.loc[(scenario, row[0]), "difference"], rel=1e-14)


@pytest.mark.parametrize("filled", ["compare"], indirect=True)
def test_means_by_kind_agree_with_the_mean_of_all(filled):
    """Weighted by members, the differences of the parts are that of the whole, where no staff is counted."""
    whole = pd.read_parquet(filled / "data" / "differences.parquet").set_index("outcome")
    parts = pd.read_parquet(filled / "data" / "members.parquet")
    for outcome in ("engagement", "participation", "adoption", "workaround_hours"):
        for by in ("role", "kind", "sector", "distance"):
            rows = parts[(parts["by"] == by) & (parts["outcome"] == outcome)]
            for column in ("base_mean", "mean", "difference"):
                mean = (rows[column] * rows["members"]).sum() / rows["members"].sum()
                assert mean == pytest.approx(whole.loc[outcome, column], abs=1e-12), (outcome, by, column)


@pytest.mark.heavy
def test_courses_end_where_the_tables_say(folder, mcn, undrawn, monkeypatch):
    """Though only the first runs have every month."""
    monkeypatch.setattr(batch, "SIZES", {"ensemble": 2, "mesa": 2})
    monkeypatch.setattr(batch, "OF_THE_FIRST", {"monthly": 2, "localities": 8, "kinds": 8})
    assert mcn("compare", *TINY, *SHORT, "--out", "courses").code == 0
    data = folder / "courses" / "data"
    assert set(pd.read_parquet(data / "monthly")["run"]) == {0, 1}
    whole = pd.read_parquet(data / "differences.parquet").set_index(["scenario", "outcome"])
    courses = pd.read_parquet(data / "trajectories.parquet")
    ends = courses[(courses["month"] == 8) & (courses["scenario"] == whole.index[0][0])]
    assert len(ends)
    for row in ends.to_dict("records"):
        assert row["mean"] == pytest.approx(whole.loc[(row["scenario"], row["outcome"]), "mean"], rel=1e-12)
