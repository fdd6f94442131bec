"""Takes the guide's pictures from the page that ships: `python -m tests.analysis.page.browser.pictures`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from analysis.page.html import BUILT
from tests.analysis.page.browser.chromium import chromium
from tests.analysis.page.browser.look import open_view, ready

FOLDER = Path(__file__).parents[4] / "docs" / "guide" / "pictures"
RECORDS_AND_STAFF = 0b10100
GUESSES = [
    ("Table 1", "higher", "5", "nurses can see each other's notes"),
    ("Table 2", "higher", "12", "posts are what is missing"),
    ("Table 3", "lower", "2", "everybody waits for the new system"),
]


def happened(page: Page) -> None:
    """Three tables guess, and it is run."""
    page.locator("#next").click()
    for name, way, size, why in GUESSES:
        page.locator("#guess-name").fill(name)
        page.locator("#guess-way").select_option(label=way)
        page.locator("#guess-size").fill(size)
        page.locator("#guess-why").fill(why)
        page.locator(".guess-form button[type=submit]").click()
    page.locator("#next").click()
    page.locator("#run").click()
    page.locator("#run").click()  # to the end at once
    page.locator("body[data-round=ran]").wait_for()
    page.locator("#run").click()


def cascade(page: Page) -> None:
    """The last month of the same futures, and the thread behind one of the problems."""
    open_view(page, "cascade")
    page.locator(".node[data-problem=workarounds]").click()


def take(page: Page, name: str) -> None:
    """Take what is in the window, in as few colours as print needs."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(700)
    path = FOLDER / f"workshop-{name}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(200, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Take both."""
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{BUILT.as_uri()}#a=0&b={RECORDS_AND_STAFF}&outcome=cover_24_7&year=60")
        ready(page)
        happened(page)
        take(page, "happened")
        cascade(page)
        take(page, "cascade")


if __name__ == "__main__":
    main()
