"""The screening of uncertain numbers, and the table that it leaves."""

from pathlib import Path

import numpy as np
import pytest

from analysis.sensitivity import screening
from analysis.sensitivity.factors import parameter_factors
from analysis.sensitivity.screening import MONTHS, Effects, Screen, movable, quantities, table
from analysis.sensitivity.screening_table import load_moved
from sim import load_scenario
from sim.inputs import all_parameters

BASE = load_scenario("baseline")
MOST = 250  # numbers with a range that a reviewer can be asked to take in
DECAY, PROPORTION, IDLE = "people.engagement_decay", "people.core_informed", "levers.champions.cost_yearly"


def test_no_more_numbers_have_a_range_than_a_reader_can_take_in() -> None:
    assert sum(each.uncertain for each in all_parameters().values()) <= MOST


def test_the_table_has_a_row_for_each_number_with_a_range() -> None:
    known = {each.name for each in quantities()}
    moved = load_moved()
    assert moved.keys() == {name for name, each in all_parameters().items() if each.uncertain}
    assert {each.moves for each in moved.values()} <= known
    assert {each.scenario for each in moved.values()} <= screening.scenarios().keys()
    assert {each.month for each in moved.values()} <= set(MONTHS)


def test_the_numbers_of_a_lever_are_moved_where_it_is_pulled() -> None:
    names = {each.name for each in movable(BASE)}
    assert IDLE not in names
    assert DECAY in names
    assert IDLE in {each.name for each in movable(BASE.with_levers({"champions": {"start": 0}}))}
    assert all(all_parameters()[name].uncertain for name in names)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    factors = parameter_factors("prior")
    chosen = [factors[name] for name in (DECAY, PROPORTION, IDLE)]
    monkeypatch.setattr(screening, "movable", lambda scenario: chosen)


@pytest.mark.usefixtures("few")
def test_effects_are_those_of_the_model_and_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(2, 2, tmp_path, 1)
    each = list(screen.effects(BASE))
    engagement = [quantity.name for quantity in quantities()].index("engagement")
    last = np.array([effects.halves[:, 0, :, -1, engagement] for effects in each])
    assert (last[..., 0] < -1).all()  # what wears engagement off lowers it, in either half of the lucks
    # A lever that is not pulled costs nothing, to the last bit.
    assert all((effects.halves[:, :, 2] == 0).all() for effects in each)
    # What shares the uncertainty of a number moves with it.
    clarity = [quantity.name for quantity in quantities()].index("awareness_core")
    assert (np.array([effects.halves[:, 0, 1, 1, clarity] for effects in each]) > 0).all()

    def never(*given: object) -> None:
        raise AssertionError("what is done is not done again")

    monkeypatch.setattr(screening, "_run", never)
    again = list(screen.effects(BASE))
    assert all((one.halves == other.halves).all() for one, other in zip(each, again, strict=True))


def effects_of(names: tuple[str, ...], size: dict[str, float], rng: np.random.Generator) -> Effects:
    """Effects of a known size on the first quantity, in much chance on all."""
    shape = (2, 8, len(names), len(MONTHS), len(quantities()))
    halves = rng.normal(0, 0.5, shape)
    for name, each in size.items():
        halves[:, :, names.index(name), -1, 0] += each
    return Effects(names, halves)


def test_what_is_moved_most_is_found_in_chance_and_not_overstated() -> None:
    rng = np.random.default_rng(3)
    declared = {name: all_parameters()[name] for name in (DECAY, PROPORTION)}
    found = {
        "one": effects_of((DECAY, PROPORTION), {DECAY: 2.0}, rng),
        "other": effects_of((DECAY, PROPORTION), {DECAY: 3.0}, rng),
    }
    rows = table(found, declared).set_index("parameter")
    first = quantities()[0].name
    assert rows.loc[DECAY, ["moves", "scenario", "month"]].tolist() == [first, "other", MONTHS[-1]]
    assert 2.5 < rows.loc[DECAY, "by"] < 3.5
    # The largest of so many effects of chance alone would be above 1.5.
    assert rows.loc[PROPORTION, "by"] < 0.6
