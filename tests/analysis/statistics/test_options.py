"""Options beside each other and over the years, worked out by hand; which levers have ended."""

from __future__ import annotations

import pytest

from analysis.statistics.options import Event, differences_between, events_of, years_within
from analysis.statistics.results import columns_of
from analysis.statistics.verdicts import BETTER
from sim.inputs.scenarios import load_scenario


def test_two_options_differ_by_what_they_differ_from_the_base_by(three, outcomes):
    options = [(each.scenario.name, columns_of(each)) for each in three[1:]]
    rows = differences_between(options, 60, [outcomes["cover_24_7"]])
    (row,) = rows.to_dict("records")
    assert (row["scenario"], row["against"]) == ("shared-records", "fund-coordinator")
    means = [each.outcomes[each.outcomes["month"] == 60]["cover_24_7"].mean() for each in three[1:]]
    assert row["difference"] == pytest.approx(means[1] - means[0])
    assert row["verdict"] == BETTER


@pytest.mark.parametrize(
    ("month", "told"),
    [(8, (8,)), (12, (12,)), (48, (12, 36, 48)), (60, (12, 36, 60)), (120, (12, 36, 60, 120))],
)
def test_years_told_are_those_within_the_horizon(month, told):
    assert years_within(month) == told


def test_what_is_over_is_told_by_the_month_that_shows_it():
    base = load_scenario("baseline")
    paid = base.with_levers(coordinator={"start": 0, "duration": 36})
    (end,) = events_of(paid, base, 60)
    assert end == Event("funded full-time coordinator", 36, 35, ends=True)
    assert end.when == "in month 35, the last with funded full-time coordinator"
    assert events_of(paid, base, 35) == ()  # in its last month it still lasts
    assert events_of(paid, paid, 60) == ()
    assert events_of(base.with_levers(coordinator={"start": 0}), base, 60) == ()
    hit = base.with_shocks({"month": 18, "leaders-leave": 2}, {"month": 55, "leaders-leave": 1})
    assert [(each.month, each.told) for each in events_of(hit, base, 60)] == [(18, 30), (55, 60)]
    assert [each.when.split(",")[1][:12] for each in events_of(hit, base, 60)] == [
        " a year afte",
        " 5 months af",
    ]
