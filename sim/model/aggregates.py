"""Means over ties, members and localities, added up in one explicit order.

Sums are carried in the tuple of the means themselves, starting from zeros, and divided at the
end. Both engines call these functions in the order of the network's files, so that both round
alike; `sum()` and NumPy's sums round otherwise.
"""

from sim.model.rules import peripheral, rule
from sim.model.state import (
    Inequality,
    LocalityFacts,
    LocalityState,
    Members,
    NetworkFacts,
    OrganisationFacts,
    OrganisationState,
    Parameters,
    Peers,
    Ranked,
    Region,
    Services,
    Share,
    Surroundings,
    TieFacts,
)


@rule
def share_of(part: float, whole: float, otherwise: float) -> float:
    """`part / whole`, or `otherwise` where there is no whole."""
    return part / whole if whole > 0.0 else otherwise


# -- Ties ----------------------------------------------------------------------------------


@rule
def tie_weight(tie: TieFacts, p: Parameters) -> float:
    """How much a tie counts: attachment to a hub, hub to hub, a shared locality, or as declared (F33)."""
    culture = p.culture
    attached = max(tie.attachment * culture.tie_to_hub, tie.hubs * culture.tie_between_hubs)
    return max(max(attached, tie.shared_locality * culture.tie_in_locality), tie.declared)


@rule
def add_peer(sums: Peers, weight: float, peer: OrganisationState) -> Peers:
    """Add one peer, weighted by the tie's weight and strength."""
    return Peers(
        weight=sums.weight + weight,
        engagement=sums.engagement + weight * peer.engagement,
        awareness=sums.awareness + weight * peer.awareness_core,
        record_access=sums.record_access + weight * peer.record_access,
    )


@rule
def mean_of_peers(sums: Peers, org: OrganisationState) -> Peers:
    """The means over an organisation's peers; without any, its own values."""
    return Peers(
        weight=sums.weight,
        engagement=share_of(sums.engagement, sums.weight, org.engagement),
        awareness=share_of(sums.awareness, sums.weight, org.awareness_core),
        record_access=share_of(sums.record_access, sums.weight, org.record_access),
    )


# -- Between organisations and localities --------------------------------------------------


@rule
def add_place(sums: Surroundings, weight: float, place: LocalityState) -> Surroundings:
    """Add a locality that an organisation serves; the weights of all of them add up to 1."""
    return Surroundings(
        cover_24_7=sums.cover_24_7 + weight * place.cover_24_7,
        specialist_access=sums.specialist_access + weight * place.specialist_access,
    )


@rule
def add_service(sums: Services, weight: float, nurse_share: Share, org: OrganisationState) -> Services:
    """Add an organisation that serves a locality: its nurses' share there, and what it is like."""
    return Services(
        nurse_posts=sums.nurse_posts + nurse_share * org.nurse_posts,
        record_access=sums.record_access + weight * org.record_access,
        adoption=sums.adoption + weight * org.adoption,
        participation=sums.participation + weight * org.participation,
        sharing=sums.sharing + weight * org.sharing,
        clinical_skill=sums.clinical_skill + weight * org.clinical_skill,
    )


# -- Over all members ----------------------------------------------------------------------


@rule
def add_member(sums: Members, facts: OrganisationFacts, org: OrganisationState) -> Members:
    """Add an organisation; awareness and clarity count by staff, the rest by organisation."""
    core, wider = facts.core_staff, facts.wider_staff
    nurses = max(0.0, org.nurse_posts - facts.nurse_establishment)
    specialists = max(0.0, org.specialist_posts - facts.specialist_establishment)
    return Members(
        awareness=sums.awareness + core * org.awareness_core + wider * org.awareness_wider,
        awareness_core=sums.awareness_core + core * org.awareness_core,
        awareness_wider=sums.awareness_wider + wider * org.awareness_wider,
        clarity=sums.clarity + core * org.clarity_core + wider * org.clarity_wider,
        clarity_core=sums.clarity_core + core * org.clarity_core,
        vision=sums.vision + org.vision,
        commitment=sums.commitment + org.commitment,
        tractability=sums.tractability + org.tractability,
        engagement=sums.engagement + org.engagement,
        participation=sums.participation + org.participation,
        trust=sums.trust + org.trust,
        senior_buy_in=sums.senior_buy_in + org.senior_buy_in,
        own_priority=sums.own_priority + org.own_priority,
        expected_benefit=sums.expected_benefit + org.expected_benefit,
        training_attendance=sums.training_attendance + org.training_attendance,
        clinical_skill=sums.clinical_skill + org.clinical_skill,
        universal_skill=sums.universal_skill + org.universal_skill,
        skill_gap=sums.skill_gap + org.skill_gap,
        adoption=sums.adoption + org.adoption,
        record_access=sums.record_access + org.record_access,
        workaround_hours=sums.workaround_hours + org.workaround_hours,
        return_completeness=sums.return_completeness + org.return_completeness,
        hours_given=sums.hours_given + org.time_given + org.return_hours,
        hub_engagement=sums.hub_engagement + facts.hub * org.engagement,
        spoke_engagement=sums.spoke_engagement + (1.0 - facts.hub) * org.engagement,
        specialist_posts=sums.specialist_posts + org.specialist_posts,
        nurse_posts=sums.nurse_posts + org.nurse_posts,
        posts_added=sums.posts_added + nurses + specialists,
    )


@rule
def mean_of_members(sums: Members, facts: NetworkFacts) -> Members:
    """The means over all organisations; hours given and posts stay sums."""
    n = max(1.0, facts.organisations)
    core, wider = max(1.0, facts.core_staff), max(1.0, facts.wider_staff)
    staff = max(1.0, facts.core_staff + facts.wider_staff)
    return Members(
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
        senior_buy_in=sums.senior_buy_in / n,
        own_priority=sums.own_priority / n,
        expected_benefit=sums.expected_benefit / n,
        training_attendance=sums.training_attendance / n,
        clinical_skill=sums.clinical_skill / n,
        universal_skill=sums.universal_skill / n,
        skill_gap=sums.skill_gap / n,
        adoption=sums.adoption / n,
        record_access=sums.record_access / n,
        workaround_hours=sums.workaround_hours / n,
        return_completeness=sums.return_completeness / n,
        hours_given=sums.hours_given,
        hub_engagement=sums.hub_engagement / max(1.0, facts.hubs),
        spoke_engagement=sums.spoke_engagement / max(1.0, facts.organisations - facts.hubs),
        specialist_posts=sums.specialist_posts,
        nurse_posts=sums.nurse_posts,
        posts_added=sums.posts_added,
    )


# -- Over all localities -------------------------------------------------------------------


@rule
def add_locality(sums: Region, facts: LocalityFacts, place: LocalityState, p: Parameters) -> Region:
    """Add a locality, weighted by its children with a life-limiting condition; ratios come at the end."""
    children = facts.children_llc
    edge = children * peripheral(facts.distance, p)
    return Region(
        nurse_presence=sums.nurse_presence + children * place.nurse_presence,
        specialist_access=sums.specialist_access + children * place.specialist_access,
        care_coordination=sums.care_coordination + children * place.care_coordination,
        cover_24_7=sums.cover_24_7 + children * place.cover_24_7,
        children_at_edge=sums.children_at_edge + edge,
        cover_at_edge=sums.cover_at_edge + edge * place.cover_24_7,
        access_at_edge=sums.access_at_edge + edge * place.specialist_access,
        equity_cover=0.0,
        equity_access=0.0,
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
def mean_of_region(sums: Region, cover: Inequality, access: Inequality, facts: NetworkFacts) -> Region:
    """The child-weighted means; equity is periphery to centre, 1 where either is missing or both are 0."""
    children = max(1.0, facts.children_llc)
    at_centre = children - sums.children_at_edge
    cover_centre = share_of(sums.cover_24_7 - sums.cover_at_edge, at_centre, 0.0)
    access_centre = share_of(sums.specialist_access - sums.access_at_edge, at_centre, 0.0)
    cover_edge = share_of(sums.cover_at_edge, sums.children_at_edge, cover_centre)
    access_edge = share_of(sums.access_at_edge, sums.children_at_edge, access_centre)
    return Region(
        nurse_presence=sums.nurse_presence / children,
        specialist_access=sums.specialist_access / children,
        care_coordination=sums.care_coordination / children,
        cover_24_7=sums.cover_24_7 / children,
        children_at_edge=sums.children_at_edge,
        cover_at_edge=cover_edge,
        access_at_edge=access_edge,
        equity_cover=share_of(cover_edge, cover_centre, 1.0),
        equity_access=share_of(access_edge, access_centre, 1.0),
        gini_cover=gini(cover),
        gini_access=gini(access),
    )
