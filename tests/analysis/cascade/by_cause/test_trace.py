"""What one thing brings about, followed back: on the study's region, and against what the engines keep."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.cascade.by_cause import evaluate
from analysis.cascade.by_cause.evaluate import Experiment, compared, traced
from analysis.cascade.by_cause.histories import HOLDERS, History, columns_of
from analysis.cascade.by_cause.pair import against, lifted, poked
from analysis.cascade.knockouts import coalitions, removed, shapley
from analysis.cascade.onsets import grid_of
from analysis.statistics.barriers import BARRIERS
from sim import load_scenario, simulate
from sim.engine.job import Job
from sim.engine.ledger import entries, ledger
from sim.inputs.errors import WrongInput
from sim.model import month as months
from sim.model.schedule import months_of

RUNS = 200
HOSPICE = "Lanternwood Children's Hospice"
# A poke whose way is known: an organisation's income is its money, and its money what it shares.
INCOME = f"income-lost=0.5@12:{HOSPICE}"


@pytest.fixture(scope="module")
def base():
    return load_scenario("baseline")


@pytest.fixture(scope="module")
def works():
    return load_scenario("barriers-lifted").with_horizon(80)


def followed(pair, runs=range(6)):
    return traced(Experiment(pair, pair.other.name, len(runs), parameters="accepted"), runs)["traced"]


def test_what_the_rules_saw_gives_what_the_ledger_holds_to_the_bit(works):
    poke = poked(works, f"records-down=12@30:{HOSPICE}").one
    whole = ledger(Job(poke, [3], parameters="accepted", months=tuple(months_of(poke))))[0]
    history, columns = History(poke, 3, 1, "accepted", whole), columns_of(poke.network)
    for month in (1, 24, 55, 100):
        for phase, number in columns.states:
            now, flows = getattr(months, phase)(history.view(phase, number, month))
            assert tuple(now) == tuple(history.after(phase, number, month))
            for node, own in columns.flows.items():
                if (node.holder, node.number, own[0][1].phase) == (HOLDERS[phase], number, phase):
                    kept = [whole[month, column] for column, _ in own]
                    assert list(getattr(flows, node.field)) == kept


def test_the_columns_of_a_ledger_are_those_of_the_flows_that_results_have(base):
    run = simulate(base, 1, flows=[0], months=[20])
    whole = ledger(Job(base, [0], months=(20,)))[0, 0]
    named = {(each.name, each.stock, each.flow): whole[column] for column, each in entries(base.network)}
    rows = run.flows[~run.flows["flow"].isin(["bound", "joint"])]
    changes = rows[rows["stock"].isin(["engagement", "tie_trust", "guidelines"])]
    assert len(changes) > 100
    for row in changes.to_dict("records"):
        assert named[row["organisation"], row["stock"], row["flow"]] == row["amount"]


def test_what_is_brought_about_is_followed_back_to_the_thing(base):
    rows = followed(poked(base, INCOME), range(24))
    assert len(rows)
    own = rows[(rows["problem"] == "little-sharing") & (rows["organisation"] == HOSPICE)]
    assert len(own)
    assert (own["because"] == "").all()
    assert own["through"].str.startswith("raised_income").all()
    assert (own["hops"] == 1).all()
    assert (rows.loc[rows["organisation"] != HOSPICE, "tie"] != "").mean() > 0.5


def test_workarounds_hang_on_records_that_nothing_links_by_the_link_of_the_study(works):
    rows = followed(poked(works, f"records-down=12@50:{HOSPICE}"), range(16))
    own = rows[rows["problem"] == "workarounds"]
    assert len(own)
    assert set(own["link"]) == {"C17"}
    # Few had lost most of what they see before it was a problem, as not all of it went at once.
    early = own["because"] == ""
    assert early.mean() < 0.1
    assert own.loc[early, "through"].str.endswith("record_access").all()
    own = own[~early]
    assert set(own["because"]) == {"unlinked-records"}
    assert (own["organisation"] == own["because_organisation"]).all()
    assert (own["month"] >= own["because_month"]).all()
    assert (own["hops"] > 1).all()


def test_each_hangs_on_one_before_it_and_is_a_step_farther(works):
    rows = followed(poked(works, f"records-down=12@50:{HOSPICE}"), range(16))
    keys = ["run", "problem", "how", "organisation", "locality", "month"]
    hops = {tuple(row[key] for key in keys): row["hops"] for row in rows.to_dict("records")}
    behind = [key if key == "run" else f"because_{key}" for key in keys]
    behind[1] = "because"
    for row in rows[rows["because"] != ""].to_dict("records"):
        assert row["hops"] == hops[tuple(row[key] for key in behind)] + 1
        assert row["because_month"] <= row["month"]


def test_equal_scenarios_and_a_late_poke_bring_about_exactly_nothing(base):
    for pair in (against(base, base), poked(base, f"coordinator-leaves@{base.horizon}")):
        experiment = Experiment(pair, base.name, 16, parameters="accepted")
        tables = compared(experiment, range(16))
        assert tables["brought_about"].empty
        assert tables["kept_away"].empty
        assert traced(experiment, range(16))["traced"].empty


def test_nothing_is_dated_before_the_thing(base):
    tables = compared(Experiment(poked(base, "coordinator-leaves@12"), "baseline", 64), range(64))
    assert len(tables["brought_about"])
    assert tables["brought_about"]["month"].min() >= 12


UNTOLD = 0.05  # of what turns, in the last four months, of which cause cannot be told


@pytest.fixture(scope="module")
def standing(base):
    """How many problems stand at the end of each run, with every set of barriers removed; on other luck."""

    def count(scenario):
        result = simulate(scenario, RUNS, 2, parameters="prior", problems=True, months=[base.horizon])
        grid = grid_of(result.problems, scenario.network, range(RUNS), base.horizon)
        return grid.holds.sum(axis=1).astype(float)

    return {each: count(removed(base, each)) for each in coalitions()}


@pytest.mark.parametrize("barriers", [*BARRIERS, "+".join(BARRIERS)])
def test_what_a_barrier_holds_up_agrees_with_knock_outs(base, standing, barriers):
    """Both ask how many more problems stand at the end with it than without it.

    By cause: what begins or stays with it, lasts to the end, and without it does not come (again). Of all
    four together it is the sum of their Shapley shares.
    """
    table = compared(Experiment(lifted(base, barriers), base.name, RUNS, parameters="prior"), range(RUNS))
    more, fewer = (lasting(table[name]) for name in ("brought_about", "kept_away"))
    if "+" in barriers:
        apart = -np.sum(list(shapley(standing, list(BARRIERS)).values()), axis=0)
    else:
        apart = standing[frozenset()] - standing[frozenset({barriers})]
    error = np.hypot((more - fewer).std(ddof=1), apart.std(ddof=1)) / np.sqrt(RUNS)
    assert abs((more - fewer).mean() - apart.mean()) < 3.0 * error + UNTOLD * abs(apart.mean())
    assert (more - fewer).mean() > 3.0 * error


def lasting(table):
    """How many problems of the network and of organisations last to the end in this history alone."""
    own = table[(table["locality"] == "") & table["over"].isna() & table["otherwise"].isna()]
    once = own.drop_duplicates(["run", "problem", "organisation"])
    return np.bincount(once["run"], minlength=RUNS).astype(float)


@pytest.mark.parametrize(
    ("poke", "said"),
    [
        ("coordinator-leave@12", "did you mean coordinator-leaves?"),
        ("coordinator-leaves", "is no shock in a month"),
        ("coordinator-leaves=2@12", "has no amount"),
        ("records-down@12:Lanternwood", "needs an amount"),
        ("records-down=x@12:Lanternwood", "is no number"),
        ("records-down=3@12:Harro", "names 3 organisations"),
        ("records-down=3@12:Nowhere", "names no organisations"),
        ("coordinator-leaves@99", "after the horizon 60"),
    ],
)
def test_a_poke_that_cannot_be_is_one_line(base, poke, said):
    with pytest.raises(WrongInput) as refused:
        poked(base, poke)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_barrier_that_is_lifted_already_is_put_back(works):
    pair = lifted(works, "records")
    assert pair.other.digest() == works.digest()
    assert "L05" not in pair.one.levers
    with pytest.raises(WrongInput, match="no barrier 'record'"):
        lifted(works, "record")


def test_another_network_is_refused(base):
    with pytest.raises(WrongInput, match="other organisations"):
        against(base, base.with_organisation("Ashen Vale School Trust", without=True))


@pytest.mark.heavy
def test_what_is_found_does_not_hang_on_how_it_is_cut(base, monkeypatch):
    experiment = Experiment(poked(base, "coordinator-leaves@12"), base.name, 6)
    whole = traced(experiment, range(6))["traced"]
    parts = [traced(experiment, range(begin, begin + 2))["traced"] for begin in (0, 2, 4)]
    again = evaluate.pd.concat(parts, ignore_index=True)
    evaluate.pd.testing.assert_frame_equal(whole, again)
