"""Levers as they can be bought: how much of each, for whom, from when; as written, or those usually tried."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.plan.whom import selector_of
from sim.inputs.errors import Fault, WrongInput, number, quoted, suggestion
from sim.inputs.levers import Lever, lever_id, lever_names, load_levers
from sim.inputs.reach import EVERYONE, Selector
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import Interval
from sim.model.structure import gaps

OPTION = "--dose"
MONTHS_A_YEAR = 12
SORTS = ("nurses", "specialists")  # of posts
EXAMPLE = "write nurses=2,4,6@edge, outreach=2,4 or shared-records=50%@hubs@12"
EDGE = Selector(place="edge")
PART = re.compile(r" (?:to|for|in|on|of) .*")  # what a unit goes on with that a label can do without


@dataclass(frozen=True)
class LeverDose:
    """A lever in one dose.

    Attributes
    ----------
    lever, key, title : str
        The lever's name, id and title.
    amount : str
        How much of it and for whom, `6 nurses, edge`; empty: all of it, for all, from month 0.
    intervals : tuple of Interval
        The lever's in the scenario, the dose among them.
    """

    lever: str
    key: str
    title: str
    amount: str
    intervals: tuple[Interval, ...]

    @property
    def sort(self) -> str:
        """Of which sort its posts are; empty of what is not bought in posts of one sort."""
        last = self.intervals[-1]
        return next((sort for sort in SORTS if getattr(last, sort) is not None), "")

    @property
    def name(self) -> str:
        """Write it in short: `more-staff (6 nurses, edge)`."""
        return f"{self.lever} ({self.amount})" if self.amount else self.lever

    @property
    def titled(self) -> str:
        """Write it for people: `More community nurses and specialists (6 nurses, edge)`."""
        return f"{self.title} ({self.amount})" if self.amount else self.title


def pulled(scenario: Scenario, lever: Lever, start: int = 0, **given: Any) -> Scenario:
    """Pull a lever from a month on; one that is there already (a coordinator in post) needs no ramp-up."""
    there = any(
        spell.start < start < spell.stops(scenario.horizon) for spell in scenario.levers.get(lever.id, ())
    )
    return scenario.with_levers({lever.id: {"start": start, **({"ramp_up": 0} if there else {}), **given}})


def dose_of(scenario: Scenario, lever: Lever, months: Sequence[int] = (0,), **given: Any) -> LeverDose:
    """Give a lever in a dose, as an interval of a scenario file says it (`nurses=6`, `reach=EDGE`).

    Parameters
    ----------
    scenario : Scenario
    lever : Lever
    months : sequence of int
        When it starts; several: in phases, as many more organisations with each, hubs first.
    **given
        What else an interval says.

    Raises
    ------
    WrongInput
        If the lever cannot be had so.
    """
    first, *later = months
    intervals = pulled(scenario, lever, first, **given).levers[lever.id]
    amount = _amount(lever, intervals[-1])
    if later:
        phases: list[Mapping[str, Any]] = [
            {"start": begin, "reach": reach, **({"end": end} if end else {}), **_without_reach(given)}
            for begin, end, reach in zip(
                months, [*later, None], _phases(scenario, lever, intervals[-1], len(months)), strict=True
            )
        ]
        intervals = scenario.with_levers({lever.id: phases}).levers[lever.id]
        amount = ", ".join(filter(None, (amount, f"in {len(months)} phases")))
    return LeverDose(lever.name, lever.id, lever.title, amount, intervals)


def _phases(scenario: Scenario, lever: Lever, whole: Interval, number: int) -> list[Selector]:
    """Parts of those whom an interval reaches, each with those before it; hubs first."""
    network = scenario.network
    if lever.scope == "network":
        what = f"{lever.name} acts on the network as a whole: {lever.whole}"
        raise WrongInput(Fault(OPTION, what, "give one month"))
    reached = (whole.reach or EVERYONE).selected(network)
    members = [each for each, here in zip(network.organisations, reached, strict=True) if here]
    names = [each.name for each in sorted(members, key=lambda each: each.role != "hub")]
    parts = range(1, number + 1)
    return [Selector(name=tuple(names[: -(-len(names) * part // number)])) for part in parts]


def _without_reach(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != "reach"}


def _amount(lever: Lever, interval: Interval) -> str:
    parts = [
        f"{number(count)} {what if count != 1 else what[:-1]}"
        for what in ("posts", *SORTS)
        if (count := getattr(interval, what)) is not None
    ]
    if interval.strength != 1:
        size, unit = (interval.strength, "") if not lever.dose else (interval.strength, lever.dose.unit)
        full = lever.dose.full if lever.dose and lever.dose.full else 0.0
        parts.append(_in_unit(size * full, unit) if full else f"{size:.0%}")
    if interval.reach is not None and interval.reach != EVERYONE:
        parts.append(interval.reach.in_words())
    if interval.start:
        parts.append(f"from month {interval.start}")
    return ", ".join(parts)


def _in_unit(size: float, unit: str) -> str:
    short = PART.sub("", unit).replace("whole-time equivalents", "WTE")
    return f"£{size:,.0f}{short.removeprefix('GBP')}" if short.startswith("GBP") else f"{size:.3g} {short}"


# --- as written -------------------------------------------------------------------------------------------


def doses_written(scenario: Scenario, lines: Sequence[str]) -> tuple[LeverDose, ...]:
    """Read doses written as `LEVER=DOSES`, `LEVER=DOSES@WHOM` or `LEVER=DOSES@WHOM@MONTHS`.

    Parameters
    ----------
    scenario : Scenario
    lines : sequence of str
        Such as `nurses=2,4,6@edge`, `outreach=2,4` or `shared-records=50%@hubs@12`. A number is in the unit
        that the lever is bought in.

    Raises
    ------
    WrongInput
        With everything wrong in them.
    """
    doses: list[LeverDose] = []
    faults: list[Fault] = []
    for line in lines:
        try:
            doses += _line(scenario, line)
        except WrongInput as error:
            faults += [Fault(f"{OPTION} {line}", each.what, each.meant) for each in error.faults]
    if faults:
        raise WrongInput(*faults)
    return tuple(dict.fromkeys(doses))


def _line(scenario: Scenario, line: str) -> Iterator[LeverDose]:
    name, _, rest = line.partition("=")
    amounts, *where = rest.split("@")
    levers = load_levers()
    sort = name.strip() if name.strip() in SORTS else ""
    by_post = next(each for each in levers.values() if each.by_post)
    key = by_post.id if sort else lever_id(name.strip(), levers)
    if key is None:
        meant = suggestion(name.strip(), [*SORTS, *lever_names(levers)])
        raise WrongInput(Fault(OPTION, f"there is no lever {quoted(name)}", meant))
    when = [each for each in where if re.fullmatch(r"[0-9, ]+", each)]
    whom = [each for each in where if each.strip() and each not in when]
    if not amounts.strip() or len(when) > 1 or len(whom) > 1:
        raise WrongInput(Fault(OPTION, "says not how much, for whom and from when", EXAMPLE))
    given: dict[str, Any] = {}
    if whom:
        given["reach"] = selector_of(whom[0], scenario.network, OPTION)
    months = [int(each) for each in when[0].split(",") if each.strip()] if when else [0]
    if not months or months != sorted(set(months)) or months[-1] > scenario.horizon:
        what = (
            f"{quoted(','.join(when))} is no month, nor several in their order, from 0 to {scenario.horizon}"
        )
        raise WrongInput(Fault(OPTION, what, "write 12, or 0,12,24 for three phases"))
    for amount in amounts.split(","):
        said = _said(amount.strip(), sort)
        if "dose" in said and levers[key].dose is None:
            what = f"{levers[key].name} is not bought in doses"
            raise WrongInput(Fault(OPTION, what, "write 100% for all of it, or 50%"))
        yield dose_of(scenario, levers[key], months, **given, **said)


def _said(amount: str, sort: str) -> dict[str, Any]:
    """Read an amount as an interval has it: a number in the lever's unit, or a percentage of all of it."""
    percent = amount.endswith("%")
    digits = amount.removesuffix("%").removeprefix("\u00a3").strip()
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits) or float(digits) == 0 or (percent and sort):
        meant = "write whole posts or halves, such as 6" if sort else "write a number in its unit, or 50%"
        raise WrongInput(Fault(OPTION, f"{quoted(amount)} is no dose", meant))
    return {"strength": float(digits) / 100} if percent else {sort or "dose": float(digits)}


# --- as usually tried -------------------------------------------------------------------------------------


def usual_doses(scenario: Scenario, lever: Lever, a_year: float) -> tuple[LeverDose, ...]:
    """Give the doses that are tried where nobody says: all of it and half of it, for all and for the edge.

    Of posts: as many nurses, or specialists, as so much money pays for a year and as are lacking, and half
    as many. Of money: as much as there is, and half of that. A lever that is not bought in doses is pulled in
    full; what costs more to join than a year's money pays for, in as many yearly phases as it takes, too.

    Parameters
    ----------
    scenario : Scenario
    lever : Lever
    a_year : float
        GBP.
    """
    places: list[dict[str, Any]] = [{}]
    if lever.scope == "organisations" and any(EDGE.selected(scenario.network)):
        places.append({"reach": EDGE})
    amounts = [*_posts(scenario, lever, a_year)] if lever.by_post else [*_parts(lever, a_year)]
    doses = [dose_of(scenario, lever, **place, **amount) for place in places for amount in amounts]
    if phases := _years_of_joining(scenario, lever, a_year):
        doses.append(dose_of(scenario, lever, [MONTHS_A_YEAR * year for year in range(phases)]))
    return tuple(dict.fromkeys(doses))


def _years_of_joining(scenario: Scenario, lever: Lever, a_year: float) -> int:
    """Over how many years those join whom a year's money does not pay for at once; 0 if it does."""
    if lever.cost.per != "organisation" or not lever.cost.one_off.value:
        return 0
    joining = len(scenario.network.organisations) * (lever.cost.one_off.high + lever.cost.yearly.value)
    years = math.ceil(joining / a_year) if a_year else 0
    return min(years, scenario.horizon // MONTHS_A_YEAR) if years > 1 else 0


def _posts(scenario: Scenario, lever: Lever, a_year: float) -> Iterator[dict[str, Any]]:
    lacking = zip(SORTS, zip(*gaps(scenario.network), strict=True), strict=True)
    for sort, each in lacking:
        most = int(min(a_year / max(1.0, lever.cost.yearly.value), sum(each), lever.dose.limit))  # type: ignore[union-attr]
        for posts in {max(1, most), max(1, most // 2)}:
            yield {sort: float(posts)}


def _parts(lever: Lever, a_year: float) -> Iterator[dict[str, Any]]:
    if lever.dose is None or lever.dose.full is None:
        yield {}
    elif lever.dose.unit == "GBP a year":
        most = float(int(min(a_year, lever.dose.limit)))
        yield from ({"dose": part} for part in (most, most / 2) if part >= 1)
    else:
        yield from ({"dose": lever.dose.full}, {"dose": lever.dose.full / 2})
