"""Why an outcome differs: flows that add up, known answers, and what cannot be told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.report import words
from analysis.statistics.attribution import (
    Experiment,
    explained,
    parts_of_drags,
    parts_of_product,
    sentences,
    why,
    whys,
    whys_apart,
)
from sim import load_scenario, simulate
from sim.model.outcomes import OUTCOMES

MONTH, RUNS = 18, 5
EVENTS = ("participation", "training_reach")  # whether something happened: flows say how likely it was
EXPLAINED = [outcome for outcome in OUTCOMES.values() if explained(outcome)]


@pytest.fixture(scope="module")
def cases():
    base = load_scenario("baseline").with_horizon(MONTH)
    pulled = {"L05": {"start": 0}, "L06": {"start": 0}, "L11": {"start": 0}, "L12": {"start": 0}}
    return base, base.with_levers(**pulled, L16={"start": 3})


@pytest.fixture(scope="module")
def tables(cases):
    base, then = cases
    return whys(Experiment(base), Experiment(then), EXPLAINED, MONTH, RUNS)


def test_the_differences_add_up_to_that_of_the_outcome_with_nothing_left_over(cases, tables):
    was, now = (
        simulate(each, RUNS, 1, parameters="accepted", months=[MONTH]).outcomes.mean(numeric_only=True)
        for each in cases
    )
    moved = set()
    for outcome in EXPLAINED:
        table, difference = tables[outcome.name], now[outcome.name] - was[outcome.name]
        assert table["difference"].sum() == pytest.approx(difference, rel=1e-9, abs=1e-12), outcome.name
        left = set(table["kind"]) & {"rest", "history"}
        assert left <= ({"rest"} if outcome.name in (*EVENTS, "funding") else set()), outcome.name
        moved |= {outcome.name} if abs(difference) > 1e-6 else set()
    hours = tables["workaround_hours"]  # a burden that hardly changes must not be counted by what it changes
    assert hours[["base", "then"]].abs().to_numpy().max() < 1_000
    assert {"cover_24_7", "care_coordination", "engagement", "awareness", "workaround_hours"} <= moved
    assert {"hub_engagement", "spoke_engagement", "funding", *EVENTS} <= moved


def test_what_a_flow_came_to_is_what_a_run_records(cases, tables):
    base, _ = cases
    recorded = simulate(
        base, RUNS, 1, parameters="accepted", months=range(MONTH + 1), flows=range(RUNS)
    ).flows
    mine = recorded[(recorded["stock"] == "engagement") & (recorded["flow"] == "workarounds")]
    per_run = mine.groupby("run")["amount"].sum() / mine["organisation"].nunique()
    (row,) = tables["engagement"].query("flow == 'workarounds'").to_dict("records")
    assert row["base"] == pytest.approx(per_run.mean(), rel=1e-12)
    assert (row["link"], row["hop"], row["kind"]) == ("C18", 1, "change")


def test_equal_cases_differ_by_exactly_nothing(cases):
    base, _ = cases
    for outcome in ("engagement", "cover_24_7"):
        table = why(Experiment(base), Experiment(base), OUTCOMES[outcome], MONTH, RUNS)
        assert (table[["difference", "interval_low", "interval_high"]] == 0.0).all(axis=None)
        assert "all its flows are the same" in sentences(table, OUTCOMES[outcome])[0]


def test_a_value_varied_from_the_start_shows_what_was_different_before(cases):
    base, _ = cases
    varied = Experiment(base, {"people.engagement_decay": 0.0001})
    table = why(Experiment(base), varied, OUTCOMES["engagement"], MONTH, RUNS)
    assert table["kind"].eq("history").sum() == 1
    mean = [
        simulate(base, RUNS, 1, parameters="accepted", months=[MONTH], varied=each).outcomes.mean()
        for each in ({}, {"people.engagement_decay": np.full(RUNS, 0.0001)})
    ]
    assert table["difference"].sum() == pytest.approx(mean[1]["engagement"] - mean[0]["engagement"], rel=1e-9)


def test_parts_of_a_product_are_fair_and_add_up():
    # from 1 x 2 to 3 x 5: the first brings (3 - 1) x (2 + 5) / 2, the second (5 - 2) x (1 + 3) / 2
    found = parts_of_product(np.array([[1.0], [2.0]]), np.array([[3.0], [5.0]]))
    assert found.tolist() == [[7.0], [6.0]]
    rng = np.random.default_rng(4)
    first, second = rng.random((2, 6, 3, 4))
    first[2, 0] = second[4, 1] = 0.0
    second[1] = first[1]
    found = parts_of_product(first, second)
    np.testing.assert_allclose(found.sum(axis=0), second.prod(axis=0) - first.prod(axis=0), atol=1e-15)
    assert (found[1] == 0.0).all()  # what did not change brings nothing


def test_parts_of_drags_are_in_proportion_to_their_changes_and_add_up():
    # from 1 / (1 + 1 + 2) to 1 / (1 + 0 + 1): each of the two drags was lowered by 1, and brings half of 1/4
    found = parts_of_drags(np.array([[1.0], [2.0]]), np.array([[0.0], [1.0]]))
    assert found.tolist() == [[0.125], [0.125]]
    rng = np.random.default_rng(4)
    first, second = 3.0 * rng.random((2, 6, 3, 4))
    second[1] = first[1]
    found = parts_of_drags(first, second)
    built = 1.0 / (1.0 + second.sum(axis=0)) - 1.0 / (1.0 + first.sum(axis=0))
    np.testing.assert_allclose(found.sum(axis=0), built, atol=1e-15)
    assert (found[1] == 0.0).all()  # what did not change brings nothing


def test_sentences_name_the_largest_flows_with_their_links_and_what_works_against(tables):
    (said,) = sentences(tables["engagement"], OUTCOMES["engagement"], base="baseline", then="what-if")
    first = tables["engagement"].iloc[0]
    assert first["flow"].replace("_", " ") in said
    assert said.startswith("Engagement is ")
    assert " with what-if than with baseline, mostly from " in said
    ends = [words.change(first[f"interval_{end}"], "share") for end in ("low", "high")]
    assert f"({' to '.join(ends)}" in said
    (said,) = sentences(tables["workaround_hours"], OUTCOMES["workaround_hours"], base="baseline")
    assert "hours a month lower than with baseline, the net over the months of unlinked records -" in said
    assert "; C17, interoperability -> workaround burden)" in said
    (said,) = sentences(tables["records_programme"], OUTCOMES["records_programme"])
    assert "lever shared-records" in said


def test_a_flow_that_prints_as_zero_is_not_named():
    flows = {"workarounds": 0.004, "time": -0.0004, "committed": 0.0003}
    table = pd.DataFrame(
        {"flow": list(flows), "link": "", "difference": list(flows.values())}
    )  # 0.4, -0.04 and 0.03 percentage points
    (said,) = sentences(table, OUTCOMES["engagement"], base="baseline")
    assert (
        said == "Engagement is 0.4 percentage points higher than with baseline, mostly from workarounds +0.4."
    )
    (said,) = sentences(table.assign(difference=-table["difference"]), OUTCOMES["engagement"])
    assert "against it" not in said


def test_large_flows_that_make_up_for_each_other_are_told_as_the_net():
    flows = {"flow": ["unlinked_records", "given_up"], "link": ["C17", ""], "kind": ["change", "change"]}
    hours = OUTCOMES["workaround_hours"]
    [text] = sentences(pd.DataFrame({**flows, "difference": [-103.8, 91.6]}), hours)
    assert "is 12.2 hours a month lower than with the base, the net over the months of" in text
    assert "unlinked records -103.8 (C17" in text
    assert text.endswith("; and of given up +91.6.")
    [text] = sentences(pd.DataFrame({**flows, "difference": [-103.8, 41.6]}), hours)
    assert ", mostly from unlinked records -103.8" in text
    assert "against it: given up +41.6" in text


def test_flows_of_two_pairs_are_set_apart_run_by_run(cases, tables):
    base, then = (Experiment(each) for each in cases)
    cover = [OUTCOMES["cover_24_7"]]
    apart = whys_apart((base, base), (base, then), cover, MONTH, RUNS)["cover_24_7"]
    alone = tables["cover_24_7"]
    columns = ["flow", "difference", "interval_low", "interval_high"]
    pd.testing.assert_frame_equal(apart[columns], alone[columns])
    none = whys_apart((base, then), (base, then), cover, MONTH, RUNS)["cover_24_7"]
    assert none[columns[1:]].eq(0.0).all(axis=None)
    assert none["base"].abs().max() > 0


def test_ratios_and_other_networks_are_not_explained(cases, tmp_path):
    from sim.inputs.skeleton import write_skeleton

    base, then = cases
    for name in ("equity_cover", "gini_access", "nurse_presence"):
        assert not explained(OUTCOMES[name])
    with pytest.raises(ValueError, match="no flows explain gini_cover"):
        why(Experiment(base), Experiment(then), OUTCOMES["gini_cover"], MONTH, RUNS)
    write_skeleton("tiny", tmp_path)
    other = load_scenario(str(tmp_path / "tiny" / "as-it-is.yaml"))
    with pytest.raises(ValueError, match="other members or localities"):
        why(Experiment(base), Experiment(other), OUTCOMES["engagement"], MONTH, RUNS)


def test_the_old_name_of_an_experiment_still_serves():
    from analysis.statistics import attribution

    with pytest.warns(DeprecationWarning, match="Asked is now .*Experiment"):
        assert attribution.Asked is Experiment
