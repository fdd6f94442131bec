"""The page that ships is that of this model, this region and these scripts: else it is to be built anew."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from analysis.page.build import QUESTION
from analysis.page.html import BUILT, page
from analysis.page.packing import KINDS, arrays_of, unpack
from analysis.page.room import room
from analysis.page.settings import Base, Runs, run_base, run_many, run_one
from analysis.page.switches import Board, board
from sim import load_scenario
from tests.analysis.page.conftest import blocks_in

AGAIN = "build it anew: python -m analysis.page.build"
RUNS = Runs(QUESTION.runs, QUESTION.seed, QUESTION.parameters)
LARGEST = 5_000_000


@pytest.fixture(scope="module")
def laid() -> Board:
    return board(load_scenario(QUESTION.scenarios[0]))


@pytest.fixture(scope="module")
def base(laid: Board) -> Base:
    return run_base(laid, RUNS)


@pytest.fixture(scope="module")
def html() -> str:
    assert BUILT.is_file(), f"the page that ships is not there; {AGAIN}"
    return BUILT.read_text(encoding="utf-8")


def test_it_is_small_enough(html: str) -> None:
    assert len(html.encode()) <= LARGEST


def test_all_but_the_numbers_is_the_page_as_it_is_now(html: str, laid: Board, base: Base) -> None:
    (text,) = re.findall(r'<script type="application/json" id="room">(.*?)</script>', html)
    there = json.loads(text)
    facts = {
        **room(laid, base, RUNS, "file"),
        # What was measured when it was built, and by which program, whose every change does not matter here.
        "rounding": there["rounding"],
        "made": there["made"],
    }
    same = page(facts, blocks_in(html)) == html
    assert same, f"the page, or what it is told, has changed since it was built; {AGAIN}"


def test_its_numbers_are_those_of_the_model(html: str, laid: Board, base: Base) -> None:
    blocks = [unpack(each) for each in blocks_in(html)]
    assert sorted(setting for settings, _ in blocks for setting in settings) == list(range(laid.count))
    # No switch, each alone, all together: what changes the model changes one of them.
    some = [0, *(1 << place for place in range(len(laid.switches))), laid.count - 1]
    for settings, found in blocks:
        shown = [each for each in some if each in settings]
        scenarios = [laid.scenario_of(each) for each in shown]
        many, ones = run_many(scenarios, base, RUNS), [run_one(each, base, RUNS) for each in scenarios]
        places = [settings.index(each) for each in shown]
        for name, exact in arrays_of(many, ones).items():
            there = _of(found[name], places, name)
            flat = found[name].reshape(len(found[name]), -1)
            span = np.ptp(flat, axis=1).reshape(-1, *[1] * (exact.ndim - 1))
            kind = KINDS[name]
            half_a_step = 0.6 * span / 256**kind.bytes + 1e-8 * np.abs(exact)
            most = half_a_step if kind.rounded else 0.5 * (name == "causes")
            same = there.shape == exact.shape and (np.abs(there - exact) <= most).all()
            assert same, f"{name} of the page that ships are not those of the model; {AGAIN}"


def _of(array: np.ndarray, places: list[int], name: str) -> np.ndarray:
    """What some settings of a block have of an array, renumbered where it says of which setting it is."""
    if name not in ("spells", "causes"):
        return array[..., places, :]
    rows = array[:, np.isin(array[0], places)].copy()
    rows[0] = [places.index(int(each)) for each in rows[0]]
    return rows
