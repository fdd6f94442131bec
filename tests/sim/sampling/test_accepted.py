"""The accepted parameter sets: the file, and which of them a run has in either engine."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim import Scenario, WrongInput, load_scenario, simulate
from sim.sampling import accepted, parameter_sets
from sim.sampling.accepted import Accepted, first_place, load_accepted
from sim.sampling.parameter_sets import parameter_set_of, seed_of_parameters, values_of
from sim.sampling.random_numbers import LARGEST_SEED
from sim.simulation import Engine

GOOD: dict[str, Any] = {
    "seed": 7,
    "candidates": 100,
    "lucks": 10,
    "share": 0.9,
    "patterns": {"P01": "share=0.9"},
    "priors": "0" * 64,
    "model": "f" * 64,
    "sets": [3, 5, 8, 13, 21],
}

Given = Callable[..., Path]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """Write a file of accepted sets, with something changed."""

    def write(**changed: Any) -> Path:
        path = tmp_path / "accepted.json"
        path.write_text(json.dumps({**GOOD, **changed}), encoding="utf-8")
        return path

    return write


@pytest.fixture
def few(given: Given, monkeypatch: pytest.MonkeyPatch) -> Accepted:
    """Five accepted sets, for the model to use instead of those shipped."""
    found = load_accepted(given())
    monkeypatch.setattr(parameter_sets, "load_accepted", lambda: found)
    return found


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline").with_horizon(1)


def test_at_least_2000_sets_are_shipped_in_little_space() -> None:
    assert len(load_accepted().sets) >= 2000
    assert accepted.FILE.stat().st_size < 100_000


@pytest.mark.parametrize(
    "changed",
    [
        {"sets": []},
        {"sets": [5, 3]},
        {"sets": [3, 3]},
        {"sets": [0, 3]},
        {"sets": [3, 101]},
        {"sets": [1.5]},
        {"seed": -1},
        {"seed": LARGEST_SEED + 1},
        {"share": 1.5},
        {"patterns": {}},
        {"priors": "abc"},
        {"other": 1},
    ],
    ids=str,
)
def test_a_wrong_file_is_refused_in_a_line_that_says_how_to_make_it(
    changed: dict[str, Any], given: Given
) -> None:
    with pytest.raises(WrongInput) as caught:
        load_accepted(given(**changed))
    line = str(caught.value)
    assert line.startswith("accepted.json: ")
    assert line.endswith(accepted.MAKE)
    assert "\n" not in line


def test_a_missing_file_is_refused_in_a_line_that_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as caught:
        load_accepted(tmp_path / "accepted.json")
    missing = "accepted.json: the file of accepted parameter sets is missing"
    assert str(caught.value) == f"{missing}; {accepted.MAKE}"


def test_runs_take_set_after_set_from_the_seeds_place_on_and_begin_again(few: Accepted) -> None:
    first = first_place(1, 5)
    expected = [few.sets[(first + number // 2) % 5] for number in range(14)]
    assert [parameter_set_of(run, "accepted", 2, 1) for run in range(14)] == expected
    assert set(expected) == set(few.sets)


def test_seeds_begin_with_different_sets() -> None:
    places = [first_place(seed, 2000) for seed in range(200)]
    assert min(places) < 100
    assert max(places) >= 1900
    assert len(set(places)) > 150


@pytest.mark.parametrize("engine", ["ensemble", "mesa"])
def test_both_engines_draw_accepted_sets_under_the_calibrations_seed_and_luck_under_their_own(
    engine: Engine, few: Accepted, base: Scenario
) -> None:
    assert seed_of_parameters("accepted", 1) == few.seed
    assert seed_of_parameters("prior", 1) == 1
    place = few.sets.index(parameter_set_of(0, "accepted", 1, 1))
    held = simulate(base, range(1), 1, parameters="accepted", engine=engine).outcomes
    names = [name for name in held if name not in ("run", "parameter_set", "luck")]
    # The same set and the same luck, asked for in another way: the values drawn, and given as overrides.
    values = values_of(base, few.sets[place], few.seed)
    given = simulate(base.with_parameters(values), range(1), 1, engine=engine).outcomes
    assert held[names].equals(given[names])
    assert held["parameter_set"].tolist() == [few.sets[place]] * len(held)
    # Another seed of the runs brings other luck to the same set.
    seed = next(seed for seed in range(2, 99) if parameter_set_of(0, "accepted", 1, seed) == few.sets[place])
    other = simulate(base, range(1), seed, parameters="accepted", engine=engine).outcomes
    assert other["parameter_set"].tolist() == held["parameter_set"].tolist()
    assert not other[names].equals(held[names])


def test_overrides_and_what_is_varied_stand_over_accepted_sets(few: Accepted, base: Scenario) -> None:
    name, other = "people.engagement_decay", "people.core_informed"
    overridden = values_of(base.with_parameters({name: 0.04}), few.sets[0], few.seed, {other: 0.5})
    assert (overridden[name], overridden[other]) == (0.04, 0.5)
