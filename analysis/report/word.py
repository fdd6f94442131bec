"""A document as a Word file: one page for a board, and the long report behind it, eight pages in all.

Word lays pages out itself, and differs a little from program to program: how many lines a text takes is
estimated, with room to spare. The figure of the first page takes what the rest leaves of it; figures and
tables of the long report are made smaller until all of it fits. The bytes depend on the document and its
figures alone.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple

from analysis.report.board import FITS, MOST_PAGES, BoardPage, Fit, board_page, shortened
from analysis.report.document import Document, Excerpt, Figure, Paragraphs
from analysis.report.terminal import column_widths
from analysis.report.text import WARNING
from analysis.report.word_style import AFTER, HEADING, HEIGHT, SMALL, TEXT, WIDTH, clean, set_up

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph

LINE = 1.22  # of the size of its letters
LETTER = 0.5  # width of a usual letter, as a share of its size
LOWEST, HIGHEST = 110.0, 300.0  # points, of the figure on the first page; it is left out where it has less
SAFE = 0.93  # part of the long report's pages that is counted on
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP file can hold
HEAD, FOOT = re.compile(rb'id="heading-(\d+)pt"'), re.compile(rb'id="caption-(\d+)pt"')
POINTS_OF_SVG = re.compile(rb'<svg[^>]*? height="([\d.]+)pt"')


class Picture(NamedTuple):
    """A figure of a document as files have it.

    Attributes
    ----------
    png : bytes
    svg : bytes
        Where title and caption are marked, which Word writes as text of its own.
    """

    png: bytes
    svg: bytes


@dataclass(frozen=True)
class Origin:
    """Where a document comes from.

    Attributes
    ----------
    when : datetime, optional
        When it was asked.
    lines : tuple of str
        The commands, versions and files behind it.
    mark : str
        By which the file is known to be a report of ours.
    """

    when: datetime | None
    lines: tuple[str, ...]
    mark: str


def word_file(document: Document, pictures: Mapping[str, Picture], origin: Origin) -> bytes:
    """Write a document as a Word file.

    Parameters
    ----------
    document : Document
    pictures : mapping of str to Picture
        The figures of the document, by name; those that are missing are left out.
    origin : Origin
    """
    import docx

    word = docx.Document()
    set_up(word, document, origin.when, origin.mark)
    drawn = {name: _drawn(picture) for name, picture in pictures.items()}
    page = board_page(document)
    room = _room_for_figure(document, page, drawn, origin)
    _write_board(_Writer(word, drawn, Fit(room)), document, page, origin)
    _write_long(_Writer(word, drawn, _fitting(document, drawn, origin)), document, origin)
    written = io.BytesIO()
    word.save(written)
    return _undated(written.getvalue())


def _undated(content: bytes) -> bytes:
    """Write a package anew without the time of the day."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as package,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as undated,
    ):
        for name in package.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            undated.writestr(entry, package.read(name))
    return result.getvalue()


# -- Sizes ---------------------------------------------------------------------------------


def _height(text: str, size: float = TEXT, width: float = WIDTH, after: float = AFTER) -> float:
    """Estimate the height of a paragraph, in points."""
    return max(1, ceil(len(text) * LETTER * size / width)) * size * LINE + after


def _table_height(excerpt: Excerpt) -> float:
    widths = _column_widths(excerpt)
    return sum(
        max(_height(cell, SMALL, width - 5, 3.5) for cell, width in zip(row, widths, strict=True))
        for row in [excerpt.columns, *excerpt.rows]
    )


def _column_widths(excerpt: Excerpt) -> list[float]:
    """Share the width of the sheet out between columns, as a terminal does."""
    letters = int(WIDTH / (SMALL * 0.56))
    cells = [list(each) for each in zip(excerpt.columns, *excerpt.rows, strict=True)]
    whole = {place for place, numeric in enumerate(excerpt.numeric) if numeric}
    widths = [width + 2 for width in column_widths(cells, whole, letters)]
    return [WIDTH * width / sum(widths) for width in widths]


class _Drawn(NamedTuple):
    """A figure without title and caption: its shape, and what is cut off at its top and foot, as shares."""

    png: bytes
    ratio: float
    top: float
    bottom: float


def _drawn(picture: Picture) -> _Drawn:
    wide, high = struct.unpack(">II", picture.png[16:24])  # where a PNG says how large it is
    points = float(found[1]) if (found := POINTS_OF_SVG.search(picture.svg[:4000])) else 1.0
    cuts = [float(found[1]) / points if (found := mark.search(picture.svg)) else 0.0 for mark in (HEAD, FOOT)]
    return _Drawn(picture.png, high * (1 - sum(cuts)) / wide, cuts[0], cuts[1])


# -- Writing and measuring -----------------------------------------------------------------


class _Writer:
    """Writes one part below the other, and keeps count of the room they take; without a file it counts alone.

    Attributes
    ----------
    used : float
        Points from the top of the first page on; a figure that is too high for what is left of a page begins
        the next one.
    """

    def __init__(self, word: WordFile | None, drawn: Mapping[str, _Drawn], fit: Fit) -> None:
        self.word, self.drawn, self.fit, self.used = word, drawn, fit, 0.0
        self.names = list(drawn)

    def heading(self, text: str, level: int, size: float = 14.0) -> None:
        """Write a heading."""
        self.used += _height(text, size, after=12)
        if self.word is not None:
            self.word.add_heading(clean(text), level)

    def text(self, text: str, style: str = "Normal", *, lead: str = "", size: float = TEXT) -> None:
        """Write a paragraph, with a few words in bold before it."""
        self.used += _height(f"{lead} {text}", size)
        if self.word is not None:
            _add_text(self.word, text, style, lead=lead, size=size)

    def table(self, excerpt: Excerpt, title: str, key: str = "") -> None:
        """Write as many rows of a table as there may be, its title above it."""
        shown = shortened(excerpt, self.fit.rows)
        rest = len(excerpt.rows) - len(shown.rows)
        key += f" {rest} more rows stand in the folder." if rest else ""
        self.used += (
            _table_height(shown) + 6 + (_height(f"{title} {key}", SMALL, after=5) if title or key else 0)
        )
        if self.word is not None:
            _add_table(self.word, shown, title, key)

    def figure(self, figure: Figure, caption: str) -> None:
        """Write a figure as high as it may be, and below it what it shows."""
        if figure.name not in self.drawn:
            return
        drawn = self.drawn[figure.name]
        width = min(WIDTH, self.fit.figure / drawn.ratio)
        number = self.names.index(figure.name) + 1
        title = f"Figure {number}. {figure.title}"
        title += "" if title[-1] in ".?!" else "."
        needed = width * drawn.ratio + _height(f"{title} {caption}", SMALL, after=10)
        left = HEIGHT - self.used % HEIGHT
        self.used += needed + (left if needed > left else 0)
        if self.word is not None:
            _add_figure(self.word, figure, drawn, width, number)
            _add_text(self.word, caption, "Caption", lead=title)


def _add_text(word: WordFile, text: str, style: str, *, lead: str, size: float = 0) -> Paragraph:
    from docx.shared import Pt

    paragraph = word.add_paragraph(style=style)
    if lead:
        paragraph.add_run(clean(f"{lead} " if text else lead)).bold = True
    if text:
        paragraph.add_run(clean(text))
    for run in paragraph.runs if size and size != TEXT else []:
        run.font.size = Pt(size)
    return paragraph


def _add_table(word: WordFile, excerpt: Excerpt, title: str, key: str) -> None:
    """Add a table with its title above it; its heading row stands again on the next page."""
    from docx.shared import Pt

    if title or key:
        _add_text(word, key, "Caption", lead=title).paragraph_format.keep_with_next = True
    table = word.add_table(1 + len(excerpt.rows), len(excerpt.columns), style="Cells")
    table.autofit = False
    _describe(table, title or excerpt.columns[0])
    widths = [Pt(width) for width in _column_widths(excerpt)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, cells in enumerate([excerpt.columns, *excerpt.rows]):
        for place, (cell, text) in enumerate(zip(table.row_cells(number), cells, strict=True)):
            cell.width = widths[place]
            _fill(cell.paragraphs[0], text, right=excerpt.numeric[place], bold=number == 0)
    space = word.add_paragraph().paragraph_format
    space.space_after, space.line_spacing = Pt(0), Pt(6)


def _fill(paragraph: Paragraph, text: str, *, right: bool, bold: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold = Pt(SMALL), bold


def _describe(table: WordTable, title: str) -> None:
    """Mark the heading row, keep rows whole, and say what the table holds to those who do not see it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert look is not None
    for name, value in (("firstRow", "1"), ("firstColumn", "0"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    look.set(qn("w:val"), "0620")
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), clean(title)[:255])
    look.addnext(caption)


def _add_figure(word: WordFile, figure: Figure, drawn: _Drawn, width: float, number: int) -> None:
    """Add a figure, its title and caption cut off."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt

    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(2)
    shape = paragraph.add_run().add_picture(io.BytesIO(drawn.png), Pt(width), Pt(width * drawn.ratio))
    about = shape._inline.docPr
    about.set("name", f"Figure {number}")
    about.set("descr", clean(f"{figure.title}. {figure.alternative}"))
    fill = shape._inline.find(f".//{qn('pic:blipFill')}")
    cut = f't="{drawn.top * 100_000:.0f}" b="{drawn.bottom * 100_000:.0f}"'
    fill.find(qn("a:blip")).addnext(parse_xml(f"<a:srcRect {nsdecls('a')} {cut}/>"))


# -- The page for a board ------------------------------------------------------------------


def _room_for_figure(
    document: Document, page: BoardPage, drawn: Mapping[str, _Drawn], origin: Origin
) -> float:
    """Say how high the figure of the first page may be; 0 where it is left to the long report."""
    trial = _Writer(None, drawn, Fit(0))
    _write_board(trial, document, page._replace(figure=None), origin)
    left = (
        HEIGHT
        - trial.used
        - (_height(f"{page.figure.title} {page.figure.caption}", SMALL) + 12 if page.figure else 0)
    )
    return min(left, HIGHEST) if left >= LOWEST else 0.0


def _write_board(out: _Writer, document: Document, page: BoardPage, origin: Origin) -> None:
    out.text(document.title, "Title", size=16)
    when = f"Asked on {origin.when.day} {origin.when:%B %Y}. " if origin.when else ""
    out.text(f"{when}{WARNING}.", size=SMALL)
    out.heading(page.question, 1)
    if page.recommendation:
        out.text("", lead=page.recommendation)
    for sentence in page.sentences:
        out.text(sentence, "List Bullet")
    if page.options is not None:
        out.table(page.options, f"{page.heading}.", page.key)
    if page.figure is not None and out.fit.figure:
        out.figure(page.figure, page.figure.caption if page.figure.name == document.board.figure else "")
    if page.costs is not None:
        out.table(page.costs, "Who pays.", page.costs_key)
    for lead, text, size in (
        ("How sure.", page.confidence, TEXT),
        ("Not known.", page.unknown, TEXT),
        ("Assumptions.", " ".join(page.assumptions), SMALL),
    ):
        if text:
            out.text(text, lead=lead, size=size)


# -- The long report -----------------------------------------------------------------------


def _fitting(document: Document, drawn: Mapping[str, _Drawn], origin: Origin) -> Fit:
    """Choose the roomiest way to write the long report in which all of it fits."""
    for fit in FITS:
        trial = _Writer(None, drawn, fit)
        _write_long(trial, document, origin)
        if trial.used <= (MOST_PAGES - 1) * HEIGHT * SAFE:
            break
    return fit


def _write_long(out: _Writer, document: Document, origin: Origin) -> None:
    """Write what was found, in figures, how surely, how, and from what."""
    blocks = [each for each in document.blocks if isinstance(each, Paragraphs | Excerpt)]
    late = {"uncertainty": "How sure this is", "limits": "What it does not say", "method": "How it was done"}
    early = [each for each in blocks if isinstance(each, Excerpt) or each.role not in (*late, "key")]
    out.heading("The long report", 1)
    if out.word is not None:
        out.word.paragraphs[-1].paragraph_format.page_break_before = True
    out.heading("Question", 2, HEADING)
    out.text(document.question or document.title)
    out.text(document.hypothesis or "Nothing was set down.", lead="Expected before the run.")
    out.heading("What was found", 2, HEADING)
    _write_blocks(out, early, room=out.fit.found)
    for each in blocks:
        if isinstance(each, Paragraphs) and each.role == "key":
            out.text(" ".join(each.sentences), size=SMALL)
    if document.figures:
        out.heading("Figures", 2, HEADING)
    for figure in document.figures:
        if figure.name != document.board.figure:
            out.figure(figure, figure.caption)
    for role, heading in late.items():
        of_role = [each for each in blocks if isinstance(each, Paragraphs) and each.role == role]
        if any(each.sentences for each in of_role):
            out.heading(heading, 2, HEADING)
            _write_blocks(out, of_role, headings=False)
    if document.answer is not None and document.answer.next_steps:
        out.heading("What to do next", 2, HEADING)
        for step in document.answer.next_steps:
            out.text(step.command, "List Bullet", lead=f"{step.reason}:")
    out.heading("Where the rest is", 2, HEADING)
    for line in origin.lines:
        out.text(line, size=SMALL)


def _write_blocks(
    out: _Writer, blocks: Sequence[Paragraphs | Excerpt], *, headings: bool = True, room: float = inf
) -> None:
    for block in blocks:
        if out.used > room:
            out.text("The rest of it stands in the folder.")
            return
        if isinstance(block, Excerpt):
            out.table(block, "")
            continue
        if block.heading and block.sentences and headings:
            out.heading(block.heading, 3, TEXT)
        for sentence in block.sentences[: out.fit.sentences]:
            out.text(sentence, "List Bullet" if len(block.sentences) > 1 else "Normal")
        rest = len(block.sentences) - out.fit.sentences
        if rest > 0:
            out.text(f"{rest} more stand in the folder.")
