"""Which of many runs are told, and what happened in each: frames in, frames of runs and of events out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import Outcome
from sim.simulation import Result

# Of all runs in order of what they came to, those that so many lie below.
PLACES = {"usual": 0.5, "lucky": 0.9, "unlucky": 0.1}
GONE = "disengagement"  # the problem of a member that has drifted off
STANDARD = {0.0: "", 0.5: "standard in part", 1.0: "standard in full"}  # once it has risen to that
Floats = npt.NDArray[np.float64]


class Event(NamedTuple):
    """Something that happened in a run from month 0 on.

    Attributes
    ----------
    run, month : int
    what : str
        Such as `no coordinator`, `leader left`, `drifts off`, `standard in part`.
    about : str
        The organisation, locality or problem that it is about.
    amount : float
        How many, of people and organisations.
    """

    run: int
    month: int
    what: str
    about: str = ""
    amount: float = np.nan


def chosen(result: Result, outcome: Outcome) -> pd.DataFrame:
    """Choose the runs to tell: by a rule, of all of them.

    Runs stand in order of the mean of an outcome over the months from month 0 on, the worst first; the usual
    one is in the middle, and a tenth of the runs lie below the unlucky and above the lucky one.

    Returns
    -------
    DataFrame
        ``which`` (usual, lucky, unlucky), ``run`` and ``mean`` (of the outcome).
    """
    frame = result.outcomes
    means = frame[frame["month"] >= 0].groupby("run")[outcome.name].mean()
    order = means.sort_values(ascending=outcome.better == "higher", kind="stable")
    runs = {which: order.index[int(place * len(order))] for which, place in PLACES.items()}
    return pd.DataFrame(
        {"which": list(runs), "run": list(runs.values()), "mean": means[[*runs.values()]].to_numpy()}
    )


def events(result: Result) -> pd.DataFrame:
    """Find what happened to the network in every run from month 0 on.

    Returns
    -------
    DataFrame
        A row for each :class:`Event`, by run and in the order of time.
    """
    found = [*_core(result), *_members(result), *_problems(result), *_places(result)]
    frame = pd.DataFrame(found, columns=list(Event._fields))
    return frame.sort_values(["run", "month"], kind="stable", ignore_index=True)


def how_often(found: pd.DataFrame, runs: int) -> pd.Series[float]:
    """In what share of all runs something happens at some time, by `what` and `about`."""
    return found.groupby(["what", "about"])["run"].nunique() / runs


def ends_of_years(result: Result, months: list[int]) -> pd.DataFrame:
    """What a year ends with: of each outcome, every run's value in these months."""
    return result.outcomes[result.outcomes["month"].isin(months)].set_index(["run", "month"])


# -- What happened -------------------------------------------------------------------------


def _core(result: Result) -> Iterator[Event]:
    """The coordinator and the grant come and go, and so do leaders."""
    for what, outcome in (("coordinator", "coordinator"), ("grant", "funding")):
        there = _course(result, outcome) > 0.5
        for run, month in _changes(there):
            yield Event(run, month, what if there[run, month - FIRST_MONTH] else f"no {what}")
    leaders = np.round(_course(result, "leaders"))
    for run, month in _changes(leaders):
        more = float(leaders[run, month - FIRST_MONTH] - leaders[run, month - FIRST_MONTH - 1])
        yield Event(run, month, "leader found" if more > 0 else "leader left", amount=abs(more))


def _members(result: Result) -> Iterator[Event]:
    """Records go live and are given up, organisation by organisation."""
    live = np.round(_course(result, "records_live") * len(result.scenario.network.organisations))
    for run, month in _changes(live):
        more = float(live[run, month - FIRST_MONTH] - live[run, month - FIRST_MONTH - 1])
        yield Event(run, month, "records live" if more > 0 else "records given up", amount=abs(more))


def _problems(result: Result) -> Iterator[Event]:
    """Members drift off and come back; problems of the network as a whole begin and end."""
    assert result.problems is not None
    frame, last = result.problems, result.scenario.horizon
    for own, begins, ends in (
        (frame[frame["problem"] == GONE], "drifts off", "is back"),
        (frame[frame["organisation"] == ""], "begins", "ends"),
    ):
        abouts = own["organisation"].where(own["organisation"] != "", own["problem"])
        for run, about, onset, end in zip(own["run"], abouts, own["onset"], own["end"], strict=True):
            if onset >= 0:
                yield Event(int(run), int(onset), begins, str(about))
            if 0 <= end <= last:
                yield Event(int(run), int(end), ends, str(about))


def _places(result: Result) -> Iterator[Event]:
    """Localities meet the standard of care at home, in full or in part, and no longer."""
    assert result.localities is not None
    names = [each.name for each in result.scenario.network.localities]
    standard = result.localities["standard"].to_numpy(float).reshape(result.runs, -1, len(names))
    for place, name in enumerate(names):
        for run, month in _changes(standard[:, :, place]):
            before, now = standard[run, month - FIRST_MONTH - 1 : month - FIRST_MONTH + 1, place]
            yield Event(run, month, STANDARD[float(now)] if now > before else "standard lost", name)


def _course(result: Result, outcome: str) -> Floats:
    """An outcome in every run and month, (runs, months)."""
    return result.outcomes[outcome].to_numpy(float).reshape(result.runs, -1)


def _changes(course: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The runs and months, from month 0 on, in which a course is not what it was a month before."""
    rows, places = np.nonzero(course[:, 1:] != course[:, :-1])
    months = places + FIRST_MONTH + 1
    yield from ((int(run), int(month)) for run, month in zip(rows, months, strict=True) if month >= 0)
