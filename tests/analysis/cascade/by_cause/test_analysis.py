"""Measures, steps and what comes back, of a few problems written down by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.cascade.by_cause import analysis, text
from analysis.cascade.by_cause.evaluate import Apart, Experiment
from analysis.cascade.by_cause.names import ends_of, step_ends
from analysis.cascade.by_cause.pair import poked
from analysis.cascade.by_cause.trace import COLUMNS
from analysis.statistics.brought_about import COLUMNS as EVENTS
from sim import load_scenario

NAN = float("nan")
HOSPICE, NURSES = "Lanternwood Children's Hospice", "Castlewick and Wetherham Children's Nurses"
TIE = f"{HOSPICE} - {NURSES}"
# Run 0: records, then workarounds, then disengagement next door, then scarce training; run 2: one alone.
ROWS = [
    (0, "begins", "unlinked-records", 1, HOSPICE, "", 12, NAN, 24.0),
    (0, "begins", "workarounds", 2, HOSPICE, "", 12, 30.0, 24.0),
    (0, "stays", "disengagement", 3, NURSES, "", 20, NAN, NAN),
    (0, "begins", "scarce-training", 1, "", "", 30, NAN, NAN),
    (2, "begins", "weak-coordination", 2, "", "Wetherham", 14, NAN, NAN),
]
BEHIND = [
    ("", "", "", "", NAN, "", "", "records_down", 1),
    ("unlinked-records", "begins", HOSPICE, "", 12.0, "C17", "", "", 2),
    ("workarounds", "begins", HOSPICE, "", 12.0, "C18", TIE, "engagement > news", 3),
    ("disengagement", "stays", NURSES, "", 20.0, "C45", "", "progress", 4),
    ("", "", "", "", NAN, "C15", TIE, "records_down > tie_linked", 1),
]


@pytest.fixture
def apart():
    events = pd.DataFrame(ROWS, columns=list(EVENTS))
    traced = pd.concat([events, pd.DataFrame(BEHIND, columns=list(COLUMNS))], axis=1)
    runs = pd.DataFrame({"run": range(4), "parameter_set": range(4), "luck": range(4)})
    return Apart(runs, events, events.iloc[:0], traced, followed=4)


@pytest.fixture
def found(apart):
    pair = poked(load_scenario("baseline"), f"records-down=12@12:{HOSPICE}")
    return analysis.by_cause_of(apart, Experiment(pair, "baseline", 4))


def test_measures(apart):
    table = analysis.measures(apart, month=12).set_index("measure")
    mean = table["mean"].to_dict()
    assert mean == pytest.approx(
        {
            "nothing": 0.5,
            "onsets": 1.0,
            "stays": 0.25,
            "kept_away": 0.0,
            "organisations": 0.5,
            "localities": 0.25,
            "lasting": np.mean([1 / 3, 1.0]),
            "never": np.mean([2 / 3, 1.0]),
            "deepest": 2.0,
            "after": np.mean([0.0, 2.0]),
            "hops": 2.5,
            "further": np.mean([3 / 4, 0.0]),
            "back": 0.5,
        }
    )
    assert table.loc["hops", "runs"] == 2


def test_it_comes_back_where_a_fault_in_the_setting_hangs_on_the_work_or_on_members(apart):
    assert list(analysis.comes_back(apart.traced)["problem"]) == ["scarce-training"]
    # A fault in the setting that another fault in the setting leads to has not been through the work.
    straight = apart.traced.iloc[[0, 3]].assign(
        because=["", "unlinked-records"], because_how=["", "begins"], because_organisation=["", HOSPICE],
        because_month=[NAN, 12.0],
    )  # fmt: skip
    assert analysis.comes_back(straight).empty


def test_steps_and_ties_are_counted_by_runs(apart):
    table = analysis.steps(apart)
    assert set(table["runs"]) == {0.25}
    assert table["along_ties"].sum() == 2.0
    last = table[table["problem"] == "disengagement"].iloc[0]
    assert (last["because"], last["link"], last["months"]) == ("workarounds", "C18", 8.0)
    (tie,) = analysis.ties(apart).to_dict("records")
    assert (tie["tie"], tie["runs"], tie["number"]) == (TIE, 0.5, 2)


def test_nothing_at_all(apart):
    none = Apart(
        apart.runs, *(each.iloc[:0] for each in (apart.brought_about, apart.kept_away, apart.traced)), 4
    )
    table = analysis.measures(none, month=12).set_index("measure")
    assert table.loc["nothing", "mean"] == 1.0
    assert np.isnan(table.loc["after", "mean"])
    assert analysis.typical(none.traced) == -1
    assert analysis.problems(none).empty
    assert analysis.steps(none).empty


def test_the_chain_is_told_with_its_links_and_findings(found):
    assert found.run in (0, 2)
    whole = analysis.by_cause_of(found.apart, found.experiment, run=0)
    first, second, third, last = text.chain(whole)
    assert first.startswith(
        f"Month 12, {HOSPICE}: staff can no longer see the records of other places (otherwise"
    )
    assert first.endswith("From the thing itself, through records down.")
    assert "(otherwise in month 30). From record systems that nothing links there" in second
    assert second.endswith("(C17; F77, F114).")
    assert third.startswith(f"Month 20, {NURSES}: disengagement: this stays, and would be over.")
    assert f"along the tie of {HOSPICE} and {NURSES} (C18; F114)" in third
    assert "From disengagement" in last
    (nothing,) = text.chain(analysis.by_cause_of(found.apart, found.experiment, run=1))
    assert nothing == "Nothing came of it in run 1."


def test_names(found):
    assert ends_of(TIE, found.experiment.pair.one.network) == (HOSPICE, NURSES)
    row = {
        "because": "weak-coordination",
        "because_how": "begins",
        "problem": "weak-coordination",
        "how": "stays",
    }
    assert step_ends(row)[1].endswith("(stays) over the region")
    assert step_ends({**row, "because": ""})[0] == "the thing itself"
