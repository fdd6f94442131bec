"""Numbers without a meaning: refused at every door, and results that cannot be are never written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import WrongInput, load_scenario, simulate, simulate_each
from sim.inputs import overrides, parameters
from sim.inputs.levers import all_parameters
from tests.analysis.cli.conftest import SMALL

WEIGHT = "culture.small_feel_it_more"
HEAVY = f"name: Heavy\nextends: as-it-is\nparameters: {{{WEIGHT}: 1.8}}\n"


def test_a_weight_above_1_is_refused_by_file_and_call_and_priors(mcn, folder):
    Path("tiny/heavy.yaml").write_text(HEAVY)
    said = f"{WEIGHT}: 1.8 is above 1; write 1 or less"
    refused = mcn("run", "tiny/heavy.yaml", *SMALL, "--out", "heavy")
    assert (refused.code, refused.out, refused.err) == (2, "", f"heavy.yaml:3: {said}\n")
    with pytest.raises(WrongInput, match=f"scenario baseline: {said}"):
        load_scenario("baseline").with_parameters({WEIGHT: 1.8})
    with pytest.raises(WrongInput, match=f"{WEIGHT} is 1.8 in run 0; write a number from 0 to 1"):
        simulate(load_scenario("baseline"), 1, varied={WEIGHT: [1.8]})
    Path("own.yaml").write_text(f"priors: {{{WEIGHT}: {{high: 1.8}}}}\n")
    refused = mcn("run", "tiny/as-it-is.yaml", *SMALL, "--parameters", "own.yaml", "--out", "heavy")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == f"own.yaml:1: {WEIGHT}.high: 1.8 is above 1; write 1 or less\n"
    assert not Path("heavy").exists()


def test_what_is_possible_and_not_likely_is_a_warning(mcn, folder):
    Path("tiny/heavy.yaml").write_text(HEAVY.replace("1.8", "0.9"))
    what = f"{WEIGHT}: 0.9 is outside its plausible range, 0.2 to 0.6"
    checked = mcn("check", "tiny/heavy.yaml")
    assert (checked.code, checked.err) == (0, f"warning: heavy.yaml:3: {what}\n")
    assert mcn("check", "tiny/heavy.yaml", "--json").json["files"][0]["warnings"][0]["what"] == what
    ran = mcn("run", "tiny/heavy.yaml", *SMALL, "--out", "likely")
    assert (ran.code, ran.err) == (0, f"warning: heavy: {what}\n")


@pytest.fixture
def any_weight(monkeypatch):
    """Let a weight be anything, as a model may that is changed."""
    monkeypatch.delitem(parameters._MEANING, "weight")
    overrides._domains.cache_clear()
    yield
    overrides._domains.cache_clear()


def test_results_that_cannot_be_are_not_written(mcn, folder, any_weight):
    Path("tiny/heavy.yaml").write_text(HEAVY)
    refused = mcn("run", "tiny/heavy.yaml", "--runs", "40", "--horizon", "8", "--out", "impossible")
    assert (refused.code, refused.out) == (2, "")
    assert "heavy: rivalry would be -0." in refused.err
    assert "--resume" not in refused.err
    assert not Path("impossible").exists()
    with pytest.raises(WrongInput, match=r"rivalry would be -.*, which cannot be; fix param"):
        simulate_each([load_scenario("baseline").with_parameters({WEIGHT: 1.8})], 8)


@pytest.mark.heavy
def test_at_the_ends_of_every_domain_all_results_are_possible():
    everything = load_scenario("everything").with_horizon(12)
    ends = [(name, end) for name, each in all_parameters().items() for end in each.domain]
    central = {name: np.full(len(ends), each.value) for name, each in all_parameters().items()}
    for run, (name, end) in enumerate(ends):
        central[name][run] = end
    costs = simulate(everything, len(ends), parameters="central", varied=central, months=[12]).costs
    assert np.isfinite(costs["pounds"]).all()
