"""What a folder of results says, in blocks, whatever was asked.

Each command that fills a folder writes a document into its `answer.json`, beside its numbers: sentences, and
which figures and tables of the folder go with them. The printers, of the terminal, the page and the workbook,
know documents and no analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

Role = Literal[
    "question", "findings", "unintended", "reasons", "uncertainty", "limits", "method", "story", "key"
]
Tone = Literal["", "better", "worse", "unclear", "chosen", "note"]
Medium = Literal["", "screen", "page"]
STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=STRICT)
class Paragraphs:
    """Whole sentences.

    Attributes
    ----------
    role : str
        What they are: what was found (`findings`); what gets worse (`unintended`); why (`reasons`); how sure
        that is (`uncertainty`); what it does not say (`limits`); how it was done (`method`); the course of
        one run (`story`); what excerpts mean (`key`); of what all of that is said (`question`).
    sentences : tuple of str
    heading : str
        Over them on a screen; a page gathers sentences of one role, and has a heading for each.
    lead : str
        Before each of them where a page gathers them from several parts: `champions: `.
    tone : str
    medium : str
        Where alone they stand: a `screen`, which has room for little, or a `page`; empty for both.
    """

    role: Role
    sentences: tuple[str, ...]
    heading: str = ""
    lead: str = ""
    tone: Tone = ""
    medium: Medium = ""
    block: Literal["paragraphs"] = "paragraphs"


@dataclass(frozen=True, config=STRICT)
class Excerpt:
    """Some cells of a table as they are written, for a screen (:func:`analysis.report.cells.excerpt`).

    Attributes
    ----------
    columns : tuple of str
        Headings.
    numeric : tuple of bool
        Which columns hold numbers.
    rows : tuple of tuple of str
    tones : tuple of str
        Of each row.
    """

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[Tone, ...]
    block: Literal["excerpt"] = "excerpt"


@dataclass(frozen=True, config=STRICT)
class Figure:
    """A figure of the folder.

    Attributes
    ----------
    name : str
        It lies in `figures/NAME.svg` and `figures/NAME.png`.
    title : str
        What it shows, in a sentence.
    caption : str
        What was compared, over how many runs, with which intervals.
    alternative : str
        What it says, for readers who do not see it: the main numbers, not its looks.
    """

    name: str
    title: str
    caption: str
    alternative: str
    block: Literal["figure"] = "figure"


@dataclass(frozen=True, config=STRICT)
class Column:
    """A column of a table.

    Attributes
    ----------
    name, label : str
        In the data, and for readers.
    unit : str
        As `analysis.report.words` knows it: `share`, `GBP`, `hours a month`, ...; empty for text and plain
        numbers.
    unit_in : str
        The column that says each row's unit, where rows differ in it.
    difference : bool
        Whether its numbers are differences, written with their sign.
    whole : bool
        Whether it is rounded to whole numbers, or per cent: months, shares of runs.
    to : str
        The column with the upper end, where this one has the lower end of an interval: both are written in
        one cell, `+0.9 to +4.5`.
    """

    name: str
    label: str
    unit: str = ""
    unit_in: str = ""
    difference: bool = False
    whole: bool = False
    to: str = ""


@dataclass(frozen=True, config=STRICT)
class Table:
    """A table of the folder, and those of its columns that a reader needs.

    Attributes
    ----------
    name : str
        It lies in `data/NAME.parquet` and, unless it is long, in `data/NAME.csv`.
    title, caption : str
    columns : tuple of Column
    group : str
        The column by which rows are put under headings; empty for none.
    """

    name: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    group: str = ""
    block: Literal["table"] = "table"


@dataclass(frozen=True, config=STRICT)
class NextStep:
    """What to do next.

    Attributes
    ----------
    reason : str
        Why, in a few words that stand before a colon: `To know why 24/7 cover rises`.
    command : str
        The command, ready to be typed.
    """

    reason: str
    command: str


@dataclass(frozen=True, config=STRICT)
class Answer:
    """The answer alone: one screen, the beginning of a report, what a board reads.

    It stands before the blocks of a document and repeats nothing that is not in them: its table's cells come
    from the folder's tables, by the formatters of those (:func:`analysis.report.cells.excerpt`), and its
    sentences name scenarios by their titles. On a screen of 100 columns it takes at most
    :data:`analysis.report.terminal.SCREEN` lines.

    Attributes
    ----------
    question : str
        What was asked, in one sentence.
    considered : str
        Among what was chosen, and what was left out and why; empty where nothing had to be.
    recommendation : str
        What the numbers allow to be recommended, and no more: which option wins on what was asked, by how
        much and against which other; or that none does.
    sentences : tuple of str
        At most five: at what cost and to whom, what gets worse, what else must be known to decide.
    table : Excerpt, optional
        The options beside each other, a row for each of a few outcomes.
    key : str
        What the cells of the table say, where that is not plain.
    confidence : str
        How sure it is, in words that rest on numbers.
    unknown : str
        What it does not say, or nobody knows.
    next_steps : tuple of NextStep
        At most three.
    """

    question: str
    recommendation: str
    considered: str = ""
    sentences: Annotated[tuple[str, ...], Field(max_length=5)] = ()
    table: Excerpt | None = None
    key: str = ""
    confidence: str = ""
    unknown: str = ""
    next_steps: Annotated[tuple[NextStep, ...], Field(max_length=3)] = ()


@dataclass(frozen=True, config=STRICT)
class Board:
    """What a board's page has beside the answer.

    Attributes
    ----------
    figure : str
        Name of the document's figure that stands on it.
    costs : Excerpt, optional
        Who pays: a row a payer.
    key : str
        What the costs are.
    """

    figure: str = ""
    costs: Excerpt | None = None
    key: str = ""


Block = Annotated[Paragraphs | Excerpt | Figure | Table, Field(discriminator="block")]


@dataclass(frozen=True, config=STRICT)
class Document:
    """What was asked and what came of it.

    Attributes
    ----------
    kind : str
        The command: `compare`, `run`, `sensitivity`, `cascade`, `plan`, `validate`, `study`.
    title, question : str
    hypothesis : str
        What was expected, set down before the run; empty where nothing was.
    blocks : tuple of Paragraphs, Excerpt, Figure or Table
        All that was found, in the order of a screen.
    answer : Answer, optional
        The answer alone; None where a document has none, as those of earlier versions.
    board : Board
        What a board's page has beside it.
    """

    kind: str
    title: str
    question: str = ""
    hypothesis: str = ""
    blocks: tuple[Block, ...] = ()
    answer: Answer | None = None
    board: Board = Board()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures."""
        return tuple(each for each in self.blocks if isinstance(each, Figure))

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables."""
        return tuple(each for each in self.blocks if isinstance(each, Table))

    def sentences(self, role: Role, left_out: Medium = "screen") -> tuple[str, ...]:
        """Gather what a page says in one role; what a screen says, with what a page alone has left out."""
        return tuple(
            f"{each.lead}{sentence}"
            for each in self.blocks
            if isinstance(each, Paragraphs) and each.role == role and each.medium != left_out
            for sentence in each.sentences
        )

    def section(self, heading: str) -> Document:
        """Keep of the blocks what stands under a heading, up to the next one."""
        under, kept = False, []
        for each in self.blocks:
            if isinstance(each, Paragraphs) and (each.heading or each.tone == "note"):
                under = each.heading == heading
            if under and isinstance(each, Paragraphs | Excerpt):
                kept.append(each)
        return replace(self, blocks=tuple(kept), answer=None)

    def on_screen(self) -> Iterator[Paragraphs | Excerpt]:
        """Give what a screen has, in its order."""
        for each in self.blocks:
            if isinstance(each, Excerpt) or (isinstance(each, Paragraphs) and each.medium != "page"):
                yield each


_DOCUMENT = TypeAdapter(Document)


def document_of(answer: Mapping[str, Any]) -> Document:
    """Read the document of an `answer.json`."""
    if "document" not in answer:
        return _of_account(answer["account"])
    return _DOCUMENT.validate_python(answer["document"])


def as_json(document: Document) -> dict[str, Any]:
    """Give a document as JSON has it."""
    return dict(_DOCUMENT.dump_python(document, mode="json"))


def _of_account(account: Mapping[str, Any]) -> Document:
    """Turn what version 0.1.0 wrote, sentences by role and then figures and tables, into a document."""
    rest = dict(account)
    blocks = [
        {"role": role, "sentences": rest.pop(role, ()), "block": "paragraphs"}
        for role in ("findings", "unintended", "reasons", "uncertainty", "limits", "method")
    ]
    blocks += [
        {**each, "block": kind}
        for key, kind in (("figures", "figure"), ("tables", "table"))
        for each in rest.pop(key, ())
    ]
    return _DOCUMENT.validate_python({**rest, "blocks": blocks})
