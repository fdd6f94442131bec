"""What a scenario says month by month: when levers are pulled, terms of money, shocks, and costs."""

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.declarations.levers import Lever, load_levers
from sim.declarations.scenarios import Scenario
from sim.declarations.spells import FIRST_MONTH, PAID_FROM_THE_GRANT, Spell
from sim.rules import levers as rules
from sim.state import Due, Members, NetworkState, Parameters, Payers, Turn

Floats = npt.NDArray[np.float64]

PAYERS = Payers._fields


class Schedule(NamedTuple):
    """A scenario in months from -24 to the horizon, whatever its parameters are.

    Attributes
    ----------
    turns : array of float, (months, levers, fields of Turn)
        When each lever is pulled and how hard, in the order of the lever files.
    dues : array of float, (months, levers, fields of Due)
        What each lever is paid for.
    reach : array of float, (months, levers, organisations)
        1 where the lever's spell reaches the organisation, else 0.
    coordinator_renewable, coordinator_starts, months_granted : array of float, (months,)
        Whether the post hangs on the grant; whether it is filled for the first time; the term of
        grants (0: as the parameter says).
    leaders_leave, coordinator_leaves, funding_cut, promise : array of float, (months,)
        Shocks to the network.
    posts_frozen : array of float, (months, organisations)
        1 where posts are frozen.
    """

    turns: Floats
    dues: Floats
    reach: Floats
    coordinator_renewable: Floats
    coordinator_starts: Floats
    months_granted: Floats
    leaders_leave: Floats
    coordinator_leaves: Floats
    funding_cut: Floats
    promise: Floats
    posts_frozen: Floats


def months_of(scenario: Scenario) -> range:
    """The months of a run, from -24 to the horizon."""
    return range(FIRST_MONTH, scenario.horizon + 1)


def current(spells: tuple[Spell, ...], month: int) -> Spell | None:
    """The spell under way in a month, if there is one."""
    return next((s for s in spells if s.start <= month and (s.end is None or month < s.end)), None)


@functools.lru_cache(maxsize=64)
def schedule_of(scenario: Scenario) -> Schedule:
    """Work out a scenario's months."""
    months, levers = months_of(scenario), load_levers()
    turns = np.zeros((len(months), len(levers), len(Turn._fields)))
    dues = np.zeros((len(months), len(levers), len(Due._fields)))
    reach = np.ones((len(months), len(levers), len(scenario.network.organisations)))
    for number, lever in enumerate(levers.values()):
        spells = scenario.levers.get(lever.id, ())
        turns[:, number] = [_turn(current(spells, month)) for month in months]
        reach[:, number] = _reached(lever, spells, scenario, months)
        dues[:, number] = _dues(lever, spells, reach[:, number], months)
    spells = scenario.levers.get(PAID_FROM_THE_GRANT, ())
    running = [current(spells, month) for month in months]
    terms = [0.0 if spell is None or spell.term is None else float(spell.term) for spell in running]
    begins = [
        spell is not None and (number == 0 or running[number - 1] is None)
        for number, spell in enumerate(running)
    ]
    return Schedule(
        turns=turns,
        dues=dues,
        reach=reach,
        coordinator_renewable=np.array([float(term > 0) for term in terms]),
        coordinator_starts=np.array(begins, float),
        months_granted=np.array(terms),
        leaders_leave=_shock(scenario, "leaders-leave", months),
        coordinator_leaves=_shock(scenario, "coordinator-leaves", months),
        funding_cut=_shock(scenario, "funding-cut", months),
        promise=_shock(scenario, "big-promise", months),
        posts_frozen=_frozen(scenario, months),
    )


def _turn(spell: Spell | None) -> Turn:
    if spell is None:
        return Turn(under_way=0.0, strength=0.0, own_ramp_up=0.0, ramp_up=0.0)
    own = spell.ramp_up is not None
    return Turn(under_way=1.0, strength=spell.strength, own_ramp_up=float(own), ramp_up=spell.ramp_up or 0.0)


def _dues(lever: Lever, spells: tuple[Spell, ...], reach: Floats, months: range) -> list[Due]:
    """What a lever is paid for month by month; `reach` is whom it reaches, (months, organisations)."""
    by_post, nobody = float(lever.cost.per == "post"), np.zeros(reach.shape[1])
    had, before, found = nobody, None, []
    for month, reached in zip(months, reach, strict=True):
        spell, begins = current(spells, month), before is None
        before = spell
        if spell is None or (lever.id == PAID_FROM_THE_GRANT and spell.term is not None):
            # A coordinator paid by the year is paid out of the grant.
            found.append(Due(strength=0.0, units=0.0, new_units=0.0, by_post=by_post, anew=0.0))
            continue
        had = nobody if begins else had
        units = reached if lever.cost.per == "organisation" else np.eye(1, len(reached))[0]
        new = np.maximum(0.0, units - had)
        had = np.maximum(had, units)
        found.append(Due(spell.strength, float(units.sum()), float(new.sum()), by_post, float(begins)))
    return found


def strengths_of(schedule: Schedule, values: Mapping[str, float], effort: Mapping[str, float]) -> Floats:
    """Each lever's strength, (months, levers); `effort` is the share put in, 1 where it names none."""
    strength = np.zeros(schedule.turns.shape[:2])
    for number, lever in enumerate(load_levers().values()):
        now, share = 0.0, effort.get(lever.id, 1.0)
        ramp_up, fade = (values[f"levers.{lever.name}.{key}"] for key in ("ramp_up", "fade"))
        for month, turn in enumerate(schedule.turns[:, number].tolist()):
            now = rules.strength_after(now, Turn(*turn), share, ramp_up, fade)
            strength[month, number] = now
    return strength


def _reached(lever: Lever, spells: tuple[Spell, ...], scenario: Scenario, months: range) -> Floats:
    """Whom a lever reaches, (months, organisations); a fading lever reaches whom it reached last."""
    organisations = scenario.network.organisations
    reached = np.zeros((len(months), len(organisations)))
    last, before = np.array([float(lever.reaches.matches(each)) for each in organisations]), None
    for number, month in enumerate(months):
        spell = current(spells, month)
        if spell is not None and spell is not before:
            selector, before = spell.reach or lever.reaches, spell
            last = np.array([float(selector.matches(each)) for each in organisations])
        reached[number] = last
    return reached


def _shock(scenario: Scenario, kind: str, months: range) -> Floats:
    amounts = np.zeros(len(months))
    for shock in scenario.shocks:
        if shock.kind == kind:
            amounts[shock.month - FIRST_MONTH] += shock.amount
    return amounts


def _frozen(scenario: Scenario, months: range) -> Floats:
    frozen = np.zeros((len(months), len(scenario.network.organisations)))
    for shock in scenario.shocks:
        if shock.kind == "posts-frozen":
            begin = shock.month - FIRST_MONTH
            for number, each in enumerate(scenario.network.organisations):
                if shock.organisations is None or shock.organisations.matches(each):
                    frozen[begin : begin + int(shock.amount), number] = 1.0
    return frozen


@functools.cache
def payer_of(lever: str) -> Payers:
    """Mark by 1 who pays for a lever (its id)."""
    payer = load_levers()[lever].cost.payer
    return Payers(*(float(each == payer) for each in PAYERS))


def costs_of(
    schedule: Schedule,
    values: Mapping[str, float],
    p: Parameters,
    months: Sequence[tuple[NetworkState, Members]],
    effort: Mapping[str, float],
) -> Floats:
    """What each month of a run costs whom, in GBP, (months, payers).

    It is the grant, members' time, and the levers, but not workarounds. What the network pays for a
    lever comes on top of its grant. A one-off cost is due for each organisation that a lever newly
    reaches, and for each post it newly adds.

    Parameters
    ----------
    months : sequence of (NetworkState, Members)
        The network's core and the means over its members at the end of each month.
    effort : mapping of str to float
        The share of each lever's strength that is put in, 1 for levers it does not name.
    """
    levers = [
        (
            number,
            lever.id,
            values[f"levers.{lever.name}.cost_yearly"],
            values[f"levers.{lever.name}.cost_one_off"],
        )
        for number, lever in enumerate(load_levers().values())
        if schedule.dues[:, number, 0].any()
    ]
    posts_paid, pounds = dict.fromkeys(load_levers(), 0.0), []
    for month, (net, members) in enumerate(months):
        paid = rules.grant_and_time(net, members, p)
        for number, lever, yearly, one_off in levers:
            due = Due(*schedule.dues[month, number].tolist())
            share, before = effort.get(lever, 1.0), posts_paid[lever]
            payment = rules.payment(due, share, before, members.posts_added, yearly, one_off)
            posts_paid[lever] = payment.posts_paid
            paid = rules.add_payment(paid, payer_of(lever), payment.pounds)
        pounds.append(paid)
    return np.array(pounds)
