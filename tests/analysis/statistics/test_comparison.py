"""The comparison against numbers worked by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.comparison import compare
from analysis.statistics.costs import DEFINED, SAVES, UNDEFINED, pounds_per_unit, totals
from analysis.statistics.differences import difference_row
from analysis.statistics.paired import covariance_of_means, split, spread
from analysis.statistics.verdicts import NO_DIFFERENCE, TOO_FEW, verdict
from sim import Result, load_scenario


def tiny(name, values, *, pounds=(0.0, 0.0, 0.0, 0.0), sets=(1, 2, 3, 4), lucks=(0, 1, 2, 3)):
    """Four runs, months 0 and 1; `values` are the cover at month 1."""
    rows = [
        {"run": r, "parameter_set": sets[r], "luck": lucks[r], "month": m, "cover_24_7": 0.0 if m == 0 else v}
        for r, v in enumerate(values)
        for m in (0, 1)
    ]
    costs = [
        {"run": r, "month": m, "payer": "members", "kind": "recurring", "pounds": p}
        for r, p in enumerate(pounds)
        for m in (-1, 0, 1)
    ]
    base = load_scenario("baseline")
    place = base.network.localities[0].model_copy(update={"children_llc": 50.0})
    network = base.network.model_copy(update={"name": "tiny", "localities": (place,)})
    return Result(
        scenario=base.model_copy(update={"name": name, "title": name, "network": network}),
        seed=1,
        parameters="central",
        runs=4,
        lucks=1,
        outcomes=pd.DataFrame(rows),
        costs=pd.DataFrame(costs),
    )


@pytest.fixture
def cover(outcomes):
    return [outcomes["cover_24_7"]]


def test_hand_worked_difference(cover):
    base = tiny("base", [0.10, 0.20, 0.30, 0.40])
    other = tiny("other", [0.20, 0.30, 0.40, 0.70])
    row = compare(base, [other], outcomes=cover).differences.iloc[0]
    # differences 0.1 0.1 0.1 0.3: mean 0.15, sd 0.1, error 0.1 / sqrt(4); t(3) = 3.182446
    assert row["base_mean"] == pytest.approx(0.25)
    assert row["mean"] == pytest.approx(0.40)
    assert row["difference"] == pytest.approx(0.15)
    assert row["difference_median"] == pytest.approx(0.10)
    assert row["error"] == pytest.approx(0.05)
    assert row["interval_low"] == pytest.approx(0.15 - 3.182446 * 0.05, abs=1e-6)
    assert row["interval_high"] == pytest.approx(0.15 + 3.182446 * 0.05, abs=1e-6)
    # 5 % and 95 % points of four sorted values lie 0.15 and 2.85 steps along
    assert row["difference_low"] == pytest.approx(0.10)
    assert row["difference_high"] == pytest.approx(0.1 + 0.85 * 0.2)
    assert row["reached"] == 1.0
    assert row["verdict"] == TOO_FEW


def test_runs_of_one_parameter_set_are_one_cluster():
    values = np.array([1.0, 3.0, 5.0, 7.0])
    unit = np.array([1, 1, 2, 2])
    # set means 2 and 6: error of their mean = sd(2, 6) / sqrt(2) = 2.828 / 1.414 = 2
    assert np.sqrt(covariance_of_means(values, values, unit)) == pytest.approx(2.0)
    assert spread(values, unit).median == pytest.approx(4.0)


def test_one_parameter_set_counts_runs(cover):
    same = {"sets": (0, 0, 0, 0)}
    base = tiny("base", [0.10, 0.20, 0.30, 0.40], **same)
    found = compare(base, [tiny("other", [0.20, 0.30, 0.40, 0.70], **same)], outcomes=cover)
    assert found.parameter_sets == 1
    assert found.differences["error"].iloc[0] == pytest.approx(0.05)


def test_equal_scenarios_differ_by_exactly_zero(make_result, outcomes):
    found = compare(make_result("baseline"), [make_result("baseline")], outcomes=outcomes.values())
    columns = ["difference", "difference_median", "difference_low", "difference_high", "error"]
    columns += ["interval_low", "interval_high"]
    assert (found.differences[columns] == 0.0).all(axis=None)
    assert (found.costs[[*columns, "one_off", "recurring", "discounted", "a_year"]] == 0.0).all(axis=None)
    neither = found.differences["better"] == "neither"
    chances = found.differences[["probability_better", "probability_worse"]]
    assert (chances[~neither] == 0.0).all(axis=None)
    assert chances[neither].isna().all(axis=None)
    assert set(found.differences["verdict"]) == {NO_DIFFERENCE}
    assert (found.costs["difference"] == 0.0).all()
    assert set(found.cost_per_gain["status"]) == {UNDEFINED}
    assert found.alternatives == ("baseline (2)",)


@pytest.mark.parametrize(
    ("low", "high", "better", "said"),
    [
        (0.02, 0.05, "higher", "better"),
        (0.02, 0.02, "higher", "better"),
        (0.0199, 0.05, "higher", TOO_FEW),
        (-0.0199, 0.0199, "higher", NO_DIFFERENCE),
        (0.001, 0.019, "higher", NO_DIFFERENCE),
        (-0.05, -0.02, "higher", "worse"),
        (-0.05, -0.02, "lower", "better"),
        (0.02, 0.05, "lower", "worse"),
        (0.02, 0.05, "neither", "higher"),
        (-0.05, -0.02, "neither", "lower"),
        (-0.03, 0.03, "neither", TOO_FEW),
        (-np.inf, np.inf, "higher", TOO_FEW),
        (0.0, 0.0, "higher", NO_DIFFERENCE),
    ],
)
def test_verdict_at_the_thresholds(low, high, better, said):
    assert verdict(low, high, 0.02, better) == said


def test_one_run_is_too_few(make_result, outcomes):
    found = compare(
        make_result("base", runs=1),
        [make_result("other", {"cover_24_7": 0.5}, runs=1)],
        outcomes=[outcomes["cover_24_7"]],
    )
    assert found.differences["verdict"].tolist() == [TOO_FEW]
    assert found.cost_per_gain["status"].eq(UNDEFINED).all()
    json.dumps(found.as_dict(), allow_nan=False)


@pytest.mark.parametrize("lucks", [1, 8])
@pytest.mark.parametrize("runs", [48, 200])
def test_the_interval_covers_a_known_true_difference(outcomes, lucks, runs):
    """Runs of a pair share most of their noise; sets differ in what the alternative does to them."""
    rng = np.random.default_rng(3)
    unit = np.arange(runs) // lucks
    hits = 0
    for _ in range(1000):
        was = 0.3 + rng.normal(0.0, 0.2, unit[-1] + 1)[unit] + rng.normal(0.0, 0.1, runs)
        effect = 0.04 + rng.normal(0.0, 0.03, unit[-1] + 1)[unit] + rng.normal(0.0, 0.02, runs)
        row = difference_row(was, was + effect, unit, outcomes["engagement"])
        hits += row["interval_low"] <= 0.04 <= row["interval_high"]
    assert 930 <= hits <= 970


def test_spread_is_split_into_parameters_and_luck():
    # two sets of two runs: 1, 3 and 5, 7. Within: 2 + 2 over 2 degrees of freedom = 2; between: sizes times
    # squared distances of means, 2 x (4 + 4) = 16 over 1; (16 - 2) / 2 runs a set = 7
    found = split(np.array([1.0, 3.0, 5.0, 7.0]), np.array([4, 4, 9, 9]))
    assert found.luck**2 == pytest.approx(2.0)
    assert found.parameters**2 == pytest.approx(7.0)
    assert found.luck_share == pytest.approx(2 / 9)
    assert np.isnan(split(np.arange(4.0), np.arange(4)).luck_share)  # one run a set: it cannot be told
    assert np.isnan(split(np.arange(4.0), np.zeros(4, dtype=np.int64)).luck_share)
    assert split(np.zeros(4), np.array([0, 0, 1, 1])).luck_share == 0.0


def test_the_split_finds_what_runs_were_made_of():
    rng = np.random.default_rng(8)
    unit = np.arange(16_000) // 8
    values = rng.normal(0.0, 3.0, 2000)[unit] + rng.normal(0.0, 1.0, len(unit))
    found = split(values, unit)
    assert found.parameters == pytest.approx(3.0, rel=0.05)
    assert found.luck == pytest.approx(1.0, rel=0.02)
    # the plain variance of the sets' means holds an eighth of the luck: far off where luck is all there is
    luck = rng.normal(0.0, 1.0, len(unit))
    assert split(luck, unit).parameters < 0.1
    assert split(luck, unit).luck_share > 0.98


@pytest.mark.parametrize(("better", "chances"), [("higher", (0.5, 0.25)), ("lower", (0.25, 0.5))])
def test_chances_count_sets_with_a_difference_worth_having(outcomes, better, chances):
    outcome = outcomes["engagement"].model_copy(update={"better": better})
    change = np.array([0.019, 0.021, 0.05, -0.04])
    row = difference_row(np.zeros(4), change, np.arange(4), outcome)
    assert (row["probability_better"], row["probability_worse"]) == chances


def test_what_is_spent_once_what_recurs_and_both_discounted(cover):
    base = tiny("base", [0.10, 0.20, 0.30, 0.40])
    other = tiny("other", [0.30, 0.41, 0.50, 0.61])
    months = (-1, 0, 12, 13, 24, 25)
    longer = []
    for result, once, again in ((base, 0.0, 10.0), (other, 500.0, 40.0)):
        costs = pd.DataFrame(
            {"run": r, "month": m, "payer": "members", "kind": kind, "pounds": pounds}
            for r in range(4)
            for m in months
            for kind, pounds in (("recurring", again), ("one-off", once if m == 13 else 0.0))
        )
        last = result.outcomes[result.outcomes["month"] == 1].assign(month=25)
        outcomes = pd.concat([result.outcomes, last], ignore_index=True)
        longer.append(replace(result, costs=costs, outcomes=outcomes))
    base, other = longer
    row = compare(base, [other], outcomes=cover, discount=0.1).costs.iloc[-1]
    assert row["payer"] == "all"
    assert (row["one_off"], row["recurring"], row["difference"]) == (500.0, 150.0, 650.0)
    assert row["a_year"] == pytest.approx(150 * 12 / 26)
    # months 0 to 12 count in full, 13 to 24 over 1.1, month 25 over 1.21
    assert row["discounted"] == pytest.approx(30 + 30 + (500 + 30 + 30) / 1.1 + 30 / 1.21)
    prices = compare(base, [other], outcomes=cover, discount=0.1).cost_per_gain
    assert prices["pounds"].iloc[0] == pytest.approx(row["discounted"] / prices["gain"].iloc[0])
    plain = compare(base, [other], outcomes=cover, discount=0.0)
    assert plain.costs["discounted"].tolist() == plain.costs["difference"].tolist()


def test_sums_over_several_years_cannot_be_discounted(cover):
    base = tiny("base", [0.10, 0.20, 0.30, 0.40])
    base.costs["month"] = base.costs["month"].replace({1: 60})
    base.outcomes["month"] = base.outcomes["month"].replace({1: 60})
    with pytest.raises(ValueError, match="costs were kept at months 0, 60 only"):
        compare(base, [base], outcomes=cover)
    assert compare(base, [base], outcomes=cover, discount=0.0).month == 60


def test_other_seeds_runs_and_missing_numbers_are_refused(make_result, outcomes):
    base = make_result("base")
    wanted = outcomes.values()
    with pytest.raises(ValueError, match="other: run with seed 2, the base with 1"):
        compare(base, [make_result("other", seed=2)], outcomes=wanted)
    with pytest.raises(ValueError, match="other: its runs are not the base's runs"):
        compare(base, [make_result("other", runs=50)], outcomes=wanted)
    with pytest.raises(ValueError, match="nothing to compare"):
        compare(base, [], outcomes=wanted)
    with pytest.raises(ValueError, match="month 61 was not simulated"):
        compare(base, [base], month=61, outcomes=wanted)
    broken = make_result("other")
    at = (broken.outcomes["run"] == 17) & (broken.outcomes["month"] == 60)
    broken.outcomes.loc[at, "worth"] = np.nan
    with pytest.raises(ValueError, match="other: run 17 has no number for worth"):
        compare(base, [broken], outcomes=wanted)


def test_the_shorter_horizon_is_compared(make_result, outcomes):
    found = compare(make_result("base"), [make_result("other", horizon=36)], outcomes=outcomes.values())
    assert found.month == 36


def test_costs_from_month_0_and_cost_per_child(cover):
    base = tiny("base", [0.10, 0.20, 0.30, 0.40], pounds=(100.0,) * 4)
    other = tiny("other", [0.30, 0.41, 0.50, 0.61], pounds=(1100.0, 1100.0, 1100.0, 1100.0))
    assert totals(base, 1)["all"].tolist() == [200.0] * 4  # month -1 is history
    found = compare(base, [other], outcomes=cover)
    assert found.costs["payer"].tolist() == ["members", "all"]
    assert found.costs["difference"].tolist() == [2000.0, 2000.0]
    assert found.costs["a_year"].tolist() == [12000.0, 12000.0]
    child, point = found.cost_per_gain.to_dict("records")
    # 50 children x 0.205 gained = 10.25 children, 20.5 percentage points
    assert child["gain"] == pytest.approx(10.25)
    assert child["pounds"] == pytest.approx(2000 / 10.25)
    assert point["pounds"] == pytest.approx(2000 / 20.5)
    # the cost is the same in every run, so Fieller's limits are the cost over the gain's limits
    reach = 3.182446 * np.std([10, 10.5, 10, 10.5], ddof=1) / 2
    assert child["interval_low"] == pytest.approx(2000 / (10.25 + reach), rel=1e-6)
    assert child["interval_high"] == pytest.approx(2000 / (10.25 - reach), rel=1e-6)
    assert (child["band_low"], child["band_high"]) == (pytest.approx(2000 / 10.5), pytest.approx(200.0))


def test_cost_per_unit_is_not_defined_where_the_gain_may_be_zero():
    unit = np.arange(4)
    spent = np.full(4, 1000.0)
    assert pounds_per_unit(spent, np.array([-1.0, 0.5, 1.0, 2.0]), unit).status == UNDEFINED
    assert pounds_per_unit(spent, np.array([-1.0, -1.1, -1.0, -1.1]), unit).status == UNDEFINED
    assert pounds_per_unit(-spent, np.array([1.0, 1.1, 1.0, 1.1]), unit).status == SAVES
    some = pounds_per_unit(np.full(40, 10.0), np.r_[np.full(36, 2.0), np.zeros(4)], np.arange(40))
    assert some.status == DEFINED
    assert some.band_high is None  # one set in ten gains nothing


def test_a_comparison_survives_json(three, outcomes):
    found = compare(three[0], three[1:], outcomes=outcomes.values())
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == found.as_dict()
    assert found.alternatives == ("fund-coordinator", "shared-records")
