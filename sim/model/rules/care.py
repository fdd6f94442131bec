"""Care in localities: nurses, specialists' advice, coordination, and cover day and night."""

from typing import Annotated, NamedTuple

from sim.model.rules import (
    Drag,
    Part,
    drag,
    filled,
    mean,
    nurses_needed,
    rule,
    share_of,
    specialists_needed,
    travel_burden,
)
from sim.model.state import Member, Place, Posts, Share

# -- Advice, which specialists give along ties ----------------------------------------------


@rule
def advice_given(member: Member) -> Share:
    """What an organisation's specialists can give to each who turns to them, of what he needs (F57, F60).

    They are shared by all whom it serves and who are tied to it, so they can be exhausted; a post that nobody
    fills gives none. If advice were the region's mean, losing one specialist would hurt all places alike.
    """
    children = member.facts.children_served + member.peers.asking
    return filled(member.org.specialist_posts, specialists_needed(children, member.p))


@rule
def advice(member: Member, given: Share) -> Share:
    """Specialist advice that reaches an organisation: its own specialists', and that of those it is tied to.

    Along a tie it comes as far as the two work together, and the farther where they see the same records
    (C14, F74, F76).
    """
    return min(1.0, given + member.peers.advice)


@rule
def nurses_on_call(member: Member) -> Posts:
    """Community nurses for a rota: its own, and those it can call on along ties with linked records (F76)."""
    return member.org.nurse_posts + member.peers.nurses


# -- Care in a place -------------------------------------------------------------------------


@rule
def nurse_presence(place: Place) -> Share:
    """Community nurses here against the standard, 0-1: presence, not skill, is missing (F58)."""
    return filled(place.services.nurse_posts, nurses_needed(place.facts.children, place.p))


@rule
def rota(place: Place) -> Share:
    """How far a seat can be staffed round the clock: it takes so many posts, alone or shared (F57, F76).

    Working differently shares a rota among neighbours who work together (F60), where there is a nurse at all.
    """
    p, services = place.p.care, place.services
    own = min(1.0, share_of(services.nurses_on_call, p.posts_for_a_seat, 1.0))
    together = place.lever.work_differently * p.rota_shared * mean(services.sharing, services.strength)
    return own + min(1.0, services.nurse_posts) * together * (1.0 - own)


class SpecialistAccess(NamedTuple):
    """What holds back access to specialist advice and care (drags)."""

    specialists: Drag
    shared_records: Annotated[Drag, "C14.1"]
    nearness: Drag


@rule
def specialist_access(place: Place) -> SpecialistAccess:
    """Few specialists (F57, F59), unlinked records (C14, F74) and distance (F67) limit access.

    Specialists count as far as their advice reaches those who serve here.
    """
    p = place.p.care
    far = travel_burden(place.facts.specialist_distance, place.p)
    return SpecialistAccess(
        specialists=drag(p.access_needs_specialists, place.services.advice),
        shared_records=drag(place.dial.C14 * p.access_needs_records, place.services.linked),
        nearness=drag(p.access_needs_nearness, 1.0 - far),
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
    """What holds back 24/7 cover at home (drags)."""

    local_nurses: Annotated[Drag, "C22.1"]
    round_the_clock: Drag
    regional_capacity: Annotated[Drag, "C21.1"]
    shared_records: Annotated[Drag, "C16.1"]
    organised_service: Drag
    evenly_placed: Annotated[Drag, "C57.1"]
    alike: Annotated[Drag, "C57.2"]
    joined_up: Annotated[Drag, "C57.3"]


@rule
def cover_24_7(place: Place, presence: Share, capability: Share, rota: Share, access: Share) -> Cover:
    """Cover day and night needs nurses here, enough of them for a rota, linked records and a service.

    Local nurse presence (C22, F58), capacity of specialists and community nurses (C21, F57), and
    records that let staff advise on children they have not met (C16, F76); and the standards
    in use that make it one service (F55). Where services are thinner than in the region as a whole, no
    rota holds, and help from elsewhere needs like structures and working together (C57, F01). The weakest
    of them rules.
    """
    p, dial, members = place.p.care, place.dial, place.members
    nurses = filled(members.nurse_posts, nurses_needed(place.network.children, place.p))
    capacity = mean(nurses, access)
    even = 1.0 if presence >= nurses else presence / nurses
    thin = dial.C57 * (1.0 - even)
    return Cover(
        local_nurses=drag(dial.C22 * p.cover_needs_nurses, capability),
        round_the_clock=drag(p.cover_needs_rota, rota),
        regional_capacity=drag(dial.C21 * p.cover_needs_capacity, capacity),
        shared_records=drag(dial.C16 * p.cover_needs_records, place.services.linked),
        organised_service=drag(p.cover_needs_service, place.services.adoption),
        evenly_placed=drag(dial.C57 * p.cover_needs_evenness, even),
        alike=drag(thin * p.help_needs_likeness, 1.0 - place.net.organisational_distance),
        joined_up=drag(thin * p.help_needs_sharing, mean(place.services.sharing, place.services.strength)),
    )


@rule
def standard(place: Place, cover: Share) -> float:
    """How far the published standard of care at home is met here: 1 in full, 0.5 in part, 0 not (F57)."""
    p = place.p.care
    return 1.0 if cover >= p.standard_met_in_full else 0.5 if cover >= p.standard_met_in_part else 0.0


class CareCoordination(NamedTuple):
    """What holds back coordinated care between services (drags)."""

    shared_records: Annotated[Drag, "C15.1"]
    working_together: Drag
    sharing: Drag
    taking_part: Drag


@rule
def care_coordination(place: Place) -> CareCoordination:
    """Unlinked records limit joint work (C15, F75); so do weak ties and little sharing (F102, F91).

    So does thin involvement (F96). What counts is the ties among those who serve here, and whether records
    are linked along them. If it were the region's mean, coordination would be no patchwork.
    """
    p, services = place.p.care, place.services
    return CareCoordination(
        shared_records=drag(place.dial.C15 * p.coordination_needs_records, services.linked),
        working_together=drag(p.coordination_needs_ties, services.strength),
        sharing=drag(p.coordination_needs_sharing, services.sharing),
        taking_part=drag(p.coordination_needs_participation, services.participation),
    )
