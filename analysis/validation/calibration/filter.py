"""Whether a candidate reproduces what the study saw: every pattern of class CAL, and no other.

A candidate is accepted where all of them hold at once in the first of its lucks, and in at least the share
of all its lucks in which a pattern has to hold (`share` in `patterns.csv`). Cheap patterns are looked at
first, and what fails them is run no further.
"""

import functools
import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from analysis.validation.cases import CaseRuns, Floats
from analysis.validation.check import Cases, CheckResult, joined
from analysis.validation.evaluate import CaseSet, Key
from analysis.validation.patterns import cal_checks
from sim import Scenario, load_scenario
from sim.engine import ensemble
from sim.engine.job import Job
from sim.inputs.evidence import load_evidence
from sim.sampling.candidates import Candidates

Stage = tuple[str, ...]

AT_ONCE = 1024  # runs whose states are held at once
FINGERPRINT, DIGITS = 256, 6  # candidates, and decimals of their effects


class Acceptance(NamedTuple):
    """What came of some candidates.

    Attributes
    ----------
    candidates : int
    left : mapping of str to int
        How many are left after each stage of the first luck, by the patterns of the stage.
    accepted : list of int
        The numbers of those accepted.
    """

    candidates: int
    left: dict[str, int]
    accepted: list[int]


class Rejections(NamedTuple):
    """How many of some candidates each pattern rejects in their first luck, all being looked at.

    `alone` counts those that no other pattern rejects.
    """

    candidates: int
    held: int
    rejects: dict[str, int]
    alone: dict[str, int]


def criteria() -> dict[str, str]:
    """What a candidate has to reproduce: the CAL patterns, with the numbers of their checks."""
    patterns = load_evidence().patterns
    return {name: patterns[name].check for name in cal_checks()}


def share_of_lucks() -> float:
    """In what share of its lucks a candidate has to show all patterns: the largest that one asks for."""
    return max(each.numbers["share"] for each in cal_checks().values())


def judge(candidates: Candidates, sets: Sequence[int]) -> Acceptance:
    """Accept or reject some candidates, by their numbers."""
    first, counts = _survivors(candidates, candidates.runs(sets, range(1)))
    held_first = candidates.sets_of(first)
    others, _ = _survivors(candidates, candidates.runs(held_first, range(1, candidates.lucks)))
    held = Counter(candidates.sets_of(others))
    wanted = math.ceil(round(share_of_lucks() * candidates.lucks, DIGITS))
    return Acceptance(len(sets), counts, [each for each in held_first if 1 + held[each] >= wanted])


def rejected(candidates: Candidates, sets: Sequence[int]) -> Rejections:
    """Look at every pattern in the first luck of some candidates, whichever has rejected them already."""
    held = np.stack([each.holds for each in _first_lucks(candidates, sets).values()])
    failed = ~held
    alone = failed & (failed.sum(axis=0) == 1)
    names = list(criteria())
    return Rejections(
        len(sets),
        int(held.all(axis=0).sum()),
        dict(zip(names, failed.sum(axis=1).tolist(), strict=True)),
        dict(zip(names, alone.sum(axis=1).tolist(), strict=True)),
    )


def fingerprint(candidates: Candidates) -> str:
    """A digest of what the checks see of the first candidates: another model, another digest."""
    results = _first_lucks(candidates, range(1, FINGERPRINT + 1))
    whole = hashlib.sha256()
    for name, each in results.items():
        effect = np.round(each.effect, DIGITS) + 0.0  # no -0.0
        whole.update(name.encode() + each.holds.tobytes() + effect.astype("<f8").tobytes())
    return whole.hexdigest()


# -- Stages --------------------------------------------------------------------------------


@functools.cache
def stages() -> tuple[Stage, ...]:
    """The CAL patterns in the order in which they are looked at, those of like cost together."""
    costs: dict[tuple[int, int, bool], list[str]] = {}
    for name, each in cal_checks().items():
        cases = each.own_cases().values()
        members = any(case.members for case in cases)
        costs.setdefault((max(case.months[-1] for case in cases), len(cases), members), []).append(name)
    return tuple(tuple(names) for _, names in sorted(costs.items()))


@functools.cache
def _distinct(names: Stage) -> tuple[CaseSet, dict[str, Cases]]:
    """What some checks compare, each distinct scenario once, and the cases of each check."""
    cases = {name: cal_checks()[name].own_cases() for name in names}
    every = list(chain.from_iterable(own.values() for own in cases.values()))
    if any(case.problems or case.times or case.read is not None for case in every):
        raise ValueError(f"{' '.join(names)}: more than outcomes and members is not provided for")
    return CaseSet(load_scenario("baseline"), every), cases


# -- Running -------------------------------------------------------------------------------


def run(
    scenario: Scenario,
    candidates: Candidates,
    runs: Sequence[int],
    varied: Mapping[str, Floats],
    months: Sequence[int],
    *,
    members: bool = False,
) -> CaseRuns:
    """Run candidates, straight to arrays: tables of so many runs would take longer than the runs.

    `varied` is theirs, which scenarios share.
    """
    work = Job(
        scenario=scenario,
        runs=runs,
        seed=candidates.seed,
        lucks=candidates.lucks,
        months=tuple(months),
        varied=varied,
        organisations=members,
    )
    found = ensemble.run(work)
    return CaseRuns(scenario.network, np.array(months), found.outcomes, found.organisations, {})


def _survivors(candidates: Candidates, runs: Sequence[int]) -> tuple[list[int], dict[str, int]]:
    """Give the runs in which all patterns hold, and how many were left after each stage."""
    counts = {}
    for stage in stages():
        results = _results(stage, candidates, runs)
        held = np.all([each.holds for each in results.values()], axis=0)
        runs = np.array(runs, np.int64)[held].tolist()
        counts[" ".join(stage)] = len(runs)
    return list(runs), counts


def _first_lucks(candidates: Candidates, sets: Sequence[int]) -> dict[str, CheckResult]:
    """What every CAL check sees in the first luck of some candidates."""
    return _results(tuple(criteria()), candidates, candidates.runs(sets, range(1)))


def _results(names: Stage, candidates: Candidates, runs: Sequence[int]) -> dict[str, CheckResult]:
    """What some checks see in some runs."""
    parts = [
        _results_at_once(names, candidates, runs[begin : begin + AT_ONCE])
        for begin in range(0, max(1, len(runs)), AT_ONCE)
    ]
    return {name: joined([part[name] for part in parts]) for name in names}


def _results_at_once(names: Stage, candidates: Candidates, runs: Sequence[int]) -> dict[str, CheckResult]:
    if not runs:
        nobody = np.empty(0)
        return {name: CheckResult(nobody.astype(bool), nobody, "") for name in names}
    (distinct, cases), checks, varied = _distinct(names), cal_checks(), candidates.varied(runs)
    runs_of: dict[Key, CaseRuns] = {}
    for key, each in distinct.scenarios.items():
        scenario = each.scenario.with_horizon(max(1, each.months[-1]))
        runs_of[key] = run(scenario, candidates, runs, varied, each.months, members=each.like.members)
    return {
        name: checks[name].result(
            {role: runs_of[distinct.key_of(case)].only(case.months) for role, case in own.items()}
        )
        for name, own in cases.items()
    }
