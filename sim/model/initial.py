"""What a run begins with, 24 months before the study: known facts, and levels that are parameters."""

from sim.model.rules import bounded, mean, needed, rule, share_of, travel_burden
from sim.model.rules.culture import tie_weight
from sim.model.rules.technology import NOT_JOINED
from sim.model.state import (
    Character,
    Inequality,
    LocalityState,
    Members,
    NetworkFacts,
    NetworkState,
    OrganisationFacts,
    OrganisationState,
    Parameters,
    Peers,
    Region,
    Services,
    Surroundings,
    TieFacts,
    TieState,
)

NOBODY = Members(*(0.0 for _ in Members._fields))
NO_INEQUALITY = Inequality(*(0.0 for _ in Inequality._fields))
NOWHERE = Region(*(0.0 for _ in Region._fields))
NO_PEERS = Peers(*(0.0 for _ in Peers._fields))
NO_SERVICES = Services(*(0.0 for _ in Services._fields))
NO_SURROUNDINGS = Surroundings(*(0.0 for _ in Surroundings._fields))
NO_CARE = LocalityState(*(0.0 for _ in LocalityState._fields))


DRAWN = -1.0  # a disposition from here on is given; below it, chance decides


@rule
def disposition(given: float, likely: float, spread: float, u: float) -> float:
    """One of an organisation's dispositions: as given, or about what is likely by one draw `u` in [0, 1)."""
    drawn = max(-1.0, min(1.0, likely + spread * (2.0 * u - 1.0)))
    return given if given >= DRAWN else drawn


@rule
def character(facts: OrganisationFacts, given: Character, luck: Character, p: Parameters) -> Character:
    """An organisation's character, drawn once a run: what its kind, size and place make likely, and chance.

    Who has a part in governance and is near engages more readily (F35, F52); who lives on what it raises has
    more to fear for (F86); the larger know more of records (F79); hubs are backed by their seniors (F46).
    How far organisations differ beside that is read in studies of others (S90, S94, S95).
    """
    spread = p.people.dispositions_differ
    near = 1.0 - travel_burden(facts.distance, p)
    return Character(
        readiness=disposition(
            given.readiness,
            p.people.seat_readies * (facts.in_governance - 0.5) + p.people.nearness_readies * (near - 0.5),
            spread,
            luck.readiness,
        ),
        inwardness=disposition(
            given.inwardness,
            p.goals.raising_turns_inward * (0.5 - facts.statutory_share),
            spread,
            luck.inwardness,
        ),
        ability=disposition(
            given.ability, p.technology.size_enables * (facts.size - 0.5), spread, luck.ability
        ),
        backing=disposition(given.backing, p.goals.hubs_backed * (facts.hub - 0.5), spread, luck.backing),
        steadiness=disposition(given.steadiness, 0.0, spread, luck.steadiness),
        security=disposition(
            given.security,
            p.infrastructure.statutory_secures * (facts.statutory_share - 0.5),
            spread,
            luck.security,
        ),
    )


@rule
def organisation_at_start(facts: OrganisationFacts, who: Character, p: Parameters) -> OrganisationState:
    """An organisation 24 months before the study: levels that are parameters, as its character has them.

    Posts and money are known facts, and skill is what practice alone keeps up: training had been little.
    """
    apart = p.people.spread_at_start
    keen, inward, able = apart * who.readiness, apart * who.inwardness, apart * who.ability
    agreed = p.goals.vision_spread_at_start
    unlike = apart * (facts.atypicality - 0.5)
    unclinical = apart * (facts.less_clinical - 0.5)
    engagement = bounded(p.people.engagement_at_start + keen)
    fades, practice = p.processes.skill_fades, p.processes.skill_by_practice
    of_others = p.processes.practice_of_universal * practice
    clinical_skill = bounded(share_of(practice, practice + fades, 0.0) + able)
    universal_skill = bounded(share_of(of_others, of_others + fades, 0.0) + able)
    return OrganisationState(
        awareness_core=bounded(p.people.awareness_core_at_start + keen),
        awareness_wider=bounded(p.people.awareness_wider_at_start + keen),
        clarity_core=bounded(p.goals.clarity_at_start + mean(keen, able)),
        clarity_wider=bounded(p.goals.clarity_at_start + mean(keen, able)),
        vision=bounded(p.goals.vision_at_start + agreed * who.backing),
        need=bounded(p.goals.need_at_start - agreed * who.inwardness),
        commitment=bounded(p.people.commitment_at_start + mean(keen, -inward)),
        tractability=bounded(p.people.tractability_at_start + mean(keen, apart * who.security)),
        engagement=engagement,
        sharing=bounded(p.culture.sharing_at_start - inward),
        senior_buy_in=bounded(p.goals.senior_buy_in_at_start + apart * who.backing),
        own_priority=bounded(p.goals.own_priority_at_start + inward),
        expected_benefit=bounded(p.infrastructure.expected_benefit_at_start + keen),
        appropriateness=bounded(p.culture.appropriateness_at_start - unlike),
        training_relevance=bounded(p.processes.training_relevance_at_start - unclinical),
        clinical_skill=clinical_skill,
        universal_skill=universal_skill,
        adoption=bounded(p.processes.adoption_at_start * (1.0 + who.ability)),
        statutory_income=facts.income * facts.statutory_share,
        raised_income=facts.income * (1.0 - facts.statutory_share),
        reserves=facts.reserves,
        specialist_posts=facts.specialists_known,
        nurse_posts=facts.nurses_known,
        other_posts=facts.others_known,
        new_specialists=0.0,
        new_nurses=0.0,
        records_stage=NOT_JOINED,
        measurement_trust=bounded(p.technology.measurement_trust_at_start + able),
        champion=0.0,
        news=0.0,
        participation=0.0,
        meetings_attended=engagement,
        time_given=0.0,
        training_attendance=0.0,
        skill_gap=clinical_skill - universal_skill,
        strain=0.0,
        usual_strain=0.0,
        workload=0.0,
        nurses_left=0.0,
        nurses_joined=0.0,
        nurses_missed=0.0,
        records_down=0.0,
        record_access=0.0,
        trust=0.0,
        rivalry=0.0,
        advice=0.0,
        advice_given=0.0,
        nurses_on_call=0.0,
        workaround_burden=0.0,
        workaround_hours=0.0,
        engagement_risks=1.0,
        return_completeness=0.0,
        return_hours=0.0,
    )


@rule
def tie_at_start(facts: TieFacts, p: Parameters) -> TieState:
    """A tie 24 months before the study: an informal association (F32), or nothing yet."""
    strength = tie_weight(facts, p)
    frozen = p.culture.ties_frozen_at
    return TieState(
        tie_strength=strength if frozen < 0.0 else frozen,
        tie_trust=p.culture.trust_at_start * needed(p.culture.trust_needs_a_tie, strength),
        tie_rivalry=p.culture.rivalry_at_start * facts.same_money,
        tie_linked=0.0,
    )


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
        programme_stalled=0.0,
        training_supply=p.processes.training_supply_at_start,
        evaluation=p.goals.evaluation_at_start,
        worth=p.goals.worth_at_start,
        achievements=0.0,
        learning=0.0,
        expectations=p.goals.expectations_at_start,
        nurse_pool=1.0,
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
        common_ground=0.0,
        progress_agreed=0.0,
        progress=0.0,
    )
