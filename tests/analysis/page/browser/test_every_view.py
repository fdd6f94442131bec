"""Every view on every screen: nothing is wider than the window, bars anybody, or is asked for elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.analysis.page.browser.look import LOOKS, WIDER, open_view, ready, views
from tests.analysis.page.browser.pages import write_page
from tests.analysis.page.browser.watching import Watch, violations


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    few = {"runs": 64, "seed": 1, "parameters": "accepted"}
    return write_page(tmp_path_factory.mktemp("views"), ("baseline", "shared-records"), **few)


@pytest.mark.heavy
@pytest.mark.parametrize("look", LOOKS)
def test_every_view(look: str, path: Path, browser: Browser) -> None:
    context = browser.new_context(**LOOKS[look].options, offline=True)
    watch = Watch.over(context)
    page = context.new_page()
    page.goto(path.as_uri())
    ready(page)
    if LOOKS[look].large:
        page.get_by_role("button", name="Large").click()
    for name in views(page):
        open_view(page, name)
        page.wait_for_timeout(700)
        assert page.evaluate(WIDER) <= 0, f"{name} is wider than the window"
        assert violations(page) == [], name
    assert watch.left(path.as_uri()) == []
    assert watch.errors == []
    context.close()
