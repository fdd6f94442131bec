"""Levers to choose from, and every bundle of them: a bundle's number has a binary digit for each lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.inputs.errors import Fault, WrongInput, quoted, suggestion
from sim.inputs.frozen_map import Frozen
from sim.inputs.levers import Lever, lever_id, lever_names, load_levers
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import Interval

MOST_LEVERS = 14  # 16,384 bundles; each lever more doubles them
NOTHING = 0  # the bundle without a lever: the scenario as it is


@dataclass(frozen=True)
class Offer:
    """A scenario and the levers that may be pulled in it from month 0 to its horizon.

    Attributes
    ----------
    scenario : Scenario
        What is at work in it stays so.
    levers : tuple of str
        Names; the first is the lowest binary digit of a bundle's number.
    """

    scenario: Scenario
    levers: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of bundles, that of no lever among them."""
        return 1 << len(self.levers)

    def members(self, bundle: int) -> tuple[str, ...]:
        """Name the levers of a bundle."""
        return tuple(name for place, name in enumerate(self.levers) if bundle >> place & 1)

    def number(self, levers: Sequence[str]) -> int:
        """Give the number of the bundle of these levers."""
        return sum(1 << self.levers.index(name) for name in levers)

    def name(self, bundle: int) -> str:
        """Write a bundle as its levers, or `nothing more`."""
        return " + ".join(self.members(bundle)) or "nothing more"

    def scenario_of(self, bundle: int) -> Scenario:
        """Give the scenario with a bundle's levers pulled."""
        added = dict(self._pulled[name] for name in self.members(bundle))
        levers = Frozen(dict(sorted({**self.scenario.levers, **added}.items())))
        return self.scenario.model_copy(update={"levers": levers})

    @cached_property
    def _pulled(self) -> dict[str, tuple[str, tuple[Interval, ...]]]:
        """Id and spells of each lever pulled by itself; levers are checked once, not in each bundle."""
        return {
            lever.name: (key, pulled(self.scenario, lever).levers[key])
            for key, lever in load_levers().items()
            if lever.name in self.levers
        }


def pulled(scenario: Scenario, lever: Lever) -> Scenario:
    """Pull a lever from month 0 on; one that is there already (a coordinator in post) needs no ramp-up."""
    there = any(
        spell.start < 0 < spell.stops(scenario.horizon) for spell in scenario.levers.get(lever.id, ())
    )
    return scenario.with_levers({lever.id: {"start": 0, **({"ramp_up": 0} if there else {})}})


def at_work(scenario: Scenario, lever: Lever) -> bool:
    """Whether a scenario pulls a lever itself, at month 0 or later; what is renewed may be secured."""
    spells = scenario.levers.get(lever.id, ())
    return any(spell.term is None and spell.stops(scenario.horizon) > 0 for spell in spells)


def free(scenario: Scenario) -> tuple[str, ...]:
    """Name the levers that a scenario leaves to be chosen."""
    return tuple(lever.name for lever in load_levers().values() if not at_work(scenario, lever))


def chosen(scenario: Scenario, written: str) -> tuple[str, ...]:
    """Read the names of levers, parted by commas, into the order of their ids.

    Raises
    ------
    WrongInput
        With everything wrong in them, or if they are too many.
    """
    levers = load_levers()
    if written.strip() == "all":
        return _few(free(scenario))
    names = [name.strip() for name in written.split(",") if name.strip()]
    faults, found = [], {}
    for name in names:
        known = lever_id(name, levers)
        if known is None:
            meant = suggestion(name, lever_names(levers))
            faults.append(Fault("--levers", f"there is no lever {quoted(name)}", meant))
        elif at_work(scenario, levers[known]):
            what = f"{levers[known].name} is at work in {scenario.name} already, and stays so"
            faults.append(Fault("--levers", what, "leave it out"))
        else:
            found[known] = levers[known].name
    if not names:
        faults.append(Fault("--levers", "names no lever", "write coordinator,outreach, or leave it out"))
    if faults:
        raise WrongInput(*faults)
    return _few(tuple(found[key] for key in sorted(found)))


def _few(levers: tuple[str, ...]) -> tuple[str, ...]:
    if len(levers) > MOST_LEVERS:
        what = f"{len(levers)} levers make {1 << len(levers):,} bundles"
        meant = f"name at most {MOST_LEVERS}, or leave --levers out for those that do most by themselves"
        raise WrongInput(Fault("--levers", what, meant))
    return levers
