"""Settings as bytes: read back they are what was written, to within half a step."""

from __future__ import annotations

import json
import zlib
from typing import Any

import numpy as np
import pytest

from analysis.page.packing import KINDS, STEPS, UNDONE, arrays_of, pack, terms, unpack
from analysis.page.rounding import MOST, Error, Imprecise, errors, summary, together
from analysis.page.settings import Base, Many, One, run_many, run_one
from analysis.page.switches import Board
from sim.model.outcomes import OUTCOMES
from tests.analysis.page.conftest import RUNS


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("whole", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(3, 2, 1, 7), (2, 2, 5), (1, 4, 1), (2, 3, 8, 3), (16, 9), (2, 64, 1)])
def test_steps_are_undone_exactly(step: str, whole: Any, shape: tuple[int, ...]) -> None:
    before = np.random.default_rng(1).integers(0, np.iinfo(whole).max + 1, shape).astype(whole)
    kept = before.copy()
    made = STEPS[step](before)
    assert made.dtype == whole
    assert (UNDONE[step](made) == before).all()
    assert (before == kept).all()
    if min(shape[-2:]) > 1:
        assert (made != before).any()


@pytest.mark.parametrize("switches", [1, 2, 3, 4])
def test_what_up_to_two_switches_do_together_leaves_nothing_to_write(switches: int) -> None:
    rng = np.random.default_rng(2)
    alone, twos = rng.integers(0, 50, (switches, 5)), rng.integers(0, 50, (switches, switches, 5))
    whole = np.zeros((1, 1 << switches, 5), np.uint16)
    for setting in range(1 << switches):
        on = [place for place in range(switches) if setting >> place & 1]
        whole[0, setting] = 100 + sum((alone[a] for a in on), np.zeros(5, int))
        whole[0, setting] += sum((twos[a, b] for a in on for b in on if a < b), np.zeros(5, int)).astype(
            np.uint16
        )
    left = STEPS["lattice"](whole)
    beyond = [setting for setting in range(1 << switches) if setting.bit_count() > 2]
    assert (left[0, beyond] == 0).all()
    assert (left[0, 0] == 100).all()


def test_the_terms_of_a_setting_lie_below_it_and_add_up_to_one() -> None:
    assert terms(0) == {}
    for setting in range(1, 1 << 10):
        assert sum(terms(setting).values()) == 1
        assert all(other & setting == other < setting for other in terms(setting))


def test_small_differences_have_no_high_byte() -> None:
    near = np.array([[-100, -1, 0, 1, 100]]).astype(np.uint16)
    assert STEPS["fold"](near).tolist() == [[199, 1, 0, 2, 200]]


@pytest.fixture(scope="module")
def run(small: Board, base: Base) -> tuple[Many, list[One]]:
    scenarios = [small.scenario_of(each) for each in range(small.count)]
    return run_many(scenarios, base, RUNS), [run_one(each, base, RUNS) for each in scenarios]


def test_a_block_holds_its_settings_to_half_a_step(run: tuple[Many, list[One]]) -> None:
    block = pack(range(8), *run)
    settings, found = unpack(block)
    assert settings == list(range(8))
    head = {each["name"]: each for each in head_of(block)["arrays"]}
    for name, exact in arrays_of(*run).items():
        assert found[name].shape == exact.shape
        away = np.abs(found[name] - exact)
        if KINDS[name].rounded:
            steps = np.reshape(head[name]["step"], (len(exact), *[1] * (exact.ndim - 3), -1, 1))
            assert (away <= steps / 2 * 1.0001 + 1e-8 * np.abs(exact)).all(), name
            assert away.any(), name
        elif name == "causes":
            assert away[:-1].max() == 0
            assert away[-1].max() <= 0.5
        else:
            assert (away == 0).all(), name


def head_of(block: bytes) -> dict[str, Any]:
    data = zlib.decompress(block)
    head: dict[str, Any] = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])
    return head


@pytest.mark.parametrize("settings", [1, 2, 4])
def test_a_block_may_hold_fewer(run: tuple[Many, list[One]], settings: int) -> None:
    many = Many(*(array[..., :settings, :] for array in run[0]))
    _, found = unpack(pack(range(settings), many, run[1][:settings], effort=1))
    assert found["bands"].shape[-2] == settings
    assert np.abs(found["runs"] - many.runs).max() < 0.01


def test_what_never_differs_is_written_too(run: tuple[Many, list[One]]) -> None:
    many = run[0]._replace(bands=np.full_like(run[0].bands, 1 / 3))
    _, found = unpack(pack(range(8), many, run[1]))
    np.testing.assert_allclose(found["bands"], 1 / 3, rtol=1e-8)


def test_errors_are_those_of_what_is_read_back(run: tuple[Many, list[One]]) -> None:
    block, arrays = pack(range(8), *run), arrays_of(*run)
    measured = errors(block, arrays, RUNS.outcomes)
    _, found = unpack(block)
    for place, each in enumerate(measured["bands"]):
        assert each.error == np.abs(found["bands"][place] - arrays["bands"][place]).max()
    # The outcomes of which every run is kept, counted from what is read back, against the first setting.
    for place, name in enumerate(RUNS.outcomes):
        worst = 0
        for exact, read in zip(arrays["runs"][place], found["runs"][place], strict=True):
            for sign in (1, -1):
                counts = [
                    (sign * (values - values[0]) >= OUTCOMES[name].worthwhile).sum(axis=1)
                    for values in (exact, read)
                ]
                worst = max(worst, int(np.abs(counts[0] - counts[1]).max()))
        assert measured["counted"][place].error == worst / RUNS.number


def test_coarse_numbers_are_found_to_be_miscounted(run: tuple[Many, list[One]]) -> None:
    coarse = errors(pack(range(8), *run, levels=7), arrays_of(*run), RUNS.outcomes)
    fine = errors(pack(range(8), *run), arrays_of(*run), RUNS.outcomes)
    assert max(each.error for each in coarse["counted"]) > max(each.error for each in fine["counted"])


def test_a_block_of_something_else_is_found_out(run: tuple[Many, list[One]]) -> None:
    arrays = arrays_of(*run)
    changed = {**arrays, "chances": arrays["chances"] + 1}
    with pytest.raises(Imprecise, match="chances of a block differ"):
        errors(pack(range(8), *run), changed, RUNS.outcomes)


def test_what_is_told_is_the_largest_of_each_unit(run: tuple[Many, list[One]]) -> None:
    measured = errors(pack(range(8), *run), arrays_of(*run), RUNS.outcomes)
    said = summary(together([measured, measured]), RUNS)
    units = {each["unit"]: each["error"] for each in said["units"]}
    assert set(units) == {"GBP", *(each.unit for each in OUTCOMES.values())}
    assert 0 < units["share"] < MOST
    shares = [
        each.error
        for each, outcome in zip(measured["bands"], OUTCOMES.values(), strict=True)
        if outcome.unit == "share"
    ]
    assert units["share"] >= max(shares)
    assert f"{100 * units['share']:.2g} points in a hundred" in said["said"]


@pytest.mark.parametrize(
    ("name", "error"),
    [("cover_24_7", Error(0.0051, 0.0, 0.1)), ("specialist_posts", Error(1.0, 0.0, 100.0))],
)
def test_half_a_point_in_a_hundred_is_too_much(run: tuple[Many, list[One]], name: str, error: Error) -> None:
    measured = errors(pack(range(8), *run), arrays_of(*run), RUNS.outcomes)
    measured["bands"][list(OUTCOMES).index(name)] = error
    with pytest.raises(Imprecise, match=f"{name} is rounded by"):
        summary(measured, RUNS)
