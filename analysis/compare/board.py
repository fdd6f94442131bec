"""What a board's page has of a comparison beside its answer: a figure of the headlines, and who pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.compare.document_tables import costs_table
from analysis.compare.options_table import MOST_ROWS
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Board, Excerpt, Tone
from analysis.statistics.comparison import Comparison
from analysis.statistics.costs import ALL
from sim.model.schedule import PAYERS

FIGURE = "headlines"
MOST_DRAWN = 5  # options in its figure


def board_of(comparison: Comparison, ordered: Sequence[str]) -> Board:
    """Give a board's page of a comparison, its options the best first."""
    said = f"Means, months 0 to {comparison.month}, GBP at {words.PRICE_YEAR} prices, not discounted."
    return Board(FIGURE, _costs(comparison, ordered[:MOST_ROWS]), said)


def headlines(comparison: Comparison, ordered: Sequence[str]) -> Comparison:
    """Cut a comparison down to its headline outcomes and the best of its options."""
    rows = comparison.differences
    kept = rows["outcome"].isin(comparison.headlines) & rows["scenario"].isin(ordered[:MOST_DRAWN])
    return replace(comparison, differences=rows[kept])


def _costs(comparison: Comparison, names: Sequence[str]) -> Excerpt:
    """Write who pays how much more than with the base: a row an option."""
    table = comparison.costs
    payers = [each for each in PAYERS if table.loc[table["payer"] == each, "difference"].abs().max() >= 1]
    rows = []
    for name in names:
        mine = table[table["scenario"] == name].set_index("payer").drop(columns="scenario")
        cells = excerpt(
            costs_table(comparison),
            # One who pays for some options has no row in others.
            mine.reindex([*payers, ALL]).fillna(0.0).reset_index(),
            {"change": "{difference}", "band": "{difference_low} to {difference_high}", "a year": "{a_year}"},
        )
        *of_payers, of_all = cells.rows
        rows.append((comparison.title(name), *(each[0] for each in of_payers), *of_all))
    plain: Tone = ""
    columns = ("more than the base", *payers, "all together", "5-95 %", "of it a year")
    return Excerpt(columns, (False, *([True] * (len(columns) - 1))), tuple(rows), (plain,) * len(rows))
