"""What is printed on a terminal: documents, tables, notes and JSON; words are wrapped, never cut."""

from __future__ import annotations

import io
import json
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.report.document import Answer, Document, Excerpt, Tone

NARROW = 80  # columns when standard output is no terminal, and the fewest: a number cut is another number
SCREEN = 24  # lines that an answer takes at most, at 100 columns
HEADING, FEW_COLUMNS = 18, 4  # a heading over numbers of a few columns takes so much before it is wrapped
GAP = 2  # blanks between columns
SHORT = 10  # lines that an object's own text takes at most
STYLES = {"better": "green", "worse": "red", "unclear": "yellow", "chosen": "bold", "note": "dim"}


def console(stream: TextIO | None = None) -> Console:
    """Give a console on standard output (or a stream): the terminal's width, or 80 columns when piped."""
    target = stream or sys.stdout
    # A notebook too gets text: there Rich would show it beside the stream, and leave the stream empty.
    out = Console(
        file=target, highlight=False, markup=False, emoji=False, soft_wrap=False, force_jupyter=False
    )
    out.width = max(NARROW, out.width) if target.isatty() else NARROW
    return out


def print_json(data: object) -> None:
    """Write JSON to standard output: numbers as numbers, what is not defined as null."""
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def note(text: str) -> None:
    """Say something beside the answer: on standard error, if somebody is there to read it."""
    if sys.stderr.isatty():
        sys.stderr.write(text + "\n")


def simple(
    columns: Sequence[str],
    rows: Sequence[Sequence[str | Text]],
    *,
    right: Sequence[int] = (),
    names: bool = False,
    width: int | None = None,
) -> Table:
    """Build a plain table.

    Parameters
    ----------
    columns, rows
        Headings, and cells as text.
    right : sequence of int
        Columns of numbers, set to the right and kept whole.
    names : bool
        Whether the first column, of names, is kept whole too.
    width : int, optional
        Of the console, where longer texts are wrapped: at blanks, as far as there is room for the words.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    whole = {*right, *([0] if names else [])}
    cells = [[name, *(str(row[place]) for row in rows)] for place, name in enumerate(columns)]
    for place, (name, room) in enumerate(
        zip(columns, column_widths(cells, whole, width or NARROW), strict=True)
    ):
        justify: Literal["left", "right"] = "right" if place in right else "left"
        table.add_column(name, justify=justify, overflow="fold", width=room)
    for row in rows:
        table.add_row(*row)
    return table


def column_widths(columns: Sequence[Sequence[str]], whole: set[int], width: int) -> list[int]:
    """Share the width out: to each column its longest word, or in `whole` ones cell, then to the fullest."""
    full = [max(map(cell_len, cells)) for cells in columns]
    words_of = [" ".join(cells).split() for cells in columns]
    found = [
        full[n] if n in whole else max(map(cell_len, words_of[n]), default=0) for n in range(len(columns))
    ]
    wrapped = [n for n in range(len(columns)) if n not in whole]
    short = sum(full) + GAP * len(columns) > width
    for n in whole - {0} if short else ():  # a long heading gives way before cells do
        cells = max(map(cell_len, columns[n][1:]), default=0)
        word = max(map(cell_len, columns[n][0].split()), default=0)
        found[n] = max(cells, word, min(full[n], HEADING if len(columns) <= FEW_COLUMNS else 0))
    spare = width - GAP * len(columns) - sum(found)
    while spare < 0 and any(found[n] > 1 for n in wrapped):
        found[max(wrapped, key=found.__getitem__)] -= 1
        spare += 1
    letters = [sum(map(cell_len, cells)) for cells in columns]
    while spare > 0 and any(found[n] < full[n] for n in wrapped):
        open_ones = [n for n in wrapped if found[n] < full[n]]
        found[max(open_ones, key=lambda n: letters[n] / max(1, found[n]))] += 1
        spare -= 1
    return found


def print_answer(out: Console, document: Document, *, full: bool = False) -> None:
    """Print the answer of a document alone; all that it has where it has none, or with `full`."""
    if document.answer is None or full:
        print_document(out, document)
    else:
        _print_one_screen(out, document.answer)


def print_rest(out: Console, document: Document, folder: str, *, full: bool = False) -> None:
    """Say where all that was found is, and on the last line which folder was filled."""
    if document.answer is None or full:
        out.print()
    else:
        out.print(f"All that was found: mcn show {shlex.quote(folder)} --full", soft_wrap=True)
    out.print(f"Data, figures and manifest: {folder}", soft_wrap=True)


def in_text(show: Callable[[Console], None], width: int) -> str:
    """Give as plain text what is printed: neither a notebook nor a wish for colours changes a letter."""
    printed = io.StringIO()
    show(
        Console(
            file=printed, width=width, highlight=False, markup=False, emoji=False,
            color_system=None, force_terminal=False, force_jupyter=False,
        )
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in printed.getvalue().split("\n"))


def in_short(answer: Answer, width: int, most: int = SHORT) -> str:
    """Write as much of an answer as a few lines hold: what came of it and how sure that is, before all else.

    Parameters
    ----------
    answer : Answer
    width : int
        Columns.
    most : int
        Lines. What was asked, what came of it and how sure that is are whole, even if they take more.
    """
    for less in _shorter(answer):
        text = in_text(lambda out, less=less: _print_one_screen(out, less), width).rstrip()  # type: ignore[misc]
        if len(text.split("\n")) <= most:
            break
    return text


def _shorter(answer: Answer) -> Iterator[Answer]:
    """Leave out one part after the other: commands, what is not known, sentences, rows, the table."""
    less = replace(answer, considered="", next_steps=(), unknown="")
    sentences, table = answer.sentences, answer.table
    yield from (replace(less, sentences=sentences[:number]) for number in range(len(sentences), -1, -1))
    less = replace(less, sentences=(), key="")
    if table:
        yield from (replace(less, table=_ends(table, number)) for number in range(len(table.rows), 0, -1))
    yield replace(less, table=None)


def _ends(table: Excerpt, number: int) -> Excerpt:
    """Keep so many rows: of the first ones, and the last, which often is the cost."""
    kept = [*range(number - 1), len(table.rows) - 1]
    return replace(
        table,
        rows=tuple(table.rows[place] for place in kept),
        tones=tuple(table.tones[place] for place in kept),
    )


def _print_one_screen(out: Console, answer: Answer) -> None:
    """Print the question, what came of it, the options side by side, how sure that is and what to do next."""
    out.print(Text(answer.question, style="bold"))
    for sentence in filter(None, (answer.considered, answer.recommendation, *answer.sentences)):
        out.print(Text(sentence))
    if answer.table:
        table = _laid_out(answer.table, out.width)
        table.show_edge = False  # which would be two lines of blanks
        out.print(table)
    for lead, text, style in (
        ("", answer.key, STYLES["note"]),
        ("How sure: ", answer.confidence, ""),
        ("Not known: ", answer.unknown, ""),
    ):
        if text:
            out.print(Text.assemble((lead, "bold"), (text, style)))
    for step in answer.next_steps:
        out.print(Text.assemble((f"{step.reason}: ", "bold"), step.command), soft_wrap=True)


def print_document(out: Console, document: Document) -> None:
    """Print all that a document has for a screen."""
    blank = True  # whether what is to come stands apart already
    tone: Tone = ""
    for block in document.on_screen():
        if isinstance(block, Excerpt):
            out.print(_laid_out(block, out.width))
            blank = True
            continue
        if not block.sentences:
            continue
        if not blank and (block.heading or (block.tone == "note" and tone != "note")):
            out.print()
        if block.heading:
            out.print(Text(block.heading, style="bold"))
        for sentence in block.sentences:
            out.print(Text(sentence, style=STYLES.get(block.tone, "")))
        blank, tone = False, block.tone


def _laid_out(excerpt: Excerpt, width: int) -> Table:
    right = [place for place, numeric in enumerate(excerpt.numeric) if numeric]
    rows = [
        [
            _toned(cell, STYLES.get(tone, "") if place and place not in right else "")
            for place, cell in enumerate(row)
        ]
        for row, tone in zip(excerpt.rows, excerpt.tones, strict=True)
    ]
    return simple(excerpt.columns, rows, right=right, width=width)


def _toned(cell: str, style: str) -> Text:
    """Write a cell, with what stands in brackets at its end dim."""
    text = Text(cell, style=style)
    text.highlight_regex(r" \([^()]*\)$", "dim")
    return text
