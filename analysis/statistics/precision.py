"""As many runs as it takes: to a Monte Carlo error asked for, or until verdicts are clear.

Both are about the mean paired difference, of which more runs tell more, never about the 5-95 % band, of which
they do not. Who looks at a verdict again and again until it is clear is more often wrong than an interval
says. Here it is known beforehand how often may be looked, so that the chance of an error, 5 %, is shared out
among all looks: each judges by a wider interval (Bonferroni; Dunn 1961, doi:10.1080/01621459.1961.10482090).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.report import words
from analysis.statistics.paired import CONFIDENCE, spread, units
from analysis.statistics.results import Columns
from analysis.statistics.verdicts import TOO_FEW, verdict
from sim.inputs.errors import Fault, WrongInput, quoted
from sim.model.outcomes import OUTCOMES, Outcome, no_outcome

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


@dataclass(frozen=True)
class SettledVerdicts:
    """What runs that were added until verdicts are clear came to.

    Attributes
    ----------
    looks : int
        How often it might be looked whether they are.
    confidence : float
        Of the interval at each look, so that all of them together are right with 0.95.
    unclear : tuple of str
        Titles of outcomes of which a verdict is not clear yet: for them the runs are too few to tell.
    """

    looks: int
    confidence: float
    unclear: tuple[str, ...]

    def in_words(self, runs: int) -> str:
        """Say in two sentences whether the verdicts are clear, and how looking often is allowed for."""
        count, level = words.counted(runs, "run"), f"{100 * self.confidence:.4g} %"
        titles = words.listed(list(map(words.lowered, self.unclear)))
        said = (
            f"The most runs, {count}, leave verdicts that are not clear ({titles}); see --limit."
            if self.unclear
            else f"Every headline verdict is clear with {count}."
        )
        return (
            f"{said} It might be looked {words.counted(self.looks, 'time')} whether they are, and so each "
            f"look judged by a {level} interval: of a verdict, all looks together are wrong in 5 % of cases "
            "at most."
        )


def settled_verdicts(
    runs: Sequence[Columns], month: int, outcomes: Sequence[Outcome], looks: int
) -> SettledVerdicts:
    """Say of which outcomes each scenario's verdict against each other one is clear, at one of `looks` looks.

    Parameters
    ----------
    runs : sequence of Columns
        Of each scenario.
    month : int
    outcomes : sequence of Outcome
        With the smallest differences worth having.
    looks : int
    """
    confidence = 1 - (1 - CONFIDENCE) / looks
    unit = units(runs[0].keys(month))
    unclear = []
    for outcome in outcomes:
        levels = [each.column(outcome.name, month) for each in runs]
        changes = (spread(now - was, unit, confidence) for was, now in combinations(levels, 2))
        ends = ((each.interval_low, each.interval_high) for each in changes)
        if any(verdict(*each, outcome.worthwhile, outcome.better) == TOO_FEW for each in ends):
            unclear.append(outcome.title)
    return SettledVerdicts(looks, confidence, tuple(unclear))


def in_words(attained: AttainedPrecision, runs: int) -> str:
    """Say in a sentence whether a precision was reached."""
    title, count = OUTCOMES[attained.outcome].title, words.counted(runs, "run")
    sizes = f"error {attained.error:.2g}, asked for {attained.wanted:g}"
    if attained.holds:
        return f"{title}: the precision asked for is reached with {count} ({sizes})."
    return f"{title}: the precision is not reached with the most runs, {count} ({sizes}); see --limit."


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
