"""What the accepted sets were judged on: the study's network, and the model as it was then.

On another network, or with another model, they are sets like others: nothing was looked at there.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from sim.inputs.scenarios import Scenario, load_scenario
from sim.model import own_rules
from sim.sampling.accepted import load_accepted
from sim.sampling.parameter_sets import priors_digest

BASELINE = "baseline"
CHANGED = ("parameters", "links", "loops", "rules")  # by which a scenario makes another model of it


def of_the_study(scenario: Scenario) -> bool:
    """Whether a scenario plays on the study's own network; levers, shocks and facts may be others."""
    return _members(scenario) == _members_of_the_study()


def judged_on(scenario: Scenario, *others: Scenario) -> bool:
    """Whether the accepted sets were judged on a scenario's network and model, and these are what they were.

    Parameters
    ----------
    scenario : Scenario
    *others : Scenario
        Those compared with it: what a what-if changes is no other network, but other rules are another model.
    """
    changed = any(getattr(scenario, name) != getattr(_baseline(), name) for name in CHANGED)
    if changed or any(each.rules for each in others):
        return False
    return of_the_study(scenario) and not own_rules.altered() and _as_it_was()


@functools.cache
def _as_it_was() -> bool:
    """Whether priors and rules are those that the accepted sets were judged with."""
    accepted = load_accepted()
    return accepted.priors == priors_digest() and accepted.rules in ("", own_rules.rules_digest())


def _members(scenario: Scenario) -> Mapping[str, Any]:
    return {name: each for name, each in scenario.network.canonical().items() if name != "facts"}


@functools.cache
def _members_of_the_study() -> Mapping[str, Any]:
    return _members(_baseline())


@functools.cache
def _baseline() -> Scenario:
    return load_scenario(BASELINE)
