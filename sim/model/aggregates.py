"""Means over ties, members and localities, added up in one explicit order.

Sums are carried in the tuple of the means themselves, starting from zeros, and divided at the
end. Both engines call these functions in the order of the network's files, so that both round
alike; `sum()` and NumPy's sums round otherwise.
"""

from sim.model.rules import needed, peripheral, rule, share_of
from sim.model.rules.technology import records_live
from sim.model.state import (
    Count,
    Flag,
    Inequality,
    LocalityFacts,
    LocalityState,
    Members,
    NetworkFacts,
    OrganisationFacts,
    OrganisationState,
    Parameters,
    PeerFacts,
    Peers,
    Ranked,
    Region,
    Services,
    Share,
    Surroundings,
    TieState,
)

# -- Ties ----------------------------------------------------------------------------------


@rule
def add_peer(sums: Peers, facts: PeerFacts, tie: TieState, peer: OrganisationState, p: Parameters) -> Peers:
    """Add one tie and who is at its other end: all that passes along it does so as far as it is strong."""
    strength = tie.tie_strength
    told = facts.hub * strength * needed(p.people.relay_needs_engagement, peer.engagement)
    seen = needed(p.care.advice_needs_records, tie.tie_linked)
    felt = tie.tie_rivalry * needed(p.culture.small_feel_it_more, facts.smaller)
    return Peers(
        closeness=sums.closeness + strength,
        engagement=sums.engagement + strength * peer.engagement,
        awareness=sums.awareness + strength * peer.awareness_core,
        adoption=sums.adoption + strength * peer.adoption,
        participation=sums.participation + strength * peer.participation,
        trust=sums.trust + strength * tie.tie_trust,
        rivalry=sums.rivalry + (1.0 - sums.rivalry) * felt,
        linked=sums.linked + facts.children_shared * tie.tie_linked,
        sharing_children=sums.sharing_children + facts.children_shared,
        news=sums.news + (1.0 - sums.news) * told * peer.news,
        advice=sums.advice + strength * seen * peer.advice_given,
        asking=sums.asking + strength * facts.children_served,
        nurses=sums.nurses + strength * tie.tie_linked * peer.sharing * peer.nurse_posts,
        missed=sums.missed + strength * peer.nurses_missed,
    )


@rule
def mean_of_peers(sums: Peers, p: Parameters) -> Peers:
    """What an organisation's ties come to; without any, nothing reaches it."""
    strength = sums.closeness
    return Peers(
        closeness=share_of(strength, strength + p.people.strength_of_half_a_pull, 0.0),
        engagement=share_of(sums.engagement, strength, 0.0),
        awareness=share_of(sums.awareness, strength, 0.0),
        adoption=share_of(sums.adoption, strength, 0.0),
        participation=share_of(sums.participation, strength, 0.0),
        trust=share_of(sums.trust, strength, 0.0),
        rivalry=sums.rivalry,
        linked=share_of(sums.linked, sums.sharing_children, 0.0),
        sharing_children=sums.sharing_children,
        news=sums.news,
        advice=sums.advice,
        asking=sums.asking,
        nurses=sums.nurses,
        missed=sums.missed,
    )


# -- Between organisations and localities --------------------------------------------------


@rule
def add_place(sums: Surroundings, weight: float, place: LocalityState) -> Surroundings:
    """Add a locality that an organisation serves; the weights of all of them add up to 1."""
    return Surroundings(
        nurse_presence=sums.nurse_presence + weight * place.nurse_presence,
        cover_24_7=sums.cover_24_7 + weight * place.cover_24_7,
        specialist_access=sums.specialist_access + weight * place.specialist_access,
    )


@rule
def add_service(sums: Services, weight: float, nurse_share: Share, org: OrganisationState) -> Services:
    """Add an organisation that serves a locality: its nurses' share there, and what it is like.

    Where any of its nurses work, all of them can take their turn in a rota.
    """
    works_here = 1.0 if nurse_share > 0.0 else 0.0
    return Services(
        nurse_posts=sums.nurse_posts + nurse_share * org.nurse_posts,
        nurses_on_call=sums.nurses_on_call + works_here * org.nurses_on_call,
        advice=sums.advice + weight * org.advice,
        adoption=sums.adoption + weight * org.adoption,
        participation=sums.participation + weight * org.participation,
        sharing=sums.sharing + weight * org.sharing,
        clinical_skill=sums.clinical_skill + weight * org.clinical_skill,
        ties=sums.ties,
        linked=sums.linked,
        strength=sums.strength,
    )


@rule
def add_tie(sums: Services, tie: TieState) -> Services:
    """Add a tie between two organisations that both serve a locality."""
    return Services(
        nurse_posts=sums.nurse_posts,
        nurses_on_call=sums.nurses_on_call,
        advice=sums.advice,
        adoption=sums.adoption,
        participation=sums.participation,
        sharing=sums.sharing,
        clinical_skill=sums.clinical_skill,
        ties=sums.ties + 1.0,
        linked=sums.linked + tie.tie_linked,
        strength=sums.strength + tie.tie_strength,
    )


@rule
def mean_of_services(sums: Services) -> Services:
    """What is brought to a locality; where one organisation serves it alone, nothing lies between."""
    return Services(
        nurse_posts=sums.nurse_posts,
        nurses_on_call=sums.nurses_on_call,
        advice=sums.advice,
        adoption=sums.adoption,
        participation=sums.participation,
        sharing=sums.sharing,
        clinical_skill=sums.clinical_skill,
        ties=sums.ties,
        linked=share_of(sums.linked, sums.ties, 1.0),
        strength=share_of(sums.strength, sums.ties, 1.0),
    )


# -- Over all members ----------------------------------------------------------------------


@rule
def add_member(sums: Members, facts: OrganisationFacts, org: OrganisationState, away: Flag) -> Members:
    """Add an organisation; awareness and clarity count by staff, the rest by organisation.

    One that has left the network is none of its members; what staff it has stays in the region.
    """
    one = 1.0 - away
    core, wider = one * facts.core_staff, one * facts.wider_staff
    return Members(
        organisations=sums.organisations + one,
        hubs=sums.hubs + one * facts.hub,
        core_staff=sums.core_staff + core,
        wider_staff=sums.wider_staff + wider,
        awareness=sums.awareness + core * org.awareness_core + wider * org.awareness_wider,
        awareness_core=sums.awareness_core + core * org.awareness_core,
        awareness_wider=sums.awareness_wider + wider * org.awareness_wider,
        clarity=sums.clarity + core * org.clarity_core + wider * org.clarity_wider,
        clarity_core=sums.clarity_core + core * org.clarity_core,
        vision=sums.vision + one * org.vision,
        commitment=sums.commitment + one * org.commitment,
        tractability=sums.tractability + one * org.tractability,
        engagement=sums.engagement + one * org.engagement,
        participation=sums.participation + one * org.participation,
        trust=sums.trust + one * org.trust,
        rivalry=sums.rivalry + one * org.rivalry,
        sharing=sums.sharing + one * org.sharing,
        strain=sums.strain + one * org.strain,
        workload=sums.workload + one * org.workload,
        senior_buy_in=sums.senior_buy_in + one * org.senior_buy_in,
        own_priority=sums.own_priority + one * org.own_priority,
        expected_benefit=sums.expected_benefit + one * org.expected_benefit,
        appropriateness=sums.appropriateness + one * org.appropriateness,
        training_attendance=sums.training_attendance + one * org.training_attendance,
        clinical_skill=sums.clinical_skill + one * org.clinical_skill,
        universal_skill=sums.universal_skill + one * org.universal_skill,
        skill_gap=sums.skill_gap + one * org.skill_gap,
        adoption=sums.adoption + one * org.adoption,
        record_access=sums.record_access + one * org.record_access,
        records_live=sums.records_live + one * records_live(org),
        workaround_hours=sums.workaround_hours + one * org.workaround_hours,
        return_completeness=sums.return_completeness + one * org.return_completeness,
        hours_given=sums.hours_given + one * (org.time_given + org.return_hours),
        hub_engagement=sums.hub_engagement + one * facts.hub * org.engagement,
        spoke_engagement=sums.spoke_engagement + one * (1.0 - facts.hub) * org.engagement,
        specialist_posts=sums.specialist_posts + org.specialist_posts,
        nurse_posts=sums.nurse_posts + org.nurse_posts,
        posts_added=sums.posts_added + org.new_nurses + org.new_specialists,
        nurses_left=sums.nurses_left + org.nurses_left,
        nurses_joined=sums.nurses_joined + org.nurses_joined,
    )


@rule
def mean_of_members(sums: Members) -> Members:
    """The means over all members; hours given and posts stay sums."""
    n = max(1.0, sums.organisations)
    core, wider = max(1.0, sums.core_staff), max(1.0, sums.wider_staff)
    staff = max(1.0, sums.core_staff + sums.wider_staff)
    return Members(
        organisations=sums.organisations,
        hubs=sums.hubs,
        core_staff=sums.core_staff,
        wider_staff=sums.wider_staff,
        awareness=sums.awareness / staff,
        awareness_core=sums.awareness_core / core,
        awareness_wider=sums.awareness_wider / wider,
        clarity=sums.clarity / staff,
        clarity_core=sums.clarity_core / core,
        vision=sums.vision / n,
        commitment=sums.commitment / n,
        tractability=sums.tractability / n,
        engagement=sums.engagement / n,
        participation=sums.participation / n,
        trust=sums.trust / n,
        rivalry=sums.rivalry / n,
        sharing=sums.sharing / n,
        strain=sums.strain / n,
        workload=sums.workload / n,
        senior_buy_in=sums.senior_buy_in / n,
        own_priority=sums.own_priority / n,
        expected_benefit=sums.expected_benefit / n,
        appropriateness=sums.appropriateness / n,
        training_attendance=sums.training_attendance / n,
        clinical_skill=sums.clinical_skill / n,
        universal_skill=sums.universal_skill / n,
        skill_gap=sums.skill_gap / n,
        adoption=sums.adoption / n,
        record_access=sums.record_access / n,
        records_live=sums.records_live / n,
        workaround_hours=sums.workaround_hours / n,
        return_completeness=sums.return_completeness / n,
        hours_given=sums.hours_given,
        hub_engagement=sums.hub_engagement / max(1.0, sums.hubs),
        spoke_engagement=sums.spoke_engagement / max(1.0, sums.organisations - sums.hubs),
        specialist_posts=sums.specialist_posts,
        nurse_posts=sums.nurse_posts,
        posts_added=sums.posts_added,
        nurses_left=sums.nurses_left,
        nurses_joined=sums.nurses_joined,
    )


# -- Over all localities -------------------------------------------------------------------


@rule
def add_locality(sums: Region, facts: LocalityFacts, place: LocalityState, p: Parameters) -> Region:
    """Add a locality, weighted by its children with a life-limiting condition; ratios come at the end."""
    children = facts.children_llc
    edge = children * peripheral(facts.distance, p)
    full, partial = 1.0 if place.standard >= 1.0 else 0.0, 1.0 if place.standard == 0.5 else 0.0
    return Region(
        nurse_presence=sums.nurse_presence + children * place.nurse_presence,
        specialist_access=sums.specialist_access + children * place.specialist_access,
        care_coordination=sums.care_coordination + children * place.care_coordination,
        cover_24_7=sums.cover_24_7 + children * place.cover_24_7,
        standard_full=sums.standard_full + full,
        standard_partial=sums.standard_partial + partial,
        children_at_edge=sums.children_at_edge + edge,
        cover_at_edge=sums.cover_at_edge + edge * place.cover_24_7,
        access_at_edge=sums.access_at_edge + edge * place.specialist_access,
        coordination_at_edge=sums.coordination_at_edge + edge * place.care_coordination,
        equity_cover=0.0,
        equity_access=0.0,
        equity_coordination=0.0,
        gini_cover=0.0,
        gini_access=0.0,
    )


@rule
def in_order(a: Ranked, b: Ranked) -> bool:
    """Whether one locality comes before another: less of it comes first, and of equals fewer children."""
    return a.value < b.value or (a.value == b.value and a.children <= b.children)


@rule
def add_ranked(sums: Inequality, ranked: Ranked) -> Inequality:
    """Add the next locality, from the one with the least of it upwards.

    A child differs from all those before it by what it has, times their number, less what they have.
    """
    before = max(0.0, ranked.value * sums.children - sums.had)
    return Inequality(
        children=sums.children + ranked.children,
        had=sums.had + ranked.children * ranked.value,
        differences=sums.differences + ranked.children * before,
    )


@rule
def gini(sums: Inequality) -> Share:
    """The Gini coefficient: half the mean difference between two children over the mean; 0 without any."""
    return share_of(sums.differences, sums.children * sums.had, 0.0)


@rule
def equality(edge: float, centre: float) -> Share:
    """The lesser of two over the greater, 1 where they are equal: how near a ratio is to 1 on either side."""
    return share_of(min(edge, centre), max(edge, centre), 1.0)


@rule
def at_the_edge(everywhere: float, edge: float, children: Count, at_edge: Count) -> tuple[float, float]:
    """The child-weighted means at the periphery and at the centre; of the other where one is missing."""
    centre = share_of(everywhere - edge, children - at_edge, share_of(edge, at_edge, 0.0))
    return share_of(edge, at_edge, centre), centre


@rule
def mean_of_region(sums: Region, cover: Inequality, access: Inequality, facts: NetworkFacts) -> Region:
    """The child-weighted means; equity compares periphery and centre, 1 where they are alike."""
    children = max(1.0, facts.children_llc)
    cover_edge, cover_centre = at_the_edge(
        sums.cover_24_7, sums.cover_at_edge, children, sums.children_at_edge
    )
    access_edge, access_centre = at_the_edge(
        sums.specialist_access, sums.access_at_edge, children, sums.children_at_edge
    )
    coordination_edge, coordination_centre = at_the_edge(
        sums.care_coordination, sums.coordination_at_edge, children, sums.children_at_edge
    )
    localities = max(1.0, facts.localities)
    return Region(
        nurse_presence=sums.nurse_presence / children,
        specialist_access=sums.specialist_access / children,
        care_coordination=sums.care_coordination / children,
        cover_24_7=sums.cover_24_7 / children,
        standard_full=sums.standard_full / localities,
        standard_partial=sums.standard_partial / localities,
        children_at_edge=sums.children_at_edge,
        cover_at_edge=cover_edge,
        access_at_edge=access_edge,
        coordination_at_edge=coordination_edge,
        equity_cover=equality(cover_edge, cover_centre),
        equity_access=equality(access_edge, access_centre),
        equity_coordination=equality(coordination_edge, coordination_centre),
        gini_cover=gini(cover),
        gini_access=gini(access),
    )
