"""What levers cost, worked out by hand, and whom it is charged to."""

import random

import pytest

from sim.inputs.generate_names import symbol
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import load_scenario
from sim.model.rules.levers import Payment, add_costs, add_payment, payment, strength_after
from sim.model.state import Core, Costs, Due, Payers, Spent, Turn
from sim.sampling.parameter_sets import CENTRAL, parameters_of, values_of
from tests.sim.model.test_rule_texts import Watched
from tests.sim.random_inputs import VIEWS, filled

EXPECTED = parameters_of(values_of(load_scenario("baseline"), CENTRAL, 1))

NETWORK = Due(strength=1.0, units=1.0, new_units=0.0, by_post=0.0, anew=0.0)
POSTS = Due(strength=1.0, units=1.0, new_units=1.0, by_post=1.0, anew=0.0)


@pytest.mark.parametrize(
    ("due", "effort", "had", "added", "expected"),
    [
        # A yearly cost of 1,200 and a one-off cost of 50: 100 a month for each unit, and 50 once.
        (NETWORK, 1.0, 0.0, 0.0, Payment(recurring=100.0, one_off=0.0, posts_paid=0.0)),
        (NETWORK._replace(new_units=1.0), 1.0, 0.0, 0.0, Payment(100.0, 50.0, 0.0)),
        (NETWORK._replace(units=7.0, new_units=3.0), 1.0, 0.0, 0.0, Payment(700.0, 150.0, 0.0)),
        # Half of the strength, and half of that put in, are a quarter of the cost.
        (NETWORK._replace(strength=0.5, new_units=1.0), 0.5, 0.0, 0.0, Payment(25.0, 12.5, 0.0)),
        (NETWORK._replace(new_units=1.0), 0.0, 0.0, 0.0, Payment(0.0, 0.0, 0.0)),
        # By post: five are filled, of which two have been paid for once.
        (POSTS, 1.0, 2.0, 5.0, Payment(5 * 100.0, 3 * 50.0, 5.0)),
        # They are paid as filled, however strong the lever that filled them.
        (POSTS._replace(strength=0.5), 0.5, 2.0, 5.0, Payment(5 * 100.0, 3 * 50.0, 5.0)),
        (POSTS._replace(strength=0.0), 1.0, 2.0, 5.0, Payment(0.0, 0.0, 5.0)),
        # Posts that were left and are filled again are not new.
        (POSTS, 1.0, 5.0, 4.0, Payment(4 * 100.0, 0.0, 5.0)),
        # But where an interval begins anew, all are.
        (POSTS._replace(anew=1.0), 1.0, 5.0, 4.0, Payment(4 * 100.0, 4 * 50.0, 4.0)),
        # Posts are not counted for a lever that is not paid by post, but remembered.
        (NETWORK, 1.0, 2.0, 5.0, Payment(100.0, 0.0, 5.0)),
    ],
)
def test_a_month_is_paid(due: Due, effort: float, had: float, added: float, expected: Payment) -> None:
    assert payment(due, effort, had, added, 1_200.0, 50.0) == expected


def test_the_one_payer_is_charged() -> None:
    spent = Costs(Spent(1.0, 0.1), Spent(2.0, 0.2), Spent(3.0, 0.3), Spent(4.0, 0.4))
    for payer in Payers._fields:
        marked = Payers(*(float(each == payer) for each in Payers._fields))
        before = getattr(spent, payer)
        expected = spent._replace(**{payer: Spent(before.recurring + 10.0, before.one_off + 5.0)})
        assert add_payment(spent, marked, Payment(10.0, 5.0, 0.0)) == expected
    once_more = Costs(Spent(2.0, 0.2), Spent(4.0, 0.4), Spent(6.0, 0.6), Spent(8.0, 0.8))
    assert add_costs(spent, spent) == once_more


@pytest.mark.parametrize(
    ("before", "turn", "effort", "after"),
    [
        # Ramp-up of four months, fade of eight; the interval may have a ramp-up of its own.
        (0.0, Turn(under_way=1.0, strength=1.0, own_ramp_up=0.0, ramp_up=0.0), 1.0, 0.25),
        (0.0, Turn(under_way=1.0, strength=1.0, own_ramp_up=1.0, ramp_up=2.0), 1.0, 0.5),
        (0.0, Turn(under_way=1.0, strength=1.0, own_ramp_up=1.0, ramp_up=0.0), 1.0, 1.0),
        (0.0, Turn(under_way=1.0, strength=0.5, own_ramp_up=0.0, ramp_up=0.0), 0.5, 0.0625),
        (0.9, Turn(under_way=1.0, strength=1.0, own_ramp_up=0.0, ramp_up=0.0), 1.0, 1.0),
        (1.0, Turn(under_way=1.0, strength=0.5, own_ramp_up=0.0, ramp_up=0.0), 1.0, 0.875),
        (0.5, Turn(under_way=0.0, strength=0.0, own_ramp_up=0.0, ramp_up=0.0), 1.0, 0.375),
        (0.1, Turn(under_way=0.0, strength=0.0, own_ramp_up=0.0, ramp_up=0.0), 1.0, 0.0),
    ],
)
def test_strength_goes_towards_what_is_put_in(before: float, turn: Turn, effort: float, after: float) -> None:
    assert strength_after(before, turn, effort, 4.0, 8.0, EXPECTED) == after


def test_all_levers_may_take_longer_and_fade_faster_than_is_expected_of_each() -> None:
    slower = EXPECTED._replace(
        processes=EXPECTED.processes._replace(lever_ramp_up=2.0, lever_fade=0.5),
    )
    rising = Turn(under_way=1.0, strength=1.0, own_ramp_up=0.0, ramp_up=0.0)
    assert strength_after(0.0, rising, 1.0, 4.0, 8.0, slower) == 0.125
    # A ramp-up that a scenario gives is a fact of that scenario.
    own = rising._replace(own_ramp_up=1.0, ramp_up=2.0)
    assert strength_after(0.0, own, 1.0, 4.0, 8.0, slower) == 0.5
    let_go = Turn(under_way=0.0, strength=0.0, own_ramp_up=0.0, ramp_up=0.0)
    assert strength_after(0.5, let_go, 1.0, 4.0, 8.0, slower) == 0.25


def test_what_members_ties_or_places_feel_can_be_had_for_some_and_nothing_else() -> None:
    """A lever that the rules of the core alone read acts on the network as a whole."""
    rng, felt = random.Random(1), set[str]()
    for phase, kind in VIEWS.items():
        for _ in range(0 if kind is Core else 100):
            view = filled(kind, rng)
            levers = [name for name in view._fields if name.partition("_")[0] == "lever"]
            phase(view._replace(**{name: Watched(getattr(view, name), felt) for name in levers}))
    of_some = {symbol(each.name) for each in load_levers().values() if each.scope == "organisations"}
    assert felt == of_some
