"""What a room may switch: levers and barriers, and every setting of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.cascade.knockouts import removed
from analysis.plan.doses import pulled
from analysis.plan.portfolios import at_work
from analysis.statistics.barriers import BARRIERS
from sim.inputs.errors import Fault, WrongInput, quoted, refuse, suggestion
from sim.inputs.frozen_map import Frozen
from sim.inputs.levers import lever_id, lever_names, load_levers
from sim.inputs.problems import load_problems
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import Interval

MOST_SWITCHES = 10  # 1,024 settings; each switch more doubles them
USUAL = ("coordinator", *BARRIERS, "champions")
PROBLEMS = {  # the problem that each barrier is
    "money": "scarce-network-money",
    "records": "unlinked-records",
    "standards": "no-measure-or-standards",
    "staff": "scarce-staff",
}
Intervals = Mapping[str, tuple[Interval, ...]]


@dataclass(frozen=True)
class Switch:
    """One thing that is off, as in the scenario, or on.

    Attributes
    ----------
    name : str
        A lever's name, or a barrier's: money, records, standards, staff.
    kind : {"lever", "barrier"}
        Whether a lever is pulled, or a barrier removed by the levers that relieve it.
    title : str
    intervals : mapping of str to tuple of Interval
        What takes the place of the scenario's intervals when it is on, by the lever's id.
    """

    name: str
    kind: Literal["lever", "barrier"]
    title: str
    intervals: Intervals


@dataclass(frozen=True)
class PreparedFuture:
    """A scenario that a setting of the switches amounts to."""

    name: str
    title: str
    question: str
    bundle: int


@dataclass(frozen=True)
class Board:
    """A scenario and the switches that a room has in it.

    A setting's number has a binary digit for each switch, the first switch the lowest; 0 is the scenario
    as it is.
    """

    scenario: Scenario
    switches: tuple[Switch, ...]
    prepared: tuple[PreparedFuture, ...] = ()

    @property
    def count(self) -> int:
        """Number of settings."""
        return 1 << len(self.switches)

    def on(self, bundle: int) -> tuple[Switch, ...]:
        """Give the switches that are on in a setting."""
        return tuple(each for place, each in enumerate(self.switches) if bundle >> place & 1)

    def scenario_of(self, bundle: int) -> Scenario:
        """Give the scenario with a setting's switches on."""
        changes = {
            lever: intervals for switch in self.on(bundle) for lever, intervals in switch.intervals.items()
        }
        levers = {**self.scenario.levers, **changes}
        # A lever that a switch takes away has no intervals: it stands in no scenario.
        kept = Frozen({lever: intervals for lever, intervals in sorted(levers.items()) if intervals})
        return self.scenario.model_copy(update={"levers": kept})


def board(base: Scenario, others: Sequence[Scenario] = (), written: str | None = None) -> Board:
    """Lay out the switches of a room.

    Parameters
    ----------
    base : Scenario
        What every switch is off in.
    others : sequence of Scenario
        Prepared futures: each lever that they pull otherwise than the base becomes a switch.
    written : str, optional
        Names of levers and barriers, parted by commas, in the order in which they are shown; left out, those
        of the other scenarios, or where there are none the usual ones. A lever named is pulled from month 0
        on, or as the other scenarios pull it.

    Raises
    ------
    WrongInput
        With everything wrong in them.
    """
    _comparable(base, others)
    if written is not None:
        switches, place = _written(base, others, written), "--switches"
    else:
        switches, place = (_own(base, others) if others else _usual(base)), base.name
    if len(switches) > MOST_SWITCHES:
        what = f"{len(switches)} switches make {1 << len(switches):,} settings"
        raise WrongInput(Fault(place, what, f"name at most {MOST_SWITCHES} with --switches"))
    return Board(base, switches, _prepared(base, switches, others))


def _comparable(base: Scenario, others: Sequence[Scenario]) -> None:
    """Refuse scenarios that differ from the base in more than the levers they pull, or in nothing."""
    faults = []
    for other in others:
        parts = ("network", "horizon", "shocks", "parameters", "links", "loops")
        unlike = [name for name in parts if getattr(other, name) != getattr(base, name)]
        if unlike:
            what = f"it differs from {base.name} in its {unlike[0]}, and switches are levers alone"
            faults.append(Fault(other.name, what, "export it by itself, or use mcn workshop serve"))
        elif other.levers == base.levers:
            faults.append(Fault(other.name, f"it pulls no lever otherwise than {base.name}", "leave it out"))
    refuse(faults)


def _own(base: Scenario, others: Sequence[Scenario]) -> tuple[Switch, ...]:
    """Make a switch of each lever that a scenario pulls otherwise than the base."""
    found: dict[str, Switch] = {}
    faults = []
    for other in others:
        for lever in sorted(set(other.levers) | set(base.levers)):
            intervals = other.levers.get(lever, ())
            if intervals == base.levers.get(lever, ()):
                continue
            known = load_levers()[lever]
            switch = Switch(known.name, "lever", known.title, Frozen({lever: intervals}))
            if found.setdefault(lever, switch) != switch:
                what = f"it pulls {known.name} otherwise than another scenario does"
                faults.append(Fault(other.name, what, "one switch has one way: export them apart"))
    refuse(faults)
    return tuple(found[lever] for lever in sorted(found))


def _usual(base: Scenario) -> tuple[Switch, ...]:
    """Give the usual switches, but for those that do nothing in a scenario."""
    every = [_named(base, name) for name in USUAL]
    found = tuple(each for each in every if each is not None and _does_something(base, each))
    if not found:
        what = "all that is usually switched is at work in it already"
        raise WrongInput(Fault(base.name, what, "name other levers with --switches"))
    return found


def _written(base: Scenario, others: Sequence[Scenario], written: str) -> tuple[Switch, ...]:
    """Read the names of switches; a lever that a prepared future pulls is pulled as it is there."""
    own = {switch.name: switch for switch in _own(base, others)}
    names = list(dict.fromkeys(name.strip() for name in written.split(",") if name.strip()))
    faults, found = [], []
    taken: dict[str, str] = {}
    for name in names:
        switch = own.get(name) or _named(base, name)
        if switch is None:
            meant = suggestion(name, [*BARRIERS, *lever_names(load_levers())])
            faults.append(Fault("--switches", f"there is no lever or barrier {quoted(name)}", meant))
            continue
        if not _does_something(base, switch):
            what = f"{switch.name} is at work in {base.name} already, and stays so"
            faults.append(Fault("--switches", what, "leave it out"))
        for lever in switch.intervals:
            if lever in taken:
                what = f"{taken[lever]} and {switch.name} both pull {load_levers()[lever].name}"
                faults.append(Fault("--switches", what, "keep one of the two"))
            taken[lever] = switch.name
        found.append(switch)
    if not names:
        faults.append(Fault("--switches", "names no switch", "write coordinator,records, or leave it out"))
    refuse(faults)
    return tuple(found)


def _named(base: Scenario, name: str) -> Switch | None:
    if name in BARRIERS:
        title = load_problems()[PROBLEMS[name]].title
        return Switch(name, "barrier", title, _changed(base, removed(base, frozenset([name]))))
    known = lever_id(name, load_levers())
    if known is None:
        return None
    lever = load_levers()[known]
    intervals = Frozen() if at_work(base, lever) else _changed(base, pulled(base, lever))
    return Switch(lever.name, "lever", lever.title, intervals)


def _changed(base: Scenario, other: Scenario) -> Intervals:
    return Frozen(
        {key: intervals for key, intervals in other.levers.items() if intervals != base.levers.get(key, ())}
    )


def _does_something(base: Scenario, switch: Switch) -> bool:
    return any(intervals != base.levers.get(key, ()) for key, intervals in switch.intervals.items())


def _prepared(
    base: Scenario, switches: Sequence[Switch], others: Sequence[Scenario]
) -> tuple[PreparedFuture, ...]:
    """Find the settings that scenarios amount to.

    Raises
    ------
    WrongInput
        If the switches do not make one of them.
    """
    board = Board(base, tuple(switches))
    bundles = {board.scenario_of(bundle).levers: bundle for bundle in range(board.count)} if others else {}
    what, meant = "no setting of these switches amounts to it", "leave it out, or leave --switches out"
    refuse(Fault(other.name, what, meant) for other in others if other.levers not in bundles)
    return tuple(
        PreparedFuture(each.name, each.title, each.question, bundles[each.levers]) for each in others
    )
