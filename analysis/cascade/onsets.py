"""When each problem begins, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.statistics.paired import Floats, spread
from sim.inputs.networks import Network
from sim.inputs.problems import Problem
from sim.inputs.timing import FIRST_MONTH
from sim.model.problems import Held, watched

Truths = npt.NDArray[np.bool_]
Units = npt.NDArray[np.int64]

SINCE = FIRST_MONTH + 1  # what began earlier than this was there from the start


@dataclass(frozen=True)
class Grid:
    """Every problem in every place where it may be, run by run.

    Attributes
    ----------
    held : tuple of Held
        The problems and who may have them; a column each in what follows.
    since : int
        The month from which on onsets are told.
    there : array of bool, (runs, held)
        Whether it held in the month before `since`.
    onset : array of float, (runs, held)
        The first month, from `since` on, in which it began where it was not there; NaN: never.
    holds : array of bool, (runs, held)
        Whether it holds in the last month.
    """

    held: tuple[Held, ...]
    since: int
    there: Truths
    onset: Floats
    holds: Truths

    def problems(self) -> Iterator[tuple[Problem, Units]]:
        """Each problem, with its columns."""
        columns: dict[str, list[int]] = {}
        for place, each in enumerate(self.held):
            columns.setdefault(each.problem.id, []).append(place)
        for places in columns.values():
            yield self.held[places[0]].problem, np.array(places, np.int64)


def grid_of(
    problems: pd.DataFrame, network: Network, runs: Sequence[int], horizon: int, since: int = SINCE
) -> Grid:
    """Lay the spells of problems out by run and place.

    Parameters
    ----------
    problems : DataFrame
        As `Result.problems` has it.
    network : Network
    runs : sequence of int
        All runs, those without any problem too.
    horizon : int
        The last month.
    since : int
        The month from which on onsets are told.
    """
    held = watched(network)
    names = ["", *(each.name for each in network.organisations)]
    column = {(names[each.organisation + 1], each.problem.id): n for n, each in enumerate(held)}
    row = {run: n for n, run in enumerate(runs)}
    shape = (len(row), len(held))
    at = (
        problems["run"].map(row).to_numpy(dtype=np.int64),
        np.array(
            [column[key] for key in zip(problems["organisation"], problems["problem"], strict=True)], np.int64
        ),
    )
    onset = problems["onset"].to_numpy(dtype=np.float64)
    end = problems["end"].fillna(np.inf).to_numpy(dtype=np.float64)
    there, holds = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    np.logical_or.at(there, at, (onset < since) & (end >= since))
    np.logical_or.at(holds, at, (onset <= horizon) & (end > horizon))
    first = np.full(shape, np.inf)
    np.minimum.at(first, at, np.where(onset >= since, onset, np.inf))
    return Grid(held, since, there, np.where(there | np.isinf(first), np.nan, first), holds)


def onsets(grid: Grid, unit: Units) -> pd.DataFrame:
    """Say of each problem when it begins and how widely it holds.

    Parameters
    ----------
    grid : Grid
    unit : array of int, (runs,)
        The unit of replication of each run (:func:`analysis.statistics.paired.units`).

    Returns
    -------
    DataFrame
        One row a problem, in the order of onset: `order, problem, title, holder`; `places`, how many may have
        it (1: the network); the shares of runs and places in which it was `there` before, `begins` later
        (with its 95 % Monte Carlo interval) and does so `never`; `runs`, the share of runs in which it begins
        later somewhere; `onset_median, onset_low, onset_high` (5 and 95 %), the month where it begins later,
        NaN where it nowhere does; `holds`, the share that has it in the last month, with its interval.
        Problems stand by the month by which half of all places had them, those there from the start first.
    """
    rows = []
    for problem, columns in grid.problems():
        there, holds, onset = grid.there[:, columns], grid.holds[:, columns], grid.onset[:, columns]
        begun: Truths = np.isfinite(onset)
        begins, last = (spread(each.mean(axis=1), unit) for each in (begun, holds))
        months = onset[begun]
        low, median, high = np.quantile(months, [0.05, 0.5, 0.95]) if len(months) else (np.nan,) * 3
        all_places = np.where(there, FIRST_MONTH, np.where(begun, onset, np.inf))
        rows.append(
            {
                "order": problem.order,
                "problem": problem.id,
                "title": problem.title,
                "holder": problem.holder,
                "places": len(columns),
                "there": float(there.mean()),
                **begins.interval("begins"),
                "never": float((~there & ~begun).mean()),
                "runs": float(begun.any(axis=1).mean()),
                "onset_median": float(median),
                "onset_low": float(low),
                "onset_high": float(high),
                **last.interval("holds"),
                "half": float(np.quantile(all_places, 0.5, method="lower")),
            }
        )
    table = pd.DataFrame(rows)
    by = table.assign(first=-table["there"], then=table["onset_median"].fillna(np.inf))
    ranked = by.sort_values(["half", "first", "then", "order", "problem"], kind="stable", ignore_index=True)
    return ranked[table.columns.drop("half")]
