"""What a room may switch, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from analysis.cascade.knockouts import removed
from analysis.page.switches import MOST_SWITCHES, PROBLEMS, USUAL, Board, board
from analysis.plan.doses import pulled
from sim import Scenario, load_scenario
from sim.inputs.errors import WrongInput
from sim.inputs.levers import load_levers
from sim.inputs.problems import load_problems

Write = Callable[..., Scenario]


def names(laid: Board) -> list[str]:
    return [each.name for each in laid.switches]


def refused(base: Scenario, others: tuple[Scenario, ...] = (), written: str | None = None) -> str:
    with pytest.raises(WrongInput) as caught:
        board(base, others, written)
    return str(caught.value)


def test_the_usual_switches_of_the_baseline(scenario: Scenario) -> None:
    laid = board(scenario)
    assert names(laid) == list(USUAL)
    assert laid.count == 2 ** len(USUAL)
    assert laid.prepared == ()


def test_a_setting_is_the_scenario_with_its_switches_on(small: Board) -> None:
    base = small.scenario
    assert names(small) == ["records", "coordinator", "staff"]
    assert small.scenario_of(0).digest() == base.digest()
    levers = {each.name: each for each in load_levers().values()}
    both = removed(base, frozenset(["records", "staff"]))
    assert small.scenario_of(0b101).digest() == both.digest()
    assert small.scenario_of(0b010).digest() == pulled(base, levers["coordinator"]).digest()
    every = {small.scenario_of(bundle).digest() for bundle in range(small.count)}
    assert len(every) == small.count


def test_each_barrier_is_a_problem_of_the_study() -> None:
    assert set(PROBLEMS.values()) <= set(load_problems())


def test_further_scenarios_bring_their_levers_and_are_prepared(scenario: Scenario, write: Write) -> None:
    first = write("first", levers="{coordinator: {start: 0}, shared-records: {start: 3}}")
    second = write("second", levers="{champions: {start: 0}, coordinator: {start: 0}}")
    laid = board(scenario, [first, second])
    assert names(laid) == ["coordinator", "shared-records", "champions"]
    for prepared, other in zip(laid.prepared, (first, second), strict=True):
        assert (prepared.name, prepared.title) == (other.name, other.title)
        assert laid.scenario_of(prepared.bundle).digest() == other.digest()
    assert [each.bundle for each in laid.prepared] == [0b011, 0b101]


def test_a_future_that_takes_a_lever_away_is_a_switch_too(scenario: Scenario) -> None:
    without = load_scenario("no-coordinator").with_horizon(scenario.horizon)
    pulling = scenario.with_levers(shared_records={"start": 0})
    laid = board(pulling, [scenario.renamed("without-records")])
    assert names(laid) == ["shared-records"]
    assert laid.scenario_of(laid.prepared[0].bundle).digest() == scenario.digest()
    taken = board(scenario, [without])
    assert taken.scenario_of(taken.prepared[0].bundle).digest() == without.digest()


def test_switches_named_beside_a_prepared_future_pull_as_it_does(scenario: Scenario, write: Write) -> None:
    later = write("later", levers="{shared-records: {start: 5}}")
    laid = board(scenario, [later], "champions,shared-records")
    assert laid.prepared[0].bundle == 0b10
    assert laid.scenario_of(0b10).digest() == later.digest()


def test_what_does_nothing_is_no_usual_switch(scenario: Scenario) -> None:
    lifted = removed(scenario, frozenset(["money", "records"]))
    assert names(board(lifted)) == [each for each in USUAL if each not in ("money", "records")]


def test_a_base_in_which_everything_is_at_work_is_refused(scenario: Scenario) -> None:
    every = {lever.name: {"start": 0} for lever in load_levers().values()}
    text = refused(scenario.with_levers(every).renamed("all"))
    assert (
        text
        == "all: all that is usually switched is at work in it already; name other levers with --switches"
    )


def test_more_than_ten_are_refused_wherever_they_come_from(scenario: Scenario, write: Write) -> None:
    most = [lever.name for lever in load_levers().values() if lever.name != "coordinator"]
    assert len(board(scenario, (), ",".join(most[:MOST_SWITCHES])).switches) == MOST_SWITCHES
    eleven = most[: MOST_SWITCHES + 1]
    text = refused(scenario, (), ",".join(eleven))
    assert text == "--switches: 11 switches make 2,048 settings; name at most 10 with --switches"
    many = write("many", levers="{" + ", ".join(f"{each}: {{start: 0}}" for each in eleven) + "}")
    assert refused(scenario, (many,)) == text.replace("--switches: ", "baseline: ", 1)


def test_all_that_is_wrong_with_the_names_is_said_at_once(scenario: Scenario) -> None:
    text = refused(scenario, (), "recods, money, more-network, multi-year-funding, money")
    assert text.splitlines() == [
        "--switches: there is no lever or barrier 'recods'; did you mean records?",
        "--switches: there is no lever or barrier 'more-network'; did you mean more-network-money?",
        "--switches: money and multi-year-funding both pull multi-year-funding; keep one of the two",
    ]


def test_names_that_would_write_to_a_terminal_are_escaped(scenario: Scenario) -> None:
    assert "\x1b" not in refused(scenario, (), "\x1b[31mred")
    other = scenario.with_shocks({"month": 3, "leaders-leave": 1}).renamed("\x1b[31mred")
    assert "\\x1b[31mred: it differs" in refused(scenario, (other,))


def test_no_names_at_all_are_refused(scenario: Scenario) -> None:
    assert refused(scenario, (), " , ").startswith("--switches: names no switch;")


def test_a_lever_at_work_already_is_refused(scenario: Scenario) -> None:
    there = scenario.with_levers(champions={"start": 0})
    assert refused(there, (), "champions,records") == (
        "--switches: champions is at work in baseline already, and stays so; leave it out"
    )


@pytest.mark.parametrize(
    ("section", "what"),
    [
        ({"shocks": "[{month: 3, leaders-leave: 1}]"}, "shocks"),
        ({"parameters": "{people.engagement_decay: 0.05}"}, "parameters"),
        ({"links": "{C18: 0}"}, "links"),
        ({"facts": "{sector_funding: 0.2}"}, "network"),
        ({"readings": "{route-to-cover: hire-more}"}, "links"),
    ],
)
def test_a_future_that_differs_in_more_than_levers_is_refused(
    scenario: Scenario, write: Write, section: dict[str, str], what: str
) -> None:
    text = refused(scenario, (write("other", **section),))
    assert re.match(rf"other: it differs from baseline in its {what}, and switches are levers alone;", text)


def test_futures_that_cannot_be_told_apart_or_together_are_refused(scenario: Scenario, write: Write) -> None:
    same = write("same")
    assert refused(scenario, (same,)) == "same: it pulls no lever otherwise than baseline; leave it out"
    early = write("early", levers="{shared-records: {start: 0}}")
    late = write("late", levers="{shared-records: {start: 6}}")
    assert refused(scenario, (early, late)).startswith("late: it pulls shared-records otherwise than another")
    text = refused(scenario, (early,), "champions")
    assert text == "early: no setting of these switches amounts to it; leave it out, or leave --switches out"
