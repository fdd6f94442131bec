"""What `simulate` can be asked beside a scenario: runs by number, months, what is varied, and who runs it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Result, Scenario, WrongInput, load_scenario, simulate
from sim.engine.mesa_model import NetworkModel
from sim.inputs.levers import all_parameters, load_levers
from sim.simulation import Engine, processes
from tests.sim.engine.parity.frames import differences

ENGINES: tuple[Engine, ...] = ("ensemble", "mesa")
HORIZON = 3
RUNS = 5


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("everything").with_horizon(HORIZON)


@pytest.fixture(scope="module")
def whole(base: Scenario) -> Result:
    return simulate(base, RUNS, organisations=True)


def fault(*given: Any, **options: Any) -> str:
    """The one line that a wrong question is answered with."""
    with pytest.raises(WrongInput) as caught:
        simulate(*given, **options)
    (found,) = caught.value.faults
    assert "\n" not in str(found)
    return str(found)


# -- Runs by number ------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_runs_are_asked_for_by_number(engine: Engine, base: Scenario, whole: Result) -> None:
    some = simulate(base, range(2, 4), organisations=True, engine=engine)
    assert some.runs == 2
    assert some.outcomes["run"].unique().tolist() == [2, 3]
    assert some.outcomes["parameter_set"].unique().tolist() == [3, 4]
    assert differences(some, whole, range(2, 4)) == []


@pytest.mark.parametrize(
    "runs",
    [
        range(3, 3),
        range(4, 2),
        [0, 2, 2],
        [1, 2.0],
        [True, 2],
        range(-1, 2),
        range(2**32 + 1),
        range(4, 0, -1),
    ],
)
def test_what_are_no_numbers_of_runs_is_refused(runs: Any, base: Scenario) -> None:
    assert fault(base, runs) == (
        f"runs: {runs!r} are not numbers of runs from 0 on, ascending; "
        "write range(100, 200) for the second hundred"
    )


# -- Months --------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("months", [[HORIZON], [-24, 0, 1], range(-5, 3), np.array([2, -24, 2])])
def test_only_the_months_asked_for_are_kept(
    months: Any, engine: Engine, base: Scenario, whole: Result
) -> None:
    kept = simulate(base, range(1, 2), months=months, organisations=True, flows=[1], engine=engine)
    wanted = sorted({int(month) for month in months})
    for name in ("outcomes", "organisations", "localities"):
        mine, every = getattr(kept, name), getattr(whole, name)
        expected = every[every["month"].isin(wanted) & (every["run"] == 1)].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, expected, check_exact=True)
    assert kept.flows is not None
    assert kept.flows["month"].unique().tolist() == wanted
    assert kept.costs["month"].unique().tolist() == wanted


@pytest.mark.parametrize("engine", ENGINES)
def test_states_are_kept_of_fewer_months_than_all_else(engine: Engine, base: Scenario) -> None:
    states = [-24, 1, HORIZON]
    asked: dict[str, Any] = {"ties": True, "flows": [1], "problems": True, "engine": engine}
    kept = simulate(base, range(1, 2), organisations=True, states=states, **asked)
    every = simulate(base, range(1, 2), organisations=True, **asked)
    for name in ("outcomes", "costs", "flows", "problems"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(every, name), check_exact=True)
    for name in ("organisations", "localities", "ties"):
        table = getattr(every, name)
        expected = table[table["month"].isin(states)].reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(kept, name), expected, check_exact=True)


def test_states_of_a_month_that_is_not_kept_are_refused(base: Scenario) -> None:
    refused = fault(base, 1, months=[0, 2], organisations=True, states=[1])
    assert refused == "states: month 1 is not kept; name it in months, too"


@pytest.mark.parametrize("engine", ENGINES)
def test_costs_are_those_since_the_month_kept_before(engine: Engine, base: Scenario, whole: Result) -> None:
    months = [-20, -19, 0, HORIZON]
    found = simulate(base, 2, months=months, engine=engine).costs
    monthly = whole.costs.set_index(["run", "payer", "kind", "month"])["pounds"]
    for row in found.itertuples():
        month = int(str(row.month))
        before = max([each for each in months if each < month], default=-25)
        expected = 0.0
        for each in range(before + 1, month + 1):
            expected = expected + float(monthly[row.run, row.payer, row.kind, each])
        assert row.pounds == expected, row


@pytest.mark.parametrize(
    ("months", "what"),
    [
        ([HORIZON + 1], f"there is no month {HORIZON + 1}"),
        ([-25, 0], "there is no month -25"),
        ([0.5], "there is no month 0.5"),
        ([1.0], "there is no month 1.0"),
        ([1, "a"], "there is no month 'a'"),
        ([True], "there is no month True"),
        ([], "no month is named"),
    ],
)
def test_months_that_are_not_there_are_refused(months: list[Any], what: str, base: Scenario) -> None:
    assert fault(base, 1, months=months) == f"months: {what}; name months from -24 to {HORIZON}"


# -- What is varied ------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_varied_is_what_a_scenario_would_fix(engine: Engine, base: Scenario) -> None:
    table = pd.DataFrame({"people.engagement_decay": [0.01, 0.2], "C18": [1.0, 0.25]})
    found = simulate(base, 2, varied=table, engine=engine, organisations=True)
    for run, row in table.iterrows():
        number = int(str(run))
        fixed = base.with_parameters({"people.engagement_decay": row.iloc[0]}).with_links(
            {"C18": row.iloc[1]}
        )
        alone = simulate(fixed, range(number, number + 1), organisations=True)
        assert differences(found, alone, range(number, number + 1)) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_varied_stands_over_the_scenario(engine: Engine, base: Scenario) -> None:
    decay = all_parameters()["people.engagement_decay"]
    plain = simulate(base, 1, parameters="central")
    other = base.with_parameters({decay.name: 0.5}).with_links({"C18": 0.0})
    assert differences(plain, simulate(other, 1, parameters="central")) != []
    varied = {decay.name: [decay.value], "C18": [1.0]}
    again = simulate(other, 1, parameters="central", varied=varied, engine=engine)
    assert differences(plain, Result(**{**vars(again), "scenario": base})) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lever_put_in_by_half_is_one_of_half_its_strength(engine: Engine, base: Scenario) -> None:
    plain = load_scenario("baseline").with_horizon(HORIZON)
    full = plain.with_levers(L05={"start": 0, "ramp_up": 0})
    half = plain.with_levers(L05={"start": 0, "ramp_up": 0, "strength": 0.5})
    found = simulate(full, 3, varied={"shared-records": [1.0, 0.5, 0.0]}, engine=engine, organisations=True)
    for scenario, run in ((full, 0), (half, 1), (plain, 2)):
        mine = range(run, run + 1)
        assert differences(found, simulate(scenario, mine, organisations=True), mine) == []


@pytest.mark.parametrize("engine", ["ensemble", "mesa"])
def test_runs_may_share_a_luck(engine: Engine, base: Scenario) -> None:
    few = base.with_horizon(6)
    plain = simulate(few, 3, parameters="central", engine=engine).outcomes
    found = simulate(few, 3, parameters="central", varied={"luck": [2, 0, 2]}, engine=engine).outcomes
    assert found["luck"].unique().tolist() == [2, 0]
    columns = list(plain.columns[2:])  # all but run and parameter set
    for run, luck in enumerate((2, 0, 2)):
        own, other = found[found["run"] == run], plain[plain["run"] == luck]
        pd.testing.assert_frame_equal(
            own[columns].reset_index(drop=True), other[columns].reset_index(drop=True), check_exact=True
        )
    assert not plain[plain["run"] == 0]["engagement"].equals(plain[plain["run"] == 2]["engagement"])


def test_a_luck_is_given_to_the_runs_of_a_part(base: Scenario) -> None:
    table = {"luck": np.arange(40)[::-1], "C18": np.linspace(0, 1, 40)}
    whole = simulate(base, 40, varied=table, workers=1, flows=[33], months=[3])
    with ThreadPoolExecutor(2) as pool:
        spread = simulate(base, 40, varied=table, executor=pool, flows=[33], months=[3])
    assert differences(whole, spread) == []
    assert whole.outcomes["luck"].tolist() == list(range(40))[::-1]


def test_levers_are_varied_by_id_or_name(base: Scenario) -> None:
    lever = load_levers()["L05"]
    one = simulate(base, 2, varied={lever.id: [0.2, 0.7]})
    assert differences(one, simulate(base, 2, varied={lever.name: [0.2, 0.7]})) == []
    assert differences(one, simulate(base, 2)) != []


@pytest.mark.parametrize(
    ("varied", "line"),
    [
        (
            {"people.engagement_decoy": [0.1, 0.1]},
            "varied: 'people.engagement_decoy' is no parameter, link or lever; "
            "did you mean people.engagement_decay?",
        ),
        (
            {"shared-record": [0.1, 0.1]},
            "varied: 'shared-record' is no parameter, link or lever; did you mean shared-records?",
        ),
        (
            {"C18": [0.1]},
            "varied: C18 has the shape (1,), where there are 2 runs; give one number for each run",
        ),
        ({"C18": ["a", "b"]}, "varied: C18 holds what is no number; give one number for each run"),
        ({"C18": [[0.1], [0.1, 0.2]]}, "varied: C18 holds what is no number; give one number for each run"),
        (
            {"L05": [0.1, 0.1], "shared-records": [0.1, 0.1]},
            "varied: 'L05' and 'shared-records' are one lever; keep one of the two",
        ),
        ({"C18": [0.1, 1.5]}, "varied: C18 is 1.5 in run 1; write a number from 0 to 1"),
        ({"L05": [-0.1, 0.5]}, "varied: L05 is -0.1 in run 0; write a number from 0 to 1"),
        ({"luck": [0, 1.5]}, "varied: luck is 1.5 in run 1; write a whole number from 0 to 4294967295"),
        (
            {"luck": [2**32, 0]},
            "varied: luck is 4294967296 in run 0; write a whole number from 0 to 4294967295",
        ),
        ({"luck": [-1, 0]}, "varied: luck is -1 in run 0; write a whole number from 0 to 4294967295"),
        (
            {"luck": [0, float("nan")]},
            "varied: luck is nan in run 1; write a whole number from 0 to 4294967295",
        ),
        (
            {"luck": [0]},
            "varied: luck has the shape (1,), where there are 2 runs; give one number for each run",
        ),
        ({"luk": [0, 1]}, "varied: 'luk' is no parameter, link or lever; did you mean luck?"),
        ({"C18": [0.1, float("nan")]}, "varied: C18 is nan in run 1; write a number from 0 to 1"),
        (
            {"people.staff_hour": [1.0, float("inf")]},
            "varied: people.staff_hour is inf in run 1; write a number from 0 to 1e+12",
        ),
    ],
)
def test_what_cannot_be_varied_is_refused_in_a_line(
    varied: dict[str, list[float]], line: str, base: Scenario
) -> None:
    assert fault(base, 2, varied=varied) == line


def test_all_that_is_wrong_is_said_at_once(base: Scenario) -> None:
    with pytest.raises(WrongInput) as caught:
        simulate(base, 2, varied={"C188": [0.1, 0.1], "C18": [2.0, 0.1], "L05": [0.1]})
    assert len(caught.value.faults) == 3


# -- Who runs it ---------------------------------------------------------------------------

MANY = 40


@pytest.fixture(scope="module")
def many(base: Scenario) -> Result:
    return simulate(base, MANY, lucks=3, localities=True, flows=[2, 39], varied=spread(), workers=1)


def spread() -> dict[str, Any]:
    return {"people.engagement_decay": np.linspace(0.0, 0.3, MANY), "L05": np.linspace(0.0, 1.0, MANY)}


@pytest.mark.parametrize(
    "pool",
    [
        pytest.param(lambda: ThreadPoolExecutor(3), id="threads"),
        pytest.param(lambda: processes(1), id="processes", marks=pytest.mark.heavy),
    ],
)
def test_an_executor_gives_the_same(pool: Callable[[], Any], base: Scenario, many: Result) -> None:
    seen: list[tuple[int, int]] = []
    with pool() as executor:
        found = simulate(
            base,
            MANY,
            lucks=3,
            localities=True,
            flows=[2, 39],
            varied=spread(),
            executor=executor,
            progress=lambda done, runs: seen.append((done, runs)),
        )
    assert differences(found, many) == []
    assert seen[-1] == (MANY, MANY)
    assert len(seen) > 1
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_threads_give_the_same_and_tell_how_far_they_are(base: Scenario, many: Result) -> None:
    seen: list[tuple[int, int]] = []
    found = simulate(
        base,
        MANY,
        lucks=3,
        localities=True,
        flows=[2, 39],
        varied=spread(),
        workers=3,
        progress=lambda done, runs: seen.append((done, runs)),
    )
    assert differences(found, many) == []
    assert seen[-1] == (MANY, MANY)
    assert len(seen) > 1
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


@pytest.mark.heavy
def test_many_may_ask_at_once(base: Scenario) -> None:
    plain = load_scenario("baseline").with_horizon(HORIZON)
    scenarios = [
        plain.with_horizon(1 + number).with_levers({lever: {"start": 0}})
        for number, lever in enumerate(("L03", "L05", "L07", "L09", "L10", "L11", "L15", "L16"))
    ]
    asked = [{"runs": 3 + 7 * number, "seed": number, "flows": [number]} for number in range(len(scenarios))]
    alone = [simulate(scenario, **given, workers=1) for scenario, given in zip(scenarios, asked, strict=True)]  # type: ignore[arg-type]
    together = threading.Barrier(len(scenarios))

    def ask(number: int) -> Result:
        together.wait(60)
        return simulate(scenarios[number], **asked[number], workers=2)  # type: ignore[arg-type]

    with ThreadPoolExecutor(len(scenarios)) as pool:
        for number, found in enumerate(pool.map(ask, range(len(scenarios)))):
            assert differences(found, alone[number]) == [], number


def test_quantiles_alone_are_kept() -> None:
    base = load_scenario("baseline").with_horizon(2)
    whole = simulate(base, 25, months=(0, 2))
    few = simulate(base, 25, months=(0, 2), quantiles=(0.05, 0.5))
    assert len(few.outcomes) == 0
    assert list(few.outcomes.columns) == list(whole.outcomes.columns)
    assert few.quantiles is not None
    assert few.quantiles[["quantile", "month"]].to_numpy().tolist() == [
        [0.05, 0],
        [0.05, 2],
        [0.5, 0],
        [0.5, 2],
    ]
    at_end = whole.outcomes[whole.outcomes["month"] == 2]
    assert few.quantiles["engagement"].iloc[-1] == at_end["engagement"].median()
    assert whole.quantiles is None


@pytest.mark.parametrize("wrong", [1.5, -0.1, float("nan"), "half"])
def test_a_quantile_lies_from_0_to_1(wrong: object) -> None:
    with pytest.raises(WrongInput, match=r"quantiles: .* is not a number from 0 to 1"):
        simulate(load_scenario("baseline"), 1, quantiles=[wrong])  # type: ignore[list-item]


def test_one_is_a_list_of_one_and_numpys_numbers_are_numbers(base: Scenario, whole: Result) -> None:
    given: dict[str, Any] = {"lucks": np.int8(1), "months": np.int64(2), "flows": np.int16(1)}
    some = simulate(base, np.int64(RUNS), np.uint32(1), **given)  # type: ignore[arg-type]
    assert some.outcomes["month"].unique().tolist() == [2]
    assert some.flows is not None
    assert some.flows["run"].unique().tolist() == [1]
    expected = whole.outcomes[whole.outcomes["month"] == 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(some.outcomes, expected, check_exact=True)
    alone: dict[str, Any] = {"months": 2, "quantiles": np.float32(0.5)}
    found = simulate(base, 2, **alone).quantiles
    assert found is not None
    assert found["quantile"].tolist() == [0.5]


def test_what_is_no_table_cannot_be_varied(base: Scenario) -> None:
    said = "varied: 5 is no table; give a frame or a mapping of names to numbers"
    assert fault(base, 1, varied=5) == said
    with pytest.raises(WrongInput, match=f"^{said}$"):
        NetworkModel(base, varied=5)  # type: ignore[arg-type]
