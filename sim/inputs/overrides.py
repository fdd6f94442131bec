"""What a scenario fixes or names, checked against what there is: parameters, dials, organisations, months."""

import functools
import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sim.inputs.errors import number, quoted, suggestion
from sim.inputs.evidence import load_evidence
from sim.inputs.levers import all_parameters, load_levers, priors
from sim.inputs.loops import load_loops
from sim.inputs.members import FACT_DOMAINS
from sim.inputs.networks import Network
from sim.inputs.shocks import Shock
from sim.inputs.timing import Interval, Pulled
from sim.inputs.yaml_files import Keys, Marked

Section = Literal["parameters", "links", "loops", "facts"]

_KINDS = {
    "parameters": "parameter {}",
    "links": "link {}",
    "loops": "reinforcing loop {}",
    "facts": "fact {} of a network",
}


@functools.cache
def _domains(section: Section) -> dict[str, tuple[float, float]]:
    """What a section may name, and the lowest and highest value of each."""
    if section == "parameters":
        return {name: each.domain for name, each in all_parameters().items()}
    if section == "facts":
        return FACT_DOMAINS
    return dict.fromkeys(load_loops() if section == "loops" else load_evidence().links, (0.0, 1.0))


def fixed_numbers(section: Section, data: Mapping[str, Any], marks: Marked) -> dict[str, float]:
    """Read the parameters that a scenario fixes, the dials it sets, or the facts it changes."""
    given, known, numbers = data.get(section), _domains(section), {}
    for name, value in given.items() if isinstance(given, Mapping) else ():
        keys: Keys = (section, name)
        if name not in known:
            what = f"there is no {_KINDS[section].format(quoted(name))}"
            marks.fault(keys, what, suggestion(name, known))
        elif (fixed := _within(value, marks, keys, known[name])) is not None:
            numbers[name] = fixed
    leaders = numbers.get("leaders", 0.0)
    if not leaders.is_integer():
        what = f"leaders: {number(leaders)} is not a whole number"
        marks.fault((section, "leaders"), what, "write a number of people")
    return numbers


def beyond_ranges(parameters: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """Say, by name, which parameters are fixed at what they can mean and are not likely to be."""
    for name, value in parameters.items():
        each = priors()[name]
        if each.uncertain and not each.low <= value <= each.high:
            low, high = number(each.low), number(each.high)
            yield name, f"{name}: {number(value)} is outside its plausible range, {low} to {high}"


def _within(value: Any, marks: Marked, keys: Keys, domain: tuple[float, float]) -> float | None:
    """Give a number that lies in the domain, or say why `value` is none."""
    refused = misfit(value, domain, quoted(marks.written.get(keys, value)))
    if refused is None:
        return float(value)
    marks.fault(keys, f"{keys[-1]}: {refused[0]}", refused[1])
    return None


def misfit(value: Any, domain: tuple[float, float], shown: str) -> tuple[str, str] | None:
    """Say why a value, as it was written, is no number in the domain, and what to write instead."""
    low, high = domain
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        between = f" from {number(low)} to {number(high)}" if math.isfinite(low + high) else ""
        return f"{shown} is not a number", f"write a number{between}"
    if not -sys.float_info.max <= value <= sys.float_info.max:
        return f"{shown} is not a finite number", "write an ordinary number"
    if value < low:
        return f"{number(value)} is below {number(low)}", f"write {number(low)} or more"
    if value > high:
        return f"{number(value)} is above {number(high)}", f"write {number(high)} or less"
    return None


def check_reach(
    network: Network, pulled: Mapping[str, Pulled], shocks: list[tuple[Keys, Shock]], marks: Marked
) -> None:
    """Say which selectors name nobody in the network."""
    selectors = [
        (each.keys, interval.reach, "reach")
        for lever, each in pulled.items()
        if load_levers()[lever].scope == "organisations"
        for interval in each.intervals
    ]
    selectors += [(keys, shock.organisations, "organisations") for keys, shock in shocks]
    known = {
        "name": ("organisation", [each.name for each in network.organisations]),
        "locality": ("locality", [each.name for each in network.localities]),
    }
    for keys, selector, key in selectors:
        if selector is None:
            continue
        strangers = [
            (field, name)
            for field in known
            for name in getattr(selector, field)
            if name not in known[field][1]
        ]
        for field, name in strangers:
            what = f"{key}: there is no {known[field][0]} {quoted(name)}"
            marks.fault((*keys, key, field), what, suggestion(name, known[field][1]))
        if not strangers and not any(selector.selected(network)):
            what = f"{key}: no organisation of {network.name} is of this sort"
            marks.fault((*keys, key), what, "name a kind, sector, role or distance that it has")


def check_horizon(
    levers: Mapping[str, tuple[Interval, ...]],
    shocks: tuple[Shock, ...],
    horizon: int,
    pulled: Mapping[str, Pulled],
    own_shocks: list[tuple[Keys, Shock]],
    marks: Marked,
) -> None:
    """Say what begins after the last month: the file's own at its place, the inherited at the horizon."""
    names = {lever.id: lever.name for lever in load_levers().values()}
    for lever, intervals in levers.items():
        own = pulled.get(lever)
        for interval in intervals:
            if interval.start > horizon:
                keys = (*own.keys, "start") if own and interval in own.intervals else ("horizon",)
                what = f"{names[lever]} starts in month {interval.start}, after the horizon {horizon}"
                marks.fault(keys, what, "write an earlier start or a later horizon")
    written = {id(shock): keys for keys, shock in own_shocks}
    for shock in shocks:
        if shock.month > horizon:
            keys = (*written[id(shock)], "month") if id(shock) in written else ("horizon",)
            what = f"{shock.kind} happens in month {shock.month}, after the horizon {horizon}"
            marks.fault(keys, what, "write an earlier month or a later horizon")
