"""What a check of a pattern is: the cases that it compares, and what comes of comparing their runs."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from analysis.validation.cases import Case, Floats, Runs, Truths
from sim.inputs.evidence import Pattern, load_evidence

Numbers = Mapping[str, float]
Cases = Mapping[str, Case]

ROUNDING = 1e-9  # no difference is smaller
# What would have been otherwise (CF) is said of what is to be expected, and not of each history: whether one
# thing raises another is held against parameter sets, over the chance of so many runs of each.
LUCKS = 8


def all_positive(*effects: Floats) -> Truths:
    """In which runs all effects go in the direction expected."""
    holds: Truths = np.all([each > ROUNDING for each in effects], axis=0)
    return holds


class CheckResult(NamedTuple):
    """In which runs a pattern holds, and its effect (`what`) in each.

    An effect is positive in the direction that the pattern expects. `also` names other numbers worth telling.
    """

    holds: Truths
    effect: Floats
    what: str
    also: Mapping[str, Floats] = MappingProxyType({})


class Check(NamedTuple):
    """How a pattern is checked.

    Attributes
    ----------
    pattern : str
        Its id.
    cases : callable
        What is run, by a name of the check's own; months and sizes are the pattern's numbers.
    compare : callable
        Compares the runs of these cases, run by run.
    if_it_fails : str
        What it means.
    """

    pattern: str
    cases: Callable[[Numbers], Cases]
    compare: Callable[[Runs, Numbers], CheckResult]
    if_it_fails: str

    @property
    def numbers(self) -> Numbers:
        """The thresholds of its pattern."""
        return numbers_of(load_evidence().patterns[self.pattern])

    def own_cases(self) -> Cases:
        """Give what it runs, with the months and sizes of its pattern."""
        cases = self.cases(self.numbers)
        if load_evidence().patterns[self.pattern].kind != "CF":
            return cases
        return {name: each if each.read else each._replace(lucks=LUCKS) for name, each in cases.items()}

    def result(self, runs: Runs) -> CheckResult:
        """Compare the runs of its cases."""
        return self.compare(runs, self.numbers)


def check(
    pattern: str, cases: Callable[[Numbers], Cases], if_it_fails: str
) -> Callable[[Callable[[Runs, Numbers], CheckResult]], Check]:
    """Make a check of the function that compares: what is run stands above what is compared."""
    return lambda compare: Check(pattern, cases, compare, if_it_fails)


def numbers_of(pattern: Pattern) -> dict[str, float]:
    """The thresholds of a pattern's check: ``low=0.3; high=0.5``."""
    pairs = (each.partition("=") for each in pattern.check.split(";") if each.strip())
    return {name.strip(): float(value) for name, _, value in pairs}


def joined(parts: Sequence[CheckResult]) -> CheckResult:
    """Put the results of one block of runs after the other together."""
    return CheckResult(
        np.concatenate([each.holds for each in parts]),
        np.concatenate([each.effect for each in parts]),
        parts[0].what,
        {name: np.concatenate([each.also[name] for each in parts]) for name in parts[0].also},
    )
