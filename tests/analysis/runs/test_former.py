"""What version 0.1.0 let keep and tell of runs still does, with a warning."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from analysis import plan, sensitivity
from analysis.runs.batch import Tables
from sim import WrongInput, load_scenario

FEW = ("people.engagement_decay", "people.engaged_by_commitment")


class Store:
    """Keeps the first tables of each name."""

    def __init__(self) -> None:
        self.tables: dict[str, Tables] = {}

    def keep(self, name: str, make: Callable[[], Tables]) -> Tables:
        return self.tables.setdefault(name, make())


def test_a_sensitivity_is_kept_and_told_as_before() -> None:
    scenario = load_scenario("baseline").with_horizon(6)
    question = sensitivity.ask(scenario, method="morris", samples=4, factors=FEW, outcomes=["engagement"])
    store, parts = Store(), list[int]()
    with pytest.warns(DeprecationWarning, match="keep and tell are now evaluator") as warned:
        found = sensitivity.sensitivity(question, keep=store.keep, tell=parts.append, why=False)
    assert [each.filename for each in warned] == [__file__]
    assert sum(parts) == found.runs == question.design().runs
    pd.testing.assert_frame_equal(found.indices, sensitivity.sensitivity(question, why=False).indices)
    (name,) = store.tables
    store.tables[name] = {table: frame * 0 for table, frame in store.tables[name].items()}
    with pytest.warns(DeprecationWarning, match="keep"), pytest.raises(WrongInput, match="does not vary"):
        sensitivity.sensitivity(question, keep=store.keep, why=False)


def test_a_plan_is_kept_and_told_as_before() -> None:
    scenario = load_scenario("baseline").with_horizon(12)
    experiment, alone = plan.ask(scenario, 500_000, levers="outreach,obligation", runs=4, futures=4)
    store, counts = Store(), list[tuple[int, int]]()
    with pytest.warns(DeprecationWarning, match="keep and tell are now evaluator"):
        found = plan.plan(experiment, alone, keep=store.keep, tell=lambda *each: counts.append(each))
    assert store.tables
    assert all(done <= total for done, total in counts)
    table = plan.plan(experiment, alone).choice.table
    pd.testing.assert_frame_equal(found.choice.table, table)
