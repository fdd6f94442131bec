"""Rules of one's own run on Mesa, and are refused by compiled code; none is ever ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sim import Scenario, WrongInput, load_scenario, simulate, simulate_each
from sim.engine.mesa_model import NetworkModel
from sim.model import month, own_rules
from sim.model.rules import bounded, technology

NAME = "technology.record_access"
LAST = 8


def blind(member: Any) -> float:
    """Nobody ever sees another's records."""
    return 0.0


def pinned(x: float) -> float:
    """Every share is a half."""
    return 0.5


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("shared-records").with_horizon(LAST)


def access(given: Scenario) -> list[float]:
    found = simulate(given, 1, months=[LAST], organisations=True, engine="mesa").organisations
    assert found is not None
    return found["record_access"].tolist()


def test_mesa_runs_a_rule_of_ones_own_and_then_the_models(scenario: Scenario) -> None:
    before = access(scenario)
    assert max(before) > 0
    assert set(access(scenario.with_rules({NAME: blind}))) == {0.0}
    assert access(scenario) == before
    assert own_rules.altered() == []


def test_a_rule_that_others_share_is_replaced_wherever_it_is_called(scenario: Scenario) -> None:
    model = NetworkModel(scenario.with_rules({"rules.bounded": pinned}), collect=False)
    assert {each.engagement for each in model.organisations} == {0.5}
    assert month.bounded is bounded


def test_compiled_code_refuses_a_rule_of_ones_own(scenario: Scenario) -> None:
    own = scenario.with_rules({NAME: blind})
    said = f"rules: {NAME} is a rule of your own, and compiled code knows none; run it with engine='mesa'"
    with pytest.raises(WrongInput) as refused:
        simulate(own, 1)
    assert str(refused.value) == said
    with pytest.raises(WrongInput) as refused:
        simulate_each([scenario, own], 1)
    assert str(refused.value) == said


@pytest.mark.parametrize("engine", ["mesa", "ensemble"])
@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"technology.record_acces": blind}, "there is no rule 'technology.record_acces'; did you mean "),
        ({NAME: 0.5}, f"{NAME}: 0.5 is no function; give a function"),
        ({NAME: lambda: 0.5}, f"{NAME}: <lambda> takes 0 arguments; take what the rule takes: member"),
    ],
)
def test_what_can_be_no_rule_is_refused(
    rules: dict[str, Any], said: str, engine: Any, scenario: Scenario
) -> None:
    with pytest.raises(WrongInput) as refused:
        simulate(scenario.with_rules(rules), 1, engine=engine)
    assert str(refused.value).startswith(f"rules: {said}")


@pytest.fixture
def behind_the_back() -> Iterator[str]:
    own = technology.record_access
    technology.record_access = blind
    yield f"rules: {NAME} was replaced in Python, which compiled code does not know; "
    technology.record_access = own


def test_a_rule_replaced_behind_the_models_back_is_refused(behind_the_back: str, scenario: Scenario) -> None:
    with pytest.raises(WrongInput) as refused:
        simulate(scenario, 1)
    assert str(refused.value).startswith(behind_the_back)


def test_a_rule_whose_code_was_changed_is_refused(scenario: Scenario) -> None:
    before = technology.record_access.__code__
    technology.record_access.__code__ = blind.__code__
    try:
        assert own_rules.altered() == [NAME]
    finally:
        technology.record_access.__code__ = before
    assert own_rules.altered() == []


def test_a_rule_of_ones_own_is_another_scenario(scenario: Scenario) -> None:
    own = scenario.with_rules({NAME: blind})
    assert own.digest() != scenario.digest()
    assert own.digest() == scenario.with_rules({NAME: blind}).digest()
    assert own.digest() != scenario.with_rules({NAME: lambda member: 1.0}).digest()
    assert NAME in repr(own)


def test_the_digest_of_rules_is_that_of_what_they_say() -> None:
    source = '"""A module."""\nA = 1\n\n\ndef f(x):\n    """Give it."""\n    return x + A  # why\n'
    other = '"""Another."""\nA = 1\ndef f(x):\n    """Give it, then."""\n\n    return x + A\n'
    changed = source.replace("x + A", "x - A")
    told, same, not_same = (list(own_rules._told(each)) for each in (source, other, changed))
    assert told == same
    assert told != not_same
    assert len(own_rules.rules_digest()) == 64
