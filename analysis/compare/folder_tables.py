"""What folders of runs hold: their tables, and all else of the folder of one scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.compare.question import NOTHING_TYPED, Asked
from analysis.runs import inputs_table, parquet
from analysis.runs.batch import OF_THE_FIRST, Batch, BatchResult
from analysis.runs.folder import MOST_ROWS, Folder
from analysis.runs.folder_contents import write_readme
from analysis.runs.inputs_table import sets_of_runs, write_inputs
from analysis.statistics import summaries
from analysis.statistics.comparison import HEADLINES
from analysis.statistics.discounting import DISCOUNT
from analysis.statistics.own_outcomes import OwnOutcome
from analysis.statistics.places import Place
from sim.model.outcomes import OUTCOMES, Outcome

TABLES = {
    "outcomes/": "every outcome of every run at months -1, 0, 12, 24, ... and the last",
    "costs/": "pounds spent since the month before, by run, month, payer and kind (recurring, one-off)",
    "monthly/": "every outcome of {detailed} in every month",
    "localities/": "care in each locality at the horizon, in {detailed}",
    "kinds/": "each kind of member at the horizon, in {detailed}",
    inputs_table.TABLE: inputs_table.WHAT,
    "trajectories": "mean and 5-95 % band of each outcome over {detailed}, month by month",
    "differences": "the comparison: base, alternative, paired difference, intervals, verdict",
    "cost_differences": "what each payer pays more or less, months 0 to the horizon, in all and discounted",
    "cost_per_gain": "discounted pounds for each unit gained",
    "members": "the comparison by kind of member and by locality, in {placed}",
    "unintended": "all that gets worse by a difference worth having",
    "there": "the comparison of care in the places that the answer is about, in {placed}",
    "years": "the comparison after 1, 3 and 5 years, when levers end, and at the horizon",
    "between": "the alternatives compared with each other",
    "reasons": "which flows made the outcomes differ",
    "spent": "what each payer paid, months 0 to the horizon",
    "levels": "each outcome at month 0 and at the horizon",
}


@dataclass(frozen=True)
class AnswerSettings:
    """What the answer of a folder is to say, beside its runs.

    Attributes
    ----------
    shown : tuple of Outcome
        The outcomes printed.
    hypothesis : str
        What was expected before the run.
    worthwhile : mapping of str to float
        Smallest differences worth having that stand over the declared ones.
    discount : float
        Rate a year at which money is discounted.
    workers : int
        Threads.
    headlines : tuple of str
        The outcomes that the answer is given in, the most important first.
    asked : Asked
    place : Place, optional
        What the answer is about, if not the whole network.
    """

    shown: tuple[Outcome, ...]
    hypothesis: str = ""
    worthwhile: Mapping[str, float] = field(default_factory=dict)
    discount: float = DISCOUNT
    workers: int = 1
    headlines: tuple[str, ...] = HEADLINES
    asked: Asked = NOTHING_TYPED
    place: Place | None = None
    own: tuple[OwnOutcome, ...] = ()

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome, with the smallest differences worth having that count here."""
        return {
            name: outcome.model_copy(update={"worthwhile": self.worthwhile.get(name, outcome.worthwhile)})
            for name, outcome in {**OUTCOMES, **{each.name: each for each in self.own}}.items()
        }


class Detail(NamedTuple):
    """What is told month by month, and place by place.

    Attributes
    ----------
    runs, placed : str
        Which runs, in words, months and places are told of.
    trajectories, cover : DataFrame
    """

    runs: str
    placed: str
    trajectories: pd.DataFrame
    cover: pd.DataFrame

    @classmethod
    def read(cls, folder: Folder, batch: Batch, result: BatchResult, shown: Sequence[Outcome]) -> Detail:
        """Read the tables; what the tables of all runs tell of a month is taken from these."""
        names = [outcome.name for outcome in shown]
        first, whole = (
            pd.concat(
                [
                    summaries.bands(parquet.read(paths, ["scenario", "run", "month", *names]), names)
                    for paths in parts(folder, batch, table, result.runs)
                ]
            )
            for table in ("monthly", "outcomes")
        )
        keys = ["scenario", "outcome", "month"]
        courses = pd.concat([whole, first]).drop_duplicates(keys)
        order = first.set_index(keys).index
        cover = [
            summaries.cover_by_locality(parquet.read(paths), batch.month)
            for paths in parts(folder, batch, "localities", result.runs)
        ]
        return cls(
            _which(batch, "monthly", result.runs),
            _which(batch, "localities", result.runs),
            courses.set_index(keys).loc[order].reset_index(),
            pd.concat(cover, ignore_index=True),
        )


def _which(batch: Batch, table: str, runs: int) -> str:
    most = batch.runs_with(table, runs)
    return "all runs" if most == runs else f"the first {most:,} runs"


def parts(folder: Folder, batch: Batch, table: str, runs: int) -> list[list[Path]]:
    """Give the files of a table, scenario by scenario."""
    most = batch.runs_with(table, runs)
    return [folder.parts(table, batch.names(place, most)) for place in range(len(batch.scenarios))]


def only(table: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Pick the rows of the outcomes wanted, in their order within each scenario."""
    place = {name: i for i, name in enumerate(outcomes)}
    rows = table[table["outcome"].isin(place)]
    order = {"outcome": place, "scenario": {name: i for i, name in enumerate(rows["scenario"].unique())}}
    key = ["scenario", "outcome"]
    return rows.sort_values(key, key=lambda each: each.map(order[str(each.name)]), ignore_index=True)


def write_tables(
    folder: Folder, batch: Batch, result: BatchResult, detail: Detail, found: Mapping[str, pd.DataFrame]
) -> None:
    """Write tables, and those of the runs as CSV too, unless they are too long; then say what is there."""
    too_long = [
        table
        for table in ("outcomes", "costs", *OF_THE_FIRST)
        if not folder.csv(
            table, [path for paths in parts(folder, batch, table, result.runs) for path in paths]
        )
    ]
    written = {"trajectories": detail.trajectories, **found}
    for name, table in written.items():
        folder.table(name, table)
    scenarios = dict(zip(batch.labels, batch.scenarios, strict=True))
    sets = sets_of_runs(result.runs, batch.parameters, batch.lucks, batch.seed)
    write_inputs(folder, scenarios, sets, batch.seed, batch.parameters)
    listed = [name for name in TABLES if name.endswith("/") or name in (*written, inputs_table.TABLE)]
    no_csv = [f"Over {MOST_ROWS:,} rows long, and so no CSV: {', '.join(too_long)}."] if too_long else []
    write_readme(
        folder,
        {name: TABLES[name].format(detailed=detail.runs, placed=detail.placed) for name in listed},
        *no_csv,
    )


def lines(detail: Detail) -> str:
    """Say what lines and bands of a course over time are."""
    some = "" if detail.runs == "all runs" else f" (months between years: of {detail.runs})"
    return f"Lines: means; bands: 5-95 % of runs{some}; before month 0: history."
