"""What the viewer is asked for: a scenario with levers switched on or off, and what to show of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, get_args

from sim.inputs.levers import load_levers
from sim.inputs.scenarios import LeverChange, Scenario, load_scenario, shipped_scenarios
from sim.model.outcomes import load_outcomes
from sim.model.state import LocalityState, OrganisationState, Share

if TYPE_CHECKING:
    from sim.engine.mesa_model import NetworkModel
    from sim.sampling.parameter_sets import ParameterSource

SHARE = get_args(Share)[1:]


class Future(NamedTuple):
    """A scenario with levers switched against what it says.

    Attributes
    ----------
    scenario : Scenario
        As it was read.
    on, off : frozenset of str
        Levers by id; those switched on are pulled from month 0.
    """

    scenario: Scenario
    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()

    def pulls(self, lever: str) -> bool:
        """Whether a lever is pulled, in whatever months."""
        return lever in self.on or (lever in self.scenario.levers and lever not in self.off)

    def switched(self, lever: str, pulled: bool) -> Future:
        """Give it with a lever on or off; one left as the scenario has it is in neither set."""
        on, off = self.on - {lever}, self.off - {lever}
        if pulled and lever not in self.scenario.levers:
            on |= {lever}
        if not pulled and lever in self.scenario.levers:
            off |= {lever}
        return Future(self.scenario, on, off)

    def applied(self) -> Scenario:
        """Give the scenario with the levers as they are switched."""
        changes: dict[str, LeverChange] = {each: {"start": 0} for each in self.on}
        changes |= dict.fromkeys(self.off, "off")
        return self.scenario.with_levers(changes) if changes else self.scenario


class Asked(NamedTuple):
    """All that a run is made of: a future, and the run, seed and parameters as `Network` takes them."""

    future: Future
    run: int
    seed: int
    parameters: ParameterSource


def offered(first: Scenario) -> dict[str, Scenario]:
    """Give the scenarios that the page offers, by title: the one asked for, then those shipped."""
    found = {first.title: first}
    for name in shipped_scenarios():
        shipped = load_scenario(name)
        if shipped.digest() != first.digest():
            title = f"{shipped.title} ({name})" if shipped.title in found else shipped.title
            found[title] = shipped
    return found


class Shown(NamedTuple):
    """A state that the map can colour: of organisations, or of localities."""

    title: str
    of: str  # "organisations" or "localities"
    field: str


def shown_states() -> dict[str, Shown]:
    """Give every state that is a share, by the words the page offers it in: engagement first."""
    titles = {each.field: each.title for each in load_outcomes().values() if each.unit == "share"}
    found: dict[str, Shown] = {}
    for of, kind in (("organisations", OrganisationState), ("localities", LocalityState)):
        for name, hint in kind.__annotations__.items():
            if get_args(hint)[1:] == SHARE:
                words = titles.get(name) or name.replace("_", " ").capitalize()
                title = words if of == "organisations" else f"{words}, by locality"
                found[title] = Shown(title, of, name)
    first = next(title for title, each in found.items() if each.field == "engagement")
    return {first: found[first], **found}


def drawn_outcomes() -> dict[str, str]:
    """Give the names of the outcomes that are shares, by title: they fit one axis."""
    return {each.title: name for name, each in load_outcomes().items() if each.unit == "share"}


def gathered(network: NetworkModel) -> dict[str, list[float]]:
    """Give what the network's collector has of each outcome, month by month."""
    return {} if network.datacollector is None else network.datacollector.model_vars


def lever_titles() -> dict[str, str]:
    """Give the levers' titles by id."""
    return {each: lever.title for each, lever in load_levers().items()}
