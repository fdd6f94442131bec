"""A comparison on the terminal: what gets worse first, then outcomes, costs, and the answer in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.compare import text
from analysis.compare.single_terminal import label_of
from analysis.report import words
from analysis.report.terminal import STYLES, simple
from analysis.report.text import NOT_A_FORECAST, sets_in_words
from analysis.statistics.comparison import Comparison


def print_comparison(out: Console, comparison: Comparison) -> None:
    """Print what each alternative makes worse, its outcomes and cost, and the answer in words."""
    for name in comparison.alternatives:
        title = comparison.titles[name]
        out.print(Text(f"{name}: {title}" if title != name else name, style="bold"))
        out.print(
            f"against {comparison.base} ({comparison.titles[comparison.base]}), month {comparison.month}"
        )
        sentences = text.answer(comparison, name)
        first = text.gets_worse(comparison, name)
        worse = len(comparison.unintended) and name in set(comparison.unintended["scenario"])
        for sentence in first:
            out.print(Text(sentence, style=STYLES["worse"] if worse else ""))
        differences = comparison.differences[comparison.differences["scenario"] == name]
        out.print(_outcome_table(differences, comparison.base))
        out.print(_cost_table(comparison, name))
        gains = _gain_table(comparison, name)
        if gains is not None:
            out.print(gains)
        for sentence in (*sentences[len(first) :], *text.members(comparison, name)):
            out.print(sentence)
        for sentence in text.reasons(comparison, name):
            out.print(f"Why: {sentence}")
        out.print()
    for line in (*comparison.notes, _explanation(comparison), NOT_A_FORECAST):
        out.print(Text(line, style="dim"))


def _outcome_table(rows: pd.DataFrame, base: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("outcome", min_width=14, ratio=3, overflow="fold")
    for heading in ("base", "then", "change", "median", "5-95 %"):
        table.add_column(heading, justify="right")
    table.add_column("verdict, sets better/worse", min_width=13, ratio=2, overflow="fold")
    for _, row in rows.iterrows():
        table.add_row(*_outcome_cells(row))
    return table


def _outcome_cells(row: pd.Series[Any]) -> list[str | Text]:
    unit, size = str(row["unit"]), float(row["difference"])
    ends = ("median", "low", "high")
    middle, low, high = (words.change(float(row[f"difference_{end}"]), unit, like=size) for end in ends)
    level = max(abs(float(row["base_mean"])), abs(float(row["mean"])))
    verdict = Text(str(row["verdict"]), style=STYLES.get(str(row["verdict"]), ""))
    better, worse = float(row["probability_better"]), float(row["probability_worse"])
    if max(better, worse) >= 0.005:  # of outcomes of which no way is better they are NaN
        verdict.append(f" {100 * better:.0f}/{100 * worse:.0f}%", style="dim")
    return [
        label_of(row),
        words.value(float(row["base_mean"]), unit, like=level),
        words.value(float(row["mean"]), unit, like=level),
        words.change(size, unit),
        middle,
        f"{low} to {high}",
        verdict,
    ]


def _cost_table(comparison: Comparison, name: str) -> Table:
    rows = comparison.costs[comparison.costs["scenario"] == name]
    columns = ["cost paid by", "base", "then", "change", "once", "a year", "discounted"]
    return simple(columns, [_cost_cells(row) for _, row in rows.iterrows()], right=range(1, len(columns)))


def _cost_cells(row: pd.Series[Any]) -> list[str | Text]:
    changes = (float(row[name]) for name in ("difference", "one_off", "a_year", "discounted"))
    return [
        {"all": "all together"}.get(str(row["payer"]), str(row["payer"])),
        words.pounds(float(row["base_mean"])),
        words.pounds(float(row["mean"])),
        *(words.pounds(change, signed=True) for change in changes),
    ]


def _gain_table(comparison: Comparison, name: str) -> Table | None:
    """Lay out what a unit gained costs, for what got better; None where no price is defined."""
    differences = comparison.differences[comparison.differences["scenario"] == name]
    better = set(differences.loc[differences["verdict"] == "better", "outcome"])
    titles = dict(zip(differences["outcome"], differences["title"], strict=True))
    rows = comparison.cost_per_gain[comparison.cost_per_gain["scenario"] == name]
    cells = [
        [f"{titles[row['outcome']]}: {row['per']}", words.pounds(float(row["pounds"])), _price_band(row)]
        for _, row in rows[rows["status"] == "defined"].iterrows()
        if row["outcome"] in better
    ]
    columns = ["discounted cost, all payers, of one", "GBP", "5-95 %"]
    return simple(columns, cells, right=(1, 2)) if cells else None


def _price_band(row: pd.Series[Any]) -> str:
    low, high = (
        "no gain" if item != item else words.pounds(float(item))
        for item in (row["band_low"], row["band_high"])
    )
    return f"{low} to {high}"


def _explanation(comparison: Comparison) -> str:
    several = comparison.parameter_sets > 1
    sets = sets_in_words(comparison.parameters, comparison.parameter_sets)
    over = sets if several else "runs (one parameter set)"
    each = f", {comparison.lucks} with each set" if several and comparison.lucks > 1 else ""
    why = (
        f" Why: from {text.replayed_in_words(comparison)}, and so not quite the changes above."
        if len(comparison.reasons)
        else ""
    )
    return (
        f"{words.counted(comparison.runs, 'run')}{each}, seed {comparison.seed}. Shares in %, their changes "
        "in percentage points; base, then and change are means. Median and 5-95 %: where the change lies "
        f"over the {over}, whatever the number of runs. Verdict: whether the mean change, with its Monte "
        "Carlo error, is at least the smallest worth having; 93/0%: better by that much in 93 % of the "
        f"{'sets' if several else 'runs'}, worse by it in 0 % (left out where both are 0). Costs: "
        f"{text.money(comparison)}{why}"
    )
