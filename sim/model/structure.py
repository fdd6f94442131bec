"""What the declarations of a network come to as facts that the rules read."""

import functools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sim.inputs.members import FixedTie, Locality, Organisation
from sim.inputs.networks import Network
from sim.inputs.parameters import load_parameters
from sim.model.levels import UNKNOWN, Levels
from sim.model.neighbours import Near, Placed, nearest, squared
from sim.model.state import Character, LocalityFacts, NetworkFacts, OrganisationFacts, PeerFacts, TieFacts
from sim.model.usual import with_usual

# Who employs a locality's community nurses: the first of these kinds that serves it, else whoever does.
_EMPLOYERS = ("community nursing team", "acute trust", "tertiary centre")
# Whom an organisation may come to be tied to: so many of those nearest to it, of each group.
_NEAREST_IN_PLACE = 3
_NEAREST = 2
_NEAREST_OF_KIND = 2
# Neighbours of one locality, and hubs, are all tied to each other where they are eight or fewer.
_MOST_NEIGHBOURS = 7


class Service(NamedTuple):
    """An organisation that serves a locality."""

    organisation: int
    weight: float  # of all that serve there; they add up to 1
    nurse_share: float  # of the organisation's nurses who work there


class Gap(NamedTuple):
    """Posts that an organisation lacks against the standard."""

    nurses: float
    specialists: float


Ties = tuple[tuple[int, int, TieFacts], ...]
PeersOf = tuple[tuple[tuple[int, int, PeerFacts], ...], ...]  # of each organisation: (tie, the other, facts)
Served = tuple[tuple[int, float], ...]  # (locality, weight)
Nursed = list[dict[int, float]]  # of each organisation, by locality: children whose nurses it employs


class Structure(NamedTuple):
    """A network as the engines hold it; everything is in the order of the network's files."""

    network: NetworkFacts
    organisations: tuple[OrganisationFacts, ...]
    characters: tuple[Character, ...]
    levels: tuple[Levels, ...]
    localities: tuple[LocalityFacts, ...]
    ties: Ties
    peers: PeersOf
    services: tuple[tuple[Service, ...], ...]  # of each locality
    ties_of_places: tuple[tuple[int, ...], ...]  # of each locality: ties between two that serve it
    served: tuple[Served, ...]  # by each organisation


@functools.lru_cache(maxsize=64)
def structure_of(network: Network) -> Structure:
    """Work out the facts of a network: distances, ties, who serves whom.

    The work grows with the organisations and their ties, never with pairs of organisations.
    """
    members = _Members(network)
    organisations = tuple(members.facts(number) for number in range(len(members.all)))
    ties = tuple((a, b, members.tie(a, b)) for a, b in members.tied())
    return Structure(
        network=_network_facts(network, organisations),
        organisations=organisations,
        characters=tuple(Character(*_given(each, Character._fields)) for each in members.all),
        levels=tuple(Levels(*_given(each, Levels._fields)) for each in members.all),
        localities=_locality_facts(network),
        ties=ties,
        peers=members.peers(ties, organisations),
        services=members.services(),
        ties_of_places=members.ties_of_places(ties),
        served=members.served,
    )


@functools.lru_cache(maxsize=64)
def gaps(network: Network) -> tuple[Gap, ...]:
    """Work out the posts that each organisation lacks against the standard, at its central values.

    Nurses are lacking where children are, and lack to whoever employs nurses there; what other
    organisations bring counts. Specialists are lacking in the region, and lack to those who have some
    already, or where nobody has, to tertiary centres.
    """
    members, standard = _Members(network), load_parameters()
    nurses = standard["care.nurses_per_50000_children"].value / 50_000.0
    specialists = standard["care.specialists_per_1000_llc"].value / 1_000.0
    lacking = members.lacking_nurses(nurses)
    needed = specialists * math.fsum(each.children_llc for each in network.localities)
    present = math.fsum(each.specialist_establishment for each in members.all)
    bases = _bases(members.all)
    return tuple(
        Gap(nurses=lacking[number], specialists=max(0.0, needed - present) * bases[number])
        for number in range(len(members.all))
    )


def _bases(organisations: Sequence[Organisation]) -> list[float]:
    """The part of new specialists that each organisation would take."""
    for parts in (
        [each.specialist_establishment for each in organisations],
        [float(each.kind == "tertiary centre") for each in organisations],
        [float(each.role == "hub") for each in organisations],
    ):
        if any(parts):
            break
    total = math.fsum(parts)
    return [each / total for each in parts]


def _distance(a: Placed, b: Placed) -> float:
    # hypot rounds differently from platform to platform; this does not.
    return math.sqrt(squared(a, b))


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


class _Members:
    """A network's organisations by number, with the localities that they serve."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.all = tuple(map(with_usual, network.organisations))
        self._localities = network.localities
        self._place = {each.name: number for number, each in enumerate(network.localities)}
        self._places = [sorted(self._place[name] for name in each.serves) for each in self.all]
        self._serving: list[list[int]] = [[] for _ in network.localities]
        for number, places in enumerate(self._places):
            for place in places:
                self._serving[place].append(number)
        self.served = tuple(self._served(places) for places in self._places)
        self._children = [self._children_of(places) for places in self._places]
        self._sets = [frozenset(places) for places in self._places]
        self._nursed = self._children_nursed()
        self._largest = max(each.staff for each in self.all)

    # -- Children and nurses

    def _children_of(self, places: Iterable[int]) -> float:
        """Children with a life-limiting condition."""
        return float(math.fsum(self._localities[place].children_llc for place in places))

    def _served(self, places: Sequence[int]) -> Served:
        children = self._children_of(places)
        return tuple((place, self._localities[place].children_llc / children) for place in places)

    def _children_nursed(self) -> Nursed:
        """Part each locality's children among those who employ its nurses, by posts or else evenly.

        Where an organisation of another kind has nurses of its own, such as a hospice, it brings what it
        has, and does not come to be the employer unless nobody else serves there.
        """
        nursed: Nursed = [{} for _ in self.all]
        for place, serving in enumerate(self._serving):
            kinds = [self.all[number].kind for number in serving]
            kind = next((each for each in _EMPLOYERS if each in kinds), None)
            employers = [number for number in serving if kind in (None, self.all[number].kind)]
            posts = [self.all[number].nurse_establishment for number in employers]
            parts = posts if any(posts) else [1.0] * len(employers)
            total = math.fsum(parts)
            for number, part in zip(employers, parts, strict=True):
                if part:
                    nursed[number][place] = self._localities[place].children * part / total
        return nursed

    def _nurse_shares(self, number: int) -> dict[int, float]:
        """Where an organisation's nurses work: where it is their employer, else everywhere it serves."""
        employs = self.all[number].kind in _EMPLOYERS and self._nursed[number]
        children = employs or {
            place: float(self._localities[place].children) for place in self._places[number]
        }
        total = math.fsum(children.values())
        return {place: each / total for place, each in children.items()}

    def services(self) -> tuple[tuple[Service, ...], ...]:
        """Who serves each locality, how much each counts there, and which part of its nurses works there."""
        shares = [self._nurse_shares(number) for number in range(len(self.all))]
        return tuple(
            tuple(
                Service(number, weight=1.0 / len(serving), nurse_share=shares[number].get(place, 0.0))
                for number in serving
            )
            for place, serving in enumerate(self._serving)
        )

    def lacking_nurses(self, needed_a_child: float) -> list[float]:
        """Nurses' posts that each organisation lacks, place by place as children there need them."""
        lacking = [0.0] * len(self.all)
        for place, services in enumerate(self.services()):
            children = self._localities[place].children
            present = math.fsum(
                self.all[each.organisation].nurse_establishment * each.nurse_share for each in services
            )
            short = max(0.0, children * needed_a_child - present)
            for each in services:
                nursed = self._nursed[each.organisation].get(place, 0.0)
                lacking[each.organisation] += short * nursed / children
        return lacking

    # -- Organisations

    def facts(self, number: int) -> OrganisationFacts:
        """What is known of one organisation."""
        each = self.all[number]
        return OrganisationFacts(
            hub=float(each.role == "hub"),
            nhs=float(each.sector == "NHS"),
            in_governance=float(each.in_governance),
            core_staff=float(each.staff_core),
            wider_staff=float(each.staff - each.staff_core),
            size=each.staff / self._largest,
            less_clinical=(each.staff_management + each.staff_other) / max(1, each.staff),
            holistic=float(each.kind == "children's hospice"),
            distance=_distance(each, self._network.centre),
            atypicality=each.atypicality,
            income=float(each.income or 0.0),
            statutory_share=each.statutory_share,
            reserves=float(each.reserves_months or 0.0),
            specialist_establishment=each.specialist_establishment,
            nurse_establishment=each.nurse_establishment,
            other_establishment=float(each.other_establishment or 0.0),
            specialists_known=each.specialist_posts,
            nurses_known=each.nurse_posts,
            others_known=float(each.other_posts or 0.0),
            children_nursed=float(math.fsum(self._nursed[number].values())),
            children_served=math.fsum(
                self._localities[place].children_llc / len(self._serving[place])
                for place in self._places[number]
            ),
        )

    # -- Ties

    def tied(self) -> list[tuple[int, int]]:
        """Every two organisations that anything ties or brings near each other, in order."""
        if self._fixed:
            return sorted(self._fixed)
        index = {each.name: number for number, each in enumerate(self.all)}
        attached = (_pair(number, index[each.hub]) for number, each in enumerate(self.all) if each.hub)
        declared = (_pair(index[each.start], index[each.to]) for each in self._network.ties if each.weight)
        near = (_pair(number, other) for number, others in self._near() for _, _, other in others)
        return sorted({*attached, *declared, *near})

    def _near(self) -> Iterator[tuple[int, Near]]:
        everyone = range(len(self.all))
        hubs = [number for number in everyone if self.all[number].role == "hub"]
        yield from nearest(self.all, hubs, _MOST_NEIGHBOURS)
        for group in self._by("locality"):
            yield from nearest(self.all, group, _MOST_NEIGHBOURS)
        for group in self._by("kind"):
            yield from nearest(self.all, group, _NEAREST_OF_KIND)
        yield from nearest(self.all, everyone, _NEAREST)
        in_places: list[Near] = [[] for _ in self.all]
        for serving in self._serving:
            for number, others in nearest(self.all, serving, _NEAREST_IN_PLACE):
                in_places[number] += others
        yield from ((number, sorted(set(in_places[number]))[:_NEAREST_IN_PLACE]) for number in everyone)

    def _by(self, what: str) -> Iterator[list[int]]:
        """Numbers of organisations, group by group of what they have in common."""

        def common(number: int) -> str:
            return str(getattr(self.all[number], what))

        for _, group in groupby(sorted(range(len(self.all)), key=common), key=common):
            yield list(group)

    def tie(self, a: int, b: int) -> TieFacts:
        """What lies between two organisations.

        Two seek the same money as far as as much of their income is public, if both are public bodies, who
        have nothing else, or both raise what they lack; between one and the other there is no such contest.
        """
        one, other = self.all[a], self.all[b]
        smaller, larger = sorted((one.staff, other.staff))
        overlap = self._shared(a, b) / min(self._children[a], self._children[b])
        same_side = one.public == other.public
        facts = TieFacts(
            attachment=float(one.hub == other.name or other.hub == one.name),
            hubs=float(one.role == other.role == "hub"),
            shared_locality=float(one.locality == other.locality),
            declared=self._declared.get(_pair(a, b), 0.0),
            same_system=float(one.record_system == other.record_system),
            same_money=1.0 - abs(one.statutory_share - other.statutory_share) if same_side else 0.0,
            overlap=min(1.0, overlap),
            unequal=1.0 - smaller / larger,
            unlike=float((one.sector == "NHS") != (other.sector == "NHS")),
        )
        fixed = self._fixed.get(_pair(a, b))
        if fixed is None:
            return facts
        return facts._replace(
            shared_locality=float(fixed.neighbours),
            declared=fixed.weight,
            overlap=facts.overlap if fixed.overlap is None else fixed.overlap,
        )

    @functools.cached_property
    def _fixed(self) -> Mapping[tuple[int, int], FixedTie]:
        index = {each.name: number for number, each in enumerate(self.all)}
        return {_pair(index[each.start], index[each.to]): each for each in self._network.fixed_ties}

    @functools.cached_property
    def _declared(self) -> Mapping[tuple[int, int], float]:
        index = {each.name: number for number, each in enumerate(self.all)}
        return {_pair(index[each.start], index[each.to]): each.weight for each in self._network.ties}

    def _shared(self, a: int, b: int) -> float:
        """Children with a life-limiting condition where both serve."""
        return self._children_of(sorted(self._sets[a] & self._sets[b]))

    def peers(self, ties: Ties, organisations: Sequence[OrganisationFacts]) -> PeersOf:
        """Those whom each organisation is tied to, in the order of ties."""
        peers: list[list[tuple[int, int, PeerFacts]]] = [[] for _ in self.all]
        for tie, (a, b, _) in enumerate(ties):
            shared = self._shared(a, b)
            for one, other in ((a, b), (b, a)):
                facts = PeerFacts(
                    hub=float(self.all[one].hub == self.all[other].name),
                    smaller=max(0.0, 1.0 - self.all[one].staff / self.all[other].staff),
                    children_shared=shared,
                    children_served=organisations[other].children_served,
                )
                peers[one].append((tie, other, facts))
        return tuple(map(tuple, peers))

    def ties_of_places(self, ties: Ties) -> tuple[tuple[int, ...], ...]:
        """For each locality the ties both of whose ends serve it."""
        places: list[list[int]] = [[] for _ in self._localities]
        for tie, (a, b, _) in enumerate(ties):
            for place in self._sets[a] & self._sets[b]:
                places[place].append(tie)
        return tuple(map(tuple, places))


def _given(organisation: Organisation, names: Iterable[str]) -> list[float]:
    """What somebody has given of an organisation under some names."""
    given = (getattr(organisation, each) for each in names)
    return [UNKNOWN if each is None else each for each in given]


def _locality_facts(network: Network) -> tuple[LocalityFacts, ...]:
    based = [each for each in network.organisations if each.specialist_establishment > 0]
    facts = []
    for each in network.localities:
        centre = _distance(each, network.centre)
        facts.append(
            LocalityFacts(
                children=float(each.children),
                children_llc=float(each.children_llc),
                distance=centre,
                specialist_distance=_nearest_of(each, based) if based else centre,
            )
        )
    return tuple(facts)


def _nearest_of(locality: Locality, based: Sequence[Organisation]) -> float:
    """The distance to the nearest of some organisations."""
    # The root of the least square is the least root, and takes one root.
    squares = (squared(locality, each) for each in based)
    return math.sqrt(min(squares))


def _network_facts(network: Network, organisations: tuple[OrganisationFacts, ...]) -> NetworkFacts:
    facts, count = network.facts, len(organisations)
    nhs = math.fsum(each.nhs for each in organisations) / count
    return NetworkFacts(
        organisations=float(count),
        hubs=math.fsum(each.hub for each in organisations),
        core_staff=math.fsum(each.core_staff for each in organisations),
        wider_staff=math.fsum(each.wider_staff for each in organisations),
        grant=float(facts.funding.value),
        leaders_sought=float(facts.leaders.value),
        commissioner_priority=facts.commissioner_priority.value,
        # 0 where all are NHS or none is, 1 where half are.
        organisational_distance=4.0 * nhs * (1.0 - nhs)
        if facts.organisational_distance is None
        else facts.organisational_distance.value,
        definition_breadth=facts.definition_breadth.value,
        obligation=facts.obligation.value,
        sector_funding=facts.sector_funding.value,
        children=float(math.fsum(each.children for each in network.localities)),
        children_llc=float(math.fsum(each.children_llc for each in network.localities)),
        nurses_known=math.fsum(each.nurses_known for each in organisations),
        localities=float(len(network.localities)),
    )
