"""The check of every pattern, and of those that may set parameters."""

from collections.abc import Mapping
from types import MappingProxyType

from analysis.validation import counterfactual_patterns, external_patterns, member_patterns, study_patterns
from analysis.validation.check import Check
from sim.inputs.evidence import load_evidence

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        each.pattern: each
        for module in (study_patterns, counterfactual_patterns, member_patterns, external_patterns)
        for each in vars(module).values()
        if isinstance(each, Check)
    }
)


def cal_checks() -> dict[str, Check]:
    """Give the checks that may set parameters, and those alone."""
    patterns = load_evidence().patterns
    return {name: each for name, each in CHECKS.items() if patterns[name].kind == "CAL"}
