"""The sheets of a comparison's workbook: every number of its tables, under headings in words."""

from __future__ import annotations

from pathlib import Path

from analysis.report import workbook
from analysis.report.document import Column, Document
from analysis.report.workbook import Sheet
from analysis.statistics.comparison import Comparison

DIFFERENCE = (
    Column(name="unit", label="unit"),
    Column(name="better", label="better is"),
    Column(name="worthwhile", label="smallest difference worth having", unit_in="unit"),
    Column(name="base_mean", label="base, mean", unit_in="unit"),
    Column(name="mean", label="then, mean", unit_in="unit"),
    Column(name="difference", label="change, mean", unit_in="unit", difference=True),
    Column(
        name="interval_low", label="mean, 95 % Monte Carlo interval from", unit_in="unit", difference=True
    ),
    Column(name="interval_high", label="to", unit_in="unit", difference=True),
    Column(name="difference_median", label="change, median", unit_in="unit", difference=True),
    Column(name="difference_low", label="change, 5 %", unit_in="unit", difference=True),
    Column(name="difference_high", label="change, 95 %", unit_in="unit", difference=True),
    Column(name="probability_better", label="better in (share of sets)", unit="share"),
    Column(name="probability_worse", label="worse in (share of sets)", unit="share"),
    Column(name="luck_share", label="luck's share of the variance", unit="share"),
    Column(name="verdict", label="verdict"),
)
ALTERNATIVE = Column(name="scenario", label="scenario")
COSTS = (
    ALTERNATIVE,
    Column(name="payer", label="paid by"),
    Column(name="base_mean", label="base", unit="GBP"),
    Column(name="mean", label="then", unit="GBP"),
    Column(name="difference", label="change, mean", unit="GBP", difference=True),
    Column(name="difference_median", label="change, median", unit="GBP", difference=True),
    Column(name="difference_low", label="change, 5 %", unit="GBP", difference=True),
    Column(name="difference_high", label="change, 95 %", unit="GBP", difference=True),
    Column(name="one_off", label="of it spent once", unit="GBP", difference=True),
    Column(name="recurring", label="of it recurring", unit="GBP", difference=True),
    Column(name="a_year", label="recurring, a year", unit="GBP", difference=True),
    Column(name="discounted", label="change, discounted", unit="GBP", difference=True),
    Column(name="discounted_low", label="discounted, 5 %", unit="GBP", difference=True),
    Column(name="discounted_high", label="discounted, 95 %", unit="GBP", difference=True),
)
PRICES = (
    ALTERNATIVE,
    Column(name="outcome", label="outcome"),
    Column(name="per", label="one"),
    Column(name="gain", label="gained, mean", difference=True),
    Column(name="status", label="price"),
    Column(name="pounds", label="discounted GBP for one", unit="GBP"),
    Column(name="interval_low", label="95 % interval from", unit="GBP"),
    Column(name="interval_high", label="to", unit="GBP"),
    Column(name="band_low", label="5 % of sets", unit="GBP"),
    Column(name="band_high", label="95 % of sets (empty: no gain in some)", unit="GBP"),
)
REASONS = (
    ALTERNATIVE,
    Column(name="title", label="outcome"),
    Column(name="unit", label="unit"),
    Column(name="flow", label="flow"),
    Column(name="carries", label="link of the study, or lever"),
    Column(name="difference", label="part of the change", unit_in="unit", difference=True),
    Column(name="interval_low", label="95 % Monte Carlo interval from", unit_in="unit", difference=True),
    Column(name="interval_high", label="to", unit_in="unit", difference=True),
)


def write(path: Path, comparison: Comparison, document: Document) -> None:
    """Write a comparison of all outcomes, with its document, as a workbook."""
    scenarios = [f"{name}: {title}" for name, title in comparison.titles.items()]
    workbook.write(path, document, _sheets(comparison), [("Scenarios, the base first", scenarios)])


def _sheets(comparison: Comparison) -> list[Sheet]:
    title = Column(name="title", label="outcome")
    of = (
        Column(name="by", label="by"),
        Column(name="group", label="kind of member or locality"),
        Column(name="members", label="members"),
    )
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
