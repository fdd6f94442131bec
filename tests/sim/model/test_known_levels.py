"""Levels at month 0 that somebody has measured: an organisation has them until then, and moves from there."""

import pytest

from sim import load_scenario, simulate
from sim.inputs.members import LEVELS
from sim.inputs.networks import load_network
from sim.model.levels import UNKNOWN, Levels
from sim.model.state import OrganisationState
from sim.model.structure import structure_of

HUB = "Starling Meadow Children's Hospice"
KNOWN = {"engagement": 0.9, "clinical_skill": 0.0, "adoption": 1.0, "measurement_trust": 0.25}


def test_they_are_states_of_an_organisation_and_columns_of_the_table() -> None:
    assert set(Levels._fields) <= set(OrganisationState._fields)
    assert Levels._fields == LEVELS


def test_what_is_known_holds_until_month_0_in_both_engines() -> None:
    base = load_scenario("baseline").with_horizon(1)
    known = base.with_organisation(HUB, **KNOWN)
    for engine in ("ensemble", "mesa"):
        runs = simulate(known, 2, months=(-24, -12, -1, 0, 1), organisations=True, engine=engine)
        usual = simulate(base, 2, months=(-1,), organisations=True, engine=engine)
        assert runs.organisations is not None
        assert usual.organisations is not None
        own = runs.organisations[runs.organisations["organisation"] == HUB]
        for name, level in KNOWN.items():
            assert set(own.loc[own["month"] < 0, name]) == {level}
        after = own[own["month"] == 1]
        assert (abs(after["engagement"] - 0.9) > 1e-6).all()
        before = runs.organisations.query("month == -1")["engagement"].to_numpy()
        differ = before != usual.organisations["engagement"].to_numpy()
        assert differ.sum() > 2  # those tied to it feel it
        means = runs.outcomes.query("month == -1")["engagement"].to_numpy()
        members = runs.organisations.query("month == -1").groupby("run")["engagement"].mean().to_numpy()
        assert means == pytest.approx(members, abs=1e-12)


def test_without_them_a_network_is_what_it_was() -> None:
    region = load_network("study-region")
    assert not {key for each in region.canonical()["organisations"] for key in each} & set(LEVELS)
    assert set(structure_of(region).levels) == {Levels(*[UNKNOWN] * len(LEVELS))}
