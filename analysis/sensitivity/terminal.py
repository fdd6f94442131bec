"""The answer of a sensitivity analysis on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from analysis.report import terminal
from analysis.sensitivity.text import written

ROWS = 10


def print_sensitivity(out: Console, answer: Mapping[str, Any]) -> None:
    """Print the largest indices of each outcome, why they are large, and whether the sample was enough."""
    account = answer["account"]
    out.print(Text(account["question"], style="bold"))
    for outcome in dict.fromkeys(row["outcome"] for row in answer["important"]):
        rows = [row for row in answer["important"] if row["outcome"] == outcome][:ROWS]
        out.print(
            terminal.simple(
                [outcome, answer["main"], "95 % interval", "rests on"],
                [_cells(row) for row in rows],
                right=(1, 2),
                width=out.width,
            )
        )
    for heading, lines in (
        ("Why", account["reasons"]),
        ("How sure that is", account["uncertainty"]),
        ("How it was done", account["method"]),
    ):
        if lines:
            out.print(Text(heading, style="bold"))
            for line in lines:
                out.print(line)
            out.print()
    for line in account["limits"]:
        out.print(Text(line, style="dim"))


def _cells(row: Mapping[str, Any]) -> list[str]:
    unit = row["index_unit"]
    value, low, high = (float("nan") if row[key] is None else row[key] for key in ("value", "low", "high"))
    name = row["title"] if row["title"] == row["factor"] else f"{row['title']} ({row['factor']})"
    rests = row["grade"] or ""
    interval = f"{written(low, unit)} to {written(high, unit)}"
    return [name, written(value, unit), interval, rests]
