"""An outcome of one's own, a function of the tidy frames, is compared and analysed as any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.plan.evaluate import Setting, simulated
from analysis.plan.objective import objective_of
from analysis.sensitivity import ask, sensitivity
from analysis.statistics.attribution import explained
from analysis.statistics.comparison import compare
from analysis.statistics.own_outcomes import OwnOutcome, own_outcome, with_outcomes
from sim import Result, Scenario, WrongInput, load_scenario, simulate
from sim.model.outcomes import OUTCOMES

HORIZON = 12


def least_engaged_hub(result: Result) -> pd.Series:
    """The engagement of the hub that is least engaged."""
    states = result.organisations
    assert states is not None
    found: pd.Series = states[states["role"] == "hub"].groupby(["run", "month"])["engagement"].min()
    return found


LEAST = own_outcome("least_engaged_hub", least_engaged_hub, worthwhile=0.01)
TWICE = own_outcome("twice", lambda result: 2 * result.outcomes["engagement"], worthwhile=0.02, unit="points")


@pytest.fixture(scope="module")
def results() -> list[Result]:
    base, then = (load_scenario(name).with_horizon(HORIZON) for name in ("baseline", "everything"))
    return [simulate(each, 8, months=[0, HORIZON], organisations=True, ties=True) for each in (base, then)]


def test_it_is_compared_as_any_other(results: list[Result]) -> None:
    found = compare(results[0], results[1:], outcomes=[LEAST, TWICE, OUTCOMES["engagement"]], discount=0)
    rows = found.differences.set_index("outcome")
    assert rows.loc["least_engaged_hub", "title"] == "Least engaged hub"
    was, now = (least_engaged_hub(each).xs(HORIZON, level="month") for each in results)
    assert rows.loc["least_engaged_hub", "difference"] == pytest.approx((now - was).mean())
    assert rows.loc["twice", "difference"] == pytest.approx(2 * rows.loc["engagement", "difference"])
    assert rows.loc["twice", "verdict"] == rows.loc["engagement", "verdict"]
    assert "twice" not in results[0].outcomes
    assert not explained(LEAST)


def test_sensitivity_asks_about_it(results: list[Result]) -> None:
    base: Scenario = results[0].scenario
    factors = ("people.engagement_decay", "people.engaged_by_commitment")
    question = ask(
        base,
        outcomes=[TWICE, "engagement", LEAST],
        months=HORIZON,
        factors=factors,
        method="morris",
        samples=2,
    )
    found = sensitivity(question, why=False)
    main = {name: found.main(name).set_index("factor")["value"] for name in ("twice", "engagement")}
    np.testing.assert_allclose(main["twice"], 2 * main["engagement"].loc[main["twice"].index])
    assert len(found.main("least_engaged_hub")) == 3
    assert [each.name for each in ask(base, outcomes=LEAST).outcomes] == ["least_engaged_hub"]


def test_a_plan_takes_it_for_its_objective(results: list[Result]) -> None:
    setting = Setting(1, "prior", (TWICE.name, "engagement"), own=TWICE)
    scenarios = [each.scenario for each in results]
    _, values, _ = simulated(scenarios, range(2), setting, [0, HORIZON], setting.outcomes)
    assert values.shape == (2, 2, 2, 2)
    np.testing.assert_array_equal(values[..., 0], 2 * values[..., 1])
    assert objective_of(LEAST, scenarios[0].network) is LEAST


def nothing(result: Result) -> pd.Series:
    """A Series of other months."""
    return least_engaged_hub(result).iloc[:0]


WRONG: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a number": (lambda result: 0.5, r"its function gives float of shape \(\); give a Series indexed by run"),
    "words": (lambda result: ["much"] * 16, "its function gives list of shape"),
    "too few": (lambda result: np.zeros(3), r"its function gives ndarray of shape \(3,\)"),
    "no number": (nothing, "its function gives no number for run 0 in month 0"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_outcome_is_refused(what: str, results: list[Result]) -> None:
    function, said = WRONG[what]
    with pytest.raises(WrongInput, match=f"^outcome mine: {said}"):
        with_outcomes(results[0], [own_outcome("mine", function, worthwhile=0.1)])


@pytest.mark.parametrize("name", ["engagement", "", "my own", 3])
def test_a_name_that_cannot_be_is_refused(name: Any) -> None:
    with pytest.raises(WrongInput, match=r"^own outcome: .* cannot be the name of an outcome of your own; "):
        own_outcome(name, least_engaged_hub, worthwhile=0.1)


def test_it_is_an_outcome() -> None:
    assert isinstance(LEAST, OwnOutcome)
    assert (LEAST.title, LEAST.unit, LEAST.better) == ("Least engaged hub", "share", "higher")
