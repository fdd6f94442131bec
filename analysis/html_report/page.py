"""The page of a report, written from a folder of results."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from analysis.html_report.pictures import UnreadableFigureError, picture
from analysis.html_report.result_folder import ResultFolder
from analysis.report import words
from analysis.report.board import FITS, Fit, board_page
from analysis.report.cells import Cells, written
from analysis.report.document import Document, Excerpt, Figure, Paragraphs, Table
from analysis.report.notices import notices
from analysis.report.text import WARNING
from analysis.runs import files

LONG_WORD = 30  # letters
WIDE = 560.0  # points: a figure wider than this is scrolled on a narrow screen rather than made unreadable
PART = re.compile(r"chunks/|data/[\w-]+/")  # of a long table, or the record of one
TYPOGRAPHY = (
    (re.compile(r"(?<![\w.,)-])-(?=[\d£])"), "\N{MINUS SIGN}"),
    (re.compile(r"\b(\d{1,3})-(\d{1,3}) ?%"), "\\1\N{EN DASH}\N{WORD JOINER}\\2\N{NO-BREAK SPACE}%"),
    (re.compile(r"(?<=\d) %"), "\N{NO-BREAK SPACE}%"),
)
DIGITS = re.compile(r"[^A-Za-z0-9 ]")


class DrawnFigure(NamedTuple):
    """A figure with its markup."""

    figure: Figure
    number: int
    svg: Markup
    wide: bool


class LaidTable(NamedTuple):
    """A table with its cells."""

    table: Table
    number: int
    cells: Cells
    file: str


def page(folder: ResultFolder, fit: Fit = FITS[1]) -> str:
    """Write the page, with so much room for its parts in print; the same folder gives the same bytes."""
    environment = _environment()
    title = folder.document.title
    begun = _date(folder.begun)
    style = environment.get_template("report.css").render(
        running=_css_text(title if len(title) <= 90 else f"{title[:89]}…"),
        date=_css_text(begun),
        warning=_css_text(WARNING),
        fit=fit,
    )
    return environment.get_template("report.html.j2").render(
        made_by=files.REPORT_MARK,
        notices=Markup(notices()),
        warning=WARNING,
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        document=folder.document,
        board=board_page(folder.document),
        excerpts=list(_excerpts(folder.document)),
        inputs=folder.manifest["inputs"],
        manifest=folder.manifest,
        files={name: digest for name, digest in folder.manifest["files"].items() if not PART.match(name)},
        facts=list(_facts(folder.manifest["inputs"])),
        begun=begun,
        sessions=folder.sessions,
        same_program=folder.same_program,
        figures=[_drawn(folder, number, each) for number, each in enumerate(folder.document.figures, 1)],
        tables=[_laid(folder, number, each) for number, each in enumerate(folder.document.tables, 1)],
        price_year=words.PRICE_YEAR,
    )


def answer_alone(document: Document) -> str:
    """Write the answer of a document, and nothing else, as a part of somebody's page."""
    return (
        _environment()
        .get_template("answer.html.j2")
        .render(document=document, board=board_page(document), figures=[])
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analysis.html_report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["typeset"] = _typeset
    environment.tests["long"] = _long
    return environment


def _excerpts(document: Document) -> Iterator[tuple[str, Excerpt]]:
    """Give what a sheet of paper has in place of whole tables, each with the heading that it stands under."""
    heading = ""
    for block in document.blocks:
        if isinstance(block, Paragraphs) and block.role == "question":
            heading = block.heading
        elif isinstance(block, Excerpt):
            yield heading, block
            heading = ""


def _drawn(folder: ResultFolder, number: int, figure: Figure) -> DrawnFigure:
    prefix = f"figure-{number}-"
    try:
        drawn = picture(folder.figure(figure), prefix, f"{prefix}title", f"{prefix}words")
    except UnreadableFigureError as error:
        raise folder.fault(f"figures/{figure.name}.svg cannot be read ({error})") from None
    return DrawnFigure(figure, number, Markup(drawn.svg), drawn.width > WIDE)


def _laid(folder: ResultFolder, number: int, table: Table) -> LaidTable:
    try:
        cells = written(table, folder.table(table))
    except KeyError as error:
        raise folder.fault(str(error.args[0])) from None
    csv = f"data/{table.name}.csv"
    return LaidTable(
        table, number, cells, csv if csv in folder.manifest["files"] else f"data/{table.name}.parquet"
    )


def _typeset(text: str) -> Markup:
    """Write minus signs that are read aloud as such, and keep a number beside its per cent."""
    for pattern, to in TYPOGRAPHY:
        text = pattern.sub(to, text)
    return escape(text)


def _long(text: str) -> bool:
    """Whether a word in a text is so long that it must be broken."""
    return any(len(word) > LONG_WORD for word in text.split())


def _facts(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was asked, line by line, but for the scenarios, which have a table of their own."""
    for key, value in inputs.items():
        if key == "scenarios" or value is None or value == {}:
            continue
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        elif isinstance(value, Mapping):
            value = ", ".join(f"{name} {size}" for name, size in value.items())
        yield key.replace("_", " "), str(value)


def _date(when: datetime | None) -> str:
    """Write a time as people do: `26 November 2026, 16:53 UTC`."""
    return f"{when.day} {when:%B %Y, %H:%M} UTC" if when else "at an unknown time"


def _css_text(text: str) -> Markup:
    """Write a text so that it is one in a style sheet, whatever stands in it."""
    return Markup(DIGITS.sub(lambda found: f"\\{ord(found[0]):x} ", text))
