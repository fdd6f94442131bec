"""Onsets, the map of problems, a run's story and barriers removed, against answers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.cascade import evaluate, knockouts, onsets, problem_map, story, text
from analysis.cascade.knockouts import NONE, shapley
from analysis.runs.batch import parted
from analysis.statistics.barriers import BARRIERS
from sim import load_scenario, simulate
from sim.inputs.problems import load_problems
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES
from sim.model.problems import PROBLEM_COLUMNS

BASE = load_scenario("baseline").with_horizon(12)
NETWORK = BASE.network
MEMBERS = [each.name for each in NETWORK.organisations]
NAN = math.nan


def spells(*rows):
    """Spells of problems: run, organisation (number, -1 for the network), problem, onset, end."""
    problems = load_problems()
    names = ["", *MEMBERS]
    return pd.DataFrame(
        [
            (run, names[who + 1], what, problems[what].order, start, end)
            for run, who, what, start, end in rows
        ],
        columns=list(PROBLEM_COLUMNS),
    ).astype({"end": float})


def grid(*rows, runs=2, since=onsets.SINCE):
    return onsets.grid_of(spells(*rows), NETWORK, range(runs), 12, since)


def of(table, problem):
    return table.set_index("problem").loc[problem]


# -- onsets --------------------------------------------------------------------------------


def test_a_problem_is_there_before_begins_later_or_never_comes():
    found = onsets.onsets(
        grid(
            (0, -1, "weak-coordination", -24, NAN),
            (1, -1, "weak-coordination", 3, 6),
            (2, -1, "weak-coordination", 9, NAN),
            (0, 0, "disengagement", 5, 8),
            (0, 0, "disengagement", 10, NAN),
            runs=4,
        ),
        np.arange(4),
    )
    weak, disengaged = of(found, "weak-coordination"), of(found, "disengagement")
    assert (weak["there"], weak["begins"], weak["never"]) == (0.25, 0.5, 0.25)
    assert (weak["onset_median"], weak["holds"], weak["places"]) == (6.0, 0.5, 1)
    share = 1 / (4 * len(MEMBERS))
    assert (disengaged["begins"], disengaged["holds"]) == (pytest.approx(share), pytest.approx(share))
    assert (disengaged["onset_median"], disengaged["runs"]) == (5.0, 0.25)
    assert of(found, "workarounds")["never"] == 1.0
    assert math.isnan(of(found, "workarounds")["onset_median"])
    assert np.allclose(found[["there", "begins", "never"]].sum(axis=1), 1.0)
    assert len(found) == len(load_problems())


def test_what_began_before_the_month_told_was_there_and_what_ended_before_may_begin_again():
    table = grid(
        (0, -1, "weak-coordination", -5, NAN),
        (1, -1, "weak-coordination", -20, -10),
        (1, -1, "weak-coordination", 4, NAN),
        since=0,
    )
    found = of(onsets.onsets(table, np.arange(2)), "weak-coordination")
    assert (found["there"], found["begins"], found["onset_median"]) == (0.5, 0.5, 4.0)


def test_onsets_stand_in_the_order_in_which_half_of_the_places_had_them():
    rows = [(run, -1, "weak-coordination", 2, NAN) for run in range(2)]
    rows += [(run, -1, "slow-change", 8, NAN) for run in range(2)]
    rows += [(run, -1, "scarce-staff", -24, NAN) for run in range(2)]
    found = onsets.onsets(grid(*rows), np.arange(2))
    assert list(found["problem"][:3]) == ["scarce-staff", "weak-coordination", "slow-change"]


# -- the map -------------------------------------------------------------------------------


def carried(*rows):
    columns = ["run", "organisation", "from", "to", "onset", "link", "hop", "share"]
    return pd.DataFrame(rows, columns=columns).astype({"run": int, "share": float})


def test_an_edge_is_as_wide_as_the_onsets_it_brought_about_in_all_places():
    first, second = MEMBERS[:2]
    table = problem_map.links(
        carried(
            (0, first, "workarounds", "disengagement", 3, "C18", 1, 0.25),
            (0, first, NO_PROBLEM, "disengagement", 3, "", 0, 0.75),
            (1, second, "workarounds", "disengagement", 5, "C18", 1, 0.5),
            (1, second, NO_PROBLEM, "disengagement", 5, "", 0, 0.5),
            (1, "", "disengagement", "slow-change", 7, "C45", 1, 1.0),
            (1, "", "rivalry", "slow-change", -3, "C45", 1, 1.0),  # before the months told
        ),
        NETWORK,
        {0: 0, 1: 1, 2: 2},
        since=0,
    ).set_index(["from", "to"])
    edge = table.loc["workarounds", "disengagement"]
    assert edge["carried"] == pytest.approx(0.75 / (3 * len(MEMBERS)))
    assert edge["share"] == pytest.approx(0.375)
    assert (edge["link"], edge["onsets"], edge["runs"]) == ("C18", 2, pytest.approx(2 / 3))
    assert table.loc[NO_PROBLEM, "disengagement"]["share"] == pytest.approx(0.625)
    back = table.loc["disengagement", "slow-change"]
    assert back["returns"]
    assert not edge["returns"]
    assert back["carried"] == pytest.approx(1 / 3)
    assert "rivalry" not in table.index.get_level_values("from")


def test_the_drawing_leaves_little_out_and_says_how_much():
    rows = [(0, MEMBERS[0], "workarounds", "disengagement", 3, "C18", 1, 0.995)]
    rows += [(0, MEMBERS[0], "slow-change", "disengagement", 3, "C44", 5, 0.005)]
    table = problem_map.links(carried(*rows), NETWORK, {0: 0, 1: 1}, since=0)
    shown, left_out = problem_map.drawn(table)
    assert list(shown["link"]) == ["C18"]
    assert left_out == pytest.approx(0.005)
    nothing, none = problem_map.drawn(table[:0])
    assert (len(nothing), none) == (0, 0.0)


def test_a_chain_is_as_strong_as_its_weakest_step():
    def step(source, target, link, size):
        return {"from": source, "to": target, "link": link, "carried": size, "share": size}

    shown = pd.DataFrame(
        [
            step("unlinked-records", "obstacles-too-big", "C04", 0.5),
            step("scarce-staff", "obstacles-too-big", "C04", 0.01),
            step("obstacles-too-big", "disengagement", "C04", 0.1),
            step("underfunded-sector", "rivalry", "C07", 0.9),
            step("disengagement", "obstacles-too-big", "C45", 0.9),
            step("broad-definition", "training-misses-some", "C35", 0.99),
            step("training-misses-some", "left-behind", "C43", 0.005),
        ]
    )
    found = problem_map.chains(shown, 4)
    assert [[step.source for step in chain] for chain in found[:3]] == [
        ["unlinked-records", "obstacles-too-big"],
        ["scarce-staff", "obstacles-too-big"],
        ["broad-definition", "training-misses-some"],
    ]
    assert found[3][0].source == "underfunded-sector"  # of one step alone: last, however strong


# -- barriers removed ----------------------------------------------------------------------


def game(worth):
    """The worth of every set of barriers, in two runs, the second twice the first."""
    return {each: np.array([1.0, 2.0]) * worth(each) for each in knockouts.coalitions()}


def test_shapley_shares_of_a_game_worked_out_by_hand():
    # Money and staff are worth 12 together and nothing apart; records add 2 to whatever there is.
    values = game(lambda each: 12.0 * ({"money", "staff"} <= each) + 2.0 * ("records" in each))
    found = shapley(values, list(BARRIERS))
    assert {each: list(share) for each, share in found.items()} == {
        "money": [6.0, 12.0],
        "records": [2.0, 4.0],
        "standards": [0.0, 0.0],
        "staff": [6.0, 12.0],
    }


def test_the_glove_game_of_the_textbooks():
    players = ["left", "right", "other"]
    sets = knockouts.coalitions(players)
    worth = {each: np.array([float("left" in each and len(each) > 1)]) for each in sets}
    found = shapley(worth, players)
    assert [float(found[each][0]) for each in players] == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_shapley_shares_add_up_a_barrier_that_does_nothing_gets_nothing_and_equal_ones_get_the_same():
    rng = np.random.default_rng(7)
    draws = {size: rng.normal(size=50) for size in range(4)}
    # Three barriers alike: the worth depends on how many of them there are; standards change nothing.
    values = {each: draws[len(each - {"standards"})] for each in knockouts.coalitions()}
    found = shapley(values, list(BARRIERS))
    assert not found["standards"].any()
    np.testing.assert_array_equal(found["money"], found["records"])
    np.testing.assert_allclose(found["money"], found["staff"], atol=1e-12)
    np.testing.assert_allclose(sum(found.values()), draws[3] - draws[0], atol=1e-12)


def test_what_is_shared_out_and_what_lacks_anyway_make_up_all_that_lacks():
    values = game(lambda each: 0.1 + 0.05 * len(each) + 0.1 * ({"records", "staff"} <= each))
    unit, outcome = np.arange(2), OUTCOMES["cover_24_7"]
    table = knockouts.shares(values, unit, outcome).set_index("barrier")
    barriers = list(BARRIERS)
    assert table.loc[barriers, "shapley"].sum() == pytest.approx(table.loc["all", "shapley"], abs=1e-12)
    assert table.loc[barriers, "of_shortfall"].sum() == pytest.approx(1.0)
    assert table.loc[[*barriers, "anyway"], "of_gap"].sum() == pytest.approx(1.0)
    assert (table.loc["staff", "alone"], table.loc["staff", "last"]) == pytest.approx((0.075, 0.225))
    levels = knockouts.removals(values, unit, outcome).set_index("removed")
    assert levels.loc["records+staff", "gain"] == pytest.approx(1.5 * 0.2)
    assert len(levels) == 16


def test_nothing_to_share_out_is_no_share_and_no_nan_is_said():
    table = knockouts.shares(game(lambda each: 0.2), np.arange(2), OUTCOMES["cover_24_7"])
    levels = knockouts.removals(game(lambda each: 0.2), np.arange(2), OUTCOMES["cover_24_7"])
    shown = table.set_index("barrier")
    assert not shown.loc[list(BARRIERS), "shapley"].any()
    assert shown.loc[list(BARRIERS), "of_shortfall"].isna().all()
    said = " ".join(text.knockout_sentences(table, levels))
    assert "no clear difference" in said
    assert "nan" not in said


def said_of(values, outcome, unit):
    return " ".join(
        text.knockout_sentences(
            knockouts.shares(values, unit, outcome), knockouts.removals(values, unit, outcome)
        )
    )


def test_what_is_left_of_something_that_should_be_low_remains_above_the_best():
    said = said_of(game(lambda each: 4.0 - len(each) / 2), OUTCOMES["workaround_hours"], np.arange(2))
    assert "3.00 hours a month remain above the best possible: 50% of all that is above it as it is" in said
    assert said.endswith("which would have remained anyway.")
    assert "lacking" not in said
    said = said_of(game(lambda each: 0.1), OUTCOMES["cover_24_7"], np.arange(2))
    assert said.endswith("which would have been lacking anyway.")


def test_one_run_tells_no_difference_and_does_not_deny_one():
    outcome, one = OUTCOMES["cover_24_7"], np.zeros(1, np.int64)
    values = {each: worth[:1] for each, worth in game(lambda each: 0.1 + 0.05 * len(each)).items()}
    said = said_of(values, outcome, one)
    assert "(+20.0) in one run, which does not tell whether they make a difference" in said
    assert "no clear difference" not in said
    base = grid((0, -1, "weak-coordination", 2, NAN), runs=1, since=0)
    compared = knockouts.prevented(base, grid(runs=1, since=0), frozenset({"money"}), range(1))
    assert list(text.prevented_sentences(knockouts.no_longer(compared, {0: 0}))) == [
        "One run does not tell which problems cease to begin or to hold without a barrier."
    ]


@pytest.mark.parametrize(("name", "sign"), [("cover_24_7", -1.0), ("workaround_hours", 1.0)])
def test_an_outcome_gets_worse_only_by_a_difference_worth_having(name, sign):
    outcome, unit = OUTCOMES[name], np.arange(2)

    def said(size):
        values = {
            each: np.array([0.5, 0.5]) + sign * size * outcome.worthwhile * ("records" in each)
            for each in knockouts.coalitions()
        }
        levels = knockouts.removals(values, unit, outcome)
        nothing = pd.DataFrame({"removed": [], "brought": []})
        return list(text.unintended_sentences(nothing, levels))

    assert said(0.01) == []  # clearly not zero, and not worth a word
    assert said(-2.0) == []
    (worse,) = said(2.0)
    assert worse.startswith("Removing records alone makes ")
    assert " worse: " in worse
    assert "95 % Monte Carlo interval" in worse


@pytest.mark.parametrize(
    ("name", "best"),
    [("cover_24_7", 1.0), ("workaround_hours", 0.0), ("nurse_posts", None), ("gini_cover", 0.0)],
)
def test_what_is_lacking_anyway_is_known_where_there_is_a_best(name, best):
    assert knockouts.best_of(OUTCOMES[name]) == best


def test_barriers_are_removed_from_month_0_on_and_what_the_scenario_does_stays():
    def spells_of(scenario, barrier):
        (spell,) = knockouts.removed(scenario, frozenset({barrier})).levers["L05"]
        return spell.start, spell.end

    assert spells_of(BASE, "records") == (0, None)
    assert spells_of(BASE.with_levers(shared_records={"start": -6, "end": 4}), "records") == (-6, None)
    assert spells_of(BASE.with_levers(shared_records={"start": 6, "end": 9}), "records") == (0, None)
    weak = BASE.with_levers(shared_records={"start": -6, "strength": 0.5})
    first, then = knockouts.removed(weak, frozenset({"records"})).levers["L05"]
    assert (first.start, first.end, first.strength) == (-6, 0, 0.5)
    assert (then.start, then.end, then.strength) == (0, None, 1.0)
    whole = knockouts.removed(BASE.with_levers(champions={"start": 3}), frozenset(BARRIERS))
    assert whole.levers["L01"] == BASE.levers["L01"]
    assert len(whole.levers) == 7  # the coordinator, champions, and five against the four barriers
    assert knockouts.removed(BASE, NONE) is BASE


def test_removing_all_is_the_shipped_scenario_in_which_the_barriers_are_lifted():
    lifted = knockouts.removed(load_scenario("baseline"), frozenset(BARRIERS))
    assert lifted.digest() == load_scenario("barriers-lifted").digest()


def test_what_no_longer_happens_is_compared_place_by_place():
    base = grid(
        (0, -1, "weak-coordination", 2, NAN),
        (1, -1, "weak-coordination", 5, 9),
        (0, -1, "slow-change", -24, NAN),
        (0, -1, "scarce-staff", -24, NAN),
        since=0,
    )
    now = grid(
        (0, -1, "weak-coordination", 3, NAN),
        (1, -1, "slow-change", 4, NAN),
        (0, -1, "scarce-staff", -24, NAN),
        since=0,
    )
    per_run = knockouts.prevented(base, now, frozenset({"money"}), range(2))
    found = knockouts.no_longer(per_run, {0: 0, 1: 1}).set_index("problem")
    weak, slow = found.loc["weak-coordination"], found.loc["slow-change"]
    assert tuple(weak[["begins", "prevented", "brought"]]) == (1.0, 0.5, 0.0)
    assert tuple(slow[["begins", "prevented", "brought", "holds", "resolved"]]) == (0.0, 0.0, 0.5, 0.5, 0.5)
    assert tuple(found.loc["scarce-staff", ["holds", "resolved"]]) == (0.5, 0.0)
    assert set(found["removed"]) == {"money"}


# -- the story -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told():
    scenario = BASE.with_levers(shared_records={"start": 2, "end": 8}).with_shocks(
        {"month": 5, "coordinator-leaves": True},
        {"month": 6, "staff-lost": 0.25, "organisations": "spokes"},
    )
    result = simulate(scenario, [3], parameters="central", problems=True, cascade=[3])
    return result, story.story(result, 3)


def test_the_story_has_all_that_began_and_ended_in_order(told):
    result, table = told
    problems = result.problems
    later = problems[problems["onset"] > -24]
    over = problems[problems["end"].notna()]
    assert table["month"].is_monotonic_increasing
    begun, ended = (table[table["what"] == what] for what in ("begins", "ends"))
    assert len(begun) == len(later.groupby(["onset", "problem"]))
    assert len(ended) == len(over.groupby(["end", "problem"]))
    assert len(begun) > 0
    assert len(ended) > 0
    assert table["text"].str.endswith(".").all()
    assert "Month 6: 25% of the staff leave at once (spokes)." in set(table["text"])


def test_the_story_tells_what_is_done_and_what_befalls_the_network(told):
    said = "\n".join(told[1]["text"])
    assert "Month 2: the scenario begins: a shared record or viewer that every member can open (L05)." in said
    assert "Month 8: it ends: a shared record" in said
    assert "Month 5: the coordinator is made to leave." in said
    assert "is without a coordinator" in said
    assert "Month -12: a coordinator takes up the post." in said


def test_a_reason_is_the_problem_that_carried_most(told):
    result, table = told
    row = table[(table["what"] == "begins") & (table["link"] != "")].iloc[0]
    rows = result.cascade[
        (result.cascade["onset"] == row["month"]) & (result.cascade["to"] == row["problem"])
    ]
    by = rows[rows["from"] != NO_PROBLEM].groupby(["from", "link"])["share"].sum()
    assert (row["from"], row["link"]) == by.idxmax()
    assert row["share"] == pytest.approx(by.max() / rows["share"].sum())
    assert f"({row['link']}, {row['share']:.0%})" in row["text"]


def test_a_long_story_keeps_what_is_widest_and_counts_the_rest(told):
    table = told[1]
    always = int(table["what"].isin(story.ALWAYS).sum())
    sentences, left_out = story.widest(table, always + 2)
    assert (len(sentences), left_out) == (always + 2, len(table) - always - 2)
    assert sentences[-1].startswith("Month 12, where it ends")
    rest = table[~table["what"].isin(story.ALWAYS)]
    assert rest.loc[rest["places"].idxmax(), "text"] in sentences
    everything, nothing = story.widest(table, 10_000)
    assert (len(everything), nothing) == (len(table), 0)


def test_months_are_told_together_before_anything_is_left_out(told):
    result, table = told
    together = story.story(result, 3, 12)
    assert len(together) < len(table)
    most = len(together)
    sentences, left_out = story.sentences(result, 3, most)
    assert left_out == 0
    assert len(sentences) <= most
    assert any(text.startswith("Months ") for text in sentences)
    for problem in result.problems.loc[result.problems["onset"] > -24, "problem"].unique():
        assert any(story.clause(problem, "begins") in text for text in sentences), problem


def test_the_most_typical_run_is_nearest_to_the_medians():
    outcomes = pd.DataFrame({"run": [4, 5, 6, 7, 8], "a": [0.0, 1.0, 2.0, 3.0, 9.0], "b": [5.0] * 5})
    assert story.typical(outcomes, ["a", "b"]) == 6


def test_every_problem_has_clauses_of_its_own():
    assert set(story.clauses()) == set(load_problems())
    for problem, clauses in story.clauses().items():
        assert set(clauses) - {"widely"} == {"begins", "ends", "because", "thread"}, problem


def test_a_thread_of_many_organisations_is_not_told_of_one():
    for problem, clauses in story.clauses().items():
        many = clauses.get("widely", clauses["thread"])
        assert not {"this", "here", "its"} & set(many.split()), problem
        if load_problems()[problem].holder == "network":
            assert "widely" not in clauses, problem


# -- gathering -----------------------------------------------------------------------------


def test_the_tasks_cover_every_run_once(monkeypatch):
    monkeypatch.setattr(evaluate, "RUNS", 4)
    monkeypatch.setattr(evaluate, "REPLAYED", 3)
    monkeypatch.setattr(evaluate, "DETAILED", 7)
    experiment = evaluate.Experiment(BASE, 10)
    assert [list(runs) for _, runs in parted("x", 10, 4)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    names = [task.name for task in evaluate.tasks(experiment)]
    assert len(names) == len(set(names)) == 3 + 3 + 3 + 5 * 4
    assert experiment.replayed == 7
