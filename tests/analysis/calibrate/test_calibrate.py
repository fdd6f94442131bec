"""Calibration to one's own figures: a hidden set found again, and what is predicted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.calibrate import Calibration, Experiment, ask, calibrate
from analysis.calibrate.analysis import _Judging
from analysis.runs.batch import Evaluator
from analysis.runs.folder import NothingToTell
from sim import Scenario, WrongInput, load_scenario, simulate
from sim.sampling.own import OwnSets
from tests.analysis.calibrate.hidden import Hidden, hidden_in

SETS, LUCKS, SEED = 100, 6, 1


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline").with_horizon(24)


@pytest.fixture(scope="module")
def hidden(base: Scenario) -> Hidden:
    return hidden_in(base)


@pytest.fixture(scope="module")
def experiment(base: Scenario, hidden: Hidden) -> Experiment:
    return ask(base, hidden.targets, sets=SETS, lucks=LUCKS, seed=SEED, workers=2)


@pytest.fixture(scope="module")
def found(experiment: Experiment) -> Calibration:
    return calibrate(experiment)


# -- A hidden set --------------------------------------------------------------------------


@pytest.mark.slow
def test_hidden_values_lie_in_the_kept_ranges_which_moved_towards_them(
    hidden: Hidden, found: Calibration
) -> None:
    rows = found.parameters.set_index("parameter")
    shares = pd.DataFrame(found.shares, columns=list(found.experiment.space.names))
    inside = [
        np.quantile(shares[name], 0.005) <= share <= np.quantile(shares[name], 0.995)
        for name, share in zip(shares, hidden.shares, strict=True)
    ]
    assert np.mean(inside) == 1.0
    # Of what the figures say nothing, nothing is asked; of the others, that they moved the right way.
    told = [name for name in hidden.extreme if rows.loc[name, "informed"]]
    assert len(told) >= 2
    moved = {name: float(shares[name].median() - 0.5) for name in told}
    far = dict(zip(shares, hidden.shares - 0.5, strict=True))
    assert all(moved[name] * far[name] > 0 for name in told), moved
    assert found.prior_agree < 0.05


@pytest.mark.slow
def test_what_was_left_out_lies_in_the_band_that_is_narrower_than_the_priors(found: Calibration) -> None:
    out = found.targets[found.targets["use"] == "check"]
    assert len(out) == 12
    assert out["within"].sum() >= 10
    centres = {name: (out[f"{name}_median"] - out["value"]).abs().mean() for name in ("prior", "kept")}
    assert centres["kept"] < 0.7 * centres["prior"]


@pytest.mark.slow
@pytest.mark.heavy
def test_shuffled_figures_are_seen_to_be_of_no_set(base: Scenario, hidden: Hidden) -> None:
    """The watchman watched: other months and other quantities, and nothing agrees."""
    values = np.random.default_rng(3).permutation([each.value for each in hidden.targets])
    shuffled = [replace(each, value=float(value)) for each, value in zip(hidden.targets, values, strict=True)]
    wrong = ask(base, shuffled, sets=50, lucks=LUCKS, seed=SEED, workers=2)
    with pytest.raises(NothingToTell) as caught:
        calibrate(wrong)
    line = str(caught.value)
    assert line.startswith("hidden:1: no set agrees: of ")
    assert "standard deviations, and 3 are allowed; see whether value, sd and month are right" in line
    assert "\n" not in line


@pytest.mark.slow
def test_kept_sets_are_a_source_whose_runs_agree_with_the_figures(
    base: Scenario, experiment: Experiment, found: Calibration
) -> None:
    values = {name: found.sets[name].to_numpy() for name in found.sets.columns[1:]}
    source = OwnSets.of("mine", found.sets["set"].tolist(), values)
    runs = simulate(base, SETS * 8, 99, parameters=source, lucks=8, months=[3, 12]).outcomes
    runs = runs[runs["parameter_set"] <= SETS]
    for target in (each for each in experiment.fitted if each.month in (3, 12)):
        shown = runs[runs["month"] == target.month].groupby("parameter_set")[target.series.quantity]
        off = (shown.mean() - target.value).abs() / np.sqrt(target.variance + shown.var() * (1 + 1 / 8))
        assert (off <= 4.0).mean() > 0.9


@pytest.mark.slow
def test_chance_is_told_from_parameters(base: Scenario, experiment: Experiment, found: Calibration) -> None:
    """A figure that luck alone may have brought about rules nothing out."""
    known = found.targets.assign(chance=found.targets["chance_sd"])
    assert (known["chance"] > 0).any()
    doubtful = [replace(each, sd=1.0) for each in experiment.targets]
    vague = calibrate(ask(base, doubtful, sets=50, lucks=2, seed=SEED, workers=2))
    assert vague.prior_agree == 1.0
    assert vague.parameters["informed"].sum() <= 1


def test_a_set_is_off_by_the_figures_error_the_models_and_chance_together(
    base: Scenario, hidden: Hidden
) -> None:
    target = replace(hidden.targets[0], value=0.5, sd=0.03, discrepancy=0.04)
    judging = _Judging(ask(base, [target], sets=50, lucks=4), Evaluator())
    judged = pd.DataFrame({"mean_0": [0.5, 0.4, 0.4, np.nan], "variance_0": [0.0, 0.0, 0.012, 0.1]})
    off = judging.off_of(judged, [target])[:, 0]
    # 0.03 and 0.04 make 0.05; chance of 0.012 in the history that was seen, and in the mean of four.
    assert off.tolist() == pytest.approx([0.0, 2.0, 0.1 / np.sqrt(0.05**2 + 0.012 * 1.25), np.inf])


# -- What cannot be asked ------------------------------------------------------------------


def test_a_search_begins_from_priors_and_nothing_else(base: Scenario, hidden: Hidden, tmp_path: Path) -> None:
    (tmp_path / "sets.csv").write_text("set,people.engagement_decay\n1,0.05\n", encoding="utf-8")
    for source in ("accepted", "central", str(tmp_path / "sets.csv")):
        with pytest.raises(WrongInput, match=r"^--parameters: .* is no prior, which a search begins from; "):
            ask(base, hidden.targets, parameters=source)
    with pytest.raises(WrongInput, match=r"^--cutoff: 0 is no number above 0; write one such as 3"):
        ask(base, hidden.targets, cutoff=0.0)
