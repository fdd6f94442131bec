"""What every folder of results is given: a guide to what is in it, figures, and the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from matplotlib.figure import Figure as MplFigure
from rich.console import Console

from analysis.report import style, terminal, words
from analysis.report.document import Document, Figure, as_json
from analysis.runs.folder import Folder

README = """\
What is in this folder
======================

answer.txt             the answer as printed, and all that was found
answer.json            the same, for programs
manifest.json          inputs with their digests, seed, versions, digest of each file
made.json              the commands that made it, and when
figures/               each as SVG (for print) and PNG (for slides)
data/                  each table as CSV (opens in Excel) and Parquet (for pandas and R)
chunks/                what is done of the runs, with the digests of their tables

Tables
------
{tables}
A table whose name ends in / is a folder of Parquet files, read as one by pandas.read_parquet("data/NAME")
or in R by arrow::open_dataset("data/NAME").
{notes}Money is in GBP at {year} prices. Shares run from 0 to 1. Months count from the study's observation,
month 0. Run r has the same parameters and the same luck in every scenario.
"""


def write_readme(folder: Folder, described: Mapping[str, str], *notes: str) -> None:
    """Write `README.txt`: what each table holds, by its name, and in sentences what else is to be known."""
    lines = "".join(f"{name:<22} {what}\n" for name, what in described.items())
    said = "".join(f"{each}\n" for each in notes)
    folder.text("README.txt", README.format(tables=lines, notes=said, year=words.PRICE_YEAR))


def write_tables(folder: Folder, described: Mapping[str, str], found: object) -> None:
    """Write the tables described, each from `found` by its name; of those that end in / chunks hold all."""
    for name in described:
        if not name.endswith("/"):
            folder.table(name, getattr(found, name))


class Drawing(NamedTuple):
    """A figure that is described, and not drawn yet: an answer names its figures and does not wait for them.

    Attributes
    ----------
    figure : Figure
        Its name and what it shows.
    drawn : callable
        Draws it.
    """

    figure: Figure
    drawn: Callable[[], MplFigure]


def draw_all(folder: Folder, drawings: Iterable[Drawing]) -> None:
    """Draw and write figures, one after the other."""
    for each in drawings:
        draw(folder, each.figure.name, each.drawn())


def draw(folder: Folder, name: str, figure: MplFigure) -> None:
    """Write a figure as SVG and PNG."""
    for suffix in ("svg", "png"):
        folder.write(f"figures/{name}.{suffix}", lambda draft: style.save(figure, draft))


def write_answer(folder: Folder, answer: Mapping[str, Any], document: Document) -> None:
    """Write `answer.json`, numbers and document, and as they are printed both; then the answer may be shown.

    What takes long and the document does not need, such as figures, is best written afterwards.
    """
    whole = {**answer, "document": as_json(document)}
    folder.text("answer.json", json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    folder.text("answer.txt", terminal.in_text(lambda page: _print_both(page, document), 100))
    folder.answered()


def _print_both(page: Console, document: Document) -> None:
    """Print the answer alone, and then all that was found."""
    if document.answer is not None:
        terminal.print_answer(page, document)
        page.print()
    terminal.print_document(page, document)
