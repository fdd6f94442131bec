"""The sheets of a comparison's workbook: every number of its tables, under headings in words."""

from __future__ import annotations

from pathlib import Path

from analysis.report import workbook
from analysis.report.document import Column, Document
from analysis.report.workbook import Sheet
from analysis.statistics.comparison import Comparison

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


def write(path: Path, comparison: Comparison, document: Document) -> None:
    """Write a comparison of all outcomes, with its document, as a workbook."""
    scenarios = [f"{name}: {title}" for name, title in comparison.titles.items()]
    workbook.write(path, document, _sheets(comparison), [("Scenarios, the base first", scenarios)])


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
