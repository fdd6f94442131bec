"""What the folder of a sensitivity analysis holds: tables, figures and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.report import words
from analysis.report.document import Figure
from analysis.report.style import boxes_for_missing_signs
from analysis.runs import files
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme
from analysis.sensitivity import figures, text
from analysis.sensitivity.convergence import Verdict, verdict_of
from analysis.sensitivity.document import document_of
from analysis.sensitivity.factors import DUMMY, LUCK
from analysis.sensitivity.question import Question
from analysis.sensitivity.results import Sensitivity
from analysis.sensitivity.sample import Design
from analysis.statistics.comparison import records
from sim.model.outcomes import Outcome

MOST_NAMED = 15
ROWS_WRITTEN = 8192  # at once
MOST_OVER_TIME = 8
TABLES = {
    "important": "the largest indices of each outcome at the last month, with what they rest on",
    "indices": "every index of every outcome, month and factor (and pair), with its 95 % interval",
    "factors": "what was varied, over which range, on which grounds",
    "levels": "mean, spread and 5-95 % of each outcome over the design",
    "convergence": "the main index over growing parts of the sample",
    "reasons": "the flows that the most important factors move",
    "screening": "what the screening found that kept the factors (only with --keep or --second-order)",
    "rows/": "outcomes of every row of the design; differences from the base, where there is one",
    "design": "the design, row by row: shares of ranges, from 0 to 1, as SALib takes them; no CSV",
    "inputs": "the same in the factors' own units, all else at its central value; no CSV",
}


@boxes_for_missing_signs()
def fill(folder: Folder, result: Sensitivity, hypothesis: str = "", asked: Question | None = None) -> None:
    """Write tables, figures and the answer of a sensitivity analysis."""
    verdicts = verdicts_of(result)
    write_readme(folder, TABLES)
    tables = tables_of(result)
    for name, table in tables.items():
        folder.table(name, table)
    write_design(folder, result)
    drawn = draw_all(folder, result, verdicts)
    document = document_of(result, tables["important"], verdicts, drawn, hypothesis, asked)
    write_answer(folder, answer_of(result, verdicts, tables["important"]), document)


def write_design(folder: Folder, result: Sensitivity) -> None:
    """Write the rows that were run, in the order of `rows/`, as shares of the ranges and as values.

    Another program makes the same of it: `design` with the outcome of each row is what SALib's `analyze`
    takes, with bounds of 0 and 1.
    """
    experiment = result.question
    design = experiment.design()
    for name, points in (("design", design), ("inputs", design.mapped(experiment.columns()))):
        parts = (
            files.arrow(_rows(points, begin, with_luck=name == "inputs"))
            for begin in range(0, design.rows, ROWS_WRITTEN)
        )
        folder.write(f"data/{name}.parquet", partial(files.write_parquet_parts, parts, repeated=True))


def _rows(design: Design, begin: int, *, with_luck: bool) -> pd.DataFrame:
    """Some rows of a design: `row`, and a column for each factor."""
    end = min(begin + ROWS_WRITTEN, design.rows)
    frame = pd.DataFrame(design.points(begin, end), columns=list(design.problem.names))
    if with_luck and design.lucks is not None:
        frame[LUCK] = design.lucks[begin:end]
    frame.insert(0, "row", np.arange(begin, end))
    return frame


def verdicts_of(result: Sensitivity) -> tuple[Verdict, ...]:
    """Judge each outcome's sample."""
    return tuple(
        verdict_of(
            result.question,
            outcome.name,
            result.main(outcome.name),
            result.convergence[result.convergence["outcome"] == outcome.name],
        )
        for outcome in result.question.outcomes
    )


def tables_of(result: Sensitivity) -> dict[str, pd.DataFrame]:
    """Give the tables by name."""
    flows = [each.flows.assign(outcome=each.outcome, factor=each.factor) for each in result.reasons]
    tables = {
        "important": important(result),
        "indices": result.indices,
        "factors": text.ranges(result.question),
        "levels": result.levels,
        "convergence": result.convergence,
    }
    if flows:
        tables["reasons"] = pd.concat(flows).set_index(["outcome", "factor"]).reset_index()
    if len(result.screening):
        tables["screening"] = result.screening
    return tables


def important(result: Sensitivity) -> pd.DataFrame:
    """The largest main indices of each outcome, with what the factors are and what they rest on."""
    question = result.question
    facts = {str(row["factor"]): row for row in text.ranges(question).to_dict("records")}
    rows = []
    for outcome in question.outcomes:
        main = result.main(outcome.name)
        shown = main[main["factor"] != DUMMY].head(MOST_NAMED).to_dict("records")
        for place, row in enumerate(shown, 1):
            name = str(row["factor"])
            known = facts.get(name, {})
            varied = known and known["kind"] != "chance"
            rows.append(
                {
                    "outcome": outcome.title,
                    "rank": place,
                    "factor": name,
                    "title": question.titles().get(name, name),
                    **{key: float(row[key]) for key in ("value", "low", "high")},
                    "index_unit": text.unit_of(question, outcome),
                    "range": "{low:.3g} to {high:.3g} {unit}".format_map(known) if varied else "",
                    **{key: str(known.get(key, "")) for key in ("grade", "source")},
                }
            )
    return pd.DataFrame(rows)


# -- The answer ----------------------------------------------------------------------------


def answer_of(result: Sensitivity, verdicts: tuple[Verdict, ...], important: pd.DataFrame) -> dict[str, Any]:
    """Give what `answer.json` holds."""
    question = result.question
    return {
        "kind": "sensitivity",
        "scenario": question.scenario.name,
        "against": question.against.name if question.against else None,
        "method": question.method.name,
        "main": question.method.main,
        "month": question.month,
        "months": list(question.months),
        "samples": question.samples,
        "runs": result.runs,
        "seed": question.seed,
        "parameters": question.ranges,
        "factors": [each.name for each in question.factors],
        "outcomes": [each.name for each in question.outcomes],
        "important": records(important),
        "convergence": records(pd.DataFrame([vars(each) for each in verdicts])),
        "reasons": [
            {"outcome": each.outcome, "factor": each.factor, "sentences": list(each.sentences)}
            for each in result.reasons
        ],
        "notes": list(result.notes),
    }


# -- Figures -------------------------------------------------------------------------------


def draw_all(folder: Folder, result: Sensitivity, verdicts: tuple[Verdict, ...]) -> tuple[Figure, ...]:
    """Draw what there is to draw, and describe each figure."""
    drawn = [
        _draw_indices(folder, result, outcome, verdict)
        for outcome, verdict in zip(result.question.outcomes, verdicts, strict=True)
    ]
    if len(result.question.months) > 1:
        drawn.append(_draw_over_time(folder, result))
    if result.convergence["samples"].nunique() > 1:
        drawn.append(_draw_convergence(folder, result, verdicts))
    if (result.indices["index"] == "S2").any():
        drawn += [_draw_pairs(folder, result, outcome) for outcome in result.question.outcomes]
    return tuple(drawn)


def _draw_indices(folder: Folder, result: Sensitivity, outcome: Outcome, verdict: Verdict) -> Figure:
    question = result.question
    here = result.indices[(result.indices["month"] == question.month) & (result.indices["other"] == "")]
    here = _of_factors(here, outcome, result.order(outcome.name))
    title = text.headline(result, outcome)
    caption = f"Dots: indices; lines: 95 % intervals. {text.caption(result)}"
    unit = text.unit_of(question, outcome)
    drawn = figures.indices(
        here, question.method, question.titles(), title=title, caption=caption,
        axis=text.axis_of(question, outcome), factor=words.scale(unit),
        dummy=None if verdict.dummy != verdict.dummy else verdict.dummy,
    )  # fmt: skip
    name = f"indices-{outcome.name.replace('_', '-')}"
    draw(folder, name, drawn)
    return Figure(name, title, caption, text.finding(result, outcome))


def _of_factors(rows: pd.DataFrame, outcome: Outcome, names: Sequence[str]) -> pd.DataFrame:
    """Rows of one outcome and some factors, in the order of these."""
    rows = rows[(rows["outcome"] == outcome.name) & rows["factor"].isin(names)]
    return rows.sort_values("factor", key=lambda each: each.map(names.index), kind="stable")


def _draw_over_time(folder: Folder, result: Sensitivity) -> Figure:
    question = result.question
    main, parts = result.indices[result.indices["index"] == question.method.main], []
    for outcome in question.outcomes:
        rows = _of_factors(main, outcome, result.order(outcome.name)[:MOST_OVER_TIME])
        parts.append(rows.assign(value=rows["value"] * words.scale(text.unit_of(question, outcome))))
    table = pd.concat(parts, ignore_index=True)
    title = f"Which assumptions matter when: {text.where(question)}"
    caption = f"The most important factors at month {question.month}, month by month. {text.caption(result)}"
    panels = {each.name: f"{each.title}: {text.axis_of(question, each)}" for each in question.outcomes}
    drawn = figures.over_time(
        table, panels, question.titles(), title=title, caption=caption,
        decimals=1 if question.method.shares else 2,
    )  # fmt: skip
    draw(folder, "over-time", drawn)
    said = [_over_time_in_words(result, outcome) for outcome in question.outcomes]
    return Figure("over-time", title, caption, " ".join(said))


def _over_time_in_words(result: Sensitivity, outcome: Outcome) -> str:
    question = result.question
    said = []
    for month in question.months:
        rows = result.main(outcome.name, month)
        rows = rows[rows["factor"] != DUMMY]
        if len(rows):
            first = rows.iloc[0]
            value = text.written(float(first["value"]), text.unit_of(question, outcome))
            said.append(f"at month {month} {first['factor']} ({value})")
    return f"{outcome.title} hangs most on: {', '.join(said)}."


def _draw_convergence(folder: Folder, result: Sensitivity, verdicts: tuple[Verdict, ...]) -> Figure:
    question = result.question
    title = text.verdict_in_short(verdicts)
    caption = f"The largest indices over growing parts of the sample, with intervals. {text.caption(result)}"
    axis = question.method.indices[question.method.main].partition(":")[0]
    units = {each.name: text.unit_of(question, each) for each in question.outcomes}
    factors = result.convergence["outcome"].map({name: words.scale(unit) for name, unit in units.items()})
    scaled = {key: result.convergence[key] * factors for key in ("value", "error")}
    signs = {name: words.shown_unit(unit, difference=True) for name, unit in units.items() if unit}
    if question.method.shares:
        signs = dict.fromkeys(units, "%")
    drawn = figures.convergence(
        result.convergence.assign(**scaled),
        {each.name: each.title for each in question.outcomes},
        question.titles(),
        title=title,
        caption=caption,
        axes={name: f"{axis}, {signs[name]}" if name in signs else axis for name in units},
        counted="search curves" if question.method.name == "fast" else question.method.counted,
    )
    draw(folder, "convergence", drawn)
    said = " ".join(text.convergence_sentence(result, each) for each in verdicts)
    return Figure("convergence", title, caption, said)


def _draw_pairs(folder: Folder, result: Sensitivity, outcome: Outcome) -> Figure:
    question = result.question
    pairs = result.indices[
        (result.indices["outcome"] == outcome.name)
        & (result.indices["month"] == question.month)
        & (result.indices["index"] == "S2")
    ]
    title = f"Which pairs act together on {text.subject(question, outcome)}, month {question.month}"
    caption = (
        f"Second order, % of the variance; in brackets: not told apart from zero. {text.caption(result)}"
    )
    name = f"interactions-{outcome.name.replace('_', '-')}"
    drawn = figures.interactions(
        pairs[(pairs["factor"] != DUMMY) & (pairs["other"] != DUMMY)], question.titles(), title=title,
        caption=caption,
    )  # fmt: skip
    draw(folder, name, drawn)
    clear = pairs[pairs["value"].abs() > pairs["error"]]
    largest = clear.sort_values("value", key=abs, ascending=False, kind="stable").head(3)
    listed = [
        f"{row['factor']} with {row['other']} {100 * float(row['value']):.1f}%"
        for row in largest.to_dict("records")
    ]
    alternative = f"The largest: {'; '.join(listed)}." if listed else "No pair is told apart from zero."
    return Figure(name, title, caption, alternative)
