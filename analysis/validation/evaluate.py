"""Runs the cases of many checks: each distinct one once, in blocks of runs that fit into memory."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.validation.cases import Case, Read
from sim import Scenario, simulate
from sim.inputs.levers import all_parameters
from sim.inputs.networks import Network
from sim.model.outcomes import OUTCOMES
from sim.model.state import OrganisationState
from sim.sampling.parameter_sets import ParameterSource, parameter_set_of, seed_of_parameters, values_of
from sim.simulation import Progress, Result

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Rival = Callable[[Scenario], Scenario]

BLOCK = 1000  # runs at a time, of which some hundred megabytes are kept


class Ran(NamedTuple):
    """The runs of one case: outcomes, states of members where they were kept, and what was read besides."""

    network: Network
    months: npt.NDArray[np.int64]
    outcomes: Floats  # (runs, months, outcomes)
    members: Floats | None  # (runs, months, organisations, states)
    read: Mapping[str, Floats]  # (runs, ...) each

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
        if self.members is None:
            raise ValueError("these runs kept no organisations")
        return self.members[:, self._place(month), :, OrganisationState._fields.index(state)]

    def only(self, months: tuple[int, ...]) -> "Ran":
        """The same runs in no more than these months."""
        if len(months) == len(self.months):
            return self
        places = [self._place(month) for month in months]
        return Ran(
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


_OUTCOMES = {name: number for number, name in enumerate(OUTCOMES)}
Runs = Mapping[str, Ran]


class Wanted(NamedTuple):
    """A distinct scenario with all that the checks keep of it."""

    scenario: Scenario
    months: tuple[int, ...]
    like: Case  # in all but the months


Key = tuple[str, Case]


class Plan:
    """The distinct scenarios of many cases, whoever asks for them."""

    def __init__(self, base: Scenario, rival: Rival | None = None) -> None:
        self._base = base
        self._rival = rival
        self._keys: dict[Case, Key] = {}
        self.wanted: dict[Key, Wanted] = {}

    def add(self, cases: Iterable[Case]) -> None:
        """Enter cases; one that is there already is run once."""
        for each in cases:
            scenario = each.of(self._base)
            scenario = scenario if self._rival is None else self._rival(scenario)
            # States fill memory: outcomes of many months and states of few are run apart.
            key = (scenario.digest(), each._replace(changes=(), months=()))
            kept = self.wanted[key].months if key in self.wanted else ()
            self._keys[each] = key
            self.wanted[key] = Wanted(scenario, tuple(sorted({*kept, *each.months})), each)

    def key_of(self, each: Case) -> Key:
        """Say which of the distinct scenarios a case is."""
        return self._keys[each]

    def blocks(
        self,
        runs: int,
        seed: int,
        parameters: ParameterSource,
        workers: int,
        progress: Progress | None = None,
    ) -> Iterator["Block"]:
        """Go through the runs, block by block."""
        done = 0

        def ran_some(count: int) -> None:
            nonlocal done
            done += count
            if progress is not None:
                progress(done, runs * len(self.wanted))

        for begin in range(0, runs, BLOCK):
            block = range(begin, min(begin + BLOCK, runs))
            yield Block(self, functools.partial(_run, block, seed, parameters, workers, ran_some))


class Block:
    """Some runs of all cases: each distinct scenario is run when it is first looked at, and kept."""

    def __init__(self, plan: Plan, run: Callable[[Wanted], Ran]) -> None:
        self._plan = plan
        self._run = run
        self._found: dict[Key, Ran] = {}

    def __call__(self, each: Case) -> Ran:
        """Give the runs of a case."""
        key = self._plan.key_of(each)
        if key not in self._found:
            self._found[key] = self._run(self._plan.wanted[key])
        return self._found[key].only(each.months)

    def keep(self, cases: Iterable[Case]) -> None:
        """Forget all runs but those of these cases."""
        kept = {self._plan.key_of(each) for each in cases}
        self._found = {key: ran for key, ran in self._found.items() if key in kept}


def _run(
    runs: range,
    seed: int,
    parameters: ParameterSource,
    workers: int,
    ran_some: Callable[[int], None],
    wanted: Wanted,
) -> Ran:
    found = run(wanted, runs, seed, parameters, workers)
    ran_some(len(runs))
    return found


def run(wanted: Wanted, runs: range, seed: int, parameters: ParameterSource, workers: int) -> Ran:
    """Run one scenario no further than it is looked at."""
    result = simulate(
        wanted.scenario.with_horizon(max(1, wanted.months[-1])),
        runs,
        seed,
        parameters=parameters,
        varied=_multiplied(wanted, runs, seed, parameters),
        months=wanted.months,
        organisations=wanted.like.members,
        problems=wanted.like.problems,
        workers=workers,
    )
    return ran(result, wanted.like.read)


def ran(result: Result, read: Read | None = None) -> Ran:
    """Take what the checks need from a result."""
    months = np.unique(result.outcomes["month"].to_numpy())
    network, shape = result.scenario.network, (result.runs, len(months))
    members = result.organisations
    return Ran(
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


def _multiplied(
    wanted: Wanted, runs: range, seed: int, parameters: ParameterSource
) -> dict[str, Floats] | None:
    """The parameters that a case multiplies, run by run."""
    if not wanted.like.times:
        return None
    drawn_with = seed_of_parameters(parameters, seed)
    sets = [parameter_set_of(run, parameters, 1, seed) for run in runs]
    drawn = [values_of(wanted.scenario, each, drawn_with) for each in sets]
    known = all_parameters()
    return {
        name: np.minimum(known[name].domain[1], times * np.array([each[name] for each in drawn]))
        for name, times in wanted.like.times
    }
