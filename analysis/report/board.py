"""The one page that a board reads, put together from a document, and what room the long report has."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from analysis.report.document import Document, Excerpt, Figure

BESIDE = "The options side by side"
MOST_SENTENCES = 5
MOST_ROWS = 8
MOST_ASSUMPTIONS, LONGEST = 4, 300  # sentences, and letters of one
MOST_PAGES = 8  # of a report, the page for a board among them


class Fit(NamedTuple):
    """How much room the parts of a long report have.

    Attributes
    ----------
    figure : float
        How high a figure may be, in points.
    rows, sentences : int
        Of a table, and under a heading.
    found : float
        For all that was found, in points.
    """

    figure: float
    rows: int = 40
    sentences: int = 60
    found: float = inf


# From roomy to tight, until all of it fits.
FITS = (
    Fit(620),
    Fit(420, rows=25),
    Fit(330, rows=15, sentences=40),
    Fit(260, rows=10, sentences=20),
    Fit(220, rows=6, sentences=10, found=2400),
    Fit(180, rows=4, sentences=5, found=1600),
)


class BoardPage(NamedTuple):
    """What stands on the page, from top to bottom; what is empty is left out.

    Attributes
    ----------
    question, recommendation : str
    sentences : tuple of str
    heading : str
        Of the table.
    options : Excerpt, optional
        The options side by side; of documents without an answer, their first excerpt.
    key : str
        What its cells say.
    figure : Figure, optional
    costs : Excerpt, optional
        Who pays.
    costs_key : str
    confidence, unknown : str
    assumptions : tuple of str
    """

    question: str
    recommendation: str
    sentences: tuple[str, ...]
    heading: str
    options: Excerpt | None
    key: str
    figure: Figure | None
    costs: Excerpt | None
    costs_key: str
    confidence: str
    unknown: str
    assumptions: tuple[str, ...]


def board_page(document: Document) -> BoardPage:
    """Put the page together: the answer where a document has one, else the first of what was found."""
    answer, board = document.answer, document.board
    figures = {each.name: each for each in document.figures}
    figure = figures.get(board.figure, next(iter(figures.values()), None))
    said = (*document.sentences("limits"), *document.sentences("method"))
    assumptions = tuple(each for each in said if len(each) <= LONGEST)[:MOST_ASSUMPTIONS]
    rest = (figure, board.costs, board.key)
    if answer is not None:
        sentences = tuple(filter(None, (*answer.sentences, answer.considered)))
        return BoardPage(
            answer.question, answer.recommendation, sentences, BESIDE, answer.table, answer.key, *rest,
            answer.confidence, answer.unknown, assumptions,
        )  # fmt: skip
    found = (*document.sentences("findings"), *document.sentences("unintended"))
    short = tuple(each for each in found if len(each) <= LONGEST)[:MOST_SENTENCES]
    doubts = document.sentences("uncertainty")[:1]
    return BoardPage(
        document.question or document.title, "", short, "In numbers", _first(document), "", *rest,
        " ".join(doubts), "", assumptions,
    )  # fmt: skip


def _first(document: Document) -> Excerpt | None:
    """Cut the first excerpt down to what a page has room for."""
    for block in document.blocks:
        if isinstance(block, Excerpt):
            return shortened(block, MOST_ROWS)
    return None


def shortened(excerpt: Excerpt, most: int) -> Excerpt:
    """Cut an excerpt down to its first rows."""
    return Excerpt(excerpt.columns, excerpt.numeric, excerpt.rows[:most], excerpt.tones[:most])
