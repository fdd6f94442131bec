"""What a scenario comes to month by month: lever strengths, terms of money, shocks, and costs."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.declarations.levers import Lever, load_levers
from sim.declarations.scenarios import Scenario
from sim.declarations.spells import FIRST_MONTH, PAID_FROM_THE_GRANT, Spell

Floats = npt.NDArray[np.float64]


class Schedule(NamedTuple):
    """A scenario under one parameter set, in months from -24 to the horizon.

    Attributes
    ----------
    strength : array of float, (months, levers)
        Each lever's strength, 0-1, in the order of the lever files.
    reach : array of float, (months, levers, organisations)
        1 where the lever's spell reaches the organisation, else 0.
    coordinator_renewable, coordinator_starts, months_granted : array of float, (months,)
        Whether the post hangs on the grant; whether it is filled for the first time; the term of
        grants (0: as the parameter says).
    leaders_leave, coordinator_leaves, funding_cut : array of float, (months,)
        Shocks to the network.
    posts_frozen : array of float, (months, organisations)
        1 where posts are frozen.
    """

    strength: Floats
    reach: Floats
    coordinator_renewable: Floats
    coordinator_starts: Floats
    months_granted: Floats
    leaders_leave: Floats
    coordinator_leaves: Floats
    funding_cut: Floats
    posts_frozen: Floats


def months_of(scenario: Scenario) -> range:
    """The months of a run, from -24 to the horizon."""
    return range(FIRST_MONTH, scenario.horizon + 1)


def ramped(spells: tuple[Spell, ...], lever: Lever, values: dict[str, float], months: range) -> list[float]:
    """One lever's strength month by month, 0-1.

    It rises in a straight line over the ramp-up, from wherever it stands when a spell begins, holds,
    and after the end falls in a straight line over the fade.
    """
    fade = values[f"levers.{lever.name}.fade"]
    own_ramp_up = values[f"levers.{lever.name}.ramp_up"]
    strength, path = 0.0, []
    for month in months:
        spell = current(spells, month)
        if spell is None:
            strength = max(0.0, strength - 1.0 / fade) if fade > 0.0 else 0.0
        else:
            ramp_up = own_ramp_up if spell.ramp_up is None else spell.ramp_up
            step = spell.strength / ramp_up if ramp_up > 1.0 else spell.strength
            risen = min(spell.strength, strength + step)
            strength = risen if strength <= spell.strength else max(spell.strength, strength - step)
        path.append(strength)
    return path


def current(spells: tuple[Spell, ...], month: int) -> Spell | None:
    """The spell under way in a month, if there is one."""
    return next((s for s in spells if s.start <= month and (s.end is None or month < s.end)), None)


def schedule_of(scenario: Scenario, values: dict[str, float]) -> Schedule:
    """Work out a scenario's months under one parameter set (`values`, by dotted name)."""
    months, levers = months_of(scenario), load_levers()
    organisations = scenario.network.organisations
    strength = np.zeros((len(months), len(levers)))
    reach = np.ones((len(months), len(levers), len(organisations)))
    for number, lever in enumerate(levers.values()):
        spells = scenario.levers.get(lever.id, ())
        strength[:, number] = ramped(spells, lever, values, months)
        reached = _reached(lever, spells, scenario, months)
        reach[:, number, :] = reached
    spells = scenario.levers.get(PAID_FROM_THE_GRANT, ())
    running = [current(spells, month) for month in months]
    terms = [0.0 if spell is None or spell.term is None else float(spell.term) for spell in running]
    begins = [
        spell is not None and (number == 0 or running[number - 1] is None)
        for number, spell in enumerate(running)
    ]
    return Schedule(
        strength=strength,
        reach=reach,
        coordinator_renewable=np.array([float(term > 0) for term in terms]),
        coordinator_starts=np.array(begins, float),
        months_granted=np.array(terms),
        leaders_leave=_shock(scenario, "leaders-leave", months),
        coordinator_leaves=_shock(scenario, "coordinator-leaves", months),
        funding_cut=_shock(scenario, "funding-cut", months),
        posts_frozen=_frozen(scenario, months),
    )


def _reached(lever: Lever, spells: tuple[Spell, ...], scenario: Scenario, months: range) -> Floats:
    """Whom a lever reaches, (months, organisations); a fading lever reaches whom it reached last."""
    organisations = scenario.network.organisations
    reached = np.zeros((len(months), len(organisations)))
    last = np.array([float(lever.reaches.matches(each)) for each in organisations])
    for number, month in enumerate(months):
        spell = current(spells, month)
        if spell is not None:
            selector = lever.reaches if spell.reach is None else spell.reach
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


class Payments(NamedTuple):
    """What each month costs whom, in GBP."""

    payers: tuple[str, ...]
    pounds: Floats  # (months, payers)


PAYERS = ("network", "members", "commissioner", "national")


def costs_of(
    scenario: Scenario,
    values: dict[str, float],
    schedule: Schedule,
    funding: Floats,
    hours_given: Floats,
    posts_added: Floats,
) -> Payments:
    """What a run costs whom: the grant, members' time, and the levers, but not workarounds.

    What the network pays for a lever comes on top of its grant. A one-off cost is due for each
    organisation that a lever newly reaches, and for each post it newly adds.

    Parameters
    ----------
    funding : array of float, (months,)
        The grant, GBP a year, which the commissioner pays.
    hours_given : array of float, (months,)
        Hours that members give to the network and its returns.
    posts_added : array of float, (months,)
        Posts filled above the establishments known at the start.
    """
    months, levers = months_of(scenario), load_levers()
    pounds = np.zeros((len(months), len(PAYERS)))
    pounds[:, PAYERS.index("commissioner")] += funding / 12.0
    pounds[:, PAYERS.index("members")] += hours_given * values["people.staff_hour"]
    for number, lever in enumerate(levers.values()):
        spells = scenario.levers.get(lever.id, ())
        yearly = values[f"levers.{lever.name}.cost_yearly"]
        one_off = values[f"levers.{lever.name}.cost_one_off"]
        paid = pounds[:, PAYERS.index(lever.cost.payer)]
        had = np.zeros_like(_units(lever, schedule.reach[0, number], 0.0))  # what has been paid for once
        for index, month in enumerate(months):
            spell = current(spells, month)
            if spell is None or (lever.id == PAID_FROM_THE_GRANT and spell.term is not None):
                continue  # A coordinator paid by the year is paid out of the grant.
            if index > 0 and current(spells, month - 1) is None:
                had = np.zeros_like(had)
            units = _units(lever, schedule.reach[index, number], posts_added[index])
            paid[index] += spell.strength * units.sum() * yearly / 12.0
            paid[index] += spell.strength * np.maximum(0.0, units - had).sum() * one_off
            had = np.maximum(had, units)
    return Payments(PAYERS, pounds)


def _units(lever: Lever, reach: Floats, posts_added: float) -> Floats:
    """What a lever's cost is counted in this month; one entry, or one for each organisation."""
    if lever.cost.per == "organisation":
        return reach
    return np.array([posts_added if lever.cost.per == "post" else 1.0])
