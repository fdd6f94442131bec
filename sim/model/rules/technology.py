"""Technology: record systems that do not meet, the workarounds they force, and data returns."""

from typing import Annotated, NamedTuple

from sim.model.rules import Change, Factor, Part, gain, loss, needed, rule
from sim.model.state import Core, Hours, Member, Share

# -- Linking the records -------------------------------------------------------------------


class RecordsProgramme(NamedTuple):
    """Monthly changes of the shared-records programme (share of it built, a month)."""

    programme: Annotated[Change, "L05"]
    network_money: Annotated[Change, "C02.1"]
    neglected: Change


@rule
def records_programme(core: Core, money: Share, progress: Share) -> RecordsProgramme:
    """Nothing links the records (F73) until someone pays for it; network money helps (C02, F64).

    Much of it is a nationwide problem that no network solves alone (F78).
    """
    x, p, lever = core.net.records_programme, core.p.technology, core.lever.shared_records
    return RecordsProgramme(
        programme=gain(p.programme_built * lever, x),
        network_money=gain(core.dial.C02 * p.programme_by_money * money * progress, x),
        neglected=loss(p.programme_decays * (1.0 - lever), x),
    )


class RecordAccess(NamedTuple):
    """Monthly changes of an organisation's access to shared records (share a month)."""

    joined: Change
    fell_away: Change


@rule
def record_access(member: Member) -> RecordAccess:
    """Organisations join what the programme has built, one by one (F73, F78)."""
    x, p = member.org.record_access, member.p.technology
    return RecordAccess(
        joined=gain(p.joining * member.net.records_programme, x),
        fell_away=loss(p.falling_away * (1.0 - member.net.records_programme), x),
    )


# -- What unlinked records do to the work --------------------------------------------------


class Workarounds(NamedTuple):
    """What burdens the work with workarounds (shares of what is had without any link, added)."""

    unlinked_records: Annotated[Part, "C17.1"]


@rule
def workarounds(member: Member) -> Workarounds:
    """Without linked records staff depend on being caught in person or by phone (C17, F77, F114).

    A link needs both ends: one's own access and that of those one works with, or one common system.
    Interim fixes, such as shared care plans, take a part of the burden away (F77).
    """
    linked = max(member.facts.same_system, min(member.org.record_access, member.peers.record_access))
    relief = member.p.levers.information_fixes_relief * member.lever.information_fixes
    return Workarounds(unlinked_records=member.dial.C17 * (1.0 - linked) * (1.0 - relief))


# -- Data returns --------------------------------------------------------------------------


@rule
def template_support(member: Member) -> Share:
    """How far a shared template fits what an organisation provides, and it is helped to use it (F80, F81)."""
    return member.p.levers.information_fixes_support * member.lever.information_fixes


class Returns(NamedTuple):
    """What complete data returns to the network require (factors)."""

    common_recording: Annotated[Factor, "C20.2"]
    trust: Factor
    taking_part: Factor


@rule
def returns(member: Member, participation: Share) -> Returns:
    """Returns suffer where items, recording and search differ (C20, F79, F80) and trust is low (F81).

    A template that fits what each provides, with help in filling it in, makes them easier (F80).
    """
    org, p = member.org, member.p.technology
    common = max(org.record_access, template_support(member))
    return Returns(
        common_recording=needed(member.dial.C20 * p.returns_need_records, common),
        trust=needed(p.returns_need_trust, org.measurement_trust),
        taking_part=needed(p.returns_need_participation, participation),
    )


class ReturnHours(NamedTuple):
    """What data returns cost an organisation (hours a month, added)."""

    manual_search: Annotated[Part, "C20.1"]


@rule
def return_hours(member: Member, completeness: Share) -> ReturnHours:
    """Searching records by hand for what is returned costs members time (C20, F82)."""
    by_hand: Hours = completeness * member.p.technology.return_hours_full
    return ReturnHours(manual_search=member.dial.C20 * (1.0 - member.org.record_access) * by_hand)


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
