"""Scenarios: what extends what, what a change makes of a lever's intervals, and what a digest depends on."""

import copy
import math
import pickle
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.inputs import (
    Interval,
    Scenario,
    Shock,
    WrongInput,
    all_parameters,
    load_evidence,
    load_loops,
    load_readings,
    load_scenario,
    load_shocks,
    shipped_scenarios,
)
from sim.inputs.dates import dated
from sim.model.outcomes import OUTCOMES
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import dials_of, values_of

GOOD = Path(__file__).parent / "bad_input" / "good"
BEFORE = Interval(start=-12, end=0, term=12)


@pytest.fixture
def base(tmp_path: Path) -> Scenario:
    shutil.copytree(GOOD / "networks", tmp_path / "small")
    return load_scenario(Path(shutil.copy(GOOD / "scenario.yaml", tmp_path / "base.yaml")))


def extended(base: Scenario, text: str) -> Scenario:
    assert base.path is not None
    path = base.path.parent / "mine.yaml"
    path.write_text(f"name: Mine\nextends: base\n{text}", encoding="utf-8")
    return load_scenario(path)


def test_what_is_read(base: Scenario) -> None:
    assert (base.name, base.title, base.horizon) == ("base", "As it is", 60)
    assert dict(base.levers) == {"L01": (Interval(start=-12, term=12),)}
    assert base.network.name == "small"
    assert list(base.digests) == ["base.yaml"]


def test_the_example_of_the_readme_works() -> None:
    base = load_scenario("baseline")
    alt = (
        base.with_levers(L01={"start": 0}, L05={"start": 6, "duration": 54})
        .with_parameters({"people.engagement_decay": 0.05})
        .with_links({"C18": 0.0})
    )
    assert alt.levers["L01"] == (BEFORE, Interval(start=0))
    assert alt.levers["L05"] == (Interval(start=6, end=60),)
    assert alt.parameters == {"people.engagement_decay": 0.05}
    assert alt.links == {"C18": 0.0}
    assert [len(base.parameters), len(base.links), list(base.levers)] == [0, 0, ["L01"]]


@pytest.mark.parametrize(
    ("written", "intervals"),
    [
        ("coordinator: {start: 0, duration: 36}", (BEFORE, Interval(start=0, end=36))),
        ("L01: {start: 0, end: 36}", (BEFORE, Interval(start=0, end=36))),
        ("coordinator: {start: -12}", (Interval(start=-12),)),
        ("coordinator: {start: -24}", (Interval(start=-24),)),
        ("coordinator: off", ()),
        ("coordinator: no", ()),
        ("coordinator: 'off'", ()),
        ("coordinator: false", ()),
        (
            "coordinator: [{start: 0, end: 12}, {start: 24, term: 6}]",
            (BEFORE, Interval(start=0, end=12), Interval(start=24, term=6)),
        ),
    ],
)
def test_what_was_before_stays_and_what_was_to_come_goes(
    base: Scenario, written: str, intervals: tuple[Interval, ...]
) -> None:
    changed = extended(base, f"levers:\n  {written}\n")
    assert changed.levers.get("L01", ()) == intervals


def test_an_ended_interval_is_left_alone(base: Scenario) -> None:
    twice = base.with_levers(L05={"start": 0, "end": 6}).with_levers(L05={"start": 12})
    assert twice.levers["L05"] == (Interval(start=0, end=6), Interval(start=12))


def test_names_ids_and_keywords_mean_the_same(base: Scenario) -> None:
    changed = [
        base.with_levers(L05={"start": 6}),
        base.with_levers(shared_records={"start": 6}),
        base.with_levers({"shared-records": Interval(start=6)}),
        base.with_levers(L05=[{"start": np.int64(6)}]),
        extended(base, "levers: {shared-records: {start: 6}}\n"),
    ]
    assert len({each.digest() for each in changed}) == 1


def test_reach(base: Scenario) -> None:
    spokes = base.with_levers(L10={"start": 0, "reach": "spokes"}).levers["L10"][0].reach
    nhs = (
        base.with_levers(L10={"start": 0, "reach": {"sector": ["NHS"], "role": "hub"}}).levers["L10"][0].reach
    )
    assert spokes is not None
    assert nhs is not None
    assert spokes.selected(base.network) == (False, True)
    assert nhs.selected(base.network) == (True, False)


def test_shocks_add_up_in_order_of_time(base: Scenario) -> None:
    late = base.with_shocks({"month": 24, "leaders-leave": 1})
    both = late.with_shocks(Shock(month=12, kind="funding-cut", amount=0.5))
    assert [(each.month, each.kind, each.amount) for each in both.shocks] == [
        (12, "funding-cut", 0.5),
        (24, "leaders-leave", 1.0),
    ]


def test_every_kind_of_shock_is_read(base: Scenario) -> None:
    text = """shocks:
  - {month: 6, leaders-leave: 2}
  - {month: 12, coordinator-leaves: yes}
  - {month: 18, funding-cut: 0.25}
  - {month: 20, big-promise: 0.5}
  - {month: 24, posts-frozen: 6, organisations: {sector: NHS}}
  - {month: 25, staff-lost: 0.2, organisations: {name: Coast Nurses}}
  - {month: 26, records-down: 12, organisations: hubs}
  - {month: 27, income-lost: 0.33, organisations: all}
  - {month: 28, engagement-lost: 0.4, organisations: spokes}
  - {month: 29, leaves: yes, organisations: {sector: NHS}}
"""
    changed = extended(base, text)
    assert [each.kind for each in changed.shocks] == list(load_shocks())
    assert [each.amount for each in changed.shocks] == [2.0, 1.0, 0.25, 0.5, 6.0, 0.2, 12.0, 0.33, 0.4, 1.0]
    assert [each.organisations is None for each in changed.shocks] == [True] * 4 + [False] * 6
    assert [each.end for each in changed.shocks] == [7, 13, 19, 21, 30, 26, 38, 28, 29, math.inf]
    # Written again, each is the same.
    again = base.with_shocks(*(each.as_written() for each in changed.shocks))
    assert again.shocks == base.with_shocks(*changed.shocks).shocks == changed.shocks


def test_a_shock_made_in_python_is_checked_too(base: Scenario) -> None:
    for shock, message in (
        (Shock(month=3, kind="flood", amount=1), "there is no such key"),
        (Shock(month=3, kind="funding-cut", amount=2), "2.0 is above 1"),
        (Shock(month=3, kind="leaves", amount=1), "leaves befalls single organisations, and none are named"),
    ):
        with pytest.raises(WrongInput, match=message):
            base.with_shocks(shock)


def test_months_are_given_by_their_dates(base: Scenario) -> None:
    text = """month_0: Apr 2027
horizon: 5 years
levers:
  coordinator: {start: Apr 2026, end: 2028-04, term: 1 year, ramp_up: 1.5 years}
  shared-records: {start: 6 months, duration: 2.5 years}
shocks:
  - {month: September 2027, records-down: 1 year, organisations: hubs}
"""
    found = extended(base, text)
    assert found.month_0 == date(2027, 4, 1)
    assert found.levers["L01"] == (Interval(start=-12, end=12, term=12, ramp_up=18),)
    assert found.levers["L05"] == (Interval(start=6, end=36),)
    assert (found.horizon, found.shocks[0].month, found.shocks[0].amount) == (60, 5, 12.0)
    # What changes it, in a file or in Python, counts from the same month.
    assert base.path is not None
    (base.path.parent / "dated.yaml").write_text(f"name: Dated\nextends: base\n{text}", encoding="utf-8")
    path = base.path.parent / "later.yaml"
    path.write_text("name: Later\nextends: dated\nhorizon: Apr 2033\n", encoding="utf-8")
    assert load_scenario(path).horizon == found.with_horizon("Apr 2033").horizon == 72
    later = found.with_levers(L10={"start": "Jan 2028"}).with_shocks({"month": "1 year", "leaders-leave": 1})
    assert later.levers["L10"] == (Interval(start=9),)
    assert later.shocks[1].month == 12
    assert base.with_month_0("Apr 2027").with_levers(L05={"start": "Oct 2027"}).levers["L05"][0].start == 6


def test_what_month_0_is_called_changes_no_result(base: Scenario) -> None:
    assert base.with_month_0("Apr 2027").digest() == base.digest()


@pytest.mark.parametrize(
    ("month", "date_"),
    [
        (0, "Apr 2027"),
        (-24, "Apr 2025"),
        (8, "Dec 2027"),
        (9, "Jan 2028"),
        (-3, "Jan 2027"),
        (-4, "Dec 2026"),
    ],
)
def test_a_date_is_read_as_it_is_written(base: Scenario, month: int, date_: str) -> None:
    assert dated(month, date(2027, 4, 1)) == date_
    found = base.with_month_0("Apr 2027").with_levers(L05={"start": date_})
    assert found.levers["L05"][0].start == month


def test_a_reading_sets_the_dials_of_its_question(base: Scenario) -> None:
    hire = extended(base, "readings: {route-to-cover: hire-more}\n")
    assert dict(hire.links) == {"C21": 1.0, "C23": 0.0}
    assert dict(hire.readings) == {"route-to-cover": "hire-more"}
    # Another reading of the same question undoes it; that of another question leaves it.
    assert hire.with_readings({"route-to-cover": "both"}).digest() == base.digest()
    also = hire.with_readings({"unclear-purpose": "breadth"})
    assert {link for link, dial in also.links.items() if dial == 0} == {"C23", "C31", "C36"}
    # What is said of a single link stands over the reading.
    text = "readings: {route-to-cover: hire-more}\nlinks: {C23: 0.5}\n"
    assert extended(base, text).links["C23"] == 0.5


def test_every_reading_sets_what_findings_of_its_question_leave_open() -> None:
    for name, question in load_readings().items():
        first = next(iter(question.readings.values()))
        assert not first.links, f"the default of {name} takes the study as it stands"
        assert not first.parameters, f"the default of {name} takes the model as it stands"
        linked = {finding for link in question.links for finding in load_evidence().links[link].findings}
        assert linked & set(question.findings) or not question.links, name
        sourced = {finding for each in question.parameters for finding in all_parameters()[each].source}
        assert sourced & set(question.findings) or not question.parameters, name


def test_a_reading_sets_parameters_of_its_question(base: Scenario) -> None:
    hinder = extended(base, "readings: {dense-ties: hinder}\n")
    assert dict(hinder.parameters) == {"processes.dense_ties_hinder": 1.0}
    assert hinder.digest() != base.digest()
    # Another reading of the same question undoes it.
    assert hinder.with_readings({"dense-ties": "help"}).digest() == base.digest()
    # What the scenario says of a single parameter stands over the reading, and other parameters stay.
    text = "readings: {dense-ties: hinder}\nparameters: {processes.dense_ties_hinder: 0.5}\n"
    assert extended(base, text).parameters["processes.dense_ties_hinder"] == 0.5
    decay = base.with_parameters({"people.engagement_decay": 0.1})
    assert "people.engagement_decay" in decay.with_readings({"dense-ties": "hinder"}).parameters


@pytest.mark.parametrize(
    ("reading", "message"),
    [
        ("links: {C99: 0}", "there is no link 'C99'; did you mean"),
        (
            "parameters: {people.engagement_decey: 0.1}",
            "there is no parameter 'people.engagement_decey'; did",
        ),
        (
            "parameters: {people.engagement_decay: 3}",
            "people.engagement_decay: 3 is above 1; write 1 or less",
        ),
        ("sources: [S999]", "'S999' is no finding, link or reference; did you mean S99?"),
    ],
)
def test_a_reading_that_sets_what_is_not_there(tmp_path: Path, reading: str, message: str) -> None:
    path = tmp_path / "readings.yaml"
    path.write_text(
        "one:\n  question: Which?\n  findings: [F60]\n  readings:\n    a: {what: This.}\n"
        f"    b: {{what: That., {reading}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(WrongInput) as caught:
        load_readings(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith("readings.yaml:6: one.readings.b")


def test_the_dial_of_a_loop_scales_what_carries_it(base: Scenario) -> None:
    half = extended(base, "loops: {workload-and-turnover: 0.5}\n")
    assert dict(half.loops) == {"workload-and-turnover": 0.5}
    assert half.digest() != base.digest()
    assert half.with_loops({"workload-and-turnover": 1}).digest() == base.digest()
    drawn, name = values_of(base, 3, 1), "people.workload_drives_away"
    assert values_of(half, 3, 1) == {**drawn, name: 0.5 * drawn[name]}
    # It scales what a scenario fixes as well; what is varied stands over it.
    assert values_of(half.with_parameters({name: 2}), 3, 1)[name] == 1
    assert values_of(half, 3, 1, {name: 2.0})[name] == 2
    progress = base.with_loops({"progress-and-engagement": 0.5})
    assert dials_of(progress) == dials_of(base)._replace(C45=0.5)
    assert dials_of(progress.with_links({"C45": 0.5})).C45 == 0.25


def test_each_loop_is_watched_in_an_outcome_and_can_be_cut() -> None:
    for name, loop in load_loops().items():
        assert loop.watched in OUTCOMES, name
        assert all(all_parameters()[each].domain[0] <= 0 for each in loop.parameters), name
        linked = [load_evidence().links[link].findings for link in loop.links]
        assert all({*loop.findings} & {*each} for each in linked), name


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("links: [C99]", "loops.yaml:5: one.links: there is no 'C99'; did you mean C49?"),
        (
            "parameters: [people.pull_of_pears]",
            "one.parameters: there is no parameter 'people.pull_of_pears'; did you mean",
        ),
        ("links: [C45]\n  way: [a, b]", "one.way: does not come back to where it began"),
        (
            "links: [C45]\n  shock: {leader-leaves: 1}",
            "one.shock.leader-leaves: there is no such key; did you mean leaders-leave?",
        ),
        ("links: [C45]\n  halved: [people.engagement_at_begin]", "one.halved: there is no parameter"),
        ("links: []", "one: its dial scales nothing; name links, parameters or both"),
        ("links: [C45]\n  shock: {leaders-leave: 1}", "one: one thing must push it; write either shock or"),
    ],
)
def test_a_loop_that_cannot_be(tmp_path: Path, said: str, message: str) -> None:
    path = tmp_path / "loops.yaml"
    path.write_text(
        "one:\n  title: One\n  findings: [F113]\n  watched: trust\n"
        + f"  {said}\n"
        + ("" if "way" in said else "  way: [a, b, a]\n")
        + ("" if "halved" in said else "  halved: [culture.trust_at_start]\n"),
        encoding="utf-8",
    )
    with pytest.raises(WrongInput) as caught:
        load_loops(path)
    assert message in str(caught.value)


def test_facts_of_the_network_are_changed(base: Scenario) -> None:
    changed = extended(base, "facts: {sector_funding: 0.1, leaders: 2, organisational_distance: 1}\n")
    facts = structure_of(changed.network).network
    assert (facts.sector_funding, facts.leaders_sought, facts.organisational_distance) == (0.1, 2.0, 1.0)
    assert changed.digest() != base.digest()
    assert changed.network.facts.funding == base.network.facts.funding
    same = base.network.facts.sector_funding.value
    assert base.with_facts({"sector_funding": same}).digest() == base.digest()


def test_a_section_of_comments_is_empty(base: Scenario) -> None:
    empty = "levers:\n# coordinator: off\nshocks:\nparameters:\nlinks:\nhorizon:\n"
    assert extended(base, empty).digest() == base.digest()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda base: base.with_levers(L77={"start": 0}),
            "scenario base: there is no lever 'L77'; did you mean L17?",
        ),
        (
            lambda base: base.with_levers(coordinater=False),
            "scenario base: there is no lever 'coordinater'; did you mean coordinator?",
        ),
        (
            lambda base: base.with_levers(L05={"start": 6, "end": 3}),
            "scenario base: L05 ends in month 3 and starts in month 6; write an end after month 6",
        ),
        (
            lambda base: base.with_parameters({"people.engagement_decey": 0.05}),
            "scenario base: there is no parameter 'people.engagement_decey'; "
            "did you mean people.engagement_decay?",
        ),
        (
            lambda base: base.with_parameters({"people.engagement_decay": float("nan")}),
            "scenario base: people.engagement_decay: nan is not a finite number; write an ordinary number",
        ),
        (
            lambda base: base.with_parameters({"people.engagement_decay": 10**400}),
            "scenario base: people.engagement_decay: 1" + "0" * 56 + "... is not a finite number; "
            "write an ordinary number",
        ),
        (
            lambda base: base.with_parameters({"people.engagement_decay": True}),
            "scenario base: people.engagement_decay: true is not a number; write a number from 0 to 1",
        ),
        (
            lambda base: base.with_links({"C58": 0}),
            "scenario base: there is no link 'C58'; did you mean C57?",
        ),
        (
            lambda base: base.with_loops({"trust-and-shering": 0}),
            "scenario base: there is no reinforcing loop 'trust-and-shering'; "
            "did you mean trust-and-sharing?",
        ),
        (
            lambda base: base.with_loops({"trust-and-sharing": 1.5}),
            "scenario base: trust-and-sharing: 1.5 is above 1; write 1 or less",
        ),
        (
            lambda base: base.with_facts({"sector_founding": 0.2}),
            "scenario base: there is no fact 'sector_founding' of a network; did you mean sector_funding?",
        ),
        (
            lambda base: base.with_facts({"leaders": 2.5}),
            "scenario base: leaders: 2.5 is not a whole number; write a number of people",
        ),
        (
            lambda base: base.with_facts({"obligation": 2}),
            "scenario base: obligation: 2 is above 1; write 1 or less",
        ),
        (
            lambda base: base.with_readings({"route-to-covr": "both"}),
            "scenario base: the study leaves no question 'route-to-covr' open; did you mean route-to-cover?",
        ),
        (
            lambda base: base.with_readings({"route-to-cover": "hire-mor"}),
            "scenario base: route-to-cover: there is no reading 'hire-mor'; did you mean hire-more?",
        ),
        (
            lambda base: base.with_readings({"route-to-cover": {"both": 1}}),
            "scenario base: route-to-cover: there is no reading a mapping; "
            "write one of: both, hire-more, work-differently",
        ),
        (
            lambda base: base.with_horizon(0),
            "scenario base: horizon: 0 is below 1; write 1 or more",
        ),
        (
            lambda base: base.with_levers(L05={"start": 24}).with_horizon(12),
            "scenario base: shared-records starts in month 24, after the horizon 12; "
            "write an earlier start or a later horizon",
        ),
        (
            lambda base: base.with_shocks({"month": 12}),
            "scenario base: the shock says not what happens; "
            "write one of: leaders-leave, coordinator-leaves, funding-cut, big-promise, posts-frozen, "
            "staff-lost, records-down, income-lost, engagement-lost, leaves",
        ),
    ],
)
def test_a_change_that_cannot_be(base: Scenario, change: Callable[[Scenario], Any], message: str) -> None:
    with pytest.raises(WrongInput) as caught:
        change(base)
    assert str(caught.value) == message


def test_a_scenario_does_not_change(base: Scenario) -> None:
    with pytest.raises(ValidationError):
        base.horizon = 12  # type: ignore[misc]
    with pytest.raises(TypeError):
        base.levers["L05"] = ()  # type: ignore[index]


def test_a_scenario_can_be_sent_and_kept(base: Scenario) -> None:
    changed = base.with_levers(L05={"start": 6}).with_links({"C18": 0})
    for twin in (pickle.loads(pickle.dumps(changed)), copy.deepcopy(changed)):
        assert twin == changed
        assert hash(twin) == hash(changed)
        assert twin.digest() == changed.digest()
    assert changed.model_dump(mode="json")["links"] == {"C18": 0.0}


@pytest.mark.parametrize(
    "change",
    [
        lambda base: base.renamed("other", "Another"),
        lambda base: base.with_links({"C18": 1}),
        lambda base: base.with_levers(L05=False),
        lambda base: base.with_levers(L01={"start": -12, "term": 12, "duration": 200}),
        lambda base: base.with_horizon(60),
    ],
)
def test_what_changes_no_result_changes_no_digest(
    base: Scenario, change: Callable[[Scenario], Scenario]
) -> None:
    assert change(base).digest() == base.digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda base: base.with_links({"C18": 0.5}),
        lambda base: base.with_levers(L01={"start": -12}),
        lambda base: base.with_levers(L05={"start": 0}),
        lambda base: base.with_levers(L05={"start": 0, "strength": 0}),
        lambda base: base.with_horizon(61),
        lambda base: base.with_parameters({"people.engagement_decay": 0.05}),
        lambda base: base.with_shocks({"month": 0, "leaders-leave": 1}),
    ],
)
def test_what_may_change_results_changes_the_digest(
    base: Scenario, change: Callable[[Scenario], Scenario]
) -> None:
    assert change(base).digest() != base.digest()


def test_the_digest_is_the_same_everywhere(base: Scenario) -> None:
    # If this fails because the form of a digest changed on purpose, put the new one here.
    changed = base.with_levers(L10={"start": 0, "reach": "spokes", "ramp_up": 3}).with_parameters(
        {"people.engagement_decay": 0.1}
    )
    assert changed.digest() == "39000ca5cd406e91315bfe4a52dd4a1731aa275cc2f484fd8f2b8b67ff141525"


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_scenarios_are_good(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.question


def test_the_baseline_is_that_of_the_study() -> None:
    base = load_scenario("baseline")
    assert base.levers["L01"] == (Interval(start=-12, term=12),)
    assert load_scenario("fund-coordinator").levers["L01"][0] == BEFORE
    assert load_scenario("no-coordinator").levers == {}


def test_stops() -> None:
    assert Interval(start=0).stops(60) == 61
    assert Interval(start=0, end=12).stops(60) == 12
    assert Interval(start=0, end=200).stops(60) == 61
