"""What each problem had in the others: worked out by hand for a hub and a spoke, and added up in runs."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import Result, Scenario, WrongInput, load_scenario, simulate
from sim.inputs.levers import all_parameters
from sim.inputs.problems import load_problems
from sim.inputs.timing import FIRST_MONTH
from sim.model.cascade import CASCADE_COLUMNS, NO_PROBLEM, cascade, leads
from sim.model.flows import FlowAmount
from sim.model.problems import watched

NAN = float("nan")
Shares = dict[tuple[str, str, int], float]


@pytest.fixture(scope="module")
def paper() -> Scenario:
    return load_scenario(Path(__file__).parent / "paper" / "scenario.yaml")


def flow(entity: str, name: str, stock: str, flow: str, carried: str, amount: float) -> FlowAmount:
    link, _, hop = carried.partition(".")
    return FlowAmount(entity, name, stock, flow, link, int(hop or 0), amount)


# One month's flows, whatever their stocks; they are the same in all months.
FLOWS = (
    flow("organisation", "Spoke", "engagement", "committed", "", 0.05),
    flow("organisation", "Spoke", "engagement", "workarounds", "C18.1", -0.02),
    flow("organisation", "Spoke", "engagement", "intractability", "C04.5", -0.03),
    flow("organisation", "Spoke", "engagement", "no_effort", "C46.1", -0.05),
    flow("organisation", "Spoke", "engagement", "bound", "", -1.0),
    flow("organisation", "Hub", "engagement", "workarounds", "C18.1", -1.0),
    flow("organisation", "Spoke", "workaround_burden", "unlinked_records", "C17.1", 0.7),
    flow("organisation", "Spoke", "participation", "travel", "C24.1", -0.3),
    flow("organisation", "Spoke", "participation", "time", "C38.2", -0.1),
    flow("tie", "Hub - Spoke", "tie_rivalry", "scarce_sector_money", "C07.1", 0.03),
    flow("tie", "Hub - Spoke", "tie_rivalry", "power_imbalance", "C08.1", 0.01),
    flow("tie", "Hub - Spoke", "tie_rivalry", "eased", "", -0.1),
    flow("network", "network", "progress", "effort", "C27.3", -0.1),
    flow("network", "network", "progress", "money", "C03.1", -0.1),
    flow("network", "network", "progress", "engagement", "C45.1", -0.2),
    flow("network", "network", "progress", "momentum", "C45.2", -0.1),
    flow("network", "network", "progress", "joint", "", -0.3),
    flow("locality", "Town", "cover_24_7", "local_nurses", "C22.1", -0.1),
    flow("locality", "Town", "cover_24_7", "shared_records", "C16.1", -0.4),
)


def shares(paper: Scenario, *intervals: tuple[str, str, int, float]) -> dict[tuple[str, str], Shares]:
    """Shares in each target, of intervals of a problem of an organisation (empty: the network)."""
    held, names = watched(paper.network), ["", *(each.name for each in paper.network.organisations)]
    place = {(names[each.organisation + 1], each.problem.id): n for n, each in enumerate(held)}
    found = np.array([(7.0, place[holder, name], onset, end) for holder, name, onset, end in intervals])
    table = cascade(paper.network, found, FLOWS, [np.full(26, each.amount) for each in FLOWS])
    assert tuple(table.columns) == CASCADE_COLUMNS
    assert (table["run"] == 7).all()
    return {
        (str(holder), str(target)): {
            (source, link, hop): share
            for source, link, hop, share in zip(
                rows["from"], rows["link"], rows["hop"], rows["share"], strict=True
            )
        }
        for (holder, target), rows in table.groupby(["organisation", "to"])
    }


def approx(expected: Shares) -> Shares:
    return {key: pytest.approx(value, abs=1e-15) for key, value in expected.items()}  # type: ignore[misc]


def test_what_pushes_towards_the_mark_is_charged_to_earlier_problems(paper: Scenario) -> None:
    found = shares(
        paper,
        ("Spoke", "workarounds", -24, NAN),
        ("Spoke", "obstacles-too-big", -22, NAN),  # in the same month, so no earlier
        ("Spoke", "disengagement", -22, NAN),
    )
    # 0.02 of 0.02 + 0.03 + 0.05; gains and what bounds take off do not count.
    expected = {("workarounds", "C18", 1): 0.2, (NO_PROBLEM, "", 0): 0.8}
    assert found["Spoke", "disengagement"] == approx(expected)


def test_a_problem_counts_while_it_holds_where_the_flow_comes_from(paper: Scenario) -> None:
    apart = ("Spoke", "disengagement", -20, NAN)
    nothing = {(NO_PROBLEM, "", 0): 1.0}
    over = ("Spoke", "workarounds", -24, -21.0)  # it is over in the month before -20
    assert shares(paper, over, apart)["Spoke", "disengagement"] == nothing
    elsewhere = ("Hub", "workarounds", -24, NAN)
    assert shares(paper, elsewhere, apart)["Spoke", "disengagement"] == nothing
    lasted = ("Spoke", "workarounds", -24, -20.0)
    expected = approx({("workarounds", "C18", 1): 0.2, (NO_PROBLEM, "", 0): 0.8})
    assert shares(paper, lasted, apart)["Spoke", "disengagement"] == expected


def test_what_marks_from_above_is_pushed_upwards(paper: Scenario) -> None:
    found = shares(paper, ("Spoke", "unlinked-records", -24, NAN), ("Spoke", "workarounds", 0, NAN))
    expected = {("unlinked-records", "C17", 1): 1.0, (NO_PROBLEM, "", 0): 0.0}
    assert found["Spoke", "workarounds"] == expected


def test_rivalry_is_fed_by_what_lies_on_ties(paper: Scenario) -> None:
    found = shares(paper, ("", "underfunded-sector", -24, NAN), ("Hub", "rivalry", 0, NAN))
    expected = {("underfunded-sector", "C07", 1): 0.75, (NO_PROBLEM, "", 0): 0.25}
    assert found["Hub", "rivalry"] == approx(expected)


def test_meetings_of_late_are_fed_by_what_holds_back_from_coming_now(paper: Scenario) -> None:
    far, missed = ("Spoke", "long-distances", -24, NAN), ("Spoke", "meetings-hard-to-join", -10, NAN)
    expected = {("long-distances", "C24", 1): 0.75, (NO_PROBLEM, "", 0): 0.25}
    assert shares(paper, far, missed)["Spoke", "meetings-hard-to-join"] == approx(expected)


def test_what_half_of_the_organisations_have_counts_half_for_the_network(paper: Scenario) -> None:
    found = shares(
        paper,
        ("", "scarce-network-money", -24, NAN),
        ("Spoke", "disengagement", -24, NAN),
        ("", "slow-change", -10, NAN),
    )
    # Charges are 0.5 in all, without what is explained jointly; of disengagement's 0.2 one half.
    expected = {
        ("scarce-network-money", "C03", 1): 0.2,
        ("disengagement", "C45", 1): 0.2,
        (NO_PROBLEM, "", 0): 0.6,
    }
    assert found["", "slow-change"] == approx(expected)


def test_care_feels_what_those_who_serve_there_have(paper: Scenario) -> None:
    found = shares(paper, ("Hub", "unlinked-records", -24, NAN), ("", "stalled-24-7", 1, NAN))
    expected = {("unlinked-records", "C16", 1): 0.4, (NO_PROBLEM, "", 0): 0.6}
    assert found["", "stalled-24-7"] == approx(expected)


def test_what_was_there_from_the_start_has_no_row_as_a_target(paper: Scenario) -> None:
    assert shares(paper, ("Spoke", "disengagement", -24, NAN)) == {}


def test_a_state_without_flows_comes_of_no_problem(paper: Scenario) -> None:
    assert shares(paper, ("", "scarce-staff", 0, NAN)) == {("", "scarce-staff"): {(NO_PROBLEM, "", 0): 1.0}}


# -- In runs -------------------------------------------------------------------------------


def test_obstacles_look_too_big_on_paper(paper: Scenario) -> None:
    """Money is the one barrier that discourages there; with none left, tractability is 0.8 of itself.

    With no money in the field either, everybody's own is strained from the first month on, and what is seen
    of it in the next.
    """
    others = {name: 0.0 for name in all_parameters() if name not in paper.parameters}
    without_money = paper.with_parameters({**others, "infrastructure.post_cost": 90_000.0})
    poor = without_money.with_facts({"sector_funding": 0.0})
    result = simulate(poor, 1, parameters="central", problems=True, cascade=[0], months=[0])
    assert result.problems is not None
    assert result.cascade is not None
    # 0.5 x 0.8^3 is 0.256, 0.5 x 0.8^4 is 0.205: below a quarter in the fifth month.
    begun = result.problems[result.problems["problem"] == "obstacles-too-big"]
    assert begun["onset"].tolist() == [-20, -20]
    rows = result.cascade[result.cascade["to"] == "obstacles-too-big"]
    charged = rows[rows["share"] > 0.0]
    assert charged["from"].tolist() == ["scarce-network-money"] * 2
    assert charged["link"].tolist() == ["C04"] * 2
    assert charged["hop"].tolist() == [1, 1]
    assert charged["share"].tolist() == [1.0, 1.0]


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(load_scenario("baseline"), 20, problems=True, cascade=range(3, 9))


def table(frame: pd.DataFrame | None) -> pd.DataFrame:
    assert frame is not None
    return frame


def test_shares_of_every_interval_that_began_later_add_up_to_1(result: Result) -> None:
    found, problems = table(result.cascade), table(result.problems)
    keys = ["run", "organisation", "to", "onset"]
    added = found.groupby(keys)["share"].sum()
    assert added.to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert (found["share"] >= 0.0).all()
    later = problems[(problems["onset"] > FIRST_MONTH) & problems["run"].between(3, 8)]
    expected = sorted(zip(*(later[key] for key in ("run", "organisation", "problem", "onset")), strict=True))
    assert sorted(added.index) == expected
    assert len(expected) > 100


def test_rows_are_charged_along_a_hop_that_the_problem_stands_for(result: Result) -> None:
    found = table(result.cascade)
    assert not found.duplicated(["run", "organisation", "to", "onset", "from", "link", "hop"]).any()
    charged = found[found["from"] != NO_PROBLEM]
    assert set(charged["from"]) <= set(load_problems())
    assert (charged["hop"] > 0).all()
    assert (charged["from"] != charged["to"]).all()


def test_what_is_charged_goes_ways_that_are_known(result: Result) -> None:
    assert result.cascade is not None
    charged = result.cascade[result.cascade["from"] != NO_PROBLEM]
    went = set(zip(charged["from"], charged["to"], charged["link"], strict=True))
    assert went
    assert went <= set(leads())


def test_ways_from_problem_to_problem_are_those_of_the_links() -> None:
    found = set(leads())
    assert ("workarounds", "disengagement", "C18") in found
    assert ("broad-definition", "unclear-purpose", "C33") in found  # flows alone say so
    assert ("scarce-staff", "slow-change", "C44") in found  # by what it stands for
    assert not [way for way in found if way[0] == way[1]]
    assert {source for source, _, _ in found} <= {each.id for each in load_problems().values() if each.hops}


def test_shares_are_those_of_the_flows_that_ran(result: Result) -> None:
    """One interval of disengagement, added up anew from the flows that are kept."""
    rows = table(result.cascade)
    one = rows[rows["to"] == "disengagement"].iloc[0]
    flows = table(simulate(result.scenario, range(one["run"], one["run"] + 1), flows=[one["run"]]).flows)
    own = flows[
        (flows["month"] == one["onset"])
        & (flows["organisation"] == one["organisation"])
        & (flows["stock"] == "engagement")
        & (flows["amount"] < 0.0)
        & (flows["flow"] != "bound")
    ]
    key = ["run", "organisation", "to", "onset"]
    interval = rows[(rows[key] == one[key]).all(axis=1) & (rows["from"] != NO_PROBLEM)]
    assert len(interval) > 1
    for _, each in interval.iterrows():
        part = own[(own["link"] == each["link"]) & (own["hop"] == each["hop"])]["amount"].sum()
        assert each["share"] == pytest.approx(part / own["amount"].sum(), rel=1e-12)


@pytest.mark.parametrize("wrong", [[20], [-1], range(19, 22)])
def test_runs_that_are_not_there_are_refused(wrong: Sequence[int], paper: Scenario) -> None:
    with pytest.raises(WrongInput, match="cascade: there is no run"):
        simulate(paper, 20, cascade=wrong)


def test_it_can_be_had_without_the_problems(paper: Scenario) -> None:
    found = simulate(paper, 2, months=[1], cascade=[1])
    assert found.problems is None
    assert table(found.cascade)["run"].unique().tolist() == [1]
