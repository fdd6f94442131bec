"""What the declarations of a network come to as facts that the rules read."""

import functools
import math
from typing import NamedTuple

from sim.declarations.members import Locality, Organisation
from sim.declarations.networks import Network
from sim.state import LocalityFacts, NetworkFacts, OrganisationFacts, TieFacts

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


class Plan(NamedTuple):
    """A network as the engines hold it; everything is in the order of the network's files."""

    network: NetworkFacts
    organisations: tuple[OrganisationFacts, ...]
    starts: tuple[Start, ...]
    localities: tuple[LocalityFacts, ...]
    ties: tuple[tuple[int, int, TieFacts], ...]
    peers: tuple[tuple[tuple[int, int], ...], ...]  # of each organisation: (tie, the other end)
    services: tuple[tuple[Service, ...], ...]  # of each locality
    served: tuple[tuple[tuple[int, float], ...], ...]  # by each organisation: (locality, weight)


@functools.lru_cache(maxsize=64)
def plan_of(network: Network) -> Plan:
    """Work out the facts of a network: distances, ties, who serves whom."""
    organisations, localities = network.organisations, network.localities
    place = {each.name: index for index, each in enumerate(localities)}
    ties = _ties(network)
    nursed = _children_nursed(organisations, localities, place)
    specialists = sum(each.specialist_establishment for each in organisations)
    served = tuple(_served(each, localities, place) for each in organisations)
    same = _same_system(organisations, ties)
    facts = tuple(
        OrganisationFacts(
            hub=float(each.role == "hub"),
            nhs=float(each.sector == "NHS"),
            in_governance=float(each.in_governance),
            core_staff=float(each.staff_core),
            wider_staff=float(each.staff - each.staff_core),
            less_clinical=(each.staff_management + each.staff_other) / max(1, each.staff),
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
    return Plan(
        network=_network_facts(network, facts),
        organisations=facts,
        starts=tuple(Start(float(each.specialist_posts), float(each.nurse_posts)) for each in organisations),
        localities=tuple(_locality_facts(each, network) for each in localities),
        ties=ties,
        peers=tuple(_peers(index, ties) for index in range(len(organisations))),
        services=tuple(_services(index, organisations, place, nursed) for index in range(len(localities))),
        served=served,
    )


class _Point(NamedTuple):
    x_km: float
    y_km: float


def _distance(a: object, b: object) -> float:
    ax, ay, bx, by = (float(getattr(point, axis)) for point in (a, b) for axis in ("x_km", "y_km"))
    # hypot rounds differently from platform to platform; this does not.
    return math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by))


def _ties(network: Network) -> tuple[tuple[int, int, TieFacts], ...]:
    organisations = network.organisations
    index = {each.name: number for number, each in enumerate(organisations)}
    declared = {frozenset((each.start, each.to)): each.weight for each in network.ties}
    found = []
    for a, first in enumerate(organisations):
        for b in range(a + 1, len(organisations)):
            second = organisations[b]
            facts = TieFacts(
                attachment=float(index.get(first.hub) == b or index.get(second.hub) == a),
                hubs=float(first.role == second.role == "hub"),
                shared_locality=float(first.locality == second.locality),
                declared=float(declared.get(frozenset((first.name, second.name)), 0.0)),
            )
            if any(facts):
                found.append((a, b, facts))
    return tuple(found)


def _peers(index: int, ties: tuple[tuple[int, int, TieFacts], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((number, b if a == index else a) for number, (a, b, _) in enumerate(ties) if index in (a, b))


def _same_system(
    organisations: tuple[Organisation, ...], ties: tuple[tuple[int, int, TieFacts], ...]
) -> list[float]:
    shares = []
    for index, each in enumerate(organisations):
        others = [organisations[other].record_system for _, other in _peers(index, ties)]
        shares.append(others.count(each.record_system) / len(others) if others else 0.0)
    return shares


def _children_nursed(
    organisations: tuple[Organisation, ...], localities: tuple[Locality, ...], place: dict[str, int]
) -> list[dict[int, float]]:
    """For each organisation and locality the children for whose nursing it would be the employer.

    A locality's children are parted among the serving organisations that employ nurses, by their
    establishments; where none does, evenly among those of a kind that would.
    """
    nursed: list[dict[int, float]] = [{} for _ in organisations]
    for locality in localities:
        serving = [number for number, each in enumerate(organisations) if locality.name in each.serves]
        weights = {number: float(organisations[number].nurse_establishment) for number in serving}
        if not any(weights.values()):
            weights = {number: float(organisations[number].kind in _EMPLOYERS) for number in serving}
        total = sum(weights.values())
        for number, weight in weights.items():
            if weight > 0:
                nursed[number][place[locality.name]] = locality.children * weight / total
    return nursed


def _served(
    organisation: Organisation, localities: tuple[Locality, ...], place: dict[str, int]
) -> tuple[tuple[int, float], ...]:
    numbers = sorted(place[name] for name in organisation.serves)
    children = sum(localities[number].children_llc for number in numbers)
    return tuple((number, localities[number].children_llc / children) for number in numbers)


def _services(
    locality: int,
    organisations: tuple[Organisation, ...],
    place: dict[str, int],
    nursed: list[dict[int, float]],
) -> tuple[Service, ...]:
    serving = [n for n, each in enumerate(organisations) if locality in (place[name] for name in each.serves)]
    found = []
    for number in serving:
        children = sum(nursed[number].values())
        share = nursed[number].get(locality, 0.0) / children if children else 0.0
        found.append(Service(organisation=number, weight=1.0 / len(serving), nurse_share=share))
    return tuple(found)


def _locality_facts(locality: Locality, network: Network) -> LocalityFacts:
    bases = [each for each in network.organisations if each.specialist_establishment > 0]
    centre = _distance(locality, network.centre)
    return LocalityFacts(
        children=float(locality.children),
        children_llc=float(locality.children_llc),
        distance=centre,
        specialist_distance=min((_distance(locality, each) for each in bases), default=centre),
    )


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
        organisational_distance=4.0 * nhs * (1.0 - nhs),
        definition_breadth=facts.definition_breadth.value,
        obligation=facts.obligation.value,
        sector_funding=facts.sector_funding.value,
        children=float(sum(each.children for each in network.localities)),
        children_llc=float(sum(each.children_llc for each in network.localities)),
    )
