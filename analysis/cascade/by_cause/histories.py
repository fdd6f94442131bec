"""One run of one scenario, so that what the rules saw in any month can be laid before them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from analysis.statistics.paired import Floats
from sim.engine.ledger import Entry, entries
from sim.engine.mesa_model import NetworkModel
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.model import aggregates, initial, state
from sim.model.month import PHASES
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import ParameterSource

# Whose flows and states each phase of the month has, and in which state its holder is after it.
HOLDERS = {"opening": "net", "tie": "tie", "member": "org", "locality": "place", "closing": "net"}
_STATES: Mapping[str, Any] = {phase: kind.state for phase, kind in PHASES.items()}


class Node(NamedTuple):
    """A state of the network (`net`), of care over all (`region`), or of one `org`, `tie` or `place`."""

    holder: str
    number: int
    field: str


class Columns(NamedTuple):
    """Where a ledger has what: of each phase and holder its states, and of each state its flows.

    Attributes
    ----------
    states : mapping of (str, int) to int
        The first column of the state after a phase, by phase and number of its holder.
    flows : mapping of Node to list of (int, Entry)
        The flows that move a state, with their columns.
    """

    states: Mapping[tuple[str, int], int]
    flows: Mapping[Node, list[tuple[int, Entry]]]

    def of(self, node: Node) -> int:
        """The column of a state at the close of a month."""
        phase = {"net": "closing", "org": "member", "tie": "tie", "place": "locality"}[node.holder]
        return self.states[phase, node.number] + int(_STATES[phase]._fields.index(node.field))


@cache
def columns_of(network: Network) -> Columns:
    """Find where a network's ledger has what."""
    states: dict[tuple[str, int], int] = {}
    flows: dict[Node, list[tuple[int, Entry]]] = {}
    numbers: dict[str, dict[str, int]] = {}
    for column, each in entries(network):
        known = numbers.setdefault(each.phase, {})
        number = known.setdefault(each.name, len(known))
        if each.kind == "state":
            states.setdefault((each.phase, number), column)
        else:
            flows.setdefault(Node(HOLDERS[each.phase], number, each.stock), []).append((column, each))
    return Columns(states, flows)


class History:
    """What every rule saw in one run.

    Parameters
    ----------
    scenario : Scenario
    run, seed : int
    parameters : {"accepted", "prior", "central"}
    ledger : array of float, (months, columns)
        Everything that its months came to (:func:`sim.engine.ledger.ledger`).
    """

    def __init__(
        self, scenario: Scenario, run: int, seed: int, parameters: ParameterSource, ledger: Floats
    ) -> None:
        # Of the readable engine no month is run: it holds the run's parameters, characters and luck.
        self._model = NetworkModel(scenario, run, seed, parameters, collect=False)
        self._structure = structure_of(scenario.network)
        self._ledger, self._columns = ledger, columns_of(scenario.network)
        self._known: dict[tuple[str, int, int], Any] = {}
        self._views: dict[tuple[str, int, int], Any] = {}

    def after(self, phase: str, number: int, month: int) -> Any:
        """The state of a phase's holder after it; months from the first on."""
        key = (phase, number, month)
        if key not in self._known:
            kind, begin = _STATES[phase], self._columns.states[phase, number]
            self._known[key] = kind(*self._ledger[month, begin : begin + len(kind._fields)].tolist())
        return self._known[key]

    def view(self, phase: str, number: int, month: int) -> Any:
        """What a phase of the month was given, from the second month on."""
        key = (phase, number, month)
        if key not in self._views:
            if phase in ("opening", "closing"):
                self._views[key] = self._core(phase, month)
            else:
                of = {"tie": self._pair, "member": self._member, "locality": self._place}[phase]
                self._views[key] = of(number, month)
        return self._views[key]

    # -- Whom it has to do with ------------------------------------------------------------

    def peers(self, number: int, month: int, swapped: int = -1, by: History | None = None) -> state.Peers:
        """What reaches an organisation along its ties; along one of them, what did in another history."""
        sums = initial.NO_PEERS
        for tie, other, facts in self._structure.peers[number]:
            own = by if by is not None and tie == swapped else self
            sums = aggregates.add_peer(
                sums,
                facts,
                own.after("tie", tie, month),
                own.after("member", other, month - 1),
                self._model.p,
            )
        return aggregates.mean_of_peers(sums, self._model.p)

    def passed(
        self, field: str, facts: state.PeerFacts, tie: state.TieState, peer: state.OrganisationState
    ) -> float:
        """What a single tie passes on to one of its ends."""
        sums = aggregates.add_peer(initial.NO_PEERS, facts, tie, peer, self._model.p)
        return float(getattr(sums, field))

    def services(
        self, number: int, month: int, swapped: tuple[str, int] = ("", -1), by: History | None = None
    ) -> state.Services:
        """What is brought to a locality; by one organisation, or tie, what was in another history."""

        def own(phase: str, each: int) -> Any:
            return (by if by is not None and swapped == (phase, each) else self).after(phase, each, month)

        sums = initial.NO_SERVICES
        for service in self._structure.services[number]:
            serving = own("member", service.organisation)
            sums = aggregates.add_service(sums, service.weight, service.nurse_share, serving)
        for tie in self._structure.ties_of_places[number]:
            sums = aggregates.add_tie(sums, own("tie", tie))
        return aggregates.mean_of_services(sums)

    def care(
        self, number: int, month: int, swapped: int = -1, by: History | None = None
    ) -> state.Surroundings:
        """Care where an organisation serves; in one locality, as it was in another history."""
        sums = initial.NO_SURROUNDINGS
        for place, weight in self._structure.served[number]:
            own = by if by is not None and place == swapped else self
            sums = aggregates.add_place(sums, weight, own.after("locality", place, month - 1))
        return sums

    def members(self, month: int) -> state.Members:
        """Means over all organisations."""
        sums = initial.NOBODY
        for number, facts in enumerate(self._structure.organisations):
            sums = aggregates.add_member(sums, facts, self.after("member", number, month))
        return aggregates.mean_of_members(sums, self._structure.network)

    def region(self, month: int) -> state.Region:
        """Care over all localities; how unequal it is no rule reads."""
        sums = initial.NOWHERE
        for number, facts in enumerate(self._structure.localities):
            sums = aggregates.add_locality(sums, facts, self.after("locality", number, month), self._model.p)
        none = initial.NO_INEQUALITY
        return aggregates.mean_of_region(sums, none, none, self._structure.network)

    # -- Views -----------------------------------------------------------------------------

    def _levers(self, reach: Sequence[float] | Floats, month: int) -> state.Levers:
        return state.Levers(*(self._model.strengths[month] * reach).tolist())

    def _core(self, phase: str, month: int) -> state.Core:
        before = month - 1 if phase == "opening" else month
        schedule = self._model.schedule
        return state.Core(
            net=self.after("closing", 0, before) if phase == "opening" else self.after("opening", 0, month),
            facts=self._structure.network,
            members=self.members(before),
            region=self.region(before),
            lever=self._levers(schedule.reach_of_core[month], month),
            terms=state.Terms(*schedule.terms[month].tolist()),
            shock=state.Shocks(*schedule.shocks[month].tolist()),
            luck=state.NetworkLuck(*self._model.network_luck[month].tolist()),
            p=self._model.p,
            dial=self._model.dial,
        )

    def _pair(self, number: int, month: int) -> state.Pair:
        a, b, facts = self._structure.ties[number]
        reach = self._model.schedule.reach[month]
        return state.Pair(
            tie=self.after("tie", number, month - 1),
            facts=facts,
            net=self.after("opening", 0, month),
            a=self.after("member", a, month - 1),
            b=self.after("member", b, month - 1),
            lever_a=self._levers(reach[a], month),
            lever_b=self._levers(reach[b], month),
            p=self._model.p,
            dial=self._model.dial,
        )

    def _member(self, number: int, month: int) -> state.Member:
        model, schedule = self._model, self._model.schedule
        return state.Member(
            org=self.after("member", number, month - 1),
            facts=self._structure.organisations[number],
            character=model.organisations[number].character,
            net=self.after("opening", 0, month),
            network=self._structure.network,
            peers=self.peers(number, month),
            care=self.care(number, month),
            lever=self._levers(schedule.reach[month, number], month),
            effort=model.effort,
            here=state.Here(*schedule.here[month, number].tolist()),
            terms=state.Terms(*schedule.terms[month].tolist()),
            luck=state.OrganisationLuck(*model.organisation_luck[month][number].tolist()),
            p=model.p,
            dial=model.dial,
        )

    def _place(self, number: int, month: int) -> state.Place:
        model = self._model
        return state.Place(
            facts=self._structure.localities[number],
            services=self.services(number, month),
            members=self.members(month),
            net=self.after("opening", 0, month),
            network=self._structure.network,
            lever=self._levers(model.schedule.reach_of_places[month, number], month),
            p=model.p,
            dial=model.dial,
        )
