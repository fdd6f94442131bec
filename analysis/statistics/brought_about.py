"""What one thing brings about: problems that begin with it, or stay, and without it do not, or not so long.

Two histories run under the same luck, with the same parameters, and differ in one thing. So whatever differs
between them has that thing as its cause, and no convention is needed to say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.statistics.paired import KEYS, check_paired
from sim.inputs.networks import Network
from sim.inputs.problems import Problem
from sim.inputs.timing import FIRST_MONTH
from sim.model.onsets import TO_TURN
from sim.model.problems import intervals, watched

if TYPE_CHECKING:
    from sim.simulation import Result

EARLIER = 3  # months by which an onset must come earlier to count
BEGINS, STAYS = "begins", "stays"
COLUMNS = ("run", "how", "problem", "order", "organisation", "locality", "month", "otherwise", "over")

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


class Place(NamedTuple):
    """Who may have a problem: an organisation, a locality or, where both are empty, the network."""

    problem: Problem
    organisation: str
    locality: str


@cache
def places_of(network: Network, *, localities: bool = True) -> tuple[Place, ...]:
    """Every problem wherever it may be: in the network, in organisations, and care in each locality.

    A problem of care is the network's by the mean over all its children; here it is looked for in each
    locality too, by the same threshold.
    """
    names = ["", *(each.name for each in network.organisations)]
    held = watched(network)
    care = [each.problem for each in held if each.part == "region"] if localities else []
    return (
        *(Place(each.problem, names[each.organisation + 1], "") for each in held),
        *(Place(problem, "", place.name) for problem in care for place in network.localities),
    )


@dataclass(frozen=True)
class Spells:
    """When each problem held, run by run.

    Attributes
    ----------
    keys : DataFrame
        `run, parameter_set, luck` of each run.
    places : tuple of Place
    run, place : array of int, (spells,)
        The number of its run, from 0, and of its place.
    onset, end : array of int, (spells,)
        Months from the first month on: the first with it, and the first without it.
    lasts : array of bool, (spells,)
        Whether it holds to the last month.
    months : int
        From the first month to the last.
    """

    keys: pd.DataFrame
    places: tuple[Place, ...]
    run: Ints
    place: Ints
    onset: Ints
    end: Ints
    lasts: Truths
    months: int

    @property
    def last_told(self) -> int:
        """The last month of which can be told whether what turns in it would do so within two months."""
        return self.months - 1 - (EARLIER - 1) - int(TO_TURN - 1)

    @cached_property
    def holds(self) -> Truths:
        """Whether each problem held in each month: (runs, places, months)."""
        turns = np.zeros((len(self.keys), len(self.places), self.months + 1), np.int8)
        turns[self.run, self.place, self.onset] += 1
        # In the month in which one spell ends no other can begin.
        turns[self.run, self.place, self.end] -= 1
        held: Truths = np.cumsum(turns, axis=2, dtype=np.int8)[:, :, :-1].astype(np.bool_)
        return held

    def moments(self, run: Ints, place: Ints, month: Ints) -> Ints:
        """A number for each month of each run and place, in their order."""
        return (run * len(self.places) + place) * (self.months + 1) + month


def spells_in(holds: Truths, keys: pd.DataFrame, places: tuple[Place, ...]) -> Spells:
    """Find the spells of problems of which it is known in which months they held: (runs, places, months)."""
    turns = np.diff(holds.astype(np.int8), axis=2, prepend=0, append=0)
    run, place, onset = np.nonzero(turns > 0)
    end, months = np.nonzero(turns < 0)[2], holds.shape[2]
    return Spells(keys, places, run, place, onset, end, end == months, months)


def spells_of(result: Result) -> Spells:
    """Read a result's spells of problems, and those of care in its localities, where these were kept.

    Parameters
    ----------
    result : Result
        Run with ``problems=True``; with ``localities=True`` too, every month must be kept.

    Raises
    ------
    ValueError
        If it was not.
    """
    network, months = result.scenario.network, result.scenario.horizon + 1 - FIRST_MONTH
    kept = len(result.outcomes) // max(1, result.runs)
    if result.problems is None or (result.localities is not None and kept != months):
        raise ValueError("run it with problems=True; with localities=True, keep every month")
    keys = result.outcomes[KEYS].iloc[::kept].reset_index(drop=True)
    places = places_of(network, localities=result.localities is not None)
    every = _of_problems(result.problems, places, keys["run"].to_numpy())
    if result.localities is not None:
        care = _of_localities(result.localities, network, len(keys))
        care[:, 1] += len(places) - len(network.localities) * len(_care(network))
        every = np.concatenate([every, care])
    lasts = np.isnan(every[:, 3])
    end = np.where(lasts, months, every[:, 3] - FIRST_MONTH).astype(np.int64)
    run, place, onset = every[:, :3].astype(np.int64).T
    return Spells(keys, places, run, place, onset - FIRST_MONTH, end, lasts, months)


def _of_problems(problems: pd.DataFrame, places: tuple[Place, ...], runs: Ints) -> npt.NDArray[np.float64]:
    """Spells as :func:`sim.model.problems.intervals` gives them: run, place, onset, end."""
    who = pd.Index(dict.fromkeys(each.organisation for each in places))
    what = pd.Index(dict.fromkeys(each.problem.id for each in places))
    table = np.zeros((len(who), len(what)), np.int64)
    for number, each in reversed(list(enumerate(places))):
        if not each.locality:
            table[who.get_loc(each.organisation), what.get_loc(each.problem.id)] = number
    at = who.get_indexer(pd.Index(problems["organisation"]))
    place = table[at, what.get_indexer(pd.Index(problems["problem"]))]
    run = np.searchsorted(runs, problems["run"].to_numpy())
    return np.stack([run, place, problems["onset"].to_numpy(), problems["end"].to_numpy()], axis=1)


def _care(network: Network) -> list[Problem]:
    return [each.problem for each in watched(network) if each.part == "region"]


def _of_localities(localities: pd.DataFrame, network: Network, runs: int) -> npt.NDArray[np.float64]:
    """The same of care in localities: a problem starts and ends as it does in the network."""
    care, count = _care(network), len(network.localities)
    values = np.stack([localities[each.state.partition(".")[2]].to_numpy() for each in care])
    sign, threshold = (
        np.array([getattr(each, name) for each in care])[:, None] for name in ("sign", "threshold")
    )
    marked = (sign * values > sign * threshold).reshape(len(care), runs, -1, count)
    marked = marked.transpose(1, 0, 3, 2).reshape(runs, len(care) * count, -1)
    turns = np.zeros(marked.shape, np.int8)
    now = np.zeros(marked.shape[:2], np.bool_)
    against = np.zeros(marked.shape[:2])
    for month in range(marked.shape[2]):
        against = np.where(marked[:, :, month] != now, against + 1.0, 0.0)
        turned = against >= TO_TURN
        turns[:, :, month] = np.where(turned, np.where(now, -1, 1), 0)
        now ^= turned
        against[turned] = 0.0
    return intervals(turns, range(runs))


def brought_about(one: Result, other: Result, since: int = FIRST_MONTH) -> pd.DataFrame:
    """Find what begins, or stays, in one history and not, or only months later, in the other.

    An onset counts if in the other the problem does not hold there at any time from two months before to two
    months after. A problem that both have stays if it is over in the other, and in the one it holds from two
    months before that to two months after. Of the last months neither can be told, since what comes a little
    later would not be seen any more: they are left out.

    Parameters
    ----------
    one, other : Result
        With the thing and without it, of the same runs, with problems; with localities, care in them too.
    since : int
        The month of the thing, before which nothing is dated: of the three months by which a problem begins
        one or two may lie before it.

    Returns
    -------
    DataFrame
        In the order of run, month and order: `run`, `how` (`begins`: brought about; `stays`: held up),
        `problem, order, organisation, locality` (both empty: the network has it); `month`, in which it
        begins, or is over in the other; `otherwise`, the month in which it next begins in the other (NaN:
        never); `over`, the first month without it in the one (NaN: it lasts).

    Raises
    ------
    ValueError
        If they are not the same runs, or lie in different places.

    Examples
    --------
    >>> from sim import load_scenario, simulate
    >>> base = load_scenario("baseline")
    >>> poked = base.with_shocks({"month": 12, "coordinator-leaves": True})
    >>> one, other = (simulate(each, 64, problems=True, localities=True) for each in (poked, base))
    >>> brought_about(one, other)["problem"].value_counts()  # doctest: +SKIP
    """
    return apart(spells_of(one), spells_of(other), since)


def apart(one: Spells, other: Spells, since: int = FIRST_MONTH) -> pd.DataFrame:
    """Do as :func:`brought_about` does, with spells that are read already."""
    check_paired(one.keys.set_index("run"), other.keys.set_index("run"), "the other history")
    if one.places != other.places or one.months != other.months:
        raise ValueError("the two histories have not the same organisations, localities and months")
    begins, stays = _begins(one, other), _stays(one, other)
    at = np.concatenate([begins, stays])
    order = np.array([each.problem.order for each in one.places])[at[:, 1]]
    how = np.repeat([BEGINS, STAYS], [len(begins), len(stays)])
    sorted_by_time = np.lexsort((at[:, 1], order, at[:, 2], at[:, 0]))
    run, place, month, over = at[sorted_by_time].T
    return pd.DataFrame(
        {
            "run": one.keys["run"].to_numpy()[run],
            "how": pd.Series(how[sorted_by_time], dtype=str),
            **_named(one.places, place),
            "month": np.maximum(month + FIRST_MONTH, since),
            "otherwise": _next(other, run, place, month),
            "over": np.where(over < 0, np.nan, over + FIRST_MONTH),
        },
        columns=list(COLUMNS),
    )


def _begins(one: Spells, other: Spells) -> Ints:
    """Run, place, onset and end (-1: it lasts) of what begins in one alone."""
    new = np.flatnonzero(one.onset <= one.last_told)
    seen = _held_about(other, one.run[new], one.place[new], one.onset[new])
    new = new[~seen.any(axis=1)]
    over = np.where(one.lasts[new], -1, one.end[new])
    return np.stack([one.run[new], one.place[new], one.onset[new], over], axis=1)


def _stays(one: Spells, other: Spells) -> Ints:
    """Run, place, the month in which it is over in the other, and in the one (-1: it lasts)."""
    gone = np.flatnonzero(~other.lasts & (other.end <= one.last_told))
    still = _held_about(one, other.run[gone], other.place[gone], other.end[gone])
    gone = gone[still.all(axis=1)]
    run, place, month = other.run[gone], other.place[gone], other.end[gone]
    # The spell of the one that is under way then.
    starts = np.sort(one.moments(one.run, one.place, one.onset))
    by_start = np.argsort(one.moments(one.run, one.place, one.onset))
    own = by_start[np.searchsorted(starts, one.moments(run, place, month), side="right") - 1]
    over = np.where(one.lasts[own], -1, one.end[own]) if len(own) else month
    return np.stack([run, place, month, over], axis=1)


def _held_about(spells: Spells, run: Ints, place: Ints, month: Ints) -> Truths:
    """Whether a problem held in each of the five months about one: (events, months)."""
    about = month[:, None] + np.arange(1 - EARLIER, EARLIER)
    held: Truths = spells.holds[run[:, None], place[:, None], np.clip(about, 0, spells.months - 1)]
    return held


def _named(places: tuple[Place, ...], place: Ints) -> Mapping[str, npt.NDArray[np.generic]]:
    columns = {
        "problem": [each.problem.id for each in places],
        "order": [each.problem.order for each in places],
        "organisation": [each.organisation for each in places],
        "locality": [each.locality for each in places],
    }
    return {name: pd.Series(values).to_numpy()[place] for name, values in columns.items()}


def _next(other: Spells, run: Ints, place: Ints, onset: Ints) -> npt.NDArray[np.float64]:
    """The month of the next onset at the same place in the other history; NaN: none."""
    known = np.sort(other.moments(other.run, other.place, other.onset))
    here = other.moments(run, place, onset)
    then = np.append(known, np.iinfo(np.int64).max)[np.searchsorted(known, here)]
    same = then // (other.months + 1) == here // (other.months + 1)
    found: npt.NDArray[np.float64] = np.where(same, then % (other.months + 1) + FIRST_MONTH, np.nan)
    return found
