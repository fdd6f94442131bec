"""The figures of a sensitivity analysis, drawn into its folder, and what an account says of each."""

from __future__ import annotations

import pandas as pd

from analysis.report import words
from analysis.report.document import Figure
from analysis.runs.folder import draw
from analysis.runs.store import Folder
from analysis.sensitivity import figures as figure
from analysis.sensitivity import text
from analysis.sensitivity.convergence import Verdict
from analysis.sensitivity.factors import DUMMY
from analysis.sensitivity.question import Sensitivity
from sim.model.outcomes import Outcome

MOST_OVER_TIME = 8


def draw_all(folder: Folder, found: Sensitivity, verdicts: tuple[Verdict, ...]) -> tuple[Figure, ...]:
    """Draw what there is to draw, and describe each figure."""
    figures = [
        _draw_indices(folder, found, outcome, verdict)
        for outcome, verdict in zip(found.question.outcomes, verdicts, strict=True)
    ]
    if len(found.question.months) > 1:
        figures.append(_draw_over_time(folder, found))
    if found.convergence["samples"].nunique() > 1:
        figures.append(_draw_convergence(folder, found, verdicts))
    if (found.indices["index"] == "S2").any():
        figures += [_draw_pairs(folder, found, outcome) for outcome in found.question.outcomes]
    return tuple(figures)


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
    drawn = figure.indices(
        here, question.method, question.titles(), title=title, caption=caption,
        axis=text.axis_of(question, outcome), factor=words.scale(unit) if unit else 1.0,
        dummy=None if verdict.dummy != verdict.dummy else verdict.dummy,
    )  # fmt: skip
    name = f"indices-{outcome.name.replace('_', '-')}"
    draw(folder, name, drawn)
    return Figure(name=name, title=title, caption=caption, alternative=text.finding(found, outcome))


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
    drawn = figure.over_time(
        table, {each.name: each.title for each in question.outcomes}, question.titles(), title=title,
        caption=caption, axis=axis, decimals=1 if question.method.shares else 2,
    )  # fmt: skip
    draw(folder, "over-time", drawn)
    said = [_over_time_in_words(found, outcome) for outcome in question.outcomes]
    return Figure(name="over-time", title=title, caption=caption, alternative=" ".join(said))


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
    drawn = figure.convergence(
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
    return Figure(name="convergence", title=title, caption=caption, alternative=said)


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
    drawn = figure.interactions(
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
    return Figure(name=name, title=title, caption=caption, alternative=told)
