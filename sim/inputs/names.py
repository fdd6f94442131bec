"""The names that rules may use: parameters, dials and levers.

Written by ``python -m sim.inputs.generate_names`` from `sim/model/parameters/`,
`sim/model/evidence/links.csv` and `sim/model/levers/`; a test holds it to them. Not to be edited by hand.
"""

from typing import NamedTuple


class Care(NamedTuple):
    """Parameters of `sim/model/parameters/care.yaml`."""

    nurses_per_50000_children: float  # posts
    specialists_per_1000_llc: float  # posts
    access_needs_records: float  # weight
    access_needs_nearness: float  # weight
    advice_stretches_nurses: float  # ratio
    cover_needs_capacity: float  # weight
    cover_needs_records: float  # weight
    cover_needs_service: float  # weight
    cover_needs_evenness: float  # weight
    help_needs_likeness: float  # weight
    help_needs_sharing: float  # weight
    coordination_needs_records: float  # weight
    coordination_needs_sharing: float  # weight
    coordination_needs_participation: float  # weight
    access_needs_specialists: float  # weight
    advice_needs_records: float  # weight
    coordination_needs_ties: float  # weight
    cover_needs_nurses: float  # weight
    cover_needs_rota: float  # weight
    posts_for_a_seat: float  # posts
    standard_met_in_full: float  # share
    standard_met_in_part: float  # share
    rota_shared: float  # share


class Culture(NamedTuple):
    """Parameters of `sim/model/parameters/culture.yaml`."""

    familiarity: float  # share a month
    parity_eases: float  # share a month
    old_ways: float  # share a month
    rivalry_by_scarcity: float  # share a month
    rivalry_by_power: float  # share a month
    rivalry_eased: float  # share a month
    easing_needs_trust: float  # weight
    trust_by_governance: float  # share a month
    trust_lost_to_rivalry: float  # share a month
    trust_fades: float  # share a month
    shared_by_means: float  # share a month
    shared_by_trust: float  # share a month
    sharing_lost_to_rivalry: float  # share a month
    withheld: float  # share a month
    misfit_felt: float  # share a month
    specialist_focus: float  # share
    misfit_of_specialism: float  # share a month
    fit_found: float  # share a month
    fit_by_breadth: float  # share a month
    fit_needs_use: float  # weight
    ties_by_training: float  # share a month
    ties_on_line: float  # share a month
    ties_fade: float  # share a month
    rivalry_at_start: float  # share
    trust_at_start: float  # share
    sharing_at_start: float  # share
    appropriateness_at_start: float  # share
    tie_to_hub: float  # weight
    tie_between_hubs: float  # weight
    tie_in_locality: float  # weight
    inwardness_withholds: float  # weight
    rivalry_needs_overlap: float  # weight
    small_feel_it_more: float  # weight
    ties_by_meeting: float  # share a month
    ties_by_children: float  # share a month
    trust_by_strength: float  # share a month
    trust_needs_a_tie: float  # weight
    ties_frozen_at: float  # share, or -1
    ties_by_design: float  # share a month


class Goals(NamedTuple):
    """Parameters of `sim/model/parameters/goals.yaml`."""

    vision_carried: float  # share a month
    vision_needs_governance: float  # weight
    vision_worn: float  # share a month
    need_seen: float  # share a month
    need_forgotten: float  # share a month
    clarity_explained: float  # share a month
    clarity_by_results: float  # share a month
    clarity_by_service: float  # share a month
    clarity_by_definition: float  # share a month
    clarity_lost_to_breadth: float  # share a month
    clarity_lost_to_differences: float  # share a month
    clarity_forgotten: float  # share a month
    buy_in_by_standing: float  # share a month
    buy_in_worn: float  # share a month
    turned_inward: float  # share a month
    opened_by_backing: float  # share a month
    goals_widen: float  # share a month
    goals_narrow: float  # share a month
    focus_needs_definition: float  # weight
    definition_discussed: float  # share a month
    definition_worked_out: float  # share a month
    definition_undone: float  # share a month
    outcome_set_developed: float  # share a month
    outcome_set_neglected: float  # share a month
    measure_needs_pathways: float  # weight
    measure_in_standards: float  # weight
    evaluation_by_measure: float  # share a month
    evaluation_by_records: float  # share a month
    evaluation_by_returns: float  # share a month
    evaluation_by_process_data: float  # share a month
    evaluation_by_capability: float  # share a month
    evaluation_needs_core: float  # weight
    evaluation_worn: float  # share a month
    worth_by_outcomes: float  # share a month
    worth_by_process_data: float  # share a month
    worth_by_training: float  # share a month
    worth_forgotten: float  # share a month
    learnt_from_process_data: float  # share a month
    learning_forgotten: float  # share a month
    guidelines_noticed: float  # ratio
    uptake_noticed: float  # share a month
    training_noticed: float  # share a month
    judging_care_needs_measure: float  # weight
    care_noticed: float  # share a month
    achievements_fade: float  # share a month
    expectations_promised: float  # share a month
    expectations_told_plainly: float  # share a month
    expectations_sobered: float  # share a month
    standing_by_governance: float  # share a month
    standing_by_worth: float  # share a month
    standing_passes: float  # share a month
    vision_at_start: float  # share
    need_at_start: float  # share
    clarity_at_start: float  # share
    senior_buy_in_at_start: float  # share
    own_priority_at_start: float  # share
    evaluation_at_start: float  # share
    worth_at_start: float  # share
    standing_at_start: float  # share
    expectations_at_start: float  # share
    definition_agreed_at_start: float  # share
    vision_needs_meetings: float  # weight
    vision_spread_at_start: float  # share
    buy_in_needs_part: float  # weight
    backing_counts: float  # weight
    hubs_backed: float  # of -1 to 1
    inwardness_turns: float  # weight
    raising_turns_inward: float  # of -1 to 1


class Infrastructure(NamedTuple):
    """Parameters of `sim/model/parameters/infrastructure.yaml`."""

    renewal_chance: float  # probability
    chance_of_new_grant: float  # probability
    year: float  # months
    long_term: float  # months
    grant_by_priority: float  # ratio
    grant_by_worth: float  # ratio
    post_cost: float  # GBP a year
    post_in_bids: float  # weight
    full_programme: float  # GBP a year
    standing_to_priority: float  # share a month
    standing_used: float  # share a month
    priority_drift: float  # share a month
    coordinator_turnover: float  # share a year
    coordinator_found: float  # probability
    bidding_share: float  # share
    level_against_term: float  # weight
    capability_needs_money: float  # weight
    capability_needs_records: float  # weight
    capability_needs_standards: float  # weight
    capability_needs_staff: float  # weight
    travel_spared_virtually: float  # share
    half_distance: float  # km
    peripheral_from: float  # km
    benefit_noticed: float  # share a month
    benefit_by_visits: float  # share a month
    benefit_doubted_at_edge: float  # share a month
    benefit_needs_relevance: float  # weight
    benefit_forgotten: float  # share a month
    expected_benefit_at_start: float  # share
    income_follows: float  # of the gap, a month
    raised_income_swings: float  # share
    raised_income_returns: float  # of the gap, a year
    security_calms: float  # weight
    statutory_secures: float  # of -1 to 1
    security_spares: float  # weight
    strained_by_shortfall: float  # of a shortfall of all
    reserves_that_cushion: float  # months
    nhs_protected: float  # weight


class People(NamedTuple):
    """Parameters of `sim/model/parameters/people.yaml`."""

    core_informed: float  # share a month
    core_learns_by_taking_part: float  # share a month
    champion_tells_core: float  # share a month
    champion_tells_wider: float  # share a month
    wider_informed: float  # share a month
    told_by_colleagues: float  # share a month
    told_by_peers: float  # share a month
    told_plainly: float  # share a month
    staff_turnover: float  # share a year
    wider_forgets: float  # share a month
    committed_by_vision: float  # share a month
    committed_by_backing: float  # share a month
    commitment_lost_to_own: float  # share a month
    commitment_lost_to_autonomy: float  # share a month
    participation_needs_awareness: float  # weight
    participation_needs_nearness: float  # weight
    participation_needs_seat: float  # weight
    participation_needs_time: float  # weight
    discouraged_by_money: float  # share a month
    discouraged_by_records: float  # share a month
    discouraged_by_standards: float  # share a month
    discouraged_by_staff: float  # share a month
    discouraged_by_breadth: float  # share a month
    encouraged_by_progress: float  # share a month
    engaged_by_commitment: float  # share a month
    commitment_needs_contact: float  # weight
    commitment_needs_benefit: float  # weight
    commitment_needs_access: float  # weight
    engaged_by_training: float  # share a month
    engaged_by_achievements: float  # share a month
    engaged_by_champion: float  # share a month
    engaged_by_awareness: float  # share a month
    pull_of_peers: float  # share a month
    worn_by_workarounds: float  # share a month
    discouraged: float  # share a month
    worn_by_stalling: float  # share a month
    disappointed: float  # share a month
    disappointment_spared: float  # share
    put_off_by_obligation: float  # share a month
    engagement_decay: float  # share a month
    champion_found: float  # share a month
    champion_stops: float  # share a month
    leader_turnover: float  # share a year
    leader_found: float  # share a month
    leaders_renewed: float  # share a month
    renewal_needs_progress: float  # weight
    leaders_strained: float  # share a month
    nurse_turnover: float  # share a year
    specialist_turnover: float  # share a year
    nurse_posts_filled: float  # share a month
    specialist_posts_filled: float  # share a month
    posts_filled_by_money: float  # share a month
    awareness_core_at_start: float  # share
    awareness_wider_at_start: float  # share
    commitment_at_start: float  # share
    tractability_at_start: float  # share
    engagement_at_start: float  # share
    leader_commitment_at_start: float  # share
    hours_of_core_staff: float  # hours a month
    staff_hour: float  # GBP
    news_needs_nearness: float  # weight
    news_needs_seat: float  # weight
    direct_line: float  # share
    members_reached_directly: float  # organisations
    relay_needs_engagement: float  # weight
    strength_of_half_a_pull: float  # full ties
    dispositions_differ: float  # of -1 to 1
    spread_at_start: float  # share
    seat_readies: float  # of -1 to 1
    nearness_readies: float  # of -1 to 1
    readiness_engages: float  # weight
    readiness_encourages: float  # weight
    participation_needs_engagement: float  # weight
    participation_needs_company: float  # weight
    time_needs_staff: float  # weight
    steadiness_keeps: float  # weight
    workload_drives_away: float  # of turnover
    strain_freezes: float  # weight
    pool_against_posts: float  # share
    leavers_stay: float  # share
    pool_recovers: float  # of the gap, a year
    vacancy_lasts: float  # months
    foresight: float  # share
    champion_arises: float  # share a month
    neighbours_draw: float  # of turnover


class Processes(NamedTuple):
    """Parameters of `sim/model/parameters/processes.yaml`."""

    coordinator_in_effort: float  # weight
    progress_needs_money: float  # weight
    progress_needs_governance: float  # weight
    progress_needs_vision: float  # weight
    progress_needs_closeness: float  # weight
    progress_needs_momentum: float  # weight
    progress_needs_engagement: float  # weight
    progress_needs_priority: float  # weight
    governance_by_coordinator: float  # share a month
    governance_by_leaders: float  # share a month
    governance_lapses: float  # share a month
    news_by_coordinator: float  # share a month
    news_by_leaders: float  # share a month
    news_runs_dry: float  # share a month
    guidelines_written: float  # share a month
    guidelines_by_money: float  # share a month
    guidelines_outdated: float  # share a month
    training_organised: float  # share a month
    training_by_study_days: float  # share a month
    training_by_money: float  # share a month
    training_runs_out: float  # share a month
    core_oriented_training: float  # share
    relevance_lost: float  # share a month
    relevance_lost_to_focus: float  # share a month
    relevance_found: float  # share a month
    attendance_needs_engagement: float  # weight
    attendance_needs_relevance: float  # weight
    attendance_needs_nearness: float  # weight
    virtual_sessions_attended: float  # share
    skill_by_training: float  # share a month
    skill_by_practice: float  # share a month
    practice_of_universal: float  # ratio
    skill_fades: float  # share a month
    adopted_if_known: float  # share a month
    adopted_by_training: float  # share a month
    adopted_if_obliged: float  # share a month
    adopted_with_champion: float  # share a month
    adopted_by_coaching: float  # share a month
    use_lapses: float  # share a month
    governance_at_start: float  # share
    information_flow_at_start: float  # share
    guidelines_at_start: float  # share
    training_supply_at_start: float  # share
    training_relevance_at_start: float  # share
    adoption_at_start: float  # share
    attendance_needs_staff: float  # weight
    attendance_needs_news: float  # weight
    sessions_need_engagement: float  # weight
    sessions_need_relevance: float  # weight
    session_against_study_day: float  # ratio
    readiness_attends: float  # weight
    ability_adopts: float  # weight
    adopted_from_peers: float  # share of the lead, a month
    closed_to_new: float  # weight
    dense_ties_hinder: float  # 0 or 1
    taken_up_at_once: float  # share
    lever_ramp_up: float  # ratio
    lever_fade: float  # ratio


class Technology(NamedTuple):
    """Parameters of `sim/model/parameters/technology.yaml`."""

    programme_built: float  # share a month
    programme_by_money: float  # share a month
    programme_decays: float  # share a month
    returns_need_records: float  # weight
    returns_need_trust: float  # weight
    returns_need_participation: float  # weight
    trust_by_use: float  # share a month
    trust_lost_to_template: float  # share a month
    workarounds_turn: float  # share a month
    workaround_hours_full: float  # hours a month
    return_hours_full: float  # hours a month
    measurement_trust_at_start: float  # share
    size_enables: float  # of -1 to 1
    ability_joins: float  # weight
    preparing_starts: float  # events a year
    going_live: float  # events a year
    preparing_fails: float  # events a year
    resuming: float  # events a year
    live_given_up: float  # events a year
    programme_stalls: float  # events a year
    programme_resumes: float  # events a year
    resuming_needs_progress: float  # weight
    joining_needs_payment: float  # weight
    joining_needs_engagement: float  # weight
    joining_needs_agreement: float  # weight
    live_needs_staff: float  # weight
    live_needs_money: float  # weight
    same_system_switched_on: float  # share
    returns_need_ability: float  # weight


class Sizes(NamedTuple):
    """Sizes of the levers."""

    core_team_share_carried: float  # share
    more_network_money_extra: float  # GBP a year
    shared_records_cost_yearly: float  # GBP a year
    shared_records_cost_one_off: float  # GBP
    information_fixes_relief: float  # share
    information_fixes_support: float  # share
    champions_cost_yearly: float  # GBP a year
    tailored_training_reoriented: float  # share
    tailored_training_depth_lost: float  # share
    outreach_travel_spared: float  # share
    more_staff_share_of_gap: float  # share
    agreed_definition_narrowed: float  # share
    agreed_definition_tiers: float  # share
    governance_parity_power_shared: float  # share
    local_adaptation_adapted: float  # share
    readiness_planning_risks_foreseen: float  # share
    sector_funding_share_of_gap: float  # share
    sector_funding_hiring_eased: float  # share


class Parameters(NamedTuple):
    """All parameters that rules read."""

    care: Care
    culture: Culture
    goals: Goals
    infrastructure: Infrastructure
    people: People
    processes: Processes
    technology: Technology
    levers: Sizes


class Dials(NamedTuple):
    """How strongly each causal claim of the study acts: 1 as stated, 0 cut."""

    C01: float
    C02: float
    C03: float
    C04: float
    C05: float
    C06: float
    C07: float
    C08: float
    C09: float
    C10: float
    C11: float
    C12: float
    C13: float
    C14: float
    C15: float
    C16: float
    C17: float
    C18: float
    C19: float
    C20: float
    C21: float
    C22: float
    C23: float
    C24: float
    C25: float
    C26: float
    C27: float
    C28: float
    C29: float
    C30: float
    C31: float
    C32: float
    C33: float
    C34: float
    C35: float
    C36: float
    C37: float
    C38: float
    C39: float
    C40: float
    C41: float
    C42: float
    C43: float
    C44: float
    C45: float
    C46: float
    C47: float
    C48: float
    C49: float
    C50: float
    C51: float
    C52: float
    C53: float
    C54: float
    C55: float
    C56: float
    C57: float


class Levers(NamedTuple):
    """Strength of each lever in one month, 0-1 (here times its reach, for an organisation)."""

    coordinator: float  # L01
    core_team: float  # L02
    multi_year_funding: float  # L03
    more_network_money: float  # L04
    shared_records: float  # L05
    information_fixes: float  # L06
    outcome_set: float  # L07
    process_data: float  # L08
    early_achievements: float  # L09
    champions: float  # L10
    virtual_training: float  # L11
    study_days: float  # L12
    tailored_training: float  # L13
    outreach: float  # L14
    more_staff: float  # L15
    work_differently: float  # L16
    agreed_definition: float  # L17
    managed_expectations: float  # L18
    governance_parity: float  # L19
    obligation: float  # L20
    local_adaptation: float  # L21
    commissioner_engagement: float  # L22
    readiness_planning: float  # L23
    sector_funding: float  # L24
