"""Writes parts of a Word file one below the other, and measures what room they take on its pages."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from analysis.report.board import Fit, shortened
from analysis.report.document import Excerpt, Figure
from analysis.report.terminal import column_widths
from analysis.report.word_style import AFTER, HEIGHT, SMALL, TEXT, WIDTH, clean

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph

LINE = 1.22  # of the size of its letters
LETTER = 0.48  # width of a usual letter, as a share of its size
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


def height_of(text: str, size: float = TEXT, width: float = WIDTH, after: float = AFTER) -> float:
    """Estimate the height of a paragraph, in points."""
    return max(1, ceil(len(text) * LETTER * size / width)) * size * LINE + after


def _table_height(excerpt: Excerpt) -> float:
    widths = _column_widths(excerpt)
    return sum(
        max(height_of(cell, SMALL, width - 5, 2.6) for cell, width in zip(row, widths, strict=True))
        for row in [excerpt.columns, *excerpt.rows]
    )


def _column_widths(excerpt: Excerpt) -> list[float]:
    """Share the width of the sheet out between columns, as a terminal does."""
    letters = int(WIDTH / (SMALL * 0.56))
    cells = [list(each) for each in zip(excerpt.columns, *excerpt.rows, strict=True)]
    whole = {place for place, numeric in enumerate(excerpt.numeric) if numeric}
    widths = [width + 2 for width in column_widths(cells, whole, letters)]
    return [WIDTH * width / sum(widths) for width in widths]


class DrawnPicture(NamedTuple):
    """A figure without title and caption: its shape, and what is cut off at its top and foot, as shares."""

    png: bytes
    ratio: float
    top: float
    bottom: float


def drawn_of(picture: Picture) -> DrawnPicture:
    """Find out the shape of a figure, and where its title and caption lie."""
    wide, high = struct.unpack(">II", picture.png[16:24])  # where a PNG says how large it is
    points = float(found[1]) if (found := POINTS_OF_SVG.search(picture.svg[:4000])) else 1.0
    cuts = [float(found[1]) / points if (found := mark.search(picture.svg)) else 0.0 for mark in (HEAD, FOOT)]
    return DrawnPicture(picture.png, high * (1 - sum(cuts)) / wide, cuts[0], cuts[1])


# -- Writing and measuring -----------------------------------------------------------------


class Writer:
    """Writes one part below the other, and keeps count of the room they take; without a file it counts alone.

    Attributes
    ----------
    used : float
        Points from the top of the first page on; a figure that is too high for what is left of a page begins
        the next one.
    """

    def __init__(self, word: WordFile | None, drawn: Mapping[str, DrawnPicture], fit: Fit) -> None:
        self.word, self.drawn, self.fit, self.used = word, drawn, fit, 0.0
        self.names = list(drawn)

    def heading(self, text: str, level: int, size: float = 14.0) -> None:
        """Write a heading."""
        self.used += height_of(text, size, after=12)
        if self.word is not None:
            self.word.add_heading(clean(text), level)

    def text(self, text: str, style: str = "Normal", *, lead: str = "", size: float = TEXT) -> None:
        """Write a paragraph, with a few words in bold before it."""
        self.used += height_of(f"{lead} {text}", size)
        if self.word is not None:
            _add_text(self.word, text, style, lead=lead, size=size)

    def table(self, excerpt: Excerpt, title: str, key: str = "") -> None:
        """Write as many rows of a table as there may be, its title above it."""
        shown = shortened(excerpt, self.fit.rows)
        rest = len(excerpt.rows) - len(shown.rows)
        key += f" {rest} more rows stand in the folder." if rest else ""
        self.used += (
            _table_height(shown) + 6 + (height_of(f"{title} {key}", SMALL, after=5) if title or key else 0)
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
        needed = width * drawn.ratio + height_of(f"{title} {caption}", SMALL, after=10)
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


def _add_figure(word: WordFile, figure: Figure, drawn: DrawnPicture, width: float, number: int) -> None:
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
