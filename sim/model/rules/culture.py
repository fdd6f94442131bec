"""Culture: distance between NHS and others, rivalry, trust, sharing, and whether standards fit."""

from typing import Annotated, NamedTuple

from sim.model.rules import Change, gain, left_out, loss, needed, rule, sector_money, specialist_focus
from sim.model.state import Core, Member, Pair, Share

# -- Between the organisations of the network ----------------------------------------------


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


class Rivalry(NamedTuple):
    """Monthly changes of rivalry between organisations (share a month)."""

    scarce_sector_money: Annotated[Change, "C07.1"]
    power_imbalance: Annotated[Change, "C08.1"]
    eased: Change


@rule
def rivalry(core: Core) -> Rivalry:
    """Scarce money makes organisations compete (C07, F92), and unequal power feeds it (C08, F22).

    Parity in governance takes the edge off unequal power; trust between members eases rivalry (F21).
    """
    x, p, lever = core.net.rivalry, core.p.culture, core.lever
    scarcity = 1.0 - sector_money(core.facts.sector_funding, lever.sector_funding, core.p)
    unequal = core.facts.power_imbalance * (
        1.0 - core.p.levers.governance_parity_power_shared * lever.governance_parity
    )
    return Rivalry(
        scarce_sector_money=gain(core.dial.C07 * p.rivalry_by_scarcity * scarcity, x),
        power_imbalance=gain(p.rivalry_by_power * unequal, x),
        eased=loss(p.rivalry_eased * needed(p.easing_needs_trust, core.members.trust), x),
    )


# -- Between one organisation and the rest -------------------------------------------------


class Trust(NamedTuple):
    """Monthly changes of an organisation's trust in the others (share a month)."""

    collaborative_governance: Annotated[Change, "C54.1"]
    rivalry: Annotated[Change, "C08.2"]
    fade: Change


@rule
def trust(member: Member, participation: Share) -> Trust:
    """A structure that fosters collaboration builds trust in those who take part (C54, F107, F145).

    Rivalry wears it down (C08, F21, F22).
    """
    x, p, dial = member.org.trust, member.p.culture, member.dial
    together = member.net.governance * participation
    return Trust(
        collaborative_governance=gain(dial.C54 * p.trust_by_governance * together, x),
        rivalry=loss(dial.C08 * p.trust_lost_to_rivalry * member.net.rivalry, x),
        fade=loss(p.trust_fades, x),
    )


class Sharing(NamedTuple):
    """Monthly changes of what an organisation shares with the others (share a month)."""

    sector_money: Annotated[Change, "C06.1"]
    trust: Change
    rivalry: Annotated[Change, "C08.3"]
    withheld: Change


@rule
def sharing(member: Member) -> Sharing:
    """Underfunded organisations can and will share less (C06, F91); trusting ones more (F13, F21).

    Rivals share less (C08, F21, F22).
    """
    x, p, dial = member.org.sharing, member.p.culture, member.dial
    means = sector_money(member.network.sector_funding, member.lever.sector_funding, member.p)
    return Sharing(
        sector_money=gain(dial.C06 * p.shared_by_means * means, x),
        trust=gain(p.shared_by_trust * member.org.trust, x),
        rivalry=loss(dial.C08 * p.sharing_lost_to_rivalry * member.net.rivalry, x),
        withheld=loss(p.withheld, x),
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


class TieStrength(NamedTuple):
    """Monthly changes of the strength of a working relation (share a month)."""

    trained_together: Annotated[Change, "C41.3"]
    met_virtually: Annotated[Change, "C51.1"]
    took_part_together: Change
    fade: Change


@rule
def tie_strength(pair: Pair) -> TieStrength:
    """Learning together makes ties (C41, F102), also on line (C51, F84, F128); ties unused fade (F118)."""
    x, p, dial = pair.tie.tie_strength, pair.p.culture, pair.dial
    trained = pair.a.training_attendance * pair.b.training_attendance
    virtually = min(pair.lever_a.virtual_training, pair.lever_b.virtual_training)
    together = pair.a.participation * pair.b.participation
    return TieStrength(
        trained_together=gain(dial.C41 * p.ties_by_training * trained, x),
        met_virtually=gain(dial.C51 * p.ties_on_line * virtually * pair.a.engagement * pair.b.engagement, x),
        took_part_together=gain(p.ties_by_taking_part * together, x),
        fade=loss(p.ties_fade, x),
    )
