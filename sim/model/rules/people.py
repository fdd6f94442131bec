"""People: awareness, commitment, engagement, champions, leaders, and posts filled."""

from typing import Annotated, NamedTuple

from sim.model.rules import (
    Change,
    Drag,
    Factor,
    drag,
    either,
    gain,
    hundredths,
    leaning,
    loss,
    mean,
    needed,
    nurses_needed,
    obliged,
    persons,
    rule,
    share_of,
    total,
    travel_burden,
    whole,
)
from sim.model.state import Core, Draw, Flag, Member, Posts, Share

# -- Who stays -----------------------------------------------------------------------------


@rule
def steady(member: Member) -> float:
    """By what turnover is multiplied where staff are steadier or less steady than elsewhere."""
    return leaning(-member.p.people.steadiness_keeps, member.character.steadiness)


# -- Knowing of the network ----------------------------------------------------------------


@rule
def news(member: Member) -> Share:
    """News of the network that reaches an organisation: a hub from the core, a spoke from its hub (F33).

    The contact point sends it (F72), thinned by distance (F67) and where there is no seat (F93, F96). A spoke
    has it from its hub, as far as the hub has heard it, is engaged itself and works with the spoke; the
    contact point's own line to a spoke is the weaker one, and the thinner the more members there are. If hubs
    relayed nothing, a hub that drifts off would darken its own spokes no more than others.
    """
    p, facts, peers = member.p.people, member.facts, member.peers
    near = needed(p.news_needs_nearness, 1.0 - travel_burden(facts.distance, member.p))
    seat = needed(p.news_needs_seat, facts.in_governance)
    members = member.network.organisations
    thin = p.members_reached_directly / (p.members_reached_directly + members)
    line = facts.hub + (1.0 - facts.hub) * p.direct_line * thin
    return either(member.net.information_flow * near * seat * line, peers.news)


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
        turnover=loss(p.staff_turnover / 12.0 * steady(member), x),
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
        told_by_peers=gain(p.told_by_peers * member.peers.closeness * member.peers.awareness * news, x),
        told_plainly=gain(p.told_plainly * member.lever.managed_expectations, x),
        champion=gain(dial.C50 * p.champion_tells_wider * org.champion, x),
        turnover=loss(p.staff_turnover / 12.0 * steady(member) + p.wider_forgets, x),
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
    """What holds an organisation back from coming to the quarter's meeting (drags)."""

    engagement: Drag
    awareness: Drag
    travel: Annotated[Drag, "C24.1"]
    time: Annotated[Drag, "C38.2"]
    seat: Drag
    company: Drag


@rule
def participation(member: Member, travel: Share) -> Participation:
    """Who is engaged, knows of it, can get there and has the time comes, the rather if others do.

    Central meetings are hard to reach from the edge (C24, F67, F69); an organisation's own priorities take
    the time (C38, F45), and so does work that is more than its staff can do, and money that is short
    (F86, F91); parts in governance are incomplete (F93, F96). What is left is the chance that it comes: it
    comes or it does not, so that its part changes from quarter to quarter.
    """
    org, p, dial = member.org, member.p.people, member.dial
    time = (1.0 - org.own_priority) * needed(p.time_needs_staff, (1.0 - org.workload) * (1.0 - org.strain))
    return Participation(
        engagement=drag(p.participation_needs_engagement, org.engagement),
        awareness=drag(p.participation_needs_awareness, org.awareness_core),
        travel=drag(dial.C24 * p.participation_needs_nearness, 1.0 - travel),
        time=drag(dial.C38 * p.participation_needs_time, time),
        seat=drag(p.participation_needs_seat, member.facts.in_governance),
        company=drag(p.participation_needs_company, member.peers.participation),
    )


@rule
def meetings_attended(member: Member, came: Flag) -> Share:
    """Of the meetings of late those that it came to, the latest counting most, as over a year."""
    x = member.org.meetings_attended
    return x + (came - x) / 12.0


@rule
def able_to_take_part(participation: Participation) -> Share:
    """How far an organisation could take part if it wanted to: what holds it back, but for engagement."""
    return 1.0 / (1.0 + total(0.0, participation) - participation.engagement)


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
    """How big the obstacles look follows how far each barrier still stands where one works (C04, F66).

    What is left standing discourages, and what is seen to be lifted encourages: the network's money and one's
    own, one's own links, the network's standards, and the nurses where one serves (F58). Broad goals look
    like a huge job (C32, F43, F44). Achievements that members can see make them look smaller (F132). If all
    judged the region as a whole, members would give up alike; as it is those without nurses do so first.
    """
    org, net, p, dial, who = member.org, member.net, member.p.people, member.dial, member.character
    x = org.tractability
    money = mean(net.money_met, 1.0 - org.strain)
    staff = mean(net.staff_met, member.care.nurse_presence)
    return Tractability(
        scarce_money=p.discouraged_by_money * (money - x),
        unlinked_records=p.discouraged_by_records * (org.record_access - x),
        missing_standards=p.discouraged_by_standards * (net.standards_met - x),
        scarce_staff=p.discouraged_by_staff * (staff - x),
        broad_goals=loss(dial.C32 * p.discouraged_by_breadth * net.goal_breadth, x),
        visible_progress=gain(
            p.encouraged_by_progress
            * leaning(p.readiness_encourages, who.readiness)
            * mean(net.achievements, net.progress),
            x,
        ),
    )


class EngagementRisks(NamedTuple):
    """What lets problems drive members away (factors): 1 where nobody foresaw them."""

    unforeseen: Annotated[Factor, "C56.1"]


@rule
def engagement_risks(member: Member) -> EngagementRisks:
    """Plans informed by known barriers and by implementation frameworks lower the risks (C56, F117, F134).

    The abler organisations foresee some of them by themselves.
    """
    able = mean(1.0, member.character.ability)
    planned = member.p.levers.readiness_planning_risks_foreseen * member.lever.readiness_planning
    foreseen = either(planned, member.p.people.foresight * able)
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
    lost: Change


@rule
def engagement(
    member: Member, news: Share, able: Share, trained: Share, workaround_burden: Share, risks: Share
) -> Engagement:
    """What draws an organisation in this month, and what drives it away.

    Training keeps members engaged (C41, F126, F141); sharing early achievements (C47, F132,
    F142) and a local champion (C50, F119) are recommended, untested. Workarounds (C18, F114:
    from other research), barriers that look too big (C04, F66) and change that stalls (C44,
    F112) drive away, unless planning has foreseen it. So do promises that are not kept (F43, F66), which
    managed expectations and awareness mend (C49, F140: recommended, untested), and obligations that
    feel imposed from above (F27). Engagement is not static: it fades unless someone works to keep it
    (C46, F118), which is what the flow of information does; some hold on longer than others.
    """
    org, net, p, dial, lever = member.org, member.net, member.p.people, member.dial, member.lever
    x = org.engagement
    # Work to keep engagement counts where it reaches people who know what it is about.
    effort = news * org.awareness_core
    # Commitment engages those who see a benefit (F68), are able to take part (F69) and hear of something to
    # take part in, for engagement needs constant attention (F72, F118, F143). Some it engages more readily
    # than others: weak engagement is a way to be peripheral of its own (F35, F52, F56), drawn once a run.
    inclined = leaning(p.readiness_engages, member.character.readiness)
    soon_lost = leaning(-p.readiness_engages, member.character.readiness)
    worthwhile = needed(p.commitment_needs_benefit, org.expected_benefit)
    possible = needed(p.commitment_needs_access, able) * needed(p.commitment_needs_contact, news)
    shared = lever.early_achievements * net.achievements
    unkept = max(0.0, net.expectations - max(net.achievements, member.care.cover_24_7))
    disappointed = loss(p.disappointed * unkept, x)
    aware = mean(org.awareness_core, org.awareness_wider)
    return Engagement(
        committed=gain(p.engaged_by_commitment * inclined * org.commitment * worthwhile * possible, x),
        benefits_received=gain(dial.C41 * p.engaged_by_training * trained, x),
        achievements_shared=gain(dial.C47 * p.engaged_by_achievements * shared, x),
        champion=gain(dial.C50 * p.engaged_by_champion * org.champion, x),
        known_of=gain(dial.C49 * p.engaged_by_awareness * aware, x),
        pull_of_peers=p.pull_of_peers * member.peers.closeness * (member.peers.engagement - x),
        workarounds=loss(dial.C18 * p.worn_by_workarounds * workaround_burden * risks, x),
        intractability=loss(dial.C04 * p.discouraged * (1.0 - org.tractability) * risks, x),
        stalled_change=loss(dial.C44 * p.worn_by_stalling * (1.0 - net.implementation_capability) * risks, x),
        disappointed=disappointed,
        expectations_managed=-(
            dial.C49 * p.disappointment_spared * lever.managed_expectations * disappointed
        ),
        imposed=loss(p.put_off_by_obligation * obliged(member), x),
        no_effort=loss(dial.C46 * p.engagement_decay * soon_lost * (1.0 - effort), x),
        lost=-(member.here.engagement_lost * x),
    )


class Champion(NamedTuple):
    """Monthly changes of a local champion's presence (share a month)."""

    found: Annotated[Change, "L10"]
    arose: Change
    left: Change


@rule
def champion(member: Member) -> Champion:
    """A champion is found where someone is asked, and lost with turnover (F119).

    Where an organisation is readier than most one may arise by himself.
    """
    x, p, lever = member.org.champion, member.p.people, member.lever.champions
    return Champion(
        found=gain(p.champion_found * lever, x),
        arose=gain(p.champion_arises * max(0.0, member.character.readiness), x),
        left=loss(p.staff_turnover / 12.0 * steady(member) + p.champion_stops * (1.0 - lever), x),
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


class Staff(NamedTuple):
    """A group of an organisation's staff this month: whole-time equivalents."""

    posts: Posts  # filled
    new: Posts  # of these, in posts that a lever pays
    known: Posts  # filled at month 0
    established: Posts
    established_anew: Posts  # by a lever
    turnover: Annotated[float, "a year"]
    filling: Annotated[float, "a month"]  # the chance that a new post is filled
    clinical: Flag  # specialists or community nurses, whom the network's money helps to find
    movable: Flag  # nurses, who may go to neighbours that miss some


class StaffLuck(NamedTuple):
    """A group's draws of one month."""

    leave: Draw
    join: Draw


class SpecialistPosts(NamedTuple):
    """Monthly changes of specialists' posts filled (whole-time equivalents)."""

    joined: Change
    new_posts: Annotated[Change, "L15"]
    network_money: Annotated[Change, "C02.4"]
    left: Change
    lost: Change


class NursePosts(NamedTuple):
    """Monthly changes of community nurses' posts filled (whole-time equivalents)."""

    joined: Change
    new_posts: Annotated[Change, "L15"]
    network_money: Annotated[Change, "C02.5"]
    left: Change
    lost: Change


class OtherPosts(NamedTuple):
    """Monthly changes of other staff's posts filled (whole-time equivalents)."""

    joined: Change
    left: Change
    lost: Change


class PostsChanged(NamedTuple):
    """What a group's posts filled change by, as each kind of flow has it (whole-time equivalents)."""

    joined: Posts
    new_posts: Posts
    network_money: Posts
    left: Posts
    lost: Posts


@rule
def workload(member: Member, specialists: Posts, nurses: Posts, others: Posts) -> Share:
    """What an organisation's staff lack of the posts that it has for its work, nurses of what children need.

    Where nurses are short of the standard their work is more than they can do (F57, F59).
    """
    facts = member.facts
    asked_for = max(facts.nurse_establishment, nurses_needed(facts.children_nursed, member.p))
    whole_work = facts.specialist_establishment + asked_for + facts.other_establishment
    return max(0.0, 1.0 - share_of(specialists + nurses + others, whole_work, 1.0))


@rule
def hiring(member: Member) -> float:
    """By what the chance to fill a post is multiplied: by the field's money, and by an organisation's strain.

    A rise of the whole field's money makes it easier (F90, F91). An organisation whose money has become more
    strained than it was freezes vacancies.
    """
    p, org, lever = member.p.people, member.org, member.lever
    eased = 1.0 + lever.sector_funding * member.p.levers.sector_funding_hiring_eased
    frozen = p.strain_freezes * max(0.0, org.strain - org.usual_strain)
    return eased * (1.0 - frozen) * (1.0 - member.here.posts_frozen)


@rule
def leaving(member: Member, group: Staff, usual_workload: Share) -> Posts:
    """Posts that staff may be expected to leave in a month: more, where their work has grown (F57, F59).

    It grows as far as fewer do it than usually did. Nurses leave sooner, the more of them neighbours miss.
    """
    p = member.p.people
    grown = share_of(member.org.workload - usual_workload, 1.0 - usual_workload, 0.0)
    overworked = p.workload_drives_away * grown
    drawn = group.movable * p.neighbours_draw * member.peers.missed
    return group.posts * group.turnover / 12.0 * steady(member) * max(0.0, 1.0 + overworked + drawn)


@rule
def posts_changed(
    member: Member, group: Staff, luck: StaffLuck, easy: float, usual_workload: Share
) -> PostsChanged:
    """Staff leave and others come, one person at a time (F57, F58, F59).

    What is known of posts at month 0 is how things stand: those who leave are replaced as fast as they left
    then, so that with no lever pulled vacancies stay what they were, but for chance. Where none stood empty a
    successor may come before somebody goes, and the two overlap for as long as a vacancy would last. More
    of the network's money than it had helps a little to fill posts, and less of it hinders (C02, F64); more
    posts need the lever. Before month 0 the posts filled are a known fact.
    """
    p, changing = member.p.people, 1.0 - member.terms.history
    usual_leaving = group.known * group.turnover / 12.0 * steady(member)
    usually_open = max(group.established - group.known, p.vacancy_lasts * usual_leaving)
    rate = share_of(usual_leaving, usually_open, 0.0)
    old = group.posts - group.new
    room, open_posts = group.established - old, group.known + usually_open - old
    room_anew = max(0.0, group.established_anew - group.new)
    richer = min(1.0, member.net.granted / max(1.0, member.network.grant) - 1.0)
    eased = member.dial.C02 * p.posts_filled_by_money * richer * max(0.0, room) * group.clinical
    expected, anew = rate * max(0.0, open_posts) * easy, group.filling * room_anew * easy
    funded = max(-expected, eased)
    lost = member.here.staff_lost * group.posts
    overlapping = rate * max(0.0, -open_posts)
    left = persons(leaving(member, group, usual_workload) + overlapping, group.posts - lost, luck.leave)
    most = max(0.0, room) + room_anew
    joined = persons(expected + anew + funded, most if most > 0.0 else 1.0, luck.join)
    share = changing * share_of(joined, expected + anew + funded, 0.0)
    return PostsChanged(
        joined=expected * share,
        new_posts=anew * share,
        network_money=funded * share,
        left=-(changing * left),
        lost=-lost,
    )


@rule
def usual_workload(member: Member) -> Share:
    """The workload as it was with the posts known at month 0."""
    facts = member.facts
    return workload(member, facts.specialists_known, facts.nurses_known, facts.others_known)


@rule
def specialists(member: Member) -> Staff:
    """Specialists: scarce everywhere, so slow to fill even when funded (F57, F59)."""
    facts, org, p = member.facts, member.org, member.p.people
    return Staff(
        posts=org.specialist_posts,
        new=org.new_specialists,
        known=facts.specialists_known,
        established=facts.specialist_establishment,
        established_anew=member.lever.more_staff * member.here.new_specialists,
        turnover=p.specialist_turnover,
        filling=p.specialist_posts_filled,
        clinical=1.0,
        movable=0.0,
    )


@rule
def nurses(member: Member) -> Staff:
    """Community nurses: too few posts, of which some stay empty, and in places none (F57, F58, F59)."""
    facts, org, p = member.facts, member.org, member.p.people
    return Staff(
        posts=org.nurse_posts,
        new=org.new_nurses,
        known=facts.nurses_known,
        established=facts.nurse_establishment,
        established_anew=member.lever.more_staff * member.here.new_nurses,
        turnover=p.nurse_turnover,
        filling=p.nurse_posts_filled,
        clinical=1.0,
        movable=1.0,
    )


@rule
def others(member: Member) -> Staff:
    """Other staff of the service, on whose time the network draws (F62)."""
    facts, org, p = member.facts, member.org, member.p.people
    return Staff(
        posts=org.other_posts,
        new=0.0,
        known=facts.others_known,
        established=facts.other_establishment,
        established_anew=0.0,
        turnover=p.staff_turnover,
        filling=0.0,
        clinical=0.0,
        movable=0.0,
    )


@rule
def specialist_posts(changes: PostsChanged) -> SpecialistPosts:
    """What specialists' posts filled change by; network money helps a little (C02, F64)."""
    return SpecialistPosts(
        changes.joined, changes.new_posts, changes.network_money, changes.left, changes.lost
    )


@rule
def nurse_posts(changes: PostsChanged) -> NursePosts:
    """What community nurses' posts filled change by; network money helps a little (C02, F64)."""
    return NursePosts(changes.joined, changes.new_posts, changes.network_money, changes.left, changes.lost)


@rule
def other_posts(changes: PostsChanged) -> OtherPosts:
    """What other staff's posts filled change by (F62)."""
    return OtherPosts(changes.joined, changes.left, changes.lost)


@rule
def nurses_missed(group: Staff, posts: Posts) -> float:
    """Share of nurses' posts that stand empty, less those that did at month 0; below 0 if fewer are."""
    usually_open = max(0.0, group.established - group.known)
    whole = group.established + group.established_anew
    return max(-1.0, share_of(whole - posts - usually_open, whole, 0.0))


@rule
def in_new_posts(group: Staff, posts: Posts, changes: PostsChanged) -> Posts:
    """Of the posts filled those that a lever pays: its own vacancies, less their part of those who left."""
    left = -(changes.left + changes.lost) * share_of(group.new, group.posts, 0.0)
    return hundredths(max(0.0, min(posts, min(group.established_anew, group.new + changes.new_posts - left))))


class NursePool(NamedTuple):
    """Monthly changes of the nurses in the region who could be hired (1 as at month 0)."""

    left_their_posts: Change
    hired: Change
    come_and_gone: Change


@rule
def nurse_pool(core: Core) -> NursePool:
    """A region shares the nurses who could be hired: they are fewer after much hiring (F59).

    They are counted against those who were there at month 0, a share of all posts filled then. Some of those
    who leave stay in the region; others come and go, so that in time it is as it was.
    """
    net, members, facts, p = core.net, core.members, core.facts, core.p.people
    people = max(1.0, p.pool_against_posts * facts.nurses_known)
    usual = p.nurse_turnover / 12.0 * facts.nurses_known
    changing = 1.0 - core.terms.history
    return NursePool(
        left_their_posts=changing * p.leavers_stay * (members.nurses_left - usual) / people,
        hired=changing * (usual - members.nurses_joined) / people,
        come_and_gone=p.pool_recovers / 12.0 * (1.0 - net.nurse_pool),
    )
