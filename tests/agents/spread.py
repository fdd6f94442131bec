"""How far the organisations of one run differ from each other."""

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import numpy as np

from analysis.validation.cases import CaseRuns, Floats
from sim import load_scenario
from sim.model.state import OrganisationState
from tests.agents.runs import run
from tests.agents.table import Line, Setting

LEAST = 0.02
CLEARLY = 0.10
START, END = 0, 60
LAST_YEAR = range(END - 11, END + 1)
AGREED = ("vision", "need")  # F42: nearly all agree
DIFFER_CLEARLY = ("adoption", "engagement", "awareness_core", "trust")
_AMOUNTS = ("GBP", "whole-time equivalents", "hours", "months")


def lines(setting: Setting) -> Iterator[Line]:
    """The spread of every state over the organisations, and of some over a year."""
    base = run(setting, setting.base, [START, *LAST_YEAR], members=True)
    busy = load_scenario("everything").with_shocks(
        {"month": END - 12, "records-down": 24, "organisations": "hubs"}
    )
    levers = run(setting, busy, [START, END], members=True)
    # What is the same everywhere until a lever is pulled or something befalls is looked at where that is so.
    unused = [each for each in OrganisationState._fields if np.ptp(base.member(each, END)) == 0]
    for month in (START, END):
        spreads = {
            each: _spread(base, each, month) for each in OrganisationState._fields if each not in unused
        }
        yield from _alike(f"month {month}", spreads)
    yield from _alike(
        f"month {END}, all levers, a shock", {each: _spread(levers, each, END) for each in unused}
    )
    for state in DIFFER_CLEARLY:
        yield _clearly(f"{state}, month {END}", _spread(base, state, END))
    year = np.mean([base.member("training_attendance", month) for month in LAST_YEAR], axis=0)
    yield _clearly(f"training attended, months {LAST_YEAR[0]}-{END}", _within_runs(year))


def _alike(when: str, spreads: dict[str, float]) -> Iterator[Line]:
    """Name the states that hardly differ."""
    for state in AGREED:
        if state in spreads:
            yield Line(f"{state}, {when}", f"{spreads[state]:.3f}", "above 0", spreads[state] > 0)
    low = {each: value for each, value in spreads.items() if value < LEAST and each not in AGREED}
    asked = f"none with a spread under {LEAST}"
    yield Line(f"states alike in all members, {when}", f"{len(low)} of {len(spreads)}", asked, not low)
    for state, value in low.items():
        yield Line(f"  {state}", f"{value:.4f}")


def _clearly(what: str, value: float) -> Line:
    return Line(f"spread of {what}", f"{value:.3f}", f"at least {CLEARLY:.2f}", value >= CLEARLY)


def _spread(runs: CaseRuns, state: str, month: int) -> float:
    """The spread over members: a standard deviation; of amounts, as a share of their mean size."""
    values = runs.member(state, month)
    spread = _within_runs(values)
    if not _is_amount(state):
        return spread
    size = float(np.abs(values).mean())
    return spread / size if size else 0.0


def _within_runs(values: Floats) -> float:
    return float(values.std(axis=1).mean())


def _is_amount(state: str) -> bool:
    kind: Any = get_type_hints(OrganisationState, include_extras=True)[state]
    return str(get_args(kind)[1]).startswith(_AMOUNTS)
