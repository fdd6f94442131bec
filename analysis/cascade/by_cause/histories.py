"""One run of one scenario, so that what the rules saw in any month can be laid before them again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from analysis.statistics.paired import Floats
from sim.engine.ledger import Entry, entries
from sim.engine.mesa_model import NetworkModel
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.model import aggregates, initial, state
from sim.model.month import PHASES
from sim.sampling.sources import ParameterSource

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
    parameters : ParameterSource
    ledger : array of float, (months, columns)
        Everything that its months came to (:func:`sim.engine.ledger.ledger`).
    """

    def __init__(
        self, scenario: Scenario, run: int, seed: int, parameters: ParameterSource, ledger: Floats
    ) -> None:
        # Of the readable engine no month is run: it stands where the ledger says, and sees what it then saw.
        self._model = NetworkModel(scenario, run, seed, parameters, collect=False)
        self._ledger, self._columns = ledger, columns_of(scenario.network)
        self._states: dict[tuple[str, int, int], Any] = {}
        self._views: dict[tuple[str, int, int], Any] = {}
        self._stands = ("", -1)

    def after(self, phase: str, number: int, month: int) -> Any:
        """The state of a phase's holder after it; months from the first on."""
        key = (phase, number, month)
        if key not in self._states:
            kind, begin = _STATES[phase], self._columns.states[phase, number]
            self._states[key] = kind(*self._ledger[month, begin : begin + len(kind._fields)].tolist())
        return self._states[key]

    def view(self, phase: str, number: int, month: int) -> Any:
        """What a phase of the month was given, from the second month on."""
        key = (phase, number, month)
        if key not in self._views:
            self._views[key] = self._standing(phase, month).view(phase, number)
        return self._views[key]

    def peers(self, number: int, month: int, tie: int, other: History) -> state.Peers:
        """What reached an organisation, with a tie and who is at its end as they were in another history."""
        model = self._standing("member", month)
        ends = (each.index for each in model.ties[tie].ends)
        (peer,) = [each for each in ends if each != number]
        before = model.ties[tie].state, model.organisations[peer].state
        model.ties[tie].state = other.after("tie", tie, month)
        model.organisations[peer].state = other.after("member", peer, month - 1)
        found = model.organisations[number].peers()
        model.ties[tie].state, model.organisations[peer].state = before
        return found

    def passed(
        self, field: str, facts: state.PeerFacts, tie: state.TieState, peer: state.OrganisationState
    ) -> float:
        """What a single tie passes on to one of its ends."""
        sums = aggregates.add_peer(initial.NO_PEERS, facts, tie, peer, self._model.p)
        return float(getattr(sums, field))

    def services(self, number: int, month: int, way: tuple[str, int], other: History) -> state.Services:
        """What was brought to a locality, with an organisation or a tie as it was in another history."""
        model, (phase, each) = self._standing("locality", month), way
        holder = (model.ties if phase == "tie" else model.organisations)[each]
        before = holder.state
        holder.state = other.after(phase, each, month)
        found = model.localities[number].brought()
        holder.state = before
        return found

    def _standing(self, phase: str, month: int) -> NetworkModel:
        if self._stands != (phase, month):
            self._model.stand(phase, month, self.after)
            self._stands = (phase, month)
        return self._model
