"""Levers to choose from, in doses, and the bundles of them: at most one dose of each lever."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analysis.plan.doses import LeverDose
from sim.inputs.errors import Fault, WrongInput, quoted, suggestion
from sim.inputs.frozen_map import Frozen
from sim.inputs.levers import Lever, lever_id, lever_names, load_levers
from sim.inputs.scenarios import Scenario

MOST_BUNDLES = 16_384  # minutes of running
NOTHING = 0  # the bundle without a lever: the scenario as it is
Places = tuple[int, ...]


@dataclass(frozen=True)
class Offer:
    """A scenario, the doses of levers that may be added to it, and the bundles of them.

    Attributes
    ----------
    scenario : Scenario
        What is at work in it stays so.
    doses : tuple of LeverDose
        Those of one lever beside each other.
    bundles : tuple of tuple of int
        The places of each bundle's doses. A bundle's number is its place here; the first is of no lever.
    """

    scenario: Scenario
    doses: tuple[LeverDose, ...]
    bundles: tuple[Places, ...]

    @property
    def count(self) -> int:
        """Number of bundles, that of no lever among them."""
        return len(self.bundles)

    @property
    def levers(self) -> tuple[str, ...]:
        """Names of the levers, each once."""
        return tuple(dict.fromkeys(each.lever for each in self.doses))

    def members(self, bundle: int) -> tuple[LeverDose, ...]:
        """Give the doses of a bundle."""
        return tuple(self.doses[place] for place in self.bundles[bundle])

    def number(self, names: Sequence[str]) -> int:
        """Give the number of the bundle of the doses of these names."""
        wanted = tuple(place for place, dose in enumerate(self.doses) if dose.name in names)
        return self.bundles.index(wanted)

    def name(self, bundle: int) -> str:
        """Write a bundle as its levers in their doses, or `nothing more`."""
        return " + ".join(each.name for each in self.members(bundle)) or "nothing more"

    def titled(self, bundle: int) -> str:
        """Write a bundle with the titles of its levers, or `Nothing more`."""
        return " + ".join(each.titled for each in self.members(bundle)) or "Nothing more"

    def scenario_of(self, bundle: int) -> Scenario:
        """Give the scenario with a bundle's levers pulled."""
        added = {each.key: each.intervals for each in self.members(bundle)}
        levers = Frozen(dict(sorted({**self.scenario.levers, **added}.items())))
        return self.scenario.model_copy(update={"levers": levers})


def offer_of(
    scenario: Scenario, doses: Sequence[LeverDose], costs: Sequence[float] = (), most: float = 0.0
) -> Offer:
    """Offer every bundle of some doses; with `costs`, those whose doses cost no more than `most` in sum."""
    return Offer(scenario, tuple(doses), tuple(bundles_of(doses, costs, most)))


def bundles_of(doses: Sequence[LeverDose], costs: Sequence[float] = (), most: float = 0.0) -> list[Places]:
    """Give every bundle of some doses, that of none first; each lever doubles those before it, or more.

    Parameters
    ----------
    doses : sequence of LeverDose
        Those of one lever beside each other.
    costs : sequence of float
        Of each dose, in GBP; without them, whatever a bundle costs.
    most : float
        What the doses of a bundle may cost in sum; what one saves is not counted.

    Returns
    -------
    list of tuple of int
        The places of their doses; it breaks off once there are more than can be run.
    """
    price = [max(0.0, each) for each in costs] if costs else [0.0] * len(doses)
    bundles: list[Places] = [()]
    sums = [0.0]
    for _, places in groupby(range(len(doses)), lambda place: doses[place].lever):
        further = [
            ((*bundle, place), total + price[place])
            for place in places
            for bundle, total in zip(bundles, sums, strict=True)
            if not costs or total + price[place] <= most
        ]
        if len(bundles) > MOST_BUNDLES:
            break
        bundles += [bundle for bundle, _ in further]
        sums += [total for _, total in further]
    return bundles


def count_of(doses: Sequence[LeverDose]) -> int:
    """Count the bundles of some doses, whatever they cost, that of none among them."""
    levers = Counter(each.lever for each in doses)
    return math.prod(number + 1 for number in levers.values())


def alone(scenario: Scenario, doses: Sequence[LeverDose]) -> Offer:
    """Offer each dose by itself."""
    return Offer(scenario, tuple(doses), ((), *((place,) for place in range(len(doses)))))


def at_work(scenario: Scenario, lever: Lever) -> bool:
    """Whether a scenario pulls a lever itself, at month 0 or later; what is renewed may be secured."""
    spells = scenario.levers.get(lever.id, ())
    return any(spell.term is None and spell.stops(scenario.horizon) > 0 for spell in spells)


def free(scenario: Scenario) -> tuple[Lever, ...]:
    """Give the levers that a scenario leaves to be chosen."""
    return tuple(lever for lever in load_levers().values() if not at_work(scenario, lever))


def chosen(scenario: Scenario, written: str) -> tuple[Lever, ...]:
    """Read the names of levers, parted by commas, into the order of their ids.

    Raises
    ------
    WrongInput
        With everything wrong in them.
    """
    if written.strip() == "all":
        return free(scenario)
    levers = load_levers()
    names = [name.strip() for name in written.split(",") if name.strip()]
    faults = [*_unknown(names), *at_work_already(scenario, names, "--levers")]
    if not names:
        faults.append(Fault("--levers", "names no lever", "write coordinator,outreach, or leave it out"))
    if faults:
        raise WrongInput(*faults)
    return tuple(levers[key] for key in sorted({str(lever_id(name, levers)) for name in names}))


def _unknown(names: Sequence[str]) -> Iterator[Fault]:
    levers = load_levers()
    for name in names:
        if lever_id(name, levers) is None:
            meant = suggestion(name, lever_names(levers))
            yield Fault("--levers", f"there is no lever {quoted(name)}", meant)


def at_work_already(scenario: Scenario, names: Sequence[str], place: str) -> Iterator[Fault]:
    """Say which of some levers a scenario pulls itself."""
    levers = load_levers()
    for key in dict.fromkeys(lever_id(name, levers) for name in names):
        if key is not None and at_work(scenario, levers[key]):
            what = f"{levers[key].name} is at work in {scenario.name} already, and stays so"
            yield Fault(place, what, "leave it out")
