"""What a scenario fixes or names, checked against what there is: parameters, links, organisations, months."""

import math
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sim.inputs.errors import Fault, number, quoted, suggestion
from sim.inputs.evidence import load_evidence
from sim.inputs.levers import all_parameters, load_levers
from sim.inputs.members import FACT_DOMAINS, NetworkFacts
from sim.inputs.networks import Network
from sim.inputs.timing import Interval, Pulled, Shock
from sim.inputs.yaml_files import Keys, Marked


def fixed_parameters(given: Any, marks: Marked, faults: list[Fault]) -> Iterator[tuple[str, float]]:
    """Read the parameters that a scenario fixes."""
    known = all_parameters()
    for name, keys, value in _known("parameters", "parameter {}", given, known, marks, faults):
        fixed = _within(value, marks, keys, known[name].domain, faults)
        if fixed is not None:
            yield name, fixed


def dials(given: Any, marks: Marked, faults: list[Fault]) -> Iterator[tuple[str, float]]:
    """Read the dials that a scenario sets."""
    known = load_evidence().links
    for name, keys, value in _known("links", "link {}", given, known, marks, faults):
        fixed = _within(value, marks, keys, (0.0, 1.0), faults)
        if fixed is not None:
            yield name, fixed


def changed_facts(given: Any, marks: Marked, faults: list[Fault]) -> Iterator[tuple[str, float]]:
    """Read the facts of the network that a scenario changes."""
    known = NetworkFacts.model_fields
    for name, keys, value in _known("facts", "fact {} of a network", given, known, marks, faults):
        changed = _within(value, marks, keys, FACT_DOMAINS[name], faults)
        if changed is not None and name == "leaders" and not changed.is_integer():
            what = f"leaders: {number(changed)} is not a whole number"
            faults.append(Fault(marks.place(keys), what, "write a number of people"))
        elif changed is not None:
            yield name, changed


def _known(
    section: str, kind: str, given: Any, known: Collection[str], marks: Marked, faults: list[Fault]
) -> Iterator[tuple[str, Keys, Any]]:
    """Go through a section of a scenario: each name that is known, the keys at which it stands, its value."""
    for name, value in given.items() if isinstance(given, Mapping) else ():
        keys: Keys = (section, name)
        if name in known:
            yield name, keys, value
        else:
            what = f"there is no {kind.format(quoted(name))}"
            faults.append(Fault(marks.place(keys), what, suggestion(name, known)))


def _within(
    value: Any, marks: Marked, keys: Keys, domain: tuple[float, float], faults: list[Fault]
) -> float | None:
    """Give a number that lies in the domain, or say why `value` is none."""
    shown = quoted(marks.written.get(keys, value))
    low, high = domain
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        between = f" from {number(low)} to {number(high)}" if math.isfinite(low + high) else ""
        what, meant = f"{shown} is not a number", f"write a number{between}"
    elif not -sys.float_info.max <= value <= sys.float_info.max:
        what, meant = f"{shown} is not a finite number", "write an ordinary number"
    elif value < low:
        what, meant = f"{number(value)} is below {number(low)}", f"write {number(low)} or more"
    elif value > high:
        what, meant = f"{number(value)} is above {number(high)}", f"write {number(high)} or less"
    else:
        return float(value)
    faults.append(Fault(marks.place(keys), f"{keys[-1]}: {what}", meant))
    return None


def unreached(
    network: Network, pulled: Mapping[str, Pulled], shocks: list[tuple[Keys, Shock]], marks: Marked
) -> Iterator[Fault]:
    """Say which selectors name nobody in the network."""
    selectors = [
        (keys, interval.reach, "reach") for keys, intervals in pulled.values() for interval in intervals
    ]
    selectors += [(keys, shock.organisations, "organisations") for keys, shock in shocks]
    members = [each.name for each in network.organisations]
    for keys, selector, key in selectors:
        if selector is None:
            continue
        strangers = [name for name in selector.name if name not in members]
        for name in strangers:
            what = f"{key}: there is no organisation {quoted(name)}"
            yield Fault(marks.place((*keys, key, "name")), what, suggestion(name, members))
        if not strangers and not any(selector.matches(each) for each in network.organisations):
            what = f"{key}: no organisation of {network.name} is of this sort"
            yield Fault(marks.place((*keys, key)), what, "name a kind, sector or role that it has")


def beyond_horizon(
    levers: Mapping[str, tuple[Interval, ...]],
    shocks: tuple[Shock, ...],
    horizon: int,
    pulled: Mapping[str, Pulled],
    own_shocks: list[tuple[Keys, Shock]],
    marks: Marked,
) -> Iterator[Fault]:
    """Say what begins after the last month: the file's own at its place, the inherited at the horizon."""
    at_horizon = marks.place(("horizon",))
    names = {lever.id: lever.name for lever in load_levers().values()}
    for lever, intervals in levers.items():
        own = pulled.get(lever)
        for interval in intervals:
            if interval.start > horizon:
                place = marks.place((*own.keys, "start")) if own and interval in own.intervals else at_horizon
                what = f"{names[lever]} starts in month {interval.start}, after the horizon {horizon}"
                yield Fault(place, what, "write an earlier start or a later horizon")
    written = {id(shock): keys for keys, shock in own_shocks}
    for shock in shocks:
        if shock.month > horizon:
            place = marks.place((*written[id(shock)], "month")) if id(shock) in written else at_horizon
            what = f"{shock.kind} happens in month {shock.month}, after the horizon {horizon}"
            yield Fault(place, what, "write an earlier month or a later horizon")
