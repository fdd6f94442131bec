"""Sensitivity of the model itself: what does nothing scores nothing, what cannot be answered is refused."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.sensitivity import Experiment, ask, convergence, evaluate, sensitivity, text
from analysis.sensitivity.evaluate import outcomes_of
from analysis.sensitivity.factor_choice import choose, groups_of
from analysis.sensitivity.factors import DUMMY, LUCK, parameter_factors
from analysis.sensitivity.methods import METHODS
from sim import Scenario, WrongInput, load_scenario, simulate
from sim.inputs import all_parameters

MATTERS = ("people.engagement_decay", "people.engaged_by_commitment")
INERT = ("levers.champions.cost_yearly", "levers.obligation.cost_yearly")
HORIZON = 6


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline").with_horizon(HORIZON)


def asked(scenario: Scenario, method: str, **given: Any) -> Experiment:
    few = {"sobol": 16, "morris": 12, "dgsm": 8, "fast": 65, "hdmr": 600, "ff": 4}
    options = {
        "factors": (*MATTERS, *INERT),
        "samples": few.get(method, 256),
        "outcomes": ["engagement"],
        **given,
    }
    return ask(scenario, method=method, **options)


def rows_of(found: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    return found[found["factor"].isin(names)]


@pytest.mark.parametrize("method", ["sobol", "morris", "dgsm"])
def test_what_the_scenario_does_not_use_scores_exactly_zero(baseline: Scenario, method: str):
    found = sensitivity(asked(baseline, method), why=False)
    inert = rows_of(found.indices, INERT)
    assert len(inert) >= len(INERT) * 2
    assert (inert["value"] == 0).all()
    assert (inert["error"].dropna() == 0).all()
    assert (found.main("engagement").head(2)["value"] > 0).all()
    if method != "dgsm":
        assert LUCK in set(found.indices["factor"])


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"sobol", "morris", "dgsm", "delta"}))
def test_elsewhere_it_scores_no_more_than_a_dummy(baseline: Scenario, method: str):
    found = sensitivity(asked(baseline, method), why=False)
    main = found.main("engagement").set_index("factor")
    dummy = main.loc[DUMMY]
    assert np.isfinite(main["error"]).all()
    for name in INERT:
        inert = main.loc[name]
        slack = abs(float(inert["error"])) + abs(float(dummy["error"]))
        assert abs(float(inert["value"])) <= abs(float(dummy["value"])) + slack
    assert next(name for name in main.index if name != LUCK) in MATTERS


def test_a_run_without_a_number_is_refused_by_its_number(baseline: Scenario, monkeypatch: pytest.MonkeyPatch):
    def failing(*given: Any, **options: Any) -> Any:
        result = simulate(*given, **options)
        result.outcomes.loc[result.outcomes["run"] == 13, "engagement"] = np.nan
        return result

    monkeypatch.setattr(evaluate, "simulate", failing)
    with pytest.raises(WrongInput) as refused:
        sensitivity(asked(baseline, "sobol"), why=False)
    assert str(refused.value).startswith(
        f"--outcomes: run 13 of baseline has no number for engagement at month {HORIZON}; ask for other"
    )


def test_an_outcome_that_does_not_vary_is_refused(baseline: Scenario):
    still = f"--outcomes: engagement does not vary at month {HORIZON}, whatever is varied; ask for another"
    with pytest.raises(WrongInput, match=still):
        sensitivity(asked(baseline, "dgsm", factors=INERT), why=False)


def test_a_scenario_is_not_asked_against_itself(baseline: Scenario):
    with pytest.raises(WrongInput, match="--against: baseline is the scenario itself"):
        asked(baseline, "morris", against=load_scenario("baseline").with_horizon(HORIZON))


def test_a_month_in_which_nothing_varies_is_left_out_and_said(baseline: Scenario):
    lever = baseline.with_levers(L10={"start": 0})
    question = ask(
        lever, baseline, method="morris", outcomes=["engagement"], months=[0, HORIZON], samples=4,
        factors=["levers.champions.*"],
    )  # fmt: skip
    found = sensitivity(question, why=False)
    assert set(found.indices["month"]) == {HORIZON}
    assert found.notes == ("Engagement does not vary at month 0; no index is given.",)


def test_differences_are_paired(baseline: Scenario):
    lever = baseline.with_levers(L10={"start": 0})
    both = asked(lever, "morris", against=baseline, samples=3)
    design = both.design()
    apart = [replace(both, scenario=each, against=None) for each in (lever, baseline)]
    first, second = (outcomes_of(each, design, "rows") for each in apart)
    np.testing.assert_array_equal(outcomes_of(both, design, "rows"), first - second)


def test_chunks_make_no_difference(baseline: Scenario, monkeypatch: pytest.MonkeyPatch):
    question = asked(baseline, "dgsm", samples=2)
    whole = outcomes_of(question, question.design(), "rows")
    monkeypatch.setattr(evaluate, "RUNS_IN_A_CHUNK", 24)
    np.testing.assert_array_equal(outcomes_of(question, question.design(), "rows"), whole)


def test_rows_are_what_simulate_gives_for_their_values(baseline: Scenario):
    question = asked(baseline, "sobol", samples=2, factors=["people.engagement_decay", "C18"])
    design = question.design()
    y = outcomes_of(question, design, "rows")
    points = design.points()
    assert design.lucks is not None
    decay = all_parameters()["people.engagement_decay"]
    one = simulate(
        baseline.with_parameters({decay.name: question.factors[0].at(points[3:4, 0]).item()}).with_links(
            {"C18": float(points[3, 1])}
        ),
        1, question.seed, parameters="central", varied={"luck": design.lucks[3:4]}, months=[HORIZON],
    )  # fmt: skip
    assert one.outcomes["engagement"].item() == y[3, 0, 0]


@pytest.mark.parametrize("second_order", [False, True])
def test_a_screening_keeps_what_matters(baseline: Scenario, second_order: bool):
    question = asked(baseline, "sobol", keep=2, second_order=second_order, samples=8)
    found = sensitivity(question, why=False)
    assert [each.name for each in found.question.factors if each.name != LUCK] == sorted(
        MATTERS, key=list(all_parameters()).index
    )
    assert set(found.screening["factor"]) == {*MATTERS, *INERT, LUCK}
    assert ("S2" in set(found.indices["index"])) is second_order


def test_groups_have_indices_of_their_own(baseline: Scenario):
    question = asked(baseline, "sobol", groups=["mine=people.*", "unused=levers"])
    found = sensitivity(question, why=False)
    main = found.main("engagement").set_index("factor")["value"]
    assert set(main.index) == {"mine", "unused", LUCK}
    assert main["unused"] == 0
    assert main["mine"] > 0


def test_links_and_levers_are_factors_too():
    scenario = load_scenario("champions").with_horizon(HORIZON)
    question = asked(scenario, "morris", factors=["C18", "champions", "people.engagement_decay"], samples=6)
    assert {each.kind for each in question.factors} == {"parameter", "link", "lever", "chance"}
    found = sensitivity(question, why=False)
    assert (found.main("engagement").set_index("factor").loc[["C18", "L10"], "value"] > 0).all()


def test_why_follows_the_flows_that_a_factor_moves(baseline: Scenario):
    found = sensitivity(asked(baseline, "morris", samples=4))
    reason = next(each for each in found.reasons if each.factor == "people.engagement_decay")
    assert reason.flows["difference"].abs().idxmax() == 0
    assert "C46" in reason.sentences[0]  # the link that decay carries
    assert {each.factor for each in found.reasons} >= set(MATTERS)


@pytest.mark.alone
def test_all_parameters_take_less_than_two_minutes():
    """First and total order with 1,024 base points: 353,280 runs, on two cores that do nothing else."""
    scenario = load_scenario("baseline")
    begun = time.perf_counter()
    question = ask(scenario, factors=["parameters"], samples=1024, outcomes=["cover_24_7"], workers=2)
    found = sensitivity(question)
    assert time.perf_counter() - begun < 120
    assert found.runs == 1024 * (len(question.factors) + 2)
    unused = found.indices[found.indices["factor"].str.startswith("levers.champions.")]
    assert len(unused) > 0
    assert (unused["value"] == 0).all()


# -- Whether the sample was enough ---------------------------------------------------------


def test_a_larger_sample_is_judged_better(baseline: Scenario):
    verdicts = []
    for samples in (16, 512):
        found = sensitivity(asked(baseline, "sobol", factors=MATTERS, samples=samples), why=False)
        verdicts.append(
            convergence.verdict_of(found.question, "engagement", found.main("engagement"), found.convergence)
        )
    few, many = verdicts
    assert few.widest > many.widest
    assert not few.enough
    assert many.ordered
    assert list(dict.fromkeys(found.convergence["samples"])) == [32, 64, 128, 256, 512]


def test_a_factor_is_told_from_nothing_by_more_than_both_intervals(baseline: Scenario):
    def main(*rows: tuple[str, float, float]) -> pd.DataFrame:
        return pd.DataFrame(rows, columns=["factor", "value", "error"])

    def found(table: pd.DataFrame, method: str) -> convergence.Verdict:
        grown = table[["factor", "value"]].assign(samples=256)
        return convergence.verdict_of(asked(baseline, method), "engagement", table, grown)

    three = (("clear", -0.5, 0.1), ("a little above", 0.15, 0.1), ("next to it", 0.3, 0.15))
    assert found(main(*three, (DUMMY, 0.1, 0.1)), "delta").told_apart == 1
    assert found(main(*three, ("inert", 0.0, 0.0)), "morris").told_apart == 3


def test_the_others_are_not_said_to_do_nothing(baseline: Scenario):
    answer = sensitivity(asked(baseline, "rbd-fast"), why=False)
    main = answer.main("engagement")
    verdict = convergence.verdict_of(answer.question, "engagement", main, answer.convergence)
    said = text.dummy_sentence(answer, verdict)
    assert f"{verdict.told_apart} of 5 factors score more by more than both their intervals" in said
    assert "of the others this sample does not tell whether they do anything" in said


# -- Factors -------------------------------------------------------------------------------


def test_accepted_ranges_lie_within_the_priors_and_move_what_is_informed():
    prior, accepted = parameter_factors("prior"), parameter_factors("accepted")
    moved = [name for name, each in accepted.items() if each.quantiles]
    assert 0 < len(moved) < len(accepted)
    for name in moved:
        low, high = prior[name].range
        assert low <= accepted[name].range[0] <= accepted[name].range[1] <= high


def test_what_a_scenario_fixes_is_varied_only_where_it_is_named(baseline: Scenario):
    fixed = baseline.with_parameters({"people.engagement_decay": 0.05})
    assert "people.engagement_decay" in {each.name for each in choose(["people"], [baseline], "prior")}
    assert "people.engagement_decay" not in {each.name for each in choose(["people"], [fixed], "prior")}
    assert [each.name for each in choose(["people.engagement_decay"], [fixed], "prior")] == [
        "people.engagement_decay"
    ]


def test_used_leaves_out_what_nothing_pulls(baseline: Scenario):
    names = {each.name for each in choose(["used"], [baseline], "prior")}
    assert not any(name in names for name in INERT)
    assert "levers.coordinator.cost_yearly" in names
    every = {each.name for each in choose(["parameters"], [baseline], "prior")}
    assert every == {name for name, each in all_parameters().items() if each.low < each.high}


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("people.engagement_decai", "did you mean people.engagement_decay?"),
        ("shared-record", "did you mean shared-records?"),
        ("zz.*", "nothing is called 'zz.*'; see: mcn list parameters"),
    ],
)
def test_an_unknown_factor_is_told_what_was_meant(baseline: Scenario, word: str, line: str):
    with pytest.raises(WrongInput) as refused:
        choose([word], [baseline], "prior")
    assert str(refused.value).endswith(line)


@pytest.mark.parametrize(
    ("groups", "line"),
    [
        (
            ["a=people.*", "b=people.engagement_*"],
            "'b' and 'a' overlap: both hold people.engagement_decay; put each",
        ),
        (["a=people.*", "a=C18"], "'a' is a name already; give each group a name of its own"),
        (["nothing=culture"], "'nothing' holds none of the factors that are varied; name some"),
        (["people"], "'people' is no group; write dimension, kind, or NAME=people"),
    ],
)
def test_groups_that_cannot_be_are_refused(baseline: Scenario, groups: list[str], line: str):
    factors = choose([*MATTERS, "C18"], [baseline], "prior")
    with pytest.raises(WrongInput) as refused:
        groups_of(groups, factors)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


def test_one_thing_is_a_list_of_one(baseline: Scenario) -> None:
    question = ask(baseline, outcomes="engagement", months=HORIZON, factors="people", samples=np.int64(8))
    assert ([each.name for each in question.outcomes], question.months) == (["engagement"], (HORIZON,))
    assert {each.name.partition(".")[0] for each in question.factors} == {"people", "luck"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"scenario": "baseline"}, "scenario: 'baseline' is no scenario; load it with load_scenario"),
        ({"against": "baseline"}, "against: 'baseline' is no scenario; load it with load_scenario"),
        ({"outcomes": ["engagment"]}, "outcomes: there is no outcome 'engagment'; did you mean engagement?"),
        ({"samples": 16.0}, "samples: 16.0 is not a whole number from 1 to 65536"),
        ({"seed": -1}, "seed: -1 is not a whole number from 0 to 4294967295"),
        ({"workers": 0}, "workers: 0 is not a whole number from 1 to 1000"),
        ({"months": 99}, "--months: there is no month 99; name months from 0 to "),
        ({"parameters": "posterior"}, "parameters: 'posterior' is not known; write 'prior', "),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(
    given: dict[str, Any], said: str, baseline: Scenario
) -> None:
    with pytest.raises(WrongInput) as caught:
        ask(**{"scenario": baseline, **given})
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
