"""Every pattern on the model, over accepted parameters. One that fails is shown as such, not tuned away."""

import os

import pytest

from analysis.validation import CHECKS, Verdict, run_checks, verdicts_of
from sim.inputs import load_evidence

RUNS = 500

# What the model does not show, and what is thought of it. Each is a known gap of the model; once it holds,
# the test says so, because these are strict.
KNOWN_TO_FAIL = {
    "P06": "about two fifths of those expected take part, but in one run of five far fewer or more",
    "P08": "nearly eight members of ten see change and more than one talks only, so that few runs have both",
    "P09": "use now lags and differs as it did, but by month 0 less than half of the guidelines are endorsed",
    "P13": "orders come in turn, but how many problems members have does not follow those of the work",
    "P17": "in four runs of ten the milestone is reached neither with more money nor without, in five years",
    "P21": "barriers cost engagement, but in one run of five hardly by discouraging (C04)",
    "P22": "where records are linked all follows, but in one run of seven none are in five years",
    "P24": "as P22: in one run of seven nothing is linked in five years, and returns stay as dear",
    "P27": "an outcome measure shows more worth than process data, and engages members hardly more",
    "P31": "visits and sessions on line bring the edge in, but in one run of five chance keeps it away",
    "P32": "standards that fit are used a little more, which chance outweighs in four runs of ten",
    "P44": "in half of the runs champions, or training on line, do most whatever binds",
    "P51": "attendance differs as it did, but in many runs less than two fifths of sessions are attended",
    "P52": "after twelve years a shared record is live almost everywhere: too few stall or withdraw",
    "M01": "localities meet the standard as often as areas were mapped to, whole regions never do",
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
