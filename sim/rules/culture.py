"""Culture: distance between NHS and others, rivalry, trust, sharing, and whether standards fit."""

from typing import Annotated, NamedTuple

from sim.rules import Change, gain, loss, needed, rule
from sim.state import Core, Member, Pair, Share

# -- Between the organisations of the network ----------------------------------------------


class OrganisationalDistance(NamedTuple):
    """Monthly changes of the distance between NHS and other organisations (share a month)."""

    familiarity: Change
    old_ways: Change


@rule
def organisational_distance(core: Core) -> OrganisationalDistance:
    """Size, models and security of funds differ (F85, F86); working under one structure helps (F93)."""
    x, p = core.net.organisational_distance, core.p.culture
    return OrganisationalDistance(
        familiarity=loss(p.familiarity * core.net.governance, x),
        old_ways=p.old_ways * (core.facts.organisational_distance - x),
    )


class Rivalry(NamedTuple):
    """Monthly changes of rivalry between organisations (share a month)."""

    scarce_sector_money: Annotated[Change, "C07.1"]
    eased: Change


@rule
def rivalry(core: Core) -> Rivalry:
    """Scarce money makes organisations compete (C07, F92); trust between them eases it (F21)."""
    x, p = core.net.rivalry, core.p.culture
    return Rivalry(
        scarce_sector_money=gain(
            core.dial.C07 * p.rivalry_by_scarcity * (1.0 - core.facts.sector_funding), x
        ),
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
    withheld: Change


@rule
def sharing(member: Member) -> Sharing:
    """Underfunded organisations can and will share less (C06, F91); trusted ones more (F13, F21)."""
    x, p = member.org.sharing, member.p.culture
    return Sharing(
        sector_money=gain(member.dial.C06 * p.shared_by_means * member.network.sector_funding, x),
        trust=gain(p.shared_by_trust * member.org.trust, x),
        withheld=loss(p.withheld, x),
    )


class Appropriateness(NamedTuple):
    """Monthly changes of how well the network's standards seem to fit (share a month)."""

    uniform_standard: Annotated[Change, "C26.1"]
    use: Change


@rule
def appropriateness(member: Member) -> Appropriateness:
    """Uniform standards may not suit places with their own ways (C26, F70); use shows they can (F14)."""
    x, p = member.org.appropriateness, member.p.culture
    misfit = member.facts.atypicality * member.net.guidelines
    return Appropriateness(
        uniform_standard=loss(member.dial.C26 * p.misfit_felt * misfit, x),
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
