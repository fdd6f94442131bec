"""Accepted sets agree with the study on its network and with its model, and nowhere else are they said to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analysis.report import judged
from analysis.report.judged import judged_on, of_the_study
from analysis.report.text import sets_in_words
from sim import Scenario, load_scenario
from sim.model import own_rules
from sim.model.rules import technology
from sim.sampling.accepted import load_accepted

AGREE = "40 parameter sets that agree with the study"
ELSEWHERE = "40 parameter sets accepted for the study's own network and model, and judged on no other"


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shipped sets, as if the model were the one they were judged with."""
    now = load_accepted().model_copy(update={"priors": judged.priors_digest(), "rules": ""})
    monkeypatch.setattr(judged, "load_accepted", lambda: now)
    judged._as_it_was.cache_clear()
    yield
    judged._as_it_was.cache_clear()


def words(*scenarios: Scenario) -> str:
    return sets_in_words("accepted", 40, judged=judged_on(*scenarios))


def test_on_the_studys_network_they_agree_with_it_whatever_is_done_there(base: Scenario) -> None:
    shocked = base.with_levers(champions={"start": 0}).with_shocks({"month": 3, "coordinator-leaves": True})
    for each in (base, shocked, base.with_facts({"sector_funding": 0.2}), load_scenario("everything")):
        assert words(each) == AGREE
    assert words(base, base.with_parameters({"people.engagement_decay": 0.1})) == AGREE


OTHERS: dict[str, Callable[[Scenario], Scenario]] = {
    "member": lambda base: base.with_organisation("Saltenhurst Families' Charity", without=True),
    "parameter": lambda base: base.with_parameters({"people.engagement_decay": 0.1}),
    "link": lambda base: base.with_links({"C18": 0.0}),
    "rule": lambda base: base.with_rules({"technology.record_access": lambda member: 0.0}),
}


@pytest.mark.parametrize("what", OTHERS)
def test_on_another_network_or_model_they_are_sets_like_others(what: str, base: Scenario) -> None:
    other = OTHERS[what](base)
    assert words(other) == ELSEWHERE
    assert words(base, other) == (ELSEWHERE if what == "rule" else AGREE)
    assert of_the_study(other) == (what != "member")


@pytest.mark.parametrize("name", ["priors", "rules"])
def test_with_priors_or_rules_that_changed_they_agree_with_nothing(
    name: str, base: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: Any = load_accepted().model_copy(update={"priors": judged.priors_digest(), name: "0" * 64})
    monkeypatch.setattr(judged, "load_accepted", lambda: before)
    assert words(base) == ELSEWHERE


def test_with_a_rule_replaced_in_python_they_agree_with_nothing(
    base: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(technology, "record_access", lambda member: 0.0)
    assert own_rules.altered() == ["technology.record_access"]
    assert words(base) == ELSEWHERE
