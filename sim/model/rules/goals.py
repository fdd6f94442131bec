"""Goals and metrics: vision, need, clarity of purpose, the outcome measure, evaluation and worth."""

from typing import Annotated, NamedTuple

from sim.model.rules import (
    Change,
    Factor,
    breadth_in_use,
    gain,
    leaning,
    loss,
    mean,
    needed,
    rule,
)
from sim.model.state import Core, Member, Share

# -- What members see in it ----------------------------------------------------------------


class Vision(NamedTuple):
    """Monthly changes of the vision an organisation shares (share a month)."""

    common_cause: Change
    doubt: Change


@rule
def vision(member: Member) -> Vision:
    """Nearly all share one vision (F42); the governing structure carries it, time wears it (F118).

    Those who come to its meetings hear of it oftener.
    """
    x, p = member.org.vision, member.p.goals
    heard = needed(p.vision_needs_meetings, member.org.participation)
    return Vision(
        common_cause=gain(
            p.vision_carried * needed(p.vision_needs_governance, member.net.governance) * heard, x
        ),
        doubt=loss(p.vision_worn, x),
    )


class Need(NamedTuple):
    """Monthly changes of the need an organisation sees for the network (share a month)."""

    gaps_seen: Change
    habit: Change


@rule
def need(member: Member) -> Need:
    """Gaps in local care show that the network is needed (F13, F57)."""
    x, p = member.org.need, member.p.goals
    return Need(
        gaps_seen=gain(p.need_seen * (1.0 - member.care.cover_24_7), x),
        habit=loss(p.need_forgotten, x),
    )


class Clarity(NamedTuple):
    """Monthly changes of clarity about what the network is for (share a month)."""

    explained: Change
    deliverables: Annotated[Change, "C36.1"]
    service_seen: Annotated[Change, "C36.2"]
    definition_agreed: Annotated[Change, "C52.1"]
    broad_definition: Annotated[Change, "C33.1"]
    differences: Annotated[Change, "C31.1"]
    forgotten: Change


@rule
def clarity(member: Member, x: Share, informed: Share, news: Share) -> Clarity:
    """Being informed and seeing results clear things up; breadth and differences blur them.

    Results and maturity (C36, F55) and an agreed definition (C52, F120) raise clarity; a broad
    definition (C33, F121, F122) and contrasts between NHS and others (C31, F87) lower it; so does
    nobody keeping members updated (F72). `informed` is the awareness of these staff.
    """
    net, p, dial = member.net, member.p.goals, member.dial
    breadth = breadth_in_use(member.network.definition_breadth, member.lever.agreed_definition, member.p)
    return Clarity(
        explained=gain(p.clarity_explained * news * informed, x),
        deliverables=gain(dial.C36 * p.clarity_by_results * net.guidelines * informed, x),
        service_seen=gain(dial.C36 * p.clarity_by_service * member.care.cover_24_7 * informed, x),
        definition_agreed=gain(dial.C52 * p.clarity_by_definition * net.definition_agreed * informed, x),
        broad_definition=loss(dial.C33 * p.clarity_lost_to_breadth * breadth, x),
        differences=loss(dial.C31 * p.clarity_lost_to_differences * net.organisational_distance, x),
        forgotten=loss(p.clarity_forgotten, x),
    )


class SeniorBuyIn(NamedTuple):
    """Monthly changes of senior buy-in inside an organisation (share a month)."""

    standing: Annotated[Change, "C37.1"]
    other_business: Change


@rule
def senior_buy_in(member: Member) -> SeniorBuyIn:
    """The network's standing keeps the subject on the agenda and wins senior backing (C37, F46).

    The rather where an organisation has a part in it, and where its seniors care for the subject.
    """
    x, p = member.org.senior_buy_in, member.p.goals
    part = needed(p.buy_in_needs_part, mean(member.facts.in_governance, member.org.participation))
    backed = leaning(p.backing_counts, member.character.backing)
    return SeniorBuyIn(
        standing=gain(member.dial.C37 * p.buy_in_by_standing * member.net.standing * part * backed, x),
        other_business=loss(p.buy_in_worn, x),
    )


class OwnPriority(NamedTuple):
    """Monthly changes of the priority of an organisation's own care and future (share a month)."""

    insecurity: Change
    senior_backing: Change


@rule
def own_priority(member: Member) -> OwnPriority:
    """Scarce money turns organisations to their own future (F45, F90); senior backing opens them (F46).

    What counts is the strain on an organisation's own money (F86); beside it some put their own care first
    and others do not (F45, F52), in ways that the study does not name.
    """
    x, p = member.org.own_priority, member.p.goals
    own = leaning(p.inwardness_turns, member.character.inwardness)
    return OwnPriority(
        insecurity=gain(p.turned_inward * member.org.strain * own, x),
        senior_backing=loss(p.opened_by_backing * member.org.senior_buy_in, x),
    )


# -- Goals of the network ------------------------------------------------------------------


class GoalBreadth(NamedTuple):
    """Monthly changes of the breadth of the network's goals (share a month)."""

    broad_definition: Annotated[Change, "C32.1"]
    focus_found: Change


@rule
def goal_breadth(core: Core) -> GoalBreadth:
    """A broad definition keeps goals broad (C32, F43, F44); an agreed one narrows them (F120)."""
    x, p = core.net.goal_breadth, core.p.goals
    breadth = breadth_in_use(core.facts.definition_breadth, core.lever.agreed_definition, core.p)
    return GoalBreadth(
        broad_definition=gain(p.goals_widen * breadth, x),
        focus_found=loss(p.goals_narrow * needed(p.focus_needs_definition, core.net.definition_agreed), x),
    )


class DefinitionAgreed(NamedTuple):
    """Monthly changes of agreement on definition and model of care (share a month)."""

    discussed: Change
    worked_out: Annotated[Change, "L17"]
    differing_use: Change


@rule
def definition_agreed(core: Core, progress: Share) -> DefinitionAgreed:
    """Work on standards, or on it alone, brings a common definition nearer; usage differs (F88, F120)."""
    x, p = core.net.definition_agreed, core.p.goals
    return DefinitionAgreed(
        discussed=gain(p.definition_discussed * progress, x),
        worked_out=gain(p.definition_worked_out * core.lever.agreed_definition, x),
        differing_use=loss(p.definition_undone, x),
    )


class OutcomeSet(NamedTuple):
    """Monthly changes of the core outcome set (share of it agreed and in use, a month)."""

    developed: Annotated[Change, "L07"]
    pathways_missing: Annotated[Change, "C13.1"]
    neglected: Change


@rule
def outcome_set(core: Core) -> OutcomeSet:
    """A standard outcome measure exists only where someone works on it (F48).

    Where standards and pathways are missing, there is less to agree outcomes on (C13, F131).
    """
    x, p, lever = core.net.outcome_set, core.p.goals, core.lever.outcome_set
    built_on = 1.0 - needed(core.dial.C13 * p.measure_needs_pathways, core.net.guidelines)
    developed = gain(p.outcome_set_developed * lever, x)
    return OutcomeSet(
        developed=developed,
        pathways_missing=-(developed * built_on),
        neglected=loss(p.outcome_set_neglected * (1.0 - lever), x),
    )


@rule
def standards_met(core: Core, outcome_set: Share, guidelines: Share) -> Share:
    """How far the barrier of missing standards and outcome measure is lifted, 0-1 (F48, F131)."""
    weight = core.p.goals.measure_in_standards
    return weight * outcome_set + (1.0 - weight) * guidelines


class SuccessAgreed(NamedTuple):
    """What agreement on how success is measured requires (factors)."""

    outcome_measure: Annotated[Factor, "C11.1"]


@rule
def success_agreed(core: Core, outcome_set: Share) -> SuccessAgreed:
    """Without an outcome measure it is hard to agree how to measure success (C11, F51)."""
    return SuccessAgreed(outcome_measure=needed(core.dial.C11, outcome_set))


# -- Judging and showing success -----------------------------------------------------------


class Evaluation(NamedTuple):
    """Monthly changes of the capability to evaluate (share a month)."""

    outcome_measure: Annotated[Change, "C10.1"]
    common_records: Annotated[Change, "C19.1"]
    data_returns: Change
    process_data: Annotated[Change, "C48.1"]
    capability: Annotated[Change, "C44.6"]
    stalled: Change


@rule
def evaluation(core: Core, progress: Share, capability: Share) -> Evaluation:
    """Evaluation needs a measure (C10, F50), common recording (C19, F79), data returns (F80).

    Process data help where measures are lacking (C48, F133, F144), as far as members return them.
    The cross-cutting barriers stall it (C44, F130). Somebody has to gather and to judge all that, in the
    core's time that renewals leave (F63, F71).
    """
    x, p, dial = core.net.evaluation, core.p.goals, core.dial
    time = core.net.productive_share * mean(core.net.coordinator_effort, core.net.leader_effort)
    done = needed(p.evaluation_needs_core, time)
    data = core.lever.process_data * core.members.return_completeness
    return Evaluation(
        outcome_measure=gain(dial.C10 * done * p.evaluation_by_measure * core.net.outcome_set, x),
        common_records=gain(dial.C19 * done * p.evaluation_by_records * core.members.record_access, x),
        data_returns=gain(done * p.evaluation_by_returns * core.members.return_completeness, x),
        process_data=gain(dial.C48 * done * p.evaluation_by_process_data * data, x),
        capability=gain(dial.C44 * p.evaluation_by_capability * capability * progress, x),
        stalled=loss(p.evaluation_worn, x),
    )


class Worth(NamedTuple):
    """Monthly changes of the worth the network has shown its funders (share a month)."""

    outcomes_shown: Annotated[Change, "C09.1"]
    process_shown: Annotated[Change, "C48.3"]
    training_valued: Annotated[Change, "C41.5"]
    forgotten: Change


@rule
def worth(core: Core, evaluation: Share) -> Worth:
    """Worth is shown with an outcome measure (C09, F49), and a little by training (C41, F126).

    Process data show some of it too (C48, F132, F133).
    """
    x, p, dial = core.net.worth, core.p.goals, core.dial
    return Worth(
        outcomes_shown=gain(dial.C09 * p.worth_by_outcomes * core.net.outcome_set * evaluation, x),
        process_shown=gain(dial.C48 * p.worth_by_process_data * core.lever.process_data * evaluation, x),
        training_valued=gain(dial.C41 * p.worth_by_training * core.members.training_attendance, x),
        forgotten=loss(p.worth_forgotten, x),
    )


class Learning(NamedTuple):
    """Monthly changes of what the network has learnt about carrying out change (share a month)."""

    process_data: Annotated[Change, "C48.2"]
    forgotten: Change


@rule
def learning(core: Core, evaluation: Share) -> Learning:
    """Process data, evaluated, teach how change is carried out (C48, F133, F144); it is forgotten (F118)."""
    x, p = core.net.learning, core.p.goals
    return Learning(
        process_data=gain(
            core.dial.C48 * p.learnt_from_process_data * core.lever.process_data * evaluation, x
        ),
        forgotten=loss(p.learning_forgotten, x),
    )


class Achievements(NamedTuple):
    """Monthly changes of the achievements members can see (share a month)."""

    guidelines_endorsed: Change
    uptake_counted: Annotated[Change, "L08"]
    training_held: Change
    care_improved: Change
    fade: Change


@rule
def achievements(core: Core) -> Achievements:
    """Guidelines and training are achievements members name (F98, F101); better care would be (F57).

    Counting the uptake of guidelines would show more of them (F132). Without a measure of outcomes members
    are unsure whether care has changed through the network at all (F97): it takes one to judge that (F133).
    """
    net, p = core.net, core.p.goals
    judged = needed(p.judging_care_needs_measure, net.outcome_set)
    x = net.achievements
    endorsed = max(0.0, net.guidelines - net.guidelines_before)
    return Achievements(
        guidelines_endorsed=gain(p.guidelines_noticed * endorsed, x),
        uptake_counted=gain(p.uptake_noticed * core.lever.process_data * core.members.adoption, x),
        training_held=gain(p.training_noticed * core.members.training_attendance, x),
        care_improved=gain(p.care_noticed * judged * core.region.cover_24_7, x),
        fade=loss(p.achievements_fade, x),
    )


class Expectations(NamedTuple):
    """Monthly changes of the expectations raised (share a month)."""

    promised: Change
    big_promise: Change
    told_plainly: Annotated[Change, "L18"]
    sobered: Change


@rule
def expectations(core: Core) -> Expectations:
    """Broad goals promise much (F43, F44), as does a public promise; what is not delivered sobers (F66).

    Expectations can be managed (F140).
    """
    net, p, x = core.net, core.p.goals, core.net.expectations
    return Expectations(
        promised=gain(p.expectations_promised * net.goal_breadth * net.information_flow, x),
        big_promise=gain(core.shock.promise, x),
        told_plainly=loss(p.expectations_told_plainly * core.lever.managed_expectations, x),
        sobered=loss(p.expectations_sobered * (1.0 - core.region.cover_24_7), x),
    )


class Standing(NamedTuple):
    """Monthly changes of the network's standing with trusts and commissioners (share a month)."""

    formal_governance: Change
    worth_shown: Change
    passing: Change


@rule
def standing(core: Core, worth: Share) -> Standing:
    """Formal governance and shown worth give the network status that is hard to ignore (F47, F94)."""
    net, p = core.net, core.p.goals
    return Standing(
        formal_governance=gain(p.standing_by_governance * net.governance, net.standing),
        worth_shown=gain(p.standing_by_worth * worth, net.standing),
        passing=loss(p.standing_passes, net.standing),
    )
