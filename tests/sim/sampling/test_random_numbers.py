"""Draws: the published generator, and a draw hangs on what it is for and on nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.mesa_model import NetworkModel
from sim.inputs.members import Organisation
from sim.inputs.scenarios import Scenario, load_scenario
from sim.inputs.timing import FIRST_MONTH
from sim.model.state import Character, NetworkLuck, OrganisationLuck
from sim.sampling.random_numbers import (
    CHARACTER_DRAWS,
    LARGEST_SEED,
    NETWORK_DRAWS,
    ORGANISATION_DRAWS,
    Purpose,
    draw,
    draws,
    entity_key,
    philox,
)

# Known answers published with Random123 (Salmon et al. 2011), philox4x32 with 10 rounds:
# counter, key, output.
KNOWN_ANSWERS = """
00000000 00000000 00000000 00000000 / 00000000 00000000 / 6627e8d5 e169c58d bc57ac4c 9b00dbd8
ffffffff ffffffff ffffffff ffffffff / ffffffff ffffffff / 408f276d 41c83b0e a20bc7c6 6d5451fd
243f6a88 85a308d3 13198a2e 03707344 / a4093822 299f31d0 / d16cfe09 94fdcceb 5001e420 24126ea1
""".strip().splitlines()

# Numbers given once and for all: a change here changes every result there is.
PURPOSES = {
    "RENEWAL": 1,
    "COORDINATOR_LEAVES": 2,
    "COORDINATOR_FOUND": 3,
    "LEADER_LEAVES": 4,
    "LEADER_JOINS": 5,
    "PRIOR": 14,
    "REGION": 16,
    "RIVAL": 17,
    "STUDY_SEAT": 32,
    "STUDY_KNOWS": 33,
    "STUDY_CONSENTS": 34,
    "STUDY_SUGGESTED": 35,
    "STUDY_SUGGESTS": 36,
    "STUDY_ELSEWHERE": 37,
    "STUDY_TURN": 38,
    "MEETING": 40,
    "STUDY_DAY": 41,
    "VIRTUAL_SESSION": 42,
    "TAKE_UP": 43,
    "SPECIALISTS_LEAVE": 44,
    "SPECIALISTS_JOIN": 45,
    "NURSES_LEAVE": 46,
    "NURSES_JOIN": 47,
    "OTHERS_LEAVE": 48,
    "OTHERS_JOIN": 49,
    "RECORDS_MOVE": 50,
    "RECORDS_FAIL": 51,
    "RAISED_INCOME": 52,
    "READINESS": 56,
    "INWARDNESS": 57,
    "ABILITY": 58,
    "BACKING": 59,
    "STEADINESS": 60,
    "SECURITY": 61,
    "PROGRAMME_STALLS": 64,
    "PROGRAMME_RESUMES": 65,
    "CALIBRATION": 66,
}
USED_UP = {*range(6, 14), 15}  # by what organisations drew in version 0.1.0

words = st.integers(0, 2**32 - 1)
months = st.integers(FIRST_MONTH, 240)
keys = st.integers(0, 2**64 - 1)
purposes = st.sampled_from(Purpose)


@pytest.mark.parametrize("line", KNOWN_ANSWERS)
def test_known_answers_of_the_generator(line: str) -> None:
    (a, b, c, d), (k, m), output = ([int(word, 16) for word in part.split()] for part in line.split("/"))
    assert list(philox((a, b, c, d), (k, m))) == output
    first, second, third, fourth = np.array([[a], [b], [c], [d]], np.uint64)
    assert np.ravel(philox((first, second, third, fourth), (k, m))).tolist() == output


@given(words, words, months, keys, purposes)
def test_scalar_and_arrays_agree_to_the_bit(
    seed: int, luck: int, month: int, entity: int, purpose: Purpose
) -> None:
    one = draw(seed, luck, month, entity, purpose)
    assert 0.0 <= one < 1.0
    assert draws(seed, luck, month, entity, purpose).item() == one


def test_arrays_are_broadcast() -> None:
    when, who = np.arange(-24, 0), np.array([entity_key("organisation", name) for name in "abc"], np.uint64)
    what = np.array([Purpose.MEETING, Purpose.NURSES_LEAVE])
    many = draws(3, 4, when[:, None, None], who[:, None], what)
    assert many.shape == (24, 3, 2)
    assert many[5, 1, 1] == draw(3, 4, -19, int(who[1]), Purpose.NURSES_LEAVE)


@given(words, words, months, keys, purposes)
def test_every_part_of_a_key_matters(seed: int, luck: int, month: int, entity: int, purpose: Purpose) -> None:
    base = draw(seed, luck, month, entity, purpose)
    assert base != draw((seed + 1) % 2**32, luck, month, entity, purpose)
    assert base != draw(seed, (luck + 1) % 2**32, month, entity, purpose)
    assert base != draw(seed, luck, month + 1, entity, purpose)
    assert base != draw(seed, luck, month, entity ^ 1, purpose)
    assert base != draw(seed, luck, month, entity ^ (1 << 63), purpose)
    other = Purpose.PRIOR if purpose is not Purpose.PRIOR else Purpose.RENEWAL
    assert base != draw(seed, luck, month, entity, other)


def test_the_first_month_counts_as_none() -> None:
    # Purposes 4 to 7 share a turn of the generator; a leader joins by the second word of it.
    _, second, _, _ = philox((0, 1, 7, 0), (5, 6))
    assert draw(5, 6, FIRST_MONTH, 7, Purpose.LEADER_JOINS) == (second >> 1) / 2**31
    assert FIRST_MONTH == -24


def test_draws_are_uniform() -> None:
    entities = np.arange(200, dtype=np.uint64)
    sample = draws(1, 0, np.arange(-24, 226)[:, None], entities, Purpose.MEETING)
    counts, _ = np.histogram(sample, bins=20, range=(0.0, 1.0))
    # 50,000 draws, 20 bins: chi-squared with 19 degrees of freedom is above 43.8 once in a thousand times.
    assert ((counts - 2500) ** 2 / 2500).sum() < 43.8
    assert sample.mean() == pytest.approx(0.5, abs=0.005)
    neighbours = np.corrcoef(sample[:-1].ravel(), sample[1:].ravel())[0, 1]
    assert abs(neighbours) < 0.02
    other = draws(1, 0, np.arange(-24, 226)[:, None], entities, Purpose.NURSES_LEAVE)
    assert abs(np.corrcoef(sample.ravel(), other.ravel())[0, 1]) < 0.02
    assert sample.min() >= 0.0
    assert sample.max() < 1.0


def test_purposes_keep_their_numbers() -> None:
    numbers = [each.value for each in Purpose.__members__.values()]
    assert len(set(numbers)) == len(numbers)
    assert {each.name: each.value for each in Purpose} == PURPOSES
    assert not USED_UP & set(numbers)


def test_what_is_drawn_in_a_month_and_once_stands_in_the_order_of_its_fields() -> None:
    for drawn, kind in (
        (NETWORK_DRAWS, NetworkLuck),
        (ORGANISATION_DRAWS, OrganisationLuck),
        (CHARACTER_DRAWS, Character),
    ):
        assert [each.name.lower() for each in drawn] == list(kind._fields)
    once = [*NETWORK_DRAWS, *ORGANISATION_DRAWS, *CHARACTER_DRAWS]
    assert len(set(once)) == len(once)


def test_entities_are_keyed_by_kind_and_name() -> None:
    assert entity_key("organisation", "a") != entity_key("network", "a")
    assert entity_key("ab", "c") != entity_key("a", "bc")
    assert entity_key("organisation", "St Anne's") == 0x97D6A477F4C0952  # the same on every platform
    assert 0 <= entity_key("organisation", "é") < 2**64


def test_the_largest_seed_works() -> None:
    assert draw(LARGEST_SEED, LARGEST_SEED, 240, 2**64 - 1, Purpose.PRIOR) < 1.0


# -- In the model --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline").with_horizon(1)


def with_another(scenario: Scenario) -> Scenario:
    """The scenario with one more organisation, put first."""
    network = scenario.network
    spoke = network.spokes[0]
    newcomer: Organisation = spoke.model_copy(update={"name": "A newcomer"})
    changed = network.model_copy(update={"organisations": (newcomer, *network.organisations)})
    return scenario.model_copy(update={"network": changed})


def test_adding_an_organisation_moves_no_other_draw(base: Scenario) -> None:
    before, after = NetworkModel(base, collect=False), NetworkModel(with_another(base), collect=False)
    assert (before.organisation_luck == after.organisation_luck[:, 1:]).all()
    assert (before.network_luck == after.network_luck).all()
    assert before.drawn_once == after.drawn_once[1:]
    assert [each.character for each in before.organisations] == [
        each.character for each in after.organisations[1:]
    ]
    assert before.values == after.values


def test_a_longer_horizon_moves_no_draw(base: Scenario) -> None:
    before, after = NetworkModel(base, collect=False), NetworkModel(base.with_horizon(9), collect=False)
    assert (before.organisation_luck == after.organisation_luck[:26]).all()


def test_the_model_draws_as_keyed(base: Scenario) -> None:
    model = NetworkModel(base, run=3, seed=9, collect=False)
    key = entity_key("organisation", base.network.organisations[2].name)
    for number, purpose in enumerate(ORGANISATION_DRAWS):
        assert model.organisation_luck[4, 2, number] == draw(9, 3, -20, key, purpose)
    core = entity_key("network", "core")
    for number, purpose in enumerate(NETWORK_DRAWS):
        assert model.network_luck[4, number] == draw(9, 3, -20, core, purpose)
    assert model.drawn_once[2] == [draw(9, 3, FIRST_MONTH, key, purpose) for purpose in CHARACTER_DRAWS]


def test_a_character_is_drawn_once_a_run_and_lasts(base: Scenario) -> None:
    one, other = (NetworkModel(base, run=run, collect=False) for run in (3, 4))
    before = [each.character for each in one.organisations]
    assert all(a != b.character for a, b in zip(before, other.organisations, strict=True))
    one.run_model()
    assert [each.character for each in one.organisations] == before
    named = NetworkModel(with_character(base, 2, ability=0.25), run=3, collect=False)
    assert named.organisations[2].character == before[2]._replace(ability=0.25)
    assert [each.character for each in named.organisations[3:]] == before[3:]


def with_character(scenario: Scenario, number: int, **given: float) -> Scenario:
    """The scenario with dispositions given to one organisation."""
    organisations = list(scenario.network.organisations)
    organisations[number] = organisations[number].model_copy(update=given)
    network = scenario.network.model_copy(update={"organisations": tuple(organisations)})
    return scenario.model_copy(update={"network": network})
