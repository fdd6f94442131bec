"""What a run begins with, 24 months before the study: known facts, and levels that are parameters."""

from sim.model.rules import bounded, rule, uneven
from sim.model.state import (
    Inequality,
    LocalityState,
    Members,
    NetworkFacts,
    NetworkState,
    OrganisationState,
    Parameters,
    Peers,
    Region,
    Services,
    Surroundings,
    TieState,
)

NOBODY = Members(*(0.0 for _ in Members._fields))
NO_INEQUALITY = Inequality(*(0.0 for _ in Inequality._fields))
NOWHERE = Region(*(0.0 for _ in Region._fields))
NO_PEERS = Peers(*(0.0 for _ in Peers._fields))
NO_SERVICES = Services(*(0.0 for _ in Services._fields))
NO_SURROUNDINGS = Surroundings(*(0.0 for _ in Surroundings._fields))
NO_CARE = LocalityState(*(0.0 for _ in LocalityState._fields))


@rule
def organisation_at_start(
    specialist_posts: float, nurse_posts: float, u: float, temper: float, p: Parameters
) -> OrganisationState:
    """An organisation 24 months before the study.

    `u` and `temper` are its draws of how readily it engages (F35, F52), and puts its own care first (F45).
    """
    spread = p.people.engagement_spread_at_start * (uneven(u) - 1.0)
    own = 1.0 + p.goals.priorities_differ * (uneven(temper) - 1.0)
    return OrganisationState(
        awareness_core=p.people.awareness_core_at_start,
        awareness_wider=p.people.awareness_wider_at_start,
        clarity_core=p.goals.clarity_at_start,
        clarity_wider=p.goals.clarity_at_start,
        vision=p.goals.vision_at_start,
        need=p.goals.need_at_start,
        commitment=p.people.commitment_at_start,
        tractability=p.people.tractability_at_start,
        engagement=bounded(p.people.engagement_at_start + spread),
        trust=p.culture.trust_at_start,
        sharing=p.culture.sharing_at_start,
        senior_buy_in=p.goals.senior_buy_in_at_start,
        own_priority=bounded(p.goals.own_priority_at_start * own),
        expected_benefit=p.infrastructure.expected_benefit_at_start,
        appropriateness=p.culture.appropriateness_at_start,
        training_relevance=p.processes.training_relevance_at_start,
        clinical_skill=p.processes.clinical_skill_at_start,
        universal_skill=p.processes.universal_skill_at_start,
        adoption=p.processes.adoption_at_start,
        specialist_posts=specialist_posts,
        nurse_posts=nurse_posts,
        record_access=0.0,
        measurement_trust=p.technology.measurement_trust_at_start,
        champion=0.0,
        participation=0.0,
        time_given=0.0,
        training_attendance=0.0,
        skill_gap=p.processes.clinical_skill_at_start - p.processes.universal_skill_at_start,
        workaround_burden=0.0,
        workaround_hours=0.0,
        engagement_risks=1.0,
        return_completeness=0.0,
        return_hours=0.0,
    )


@rule
def tie_at_start(p: Parameters) -> TieState:
    """A tie 24 months before the study: an informal association (F32)."""
    return TieState(tie_strength=p.culture.tie_strength_at_start)


@rule
def network_at_start(facts: NetworkFacts, p: Parameters) -> NetworkState:
    """The network's core 24 months before the study: informal, without a coordinator (F32)."""
    return NetworkState(
        funding=facts.grant,
        months_left=p.infrastructure.year,
        funding_security=0.0,
        commissioner_priority=facts.commissioner_priority,
        standing=p.goals.standing_at_start,
        coordinator=0.0,
        leaders=facts.leaders_sought,
        leader_commitment=p.people.leader_commitment_at_start,
        information_flow=p.processes.information_flow_at_start,
        governance=p.processes.governance_at_start,
        goal_breadth=facts.definition_breadth,
        definition_agreed=p.goals.definition_agreed_at_start,
        organisational_distance=facts.organisational_distance,
        guidelines=p.processes.guidelines_at_start,
        guidelines_before=p.processes.guidelines_at_start,
        outcome_set=0.0,
        records_programme=0.0,
        training_supply=p.processes.training_supply_at_start,
        evaluation=p.goals.evaluation_at_start,
        worth=p.goals.worth_at_start,
        achievements=0.0,
        learning=0.0,
        expectations=p.goals.expectations_at_start,
        rivalry=p.culture.rivalry_at_start,
        granted=facts.grant,
        success_agreed=0.0,
        money_met=0.0,
        records_met=0.0,
        standards_met=0.0,
        staff_met=0.0,
        implementation_capability=0.0,
        productive_share=1.0,
        coordinator_effort=0.0,
        leader_effort=0.0,
        progress_agreed=0.0,
        progress=0.0,
    )
