"""What the folder of a sensitivity analysis holds: tables, figures and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.report import words
from analysis.report.document import Figure
from analysis.report.style import boxes_for_missing_signs
from analysis.runs.folder import draw, write_answer, write_readme
from analysis.runs.store import Folder
from analysis.sensitivity import figures, text
from analysis.sensitivity.convergence import Verdict, judged
from analysis.sensitivity.document import document_of
from analysis.sensitivity.factors import DUMMY
from analysis.sensitivity.results import Sensitivity
from analysis.statistics.comparison import records
from sim.model.outcomes import Outcome

MOST_NAMED = 15
MOST_OVER_TIME = 8
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
    tables = tables_of(found)
    for name, table in tables.items():
        folder.table(name, table)
    drawn = draw_all(folder, found, verdicts)
    document = document_of(found, tables["important"], verdicts, drawn, hypothesis)
    write_answer(folder, answer_of(found, verdicts, tables["important"]), document)


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


def answer_of(found: Sensitivity, verdicts: tuple[Verdict, ...], important: pd.DataFrame) -> dict[str, Any]:
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
        "important": records(important),
        "convergence": records(pd.DataFrame([vars(each) for each in verdicts])),
        "reasons": [
            {"outcome": each.outcome, "factor": each.factor, "sentences": list(each.sentences)}
            for each in found.reasons
        ],
        "notes": list(found.notes),
    }


# -- Figures -------------------------------------------------------------------------------


def draw_all(folder: Folder, found: Sensitivity, verdicts: tuple[Verdict, ...]) -> tuple[Figure, ...]:
    """Draw what there is to draw, and describe each figure."""
    drawn = [
        _draw_indices(folder, found, outcome, verdict)
        for outcome, verdict in zip(found.question.outcomes, verdicts, strict=True)
    ]
    if len(found.question.months) > 1:
        drawn.append(_draw_over_time(folder, found))
    if found.convergence["samples"].nunique() > 1:
        drawn.append(_draw_convergence(folder, found, verdicts))
    if (found.indices["index"] == "S2").any():
        drawn += [_draw_pairs(folder, found, outcome) for outcome in found.question.outcomes]
    return tuple(drawn)


def _draw_indices(folder: Folder, found: Sensitivity, outcome: Outcome, verdict: Verdict) -> Figure:
    question = found.question
    order = found.order(outcome.name)
    here = found.indices[
        (found.indices["outcome"] == outcome.name) & (found.indices["month"] == question.month)
    ]
    here = here[here["factor"].isin(order) & (here["other"] == "")]
    place = {name: number for number, name in enumerate(order)}
    here = here.loc[here["factor"].map(place).sort_values(kind="stable").index]
    title = text.headline(found, outcome)
    caption = f"Dots: indices; lines: 95 % intervals. {text.caption(found)}"
    unit = text.unit_of(question, outcome)
    drawn = figures.indices(
        here, question.method, question.titles(), title=title, caption=caption,
        axis=text.axis_of(question, outcome), factor=words.scale(unit) if unit else 1.0,
        dummy=None if verdict.dummy != verdict.dummy else verdict.dummy,
    )  # fmt: skip
    name = f"indices-{outcome.name.replace('_', '-')}"
    draw(folder, name, drawn)
    return Figure(name, title, caption, text.finding(found, outcome))


def _draw_over_time(folder: Folder, found: Sensitivity) -> Figure:
    question = found.question
    parts = []
    for outcome in question.outcomes:
        names = found.order(outcome.name)[:MOST_OVER_TIME]
        rows = found.indices[
            (found.indices["outcome"] == outcome.name)
            & (found.indices["index"] == question.method.main)
            & found.indices["factor"].isin(names)
        ]
        place = {name: number for number, name in enumerate(names)}
        rows = rows.assign(place=rows["factor"].map(place)).sort_values(["place", "month"], kind="stable")
        scale = words.scale(text.unit_of(question, outcome)) if text.unit_of(question, outcome) else 1.0
        parts.append(rows.assign(value=rows["value"] * scale))
    table = pd.concat(parts, ignore_index=True)
    title = f"Which assumptions matter when: {text.where(question)}"
    caption = f"The most important factors at month {question.month}, month by month. {text.caption(found)}"
    axis = words.listed(list(dict.fromkeys(text.axis_of(question, each) for each in question.outcomes)), "or")
    drawn = figures.over_time(
        table, {each.name: each.title for each in question.outcomes}, question.titles(), title=title,
        caption=caption, axis=axis, decimals=1 if question.method.shares else 2,
    )  # fmt: skip
    draw(folder, "over-time", drawn)
    said = [_over_time_in_words(found, outcome) for outcome in question.outcomes]
    return Figure("over-time", title, caption, " ".join(said))


def _over_time_in_words(found: Sensitivity, outcome: Outcome) -> str:
    question = found.question
    said = []
    for month in question.months:
        rows = found.main(outcome.name, month)
        rows = rows[rows["factor"] != DUMMY]
        if len(rows):
            first = rows.iloc[0]
            value = text.written(float(first["value"]), text.unit_of(question, outcome))
            said.append(f"at month {month} {first['factor']} ({value})")
    return f"{outcome.title} hangs most on: {', '.join(said)}."


def _draw_convergence(folder: Folder, found: Sensitivity, verdicts: tuple[Verdict, ...]) -> Figure:
    question = found.question
    title = text.verdict_in_short(verdicts)
    caption = f"The largest indices over growing parts of the sample, with intervals. {text.caption(found)}"
    axis = question.method.indices[question.method.main].partition(":")[0]
    units = {each.name: text.unit_of(question, each) for each in question.outcomes}
    factors = found.convergence["outcome"].map({name: words.scale(unit) for name, unit in units.items()})
    scaled = {key: found.convergence[key] * factors for key in ("value", "error")}
    signs = {name: words.shown_unit(unit, difference=True) for name, unit in units.items() if unit}
    if question.method.shares:
        signs = dict.fromkeys(units, "%")
    drawn = figures.convergence(
        found.convergence.assign(**scaled),
        {each.name: each.title for each in question.outcomes},
        question.titles(),
        title=title,
        caption=caption,
        axes={name: f"{axis}, {signs[name]}" if name in signs else axis for name in units},
        counted=_counted(found),
    )
    draw(folder, "convergence", drawn)
    said = " ".join(text.said(found, each) for each in verdicts)
    return Figure("convergence", title, caption, said)


def _counted(found: Sensitivity) -> str:
    return "search curves" if found.question.method.name == "fast" else found.question.method.counted


def _draw_pairs(folder: Folder, found: Sensitivity, outcome: Outcome) -> Figure:
    question = found.question
    pairs = found.indices[
        (found.indices["outcome"] == outcome.name)
        & (found.indices["month"] == question.month)
        & (found.indices["index"] == "S2")
    ]
    title = f"Which pairs act together on {text.subject(question, outcome)}, month {question.month}"
    caption = f"Second order, % of the variance; in brackets: not told apart from zero. {text.caption(found)}"
    name = f"interactions-{outcome.name.replace('_', '-')}"
    drawn = figures.interactions(
        pairs[(pairs["factor"] != DUMMY) & (pairs["other"] != DUMMY)], question.titles(), title=title,
        caption=caption,
    )  # fmt: skip
    draw(folder, name, drawn)
    clear = pairs[pairs["value"].abs() > pairs["error"]]
    largest = clear.loc[clear["value"].abs().sort_values(ascending=False, kind="stable").index].head(3)
    said = [
        f"{row['factor']} with {row['other']} {100 * float(row['value']):.1f}%"
        for row in largest.to_dict("records")
    ]
    told = f"The largest: {'; '.join(said)}." if said else "No pair is told apart from zero."
    return Figure(name, title, caption, told)
