"""The sentences: what got worse first, the doubt said, no price where nothing worth having is gained."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis.compare import text
from analysis.compare.document import document_of
from analysis.report import terminal, words
from analysis.statistics.comparison import compare
from analysis.statistics.verdicts import worsened


@pytest.fixture
def comparison(three, outcomes):
    return compare(three[0], three[1:], outcomes=outcomes.values())


def test_what_got_worse_is_named_first_with_its_band(comparison):
    worse, changes, unclear, saved, cost, discounted = text.answer(comparison, "fund-coordinator")
    assert re.search(r"for 24/7 cover that is as sure as [\d,]+ times the runs without\.$", saved)
    assert worse.startswith("Worse: workarounds +2.39 hours")
    assert "worse in 100 %, better in 0 % of 60 parameter sets" in worse
    assert ", 5-95 % +" in worse
    assert changes.startswith("Better: governance formality +")
    assert "better in 100 %, worse in 0 % of 60 parameter sets" in changes
    assert "(median +" in changes
    assert unclear.startswith("No difference worth having in ")
    assert cost.startswith("It costs £33")
    assert discounted.startswith("Discounted at 3.5 % a year that is £3")


def test_what_gets_worse_is_told_though_it_is_not_printed(comparison, outcomes):
    rows = comparison.differences
    shown = replace(comparison, differences=rows[rows["outcome"] == "governance"])
    assert text.answer(shown, "fund-coordinator")[0].startswith("Worse: workarounds +2.39 hours")


def test_what_gets_worse_for_some_is_told_though_the_mean_gains(comparison):
    rows = comparison.differences[comparison.differences["scenario"] == "shared-records"]
    row = {"by": "kind", "group": "school", "members": 2, "verdict": "worse", "difference": -0.05}
    members = rows[rows["outcome"] == "engagement"].assign(**row)
    found = replace(
        comparison,
        unintended=worsened(comparison.differences, members),
        looked_at={"outcomes": 15, "kinds": 4, "localities": 6},
    )
    said = text.gets_worse(found, "shared-records")
    assert len(said) == 1
    assert said[0].startswith(
        "No outcome of the whole network gets worse, but for some: engagement of members of the kind school -"
    )
    untold = replace(found, unclear={"shared-records": 7})
    doubt = f"For 7 differences {found.runs} runs are too few to tell."
    assert text.gets_worse(untold, "shared-records") == [*said, doubt]

    none = replace(found, unintended=worsened(comparison.differences))
    assert text.gets_worse(none, "shared-records") == [
        "None of 15 outcomes, 4 kinds of members and 6 localities gets worse by a difference worth having."
    ]


def test_where_nothing_got_worse_that_is_said(comparison):
    worse, better, *_ = text.answer(comparison, "shared-records")
    assert worse == "None of 15 outcomes gets worse by a difference worth having."
    assert better.startswith("Better: ")


def test_a_child_covered_has_a_price_only_where_the_gain_is_worth_having(comparison):
    assert "too few more children" in text.answer(comparison, "fund-coordinator")[-1]
    *_, cost, price = text.answer(comparison, "shared-records")
    assert "for each extra child covered round the clock" in price
    assert (cost.count("5-95 %"), price.count("5-95 %")) == (1, 1)
    assert "£0 once and £" in cost


def test_equal_scenarios_in_words(make_result, outcomes):
    same = compare(make_result("a"), [make_result("b")], outcomes=outcomes.values())
    assert text.answer(same, "b") == [
        "None of 15 outcomes gets worse by a difference worth having.",
        "Nothing is clearly better or worse.",
        "No difference worth having in 16 of 16 outcomes.",
        "It costs the same as “A” over months 0 to 60.",
    ]
    assert text.headline(same) == "No clear difference from “A” at month 60"


def test_too_few_runs_are_said_with_how_many_would_do(make_result, outcomes):
    pair = [make_result("a", runs=4), make_result("b", {"engagement": 0.43}, runs=4, seed=1)]
    found = compare(pair[0], pair[1:], outcomes=[outcomes["engagement"]])
    # a difference 0.012 above the worthwhile one, known to 0.02: (0.02 / 0.012) squared times as many runs
    row = {"verdict": "too few runs to tell", "difference": 0.032, "worthwhile": 0.02}
    row |= {"interval_low": 0.012, "interval_high": 0.052, "title": "Engagement"}
    rows = pd.DataFrame([{**found.differences.iloc[0].to_dict(), **row}])
    said = text.answer(replace(found, differences=rows), "b")[2]
    assert said == "Too few runs to tell for engagement (--runs 20 would probably do)."
    assert text.more_runs(rows.assign(difference=0.02), 4) is None


@pytest.mark.parametrize(
    ("amount", "unit", "level", "change"),
    [
        (0.1234, "share", "12.3%", "+12.3"),
        (-0.0004, "share", "0.0%", "0.0"),
        (0.6789, "ratio", "0.68", "+0.68"),
        (-12.34, "hours a month", "-12.3", "-12.3"),
        (70000.0, "GBP a year", "70,000", "+70,000"),
        (float("nan"), "share", "not defined", "not defined"),
    ],
)
def test_numbers_as_written(amount, unit, level, change):
    assert words.value(amount, unit) == level
    assert words.change(amount, unit) == change


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (358912.0, "£359,000"),
        (-1249.0, "-£1,250"),
        (3.456, "£3.46"),
        (1e-12, "£0"),
        (float("inf"), "not defined"),
    ],
)
def test_money_as_written(amount, written):
    assert words.pounds(amount) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (999_400, "£999,000"),
        (999_900, "£1.00m"),
        (1_443_000, "£1.44m"),
        (9_990_000, "£9.99m"),
        (12_345_678, "£12.3m"),
        (-123_456_789, "-£123m"),
        (1.25e9, "£1.25bn"),
        (1e13, "£10,000bn"),
    ],
)
def test_large_sums_take_little_room(amount, written):
    assert words.pounds(amount) == written


def test_no_sum_is_folded_in_a_table(comparison):
    out = io.StringIO()
    terminal.print_document(terminal.console(out), document_of(comparison, [], "", []))
    for row in comparison.costs.to_dict("records"):
        assert words.pounds(row["base_mean"]) in out.getvalue().split()
        assert words.pounds(row["discounted"], signed=True) in out.getvalue().split()
        assert words.pounds(row["difference"], signed=True) in out.getvalue().split()


def test_reasons_end_in_the_command_that_tells_them_apart(comparison):
    flows = pd.DataFrame({"scenario": "shared-records", "outcome": "cover_24_7", "link": ["C16", "", "C21"]})
    pair = "shared-records --against baseline"
    (said,) = text.to_tell_apart(replace(comparison, reasons=flows), "shared-records", pair)
    command = "mcn sensitivity shared-records --against baseline --outcomes cover_24_7"
    assert said == f"To tell which of C16 and C21 24/7 cover hangs on: {command} --factors C16,C21"
    (said,) = text.to_tell_apart(replace(comparison, reasons=flows[:2]), "shared-records", pair)
    assert said == f"To find the assumption most worth knowing for 24/7 cover: {command}"
    assert text.to_tell_apart(comparison, "shared-records", pair) == []
