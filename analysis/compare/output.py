"""The folder of a comparison, filled from its runs: tables, reasons, figures, workbook, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as MplFigure

from analysis.compare import figures, text, workbook
from analysis.compare.answer import ordered
from analysis.compare.board import FIGURE, headlines
from analysis.compare.document import (
    course_in_words,
    differences_in_words,
    document_of,
    map_in_words,
    members_in_words,
)
from analysis.compare.folder_tables import AnswerSettings, Detail, lines, only, parts, write_tables
from analysis.report import charts, words
from analysis.report.document import Figure
from analysis.report.style import boxes_for_missing_signs
from analysis.runs import parquet
from analysis.runs.batch import Batch, BatchResult
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import Drawing, draw_all, write_answer
from analysis.runs.parquet import FileColumns
from analysis.statistics import precision, summaries
from analysis.statistics.attribution import Experiment, carries, comparable, explained, whys_of_each
from analysis.statistics.comparison import Comparison, compare, records
from analysis.statistics.groups import BY, LOCALITY, OF_LOCALITIES, OF_MEMBERS, group_differences
from analysis.statistics.paired import units
from analysis.statistics.places import comparison_there
from analysis.statistics.verdicts import BETTER, WORSE, undecided, worsened
from sim.model.outcomes import Outcome

DOTS = "Dots: mean difference; thin lines: 5-95 %; thick: 95 % Monte Carlo interval."
MOST_REASONS = 8  # outcomes explained, of each alternative


@boxes_for_missing_signs()
def fill_comparison(folder: Folder, batch: Batch, result: BatchResult, settings: AnswerSettings) -> None:
    """Compare the first scenario with the others and write all of it, the answer first."""
    whole = comparison_in(folder, batch, result, settings)
    comparison = shown_of(whole, settings.shown)
    detail = Detail.read(folder, batch, result, settings.shown)
    there = _there(folder, batch, result, settings, comparison)
    drawings = _drawings(batch, comparison, there or comparison, settings, detail)
    described = [each.figure for each in drawings]
    document = document_of(comparison, batch.scenarios, settings.hypothesis, described, settings.asked, there)
    write_answer(folder, _answer(comparison, result), document)
    draw_all(folder, drawings)
    found = {
        "differences": whole.differences,
        "members": whole.members,
        "unintended": whole.unintended,
        "cost_differences": whole.costs,
        "cost_per_gain": whole.cost_per_gain,
        "reasons": whole.reasons,
        "years": whole.years,
        **({"between": whole.between} if len(whole.alternatives) > 1 else {}),
        **({"there": only(there.differences, OF_LOCALITIES)} if there else {}),
    }
    write_tables(folder, batch, result, detail, found)
    folder.write("comparison.xlsx", lambda draft: workbook.write(draft, whole, document, detail.trajectories))


def _answer(comparison: Comparison, result: BatchResult) -> dict[str, Any]:
    """Give all of it as plain numbers, strings and lists."""
    answer = comparison.as_dict()
    answer["answers"] = {name: text.answer(comparison, name) for name in comparison.alternatives}
    if result.settled:
        answer["until_clear"] = asdict(result.settled)
    if result.reached:
        answer["precision"] = records(pd.DataFrame([asdict(each) for each in result.reached]))
    return answer


def comparison_in(folder: Folder, batch: Batch, result: BatchResult, settings: AnswerSettings) -> Comparison:
    """Compare the runs that a folder holds, in all outcomes, with who gains, who loses, and why."""
    runs = batch.columns(folder, result.runs)
    whole = compare(
        runs[0],
        runs[1:],
        batch.month,
        settings.outcomes.values(),
        settings.discount,
        settings.headlines,
        also=[outcome.name for outcome in settings.shown],
    )
    whole = _with_members(folder, batch, result, settings, runs[0], whole)
    whole = _with_reasons(batch, settings, whole)
    unreached = [precision.in_words(each, result.runs) for each in result.reached if not each.holds]
    return replace(whole, notes=(*whole.notes, *_notes(result, settings)), unreached=tuple(unreached))


def _there(
    folder: Folder, batch: Batch, result: BatchResult, settings: AnswerSettings, comparison: Comparison
) -> Comparison | None:
    """Compare care in the place that the answer is about, if there is one, over the detailed runs."""
    if settings.place is None:
        return None
    names = ["run", LOCALITY, *OF_LOCALITIES]
    care = [parquet.read(paths, names) for paths in parts(folder, batch, "localities", result.runs)]
    runs = batch.columns(folder, result.runs)
    return comparison_there(comparison, runs, care, settings.place, settings.outcomes)


def shown_of(whole: Comparison, outcomes: Sequence[Outcome]) -> Comparison:
    """Cut a comparison down to the outcomes printed; what gets worse is kept, whatever it is."""
    names = [outcome.name for outcome in outcomes]
    return replace(
        whole,
        differences=only(whole.differences, names),
        cost_per_gain=only(whole.cost_per_gain, names),
    )


# -- Members and reasons -------------------------------------------------------------------


def _with_members(
    folder: Folder,
    batch: Batch,
    result: BatchResult,
    settings: AnswerSettings,
    base: FileColumns,
    whole: Comparison,
) -> Comparison:
    """Add who gains and who loses."""
    kinds, localities = (parts(folder, batch, table, result.runs) for table in ("kinds", "localities"))
    each = [
        (parquet.read(of_kinds), parquet.read(places, ["run", LOCALITY, *OF_LOCALITIES]))
        for of_kinds, places in zip(kinds, localities, strict=True)
    ]
    keys = base.keys(batch.month)
    unit = units(keys.loc[keys.index.isin(each[0][0]["run"].unique())])
    alternatives = dict(zip(whole.alternatives, each[1:], strict=True))
    members = group_differences(each[0], alternatives, settings.outcomes, unit)
    looked_at = {
        **whole.looked_at,
        "kinds": _count(members[members["by"] != LOCALITY]) if len(members) else 0,
        "localities": _count(members[members["by"] == LOCALITY]) if len(members) else 0,
    }
    return replace(
        whole,
        members=members,
        unintended=worsened(whole.differences, members),
        looked_at=looked_at,
        unclear=undecided(whole.differences, members),
    )


def _count(rows: pd.DataFrame) -> int:
    return len(rows[["by", "group"]].drop_duplicates())


def _with_reasons(batch: Batch, settings: AnswerSettings, whole: Comparison) -> Comparison:
    """Add what made the outcomes printed differ most, from runs replayed with their flows."""
    base, *others = (Experiment(scenario) for scenario in batch.scenarios)
    cases = dict(zip(whole.alternatives, others, strict=True))
    unlike = [name for name, case in cases.items() if not comparable(base, case)]
    explained = {
        name: (cases[name], _to_explain(whole, name, settings)) for name in cases if name not in unlike
    }
    how = (batch.month, text.replayed(whole), batch.seed, batch.parameters, settings.workers)
    each = whys_of_each(base, list(explained.values()), *how)
    found = [
        table.assign(scenario=name, outcome=outcome, carries=table["link"].map(carries))
        for name, tables in zip(explained, each, strict=True)
        for outcome, table in tables.items()
    ]
    order = ["scenario", "outcome", "flow", "link", "hop", "kind", "carries", "base", "then"]
    columns = [*order, "difference", "interval_low", "interval_high"]
    reasons = pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)
    note = f"No reasons are given for {words.listed(unlike)}: its members are others than the base's."
    return replace(whole, reasons=reasons, notes=(*whole.notes, *([note] if unlike else [])))


def _to_explain(whole: Comparison, name: str, settings: AnswerSettings) -> list[Outcome]:
    """Pick the outcomes printed that are clearly better or worse, those that change most first."""
    rows = whole.differences[whole.differences["scenario"] == name]
    changed = text.largest_first(rows[rows["verdict"].isin([BETTER, WORSE])])["outcome"]
    shown = {outcome.name: outcome for outcome in settings.shown if explained(outcome)}
    return [shown[each] for each in changed if each in shown][:MOST_REASONS]


def _notes(result: BatchResult, settings: AnswerSettings) -> list[str]:
    """Say what was reached of what runs were added for, and which sizes were asked to count."""
    said = [precision.in_words(each, result.runs) for each in result.reached]
    said += [result.settled.in_words(result.runs)] if result.settled else []
    sizes = [
        f"{settings.outcomes[name].title} {words.margin(size, settings.outcomes[name].unit, like=size)} "
        f"{words.shown_unit(settings.outcomes[name].unit, difference=True)}"
        for name, size in settings.worthwhile.items()
    ]
    if sizes:
        said.append(f"Smallest differences worth having, as set for this comparison: {words.listed(sizes)}.")
    return said


# -- Figures -------------------------------------------------------------------------------


def _drawings(
    batch: Batch, comparison: Comparison, lead: Comparison, settings: AnswerSettings, detail: Detail
) -> list[Drawing]:
    """Give what a comparison is drawn in, its headlines from what leads its answer."""
    caption, shown = text.caption(comparison), list(settings.shown)
    drawings: list[Drawing] = []

    def add(name: str, chart: Callable[..., MplFigure], title: str, under: str, alternative: str) -> None:
        drawings.append(
            Drawing(Figure(name, title, under, alternative), partial(chart, title=title, caption=under))
        )

    best = headlines(lead, ordered(lead))
    title = f"What changes against {best.called(best.base)} at month {best.month}?"
    under = f"{DOTS} {words.counted(best.runs, 'run')} of each scenario, under the same luck."
    add(FIGURE, _differences_of(best), title, under, differences_in_words(best))

    drawings.append(drawing_of_differences(comparison))

    title = f"How does the network develop: {text.versus(comparison)}?"
    marks = text.marks(comparison)
    under = f"{lines(detail)} {text.marks_in_words(marks)}{caption}"
    courses = _titled(detail.trajectories, comparison)
    course = partial(charts.trajectories, courses, shown, marks=list(marks))
    add("trajectories", course, title, under, course_in_words(detail.trajectories, comparison, shown))

    rows = comparison.members
    if not rows.empty:
        title = "Who gains and who loses?"
        under = f"Dots: mean difference from the base over {detail.placed}; lines: 5-95 %. {caption}"
        titles = [comparison.title(name) for name in batch.labels]
        gains = partial(figures.members, _titled(rows, comparison), OF_MEMBERS, BY, scenarios=titles)
        add("members", gains, title, under, members_in_words(comparison))

    title, under = text.cover_found(comparison), f"Means over {detail.placed}. {caption}"
    cover, *geography = _map(batch, detail)
    map_of_cover = partial(charts.region_map, _titled(cover, comparison), *geography)
    add("map", map_of_cover, title, under, map_in_words(detail.cover, comparison))
    return drawings


def drawing_of_differences(comparison: Comparison) -> Drawing:
    """Describe the figure of what differs, and how it is drawn."""
    title, under = text.headline(comparison), f"{DOTS} {text.caption(comparison)}"
    figure = Figure("differences", title, under, differences_in_words(comparison))
    return Drawing(figure, partial(_differences_of(comparison), title=title, caption=under))


def _differences_of(comparison: Comparison) -> Callable[..., MplFigure]:
    scenarios = list(map(comparison.title, comparison.titles))
    return partial(charts.differences, _titled(comparison.differences, comparison), scenarios=scenarios)


def _titled(frame: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """Give scenarios their titles in place of their names, for a figure."""
    return frame.assign(scenario=frame["scenario"].map(comparison.title))


def _map(batch: Batch, detail: Detail) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give what a map is drawn from: the scenarios that share the base's places, and these."""
    network = batch.scenarios[0].network
    pairs: Mapping[str, Any] = dict(zip(batch.labels, batch.scenarios, strict=True))
    same = [name for name, scenario in pairs.items() if scenario.network.localities == network.localities]
    cover = detail.cover[detail.cover["scenario"].isin(same)]
    return cover, summaries.places(network), summaries.members(network)
