"""Schedule: a lever's strength month by month, terms, reach, shocks, and what it all costs."""

from typing import Any

import numpy as np
import pytest

from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario, load_scenario
from sim.inputs.shocks import load_shocks
from sim.model.schedule import (
    KINDS,
    PAYERS,
    Floats,
    Schedule,
    costs_of,
    current,
    months_of,
    schedule_of,
    strengths_of,
)
from sim.model.state import Here, Members, NetworkState, Shocks, Terms
from sim.model.structure import gaps, structure_of
from sim.sampling.parameter_sets import CENTRAL, parameters_of, values_of

IDS = list(load_levers())
ZERO = 24  # where month 0 stands


@pytest.fixture(scope="module")
def bare() -> Scenario:
    """The shipped region without any lever."""
    return load_scenario("no-coordinator").with_horizon(24)


def scheduled(scenario: Scenario) -> Schedule:
    return schedule_of(scenario)


def terms(schedule: Schedule) -> Terms:
    """The terms of money by name, each (months,)."""
    return Terms(*schedule.terms.T)


def strengths(scenario: Scenario, **effort: float) -> Floats:
    """Every lever's strength in every month, with the central values."""
    values = values_of(scenario, CENTRAL, 1)
    return strengths_of(schedule_of(scenario), values, parameters_of(values), effort)


def strength(scenario: Scenario, lever: str, effort: float = 1.0, **fixed: float) -> list[float]:
    """A lever's strength from month 0 on, with its ramp-up and fade fixed."""
    name = load_levers()[lever].name
    scenario = scenario.with_parameters({f"levers.{name}.{key}": value for key, value in fixed.items()})
    path: list[float] = strengths(scenario, **{lever: effort})[ZERO:, IDS.index(lever)].tolist()
    return path


# -- Strength ------------------------------------------------------------------------------


def test_strength_rises_in_a_straight_line_and_holds(bare: Scenario) -> None:
    path = strength(bare.with_levers(L09={"start": 2}), "L09", ramp_up=4)
    assert path[:8] == [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    assert path[-1] == 1.0


def test_strength_is_reached_in_the_time_of_the_ramp_up_for_any_length(bare: Scenario) -> None:
    path = strength(bare.with_levers(L09={"start": 0}), "L09", ramp_up=7)
    assert path[:7] == pytest.approx([n / 7 for n in range(1, 8)])
    assert path[8] == 1.0


@pytest.mark.parametrize("ramp_up", [0, 0.5, 1])
def test_without_a_ramp_up_the_first_month_has_it_all(bare: Scenario, ramp_up: float) -> None:
    assert strength(bare.with_levers(L09={"start": 1}), "L09", ramp_up=ramp_up)[:3] == [0.0, 1.0, 1.0]
    spelled = bare.with_levers(L09={"start": 1, "ramp_up": ramp_up})
    assert strength(spelled, "L09", ramp_up=9)[:3] == [0.0, 1.0, 1.0]


def test_strength_fades_in_a_straight_line_after_the_end(bare: Scenario) -> None:
    path = strength(bare.with_levers(L09={"start": 0, "duration": 3}), "L09", ramp_up=1, fade=4)
    assert path[:9] == [1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0, 0.0]


def test_without_a_fade_it_ends_at_once(bare: Scenario) -> None:
    assert strength(bare.with_levers(L09={"start": 0, "end": 2}), "L09", ramp_up=1, fade=0)[:4] == [
        1,
        1,
        0,
        0,
    ]


def test_a_weaker_lever_rises_to_its_own_strength(bare: Scenario) -> None:
    path = strength(bare.with_levers(L09={"start": 0, "strength": 0.5}), "L09", ramp_up=4)
    assert path[:6] == [0.125, 0.25, 0.375, 0.5, 0.5, 0.5]


def test_a_new_interval_goes_on_from_the_strength_it_finds(bare: Scenario) -> None:
    once = bare.with_levers(L09=[{"start": 0, "duration": 2}, {"start": 4}])
    # Two months up by a quarter, two down by an eighth, then up from there.
    assert strength(once, "L09", ramp_up=4, fade=8)[:8] == [0.25, 0.5, 0.375, 0.25, 0.5, 0.75, 1.0, 1.0]
    weaker = bare.with_levers(L09=[{"start": 0, "duration": 2}, {"start": 2, "strength": 0.5, "ramp_up": 2}])
    assert strength(weaker, "L09", ramp_up=1)[:5] == [1.0, 1.0, 0.75, 0.5, 0.5]


def test_a_coordinator_in_post_stays_at_full_strength_when_secured(bare: Scenario) -> None:
    secured = load_scenario("fund-coordinator")
    assert strength(secured, "L01")[:60] == [1.0] * 60
    assert strengths(secured)[11, 0] == 0.0
    assert strengths(secured)[12, 0] == pytest.approx(1 / 9)


def test_the_share_put_in_scales_what_a_lever_rises_to(bare: Scenario) -> None:
    pulled = bare.with_levers(L09={"start": 0, "duration": 4, "strength": 0.5})
    assert strength(pulled, "L09", effort=0.5, ramp_up=2, fade=8)[:7] == [
        *[0.125, 0.25, 0.25, 0.25],
        *[0.125, 0.0, 0.0],
    ]
    assert strength(pulled, "L09", effort=1.0, ramp_up=2) == strength(pulled, "L09", ramp_up=2)
    assert not np.any(strength(pulled, "L09", effort=0.0))


def test_strength_zero_is_no_lever(bare: Scenario) -> None:
    assert not np.any(strength(bare.with_levers(L09={"start": 0, "strength": 0.0}), "L09"))


def test_the_end_is_the_first_month_without_it(bare: Scenario) -> None:
    (interval,) = bare.with_levers(L09={"start": 3, "end": 5}).levers["L09"]
    assert [month for month in range(10) if current((interval,), month)] == [3, 4]


# -- Terms, reach, shocks ------------------------------------------------------------------


def test_a_coordinator_paid_by_term_hangs_on_the_grant(bare: Scenario) -> None:
    found = scheduled(load_scenario("fund-coordinator").with_horizon(3))
    assert terms(found).coordinator_renewable.tolist() == [0.0] * 12 + [1.0] * 12 + [0.0] * 4
    assert terms(found).months_granted.tolist() == [0.0] * 12 + [12.0] * 12 + [0.0] * 4
    # The post is filled for the first time in month -12; in month 0 it only comes to be secured.
    assert np.flatnonzero(terms(found).coordinator_starts).tolist() == [12]


def test_a_coordinator_who_comes_back_after_a_gap_is_appointed_anew(bare: Scenario) -> None:
    gap = bare.with_levers(L01=[{"start": 0, "duration": 3}, {"start": 6}])
    assert np.flatnonzero(terms(scheduled(gap)).coordinator_starts).tolist() == [ZERO, ZERO + 6]


def test_reach_is_of_those_that_the_interval_names(bare: Scenario) -> None:
    spokes = scheduled(bare.with_levers(L10={"start": 0, "duration": 3, "reach": "spokes"}))
    is_spoke = [float(each.role == "spoke") for each in bare.network.organisations]
    reach = spokes.reach[:, :, IDS.index("L10")]
    assert (reach[ZERO : ZERO + 3] == is_spoke).all()
    assert (reach[ZERO + 3 :] == is_spoke).all()  # A fading lever reaches whom it reached last.
    assert (spokes.reach[:, :, IDS.index("L09")] == 1.0).all()


def test_places_have_the_share_of_those_who_serve_them(bare: Scenario) -> None:
    found = scheduled(bare.with_levers(L10={"start": 0, "reach": "spokes"}))
    lever, organisations = IDS.index("L10"), bare.network.organisations
    for number, services in enumerate(structure_of(bare.network).services):
        spokes = [organisations[each.organisation].role == "spoke" for each in services]
        assert found.reach_of_places[ZERO, number, lever] == pytest.approx(np.mean(spokes))
    is_spoke = [each.role == "spoke" for each in organisations]
    assert found.reach_of_core[ZERO, lever] == sum(is_spoke) / len(is_spoke)
    # Exactly 1 where all are reached, however many share a place.
    assert (found.reach_of_places[:ZERO] == 1.0).all()
    assert (found.reach_of_core[:ZERO] == 1.0).all()


def test_the_network_meets_each_quarter_and_its_year_begins_in_month_0(bare: Scenario) -> None:
    found = terms(scheduled(bare))
    assert np.flatnonzero(found.meeting).tolist() == list(range(0, len(found.meeting), 3))
    assert np.flatnonzero(found.new_year).tolist() == [0, 12, ZERO, ZERO + 12, ZERO + 24]
    assert found.history.tolist() == [1.0] * ZERO + [0.0] * (len(found.history) - ZERO)


def new_posts_in(scenario: Scenario) -> Floats:
    """Nurses' and specialists' new posts in all, month by month from month 0."""
    fields = [Here._fields.index(each) for each in ("new_nurses", "new_specialists")]
    posts: Floats = scheduled(scenario).here[ZERO:, :, fields].sum(axis=1)
    return posts


def test_new_posts_are_those_of_the_interval_and_stay_where_they_were_as_they_fade(bare: Scenario) -> None:
    lever = [{"start": 2, "duration": 3, "nurses": 6}, {"start": 9, "specialists": 1.5}]
    assert new_posts_in(bare.with_levers(L15=lever))[:11].tolist() == [
        *[[0.0, 0.0]] * 2,
        *[[6.0, 0.0]] * 7,
        *[[0.0, 1.5]] * 2,
    ]


def test_a_strength_is_a_share_of_what_is_lacking_and_the_lever_itself_is_whole(bare: Scenario) -> None:
    whole, half = (bare.with_levers(L15={"start": 0, "strength": strength}) for strength in (1.0, 0.5))
    assert new_posts_in(half)[0] == pytest.approx(new_posts_in(whole)[0] / 2, abs=0.5)
    lacking = gaps(bare.network)
    assert new_posts_in(whole)[0, 0] == pytest.approx(0.3 * sum(each.nurses for each in lacking), abs=0.25)
    doubled = whole.with_parameters({"levers.more-staff.share_of_gap": 0.6})
    assert new_posts_in(doubled)[0] == pytest.approx(2 * new_posts_in(whole)[0], abs=0.5)
    assert strength(half, "L15", ramp_up=1)[0] == 1.0
    assert not np.any(strength(bare.with_levers(L15={"start": 0, "strength": 0.0}), "L15"))


def test_scenarios_part_in_the_month_in_which_they_differ(bare: Scenario) -> None:
    """What any array of a schedule holds is in its signature."""
    base = scheduled(bare).signature
    for changed in (
        bare.with_levers(L10={"start": 5}),
        bare.with_levers(L15={"start": 5, "nurses": 2}),
        bare.with_shocks({"month": 5, "funding-cut": 0.5}),
        bare.with_shocks({"month": 5, "posts-frozen": 3, "organisations": "hubs"}),
    ):
        differ = (scheduled(changed).signature != base).any(axis=1)
        assert np.flatnonzero(differ)[0] == ZERO + 5
    six, hubs = ({"start": 5, "nurses": 6}, {"start": 5, "nurses": 6, "reach": "hubs"})
    one, other = (scheduled(bare.with_levers(L15=each)).signature for each in (six, hubs))
    assert np.flatnonzero((one != other).any(axis=1))[0] == ZERO + 5


def test_shocks_come_in_their_month(bare: Scenario) -> None:
    found = scheduled(
        bare.with_shocks(
            {"month": 3, "leaders-leave": 2},
            {"month": 5, "coordinator-leaves": True},
            {"month": 6, "funding-cut": 0.25},
        )
    )
    shocks = Shocks(*found.shocks.T)
    for path, month, amount in (
        (shocks.leaders_leave, 3, 2.0),
        (shocks.coordinator_leaves, 5, 1.0),
        (shocks.funding_cut, 6, 0.25),
    ):
        assert np.flatnonzero(path).tolist() == [ZERO + month]
        assert path[ZERO + month] == amount


@pytest.mark.parametrize(
    ("shock", "field", "value", "months"),
    [
        ({"posts-frozen": 3}, "posts_frozen", 1.0, 3),
        ({"records-down": 100}, "records_down", 1.0, 19),
        ({"leaves": True}, "away", 1.0, 19),
        ({"staff-lost": 0.2}, "staff_lost", 0.2, 1),
        ({"income-lost": 0.33}, "income_lost", 0.33, 1),
        ({"engagement-lost": 0.5}, "engagement_lost", 0.5, 1),
    ],
)
def test_a_shock_befalls_those_named_for_as_long_as_it_lasts(
    bare: Scenario, shock: dict[str, Any], field: str, value: float, months: int
) -> None:
    here = Here(
        *np.moveaxis(scheduled(bare.with_shocks({"month": 6, "organisations": "hubs", **shock})).here, 2, 0)
    )
    is_hub = np.array([float(each.role == "hub") for each in bare.network.organisations])
    found = getattr(here, field)
    assert (found[ZERO + 6 : ZERO + 6 + months] == value * is_hub).all()
    assert found.sum() == pytest.approx(months * value * is_hub.sum())
    assert not any(path.any() for name, path in here._asdict().items() if name != field)


def test_posts_are_frozen_everywhere_unless_some_are_named(bare: Scenario) -> None:
    everywhere = scheduled(bare.with_shocks({"month": -24, "posts-frozen": 2})).here
    frozen = everywhere[:, :, Here._fields.index("posts_frozen")]
    assert frozen.sum(axis=1)[:3].tolist() == [26.0, 26.0, 0.0]


def test_who_loses_twice_loses_of_what_is_left(bare: Scenario) -> None:
    twice = bare.with_shocks(
        {"month": 6, "staff-lost": 0.5, "organisations": "hubs"},
        {"month": 6, "staff-lost": 0.5, "organisations": "all"},
    )
    lost = scheduled(twice).here[ZERO + 6, :, Here._fields.index("staff_lost")]
    assert lost.tolist() == [0.75 if each.role == "hub" else 0.5 for each in bare.network.organisations]
    cut = bare.with_shocks({"month": 6, "funding-cut": 0.8}).with_shocks({"month": 6, "funding-cut": 0.5})
    assert Shocks(*scheduled(cut).shocks[ZERO + 6]).funding_cut == pytest.approx(0.9)


def test_every_shock_comes_into_the_schedule(bare: Scenario) -> None:
    plain = scheduled(bare)
    for kind, declared in load_shocks().items():
        amount = {"leaders": 1, "yes": True, "share": 0.5, "months": 2}[declared.unit]
        whom = {} if declared.befalls == "network" else {"organisations": "hubs"}
        found = scheduled(bare.with_shocks({"month": 6, kind: amount, **whom}))
        assert np.flatnonzero((found.signature != plain.signature).any(axis=1))[0] == ZERO + 6, kind


# -- Costs ---------------------------------------------------------------------------------


def paid(
    scenario: Scenario,
    prices: dict[str, float],
    granted: float = 0.0,
    hours: float = 0.0,
    added: Floats | None = None,
    **effort: float,
) -> Floats:
    """What a scenario costs when the grant, hours given and posts added are the same in all months."""
    values = {**values_of(scenario, CENTRAL, 1), **prices}
    posts = np.zeros(len(months_of(scenario))) if added is None else added
    net = NetworkState(*(0.0 for _ in NetworkState._fields))._replace(granted=granted)
    members = Members(*(0.0 for _ in Members._fields))._replace(hours_given=hours)
    months = [(net, members._replace(posts_added=float(each))) for each in posts]
    return costs_of(schedule_of(scenario), values, parameters_of(values), months, effort)


def prices(lever: str, yearly: float, one_off: float) -> dict[str, float]:
    return {f"levers.{lever}.cost_yearly": yearly, f"levers.{lever}.cost_one_off": one_off}


def by(paid: Floats, payer: str, *kinds: str) -> list[float]:
    """What a payer pays from month 0 on, of one kind or of both."""
    wanted = [KINDS.index(kind) for kind in kinds or KINDS]
    pounds: list[float] = paid[ZERO:, PAYERS.index(payer), wanted].sum(axis=1).tolist()
    return pounds


def test_the_grant_and_members_time_are_paid_month_by_month(bare: Scenario) -> None:
    found = paid(bare, {"people.staff_hour": 25.0}, granted=90_000, hours=100)
    assert set(by(found, "commissioner")) == {7_500.0}  # 90,000 / 12
    assert set(by(found, "members")) == {2_500.0}  # 100 hours of GBP 25
    assert set(by(found, "network")) == set(by(found, "national")) == {0.0}


def test_a_lever_is_paid_while_its_interval_lasts_and_not_while_it_fades(bare: Scenario) -> None:
    fixed = prices("early-achievements", 12_000.0, 500.0)
    found = paid(bare.with_levers(L09={"start": 2, "duration": 3}), fixed)
    assert by(found, "network")[:7] == [0.0, 0.0, 1_500.0, 1_000.0, 1_000.0, 0.0, 0.0]
    assert by(found, "network", "recurring")[:7] == [0.0, 0.0, 1_000.0, 1_000.0, 1_000.0, 0.0, 0.0]
    assert by(found, "network", "one-off")[:7] == [0.0, 0.0, 500.0, 0.0, 0.0, 0.0, 0.0]
    half = paid(bare.with_levers(L09={"start": 2, "duration": 3, "strength": 0.5}), fixed)
    assert by(half, "network")[:7] == [0.0, 0.0, 750.0, 500.0, 500.0, 0.0, 0.0]


def test_the_share_put_in_of_a_lever_is_the_share_of_its_cost(bare: Scenario) -> None:
    fixed = prices("early-achievements", 12_000.0, 500.0)
    pulled = bare.with_levers(L09={"start": 2, "duration": 3, "strength": 0.5})
    assert by(paid(pulled, fixed, L09=0.5), "network")[:6] == [0.0, 0.0, 375.0, 250.0, 250.0, 0.0]
    assert not paid(pulled, fixed, L09=0.0).any()


def test_a_lever_by_organisation_is_paid_for_each_that_it_reaches(bare: Scenario) -> None:
    fixed = prices("shared-records", 1_200.0, 10_000.0)
    found = paid(bare.with_levers(L05={"start": 0, "reach": "hubs"}), fixed)
    # Seven hubs: 7 x 10,000 once, and 7 x 1,200 / 12 a month.
    assert by(found, "members")[:3] == [70_700.0, 700.0, 700.0]
    assert by(found, "members", "one-off")[:3] == [70_000.0, 0.0, 0.0]


def test_a_lever_by_post_is_paid_for_the_posts_filled(bare: Scenario) -> None:
    added = np.arange(49.0)
    found = paid(
        bare.with_levers(L15={"start": 0, "duration": 2}), prices("more-staff", 48_000.0, 0.0), added=added
    )
    # In month 0 it is 24 posts of 4,000 a month, then 25, then the lever is over.
    assert by(found, "commissioner")[:3] == [96_000.0, 100_000.0, 0.0]


def test_posts_are_paid_as_filled_however_many_they_were_to_be(bare: Scenario) -> None:
    added, fixed = np.full(49, 3.0), prices("more-staff", 48_000.0, 100.0)
    for amount in ({"strength": 0.5}, {"dose": 6}, {"nurses": 2, "specialists": 1}):
        found = paid(bare.with_levers(L15={"start": 0, **amount}), fixed, added=added)
        assert by(found, "commissioner")[:2] == [3 * 4_100.0, 3 * 4_000.0]


def full_cost(scenario: Scenario, lever: str) -> float:
    """What a lever costs to the horizon beside the grant and members' time, with its posts filled at once."""
    fields = [Here._fields.index(each) for each in ("new_specialists", "new_nurses")]
    name, posts = load_levers()[lever].name, scheduled(scenario).here[..., fields].sum(axis=(1, 2))
    return float(paid(scenario, prices(name, 1_200.0, 500.0), added=posts).sum())


@pytest.mark.parametrize("lever", IDS)
def test_half_a_dose_costs_half(bare: Scenario, lever: str) -> None:
    """Half of 12 posts, or half of what it is bought in, or half of its strength."""
    dose = load_levers()[lever].dose
    amount, key = ((dose.full or 12.0), "dose") if dose else (1.0, "strength")
    whole, half = (
        full_cost(bare.with_levers({lever: {"start": 0, key: share * amount}}), lever) for share in (1.0, 0.5)
    )
    assert half == pytest.approx(whole / 2)
    assert whole > 0.0


@pytest.mark.parametrize(
    "lever",
    [each.id for each in load_levers().values() if each.scope == "organisations" and not each.by_post],
)
def test_some_of_the_organisations_cost_their_share(bare: Scenario, lever: str) -> None:
    whole = full_cost(bare.with_levers({lever: {"start": 0}}), lever)
    names = [each.name for each in bare.network.organisations]
    some = bare.with_levers({lever: {"start": 0, "reach": {"name": names[3:16]}}})
    assert full_cost(some, lever) == pytest.approx(whole * 13 / 26)
    few = bare.with_levers({lever: {"start": 0, "reach": {"name": names[20:22]}}})
    assert full_cost(few, lever) == pytest.approx(whole * 2 / 26)


def test_money_given_to_the_network_is_counted_with_its_grant_alone(bare: Scenario) -> None:
    extra = load_levers()["L04"].sizes["extra"]
    assert extra.value == extra.low == extra.high == load_levers()["L04"].dose.full  # type: ignore[union-attr]
    assert strength(bare.with_levers(L04={"start": 0, "dose": 300_000}), "L04", ramp_up=1)[0] == 2.0


def test_a_coordinator_paid_by_the_year_costs_nothing_on_top_of_the_grant(bare: Scenario) -> None:
    yearly = {"levers.coordinator.cost_yearly": 72_000.0}
    renewed = load_scenario("baseline").with_horizon(24)
    assert paid(renewed, yearly).sum() == 0.0
    secured = load_scenario("fund-coordinator").with_horizon(24)
    assert by(paid(secured, yearly), "commissioner") == [6_000.0] * 25
    assert paid(secured, yearly)[:ZERO].sum() == 0.0


def test_an_interval_that_goes_on_is_not_paid_for_once_more(bare: Scenario) -> None:
    fixed = prices("shared-records", 0.0, 100.0)
    on = bare.with_levers(L05=[{"start": 0, "duration": 3}, {"start": 3, "duration": 3}, {"start": 9}])
    assert by(paid(on, fixed), "members")[:11] == [2600.0, 0, 0, 0, 0, 0, 0, 0, 0, 2600.0, 0]


def test_an_interval_that_reaches_more_is_paid_for_those_newly_reached(bare: Scenario) -> None:
    fixed = prices("shared-records", 0.0, 100.0)
    hubs = sum(each.role == "hub" for each in bare.network.organisations)
    on = bare.with_levers(L05=[{"start": 0, "duration": 3, "reach": "hubs"}, {"start": 3, "reach": "all"}])
    assert by(paid(on, fixed), "members")[:5] == [100.0 * hubs, 0, 0, 100.0 * (26 - hubs), 0]
