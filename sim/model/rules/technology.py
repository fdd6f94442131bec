"""Technology: record systems that do not meet, how they are joined, workarounds, and data returns."""

from typing import Annotated, NamedTuple

from sim.model.rules import Change, Drag, Part, drag, gain, happens, leaning, loss, mean, needed, rule
from sim.model.state import Core, Flag, Hours, Member, OrganisationState, Pair, Share, Stage

# -- Linking the records -------------------------------------------------------------------


class RecordsProgramme(NamedTuple):
    """Monthly changes of the shared-records programme (share of it built, a month)."""

    programme: Annotated[Change, "L05"]
    network_money: Annotated[Change, "C02.1"]
    neglected: Change


@rule
def programme_stalled(core: Core) -> Flag:
    """Whether the programme has come to a halt, as many do (F78); it stalls, and resumes, by chance.

    The less the network gets done, the longer it takes to resume.
    """
    net, p, luck = core.net, core.p.technology, core.luck
    under_way = 1.0 if core.lever.shared_records > 0.0 else 0.0
    stalls = under_way * happens(p.programme_stalls / 12.0, luck.programme_stalls)
    resumes = happens(
        p.programme_resumes / 12.0 * needed(p.resuming_needs_progress, net.progress), luck.programme_resumes
    )
    return net.programme_stalled * (1.0 - resumes) + (1.0 - net.programme_stalled) * stalls


@rule
def records_programme(core: Core, money: Share, progress: Share, stalled: Flag) -> RecordsProgramme:
    """Nothing links the records (F73) until someone pays for it; network money helps (C02, F64).

    Much of it is a nationwide problem that no network solves alone (F78).
    """
    x, p = core.net.records_programme, core.p.technology
    lever = core.lever.shared_records * (1.0 - stalled)
    return RecordsProgramme(
        programme=gain(p.programme_built * lever, x),
        network_money=gain(core.dial.C02 * p.programme_by_money * money * progress, x),
        neglected=loss(p.programme_decays * (1.0 - lever), x),
    )


# -- An organisation's records: not joined, preparing, live, stalled, withdrawn --------------

NOT_JOINED, PREPARING, LIVE, STALLED, WITHDRAWN = 0.0, 1.0, 2.0, 3.0, 4.0


@rule
def records_live(org: OrganisationState) -> Flag:
    """Whether an organisation's records can be seen by the others that are live."""
    return 1.0 if org.records_stage == LIVE else 0.0


@rule
def records_stage(member: Member) -> Stage:
    """Organisations join one by one, and some of them stall or withdraw (F73, F78).

    To prepare takes a programme to join, people who want it, and agreement across the line between NHS and
    others (F86); to go live takes staff, money, and somebody who knows how. An organisation that nobody pays
    to join does so only where the programme is far on. What is live is given up at times, the sooner the
    more its money is strained. If it were one share for all, the members would not part into those who are
    live and those who are not.
    """
    org, net, p, luck, who = member.org, member.net, member.p.technology, member.luck, member.character
    stage, paid = org.records_stage, member.lever.shared_records
    able = leaning(p.ability_joins, who.ability)
    agreed = needed(p.joining_needs_agreement, 1.0 - net.organisational_distance * (1.0 - member.facts.nhs))
    going = net.records_programme * (1.0 - net.programme_stalled) * needed(p.joining_needs_payment, paid)
    starts = happens(
        p.preparing_starts / 12.0 * going * needed(p.joining_needs_engagement, org.engagement) * agreed,
        luck.records_move,
    )
    ready = happens(
        p.going_live
        / 12.0
        * going
        * able
        * needed(p.live_needs_staff, 1.0 - org.workload)
        * needed(p.live_needs_money, 1.0 - org.strain),
        luck.records_move,
    )
    fails = happens(p.preparing_fails / 12.0 * (1.0 + net.programme_stalled), luck.records_fail)
    resumes = happens(p.resuming / 12.0 * going * able, luck.records_move)
    lost = happens(p.live_given_up / 12.0 * (org.strain + net.programme_stalled), luck.records_fail)
    preparing = LIVE if ready > 0.0 else STALLED if fails > 0.0 else PREPARING
    outside = PREPARING if starts > 0.0 else stage
    stalled = PREPARING if resumes > 0.0 else STALLED
    live = WITHDRAWN if lost > 0.0 else LIVE
    joined = live if stage == LIVE else stalled if stage == STALLED else outside
    return preparing if stage == PREPARING else joined


@rule
def tie_linked(pair: Pair) -> Share:
    """Whether two organisations see the same records: both are live, or they share one system (F73, F75).

    One system counts as far as it is switched on for both. A link needs both ends; if it were enough that
    the region's mean is high, care for shared children would be joined up everywhere alike. Nothing is seen
    of one whose records were down last month (F77).
    """
    up = (1.0 - pair.a.records_down) * (1.0 - pair.b.records_down)
    both = records_live(pair.a) * records_live(pair.b)
    return up * max(both, pair.facts.same_system * pair.p.technology.same_system_switched_on)


@rule
def record_access(member: Member) -> Share:
    """Of the children that an organisation shares with others, those whose records it and they can see (F73).

    Where it shares none, whether it is live counts. While its own records are down nothing is seen.
    """
    peers = member.peers
    seen = peers.linked if peers.sharing_children > 0.0 else records_live(member.org)
    return seen * (1.0 - member.here.records_down)


# -- What unlinked records do to the work --------------------------------------------------


class Workarounds(NamedTuple):
    """Monthly changes of the burden of workarounds (share of what is had without any link, a month)."""

    unlinked_records: Annotated[Change, "C17.1"]
    given_up: Change


@rule
def workarounds(member: Member, access: Share) -> Workarounds:
    """Without linked records staff depend on being caught in person or by phone (C17, F77, F114).

    What counts is the records of the children whom an organisation shares with those it is tied to. Interim
    fixes, such as shared care plans, take a part of the burden away (F77). Ways round what is missing are
    found, and given up, in the course of months: they are habits of the work (F114).
    """
    p, turn = member.p, member.p.technology.workarounds_turn
    relief = p.levers.information_fixes_relief * member.lever.information_fixes
    return Workarounds(
        unlinked_records=member.dial.C17 * turn * (1.0 - access) * (1.0 - relief),
        given_up=loss(turn, member.org.workaround_burden),
    )


# -- Data returns --------------------------------------------------------------------------


@rule
def template_support(member: Member) -> Share:
    """How far a shared template fits what an organisation provides, and it is helped to use it (F80, F81)."""
    return member.p.levers.information_fixes_support * member.lever.information_fixes


class Returns(NamedTuple):
    """What complete data returns to the network require (drags)."""

    common_recording: Annotated[Drag, "C20.2"]
    trust: Drag
    taking_part: Drag
    able: Drag


@rule
def returns(member: Member, participation: Share, access: Share) -> Returns:
    """Returns suffer where items, recording and search differ (C20, F79, F80) and trust is low (F81).

    A template that fits what each provides, with help in filling it in, makes them easier (F80).
    """
    org, p = member.org, member.p.technology
    common = max(access, template_support(member))
    return Returns(
        common_recording=drag(member.dial.C20 * p.returns_need_records, common),
        trust=drag(p.returns_need_trust, org.measurement_trust),
        taking_part=drag(p.returns_need_participation, participation),
        able=drag(p.returns_need_ability, mean(1.0, member.character.ability)),
    )


class ReturnHours(NamedTuple):
    """What data returns cost an organisation (hours a month, added)."""

    manual_search: Annotated[Part, "C20.1"]


@rule
def return_hours(member: Member, completeness: Share, access: Share) -> ReturnHours:
    """Searching records by hand for what is returned costs members time (C20, F82)."""
    by_hand: Hours = completeness * member.p.technology.return_hours_full
    return ReturnHours(manual_search=member.dial.C20 * (1.0 - access) * by_hand)


class MeasurementTrust(NamedTuple):
    """Monthly changes of trust in what is measured (share a month)."""

    seen_used: Change
    undercounted: Annotated[Change, "C20.3"]


@rule
def measurement_trust(member: Member) -> MeasurementTrust:
    """One template may undercount what others than the NHS do (C20, F81); use builds trust (F133)."""
    x, p = member.org.measurement_trust, member.p.technology
    one_template = (
        (1.0 - member.facts.nhs) * (1.0 - member.org.record_access) * (1.0 - template_support(member))
    )
    return MeasurementTrust(
        seen_used=gain(p.trust_by_use * member.net.evaluation, x),
        undercounted=loss(member.dial.C20 * p.trust_lost_to_template * one_template, x),
    )
