"""A plan printed on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.report import words
from analysis.report.terminal import simple
from sim.model.outcomes import OUTCOMES, Outcome

MOST_ROWS = 8


def print_plan(out: Console, answer: Mapping[str, Any]) -> None:
    """Print what a plan's `answer.json` holds: the choice, its rivals, when it fails, what to find out."""
    account = answer["account"]
    outcome = OUTCOMES[answer["objective"]]
    out.print(Text(account["title"], style="bold"))
    out.print(account["question"])
    out.print()
    out.print(Text("What gets worse", style="bold"))
    _say(out, account["unintended"])
    out.print(Text("What was found", style="bold"))
    _say(out, account["findings"])
    if account["reasons"]:
        out.print(Text("Why", style="bold"))
        _say(out, account["reasons"])
    out.print(_contenders(answer, outcome, out.width))
    out.print(Text("How sure that is, and what to find out first", style="bold"))
    _say(out, account["uncertainty"])
    for line in (*account["method"], *account["limits"]):
        out.print(Text(line, style="dim"))


def _say(out: Console, sentences: list[str]) -> None:
    for sentence in sentences:
        out.print(sentence)
    out.print()


def _contenders(answer: Mapping[str, Any], outcome: Outcome, width: int) -> Table:
    """The least regretted contenders, and nothing more beside them."""
    marks = {
        answer["steady"]: "steady",
        answer["as_good"]: "as good",
        answer["nearly"]: "nearly",
        answer["runner_up"]: "runner-up",
        0: "",
        answer["favourite"]: "favourite",
    }
    rows = answer["contenders"]
    kept = [row for place, row in enumerate(rows) if place < MOST_ROWS or row["bundle"] in marks]
    cells: list[list[str | Text]] = [
        [
            str(row["bundle"]),
            Text(row["levers"], style="bold" if row["bundle"] == answer["favourite"] else ""),
            marks.get(row["bundle"], ""),
            words.pounds(row["pounds"]),
            words.change(row[f"{outcome.name}_change"], outcome.unit),
            words.margin(row["regret"], outcome.unit, like=row["regret"]),
            words.margin(row["regret_high"], outcome.unit, like=row["regret"]),
            f"{row['best']:.0%}",
        ]
        for row in kept
    ]
    columns = ["no.", "levers", "", "cost", "gain", "regret", "95 %", "best"]
    return simple(columns, cells, right=(0, 3, 4, 5, 6, 7), width=width)
