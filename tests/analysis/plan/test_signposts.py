"""Signposts on futures made up so that the answer is known, leaving a bundle for another, and PRIM."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.plan.courses import switched
from analysis.plan.doses import doses_written
from analysis.plan.portfolios import offer_of
from analysis.plan.prim import peelings
from analysis.plan.scenario_discovery import halves
from analysis.plan.signposts import ABOVE, BELOW, LEVELS, RISE, Courses, Signpost, signposts
from sim import load_scenario
from sim.model.schedule import schedule_of

MONTHS = (0, 6, 12, 18, 24)
FUTURES = 400
FAILED = np.arange(FUTURES) % 4 == 0


def courses(**counted: np.ndarray) -> Courses:
    """Courses of two runs of each future, each share given as what it is in every run and month."""
    unit = np.repeat(np.arange(FUTURES), 2)
    return Courses(MONTHS, unit, counted, dict.fromkeys(counted, "share"))


def told_apart(month: int, rightly: float, falsely: float) -> np.ndarray:
    """A count that is 0.4 until a month; then 0.2 in some failing futures and some others, else 0.5."""
    place = np.arange(FUTURES) // 4  # among the four futures of which the first fails
    low = np.where(FAILED, place % 10 < 10 * rightly, place % 10 < 10 * falsely)
    values = np.full((2 * FUTURES, len(MONTHS)), 0.4)
    values[:, [at >= month for at in MONTHS]] = np.repeat(np.where(low, 0.2, 0.5), 2)[:, None]
    return values


def test_a_signpost_is_found_with_its_month_threshold_and_shares_as_they_were_made() -> None:
    table = signposts(courses(nurse_posts=told_apart(12, rightly=0.8, falsely=0.1)), FAILED, seed=1)
    row = table.iloc[0]
    assert (row["outcome"], row["month"], row["lead"], row["side"]) == ("nurse_posts", 12, 12, BELOW)
    assert (row["measure"], row["threshold"]) == (LEVELS, pytest.approx(0.35))
    # Of 100 failing futures it rings in 80, and of 300 others in 30: right in 80 of 110.
    _, held = halves(FAILED, 1)
    rung = told_apart(12, 0.8, 0.1)[::2, 2][held] < 0.35
    assert row["recall"] == pytest.approx(rung[FAILED[held]].mean()) == pytest.approx(0.8, abs=0.1)
    assert row["false_alarms"] == pytest.approx(rung[~FAILED[held]].mean()) == pytest.approx(0.1, abs=0.05)
    assert row["precision"] == pytest.approx(FAILED[held][rung].mean()) == pytest.approx(0.73, abs=0.12)
    assert row["share"] == 0.25
    assert row["recall_low"] < row["recall"] < row["recall_high"]
    assert row["precision_low"] < row["precision"] < row["precision_high"]
    assert row["holds"]


def test_what_is_known_early_is_worth_more_than_what_is_sure_late() -> None:
    early, late = told_apart(6, 0.8, 0.1), told_apart(18, 1.0, 0.0)
    found = signposts(courses(nurse_posts=late, adoption=early), FAILED, seed=1)
    assert found["outcome"].tolist() == ["adoption", "nurse_posts"]
    assert found["month"].tolist() == [6, 18]


def test_a_rise_tells_where_levels_differ_from_the_start() -> None:
    start = np.repeat(np.random.default_rng(1).uniform(0, 0.5, FUTURES), 2)[:, None]
    rises = start + np.array([0, 0.1, 0.2, 0.3, 0.4]) * np.repeat(np.where(FAILED, 1.0, 0.5), 2)[:, None]
    row = signposts(courses(leaders=rises), FAILED, seed=2).iloc[0]
    assert (row["measure"], row["side"], row["month"]) == (RISE, ABOVE, 6)
    assert (row["recall"], row["false_alarms"]) == (1.0, 0.0)


def test_where_nothing_tells_it_says_so() -> None:
    """Sixteen counts of noise: of eight tries hardly one seems to hold."""
    held = 0
    for seed in range(8):
        random = np.random.default_rng(seed)
        counted = {f"count{n}": random.uniform(size=(2 * FUTURES, len(MONTHS))) for n in range(16)}
        held += int(signposts(courses(**counted), FAILED, seed=seed)["holds"].any())
    assert held <= 1


def test_one_kind_of_future_leaves_nothing_to_tell() -> None:
    table = signposts(courses(leaders=told_apart(6, 1, 0)), np.zeros(FUTURES, bool), seed=1)
    assert table.empty


def test_a_signpost_that_is_written_is_the_one_that_was_judged() -> None:
    signpost = Signpost("adoption", LEVELS, 6, BELOW, 0.35)
    given = courses(adoption=told_apart(6, 0.5, 0.5))
    assert signpost.rings(given).tolist() == (given.counted["adoption"][:, 1] < 0.35).tolist()


def test_leaving_a_bundle_keeps_what_both_have_and_begins_the_rest_then() -> None:
    scenario = load_scenario("baseline").with_horizon(36)
    doses = doses_written(
        scenario, ("coordinator=1", "nurses=2,4@edge", "outreach=4", "shared-records=100%@@0,12")
    )
    offer = offer_of(scenario, doses)
    mine = offer.number(("coordinator", "more-staff (2 nurses, edge)", "outreach"))
    theirs = offer.number(("more-staff (4 nurses, edge)", "outreach", "shared-records (in 2 phases)"))
    levers = switched(offer, mine, theirs, 18).levers
    assert [(each.start, each.end, each.nurses) for each in levers["L15"]] == [(0, 18, 2.0), (18, None, 4.0)]
    assert levers["L14"] == offer.scenario_of(mine).levers["L14"]
    assert [(each.start, each.end) for each in levers["L05"]] == [(18, 30), (30, None)]
    # The coordinator is paid from year to year again, as the scenario has it.
    assert [(each.start, each.end, each.term) for each in levers["L01"]][-1] == (18, None, 12)
    schedule_of(switched(offer, mine, theirs, 18))
    assert switched(offer, mine, mine, 18).levers == offer.scenario_of(mine).levers


def test_prim_finds_a_planted_box_and_trades_coverage_for_density() -> None:
    random = np.random.default_rng(3)
    features = pd.DataFrame(random.uniform(size=(2000, 60)), columns=[f"p{n}" for n in range(60)])
    failed = ((features["p7"] > 0.6) & (features["p42"] < 0.5)).to_numpy()
    steps = peelings(features, failed, seed=1)
    assert set(steps["parameter"].iloc[1:].value_counts().index[:2]) == {"p7", "p42"}
    assert steps.iloc[0][["mass", "coverage", "density"]].tolist() == [1.0, 1.0, pytest.approx(0.2, abs=0.03)]
    near = steps[steps["held_coverage"] > 0.85].iloc[-1]
    assert near["held_density"] > 0.8
    assert (np.diff(steps["mass"]) < 0).all()
    assert steps["density"].iloc[-1] > 0.95
    p7 = steps[steps["parameter"] == "p7"]["above"].replace(-np.inf, 0).max()
    assert p7 == pytest.approx(0.6, abs=0.1)


def test_prim_peels_nothing_off_noise_that_other_futures_confirm() -> None:
    random = np.random.default_rng(5)
    features = pd.DataFrame(random.uniform(size=(1000, 200)), columns=[f"p{n}" for n in range(200)])
    failed = random.uniform(size=1000) < 0.3
    steps = peelings(features, failed, seed=1)
    big = steps[steps["held_mass"] > 0.1]
    assert big["held_density"].max() < 0.45
    assert peelings(features, np.zeros(1000, bool), seed=1).empty
