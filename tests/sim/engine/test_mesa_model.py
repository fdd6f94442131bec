"""The model is a Mesa model, and gives a Mesa user what a Mesa user expects."""

import ast
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.discrete_space import Network

import sim
from sim import load_scenario, simulate
from sim.engine.mesa_model import Hub, NetworkModel, Spoke
from sim.inputs.errors import WrongInput
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import load_outcomes
from sim.model.state import OrganisationState

MONTHS = 26  # from -24 to a horizon of 1
OUTCOMES = list(load_outcomes())


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline").with_horizon(1)


@pytest.fixture(scope="module")
def model(base: Scenario) -> NetworkModel:
    """A model that has run its course."""
    model = NetworkModel(base)
    while model.running:
        model.step()
    return model


# -- Model and agents ----------------------------------------------------------------------


def test_model_and_agents_are_mesas(model: NetworkModel, base: Scenario) -> None:
    assert isinstance(model, mesa.Model)
    assert all(isinstance(each, mesa.Agent) for each in model.agents)
    assert len(model.agents) == len(base.network.organisations)
    assert [type(each) for each in model.organisations] == [
        Hub if each.role == "hub" else Spoke for each in base.network.organisations
    ]
    assert model.agents_by_type.keys() == {Hub, Spoke}


def test_it_runs_from_month_minus_24_to_the_horizon(base: Scenario) -> None:
    model = NetworkModel(base, collect=False)
    months = []
    while model.running:
        model.step()
        months.append(model.month)
    assert months == list(range(-24, 2))
    assert model.steps == MONTHS
    state = model.net
    model.step()
    assert model.running is False
    assert (model.month, model.net) == (1, state)


def test_run_model_runs_to_the_horizon(base: Scenario, model: NetworkModel) -> None:
    other = NetworkModel(base, collect=False)
    other.run_model()
    assert (other.month, other.net) == (1, model.net)


def test_agents_are_the_members_in_the_order_of_files(model: NetworkModel, base: Scenario) -> None:
    assert list(model.agents) == list(model.organisations)
    assert [each.name for each in model.organisations] == [each.name for each in base.network.organisations]


REFUSED: dict[str, tuple[Callable[[NetworkModel], object], str]] = {
    "removed": (
        lambda model: model.organisations[3].remove(),
        "Saffron Gate Children's Hospice: an organisation cannot be removed during a run; let it leave by a ",
    ),
    "all removed": (
        lambda model: model.remove_all_agents(),
        "Harrowmere Royal Children's Hospital: an organ",
    ),
    "another": (
        lambda model: Spoke(model, 0),
        "model: Spoke cannot join during a run; add it before: scenario.",
    ),
    "left out": (
        lambda model: (model.agents.select(agent_type=Hub, inplace=True), model.step()),
        "model.agents: 7 are left of 26 members; select from a copy, without inplace",
    ),
}


@pytest.mark.parametrize("how", REFUSED)
def test_members_are_those_of_the_files_throughout(how: str, base: Scenario) -> None:
    model = NetworkModel(base, collect=False)
    model.step()
    change, said = REFUSED[how]
    with pytest.raises(WrongInput, match=f"^{re.escape(said)}") as caught:
        change(model)
    assert len(str(caught.value).splitlines()) == 1
    if how != "left out":
        model.step()
        assert len(model.agents) == len(model.organisations) == len(base.network.organisations)


def test_an_organisation_that_a_shock_takes_away_is_an_agent_still(base: Scenario) -> None:
    name = base.network.organisations[3].name
    model = NetworkModel(base.with_shocks({"month": 0, "leaves": True, "organisations": {"name": name}}))
    model.run_model()
    gone = model.organisations[3]
    assert gone in model.agents
    assert (gone.participation, gone.news) == (0.0, 0.0)


# -- Ties, and the space -------------------------------------------------------------------


def test_the_space_joins_those_who_are_tied(model: NetworkModel) -> None:
    space = model.space
    assert isinstance(space, Network)
    assert space.G.number_of_edges() == len(model.ties)
    for tie in model.ties:
        one, other = tie.ends
        assert space.G.edges[one.name, other.name]["tie"] is tie
        assert other in one.cell.neighborhood.agents
        assert tie in one.ties
        assert tie in other.ties
    hub = model.organisations[0]
    assert hub.cell is space[hub.name]
    assert len(list(hub.cell.neighborhood.agents)) == len(hub.ties)


def test_states_are_attributes_of_ties(model: NetworkModel) -> None:
    tie = model.ties[0]
    assert (tie.strength, tie.trust, tie.rivalry, tie.linked) == tie.state
    assert tie.name == f"{tie.ends[0].name} - {tie.ends[1].name}"
    assert len({each.strength for each in model.ties}) > len(model.ties) / 2


def test_the_space_draws_nothing(base: Scenario) -> None:
    """Mesa 3.5 would work out a drawing of the network with NumPy's dice."""
    dice = np.random.mtrand._rand  # type: ignore[attr-defined]
    dice.seed(1)
    NetworkModel(base, collect=False)
    drawn = dice.random()
    dice.seed(1)
    assert drawn == dice.random()


def test_states_are_attributes_of_agents(model: NetworkModel) -> None:
    hub = model.organisations[0]
    assert hub.engagement == hub.state.engagement
    assert (hub.role, hub.sector, hub.kind) == ("hub", "NHS", "tertiary centre")
    with pytest.raises(AttributeError, match="'Hub' object has no attribute 'engagment'"):
        hub.engagment  # noqa: B018


# -- AgentSet ------------------------------------------------------------------------------


def test_agents_are_selected(model: NetworkModel, base: Scenario) -> None:
    assert len(model.agents.select(agent_type=Hub)) == len(base.network.hubs)
    edge = model.agents.select(lambda agent: agent.facts.distance >= 50.0)
    assert {each.locality for each in edge} >= {"Saltenhurst", "Ravelmoor", "Penstowe"}


def test_agents_give_their_states(model: NetworkModel) -> None:
    assert model.agents.get("engagement") == [each.state.engagement for each in model.organisations]
    assert model.agents.get(["name", "trust"])[0] == [
        model.organisations[0].name,
        model.organisations[0].state.trust,
    ]


def test_agents_are_aggregated(model: NetworkModel) -> None:
    mean = model.agents.agg("engagement", lambda values: sum(values) / len(values))
    assert mean == pytest.approx(model.members.engagement)
    assert model.agents.agg("nurse_posts", sum) == model.members.nurse_posts


def test_agents_are_grouped(model: NetworkModel) -> None:
    counts = model.agents.groupby("sector").count()
    assert sum(counts.values()) == len(model.agents)
    assert counts["charity"] == 7
    hubs = model.agents.groupby("role").agg("engagement", max)["hub"]
    assert hubs == max(each.engagement for each in model.organisations if each.role == "hub")


# -- DataCollector -------------------------------------------------------------------------


def test_model_frame_holds_the_outcomes(model: NetworkModel) -> None:
    assert model.datacollector is not None
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame.shape == (MONTHS, 1 + len(OUTCOMES))
    assert list(frame.columns) == ["month", *OUTCOMES]
    assert list(frame["month"]) == list(range(-24, 2))
    assert frame["engagement"].iloc[-1] == model.members.engagement
    assert frame["funding"].iloc[-1] == model.net.funding
    assert frame["cover_24_7"].iloc[-1] == model.region.cover_24_7
    assert np.isfinite(frame.to_numpy(float)).all()


def test_agent_frame_holds_every_state(model: NetworkModel) -> None:
    assert model.datacollector is not None
    frame = model.datacollector.get_agent_vars_dataframe()
    assert frame.shape == (MONTHS * len(model.agents), 2 + len(OrganisationState._fields))
    assert frame.index.names == ["Step", "AgentID"]
    last = frame.loc[MONTHS]
    assert list(last["name"]) == [each.name for each in model.organisations]
    assert list(last["agent_engagement"]) == model.agents.get("engagement")


def test_nothing_is_collected_unless_asked(base: Scenario) -> None:
    assert NetworkModel(base, collect=False).datacollector is None


# -- Draws and batch_run -------------------------------------------------------------------


def test_mesas_own_generators_move_nothing(base: Scenario, model: NetworkModel) -> None:
    other = NetworkModel(base, collect=False)
    while other.running:
        other.random.random()
        other.rng.random()
        other.step()
    assert other.net == model.net
    assert [each.state for each in other.organisations] == [each.state for each in model.organisations]


def test_the_order_of_agents_moves_nothing(base: Scenario, model: NetworkModel) -> None:
    other = NetworkModel(base, collect=False)
    while other.running:
        other.agents.shuffle(inplace=True)
        other.step()
    assert other.net == model.net
    assert [each.state for each in other.organisations] == [each.state for each in model.organisations]


def batch(data_collection_period: int = -1, **parameters: Any) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa's own, of what it will drop
        rows: list[dict[str, Any]] = mesa.batch_run(
            NetworkModel,
            parameters,
            data_collection_period=data_collection_period,
            display_progress=False,
        )
    return rows


def histories(rows: list[dict[str, Any]]) -> dict[int, tuple[float, ...]]:
    return {row["run"]: tuple(row[name] for name in OUTCOMES) for row in rows}


def test_batch_run_gives_different_histories(base: Scenario, model: NetworkModel) -> None:
    found = histories(batch(scenario=[base], run=range(4)))
    assert sorted(found) == [0, 1, 2, 3]
    assert len(set(found.values())) == 4
    assert model.datacollector is not None
    assert found[0] == tuple(model.datacollector.get_model_vars_dataframe()[OUTCOMES].iloc[-1])


@pytest.mark.parametrize("period", [-1, 12])
def test_a_row_of_batch_run_is_of_one_month(period: int, base: Scenario) -> None:
    rows = batch(scenario=base, data_collection_period=period)
    other, means = NetworkModel(base, collect=False), {}
    while other.running:
        other.step()
        means[other.month] = (other.members.engagement, other.agents.get("engagement"))
    months = list(dict.fromkeys(row["month"] for row in rows))
    assert months == ([1] if period == -1 else [-24, -12, 0, 1] if rows[0]["Step"] == 0 else [-24, -12, 0])
    for month in months:
        of_month = [row for row in rows if row["month"] == month]
        assert {row["engagement"] for row in of_month} == {means[month][0]}
        assert [row["agent_engagement"] for row in of_month] == means[month][1]


@pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")  # Mesa 3.5
def test_iterations_that_repeat_a_run_are_warned_of(base: Scenario) -> None:
    with pytest.warns(UserWarning, match=r'^iterations repeats one and .*"run": range\(4\)}$'):
        rows = mesa.batch_run(
            NetworkModel,
            {"scenario": base, "collect": [True]},
            iterations=2,
            max_steps=1,
            display_progress=False,
        )
    assert len({row["engagement"] for row in rows}) == 1
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        mesa.batch_run(NetworkModel, {"scenario": base, "run": [0, 1]}, max_steps=1, display_progress=False)
    assert not [each for each in warned if "iterations repeats" in str(each.message)]


class Commissioner(mesa.Agent):  # type: ignore[misc]
    """An agent of a user's own, who looks on."""

    def __init__(self, model: "Watched") -> None:
        super().__init__(model)
        self.seen: list[int] = []

    def step(self) -> None:
        """Note the month."""
        self.seen.append(self.model.month)


class Watched(NetworkModel):
    """A network with agents of a user's own."""

    def __init__(self, scenario: Scenario, **given: Any) -> None:
        super().__init__(scenario, **given)
        self.commissioner, self.leaver = Commissioner(self), Commissioner(self)


@pytest.mark.parametrize("collect", [True, False])
def test_agents_of_ones_own_step_and_are_no_members(
    collect: bool, base: Scenario, model: NetworkModel
) -> None:
    watched = Watched(base, collect=collect)
    watched.step()
    watched.leaver.remove()
    watched.run_model()
    assert watched.commissioner.seen == list(range(-24, 2))
    assert watched.leaver.seen == [-24]
    assert watched.net == model.net
    assert [each.state for each in watched.organisations] == [each.state for each in model.organisations]
    if watched.datacollector is not None:
        frame = watched.datacollector.get_agent_vars_dataframe()
        assert list(frame.loc[MONTHS, "name"]) == [each.name for each in watched.organisations]


def test_batch_run_keeps_every_agent(base: Scenario) -> None:
    rows = batch(scenario=[base], run=[0, 1], collect=[True])
    assert len(rows) == 2 * len(base.network.organisations)
    assert {row["role"] for row in rows} == {"hub", "spoke"}
    assert len({row["agent_engagement"] for row in rows}) > 20
    assert len({row["engagement"] for row in rows}) == 2  # the mean of each run
    assert {row["Step"] for row in rows} <= {MONTHS - 1, MONTHS}  # Mesa 3.5 counts from 1


def test_no_seed_is_the_default_seed(base: Scenario, model: NetworkModel) -> None:
    other = NetworkModel(base, seed=None, collect=False)
    other.run_model()
    assert other.net == model.net


IN_TWO_PROCESSES = """
import warnings

import mesa

from sim import load_scenario
from sim.engine.mesa_model import NetworkModel
from sim.model.outcomes import load_outcomes

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    base = load_scenario("baseline").with_horizon(1)
    rows = mesa.batch_run(
        NetworkModel, {"scenario": [base], "run": range(4)}, number_processes=2, display_progress=False
    )
    found = {row["run"]: [row[name] for name in load_outcomes()] for row in rows}
    print(repr(found))
"""


@pytest.mark.heavy
def test_batch_run_gives_the_same_in_two_processes(base: Scenario, tmp_path: Path) -> None:
    script = tmp_path / "batch.py"
    script.write_text(IN_TWO_PROCESSES, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {run: tuple(values) for run, values in ast.literal_eval(done.stdout).items()}
    assert found == histories(batch(scenario=[base], run=range(4)))


WRONG_SETTINGS: list[dict[str, Any]] = [
    {"parameters": "Prior"},
    {"lucks": -1},
    {"lucks": 0},
    {"lucks": 2.0},
    {"varied": {"C18": -3.0}},
    {"varied": {"people.engagement_decay": float("nan")}},
    {"varied": {"people.engagement_decay": "much"}},
    {"varied": {"C99": 1.0}},
    {"seed": "one"},
]


@pytest.mark.parametrize("given", WRONG_SETTINGS, ids=str)
def test_what_simulate_refuses_is_refused_in_the_same_words(given: dict[str, Any], base: Scenario) -> None:
    with pytest.raises(WrongInput) as refused:
        NetworkModel(base, **given)
    columns = {name: [value] for name, value in given.get("varied", {}).items()}
    with pytest.raises(WrongInput) as by_simulate:
        simulate(base, 1, **given | ({"varied": columns} if columns else {}))
    assert str(refused.value) == str(by_simulate.value)


@pytest.mark.parametrize("scenario", ["baseline", ("name", "baseline"), None])
def test_what_is_no_scenario_is_refused(scenario: Any) -> None:
    with pytest.raises(WrongInput, match=r"^scenario: .* is no scenario; load it with load_scenario$"):
        NetworkModel(scenario)


def test_numpys_whole_numbers_are_whole_numbers(base: Scenario, model: NetworkModel) -> None:
    other = NetworkModel(base, run=np.int64(0), seed=np.uint32(1), lucks=np.int16(1), collect=False)  # type: ignore[arg-type]
    other.run_model()
    assert other.net == model.net


@pytest.mark.parametrize(("name", "value"), [("seed", -1), ("seed", 2**32), ("run", -1), ("run", 0.5)])
def test_a_seed_or_run_that_would_share_luck_is_refused(name: str, value: float) -> None:
    with pytest.raises(WrongInput, match=f"^{name}: .* is not a whole number from 0 to 4294967295"):
        NetworkModel(load_scenario("baseline"), **{name: value})


def test_the_grant_is_renewed_every_twelve_months_from_the_first_one_on() -> None:
    network = NetworkModel(load_scenario("baseline"), parameters="central", collect=False)
    left = {}
    while network.month < -1:
        network.step()
        left[network.month] = network.net.months_left
    assert [left[month] for month in (-24, -14, -13, -12, -2, -1)] == [11, 1, 0, 11, 1, 0]
