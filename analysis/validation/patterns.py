"""The check of every pattern, and of those that may set parameters."""

from collections.abc import Mapping
from types import MappingProxyType

from analysis.validation import counterfactual_patterns, external_patterns, member_patterns, study_patterns
from analysis.validation.check import Check
from sim.inputs.evidence import load_evidence
from sim.inputs.packaged import packaged
from sim.inputs.yaml_files import read_yaml

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        each.pattern: each
        for module in (study_patterns, counterfactual_patterns, member_patterns, external_patterns)
        for each in vars(module).values()
        if isinstance(each, Check)
    }
)


def known_failures() -> dict[str, str]:
    """What the model is known not to show, and what is thought of it, by pattern."""
    return dict(read_yaml(packaged("analysis.validation", "known_failures.yaml")).data)


def cal_checks() -> dict[str, Check]:
    """Give the checks that may set parameters, and those alone."""
    patterns = load_evidence().patterns
    return {name: each for name, each in CHECKS.items() if patterns[name].kind == "CAL"}
