"""The browser that the tests drive: the system's own, for no package brings Playwright's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

VARIABLE = "HUBSPOKE_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
# Where Playwright itself looks for them: on Windows and macOS they are not on the path.
CHANNELS = ("chrome", "msedge")
HOW_TO_GET_ONE = (
    "no Chromium is found here: install one (Debian and Ubuntu: apt-get install chromium; elsewhere "
    f"Chrome or Edge will do), or name its program in the environment variable {VARIABLE}"
)


class NoBrowserError(Exception):
    """There is none to be found here; the message says how to get one."""


def program() -> str | None:
    """Where the browser is, if it is named or on the path."""
    named = os.environ.get(VARIABLE)
    if named:
        if shutil.which(named) is None:
            raise NoBrowserError(f"{VARIABLE} names {named}, which is no program; {HOW_TO_GET_ONE}")
        return named
    return next((found for found in map(shutil.which, NAMES) if found), None)


def launched(playwright: Playwright) -> Browser:
    """A headless browser."""
    # As root Chromium refuses to start in its sandbox, and containers run as root.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    path = program()
    if path is not None:
        return playwright.chromium.launch(executable_path=path, args=arguments)
    for channel in CHANNELS:
        try:
            return playwright.chromium.launch(channel=channel, args=arguments)
        except Error as error:
            if "is not found" not in error.message:
                raise
    raise NoBrowserError(HOW_TO_GET_ONE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        try:
            yield browser
        finally:
            browser.close()
