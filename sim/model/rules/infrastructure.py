"""Infrastructure: the network's money and each organisation's, the coordinator's post, distance."""

from typing import Annotated, NamedTuple

from sim.model.rules import (
    Change,
    Drag,
    Factor,
    bounded,
    drag,
    either,
    gain,
    leaning,
    loss,
    mean,
    needed,
    rule,
    sector_money,
    share_of,
    travel_burden,
)
from sim.model.state import Core, Flag, Member, Months, Pounds, Share

# -- Money of the network ------------------------------------------------------------------


class Grant(NamedTuple):
    """Whether the grant was due, renewed or found again this month, and its months left."""

    renewed: Flag
    lapsed: Flag
    months_left: Months
    paid: Flag


@rule
def grant(core: Core) -> Grant:
    """Whether the network's grant goes on: renewed when its term is over, or not (F61, F63).

    A grant that lapsed is sought anew each month. With multi-year funding the next renewal
    is for longer; the term under way is not changed. Before month 0 the money is a known fact.
    """
    net, p = core.net, core.p.infrastructure
    due = 1.0 if net.months_left <= 0.0 else 0.0
    chance = p.renewal_chance if net.funding > 0.0 else p.chance_of_new_grant
    renewed = due if core.luck.renewal < chance or core.terms.history > 0.0 else 0.0
    term = core.terms.months_granted if core.terms.months_granted > 0.0 else p.year
    longer = core.lever.multi_year_funding * (p.long_term - term)
    months = term + max(0.0, longer)
    left = max(0.0, (months if renewed > 0.0 else net.months_left) - 1.0)
    lapsed = (1.0 - renewed) * due
    return Grant(renewed=renewed, lapsed=lapsed, months_left=left, paid=1.0 - lapsed)


class Funding(NamedTuple):
    """Monthly changes of the network's funding (GBP a year)."""

    settled_anew: Change
    commissioner_priority: Annotated[Change, "C05.1"]
    demonstrated_worth: Annotated[Change, "C12.1"]
    lapse: Change
    cut: Change


@rule
def funding(core: Core, grant: Grant) -> Funding:
    """At a renewal the grant is set anew, higher where commissioners care or worth was shown.

    Commissioner priority raises it (C05, F89); demonstrated worth raises it (C12, inferred
    from F49). A grant that is not renewed lapses (F61).
    """
    net, facts, p, dial = core.net, core.facts, core.p.infrastructure, core.dial
    anew = grant.renewed * (1.0 - core.terms.history)
    raised = net.commissioner_priority - facts.commissioner_priority
    return Funding(
        settled_anew=anew * (facts.grant - net.funding),
        commissioner_priority=anew * dial.C05 * p.grant_by_priority * facts.grant * raised,
        demonstrated_worth=anew * dial.C12 * p.grant_by_worth * facts.grant * net.worth,
        lapse=-(grant.lapsed * net.funding),
        cut=-(core.shock.funding_cut * net.funding * grant.paid),
    )


@rule
def funding_security(core: Core, grant: Grant) -> Share:
    """How far ahead the core's money is settled, 0 where it is paid a year at a time (F61).

    A coordinator whose post is secured for itself takes that part of the bidding away (F63).
    """
    p = core.p.infrastructure
    secured = core.lever.coordinator * (1.0 - core.terms.coordinator_renewable)
    ahead = max(1.0, max(p.year, grant.months_left))
    open_share = min(1.0, p.year / ahead) * (1.0 - p.post_in_bids * secured)
    return grant.paid * (1.0 - open_share)


@rule
def granted(core: Core, grant: Grant, funding: Pounds) -> Pounds:
    """What the network is given a year: its grant, and what a lever adds to it while it is paid (F64)."""
    more = core.lever.more_network_money * core.p.levers.more_network_money_extra
    return funding + grant.paid * more


@rule
def money_to_spend(core: Core, granted: Pounds, post_held: Flag) -> Share:
    """Money left for the network's work, against what a full programme would take (F61, F64).

    A coordinator who is paid from the grant is paid first.
    """
    p = core.p.infrastructure
    post = core.terms.coordinator_renewable * post_held * p.post_cost
    return min(1.0, max(0.0, granted - post) / max(1.0, p.full_programme))


class CommissionerPriority(NamedTuple):
    """Monthly changes of the priority commissioners give the field (share a month)."""

    standing_noticed: Annotated[Change, "C37.2"]
    standing_used: Annotated[Change, "L22"]
    other_claims: Change


@rule
def commissioner_priority(core: Core) -> CommissionerPriority:
    """Network standing makes the field hard to ignore (C37, F47), the more so where it is used on purpose.

    Other claims draw priority back (F89).
    """
    net, p, dial = core.net, core.p.infrastructure, core.dial
    above = net.commissioner_priority - core.facts.commissioner_priority
    return CommissionerPriority(
        standing_noticed=gain(dial.C37 * p.standing_to_priority * net.standing, net.commissioner_priority),
        standing_used=gain(
            p.standing_used * core.lever.commissioner_engagement * net.standing, net.commissioner_priority
        ),
        other_claims=-(p.priority_drift * above),
    )


# -- The coordinator and the core's time ---------------------------------------------------


class Coordinator(NamedTuple):
    """Monthly changes of the coordinator's post (0 vacant, 1 filled)."""

    appointed: Change
    left: Change
    post_lapsed: Change


@rule
def coordinator(core: Core, grant: Grant) -> Coordinator:
    """Whether the post is filled: it needs money, a person, and a person who stays (F63, F71).

    A post paid by the year ends with the grant; a secured one does not. Since when it has been
    filled before month 0 is a known fact.
    """
    net, p, luck = core.net, core.p.infrastructure, core.luck
    funded = core.lever.coordinator > 0.0
    kept = funded and (core.terms.coordinator_renewable < 1.0 or grant.paid > 0.0)
    moves_on = luck.coordinator_leaves < p.coordinator_turnover / 12.0 and core.terms.history < 1.0
    leaves = 1.0 if moves_on or core.shock.coordinator_leaves > 0.0 else 0.0
    # The first appointment is part of the lever's ramp-up; a later one has to be found.
    starts = core.terms.coordinator_starts > 0.0
    found = 1.0 if kept and (starts or luck.coordinator_found < p.coordinator_found) else 0.0
    return Coordinator(
        appointed=(1.0 - net.coordinator) * found,
        left=-(net.coordinator * leaves) if kept else 0.0,
        post_lapsed=0.0 if kept else -net.coordinator,
    )


class ProductiveShare(NamedTuple):
    """What the core's productive share of its time requires (factors)."""

    funding_settled: Annotated[Factor, "C01.1"]


@rule
def productive_share(core: Core, security: Share) -> ProductiveShare:
    """The share of core time that renewals leave for the work (C01, F63)."""
    return ProductiveShare(
        funding_settled=needed(core.dial.C01 * core.p.infrastructure.bidding_share, security)
    )


class CoordinatorEffort(NamedTuple):
    """What the coordinator's effective presence requires (factors)."""

    in_post: Factor
    settled_in: Factor


@rule
def coordinator_effort(core: Core, filled: Flag) -> CoordinatorEffort:
    """A coordinator counts once in post, and fully once settled in (F71, F72)."""
    return CoordinatorEffort(in_post=filled, settled_in=core.lever.coordinator)


# -- The four cross-cutting barriers, and what is left of the ability to act ----------------


@rule
def money_met(core: Core, to_spend: Share, security: Share) -> Share:
    """How far the barrier of small, short-term money is lifted, 0-1 (F61, F109)."""
    level = core.p.infrastructure.level_against_term
    return level * to_spend + (1.0 - level) * security


class ImplementationCapability(NamedTuple):
    """What holds back the ability to agree and carry out changes (drags)."""

    money: Annotated[Drag, "C44.1"]
    records: Annotated[Drag, "C44.2"]
    standards: Annotated[Drag, "C44.3"]
    staff: Annotated[Drag, "C44.4"]


@rule
def implementation_capability(
    core: Core, money: Share, records: Share, standards: Share, staff: Share
) -> ImplementationCapability:
    """Each cross-cutting barrier weakens the ability to act and to judge (C44, F109, F111)."""
    p = core.p.infrastructure
    return ImplementationCapability(
        money=drag(p.capability_needs_money, money),
        records=drag(p.capability_needs_records, records),
        standards=drag(p.capability_needs_standards, standards),
        staff=drag(p.capability_needs_staff, staff),
    )


# -- Money of an organisation ---------------------------------------------------------------


class StatutoryIncome(NamedTuple):
    """Monthly changes of an organisation's income from the NHS and councils (GBP a year)."""

    sector_funding: Annotated[Change, "L24"]
    settled: Change


@rule
def statutory_income(member: Member) -> StatutoryIncome:
    """What the NHS and councils pay follows the whole field's money (F90), with a delay (F91)."""
    p, facts = member.p.infrastructure, member.facts
    usual = facts.income * facts.statutory_share
    scarce = 1.0 - member.network.sector_funding
    rise = usual * member.lever.sector_funding * member.p.levers.sector_funding_share_of_gap * scarce
    return StatutoryIncome(
        sector_funding=p.income_follows * rise,
        settled=p.income_follows * (usual - member.org.statutory_income),
    )


class RaisedIncome(NamedTuple):
    """Monthly changes of the income that an organisation raises (GBP a year)."""

    good_or_bad_year: Change
    settled: Change
    lost: Change


@rule
def raised_income(member: Member) -> RaisedIncome:
    """What charities raise goes up and down by chance, year by year (F86); nobody makes it sure.

    The more secure an organisation's money is, the less it goes up and down. Before month 0 it is known.
    """
    p, facts, x = member.p.infrastructure, member.facts, member.org.raised_income
    usual = facts.income * (1.0 - facts.statutory_share)
    new_year = member.terms.new_year * (1.0 - member.terms.history)
    swing = p.raised_income_swings * leaning(-p.security_calms, member.character.security)
    return RaisedIncome(
        good_or_bad_year=new_year * usual * swing * (2.0 * member.luck.raised_income - 1.0),
        settled=new_year * p.raised_income_returns * (usual - x),
        lost=-(member.here.income_lost * x),
    )


@rule
def spending(member: Member) -> Pounds:
    """What an organisation spends this month, as for a year: as usual, and what the network costs it.

    That is its staff's time for meetings (F96) and returns (F82), and its payments for levers.
    """
    org, here, effort, sizes = member.org, member.here, member.effort, member.p.levers
    hours = 12.0 * (org.time_given + org.return_hours)
    champions = effort.champions * here.champions_paid * sizes.champions_cost_yearly
    yearly = here.records_paid * sizes.shared_records_cost_yearly
    once = 12.0 * here.records_joined * sizes.shared_records_cost_one_off
    payments = champions + effort.shared_records * (yearly + once)
    return member.facts.income + hours * member.p.people.staff_hour + payments


class Reserves(NamedTuple):
    """Monthly changes of an organisation's reserves (months of spending)."""

    built_up: Change
    drawn_on: Change


@rule
def reserves(member: Member, spending: Pounds) -> Reserves:
    """Charities draw on reserves in a bad year and build them up in a good one; the NHS has none (F86)."""
    org = member.org
    balance = (org.statutory_income + org.raised_income - spending) / max(1.0, spending)
    return Reserves(
        built_up=min(max(0.0, balance), max(0.0, member.facts.reserves - org.reserves)),
        drawn_on=max(-org.reserves, min(0.0, balance)),
    )


@rule
def strain(member: Member, spending: Pounds, reserves: Months) -> Share:
    """How strained an organisation's money is: by the field's scarcity, and what it lacks itself (F90, F86).

    What it lacks strains a charity once its reserves run low; the NHS has no reserves, and no fear for its
    existence. If strain were one number for all, there would not be some who share and some who do not.
    """
    org, facts, p = member.org, member.facts, member.p.infrastructure
    scarce = 1.0 - sector_money(member.network.sector_funding, member.lever.sector_funding, member.p)
    secure = mean(facts.statutory_share, mean(1.0, member.character.security))
    lacking = (spending - org.statutory_income - org.raised_income) / max(1.0, spending)
    cushion = share_of(reserves, reserves + p.reserves_that_cushion, 0.0)
    exposed = facts.nhs * (1.0 - p.nhs_protected) + (1.0 - facts.nhs) * (1.0 - cushion)
    short = bounded(p.strained_by_shortfall * max(0.0, lacking)) * exposed
    return bounded(either(scarce * (1.0 - p.security_spares * secure), short))


# -- Distance ------------------------------------------------------------------------------


@rule
def travel_in_the_way(member: Member) -> Share:
    """The burden of central meetings, after what virtual sessions and other venues spare (F67, F69, F84)."""
    p, lever = member.p, member.lever
    virtual = p.infrastructure.travel_spared_virtually * lever.virtual_training
    visits = p.levers.outreach_travel_spared * lever.outreach
    return travel_burden(member.facts.distance, p) * (1.0 - virtual) * (1.0 - visits)


class ExpectedBenefit(NamedTuple):
    """Monthly changes of the benefit an organisation expects from the network (share a month)."""

    received: Change
    visited: Annotated[Change, "L14"]
    distance: Annotated[Change, "C25.1"]
    forgotten: Change


@rule
def expected_benefit(member: Member, trained: Share) -> ExpectedBenefit:
    """Benefit expected follows benefit received; distance breeds fear of missing out (C25, F68).

    Benefit is what an organisation itself went to, and the advice that reached it. What is not relevant to it
    benefits it less (F56, F125); being visited shows that it counts.
    """
    x, p = member.org.expected_benefit, member.p.infrastructure
    far = travel_burden(member.facts.distance, member.p)
    useful = needed(p.benefit_needs_relevance, member.org.training_relevance)
    received = mean(max(trained, member.org.advice), member.care.specialist_access) * useful
    return ExpectedBenefit(
        received=gain(p.benefit_noticed * received, x),
        visited=gain(p.benefit_by_visits * member.lever.outreach, x),
        distance=loss(member.dial.C25 * p.benefit_doubted_at_edge * far, x),
        forgotten=loss(p.benefit_forgotten, x),
    )
