"""The sheets of a comparison's workbook: every number of its tables, under headings in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.compare import text
from analysis.compare.document import course_in_words, differences_in_words
from analysis.report import words, workbook
from analysis.report.document import Column, Document
from analysis.report.workbook import Sheet
from analysis.report.workbook_charts import POUNDS, Chart
from analysis.statistics.comparison import MAIN, Comparison
from analysis.statistics.costs import ALL
from sim.model.outcomes import OUTCOMES

ENDS = ("difference", "difference_low", "difference_high")

DIFFERENCE = (
    Column("unit", "unit"),
    Column("better", "better is"),
    Column("worthwhile", "smallest difference worth having", unit_in="unit"),
    Column("base_mean", "base, mean", unit_in="unit"),
    Column("mean", "then, mean", unit_in="unit"),
    Column("difference", "change, mean", unit_in="unit", difference=True),
    Column("interval_low", "mean, 95 % Monte Carlo interval from", unit_in="unit", difference=True),
    Column("interval_high", "to", unit_in="unit", difference=True),
    Column("difference_median", "change, median", unit_in="unit", difference=True),
    Column("difference_low", "change, 5 %", unit_in="unit", difference=True),
    Column("difference_high", "change, 95 %", unit_in="unit", difference=True),
    Column("probability_better", "better in (share of sets)", "share"),
    Column("probability_worse", "worse in (share of sets)", "share"),
    Column("luck_share", "luck's share of the variance", "share"),
    Column("verdict", "verdict"),
)
ALTERNATIVE = Column("scenario", "scenario")
COSTS = (
    ALTERNATIVE,
    Column("payer", "paid by"),
    Column("base_mean", "base", "GBP"),
    Column("mean", "then", "GBP"),
    Column("difference", "change, mean", "GBP", difference=True),
    Column("difference_median", "change, median", "GBP", difference=True),
    Column("difference_low", "change, 5 %", "GBP", difference=True),
    Column("difference_high", "change, 95 %", "GBP", difference=True),
    Column("one_off", "of it spent once", "GBP", difference=True),
    Column("recurring", "of it recurring", "GBP", difference=True),
    Column("a_year", "recurring, a year", "GBP", difference=True),
    Column("discounted", "change, discounted", "GBP", difference=True),
    Column("discounted_low", "discounted, 5 %", "GBP", difference=True),
    Column("discounted_high", "discounted, 95 %", "GBP", difference=True),
)
PRICES = (
    ALTERNATIVE,
    Column("outcome", "outcome"),
    Column("per", "one"),
    Column("gain", "gained, mean", difference=True),
    Column("status", "price"),
    Column("pounds", "discounted GBP for one", "GBP"),
    Column("interval_low", "95 % interval from", "GBP"),
    Column("interval_high", "to", "GBP"),
    Column("band_low", "5 % of sets", "GBP"),
    Column("band_high", "95 % of sets (empty: no gain in some)", "GBP"),
)
REASONS = (
    ALTERNATIVE,
    Column("title", "outcome"),
    Column("unit", "unit"),
    Column("flow", "flow"),
    Column("carries", "link of the study, or lever"),
    Column("difference", "part of the change", unit_in="unit", difference=True),
    Column("interval_low", "95 % Monte Carlo interval from", unit_in="unit", difference=True),
    Column("interval_high", "to", unit_in="unit", difference=True),
)


def write(path: Path, comparison: Comparison, document: Document, courses: pd.DataFrame) -> None:
    """Write a comparison of all outcomes, with its document, as a workbook.

    Parameters
    ----------
    path : Path
    comparison : Comparison
    document : Document
    courses : DataFrame
        As :func:`analysis.statistics.summaries.bands` gives them.
    """
    scenarios = [f"{name}: {title}" for name, title in comparison.titles.items()]
    more = [("Scenarios, the base first", scenarios)]
    workbook.write(path, document, _sheets(comparison), more, list(_charts(comparison, courses)))


# -- Charts --------------------------------------------------------------------------------


def _charts(comparison: Comparison, courses: pd.DataFrame) -> Iterator[Chart]:
    """Give charts of what differs, of how the headline outcomes develop, and of who pays."""
    titles = {name: comparison.title(name) for name in comparison.titles}
    base = titles[comparison.base]
    rows = comparison.differences
    shares = rows[rows["unit"].map(words.is_share) & rows["outcome"].isin([*comparison.headlines, *MAIN])]
    if not shares.empty:
        yield Chart(
            "differences",
            f"What changes against {base} at month {comparison.month} (means, and 5-95 %)",
            differences_in_words(replace(comparison, differences=shares)),
            "change in percentage points of the share",
            "+0%;-0%;0%",
            *(_wide(shares, "title", each, titles) for each in ENDS),
        )
    for outcome in comparison.headlines:
        mine = courses[courses["outcome"] == outcome]
        if mine.empty:
            continue
        about = OUTCOMES[outcome]
        yield Chart(
            "course",
            f"{about.title} by month (means)",
            course_in_words(courses, comparison, [about]),
            words.shown_unit(about.unit),
            "0%" if words.is_share(about.unit) else "General",
            _wide(mine, "month", "mean", titles),
        )
    costs = comparison.costs[comparison.costs["payer"] != ALL]
    yield Chart(
        "parts",
        f"Who pays more than with {base}, months 0 to {comparison.month} (means)",
        " ".join(sentence for name in comparison.alternatives for sentence in text.costs(comparison, name)),
        f"GBP at {words.PRICE_YEAR} prices, not discounted",
        POUNDS,
        _wide(costs.assign(scenario=costs["scenario"].map(titles)), "scenario", "difference", {}, "payer"),
    )


def _wide(
    rows: pd.DataFrame, of: str, value: str, titles: Mapping[str, str], series: str = "scenario"
) -> pd.DataFrame:
    """Set the series beside each other, in their order."""
    table = rows.pivot(index=of, columns=series, values=value)
    table = table.loc[rows[of].unique(), rows[series].unique()]
    return table.rename(columns=dict(titles)).reset_index()


# -- Sheets --------------------------------------------------------------------------------


def _sheets(comparison: Comparison) -> list[Sheet]:
    title = Column("title", "outcome")
    of = (Column("by", "by"), Column("group", "kind of member or locality"), Column("members", "members"))
    names = comparison.differences.drop_duplicates("outcome").set_index("outcome")
    reasons = comparison.reasons
    if not reasons.empty:
        reasons = reasons.assign(
            title=reasons["outcome"].map(names["title"]),
            unit=reasons["outcome"].map(names["unit"]),
            flow=reasons["flow"].astype(str).str.replace("_", " "),
        )
    prices = comparison.cost_per_gain.assign(outcome=comparison.cost_per_gain["outcome"].map(names["title"]))
    return [
        Sheet("Differences", comparison.differences, (ALTERNATIVE, title, *DIFFERENCE)),
        Sheet("Members", comparison.members, (ALTERNATIVE, *of, title, *DIFFERENCE)),
        Sheet("Costs", comparison.costs, COSTS),
        Sheet("Cost per unit gained", prices, PRICES),
        Sheet("Reasons", reasons, REASONS),
    ]
