"""The order of a month. `PHASES`, at the end of this module, says it; both engines keep it.

A month is `opening` (levers and shocks, money, core capacity, programmes), then `tie` for every tie (reading
both ends as of last month), `member` for every organisation (reading this month's ties, and last month's
organisations at their other ends), then `locality` for every locality
(reading this month's organisations), then `closing` (achievements, evaluation, worth, expectations). Means
over members and localities are added up in the order of the network's files.
"""

from typing import Any, NamedTuple

from sim.model.rules import (
    amount_after,
    bounded,
    care,
    culture,
    either,
    filled,
    goals,
    happens,
    held_back,
    hundredths,
    infrastructure,
    mean,
    met,
    nurses_needed,
    people,
    processes,
    rule,
    share_after,
    specialists_needed,
    technology,
    total,
)
from sim.model.state import (
    Core,
    LocalityState,
    Member,
    NetworkState,
    OrganisationState,
    Pair,
    Place,
    TieState,
)

# -- The network opens the month -----------------------------------------------------------


class OpeningFlows(NamedTuple):
    """What moved the network's core at the opening of a month."""

    funding: infrastructure.Funding
    commissioner_priority: infrastructure.CommissionerPriority
    coordinator: infrastructure.Coordinator
    leaders: people.Leaders
    leader_commitment: people.LeaderCommitment
    nurse_pool: people.NursePool
    productive_share: infrastructure.ProductiveShare
    coordinator_effort: infrastructure.CoordinatorEffort
    leader_effort: people.LeaderEffort
    implementation_capability: infrastructure.ImplementationCapability
    core_effort: processes.CoreEffort
    common_ground: processes.CommonGround
    progress_agreed: processes.ProgressAgreed
    progress: processes.Progress
    organisational_distance: culture.OrganisationalDistance
    governance: processes.Governance
    information_flow: processes.InformationFlow
    goal_breadth: goals.GoalBreadth
    definition_agreed: goals.DefinitionAgreed
    guidelines: processes.Guidelines
    outcome_set: goals.OutcomeSet
    success_agreed: goals.SuccessAgreed
    records_programme: technology.RecordsProgramme
    training_supply: processes.TrainingSupply


@rule
def opening(core: Core) -> tuple[NetworkState, OpeningFlows]:
    """Money, core capacity and programmes of the month; members and care are last month's."""
    net, facts, p = core.net, core.facts, core.p

    # Money
    grant = infrastructure.grant(core)
    funding = infrastructure.funding(core, grant)
    funding_now = amount_after(net.funding, funding)
    security = infrastructure.funding_security(core, grant)
    priority = infrastructure.commissioner_priority(core)

    # Core capacity
    coordinator = infrastructure.coordinator(core, grant)
    post_held = bounded(total(net.coordinator, coordinator))
    leaders = people.leaders(core)
    leaders_now = amount_after(net.leaders, leaders)
    leader_commitment = people.leader_commitment(core)
    nurse_pool = people.nurse_pool(core)
    commitment_now = share_after(net.leader_commitment, leader_commitment)
    productive = infrastructure.productive_share(core, security)
    coordinator_effort = infrastructure.coordinator_effort(core, post_held)
    leader_effort = people.leader_effort(core, leaders_now, commitment_now)

    # The four cross-cutting barriers, as they stand
    granted = infrastructure.granted(core, grant, funding_now)
    to_spend = infrastructure.money_to_spend(core, granted, post_held)
    money = infrastructure.money_met(core, to_spend, security)
    records = core.members.record_access
    standards = goals.standards_met(core, net.outcome_set, net.guidelines)
    staff = mean(
        filled(core.members.nurse_posts, nurses_needed(facts.children, p)),
        filled(core.members.specialist_posts, specialists_needed(facts.children_llc, p)),
    )
    capability = infrastructure.implementation_capability(core, money, records, standards, staff)
    capable = held_back(capability)

    # Programmes
    core_effort = processes.core_effort(core, met(coordinator_effort), met(leader_effort))
    effort = share_after(0.0, core_effort)
    common_ground = processes.common_ground(core, money)
    ground = held_back(common_ground)
    progress_agreed = processes.progress_agreed(effort, met(productive), ground)
    agreed = met(progress_agreed)
    progress = processes.progress(core, agreed, capable)
    done = met(progress)
    governance = processes.governance(core, met(coordinator_effort), met(leader_effort))
    information_flow = processes.information_flow(core, met(coordinator_effort), met(leader_effort))
    distance = culture.organisational_distance(core)
    goal_breadth = goals.goal_breadth(core)
    definition_agreed = goals.definition_agreed(core, done)
    guidelines = processes.guidelines(core, to_spend, agreed)
    outcome_set = goals.outcome_set(core)
    outcome_set_now = share_after(net.outcome_set, outcome_set)
    success_agreed = goals.success_agreed(core, outcome_set_now)
    stalled = technology.programme_stalled(core)
    records_programme = technology.records_programme(core, to_spend, done, stalled)
    training_supply = processes.training_supply(core, to_spend, effort)

    now = NetworkState(
        funding=funding_now,
        months_left=grant.months_left,
        funding_security=security,
        commissioner_priority=share_after(net.commissioner_priority, priority),
        standing=net.standing,
        coordinator=post_held,
        leaders=leaders_now,
        leader_commitment=commitment_now,
        information_flow=share_after(net.information_flow, information_flow),
        governance=share_after(net.governance, governance),
        goal_breadth=share_after(net.goal_breadth, goal_breadth),
        definition_agreed=share_after(net.definition_agreed, definition_agreed),
        organisational_distance=share_after(net.organisational_distance, distance),
        guidelines=share_after(net.guidelines, guidelines),
        guidelines_before=net.guidelines,
        outcome_set=outcome_set_now,
        records_programme=share_after(net.records_programme, records_programme),
        programme_stalled=stalled,
        training_supply=share_after(net.training_supply, training_supply),
        evaluation=net.evaluation,
        worth=net.worth,
        achievements=net.achievements,
        learning=net.learning,
        expectations=net.expectations,
        nurse_pool=amount_after(net.nurse_pool, nurse_pool),
        granted=granted,
        success_agreed=met(success_agreed),
        money_met=money,
        records_met=records,
        standards_met=standards,
        staff_met=staff,
        implementation_capability=capable,
        productive_share=met(productive),
        coordinator_effort=met(coordinator_effort),
        leader_effort=met(leader_effort),
        common_ground=ground,
        progress_agreed=agreed,
        progress=done,
    )
    flows = OpeningFlows(
        funding=funding,
        commissioner_priority=priority,
        coordinator=coordinator,
        leaders=leaders,
        leader_commitment=leader_commitment,
        nurse_pool=nurse_pool,
        productive_share=productive,
        coordinator_effort=coordinator_effort,
        leader_effort=leader_effort,
        implementation_capability=capability,
        core_effort=core_effort,
        common_ground=common_ground,
        progress_agreed=progress_agreed,
        progress=progress,
        organisational_distance=distance,
        governance=governance,
        information_flow=information_flow,
        goal_breadth=goal_breadth,
        definition_agreed=definition_agreed,
        guidelines=guidelines,
        outcome_set=outcome_set,
        success_agreed=success_agreed,
        records_programme=records_programme,
        training_supply=training_supply,
    )
    return now, flows


# -- Every tie -----------------------------------------------------------------------------


class TieFlows(NamedTuple):
    """What moved a tie in a month."""

    tie_strength: culture.TieStrength
    tie_trust: culture.TieTrust
    tie_rivalry: culture.TieRivalry


@rule
def tie(pair: Pair) -> tuple[TieState, TieFlows]:
    """A working relation's month."""
    before, frozen = pair.tie, pair.p.culture.ties_frozen_at
    strength = culture.tie_strength(pair)
    trust = culture.tie_trust(pair)
    rivalry = culture.tie_rivalry(pair)
    now = TieState(
        tie_strength=share_after(before.tie_strength, strength) if frozen < 0.0 else frozen,
        tie_trust=share_after(before.tie_trust, trust),
        tie_rivalry=share_after(before.tie_rivalry, rivalry),
        tie_linked=technology.tie_linked(pair),
    )
    return now, TieFlows(tie_strength=strength, tie_trust=trust, tie_rivalry=rivalry)


# -- Every organisation --------------------------------------------------------------------


class OrganisationFlows(NamedTuple):
    """What moved an organisation in a month."""

    participation: people.Participation
    workaround_burden: technology.Workarounds
    engagement_risks: people.EngagementRisks
    return_completeness: technology.Returns
    return_hours: technology.ReturnHours
    training_attendance_central: processes.StudyDay
    training_attendance_virtual: processes.VirtualSession
    skill_gap: processes.SkillGap
    awareness_core: people.AwarenessCore
    awareness_wider: people.AwarenessWider
    clarity_core: goals.Clarity
    clarity_wider: goals.Clarity
    vision: goals.Vision
    need: goals.Need
    commitment: people.Commitment
    tractability: people.Tractability
    engagement: people.Engagement
    sharing: culture.Sharing
    senior_buy_in: goals.SeniorBuyIn
    own_priority: goals.OwnPriority
    expected_benefit: infrastructure.ExpectedBenefit
    appropriateness: culture.Appropriateness
    training_relevance: processes.TrainingRelevance
    clinical_skill: processes.ClinicalSkill
    universal_skill: processes.UniversalSkill
    adoption: processes.Adoption
    statutory_income: infrastructure.StatutoryIncome
    raised_income: infrastructure.RaisedIncome
    reserves: infrastructure.Reserves
    specialist_posts: people.SpecialistPosts
    nurse_posts: people.NursePosts
    other_posts: people.OtherPosts
    measurement_trust: technology.MeasurementTrust
    champion: people.Champion


@rule
def member(member: Member) -> tuple[OrganisationState, OrganisationFlows]:
    """An organisation's month: its money and staff, what it hears, whether it comes, learns and adopts."""
    org, facts, peers, luck, terms, p = (
        member.org,
        member.facts,
        member.peers,
        member.luck,
        member.terms,
        member.p,
    )
    present = 1.0 - member.here.away

    # Its money
    spending = infrastructure.spending(member)
    statutory_income = infrastructure.statutory_income(member)
    raised_income = infrastructure.raised_income(member)
    reserves = infrastructure.reserves(member, spending)
    reserves_now = amount_after(org.reserves, reserves)
    strain = infrastructure.strain(member, spending, reserves_now)

    # Its staff
    easy, usual_workload = people.hiring(member), people.usual_workload(member)
    specialists, nurses, others = people.specialists(member), people.nurses(member), people.others(member)
    of_specialists = people.posts_changed(
        member,
        specialists,
        people.StaffLuck(luck.specialists_leave, luck.specialists_join),
        easy,
        usual_workload,
    )
    of_nurses = people.posts_changed(
        member,
        nurses,
        people.StaffLuck(luck.nurses_leave, luck.nurses_join),
        easy * member.net.nurse_pool,
        usual_workload,
    )
    of_others = people.posts_changed(
        member, others, people.StaffLuck(luck.others_leave, luck.others_join), easy, usual_workload
    )
    specialist_posts = people.specialist_posts(of_specialists)
    nurse_posts = people.nurse_posts(of_nurses)
    other_posts = people.other_posts(of_others)
    specialists_now = hundredths(amount_after(org.specialist_posts, specialist_posts))
    nurses_now = hundredths(amount_after(org.nurse_posts, nurse_posts))
    others_now = hundredths(amount_after(org.other_posts, other_posts))

    # Hear of it, come, and learn: what these need stands as it was last month.
    travel = infrastructure.travel_in_the_way(member)
    news = present * people.news(member)
    participation = people.participation(member, travel)
    keen = processes.keen(member)
    chance = keen * held_back(participation)
    comes = happens(chance, luck.meeting) if terms.meeting > 0.0 else org.participation
    taking_part = present * comes
    able = people.able_to_take_part(participation)
    study_day = processes.study_day(member, travel, news)
    virtual_session = processes.virtual_session(member)
    on_offer = present * member.net.training_supply * keen
    attended = happens(on_offer * held_back(study_day), luck.study_day)
    on_line = happens(present * met(virtual_session), luck.virtual_session)
    attendance = either(attended, on_line)
    trained = processes.trained(member, attended, on_line)

    # Understand and be willing
    awareness_core = people.awareness_core(member, news, taking_part)
    awareness_wider = people.awareness_wider(member, news, taking_part)
    clarity_core = goals.clarity(member, org.clarity_core, org.awareness_core, news)
    clarity_wider = goals.clarity(member, org.clarity_wider, org.awareness_wider, news)
    vision = goals.vision(member)
    need = goals.need(member)
    own_priority = goals.own_priority(member)
    senior_buy_in = goals.senior_buy_in(member)
    commitment = people.commitment(member)
    expected_benefit = infrastructure.expected_benefit(member, trained)

    # Learn and adopt
    clinical_skill = processes.clinical_skill(member, attended, on_line)
    universal_skill = processes.universal_skill(member, attendance)
    clinical_skill_now = share_after(org.clinical_skill, clinical_skill)
    universal_skill_now = share_after(org.universal_skill, universal_skill)
    skill_gap = processes.skill_gap(clinical_skill_now, universal_skill_now)
    training_relevance = processes.training_relevance(member)
    appropriateness = culture.appropriateness(member)
    adoption = processes.adoption(member, attended, on_line)
    champion = people.champion(member)

    # Records, workarounds, returns
    access = technology.record_access(member)
    workarounds = technology.workarounds(member, access)
    burden = share_after(org.workaround_burden, workarounds)
    returns = technology.returns(member, taking_part, access)
    returned = held_back(returns)
    return_hours = technology.return_hours(member, returned, access)
    measurement_trust = technology.measurement_trust(member)

    # Share, give and take advice
    sharing = culture.sharing(member, 1.0 - strain)
    given = care.advice_given(member)

    # Tractability, engagement
    tractability = people.tractability(member)
    risks = people.engagement_risks(member)
    engagement = people.engagement(member, news, able, trained, burden, met(risks))

    usual_strain = strain if terms.history > 0.0 else org.usual_strain
    now = OrganisationState(
        awareness_core=share_after(org.awareness_core, awareness_core),
        awareness_wider=share_after(org.awareness_wider, awareness_wider),
        clarity_core=share_after(org.clarity_core, clarity_core),
        clarity_wider=share_after(org.clarity_wider, clarity_wider),
        vision=share_after(org.vision, vision),
        need=share_after(org.need, need),
        commitment=share_after(org.commitment, commitment),
        tractability=share_after(org.tractability, tractability),
        engagement=share_after(org.engagement, engagement),
        sharing=share_after(org.sharing, sharing),
        senior_buy_in=share_after(org.senior_buy_in, senior_buy_in),
        own_priority=share_after(org.own_priority, own_priority),
        expected_benefit=share_after(org.expected_benefit, expected_benefit),
        appropriateness=share_after(org.appropriateness, appropriateness),
        training_relevance=share_after(org.training_relevance, training_relevance),
        clinical_skill=clinical_skill_now,
        universal_skill=universal_skill_now,
        adoption=share_after(org.adoption, adoption),
        statutory_income=amount_after(org.statutory_income, statutory_income),
        raised_income=amount_after(org.raised_income, raised_income),
        reserves=reserves_now,
        specialist_posts=specialists_now,
        nurse_posts=nurses_now,
        other_posts=others_now,
        new_specialists=people.in_new_posts(specialists, specialists_now, of_specialists),
        new_nurses=people.in_new_posts(nurses, nurses_now, of_nurses),
        records_stage=technology.records_stage(member),
        measurement_trust=share_after(org.measurement_trust, measurement_trust),
        champion=share_after(org.champion, champion),
        news=news,
        participation=taking_part,
        meetings_attended=people.meetings_attended(member, taking_part),
        time_given=taking_part * facts.core_staff * p.people.hours_of_core_staff,
        training_attendance=attendance,
        skill_gap=total(0.0, skill_gap),
        strain=strain,
        usual_strain=usual_strain,
        workload=people.workload(member, specialists_now, nurses_now, others_now),
        nurses_left=-of_nurses.left,
        nurses_joined=of_nurses.joined + of_nurses.new_posts + of_nurses.network_money,
        nurses_missed=people.nurses_missed(nurses, nurses_now),
        records_down=member.here.records_down,
        record_access=access,
        trust=peers.trust,
        rivalry=peers.rivalry,
        advice=care.advice(member, given),
        advice_given=given,
        nurses_on_call=care.nurses_on_call(member),
        workaround_burden=burden,
        workaround_hours=burden * p.technology.workaround_hours_full,
        engagement_risks=met(risks),
        return_completeness=returned,
        return_hours=total(0.0, return_hours),
    )
    flows = OrganisationFlows(
        participation=participation,
        workaround_burden=workarounds,
        engagement_risks=risks,
        return_completeness=returns,
        return_hours=return_hours,
        training_attendance_central=study_day,
        training_attendance_virtual=virtual_session,
        skill_gap=skill_gap,
        awareness_core=awareness_core,
        awareness_wider=awareness_wider,
        clarity_core=clarity_core,
        clarity_wider=clarity_wider,
        vision=vision,
        need=need,
        commitment=commitment,
        tractability=tractability,
        engagement=engagement,
        sharing=sharing,
        senior_buy_in=senior_buy_in,
        own_priority=own_priority,
        expected_benefit=expected_benefit,
        appropriateness=appropriateness,
        training_relevance=training_relevance,
        clinical_skill=clinical_skill,
        universal_skill=universal_skill,
        adoption=adoption,
        statutory_income=statutory_income,
        raised_income=raised_income,
        reserves=reserves,
        specialist_posts=specialist_posts,
        nurse_posts=nurse_posts,
        other_posts=other_posts,
        measurement_trust=measurement_trust,
        champion=champion,
    )
    return now, flows


# -- Every locality ------------------------------------------------------------------------


class LocalityFlows(NamedTuple):
    """What care in a locality was made of in a month."""

    specialist_access: care.SpecialistAccess
    nurse_capability: care.NurseCapability
    care_coordination: care.CareCoordination
    cover_24_7: care.Cover


@rule
def locality(place: Place) -> tuple[LocalityState, LocalityFlows]:
    """Care in a locality, out of what this month's organisations bring to it."""
    presence = care.nurse_presence(place)
    rota = care.rota(place)
    specialist_access = care.specialist_access(place)
    access = held_back(specialist_access)
    nurse_capability = care.nurse_capability(place, presence, access)
    capability = share_after(0.0, nurse_capability)
    cover = care.cover_24_7(place, presence, capability, rota, access)
    covered = held_back(cover)
    coordination = care.care_coordination(place)
    now = LocalityState(
        nurse_presence=presence,
        nurse_capability=capability,
        rota=rota,
        specialist_access=access,
        care_coordination=held_back(coordination),
        cover_24_7=covered,
        standard=care.standard(place, covered),
    )
    flows = LocalityFlows(
        specialist_access=specialist_access,
        nurse_capability=nurse_capability,
        care_coordination=coordination,
        cover_24_7=cover,
    )
    return now, flows


# -- The network closes the month ----------------------------------------------------------


class ClosingFlows(NamedTuple):
    """What moved the network at the close of a month."""

    achievements: goals.Achievements
    evaluation: goals.Evaluation
    worth: goals.Worth
    learning: goals.Learning
    expectations: goals.Expectations
    standing: goals.Standing


@rule
def closing(core: Core) -> tuple[NetworkState, ClosingFlows]:
    """What the month's work and care come to; members and care are this month's."""
    net = core.net
    achievements = goals.achievements(core)
    evaluation = goals.evaluation(core, net.progress, net.implementation_capability)
    evaluation_now = share_after(net.evaluation, evaluation)
    worth = goals.worth(core, evaluation_now)
    worth_now = share_after(net.worth, worth)
    learning = goals.learning(core, evaluation_now)
    expectations = goals.expectations(core)
    standing = goals.standing(core, worth_now)
    now = NetworkState(
        funding=net.funding,
        months_left=net.months_left,
        funding_security=net.funding_security,
        commissioner_priority=net.commissioner_priority,
        standing=share_after(net.standing, standing),
        coordinator=net.coordinator,
        leaders=net.leaders,
        leader_commitment=net.leader_commitment,
        information_flow=net.information_flow,
        governance=net.governance,
        goal_breadth=net.goal_breadth,
        definition_agreed=net.definition_agreed,
        organisational_distance=net.organisational_distance,
        guidelines=net.guidelines,
        guidelines_before=net.guidelines_before,
        outcome_set=net.outcome_set,
        records_programme=net.records_programme,
        programme_stalled=net.programme_stalled,
        training_supply=net.training_supply,
        evaluation=evaluation_now,
        worth=worth_now,
        achievements=share_after(net.achievements, achievements),
        learning=share_after(net.learning, learning),
        expectations=share_after(net.expectations, expectations),
        nurse_pool=net.nurse_pool,
        granted=net.granted,
        success_agreed=net.success_agreed,
        money_met=net.money_met,
        records_met=net.records_met,
        standards_met=net.standards_met,
        staff_met=net.staff_met,
        implementation_capability=net.implementation_capability,
        productive_share=net.productive_share,
        coordinator_effort=net.coordinator_effort,
        leader_effort=net.leader_effort,
        common_ground=net.common_ground,
        progress_agreed=net.progress_agreed,
        progress=net.progress,
    )
    flows = ClosingFlows(
        achievements=achievements,
        evaluation=evaluation,
        worth=worth,
        learning=learning,
        expectations=expectations,
        standing=standing,
    )
    return now, flows


# -- The order -----------------------------------------------------------------------------


class Phase(NamedTuple):
    """A phase of the month: the types of the flows that it gives, and of the state that they move."""

    flows: Any
    state: Any


PHASES = {
    "opening": Phase(OpeningFlows, NetworkState),
    "tie": Phase(TieFlows, TieState),
    "member": Phase(OrganisationFlows, OrganisationState),
    "locality": Phase(LocalityFlows, LocalityState),
    "closing": Phase(ClosingFlows, NetworkState),
}
