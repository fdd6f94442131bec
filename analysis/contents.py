"""What an output folder holds: tables, figures and the answer, made from results."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure
from rich.console import Console

from analysis import answers, frames, plots, precision, tables, words
from analysis.chunks import Work
from analysis.columns import Columns
from analysis.compare import MAIN, Comparison, compare, records
from analysis.costs import ALL, totals
from analysis.pairing import spread, units
from analysis.running import Ran
from analysis.store import MOST_ROWS, Folder
from sim.outcomes import OUTCOMES, Outcome

README = """\
What is in this folder
======================

answer.txt             the answer as printed
answer.json            the same, for programs
manifest.json          inputs with their digests, seed, versions, digest of each file
made.json              the commands that made it, and when
figures/               each as SVG (for print) and PNG (for slides)
data/                  each table as CSV (opens in Excel) and Parquet (for pandas and R)
chunks/                which runs are done, with the digests of their tables

Tables
------
{tables}
A table that is a folder of Parquet files is read as one, by pandas.read_parquet("data/outcomes") or in R by
arrow::open_dataset("data/outcomes").
{no_csv}Money is in GBP at {year} prices. Shares run from 0 to 1. Months count from the study's observation,
month 0. Run r has the same parameters and the same luck in every scenario.
"""
TABLES = {
    "outcomes/": "every outcome of every run at months -1, 0, 12, 24, ... and the last",
    "costs/": "pounds spent since the month before, by run, month and payer",
    "monthly/": "every outcome of {detailed} in every month",
    "localities/": "care in each locality at the horizon, in {detailed}",
    "trajectories": "mean and 5-95 % band of each outcome over {detailed}, month by month",
    "differences": "the comparison: base, alternative, paired difference, intervals, verdict",
    "cost_differences": "what each payer pays more or less, months 0 to the horizon",
    "cost_per_gain": "pounds for each unit gained",
    "levels": "each outcome at month 0 and at the horizon",
}


@contextmanager
def _boxes_for_missing_signs() -> Iterator[None]:
    """Draw a sign in somebody's name that the font lacks as a box, without a warning for each."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield


@_boxes_for_missing_signs()
def fill_comparison(folder: Folder, work: Work, ran: Ran, shown: list[Outcome]) -> None:
    """Compare the first scenario with the others and write all of it; `shown` are the outcomes printed."""
    base, *others = work.columns(folder, ran.runs)
    whole = compare(base, others, work.month)
    whole = replace(whole, notes=(*whole.notes, *(precision.said(each, ran.runs) for each in ran.reached)))
    wanted = [outcome.name for outcome in shown]
    comparison = replace(
        whole,
        differences=_only(whole.differences, wanted),
        cost_per_gain=_only(whole.cost_per_gain, wanted),
    )
    detail = _Detail.read(folder, work, ran, shown)
    found = {
        "differences": whole.differences,
        "cost_differences": whole.costs,
        "cost_per_gain": whole.cost_per_gain,
    }
    _write_tables(folder, work, ran, detail, found)
    _draw_comparison(folder, work, comparison, shown, detail)
    _draw_map(folder, work, whole, detail)
    answer = comparison.as_dict()
    answer["answers"] = {name: answers.answer(comparison, name) for name in comparison.alternatives}
    if ran.reached:
        answer["precision"] = records(pd.DataFrame([asdict(each) for each in ran.reached]))
    _write_answer(folder, answer)


@_boxes_for_missing_signs()
def fill_run(folder: Folder, work: Work, ran: Ran, shown: list[Outcome]) -> None:
    """Write what one scenario gave; `shown` are the outcomes printed."""
    (runs,) = work.columns(folder, ran.runs)
    levels = _levels(runs, work.month)
    detail = _Detail.read(folder, work, ran, shown)
    _write_tables(folder, work, ran, detail, {"levels": levels})
    answer = _run_answer(runs, work.month, _only(levels, [outcome.name for outcome in shown]))
    _draw_run(folder, runs, answer, shown, detail)
    _write_answer(folder, answer)


class _Detail(NamedTuple):
    """What only the first runs tell: the course month by month, and care place by place."""

    runs: str  # which runs these are, in words
    trajectories: pd.DataFrame
    cover: pd.DataFrame

    @classmethod
    def read(cls, folder: Folder, work: Work, ran: Ran, shown: Sequence[Outcome]) -> _Detail:
        names = [outcome.name for outcome in shown]
        monthly = [
            frames.bands(frames.read(paths, ["scenario", "run", "month", *names]), names)
            for paths in _parts(folder, work, "monthly", ran.runs)
        ]
        cover = [
            frames.cover_by_locality(frames.read(paths), work.month)
            for paths in _parts(folder, work, "localities", ran.runs)
        ]
        which = "all runs" if ran.runs <= work.detailed else f"the first {work.detailed:,} runs"
        return cls(which, pd.concat(monthly, ignore_index=True), pd.concat(cover, ignore_index=True))


def _parts(folder: Folder, work: Work, table: str, runs: int) -> list[list[Path]]:
    """Files of a table, scenario by scenario."""
    most = min(runs, work.detailed) if table in ("monthly", "localities") else runs
    return [folder.parts(table, work.names(place, most)) for place in range(len(work.scenarios))]


def _only(table: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Rows of the outcomes wanted, in their order within each scenario."""
    place = {name: i for i, name in enumerate(outcomes)}
    rows = table[table["outcome"].isin(place)]
    scenario = rows["scenario"].map({name: i for i, name in enumerate(dict.fromkeys(rows["scenario"]))})
    order = pd.DataFrame({"scenario": scenario, "outcome": rows["outcome"].map(place)})
    return rows.loc[order.sort_values(["scenario", "outcome"], kind="stable").index].reset_index(drop=True)


def _write_tables(
    folder: Folder, work: Work, ran: Ran, detail: _Detail, found: Mapping[str, pd.DataFrame]
) -> None:
    """Write tables, and those of the runs as CSV too, unless they are too long; then say what is there."""
    too_long = [
        table
        for table in ("outcomes", "costs", "monthly", "localities")
        if not folder.csv(table, [path for paths in _parts(folder, work, table, ran.runs) for path in paths])
    ]
    written = {"trajectories": detail.trajectories, **found}
    for name, table in written.items():
        folder.table(name, table)
    listed = [name for name in TABLES if name.endswith("/") or name in written]
    told = "".join(f"{name:<22} {TABLES[name].format(detailed=detail.runs)}\n" for name in listed)
    no_csv = f"Over {MOST_ROWS:,} rows long, and so no CSV: {', '.join(too_long)}.\n" if too_long else ""
    folder.text("README.txt", README.format(tables=told, no_csv=no_csv, year=words.PRICE_YEAR))


def _write_answer(folder: Folder, answer: Mapping[str, Any]) -> None:
    folder.text("answer.json", json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    printed = io.StringIO()
    tables.print_answer(Console(file=printed, width=100, highlight=False, markup=False, emoji=False), answer)
    folder.text("answer.txt", "\n".join(line.rstrip() for line in printed.getvalue().split("\n")))


def _draw_comparison(
    folder: Folder, work: Work, comparison: Comparison, shown: list[Outcome], detail: _Detail
) -> None:
    caption = answers.caption(comparison)
    _draw(
        folder,
        "trajectories",
        plots.trajectories(
            detail.trajectories,
            shown,
            title=f"How does the network develop: {answers.versus(work.labels)}?",
            caption=f"{_lines(detail)} {caption}",
        ),
    )
    _draw(
        folder,
        "differences",
        plots.differences(
            comparison.differences,
            title=answers.headline(comparison),
            caption=f"Dots: mean difference; thin lines: 5-95 %; thick: 95 % Monte Carlo interval. {caption}",
            scenarios=work.labels,
        ),
    )


def _draw_map(folder: Folder, work: Work, comparison: Comparison, detail: _Detail) -> None:
    """Map the scenarios that share the base's network: another one has other places."""
    network = work.scenarios[0].network
    pairs = zip(work.labels, work.scenarios, strict=True)
    same = [name for name, scenario in pairs if scenario.network.localities == network.localities]
    figure = plots.region_map(
        detail.cover[detail.cover["scenario"].isin(same)],
        frames.places(network),
        frames.members(network),
        title=answers.cover_found(comparison),
        caption=f"Means over {detail.runs}. {answers.caption(comparison)}",
        titles=comparison.titles,
    )
    _draw(folder, "map", figure)


def _draw_run(
    folder: Folder,
    runs: Columns,
    answer: Mapping[str, Any],
    shown: list[Outcome],
    detail: _Detail,
) -> None:
    caption = f"{_lines(detail)} {answers.run_caption(answer)} {answers.CONDITIONAL}"
    title = f"{runs.scenario.title}: {runs.scenario.question or 'how does the network develop?'}"
    _draw(
        folder,
        "trajectories",
        plots.trajectories(detail.trajectories, shown, title=title, caption=caption),
    )
    network = runs.scenario.network
    geography = (frames.places(network), frames.members(network))
    main = [outcome for outcome in shown if outcome.name in MAIN][:12] or shown[:12]
    _draw(
        folder,
        "page",
        plots.page(detail.trajectories, main, detail.cover, *geography, title=title, caption=caption),
    )
    where = f"Where is there 24/7 cover at month {answer['month']}?"
    _draw(folder, "map", plots.region_map(detail.cover, *geography, title=where, caption=caption))


def _lines(detail: _Detail) -> str:
    which = "runs" if detail.runs == "all runs" else detail.runs
    return f"Lines: means; bands: 5-95 % of {which}; before month 0: history."


def _draw(folder: Folder, name: str, figure: Figure) -> None:
    for suffix in ("svg", "png"):
        folder.write(f"figures/{name}.{suffix}", lambda draft: plots.save(figure, draft))


# --- one scenario -----------------------------------------------------------------------------------------


def _levels(runs: Columns, month: int) -> pd.DataFrame:
    """Each outcome at month 0 and at the horizon: mean and 5-95 % over parameter sets."""
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
                "month_0": float(runs.column(outcome.name, 0).mean()),
                **asdict(found),
            }
        )
    return pd.DataFrame(rows)


def _run_answer(runs: Columns, month: int, levels: pd.DataFrame) -> dict[str, Any]:
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
