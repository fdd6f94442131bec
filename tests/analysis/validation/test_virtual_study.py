"""The virtual study: who is asked, what they say, when it ends, and the study's own numbers beside it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.validation import study_report
from analysis.validation.study_report import (
    answer,
    compared,
    load_study_numbers,
    shares,
    study_numbers,
    summary,
)
from analysis.validation.virtual_study import (
    ENDS,
    EXPECTED,
    NOBODY_LEFT,
    PHASES,
    PLACES,
    ROLES,
    SATURATION,
    STATES,
    Answer,
    Field,
    Staff,
    Standing,
    Study,
    conduct,
    luck_of,
    phase_rates,
    recruitment,
    staff_of,
    terms_declared,
    virtual_study,
)
from sim import load_scenario, simulate
from sim.inputs.errors import WrongInput
from sim.inputs.networks import Network
from sim.inputs.parameters import load_quantities
from sim.simulation import Result

RUNS, SEED = 60, 4
CENTRAL = {name: each.value for name, each in terms_declared().items()}
WITHOUT_END = {"expected": 10_000.0, "saturation": 10_000.0}


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(load_scenario("baseline").with_horizon(1), RUNS, SEED, months=[0], organisations=True)


@pytest.fixture(scope="module")
def study(result: Result) -> Study:
    return virtual_study(result)


@pytest.fixture(scope="module")
def network(result: Result) -> Network:
    return result.scenario.network


def standing(result: Result, **states: float) -> Result:
    """The same runs with every organisation in these states."""
    assert result.organisations is not None
    return dataclasses.replace(result, organisations=result.organisations.assign(**states))


def seen(network: Network, awareness_wider: float = 0.4) -> Standing:
    count = len(network.organisations)
    return Standing(np.full(count, 0.7), np.full(count, awareness_wider), np.linspace(0.1, 0.9, count))


def with_another(network: Network) -> Network:
    """The network with one more organisation, put first."""
    newcomer = network.spokes[0].model_copy(update={"name": "A newcomer"})
    return network.model_copy(update={"organisations": (newcomer, *network.organisations)})


# -- Who is asked --------------------------------------------------------------------------


def test_everybody_in_the_structures_is_invited_once_and_nobody_else(network: Network) -> None:
    staff = staff_of(network)
    for run in range(20):
        done = conduct(staff, seen(network), luck_of(staff, SEED, run), CENTRAL)
        invited = np.bincount(staff.organisation[done.phase == 1], minlength=len(network.organisations))
        assert invited.tolist() == [each.staff_core for each in network.organisations]


def test_people_are_those_of_the_network(study: Study, network: Network) -> None:
    assert len(staff_of(network).keys) == sum(each.staff for each in network.organisations)
    assert len(np.unique(staff_of(network).keys)) == len(staff_of(network).keys)
    for role in ROLES:
        most = sum(getattr(each, f"staff_{role}") for each in network.organisations)
        both = study.roles[study.roles["role"] == role].groupby("run")["people"].sum()
        assert both.max() <= most
    for place, (role, nhs) in zip(
        PLACES, [(r, n) for r in ("hub", "spoke") for n in (True, False)], strict=True
    ):
        there = [e for e in network.organisations if e.role == role and (e.sector == "NHS") is nhs]
        both = study.places[study.places["place"] == place].groupby("run")["people"].sum()
        assert both.max() <= sum(each.staff for each in there)


def test_answers_and_tables_add_up(study: Study, network: Network) -> None:
    phases = study.phases
    assert (phases["invited"] == phases[["unable", "unwilling", "interviewed"]].sum(axis=1)).all()
    interviewed = phases.set_index(["run", "phase"])["interviewed"]
    for frame in (study.places, study.roles):
        assert (frame.groupby(["run", "phase"])["people"].sum() == interviewed).all()
    first = phases.loc[phases["phase"] == 1, "invited"]
    assert set(first) == {sum(each.staff_core for each in network.organisations)}
    wider = sum(each.staff - each.staff_core for each in network.organisations)
    assert phases.loc[phases["phase"] == 2, "invited"].max() <= wider
    heard = phases.pivot(index="run", columns="phase", values="organisations")
    whole = study.runs.set_index("run")["organisations"]
    assert (whole >= heard.max(axis=1)).all()
    assert (whole <= heard.sum(axis=1)).all()


def test_sought_out_are_organisations_not_heard_far_away_or_weakly_engaged(network: Network) -> None:
    staff = staff_of(network)
    states = seen(network)
    alone = CENTRAL | {"suggested_each": 0.0, "suggested_before": 0.0} | WITHOUT_END
    luck = luck_of(staff, SEED, 0)
    luck = luck._replace(suggests=np.zeros_like(luck.suggests))
    done = conduct(staff, states, luck, alone)
    heard = set(staff.organisation[(done.phase == 1) & (done.answer == Answer.INTERVIEWED)].tolist())
    weak = states.engagement <= np.quantile(states.engagement, CENTRAL["weakly_engaged"])
    sought = set(staff.organisation[done.phase == 2].tolist())
    for index, each in enumerate(network.organisations):
        wanted = index not in heard or staff.distance[index] >= CENTRAL["far"] or bool(weak[index])
        assert (index in sought) == (wanted and each.staff > each.staff_core), each.name


# -- What they say -------------------------------------------------------------------------


def test_nobody_who_does_not_know_the_network_takes_part_in_phase_2(network: Network) -> None:
    staff, states = staff_of(network), seen(network)
    for run in range(20):
        luck = luck_of(staff, SEED, run)
        done = conduct(staff, states, luck, CENTRAL)
        took = (done.phase == 2) & (done.answer == Answer.INTERVIEWED)
        assert took.any()
        assert (luck.knows[took] < states.awareness_wider[staff.organisation[took]]).all()
        unable = (done.phase == 2) & (done.answer == Answer.UNABLE)
        assert (luck.knows[unable] >= states.awareness_wider[staff.organisation[unable]]).all()


def test_where_nobody_else_knows_the_network_phase_2_hears_nobody(result: Result) -> None:
    phases = virtual_study(standing(result, awareness_wider=0.0)).phases
    second = phases[phases["phase"] == 2]
    assert (second["interviewed"] == 0).all()
    assert (second["unable"] == second["invited"]).all()
    assert (second["invited"] > 0).all()
    assert (phases.loc[phases["phase"] == 1, "interviewed"] > 0).any()


def test_where_all_know_it_and_consent_all_take_part(result: Result, network: Network) -> None:
    known = standing(result, awareness_core=1.0, awareness_wider=1.0)
    done = virtual_study(known, {"consent": 1.0, "core_consent": 1.0, "saturation": 1000.0, "expected": 25.0})
    assert (done.phases["interviewed"] == done.phases["invited"]).all()
    assert (done.phases.loc[done.phases["phase"] == 2, "interviewed"] == 25).all()
    assert set(done.runs["ended"]) == {EXPECTED}
    seats = dict.fromkeys(PLACES, 0)
    for each in network.organisations:
        seats[f"{each.role} {'NHS' if each.sector == 'NHS' else 'non-NHS'}"] += each.staff_core
    first = done.places[(done.places["phase"] == 1) & (done.places["run"] == 0)]
    assert dict(zip(first["place"], first["people"], strict=True)) == seats
    early = virtual_study(known, {"consent": 1.0, "saturation": 9.0, "expected": 25.0})
    assert (early.phases.loc[early.phases["phase"] == 2, "interviewed"] == 9).all()
    assert set(early.runs["ended"]) == {SATURATION}


@pytest.mark.parametrize(
    ("term", "phase"),
    [("seat_informs", 1), ("core_consent", 1), ("consent", 2), ("knowing_likelier", 2)],
)
def test_more_take_part_where(term: str, phase: int, result: Result) -> None:
    declared = terms_declared()[term]
    means = []
    for value in (declared.low, declared.high):
        rates = phase_rates(virtual_study(result, WITHOUT_END | {term: value}))
        means.append(rates[f"phase{phase}_rate"].mean())
    assert means[0] < means[1]


@pytest.mark.parametrize("role", ["clinical", "management", "other"])
def test_a_role_likelier_in_the_structures_is_heard_more_in_phase_1(role: str, result: Result) -> None:
    means = []
    for value in (0.1, 10.0):
        roles = virtual_study(result, {f"seats_{role}": value}).roles
        means.append(roles.loc[(roles["phase"] == 1) & (roles["role"] == role), "people"].mean())
    assert means[0] < means[1]


# -- When it ends --------------------------------------------------------------------------


def field(t: dict[str, float], takes_part: list[bool]) -> Field:
    """Two organisations of three people each, tied to each other; nobody is in the structures."""
    six = np.arange(6)
    staff = Staff(
        organisation=six // 3,
        role=six * 0,
        keys=six.astype(np.uint64),
        starts=np.array([0, 3]),
        seats=np.array([0, 0]),
        place=np.array([0, 1]),
        turns=np.arange(2, dtype=np.uint64),
        distance=np.zeros(2),
        tied=((1,), (0,)),
    )
    return Field([[2, 1, 0], [5, 4, 3]], takes_part, [0.5] * 6, [0.5] * 6, [0.1, 0.2], staff, CENTRAL | t)


@pytest.mark.parametrize(
    ("t", "takes_part", "asked", "ended"),
    [
        # Two at each; nobody suggests anybody.
        ({}, [True] * 6, [0, 1, 3, 4], NOBODY_LEFT),
        # Each suggests one colleague: the second is asked next, the third after them.
        ({"suggested_each": 1.0}, [True] * 6, [0, 1, 2, 3, 4, 5], NOBODY_LEFT),
        # Who does not take part suggests nobody.
        ({"suggested_each": 1.0}, [True, False, True, False, False, True], [0, 1, 2, 3, 4], NOBODY_LEFT),
        # Suggestions lead to the other organisation, and back.
        ({"suggested_each": 1.0, "suggested_elsewhere": 1.0}, [True] * 6, [0, 3, 1, 4, 2, 5], NOBODY_LEFT),
        ({"saturation": 2.0}, [True] * 6, [0, 1], SATURATION),
        ({"saturation": 2.0}, [False, True, True, False, True, True], [0, 1, 3, 4], SATURATION),
        ({"expected": 3.0}, [True] * 6, [0, 1, 3], EXPECTED),
    ],
)
def test_whom_phase_2_asks_and_when_it_ends(
    t: dict[str, float], takes_part: list[bool], asked: list[int], ended: str
) -> None:
    none = {"invited_each": 2.0, "suggested_each": 0.0, "suggested_before": 0.0, "suggested_elsewhere": 0.0}
    assert recruitment([0, 1], [], field(none | t, takes_part)) == (asked, ended)


def test_phase_1_suggests_last() -> None:
    t = {"invited_each": 1.0, "suggested_each": 0.0, "suggested_before": 1.0, "suggested_elsewhere": 0.0}
    # Only the second organisation is sought out; somebody of the first took part in phase 1.
    assert recruitment([1], [2], field(t, [True] * 6)) == ([3, 0], NOBODY_LEFT)


def test_where_there_are_no_other_staff_nobody_is_asked_in_phase_2(result: Result) -> None:
    scenario = result.scenario
    members = scenario.network.organisations
    full = tuple(each.model_copy(update={"staff_core": each.staff}) for each in members)
    network = scenario.network.model_copy(update={"organisations": full})
    alone = dataclasses.replace(result, scenario=scenario.model_copy(update={"network": network}))
    done = virtual_study(alone)
    assert set(done.phases.loc[done.phases["phase"] == 2, "invited"]) == {0}
    assert phase_rates(done)["phase2_rate"].isna().all()
    given = answer(done, alone.scenario, SEED, "prior")
    rows = {(row["phase"], row["measure"]): row for row in given["conduct"]}
    assert rows["2", "interviewed_of_invited"]["mean"] is None
    assert {row["mean"] for row in given["shares"] if row["phase"] == "2"} == {None}


# -- Luck ----------------------------------------------------------------------------------


def test_both_engines_give_the_same_study() -> None:
    base = load_scenario("baseline").with_horizon(1)
    compiled, readable = (
        virtual_study(simulate(base, 3, SEED, months=[0], organisations=True, engine=engine))
        for engine in ("ensemble", "mesa")
    )
    for one, other in zip(compiled, readable, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_a_run_by_itself_is_the_same(study: Study) -> None:
    base = load_scenario("baseline").with_horizon(1)
    alone = virtual_study(simulate(base, range(7, 8), SEED, months=[0], organisations=True))
    for one, many in zip(alone, study, strict=True):
        pd.testing.assert_frame_equal(one, many[many["run"] == 7].reset_index(drop=True), check_exact=True)


def test_runs_differ(study: Study) -> None:
    assert study.phases.loc[study.phases["phase"] == 2, "interviewed"].nunique() > 3


def test_another_organisation_changes_nobodys_answer(network: Network) -> None:
    more = with_another(network)
    few_staff, more_staff = staff_of(network), staff_of(more)
    newcomers = more_staff.organisation == 0
    few, many = (
        conduct(
            staff,
            Standing(*(np.full(len(staff.seats), 0.5) for _ in STATES)),
            luck_of(staff, SEED, 3),
            CENTRAL,
        )
        for staff in (few_staff, more_staff)
    )
    assert (few.answer == many.answer[~newcomers]).all()
    assert ((few.phase == 1) == (many.phase == 1)[~newcomers]).all()
    assert newcomers.sum() == more.organisations[0].staff


# -- Its numbers ---------------------------------------------------------------------------


def test_every_number_is_read_and_none_is_unknown(network: Network) -> None:
    class Noted(dict[str, float]):
        def __getitem__(self, name: str) -> float:
            asked.add(name)
            return super().__getitem__(name)

    asked: set[str] = set()
    staff = staff_of(network)
    conduct(staff, seen(network), luck_of(staff, SEED, 0), Noted(CENTRAL | WITHOUT_END))
    assert asked == terms_declared().keys()


def test_numbers_are_drawn_once_for_a_parameter_set() -> None:
    base = load_scenario("baseline").with_horizon(1)
    sets = {"lucks": 2, "months": [0], "organisations": True}
    drawn = virtual_study(simulate(base, 4, SEED, **sets)).terms.drop(columns="run")
    assert drawn.iloc[0].equals(drawn.iloc[1])
    assert (drawn.iloc[1] != drawn.iloc[2]).all()
    for name, each in terms_declared().items():
        assert drawn[name].between(each.low, each.high).all()
    central = simulate(base, 2, SEED, parameters="central", months=[0], organisations=True)
    assert virtual_study(central).terms.drop(columns="run").iloc[1].to_dict() == CENTRAL


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"consnt": 0.5}, "'consnt' is no number of the study; did you mean consent?"),
        ({"consent": 1.5}, "consent is 1.5; write a number from 0 to 1"),
        ({"consent": float("nan")}, "consent is nan"),
        ({"expected": -1.0}, "expected is -1; write 0 or more"),
    ],
)
def test_wrong_numbers_are_refused(given: dict[str, float], said: str, result: Result) -> None:
    with pytest.raises(WrongInput) as refused:
        virtual_study(result, given)
    assert said in str(refused.value)


def test_a_result_without_what_is_needed_is_refused() -> None:
    base = load_scenario("baseline").with_horizon(1)
    with pytest.raises(WrongInput, match="kept no organisations"):
        virtual_study(simulate(base, 1, SEED, months=[0]))
    with pytest.raises(WrongInput, match="kept no month 0"):
        virtual_study(simulate(base, 1, SEED, months=[1], organisations=True))


def test_a_broken_file_of_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(
        "consent:\n  what: W.\n  value: 2\n  low: 3\n  high: 4\n  unit: share\n  grade: assumption\n"
    )
    with pytest.raises(WrongInput) as refused:
        load_quantities(path)
    assert "study.yaml:4" in str(refused.value)
    assert "source" in str(refused.value)


# -- Beside the study ----------------------------------------------------------------------


def test_the_studys_tables_add_up() -> None:
    rows = pd.DataFrame([each.model_dump() for each in study_numbers()])
    people = rows[rows["by"] != "organisations"].groupby(["by", "phase"])["number"].sum()
    assert people.to_dict() == {
        ("place", "1"): 33,
        ("place", "2"): 12,
        ("role", "1"): 33,
        ("role", "2"): 12,
    }
    organisations = rows[rows["by"] == "organisations"].set_index("phase")["number"]
    assert organisations.to_dict() == {"1": 15, "2": 10, "both": 20}
    totals = rows[rows["by"] != "organisations"].groupby("group")["number"].sum()
    assert [totals[each] for each in PLACES] == [8, 23, 11, 3]  # F40
    assert [totals[each] for each in ROLES] == [12, 11, 19, 3]  # F41


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,place,hub NHS,5,F999", "'F999' is no finding"),
        ("3,place,hub NHS,5,F40", "'3' is not known"),
        ("1,place,hub NHS,five,F40", "'five' is not a whole number"),
    ],
)
def test_a_broken_table_of_numbers_is_refused(row: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "participants.csv"
    path.write_text(f"phase,by,group,number,findings\n{row}\n")
    with pytest.raises(WrongInput) as refused:
        load_study_numbers(path)
    assert said in str(refused.value)
    assert "participants.csv:2" in str(refused.value)


def test_what_is_compared_is_what_the_runs_gave(study: Study) -> None:
    rows = compared(study).set_index(["by", "phase", "group"])
    assert len(rows) == 16 + 4 + 3
    hubs = study.places[(study.places["phase"] == 2) & (study.places["place"] == "hub NHS")]["people"]
    row = rows.loc["place", "2", "hub NHS"]
    assert row["observed"] == 3
    assert row["mean"] == pytest.approx(hubs.mean())
    assert (row["low"], row["high"]) == tuple(np.quantile(hubs, [0.05, 0.95]))
    assert rows.loc["role", "1", "all"]["observed"] == 33
    for by, groups in (("place", PLACES), ("role", ROLES)):
        for phase in "12":
            parts = sum(rows.loc[by, phase, group]["mean"] for group in groups)
            assert parts == pytest.approx(rows.loc[by, phase, "all"]["mean"])
    assert (rows["within"] == ((rows["low"] <= rows["observed"]) & (rows["observed"] <= rows["high"]))).all()


def test_shares_are_those_of_the_tables(study: Study) -> None:
    rows = shares(study).set_index(["phase", "share"])
    assert rows.loc[("1", "at hubs"), "observed"] == pytest.approx(23 / 33)
    assert rows.loc[("2", "outside the NHS"), "observed"] == pytest.approx(6 / 12)
    assert rows.loc[("1", "in management"), "observed"] == pytest.approx(15 / 33)
    counts = study.places[study.places["phase"] == 1].pivot(index="run", columns="place", values="people")
    hubs = counts[["hub NHS", "hub non-NHS"]].sum(axis=1) / counts.sum(axis=1)
    assert rows.loc[("1", "at hubs"), "mean"] == pytest.approx(hubs.mean())


def by_hand() -> Study:
    phases = pd.DataFrame(
        {
            "run": [0, 0, 1, 1],
            "phase": [1, 2, 1, 2],
            "invited": [40, 60, 40, 0],
            "unable": [5, 40, 0, 0],
            "unwilling": [5, 8, 20, 0],
            "interviewed": [30, 12, 20, 0],
            "organisations": [15, 10, 12, 0],
        }
    )
    runs = pd.DataFrame(
        {
            "run": [0, 1],
            "parameter_set": [1, 2],
            "expected": [24, 20],
            "ended": NOBODY_LEFT,
            "organisations": [20, 12],
        }
    )
    return Study(runs, phases, pd.DataFrame(), pd.DataFrame(), pd.DataFrame())


def test_rates_by_hand() -> None:
    rates = phase_rates(by_hand())
    assert rates.columns.tolist() == ["run", "phase1_rate", "phase2_rate", "achieved_of_expected"]
    assert rates["phase1_rate"].tolist() == [0.75, 0.5]
    assert rates["phase2_rate"].iloc[0] == 0.2
    assert np.isnan(rates["phase2_rate"].iloc[1])
    assert rates["achieved_of_expected"].tolist() == [0.5, 0.0]


def test_how_asking_went_by_hand() -> None:
    rows = study_report.conduct(by_hand()).set_index(["phase", "measure"])
    assert rows.loc[("1", "invited"), "mean"] == 40
    assert rows.loc[("2", "interviewed_of_invited"), "mean"] == 0.2  # where somebody was asked
    of_expected = rows.loc[("2", "interviewed_of_expected")]
    assert of_expected["mean"] == 0.25
    assert (of_expected["observed_low"], of_expected["observed_high"]) == (12 / 30, 12 / 20)  # F38


def test_where_no_run_has_a_value_there_is_none() -> None:
    assert all(np.isnan(each) for each in summary(pd.Series([np.nan, np.nan])).values())


def test_the_answer_says_that_it_is_no_fit(study: Study, result: Result) -> None:
    given: dict[str, Any] = answer(study, result.scenario, SEED, "prior")
    assert "no fit" in given["notes"][0]
    assert sum(given["ended"].values()) == pytest.approx(1.0)
    assert tuple(given["ended"]) == ENDS
    assert {row["phase"] for row in given["conduct"]} == {str(phase) for phase in PHASES}
