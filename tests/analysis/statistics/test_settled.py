"""When verdicts are clear, looked at again and again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.differences import difference_row
from analysis.statistics.precision import settled_verdicts
from sim.model.outcomes import OUTCOMES

OUTCOME = OUTCOMES["engagement"].model_copy(update={"worthwhile": 0.02})
RUNS = 400


class Numbers:
    """A scenario's runs with one outcome, at whatever month."""

    def __init__(self, values):
        self.values = values

    def keys(self, month):
        sets = np.arange(len(self.values))
        return pd.DataFrame({"parameter_set": sets, "luck": sets})

    def column(self, outcome, month):
        return self.values


def runs(*means, noise=0.1, seed=1, count=RUNS):
    """Scenarios with these mean differences from the first one, their noise their own."""
    draw = np.random.default_rng(seed)
    base = draw.normal(0.5, 0.3, count)
    return [Numbers(base), *(Numbers(base + mean + draw.normal(0, noise, count)) for mean in means)]


@pytest.mark.parametrize(("mean", "clear"), [(0.0, True), (0.05, True), (0.02, False)])
def test_a_verdict_is_clear_when_its_interval_does_not_straddle_what_is_worth_having(mean, clear):
    found = settled_verdicts(runs(mean, noise=0.05), 60, [OUTCOME], 5)
    assert found.confidence == pytest.approx(0.99)
    assert (found.unclear == ()) is clear
    assert ("is clear with 400 runs" in found.in_words(RUNS)) is clear


def test_options_are_told_from_each_other_too():
    assert settled_verdicts(runs(0.05, 0.07, noise=0.05), 60, [OUTCOME], 5).unclear == ("Engagement",)


def test_looking_often_is_allowed_for():
    """Where a difference is just not worth having, looks that take no account of each other err too often."""
    looks, trials = [20, 40, 80, 160, 320], 160
    unlike = OUTCOME.model_copy(update={"worthwhile": 0.0200001})
    wrong = {1: 0, len(looks): 0}
    for trial in range(trials):
        every = runs(0.02, seed=trial, count=looks[-1])
        for allowed in wrong:
            seen = ([Numbers(each.values[:number]) for each in every] for number in looks)
            wrong[allowed] += any(
                not settled_verdicts(each, 60, [unlike], allowed).unclear
                and np.mean(each[1].values - each[0].values) > 0.02
                for each in seen
            )
    assert wrong[1] > 0.05 * trials
    assert wrong[len(looks)] < 0.05 * trials


def test_what_pairing_saved_is_as_many_times_the_runs():
    base, other = runs(0.05, noise=0.03, count=4000)
    row = difference_row(base.values, other.values, np.arange(4000), OUTCOME)
    assert row["pairing"] == pytest.approx((2 * 0.3**2 + 0.03**2) / 0.03**2, rel=0.1)
    apart = np.random.default_rng(2).permutation(other.values)
    assert difference_row(base.values, apart, np.arange(4000), OUTCOME)["pairing"] == pytest.approx(
        1, abs=0.1
    )
    assert np.isnan(difference_row(base.values, base.values, np.arange(4000), OUTCOME)["pairing"])
