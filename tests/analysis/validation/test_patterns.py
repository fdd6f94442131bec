"""Every pattern on the model, over accepted parameters. One that fails is shown as such, not tuned away."""

import os

import pytest

from analysis.validation import CHECKS, Verdict, run_checks, verdicts_of
from sim.inputs import load_evidence

RUNS = 200

# What the model does not show, and what is thought of it. Each is a known gap of the model; once it holds,
# the test says so, because these are strict.
KNOWN_TO_FAIL = {
    "P06": "about two fifths of those expected take part, but in one run of five far fewer or more",
    "P08": "in half of the runs nearly all members see change: attendance and use differ too little",
    "P09": "by month 0 four tenths of the guidelines are endorsed, where half was set, and use is too even",
    "P13": "orders come in turn, but how many problems members have does not follow those of the work",
    "P17": "in half of the runs the milestone is reached neither with more money nor without, in five years",
    "P21": "barriers cost engagement, but in one run of eight hardly by discouraging (C04)",
    "P27": "an outcome measure shows more worth than process data, and engages members hardly more",
    "P38": "in one run of eight specialists lose nothing by training that suits others",
    "P44": "champions, or training on line, do most for cover and engagement whatever binds",
    "P51": "sessions are attended a little less than half of the time, and too evenly",
    "P52": "once begun, shared records reach everyone within twelve years: nothing stalls or folds",
    "M01": "no region has 24/7 cover for half of its children: levels are low, and regions too much alike",
}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    workers = min(2, os.cpu_count() or 1)
    results = run_checks(CHECKS.values(), RUNS, seed=1, parameters="accepted", workers=workers)
    return {each.pattern.id: each for each in verdicts_of(CHECKS, {"accepted": results})}


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
def test_pattern(name: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[name]
    print(f"{name}: holds in {verdict.share:.0%} of {verdict.runs} runs, median effect {verdict.median:+.3f}")
    assert verdict.holds, f"{name} holds in {verdict.share:.0%} of runs; {verdict.if_it_fails}"


def test_every_pattern_has_a_check_and_every_check_a_pattern() -> None:
    assert set(CHECKS) == set(load_evidence().patterns)
