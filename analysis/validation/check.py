"""What a check of a pattern is, and how what it saw becomes a verdict."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType, ModuleType
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.validation.cases import Case
from analysis.validation.evaluate import Floats, Plan, Rival, Runs, Truths
from sim import Scenario, load_scenario
from sim.inputs.evidence import Pattern, load_evidence
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import Progress

Numbers = Mapping[str, float]
Cases = Mapping[str, Case]

ROUNDING = 1e-9  # no difference is smaller
# The median of n runs has so many times the standard error of their mean, were they normal.
ERROR_OF_MEDIAN = 1.2533


class Seen(NamedTuple):
    """What a check saw: in which runs the pattern holds, and its effect (`what`) in each.

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
    sees : callable
        Compares the runs of these cases, run by run.
    if_it_fails : str
        What it means.
    """

    pattern: str
    cases: Callable[[Numbers], Cases]
    sees: Callable[[Runs, Numbers], Seen]
    if_it_fails: str


def check(
    pattern: str, cases: Callable[[Numbers], Cases], if_it_fails: str
) -> Callable[[Callable[[Runs, Numbers], Seen]], Check]:
    """Make a check of the function that compares: what is run stands above what is compared."""
    return lambda sees: Check(pattern, cases, sees, if_it_fails)


def checks_of(*modules: ModuleType) -> dict[str, Check]:
    """Collect the checks that modules define, by pattern."""
    return {
        each.pattern: each for module in modules for each in vars(module).values() if isinstance(each, Check)
    }


class Verdict(NamedTuple):
    """A pattern's verdict over all runs; `what` names its effect, `shares` is that of each source."""

    pattern: Pattern
    runs: int
    share: float  # of runs in which it holds
    shares: Mapping[str, float]
    median: float  # effect
    low: float
    high: float
    monte_carlo_error: float  # of the median effect
    holds: bool
    what: str
    if_it_fails: str
    also: Mapping[str, tuple[float, float, float]]  # 5 %, median and 95 % of other numbers


def numbers_of(pattern: Pattern) -> dict[str, float]:
    """The thresholds of a pattern's check: ``low=0.3; high=0.5``."""
    pairs = (each.partition("=") for each in pattern.check.split(";") if each.strip())
    return {name.strip(): float(value) for name, _, value in pairs}


def see(
    checks: Iterable[Check],
    runs: int,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    *,
    base: Scenario | None = None,
    rival: Rival | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> dict[str, Seen]:
    """Run what checks compare and have each look at it.

    Parameters
    ----------
    checks : iterable of Check
    runs, seed, parameters
        Of every case; run `r` has the same luck and parameter set in all.
    base : Scenario, optional
        What the cases change; left out, the baseline.
    rival : callable, optional
        Turns every case's scenario into that of another model.
    workers : int
        Threads.
    progress : callable, optional
        Told runs done and runs in all.

    Returns
    -------
    dict
        By pattern, what was seen in all runs.
    """
    wanted = {each: cases_of(each) for each in checks}
    plan = Plan(load_scenario("baseline") if base is None else base, rival)
    for cases in wanted.values():
        plan.add(cases.values())
    parts: dict[str, list[Seen]] = {each.pattern: [] for each in wanted}
    for ran in plan.blocks(runs, seed, parameters, workers, progress):
        open_cases = dict(wanted)
        for each, cases in wanted.items():
            seen = look(each, {name: ran(case) for name, case in cases.items()})
            parts[each.pattern].append(seen)
            # What no check to come looks at would fill memory.
            del open_cases[each]
            ran.keep(case for cases in open_cases.values() for case in cases.values())
    return {name: joined(part) for name, part in parts.items()}


def part_of(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Tell of one of several parts that take as long as each other, as of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, parts * total)


def look(each: Check, runs: Runs) -> Seen:
    """Have a check look at runs that stand already."""
    return each.sees(runs, _numbers(each))


def cases_of(each: Check) -> Cases:
    """Give what a check runs, with the months and sizes of its pattern."""
    return each.cases(_numbers(each))


def _numbers(each: Check) -> dict[str, float]:
    return numbers_of(load_evidence().patterns[each.pattern])


def joined(parts: Sequence[Seen]) -> Seen:
    """Put what was seen in one block of runs after the other together."""
    return Seen(
        np.concatenate([each.holds for each in parts]),
        np.concatenate([each.effect for each in parts]),
        parts[0].what,
        {name: np.concatenate([each.also[name] for each in parts]) for name in parts[0].also},
    )


def judged(checks: Mapping[str, Check], seen: Mapping[str, Mapping[str, Seen]]) -> list[Verdict]:
    """Judge what was seen under each source of parameters, the last of which counts; failures first.

    A pattern holds where it holds in enough of the paired runs (`share` in its check) and the median
    effect is larger than its Monte Carlo error. Of what other networks showed (EXT) the model has levels,
    not effects, and the share alone counts.
    """
    *_, counts = seen.values()
    shares = {
        name: {source: float(each[name].holds.mean()) for source, each in seen.items()} for name in counts
    }
    verdicts = [_verdict(checks[name], counts[name], shares[name]) for name in counts]
    return sorted(verdicts, key=lambda each: each.holds)


def _verdict(each: Check, seen: Seen, shares: Mapping[str, float]) -> Verdict:
    pattern = load_evidence().patterns[each.pattern]
    runs = len(seen.effect)
    low, median, high = _band(seen.effect)
    error = ERROR_OF_MEDIAN * float(np.std(seen.effect, ddof=1)) / float(np.sqrt(runs))
    share = float(seen.holds.mean())
    beyond = pattern.kind == "EXT" or median > error
    return Verdict(
        pattern=pattern,
        runs=runs,
        share=share,
        shares=shares,
        median=median,
        low=low,
        high=high,
        monte_carlo_error=error,
        holds=share >= numbers_of(pattern)["share"] and beyond,
        what=seen.what,
        if_it_fails=each.if_it_fails,
        also={name: _band(values) for name, values in seen.also.items()},
    )


def _band(values: Floats) -> tuple[float, float, float]:
    low, median, high = (float(at) for at in np.quantile(values, (0.05, 0.5, 0.95)))
    return low, median, high


def frame_of(verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """The verdicts as a tidy table."""
    sources = list(verdicts[0].shares) if verdicts else []
    return pd.DataFrame(
        {
            "pattern": [each.pattern.id for each in verdicts],
            "class": [each.pattern.kind for each in verdicts],
            "grade": [each.pattern.grade for each in verdicts],
            "tautology_risk": [each.pattern.tautology_risk for each in verdicts],
            "runs": [each.runs for each in verdicts],
            "share": [each.share for each in verdicts],
            **{f"share_{source}": [each.shares[source] for each in verdicts] for source in sources},
            "effect": [each.what for each in verdicts],
            "median": [each.median for each in verdicts],
            "low": [each.low for each in verdicts],
            "high": [each.high for each in verdicts],
            "monte_carlo_error": [each.monte_carlo_error for each in verdicts],
            "expected": [each.pattern.expected for each in verdicts],
            "if_it_fails": [each.if_it_fails for each in verdicts],
            "verdict": ["holds" if each.holds else "fails" for each in verdicts],
        }
    )


def held_by_class(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """How many patterns of each class hold, and of how many."""
    found: dict[str, tuple[int, int]] = {}
    for each in sorted(verdicts, key=lambda each: CLASSES.index(each.pattern.kind)):
        held, of = found.get(each.pattern.kind, (0, 0))
        found[each.pattern.kind] = (held + each.holds, of + 1)
    return found


CLASSES = ("CAL", "VAL", "CF", "EXT")
