"""The facilitator's path: guesses before the answer, and an answer that is the question's in every step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sim import load_scenario, simulate
from sim.model.outcomes import load_outcomes
from tests.analysis.page.browser.pages import opened_page, write_page

RUNS = 256
HIGHER = "document.documentElement.scrollHeight - innerHeight"
SIZES = """() => [...document.querySelectorAll('.step > section:not([hidden]) *')]
  .filter((each) => each.matches('p, li, h3, select, input, button, label span'))
  .filter((each) => each.checkVisibility() && each.textContent.trim())
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ("baseline", "fund-coordinator", "shared-records")
    folder = tmp_path_factory.mktemp("workshop")
    return write_page(folder, names, runs=RUNS, seed=1, parameters="accepted")


@pytest.fixture
def room(path: Path, browser: Browser) -> Iterator[Page]:
    """The path's first step, where a room's screen is small and nothing moves."""
    with opened_page(browser, path, "workshop", reduced_motion="reduce") as page:
        page.locator("#round-future").wait_for()
        yield page


def next_step(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Next")).click()
    page.wait_for_timeout(200)  # the address changes first


def guess(page: Page, name: str, level: str) -> None:
    page.locator("#guess-name").fill(name)
    page.locator("#guess-level").fill(level)
    page.locator("#guess-level").press("Enter")


def test_the_question_offered_is_one_that_something_changes(room: Page) -> None:
    future = room.locator("#round-future option:checked").inner_text()
    assert future == load_scenario("shared-records").title


def test_a_round_from_the_question_to_the_sheet(room: Page) -> None:
    room.locator("#round-outcome").select_option("cover_24_7")
    next_step(room)
    assert room.evaluate("document.activeElement.id") == "guess-name"
    room.get_by_text("it is 1").wait_for()  # what it is as things are
    guess(room, "<b>Table 1</b>", "400")
    assert room.locator(".guessing .fault").inner_text() == "A guess is a number from 0 to 100."
    guess(room, "<b>Table 1</b>", "30")
    guess(room, "Table 2", "22,5")
    assert room.locator(".guessing .guesses li").count() == 2

    room.get_by_role("link", name="The answer").click()
    assert room.locator("#kept-back").is_visible()
    assert not room.locator(".answer-bar").is_visible()
    room.go_back()
    room.locator("#guess-name").wait_for()

    room.get_by_role("link", name="What happened").click()
    room.get_by_text("Run it first").wait_for()
    run = room.get_by_role("button", name="Run", exact=True)
    run.click()
    next_step(room)

    base, future = (
        simulate(load_scenario(name), RUNS, 1, parameters="accepted", months=60).outcomes["cover_24_7"]
        for name in ("baseline", "shared-records")
    )
    assert room.locator(".happened .number").inner_text() == (
        f"{100 * (future.mean() - base.mean()):+.1f} percentage points"
    )
    nearest = room.locator(".happened .guesses li").first.inner_text()
    assert nearest.startswith("Table 2: 22.5%")
    assert "<b>Table 1</b>" in room.locator(".happened .guesses").inner_text()

    next_step(room)
    assert room.locator(".why h3").inner_text().startswith("Why 24/7 cover moved +")
    next_step(room)
    assert load_outcomes()["equity_cover"].title.lower() in room.locator(".got-worse").inner_text().lower()
    next_step(room)
    sheet = room.locator(".sheet article").inner_text()
    assert "24/7 cover by year 5" in sheet
    assert "Table 2: 22.5%" in sheet
    room.go_back()
    assert room.locator(".got-worse").is_visible()


def test_every_step_fits_a_rooms_screen(room: Page) -> None:
    room.get_by_role("button", name="Large").click()
    for step in range(7):
        if step == 2:
            room.get_by_role("button", name="Run", exact=True).click()
            room.get_by_text("Done.").wait_for()
        for width, height in ((1280, 800), (1920, 1080)):
            room.set_viewport_size({"width": width, "height": height})
            room.wait_for_timeout(100)
            assert room.evaluate(HIGHER) <= 0, f"step {step} is higher than {height}"
            assert min(room.evaluate(SIZES)) >= 24, f"step {step} at {width}"
        if step < 6:
            next_step(room)
