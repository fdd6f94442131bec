"""Work in progress survives a refresh, a closed tab and a full store, and is the same in two tabs."""

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
FILL = """() => {
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try { for (let i = 0; ; i += 1) localStorage[`${size} ${i}`] = 'x'.repeat(size); } catch { /* less */ }
  }
}"""


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
    first.get_by_text("This was changed in another tab of the page, and so here.").wait_for()
    assert [each.locator(TITLE).inner_text() for each in (first, second)] == ["Another's"] * 2
    first.locator("body").press("Control+z")
    second.get_by_text("This was changed in another tab of the page, and so here.").wait_for()
    assert [each.locator(TITLE).inner_text() for each in (first, second)] == ["<i>Mine</i>"] * 2
    context.close()


def test_a_store_that_is_full_is_said_and_holds_the_page_open(address: str, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page = opened(context.new_page(), address)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("body").press("Shift")  # a browser asks only those who have touched the page
    page.evaluate(FILL)
    page.evaluate(RENAME, "Mine")
    page.get_by_text("This browser keeps nothing: save your work as a file").wait_for()
    page.reload()
    assert asked == ["beforeunload"]
    context.close()


DAMAGES = {
    "torn": "text.slice(0, 99)",
    "another version's": "text.replace('\"hubspoke\":1', '\"hubspoke\":0')",
    "altered": "text.replace('\"organisations\":', '\"organisation\":')",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_was_kept_and_cannot_be_read_is_set_aside_and_can_be_saved(
    damage: str, address: str, browser: Browser
) -> None:
    context = browser.new_context(offline=True)
    first = opened(context.new_page(), address)
    first.evaluate(RENAME, "Mine")
    first.wait_for_timeout(500)
    damaged = f"Object.entries(localStorage).map(([key, text]) => [key, {damage}])"
    first.evaluate(f"() => Object.assign(localStorage, Object.fromEntries({damaged}))")
    page = opened(context.new_page(), address)
    assert page.locator(TITLE).inner_text() != "Mine"
    assert "cannot be read by this page, and was set aside" in page.locator("#lost").inner_text()
    page.reload()
    with ready(page).expect_download() as saved:
        page.get_by_role("button", name="Save it as a file").click()
    assert '"hubspoke"' in saved.value.path().read_text(encoding="utf-8")
    page.reload()
    assert ready(page).locator("#lost").is_hidden()
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
