"""What follows from one thing is in the page what it is in Python, and can be played step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from analysis.cascade.by_cause.pair import lifted
from analysis.cascade.knockouts import removed
from analysis.page.study_data import study_data
from analysis.statistics.barriers import BARRIERS
from analysis.statistics.brought_about import brought_about
from sim import load_scenario, simulate
from tests.analysis.page.browser.pages import opened_page, write_page, write_study

RUNS = 256
HIGHER = "document.documentElement.scrollHeight - innerHeight"
# Pulls levers against barriers already: in part, all but for a time, later than they are lifted, for good.
PARTLY = load_scenario("baseline").with_levers(
    {
        "shared-records": {"start": -6, "end": 40, "strength": 0.5},
        "multi-year-funding": {"start": 0, "end": 18},
        "outcome-set": {"start": 30},
        "more-staff": {"start": 0},
        "work-differently": {"start": -6},
    }
)


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened_page(browser, write_page(tmp_path_factory.mktemp("cascade")), "cascade") as page:
        yield page


@pytest.fixture(scope="module")
def expected() -> pd.DataFrame:
    """What follows where the coordinator leaves in month 12, of a region with its barriers lifted."""
    lifted = {lever: {"start": -24} for levers in BARRIERS.values() for lever in levers}
    other = load_scenario("baseline").with_levers(lifted)
    one = other.with_shocks({"month": 12, "coordinator-leaves": True})
    with_it, without = (
        simulate(each, RUNS, 1, parameters="accepted", problems=True) for each in (one, other)
    )
    return brought_about(with_it, without, since=12)


@pytest.fixture(scope="module")
def partly(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened_page(
        browser, write_study(tmp_path_factory.mktemp("partly"), study_data([PARTLY])), "cascade"
    ) as page:
        yield page


def followed(page: Page) -> str:
    page.get_by_role("button", name="See what follows").click()
    counted = page.locator(".cascade-counts")
    counted.filter(has_text=f"of {RUNS} runs").wait_for()
    return counted.inner_text()


def assert_it_fits(page: Page) -> None:
    """What is told of three steps is on one screen, as a laptop and as a room has it."""
    page.get_by_role("button", name="To the start").evaluate("each => each.click()")
    assert page.evaluate(HIGHER) <= 0
    page.get_by_role("button", name="Large").click()
    for _ in range(3):
        page.get_by_role("button", name="A step on").click()
    for width, height in ((1920, 1080), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(200)
        assert page.evaluate(HIGHER) <= 0
        told = page.locator(".cascade-told li").last
        assert float(told.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")) >= 24
        assert told.is_visible()
    page.get_by_role("button", name="Large").click()


def test_it_is_what_python_finds(opened: Page, expected: pd.DataFrame) -> None:
    said = followed(opened)
    members = expected[expected["organisation"] != ""].groupby("run")["organisation"].nunique()
    widely = int((members * 3 >= len(load_scenario("baseline").network.organisations)).sum())
    nothing = RUNS - expected["run"].nunique()
    assert said.startswith(f"In {widely} of {RUNS} runs this reaches a third of the organisations; ")
    assert f"; in {nothing} nothing comes of it" in said
    number = re.search(r"run (\d+)", said)
    assert number is not None
    mine = expected[expected["run"] == int(number[1])]
    assert len(mine)
    opened.locator(".player input").evaluate(
        "each => { each.value = each.max; each.dispatchEvent(new Event('input')); }"
    )
    shown = opened.locator(".cascade-told li")
    assert shown.count() == len(mine)
    told = sorted(
        (int(each.locator(".when").inner_text().split()[-1]), each.locator(".who").inner_text())
        for each in shown.all()
    )
    names = mine["organisation"].where(mine["organisation"] != "", "The network")
    assert told == sorted(zip(mine["month"].astype(int), names, strict=True))


@pytest.mark.parametrize(
    ("barrier", "month"),
    [
        ("records", 12),
        pytest.param("money", 12, marks=pytest.mark.heavy),
        pytest.param("standards", 0, marks=pytest.mark.heavy),
        pytest.param("staff", 12, marks=pytest.mark.heavy),
    ],
)
def test_a_barrier_taken_away_spares_what_python_finds(partly: Page, barrier: str, month: int) -> None:
    partly.locator("#cascade-start").select_option("studied")
    partly.locator("#cascade-what").select_option(f"lift {barrier}")
    partly.locator("#cascade-month").fill(str(month))
    said = followed(partly)
    one, other, since = PARTLY, removed(PARTLY, frozenset([barrier]), since=month), month
    if other.digest() == PARTLY.digest():
        one, other, _, since, _ = lifted(PARTLY, barrier)
        assert since == -6
        before = f"The base has lifted it already, since month {since}; told is what that spares. "
        assert said.startswith(before)
        said = said.removeprefix(before)
    stands, without = (simulate(each, RUNS, 1, parameters="accepted", problems=True) for each in (one, other))
    expected = brought_about(stands, without, since=since)
    nothing = RUNS - expected["run"].nunique()
    if nothing == RUNS:
        assert said.startswith(
            f"Nothing comes of it: in {RUNS} of {RUNS} runs no problem ends, or is kept away"
        )
        return
    members = expected[expected["organisation"] != ""].groupby("run")["organisation"].nunique()
    widely = int((members * 3 >= len(PARTLY.network.organisations)).sum())
    assert said.startswith(
        f"In {widely} of {RUNS} runs this spares a third of the organisations a problem; in {nothing} "
    )
    number = re.search(r"run (\d+)", said)
    assert number is not None
    mine = expected[expected["run"] == int(number[1])]
    partly.locator(".player input").evaluate(
        "each => { each.value = each.max; each.dispatchEvent(new Event('input')); }"
    )
    told = partly.locator(".cascade-told li").all_inner_texts()
    assert partly.locator(".cascade-key").inner_text().endswith("a problem that ends, or is kept away")
    marked = partly.locator(".network-map .organisations :is(.first, .second, .third)")
    assert marked.count() == partly.locator(".network-map .organisations .spared").count() > 0
    assert partly.locator(".network-map .lit line").count() == 0
    over, away = (sum(f": {word}: " in each for each in told) for word in ("over", "kept away"))
    assert (over, away) == ((mine["how"] == "stays").sum(), (mine["how"] == "begins").sum())
    if barrier == "staff":
        assert_it_fits(partly)


def test_it_is_played_from_the_cause_on(opened: Page) -> None:
    followed(opened)
    shown = opened.locator(".cascade-told li")
    assert shown.count() == 0
    on, back = (opened.get_by_role("button", name=name) for name in ("A step on", "A step back"))
    on.click()
    on.click()
    assert shown.count() == 2
    back.click()
    assert shown.count() == 1
    before = opened.locator(".cascade-counts").inner_text()
    opened.get_by_role("button", name="Another run").click()
    assert opened.locator(".cascade-counts").inner_text() != before
    assert shown.count() == 0


def test_it_fits_a_rooms_screen(opened: Page) -> None:
    followed(opened)
    assert_it_fits(opened)


def test_where_nothing_comes_of_it_the_page_says_so(opened: Page) -> None:
    opened.locator("#cascade-start").select_option("studied")
    opened.locator("#cascade-what").select_option("records-down")
    opened.get_by_role("button", name="See what follows").click()
    assert "choose on the map whom it befalls" in opened.locator(".cascade-said").inner_text()
    for several, said in (("hubs (7)", "to 7 of 26, "), ("none (0)", "to whom? ")):
        opened.get_by_label("Choose several organisations at once").select_option(several)
        assert opened.locator(".cascade-form .whom").inner_text().splitlines()[-1].startswith(said)
    opened.get_by_role("button", name=re.compile("^Brackenfold Teaching")).focus()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    assert "to Lanternwood Children's Hospice" in opened.locator(".cascade-form .whom").inner_text()
    said = followed(opened)
    assert said.startswith(f"Nothing comes of it: in {RUNS} of {RUNS} runs")


def test_a_network_with_a_fault_is_said_where_it_would_be_run(opened: Page) -> None:
    opened.evaluate(
        """() => {
          const { study } = hubspoke.store.state;
          hubspoke.store.change({ ...study, network: { ...study.network, organisations: [] } }, 'emptied');
        }"""
    )
    opened.get_by_role("button", name="See what follows").click()
    opened.locator(".cascade-said.fault", has_text="organisations").wait_for()
    opened.evaluate("() => hubspoke.store.undo()")
