"""Runs of scenarios under one setting, read as arrays."""

from collections.abc import Iterable

from analysis.validation.cases import CaseRuns
from sim import Scenario, simulate
from tests.agents.table import Setting


def run(setting: Setting, scenario: Scenario, months: Iterable[int], *, members: bool = False) -> CaseRuns:
    """Run a scenario; keep outcomes in these months, and the states of its organisations if wanted."""
    result = simulate(
        scenario,
        setting.runs,
        setting.seed,
        parameters=setting.parameters,
        months=months,
        organisations=members,
    )
    return CaseRuns.of(result)
