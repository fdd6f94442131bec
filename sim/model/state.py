"""What an organisation, a tie, a locality and the network hold.

Every field is one float with its unit in its type. `...Facts` do not change during a run,
`...State` does, `...Luck` are the month's draws in [0, 1), and a view (`Member`, `Core`,
`Pair`, `Place`) is all that the rules of one entity may see in one month.
"""

from typing import Annotated, NamedTuple

from sim.inputs.names import Dials, Levers, Parameters

__all__ = ["Dials", "Levers", "Parameters"]

Share = Annotated[float, "share, 0-1"]
Flag = Annotated[float, "0 or 1"]
Leaning = Annotated[float, "-1 to 1"]
Stage = Annotated[float, "0 not joined, 1 preparing, 2 live, 3 stalled, 4 withdrawn"]
Count = Annotated[float, "whole number"]
Posts = Annotated[float, "whole-time equivalents"]
Hours = Annotated[float, "hours a month"]
Months = Annotated[float, "months"]
Kilometres = Annotated[float, "km"]
Pounds = Annotated[float, "GBP a year"]
Draw = Annotated[float, "draw in [0, 1)"]


# -- Organisations -------------------------------------------------------------------------


class OrganisationFacts(NamedTuple):
    """What is known of an organisation and stays as it is."""

    hub: Flag
    nhs: Flag
    in_governance: Flag
    core_staff: Count  # in the network's structures
    wider_staff: Count  # eligible for its work, outside its structures
    size: Share  # of the largest member's staff
    less_clinical: Share  # staff in universal or less clinical roles
    holistic: Flag  # a children's hospice, whose practice is holistic
    distance: Kilometres  # to the centre
    atypicality: Share
    income: Pounds  # for this work, in a usual year
    statutory_share: Share  # of income
    reserves: Months  # of spending
    specialist_establishment: Posts
    nurse_establishment: Posts
    other_establishment: Posts
    specialists_known: Posts  # filled at month 0
    nurses_known: Posts
    others_known: Posts
    children_nursed: Count  # aged 0-19, for whose community nursing it is the employer
    children_served: Count  # with a life-limiting condition, its part of those where it serves


class Character(NamedTuple):
    """An organisation's dispositions, which it has for all of a run: from -1 to 1, 0 as most have them."""

    readiness: Leaning  # to engage in the network
    inwardness: Leaning  # to put its own care first
    ability: Leaning  # with records, returns and what is new
    backing: Leaning  # by its seniors
    steadiness: Leaning  # of its staff
    security: Leaning  # of its money


class OrganisationState(NamedTuple):
    """What changes in an organisation from month to month."""

    awareness_core: Share
    awareness_wider: Share
    clarity_core: Share
    clarity_wider: Share
    vision: Share
    need: Share
    commitment: Share
    tractability: Share
    engagement: Share
    sharing: Share
    senior_buy_in: Share
    own_priority: Share
    expected_benefit: Share
    appropriateness: Share
    training_relevance: Share
    clinical_skill: Share
    universal_skill: Share
    adoption: Share
    statutory_income: Pounds
    raised_income: Pounds
    reserves: Months
    specialist_posts: Posts
    nurse_posts: Posts
    other_posts: Posts
    new_specialists: Posts  # of these, in posts that a lever pays
    new_nurses: Posts
    records_stage: Stage
    measurement_trust: Share
    champion: Share
    meetings_attended: Share  # of late, as over a year
    usual_strain: Share  # as it was at month 0
    # built anew each month
    news: Share  # of the network that reaches it
    participation: Flag  # whether it came to the quarter's meeting
    time_given: Hours
    training_attendance: Share  # of this month's study days and sessions
    skill_gap: Annotated[float, "difference of scores, -1 to 1"]  # clinical staff over others
    strain: Share  # of its money
    workload: Share  # of its staff: what they lack of the posts that their work takes
    nurses_left: Posts  # this month
    nurses_joined: Posts
    nurses_missed: Annotated[float, "share, -1 to 1"]  # posts empty, less those empty at month 0
    records_down: Flag  # so that nobody sees any but its own
    record_access: Share  # of the children it shares with others, those whose records are linked
    trust: Share  # in those it is tied to
    rivalry: Share  # that it feels
    advice: Share  # by specialists, of what it needs
    advice_given: Share  # by its specialists, of what those who turn to them need
    nurses_on_call: Posts  # its own, and those it can call on along linked ties
    workaround_burden: Share
    workaround_hours: Hours
    engagement_risks: Share  # of what drives away, the part that nobody foresaw
    return_completeness: Share
    return_hours: Hours


class OrganisationLuck(NamedTuple):
    """An organisation's draws of one month."""

    meeting: Draw
    study_day: Draw
    virtual_session: Draw
    take_up: Draw
    specialists_leave: Draw
    specialists_join: Draw
    nurses_leave: Draw
    nurses_join: Draw
    others_leave: Draw
    others_join: Draw
    records_move: Draw
    records_fail: Draw
    raised_income: Draw


class Here(NamedTuple):
    """What a scenario says of one organisation in one month, beside its levers."""

    away: Flag  # it has left the network
    posts_frozen: Flag
    staff_lost: Share  # of its staff, at once
    records_down: Flag
    income_lost: Share  # of the income it raises
    engagement_lost: Share
    new_specialists: Posts  # that `more-staff` pays at full strength
    new_nurses: Posts
    champions_paid: Share  # strength of the lever that it pays for this month
    records_paid: Share
    records_joined: Share  # and of what it pays once, as it joins


class PeerFacts(NamedTuple):
    """What is known of another organisation as one of the two that a tie joins sees it."""

    hub: Flag  # it is this one's hub
    smaller: Share  # by how much of the other's size this one is the smaller
    children_shared: Count  # with a life-limiting condition, whom both serve
    children_served: Count  # by the other


class Peers(NamedTuple):
    """What reaches an organisation along its ties; sums while they are added up."""

    closeness: Share  # how much its ties come to together
    engagement: Share  # mean, by strength
    awareness: Share
    adoption: Share
    participation: Share
    trust: Share
    rivalry: Share  # with any of them
    linked: Share  # of the children it shares with them, those whose records are linked
    sharing_children: Count
    news: Share  # from its hub
    advice: Share  # by their specialists
    asking: Count  # children for whom they turn to its specialists
    nurses: Posts  # whom it can call on
    missed: float  # shares of their nurses whom they miss, added up: its own may leave for them


class Surroundings(NamedTuple):
    """Care last month in the localities that an organisation serves."""

    nurse_presence: Share
    cover_24_7: Share
    specialist_access: Share


# -- Ties ----------------------------------------------------------------------------------


class TieFacts(NamedTuple):
    """Why two organisations are tied, or may come to be, and what lies between them."""

    attachment: Flag  # a spoke to its hub
    hubs: Flag  # two hubs
    shared_locality: Flag  # both are based there
    declared: Share  # weight in the network's file
    same_system: Flag
    same_money: Share  # how far both live on the same sources of money
    overlap: Share  # of the children that both serve, of those that the smaller serves
    unequal: Share  # how much of the larger one's size the smaller lacks
    unlike: Flag  # one of them is NHS, the other is not


class TieState(NamedTuple):
    """A working relation between two organisations."""

    tie_strength: Share
    tie_trust: Share
    tie_rivalry: Share
    tie_linked: Share  # how far both see the same records


# -- Localities ----------------------------------------------------------------------------


class LocalityFacts(NamedTuple):
    """What is known of a locality and stays as it is."""

    children: Count  # aged 0-19
    children_llc: Count  # with a life-limiting condition
    distance: Kilometres  # to the centre
    specialist_distance: Kilometres  # to the nearest organisation with specialists


class LocalityState(NamedTuple):
    """Care in a locality."""

    nurse_presence: Share
    nurse_capability: Share
    rota: Share
    specialist_access: Share
    care_coordination: Share
    cover_24_7: Share
    standard: Annotated[float, "1 in full, 0.5 in part, 0 not at all"]


class Services(NamedTuple):
    """What the organisations serving a locality, and the ties among them, bring to it this month."""

    nurse_posts: Posts
    nurses_on_call: Posts
    advice: Share
    adoption: Share
    participation: Share
    sharing: Share
    clinical_skill: Share
    ties: Count
    linked: Share
    strength: Share


# -- The network ---------------------------------------------------------------------------


class NetworkFacts(NamedTuple):
    """What is known of the network and stays as it is."""

    organisations: Count
    hubs: Count
    core_staff: Count
    wider_staff: Count
    grant: Pounds  # the yearly grant when it is renewed unchanged
    leaders_sought: Count
    commissioner_priority: Share  # to which it drifts back
    organisational_distance: Share  # as the mix of NHS and others makes it
    definition_breadth: Share
    obligation: Share
    sector_funding: Share
    children: Count  # aged 0-19, in the region
    children_llc: Count  # with a life-limiting condition, in the region
    nurses_known: Posts  # filled at month 0, in the region
    localities: Count


class NetworkState(NamedTuple):
    """What changes in the network's core from month to month."""

    funding: Pounds
    months_left: Months
    funding_security: Share
    commissioner_priority: Share
    standing: Share
    coordinator: Flag
    leaders: Count
    leader_commitment: Share
    information_flow: Share
    governance: Share
    goal_breadth: Share
    definition_agreed: Share
    organisational_distance: Share
    guidelines: Share
    guidelines_before: Share  # a month ago
    outcome_set: Share
    records_programme: Share
    programme_stalled: Flag
    training_supply: Share
    evaluation: Share
    worth: Share
    achievements: Share
    learning: Share
    expectations: Share
    nurse_pool: Annotated[float, "1 as at month 0"]  # nurses in the region who could be hired
    # built anew each month
    granted: Pounds  # the grant, with what a lever adds to it
    success_agreed: Share
    money_met: Share
    records_met: Share
    standards_met: Share
    staff_met: Share
    implementation_capability: Share
    productive_share: Share
    coordinator_effort: Share
    leader_effort: Share
    common_ground: Share  # on which members can agree
    progress_agreed: Share  # what of the network's work is agreed on, whatever becomes of it
    progress: Share


class NetworkLuck(NamedTuple):
    """The core's draws of one month."""

    renewal: Draw
    coordinator_leaves: Draw
    coordinator_found: Draw
    leader_leaves: Draw
    leader_joins: Draw
    programme_stalls: Draw
    programme_resumes: Draw


class Shocks(NamedTuple):
    """What befalls the network in one month."""

    leaders_leave: Count
    coordinator_leaves: Flag
    funding_cut: Share  # of this year's grant
    promise: Share  # by which expectations rise at once


class Terms(NamedTuple):
    """The calendar of one month, and how the coordinator and the grant are paid in it."""

    history: Flag  # before month 0: money and posts are known facts, and chance does not touch them
    coordinator_renewable: Flag  # the post hangs on the grant, and on its renewal
    coordinator_starts: Flag  # filled for the first time this month
    months_granted: Months  # at each renewal; 0: as the parameter says
    meeting: Flag  # the network meets, once a quarter
    new_year: Flag  # the organisations' year begins


class Turn(NamedTuple):
    """What a scenario says of one lever in one month."""

    under_way: Flag
    strength: Share  # to which it goes
    own_ramp_up: Flag  # whether this interval has a ramp-up of its own
    ramp_up: Months


class Due(NamedTuple):
    """What a lever is paid for in one month."""

    strength: Share  # 0 where nothing is due
    units: Count  # organisations reached, or the network as one
    new_units: Count  # of these, not paid for before
    by_post: Flag  # paid by the posts that it adds instead
    anew: Flag  # an interval begins, and what was paid for once before counts no more


class Payers(NamedTuple):
    """1 for the one who pays."""

    network: Flag
    members: Flag
    commissioner: Flag
    national: Flag


class Spent(NamedTuple):
    """What is spent month after month, and what once."""

    recurring: Pounds
    one_off: Pounds


class Costs(NamedTuple):
    """What each payer spends."""

    network: Spent
    members: Spent
    commissioner: Spent
    national: Spent


class Members(NamedTuple):
    """Means over all members in one month; posts are sums over all organisations."""

    organisations: Count  # that have not left
    hubs: Count
    core_staff: Count
    wider_staff: Count
    awareness: Share
    awareness_core: Share
    awareness_wider: Share
    clarity: Share
    clarity_core: Share
    vision: Share
    commitment: Share
    tractability: Share
    engagement: Share
    participation: Share
    trust: Share
    rivalry: Share
    sharing: Share
    strain: Share
    workload: Share
    senior_buy_in: Share
    own_priority: Share
    expected_benefit: Share
    appropriateness: Share
    training_attendance: Share
    clinical_skill: Share
    universal_skill: Share
    skill_gap: Share
    adoption: Share
    record_access: Share
    records_live: Share
    workaround_hours: Hours
    return_completeness: Share
    hours_given: Hours  # to the network and its returns, all organisations together
    hub_engagement: Share
    spoke_engagement: Share
    specialist_posts: Posts
    nurse_posts: Posts
    posts_added: Posts  # filled, in posts that a lever pays
    nurses_left: Posts
    nurses_joined: Posts


class Region(NamedTuple):
    """Care over all localities in one month, weighted by children with a life-limiting condition."""

    nurse_presence: Share
    specialist_access: Share
    care_coordination: Share
    cover_24_7: Share
    standard_full: Share  # of localities
    standard_partial: Share
    children_at_edge: Count
    cover_at_edge: Share
    access_at_edge: Share
    coordination_at_edge: Share
    equity_cover: Annotated[float, "periphery to centre"]
    equity_access: Annotated[float, "periphery to centre"]
    equity_coordination: Annotated[float, "periphery to centre"]
    gini_cover: Share
    gini_access: Share


class Ranked(NamedTuple):
    """What the children of a locality have of something, for the order in which it is added up."""

    value: Share
    children: Count


class Inequality(NamedTuple):
    """Sums over localities, from the one with the least of something upwards."""

    children: Count
    had: float  # children times what each has
    differences: float  # between each two children


# -- Views ---------------------------------------------------------------------------------


class Core(NamedTuple):
    """What the rules of the network's core see: members and care as of last month."""

    net: NetworkState
    facts: NetworkFacts
    members: Members
    region: Region
    lever: Levers  # strength times the share of members that it reaches
    terms: Terms
    shock: Shocks
    luck: NetworkLuck
    p: Parameters
    dial: Dials


class Member(NamedTuple):
    """What the rules of an organisation see: itself, as of last month, and what reaches it along its ties."""

    org: OrganisationState
    facts: OrganisationFacts
    character: Character
    net: NetworkState
    network: NetworkFacts
    peers: Peers
    care: Surroundings
    lever: Levers  # strength times reach, here
    effort: Levers  # the share put in of each lever
    here: Here
    terms: Terms
    luck: OrganisationLuck
    p: Parameters
    dial: Dials


class Pair(NamedTuple):
    """What the rules of a tie see: both ends as of last month."""

    tie: TieState
    facts: TieFacts
    net: NetworkState
    a: OrganisationState
    b: OrganisationState
    lever_a: Levers
    lever_b: Levers
    p: Parameters
    dial: Dials


class Place(NamedTuple):
    """What the rules of care see: a locality, and this month's organisations."""

    facts: LocalityFacts
    services: Services
    members: Members
    net: NetworkState
    network: NetworkFacts
    lever: Levers  # strength times the share of those who serve here that it reaches
    p: Parameters
    dial: Dials
