"""Levers: how their strength rises and fades, and what they and the network's work cost whom."""

from typing import NamedTuple

from sim.rules import rule
from sim.state import Due, Members, Months, NetworkState, Parameters, Payers, Posts, Pounds, Share, Turn


@rule
def strength_after(before: Share, turn: Turn, effort: Share, ramp_up: Months, fade: Months) -> Share:
    """A lever's strength this month: it rises in a straight line, holds, and fades after its end.

    From wherever it stands when a spell begins it goes to the spell's strength, in the time of the spell's
    own ramp-up or else of the lever's. `effort` is the share of that strength that is put in.
    """
    aim = turn.strength * effort
    step = aim / max(1.0, ramp_up if turn.own_ramp_up < 1.0 else turn.ramp_up)
    risen = min(aim, before + step)
    lowered = max(aim, before - step)
    faded = max(0.0, before - 1.0 / max(1.0, fade))
    pulled = risen if before <= aim else lowered
    return pulled if turn.under_way > 0.0 else faded


# -- What is paid --------------------------------------------------------------------------


@rule
def grant_and_time(net: NetworkState, members: Members, p: Parameters) -> Payers:
    """The grant (F61), which the commissioner pays, and the time that members give (F82), in GBP a month."""
    return Payers(
        network=0.0,
        members=members.hours_given * p.people.staff_hour,
        commissioner=net.granted / 12.0,
        national=0.0,
    )


class Payment(NamedTuple):
    """What a lever costs this month, and the posts that have been paid for once."""

    pounds: Pounds
    posts_paid: Posts


@rule
def payment(
    due: Due, effort: Share, posts_paid: Posts, posts_added: Posts, yearly: Pounds, one_off: Pounds
) -> Payment:
    """A lever's month: a twelfth of its yearly cost for each unit, and once for each that is new.

    Units are organisations reached, posts filled above the establishments, or the network as one.
    """
    had = 0.0 if due.anew > 0.0 else posts_paid
    units = posts_added if due.by_post > 0.0 else due.units
    new = max(0.0, posts_added - had) if due.by_post > 0.0 else due.new_units
    put_in = due.strength * effort
    return Payment(
        pounds=put_in * units * yearly / 12.0 + put_in * new * one_off,
        posts_paid=max(had, posts_added),
    )


@rule
def add_payment(paid: Payers, payer: Payers, pounds: Pounds) -> Payers:
    """Charge what was paid to the one payer who is marked by 1."""
    return Payers(
        network=paid.network + payer.network * pounds,
        members=paid.members + payer.members * pounds,
        commissioner=paid.commissioner + payer.commissioner * pounds,
        national=paid.national + payer.national * pounds,
    )


@rule
def add_paid(before: Payers, now: Payers) -> Payers:
    """What each payer has paid, with this month's."""
    return Payers(
        network=before.network + now.network,
        members=before.members + now.members,
        commissioner=before.commissioner + now.commissioner,
        national=before.national + now.national,
    )
