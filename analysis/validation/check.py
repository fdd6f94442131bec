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

    def where(self, arises: Truths) -> "CheckResult":
        """Keep the runs in which what is asked arises: of others a pattern says nothing."""
        also = {name: values[arises] for name, values in self.also.items()}
        return self._replace(holds=self.holds[arises], effect=self.effect[arises], also=also)


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
    over_runs : callable, optional
        Whether what the pattern says of all runs together is so; where it is not, it holds in none.
    """

    pattern: str
    cases: Callable[[Numbers], Cases]
    compare: Callable[[Runs, Numbers], CheckResult]
    if_it_fails: str
    over_runs: Callable[[CheckResult, Numbers], bool] | None = None

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

    def whole(self, parts: Sequence[CheckResult]) -> CheckResult:
        """Put the results of all blocks of runs together, and ask what is said of them as a whole."""
        whole = joined(parts)
        if self.over_runs is None or self.over_runs(whole, self.numbers):
            return whole
        return whole._replace(holds=np.zeros_like(whole.holds))


def check(
    pattern: str,
    cases: Callable[[Numbers], Cases],
    if_it_fails: str,
    over_runs: Callable[[CheckResult, Numbers], bool] | None = None,
) -> Callable[[Callable[[Runs, Numbers], CheckResult]], Check]:
    """Make a check of the function that compares: what is run stands above what is compared."""
    return lambda compare: Check(pattern, cases, compare, if_it_fails, over_runs)


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
