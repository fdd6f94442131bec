"""What a scenario says month by month: when levers are pulled, terms of money, shocks, and costs."""

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.inputs.levers import Lever, load_levers
from sim.inputs.networks import Network
from sim.inputs.reach import EVERYONE, Selector
from sim.inputs.scenarios import Scenario
from sim.inputs.shocks import Shock, load_shocks
from sim.inputs.timing import FIRST_MONTH, PAID_FROM_THE_GRANT, Interval
from sim.model.new_posts import new_posts
from sim.model.rules import levers as rules
from sim.model.state import Due, Here, Members, NetworkState, Parameters, Payers, Shocks, Spent, Terms, Turn
from sim.model.structure import structure_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# What befalls the network, and single organisations, by the field that holds it.
_SHOCKS = {
    "leaders-leave": "leaders_leave",
    "coordinator-leaves": "coordinator_leaves",
    "funding-cut": "funding_cut",
    "big-promise": "promise",
}
_SHOCKS_HERE = {
    "posts-frozen": "posts_frozen",
    "staff-lost": "staff_lost",
    "records-down": "records_down",
    "income-lost": "income_lost",
    "engagement-lost": "engagement_lost",
    "leaves": "away",
}
CHAMPIONS, SHARED_RECORDS = "L10", "L05"  # which members pay out of their own money
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
    reach_of_places : array of float, (months, localities, levers)
        The share of those who serve a locality that the lever reaches, by their weights.
    reach_of_core : array of float, (months, levers)
        The share of members that the lever reaches.
    here : array of float, (months, organisations, fields of Here)
        What else befalls each organisation, and the new posts that it is paid for.
    terms : array of float, (months, fields of Terms)
        The calendar, and the terms of the network's money.
    shocks : array of float, (months, fields of Shocks)
        What befalls the network.
    signature : array of int, (months, levers + 1)
        All of that by number, lever by lever and then the rest: two scenarios of one network and one
        horizon are the same in the months in which their numbers are.
    """

    turns: Floats
    dues: Floats
    reach: Floats
    reach_of_places: Floats
    reach_of_core: Floats
    here: Floats
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


def latest(intervals: tuple[Interval, ...], month: int) -> Interval | None:
    """The last interval that has begun by a month: a fading lever reaches whom it reached then."""
    return next((each for each in reversed(intervals) if each.start <= month), None)


@functools.lru_cache(maxsize=64)
def schedule_of(scenario: Scenario) -> Schedule:
    """Work out a scenario's months."""
    calendar = _calendar(scenario.network, scenario.horizon)
    gone = calendar.gone(scenario.shocks)
    levers = [calendar.lever(lever, scenario.levers.get(lever, ()), gone) for lever in load_levers()]
    core = calendar.core(scenario.shocks, scenario.levers.get(PAID_FROM_THE_GRANT, ()))
    members_pay = tuple(scenario.levers.get(lever, ()) for lever in (CHAMPIONS, SHARED_RECORDS))
    here = calendar.here(scenario.shocks, tuple(paid_by_post(scenario)), members_pay)
    reach = calendar.reach(tuple(each.whom for each in levers))
    signatures = [*(each.signature for each in levers), calendar.both(core.signature, here.signature)]
    return Schedule(
        turns=np.stack([each.turns for each in levers], axis=1),
        dues=np.stack([each.dues for each in levers], axis=1),
        reach=reach.organisations,
        reach_of_places=reach.places,
        reach_of_core=reach.core,
        here=here.fields,
        terms=core.terms,
        shocks=core.shocks,
        signature=np.stack(signatures, axis=1),
    )


class Whom(NamedTuple):
    """Whom something reaches in a month: who is selected, and has not left the network."""

    selector: Selector
    gone: frozenset[int]  # organisations


_Gone = tuple[frozenset[int], ...]  # who has left, month by month


class _Lever(NamedTuple):
    """What a scenario says of one lever: (months, ...), and whom it reaches in each month."""

    turns: Floats
    dues: Floats
    paid: Floats  # by organisation, month after month and once: the strength of it that is paid for
    whom: tuple[Whom, ...]
    signature: Ints


class _Core(NamedTuple):
    """What a scenario says of the network beside its levers: (months, ...)."""

    terms: Floats
    shocks: Floats
    signature: Ints


class _Here(NamedTuple):
    """What a scenario says of organisations beside its levers: (months, organisations, fields of Here)."""

    fields: Floats
    signature: Ints


class Reach(NamedTuple):
    """Whom something reaches.

    Attributes
    ----------
    organisations, places : tuple of float
        1 for each organisation that it reaches, else 0; and of each locality the share of those who serve it,
        by their weights.
    core : float
        The share of members.
    """

    organisations: tuple[float, ...]
    places: tuple[float, ...]
    core: float


class Reaches(NamedTuple):
    """`Reach` of levers, month by month: (months, ..., levers)."""

    organisations: Floats
    places: Floats
    core: Floats


class Blow(NamedTuple):
    """What a shock does to organisations: from one of the run's months to before another, in one field."""

    begin: int
    end: int
    field: str
    reached: tuple[bool, ...]
    amount: float


class Paid(NamedTuple):
    """What is paid of a lever in a month, by organisation: for having it, and for beginning."""

    had: tuple[float, ...]
    begun: tuple[float, ...]


class _Calendar:
    """What scenarios of one network and one horizon say, each thing worked out once.

    Where bundles of levers are tried, scenarios are many, and what they say of one lever is one of a few.
    """

    def __init__(self, network: Network, horizon: int) -> None:
        self._network = network
        self._months = range(FIRST_MONTH, horizon + 1)
        self._numbers: dict[bytes, int] = {}
        self.lever = functools.lru_cache(maxsize=1024)(self._lever)
        self.core = functools.lru_cache(maxsize=256)(self._core)
        self.befallen = functools.lru_cache(maxsize=256)(self._befallen)
        self.gone = functools.lru_cache(maxsize=256)(self._gone)
        self.here = functools.lru_cache(maxsize=256)(self._here)
        self.reach = functools.lru_cache(maxsize=64)(self._reach)
        self.reach_of = functools.lru_cache(maxsize=256)(self._reach_of)
        self.number_of = functools.lru_cache(maxsize=256)(self._number_of)

    def _lever(self, lever: str, intervals: tuple[Interval, ...], gone: _Gone) -> _Lever:
        declared, count = load_levers()[lever], len(self._network.organisations)
        turns = np.array(turns_of(intervals, declared, self._months))
        whom = whom_of(intervals, gone, self._months)
        reach = [self.reach_of(each).organisations for each in whom]
        members = [count - len(left) for left in gone]
        dues, paid = dues_of(declared, intervals, reach, members, self._months)
        amounts = np.zeros((len(paid), count, len(Paid._fields)))
        for month, each in enumerate(paid):
            if each is not None:
                before = month and each is paid[month - 1]
                amounts[month] = amounts[month - 1] if before else np.array(each).T
        numbers = np.array([[self.number_of(each)] for each in whom])
        due = np.array(dues)
        return _Lever(turns, due, amounts, whom, self._signature(turns, due, numbers))

    def _number_of(self, whom: Whom) -> int:
        return self._number(np.array(self.reach_of(whom).organisations))

    def _reach_of(self, whom: Whom) -> Reach:
        return reach_of(self._network, whom)

    def _reach(self, levers: tuple[tuple[Whom, ...], ...]) -> Reaches:
        """Whom each lever reaches, month by month."""
        all_of_them = Whom(EVERYONE, frozenset())
        everyone = [np.array(each) for each in self.reach_of(all_of_them)]
        months = Reaches(*(np.empty((len(self._months), *each.shape, len(levers))) for each in everyone))
        for array, reached in zip(months, everyone, strict=True):
            array[:] = reached[..., None]
        for number, of_lever in enumerate(levers):
            for month, whom in enumerate(of_lever):
                if whom != all_of_them:
                    for array, part in zip(months, self.reach_of(whom), strict=True):
                        array[month, ..., number] = np.asarray(part)
        return months

    def _core(self, shocks: tuple[Shock, ...], coordinator: tuple[Interval, ...]) -> _Core:
        terms = np.array(terms_of(coordinator, self._months))
        befalls = np.array(befalls_of(shocks, self._months))
        return _Core(terms, befalls, self._signature(terms, befalls))

    def _befallen(self, shocks: tuple[Shock, ...]) -> Floats:
        """What shocks do to organisations, (months, organisations, fields of Here)."""
        here = np.zeros((len(self._months), len(self._network.organisations), len(Here._fields)))
        for blow in blows_of(self._network, shocks, self._months):
            field = here[blow.begin : blow.end, :, Here._fields.index(blow.field)]
            reached = np.array(blow.reached)
            field[:, reached] = together(field[:, reached], blow.amount)
        return here

    def _gone(self, shocks: tuple[Shock, ...]) -> _Gone:
        """Who has left the network, month by month: levers reach them no more, nor are paid."""
        away = self.befallen(shocks)[:, :, Here._fields.index("away")]
        return tuple(frozenset(np.flatnonzero(month).tolist()) for month in away)

    def _here(
        self,
        shocks: tuple[Shock, ...],
        posts_paid: tuple[tuple[Interval, float], ...],
        members_pay: tuple[tuple[Interval, ...], ...],
    ) -> _Here:
        here, gone = self.befallen(shocks).copy(), self.gone(shocks)
        for interval, share_of_gap in posts_paid:
            # Until the next interval, as posts that fade are still where they were.
            posts, begin = new_posts(self._network, interval, share_of_gap), interval.start - FIRST_MONTH
            here[begin:, :, Here._fields.index("new_nurses")] = posts.nurses
            here[begin:, :, Here._fields.index("new_specialists")] = posts.specialists
        champions, records = map(self.lever, (CHAMPIONS, SHARED_RECORDS), members_pay, (gone, gone))
        here[:, :, Here._fields.index("champions_paid")] = champions.paid[:, :, 0]
        here[:, :, Here._fields.index("records_paid")] = records.paid[:, :, 0]
        here[:, :, Here._fields.index("records_joined")] = records.paid[:, :, 1]
        return _Here(here, self._signature(here.reshape(len(here), -1)))

    def both(self, one: Ints, other: Ints) -> Ints:
        """A number for each month, of two numbers."""
        return self._signature(one[:, None], other[:, None])

    def _signature(self, *tables: Floats | Ints) -> Ints:
        """A number for each month: the same for months in which all tables are the same."""
        return np.array([self._number(row) for row in np.concatenate(tables, axis=1)], np.int64)

    def _number(self, values: npt.NDArray[Any]) -> int:
        return self._numbers.setdefault(values.tobytes(), len(self._numbers))


_calendar = functools.lru_cache(maxsize=16)(_Calendar)


def paid_by_post(scenario: Scenario) -> Iterator[tuple[Interval, float]]:
    """The intervals of what is paid by post, each with the share of what is lacking that it funds in full."""
    for lever in filter(lambda each: each.by_post, load_levers().values()):
        size = f"levers.{lever.name}.share_of_gap"
        share = scenario.parameters.get(size, lever.parameters()[size].value)
        yield from ((interval, share) for interval in scenario.levers.get(lever.id, ()))


def together(one: Any, other: float) -> Any:
    """What two shares come to, the second of what the first leaves."""
    return one + other - one * other


def whom_of(
    intervals: tuple[Interval, ...], gone: Sequence[frozenset[int]], months: range
) -> tuple[Whom, ...]:
    """Whom a lever reaches, month by month."""
    begun = [latest(intervals, month) for month in months]
    return tuple(
        Whom((each and each.reach) or EVERYONE, left) for each, left in zip(begun, gone, strict=True)
    )


def reach_of(network: Network, whom: Whom) -> Reach:
    """Whom something reaches in a month."""
    selected = whom.selector.selected(network)
    reached = [float(each and number not in whom.gone) for number, each in enumerate(selected)]
    shares = []
    for services in structure_of(network).services:
        weight = math.fsum(each.weight for each in services)
        shares.append(
            math.fsum(each.weight * reached[each.organisation] for each in services) / (weight or 1.0)
        )
    members = max(1, len(reached) - len(whom.gone))
    return Reach(tuple(reached), tuple(shares), math.fsum(reached) / members)


def turns_of(intervals: tuple[Interval, ...], lever: Lever, months: range) -> list[Turn]:
    """When a lever is pulled and how hard, month by month."""
    return [_turn(current(intervals, month), lever) for month in months]


def _turn(interval: Interval | None, lever: Lever) -> Turn:
    if interval is None:
        return Turn(under_way=0.0, strength=0.0, own_ramp_up=0.0, ramp_up=0.0)
    # How much of a lever that is counted in posts is said by the posts.
    strength = float(interval.strength > 0.0) if lever.by_post else interval.strength
    own = interval.ramp_up is not None
    return Turn(under_way=1.0, strength=strength, own_ramp_up=float(own), ramp_up=interval.ramp_up or 0.0)


def dues_of(
    lever: Lever,
    intervals: tuple[Interval, ...],
    reach: Sequence[Sequence[float]],
    members: Sequence[int],
    months: range,
) -> tuple[list[Due], list[Paid | None]]:
    """What a lever is paid for month by month, and by organisation; None where nothing is paid.

    `reach` is whom it reaches, month by month. What has one price for the network is paid by the share of
    `members`, month by month, that it reaches.
    """
    by_post, nobody = float(lever.by_post), [0.0] * len(reach[0])
    before, last, had, owed = None, None, nobody, Paid((), ())
    dues, paid = list[Due](), list[Paid | None]()
    for month, reached, count in zip(months, reach, members, strict=True):
        interval, begins = current(intervals, month), before is None
        if interval is None or (lever.id == PAID_FROM_THE_GRANT and interval.term is not None):
            # A coordinator paid by the year is paid out of the grant.
            dues.append(Due(strength=0.0, units=0.0, new_units=0.0, by_post=by_post, anew=0.0))
            paid.append(None)
            before, last = interval, None
            continue
        if begins or interval is not before or reached is not last:
            had = nobody if begins else had
            new = [max(0.0, now - then) for now, then in zip(reached, had, strict=True)]
            had = [max(now, then) for now, then in zip(reached, had, strict=True)]
            had_by, begun_by = ([interval.strength * each for each in some] for some in (reached, new))
            units, new_units, owed = math.fsum(reached), math.fsum(new), Paid(tuple(had_by), tuple(begun_by))
        elif new_units:  # those who began it last month have it now
            new_units, owed = 0.0, owed._replace(begun=tuple(nobody))
        before, last = interval, reached
        price = 1.0 if lever.cost.per == "organisation" else float(max(1, count))
        dues.append(
            Due(
                strength=interval.strength,
                units=units / price,
                new_units=new_units / price,
                by_post=by_post,
                anew=float(begins),
            )
        )
        paid.append(owed)
    return dues, paid


def terms_of(coordinator: tuple[Interval, ...], months: range) -> list[Terms]:
    """The calendar, and the terms of the network's money, month by month."""
    before, terms = None, list[Terms]()
    for month in months:
        interval = current(coordinator, month)
        term = interval.term if interval else None
        terms.append(
            Terms(
                history=float(month < 0),
                coordinator_renewable=float(term is not None),
                coordinator_starts=float(interval is not None and before is None),
                months_granted=float(term or 0),
                meeting=float(month % 3 == 0),
                new_year=float(month % 12 == 0),
            )
        )
        before = interval
    return terms


def befalls_of(shocks: tuple[Shock, ...], months: range) -> list[Shocks]:
    """What befalls the network as a whole, month by month."""
    befalls = [dict.fromkeys(Shocks._fields, 0.0) for _ in months]
    for shock in shocks:
        if shock.kind in _SHOCKS:
            month, field = befalls[shock.month - FIRST_MONTH], _SHOCKS[shock.kind]
            sums = load_shocks()[shock.kind].unit == "leaders"
            month[field] = month[field] + shock.amount if sums else together(month[field], shock.amount)
    return [Shocks(*month.values()) for month in befalls]


def blows_of(network: Network, shocks: tuple[Shock, ...], months: range) -> Iterator[Blow]:
    """What shocks do to organisations, one after the other."""
    for shock in shocks:
        if shock.kind in _SHOCKS_HERE:
            begin, end = (int(min(each - FIRST_MONTH, len(months))) for each in (shock.month, shock.end))
            # What lasts, or holds for good, is so or not; its amount is how long.
            amount = shock.amount if load_shocks()[shock.kind].unit == "share" else 1.0
            reached = (shock.organisations or EVERYONE).selected(network)
            yield Blow(begin, end, _SHOCKS_HERE[shock.kind], reached, amount)


def strengths_of(
    schedule: Schedule, values: Mapping[str, float], p: Parameters, effort: Mapping[str, float]
) -> Floats:
    """Each lever's strength, (months, levers); `effort` is the share put in, 1 where it names none."""
    strength = np.zeros(schedule.turns.shape[:2])
    for number, lever in enumerate(load_levers().values()):
        now, share = 0.0, effort.get(lever.id, 1.0)
        ramp_up, fade = (values[f"levers.{lever.name}.{key}"] for key in ("ramp_up", "fade"))
        for month, turn in enumerate(schedule.turns[:, number].tolist()):
            now = rules.strength_after(now, Turn(*turn), share, ramp_up, fade, p)
            strength[month, number] = now
    return strength


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
