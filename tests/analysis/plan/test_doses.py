"""Doses of levers: as they are written, as they are usually tried, and which of them bundles are made of."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.plan import ask
from analysis.plan.doses import LeverDose, dose_of, doses_written, usual_doses
from analysis.plan.portfolios import bundles_of
from analysis.plan.single_levers import DEAR, DOMINATED, LESSER, chosen_from
from sim import load_scenario
from sim.inputs.errors import WrongInput
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES

LEVERS = {lever.name: lever for lever in load_levers().values()}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("baseline").with_horizon(60)


def test_doses_are_those_that_a_scenario_file_would_give(scenario: Scenario) -> None:
    found = doses_written(scenario, ("nurses=2,6@edge", "outreach=2@@12", "shared-records=50%@hubs"))
    names = [
        "more-staff (2 nurses, edge)",
        "more-staff (6 nurses, edge)",
        "outreach (2 visits a year, from month 12)",
        "shared-records (50%, hubs)",
    ]
    assert [each.name for each in found] == names
    assert found[1].titled == "More community nurses and specialists (6 nurses, edge)"
    written = {
        "more-staff": {"start": 0, "nurses": 6.0, "reach": "edge"},
        "outreach": {"start": 12, "dose": 2.0},
        "shared-records": {"start": 0, "strength": 0.5, "reach": "hubs"},
    }
    expected = scenario.with_levers(written)
    assert {each.key: each.intervals for each in found[1:]} == {
        key: expected.levers[key] for key in ("L15", "L14", "L05")
    }


def test_a_lever_in_full_has_its_name_alone(scenario: Scenario) -> None:
    (whole,) = doses_written(scenario, ("obligation=100%",))
    assert (whole.name, whole.titled) == ("obligation", LEVERS["obligation"].title)
    # A coordinator is in post already, so that to secure the post takes no ramp-up.
    assert doses_written(scenario, ("coordinator=1",))[0].intervals[-1].ramp_up == 0


def test_in_phases_more_join_each_time_hubs_first(scenario: Scenario) -> None:
    (dose,) = doses_written(scenario, ("shared-records=100%@@0,12,24",))
    assert dose.name == "shared-records (in 3 phases)"
    names = [each.name for each in scenario.network.organisations]
    hubs = {each.name for each in scenario.network.organisations if each.role == "hub"}
    reached = [set(each.reach.name) for each in dose.intervals if each.reach is not None]
    assert [(each.start, each.end) for each in dose.intervals] == [(0, 12), (12, 24), (24, None)]
    assert hubs <= reached[0] < reached[1] < reached[2] == set(names)
    sizes = [len(each) for each in reached]
    assert sizes == [-(-len(names) * part // 3) for part in (1, 2, 3)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nurse=2", "--dose nurse=2: there is no lever 'nurse'; did you mean nurses?"),
        ("nurses=2.3", "nurses 2.3 is neither whole posts nor halves; write 2.5"),
        ("nurses=50%", "'50%' is no dose; write whole posts or halves, such as 6"),
        ("nurses", "says not how much, for whom and from when; write nurses=2,4,6@edge"),
        ("outreach=0", "'0' is no dose; write a number in its unit, or 50%"),
        ("outreach=9", "dose 9 is above 4 visits a year to each member; write 4 or less"),
        ("obligation=2", "obligation is not bought in doses; write 100% for all of it, or 50%"),
        ("coordinator=1@edge", "coordinator acts on the network as a whole"),
        ("outreach=2@moon", "study-region has no 'moon'; write one of: "),
        ("outreach=2@nurses", "'nurses' is 6 of study-region; write one of: Harrowmere Community"),
        ("outreach=2@all@61", "'61' is no month, nor several in their order, from 0 to 60"),
        ("outreach=2@all@12,0", "'12,0' is no month, nor several in their order, from 0 to 60"),
        ("coordinator=1@@0,12", "coordinator acts on the network as a whole"),
    ],
)
def test_what_is_no_dose_is_refused_with_what_was_meant(scenario: Scenario, line: str, said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        doses_written(scenario, (line, "outreach=2"))
    assert str(refused.value).startswith(f"--dose {line}: ")
    assert said in str(refused.value)
    assert len(refused.value.faults) == 1


def test_a_budget_is_tried_as_posts_money_and_phases(scenario: Scenario) -> None:
    def amounts(name: str, a_year: float) -> list[str]:
        return [each.amount for each in usual_doses(scenario, LEVERS[name], a_year)]

    nurses = amounts("more-staff", 300_000)
    assert set(nurses) == {
        f"{number} {sort}{where}"
        for number, sort, where in itertools.product((3, 6), ("nurses", "specialists"), ("", ", edge"))
    }
    assert amounts("outreach", 1) == ["", "2 visits a year", "edge", "2 visits a year, edge"]
    assert amounts("more-network-money", 100_000) == ["£100,000 a year", "£50,000 a year"]
    assert amounts("obligation", 1) == ["", "edge"]
    assert amounts("multi-year-funding", 1) == [""]
    assert amounts("shared-records", 300_000) == ["", "edge", "in 5 phases"]
    assert amounts("shared-records", 3e6) == ["", "edge"]


def test_bundles_have_at_most_one_dose_of_a_lever_and_cost_no_more_than_they_may(scenario: Scenario) -> None:
    doses = doses_written(scenario, ("outreach=2,4", "nurses=1,2", "obligation=100%"))
    every = bundles_of(doses)
    assert len(every) == 3 * 3 * 2 == len(set(every))
    assert every[0] == ()
    costs = [1.0, 2.0, 4.0, 8.0, -3.0]
    some = bundles_of(doses, costs, 6.0)
    assert some == [each for each in every if sum(max(0.0, costs[place]) for place in each) <= 6.0]


def made_up(doses: tuple[LeverDose, ...], pounds: list[float], cover: list[float]) -> pd.DataFrame:
    """A table of doses by themselves, within a budget of 100."""
    return pd.DataFrame(
        {
            "lever": [each.lever for each in doses],
            "pounds": pounds,
            "affordable": np.array(pounds) <= 100,
            "cover_24_7_change": cover,
            "left_out": "",
        }
    )


def test_what_is_left_out_says_by_which_rule(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    doses = doses_written(
        scenario, ("outreach=2,4", "nurses=1,2", "specialists=3", "obligation=100%", "coordinator=1")
    )
    table = made_up(doses, [30, 20, 40, 90, 95, 10, 101], [1.0, 2.0, 4.0, 5.0, 3.0, 1.5, 9.0])
    cover = [OUTCOMES["cover_24_7"]]
    found = chosen_from(table, doses, cover, 100.0)["left_out"].tolist()
    # Two visits cost more than four and do less; three specialists are of another sort than two nurses.
    assert found == [DOMINATED, "", "", "", "", "", DEAR]
    assert not chosen_from(table, doses, cover, 100.0, written=doses[:1])["left_out"].iloc[0]
    monkeypatch.setattr("analysis.plan.single_levers.DEFAULT_BUNDLES", 4)
    monkeypatch.setattr("analysis.plan.single_levers.BREADTH", 4)
    few = chosen_from(table, doses, cover, 100.0)["left_out"].tolist()
    # The best of the first lever, 2 nurses, goes with 4 visits, which costs less than 1.2 times the budget.
    assert few == [DOMINATED, "", LESSER, "", LESSER, LESSER, DEAR]
    named = chosen_from(table, doses, cover, 100.0, named=["obligation"])["left_out"].tolist()
    assert named[5] == ""


def test_a_yearly_budget_counts_the_dearest_year() -> None:
    scenario = load_scenario("baseline")
    found, alone = ask(
        scenario, a_year=200_000, years=2, doses=("nurses=4", "readiness-planning=100%"), runs=6, futures=6
    )
    rows = alone.set_index("dose")
    posts, once = rows.loc["more-staff (4 nurses)"], rows.loc["readiness-planning"]
    # Posts fill up in the first year, so that the second is dearer; what is paid once falls into the first.
    assert 80_000 < posts["pounds"] < 4 * 58_000
    assert posts["commissioner_pays"] > 1.2 * posts["pounds"]
    assert once["pounds"] == pytest.approx(once["network_pays"], rel=0.02)
    assert found.setting.yearly
    assert found.offer.count == 4


def test_a_dose_of_a_lever_with_a_later_start_costs_nothing_before(scenario: Scenario) -> None:
    dose = dose_of(scenario, LEVERS["outreach"], (24,))
    assert [(each.start, each.end) for each in dose.intervals] == [(24, None)]
