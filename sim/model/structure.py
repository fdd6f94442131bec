"""What the declarations of a network come to as facts that the rules read."""

import functools
import math
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.inputs.members import Locality, Organisation
from sim.inputs.networks import Network
from sim.model.state import LocalityFacts, NetworkFacts, OrganisationFacts, TieFacts

# Who employs community nurses where a locality's own organisations employ none yet.
_EMPLOYERS = ("community nursing team", "acute trust", "tertiary centre")


class Service(NamedTuple):
    """An organisation that serves a locality."""

    organisation: int
    weight: float  # of all that serve there; they add up to 1
    nurse_share: float  # of the organisation's nurses who work there


class Start(NamedTuple):
    """What is known of an organisation's posts when a run begins."""

    specialist_posts: float
    nurse_posts: float


Ties = tuple[tuple[int, int, TieFacts], ...]
PeersOf = tuple[tuple[tuple[int, int], ...], ...]  # of each organisation: (tie, the other end)


class Structure(NamedTuple):
    """A network as the engines hold it; everything is in the order of the network's files."""

    network: NetworkFacts
    organisations: tuple[OrganisationFacts, ...]
    starts: tuple[Start, ...]
    localities: tuple[LocalityFacts, ...]
    ties: Ties
    peers: PeersOf
    services: tuple[tuple[Service, ...], ...]  # of each locality
    served: tuple[tuple[tuple[int, float], ...], ...]  # by each organisation: (locality, weight)


@functools.lru_cache(maxsize=64)
def structure_of(network: Network) -> Structure:
    """Work out the facts of a network: distances, ties, who serves whom.

    The work grows with the organisations and their ties, never with pairs of organisations.
    """
    organisations, localities = network.organisations, network.localities
    place = {each.name: index for index, each in enumerate(localities)}
    ties = _ties(network)
    peers = _peers(len(organisations), ties)
    same = _same_system(organisations, peers)
    serving = _serving(organisations, place)
    nursed = _children_nursed(organisations, localities, serving)
    specialists = sum(each.specialist_establishment for each in organisations)
    facts = tuple(
        OrganisationFacts(
            hub=float(each.role == "hub"),
            nhs=float(each.sector == "NHS"),
            in_governance=float(each.in_governance),
            core_staff=float(each.staff_core),
            wider_staff=float(each.staff - each.staff_core),
            less_clinical=(each.staff_management + each.staff_other) / max(1, each.staff),
            holistic=float(each.kind == "children's hospice"),
            distance=_distance(each, network.centre),
            same_system=same[index],
            atypicality=each.atypicality,
            statutory_share=each.statutory_share,
            specialist_establishment=float(each.specialist_establishment),
            specialist_share=each.specialist_establishment / max(1, specialists),
            nurse_establishment=float(each.nurse_establishment),
            children_nursed=sum(nursed[index].values()),
        )
        for index, each in enumerate(organisations)
    )
    return Structure(
        network=_network_facts(network, facts),
        organisations=facts,
        starts=tuple(Start(float(each.specialist_posts), float(each.nurse_posts)) for each in organisations),
        localities=_locality_facts(network),
        ties=ties,
        peers=peers,
        services=_services(serving, nursed),
        served=tuple(_served(each, localities, place) for each in organisations),
    )


def _distance(a: object, b: object) -> float:
    ax, ay, bx, by = (float(getattr(point, axis)) for point in (a, b) for axis in ("x_km", "y_km"))
    # hypot rounds differently from platform to platform; this does not.
    return math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by))


def _ties(network: Network) -> Ties:
    """Every two organisations that anything ties, in the order of the network's file."""
    organisations = network.organisations
    index = {each.name: number for number, each in enumerate(organisations)}
    hubs = [number for number, each in enumerate(organisations) if each.role == "hub"]
    neighbours: dict[str, list[int]] = {}
    for number, each in enumerate(organisations):
        neighbours.setdefault(each.locality, []).append(number)

    attached = {_pair(number, index[each.hub]) for number, each in enumerate(organisations) if each.hub}
    between_hubs = set(combinations(hubs, 2))
    in_locality = {pair for numbers in neighbours.values() for pair in combinations(numbers, 2)}
    declared = {_pair(index[each.start], index[each.to]): each.weight for each in network.ties if each.weight}
    return tuple(
        (
            *pair,
            TieFacts(
                attachment=float(pair in attached),
                hubs=float(pair in between_hubs),
                shared_locality=float(pair in in_locality),
                declared=float(declared.get(pair, 0.0)),
            ),
        )
        for pair in sorted(attached | between_hubs | in_locality | declared.keys())
    )


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _peers(organisations: int, ties: Ties) -> PeersOf:
    peers: list[list[tuple[int, int]]] = [[] for _ in range(organisations)]
    for number, (a, b, _) in enumerate(ties):
        peers[a].append((number, b))
        peers[b].append((number, a))
    return tuple(map(tuple, peers))


def _same_system(organisations: tuple[Organisation, ...], peers: PeersOf) -> list[float]:
    shares = []
    for each, tied in zip(organisations, peers, strict=True):
        others = [organisations[other].record_system for _, other in tied]
        shares.append(others.count(each.record_system) / len(others) if others else 0.0)
    return shares


def _serving(organisations: tuple[Organisation, ...], place: dict[str, int]) -> list[list[int]]:
    """The organisations that serve each locality."""
    serving: list[list[int]] = [[] for _ in place]
    for number, each in enumerate(organisations):
        for name in each.serves:
            serving[place[name]].append(number)
    return serving


def _children_nursed(
    organisations: tuple[Organisation, ...], localities: tuple[Locality, ...], serving: list[list[int]]
) -> list[dict[int, float]]:
    """For each organisation and locality the children for whose nursing it would be the employer.

    A locality's children are parted among the serving organisations that employ nurses, by their
    establishments; where none does, evenly among those of a kind that would.
    """
    nursed: list[dict[int, float]] = [{} for _ in organisations]
    for index, locality in enumerate(localities):
        weights = {number: float(organisations[number].nurse_establishment) for number in serving[index]}
        if not any(weights.values()):
            weights = {number: float(organisations[number].kind in _EMPLOYERS) for number in serving[index]}
        total = sum(weights.values())
        for number, weight in weights.items():
            if weight > 0:
                nursed[number][index] = locality.children * weight / total
    return nursed


def _served(
    organisation: Organisation, localities: tuple[Locality, ...], place: dict[str, int]
) -> tuple[tuple[int, float], ...]:
    numbers = sorted(place[name] for name in organisation.serves)
    children = sum(localities[number].children_llc for number in numbers)
    return tuple((number, localities[number].children_llc / children) for number in numbers)


def _services(serving: list[list[int]], nursed: list[dict[int, float]]) -> tuple[tuple[Service, ...], ...]:
    children = [sum(each.values()) for each in nursed]
    return tuple(
        tuple(
            Service(
                organisation=number,
                weight=1.0 / len(numbers),
                nurse_share=nursed[number].get(index, 0.0) / children[number] if children[number] else 0.0,
            )
            for number in numbers
        )
        for index, numbers in enumerate(serving)
    )


def _locality_facts(network: Network) -> tuple[LocalityFacts, ...]:
    based = [each for each in network.organisations if each.specialist_establishment > 0]
    bases = np.array([(each.x_km, each.y_km) for each in based])
    facts = []
    for each in network.localities:
        centre = _distance(each, network.centre)
        facts.append(
            LocalityFacts(
                children=float(each.children),
                children_llc=float(each.children_llc),
                distance=centre,
                specialist_distance=_nearest(each, bases) if len(bases) else centre,
            )
        )
    return tuple(facts)


def _nearest(locality: Locality, places: npt.NDArray[np.float64]) -> float:
    """The distance to the nearest of some places, bit by bit that of `_distance`."""
    x, y = locality.x_km - places[:, 0], locality.y_km - places[:, 1]
    return math.sqrt((x * x + y * y).min())


def _imbalance(staff: list[float]) -> float:
    """The Gini coefficient of organisations' sizes: 0 where all are of one size."""
    ranked, total = sorted(staff), sum(staff)
    weighted = sum(size * (2.0 * rank + 1.0 - len(ranked)) for rank, size in enumerate(ranked))
    return weighted / (len(ranked) * total)


def _network_facts(network: Network, organisations: tuple[OrganisationFacts, ...]) -> NetworkFacts:
    facts, count = network.facts, len(organisations)
    nhs = sum(each.nhs for each in organisations) / count
    return NetworkFacts(
        organisations=float(count),
        hubs=sum(each.hub for each in organisations),
        core_staff=sum(each.core_staff for each in organisations),
        wider_staff=sum(each.wider_staff for each in organisations),
        grant=float(facts.funding.value),
        leaders_sought=float(facts.leaders.value),
        commissioner_priority=facts.commissioner_priority.value,
        # 0 where all are NHS or none is, 1 where half are.
        organisational_distance=4.0 * nhs * (1.0 - nhs)
        if facts.organisational_distance is None
        else facts.organisational_distance.value,
        power_imbalance=_imbalance([each.core_staff + each.wider_staff for each in organisations]),
        definition_breadth=facts.definition_breadth.value,
        obligation=facts.obligation.value,
        sector_funding=facts.sector_funding.value,
        children=float(sum(each.children for each in network.localities)),
        children_llc=float(sum(each.children_llc for each in network.localities)),
    )
