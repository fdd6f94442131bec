"""Holds the model against patterns of the study: what is run, what is compared, what is expected.

Each check is a few lines: it names its cases, variants of one base, and compares their runs, paired by
run: whether the pattern holds there, and how large its effect is. The numbers that words such as "low" or
"intermediate" stand for are in the column `check` of `sim/model/evidence/patterns.csv`, where they were set
before anything was run. A pattern that fails is reported as failing.
"""

from collections.abc import Mapping
from types import MappingProxyType

from analysis.validation import counterfactual_patterns, external_patterns, study_patterns
from analysis.validation.check import (
    Check,
    Seen,
    Verdict,
    checks_of,
    frame_of,
    held_by_class,
    judged,
    look,
    numbers_of,
    part_of,
    see,
)
from sim.inputs.evidence import load_evidence
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import Progress

__all__ = [
    "CHECKS",
    "Check",
    "Seen",
    "Verdict",
    "cal_checks",
    "frame_of",
    "held_by_class",
    "judged",
    "look",
    "numbers_of",
    "see",
    "validate",
]

CHECKS: Mapping[str, Check] = MappingProxyType(
    checks_of(study_patterns, counterfactual_patterns, external_patterns)
)


def cal_checks() -> dict[str, Check]:
    """Give the checks that may set parameters, and those alone."""
    patterns = load_evidence().patterns
    return {name: each for name, each in CHECKS.items() if patterns[name].kind == "CAL"}


def validate(
    runs: int = 200,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> list[Verdict]:
    """Check every pattern, under the priors too where other parameters count; failures come first."""
    sources: tuple[ParameterSource, ...] = ("prior",) if parameters == "prior" else ("prior", parameters)
    seen: dict[str, dict[str, Seen]] = {}
    for number, source in enumerate(sources):
        counted = part_of(progress, number, len(sources))
        seen[source] = see(CHECKS.values(), runs, seed, source, workers=workers, progress=counted)
    return judged(CHECKS, seen)
