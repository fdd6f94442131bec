"""Which members a check is about, where it is about some: picked from a network by a rule, never by name."""

from collections.abc import Sequence

import numpy as np

from analysis.validation.cases import CaseRuns, Truths, Whom
from sim.inputs.members import Organisation
from sim.inputs.networks import Network
from sim.model.structure import structure_of


def are(runs: CaseRuns, whom: Whom) -> Truths:
    """Which organisations of some runs are those, (organisations,)."""
    names = set(whom(runs.network))
    return np.array([each.name in names for each in runs.network.organisations])


def everyone(network: Network) -> list[str]:
    """All organisations."""
    return [each.name for each in network.organisations]


def of_sector(*sectors: str) -> Whom:
    """Those of one sector or of some."""
    return lambda network: [each.name for each in network.organisations if each.sector in sectors]


def _of_most(network: Network, amounts: Sequence[float]) -> Organisation:
    """The organisation of the largest amount, the first in the file where two have as much."""
    return network.organisations[int(np.argmax(amounts))]


def leading_hub(network: Network) -> list[str]:
    """The hub to which most spokes are attached."""
    hubs = [each.hub for each in network.organisations]
    return [_of_most(network, [hubs.count(each.name) for each in network.organisations]).name]


def its_spokes(network: Network) -> list[str]:
    """The spokes of that hub."""
    hub = leading_hub(network)
    return [each.name for each in network.spokes if each.hub in hub]


def other_spokes(network: Network) -> list[str]:
    """The spokes of all other hubs."""
    own = its_spokes(network)
    return [each.name for each in network.spokes if each.name not in own]


def most_nursed(network: Network) -> list[str]:
    """The organisation with most nurses in post."""
    return [_of_most(network, [each.nurse_posts for each in network.organisations]).name]


def nursing_neighbours(network: Network) -> list[str]:
    """Those who have nurses, and are tied to the one with most."""
    employs = {each.name for each in network.organisations if each.nurse_establishment > 0}
    return [each for each in _tied_to(network, *most_nursed(network)) if each in employs]


def most_tied_spoke(network: Network) -> list[str]:
    """The spoke that is tied to most others."""
    peers = structure_of(network).peers
    spokes = [each.role == "spoke" for each in network.organisations]
    return [_of_most(network, [len(own) * is_one for own, is_one in zip(peers, spokes, strict=True)]).name]


def hub_and_tied(network: Network) -> list[str]:
    """The hub to which most spokes are attached, and those it is tied to."""
    (hub,) = leading_hub(network)
    return [hub, *_tied_to(network, hub)]


def its_peers(network: Network) -> list[str]:
    """Those to whom that spoke is tied."""
    return _tied_to(network, *most_tied_spoke(network))


def _tied_to(network: Network, name: str) -> list[str]:
    number = everyone(network).index(name)
    return [network.organisations[other].name for _, other, _ in structure_of(network).peers[number]]


def most_children_shared(network: Network) -> list[str]:
    """The two that share most children, of those whose record systems nobody else has."""
    systems = [each.record_system for each in network.organisations]
    alone = [systems.count(each) == 1 for each in systems]
    pairs = [
        (-peer.children_shared, number, other)
        for number, peers in enumerate(structure_of(network).peers)
        for _, other, peer in peers
        if number < other and alone[number] and alone[other]
    ]
    return [network.organisations[each].name for each in min(pairs)[1:]] if pairs else []


def on_its_hubs_system(network: Network) -> list[str]:
    """The first spoke on its hub's record system."""
    systems = {each.name: each.record_system for each in network.hubs}
    return [each.name for each in network.spokes if each.record_system == systems[each.hub]][:1]
