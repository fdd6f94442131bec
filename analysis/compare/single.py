"""One scenario, `mcn run`: its folder, and its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.compare.folder_tables import AnswerSettings, Detail, lines, only, write_tables
from analysis.report import charts, words
from analysis.report.cells import excerpt
from analysis.report.document import Answer, Column, Document, Figure, NextStep, Paragraphs, Table
from analysis.report.judged import judged_on
from analysis.report.style import boxes_for_missing_signs
from analysis.report.text import CONDITIONAL, NO_FAMILIES, run_caption, sets_in_words
from analysis.runs.batch import Batch, BatchResult
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import Drawing, draw, draw_all, write_answer
from analysis.statistics import summaries
from analysis.statistics.comparison import MAIN, records
from analysis.statistics.costs import ALL, totals
from analysis.statistics.options import years_within
from analysis.statistics.paired import spread, units
from analysis.statistics.results import Columns
from sim.model.outcomes import OUTCOMES, Outcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MplFigure

    from sim.inputs.scenarios import Scenario

NAMED = 6  # outcomes that a figure's text alternative names


@boxes_for_missing_signs()
def fill_run(folder: Folder, batch: Batch, result: BatchResult, settings: AnswerSettings) -> None:
    """Write what one scenario gave, the answer first."""
    shown = list(settings.shown)
    (runs,) = batch.columns(folder, result.runs)
    levels = _levels(runs, batch.month)
    detail = Detail.read(folder, batch, result, shown)
    answer = _answer(runs, batch.month, only(levels, [outcome.name for outcome in shown]), settings)
    drawings = _drawings(runs, answer, shown, detail)
    figures, typed = [each.figure for each in drawings], settings.asked.scenarios
    document = document_of(answer, runs.scenario, settings.hypothesis, detail.placed, figures, *typed)
    write_answer(folder, answer, document)
    draw_all(folder, drawings)
    draw(folder, "page", _page(runs, drawings[0].figure, shown, detail))
    write_tables(folder, batch, result, detail, {"levels": levels, "spent": pd.DataFrame(answer["costs"])})


def _levels(runs: Columns, month: int) -> pd.DataFrame:
    """Each outcome at month 0, at the ends of years 1 and 3, and at the horizon: means, and 5-95 % there."""
    unit = units(runs.keys(month))
    rows = []
    for outcome in OUTCOMES.values():
        found = spread(runs.column(outcome.name, month), unit)
        rows.append(
            {
                "scenario": runs.scenario.name,
                "outcome": outcome.name,
                "title": outcome.title,
                "unit": outcome.unit,
                "better": outcome.better,
                **{f"month_{each}": float(runs.column(outcome.name, each).mean()) for each in _before(month)},
                **asdict(found),
            }
        )
    return pd.DataFrame(rows)


def _before(month: int) -> list[int]:
    """Give the months told beside the last one."""
    return [0, *(each for each in years_within(month) if each < month)]


def _answer(runs: Columns, month: int, levels: pd.DataFrame, settings: AnswerSettings) -> dict[str, Any]:
    keys = runs.keys(month)
    return {
        "kind": "run",
        "scenario": runs.scenario.name,
        "title": runs.scenario.title,
        "question": runs.scenario.question,
        "month": month,
        "runs": len(keys),
        "parameter_sets": int(keys["parameter_set"].nunique()),
        "seed": runs.seed,
        "parameters": runs.parameters,
        "headlines": list(settings.headlines),
        "judged": judged_on(runs.scenario),
        "levels": records(levels),
        "costs": _spent(runs, month),
    }


def _spent(runs: Columns, month: int) -> list[dict[str, Any]]:
    """Pounds spent over months 0 to `month`, by payer: mean and 5-95 % over parameter sets."""
    table = totals(runs, month)
    unit = units(runs.keys(month))
    found = []
    for payer in table.columns:
        values = table[payer].to_numpy(dtype=float)
        if values.any() or payer == ALL:
            found.append({"payer": str(payer), **asdict(spread(values, unit))})
    return records(pd.DataFrame(found))


# -- Figures -------------------------------------------------------------------------------


def _drawings(
    runs: Columns, answer: Mapping[str, Any], shown: list[Outcome], detail: Detail
) -> tuple[Drawing, ...]:
    """Give what one scenario is drawn in: its course, its map."""
    caption = f"{lines(detail)} {run_caption(answer)} {CONDITIONAL}"
    title = f"{runs.scenario.title}: {runs.scenario.question or 'how does the network develop?'}"
    ends = f"From month 0 to month {answer['month']}: {'; '.join(map(_from_to, answer['levels'][:NAMED]))}."
    course = partial(charts.trajectories, detail.trajectories, shown, title=title, caption=caption)
    where = f"Where is there 24/7 cover at month {answer['month']}?"
    under = f"Means over {detail.placed}. {run_caption(answer)} {CONDITIONAL}"
    cover = detail.cover.assign(scenario=runs.scenario.title)
    places = places_in_words(detail.cover, runs.scenario.title)
    map_of_cover = partial(charts.region_map, cover, *_geography(runs), title=where, caption=under)
    return (
        Drawing(Figure("trajectories", title, caption, ends), course),
        Drawing(Figure("map", where, under, places), map_of_cover),
    )


def _page(runs: Columns, course: Figure, shown: list[Outcome], detail: Detail) -> MplFigure:
    """Draw map and course on one page, which is titled as the course."""
    main = [outcome for outcome in shown if outcome.name in MAIN][:12] or shown[:12]
    what = (detail.trajectories, main, detail.cover, *_geography(runs))
    return charts.page(*what, title=course.title, caption=course.caption)


def _geography(runs: Columns) -> tuple[pd.DataFrame, pd.DataFrame]:
    network = runs.scenario.network
    return summaries.places(network), summaries.members(network)


def places_in_words(cover: pd.DataFrame, title: str) -> str:
    """Say what a map shows: the localities with the least and the most cover."""
    ordered = cover.sort_values("cover_24_7", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    low, high = (words.value(float(row["cover_24_7"]), "share") for row in (least, most))
    return f"{title}: 24/7 cover lies between {low} in {least['locality']} and {high} in {most['locality']}."


def _from_to(row: Mapping[str, Any], goes: str = "") -> str:
    like = max(abs(row["month_0"]), abs(row["mean"]))
    start, end = (words.value(row[key], row["unit"], like=like) for key in ("month_0", "mean"))
    measure = "" if words.is_share(row["unit"]) else f" ({row['unit']})"
    return f"{words.lowered(row['title'])} {goes}from {start} to {end}{measure}"


# -- The document --------------------------------------------------------------------------


def document_of(
    answer: Mapping[str, Any],
    scenario: Scenario,
    hypothesis: str,
    placed: str,
    figures: Sequence[Figure],
    asked: str = "",
) -> Document:
    """Write the document from the answer; `placed`: which runs maps show; `asked`: what was typed."""
    month, levels, spent = answer["month"], pd.DataFrame(answer["levels"]), pd.DataFrame(answer["costs"])
    key = (
        f"{run_caption(answer)} Shares in %. 5-95 %: where the level at month {month} lies. Money in GBP at "
        f"{words.PRICE_YEAR} prices, not discounted."
    )
    doubt = (
        f"The 5-95 % interval says where a level lies over the {_sets(answer)}: what is not known of the "
        "parameters, and not what more runs would narrow."
    )
    question = (scenario.question,) if scenario.question else ()
    found = _levels_in_words(answer["levels"], month)
    tables = _tables(answer)
    return Document(
        kind="run",
        title=scenario.title,
        question=scenario.question,
        hypothesis=hypothesis,
        blocks=(
            Paragraphs("question", question, heading=scenario.title, medium="screen"),
            excerpt(
                tables[0],
                levels,
                _columns(month),
            ),
            excerpt(
                tables[1],
                spent.assign(payer=spent["payer"].replace(ALL, "all together")),
                {f"spent, months 0 to {month}, by": "{payer}", "mean": "{mean}", "5-95 %": "{low} to {high}"},
            ),
            Paragraphs("findings", (*found, _spent_in_words(answer)), medium="page"),
            Paragraphs("uncertainty", (doubt,), medium="page"),
            Paragraphs("key", (key,), tone="note", medium="screen"),
            Paragraphs("limits", (CONDITIONAL,), tone="note"),
            Paragraphs("limits", (NO_FAMILIES,), medium="page"),
            Paragraphs("method", _method(answer, placed), medium="page"),
            *figures,
            *tables,
        ),
        answer=_one_screen(answer, scenario, levels, asked),
    )


def _columns(month: int) -> dict[str, str]:
    """Give what a table of levels on a screen has, by its headings."""
    before = {f"month {each}": f"{{month_{each}}}" for each in _before(month)}
    return {"outcome": "{title}", **before, f"month {month}": "{mean}", "5-95 %": "{low} to {high}"}


def _one_screen(answer: Mapping[str, Any], scenario: Scenario, levels: pd.DataFrame, asked: str) -> Answer:
    """Give the answer alone: where the headline outcomes go, what that costs, how sure it is."""
    rows = only(levels, answer["headlines"])
    first = records(rows)[0]
    steps = (
        NextStep("To see what holds it up", f"mcn cascade {words.typed([asked])}"),
        NextStep("To see what it hangs on", f"mcn sensitivity {words.typed([asked])}"),
    )
    return Answer(
        question=scenario.question or f"What comes of “{scenario.title}”?",
        recommendation=f"{words.raised(_from_to(first, 'goes '))} by month {answer['month']}.",
        sentences=(_spent_in_words(answer),),
        table=excerpt(_tables(answer)[0], rows, _columns(answer["month"])),
        confidence=f"{run_caption(answer)} 5-95 %: where a level lies over them; more runs do not narrow it.",
        unknown="whether the assumed sizes hold where you are, and what children and families gain.",
        next_steps=steps if asked else (),
    )


def _method(answer: Mapping[str, Any], placed: str) -> tuple[str, ...]:
    return (
        run_caption(answer),
        "Each run goes month by month from 24 months before the study's observation (month 0) to month "
        f"{answer['month']}. What is known before month 0 is a fact of the network; what nobody can measure, "
        "the model works up by itself over those 24 months.",
        f"Maps show {placed}.",
    )


def _tables(answer: Mapping[str, Any]) -> tuple[Table, ...]:
    month = answer["month"]
    return (
        Table(
            "levels",
            "Outcomes at month 0 and at the horizon",
            f"Means over {words.counted(answer['runs'], 'run')}; 5-95 % over {_sets(answer)}.",
            columns=(
                Column("title", "outcome"),
                *(Column(f"month_{each}", f"month {each}", unit_in="unit") for each in _before(month)),
                Column("mean", f"month {month}", unit_in="unit"),
                Column("low", "5 %", unit_in="unit"),
                Column("high", "95 %", unit_in="unit"),
            ),
        ),
        Table(
            "spent",
            "What was spent, and by whom",
            f"Months 0 to {month}, GBP at {words.PRICE_YEAR} prices, not discounted.",
            columns=(
                Column("payer", "paid by"),
                Column("mean", "mean", "GBP"),
                Column("low", "5 %", "GBP"),
                Column("high", "95 %", "GBP"),
            ),
        ),
    )


def _levels_in_words(levels: Sequence[Mapping[str, Any]], month: int) -> list[str]:
    """Say what goes up and what goes down, outcome by outcome."""
    return [
        f"{row['title']}: {words.value(row['month_0'], row['unit'])} at month 0, "
        f"{words.value(row['mean'], row['unit'])} at month {month} (5-95 % "
        f"{words.value(row['low'], row['unit'])} to {words.value(row['high'], row['unit'])}"
        f"{'' if words.is_share(row['unit']) else ', ' + row['unit']})."
        for row in levels
    ]


def _spent_in_words(answer: Mapping[str, Any]) -> str:
    whole = answer["costs"][-1]
    return (
        f"It costs {words.pounds(whole['mean'])} over months 0 to {answer['month']} (5-95 % "
        f"{words.pounds(whole['low'])} to {words.pounds(whole['high'])}), whoever pays."
    )


def _sets(answer: Mapping[str, Any]) -> str:
    if answer["parameter_sets"] == 1:
        return "runs (one parameter set)"
    return sets_in_words(answer["parameters"], answer["parameter_sets"], judged=answer["judged"])
