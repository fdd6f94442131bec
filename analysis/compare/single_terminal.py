"""One scenario on the terminal: its levels and what was spent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from analysis.report import words
from analysis.report.text import CONDITIONAL, run_caption

if TYPE_CHECKING:
    import pandas as pd

from analysis.report.terminal import simple


def print_run(out: Console, answer: Mapping[str, Any]) -> None:
    """Print one scenario: its outcomes at month 0 and at the horizon, and what was spent."""
    out.print(Text(f"{answer['scenario']}: {answer['title']}", style="bold"))
    if answer["question"]:
        out.print(answer["question"])
    rows = [_level_cells(row) for row in answer["levels"]]
    out.print(simple(["outcome", "month 0", f"month {answer['month']}", "5-95 %"], rows, right=(1, 2, 3)))
    spent = [
        [
            {"all": "all together"}.get(row["payer"], row["payer"]),
            words.pounds(row["mean"]),
            f"{words.pounds(row['low'])} to {words.pounds(row['high'])}",
        ]
        for row in answer["costs"]
    ]
    out.print(simple([f"spent, months 0 to {answer['month']}, by", "mean", "5-95 %"], spent, right=(1, 2)))
    line = (
        f"{run_caption(answer)} Shares in %. 5-95 %: where the level at month {answer['month']} "
        f"lies. Money in GBP at {words.PRICE_YEAR} prices, not discounted."
    )
    for text in (line, CONDITIONAL):
        out.print(Text(text, style="dim"))


def _level_cells(row: Mapping[str, Any]) -> list[str | Text]:
    unit = row["unit"]
    level = max(abs(row["month_0"]), abs(row["mean"]))
    start, end, low, high = (
        words.value(row[key], unit, like=level) for key in ("month_0", "mean", "low", "high")
    )
    return [label_of(row), start, end, f"{low} to {high}"]


def label_of(row: Mapping[str, Any] | pd.Series[Any]) -> Text:
    """Write an outcome's title, with its unit and which way is better where that is not plain."""
    label = Text(str(row["title"]))
    unit = str(row["unit"])
    asides = [] if words.is_share(unit) else [unit]
    asides += ["lower is better"] if row["better"] == "lower" else []
    if asides:
        label.append(f" ({', '.join(asides)})", style="dim")
    return label
