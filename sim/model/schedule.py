"""What a scenario says month by month: when levers are pulled, terms of money, shocks, and costs."""

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.inputs.levers import Lever, load_levers
from sim.inputs.members import Organisation
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH, PAID_FROM_THE_GRANT, Interval, Shock, ShockKind
from sim.model.rules import levers as rules
from sim.model.state import Due, Members, NetworkState, Parameters, Payers, Spent, Terms, Turn

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SHOCKS: tuple[ShockKind, ...] = ("leaders-leave", "coordinator-leaves", "funding-cut", "big-promise")
PAYERS = Payers._fields
KINDS = tuple(kind.replace("_", "-") for kind in Spent._fields)


class Schedule(NamedTuple):
    """A scenario in months from -24 to the horizon, whatever its parameters are.

    Attributes
    ----------
    turns : array of float, (months, levers, fields of Turn)
        When each lever is pulled and how hard, in the order of the lever files.
    dues : array of float, (months, levers, fields of Due)
        What each lever is paid for.
    reach : array of float, (months, organisations, levers)
        1 where the lever's interval reaches the organisation, else 0.
    posts_frozen : array of float, (months, organisations)
        1 where posts are frozen.
    terms : array of float, (months, fields of Terms)
        The terms of the network's money.
    shocks : array of float, (months, fields of Shocks)
        What befalls the network.
    signature : array of int, (months, levers + 1)
        All of that by number, lever by lever and then the rest: two scenarios of one network and one
        horizon are the same in the months in which their numbers are.
    """

    turns: Floats
    dues: Floats
    reach: Floats
    posts_frozen: Floats
    terms: Floats
    shocks: Floats
    signature: Ints


def months_of(scenario: Scenario) -> range:
    """The months of a run, from -24 to the horizon."""
    return range(FIRST_MONTH, scenario.horizon + 1)


def current(intervals: tuple[Interval, ...], month: int) -> Interval | None:
    """The interval under way in a month, if there is one."""
    return next(
        (each for each in intervals if each.start <= month and (each.end is None or month < each.end)), None
    )


@functools.lru_cache(maxsize=64)
def schedule_of(scenario: Scenario) -> Schedule:
    """Work out a scenario's months."""
    calendar = _calendar(scenario.network, scenario.horizon)
    levers = [calendar.lever(lever, scenario.levers.get(lever, ())) for lever in load_levers()]
    core = calendar.core(scenario.shocks, scenario.levers.get(PAID_FROM_THE_GRANT, ()))
    return Schedule(
        turns=np.stack([each.turns for each in levers], axis=1),
        dues=np.stack([each.dues for each in levers], axis=1),
        reach=calendar.reach(tuple(each.whom for each in levers)),
        posts_frozen=core.posts_frozen,
        terms=core.terms,
        shocks=core.shocks,
        signature=np.stack([*(each.signature for each in levers), core.signature], axis=1),
    )


class _Lever(NamedTuple):
    """What a scenario says of one lever: (months, ...); `whom` is the number of its reach."""

    turns: Floats
    dues: Floats
    whom: int
    signature: Ints


class _Core(NamedTuple):
    """What a scenario says beside its levers: (months, ...)."""

    posts_frozen: Floats
    terms: Floats
    shocks: Floats
    signature: Ints


class _Calendar:
    """What scenarios of one network and one horizon say, each thing worked out once.

    Where bundles of levers are tried, scenarios are many, and what they say of one lever is one of a few.
    """

    def __init__(self, network: Network, horizon: int) -> None:
        self._organisations = network.organisations
        self._months = range(FIRST_MONTH, horizon + 1)
        self._reaches: dict[int, Floats] = {}
        self._numbers: dict[bytes, int] = {}
        self.lever = functools.lru_cache(maxsize=1024)(self._lever)
        self.core = functools.lru_cache(maxsize=256)(self._core)
        self.reach = functools.lru_cache(maxsize=64)(self._reach)

    def _lever(self, lever: str, intervals: tuple[Interval, ...]) -> _Lever:
        declared = load_levers()[lever]
        turns = np.array([_turn(current(intervals, month)) for month in self._months])
        reach = _reached(declared, intervals, self._organisations, self._months)
        dues = np.array(_dues(declared, intervals, reach, self._months))
        whom = self._number(reach)
        self._reaches[whom] = reach
        return _Lever(turns, dues, whom, self._signature(turns, dues, reach))

    def _reach(self, whom: tuple[int, ...]) -> Floats:
        """Whom each lever reaches, (months, organisations, levers), by the numbers of their reaches."""
        return np.stack([self._reaches[each] for each in whom], axis=2)

    def _core(self, shocks: tuple[Shock, ...], coordinator: tuple[Interval, ...]) -> _Core:
        before, terms = None, np.zeros((len(self._months), len(Terms._fields)))
        for number, month in enumerate(self._months):
            interval = current(coordinator, month)
            begins, term = interval is not None and before is None, interval.term if interval else None
            terms[number] = Terms(float(month < 0), float(term is not None), float(begins), float(term or 0))
            before = interval
        befalls = np.zeros((len(self._months), len(_SHOCKS)))
        for shock in shocks:
            if shock.kind in _SHOCKS:
                befalls[shock.month - FIRST_MONTH, _SHOCKS.index(shock.kind)] += shock.amount
        frozen = _frozen(shocks, self._organisations, self._months)
        return _Core(frozen, terms, befalls, self._signature(frozen, terms, befalls))

    def _signature(self, *tables: Floats) -> Ints:
        """A number for each month: the same for months in which all tables are the same."""
        return np.array([self._number(row) for row in np.concatenate(tables, axis=1)], np.int64)

    def _number(self, values: Floats) -> int:
        return self._numbers.setdefault(values.tobytes(), len(self._numbers))


_calendar = functools.lru_cache(maxsize=16)(_Calendar)


def _turn(interval: Interval | None) -> Turn:
    if interval is None:
        return Turn(under_way=0.0, strength=0.0, own_ramp_up=0.0, ramp_up=0.0)
    own = interval.ramp_up is not None
    return Turn(
        under_way=1.0, strength=interval.strength, own_ramp_up=float(own), ramp_up=interval.ramp_up or 0.0
    )


def _dues(lever: Lever, intervals: tuple[Interval, ...], reach: Floats, months: range) -> list[Due]:
    """What a lever is paid for month by month; `reach` is whom it reaches, (months, organisations)."""
    by_post, nobody = float(lever.cost.per == "post"), np.zeros(reach.shape[1])
    had, before, dues = nobody, None, list[Due]()
    for month, reached in zip(months, reach, strict=True):
        interval, begins = current(intervals, month), before is None
        before = interval
        if interval is None or (lever.id == PAID_FROM_THE_GRANT and interval.term is not None):
            # A coordinator paid by the year is paid out of the grant.
            dues.append(Due(strength=0.0, units=0.0, new_units=0.0, by_post=by_post, anew=0.0))
            continue
        had = nobody if begins else had
        units = reached if lever.cost.per == "organisation" else np.eye(1, len(reached))[0]
        new = np.maximum(0.0, units - had)
        had = np.maximum(had, units)
        dues.append(Due(interval.strength, float(units.sum()), float(new.sum()), by_post, float(begins)))
    return dues


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


def _reached(
    lever: Lever, intervals: tuple[Interval, ...], organisations: tuple[Organisation, ...], months: range
) -> Floats:
    """Whom a lever reaches, (months, organisations); a fading lever reaches whom it reached last."""
    reached = np.zeros((len(months), len(organisations)))
    last, before = np.array([float(lever.reaches.matches(each)) for each in organisations]), None
    for number, month in enumerate(months):
        interval = current(intervals, month)
        if interval is not None and interval is not before:
            selector, before = interval.reach or lever.reaches, interval
            last = np.array([float(selector.matches(each)) for each in organisations])
        reached[number] = last
    return reached


def _frozen(shocks: tuple[Shock, ...], organisations: tuple[Organisation, ...], months: range) -> Floats:
    frozen = np.zeros((len(months), len(organisations)))
    for shock in shocks:
        if shock.kind == "posts-frozen":
            begin = shock.month - FIRST_MONTH
            for number, each in enumerate(organisations):
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
    """What each month of a run costs whom, in GBP, (months, payers, kinds).

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
    levers = [each for each in enumerate(load_levers().values()) if schedule.dues[:, each[0], 0].any()]
    posts_paid, pounds = dict.fromkeys(load_levers(), 0.0), []
    for month, (net, members) in enumerate(months):
        paid = rules.grant_and_time(net, members, p)
        for number, lever in levers:
            due = Due(*schedule.dues[month, number].tolist())
            yearly, one_off = (
                values[f"levers.{lever.name}.{key}"] for key in ("cost_yearly", "cost_one_off")
            )
            share, before = effort.get(lever.id, 1.0), posts_paid[lever.id]
            payment = rules.payment(due, share, before, members.posts_added, yearly, one_off)
            posts_paid[lever.id] = payment.posts_paid
            paid = rules.add_payment(paid, payer_of(lever.id), payment)
        pounds.append(paid)
    return np.array(pounds)
