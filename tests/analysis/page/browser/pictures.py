"""Takes the guide's pictures from the page that ships: `python -m tests.analysis.page.browser.pictures`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from analysis.page.opening import BUILT
from tests.analysis.page.browser.chromium import chromium
from tests.analysis.page.browser.look import open_view, ready

FOLDER = Path(__file__).parents[4] / "docs" / "guide" / "pictures"
GUESSES = [("Table 1", "25"), ("Table 2", "35"), ("Table 3", "60")]
COLOURS = 128  # of a picture, so that it is small


def answer(page: Page) -> None:
    """Shared records, with all runs."""
    page.locator(".answer-bar[data-runs='4096']").wait_for(timeout=60_000)


def cascade(page: Page) -> None:
    """The coordinator leaves, and it is told to the end."""
    page.get_by_role("button", name="See what follows").click()
    page.locator(".cascade-counts").filter(has_text="of 256 runs").wait_for()
    for _ in range(6):
        page.get_by_role("button", name="A step on").click()


def happened(page: Page) -> None:
    """Three tables guess, and it is run."""
    following = page.get_by_role("button", name="Next")
    following.click()
    for name, level in GUESSES:
        page.locator("#guess-name").fill(name)
        page.locator("#guess-level").fill(level)
        page.keyboard.press("Enter")
    following.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Done.").wait_for()
    following.click()


SCENES = {
    "page-network": ("network", lambda page: page.wait_for_timeout(500)),
    "page-answer": ("answer", answer),
    "page-cascade": ("cascade", cascade),
    "workshop-happened": ("workshop", happened),
}


def main() -> None:
    """Take every picture."""
    with chromium() as browser:
        for name, (view, act) in SCENES.items():
            context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
            page = context.new_page()
            page.goto(BUILT.as_uri())
            ready(page)
            open_view(page, view)
            act(page)
            page.wait_for_timeout(700)
            target = FOLDER / f"{name}.png"
            page.screenshot(path=target)
            Image.open(target).convert("RGB").quantize(COLOURS).save(target, optimize=True)
            print(target)
            context.close()


if __name__ == "__main__":
    main()
