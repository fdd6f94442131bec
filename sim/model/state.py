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
Count = Annotated[float, "whole number"]
Posts = Annotated[float, "whole posts"]
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
    less_clinical: Share  # staff in universal or less clinical roles
    holistic: Flag  # a children's hospice, whose practice is holistic
    distance: Kilometres  # to the centre
    same_system: Share  # of its ties, those to organisations on its own record system
    atypicality: Share
    statutory_share: Share  # of income
    specialist_establishment: Posts
    specialist_share: Share  # of the region's specialist establishment
    nurse_establishment: Posts
    children_nursed: Count  # aged 0-19, for whose community nursing it would be the employer


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
    trust: Share
    sharing: Share
    senior_buy_in: Share
    own_priority: Share
    expected_benefit: Share
    appropriateness: Share
    training_relevance: Share
    clinical_skill: Share
    universal_skill: Share
    adoption: Share
    specialist_posts: Posts
    nurse_posts: Posts
    record_access: Share
    measurement_trust: Share
    champion: Share
    # built anew each month
    participation: Share
    time_given: Hours
    training_attendance: Share
    skill_gap: Annotated[float, "difference of scores, -1 to 1"]  # clinical staff over others
    workaround_burden: Share
    workaround_hours: Hours
    engagement_risks: Share  # of what drives away, the part that nobody foresaw
    return_completeness: Share
    return_hours: Hours


class OrganisationLuck(NamedTuple):
    """An organisation's draws of one month; its temper and inclination are the same in all of a run."""

    temper: Draw  # how readily it puts its own care first
    inclination: Draw  # how readily it engages in the network
    attendance: Draw
    specialist_leaves: Draw
    specialist_joins: Draw
    specialist_funded: Draw
    nurse_leaves: Draw
    nurse_joins: Draw
    nurse_funded: Draw


class Peers(NamedTuple):
    """Means over an organisation's ties, weighted by weight and strength, last month."""

    weight: float  # of all its ties together
    engagement: Share
    awareness: Share
    record_access: Share


class Surroundings(NamedTuple):
    """Care last month in the localities that an organisation serves."""

    cover_24_7: Share
    specialist_access: Share


# -- Ties ----------------------------------------------------------------------------------


class TieFacts(NamedTuple):
    """Why two organisations are tied."""

    attachment: Flag  # a spoke to its hub
    hubs: Flag  # two hubs
    shared_locality: Flag
    declared: Share  # weight in the network's file


class TieState(NamedTuple):
    """A working relation between two organisations."""

    tie_strength: Share


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
    specialist_access: Share
    care_coordination: Share
    cover_24_7: Share


class Services(NamedTuple):
    """What the organisations serving a locality bring to it this month."""

    nurse_posts: Posts
    record_access: Share
    adoption: Share
    participation: Share
    sharing: Share
    clinical_skill: Share


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
    power_imbalance: Share  # how unequal organisations are in size
    definition_breadth: Share
    obligation: Share
    sector_funding: Share
    children: Count  # aged 0-19, in the region
    children_llc: Count  # with a life-limiting condition, in the region


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
    training_supply: Share
    evaluation: Share
    worth: Share
    achievements: Share
    learning: Share
    expectations: Share
    rivalry: Share
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
    progress_agreed: Share  # what of the network's work is agreed on, whatever becomes of it
    progress: Share


class NetworkLuck(NamedTuple):
    """The core's draws of one month."""

    renewal: Draw
    coordinator_leaves: Draw
    coordinator_found: Draw
    leader_leaves: Draw
    leader_joins: Draw


class Shocks(NamedTuple):
    """What befalls the network in one month."""

    leaders_leave: Count
    coordinator_leaves: Flag
    funding_cut: Share  # of this year's grant
    promise: Share  # by which expectations rise at once


class Terms(NamedTuple):
    """How the coordinator and the grant are paid in one month."""

    history: Flag  # before month 0: money and posts are known facts, and chance does not touch them
    coordinator_renewable: Flag  # the post hangs on the grant, and on its renewal
    coordinator_starts: Flag  # filled for the first time this month
    months_granted: Months  # at each renewal; 0: as the parameter says


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
    """Means over all organisations in one month; posts are sums."""

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
    senior_buy_in: Share
    own_priority: Share
    expected_benefit: Share
    training_attendance: Share
    clinical_skill: Share
    universal_skill: Share
    skill_gap: Share
    adoption: Share
    record_access: Share
    workaround_hours: Hours
    return_completeness: Share
    hours_given: Hours  # to the network and its returns, all organisations together
    hub_engagement: Share
    spoke_engagement: Share
    specialist_posts: Posts
    nurse_posts: Posts
    posts_added: Posts  # filled, above the establishments known at the start


class Region(NamedTuple):
    """Care over all localities in one month, weighted by children with a life-limiting condition."""

    nurse_presence: Share
    specialist_access: Share
    care_coordination: Share
    cover_24_7: Share
    children_at_edge: Count
    cover_at_edge: Share
    access_at_edge: Share
    equity_cover: Annotated[float, "periphery to centre"]
    equity_access: Annotated[float, "periphery to centre"]
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
    lever: Levers
    terms: Terms
    shock: Shocks
    luck: NetworkLuck
    p: Parameters
    dial: Dials


class Member(NamedTuple):
    """What the rules of an organisation see: itself and its peers as of last month."""

    org: OrganisationState
    facts: OrganisationFacts
    net: NetworkState
    network: NetworkFacts
    peers: Peers
    care: Surroundings
    lever: Levers  # strength times reach, here
    posts_frozen: Flag
    history: Flag  # before month 0: posts are known facts, and chance does not touch them
    luck: OrganisationLuck
    p: Parameters
    dial: Dials


class Pair(NamedTuple):
    """What the rules of a tie see: both ends as of last month."""

    tie: TieState
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
    lever: Levers
    p: Parameters
    dial: Dials
