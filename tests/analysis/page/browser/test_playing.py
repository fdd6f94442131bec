"""Months are played and scrubbed, and at each the page shows what the model had in that month."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page

from analysis.page.export import export
from analysis.page.settings import Runs
from analysis.page.switches import board
from tests.analysis.page.browser import expected
from tests.analysis.page.browser.conftest import Open
from tests.analysis.page.browser.look import ready
from tests.analysis.page.browser.rooms import HORIZON, Room
from tests.analysis.page.browser.test_numbers import read

FIRST = -24
# Future A has a coordinator and future B shared records; care coordination is what they differ in most.
ADDRESS = "#view={}&a=1&b=2&outcome=care_coordination"
BUNDLES = {"A": 1, "B": 2}


def month(page: Page) -> int:
    return int(page.locator("#month").input_value())


def levels_are_those_of_the_model(page: Page, folder: Path) -> None:
    """Both futures show the middle of their runs, and nine in ten, in the month at which time stands."""
    close = 100 * expected.rounding(folder, "care_coordination")
    for which, bundle in BUNDLES.items():
        runs = expected.level(folder, bundle, "care_coordination", month(page))
        text = page.locator(f".view.futures [data-future={which}] figcaption .now").inner_text()
        shown = [value for value, _ in read(text.replace("9 of 10", ""))]
        assert shown == pytest.approx(100 * np.quantile(runs, [0.5, 0.05, 0.95]), abs=close + 0.05)


@pytest.mark.heavy
def test_two_futures_are_played(visit: Open, room: Room) -> None:
    page = ready(visit(room.path, ADDRESS.format("futures")).page)
    folder = room.path.parent / "tiny"
    assert month(page) == HORIZON
    levels_are_those_of_the_model(page, folder)
    page.locator("#play").click()
    page.wait_for_timeout(900)
    page.locator("#play").click()
    stopped = month(page)
    assert 0 < stopped < HORIZON
    page.wait_for_timeout(400)
    assert month(page) == stopped
    levels_are_those_of_the_model(page, folder)
    page.locator("#speed").select_option(label="fast")
    page.locator("#play").click()
    page.locator(f"output.now:has-text('month {HORIZON} ')").wait_for()
    levels_are_those_of_the_model(page, folder)


def test_two_futures_are_scrubbed(visit: Open, room: Room) -> None:
    page = ready(visit(room.path, ADDRESS.format("futures")).page)
    for at in (FIRST, -1, 0, 7, HORIZON):
        page.locator("#month").fill(str(at))
        levels_are_those_of_the_model(page, room.path.parent / "tiny")
    page.locator("#month").press("ArrowLeft")
    assert month(page) == HORIZON - 1
    levels_are_those_of_the_model(page, room.path.parent / "tiny")


def test_who_wants_no_motion_steps_from_year_to_year(visit: Open, room: Room) -> None:
    page = ready(visit(room.path, ADDRESS.format("futures"), reduced_motion="reduce").page)
    for at in (0, 12, 24):
        page.locator("#play").click()
        page.wait_for_timeout(300)
        assert month(page) == at
        levels_are_those_of_the_model(page, room.path.parent / "tiny")


def test_the_map_shows_what_organisations_had_in_the_run_that_is_told(visit: Open, room: Room) -> None:
    page = ready(visit(room.path, ADDRESS.format("map")).page)
    for at in (FIRST, 3, HORIZON):
        page.locator("#month").fill(str(at))
        for which, bundle in BUNDLES.items():
            organisations, _ = told(page, room, bundle)
            states = organisations[organisations["month"] == at]
            texts = page.locator(f".view.map figure[data-which={which}] [data-organisation] text.number")
            shown = [value for text in texts.all_text_contents() for value, _ in read(text)]
            assert shown == pytest.approx(100 * states["engagement"].to_numpy(), abs=1)


def test_the_cascade_shows_which_problems_there_were_in_the_run_that_is_told(visit: Open, room: Room) -> None:
    page = ready(visit(room.path, ADDRESS.format("cascade")).page)
    for which, bundle in BUNDLES.items():
        page.locator(f".view.cascade button[data-which={which}]").click()
        _, problems = told(page, room, bundle)
        for at in (FIRST, 1, 12, HORIZON):
            page.locator("#month").fill(str(at))
            assert nodes(page) == standing(problems, at), (which, at)


def nodes(page: Page) -> dict[str, str]:
    """What stands beside each problem that is there: how many have it, or a dot where the network does."""
    found = {}
    for node in page.locator("button.node[data-problem]").all():
        count = node.locator(".node-count").text_content() or ""
        if count not in ("0", "○"):
            found[str(node.get_attribute("data-problem"))] = count
    return found


def standing(problems: pd.DataFrame, at: int) -> dict[str, str]:
    now = problems[(problems["onset"] <= at) & ~(problems["end"] <= at)]
    counts = now.groupby("problem")["organisation"].agg(
        lambda each: "●" if (each == "").any() else str(len(each))
    )
    return {str(name): str(count) for name, count in counts.items()}


def told(page: Page, room: Room, bundle: int) -> Any:
    """The run that the page tells, as the model has it."""
    run = json.loads(page.locator("script#room").text_content() or "")["runs"]["told"]
    return expected.told(room.path.parent / "tiny", bundle, run)


OVERLAPPING = """(selector) => {
  const boxes = [...document.querySelectorAll(selector)].map((each) => each.getBoundingClientRect());
  return [boxes.length, boxes.some((each, n) => n && each.left < boxes[n - 1].right)];
}"""


def test_years_stand_apart_however_many_they_are(visit: Open, room: Room, tmp_path: Path) -> None:
    far = board(room.board.scenario.with_horizon(240), (), "records")
    export(far, Runs(number=2, workers=1), tmp_path / "far.html")
    page = ready(visit(tmp_path / "far.html", "#view=futures&a=0&b=1").page)
    for selector in (".track .mark", ".view.futures [data-future=B] text.x"):
        number, overlapping = page.evaluate(OVERLAPPING, selector)
        assert (number > 3, overlapping) == (True, False), selector
