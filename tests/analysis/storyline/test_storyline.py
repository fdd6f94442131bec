"""Three runs of a network, chosen by a rule: what is told of them happened, in as many runs as is said."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from analysis.cli import main
from analysis.storyline import analysis, text
from analysis.storyline.document import answer_of, document_of, storylines
from analysis.storyline.evaluate import histories, outcome_of
from sim import load_scenario
from sim.inputs.errors import WrongInput
from sim.model.outcomes import OUTCOMES
from sim.simulation import Result

RUNS = 40
BY = OUTCOMES["engagement"]


@pytest.fixture(scope="module")
def result() -> Result:
    return histories(load_scenario("shared-records").with_horizon(30), RUNS, seed=3)


@pytest.fixture(scope="module")
def found(result: Result) -> pd.DataFrame:
    return analysis.events(result)


@pytest.fixture(scope="module")
def told(result: Result) -> list[text.Storyline]:
    return storylines(result, BY)


# -- Which runs ----------------------------------------------------------------------------


def test_runs_differ_in_luck_alone(result: Result) -> None:
    assert result.outcomes["parameter_set"].nunique() == 1
    assert result.outcomes["luck"].nunique() == RUNS


@pytest.mark.parametrize("name", ["engagement", "rivalry"])
def test_runs_are_chosen_by_their_place_among_all(name: str, result: Result) -> None:
    outcome, later = OUTCOMES[name], result.outcomes[result.outcomes["month"] >= 0]
    means = later.groupby("run")[name].mean() * (1 if outcome.better == "higher" else -1)
    rows = analysis.chosen(result, outcome).set_index("which")
    worse = {which: int((means < means[run]).sum()) for which, run in rows["run"].items()}
    assert worse == {"usual": RUNS // 2, "lucky": RUNS * 9 // 10, "unlucky": RUNS // 10}


@pytest.mark.parametrize(
    ("name", "said"), [("engagment", "did you mean engagement"), ("expectations", "neither")]
)
def test_an_outcome_that_says_nothing_of_luck_is_refused(name: str, said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        outcome_of(name)
    assert said in str(refused.value) or "it is not said whether" in str(refused.value)


# -- What happened -------------------------------------------------------------------------


def test_the_coordinator_comes_and_goes_as_told(result: Result, found: pd.DataFrame) -> None:
    for run, frame in result.outcomes.groupby("run"):
        there = frame.set_index("month")["coordinator"] > 0.5
        changes = there[there.ne(there.shift()) & (there.index >= 0)]
        own = found[(found["run"] == run) & found["what"].isin(["coordinator", "no coordinator"])]
        assert dict(zip(own["month"], own["what"] == "coordinator", strict=True)) == changes.to_dict()


def test_leaders_and_records_add_up(result: Result, found: pd.DataFrame) -> None:
    members = len(result.scenario.network.organisations)
    ends = result.outcomes.set_index(["run", "month"])
    for more, less, outcome, times in (
        ("leader found", "leader left", "leaders", 1),
        ("records live", "records given up", "records_live", members),
    ):
        signed = found["amount"].where(found["what"] == more, -found["amount"])
        own = signed[found["what"].isin([more, less])].groupby(found["run"]).sum()
        moved = (ends[outcome].xs(30, level="month") - ends[outcome].xs(-1, level="month")) * times
        np.testing.assert_allclose(own.reindex(range(RUNS), fill_value=0.0), moved, atol=1e-6)


def test_members_that_drift_off_are_those_with_the_problem(result: Result, found: pd.DataFrame) -> None:
    assert result.problems is not None
    frame = result.problems[(result.problems["problem"] == "disengagement") & (result.problems["onset"] >= 0)]
    wanted = sorted(zip(frame["run"], frame["onset"], frame["organisation"], strict=True))
    own = found[found["what"] == "drifts off"]
    assert sorted(zip(own["run"], own["month"], own["about"], strict=True)) == wanted
    assert wanted


def test_shares_count_runs_and_not_events(found: pd.DataFrame) -> None:
    shares = analysis.how_often(found, RUNS)
    for (what, about), share in shares.items():
        own = found[(found["what"] == what) & (found["about"] == about)]
        assert share == own["run"].nunique() / RUNS <= 1


# -- What is told --------------------------------------------------------------------------


def test_what_is_undone_within_a_year_is_not_told() -> None:
    rows = [("drifts off", 1), ("is back", 3), ("drifts off", 5), ("leader left", 6)]
    own = pd.DataFrame([analysis.Event(0, month, what, "Here", 1.0) for what, month in rows])
    assert list(own.drop(index=list(text._undone(own)))["month"]) == [5, 6]
    assert list(own[1:].drop(index=list(text._undone(own[1:])))["month"]) == [6]


def test_years_are_all_the_months(result: Result) -> None:
    spells = text.years_told(result.scenario)
    assert [month for spell in spells for month in spell] == list(range(31))
    assert [len(each) for each in spells] == [12, 12, 7]


def test_every_event_has_words(found: pd.DataFrame) -> None:
    assert set(found["what"]) <= set(text.TOLD)
    assert {"no coordinator", "leader left", "drifts off", "records live"} <= set(found["what"])


def test_a_years_paragraph_says_what_happened_and_in_how_many_runs(told: list[text.Storyline]) -> None:
    for each in told:
        paragraphs = text.paragraphs(each)
        assert [paragraph[:6] for paragraph in paragraphs] == ["Year 1", "Year 2", "Year 3"]
        assert all("By its end: engagement" in paragraph for paragraph in paragraphs)
        own = each.events[each.events["what"] == "no coordinator"]
        for month in own["month"]:
            paragraph = paragraphs[min(2, month // 12)]
            share = 100 * each.shares["no coordinator", ""]
            assert "was left without a coordinator" in paragraph
            assert f"{share:.0f}% of runs" in paragraph


def test_the_document_says_the_rule_and_asks_to_be_judged(result: Result, told: list[text.Storyline]) -> None:
    document = document_of(told, result, BY)
    said = " ".join(sentence for block in document.blocks for sentence in block.sentences)  # type: ignore[union-attr]
    assert f"{RUNS} runs of one set of assumptions" in said
    assert "has it gone like this where you are" in said
    given = answer_of(told, result, BY)
    assert json.loads(json.dumps(given))["chosen"][0]["which"] == "usual"
    assert all(0 < row["share_of_runs"] <= 1 for each in given["storylines"] for row in each["events"])


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["storyline", "--runs", "10", "--horizon", "6"])
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("Usual (run", "Lucky (run", "Unlucky (run"))
