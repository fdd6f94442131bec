"""When levers act: months and intervals, and the forms scenarios write them in."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from sim.inputs.dates import AsMonth, AsMonths
from sim.inputs.errors import number as figure
from sim.inputs.errors import quoted, suggestion
from sim.inputs.fields import Declared, Share
from sim.inputs.levers import Dose, Lever, lever_id, lever_names, load_levers
from sim.inputs.messages import validated
from sim.inputs.reach import EVERYONE, Reach, Selector
from sim.inputs.yaml_files import Keys, Marked

FIRST_MONTH = -24
PAID_FROM_THE_GRANT = "L01"  # the coordinator, unless secured
LONGEST_HORIZON = 240

Month = Annotated[int, Field(ge=FIRST_MONTH, le=LONGEST_HORIZON), AsMonth]
Months = Annotated[int, Field(ge=1, le=LONGEST_HORIZON - FIRST_MONTH), AsMonths]
RampUp = Annotated[float, Field(ge=0, le=LONGEST_HORIZON), AsMonths]
Amount = Annotated[float, Field(ge=0)]


class Interval(Declared):
    """A time in which a lever is pulled.

    Attributes
    ----------
    start, end : int
        First month with it, and first month without it; no end: to the horizon.
    term : int or None
        Months for which money is granted at a time, each renewal uncertain; None: secured throughout.
    strength : float
        0-1, once it is ramped up; more for what may be had beyond its full dose.
    posts, nurses, specialists : float or None
        Posts that it pays for, of either sort or of each, where it is given so many; its strength is then 1.
    ramp_up : float or None
        Months to full strength; None: the lever's own.
    reach : Selector or None
        Which organisations; None: the lever's own.
    """

    start: Month
    end: int | None = None
    term: Months | None = None
    strength: Amount = 1.0
    posts: Amount | None = None
    nurses: Amount | None = None
    specialists: Amount | None = None
    ramp_up: RampUp | None = None
    reach: Selector | None = None

    def stops(self, horizon: int) -> int:
        """Give the first month without it, which is at the latest the one after `horizon`."""
        return horizon + 1 if self.end is None else min(self.end, horizon + 1)

    @property
    def whole(self) -> bool:
        """Whether it has all of the lever, everywhere."""
        posts = (self.posts, self.nurses, self.specialists)
        return self.strength == 1 and posts == (None, None, None) and self.reach in (None, EVERYONE)


class _WrittenInterval(Declared):
    start: Month = Field(description="the month in which it starts, such as start: 0")
    duration: Months | None = None
    end: Month | None = None
    term: Months | None = None
    strength: Share | None = None
    dose: Amount | None = None
    nurses: Amount | None = None
    specialists: Amount | None = None
    ramp_up: RampUp | None = None
    reach: Reach | None = None


class Pulled(NamedTuple):
    """What a scenario says of one lever: the keys at which it does, and its intervals; none of them: off."""

    keys: Keys
    intervals: tuple[Interval, ...]


def read_levers(given: Any, marks: Marked) -> dict[str, Pulled]:
    """Read the levers of a scenario, keyed by id."""
    levers, pulled = load_levers(), dict[str, Pulled]()
    for name, value in given.items() if isinstance(given, Mapping) else ():
        keys: Keys = ("levers", name)
        lever = lever_id(name, levers)
        if lever is None:
            marks.fault(keys, f"there is no lever {quoted(name)}", suggestion(name, lever_names(levers)))
            continue
        if lever in pulled:
            other = pulled[lever].keys[1]
            what = f"{quoted(name)} and {quoted(other)} are one lever"
            marks.fault(keys, what, "keep one of the two")
        pulled[lever] = Pulled(keys, tuple(_intervals(value, marks, keys, levers[lever])))
        terms = [interval.term for interval in pulled[lever].intervals if interval.term is not None]
        if terms and lever != PAID_FROM_THE_GRANT:
            what = f"{quoted(name)} is not paid from the network's grant, which alone has a term"
            marks.fault((*keys, "term"), what, "leave term out")
    return pulled


def _intervals(value: Any, marks: Marked, keys: Keys, lever: Lever) -> Iterator[Interval]:
    """Read the intervals of a lever, or its only one, and say where they stand out of order."""
    if value is False or value == "off":
        return
    if value == () or not isinstance(value, tuple | Mapping | Interval):
        shown = "nothing" if value is None else quoted(marks.written.get(keys, value))
        marks.fault(keys, f"{keys[-1]}: {shown} says not when", "write {start: 0}, or off")
        return
    places = {(*keys, n): each for n, each in enumerate(value)} if isinstance(value, tuple) else {keys: value}
    before: Interval | None = None
    for here, each in places.items():
        interval = each if isinstance(each, Interval) else _interval(each, marks, here, lever)
        if interval is None:
            continue
        _check_fit(interval, lever, marks, here)
        if before is not None and interval.start <= before.start:
            what = f"the spell from month {interval.start} stands after that from month {before.start}"
            marks.fault((*here, "start"), what, "put them in order of time")
        elif before is not None and (before.end is None or before.end > interval.start):
            lasts = "to the horizon" if before.end is None else f"until month {before.end}"
            what = f"the spell from month {interval.start} overlaps the one before, which lasts {lasts}"
            marks.fault((*here, "start"), what, f"end that one by month {interval.start}")
        before = interval
        yield interval


def _interval(value: Any, marks: Marked, keys: Keys, lever: Lever) -> Interval | None:
    written = validated(_WrittenInterval, value, marks, keys)
    if written is None:
        return None
    start, end = written.start, written.end
    if end is not None and written.duration is not None:
        marks.fault((*keys, "end"), f"{keys[1]}: end and duration are both given", "keep one of the two")
        return None
    if end is not None and end <= start:
        what = f"{keys[1]} ends in month {end} and starts in month {start}"
        marks.fault((*keys, "end"), what, f"write an end after month {start}")
        return None
    if written.duration is not None:
        end = start + written.duration
    same = {name: getattr(written, name) for name in ("start", "term", "ramp_up", "reach")}
    return Interval(end=end, **same, **_amount(written, lever, marks, keys))


def _amount(written: _WrittenInterval, lever: Lever, marks: Marked, keys: Keys) -> dict[str, Any]:
    """How much of a lever an interval has: a strength, or posts; a dose is turned into one of the two."""
    posts = {name: getattr(written, name) for name in ("nurses", "specialists")}
    amounts = {"strength": written.strength, "dose": written.dose, **posts}
    given = [name for name, amount in amounts.items() if amount is not None]
    if len(given) > 1 and given != ["nurses", "specialists"]:
        what = f"{keys[1]}: {' and '.join(given)} are given together"
        marks.fault((*keys, given[-1]), what, "say in one way how much of it")
    if written.dose is None or not lever.dose:
        if written.dose is not None:
            what = f"{keys[1]} is not bought in doses"
            marks.fault((*keys, "dose"), what, "write strength: 0.5 for half of it")
        return {"strength": 1.0 if written.strength is None else written.strength, **posts}
    return {**posts, **dosed(written.dose, lever.dose)}


def dosed(amount: float, dose: Dose) -> dict[str, float]:
    """What so much of a lever is in an interval: posts, or a strength."""
    return {"posts": amount} if dose.full is None else {"strength": amount / dose.full}


def _check_fit(interval: Interval, lever: Lever, marks: Marked, keys: Keys) -> None:
    """Say what an interval asks of a lever that cannot be had of it."""
    if lever.scope == "network" and interval.reach not in (None, EVERYONE):
        what = f"{lever.name} acts on the network as a whole: {lever.whole}"
        marks.fault((*keys, "reach"), what, "leave reach out")
    if interval.strength > lever.most:
        dose = lever.dose
        key, unit, full = ("dose", dose.unit, dose.full) if dose and dose.full else ("strength", "", 1.0)
        most = figure(lever.most * full)
        what = f"{lever.name}: {key} {figure(interval.strength * full)} is above {most} {unit}"
        marks.fault((*keys, key), what.strip(), f"write {most} or less")
    for key, posts in (
        ("dose", interval.posts),
        ("nurses", interval.nurses),
        ("specialists", interval.specialists),
    ):
        if posts is not None:
            _check_posts(posts, lever, marks, (*keys, key))


def _check_posts(posts: float, lever: Lever, marks: Marked, keys: Keys) -> None:
    if not lever.dose or not lever.by_post:
        marks.fault(keys, f"{lever.name} adds no posts", f"leave {keys[-1]} out")
    elif posts > lever.dose.limit:
        most = figure(lever.dose.limit)
        marks.fault(
            keys, f"{lever.name}: {keys[-1]} {figure(posts)} is above {most}", f"write {most} or less"
        )
    elif not (2.0 * posts).is_integer():
        what = f"{lever.name}: {keys[-1]} {figure(posts)} is neither whole posts nor halves"
        marks.fault(keys, what, f"write {figure(round(2.0 * posts) / 2.0)}")


def followed_by(inherited: tuple[Interval, ...], new: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Cut what was inherited where the new intervals begin; without new intervals nothing is left."""
    if not new:
        return ()
    start = new[0].start
    before = (interval for interval in inherited if interval.start < start)
    return (*(each.model_copy(update={"end": each.stops(start - 1)}) for each in before), *new)
