"""The gain of loops: what is counted, on paper, and what cutting one does in a whole network."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from analysis.report.terminal import console, print_document
from analysis.validation import loops
from analysis.validation.cases import CaseRuns
from analysis.validation.document import loops_document
from sim import load_scenario, simulate
from sim.inputs.loops import load_loops
from sim.model.outcomes import OUTCOMES

WORKLOAD = load_loops()["workload-and-turnover"]


def runs_with(outcome: str, first: int, course: list[float]) -> CaseRuns:
    """One run in which an outcome goes this way from a month on, and nothing else happens."""
    values = np.zeros((1, len(course), len(OUTCOMES)))
    values[0, :, list(OUTCOMES).index(outcome)] = course
    months = np.arange(first, first + len(course))
    return CaseRuns(load_scenario("baseline").network, months, values, None, {})


def test_a_push_that_halves_every_month_lasts_one_month() -> None:
    pushed = runs_with("workload", -1, [0.3, 0.3 + 0.2, *(0.3 + 0.2 * 0.5**n for n in range(1, 60))])
    unpushed = runs_with("workload", -1, [0.3] * 61)
    assert loops._lasts(WORKLOAD, pushed, unpushed)[0] == pytest.approx(1.0)
    # Nothing pushed, nothing told.
    assert np.isnan(loops._lasts(WORKLOAD, unpushed, unpushed)[0])


def test_the_gain_is_the_part_of_a_push_that_comes_back() -> None:
    # Without the loop 0.5 of a difference is left after a month; the loop gives 0.25 of it back.
    lasting = np.array([[1 / (1 - 0.25), 1.0], [np.nan, 1.0]])
    row = loops._gain("workload-and-turnover", WORKLOAD, lasting)
    assert row["sets"] == 1
    assert row["gain"] == pytest.approx(0.25)
    assert (row["low"], row["high"]) == pytest.approx((0.25, 0.25))
    assert np.isnan(loops._gain("workload-and-turnover", WORKLOAD, lasting[1:])["gain"])


def test_it_stays_where_half_the_gap_is_left_and_worth_having() -> None:
    # By month: the start, the study, 60 and 120. The third halves what is not worth having.
    gaps = np.array([[0.4, 0.2, 0.2, 0.1], [0.4, 0.2, 0.05, 0.0], [0.4, 0.04, 0.02, 0.02]])
    rows = {row["month"]: row for row in loops._stays("as it is", gaps)}
    assert rows[60]["stays"] == pytest.approx(1 / 3)
    assert rows[120]["stays"] == pytest.approx(1 / 3)
    assert rows[0]["gap"] == pytest.approx(0.2)
    assert np.isnan(rows[0]["stays"])


@pytest.fixture(scope="module")
def found() -> loops.Loops:
    return loops.measured_loops(load_scenario("baseline"), 24)


def test_a_push_fades_sooner_where_its_loop_is_cut(found: loops.Loops) -> None:
    gains = found.gains.set_index("loop")
    assert set(gains.index) == set(load_loops())
    assert (gains["sets"] >= 12).all()
    for name in ("workload-and-turnover", "benefit-and-engagement", "peers-and-engagement"):
        row = gains.loc[name]
        assert row["lasts"] > row["lasts_cut"], name
        assert 0 < row["gain"] < 1, name
        assert row["low"] <= row["gain"] <= row["high"], name


def test_a_low_start_is_a_low_start(found: loops.Loops) -> None:
    for _, of_model in found.starts.groupby("model"):
        gaps = of_model.set_index("month")["gap"]
        assert gaps[-24] > gaps[0] > gaps[60]
    assert found.starts["stays"].dropna().between(0, 1).all()


def test_a_loop_cut_lowers_what_a_push_does() -> None:
    """The dial works by degrees: the less of the loop, the sooner the loss of staff is made good."""
    base = load_scenario("baseline")
    pushed = base.with_shocks(WORKLOAD.shock)
    lasts = []
    for dial in (0, 0.5, 1):
        turned = (each.with_loops({"workload-and-turnover": dial}) for each in (pushed, base))
        runs = [CaseRuns.of(simulate(each, 24, months=range(37))) for each in turned]
        lasts.append(float(np.median(loops._lasts(WORKLOAD, *runs))))
    assert lasts == sorted(lasts)
    assert lasts[0] < lasts[2]


def test_the_answer_is_told_the_strongest_loop_first() -> None:
    gains = pd.DataFrame(
        [
            {"title": "Weak", "lasts": 5.0, "lasts_cut": 5.01, "gain": -0.002, "low": -0.1, "high": 0.0},
            {"title": "None", "lasts": None, "lasts_cut": None, "gain": None, "low": None, "high": None},
            {"title": "Strong", "lasts": 5.0, "lasts_cut": 4.0, "gain": 0.2, "low": 0.1, "high": 0.3},
        ]
    )
    starts = [
        {"model": model, "month": month, "gap": 0.1, "stays": stays}
        for model in loops.MODELS
        for month, stays in ((-24, None), (0, None), (60, 0.25), (120, 0.0))
    ]
    answer = {
        "scenario": "baseline",
        "title": "As studied",
        "runs": 9,
        "seed": 1,
        "parameters": "prior",
        "loops": gains.astype(object).where(gains.notna(), None).to_dict("records"),
        "starts": starts,
    }
    stream = io.StringIO()
    print_document(console(stream), loops_document(answer))
    shown = " ".join(stream.getvalue().split())
    assert shown.index("strong") < shown.index("weak")
    assert "weak 5.0 5.0 0.00 -0.10 to 0.00" in shown
    assert "none moves nothing" in shown
    assert "until month 60 in 25% of the parameter sets (all loops cut: 25%)" in shown
