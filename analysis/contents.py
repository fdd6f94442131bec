"""What an output folder holds: tables, figures and the answer, made from results."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from rich.console import Console

from analysis import answers, frames, plots, tables, words
from analysis.compare import MAIN, Comparison, compare, labels, records
from analysis.costs import ALL, totals
from analysis.pairing import at_month, spread, units
from analysis.store import Folder
from sim.outcomes import OUTCOMES, Outcome
from sim.simulation import Result

README = """\
What is in this folder
======================

answer.txt             the answer as printed
answer.json            the same, for programs
manifest.json          inputs with their digests, seed, versions, command, digest of each file
figures/               each as SVG (for print) and PNG (for slides)
data/                  each table as CSV (opens in Excel) and Parquet (for pandas and R)

Tables
------
{tables}
Money is in GBP at {year} prices. Shares run from 0 to 1. Months count from the study's observation, month 0.
Run r has the same parameters and the same luck in every scenario.
"""
TABLES = {
    "outcomes": "every outcome of every run in every month",
    "costs": "pounds spent, by run, month and payer",
    "localities": "care in each locality at the horizon, by run",
    "trajectories": "mean and 5-95 % band of each outcome over runs, month by month",
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
def fill_comparison(folder: Folder, results: list[Result], shown: list[Outcome]) -> None:
    """Compare the first result with the others and write all of it; `shown` are the outcomes printed."""
    whole = compare(results[0], results[1:])
    wanted = [outcome.name for outcome in shown]
    comparison = replace(
        whole,
        differences=_only(whole.differences, wanted),
        cost_per_gain=_only(whole.cost_per_gain, wanted),
    )
    written = {
        **_common_tables(results, comparison.month, shown),
        "differences": whole.differences,
        "cost_differences": whole.costs,
        "cost_per_gain": whole.cost_per_gain,
    }
    _write_tables(folder, written)
    _draw_comparison(folder, results, comparison, shown, written)
    if "localities" in written:
        _draw_map(folder, results, whole, written["localities"])
    answer = comparison.as_dict()
    answer["answers"] = {name: answers.answer(comparison, name) for name in comparison.alternatives}
    _write_answer(folder, answer)


@_boxes_for_missing_signs()
def fill_run(folder: Folder, result: Result, shown: list[Outcome]) -> None:
    """Write what one scenario gave; `shown` are the outcomes printed."""
    month = int(result.outcomes["month"].max())
    levels = _levels(result, month)
    written = {**_common_tables([result], month, shown), "levels": levels}
    _write_tables(folder, written)
    answer = _run_answer(result, month, _only(levels, [outcome.name for outcome in shown]))
    _draw_run(folder, result, answer, shown, written)
    _write_answer(folder, answer)


def _only(table: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Rows of the outcomes wanted, in their order within each scenario."""
    place = {name: i for i, name in enumerate(outcomes)}
    rows = table[table["outcome"].isin(place)]
    scenario = rows["scenario"].map({name: i for i, name in enumerate(dict.fromkeys(rows["scenario"]))})
    order = pd.DataFrame({"scenario": scenario, "outcome": rows["outcome"].map(place)})
    return rows.loc[order.sort_values(["scenario", "outcome"], kind="stable").index].reset_index(drop=True)


def _common_tables(results: list[Result], month: int, shown: list[Outcome]) -> dict[str, pd.DataFrame]:
    outcomes = frames.gathered(results, "outcomes")
    localities = frames.gathered(results, "localities")
    found = {
        "outcomes": outcomes,
        "costs": frames.gathered(results, "costs"),
        "trajectories": frames.bands(outcomes, [outcome.name for outcome in shown]),
    }
    if not localities.empty:
        found["localities"] = localities[localities["month"] == month].reset_index(drop=True)
    return found


def _write_tables(folder: Folder, written: Mapping[str, pd.DataFrame]) -> None:
    for name, table in written.items():
        folder.table(name, table)
    listed = "".join(f"{name:<22} {TABLES[name]}\n" for name in written)
    folder.text("README.txt", README.format(tables=listed, year=words.PRICE_YEAR))


def _write_answer(folder: Folder, answer: Mapping[str, Any]) -> None:
    folder.text("answer.json", json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    printed = io.StringIO()
    tables.print_answer(Console(file=printed, width=100, highlight=False, markup=False, emoji=False), answer)
    folder.text("answer.txt", "\n".join(line.rstrip() for line in printed.getvalue().split("\n")))


def _draw_comparison(
    folder: Folder,
    results: list[Result],
    comparison: Comparison,
    shown: list[Outcome],
    written: Mapping[str, pd.DataFrame],
) -> None:
    caption = answers.caption(comparison)
    names = labels(results)
    _draw(
        folder,
        "trajectories",
        plots.trajectories(
            written["trajectories"],
            shown,
            title=f"How does the network develop: {answers.versus(names)}?",
            caption=f"Lines: means; bands: 5-95 % of runs; before month 0: history. {caption}",
        ),
    )
    _draw(
        folder,
        "differences",
        plots.differences(
            comparison.differences,
            title=answers.headline(comparison),
            caption=f"Dots: mean difference; thin lines: 5-95 %; thick: 95 % Monte Carlo interval. {caption}",
            scenarios=names,
        ),
    )


def _draw_map(
    folder: Folder, results: list[Result], comparison: Comparison, localities: pd.DataFrame
) -> None:
    """Map the scenarios that share the base's network: another one has other places."""
    network = results[0].scenario.network
    pairs = zip(labels(results), results, strict=True)
    same = [name for name, result in pairs if result.scenario.network.localities == network.localities]
    cover = frames.cover_by_locality(localities[localities["scenario"].isin(same)], comparison.month)
    figure = plots.region_map(
        cover,
        frames.places(network),
        frames.members(network),
        title=answers.cover_found(comparison),
        caption=f"Means over runs. {answers.caption(comparison)}",
        titles=comparison.titles,
    )
    _draw(folder, "map", figure)


def _draw_run(
    folder: Folder,
    result: Result,
    answer: Mapping[str, Any],
    shown: list[Outcome],
    written: Mapping[str, pd.DataFrame],
) -> None:
    caption = (
        f"Lines: means; bands: 5-95 % of runs; before month 0: history. {answers.run_caption(answer)} "
        f"{answers.CONDITIONAL}"
    )
    title = f"{result.scenario.title}: {result.scenario.question or 'how does the network develop?'}"
    _draw(
        folder,
        "trajectories",
        plots.trajectories(written["trajectories"], shown, title=title, caption=caption),
    )
    if "localities" not in written:
        return
    cover = frames.cover_by_locality(written["localities"], answer["month"])
    geography = (frames.places(result.scenario.network), frames.members(result.scenario.network))
    main = [outcome for outcome in shown if outcome.name in MAIN][:12] or shown[:12]
    _draw(
        folder,
        "page",
        plots.page(written["trajectories"], main, cover, *geography, title=title, caption=caption),
    )
    where = f"Where is there 24/7 cover at month {answer['month']}?"
    _draw(folder, "map", plots.region_map(cover, *geography, title=where, caption=caption))


def _draw(folder: Folder, name: str, figure: Figure) -> None:
    for suffix in ("svg", "png"):
        folder.write(f"figures/{name}.{suffix}", lambda draft: plots.save(figure, draft))


# --- one scenario -----------------------------------------------------------------------------------------


def _levels(result: Result, month: int) -> pd.DataFrame:
    """Each outcome at month 0 and at the horizon: mean and 5-95 % over parameter sets."""
    start, end = at_month(result.outcomes, 0), at_month(result.outcomes, month)
    unit = units(end)
    rows = []
    for outcome in OUTCOMES.values():
        found = spread(end[outcome.name].to_numpy(dtype=float), unit)
        rows.append(
            {
                "scenario": result.scenario.name,
                "outcome": outcome.name,
                "title": outcome.title,
                "unit": outcome.unit,
                "better": outcome.better,
                "month_0": float(start[outcome.name].mean()),
                **asdict(found),
            }
        )
    return pd.DataFrame(rows)


def _run_answer(result: Result, month: int, levels: pd.DataFrame) -> dict[str, Any]:
    spent = _spent(result, month)
    return {
        "kind": "run",
        "scenario": result.scenario.name,
        "title": result.scenario.title,
        "question": result.scenario.question,
        "month": month,
        "runs": result.runs,
        "parameter_sets": int(result.outcomes["parameter_set"].nunique()),
        "seed": result.seed,
        "levels": records(levels),
        "costs": spent,
    }


def _spent(result: Result, month: int) -> list[dict[str, Any]]:
    """Pounds spent over months 0 to `month`, by payer: mean and 5-95 % over parameter sets."""
    table = totals(result, month)
    unit = units(at_month(result.outcomes, month))
    found = []
    for payer in table.columns:
        values = table[payer].to_numpy(dtype=float)
        if values.any() or payer == ALL:
            found.append({"payer": str(payer), **asdict(spread(values, unit))})
    return records(pd.DataFrame(found))
