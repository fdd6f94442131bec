"""Money of an organisation: what comes in, goes out and is kept, and the strain that follows."""

import random
from statistics import fmean

import pytest

from sim.model.rules import infrastructure
from sim.model.state import Member
from tests.sim.model.views import P, having, somebody
from tests.sim.random_inputs import filled

INCOME = 1_200_000.0


def charity(**fields: dict[str, float]) -> Member:
    """A charity that raises three quarters of what it spends, and stands as usual."""
    usual = {
        "facts": {"nhs": 0.0, "income": INCOME, "statutory_share": 0.25, "reserves": 6.0},
        "org": {
            "statutory_income": 0.25 * INCOME,
            "raised_income": 0.75 * INCOME,
            "reserves": 6.0,
            "time_given": 0.0,
            "return_hours": 0.0,
        },
        "network": {"sector_funding": 0.5},
        "character": dict.fromkeys(("security", "steadiness"), 0.0),
        "terms": {"new_year": 1.0, "history": 0.0},
    }
    return having(somebody(Member, 1, **usual), **fields)


def hospital(**fields: dict[str, float]) -> Member:
    """An NHS body of the same size."""
    nhs = {"facts": {"nhs": 1.0, "statutory_share": 1.0, "reserves": 0.0}}
    org = {"statutory_income": INCOME, "raised_income": 0.0, "reserves": 0.0}
    return having(having(charity(**nhs), org=org), **fields)


# -- What comes in -------------------------------------------------------------------------


def test_what_is_raised_goes_up_and_down_once_a_year_and_on_average_stays() -> None:
    member = charity()
    draws = [(number + 0.5) / 1000 for number in range(1000)]
    changes = [sum(infrastructure.raised_income(having(member, luck={"raised_income": u}))) for u in draws]
    assert fmean(changes) == pytest.approx(0.0, abs=1e-6 * INCOME)
    swing = P.infrastructure.raised_income_swings
    assert max(changes) == pytest.approx(0.75 * INCOME * swing, rel=0.01)
    for other in ({"new_year": 0.0}, {"history": 1.0}):
        assert sum(infrastructure.raised_income(having(member, terms=other))) == 0.0


def test_the_more_secure_swing_less_and_the_nhs_raises_nothing() -> None:
    bad_year = {"raised_income": 0.0}
    secure, insecure = (charity(character={"security": each}, luck=bad_year) for each in (1.0, -1.0))
    lost = [infrastructure.raised_income(each).good_or_bad_year for each in (insecure, secure)]
    assert lost[0] < lost[1] <= 0.0
    assert sum(infrastructure.raised_income(hospital(luck=bad_year))) == 0.0


def test_what_was_lost_comes_back_in_part_each_year() -> None:
    poorer = charity(org={"raised_income": 0.3 * INCOME}, luck={"raised_income": 0.5})
    assert 0.0 < infrastructure.raised_income(poorer).settled < 0.45 * INCOME
    struck = charity(here={"income_lost": 0.4})
    assert infrastructure.raised_income(struck).lost == pytest.approx(-0.4 * 0.75 * INCOME)


def test_statutory_income_follows_the_fields_money_with_a_delay() -> None:
    more, less = charity(lever={"sector_funding": 1.0}), charity(org={"statutory_income": 0.2 * INCOME})
    assert sum(infrastructure.statutory_income(charity())) == pytest.approx(0.0)
    rise = 0.25 * INCOME * P.levers.sector_funding_share_of_gap * 0.5
    assert 0.0 < infrastructure.statutory_income(more).sector_funding < rise
    assert 0.0 < infrastructure.statutory_income(less).settled < 0.05 * INCOME


# -- What goes out, and what is kept -------------------------------------------------------


def test_meetings_and_returns_are_paid_as_hours() -> None:
    busy = charity(org={"time_given": 20.0, "return_hours": 4.0})
    spent = infrastructure.spending(busy) - infrastructure.spending(charity())
    assert spent == pytest.approx(12.0 * 24.0 * P.people.staff_hour)


@pytest.mark.parametrize(
    ("raised", "reserves", "after"),
    [
        (0.75, 6.0, 6.0),  # as usual
        (0.75, 3.0, 3.0),
        (0.63, 6.0, 5.88),  # 0.12 of a month's spending is lacking each month
        (0.87, 5.0, 5.12),
        (0.87, 5.95, 6.0),  # no more than it keeps
        (0.63, 0.05, 0.0),  # no less than nothing
    ],
)
def test_reserves_are_drawn_on_and_built_up(raised: float, reserves: float, after: float) -> None:
    member = charity(org={"raised_income": raised * INCOME, "reserves": reserves})
    changes = infrastructure.reserves(member, infrastructure.spending(member))
    assert reserves + sum(changes) == pytest.approx(after)
    assert changes.built_up >= 0.0 >= changes.drawn_on


# -- Strain --------------------------------------------------------------------------------


def strain(member: Member) -> float:
    return infrastructure.strain(member, infrastructure.spending(member), member.org.reserves)


def test_scarcity_strains_those_most_who_live_on_what_they_raise() -> None:
    assert strain(charity()) > strain(hospital()) > 0.0
    rich = {"sector_funding": 1.0}
    assert strain(charity(network=rich)) == strain(hospital(network=rich)) == 0.0
    assert strain(charity(character={"security": 1.0})) < strain(charity(character={"security": -1.0}))


def test_what_is_lacking_strains_a_charity_once_reserves_run_low() -> None:
    cut = {"raised_income": 0.5 * INCOME}
    full, low, none = (strain(charity(org={**cut, "reserves": each})) for each in (12.0, 1.0, 0.0))
    assert strain(charity()) < full < low < none
    assert none - strain(charity()) > 3.0 * (full - strain(charity()))


def test_the_nhs_has_no_reserves_and_no_collapse() -> None:
    poorer = {"statutory_income": 0.75 * INCOME}
    both = strain(hospital(org=poorer)) - strain(hospital())
    charitys = strain(charity(org={"raised_income": 0.5 * INCOME, "reserves": 0.0})) - strain(charity())
    assert 0.0 < both < 0.5 * charitys


def test_strain_is_a_share_and_falls_with_money() -> None:
    rng = random.Random(1)
    for _ in range(500):
        member: Member = filled(Member, rng)
        spent = infrastructure.spending(member)
        at = [
            infrastructure.strain(
                having(member, org={"raised_income": each * spent}), spent, member.org.reserves
            )
            for each in (0.0, 0.5, 1.0, 2.0)
        ]
        assert at == sorted(at, reverse=True)
        assert all(0.0 <= each <= 1.0 for each in at)
        for adequate, more in ((0.2, 0.6), (0.6, 1.0)):
            low, high = (having(member, network={"sector_funding": each}) for each in (adequate, more))
            assert infrastructure.strain(high, spent, 1.0) <= infrastructure.strain(low, spent, 1.0)
