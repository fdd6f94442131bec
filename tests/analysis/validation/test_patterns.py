"""Every pattern on the model, over accepted parameters. One that fails is shown as such, not tuned away."""

import os
from collections.abc import Mapping
from math import sqrt

import pytest

from analysis.validation import CHECKS, Verdict, numbers_of, run_checks, verdicts_of
from analysis.validation.patterns import known_failures
from sim.inputs import load_evidence

RUNS = 500

KNOWN_TO_FAIL = known_failures()


def too_seldom(found: Mapping[str, tuple[float, int]]) -> list[str]:
    """The patterns that hold in a smaller share of some runs than they should, by more than three errors."""
    seen = []
    for name, (share, runs) in found.items():
        needed = numbers_of(load_evidence().patterns[name])["share"]
        error = sqrt(max(0.02, needed * (1.0 - needed)) / max(1, runs))
        if runs and needed - share > 3.0 * error:
            seen.append(f"{name}: {share:.0%} of {runs}")
    return seen


def test_a_pattern_that_holds_far_too_seldom_in_few_runs_is_seen() -> None:
    assert too_seldom({"P28": (0.85, 96), "P22": (0.0, 0)}) == []
    assert too_seldom({"P28": (0.5, 96)}) == ["P28: 50% of 96"]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    workers = min(2, os.cpu_count() or 1)
    results = run_checks(CHECKS.values(), RUNS, seed=1, parameters="accepted", workers=workers)
    return {each.pattern.id: each for each in verdicts_of(CHECKS, {"accepted": results})}


@pytest.mark.heavy
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason=KNOWN_TO_FAIL[name], strict=True))
        if name in KNOWN_TO_FAIL
        else name
        for name in CHECKS
    ],
)
def test_pattern(name: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[name]
    print(f"{name}: holds in {verdict.share:.0%} of {verdict.runs} runs, median effect {verdict.median:+.3f}")
    assert verdict.holds, f"{name} holds in {verdict.share:.0%} of runs; {verdict.if_it_fails}"


def test_what_is_known_to_fail_is_a_pattern() -> None:
    assert set(KNOWN_TO_FAIL) <= set(CHECKS)


def test_every_pattern_has_a_check_and_every_check_a_pattern() -> None:
    assert set(CHECKS) == set(load_evidence().patterns)
