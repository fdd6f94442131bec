"""The document of a comparison: its sentences, excerpts, figures and tables, in the order of a screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.compare import text
from analysis.compare.answer import answer_of, ordered, pair_of
from analysis.compare.board import board_of
from analysis.compare.document_tables import (
    between_table,
    costs_table,
    differences_table,
    prices_table,
    tables,
    there_table,
)
from analysis.compare.options_table import over_the_years
from analysis.compare.question import NOTHING_TYPED, Asked
from analysis.compare.single import NAMED, places_in_words
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Block, Document, Excerpt, Figure, Paragraphs, Tone
from analysis.report.text import NO_FAMILIES, NOT_A_FORECAST, sets_in_words
from analysis.statistics.comparison import Comparison
from analysis.statistics.costs import ALL, DEFINED
from analysis.statistics.groups import peripheral_from
from analysis.statistics.verdicts import BETTER, TOO_FEW, WORSE

if TYPE_CHECKING:
    from sim.inputs.scenarios import Scenario
    from sim.model.outcomes import Outcome


TONES: dict[str, Tone] = {BETTER: "better", WORSE: "worse", TOO_FEW: "unclear"}  # by verdict
OFTEN = 0.005  # of the sets: what happens in fewer rounds to none


def document_of(
    comparison: Comparison,
    scenarios: Sequence[Scenario],
    hypothesis: str,
    figures: Sequence[Figure],
    asked: Asked = NOTHING_TYPED,
    there: Comparison | None = None,
) -> Document:
    """Write the document: the answer, then alternative by alternative, then what holds for all of them.

    Parameters
    ----------
    comparison : Comparison
        Cut down to the outcomes printed.
    scenarios : sequence of Scenario
        The base first.
    hypothesis : str
        What was expected before the run.
    figures : sequence of Figure
    asked : Asked
    there : Comparison, optional
        Of the place that the answer is about, if not the whole network.
    """
    lead = there or comparison
    names = comparison.alternatives
    titles = [comparison.called(name) for name in names]
    questions = list(dict.fromkeys(each.question for each in scenarios[1:] if each.question))
    question = questions[0] if len(names) == len(questions) == 1 else ""
    return Document(
        kind="compare",
        title=f"{words.listed(titles)}, against {comparison.called(comparison.base)}",
        question=" ".join(questions),
        hypothesis=hypothesis,
        blocks=(
            *(block for name in names for block in _alternative(comparison, name, asked)),
            *_between(comparison),
            Paragraphs("uncertainty", _uncertainty(comparison), medium="page"),
            Paragraphs("limits", (NOT_A_FORECAST,), tone="note"),
            Paragraphs("limits", (NO_FAMILIES,), medium="page"),
            Paragraphs("limits", comparison.notes, tone="note"),
            Paragraphs("key", (_key(comparison),), tone="note", medium="screen"),
            Paragraphs("method", _method(comparison), medium="page"),
            *figures,
            *([there_table(there)] if there else []),
            *tables(comparison),
        ),
        answer=answer_of(lead, question, asked),
        board=board_of(lead, ordered(lead)),
    )


def _alternative(comparison: Comparison, name: str, asked: Asked) -> Iterator[Block]:
    """Say what an alternative makes worse, then what it changes and costs, for whom, and why."""
    lead = f"{comparison.called(name)}: " if len(comparison.alternatives) > 1 else ""
    worse = len(comparison.unintended) and name in set(comparison.unintended["scenario"])
    yield Paragraphs(
        "question",
        heading=comparison.title(name),
        sentences=(f"against {comparison.called(comparison.base)}, month {comparison.month}",),
        medium="screen",
    )
    yield Paragraphs(
        "unintended", tuple(text.gets_worse(comparison, name)), lead=lead, tone="worse" if worse else ""
    )
    yield from _excerpts(comparison, name)
    yield Paragraphs("findings", tuple(text.changes(comparison, name)), lead=lead)
    yield Paragraphs("uncertainty", tuple(text.doubts(comparison, name)), lead=lead)
    costs = (*text.costs(comparison, name), *text.members(comparison, name))
    yield Paragraphs("findings", costs, lead=lead)
    why = (
        *text.reasons(comparison, name),
        *text.to_tell_apart(comparison, name, pair_of(comparison, name, asked)),
    )
    yield Paragraphs("reasons", heading="Why", sentences=why)


def _excerpts(comparison: Comparison, name: str) -> Iterator[Excerpt]:
    """Cut out of the tables what an alternative changes, what it costs, and what a unit gained costs."""
    rows = comparison.differences[comparison.differences["scenario"] == name]
    yield excerpt(
        differences_table(comparison),
        rows.assign(sets=list(map(_sets, rows["probability_better"], rows["probability_worse"]))),
        {
            "outcome": "{title}",
            "base": "{base_mean}",
            "then": "{mean}",
            "change": "{difference}",
            "median": "{difference_median}",
            "5-95 %": "{difference_low} to {difference_high}",
            "verdict, sets better/worse": "{verdict}{sets}",
        },
        tones=[TONES.get(str(verdict), "") for verdict in rows["verdict"]],
    )
    costs = comparison.costs[comparison.costs["scenario"] == name]
    yield excerpt(
        costs_table(comparison),
        costs.assign(payer=costs["payer"].replace(ALL, "all together")),
        {
            "cost paid by": "{payer}",
            "base": "{base_mean}",
            "then": "{mean}",
            "change": "{difference}",
            "once": "{one_off}",
            "a year": "{a_year}",
            "discounted": "{discounted}",
        },
    )
    yield over_the_years(comparison, name)
    titles = dict(rows.loc[rows["verdict"] == BETTER, ["outcome", "title"]].to_numpy())
    prices = comparison.cost_per_gain[comparison.cost_per_gain["scenario"] == name]
    prices = prices[(prices["status"] == DEFINED) & prices["outcome"].isin(titles)]
    if len(prices):
        bands = {
            end: ["no gain" if pd.isna(pounds) else pounds for pounds in prices[end]]
            for end in ("band_low", "band_high")
        }
        yield excerpt(
            prices_table(comparison),
            prices.assign(outcome=prices["outcome"].map(titles), **bands),
            {
                "discounted cost, all payers, of one": "{outcome}: {per}",
                "GBP": "{pounds}",
                "5-95 %": "{band_low} to {band_high}",
            },
        )


def _between(comparison: Comparison) -> Iterator[Excerpt]:
    """Cut out of the table how alternatives differ from each other in the headline outcomes."""
    rows = comparison.between
    if rows.empty:
        return
    rows = rows[rows["outcome"].isin(comparison.headlines)]
    titled = {end: rows[end].map(comparison.title) for end in ("scenario", "against")}
    yield excerpt(
        between_table(comparison),
        rows.assign(**titled),
        {
            "option": "{scenario}",
            "compared with": "{against}",
            "outcome": "{title}",
            "change": "{difference}",
            "5-95 %": "{difference_low} to {difference_high}",
            "verdict": "{verdict}",
        },
    )


def _sets(better: float, worse: float) -> str:
    """Say in what part of the sets a difference worth having goes either way, if in any."""
    if max(better, worse) >= OFTEN:  # of outcomes of which no way is better they are NaN
        return f" {100 * better:.0f}/{100 * worse:.0f}%"
    return ""


def _uncertainty(comparison: Comparison) -> tuple[str, ...]:
    several = comparison.parameter_sets > 1
    of = "parameter sets" if several else "runs, as there is one parameter set"
    left = "one luck a set leaves" if comparison.lucks == 1 else f"{comparison.lucks} lucks a set leave"
    what = f"what nobody knows of the parameters, and what {left} of chance" if several else "luck"
    return (
        f"5-95 % says where a change lies over the {of}. More runs do not narrow it: it is {what}.",
        "The verdict is about the mean change and its 95 % Monte Carlo interval, which more runs do narrow: "
        "better or worse if the whole interval reaches the smallest difference worth having, too few runs to "
        "tell if it straddles it.",
    )


def _method(comparison: Comparison) -> tuple[str, ...]:
    each = f", {comparison.lucks} runs with each" if comparison.lucks > 1 else ""
    sets = sets_in_words(comparison.parameters, comparison.parameter_sets, judged=comparison.judged)
    return (
        f"{words.counted(comparison.runs, 'run')} of each scenario over {sets}{each}, seed "
        f"{comparison.seed}. "
        "Run by run every scenario has the same parameters and the same luck, so that a difference is the "
        "scenario's alone.",
        f"Compared at month {comparison.month} after the study's observation.",
        "Members are told apart by role, kind, sector and distance from the centre (far: "
        f"{peripheral_from():g} km or more). Localities are looked at one by one.",
        "Reasons are the flows of the model that moved an outcome, from "
        f"{text.replayed_in_words(comparison)}; their differences add up to that of the outcome in "
        "these runs, which is not quite the one over all. In brackets: 95 % Monte Carlo "
        "intervals. Of a product of requirements each has its Shapley "
        "value.",
        f"Money: {text.money(comparison)}",
    )


def _key(comparison: Comparison) -> str:
    """Say what the excerpts hold."""
    several = comparison.parameter_sets > 1
    sets = sets_in_words(comparison.parameters, comparison.parameter_sets, judged=comparison.judged)
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


# -- Figures in words ----------------------------------------------------------------------


def differences_in_words(comparison: Comparison) -> str:
    """Say what the figure of differences shows."""
    said = []
    for name in comparison.alternatives:
        rows = comparison.differences[comparison.differences["scenario"] == name]
        parts = [
            f"{words.lowered(row['title'])} {words.change(row['difference'], row['unit'])} "
            f"{words.shown_unit(row['unit'], difference=True)} ({row['verdict']})"
            for row in text.largest_first(rows).head(NAMED).to_dict("records")
        ]
        said.append(f"{comparison.called(name)}: {'; '.join(parts)}.")
    return " ".join(said)


def course_in_words(bands: pd.DataFrame, comparison: Comparison, shown: Sequence[Outcome]) -> str:
    """Say where the courses of the first outcomes end."""
    last = bands[bands["month"] == comparison.month]
    parts = []
    for outcome in shown[:NAMED]:
        rows = last[last["outcome"] == outcome.name]
        ends = [
            f"{words.value(float(row['mean']), outcome.unit)} with {comparison.called(row['scenario'])}"
            for row in rows.to_dict("records")
        ]
        parts.append(f"{words.lowered(outcome.title)} {words.listed(ends)}")
    return f"At month {comparison.month}: {'; '.join(parts)}."


def members_in_words(comparison: Comparison) -> str:
    """Say what the figure of members shows."""
    several = len(comparison.alternatives) > 1
    said = [
        f"{comparison.called(name)}: {sentence}" if several else sentence
        for name in comparison.alternatives
        for sentence in text.members(comparison, name)
    ]
    kinds = words.counted(comparison.looked_at.get("kinds", 0), "kind")
    return " ".join(said) or f"None of {kinds} of members has a difference worth having that these runs tell."


def map_in_words(cover: pd.DataFrame, comparison: Comparison) -> str:
    """Say what the maps show."""
    places = cover.groupby("scenario", sort=False)
    return " ".join(places_in_words(rows, comparison.title(str(name))) for name, rows in places)
