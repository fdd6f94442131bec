"""The facilitator's path: guesses are written down before the run and judged after it; keys; the sheet."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from sim.model.outcomes import OUTCOMES
from tests.analysis.page.browser import expected
from tests.analysis.page.browser.conftest import Open
from tests.analysis.page.browser.look import open_view, ready
from tests.analysis.page.browser.rooms import HORIZON, RUNS, Room
from tests.analysis.page.browser.test_numbers import read
from tests.analysis.page.browser.watching import violations

OUTCOME = "adoption"  # what the switches change in so few months
ADDRESS = f"#view=path&a=0&b=3&outcome={OUTCOME}"
QUESTION, GUESS, RUN, HAPPENED, WHY, WORSE = range(6)
HARM = "<img src=x onerror=alert(1)>"
BECAUSE = "כי <b>כולם</b> יודעים"


def at(page: Page, step: int) -> None:
    page.locator(f"body[data-step='{step}']").wait_for()
    assert [each.is_visible() for each in page.locator("div.step[data-step]").all()].index(True) == step


def guess(page: Page, name: str, way: str, size: str, why: str = "") -> None:
    page.locator("#guess-name").fill(name)
    page.locator("#guess-way").select_option(label=way)
    page.locator("#guess-size").fill(size)
    page.locator("#guess-why").fill(why)
    page.locator(".guess-form button[type=submit]").click()


def run(page: Page) -> None:
    page.locator("#run").click()
    page.locator("body[data-round=running]").wait_for()
    page.locator("#run").click()  # to the end at once
    page.locator("body[data-round=ran]").wait_for()


@pytest.fixture
def page(visit: Open, room: Room) -> Page:
    return ready(visit(room.path, ADDRESS).page)


def test_nothing_is_run_before_a_guess_is_written(page: Page) -> None:
    page.locator("#next").click()
    at(page, GUESS)
    page.locator("#next").click(force=True)  # it is not disabled, for then nobody could ask it why not
    page.locator(".hint:has-text('guess')").wait_for()
    at(page, GUESS)
    guess(page, "Table 1", "higher", "")
    assert page.locator(".fault").inner_text()
    assert page.locator("tr[data-guess]").count() == 0
    guess(page, "Table 1", "higher", "5")
    page.locator("#next").click()
    at(page, RUN)


def test_guesses_are_kept_and_judged_by_what_the_model_has(page: Page, room: Room) -> None:
    page.locator("#next").click()
    guess(page, HARM, "higher", "5", BECAUSE)
    guess(page, "Far off", "lower", "90")
    page.locator("#next").click()
    at(page, RUN)
    run(page)
    page.reload()
    ready(page)
    assert page.locator("body[data-round=ran]").count() == 1
    page.locator("nav.progress button[data-step='1']").click()
    at(page, GUESS)
    assert page.locator("tr[data-guess]").count() == 2
    assert not page.locator(".guess-form").is_visible()
    assert page.get_by_role("button", name=re.compile("Take back")).count() == 0
    page.locator("nav.progress button[data-step='3']").click()
    at(page, HAPPENED)
    judged(page, room.path.parent / "tiny")
    page.locator("#next").click()
    at(page, WHY)
    assert page.locator("div.step[data-step='4']").inner_text().count("→")
    page.locator("#next").click()
    at(page, WORSE)
    worse(page, room.path.parent / "tiny")


def judged(page: Page, folder: Path) -> None:
    """The difference is the model's, and the nearest guess is the one nearest to it."""
    found = expected.difference(folder, 0, 3, OUTCOME)
    close = 100 * expected.rounding(folder, OUTCOME) + 0.05
    words = page.locator(".happened-words .in-words").inner_text()
    assert f"{OUTCOMES[OUTCOME].title.lower()} is" in words
    shown = [value for value, _ in read(words.partition(" is ")[2])]
    assert shown[0] == pytest.approx(100 * found.median, abs=close)
    happened = page.locator(".happened-guesses")
    assert f"Nearest: {HARM}" in happened.inner_text().replace("\u2068", "").replace("\u2069", "")
    off = {
        row.locator("th").inner_text(): row.locator("td").nth(1).inner_text()
        for row in happened.locator("tbody tr").all()
    }
    assert read(off[HARM])[0][0] == pytest.approx(abs(5 - 100 * found.median), abs=close)
    assert read(off["Far off"])[0][0] == pytest.approx(90 + 100 * found.median, abs=close)
    assert page.locator("main img").count() == 0


def worse(page: Page, folder: Path) -> None:
    """What gets worse, in how many runs, is counted exactly."""
    shown = {
        str(item.get_attribute("data-outcome")): float(item.get_attribute("data-share") or "nan")
        for item in page.locator(".changed.worse li[data-outcome]").all()
    }
    counted = {}
    for name, known in OUTCOMES.items():
        if known.better == "neither":
            continue
        more = expected.level(folder, 3, name) - expected.level(folder, 0, name)
        share = float(np.mean((more if known.better == "lower" else -more) >= known.worthwhile))
        if share >= 0.05:  # those that are so more seldom are only named
            counted[name] = share
    assert shown == counted


def test_the_sheet_has_the_guesses_and_the_results_and_is_saved(page: Page) -> None:
    page.locator("#next").click()
    guess(page, HARM, "higher", "5", BECAUSE)
    page.locator("#next").click()
    run(page)
    open_view(page, "sheet")
    page.emulate_media(media="print")
    sheet = page.locator(".sheet-page")
    assert sheet.count() == 1
    text = sheet.inner_text()
    for part in (HARM, BECAUSE, OUTCOMES[OUTCOME].title.lower(), "not a forecast", f"of {RUNS.number} runs"):
        assert part in text
    assert not page.locator("nav.views").is_visible()
    assert not page.locator("#switches").is_visible()
    page.emulate_media(media="screen")
    with page.expect_download() as saved:
        page.locator("#save-rounds").click()
    kept = Path(saved.value.path()).read_text(encoding="utf-8")
    for part in (HARM, BECAUSE, "not a forecast", f"{RUNS.number} runs, seed {RUNS.seed}"):
        assert part in kept


def test_the_path_goes_by_the_keyboard_alone(page: Page) -> None:
    keys = page.keyboard
    keys.press("ArrowRight")
    at(page, GUESS)
    tab_to(page, "#guess-name")
    keys.press("ControlOrMeta+A")
    keys.type("p1? Ann")  # in a field these are letters, not keys
    assert page.locator("#guess-name").input_value() == "p1? Ann"
    assert not page.locator("body.presenter, dialog[open]").count()
    keys.press("Tab")
    keys.type("lower")
    keys.press("Tab")
    keys.type("2.5")
    keys.press("Enter")
    assert page.locator("tr[data-guess]").inner_text().startswith("p1? Ann")
    tab_to(page, "#next")
    keys.press("Enter")
    at(page, RUN)
    tab_to(page, "#run")
    keys.press("Enter")
    page.locator("body[data-round=running]").wait_for()
    keys.press("Enter")
    page.locator("body[data-round=ran]").wait_for()
    for step in (HAPPENED, WHY, WORSE):
        tab_to(page, "#run" if step == HAPPENED else "#next")
        keys.press("Enter")
        at(page, step)
        assert violations(page) == []


def test_keys_do_what_the_page_says_they_do(page: Page, room: Room) -> None:
    keys = page.keyboard
    open_view(page, "futures")
    keys.press("p")
    page.locator("body.presenter").wait_for()
    keys.press("Escape")
    page.locator("body:not(.presenter)").wait_for()
    keys.press("?")
    page.locator("#keys[open]").wait_for()
    assert violations(page) == []
    keys.press("Escape")
    page.locator("#keys:not([open])").wait_for(state="attached")
    keys.press("2")
    assert not page.locator("#switch-shared-records").is_checked()
    keys.press("2")
    assert page.locator("#switch-shared-records").is_checked()
    keys.press("ArrowLeft")
    assert page.locator("#month").input_value() == str(HORIZON - 1)
    keys.press("Space")
    page.locator("#play:has-text('Pause')").wait_for()
    keys.press("Space")
    page.locator("#play:has-text('Play')").wait_for()


def test_everything_says_where_it_comes_from(page: Page) -> None:
    open_view(page, "futures")
    page.locator(".view.futures button.source").first.click()
    dialog = page.locator("#source[open]")
    text = dialog.inner_text()
    assert re.search(r"\bF\d+\b", text)
    assert "study" in text
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#source[open]").count()
    assert page.evaluate("document.activeElement.classList.contains('source')")


def tab_to(page: Page, selector: str) -> None:
    """Go on with the tabulator until an element has the focus."""
    wanted = page.locator(selector)
    for _ in range(120):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the tabulator")


KEPT = {
    "a": {"bundle": 0, "own": None},
    "b": {"bundle": 1, "own": None},
    "outcome": "engagement",
    "year": HORIZON,
    "text": "Well?",
    "at": "2026-01-01T10:00:00Z",
}
ROUND_KEPT: dict[str, Any] = {"asked": KEPT, "guesses": [], "ran": None}
GUESS_KEPT = {"name": "Table 1", "change": 0.1, "why": "", "at": "2026-01-01T10:00:00Z"}


# What a page of the same name kept, or another program; with nothing wrong, the first is shown.
STORED: list[tuple[str, dict[str, Any]]] = [
    ("nothing", {}),
    ("no list", {"guesses": 5}),
    ("no guess", {"guesses": [None]}),
    ("no number", {"guesses": [{**GUESS_KEPT, "change": "x"}]}),
    ("no future", {"b": None}),
    ("a setting that is not there", {"asked": {**KEPT, "b": {"bundle": 99, "own": None}}}),
    ("levers that no file has", {"b": {"bundle": 1, "own": {"levers": {}, "parameters": {}}}}),
    ("an outcome that is not kept", {"asked": {**KEPT, "outcome": "gone"}}),
    ("a year that is not there", {"asked": {**KEPT, "year": 600}}),
    (
        "a round of another page",
        {"rounds": [{"asked": {**KEPT, "outcome": "gone"}, "guesses": [], "ran": None}]},
    ),
    ("no round", {"rounds": [None]}),
    ("a result that is none", {"ran": {}}),
]


@pytest.mark.parametrize("view", ["path", "sheet"])
@pytest.mark.heavy
def test_the_page_opens_whatever_the_browser_kept(view: str, visit: Open, room: Room) -> None:
    """What is not of this page is not shown, and does no harm."""
    page = ready(visit(room.path, ADDRESS).page)
    page.locator("#next").click()
    guess(page, "Table 1", "higher", "5")
    key = page.evaluate("Object.keys(localStorage).find((key) => localStorage[key].includes('Table 1'))")
    whole = {**KEPT, "step": 1, "words": "", "asked": KEPT, "guesses": [GUESS_KEPT], "unguessed": False}
    for wrong, kept in STORED:
        page.goto("about:blank")
        held = json.dumps({**whole, "running": False, "ran": None, "rounds": [], **kept})
        put = f"localStorage.setItem({json.dumps(key)}, {json.dumps(held)})"
        page.add_init_script(f"if (location.protocol === 'file:') {put}")
        page.goto(room.path.as_uri() + f"#view={view}")
        ready(page)
        assert page.get_by_text("Table 1", exact=True).count() == (0 if kept else 1), wrong


KEEPS_NOTHING = "This browser keeps nothing for this page: save the sheet before you close it."
REFUSED = """() => {
    const put = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (value.length > 20) throw new DOMException("full", "QuotaExceededError");
      put.call(this, key, value);
    };
}"""


@pytest.mark.heavy
def test_a_browser_whose_store_is_full_says_that_it_keeps_nothing(visit: Open, room: Room) -> None:
    page = ready(visit(room.path, ADDRESS).page)
    page.evaluate(REFUSED)
    page.locator("#next").click()
    guess(page, "Table 1", "higher", "5")
    guess(page, "Table 2", "higher", "5")
    page.get_by_text(KEEPS_NOTHING).wait_for()
    assert page.get_by_text("Table 2", exact=True).count() == 1


@pytest.mark.heavy
def test_two_tabs_do_not_write_over_each_other(visit: Open, room: Room) -> None:
    first = ready(visit(room.path, ADDRESS).page)
    second = first.context.new_page()
    second.goto(room.path.as_uri() + ADDRESS)
    ready(second)
    for page, names in ((first, ["Table 1"]), (second, ["Table 2", "Table 3"])):
        page.locator("#next").click()
        for name in names:
            guess(page, name, "higher", "5")
    second.get_by_text(KEEPS_NOTHING).wait_for()
    kept = first.evaluate("Object.values(localStorage).join()")
    assert "Table 1" in kept
    assert "Table 2" not in kept
