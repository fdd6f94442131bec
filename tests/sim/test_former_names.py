"""What the documentation of the last release named is found under its former name, with a warning."""

import pytest

import sim.accepted
import sim.model
import sim.outcomes
from sim.engine.mesa_model import NetworkModel
from sim.model.outcomes import OUTCOMES
from sim.sampling.accepted import Effect, accepted_effects

FORMER = [
    ("sim.model", "Network", "sim.engine.mesa_model.NetworkModel", NetworkModel),
    ("sim.outcomes", "OUTCOMES", "sim.model.outcomes.OUTCOMES", OUTCOMES),
    ("sim.accepted", "Effect", "sim.sampling.accepted.Effect", Effect),
    ("sim.accepted", "accepted_effects", "sim.sampling.accepted.accepted_effects", accepted_effects),
]
MODULES = {"sim.model": sim.model, "sim.outcomes": sim.outcomes, "sim.accepted": sim.accepted}


@pytest.mark.parametrize(("module", "name", "now", "thing"), FORMER)
def test_a_former_name_gives_the_thing_and_says_where_it_is(
    module: str, name: str, now: str, thing: object
) -> None:
    with pytest.warns(DeprecationWarning, match=f"^{module}.{name} is now {now}$") as warned:
        assert getattr(MODULES[module], name) == thing
    assert [each.filename for each in warned] == [__file__]


@pytest.mark.parametrize("module", MODULES)
def test_a_name_that_never_was_is_none(module: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{module}' has no attribute 'Netwrok'"):
        _ = MODULES[module].Netwrok
