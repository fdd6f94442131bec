"""Planning: answers known beforehand, and small plans that are run."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from analysis.plan import ask, evaluate, plan, text
from analysis.plan.choice import Choice, Failing, changes, failing, half_widths, money, runner_up
from analysis.plan.doses import doses_written
from analysis.plan.evaluate import Futures, Setting, by_unit
from analysis.plan.parameters import bounded, values_in, varying
from analysis.plan.pareto import best_value, efficient, efficient_share, frontier
from analysis.plan.portfolios import NOTHING, Offer, at_work, chosen, free, offer_of
from analysis.plan.regret import contenders, regret
from analysis.plan.scenario_discovery import FAILS, HOLDS_UP, conditions, learnable
from analysis.plan.single_levers import DEAR
from analysis.plan.value_of_information import by_chance, information, perfect_information
from analysis.runs.batch import Evaluator, months_kept
from analysis.statistics.costs import ALL, totals
from analysis.statistics.discounting import discount_factors
from analysis.statistics.paired import spread
from sim import load_scenario, simulate
from sim.inputs.errors import WrongInput
from sim.inputs.levers import all_parameters, load_levers
from sim.model.outcomes import OUTCOMES
from sim.model.schedule import PAYERS
from sim.sampling.parameter_sets import seed_of_parameters, values_of

COVER = OUTCOMES["cover_24_7"]
FEW = ("obligation=100%", "outreach=4")


# --- what it is worth to know -------------------------------------------------------------------------------


def worth(mean: float, spread: float) -> float:
    """Of choosing between 0 and a normal gain after seeing it, in closed form."""
    z = mean / spread
    return float(spread * norm.pdf(z) + mean * norm.cdf(z) - max(0.0, mean))


HEAVY = pytest.mark.heavy  # each takes seconds, and is like the others


@pytest.mark.parametrize("mean", [pytest.param(0.0, marks=HEAVY), 0.4, pytest.param(-0.7, marks=HEAVY)])
def test_worth_of_a_parameter_is_that_of_the_closed_form(mean: float) -> None:
    random = np.random.default_rng(5)
    known, other, idle, noise = random.standard_normal((4, 10_000))
    gain = mean + 0.8 * known + 0.5 * other + 0.3 * noise
    features = pd.DataFrame({"known": known, "other": other, "idle": idle})
    table = information(features, np.stack([np.zeros_like(gain), gain]), seed=1, shuffles=49)
    values = table.set_index("parameter")["value"]
    assert values["known"] == pytest.approx(worth(mean, 0.8), abs=0.02)
    assert values["other"] == pytest.approx(worth(mean, 0.5), abs=0.02)
    assert values["idle"] == pytest.approx(0.0, abs=0.002)
    assert list(table["parameter"]) == ["known", "other", "idle"]
    assert list(table["found"]) == [True, True, False]
    assert (table["low"][:2] < table["value"][:2]).all()
    assert (table["value"][:2] < table["high"][:2]).all()
    everything = perfect_information(np.stack([np.zeros_like(gain), gain]))
    assert everything == pytest.approx(worth(mean, np.sqrt(0.8**2 + 0.5**2 + 0.3**2)), abs=0.02)


def test_what_means_nothing_is_seldom_found() -> None:
    random = np.random.default_rng(2)
    features = pd.DataFrame(random.standard_normal((400, 200)), columns=[f"p{n}" for n in range(200)])
    table = information(features, random.standard_normal((6, 400)), seed=1)
    assert table["found"].sum() <= 2
    assert table["p"].between(0, 1).all()
    assert abs(table["value"].mean()) < 0.2 * table["chance"].iloc[0]
    assert table["p"].mean() == pytest.approx(0.5, abs=0.08)


def test_to_know_everything_of_a_certain_choice_is_worth_exactly_nothing() -> None:
    best = np.random.default_rng(1).uniform(size=4001)
    for less in (0.1, 0.25, 1e-9):
        # In this order in memory NumPy adds rows up in another order than their maximum.
        worth_of_all = perfect_information(np.asfortranarray(np.stack([best - less, best])))
        assert (worth_of_all, np.signbit(worth_of_all)) == (0.0, False)


def test_hundreds_of_parameters_find_one_by_chance_in_fewer_than_one_plan_of_twenty() -> None:
    assert by_chance(sum(each.low < each.high for each in all_parameters().values())) < 0.05
    assert by_chance(340, 999) == pytest.approx(0.34)


def test_one_bundle_or_one_parameter_set_leaves_nothing_to_know() -> None:
    features = pd.DataFrame({"known": np.arange(400.0)})
    assert information(features, np.ones((1, 400)), seed=1).empty
    assert information(features.assign(known=1.0), np.ones((2, 400)), seed=1).empty


# --- efficient bundles --------------------------------------------------------------------------------------


def dominated(points: np.ndarray, place: int) -> bool:
    """Whether another point is nowhere worse and somewhere better, all being better when lower."""
    return any((points[place] >= each).all() and (points[place] > each).any() for each in points)


@settings(max_examples=60, deadline=None)
@given(arrays(np.int64, st.tuples(st.integers(1, 25), st.just(4)), elements=st.integers(0, 4)))
def test_efficient_is_what_brute_force_finds(points: np.ndarray) -> None:
    expected = [not dominated(points, place) for place in range(len(points))]
    gains, cost = -points[:, :3].astype(float), points[:, 3].astype(float)
    assert efficient(gains, cost).tolist() == expected


def test_the_frontier_rises_with_the_money() -> None:
    gain, cost = np.array([0.0, 3.0, 2.0, 2.5, 9.0]), np.array([0.0, 3.0, 1.0, 4.0, 5.0])
    assert frontier(gain, cost).tolist() == [0, 2, 1, 4]


def test_the_best_value_is_what_no_mix_of_two_others_beats() -> None:
    gain, cost = np.array([0.0, 3.0, 4.0, 4.2, 3.5, 0.5]), np.array([0.0, 1.0, 2.0, 3.0, 1.9, 0.5])
    assert frontier(gain, cost).tolist() == [0, 5, 1, 4, 2, 3]
    assert best_value(gain, cost).tolist() == [0, 1, 2, 3]
    alike = np.array([0.0, 0.0, 3.0, 3.0])
    assert best_value(alike, alike).tolist() == [0, 2]


def test_what_few_futures_decide_is_efficient_in_some_resamples_only() -> None:
    random = np.random.default_rng(1)
    noise = random.standard_normal(50)
    gain = np.stack([np.zeros(50), noise - noise.mean() - 0.05, np.full(50, -9.0)])
    cost = np.stack([np.full(50, each) for each in (2.0, 2.0, 3.0)])
    share = efficient_share([gain], cost, seed=1)
    assert 0.4 < share[0] < 0.9
    assert 0.1 < share[1] < 0.6
    assert share[2] == 0.0


# --- regret -------------------------------------------------------------------------------------------------


def test_regret_of_a_table_made_by_hand() -> None:
    values = np.array([[1.0, 1.0, 1.0, 1.0], [3.0, 0.0, 1.0, 0.0], [0.0, 2.0, 0.5, 0.5]])
    found = regret(values, worthwhile=0.75)
    assert found["regret"].tolist() == [3 / 4, 2 / 4 + 1 / 4, (3 + 0 + 0.5 + 0.5) / 4]
    assert found["regret_worst"].tolist() == [2.0, 2.0, 3.0]
    assert found["best"].tolist() == [(0.5 + 1) / 4, (1 + 0.5) / 4, 1 / 4]  # the third future is shared
    assert found["best"].sum() == 1.0
    assert found["close"].tolist() == [2 / 4, 2 / 4, 3 / 4]
    assert found["regret_high"][0] == pytest.approx(np.quantile([2, 1, 0, 0], 0.95))


def test_contenders_miss_no_best_when_they_may_be_enough() -> None:
    values = np.array([[2.0, 2.0, 2.0], [3.0, 0.0, 0.0], [0.0, 3.0, 0.0], [1.0, 1.0, 1.0], [2.0, 2.0, 2.0]])
    assert contenders(values, 9).tolist() == [0, 1, 2]
    assert contenders(values, 2).tolist() == [0, 1]
    assert contenders(values[:1], 9).tolist() == [0]


# --- where it fails -----------------------------------------------------------------------------------------


def noise(units: int, columns: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(random.uniform(size=(units, columns)), columns=[f"p{n}" for n in range(columns)])


def test_a_planted_rule_is_found_and_holds_on_futures_not_seen() -> None:
    features = noise(2000, 100, 3)
    failed = ((features["p7"] > 0.6) & (features["p42"] < 0.5)).to_numpy()
    table = conditions(features, failed, seed=1)
    rows = table[table["kind"] == FAILS].set_index("parameter")
    assert set(rows.index) == {"p7", "p42"}
    assert rows.loc["p7", "above"] == pytest.approx(0.6, abs=0.02)
    assert rows.loc["p42", "up_to"] == pytest.approx(0.5, abs=0.02)
    assert rows["density"].min() > 0.9
    assert rows["coverage"].min() > 0.9
    assert rows["mass"].iloc[0] == pytest.approx(0.2, abs=0.03)
    assert rows["holds"].all()
    assert (table[table["kind"] == HOLDS_UP]["density"] > 0.95).all()


def test_rules_made_of_noise_do_not_hold() -> None:
    held = 0
    for seed in range(12):
        features = noise(500, 150, seed)
        failed = np.random.default_rng(100 + seed).uniform(size=500) < 0.3
        held += int(conditions(features, failed, seed=seed)["holds"].any())
    assert held <= 1


@pytest.mark.parametrize("failures", [0, 5, 995, 1000])
def test_too_few_of_a_kind_leave_nothing_to_learn_from(failures: int) -> None:
    failed = np.arange(1000) < failures
    assert not learnable(failed)
    assert conditions(noise(1000, 3, 1), failed, seed=1).empty


def test_a_rule_in_words_names_the_parameter_and_its_range() -> None:
    known = all_parameters()["care.cover_needs_records"]
    text = bounded(known.name, 0.479, np.inf)
    assert text == (
        "“how far 24/7 cover hangs on linked records” is above 0.479 "
        f"(care.cover_needs_records, {known.low:g} to {known.high:g})"
    )


# --- bundles ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def offer() -> Offer:
    scenario = load_scenario("baseline").with_horizon(12)
    return offer_of(scenario, doses_written(scenario, ("coordinator=1", "outreach=4", "obligation=100%")))


def test_numbers_and_levers_of_bundles_are_each_others_inverse(offer: Offer) -> None:
    assert offer.count == 8
    sets = [offer.members(bundle) for bundle in range(offer.count)]
    names = [tuple(each.name for each in members) for members in sets]
    assert sorted(names) == sorted(
        each for size in range(4) for each in itertools.combinations(offer.levers, size)
    )
    assert [offer.number(each) for each in names] == list(range(8))


def test_a_bundle_is_the_scenario_with_its_levers_pulled(offer: Offer) -> None:
    base = offer.scenario
    assert offer.scenario_of(NOTHING).digest() == base.digest()
    both = base.with_levers({"coordinator": {"start": 0, "ramp_up": 0}, "outreach": {"start": 0}})
    assert offer.scenario_of(offer.number(("coordinator", "outreach"))).digest() == both.digest()


def test_what_is_at_work_stays_and_is_not_offered(offer: Offer) -> None:
    levers = {lever.name: lever for lever in load_levers().values()}
    records = load_scenario("shared-records")
    assert at_work(records, levers["shared-records"])
    assert "shared-records" not in [each.name for each in free(records)]
    # In the baseline the coordinator is renewed year by year, and may be secured.
    assert not at_work(load_scenario("baseline"), levers["coordinator"])
    with pytest.raises(WrongInput, match="shared-records is at work in shared-records already"):
        chosen(records, "shared-records")


# --- money --------------------------------------------------------------------------------------------------


def test_a_year_later_money_counts_less_by_the_rate() -> None:
    months = months_kept(36, 36)
    assert months == [-1, 0, 12, 24, 36]
    assert discount_factors(months, 0.035) == pytest.approx([0, 1, 1, 1 / 1.035, 1 / 1.035**2])
    assert discount_factors(months, 0.0).tolist() == [0, 1, 1, 1, 1]


def test_pounds_of_a_bundle_are_what_its_scenario_costs(offer: Offer) -> None:
    setting = Setting(3, "accepted", ("cover_24_7",), discount=0.0)
    bundle = offer.number(("outreach",))
    found = evaluate.run_bundles(offer, [0, bundle], range(5, 9), setting)
    result = simulate(offer.scenario_of(bundle), range(5, 9), 3, parameters="accepted")
    expected, base = (
        totals(result, 12),
        totals(simulate(offer.scenario, range(5, 9), 3, parameters="accepted"), 12),
    )
    assert not found.extra[0].any()
    assert found.extra[1] == pytest.approx((expected - base)[ALL].to_numpy())
    assert found.spent[1] == pytest.approx(expected[list(PAYERS)].mean().to_numpy())
    last = result.outcomes[result.outcomes["month"] == 12]
    assert found.outcomes["cover_24_7"][1].tolist() == last["cover_24_7"].tolist()
    one = evaluate.run_bundles(
        offer, [0, bundle], range(5, 9), Setting(3, "accepted", ("cover_24_7",), "members", 0.0)
    )
    assert one.extra[1] == pytest.approx((expected - base)["members"].to_numpy())


def test_slices_change_nothing(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(1, "accepted", ("cover_24_7",))
    whole = evaluate.run_bundles(offer, range(8), range(3), setting)
    monkeypatch.setattr(evaluate, "SLICE", 0)
    counts = []
    evaluator = Evaluator(progress=lambda done, total: counts.append((done, total)))
    parted = evaluate.run_bundles(offer, range(8), range(3), setting, evaluator)
    assert evaluator.chunks.chunks == {f"bundles-{n:05d}" for n in range(8)}
    assert counts == [(3 * n, 24) for n in range(1, 9)]
    assert np.array_equal(parted.extra, whole.extra)
    assert np.array_equal(parted.outcomes["cover_24_7"], whole.outcomes["cover_24_7"])


def test_runs_of_a_parameter_set_are_averaged() -> None:
    values = np.array([[1.0, 2.0, 3.0, 5.0], [0.0, 0.0, 4.0, 8.0]])
    assert by_unit(values, np.array([7, 3, 7, 3])).tolist() == [[3.5, 2.0], [4.0, 2.0]]
    assert by_unit(values, np.array([9, 3, 7, 8])).tolist() == [[2.0, 3.0, 5.0, 1.0], [0.0, 4.0, 8.0, 0.0]]


def made_up(pounds: np.ndarray, cover: np.ndarray) -> Futures:
    """Futures of bundles with this money and cover."""
    bundles, runs = pounds.shape
    numbers = np.arange(runs)
    spent = np.zeros((bundles, len(PAYERS)))
    return Futures(
        np.arange(bundles), numbers, numbers + 1, {"cover_24_7": cover}, pounds - pounds[:1], spent
    )


def test_a_bundle_is_within_the_budget_if_its_mean_is(offer: Offer) -> None:
    pounds = np.array([[100.0, 100.0], [190.0, 212.0], [150.0, 150.0]])
    table = money(made_up(pounds, np.zeros((3, 2))), offer, 100.0)
    assert table["pounds"].tolist() == [0.0, 101.0, 50.0]
    assert table["affordable"].tolist() == [True, False, True]
    assert table["overrun"].tolist() == [0.0, 0.5, 0.0]
    # Nothing more is always within it, even if no budget is left.
    assert money(made_up(pounds, np.zeros((3, 2))), offer, 0.0)["affordable"].tolist() == [True, False, False]


@pytest.mark.parametrize("units", [1, 2, 6])
def test_intervals_of_many_bundles_are_those_of_each(units: int) -> None:
    values = np.random.default_rng(4).uniform(size=(3, units))
    expected = [spread(row, np.arange(units)) for row in values]
    reach = [each.interval_high - each.mean for each in expected]
    assert half_widths(values) == pytest.approx(reach)


def test_gains_are_means_over_futures_as_regrets_are() -> None:
    cover = np.array([[0.0, 0.0, 0.0, 0.0], [0.3, 0.3, 0.3, 0.0], [0.0, 0.0, 0.0, 0.5]])
    futures = replace(made_up(np.zeros((3, 4)), cover), unit=np.array([1, 1, 1, 2]))
    table = changes(futures, COVER)
    assert table["cover_24_7_change"].tolist() == pytest.approx([0.0, 0.15, 0.25])
    assert table["cover_24_7"].tolist() == pytest.approx([0.0, 0.15, 0.25])
    mean = regret(by_unit(cover, futures.unit), COVER.worthwhile)["regret"]
    assert mean.argmin() == table["cover_24_7_change"].idxmax() == 2


def test_the_runner_up_does_best_where_the_favourite_does_not() -> None:
    favourite = np.array([3.0, 3.0, 3.0, 0.0])
    second = favourite - 0.1  # the next best mean, and never ahead
    other = np.array([0.0, 0.0, 0.0, 2.0])
    less = np.array([0.0, 0.0, 0.0, 1.0])
    assert runner_up(np.stack([np.zeros(4), second, favourite, less, other]), 2) == 4
    assert runner_up(np.stack([other, second, favourite]), 2) == 0


def test_nothing_more_differs_from_itself_by_exactly_nothing() -> None:
    cover = np.random.default_rng(1).uniform(size=(2, 30))
    table = changes(made_up(np.zeros((2, 30)), cover), COVER)
    assert table.loc[0, ["cover_24_7_change", "cover_24_7_low", "cover_24_7_high"]].tolist() == [
        0.0,
        0.0,
        0.0,
    ]
    assert table.loc[1, "cover_24_7_change"] == pytest.approx((cover[1] - cover[0]).mean())


# --- whole plans --------------------------------------------------------------------------------------------


def small(budget: float, **options: object):
    asked, alone = ask(
        load_scenario("baseline"), budget, 1, runs=6, **{"doses": FEW, "futures": 8, **options}
    )
    return plan(asked, alone)


def test_a_budget_that_admits_everything() -> None:
    found = small(1e9)
    table = found.search.table
    assert table["affordable"].all()
    assert table["levers"].tolist() == ["nothing more", "outreach", "obligation", "outreach + obligation"]
    values = found.choice.values(COVER)
    assert found.everything == pytest.approx(float(found.choice.row(found.choice.favourite)["regret"]))
    best = values[found.choice.place(found.choice.favourite)].mean()
    assert best == pytest.approx(values.mean(axis=1).max(), rel=1e-12)
    assert table["best"].sum() == pytest.approx(1.0)


def test_an_objective_of_its_own_is_weighed_too() -> None:
    assert text.weighed(small(1e9)) == "24/7 cover, equity or engagement"
    found = small(1e9, objective="adoption")
    assert f"none gives more {text.weighed(found)} for as little money" in " ".join(text.findings(found))
    assert text.weighed(found).startswith("guidelines in use, 24/7 cover")


def test_a_plan_may_be_for_a_place_alone() -> None:
    found = small(1e9, objective="cover_24_7@edge")
    assert found.choice.table["cover_24_7@edge_change"].max() > 0
    assert found.reasons.empty
    assert "24/7 cover at the edge" in text.question(found)


def test_a_budget_that_admits_one_lever() -> None:
    prices = small(1e9).alone["pounds"]
    found = small(float(prices.min()) * 1.2)
    assert found.search.table["levers"].tolist() == ["nothing more", "obligation"]
    assert found.alone["left_out"].tolist() == [DEAR, ""]
    assert found.experiment.left_out == {DEAR: ("outreach",)}
    assert len(found.choice.futures.bundles) == 2
    # Both together cost a tenth more than this: they are run, and judged to be beyond it.
    table = small(float(prices.sum()) / 1.1).search.table.set_index("levers")
    assert table["affordable"].tolist() == [True, True, True, False]
    assert table["regret"].isna().tolist() == [False, False, False, True]


def test_a_contender_that_turns_out_dearer_than_the_budget_is_out() -> None:
    sizes = []
    for seed in range(4, 8):
        asked, alone = ask(load_scenario("baseline"), 1e9, 1, runs=6, futures=8, doses=FEW[1:], seed=seed)
        price = float(alone.set_index("lever").loc["outreach", "pounds"])
        found = plan(replace(asked, budget=price), alone)
        assert found.search.table["affordable"].all()
        assert (found.choice.table["pounds"] <= price).all()
        sizes.append(len(found.choice.table))
    assert set(sizes) == {
        1,
        2,
    }  # eight other runs cost more in the mean under some seeds, and less under others


def test_a_budget_below_every_lever_names_the_cheapest() -> None:
    with pytest.raises(WrongInput) as refused:
        small(5.0)
    assert str(refused.value).startswith("--budget: £5.00 is below every lever: the cheapest, ")
    assert ", costs all payers £" in str(refused.value)
    assert "over 1 year; give " in str(refused.value)


def test_what_others_pay_does_not_count_against_the_budget() -> None:
    found = small(0.0, payer="members", doses=("obligation=100%", "core-team=1.7"))
    row = found.search.table.set_index("levers").loc["obligation"]
    assert row["commissioner_pays"] > 1000
    assert row["pounds"] == pytest.approx(row["members_pays"])


def test_an_outcome_that_is_better_lower_is_lowered() -> None:
    found = small(1e9, objective="workaround_hours", doses=("shared-records=100%", "information-fixes=100%"))
    table = found.choice.table.set_index("bundle")
    assert found.choice.favourite != NOTHING
    assert table["workaround_hours_change"].idxmin() == found.choice.favourite
    assert table["regret"].idxmin() == found.choice.favourite


def test_with_central_values_no_parameter_is_worth_knowing() -> None:
    found = small(1e9, parameters="central")
    assert found.information.empty
    assert found.conditions.empty
    said = " ".join([*text.uncertainty(found), *text.method(found)])
    assert said.count("was not looked for: there are too few futures, or one parameter set.") == 2
    for absent in ("no rule held", "told apart from chance", "CART", "Strong, Oakley"):
        assert absent not in said


def test_of_few_runs_it_is_said_that_they_do_not_tell_what_gets_worse() -> None:
    first, *rest = text.unintended(small(1e9, futures=1))
    judged = sum(each.better != "neither" for each in OUTCOMES.values())
    assert first == (
        f"None of {judged} outcomes gets worse by a difference worth having under it, "
        "as far as 1 run can tell."
    )
    assert rest == [
        f"For {judged} outcomes 1 run is too few to tell.",
        "Kinds of members and localities are not looked at here: mcn compare does that.",
    ]


def test_what_is_one_is_not_called_many() -> None:
    found = small(1e9, futures=1)
    said = " ".join([*text.findings(found), *text.uncertainty(found), *text.method(found)])
    assert "again in 1 further run over" in said
    assert "inf" not in said.replace("information", "").split()


def test_nothing_more_may_be_the_runner_up() -> None:
    found = small(1e9)
    gains = np.zeros((2, 400))
    gains[1] = np.where(np.arange(400) < 20, 1.0, -0.01)  # nothing more is ahead in 95 % of the futures
    table = pd.DataFrame({"bundle": [0, 1], "pounds": [0.0, 5e4], "best": [0.95, 0.05]})
    choice = Choice(made_up(np.zeros((2, 400)), gains), table, 1, runner_up(gains, 1), 1, 0, 1)
    said = text._runner_up(replace(found, choice=choice))
    assert "bundle 0 (nothing more) for £0. It is ahead in 95% of the futures" in said
    never = replace(choice, futures=made_up(np.zeros((2, 400)), np.abs(gains) * [[0], [1]]))
    expected = "In no future does another contender do better than it."
    assert text._runner_up(replace(found, choice=never)) == expected


def test_parameters_of_the_futures_are_those_that_ran() -> None:
    scenario = load_scenario("baseline")
    names = varying(scenario, ("outreach", "obligation"))
    assert "levers.outreach.cost_yearly" in names
    assert "levers.champions.cost_yearly" not in names
    assert "people.engagement_decay" not in varying(
        scenario.with_parameters({"people.engagement_decay": 0.05}), ()
    )
    result = simulate(scenario, range(3), 1, parameters="accepted", months=[0])
    sets = result.outcomes["parameter_set"].to_numpy()
    table = values_in(names, sets, "accepted", 1)
    source = seed_of_parameters("accepted", 1)
    for row, number in zip(table.to_dict("records"), sorted(set(sets)), strict=True):
        ran = values_of(scenario, int(number), source)
        assert row == pytest.approx({name: ran[name] for name in names}, rel=1e-6)


@pytest.mark.parametrize(
    ("mine", "rival", "what", "share"),
    [
        (0.03, 0.0, "fails", 0.5),  # gains enough in half of the futures
        (0.01, 0.0, "is behind the runner-up", 0.0),  # never enough: then against the runner-up
    ],
)
def test_what_counts_as_failure(offer: Offer, mine: float, rival: float, what: str, share: float) -> None:
    half = np.arange(400) < 200
    gains = np.stack([np.zeros(400), np.where(half, mine, 0.011), np.full(400, rival)])
    futures = made_up(np.zeros((3, 400)), gains)
    choice = Choice(futures, pd.DataFrame(), favourite=1, runner_up=2, steady=1, as_good=0, nearly=1)
    found = failing(choice, COVER)
    assert isinstance(found, Failing)
    assert (found.what, found.share) == (what, share)
    assert found.too_little == (0.5 if mine > 0.02 else 1.0)
