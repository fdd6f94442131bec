"""Nothing comes from nowhere: people hired, money spent and posts filled are somebody's, in whole runs."""

import functools
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

import pytest

from sim import Scenario, load_scenario
from sim.engine.mesa_model import NetworkModel
from sim.inputs.levers import load_levers
from sim.model import aggregates, initial
from sim.model.rules import hundredths, infrastructure
from sim.model.schedule import KINDS, PAYERS, costs_of
from sim.model.state import Member, Members, NetworkState, OrganisationFacts, OrganisationState
from tests.sim.engine.parity.worlds import network as random_network
from tests.sim.engine.parity.worlds import scenario as random_scenario

GROUPS = {
    "specialist_posts": "specialist_establishment",
    "nurse_posts": "nurse_establishment",
    "other_posts": "other_establishment",
}


class Month(NamedTuple):
    """A month of a run: before it, after it, and what moved each organisation, by stock."""

    month: int
    before: list[OrganisationState]
    after: list[OrganisationState]
    facts: list[OrganisationFacts]
    net_before: NetworkState
    net: NetworkState
    members: Members
    flows: list[dict[str, dict[str, float]]]
    spent: list[float]  # in a year, by each organisation
    pool: dict[str, float]


def with_everything() -> Scenario:
    """All levers, and losses of people and money."""
    return (
        load_scenario("everything")
        .with_horizon(30)
        .with_shocks(
            {"month": 6, "staff-lost": 0.4, "organisations": {"name": "Homelight Nursing Charity"}},
            {"month": 9, "income-lost": 0.5, "organisations": {"sector": "charity"}},
            {"month": 12, "posts-frozen": 6},
        )
    )


def a_random_one() -> Scenario:
    rng = random.Random(5)
    return random_scenario(random_network(rng, 9, 5), 24, rng)


SCENARIOS = {"everything": with_everything, "random": a_random_one}


@functools.cache
def model_of(name: str) -> tuple[NetworkModel, list[Month]]:
    model = NetworkModel(SCENARIOS[name](), run=3, collect=False, record_flows=True)
    return model, list(_months(model))


def _months(model: NetworkModel) -> Iterator[Month]:
    names = [each.name for each in model.organisations]
    place = {each: number for number, each in enumerate(names)}
    while model.running:
        before, net_before, kept = [each.state for each in model.organisations], model.net, len(model.flows)
        with spending_noted() as spent:
            model.step()
        flows: list[dict[str, dict[str, float]]] = [{} for _ in names]
        pool: dict[str, float] = {}
        for _, each in model.flows[kept:]:
            if each.entity == "organisation":
                flows[place[each.name]].setdefault(each.stock, {})[each.flow] = each.amount
            elif each.stock == "nurse_pool":
                pool[each.flow] = each.amount
        yield Month(
            model.month,
            before,
            [each.state for each in model.organisations],
            [each.facts for each in model.organisations],
            net_before,
            model.net,
            model.members,
            flows,
            spent,
            pool,
        )


@contextmanager
def spending_noted() -> Iterator[list[float]]:
    """What each organisation spends in a year, as its rule has it, one after the other."""
    noted: list[float] = []
    rule = infrastructure.spending

    def spending(member: Member) -> float:
        noted.append(rule(member))
        return noted[-1]

    with patch.object(infrastructure, "spending", spending):
        yield noted


@pytest.fixture(params=SCENARIOS)
def run(request: pytest.FixtureRequest) -> tuple[NetworkModel, list[Month]]:
    return model_of(request.param)


# -- People --------------------------------------------------------------------------------


def test_posts_change_only_by_who_came_left_and_was_lost(run: tuple[NetworkModel, list[Month]]) -> None:
    moved = 0
    for month in run[1]:
        for before, after, flows in zip(month.before, month.after, month.flows, strict=True):
            for group in GROUPS:
                changes, posts = flows[group], getattr(after, group)
                assert posts == hundredths(posts)
                assert posts - getattr(before, group) == pytest.approx(sum(changes.values()), abs=1e-9)
                assert abs(changes["bound"]) <= 0.005 + 1e-9  # no more than rounding to hundredths
                came = [each for name, each in changes.items() if name not in ("left", "lost", "bound")]
                assert min(came) >= 0.0 >= max(changes["left"], changes["lost"])
                moved += sum(came) > 0.0
    assert moved > 20


def test_before_month_0_posts_stand_as_entered_and_later_within_what_there_is(
    run: tuple[NetworkModel, list[Month]],
) -> None:
    for month in run[1]:
        for after, facts in zip(month.after, month.facts, strict=True):
            new = {"nurse_posts": after.new_nurses, "specialist_posts": after.new_specialists}
            for group, established in GROUPS.items():
                posts, there = getattr(after, group), getattr(facts, established)
                known = {"nurse_posts": facts.nurses_known, "specialist_posts": facts.specialists_known}
                if month.month < 0:
                    assert posts <= known.get(group, facts.others_known)
                # A successor may come a little before somebody goes.
                most = max(there, known.get(group, facts.others_known)) + new.get(group, 0.0)
                assert posts <= most + 3.0, (group, posts, most)
                assert new.get(group, 0.0) <= posts


def test_nurses_who_are_hired_leave_the_pool_and_those_who_leave_stay_in_part(
    run: tuple[NetworkModel, list[Month]],
) -> None:
    model, months = run
    p, known = model.p.people, model.structure.network.nurses_known
    people, usual = max(1.0, p.pool_against_posts * known), p.nurse_turnover / 12.0 * known
    for last, month in itertools.pairwise(months):
        joined = sum(each.nurses_joined for each in last.after)
        left = sum(each.nurses_left for each in last.after)
        assert last.members.nurses_joined == pytest.approx(joined, abs=1e-9)
        assert last.members.nurses_left == pytest.approx(left, abs=1e-9)
        moved = month.net.nurse_pool - month.net_before.nurse_pool
        assert moved == pytest.approx(sum(month.pool.values()), abs=1e-12)
        if month.month >= 0:
            assert people * month.pool["hired"] == pytest.approx(usual - joined, abs=1e-9)
            stayed = p.leavers_stay * (left - usual)
            assert people * month.pool["left_their_posts"] == pytest.approx(stayed, abs=1e-9)
        for before, after, flows in zip(last.before, last.after, last.flows, strict=True):
            nurses = flows["nurse_posts"]
            # Whom a shock takes away at once is gone from the region.
            assert after.nurses_left == pytest.approx(-nurses["left"])
            came = nurses["joined"] + nurses["new_posts"] + nurses["network_money"]
            assert after.nurses_joined == pytest.approx(came)
            gone = (
                before.nurse_posts + after.nurses_joined + nurses["left"] + nurses["lost"] - after.nurse_posts
            )
            assert abs(gone) <= 0.005 + 1e-9


# -- Money ---------------------------------------------------------------------------------


def test_reserves_are_what_is_left_of_income_after_spending(run: tuple[NetworkModel, list[Month]]) -> None:
    """In months of spending; never more than an organisation keeps, and never less than nothing."""
    seen = set()
    for month in run[1]:
        states = zip(month.before, month.after, month.facts, month.spent, strict=True)
        for old, new, facts, spent in states:
            left = (old.statutory_income + old.raised_income - spent) / 12.0
            change = (new.reserves - old.reserves) * max(1.0, spent) / 12.0
            assert 0.0 <= new.reserves <= max(facts.reserves, old.reserves) + 1e-9
            if 0.0 < new.reserves < facts.reserves:
                assert change == pytest.approx(left, rel=1e-9, abs=1e-6)
                seen.add("between")
            elif left < 0.0:
                assert left - 1e-6 <= change <= 0.0  # what reserves do not cover is strain
                seen.add("run out")
            else:
                assert -1e-6 <= change <= left + 1e-6  # what is above what it keeps goes into its work
                seen.add("full")
    assert seen == {"between", "run out", "full"}


def test_income_changes_by_what_is_said_to_change_it(run: tuple[NetworkModel, list[Month]]) -> None:
    for month in run[1]:
        for before, after, flows, facts in zip(
            month.before, month.after, month.flows, month.facts, strict=True
        ):
            for stock in ("statutory_income", "raised_income"):
                moved = getattr(after, stock) - getattr(before, stock)
                assert moved == pytest.approx(sum(flows[stock].values()), rel=1e-9, abs=1e-6)
            year = month.month % 12 == 0
            raised = flows["raised_income"]
            assert year or raised["good_or_bad_year"] == raised["settled"] == 0.0
            usual = facts.income * (1.0 - facts.statutory_share)
            assert usual > 0.0 or after.raised_income == 0.0


@pytest.mark.parametrize("lever", ["champions", "shared-records"])
def test_what_members_are_charged_for_a_lever_is_what_they_spend_on_it(lever: str) -> None:
    """Over the years in which it is paid; what is paid once, too."""
    scenario = load_scenario("baseline").with_horizon(36).with_levers({lever: {"start": 0}})
    pulled = NetworkModel(scenario, parameters="central", collect=False)
    spent, hours, months = 0.0, 0.0, []
    while pulled.running:
        states = [each.state for each in pulled.organisations]
        with spending_noted() as noted:
            pulled.step()
        for each, old, now in zip(pulled.organisations, states, noted, strict=True):
            worked = old.time_given + old.return_hours
            usual = each.facts.income + 12.0 * worked * pulled.p.people.staff_hour
            spent += (now - usual) / 12.0
        hours += pulled.members.hours_given * pulled.p.people.staff_hour
        months.append((pulled.net, pulled.members))
    costs = costs_of(pulled.schedule, pulled.values, pulled.p, months, {})
    charged = costs[:, PAYERS.index("members"), :].sum(axis=0)
    on_levers = charged.sum() - hours
    assert spent == pytest.approx(on_levers, rel=1e-9), dict(zip(KINDS, charged, strict=True))


def test_whatever_members_pay_for_comes_out_of_their_money() -> None:
    """If another lever's payer becomes its members, `infrastructure.spending` has to know."""
    paid = {each.name for each in load_levers().values() if each.cost.payer == "members"}
    assert paid == {"champions", "shared-records"}


def test_time_that_members_give_is_paid_by_them(run: tuple[NetworkModel, list[Month]]) -> None:
    for month in run[1]:
        hours = sum(each.time_given + each.return_hours for each in month.after)
        assert month.members.hours_given == pytest.approx(hours)


# -- Means ---------------------------------------------------------------------------------


def test_posts_of_the_region_are_those_of_its_organisations(run: tuple[NetworkModel, list[Month]]) -> None:
    for month in run[1]:
        for group in ("nurse_posts", "specialist_posts"):
            posts = sum(getattr(each, group) for each in month.after)
            assert getattr(month.members, group) == pytest.approx(posts, abs=1e-9)
        added = sum(each.new_nurses + each.new_specialists for each in month.after)
        assert month.members.posts_added == pytest.approx(added, abs=1e-9)


def test_each_nurse_works_somewhere_and_counts_once() -> None:
    """The nurses present in all places are those of all organisations."""
    model, _ = model_of("everything")
    posts = 0.0
    for services in model.structure.services:
        sums = initial.NO_SERVICES
        for each in services:
            org = model.organisations[each.organisation].state
            sums = aggregates.add_service(sums, each.weight, each.nurse_share, org)
        posts += sums.nurse_posts
    assert posts == pytest.approx(model.members.nurse_posts)
    children = sum(each.facts.children_served for each in model.organisations)
    assert children == pytest.approx(model.structure.network.children_llc)
