"""People: awareness, commitment, engagement, champions, leaders, and posts filled."""

from typing import Annotated, NamedTuple

from sim.model.rules import (
    Change,
    Factor,
    floor,
    gain,
    loss,
    mean,
    needed,
    nurses_needed,
    obliged,
    rule,
    specialists_needed,
    travel_burden,
    uneven,
    whole,
)
from sim.model.state import Core, Member, Posts, Share

# -- Knowing of the network ----------------------------------------------------------------


@rule
def contact(member: Member) -> Share:
    """News that reaches an organisation: the contact point's, thinned by distance and by lack of a seat.

    The territory's size makes members harder to reach (F67); not all have a part in governance
    (F93, F96). The contact point itself is the network's flow of information (F72).
    """
    p = member.p.people
    near = needed(p.contact_needs_nearness, 1.0 - travel_burden(member.facts.distance, member.p))
    seat = needed(p.contact_needs_seat, member.facts.in_governance)
    return member.net.information_flow * near * seat


class AwarenessCore(NamedTuple):
    """Monthly changes of awareness among staff in the network's structures (share a month)."""

    informed: Annotated[Change, "C28.1"]
    took_part: Change
    told_plainly: Annotated[Change, "L18"]
    champion: Annotated[Change, "C50.2"]
    turnover: Change


@rule
def awareness_core(member: Member, news: Share, participation: Share) -> AwarenessCore:
    """The coordinator's news (C28, F72), taking part, and a champion (C50, F119) make it known.

    So does raising awareness on purpose (F140).
    """
    org, p, dial = member.org, member.p.people, member.dial
    x = org.awareness_core
    return AwarenessCore(
        informed=gain(dial.C28 * p.core_informed * news, x),
        took_part=gain(p.core_learns_by_taking_part * participation, x),
        told_plainly=gain(p.told_plainly * member.lever.managed_expectations, x),
        champion=gain(dial.C50 * p.champion_tells_core * org.champion, x),
        turnover=loss(p.staff_turnover / 12.0, x),
    )


class AwarenessWider(NamedTuple):
    """Monthly changes of awareness among staff outside the structures (share a month)."""

    informed: Annotated[Change, "C28.1"]
    told_by_colleagues: Change
    told_by_peers: Change
    told_plainly: Annotated[Change, "L18"]
    champion: Annotated[Change, "C50.2"]
    turnover: Change


@rule
def awareness_wider(member: Member, news: Share, participation: Share) -> AwarenessWider:
    """Word reaches other staff through those who take part, more thinly (F38, F52, F53).

    What colleagues and partners can tell is the network's news, which has one source (F72).

    The coordinator's news (C28, F72), a local champion (C50, F119) and raising awareness on purpose
    (F140) carry it further.
    """
    org, p, dial = member.org, member.p.people, member.dial
    x = org.awareness_wider
    # Where nobody sits in the structures there is no colleague to tell.
    told = min(1.0, member.facts.core_staff) * org.awareness_core * participation
    return AwarenessWider(
        informed=gain(dial.C28 * p.wider_informed * news * participation, x),
        told_by_colleagues=gain(p.told_by_colleagues * told * news, x),
        told_by_peers=gain(p.told_by_peers * member.peers.awareness * member.net.information_flow, x),
        told_plainly=gain(p.told_plainly * member.lever.managed_expectations, x),
        champion=gain(dial.C50 * p.champion_tells_wider * org.champion, x),
        turnover=loss(p.staff_turnover / 12.0 + p.wider_forgets, x),
    )


# -- Willing and taking part ---------------------------------------------------------------


class Commitment(NamedTuple):
    """Monthly changes of an organisation's commitment to the network (share a month)."""

    shared_vision: Change
    senior_backing: Change
    own_priority: Annotated[Change, "C38.1"]
    autonomy: Annotated[Change, "C53.1"]


@rule
def commitment(member: Member) -> Commitment:
    """Vision, need and senior backing commit (F13, F46); own priorities and lost autonomy undo it.

    Own-organisation priority lowers commitment (C38, F45); so does autonomy given up to a
    formal network (C53, inferred from F04).
    """
    org, p, dial = member.org, member.p.people, member.dial
    x = org.commitment
    return Commitment(
        shared_vision=gain(p.committed_by_vision * org.vision * org.need, x),
        senior_backing=gain(p.committed_by_backing * org.senior_buy_in, x),
        own_priority=loss(dial.C38 * p.commitment_lost_to_own * org.own_priority, x),
        autonomy=loss(dial.C53 * p.commitment_lost_to_autonomy * member.net.governance, x),
    )


class Participation(NamedTuple):
    """What taking part this month requires (factors)."""

    engagement: Factor
    awareness: Factor
    travel: Annotated[Factor, "C24.1"]
    time: Annotated[Factor, "C38.2"]
    seat: Factor


@rule
def participation(member: Member, travel: Share) -> Participation:
    """Who is engaged, knows of it, can get there and has the time takes part.

    Central meetings are hard to reach from the edge (C24, F67, F69); an organisation's own
    priorities take the time (C38, F45); parts in governance are incomplete (F93, F96).
    """
    org, p, dial = member.org, member.p.people, member.dial
    return Participation(
        engagement=org.engagement,
        awareness=needed(p.participation_needs_awareness, org.awareness_core),
        travel=needed(dial.C24 * p.participation_needs_nearness, 1.0 - travel),
        time=needed(dial.C38 * p.participation_needs_time, 1.0 - org.own_priority),
        seat=needed(p.participation_needs_seat, member.facts.in_governance),
    )


@rule
def able_to_take_part(participation: Participation) -> Share:
    """How far an organisation could take part if it wanted to: participation without engagement."""
    knows, gets_there = participation.awareness, participation.travel
    return knows * gets_there * participation.time * participation.seat


class Tractability(NamedTuple):
    """Monthly changes of how far members believe the obstacles can be shifted (share a month)."""

    scarce_money: Annotated[Change, "C04.1"]
    unlinked_records: Annotated[Change, "C04.2"]
    missing_standards: Annotated[Change, "C04.3"]
    scarce_staff: Annotated[Change, "C04.4"]
    broad_goals: Annotated[Change, "C32.2"]
    visible_progress: Change


@rule
def tractability(member: Member) -> Tractability:
    """How big the obstacles look follows how far each barrier still stands (C04, F66).

    What is left standing discourages, and what is seen to be lifted encourages. Broad goals look like a
    huge job (C32, F43, F44). Achievements that members can see make them look smaller (F132).
    """
    net, p, dial = member.net, member.p.people, member.dial
    x = member.org.tractability
    return Tractability(
        scarce_money=p.discouraged_by_money * (net.money_met - x),
        unlinked_records=p.discouraged_by_records * (net.records_met - x),
        missing_standards=p.discouraged_by_standards * (net.standards_met - x),
        scarce_staff=p.discouraged_by_staff * (net.staff_met - x),
        broad_goals=loss(dial.C32 * p.discouraged_by_breadth * net.goal_breadth, x),
        visible_progress=gain(p.encouraged_by_progress * mean(net.achievements, net.progress), x),
    )


class EngagementRisks(NamedTuple):
    """What lets problems drive members away (factors): 1 where nobody foresaw them."""

    unforeseen: Annotated[Factor, "C56.1"]


@rule
def engagement_risks(member: Member) -> EngagementRisks:
    """Plans informed by known barriers and by implementation frameworks lower the risks (C56, F117, F134)."""
    foreseen = member.p.levers.readiness_planning_risks_foreseen * member.lever.readiness_planning
    return EngagementRisks(unforeseen=needed(member.dial.C56, 1.0 - foreseen))


class Engagement(NamedTuple):
    """Monthly changes of an organisation's engagement (share a month)."""

    committed: Change
    benefits_received: Annotated[Change, "C41.4"]
    achievements_shared: Annotated[Change, "C47.1"]
    champion: Annotated[Change, "C50.1"]
    known_of: Annotated[Change, "C49.2"]
    pull_of_peers: Change
    workarounds: Annotated[Change, "C18.1"]
    intractability: Annotated[Change, "C04.5"]
    stalled_change: Annotated[Change, "C44.5"]
    disappointed: Change
    expectations_managed: Annotated[Change, "C49.1"]
    imposed: Change
    no_effort: Annotated[Change, "C46.1"]


@rule
def engagement(
    member: Member, news: Share, able: Share, attendance: Share, workaround_burden: Share, risks: Share
) -> Engagement:
    """What draws an organisation in this month, and what drives it away.

    Training keeps members engaged (C41, F126, F141); sharing early achievements (C47, F132,
    F142) and a local champion (C50, F119) are recommended, untested. Workarounds (C18, F114:
    from other research), barriers that look too big (C04, F66) and change that stalls (C44,
    F112) drive away, unless planning has foreseen it. So do promises that are not kept (F43, F66), which
    managed expectations and awareness mend (C49, F140: recommended, untested), and obligations that
    feel imposed from above (F27). Engagement is not static: it fades unless someone works to keep it
    (C46, F118), which is what the flow of information does.
    """
    org, net, p, dial, lever = member.org, member.net, member.p.people, member.dial, member.lever
    x = org.engagement
    # Work to keep engagement counts where it reaches people who know what it is about.
    effort = news * org.awareness_core
    # Commitment engages those who see a benefit (F68), are able to take part (F69) and hear of something to
    # take part in, for engagement needs constant attention (F72, F118, F143). Some it engages more readily
    # than others: weak engagement is a way to be peripheral of its own (F35, F52, F56), drawn once a run.
    inclined = 1.0 + p.inclinations_differ * (uneven(member.luck.inclination) - 1.0)
    worthwhile = needed(p.commitment_needs_benefit, org.expected_benefit)
    possible = needed(p.commitment_needs_access, able) * needed(p.commitment_needs_contact, news)
    shared = lever.early_achievements * net.achievements
    unkept = max(0.0, net.expectations - max(net.achievements, member.care.cover_24_7))
    disappointed = loss(p.disappointed * unkept, x)
    aware = mean(org.awareness_core, org.awareness_wider)
    return Engagement(
        committed=gain(p.engaged_by_commitment * inclined * org.commitment * worthwhile * possible, x),
        benefits_received=gain(dial.C41 * p.engaged_by_training * attendance, x),
        achievements_shared=gain(dial.C47 * p.engaged_by_achievements * shared, x),
        champion=gain(dial.C50 * p.engaged_by_champion * org.champion, x),
        known_of=gain(dial.C49 * p.engaged_by_awareness * aware, x),
        pull_of_peers=p.pull_of_peers * (member.peers.engagement - x),
        workarounds=loss(dial.C18 * p.worn_by_workarounds * workaround_burden * risks, x),
        intractability=loss(dial.C04 * p.discouraged * (1.0 - org.tractability) * risks, x),
        stalled_change=loss(dial.C44 * p.worn_by_stalling * (1.0 - net.implementation_capability) * risks, x),
        disappointed=disappointed,
        expectations_managed=-(
            dial.C49 * p.disappointment_spared * lever.managed_expectations * disappointed
        ),
        imposed=loss(p.put_off_by_obligation * obliged(member), x),
        no_effort=loss(dial.C46 * p.engagement_decay * (1.0 - effort), x),
    )


class Champion(NamedTuple):
    """Monthly changes of a local champion's presence (share a month)."""

    found: Annotated[Change, "L10"]
    left: Change


@rule
def champion(member: Member) -> Champion:
    """A champion is found where someone is asked, and lost with turnover (F119)."""
    x, p, lever = member.org.champion, member.p.people, member.lever.champions
    return Champion(
        found=gain(p.champion_found * lever, x),
        left=loss(p.staff_turnover / 12.0 + p.champion_stops * (1.0 - lever), x),
    )


# -- Leaders -------------------------------------------------------------------------------


class Leaders(NamedTuple):
    """Monthly changes of the number of unpaid leaders."""

    joined: Change
    left: Change
    shock: Change


@rule
def leaders(core: Core) -> Leaders:
    """The network leans on a few committed people it does not pay; some leave, some are found (F62).

    Before month 0 their number is a known fact.
    """
    net, p = core.net, core.p.people
    changing = 1.0 - core.terms.history
    missing = max(0.0, core.facts.leaders_sought - net.leaders)
    shock = min(net.leaders, core.shock.leaders_leave)
    staying = net.leaders - shock
    left = min(staying, whole(changing * staying * p.leader_turnover / 12.0, core.luck.leader_leaves))
    found = changing * missing * p.leader_found * core.members.engagement
    return Leaders(
        joined=min(missing, whole(found, core.luck.leader_joins)),
        left=-left,
        shock=-shock,
    )


class LeaderCommitment(NamedTuple):
    """Monthly changes of the leaders' commitment (share a month)."""

    progress_seen: Change
    strain: Change


@rule
def leader_commitment(core: Core) -> LeaderCommitment:
    """Unpaid commitment lives on progress and is strained where capability is low (F62, F113)."""
    net, p = core.net, core.p.people
    x = net.leader_commitment
    return LeaderCommitment(
        progress_seen=gain(p.leaders_renewed * needed(p.renewal_needs_progress, net.progress), x),
        strain=loss(p.leaders_strained * (1.0 - net.implementation_capability), x),
    )


class LeaderEffort(NamedTuple):
    """What the leaders' effect requires (factors)."""

    enough_of_them: Factor
    committed: Factor


@rule
def leader_effort(core: Core, leaders: float, commitment: Share) -> LeaderEffort:
    """What committed, unpaid leaders bring, against the number sought (F62, F107).

    A paid core team carries part of it whoever leaves, and whatever their mood (F15, F62).
    """
    paid = core.lever.core_team * core.p.levers.core_team_share_carried
    enough = min(1.0, leaders / max(1.0, core.facts.leaders_sought))
    return LeaderEffort(
        enough_of_them=enough + paid * (1.0 - enough),
        committed=commitment + paid * (1.0 - commitment),
    )


# -- Posts ---------------------------------------------------------------------------------


class SpecialistPosts(NamedTuple):
    """Monthly changes of specialists' posts filled (whole posts)."""

    joined: Change
    network_money: Annotated[Change, "C02.4"]
    left: Change


class NursePosts(NamedTuple):
    """Monthly changes of community nurses' posts filled (whole posts)."""

    joined: Change
    network_money: Annotated[Change, "C02.5"]
    left: Change


@rule
def _posts_filled(
    member: Member,
    posts: Posts,
    established: Posts,
    rates: tuple[float, float, float],
    draws: tuple[float, float, float],
) -> tuple[Posts, Posts, Posts]:
    """Posts filled and left this month: rates and draws of joining, of network money, of leaving.

    Before month 0 the posts filled are a known fact.
    """
    changing = 1.0 - member.history
    vacancies = max(0.0, established - posts) * (1.0 - member.posts_frozen) * changing
    joined = min(vacancies, whole(vacancies * rates[0], draws[0]))
    funded = min(vacancies - joined, whole(vacancies * rates[1], draws[1]))
    left = min(posts, whole(changing * posts * rates[2] / 12.0, draws[2]))
    return joined, funded, left


@rule
def _with_lever(member: Member, established: Posts, standard: float) -> Posts:
    """Posts established once `more-staff` has closed its share of the gap to the standard."""
    share = member.lever.more_staff * member.p.levers.more_staff_share_of_gap
    return floor(established + share * max(0.0, standard - established))


@rule
def hiring_eased(member: Member) -> float:
    """By how much a rise of the whole field's money makes it easier to fill posts, 1 or more (F90, F91)."""
    return 1.0 + member.lever.sector_funding * member.p.levers.sector_funding_hiring_eased


@rule
def nurse_posts(member: Member) -> NursePosts:
    """Community nurses' posts: too few exist, some stay empty, nurses leave (F57, F58, F59).

    Network money helps a little to fill posts (C02, F64); more posts need the lever.
    """
    org, p, luck = member.org, member.p.people, member.luck
    standard = nurses_needed(member.facts.children_nursed, member.p)
    established = _with_lever(member, member.facts.nurse_establishment, standard)
    rates = (
        p.nurse_posts_filled * hiring_eased(member),
        member.dial.C02 * p.posts_filled_by_money * member.net.money_met,
        p.nurse_turnover,
    )
    draws = (luck.nurse_joins, luck.nurse_funded, luck.nurse_leaves)
    joined, funded, left = _posts_filled(member, org.nurse_posts, established, rates, draws)
    return NursePosts(joined=joined, network_money=funded, left=-left)


@rule
def specialist_posts(member: Member) -> SpecialistPosts:
    """Specialists' posts: scarce everywhere, so slow to fill even when funded (F57, F59).

    Network money helps a little to fill posts (C02, F64); more posts need the lever.
    """
    org, p, luck = member.org, member.p.people, member.luck
    needed_here = specialists_needed(member.network.children_llc, member.p) * member.facts.specialist_share
    established = _with_lever(member, member.facts.specialist_establishment, needed_here)
    rates = (
        p.specialist_posts_filled * hiring_eased(member),
        member.dial.C02 * p.posts_filled_by_money * member.net.money_met,
        p.specialist_turnover,
    )
    draws = (luck.specialist_joins, luck.specialist_funded, luck.specialist_leaves)
    joined, funded, left = _posts_filled(member, org.specialist_posts, established, rates, draws)
    return SpecialistPosts(joined=joined, network_money=funded, left=-left)
