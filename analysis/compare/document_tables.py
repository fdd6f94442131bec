"""The tables of a comparison's document: which columns of the folder's tables a reader needs."""

from __future__ import annotations

from dataclasses import replace

from analysis.compare import text
from analysis.report import words
from analysis.report.document import Column, Table
from analysis.statistics.comparison import Comparison
from analysis.statistics.options import YEARS
from analysis.statistics.verdicts import WHOLE


def _changes(first: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give the columns of a table of differences."""
    return (
        *first,
        Column("base_mean", "base", unit_in="unit"),
        Column("mean", "then", unit_in="unit"),
        Column("difference", "change", unit_in="unit", difference=True),
        Column("difference_median", "median", unit_in="unit", difference=True),
        Column("difference_low", "5 %", unit_in="unit", difference=True),
        Column("difference_high", "95 %", unit_in="unit", difference=True),
        Column("probability_better", "better in", "share"),
        Column("probability_worse", "worse in", "share"),
    )


REASONS = Table(
    "reasons",
    "Why outcomes differ",
    "Flows of the model, with the link or lever each carries; they add up to the outcome's difference, in "
    "the outcome's unit (shares from 0 to 1).",
    columns=(
        Column("outcome", "outcome"),
        Column("flow", "flow"),
        Column("carries", "link or lever"),
        Column("difference", "difference"),
        Column("interval_low", "95 % interval from"),
        Column("interval_high", "to"),
    ),
    group="scenario",
)


def tables(comparison: Comparison) -> tuple[Table, ...]:
    """Give every table that a document of a comparison shows, what gets worse first."""
    found = [differences_table(comparison)]
    if not comparison.unintended.empty:
        of = (Column("title", "outcome"), Column("by", f"by ({WHOLE}: all)"), Column("group", "of"))
        said = "Every outcome, kind of member and locality that gets worse by a difference worth having."
        found.insert(0, Table("unintended", "What gets worse", said, _changes(of), "scenario"))
    if not comparison.members.empty:
        of = (Column("by", "by"), Column("group", "of"), Column("title", "outcome"))
        columns = (*_changes(of), Column("verdict", "verdict"))
        said = "The same differences by kind of member and by locality."
        found.append(Table("members", "Who gains and who loses", said, columns, "scenario"))
    found.append(years_table(comparison))
    if len(comparison.alternatives) > 1:
        found.append(between_table(comparison))
    found += [costs_table(comparison), prices_table(comparison)]
    if not comparison.reasons.empty:
        found.append(REASONS)
    return tuple(found)


def differences_table(comparison: Comparison) -> Table:
    """Describe the differences from the base."""
    verdict = Column("verdict", "verdict")
    luck = Column("luck_share", "luck's share of the spread", "share")
    luck_share = (luck,) if comparison.differences["luck_share"].notna().any() else ()
    return Table(
        "differences",
        "Differences from the base",
        (
            f"Every outcome at month {comparison.month}, paired by run: base and then are means, the change "
            "is their mean difference; median and 5-95 % over parameter sets; better and worse in: the share "
            "of sets that change so by at least the smallest difference worth having."
        ),
        columns=(*_changes((Column("title", "outcome"),)), *luck_share, verdict),
        group="scenario",
    )


def there_table(there: Comparison) -> Table:
    """Describe the differences in a place alone."""
    said = f"Care {there.place} at month {there.month}, weighted by children; otherwise as in the next table."
    return replace(differences_table(there), name="there", title=f"Care {there.place}", caption=said)


def _briefly(was: str, now: str) -> tuple[Column, ...]:
    """Give the columns of differences without chances, the two levels under these headings."""
    return (
        Column("base_mean", was, unit_in="unit"),
        Column("mean", now, unit_in="unit"),
        Column("difference", "change", unit_in="unit", difference=True),
        Column("difference_low", "5 %", unit_in="unit", difference=True),
        Column("difference_high", "95 %", unit_in="unit", difference=True),
        Column("verdict", "verdict"),
    )


def years_table(comparison: Comparison) -> Table:
    """Describe the differences after 1, 3 and 5 years, and when levers end."""
    beyond = [str(year) for year in YEARS if 12 * year > comparison.month]
    left_out = (
        f" Left out, as beyond month {comparison.month}: year {words.listed(beyond)}." if beyond else ""
    )
    return Table(
        "years",
        "Differences from the base over the years",
        "At the ends of years 1, 3 and 5, in the last month of levers that have ended, and at month "
        f"{comparison.month}; paired by run as the others.{left_out}",
        columns=(
            Column("title", "outcome"),
            Column("month", "month"),
            *_briefly("base", "then"),
        ),
        group="scenario",
    )


def between_table(comparison: Comparison) -> Table:
    """Describe how the alternatives differ from each other."""
    return Table(
        "between",
        "The options compared with each other",
        f"At month {comparison.month}, paired by run: how the option in the heading differs from the other.",
        columns=(
            Column("against", "compared with"),
            Column("title", "outcome"),
            *_briefly("there", "here"),
        ),
        group="scenario",
    )


def costs_table(comparison: Comparison) -> Table:
    """Describe what each payer pays more or less."""
    return Table(
        "cost_differences",
        "Who pays",
        f"Means: {text.money(comparison)}",
        columns=(
            Column("payer", "paid by"),
            Column("base_mean", "base", "GBP"),
            Column("mean", "then", "GBP"),
            Column("difference", "change", "GBP", difference=True),
            Column("difference_low", "5 %", "GBP", difference=True),
            Column("difference_high", "95 %", "GBP", difference=True),
            Column("one_off", "of it once", "GBP", difference=True),
            Column("recurring", "recurring", "GBP", difference=True),
            Column("a_year", "recurring, a year", "GBP", difference=True),
            Column("discounted", "change, discounted", "GBP", difference=True),
        ),
        group="scenario",
    )


def prices_table(comparison: Comparison) -> Table:
    """Describe what a unit gained costs."""
    return Table(
        "cost_per_gain",
        "What a unit gained costs",
        (
            f"{text.discounted_in_words(comparison.discount).rstrip(',')}, all payers together. The "
            "interval is that of the ratio of means (Fieller's method); 95 % of sets is empty where more "
            "than one set in twenty gains nothing."
        ),
        columns=(
            Column("outcome", "outcome"),
            Column("per", "one"),
            Column("status", "price"),
            Column("pounds", "GBP", "GBP"),
            Column("interval_low", "95 % interval from", "GBP"),
            Column("interval_high", "to", "GBP"),
            Column("band_low", "5 % of sets", "GBP"),
            Column("band_high", "95 % of sets", "GBP"),
        ),
        group="scenario",
    )
