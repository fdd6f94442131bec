"""Care in localities: nurses present, access to specialists, coordination, and cover day and night."""

from typing import Annotated, NamedTuple

from sim.model.rules import (
    Factor,
    Part,
    filled,
    mean,
    needed,
    nurses_needed,
    rule,
    specialists_needed,
    travel_burden,
)
from sim.model.state import Place, Share


@rule
def nurse_presence(place: Place) -> Share:
    """Community nurses here against the standard, 0-1: presence, not skill, is missing (F58)."""
    return filled(place.services.nurse_posts, nurses_needed(place.facts.children, place.p))


class SpecialistAccess(NamedTuple):
    """What access to specialist advice and care requires (factors)."""

    specialists: Factor
    shared_records: Annotated[Factor, "C14.1"]
    nearness: Factor


@rule
def specialist_access(place: Place) -> SpecialistAccess:
    """Few specialists (F57, F59), unlinked records (C14, F74) and distance (F67) limit access."""
    p = place.p.care
    needed_here = specialists_needed(place.network.children_llc, place.p)
    far = travel_burden(place.facts.specialist_distance, place.p)
    return SpecialistAccess(
        specialists=filled(place.members.specialist_posts, needed_here),
        shared_records=needed(place.dial.C14 * p.access_needs_records, place.services.record_access),
        nearness=needed(p.access_needs_nearness, 1.0 - far),
    )


class NurseCapability(NamedTuple):
    """What community nurses here can do for children day and night (shares, added)."""

    presence: Part
    specialist_advice: Annotated[Part, "C23.1"]


@rule
def nurse_capability(place: Place, presence: Share, access: Share) -> NurseCapability:
    """Nurses who can draw on specialists at any hour do more; none present, none helped (C23, F58, F60).

    Working differently means a regional advice line and a shared rota: it stretches the
    specialists there are, and needs nurses whose skill it can build on.
    """
    p, lever = place.p.care, place.lever.work_differently
    advice = lever * mean(access, place.services.clinical_skill)
    stretched = min(1.0 - presence, place.dial.C23 * p.advice_stretches_nurses * advice * presence)
    return NurseCapability(presence=presence, specialist_advice=stretched)


class Cover(NamedTuple):
    """What 24/7 cover at home requires (factors)."""

    local_nurses: Annotated[Factor, "C22.1"]
    regional_capacity: Annotated[Factor, "C21.1"]
    shared_records: Annotated[Factor, "C16.1"]
    organised_service: Factor
    evenly_placed: Annotated[Factor, "C57.1"]
    alike: Annotated[Factor, "C57.2"]
    joined_up: Annotated[Factor, "C57.3"]


@rule
def cover_24_7(place: Place, presence: Share, capability: Share, access: Share) -> Cover:
    """Cover day and night needs nurses here, staff in the region, linked records and a service.

    Local nurse presence (C22, F58), capacity of specialists and community nurses (C21, F57), and
    records that let staff advise on children they have not met (C16, F76); and the standards
    in use that make it one service (F55). Where services are thinner than in the region as a whole, no
    rota holds, and help from elsewhere needs like structures and working together (C57, F01).
    """
    p, dial, members = place.p.care, place.dial, place.members
    nurses = filled(members.nurse_posts, nurses_needed(place.network.children, place.p))
    capacity = mean(nurses, access)
    even = 1.0 if presence >= nurses else presence / nurses
    thin = dial.C57 * (1.0 - even)
    return Cover(
        local_nurses=needed(dial.C22, capability),
        regional_capacity=needed(dial.C21 * p.cover_needs_capacity, capacity),
        shared_records=needed(dial.C16 * p.cover_needs_records, place.services.record_access),
        organised_service=needed(p.cover_needs_service, place.services.adoption),
        evenly_placed=needed(dial.C57 * p.cover_needs_evenness, even),
        alike=needed(thin * p.help_needs_likeness, 1.0 - place.net.organisational_distance),
        joined_up=needed(thin * p.help_needs_sharing, place.services.sharing),
    )


class CareCoordination(NamedTuple):
    """What coordinated care between services requires (factors)."""

    shared_records: Annotated[Factor, "C15.1"]
    sharing: Factor
    taking_part: Factor


@rule
def care_coordination(place: Place) -> CareCoordination:
    """Unlinked records limit joint work (C15, F75); so do little sharing (F91) and thin involvement (F96)."""
    p, services = place.p.care, place.services
    return CareCoordination(
        shared_records=needed(place.dial.C15 * p.coordination_needs_records, services.record_access),
        sharing=needed(p.coordination_needs_sharing, services.sharing),
        taking_part=needed(p.coordination_needs_participation, services.participation),
    )
