"""Outcomes of a user's own: a function of the tidy frames of a result, one number for each run and month."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis.statistics.paired import Floats
from sim.inputs.errors import Fault, WrongInput, quoted
from sim.model.outcomes import OUTCOMES, Outcome

if TYPE_CHECKING:
    from sim.simulation import Result


class OwnOutcome(Outcome):
    """An outcome that :func:`own_outcome` makes.

    Attributes
    ----------
    function : callable
        Given a `Result` with the states of organisations, localities and ties, gives a number for each run
        and month: a Series indexed by ``run`` and ``month``, or as many numbers as `Result.outcomes` has
        rows, in their order.
    """

    holder: Any = "own"
    field: str = ""
    function: Callable[[Any], Any]


def own_outcome(
    name: str,
    function: Callable[[Result], Any],
    *,
    worthwhile: float,
    title: str = "",
    unit: str = "share",
    better: Literal["higher", "lower", "neither"] = "higher",
) -> OwnOutcome:
    """Make an outcome out of the tidy frames, for `compare`, `ask` of sensitivity, and `ask` of plan.

    Parameters
    ----------
    name : str
        Of small letters, digits and underscores; not that of an outcome there is.
    function : callable
        As `OwnOutcome` has it. A cluster must be able to import it.
    worthwhile : float
        The smallest difference worth having, in its unit.
    title, unit : str
        What it is called, and its unit: `share` (0-1), or any.
    better : {"higher", "lower", "neither"}

    Raises
    ------
    WrongInput
        If the name is taken, or is none.

    Examples
    --------
    >>> def hubs_engaged(result):
    ...     hubs = result.organisations[result.organisations["role"] == "hub"]
    ...     return hubs.groupby(["run", "month"])["engagement"].min()
    >>> least = own_outcome("least_engaged_hub", hubs_engaged, worthwhile=0.05)
    """
    if not isinstance(name, str) or name in OUTCOMES or not name.replace("_", "a").isalnum():
        what = f"{quoted(name)} cannot be the name of an outcome of your own"
        meant = "write small letters and underscores, and no name of mcn list outcomes"
        raise WrongInput(Fault("own outcome", what, meant))
    return OwnOutcome(
        name=name, title=title or name.replace("_", " ").capitalize(), unit=unit, better=better,
        worthwhile=float(worthwhile), what=title or name, findings=(), function=function,
    )  # fmt: skip


def needs_states(outcomes: Iterable[Outcome]) -> bool:
    """Whether any of these is a user's own, for which all states are kept."""
    return any(isinstance(each, OwnOutcome) for each in outcomes)


def with_outcomes(result: Result, outcomes: Iterable[Outcome]) -> Result:
    """Give a result with a column for each outcome of a user's own, worked out from its frames.

    Raises
    ------
    WrongInput
        If such a function does not give a number for each run and month.
    """
    columns = {
        each.name: _values(result, each)
        for each in outcomes
        if isinstance(each, OwnOutcome) and each.name not in result.outcomes
    }
    return replace(result, outcomes=result.outcomes.assign(**columns)) if columns else result


def _values(result: Result, outcome: OwnOutcome) -> Floats:
    """An outcome of a user's own, in the order of the rows of `Result.outcomes`."""
    place, rows = f"outcome {outcome.name}", result.outcomes
    found = outcome.function(result)
    if isinstance(found, pd.Series) and list(found.index.names) == ["run", "month"]:
        found = found.reindex(pd.MultiIndex.from_frame(rows[["run", "month"]]))
    try:
        values = np.asarray(found, np.float64)
    except (TypeError, ValueError):
        values = np.empty(0)
    if values.shape != (len(rows),):
        what = f"its function gives {type(found).__name__} of shape {np.shape(found)}"
        meant = f"give a Series indexed by run and month, or {len(rows)} numbers"
        raise WrongInput(Fault(place, what, meant))
    if not np.isfinite(values).all():
        run, month = rows[["run", "month"]].to_numpy()[int(np.flatnonzero(~np.isfinite(values))[0])]
        raise WrongInput(Fault(place, f"its function gives no number for run {run} in month {month}", ""))
    return values
