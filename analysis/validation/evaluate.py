"""Runs the cases of many checks, each distinct one once, in blocks that fit into memory; and the study."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np

from analysis.runs.batch import Evaluator, Tables, Task, parted
from analysis.validation.analysis import Verdict, verdicts_of
from analysis.validation.cases import Case, CaseRuns, Change, Floats
from analysis.validation.check import Cases, Check, CheckResult
from analysis.validation.patterns import CHECKS
from analysis.validation.virtual_study import MONTH, Study, virtual_study
from sim import Scenario, load_scenario, simulate
from sim.inputs.levers import all_parameters
from sim.sampling.parameter_sets import ParameterSource, parameter_set_of, seed_of_parameters, values_of
from sim.simulation import Progress

BLOCK = 1000  # runs at a time, of which some hundred megabytes are kept
PRIOR_PART = 4  # of the runs, one in so many is done under the priors too
STUDY_RUNS = 250  # in a chunk of the repeated study


class DistinctScenario(NamedTuple):
    """A scenario that cases share, with all that their checks keep of it."""

    scenario: Scenario
    months: tuple[int, ...]
    like: Case  # in all but the months and the changes


Key = tuple[str, Case]


class CaseSet:
    """The distinct scenarios of many cases, in any number of checks; a rival makes another model of each."""

    def __init__(self, base: Scenario, cases: Iterable[Case], rival: Change | None = None) -> None:
        self._keys: dict[Case, Key] = {}
        self.scenarios: dict[Key, DistinctScenario] = {}
        for each in cases:
            scenario = each.of(base) if rival is None else rival(each.of(base))
            # States fill memory: outcomes of many months and states of few are run apart.
            like = each._replace(changes=(), months=())
            key = self._keys[each] = (scenario.digest(), like)
            known = self.scenarios[key].months if key in self.scenarios else ()
            self.scenarios[key] = DistinctScenario(scenario, tuple(sorted({*known, *each.months})), like)

    def key_of(self, each: Case) -> Key:
        """Say which of the distinct scenarios a case is."""
        return self._keys[each]

    def blocks(
        self, runs: int | range, seed: int, parameters: ParameterSource, evaluator: Evaluator
    ) -> Iterator["Block"]:
        """Go through the runs, block by block."""
        keys, every = list(self.scenarios), runs if isinstance(runs, range) else range(runs)
        for begin in range(0, len(every), BLOCK):
            block = every[begin : begin + BLOCK]
            how = (block, seed, parameters, evaluator.threads)
            tasks = [Task(str(n), len(block), run, (self.scenarios[key], *how)) for n, key in enumerate(keys)]
            results = evaluator.results(tasks)
            yield Block(self, ((keys[int(task.name)], case_runs) for task, case_runs in results))


class Block:
    """Some runs of all cases: each distinct scenario is run by when it is looked at, and kept."""

    def __init__(self, cases: CaseSet, results: Iterator[tuple[Key, CaseRuns]]) -> None:
        self._cases = cases
        self._results = results
        self._kept: dict[Key, CaseRuns] = {}

    def __call__(self, each: Case) -> CaseRuns:
        """Give the runs of a case."""
        key = self._cases.key_of(each)
        while key not in self._kept:
            self._kept.update([next(self._results)])
        return self._kept[key].only(each.months)

    def keep(self, cases: Iterable[Case]) -> None:
        """Forget all runs but those of these cases."""
        keys = {self._cases.key_of(each) for each in cases}
        self._kept = {key: runs for key, runs in self._kept.items() if key in keys}


def run(
    distinct: DistinctScenario, runs: range, seed: int, parameters: ParameterSource, workers: int
) -> CaseRuns:
    """Run one scenario no further than it is looked at."""
    result = simulate(
        distinct.scenario.with_horizon(max(1, distinct.months[-1])),
        runs,
        seed,
        parameters=parameters,
        lucks=distinct.like.lucks,
        varied=_multiplied(distinct, runs, seed, parameters),
        months=distinct.months,
        organisations=distinct.like.members,
        problems=distinct.like.problems,
        workers=workers,
    )
    return CaseRuns.of(result, distinct.like.read).expected(distinct.like.lucks)


def _multiplied(
    distinct: DistinctScenario, runs: range, seed: int, parameters: ParameterSource
) -> dict[str, Floats] | None:
    """The parameters that a case multiplies, run by run."""
    if not distinct.like.times:
        return None
    drawn_with = seed_of_parameters(parameters, seed)
    sets = [parameter_set_of(run, parameters, distinct.like.lucks, seed) for run in runs]
    drawn = [values_of(distinct.scenario, each, drawn_with, None, parameters) for each in sets]
    known = all_parameters()
    return {
        name: np.minimum(known[name].domain[1], times * np.array([each[name] for each in drawn]))
        for name, times in distinct.like.times
    }


# -- Checks --------------------------------------------------------------------------------


def cases_of(
    checks: Iterable[Check], base: Scenario | None = None, rival: Change | None = None
) -> tuple[dict[Check, Cases], CaseSet]:
    """Give the cases of each check, and all that is run for them: what :func:`run_checks` takes."""
    cases = {each: each.own_cases() for each in checks}
    every = chain.from_iterable(own.values() for own in cases.values())
    return cases, CaseSet(load_scenario("baseline") if base is None else base, every, rival)


def run_checks(
    checks: Iterable[Check],
    runs: int | range,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    *,
    base: Scenario | None = None,
    rival: Change | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    evaluator: Evaluator | None = None,
) -> dict[str, CheckResult]:
    """Run what checks compare, and compare it.

    Parameters
    ----------
    checks : iterable of Check
    runs, seed, parameters
        Of every case, how many runs or which; run `r` has the same luck and parameter set in all.
    base : Scenario, optional
        What the cases change; left out, the baseline.
    rival : callable, optional
        Turns every case's scenario into that of another model.
    workers : int
        Threads.
    progress : callable, optional
        Called with runs done and runs in all.
    evaluator : Evaluator, optional
        Where cases are run, over what `workers` and `progress` say; left out, in this process.

    Returns
    -------
    dict
        By pattern, the result over all runs.
    """
    cases, distinct = cases_of(checks, base, rival)
    evaluate = evaluator or Evaluator(threads=workers, progress=progress)
    count = len(runs) if isinstance(runs, range) else runs
    evaluate.total = max(evaluate.total, count * len(distinct.scenarios))
    parts: dict[str, list[CheckResult]] = {each.pattern: [] for each in cases}
    for block in distinct.blocks(runs, seed, parameters, evaluate):
        to_come = dict(cases)
        for each, own in cases.items():
            parts[each.pattern].append(each.result({name: block(case) for name, case in own.items()}))
            # What no check to come compares would fill memory.
            del to_come[each]
            block.keep(case for own in to_come.values() for case in own.values())
    return {each.pattern: each.whole(parts[each.pattern]) for each in cases}


def validate(
    runs: int = 200,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    *,
    base: Scenario | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    evaluator: Evaluator | None = None,
) -> list[Verdict]:
    """Check every pattern, under the priors too where other parameters count; failures come first.

    Under the priors, which are there to compare, a quarter of the runs is done. `base`: on which scenario,
    such as one of a user's own network; left out, the baseline.
    """
    evaluate = evaluator or Evaluator(threads=workers, progress=progress)
    sources: dict[ParameterSource, int] = {"prior": max(2, runs // PRIOR_PART), parameters: runs}
    evaluate.total = sum(sources.values()) * len(cases_of(CHECKS.values(), base)[1].scenarios)
    results: dict[str, dict[str, CheckResult]] = {
        source: run_checks(CHECKS.values(), count, seed, source, base=base, evaluator=evaluate)
        for source, count in sources.items()
    }
    return verdicts_of(CHECKS, results)


# -- The study -----------------------------------------------------------------------------


def repeated_study(
    scenario: Scenario, runs: int, seed: int, parameters: ParameterSource, evaluator: Evaluator
) -> Study:
    """Repeat the study in month 0 of every run of a scenario."""
    how = (seed, parameters, evaluator.threads)
    tasks = [
        Task(name, len(part), _study, (scenario, part, *how))
        for name, part in parted("study", runs, STUDY_RUNS)
    ]
    names = evaluator.run(tasks)
    return Study(*(evaluator.chunks.read(table, names) for table in Study._fields))


def _study(scenario: Scenario, runs: range, seed: int, parameters: ParameterSource, workers: int) -> Tables:
    result = simulate(
        scenario, runs, seed, parameters=parameters, months=[MONTH], organisations=True, workers=workers
    )
    return virtual_study(result)._asdict()
