"""Barriers removed, one at a time and together, and each one's share of what they keep from happening."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from analysis.cascade.onsets import Grid, Units
from analysis.report import words
from analysis.statistics.barriers import BARRIERS, OBSERVED
from analysis.statistics.paired import Floats, Spread, covariance_of_means, spread, student, unit_means
from sim.inputs.levers import load_levers
from sim.inputs.problems import load_problems
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import Interval

if TYPE_CHECKING:
    from sim.inputs.scenarios import LeverChange
    from sim.model.outcomes import Outcome

Coalition = frozenset[str]
ANYWAY = "anyway"
NONE: Coalition = frozenset()


def coalitions(players: Sequence[str] = tuple(BARRIERS)) -> list[Coalition]:
    """Every set of barriers, none first and all last."""
    return [frozenset(each) for size in range(len(players) + 1) for each in combinations(players, size)]


def named(removed: Coalition) -> str:
    """Name a set of barriers: `money+records`; none: `as it is`."""
    return "+".join(each for each in BARRIERS if each in removed) or "as it is"


def removed(scenario: Scenario, barriers: Coalition, since: int = OBSERVED) -> Scenario:
    """Relieve barriers from a month on; whatever the scenario does already it goes on doing.

    A lever that it pulls in that month already stays pulled and does not end; one that it pulls later is
    pulled in that month instead.
    """
    levers = [lever for each in BARRIERS if each in barriers for lever in BARRIERS[each]]
    known = {lever.name: lever.id for lever in load_levers().values()}
    changes = {
        name: cast("LeverChange", _intervals(scenario.levers.get(known[name], ()), since)) for name in levers
    }
    return scenario.with_levers(changes) if changes else scenario


def _intervals(own: Sequence[Interval], since: int) -> list[Interval]:
    """Intervals of a lever that is pulled from a month on, beside those it had before."""
    before = [each for each in own if each.start <= since]
    under_way = bool(before) and before[-1].stops(since + 1) > since
    if under_way and before[-1].whole:
        return [*before[:-1], before[-1].model_copy(update={"end": None})]
    if under_way:
        before = [
            each.model_copy(update={"end": since}) if each is before[-1] else each
            for each in before
            if each.start < since
        ]
    return [*before, Interval(start=since)]


def shapley(values: Mapping[Coalition, Floats], players: Sequence[str]) -> dict[str, Floats]:
    """Share out what all players bring together, each getting the mean of what it adds over all orders.

    Parameters
    ----------
    values : mapping of frozenset to array
        What each set of players is worth, run by run.
    players : sequence of str

    Returns
    -------
    dict of str to array
        The exact Shapley value of each player, run by run. They add up to the worth of all less that of none.
    """
    count = len(players)
    shares: dict[str, Floats] = {}
    for player in players:
        others = [each for each in players if each != player]
        whole = np.zeros_like(values[NONE])
        for size in range(count):
            weight = math.factorial(size) * math.factorial(count - size - 1)
            for each in combinations(others, size):
                before = frozenset(each)
                whole = whole + weight * (values[before | {player}] - values[before])
        shares[player] = whole / math.factorial(count)
    return shares


def best_of(outcome: Outcome) -> float | None:
    """Give the best that an outcome can be, where there is a best: 1 for shares, 0 where less is better."""
    bounded = words.is_share(outcome.unit) or outcome.unit in ("ratio", "Gini")
    if outcome.better == "lower":
        return 0.0
    return 1.0 if outcome.better == "higher" and bounded else None


def removals(values: Mapping[Coalition, Floats], unit: Units, outcome: Outcome) -> pd.DataFrame:
    """Say what an outcome comes to with each set of barriers removed.

    Returns
    -------
    DataFrame
        `outcome, removed` (names joined by +), `barriers` (how many); the outcome's `mean`, `low`, `high` (5
        and 95 % over parameter sets); and `gain`, what that is more than as it is, with its `gain_low`,
        `gain_high` (5-95 %), Monte Carlo `error` and 95 % interval `interval_low, interval_high`.
    """
    rows = []
    for each, now in values.items():
        level, gain = spread(now, unit), spread(now - values[NONE], unit)
        rows.append(
            {
                "outcome": outcome.name,
                "removed": named(each),
                "barriers": len(each),
                "unit": outcome.unit,
                **{name: getattr(level, name) for name in ("mean", "low", "high")},
                **_band("gain", gain),
            }
        )
    return pd.DataFrame(rows)


def shares(values: Mapping[Coalition, Floats], unit: Units, outcome: Outcome) -> pd.DataFrame:
    """Share out an outcome's shortfall between the barriers, and say what would have happened anyway.

    Returns
    -------
    DataFrame
        One row a barrier, then one for `all` and, where the outcome has a best, one for `anyway`: what it
        lacks of that with all barriers removed. `alone`: the gain with this barrier alone removed; `last`:
        with it removed after the others; `shapley`: the mean over all orders, with `shapley_low` and
        `shapley_high` (5-95 % over parameter sets), Monte Carlo `error` and 95 % interval `interval_low,
        interval_high`. `of_shortfall`: its share of what all four together bring; `of_gap`: of all that is
        lacking to the best; both with their Monte Carlo intervals; NaN where there is nothing to share.
    """
    players = list(BARRIERS)
    every = frozenset(players)
    whole = values[every] - values[NONE]
    best = best_of(outcome)
    gap = None if best is None else best - values[NONE]
    rows = []
    for player, mine in shapley(values, players).items():
        alone = values[frozenset({player})] - values[NONE]
        last = values[every] - values[every - {player}]
        rows.append(_share_row(outcome, player, mine, unit, whole, gap, alone=alone, last=last))
    rows.append(_share_row(outcome, "all", whole, unit, whole, gap, alone=whole, last=whole))
    if best is not None:
        rows.append(_share_row(outcome, ANYWAY, best - values[every], unit, None, gap))
    return pd.DataFrame(rows)


def _band(name: str, found: Spread) -> dict[str, float]:
    """Mean and 5-95 % under a name, and how well the mean is known."""
    where = {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
    return {**where, **{key: getattr(found, key) for key in ("error", "interval_low", "interval_high")}}


def _share_row(
    outcome: Outcome,
    who: str,
    amount: Floats,
    unit: Units,
    whole: Floats | None,
    gap: Floats | None,
    **beside: Floats,
) -> dict[str, Any]:
    row = {
        "outcome": outcome.name,
        "barrier": who,
        "unit": outcome.unit,
        **{name: float(beside[name].mean()) if name in beside else np.nan for name in ("alone", "last")},
        **_band("shapley", spread(amount, unit)),
    }
    for name, of in (("of_shortfall", whole), ("of_gap", gap)):
        share, low, high = (np.nan,) * 3 if of is None else ratio(amount, of, unit)
        row |= {name: share, f"{name}_low": low, f"{name}_high": high}
    return row


def ratio(part: Floats, whole: Floats, unit: Units) -> tuple[float, float, float]:
    """Give a ratio of means with its 95 % Monte Carlo interval, by the delta method; NaN over nothing."""
    below = float(whole.mean())
    if not whole.any() or below == 0:
        return (np.nan, np.nan, np.nan)
    share = float(part.mean()) / below
    rest = part - share * whole
    error = math.sqrt(max(0.0, covariance_of_means(rest, rest, unit))) / abs(below)
    reach = student(len(unit_means(part, unit))) * error
    return share, share - reach, share + reach


def prevented(base: Grid, now: Grid, barriers: Coalition, runs: Sequence[int]) -> pd.DataFrame:
    """Compare problems as it is and with barriers removed, run by run, place by place.

    The runs are the same, with the same parameters and the same luck.

    Returns
    -------
    DataFrame
        One row a run and problem: `removed, run, problem`, and shares of the places that may have it:
        `begins` as it is; `prevented`, where it begins as it is and now does not; `brought`, where it begins
        only now; `holds` in the last month as it is; `resolved`, where it holds as it is and now does not.
    """
    parts = []
    for problem, columns in base.problems():
        was, then = (~np.isnan(grid.onset[:, columns]) for grid in (base, now))
        held, holds = base.holds[:, columns], now.holds[:, columns]
        found = {
            "begins": was,
            "prevented": was & ~then,
            "brought": then & ~was,
            "holds": held,
            "resolved": held & ~holds,
        }
        means = {name: each.mean(axis=1) for name, each in found.items()}
        parts.append(pd.DataFrame({"run": list(runs), "problem": problem.id, **means}))
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "removed", named(barriers))
    return table


def no_longer(compared: pd.DataFrame, unit: Mapping[int, int]) -> pd.DataFrame:
    """Say which problems no longer begin, and which no longer hold, with each barrier removed.

    Parameters
    ----------
    compared : DataFrame
        As `prevented` gives it, for all runs.
    unit : mapping of int to int
        Each run's unit of replication.

    Returns
    -------
    DataFrame
        `removed, problem, order, title` and the means of what `prevented` has, those of `prevented` and
        `resolved` with their 95 % Monte Carlo intervals.
    """
    problems = load_problems()
    rows = []
    for (barriers, key), part in compared.groupby(["removed", "problem"], sort=False):
        problem, units = str(key), np.array([unit[run] for run in part["run"]], np.int64)
        row: dict[str, Any] = {
            "removed": barriers,
            "problem": problem,
            "order": problems[problem].order,
            "title": problems[problem].title,
        }
        for name in ("begins", "prevented", "brought", "holds", "resolved"):
            found = spread(part[name].to_numpy(dtype=float), units)
            row |= found.interval(name) if name in ("prevented", "resolved") else {name: found.mean}
        rows.append(row)
    return pd.DataFrame(rows)
