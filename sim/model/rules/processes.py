"""Processes and procedures: governance, information, progress, guidelines, training, adoption."""

from typing import Annotated, NamedTuple

from sim.model.rules import (
    Change,
    Drag,
    Factor,
    Part,
    drag,
    either,
    gain,
    in_steps,
    leaning,
    loss,
    mean,
    needed,
    obliged,
    rule,
    share_of,
    specialist_focus,
    total,
)
from sim.model.state import Core, Member, Share

# -- The network's own work ----------------------------------------------------------------


class CoreEffort(NamedTuple):
    """What drives the network's work (shares of a full core's time)."""

    coordinator: Annotated[Part, "C27.2"]
    leaders: Annotated[Part, "C29.1"]


@rule
def core_effort(core: Core, coordinator: Share, leaders: Share) -> CoreEffort:
    """A coordinator (C27, F71) and committed leaders (C29, F62, F107) drive the work."""
    p, dial = core.p.processes, core.dial
    return CoreEffort(
        coordinator=dial.C27 * p.coordinator_in_effort * coordinator,
        leaders=dial.C29 * (1.0 - p.coordinator_in_effort) * leaders,
    )


class CommonGround(NamedTuple):
    """What holds members back from agreeing on the network's work (drags)."""

    money: Annotated[Drag, "C03.1"]
    governance: Annotated[Drag, "C54.2"]
    shared_vision: Annotated[Drag, "C55.1"]
    closeness: Annotated[Drag, "C30.1"]
    common_priority: Annotated[Drag, "C38.3"]
    engagement: Annotated[Drag, "C45.1"]


@rule
def common_ground(core: Core, money: Share) -> CommonGround:
    """What members can agree on takes money, structure, vision, and members who are engaged.

    Short money slows it (C03, F61, F65); a governance that fosters collaboration (C54, F107) and a shared
    vision (C55, F107) help; contrasts between NHS and others hinder (C30, F86, F146), as do members' own
    priorities (C38, F146); disengagement comes back as a new barrier (C45, F113, F143). Each is needed, and
    the weakest of them rules.
    """
    net, members, p, dial = core.net, core.members, core.p.processes, core.dial
    return CommonGround(
        money=drag(dial.C03 * p.progress_needs_money, money),
        governance=drag(dial.C54 * p.progress_needs_governance, net.governance),
        shared_vision=drag(dial.C55 * p.progress_needs_vision, members.vision),
        closeness=drag(dial.C30 * p.progress_needs_closeness, 1.0 - net.organisational_distance),
        common_priority=drag(dial.C38 * p.progress_needs_priority, 1.0 - members.own_priority),
        engagement=drag(dial.C45 * p.progress_needs_engagement, members.engagement),
    )


class ProgressAgreed(NamedTuple):
    """What agreeing on the network's work requires (factors)."""

    effort: Annotated[Factor, "C27.3"]
    productive_time: Factor
    common_ground: Factor


@rule
def progress_agreed(effort: Share, productive: Share, ground: Share) -> ProgressAgreed:
    """Coordinator and leaders drive agreement (C27, C29, F107), in the time that renewals leave (F63).

    They get as far as there is common ground: enablers are needed, and do not suffice (F108).
    """
    return ProgressAgreed(effort=effort, productive_time=productive, common_ground=ground)


class Progress(NamedTuple):
    """What carrying out the network's work requires (factors)."""

    agreed: Factor
    momentum: Annotated[Factor, "C45.2"]
    capability: Factor


@rule
def progress(core: Core, agreed: Share, capability: Share) -> Progress:
    """What is agreed on is carried out as far as the cross-cutting barriers let it (F108, F111).

    Stalled change comes back as a new barrier (C45, F113), unless it is learnt from (F133).
    """
    net, p, dial = core.net, core.p.processes, core.dial
    return Progress(
        agreed=agreed,
        momentum=needed(dial.C45 * p.progress_needs_momentum, max(net.achievements, net.learning)),
        capability=capability,
    )


class Governance(NamedTuple):
    """Monthly changes of the formality of governance (share a month)."""

    coordinator: Annotated[Change, "C27.1"]
    leaders: Annotated[Change, "C29.3"]
    lapse: Change


@rule
def governance(core: Core, coordinator: Share, leaders: Share) -> Governance:
    """The coordinator makes governance formal (C27, F71, F94), leaders help (C29, F107).

    Meetings and agendas that nobody prepares lapse, and parts in it shift (F96, F118).
    """
    x, p, dial = core.net.governance, core.p.processes, core.dial
    return Governance(
        coordinator=gain(dial.C27 * p.governance_by_coordinator * coordinator, x),
        leaders=gain(dial.C29 * p.governance_by_leaders * leaders, x),
        lapse=loss(p.governance_lapses, x),
    )


class InformationFlow(NamedTuple):
    """Monthly changes of the flow of information to members (share a month)."""

    contact_point: Annotated[Change, "C28.2"]
    word_of_leaders: Change
    runs_dry: Change


@rule
def information_flow(core: Core, coordinator: Share, leaders: Share) -> InformationFlow:
    """One contact point keeps members informed (C28, F72); without it news runs dry (F118)."""
    x, p = core.net.information_flow, core.p.processes
    return InformationFlow(
        contact_point=gain(core.dial.C28 * p.news_by_coordinator * coordinator, x),
        word_of_leaders=gain(p.news_by_leaders * leaders, x),
        runs_dry=loss(p.news_runs_dry, x),
    )


class Guidelines(NamedTuple):
    """Monthly changes of guidelines written and endorsed (share of those planned, a month)."""

    written: Change
    network_money: Annotated[Change, "C02.3"]
    outdated: Change


@rule
def guidelines(core: Core, money: Share, agreed: Share) -> Guidelines:
    """Regional standards are what the enablers brought about in spite of the barriers (F98, F145).

    Money speeds the development of services (C02, F64).
    """
    x, p = core.net.guidelines, core.p.processes
    return Guidelines(
        written=gain(p.guidelines_written * agreed, x),
        network_money=gain(core.dial.C02 * p.guidelines_by_money * money, x),
        outdated=loss(p.guidelines_outdated, x),
    )


class TrainingSupply(NamedTuple):
    """Monthly changes of the network's training offer (share of what is wanted, a month)."""

    organised: Change
    study_days: Annotated[Change, "L12"]
    network_money: Annotated[Change, "C02.2"]
    runs_out: Change


@rule
def training_supply(core: Core, money: Share, effort: Share) -> TrainingSupply:
    """A conference and study days, too few (F101, F103); money widens the offer (C02, F64)."""
    x, p = core.net.training_supply, core.p.processes
    return TrainingSupply(
        organised=gain(p.training_organised * effort, x),
        study_days=gain(p.training_by_study_days * core.lever.study_days, x),
        network_money=gain(core.dial.C02 * p.training_by_money * money, x),
        runs_out=loss(p.training_runs_out, x),
    )


# -- Learning ------------------------------------------------------------------------------


@rule
def aimed_at_core(member: Member) -> Share:
    """How far training is aimed at those already in that world; tailoring changes it (F106, F127)."""
    tailored = member.lever.tailored_training * member.p.levers.tailored_training_reoriented
    return member.p.processes.core_oriented_training * (1.0 - tailored)


class TrainingRelevance(NamedTuple):
    """Monthly changes of how relevant training seems to an organisation (share a month)."""

    aimed_at_core: Change
    specialist_focus: Annotated[Change, "C35.2"]
    own_needs_met: Change


@rule
def training_relevance(member: Member) -> TrainingRelevance:
    """Events seem aimed at those already in that world, not at less clinical staff (F106).

    Stress on specialist services makes universal ones doubt that training is for them (C35, F125).
    """
    x, p, facts = member.org.training_relevance, member.p.processes, member.facts
    elsewhere = aimed_at_core(member) * facts.less_clinical
    focus = specialist_focus(member.lever.agreed_definition, member.p) * facts.less_clinical
    return TrainingRelevance(
        aimed_at_core=loss(p.relevance_lost * elsewhere, x),
        specialist_focus=loss(member.dial.C35 * p.relevance_lost_to_focus * focus, x),
        own_needs_met=gain(p.relevance_found * (1.0 - elsewhere), x),
    )


@rule
def keen(member: Member) -> float:
    """By what the chance to attend is multiplied: some are ready to come and some are not (F96, F104, S35).

    An inactive minority hardly ever comes to meetings, others nearly always (S81).
    """
    return leaning(member.p.processes.readiness_attends, member.character.readiness)


class StudyDay(NamedTuple):
    """What holds an organisation back from sending staff to a study day that is on offer (drags)."""

    engagement: Drag
    relevance: Annotated[Drag, "C42.1"]
    travel: Annotated[Drag, "C24.2"]
    time: Drag
    news: Drag


@rule
def study_day(member: Member, travel: Share, news: Share) -> StudyDay:
    """Who hears of it, cares, finds it relevant, has staff to spare and can get there sends some.

    Central events are hard to reach from the edge (C24, F69); training aimed at others seems irrelevant
    (C42, F106). What is left is the chance that an organisation sends staff: it does or it does not.
    """
    org, p, dial = member.org, member.p.processes, member.dial
    return StudyDay(
        engagement=drag(p.attendance_needs_engagement, org.engagement),
        relevance=drag(dial.C42 * p.attendance_needs_relevance, org.training_relevance),
        travel=drag(dial.C24 * p.attendance_needs_nearness, 1.0 - travel),
        time=drag(p.attendance_needs_staff, 1.0 - org.workload),
        news=drag(p.attendance_needs_news, news),
    )


class VirtualSession(NamedTuple):
    """What the chance to attend a virtual session is made of (factors)."""

    offer: Annotated[Factor, "L11"]
    engagement: Factor
    relevance: Annotated[Factor, "C42.1"]
    usual_share: Annotated[Factor, "C51.2"]


@rule
def virtual_session(member: Member) -> VirtualSession:
    """Virtual sessions spare the journey; about half are attended, unevenly (C51, C42, F84, F128)."""
    org, p, dial = member.org, member.p.processes, member.dial
    return VirtualSession(
        offer=member.lever.virtual_training,
        engagement=needed(p.sessions_need_engagement, org.engagement),
        relevance=needed(dial.C42 * p.sessions_need_relevance, org.training_relevance),
        usual_share=min(1.0, dial.C51 * p.virtual_sessions_attended * keen(member)),
    )


@rule
def trained(member: Member, attended: Share, on_line: Share) -> Share:
    """What an organisation had of this month's training: a day together counts more than a session (C51).

    Both teach (F84, F128), but being brought together keeps members connected and shows them a benefit
    (F102, F126): of virtual learning the study expects access, skill and ties, and names no engagement.
    """
    return either(attended, member.p.processes.session_against_study_day * on_line)


class ClinicalSkill(NamedTuple):
    """Monthly changes of the palliative skill of clinical staff (score 0-1, a month)."""

    training: Annotated[Change, "C41.1"]
    learnt_on_line: Annotated[Change, "C51.3"]
    practice: Change
    fade: Change


@rule
def clinical_skill(member: Member, attended: Share, on_line: Share) -> ClinicalSkill:
    """Training raises skill (C41, F101, F126), also on line (C51, F128), practice some (F102).

    Unused it fades (F118). What is tailored to others goes less deep for specialists (F104, F127).
    """
    x, p, dial = member.org.clinical_skill, member.p.processes, member.dial
    depth = 1.0 - member.lever.tailored_training * member.p.levers.tailored_training_depth_lost
    return ClinicalSkill(
        training=gain(dial.C41 * p.skill_by_training * attended * depth, x),
        learnt_on_line=gain(dial.C51 * p.skill_by_training * on_line * depth, x),
        practice=gain(p.skill_by_practice, x),
        fade=loss(p.skill_fades, x),
    )


class UniversalSkill(NamedTuple):
    """Monthly changes of the palliative skill of less clinical staff (score 0-1, a month)."""

    training: Annotated[Change, "C41.2"]
    aimed_at_core: Annotated[Change, "C43.1"]
    practice: Change
    fade: Change


@rule
def universal_skill(member: Member, attendance: Share) -> UniversalSkill:
    """Less clinical staff gain less from training aimed at the core (C41, C43, F104, F105)."""
    x, p, dial = member.org.universal_skill, member.p.processes, member.dial
    training = gain(dial.C41 * p.skill_by_training * attendance, x)
    return UniversalSkill(
        training=training,
        aimed_at_core=-(dial.C43 * aimed_at_core(member) * training),
        practice=gain(p.practice_of_universal * p.skill_by_practice, x),
        fade=loss(p.skill_fades, x),
    )


class SkillGap(NamedTuple):
    """What the gap in skill between clinical and other staff is made of (scores, added)."""

    clinical: Part
    universal: Annotated[Part, "C43.2"]


@rule
def skill_gap(clinical_skill: Share, universal_skill: Share) -> SkillGap:
    """The gap is the wider, the less staff outside that world have learnt (C43, F105)."""
    return SkillGap(clinical=clinical_skill, universal=-universal_skill)


# -- Using the guidelines ------------------------------------------------------------------


class Adoption(NamedTuple):
    """Monthly changes of guidelines in use (share of those endorsed and wanted, a month)."""

    known_and_engaged: Annotated[Change, "C39.1"]
    learned: Annotated[Change, "C41.6"]
    learned_on_line: Annotated[Change, "C51.4"]
    obliged: Annotated[Change, "C40.1"]
    coached: Annotated[Change, "L14"]
    champion: Annotated[Change, "L10"]
    peers: Change
    turnover: Change


@rule
def adoption(member: Member, attended: Share, on_line: Share) -> Adoption:
    """Guidelines are used where they are known and members are engaged (C39, F99) and they fit (F70).

    Training changed practice (C41, F101), on line as well (C51, F128); nothing obliges anyone
    (C40, F100). A champion helps local use (F119), and so does coaching on the spot (F69). What those it is
    tied to use spreads to it (F102); where dense ties are read to hinder, they keep what is new out instead.
    A guideline is taken up or it is not, one at a time: shares would make all members alike.
    """
    org, net, p, dial = member.org, member.net, member.p.processes, member.dial
    x, peers, hinder = org.adoption, member.peers, member.p.processes.dense_ties_hinder
    room = max(0.0, net.guidelines - x)
    aware = mean(org.awareness_core, org.awareness_wider)
    able = leaning(p.ability_adopts, member.character.ability)
    fits = dial.C39 * p.adopted_if_known * aware * org.engagement * org.appropriateness
    open_to_it = 1.0 - hinder * p.closed_to_new * peers.closeness
    ahead = max(0.0, min(net.guidelines, peers.adoption) - x)
    flows = Adoption(
        known_and_engaged=fits * able * open_to_it * room,
        learned=dial.C41 * p.adopted_by_training * attended * room,
        learned_on_line=dial.C51 * p.adopted_by_training * on_line * room,
        obliged=dial.C40 * p.adopted_if_obliged * obliged(member) * room,
        coached=p.adopted_by_coaching * member.lever.outreach * room,
        champion=p.adopted_with_champion * org.champion * room,
        peers=(1.0 - hinder) * p.adopted_from_peers * peers.closeness * ahead,
        turnover=0.0,
    )
    expected = total(0.0, flows)
    taken_up = min(room, in_steps(expected, p.taken_up_at_once, member.luck.take_up))
    share = share_of(taken_up, expected, 0.0)
    return Adoption(
        known_and_engaged=flows.known_and_engaged * share,
        learned=flows.learned * share,
        learned_on_line=flows.learned_on_line * share,
        obliged=flows.obliged * share,
        coached=flows.coached * share,
        champion=flows.champion * share,
        peers=flows.peers * share,
        turnover=loss(p.use_lapses, x),
    )
