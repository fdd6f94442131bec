"""Cases: what the patterns compare, each a changed copy of one base scenario; and the runs of a case.

A case is a few changes, in order, and what is to be kept of its runs. ``case(pulled("shared-records"),
months=[60])`` is the base with a shared record from month 0 on, looked at in month 60.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.statistics.barriers import BARRIERS
from sim import Scenario, load_scenario
from sim.inputs.networks import Network
from sim.inputs.scenarios import DEFAULT_HORIZON
from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import OUTCOMES
from sim.model.state import OrganisationState
from sim.model.structure import structure_of
from sim.simulation import Result

Change = Callable[[Scenario], Scenario]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Kept = Mapping[str, npt.NDArray[Any]]  # (runs, ...) each
Read = Callable[[Result], Kept]
Whom = Callable[[Network], Sequence[str]]  # names some organisations of a network, by a rule

START = FIRST_MONTH
LAUNCH = -12  # the month in which the network of the baseline gets a coordinator
END = DEFAULT_HORIZON
YEAR = 12

_OUTCOMES = {name: number for number, name in enumerate(OUTCOMES)}
ENABLERS = ("C27", "C28", "C29", "C54", "C55")  # what coordinator, leaders, governance and vision bring


def year_to(month: int) -> range:
    """The months of the year that ends with this one: what happens or does not is read over a year."""
    return range(month - YEAR + 1, month + 1)


class Case(NamedTuple):
    """A variant of the base, and what is kept of its runs.

    `times` multiplies parameters: they are what they are in a run, times so much. `read` takes from the
    whole result what outcomes and states do not say. Each parameter set is run with so many `lucks`, and
    what is kept is their mean.
    """

    changes: tuple[Change, ...]
    months: tuple[int, ...]
    members: bool = False
    problems: bool = False
    times: tuple[tuple[str, float], ...] = ()
    read: Read | None = None
    lucks: int = 1

    def of(self, base: Scenario) -> Scenario:
        """Give the scenario that it makes of the base."""
        for change in self.changes:
            base = change(base)
        return base


def case(
    *changes: Change,
    months: Iterable[int],
    members: bool = False,
    problems: bool = False,
    times: Mapping[str, float] | None = None,
    read: Read | None = None,
) -> Case:
    """Make a case of some changes to the base, kept in these months."""
    return Case(
        changes, tuple(sorted(set(months))), members, problems, tuple(sorted((times or {}).items())), read
    )


def cases(
    months: Iterable[int], changes: Mapping[str, Sequence[Change]], *, members: bool = False
) -> dict[str, Case]:
    """Make cases that are kept in the same months, by name: each some changes to the base."""
    kept = list(months)
    return {name: case(*own, months=kept, members=members) for name, own in changes.items()}


class CaseRuns(NamedTuple):
    """The runs of one case: outcomes, states of members where they were kept, and what was read besides."""

    network: Network
    months: npt.NDArray[np.int64]
    outcomes: Floats  # (runs, months, outcomes)
    members: Floats | None  # (runs, months, organisations, states)
    read: Kept

    @classmethod
    def of(cls, result: Result, read: Read | None = None) -> "CaseRuns":
        """Take what checks need from a result."""
        months = np.unique(result.outcomes["month"].to_numpy())
        network, shape = result.scenario.network, (result.runs, len(months))
        members = result.organisations
        return cls(
            network,
            months,
            result.outcomes[list(OUTCOMES)].to_numpy(float).reshape(*shape, -1),
            None
            if members is None
            else members[list(OrganisationState._fields)]
            .to_numpy(float)
            .reshape(*shape, len(network.organisations), -1),
            {} if read is None else read(result),
        )

    def expected(self, lucks: int) -> "CaseRuns":
        """Take the mean over each `lucks` runs in turn, which share a parameter set: what chance leaves."""
        if lucks == 1:
            return self
        begins = np.arange(0, len(self.outcomes), lucks)
        counts = np.diff([*begins, len(self.outcomes)])

        def means(values: Floats) -> Floats:
            own: Floats = np.add.reduceat(values, begins, axis=0)
            return own / counts.reshape(-1, *[1] * (values.ndim - 1))

        return self._replace(
            outcomes=means(self.outcomes),
            members=None if self.members is None else means(self.members),
            read={name: means(values) for name, values in self.read.items()},
        )

    def at(self, outcome: str, month: int) -> Floats:
        """An outcome in one month, (runs,)."""
        return self.outcomes[:, self._place(month), _OUTCOMES[outcome]]

    def over(self, outcome: str, first: int, last: int) -> Floats:
        """The mean of an outcome over the months kept from `first` to `last`, (runs,)."""
        within = (self.months >= first) & (self.months <= last)
        means: Floats = self.outcomes[:, within, _OUTCOMES[outcome]].mean(axis=1)
        return means

    def course(self, outcome: str) -> Floats:
        """An outcome in every month kept, (runs, months)."""
        return self.outcomes[:, :, _OUTCOMES[outcome]]

    def member(self, state: str, month: int) -> Floats:
        """A state of every organisation in one month, (runs, organisations)."""
        return self.member_over(state, [month])

    def member_over(self, state: str, months: Iterable[int]) -> Floats:
        """The mean of a state of every organisation over some months, (runs, organisations).

        Of what an organisation does or does not do in a month it says how often it does.
        """
        if self.members is None:
            raise ValueError("these runs kept no organisations")
        places = [self._place(month) for month in months]
        means: Floats = self.members[..., OrganisationState._fields.index(state)][:, places].mean(axis=1)
        return means

    def only(self, months: tuple[int, ...]) -> "CaseRuns":
        """The same runs in no more than these months."""
        if len(months) == len(self.months):
            return self
        places = [self._place(month) for month in months]
        return CaseRuns(
            self.network,
            np.array(months, np.int64),
            self.outcomes[:, places],
            None if self.members is None else self.members[:, places],
            self.read,
        )

    def _place(self, month: int) -> int:
        place = int(np.searchsorted(self.months, month))
        if place == len(self.months) or self.months[place] != month:
            raise ValueError(f"these runs kept no month {month}")
        return place


Runs = Mapping[str, CaseRuns]  # by the names that a check has for its cases


# -- Changes -------------------------------------------------------------------------------


def pulled(*names: str) -> Change:
    """Pull levers from month 0 on; the coordinator's post, filled already, is then secure."""
    intervals = {
        name: {"start": 0, "ramp_up": 0} if name == "coordinator" else {"start": 0} for name in names
    }
    return lambda base: base.with_levers(intervals)


def interval(name: str, **what: Any) -> Change:
    """Pull one lever as a scenario file would say it: ``interval("coordinator", start=0, end=24)``."""
    return lambda base: base.with_levers({name: what})


def pulled_for(whom: Whom, *names: str) -> Change:
    """Pull levers for some organisations from month 0 on."""
    return lambda base: base.with_levers(
        {each: {"start": 0, "reach": {"name": list(whom(base.network))}} for each in names}
    )


def without(*names: str) -> Change:
    """Take levers away, those of the base too."""
    return lambda base: base.with_levers(dict.fromkeys(names, False))


def no_coordinator_after(month: int) -> Change:
    """End the coordinator's post, filled at the launch, in a month."""
    return interval("coordinator", start=LAUNCH, end=month)


def lifted(*barriers: str) -> Change:
    """Relieve first-order barriers from month 0 on; unnamed, all four."""
    return pulled(*(lever for each in barriers or BARRIERS for lever in BARRIERS[each]))


def working(base: Scenario) -> Scenario:
    """Let all four barriers be lifted from the first month on, so that by month 0 the network works."""
    levers = [lever for each in BARRIERS.values() for lever in each]
    return base.with_levers({each: {"start": START, "ramp_up": 0} for each in levers})


def sized(values: Mapping[str, float]) -> Change:
    """Fix parameters for all runs, by dotted name."""
    return lambda base: base.with_parameters(values)


def cut(*links: str) -> Change:
    """Cut links: their dials at 0."""
    return lambda base: base.with_links(dict.fromkeys(links, 0.0))


def shock(month: int, whom: Whom | None = None, **what: float) -> Change:
    """Let something befall the network, or some of it; an underscore stands for the hyphen of its kind."""
    named = {kind.replace("_", "-"): amount for kind, amount in what.items()}

    def change(base: Scenario) -> Scenario:
        some = {} if whom is None else {"organisations": {"name": list(whom(base.network))}}
        return base.with_shocks({"month": month, **named, **some})

    return change


def facts(**values: float) -> Change:
    """Change what is known of the network as a whole."""
    return lambda base: base.with_facts(values)


def fact_times(name: str, times: float) -> Change:
    """Multiply what is known of the network as a whole."""
    return lambda base: base.with_facts({name: times * getattr(structure_of(base.network).network, name)})


def nearer(by: float) -> Change:
    """Bring NHS and other organisations nearer to each other than their mix makes them."""

    def change(base: Scenario) -> Scenario:
        distance = structure_of(base.network).network.organisational_distance
        return base.with_facts({"organisational_distance": max(0.0, distance - by)})

    return change


def all_leaders_leave(month: int) -> Change:
    """Let every leader leave whom the network does not pay."""
    return lambda base: base.with_shocks(
        {"month": month, "leaders-leave": max(1, int(structure_of(base.network).network.leaders_sought))}
    )


def lasting(months: int) -> Change:
    """Let it go on for so many months after month 0."""
    return lambda base: base.with_horizon(months)


def as_shipped(name: str) -> Change:
    """Take what a shipped scenario does to the baseline, and do it to this base."""
    levers: dict[str, Any] = dict(load_scenario(name).levers)
    return lambda base: base.with_levers(
        {each: list(intervals) for each, intervals in levers.items() if each not in base.levers}
    )
