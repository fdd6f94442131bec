"""As many runs as a precision takes: the Monte Carlo error asked for, and whether it was reached.

Precision is about the standard error of the mean paired difference, which more runs make smaller, never about
the 5-95 % band, which they do not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.report import words
from analysis.statistics.paired import spread, units
from analysis.statistics.results import Columns
from sim.inputs.errors import Fault, WrongInput, quoted
from sim.model.outcomes import OUTCOMES, no_outcome

OPTION = "--precision"


@dataclass(frozen=True)
class AttainedPrecision:
    """What a precision came to.

    Attributes
    ----------
    outcome : str
    wanted, error : float
        The Monte Carlo error asked for, and the largest of any alternative, in the outcome's unit.
    holds : bool
        Whether it is as small as was asked for.
    """

    outcome: str
    wanted: float
    error: float
    holds: bool


def precision_of(asked: Sequence[str]) -> dict[str, float]:
    """Read `outcome=0.01`, each outcome once.

    Raises
    ------
    WrongInput
        With everything wrong in all of them.
    """
    return sizes_of(asked, OPTION)


def sizes_of(asked: Sequence[str], option: str) -> dict[str, float]:
    """Read what an option gives for each of some outcomes, above zero: `outcome=0.01`, each outcome once.

    Raises
    ------
    WrongInput
        With everything wrong in all of them.
    """
    found: dict[str, float] = {}
    faults: list[Fault] = []
    for each in asked:
        name, equals, size = each.partition("=")
        name = name.strip()
        if name not in OUTCOMES:
            faults.append(no_outcome(option, name))
        elif name in found:
            faults.append(Fault(option, f"{name} stands twice", "give it once"))
        else:
            found[name] = _number(size)
            if not (equals and 0 < found[name] < math.inf):
                faults.append(
                    Fault(option, f"{quoted(each)} is not understood", f"write {name}=0.01, above zero")
                )
    if faults:
        raise WrongInput(*faults)
    return found


def attained_precision(
    runs: Sequence[Columns], month: int, precision: Mapping[str, float]
) -> tuple[AttainedPrecision, ...]:
    """Hold the paired differences of all alternatives to a precision; the first of `runs` is the base."""
    if not precision:
        return ()
    base, *others = runs
    unit = units(base.keys(month))
    found = []
    for outcome, wanted in precision.items():
        was = base.column(outcome, month)
        errors = [spread(other.column(outcome, month) - was, unit).error for other in others]
        error = float("inf") if any(math.isnan(each) for each in errors) else max(errors)
        found.append(AttainedPrecision(outcome, wanted, error, error <= wanted))
    return tuple(found)


def in_words(attained: AttainedPrecision, runs: int) -> str:
    """Say in a sentence whether a precision was reached."""
    title, count = OUTCOMES[attained.outcome].title, words.counted(runs, "run")
    sizes = f"error {attained.error:.2g}, asked for {attained.wanted:g}"
    if attained.holds:
        return f"{title}: the precision asked for is reached with {count} ({sizes})."
    return f"{title}: the precision is not reached with the most runs, {count} ({sizes}); see --most-runs."


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
