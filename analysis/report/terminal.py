"""Tables for the terminal, made for 80 columns and for wider ones; words are wrapped, never cut."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

NARROW = 80  # columns when standard output is no terminal, and the fewest: a number cut is another number
GAP = 2  # blanks between columns
STYLES = {"better": "green", "worse": "red", "too few runs to tell": "yellow"}


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
    for place, (name, room) in enumerate(zip(columns, _widths(cells, whole, width or NARROW), strict=True)):
        justify: Literal["left", "right"] = "right" if place in right else "left"
        table.add_column(name, justify=justify, overflow="fold", width=room)
    for row in rows:
        table.add_row(*row)
    return table


def _widths(columns: Sequence[Sequence[str]], whole: set[int], width: int) -> list[int]:
    """Share the width out: to each column its longest word, or in `whole` ones cell, then to the fullest."""
    full = [max(map(cell_len, cells)) for cells in columns]
    words_of = [" ".join(cells).split() for cells in columns]
    found = [
        full[n] if n in whole else max(map(cell_len, words_of[n]), default=0) for n in range(len(columns))
    ]
    wrapped = [n for n in range(len(columns)) if n not in whole]
    spare = width - GAP * len(columns) - sum(found)
    while spare < 0 and any(found[n] > 1 for n in wrapped):
        found[max(wrapped, key=found.__getitem__)] -= 1
        spare += 1
    while spare > 0 and any(found[n] < full[n] for n in wrapped):
        found[max(wrapped, key=lambda n: full[n] / max(1, found[n]))] += 1
        spare -= 1
    return found


def print_answer(out: Console, answer: Mapping[str, Any]) -> None:
    """Print what an `answer.json` holds, whichever command wrote it."""
    if answer["kind"] == "comparison":
        from analysis.compare.terminal import print_comparison
        from analysis.statistics.comparison import Comparison

        print_comparison(out, Comparison.from_dict(answer))
    elif answer["kind"] == "cascade":
        from analysis.cascade.terminal import print_cascade

        print_cascade(out, answer)
    elif answer["kind"] == "plan":
        from analysis.plan.terminal import print_plan

        print_plan(out, answer)
    elif answer["kind"] == "sensitivity":
        from analysis.sensitivity.terminal import print_sensitivity

        print_sensitivity(out, answer)
    else:
        from analysis.compare.single_terminal import print_run

        print_run(out, answer)
