"""A scenario with one thing and without it: a shock, a barrier, or all by which another scenario differs."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from analysis.cascade.knockouts import removed
from analysis.report import words
from analysis.statistics.barriers import BARRIERS, OBSERVED
from sim.inputs.errors import Fault, WrongInput, quoted, refuse, suggestion
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario
from sim.inputs.shocks import Shock, load_shocks
from sim.inputs.timing import FIRST_MONTH

POKE = re.compile(r"(?P<kind>[a-z-]+)(=(?P<amount>[^@]+))?@(?P<month>-?\d+)(:(?P<whom>.+))?")
MEANT = "write KIND@MONTH or KIND=AMOUNT@MONTH:ORGANISATION, such as records-down=12@36:Lanternwood"


class Pair(NamedTuple):
    """Two futures that differ in one thing.

    Attributes
    ----------
    one, other : Scenario
        With the thing and without it.
    thing : str
        What it is, within a sentence: `the coordinator is made to leave`.
    month : int
        From which on they may differ.
    where : tuple of str
        The organisations that it befalls; empty: the network.
    """

    one: Scenario
    other: Scenario
    thing: str
    month: int
    where: tuple[str, ...] = ()


def poked(scenario: Scenario, poke: str) -> Pair:
    """Give the scenario with a shock, `coordinator-leaves@12`, and as it is.

    Raises
    ------
    WrongInput
        If the shock cannot be.
    """
    shock = _shock(scenario, poke)
    one = scenario.with_shocks(shock)
    befallen = next(each for each in one.shocks if each not in scenario.shocks)  # a second one is refused
    return Pair(one, scenario, befallen.in_words(), befallen.month, _whom(befallen, scenario))


def _shock(scenario: Scenario, poke: str) -> dict[str, Any]:
    found, kinds = POKE.fullmatch(poke.strip()), load_shocks()
    if found is None:
        raise WrongInput(Fault("--poke", f"{quoted(poke)} is no shock in a month", MEANT))
    kind = found["kind"]
    if kind not in kinds:
        raise WrongInput(Fault("--poke", f"there is no shock {quoted(kind)}", suggestion(kind, kinds)))
    unit = kinds[kind].unit
    if (found["amount"] is None) != (unit == "yes"):
        what = f"{kind} has no amount" if unit == "yes" else f"{kind} needs an amount ({unit})"
        meant = f"write {kind}@{found['month']}" if unit == "yes" else f"write {kind}=...@{found['month']}"
        raise WrongInput(Fault("--poke", what, meant))
    amount: Any = True if unit == "yes" else _number(kind, found["amount"])
    whom = {} if found["whom"] is None else {"organisations": _named(scenario, found["whom"])}
    return {"month": int(found["month"]), kind: amount, **whom}


def _number(kind: str, text: str) -> float | int:
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        what = f"{kind}: {quoted(text)} is no number"
        raise WrongInput(Fault("--poke", what, "write one such as 12, 0.33 or 33%")) from None
    return int(value) if value.is_integer() else value


def _named(scenario: Scenario, whom: str) -> Any:
    """Whom a shock befalls: `hubs`, or organisations by name or a part of it that no other has."""
    names = [each.name for each in scenario.network.organisations]
    if whom in ("all", "hubs", "spokes", "edge", "centre"):
        return whom
    chosen = []
    for part in whom.split("|"):
        wanted = part.strip().casefold()
        found = [each for each in names if each.casefold() == wanted] or [
            each for each in names if wanted in each.casefold()
        ]
        if len(found) != 1:
            what = f"{quoted(part)} names {len(found) or 'no'} organisations"
            meant = f"say which: {', '.join(found)}" if found else suggestion(part, names)
            raise WrongInput(Fault("--poke", what, meant))
        chosen += found
    return {"name": chosen}


def _whom(shock: Shock, scenario: Scenario) -> tuple[str, ...]:
    if shock.organisations is None:
        return ()
    reached = shock.organisations.selected(scenario.network)
    return tuple(
        each.name for each, befallen in zip(scenario.network.organisations, reached, strict=True) if befallen
    )


def lifted(scenario: Scenario, barriers: str) -> Pair:
    """Give the scenario with barriers and without them, from month 0 on.

    Where the scenario has them lifted already, as `barriers-lifted` has, the levers against them are taken
    away from the one with them.

    Raises
    ------
    WrongInput
        If there is no such barrier.
    """
    names = list(dict.fromkeys(each.strip() for each in barriers.split("+")))
    refuse(
        Fault("--lift", f"there is no barrier {quoted(each)}", suggestion(each, BARRIERS))
        for each in names
        if each not in BARRIERS
    )
    other = removed(scenario, frozenset(names))
    one = len(names) == 1
    what = f"the {'barrier' if one else 'barriers'} of {words.listed(names)} {'stands' if one else 'stand'}"
    if other.digest() != scenario.digest():
        return Pair(scenario, other, what, OBSERVED)
    own = {lever for each in names for lever in BARRIERS[each]}
    against_them = [each for each in load_levers().values() if each.name in own]
    began = min(scenario.levers[each.id][0].start for each in against_them if each.id in scenario.levers)
    return Pair(scenario.with_levers({each.name: False for each in against_them}), scenario, what, began)


def against(scenario: Scenario, other: Scenario) -> Pair:
    """Give the scenario, and another in place of what it would be without the thing.

    Raises
    ------
    WrongInput
        If the two have not the same organisations, localities and horizon.
    """
    lists = [
        [[each.name for each in group] for group in (it.network.organisations, it.network.localities)]
        for it in (scenario, other)
    ]
    if lists[0] != lists[1] or scenario.horizon != other.horizon:
        what = f"{other.name} has other organisations, localities or months than {scenario.name}"
        raise WrongInput(Fault("--against", what, "name a scenario on the same network, to the same month"))
    return Pair(scenario, other, f"{scenario.name} differs from {other.name}", FIRST_MONTH)
