"""The document of a plan: its sentences, excerpt, figures and tables, in the order of a screen."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.plan import text
from analysis.plan.analysis import Plan
from analysis.plan.answer import answer_of
from analysis.plan.portfolios import NOTHING
from analysis.plan.question import Question
from analysis.plan.single_levers import MOST_RUNS
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Board, Column, Document, Excerpt, Figure, Paragraphs, Table
from sim.model.schedule import PAYERS

MOST_ROWS = 8  # on a screen


SIGNPOSTS = "Signposts"


def document_of(
    plan: Plan, figures: Sequence[Figure], hypothesis: str, asked: Question | None = None
) -> Document:
    """Write the document: the choice, its rivals, when it fails, how to tell in time, what to find out."""
    title, question, tables = text.title(plan), text.question(plan), _tables(plan)
    return Document(
        kind="plan",
        title=title,
        question=question,
        hypothesis=hypothesis,
        answer=answer_of(plan, tables[0], asked),
        board=_board(plan),
        blocks=(
            Paragraphs(
                "question", heading=title, sentences=(question, text.considered(plan)), medium="screen"
            ),
            Paragraphs("unintended", heading="What gets worse", sentences=tuple(text.unintended(plan))),
            Paragraphs("findings", heading="What was found", sentences=tuple(text.findings(plan))),
            Paragraphs("reasons", heading="Why", sentences=tuple(text.why(plan))),
            _contenders(plan, tables[0]),
            Paragraphs(
                "uncertainty",
                heading="How sure that is, and what to find out first",
                sentences=tuple(text.uncertainty(plan)),
            ),
            Paragraphs("uncertainty", heading=SIGNPOSTS, sentences=tuple(text.signposts(plan))),
            *_signposts(plan, tables),
            Paragraphs("method", tuple(text.method(plan)), tone="note"),
            Paragraphs("limits", tuple(text.limits(plan)), tone="note"),
            *figures,
            *tables,
        ),
    )


def _board(plan: Plan) -> Board:
    """What a board sees beside the answer: the favourite's course, and who pays for it."""
    paid = [(payer[:1].upper() + payer[1:], amount) for payer, amount in text.paid_by(plan)]
    costs = Excerpt(
        ("payer", f"over {words.counted(text.years_of(plan), 'year')}"),
        (False, True),
        tuple(paid),
        tuple("" for _ in paid),
    )
    rate = plan.experiment.setting.discount
    key = f"At {words.PRICE_YEAR} prices{f', discounted at {rate:g} % a year' if rate else ''}."
    return Board("courses", costs if paid else None, key if paid else "")


def _contenders(plan: Plan, table: Table) -> Excerpt:
    """Cut out of the contenders the least regretted ones, and nothing more beside them."""
    choice = plan.choice
    marks = {
        choice.steady: "steady",
        choice.as_good: "as good",
        choice.nearly: "nearly",
        choice.runner_up: "runner-up",
        NOTHING: "",
        choice.favourite: "favourite",
    }
    rows = choice.table.sort_values(["regret", "pounds"], kind="stable", ignore_index=True)
    rows = rows[(rows.index < MOST_ROWS) | rows["bundle"].isin(marks)]
    return excerpt(
        table,
        rows.assign(mark=[marks.get(bundle, "") for bundle in rows["bundle"]]),
        {
            "no.": "{bundle}",
            "levers": "{levers}",
            "": "{mark}",
            "cost": "{pounds}",
            "gain": f"{{{plan.experiment.objective.name}_change}}",
            "regret": "{regret}",
            "95 %": "{regret_high}",
            "best": "{best}",
        },
        tones=["chosen" if bundle == choice.favourite else "" for bundle in rows["bundle"]],
    )


def _signposts(plan: Plan, tables: Sequence[Table]) -> tuple[Excerpt, ...]:
    """Set the signposts beside each other."""
    table = next(each for each in tables if each.name == "signposts")
    if plan.signposts.empty:
        return ()
    patterns = {
        "by month": "{month}", "signpost": "{signal}", "rings where it fails": "{recall}",
        "elsewhere": "{false_alarms}", "fails where it rings": "{precision}", "holds": "{holds}",
    }  # fmt: skip
    return (excerpt(table, with_signals(plan), patterns),)


def with_signals(plan: Plan) -> pd.DataFrame:
    """Give the signposts, each with what it asks in words."""
    signals = [text.signal(row) for _, row in plan.signposts.iterrows()]
    return plan.signposts.assign(signal=signals).astype({"signal": object})


def _tables(plan: Plan) -> tuple[Table, ...]:
    experiment = plan.experiment
    outcomes = experiment.outcomes
    gains = tuple(Column(f"{each.name}_change", each.title, each.unit, difference=True) for each in outcomes)
    pays = tuple(
        Column(f"{payer}_pays", f"{payer} pays", "GBP", difference=True)
        for payer in PAYERS
        if plan.search.table[f"{payer}_pays"].abs().max() >= 1
    )
    bundle = (Column("bundle", "Bundle"), Column("levers", "Levers"))
    pounds = (
        Column("pounds", "Cost that counts", "GBP"),
        Column("overrun", "Beyond the budget in", "share", whole=True),
    )
    first, ends = outcomes[0], ("band_low", "band_high")
    low, high = (f"{first.name}_{end}" for end in ends)
    band = Column(low, f"{first.title}, 5-95 %", first.unit, difference=True, to=high)
    unit, alone = experiment.objective.unit, words.counted(min(experiment.runs, MOST_RUNS), "run")
    regrets = (
        Column("regret", "Regret, mean", unit),
        Column("regret_high", "Regret, 95 %", unit),
        Column("best", "Best in", "share", whole=True),
    )
    return (
        Table(
            "contenders",
            "The contenders, the least regretted first",
            "Changes are against nothing more, means over the further futures.",
            columns=(*bundle, *pounds, *gains, band, *regrets),
        ),
        Table(
            "efficient",
            "Efficient bundles, from cheap to dear",
            f"None gives more {text.weighed(plan)} for as little without less of another.",
            columns=(*bundle, *pounds, *pays, *gains, Column("efficient_share", "Stays so in", "share")),
        ),
        Table(
            "levers",
            "Each dose of a lever by itself",
            f"Means over {alone}. Chosen: bundles are made of it.",
            columns=(
                Column("dose", "Lever, and how much of it"),
                Column("title", "What it is"),
                Column("payer", "Paid by"),
                Column("pounds", "Cost that counts", "GBP"),
                *gains,
                Column("chosen", "Chosen"),
            ),
        ),
        Table(
            "signposts",
            "Signposts: what tells in time where the favourite fails",
            "Judged in futures in which they were not found, with 95 % intervals over futures.",
            columns=(
                Column("signal", "Signpost"),
                Column("month", "By month", whole=True),
                Column("recall", "Rings where it fails", "share", whole=True),
                Column("false_alarms", "Rings elsewhere", "share", whole=True),
                Column("precision", "Fails where it rings", "share", whole=True),
                Column("share", "Fails over all", "share", whole=True),
                Column("holds", "Better than chance"),
                Column("switch_to", "Switch to bundle"),
                Column("switch_gain", "Gain by that", unit, difference=True),
            ),
        ),
        Table(
            "information",
            "What it would be worth to know each parameter before choosing",
            "Expected gain in the objective; found: above what every shuffle gave.",
            columns=(
                Column("parameter", "Parameter"),
                Column("what", "What it is"),
                Column("value", "Worth", unit),
                Column("low", "95 % from", unit),
                Column("high", "to", unit),
                Column("found", "Above chance"),
            ),
        ),
    )
