"""Work in progress survives a refresh and a closed tab, and two tabs tell each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.analysis.page.browser.look import ready
from tests.analysis.page.browser.pages import write_page

RENAME = """title => {
  const { study } = hubspoke.store.state;
  hubspoke.store.change({ ...study, network: { ...study.network, title } }, 'another title');
}"""
TITLE = ".masthead .region"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(tmp_path_factory.mktemp("kept"), runs=64, seed=1, parameters="accepted").as_uri()


def opened(page: Page, address: str) -> Page:
    page.goto(f"{address}#view=scenarios")
    return ready(page)


def test_what_was_done_is_there_after_a_refresh_and_in_a_new_tab(address: str, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    first = opened(context.new_page(), address)
    first.evaluate(RENAME, "<i>Mine</i>")
    assert first.locator(TITLE).inner_text() == "<i>Mine</i>"
    first.wait_for_timeout(500)  # until it is kept
    first.reload()
    assert ready(first).locator(TITLE).inner_text() == "<i>Mine</i>"
    second = opened(context.new_page(), address)
    assert second.locator(TITLE).inner_text() == "<i>Mine</i>"
    second.evaluate(RENAME, "Another's")
    first.get_by_text("This page is open in another tab, and was changed there.").wait_for()
    first.close()
    assert second.locator(TITLE).inner_text() == "Another's"
    context.close()


def test_a_change_is_taken_back_and_done_again(address: str, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page = opened(context.new_page(), address)
    before = page.locator(TITLE).inner_text()
    page.evaluate(RENAME, "Mine")
    page.locator("body").press("Control+z")
    assert page.locator(TITLE).inner_text() == before
    page.locator("body").press("Control+Shift+z")
    assert page.locator(TITLE).inner_text() == "Mine"
    context.close()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("delete globalThis.WebAssembly", "This browser has WebAssembly switched off"),
        ("WebAssembly.compile = async () => { throw new RangeError('out of memory') }", "out of memory"),
    ],
)
def test_a_browser_that_cannot_run_it_is_told_what_to_do(
    broken: str, said: str, address: str, browser: Browser
) -> None:
    context = browser.new_context(offline=True)
    context.add_init_script(broken)
    page = context.new_page()
    page.goto(address)
    page.locator("body[data-engine=missing]").wait_for()
    assert said in page.locator("#lost").inner_text()
    assert "another browser" in page.locator("#lost").inner_text()
    context.close()
