"""The options beside each other: a short table cut out of the long ones."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.compare.document_tables import costs_table, differences_table, years_table
from analysis.report.cells import excerpt
from analysis.report.document import Excerpt, Tone
from analysis.statistics.comparison import Comparison
from analysis.statistics.costs import ALL
from analysis.statistics.options import years_within
from analysis.statistics.verdicts import BETTER, HIGHER, LOWER, NO_DIFFERENCE, TOO_FEW, WORSE

MARKS = {BETTER: "better", WORSE: "worse", HIGHER: "higher", LOWER: "lower", NO_DIFFERENCE: "=", TOO_FEW: "?"}
ABREAST = 3  # options that stand in columns; more stand in rows
MOST_ROWS, MOST_COLUMNS = 8, 3  # of options in rows, and of outcomes beside them


def table(comparison: Comparison, ordered: Sequence[str]) -> Excerpt:
    """Set the options beside each other: in columns if they are few, else in rows, the first of them.

    Parameters
    ----------
    comparison : Comparison
    ordered : sequence of str
        The alternatives, the best first.
    """
    cells = _cells(comparison)
    if len(ordered) > ABREAST:
        return _in_rows(comparison, cells, ordered[:MOST_ROWS])
    names = comparison.alternatives
    headings = ("", *(comparison.title(name) for name in (comparison.base, *names)))
    return Excerpt(
        columns=headings,
        numeric=(False, *([True] * (len(names) + 1))),
        rows=tuple(
            (what, base, *(changes[name] for name in names)) for what, (base, changes) in cells.items()
        ),
        tones=_plain(len(cells)),
    )


def over_the_years(comparison: Comparison, name: str) -> Excerpt:
    """Set what an option changes of the headline outcomes in rows, and the months that tell it in columns."""
    own = {event.told for event in comparison.events.get(name, ())}
    rows = comparison.years
    rows = rows[(rows["scenario"] == name) & rows["month"].isin(_told(comparison) | own)]
    months = sorted(set(rows["month"]))
    cells = []
    for outcome in comparison.headlines:
        mine = rows[rows["outcome"] == outcome].sort_values("month")
        written = excerpt(years_table(comparison), mine, {"what": "{title}", "change": "{difference}"}).rows
        changes = (f"{row[1]} {mark}" for row, mark in zip(written, _marks(mine), strict=True))
        cells.append((written[0][0], *changes))
    return Excerpt(
        columns=("change over the years", *(f"month {month}" for month in months)),
        numeric=(False, *([True] * len(months))),
        rows=tuple(cells),
        tones=_plain(len(cells)),
    )


def key(comparison: Comparison) -> str:
    """Say what the cells of the table hold."""
    sets = "parameter sets" if comparison.parameter_sets > 1 else "runs"
    marks = " ".join(cell for _, changes in _cells(comparison).values() for cell in changes.values())
    said = {
        "%": f"85%: of the {sets}",
        "=": "=: no difference worth having",
        "?": "?: too few runs to tell",
    }
    used = [words for mark, words in said.items() if mark in marks]
    return "; ".join(["Changes, of shares in points", *used]) + "."


def _plain(number: int) -> tuple[Tone, ...]:
    plain: Tone = ""
    return (plain,) * number


Cells = dict[
    str, tuple[str, dict[str, str]]
]  # by what is measured: the base's level, and each option's change


def _cells(comparison: Comparison) -> Cells:
    """Write the cells: the first headline outcome by years, the others at the month compared, and costs."""
    found: Cells = {}
    for place, outcome in enumerate(comparison.headlines):
        rows = comparison.years
        rows = rows[rows["outcome"] == outcome]
        for month in sorted(set(rows["month"]) & _told(comparison) if not place else {comparison.month}):
            when = _year(month) if not place and comparison.month != 12 else ""
            _add(found, comparison, rows[rows["month"] == month], when)
    written = excerpt(
        costs_table(comparison),
        costs := comparison.costs[comparison.costs["payer"] == ALL],
        {"base": "{base_mean}", "change": "{difference}"},
    )
    changes = dict(zip(costs["scenario"], (row[1] for row in written.rows), strict=True))
    found[f"Cost, months 0-{comparison.month}"] = (written.rows[0][0], changes)
    return found


def _told(comparison: Comparison) -> set[int]:
    return set(years_within(comparison.month))


def _year(month: int) -> str:
    return f"year {month // 12}" if month % 12 == 0 else f"month {month}"


def _add(found: Cells, comparison: Comparison, rows: pd.DataFrame, when: str) -> None:
    """Add what one outcome comes to in one month."""
    written = excerpt(
        differences_table(comparison),
        rows,
        {"outcome": "{title}", "base": "{base_mean}", "change": "{difference}"},
    )
    marks = _marks(rows)
    what, base, _ = written.rows[0]
    what = f"{what}, {when}" if when else what
    found[what] = (
        base,
        {
            name: f"{row[2]} {mark}"
            for name, row, mark in zip(rows["scenario"], written.rows, marks, strict=True)
        },
    )


def _marks(rows: pd.DataFrame) -> list[str]:
    """Say of each difference what it comes to, and in what part of the sets it does so."""
    often = {BETTER: "probability_better", WORSE: "probability_worse"}
    return [
        MARKS[row["verdict"]]
        + (f" {100 * row[often[row['verdict']]]:.0f}%" if row["verdict"] in often else "")
        for row in rows.to_dict("records")
    ]


def _in_rows(comparison: Comparison, cells: Cells, names: Sequence[str]) -> Excerpt:
    """Write a row for the base and each option, a column for each of the first outcomes and for the cost."""
    last = [
        what
        for what in cells
        if not any(what.endswith(_year(month)) for month in _told(comparison) - {comparison.month})
    ]
    shown = [*last[:-1][:MOST_COLUMNS], last[-1]]
    base = (comparison.title(comparison.base), *(cells[what][0] for what in shown))
    rows = [(comparison.title(name), *(cells[what][1][name] for what in shown)) for name in names]
    return Excerpt(
        columns=("", *(what.replace(f" {comparison.place}", "") for what in shown)),
        numeric=(False, *([True] * len(shown))),
        rows=(base, *rows),
        tones=_plain(len(rows) + 1),
    )
