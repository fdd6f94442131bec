"""What each command that fills a folder tells of it, and the report written from that alone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from analysis.html_report.result_folder import read
from analysis.report import terminal
from analysis.report.board import board_page
from analysis.report.document import Document, Excerpt

TINY = ("tiny/as-it-is.yaml", "tiny/what-if.yaml")
SHORT = ("--runs", "8", "--horizon", "8")
# Each kind of folder, in few runs of the network `tiny`.
KINDS = {
    "compare": ("compare", *TINY, *SHORT),
    "run": ("run", TINY[1], *SHORT),
    "cascade": ("cascade", TINY[0], *SHORT),
    "sensitivity": (
        *("sensitivity", TINY[1], "--horizon", "8", "--method", "morris", "--samples", "4"),
        *("--outcomes", "care_coordination"),
    ),
    "calibrate": (
        *("calibrate", TINY[0], "--targets", "tiny/figures.csv", "--horizon", "8", "--sets", "50"),
        *("--lucks", "2"),
    ),
    "plan": (
        *("plan", TINY[0], "--budget", "500000", "--years", "1", "--runs", "16"),
        *("--levers", "coordinator,shared-records", "--futures", "64"),
    ),
}
FIGURES = """quantity,organisation,month,value,sd,use
engagement,,0,0.3,0.1,fit
engagement,,6,0.3,0.1,check
"""
EXPECTED = "Cover rises, and nothing gets worse."


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_of_each_kind_tells_all_that_its_report_needs(mcn, folder, kind, undrawn):
    (folder / "tiny" / "figures.csv").write_text(FIGURES, encoding="utf-8")
    filled = folder / f"of-{kind}"
    assert mcn(*KINDS[kind], "--out", f"of-{kind}", "--hypothesis", EXPECTED).code == 0
    document = read(filled).document
    check_sentences(document)
    check_figures(filled, document)
    check_tables(filled, document)
    check_screen(document)
    assert mcn("report", f"of-{kind}").out == f"of-{kind}/report.html\n"
    check_report((filled / "report.html").read_text(encoding="utf-8"), document)


def check_sentences(document: Document) -> None:
    assert document.hypothesis == EXPECTED
    assert document.title
    for name in ("findings", "uncertainty", "limits", "method"):
        sentences = document.sentences(name)
        assert sentences, name
        for sentence in sentences:
            assert sentence[-1] in ".?!:)", sentence
            assert sentence[0].isupper() or not sentence[0].isalpha() or "-" in sentence.split()[0], sentence


def check_screen(document: Document) -> None:
    """The answer alone fits a screen; of other kinds all that is found is printed."""
    if document.kind == "run":
        return
    printed = io.StringIO()
    terminal.print_answer(Console(file=printed, width=100), document)
    assert document.answer is not None
    assert len(printed.getvalue().splitlines()) <= terminal.SCREEN, printed.getvalue()


def check_figures(filled: Path, document: Document) -> None:
    """Each is there as SVG and PNG; its caption says over how many runs, its words hold numbers."""
    drawn = {path.stem for path in (filled / "figures").glob("*.svg")}
    assert document.figures
    assert {figure.name for figure in document.figures} <= drawn
    for figure in document.figures:
        assert (filled / "figures" / f"{figure.name}.png").is_file()
        assert re.search(r"\d (runs?|futures)\b", figure.caption), figure.caption
        assert re.search(r"\d", figure.alternative), figure.alternative
        assert figure.alternative not in (figure.title, figure.caption)


def check_tables(filled: Path, document: Document) -> None:
    assert document.tables
    for table in document.tables:
        held = set(pd.read_parquet(filled / "data" / f"{table.name}.parquet").columns)
        needed = {name for column in table.columns for name in (column.name, column.to, column.unit_in)}
        assert (needed | {table.group}) - {""} <= held, table.name
        assert table.title
        assert table.caption


def excerpts(document: Document) -> list[Excerpt]:
    """All tables written out in the document: those of its answer, of its board's page and of its blocks."""
    page = board_page(document)
    written = [page.options, page.costs, *document.blocks]
    return [each for each in written if isinstance(each, Excerpt)]


def check_report(text: str, document: Document) -> None:
    assert text.count("<svg") == len(document.figures)
    assert text.count('<caption id="table-') == len(document.tables)
    assert text.count("<table") == len(document.tables) + len(excerpts(document)) + 3
    assert EXPECTED in text
    assert "Recorded with the inputs on" in text
    assert len(text) < 1_000_000
