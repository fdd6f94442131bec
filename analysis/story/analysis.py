"""What an organisation did in a run and what befell it: frames in, a frame of events out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.inputs.levers import load_levers
from sim.inputs.members import Organisation
from sim.inputs.timing import FIRST_MONTH
from sim.model.schedule import Schedule, schedule_of
from sim.model.state import Here, OrganisationFacts, Terms
from sim.model.structure import structure_of
from sim.simulation import Result

STAGES = ("not joined", "preparing", "live", "stalled", "withdrawn")  # of its records
GROUPS = ("specialist_posts", "nurse_posts", "other_posts")
TIED, APART = 0.3, 0.2  # strength from which a tie is told of, and below which it is over
HEARD, UNHEARD = 0.25, 0.15  # news that reaches it
RESERVES_BACK, RESERVES_GONE = 2.0, 1.0  # months of spending
GOOD_OR_BAD = 0.1  # of the income usually raised
TIGHTER = 0.08  # strain, from year to year
OUTCOME_OF = {
    "coordinator": "coordinator",
    "grant": "funding",
}  # of the network's means, above 0 while they last
TOLD_OTHERWISE = ("meetings-hard-to-join",)  # problems that other events say already
YEAR = 12


class Event(NamedTuple):
    """Something that happened.

    Attributes
    ----------
    month : int
    what : str
        Such as `came` (to a meeting), `guideline`, `left`; `year` closes each year.
    about : str
        The group of staff, partner, problem, lever or stage that it is about.
    amount, level : float
        How much, and what it then was.
    why : str
        The flow that had most to do with it; of staff who come, where that is not into a post that stood
        empty; of a problem, `again` where it was there before.
    """

    month: int
    what: str
    about: str = ""
    amount: float = np.nan
    level: float = np.nan
    why: str = ""


@dataclass(frozen=True)
class Life:
    """One organisation in one run of a result that has organisations, ties, flows and problems."""

    result: Result
    organisation: Organisation
    run: int

    @property
    def name(self) -> str:
        """Of the organisation."""
        return self.organisation.name

    @cached_property
    def place(self) -> int:
        """Where it stands in the network's file."""
        return self.result.scenario.network.organisations.index(self.organisation)

    @cached_property
    def facts(self) -> OrganisationFacts:
        """What is known of it."""
        return structure_of(self.result.scenario.network).organisations[self.place]

    @property
    def posts(self) -> tuple[float, ...]:
        """The posts that there are for each of its `GROUPS`."""
        facts = self.facts
        return facts.specialist_establishment, facts.nurse_establishment, facts.other_establishment

    @cached_property
    def schedule(self) -> Schedule:
        """What the scenario has in store."""
        return schedule_of(self.result.scenario)

    @cached_property
    def states(self) -> pd.DataFrame:
        """Its states, by month."""
        rows = self._rows(self.result.organisations)
        return rows[rows["organisation"] == self.name].set_index("month")

    def flows(self, stock: str) -> pd.DataFrame:
        """What moved one of its states, by month; a column for each flow."""
        return pd.DataFrame(self._flows[stock])

    @cached_property
    def _flows(self) -> pd.DataFrame:
        rows = self._rows(self.result.flows)
        rows = rows[(rows["organisation"] == self.name) & (rows["entity"] == "organisation")]
        return rows.pivot(index="month", columns=["stock", "flow"], values="amount")

    @cached_property
    def ties(self) -> dict[str, pd.DataFrame]:
        """Its ties, by partner, each by month."""
        rows = self._rows(self.result.ties)
        rows = rows[(rows["organisation"] == self.name) | (rows["other"] == self.name)]
        partner = rows["other"].where(rows["organisation"] == self.name, rows["organisation"])
        return {str(name): tie.set_index("month") for name, tie in rows.groupby(partner, sort=False)}

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The network's outcomes, by month."""
        return self._rows(self.result.outcomes).set_index("month")

    def problems(self, organisation: str) -> pd.DataFrame:
        """When an organisation had which problems."""
        rows = self._rows(self.result.problems)
        return rows[rows["organisation"] == organisation]

    def _rows(self, frame: pd.DataFrame | None) -> pd.DataFrame:
        assert frame is not None
        return frame[frame["run"] == self.run]


def events(life: Life) -> pd.DataFrame:
    """Find what an organisation did and what befell it.

    Returns
    -------
    DataFrame
        A row for each :class:`Event`, in the order of time.
    """
    found = [
        *_befell(life),
        *_core(life),
        *_hub_and_spokes(life),
        *_money(life),
        *_staff(life),
        *_meetings(life),
        *_learning(life),
        *_records(life),
        *_relations(life),
        *_problems(life),
        *_years(life),
    ]
    found.sort(key=lambda each: each.month)
    return pd.DataFrame(found, columns=list(Event._fields))


def years(horizon: int) -> list[range]:
    """The months of each year; a rest of less than half a year belongs to the last."""
    begins = [*range(FIRST_MONTH, max(1, horizon + 1 - YEAR // 2), YEAR)]
    return [range(a, b) for a, b in zip(begins, [*begins[1:], horizon + 1], strict=True)]


# -- What it did -----------------------------------------------------------------------------


def _meetings(life: Life) -> Iterator[Event]:
    """Whether it came, and if not, what held it back most."""
    held_back = life.flows("participation").drop(columns="joint")
    came = life.states["participation"] > 0
    for month, terms, here in zip(
        came.index, life.schedule.terms, life.schedule.here[:, life.place], strict=True
    ):
        if Terms(*terms).meeting and came[month]:
            yield Event(month, "came")
        elif Terms(*terms).meeting and not Here(*here).away:
            yield Event(month, "stayed away", why=str(held_back.loc[month].idxmin()))


def _learning(life: Life) -> Iterator[Event]:
    """Study days and sessions to which it sent staff, and guidelines that it took up."""
    gained, adopted = life.flows("clinical_skill"), life.flows("adoption").drop(columns=["turnover", "bound"])
    for flow, what in (("training", "study day"), ("learnt_on_line", "session")):
        yield from (Event(int(month), what) for month in gained.index[gained[flow] > 0])
    for month, each in adopted[adopted.sum(axis=1) > 0].iterrows():
        yield Event(int(str(month)), "guideline", level=_at(life, "adoption", month), why=str(each.idxmax()))
    for month, found in _crossings(life.states["champion"], 0.25, 0.5):
        yield Event(month, "champion" if found else "no champion")


def _records(life: Life) -> Iterator[Event]:
    stage = life.states["records_stage"].astype(int)
    for month in stage.index[stage.diff().fillna(0) != 0]:
        yield Event(int(month), "records", about=STAGES[stage[month]])


def _staff(life: Life) -> Iterator[Event]:
    """Who left and who came: into a new post, or to take over from somebody who is still there."""
    for group, there in zip(GROUPS, life.posts, strict=True):
        flows = life.flows(group)
        for month, each in flows.iterrows():
            level = _at(life, group, month)
            gone = -(each["left"] + each["lost"])
            come = sum(each.get(flow, 0.0) for flow in ("joined", "new_posts", "network_money"))
            new = each.get("new_posts", 0.0) > come / 2
            why = (
                "new post"
                if new
                else "taking over"
                if level - _in_new_posts(life, group, month) > there
                else ""
            )
            if gone > 0:
                yield Event(int(str(month)), "left", group, gone, level)
            if come > 0:
                yield Event(int(str(month)), "joined", group, come, level, why)


# -- What befell it --------------------------------------------------------------------------


def _befell(life: Life) -> Iterator[Event]:
    """Shocks, and levers that reach it."""
    scenario = life.result.scenario
    for shock in scenario.shocks:
        if shock.organisations is None or shock.organisations.selected(scenario.network)[life.place]:
            yield Event(
                shock.month, "shock", about=shock.model_copy(update={"organisations": None}).in_words()
            )
    order = list(load_levers())
    for lever, intervals in scenario.levers.items():
        for each in intervals:
            ends = each.stops(scenario.horizon)
            if each.term is not None:
                continue  # a coordinator paid from the grant, who is told of by coming and going
            if life.schedule.reach[each.start - FIRST_MONTH, life.place, order.index(lever)]:
                yield Event(each.start, "lever", about=lever)
                if ends <= scenario.horizon:
                    yield Event(ends, "lever ends", about=lever)


def _core(life: Life) -> Iterator[Event]:
    """The network's coordinator and its grant come and go."""
    for what, outcome in OUTCOME_OF.items():
        values = life.outcomes[outcome]
        for month, there in _crossings(values, 0.5, 0.5):
            first = "first " if values.loc[: month - 1].max() < 0.5 else ""
            yield Event(month, f"{first}{what}" if there else f"no {what}")


def _hub_and_spokes(life: Life) -> Iterator[Event]:
    """Its hub, or a hub's spokes, drift off and come back; news reaches it or not."""
    organisations = life.result.scenario.network.organisations
    others = [life.organisation.hub] if life.organisation.hub else []
    others += [each.name for each in organisations if each.hub == life.name]
    for other in others:
        who = "hub" if other == life.organisation.hub else "spoke"
        for problem, month, begins in _turns(life, other):
            if problem == "disengagement":
                yield Event(month, f"{who} {'drifts off' if begins else 'is back'}", about=other)
    for month, heard in _crossings(life.states["news"], UNHEARD, HEARD):
        yield Event(month, "news" if heard else "no news")


def _money(life: Life) -> Iterator[Event]:
    """Good and bad years of what it raises, reserves that go and come, and strain."""
    usual = life.facts.income * (1.0 - life.facts.statutory_share)
    raised, swing = life.states["raised_income"], life.flows("raised_income")["good_or_bad_year"]
    seen = swing.loc[: life.result.scenario.horizon - YEAR // 2]  # a year that has only begun is none yet
    for month in seen.index[seen.abs() >= max(1.0, GOOD_OR_BAD * usual)]:
        what = "good year" if swing[month] > 0 else "bad year"
        before = raised.get(month - 1, usual)
        yield Event(int(month), what, amount=raised[month], level=before)
    if life.facts.reserves > RESERVES_BACK:
        for month, back in _crossings(life.states["reserves"], RESERVES_GONE, RESERVES_BACK):
            yield Event(month, "reserves back" if back else "reserves gone")
    spells = years(life.result.scenario.horizon)
    strain = [life.states["strain"].loc[each[0] : each[-1]].mean() for each in spells]
    for spell, before, now in zip(spells[1:], strain, strain[1:], strict=False):
        if abs(now - before) >= TIGHTER:
            yield Event(spell[0], "tighter" if now > before else "easier", amount=now - before, level=now)


def _relations(life: Life) -> Iterator[Event]:
    """Ties that form and lapse, and whose records are linked."""
    for partner, tie in life.ties.items():
        for month, tied in _crossings(tie["strength"], APART, TIED):
            yield Event(month, "tied" if tied else "apart", partner)
        for month, linked in _crossings(tie["linked"], 0.5, 0.5):
            yield Event(month, "linked" if linked else "unlinked", partner)


def _problems(life: Life) -> Iterator[Event]:
    problems = life.problems(life.name)
    seen = set(problems.loc[problems["onset"] == FIRST_MONTH, "problem"])
    for problem, month, begins in _turns(life, life.name):
        if problem not in TOLD_OTHERWISE:
            again = "again" if begins and problem in seen else ""
            yield Event(month, "begins" if begins else "ends", problem, why=again)
        seen.add(problem)


def _turns(life: Life, organisation: str) -> Iterator[tuple[str, int, bool]]:
    """Problems of an organisation that begin (True) after the first month, and that end."""
    problems = life.problems(organisation)
    for problem, onset, end in zip(problems["problem"], problems["onset"], problems["end"], strict=True):
        if onset > FIRST_MONTH:
            yield str(problem), int(onset), True
        if end <= life.result.scenario.horizon:
            yield str(problem), int(end), False


def _years(life: Life) -> Iterator[Event]:
    """How engaged it is as a year ends, and what had most to do with the change."""
    engagement, flows = life.states["engagement"], life.flows("engagement")
    before = engagement.iloc[0]
    for spell in years(life.result.scenario.horizon):
        now = engagement[spell[-1]]
        sums = dict(flows.loc[spell[0] : spell[-1]].sum().items())
        why = (max if now > before else min)(sums, key=sums.__getitem__)
        yield Event(spell[-1], "year", amount=now - before, level=now, why=str(why))
        before = now


def _in_new_posts(life: Life, group: str, month: Any) -> float:
    """Of the posts filled those that a lever pays."""
    state = {"specialist_posts": "new_specialists", "nurse_posts": "new_nurses"}.get(group)
    return _at(life, state, month) if state else 0.0


def _at(life: Life, state: str, month: Any) -> float:
    return float(life.states[state][month])


def _crossings(values: pd.Series[float], low: float, high: float) -> Iterator[tuple[int, bool]]:
    """Months in which what was below rises to `high`, or what was up falls below `low`."""
    up = values.iloc[0] >= low
    for month, value in values.items():
        if up != (value >= (low if up else high)):
            up = not up
            yield int(str(month)), bool(up)
