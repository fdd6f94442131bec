"""Levers: how their strength rises and fades, and what they and the network's work cost whom."""

from typing import NamedTuple

from sim.model.rules import rule
from sim.model.state import (
    Costs,
    Due,
    Flag,
    Members,
    Months,
    NetworkState,
    Parameters,
    Payers,
    Posts,
    Pounds,
    Share,
    Spent,
    Turn,
)


@rule
def strength_after(
    before: Share, turn: Turn, effort: Share, ramp_up: Months, fade: Months, p: Parameters
) -> Share:
    """A lever's strength this month: it rises in a straight line, holds, and fades after its end.

    From wherever it stands when an interval begins it goes to the interval's strength, in the time of the
    interval's own ramp-up or else of the lever's. `effort` is the share of that strength that is put in.
    What is expected of each lever's ramp-up and fade may be wrong of all of them alike.
    """
    aim = turn.strength * effort
    expected = ramp_up * p.processes.lever_ramp_up
    step = aim / max(1.0, expected if turn.own_ramp_up < 1.0 else turn.ramp_up)
    risen = min(aim, before + step)
    lowered = max(aim, before - step)
    faded = max(0.0, before - 1.0 / max(1.0, fade * p.processes.lever_fade))
    pulled = risen if before <= aim else lowered
    return pulled if turn.under_way > 0.0 else faded


# -- What is paid --------------------------------------------------------------------------


@rule
def grant_and_time(net: NetworkState, members: Members, p: Parameters) -> Costs:
    """The grant (F61), which the commissioner pays, and the time that members give (F82), in GBP a month."""
    return Costs(
        network=Spent(0.0, 0.0),
        members=Spent(members.hours_given * p.people.staff_hour, 0.0),
        commissioner=Spent(net.granted / 12.0, 0.0),
        national=Spent(0.0, 0.0),
    )


class Payment(NamedTuple):
    """What a lever costs this month, and the posts that have been paid for once."""

    recurring: Pounds
    one_off: Pounds
    posts_paid: Posts


@rule
def payment(
    due: Due, effort: Share, posts_paid: Posts, posts_added: Posts, yearly: Pounds, one_off: Pounds
) -> Payment:
    """A lever's month: a twelfth of its yearly cost for each unit, and once for each that is new.

    Units are organisations reached, the share of the network reached, or the posts that are filled because
    of the lever, however many of them it was to be.
    """
    had = 0.0 if due.anew > 0.0 else posts_paid
    units = posts_added if due.by_post > 0.0 else due.units
    new = max(0.0, posts_added - had) if due.by_post > 0.0 else due.new_units
    paid = 1.0 if due.strength > 0.0 else 0.0
    put_in = paid if due.by_post > 0.0 else due.strength * effort
    return Payment(
        recurring=put_in * units * yearly / 12.0,
        one_off=put_in * new * one_off,
        posts_paid=max(had, posts_added),
    )


@rule
def charge(spent: Spent, pays: Flag, payment: Payment) -> Spent:
    """What a payer has spent, with a payment if it is the one who pays."""
    return Spent(
        recurring=spent.recurring + pays * payment.recurring,
        one_off=spent.one_off + pays * payment.one_off,
    )


@rule
def add_payment(spent: Costs, payer: Payers, payment: Payment) -> Costs:
    """Charge a payment to the one payer who is marked by 1."""
    return Costs(
        network=charge(spent.network, payer.network, payment),
        members=charge(spent.members, payer.members, payment),
        commissioner=charge(spent.commissioner, payer.commissioner, payment),
        national=charge(spent.national, payer.national, payment),
    )


@rule
def add_spent(before: Spent, now: Spent) -> Spent:
    """What has been spent, with this month's."""
    return Spent(
        recurring=before.recurring + now.recurring,
        one_off=before.one_off + now.one_off,
    )


@rule
def add_costs(before: Costs, now: Costs) -> Costs:
    """What each payer has spent, with this month's."""
    return Costs(
        network=add_spent(before.network, now.network),
        members=add_spent(before.members, now.members),
        commissioner=add_spent(before.commissioner, now.commissioner),
        national=add_spent(before.national, now.national),
    )
