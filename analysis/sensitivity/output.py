"""What the folder of a sensitivity analysis holds: tables, figures and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.report.document import Account, Column, Figure, Table
from analysis.report.text import NOT_A_FORECAST
from analysis.runs.folder import boxes_for_missing_signs, write_answer, write_readme
from analysis.runs.store import Folder
from analysis.sensitivity import text
from analysis.sensitivity.convergence import Verdict, judged
from analysis.sensitivity.drawing import draw_all
from analysis.sensitivity.factors import DUMMY, LUCK
from analysis.sensitivity.question import Sensitivity
from analysis.statistics.comparison import records

MOST_NAMED = 15
TABLES = {
    "important": "the largest indices of each outcome at the last month, with what they rest on",
    "indices": "every index of every outcome, month and factor (and pair), with its 95 % interval",
    "factors": "what was varied, over which range, on which grounds",
    "levels": "mean, spread and 5-95 % of each outcome over the design",
    "convergence": "the main index over growing parts of the sample",
    "reasons": "the flows that the most important factors move",
    "screening": "what the screening found that kept the factors (only with --keep or --second-order)",
    "rows/": "outcomes of every row of the design; the design follows from the seed",
}


@boxes_for_missing_signs()
def fill(folder: Folder, found: Sensitivity, hypothesis: str = "") -> None:
    """Write tables, figures and the answer of a sensitivity analysis."""
    verdicts = verdicts_of(found)
    write_readme(folder, TABLES)
    for name, table in tables_of(found).items():
        folder.table(name, table)
    figures = draw_all(folder, found, verdicts)
    write_answer(folder, answer_of(found, verdicts, account_of(found, verdicts, figures, hypothesis)))


def verdicts_of(found: Sensitivity) -> tuple[Verdict, ...]:
    """Judge each outcome's sample."""
    return tuple(
        judged(
            found.question,
            outcome.name,
            found.main(outcome.name),
            found.convergence[found.convergence["outcome"] == outcome.name],
        )
        for outcome in found.question.outcomes
    )


def tables_of(found: Sensitivity) -> dict[str, pd.DataFrame]:
    """Give the tables by name."""
    flows = [each.flows.assign(outcome=each.outcome, factor=each.factor) for each in found.reasons]
    tables = {
        "important": important(found),
        "indices": found.indices,
        "factors": text.ranges(found.question),
        "levels": found.levels,
        "convergence": found.convergence,
    }
    if flows:
        every = pd.concat(flows, ignore_index=True)
        first = ["outcome", "factor"]
        tables["reasons"] = every[[*first, *(name for name in every.columns if name not in first)]]
    if len(found.screening):
        tables["screening"] = found.screening
    return tables


def important(found: Sensitivity) -> pd.DataFrame:
    """The largest main indices of each outcome, with what the factors are and what they rest on."""
    question = found.question
    facts = {str(row["factor"]): row for row in text.ranges(question).to_dict("records")}
    rows = []
    for outcome in question.outcomes:
        main = found.main(outcome.name)
        shown = main[main["factor"] != DUMMY].head(MOST_NAMED).to_dict("records")
        for place, row in enumerate(shown, 1):
            name = str(row["factor"])
            known = facts.get(name)
            rows.append(
                {
                    "outcome": outcome.title,
                    "rank": place,
                    "factor": name,
                    "title": question.titles().get(name, name),
                    "value": float(row["value"]),
                    "low": float(row["low"]),
                    "high": float(row["high"]),
                    "index_unit": text.unit_of(question, outcome),
                    "range": _range(known),
                    "grade": "" if known is None else str(known["grade"]),
                    "source": "" if known is None else str(known["source"]),
                }
            )
    return pd.DataFrame(rows)


def _range(known: Mapping[Any, Any] | None) -> str:
    if known is None or known["kind"] == "chance":
        return ""
    return f"{known['low']:.3g} to {known['high']:.3g} {known['unit']}"


# -- The answer ----------------------------------------------------------------------------


def answer_of(found: Sensitivity, verdicts: tuple[Verdict, ...], account: Account) -> dict[str, Any]:
    """Give what `answer.json` holds."""
    question = found.question
    return {
        "kind": "sensitivity",
        "scenario": question.scenario.name,
        "against": question.against.name if question.against else None,
        "method": question.method.name,
        "main": question.method.main,
        "month": question.month,
        "months": list(question.months),
        "samples": question.samples,
        "runs": found.runs,
        "seed": question.seed,
        "parameters": question.ranges,
        "factors": [each.name for each in question.factors],
        "outcomes": [each.name for each in question.outcomes],
        "important": records(important(found)),
        "convergence": records(pd.DataFrame([vars(each) for each in verdicts])),
        "reasons": [
            {"outcome": each.outcome, "factor": each.factor, "sentences": list(each.sentences)}
            for each in found.reasons
        ],
        "notes": list(found.notes),
        "account": account.model_dump(mode="json"),
    }


def account_of(
    found: Sensitivity, verdicts: tuple[Verdict, ...], figures: tuple[Figure, ...], hypothesis: str
) -> Account:
    """Write the account that a report is made from."""
    question = found.question
    chance = [text.chance(found, outcome) for outcome in question.outcomes]
    return Account(
        kind="sensitivity",
        title=f"What drives the answer: {question.scenario.title}",
        question=text.asked(question),
        hypothesis=hypothesis,
        findings=(
            *(text.finding(found, each) for each in question.outcomes),
            *(each for each in chance if each),
        ),
        reasons=tuple(sentence for each in found.reasons for sentence in each.sentences),
        uncertainty=tuple(
            sentence for each in verdicts for sentence in (text.said(found, each), text.nothing(found, each))
        ),
        limits=(*found.notes, *_limits(found), NOT_A_FORECAST),
        method=_method(found),
        figures=figures,
        tables=(_table(found),),
    )


def _limits(found: Sensitivity) -> list[str]:
    question = found.question
    said = [
        "An index says how much an outcome hangs on an assumption over its range, not how likely a value is: "
        "wider ranges have larger indices.",
        "Factors are varied independently of each other.",
    ]
    if question.ranges == "accepted":
        said.append(
            "What calibration tied together among accepted values is taken apart: each parameter that the "
            "study's patterns inform runs through its own accepted values."
        )
    if question.keep is not None:
        said.append("What the screening left out stands at its central value, and its interactions with it.")
    if question.method.dummy:
        lucks = "two lucks a replicate" if question.method.signed else "ten lucks"
        said.append(f"Of chance, {question.method.name} sees no more than how {lucks} differ.")
    return said


def _method(found: Sensitivity) -> tuple[str, ...]:
    question = found.question
    method = question.method
    said = [
        f"{method.title}: for each factor, {method.asks}.",
        f"{text.caption(found)} What is not varied stands at its central value, or as the scenario says.",
    ]
    if method.chance and any(each.name == LUCK for each in question.factors):
        said.append(
            "Chance is a factor like the others: runs that share its value share every draw, so that a "
            "factor the scenario does not use changes nothing at all."
        )
    if not method.chance:
        said.append(
            f"Each point is the mean over the same {method.averaged} lucks, since chance has no slope."
        )
    if question.keep is not None:
        said.append(f"A Morris screening kept the {question.keep} factors that matter most for any outcome.")
    if question.against is not None:
        said.append(
            "Both scenarios are run with the same factors and the same luck; outcomes are differences."
        )
    return tuple(said)


def _table(found: Sensitivity) -> Table:
    main = found.question.method.indices[found.question.method.main]
    return Table(
        name="important",
        title="The assumptions that matter most",
        caption=f"{main[0].upper() + main[1:]} at month {found.question.month}, with its 95 % interval, "
        "the range that the factor was varied over, and what that rests on.",
        columns=(
            Column(name="rank", label="rank"),
            Column(name="title", label="what it is"),
            Column(name="factor", label="name"),
            Column(name="value", label="index", unit_in="index_unit"),
            Column(name="low", label="95 % interval", unit_in="index_unit", to="high"),
            Column(name="range", label="varied over"),
            Column(name="grade", label="grade"),
            Column(name="source", label="source"),
        ),
        group="outcome",
    )
