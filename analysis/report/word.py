"""A document as a Word file: one page for a board, and the long report behind it, eight pages in all.

Word lays pages out itself, and differs a little from program to program: how many lines a text takes is
estimated, with room to spare. The figure of the first page takes what the rest leaves of it; figures and
tables of the long report are made smaller until all of it fits. The bytes depend on the document and its
figures alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from analysis.report.board import FITS, MOST_PAGES, BoardPage, Fit, board_page
from analysis.report.document import Document, Excerpt, Paragraphs
from analysis.report.text import WARNING
from analysis.report.word_style import HEADING, HEIGHT, SMALL, TEXT, set_up
from analysis.report.word_writer import DrawnPicture, Picture, Writer, drawn_of, height_of

LOWEST, HIGHEST = 110.0, 300.0  # points, of the figure on the first page; it is left out where it has less
SAFE = 0.93  # part of the long report's pages that is counted on
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP file can hold


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
    drawn = {name: drawn_of(picture) for name, picture in pictures.items()}
    page = board_page(document)
    room = _room_for_figure(document, page, drawn, origin)
    _write_board(Writer(word, drawn, Fit(room)), document, page, origin)
    _write_long(Writer(word, drawn, _fitting(document, drawn, origin)), document, origin)
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


# -- The page for a board ------------------------------------------------------------------


def _room_for_figure(
    document: Document, page: BoardPage, drawn: Mapping[str, DrawnPicture], origin: Origin
) -> float:
    """Say how high the figure of the first page may be; 0 where it is left to the long report."""
    trial = Writer(None, drawn, Fit(0))
    _write_board(trial, document, page._replace(figure=None), origin)
    left = (
        HEIGHT
        - trial.used
        - (height_of(f"{page.figure.title} {page.figure.caption}", SMALL) + 12 if page.figure else 0)
    )
    return min(left, HIGHEST) if left >= LOWEST else 0.0


def _write_board(out: Writer, document: Document, page: BoardPage, origin: Origin) -> None:
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


def _fitting(document: Document, drawn: Mapping[str, DrawnPicture], origin: Origin) -> Fit:
    """Choose the roomiest way to write the long report in which all of it fits."""
    for fit in FITS:
        trial = Writer(None, drawn, fit)
        _write_long(trial, document, origin)
        if trial.used <= (MOST_PAGES - 1) * HEIGHT * SAFE:
            break
    return fit


def _write_long(out: Writer, document: Document, origin: Origin) -> None:
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
    out: Writer, blocks: Sequence[Paragraphs | Excerpt], *, headings: bool = True, room: float = inf
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
