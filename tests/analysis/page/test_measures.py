"""What the map colours by: every state that a page holds is told in words, with what it rests on."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from analysis.page.room import _measures
from analysis.page.settings import MEMBERS, PLACES
from sim.inputs.evidence import load_evidence
from sim.model.state import LocalityState, OrganisationState

STATES = {"organisations": (MEMBERS, OrganisationState), "localities": (PLACES, LocalityState)}


def test_every_measure_is_told_and_no_other() -> None:
    assert set(_measures()) == {*MEMBERS, *PLACES}
    titles = [each["title"] for each in _measures().values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("group", STATES)
def test_measures_are_of_those_who_have_them_in_their_unit(group: str) -> None:
    names, state = STATES[group]
    assert [name for name, each in _measures().items() if each["group"] == group] == list(names)
    for name in names:
        unit = get_args(get_type_hints(state, include_extras=True)[name])[1]
        assert unit.startswith(_measures()[name]["unit"]), name


def test_measures_rest_on_findings_that_are_there() -> None:
    for name, each in _measures().items():
        assert set(each) == {"group", "title", "what", "unit", "better", "findings"}, name
        assert each["better"] in ("higher", "lower"), name
        assert each["findings"], name
        assert set(each["findings"]) <= set(load_evidence().findings), name
