"""Patterns of the study on the baseline, 200 runs. One that fails is shown as failing, not tuned away."""

import os
from dataclasses import replace

import pytest

from analysis.patterns import CHECKS, Twins, numbers_of, run_twins, validate
from sim.declarations import load_evidence
from sim.simulation import Result
from sim.state import OrganisationState

RUNS = 200

# What the model does not show under the prior, and what is thought of it. Each is a known gap of the model;
# once it holds, the test says so, because these are strict.
KNOWN_TO_FAIL = {
    "P08": "few runs lie between all members seeing change and none: members are too much alike",
    "P09": "by month 0 guidelines are a third endorsed, where half was set; their use differs too little",
    "P14": "the periphery is the least engaged, but members differ by 0.03, where 0.05 was set",
}


@pytest.fixture(scope="module")
def twins() -> Twins:
    return run_twins(runs=RUNS, seed=1, workers=min(2, os.cpu_count() or 1))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason=KNOWN_TO_FAIL[name], strict=True))
        if name in KNOWN_TO_FAIL
        else name
        for name in CHECKS
    ],
)
def test_pattern(name: str, twins: Twins) -> None:
    verdict = next(each for each in validate(twins) if each.pattern.id == name)
    print(f"{name}: holds in {verdict.share:.0%} of {verdict.runs} runs, median effect {verdict.median:+.3f}")
    assert verdict.holds, f"{name} holds in {verdict.share:.0%} of runs; {verdict.if_it_fails}"


@pytest.fixture(scope="module")
def few() -> Twins:
    return run_twins(runs=3, seed=2)


def levelled(result: Result) -> Result:
    """The same runs, every organisation like every other."""
    assert result.organisations is not None
    frame = result.organisations.copy()
    states = list(OrganisationState._fields)
    frame[states] = frame.groupby(["run", "month"])[states].transform("mean")
    return replace(result, organisations=frame)


def turned(result: Result, outcome: str, value: float) -> Result:
    return replace(result, outcomes=result.outcomes.assign(**{outcome: value}))


@pytest.mark.parametrize(
    ("name", "outcome", "value"),
    [
        ("P01", "governance", 0.3),  # as formal before as after
        ("P02", "cover_24_7", 0.9),
        ("P03", "evaluation", 0.8),
        ("P04", "clarity", 0.9),
        ("P09", "guidelines", 0.0),
    ],
)
def test_check_fails_where_the_pattern_is_not_there(
    name: str, outcome: str, value: float, few: Twins
) -> None:
    broken = few._replace(baseline=turned(few.baseline, outcome, value))
    numbers = numbers_of(load_evidence().patterns[name])
    assert not CHECKS[name].sees(broken, numbers).holds.any()


@pytest.mark.parametrize("name", ["P05", "P08", "P14"])
def test_check_fails_where_members_are_all_alike(name: str, few: Twins) -> None:
    broken = few._replace(baseline=levelled(few.baseline))
    numbers = numbers_of(load_evidence().patterns[name])
    assert not CHECKS[name].sees(broken, numbers).holds.any()


def test_failures_come_first(few: Twins) -> None:
    held = [each.holds for each in validate(few)]
    assert held == sorted(held)
    assert len(held) == len(CHECKS)


def test_every_check_has_its_numbers_in_the_evidence() -> None:
    for name in CHECKS:
        assert numbers_of(load_evidence().patterns[name])["share"] == 0.9
