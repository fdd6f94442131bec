"""Results of checks to verdicts: whether each pattern holds, and how surely."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.validation.cases import Floats
from analysis.validation.check import Check, CheckResult, numbers_of
from sim.inputs.evidence import Pattern, load_evidence

CLASSES = ("CAL", "VAL", "CF", "EXT")
# The median of n runs has so many times the standard error of their mean, were they normal.
ERROR_OF_MEDIAN = 1.2533


class Verdict(NamedTuple):
    """A pattern's verdict over all runs; `what` names its effect, `shares` is that of each source."""

    pattern: Pattern
    runs: int  # or parameter sets, where what is to be expected is compared; those in which it arises
    share: float  # of them in which it holds
    shares: Mapping[str, float]
    median: float  # effect
    low: float
    high: float
    monte_carlo_error: float  # of the median effect
    holds: bool
    what: str
    if_it_fails: str
    also: Mapping[str, tuple[float, float, float]]  # 5 %, median and 95 % of other numbers


def verdicts_of(
    checks: Mapping[str, Check], results: Mapping[str, Mapping[str, CheckResult]]
) -> list[Verdict]:
    """Give the verdicts under each source of parameters, the last of which counts; failures first.

    A pattern holds where it holds in enough of the runs or sets (`share` in its check) and the median
    effect is larger than its Monte Carlo error. Of what other networks showed (EXT) the model has levels,
    not effects, and the share alone counts.
    """
    *_, counts = results.values()
    shares = {name: {source: _share(each[name]) for source, each in results.items()} for name in counts}
    verdicts = [_verdict(checks[name], counts[name], shares[name]) for name in counts]
    return sorted(verdicts, key=lambda each: each.holds)


def _verdict(each: Check, result: CheckResult, shares: Mapping[str, float]) -> Verdict:
    pattern = load_evidence().patterns[each.pattern]
    runs = len(result.effect)
    low, median, high = _band(result.effect)
    spread = float(np.std(result.effect, ddof=1)) if runs > 1 else np.nan
    error = ERROR_OF_MEDIAN * spread / float(np.sqrt(runs)) if runs else np.nan
    share = _share(result)
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
        what=result.what,
        if_it_fails=each.if_it_fails,
        also={name: _band(values) for name, values in result.also.items()},
    )


def _share(result: CheckResult) -> float:
    """Of the runs in which it arises, those in which a pattern holds; where it arises in none, none."""
    return float(result.holds.mean()) if len(result.holds) else 0.0


def _band(values: Floats) -> tuple[float, float, float]:
    if not len(values):
        return np.nan, np.nan, np.nan
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
    counts: dict[str, tuple[int, int]] = {}
    for each in sorted(verdicts, key=lambda each: CLASSES.index(each.pattern.kind)):
        held, of = counts.get(each.pattern.kind, (0, 0))
        counts[each.pattern.kind] = (held + each.holds, of + 1)
    return counts
