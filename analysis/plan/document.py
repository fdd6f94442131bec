"""The document of a plan: its sentences, excerpt, figures and tables, in the order of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.plan import text
from analysis.plan.analysis import Plan
from analysis.plan.portfolios import NOTHING
from analysis.plan.single_levers import MOST_RUNS
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Column, Document, Excerpt, Figure, Paragraphs, Table
from sim.model.outcomes import OUTCOMES
from sim.model.schedule import PAYERS

MOST_ROWS = 8  # on a screen


def document_of(plan: Plan, figures: Sequence[Figure], hypothesis: str) -> Document:
    """Write the document: the choice, its rivals, when it fails, what to find out."""
    title, question, tables = text.title(plan), text.question(plan), _tables(plan)
    return Document(
        kind="plan",
        title=title,
        question=question,
        hypothesis=hypothesis,
        blocks=(
            Paragraphs(role="question", heading=title, sentences=(question,), medium="screen"),
            Paragraphs(role="unintended", heading="What gets worse", sentences=tuple(text.unintended(plan))),
            Paragraphs(role="findings", heading="What was found", sentences=tuple(text.findings(plan))),
            Paragraphs(role="reasons", heading="Why", sentences=tuple(text.why(plan))),
            _contenders(plan, tables[0]),
            Paragraphs(
                role="uncertainty",
                heading="How sure that is, and what to find out first",
                sentences=tuple(text.uncertainty(plan)),
            ),
            Paragraphs(role="method", sentences=tuple(text.method(plan)), tone="note"),
            Paragraphs(role="limits", sentences=tuple(text.limits(plan)), tone="note"),
            *figures,
            *tables,
        ),
    )


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
            "gain": f"{{{plan.asked.objective.name}_change}}",
            "regret": "{regret}",
            "95 %": "{regret_high}",
            "best": "{best}",
        },
        tones=["chosen" if bundle == choice.favourite else "" for bundle in rows["bundle"]],
    )


def _tables(plan: Plan) -> tuple[Table, ...]:
    asked = plan.asked
    outcomes = [OUTCOMES[name] for name in asked.outcomes]
    gains = tuple(
        Column(name=f"{each.name}_change", label=each.title, unit=each.unit, difference=True)
        for each in outcomes
    )
    pays = tuple(
        Column(name=f"{payer}_pays", label=f"{payer} pays", unit="GBP", difference=True)
        for payer in PAYERS
        if plan.search.table[f"{payer}_pays"].abs().max() >= 1
    )
    bundle = (Column(name="bundle", label="Bundle"), Column(name="levers", label="Levers"))
    pounds = (
        Column(name="pounds", label="Cost that counts", unit="GBP"),
        Column(name="overrun", label="Beyond the budget in", unit="share", whole=True),
    )
    unit, alone = asked.objective.unit, words.counted(min(asked.runs, MOST_RUNS), "run")
    regrets = (
        Column(name="regret", label="Regret, mean", unit=unit),
        Column(name="regret_high", label="Regret, 95 %", unit=unit),
        Column(name="best", label="Best in", unit="share", whole=True),
    )
    return (
        Table(
            name="contenders",
            title="The contenders, the least regretted first",
            caption="Changes are against nothing more, means over the further futures.",
            columns=(*bundle, *pounds, *gains, *regrets),
        ),
        Table(
            name="efficient",
            title="Efficient bundles, from cheap to dear",
            caption="None gives more 24/7 cover, equity or engagement for as little without less of another.",
            columns=(
                *bundle,
                *pounds,
                *pays,
                *gains,
                Column(name="efficient_share", label="Stays so in", unit="share"),
            ),
        ),
        Table(
            name="levers",
            title="Each lever by itself",
            caption=f"Means over {alone}. Chosen: bundles are made of it.",
            columns=(
                Column(name="lever", label="Lever"),
                Column(name="title", label="What it is"),
                Column(name="payer", label="Paid by"),
                Column(name="pounds", label="Cost that counts", unit="GBP"),
                *gains,
                Column(name="chosen", label="Chosen"),
            ),
        ),
        Table(
            name="information",
            title="What it would be worth to know each parameter before choosing",
            caption="Expected gain in the objective; found: above what every shuffle gave.",
            columns=(
                Column(name="parameter", label="Parameter"),
                Column(name="what", label="What it is"),
                Column(name="value", label="Worth", unit=unit),
                Column(name="low", label="95 % from", unit=unit),
                Column(name="high", label="to", unit=unit),
                Column(name="found", label="Above chance"),
            ),
        ),
    )
