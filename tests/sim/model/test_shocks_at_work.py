"""What befalls single organisations, in a whole network: what it takes from them, when, and from whom."""

import functools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Scenario, load_scenario, simulate

NURSES = "Harrowmere Community Children's Nurses"
HOSPITAL = "Harrowmere Royal Children's Hospital"
HOSPICE = "Otterbrook Children's Hospice"
SHOCKED, SEEN = 6, (5, 6, 7, 24)


@functools.cache
def base() -> Scenario:
    # Long enough for some to be live.
    return load_scenario("baseline").with_horizon(SEEN[-1]).with_levers(shared_records={"start": -24})


@functools.cache
def runs(scenario: Scenario) -> Any:
    """Each organisation's states, by run, month and organisation."""
    found = simulate(scenario, runs=40, seed=1, parameters="prior", months=SEEN, organisations=True)
    assert found.organisations is not None
    return found.organisations.set_index(["run", "month", "organisation"])


def shocked(who: str, **shock: Any) -> Any:
    named = {name.replace("_", "-"): each for name, each in shock.items()}
    return runs(base().with_shocks({"month": SHOCKED, "organisations": {"name": who}, **named}))


def change(state: str, month: int, who: str, **shock: Any) -> Any:
    """By how much a state of one organisation is more than without the shock, run by run."""
    of_it = (slice(None), month, who)
    return shocked(who, **shock).loc[of_it, state] - runs(base()).loc[of_it, state]


@pytest.mark.parametrize(
    ("shock", "who", "state"),
    [
        ({"staff_lost": 0.5}, NURSES, "nurse_posts"),
        ({"income_lost": 0.5}, HOSPICE, "raised_income"),
        ({"engagement_lost": 0.5}, HOSPICE, "engagement"),
        ({"records_down": 10}, HOSPITAL, "record_access"),
        ({"leaves": True}, HOSPICE, "participation"),
        ({"leaves": True}, HOSPICE, "news"),
        ({"posts_frozen": 12}, NURSES, "nurse_posts"),
    ],
)
def test_a_shock_takes_from_those_named_and_not_before(shock: dict[str, Any], who: str, state: str) -> None:
    lost = [change(state, month, who, **shock).mean() for month in SEEN]
    assert lost[0] == 0.0
    assert lost[2] < 0.0
    others = runs(base()).index.get_level_values("organisation") != who
    at_once = runs(base()).index.get_level_values("month") == SHOCKED
    pd.testing.assert_frame_equal(
        shocked(who, **shock)[others & at_once], runs(base())[others & at_once], check_exact=True
    )


def test_so_much_is_lost_as_is_said() -> None:
    for state, shock in (("raised_income", {"income_lost": 0.5}), ("engagement", {"engagement_lost": 0.5})):
        before = runs(base()).loc[(slice(None), SHOCKED - 1, HOSPICE), state].to_numpy()
        lost = change(state, SHOCKED, HOSPICE, **shock).to_numpy()
        assert np.allclose(lost, -0.5 * before, atol=1e-9), state
    posts = runs(base()).loc[(slice(None), SHOCKED - 1, NURSES), "nurse_posts"].to_numpy()
    # Those who left at once leave nobody else to leave by chance.
    lost = change("nurse_posts", SHOCKED, NURSES, staff_lost=0.5).to_numpy()
    assert np.abs(lost + 0.5 * posts).mean() < 0.5


def test_what_is_lost_at_once_comes_back_and_who_has_left_stays_away() -> None:
    for state, who, shock in (
        ("nurse_posts", NURSES, {"staff_lost": 0.5}),
        ("engagement", HOSPICE, {"engagement_lost": 0.5}),
        ("record_access", HOSPITAL, {"records_down": 10}),
    ):
        soon, late = (change(state, month, who, **shock).mean() for month in (SHOCKED + 1, SEEN[-1]))
        assert soon < 0.8 * late <= 0.0 or late == 0.0, state
    left = shocked(HOSPICE, leaves=True).loc[(slice(None), SEEN[-1], HOSPICE)]
    assert not left[["news", "participation", "time_given", "training_attendance"]].to_numpy().any()


def test_others_miss_one_whose_records_are_down_or_who_has_left() -> None:
    for who, shock, state in (
        (HOSPITAL, {"records_down": 10}, "record_access"),
        (HOSPICE, {"leaves": True}, "engagement"),
    ):
        month = SHOCKED + 1 if "records_down" in shock else SEEN[-1]
        here = (slice(None), month, slice(None))
        lost = shocked(who, **shock).loc[here, state] - runs(base()).loc[here, state]
        assert lost.drop(who, level="organisation").mean() < 0.0, state


def test_ties_held_weak_and_ties_held_strong_are_not_the_same() -> None:
    weak, strong = (runs(base().with_ties(frozen=each)) for each in (0.1, 1.0))
    assert not np.allclose(weak["engagement"], strong["engagement"], atol=1e-3)


def test_one_that_has_left_is_none_of_the_members_and_paid_for_no_more() -> None:
    stays = load_scenario("baseline").with_levers(champions={"start": 0}).with_horizon(24)
    leaves = stays.with_shocks({"month": SHOCKED, "organisations": {"name": HOSPICE}, "leaves": True})
    result = simulate(leaves, runs=8, seed=1, parameters="prior", months=[5, 24], organisations=True)
    members = result.organisations
    assert members is not None
    outcomes = result.outcomes.set_index(["run", "month"])
    for month, missing in ((5, []), (24, [HOSPICE])):
        here = members[(members["month"] == month) & ~members["organisation"].isin(missing)]
        means = here.groupby("run")[["engagement", "adoption", "workaround_hours"]].mean()
        for state in means:
            np.testing.assert_allclose(means[state], outcomes.xs(month, level="month")[state], rtol=1e-12)
    paid = [
        each.costs[(each.costs["month"] == 24) & (each.costs["payer"] == "members")]["pounds"].sum()
        for each in (result, simulate(stays, runs=8, seed=1, parameters="prior", months=[5, 24]))
    ]
    assert paid[0] < paid[1]
