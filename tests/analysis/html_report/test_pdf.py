"""A folder's page as a PDF: by the system's browser, alone, and no longer than it may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.html_report import pdf
from analysis.html_report.browser import NAMES, VARIABLE, NoBrowserError, program
from analysis.html_report.command import write_report
from analysis.report.board import FITS
from analysis.runs import files
from sim.inputs.errors import WrongInput
from tests.analysis.html_report.test_html_report import make

__all__ = ["make"]
PRINTER = """#!/bin/sh
for each in "$@"; do
  case "$each" in --print-to-pdf=*) out="${each#*=}";; file://*) page="${each#file://}";; esac
done
echo "$@" > "%s"
rows=$(sed -n 's/.*tbody tr:nth-child(n + \\([0-9]*\\)).*/\\1/p' "$page")
for n in $(seq "$rows"); do echo "/Type /Page"; done > "$out"
"""


@pytest.fixture
def printer(tmp_path, monkeypatch):
    """A browser that prints as many pages as tables may have rows, and notes how it was called."""
    place, called = tmp_path / "printer", tmp_path / "called"
    place.write_text(PRINTER % called)
    place.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(place))
    monkeypatch.setattr(pdf, "_as_nobody", lambda place: {})
    return called


def test_it_is_printed_more_tightly_until_it_fits(make, printer):
    folder = make()
    path, _ = write_report(folder, None, form="pdf")
    assert path == folder / "report.pdf"
    assert files.is_report(path)
    fitting = next(fit.rows for fit in FITS if fit.rows + 1 <= 8)
    assert path.read_bytes().count(b"/Type /Page") == fitting + 1
    options = printer.read_text().split()
    assert "--no-sandbox" not in options
    assert "--disable-background-networking" in options


def test_without_a_browser_it_is_said_how_to_get_the_pdf(make, monkeypatch):
    def none() -> str:
        raise NoBrowserError("no Chromium is found here")

    monkeypatch.setattr(pdf, "program", none)
    folder = make()
    with pytest.raises(WrongInput) as refused:
        write_report(folder, None, form="pdf")
    assert "no Chromium is found here" in str(refused.value)
    assert "open it and print it" in str(refused.value)
    assert not (folder / "report.pdf").exists()


def test_a_browser_that_prints_nothing_is_named(make, monkeypatch):
    monkeypatch.setenv(VARIABLE, "false")
    with pytest.raises(WrongInput, match="false prints nothing"):
        write_report(make(), None, form="pdf")


def test_browsers_are_looked_for_on_the_path_and_then_where_they_usually_are(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(
        "analysis.html_report.browser.PLACES", ("%Nowhere%/chrome.exe", str(tmp_path / "chrome"))
    )
    with pytest.raises(NoBrowserError, match="install one"):
        program()
    (tmp_path / "chrome").touch()
    assert program() == str(tmp_path / "chrome")
    (tmp_path / NAMES[0]).touch(mode=0o755)
    assert program() == str(tmp_path / NAMES[0])


@pytest.mark.heavy
def test_the_browser_here_prints_it(make, tmp_path):
    try:
        program()
    except NoBrowserError as none:
        pytest.skip(str(none))
    path, _ = write_report(make(), tmp_path / "answer.pdf", form="pdf")
    assert Path(path).read_bytes().startswith(b"%PDF")
    assert 1 <= len(pdf.PAGES.findall(path.read_bytes())) <= 8
    write_report(make(), tmp_path / "answer.pdf", form="pdf")  # it is ours, and is replaced
