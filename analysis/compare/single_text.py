"""The account of one scenario's runs: its sentences, figures and tables, from which a report is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.report import words
from analysis.report.document import Account, Column, Figure, Table
from analysis.report.text import CONDITIONAL, NO_FAMILIES, run_caption, sets_in_words

if TYPE_CHECKING:
    from sim.inputs.scenarios import Scenario

NAMED = 6  # outcomes that a figure's text alternative names


def account_of_run(
    answer: Mapping[str, Any],
    scenario: Scenario,
    hypothesis: str,
    detailed: str,
    figures: Sequence[Figure],
) -> Account:
    """Write the account of one scenario from its answer; `detailed` says which runs the figures show."""
    month = answer["month"]
    return Account(
        kind="run",
        title=scenario.title,
        question=scenario.question,
        hypothesis=hypothesis,
        findings=(*_levels(answer["levels"], month), _spent(answer)),
        uncertainty=(
            f"The 5-95 % interval says where a level lies over the {_sets(answer)}: what is not known of the "
            "parameters, and not what more runs would narrow.",
        ),
        limits=(CONDITIONAL, NO_FAMILIES),
        method=(
            f"{run_caption(answer)}",
            "Each run goes month by month from 24 months before the study's observation (month 0) to month "
            f"{month}. What is known before month 0 is a fact of the network; what nobody can measure, the "
            "model works up by itself over those 24 months.",
            f"Figures over time and places show {detailed}.",
        ),
        figures=tuple(figures),
        tables=(
            Table(
                name="levels",
                title="Outcomes at month 0 and at the horizon",
                caption=f"Means over {words.counted(answer['runs'], 'run')}; 5-95 % over {_sets(answer)}.",
                columns=(
                    Column(name="title", label="outcome"),
                    Column(name="month_0", label="month 0", unit_in="unit"),
                    Column(name="mean", label=f"month {month}", unit_in="unit"),
                    Column(name="low", label="5 %", unit_in="unit"),
                    Column(name="high", label="95 %", unit_in="unit"),
                ),
            ),
            Table(
                name="spent",
                title="What was spent, and by whom",
                caption=f"Months 0 to {month}, GBP at {words.PRICE_YEAR} prices, not discounted.",
                columns=(
                    Column(name="payer", label="paid by"),
                    Column(name="mean", label="mean", unit="GBP"),
                    Column(name="low", label="5 %", unit="GBP"),
                    Column(name="high", label="95 %", unit="GBP"),
                ),
            ),
        ),
    )


def course_in_words(levels: Sequence[Mapping[str, Any]], month: int) -> str:
    """Say what a course over time shows, for those who do not see it."""
    parts = [_from_to(row) for row in levels[:NAMED]]
    return f"From month 0 to month {month}: {'; '.join(parts)}."


def places_in_words(cover: pd.DataFrame, title: str) -> str:
    """Say what a map shows: the localities with the least and the most cover."""
    ordered = cover.sort_values("cover_24_7", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    low, high = (words.value(float(row["cover_24_7"]), "share") for row in (least, most))
    return f"{title}: 24/7 cover lies between {low} in {least['locality']} and {high} in {most['locality']}."


def _from_to(row: Mapping[str, Any]) -> str:
    like = max(abs(row["month_0"]), abs(row["mean"]))
    start, end = (words.value(row[key], row["unit"], like=like) for key in ("month_0", "mean"))
    measure = "" if words.is_share(row["unit"]) else f" ({row['unit']})"
    return f"{words.lowered(row['title'])} from {start} to {end}{measure}"


def _levels(levels: Sequence[Mapping[str, Any]], month: int) -> list[str]:
    """Say what goes up and what goes down, outcome by outcome."""
    return [
        f"{row['title']}: {words.value(row['month_0'], row['unit'])} at month 0, "
        f"{words.value(row['mean'], row['unit'])} at month {month} (5-95 % "
        f"{words.value(row['low'], row['unit'])} to {words.value(row['high'], row['unit'])}"
        f"{'' if words.is_share(row['unit']) else ', ' + row['unit']})."
        for row in levels
    ]


def _spent(answer: Mapping[str, Any]) -> str:
    whole = answer["costs"][-1]
    return (
        f"It costs {words.pounds(whole['mean'])} over months 0 to {answer['month']} (5-95 % "
        f"{words.pounds(whole['low'])} to {words.pounds(whole['high'])}), whoever pays."
    )


def _sets(answer: Mapping[str, Any]) -> str:
    if answer["parameter_sets"] == 1:
        return "runs (one parameter set)"
    return sets_in_words(answer["parameters"], answer["parameter_sets"])
