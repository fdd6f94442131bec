"""The page that a server feeds: any lever and number, several browsers, a server that stops and returns."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from sim import load_scenario, simulate
from tests.analysis.page.browser import expected
from tests.analysis.page.browser.conftest import Open
from tests.analysis.page.browser.look import ready
from tests.analysis.page.browser.rooms import HORIZON, RUNS, Room, scenarios
from tests.analysis.page.browser.served import Server, served
from tests.analysis.page.browser.test_numbers import read, set_switches
from tests.analysis.page.browser.watching import violations

OUTCOME = "adoption"
ADDRESS = f"#view=futures&a=0&b=1&outcome={OUTCOME}"
NEVER_HEARD = re.compile(
    "Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)"
)


def shown(page: Page) -> Locator:
    """B less A of an outcome: the cell of the table."""
    return page.locator(f".all-outcomes tr[data-outcome={OUTCOME}] td").nth(2)


def becomes(page: Page, value: float, close: float) -> None:
    """Wait until the page shows a difference, in points."""
    for _ in range(150):
        [(number, half)] = read(shown(page).inner_text())
        if abs(number - 100 * value) <= 100 * close + half:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the page shows {shown(page).inner_text()}, and not {100 * value}")


@pytest.mark.heavy
def test_it_keeps_what_it_has_when_the_server_stops_and_goes_on_when_it_is_back(
    visit: Open, room: Room, tmp_path: Path
) -> None:
    paths = scenarios(tmp_path)
    folder = room.path.parent / "tiny"
    with served(*paths) as first:
        opened = visit(first.address, ADDRESS)
        page = ready(opened.page)
        set_switches(page, 1, folder)
        before = page.locator("main").inner_text()
    page.locator("label[for=switch-shared-records]").click()
    expect(page.locator("#lost")).to_be_visible()
    assert "does not answer" in page.locator("#lost").inner_text()
    assert page.locator(".all-outcomes").inner_text() in before
    page.locator("#month").fill("3")
    assert page.locator(".view.futures figcaption .level").first.is_visible()
    assert violations(page) == []
    with served(*paths, port=first.port):
        set_switches(page, 3, folder)
        expect(page.locator("#lost")).to_be_hidden()
        becomes(page, expected.difference(folder, 0, 3, OUTCOME).median, expected.rounding(folder, OUTCOME))
    assert opened.watch.errors
    assert [line for line in opened.watch.errors if not NEVER_HEARD.search(line)] == []
    opened.watch.errors.clear()


def test_any_lever_and_any_parameter_are_answered_as_the_model_does(
    visit: Open, room: Room, server: Server
) -> None:
    page = ready(visit(server.address, ADDRESS.replace("b=1", "b=0")).page)
    page.locator("details.own summary").click()
    page.locator("#own-lever").select_option(value="obligation")
    page.locator("[data-action=add-lever]").click()
    lever = page.locator("[data-own-lever=obligation]")
    lever.locator("[data-quantity=strength]").fill("50")
    lever.locator("[data-quantity=start]").fill("3")
    page.locator("#own-search").fill("coordination")
    found = page.locator(".own-results [data-parameter]").first
    name = str(found.get_attribute("data-parameter"))
    found.click()
    page.locator(f"[data-own-parameter='{name}']").wait_for()
    assert violations(page) == []
    number = page.locator(f"[data-own-parameter='{name}'] [data-quantity=exact]")
    value = float(number.input_value())

    base = load_scenario(room.path.parent / "tiny" / "as-it-is.yaml").with_parameters({name: value})
    other = base.with_levers(obligation={"start": 3, "strength": 0.5})
    a, b = (
        simulate(each, RUNS.number, RUNS.seed, parameters=RUNS.parameters, months=(HORIZON,)).outcomes
        for each in (base, other)
    )
    more = b[OUTCOME].to_numpy(float) - a[OUTCOME].to_numpy(float)
    assert np.median(more) > 0.01
    becomes(page, float(np.median(more)), float(np.ptp(np.concatenate([a[OUTCOME], b[OUTCOME]]))) / 255 * 2)


@pytest.mark.heavy
def test_several_browsers_each_see_their_own_setting(visit: Open, room: Room, server: Server) -> None:
    folder = room.path.parent / "tiny"
    pages = [ready(visit(server.address, f"#view=futures&b={bundle}").page) for bundle in (1, 2, 3)]
    for bundle, page in zip((2, 3, 0), pages, strict=True):
        set_switches(page, bundle, folder)
    for bundle, page in zip((2, 3, 0), pages, strict=True):
        set_switches(page, bundle, folder)
        found = expected.difference(folder, 0, bundle, OUTCOME)
        becomes(page, found.median, expected.rounding(folder, OUTCOME))
