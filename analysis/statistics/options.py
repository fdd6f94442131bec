"""Options set beside each other, and over the years, paired by run as everything is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.report import words
from analysis.statistics.differences import difference_row
from analysis.statistics.paired import check_paired, units
from sim.inputs.levers import load_levers

if TYPE_CHECKING:
    from analysis.statistics.results import Columns
    from sim.inputs.scenarios import Scenario
    from sim.model.outcomes import Outcome

YEAR = 12  # months
YEARS = (1, 3, 5)  # told beside the last month


def differences_between(
    options: Sequence[tuple[str, Columns]], month: int, outcomes: Iterable[Outcome]
) -> pd.DataFrame:
    """Compare every option with every other, paired by run.

    Parameters
    ----------
    options : sequence of (str, Columns)
        Each with its name; of two, the latter is compared with the former.
    month : int
    outcomes : iterable of Outcome
        With the differences worth having.

    Returns
    -------
    DataFrame
        `scenario, against` (the option it is compared with) and what
        :func:`analysis.statistics.differences.difference_row` gives.

    Raises
    ------
    ValueError
        If their runs are not the same runs.
    """
    compared = tuple(outcomes)
    rows: list[dict[str, object]] = []
    for (against, before), (name, after) in combinations(options, 2):
        keys = before.keys(month)
        check_paired(keys, after.keys(month), name)
        rows += [
            {"scenario": name, "against": against}
            | difference_row(
                before.column(outcome.name, month), after.column(outcome.name, month), units(keys), outcome
            )
            for outcome in compared
        ]
    return pd.DataFrame(rows)


def differences_at(
    base: Columns, options: Sequence[tuple[str, Columns]], months: Sequence[int], outcomes: Iterable[Outcome]
) -> pd.DataFrame:
    """Compare options with a base at several months, paired by run.

    Returns
    -------
    DataFrame
        `scenario, month` and what :func:`analysis.statistics.differences.difference_row` gives.
    """
    compared = tuple(outcomes)
    return pd.DataFrame(
        [
            {"scenario": name, "month": month}
            | difference_row(
                base.column(outcome.name, month),
                runs.column(outcome.name, month),
                units(base.keys(month)),
                outcome,
            )
            for name, runs in options
            for outcome in compared
            for month in months
        ]
    )


def years_within(month: int) -> tuple[int, ...]:
    """Give the months at which years 1, 3 and 5 end, up to `month`, and that month itself.

    Examples
    --------
    >>> years_within(48)
    (12, 36, 48)
    """
    return tuple(sorted({*(YEAR * year for year in YEARS if YEAR * year <= month), month}))


class Event(NamedTuple):
    """Something that happens in an option alone, which the month compared may not show.

    Attributes
    ----------
    what : str
        As it stands after "a year after" or "the last with": `two leaders leave`, `shared records`.
    month : int
        In which it happens: the first month without a lever, the month of a shock.
    told : int
        The month at which what it did is looked at: the last with a lever, a year after a shock.
    ends : bool
        Whether it is the end of a lever.
    """

    what: str
    month: int
    told: int
    ends: bool

    @property
    def when(self) -> str:
        """Say which month is looked at."""
        if self.ends:
            return f"in month {self.told}, the last with {self.what}"
        after = "a year" if self.told - self.month == YEAR else words.counted(self.told - self.month, "month")
        return f"in month {self.told}, {after} after {self.what}"


def events_of(option: Scenario, base: Scenario, month: int) -> tuple[Event, ...]:
    """Find the ends of levers and the shocks that an option has before `month`, and the base has not.

    Examples
    --------
    >>> base = load_scenario("baseline")
    >>> events_of(base.with_levers(champions={"start": 0, "duration": 24}), base, 60)[0].when
    'in month 23, the last with champions'
    """
    levers = load_levers()
    ends = [
        Event(words.lowered(levers[name].title), intervals[-1].end, intervals[-1].end - 1, ends=True)
        for name, intervals in option.levers.items()
        if intervals and intervals[-1].end is not None and 0 < intervals[-1].end <= month
        if intervals != base.levers.get(name)
    ]
    shocks = [
        Event(words.lowered(each.in_words()), each.month, min(each.month + YEAR, month), ends=False)
        for each in option.shocks
        if each not in base.shocks and 0 <= each.month < month
    ]
    return tuple(sorted((*ends, *shocks), key=lambda event: event.month))
