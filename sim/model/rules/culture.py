"""Culture: distance between NHS and others, sharing, whether standards fit, and ties with their rivalries."""

from typing import Annotated, NamedTuple

from sim.model.rules import Change, gain, leaning, left_out, loss, mean, needed, rule, specialist_focus
from sim.model.state import Core, Member, Pair, Parameters, Share, TieFacts

# -- NHS and others ------------------------------------------------------------------------


class OrganisationalDistance(NamedTuple):
    """Monthly changes of the distance between NHS and other organisations (share a month)."""

    familiarity: Change
    parity: Annotated[Change, "L19"]
    old_ways: Change


@rule
def organisational_distance(core: Core) -> OrganisationalDistance:
    """Size, models and security of funds differ (F85, F86); working under one structure helps (F93).

    Parity in governance, with a memorandum and a shared data agreement, works on the contrast itself (F86).
    """
    x, p = core.net.organisational_distance, core.p.culture
    return OrganisationalDistance(
        familiarity=loss(p.familiarity * core.net.governance, x),
        parity=loss(p.parity_eases * core.lever.governance_parity, x),
        old_ways=p.old_ways * (core.facts.organisational_distance - x),
    )


# -- Between one organisation and the rest -------------------------------------------------


class Sharing(NamedTuple):
    """Monthly changes of what an organisation shares with the others (share a month)."""

    own_means: Annotated[Change, "C06.1"]
    trust: Change
    rivalry: Annotated[Change, "C08.3"]
    withheld: Change


@rule
def sharing(member: Member, means: Share) -> Sharing:
    """Underfunded organisations can and will share less (C06, F91); trusting ones more (F13, F21).

    What counts is an organisation's own means, and trust and rivalry with those it is tied to (C08, F22). If
    it were not so, all would share alike: as it is some share and some do not, rivals' neighbours least.
    """
    x, p, dial = member.org.sharing, member.p.culture, member.dial
    return Sharing(
        own_means=gain(dial.C06 * p.shared_by_means * means, x),
        trust=gain(p.shared_by_trust * member.peers.trust, x),
        rivalry=loss(dial.C08 * p.sharing_lost_to_rivalry * member.peers.rivalry, x),
        withheld=loss(p.withheld * leaning(p.inwardness_withholds, member.character.inwardness), x),
    )


class Appropriateness(NamedTuple):
    """Monthly changes of how well the network's standards seem to fit (share a month)."""

    uniform_standard: Annotated[Change, "C26.1"]
    specialist_focus: Annotated[Change, "C35.1"]
    holistic_definition: Annotated[Change, "C34.1"]
    use: Change


@rule
def appropriateness(member: Member) -> Appropriateness:
    """Uniform standards may not suit places with their own ways (C26, F70); use shows they can (F14).

    Standards adapted to a place suit it better (F70). Stress on specialist services makes others wonder
    how they count (C35, F123, F124); a broad, holistic definition fits how hospices work (C34, F122).
    """
    x, p, dial = member.org.appropriateness, member.p.culture, member.dial
    lever, facts = member.lever, member.facts
    adapted = member.p.levers.local_adaptation_adapted * lever.local_adaptation
    misfit = facts.atypicality * member.net.guidelines * (1.0 - adapted)
    focus = specialist_focus(lever.agreed_definition, member.p)
    breadth = member.network.definition_breadth * (1.0 - left_out(lever.agreed_definition, member.p))
    return Appropriateness(
        uniform_standard=loss(dial.C26 * p.misfit_felt * misfit, x),
        specialist_focus=loss(dial.C35 * p.misfit_of_specialism * focus * facts.less_clinical, x),
        holistic_definition=gain(dial.C34 * p.fit_by_breadth * breadth * facts.holistic, x),
        use=gain(p.fit_found * needed(p.fit_needs_use, member.org.adoption), x),
    )


# -- Ties ----------------------------------------------------------------------------------


@rule
def tie_weight(tie: TieFacts, p: Parameters) -> Share:
    """How strong a tie is at the outset: to a hub, hub to hub, in one place, or as declared (F33).

    Any other two have none, and come to have one where they meet.
    """
    culture = p.culture
    attached = max(tie.attachment * culture.tie_to_hub, tie.hubs * culture.tie_between_hubs)
    return max(max(attached, tie.shared_locality * culture.tie_in_locality), tie.declared)


class TieStrength(NamedTuple):
    """Monthly changes of the strength of a working relation (share a month)."""

    trained_together: Annotated[Change, "C41.3"]
    met_virtually: Annotated[Change, "C51.1"]
    met: Change
    hub_and_spoke: Change
    same_children: Change
    fade: Change


@rule
def tie_strength(pair: Pair) -> TieStrength:
    """Learning together makes ties (C41, F102), also on line (C51, F84, F128); ties unused fade (F118).

    So do meetings to which both come, the design of hub and spoke where both are engaged in it (F33), and
    caring for the same children. If strength did not count, ties held
    at a tenth and at full strength would come to the same; tied members would be no more alike than others.
    """
    x, p, dial, a, b = pair.tie.tie_strength, pair.p.culture, pair.dial, pair.a, pair.b
    virtually = min(pair.lever_a.virtual_training, pair.lever_b.virtual_training)
    return TieStrength(
        trained_together=gain(
            dial.C41 * p.ties_by_training * a.training_attendance * b.training_attendance, x
        ),
        met_virtually=gain(dial.C51 * p.ties_on_line * virtually * a.engagement * b.engagement, x),
        met=gain(p.ties_by_meeting * a.participation * b.participation, x),
        hub_and_spoke=gain(
            p.ties_by_design * pair.facts.attachment * pair.net.governance * min(a.engagement, b.engagement),
            x,
        ),
        same_children=gain(p.ties_by_children * pair.facts.overlap * mean(a.sharing, b.sharing), x),
        fade=loss(p.ties_fade, x),
    )


class TieTrust(NamedTuple):
    """Monthly changes of the trust between two organisations (share a month)."""

    collaborative_governance: Annotated[Change, "C54.1"]
    working_together: Change
    rivalry: Annotated[Change, "C08.2"]
    fade: Change


@rule
def tie_trust(pair: Pair) -> TieTrust:
    """A structure that fosters collaboration builds trust in those who come (C54, F107, F145).

    So does a relation that is used (F13, F102). Rivalry wears it down (C08, F21, F22). If trust were one
    number for all, it would not lie lower between those who seek the same money.
    """
    x, p, dial, a, b = pair.tie.tie_trust, pair.p.culture, pair.dial, pair.a, pair.b
    together = pair.net.governance * a.participation * b.participation
    return TieTrust(
        collaborative_governance=gain(dial.C54 * p.trust_by_governance * together, x),
        working_together=gain(p.trust_by_strength * pair.tie.tie_strength, x),
        rivalry=loss(dial.C08 * p.trust_lost_to_rivalry * pair.tie.tie_rivalry, x),
        fade=loss(p.trust_fades, x),
    )


class TieRivalry(NamedTuple):
    """Monthly changes of the rivalry between two organisations (share a month)."""

    scarce_sector_money: Annotated[Change, "C07.1"]
    power_imbalance: Annotated[Change, "C08.1"]
    eased: Change


@rule
def tie_rivalry(pair: Pair) -> TieRivalry:
    """Scarce money makes those compete who seek the same (C07, F92); unequal power feeds it (C08, F22).

    It grows between two organisations as far as they live on the same sources and serve the same children;
    parity in governance takes the edge off unequal power, and trust eases it (F21). If it were one number
    for all, sharing would be no less among those who overlap, and the small would suffer no more.
    """
    x, p, dial, facts = pair.tie.tie_rivalry, pair.p.culture, pair.dial, pair.facts
    contested = facts.same_money * needed(p.rivalry_needs_overlap, facts.overlap)
    parity = mean(pair.lever_a.governance_parity, pair.lever_b.governance_parity)
    unequal = facts.unequal * (1.0 - pair.p.levers.governance_parity_power_shared * parity)
    return TieRivalry(
        scarce_sector_money=gain(
            dial.C07 * p.rivalry_by_scarcity * mean(pair.a.strain, pair.b.strain) * contested, x
        ),
        power_imbalance=gain(p.rivalry_by_power * unequal * contested, x),
        eased=loss(p.rivalry_eased * needed(p.easing_needs_trust, pair.tie.tie_trust), x),
    )
