"""Options set beside each other, and over the years, paired by run as everything is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.statistics.differences import difference_row
from analysis.statistics.paired import check_paired, units
from sim.inputs.levers import load_levers

if TYPE_CHECKING:
    from analysis.statistics.results import Columns
    from sim.inputs.scenarios import Scenario
    from sim.model.outcomes import Outcome

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
    return tuple(sorted({*(12 * year for year in YEARS if 12 * year <= month), month}))


class EndedLever(NamedTuple):
    """A lever that an option pulls no more at the month compared.

    Attributes
    ----------
    title : str
    last : int
        The last month with it.
    """

    title: str
    last: int


def ended_levers(option: Scenario, base: Scenario, month: int) -> tuple[EndedLever, ...]:
    """Find what an option pulls otherwise than the base, and not any more at a month."""
    levers = load_levers()
    return tuple(
        EndedLever(levers[name].title, intervals[-1].end - 1)
        for name, intervals in option.levers.items()
        if intervals
        and intervals[-1].end is not None
        and 0 < intervals[-1].end <= month
        and intervals != base.levers.get(name)
    )
