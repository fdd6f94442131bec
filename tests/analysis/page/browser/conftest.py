"""A browser, and watched pages in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest
from playwright.sync_api import Browser, Page

from analysis.html_report.browser import NoBrowserError
from tests.analysis.page.browser.chromium import chromium
from tests.analysis.page.browser.watching import Watch

Open = Callable[..., "Opened"]


class Opened(NamedTuple):
    """A page, and the watch over all that it does."""

    page: Page
    watch: Watch


def do_without(none: NoBrowserError) -> NoReturn:
    """Skip what needs a browser, saying how to get one; in CI there must be one."""
    if os.environ.get("CI"):
        pytest.fail(str(none), pytrace=False)
    pytest.skip(str(none))


# This folder's (for which alone it is a package), not the session's: while Playwright runs, its thread has a
# running event loop, and tests that the same worker goes on to (of notebooks, of Dask) start their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    try:
        with chromium() as running:
            yield running
    except NoBrowserError as none:
        do_without(none)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open an address or a file in a context of its own; afterwards nothing may have left or gone wrong.

    A page opened from a file has no network at all. Options are those of a Playwright context. A test that
    expects errors looks at `watch.errors` and empties it.
    """
    opened: list[tuple[str, Opened]] = []

    def visit(where: Path | str, anchor: str = "", **options: Any) -> Opened:
        address = where.resolve().as_uri() if isinstance(where, Path) else where
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(15_000)
        watch = Watch.over(context)
        context.set_offline(address.startswith("file:"))
        page = context.new_page()
        opened.append((address, Opened(page, watch)))
        page.goto(address + anchor)
        return opened[-1][1]

    yield visit
    for _, (page, _) in opened:
        page.context.close()
    for address, (_, watch) in opened:
        assert watch.requests, "the watch saw not even the page itself"
        assert watch.left(address) == []
        assert watch.errors == []
