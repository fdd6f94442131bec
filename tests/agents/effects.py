"""What each lever, and each shock, does to every outcome, under the same runs."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from analysis.validation.cases import Floats, pulled
from sim import Scenario, simulate_each
from sim.inputs.levers import load_levers
from sim.model.outcomes import OUTCOMES
from tests.agents.table import Setting

MONTHS = (36, 60)
STRIKES = 12  # when a shock does
_HUBS = {"organisations": "hubs"}
SHOCKS: Mapping[str, Mapping[str, Any]] = {
    "leaders-leave": {"leaders-leave": 5},
    "coordinator-leaves": {"coordinator-leaves": True},
    "funding-cut": {"funding-cut": 0.5},
    "big-promise": {"big-promise": 0.5},
    "posts-frozen": {"posts-frozen": 24},
    "staff-lost": {"staff-lost": 0.5, **_HUBS},
    "records-down": {"records-down": 48, **_HUBS},
    "income-lost": {"income-lost": 0.5, **_HUBS},
    "engagement-lost": {"engagement-lost": 0.5, **_HUBS},
    "leaves": {"leaves": True, **_HUBS},
}
Change = Callable[[Scenario], Scenario]


class Effects(NamedTuple):
    """Mean changes over runs, and their standard errors: (scenarios, months, outcomes)."""

    of: tuple[str, ...]
    outcomes: tuple[str, ...]
    mean: Floats
    error: Floats

    def at(self, of: str, outcome: str, month: int) -> float:
        """What one of them does to one outcome in one month."""
        return float(self.mean[self._place(of, outcome, month)])

    def error_at(self, of: str, outcome: str, month: int) -> float:
        """The standard error of that."""
        return float(self.error[self._place(of, outcome, month)])

    def _place(self, of: str, outcome: str, month: int) -> tuple[int, int, int]:
        return self.of.index(of), MONTHS.index(month), self.outcomes.index(outcome)


def effects(setting: Setting, base: Scenario, changed: Mapping[str, Scenario]) -> Effects:
    """What scenarios come to beside the one they change."""
    found = simulate_each(
        [base, *changed.values()],
        setting.runs,
        setting.seed,
        parameters=setting.parameters,
        months=MONTHS,
    ).outcomes
    change = found[1:] - found[0]
    error = change.std(axis=1, ddof=1) / np.sqrt(setting.runs)
    return Effects(tuple(changed), tuple(OUTCOMES), change.mean(axis=1), error)


@functools.cache
def of_levers(setting: Setting, rival: Change | None = None) -> Effects:
    """What each lever does by itself, at its central dose from month 0 on."""
    base = setting.base if rival is None else rival(setting.base)
    return effects(setting, base, {each.name: pulled(each.name)(base) for each in load_levers().values()})


@functools.cache
def of_shocks(setting: Setting) -> Effects:
    """What each shock does, of a size that makes a difference if any does, early on."""
    changed = {name: setting.base.with_shocks({"month": STRIKES, **shock}) for name, shock in SHOCKS.items()}
    return effects(setting, setting.base, changed)
