"""A network and scenarios as the page holds and saves them: what it calls a study."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from analysis.compare.question import Question
from analysis.compare.settings import options_of
from analysis.runs.question import SHIPPED
from sim.inputs.levers import Lever, load_levers
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.inputs.shocks import Shock
from sim.inputs.study_files import FORMAT
from sim.inputs.timing import Interval

Data = dict[str, Any]


def settings_data() -> Data:
    """Give what may be in the settings of a study, which say how its runs are made."""
    options = {name: each.metadata["option"] for name, each in options_of(Question).items()}
    return {
        name: {"among": list(SHIPPED)} if option.max is None else {"min": option.min, "max": option.max}
        for name, option in options.items()
    }


def study_data(scenarios: Sequence[Scenario]) -> Data:
    """Give scenarios of one network, the first of them the base, as plain data.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All on the network of the first, but for its facts, which each may change.
    """
    network = scenarios[0].network
    return {
        "hubspoke": FORMAT,
        "network": network_data(network),
        "scenarios": [scenario_data(each, network) for each in scenarios],
    }


def network_data(network: Network) -> Data:
    """Give a network as plain data: its tables row by row, with every column."""
    whole = network.model_dump(mode="json", by_alias=True, include={"name", "title", "description", "centre"})
    return {
        **whole,
        "facts": network.facts.model_dump(mode="json", exclude_none=True),
        "columns": {name: each.model_dump(mode="json") for name, each in network.columns.items()},
        "headline_outcomes": list(network.headline_outcomes),
        **{
            table: [each.model_dump(mode="json", by_alias=True) for each in getattr(network, table)]
            for table in ("organisations", "localities", "ties")
        },
    }


def scenario_data(scenario: Scenario, network: Network) -> Data:
    """Give a scenario of a network as its file would say it, with all that it extends."""
    facts = scenario.network.facts.model_dump(exclude_none=True)
    before = network.facts.model_dump(exclude_none=True)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "hypothesis": scenario.hypothesis,
        "horizon": scenario.horizon,
        "levers": {
            load_levers()[lever].name: [_interval(load_levers()[lever], each) for each in intervals]
            for lever, intervals in scenario.levers.items()
        },
        "shocks": [_shock(each) for each in scenario.shocks],
        "parameters": dict(scenario.parameters),
        "links": dict(scenario.links),
        "loops": dict(scenario.loops),
        "facts": {name: each["value"] for name, each in facts.items() if each != before.get(name)},
    }


def _interval(lever: Lever, interval: Interval) -> Data:
    written = interval.model_dump(mode="json", exclude_none=True, exclude={"posts", "reach"})
    if interval.posts is not None:
        written["dose"] = interval.posts
    elif lever.dose and lever.dose.full and interval.strength != 1:
        dose = _dose(interval.strength, lever.dose.full)
        if dose is not None or interval.strength > 1:  # a strength above 1 is read as a dose alone
            written["dose"] = interval.strength * lever.dose.full if dose is None else dose
    if any(name in written for name in ("dose", "nurses", "specialists")):
        del written["strength"]
    if interval.reach is not None:
        written["reach"] = interval.reach.model_dump(mode="json", exclude_defaults=True)
    return written


def _dose(strength: float, full: float) -> float | None:
    """Give the dose that is read as this strength, the shortest there is; None where rounding leaves none."""
    about = strength * full
    near = (round(about, 6), about, math.nextafter(about, 0.0), math.nextafter(about, math.inf))
    return next((dose for dose in near if dose / full == strength), None)


def _shock(shock: Shock) -> Data:
    written = shock.as_written()
    if shock.organisations is not None:
        written["organisations"] = shock.organisations.model_dump(mode="json", exclude_defaults=True)
    return written
