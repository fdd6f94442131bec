"""Pictures of every view of a page: `python -m tests.analysis.page.browser.look PAGE FOLDER`.

PAGE is a file or an address. Each view is taken as it stands on a laptop, a small projector, a phone, at
200 % zoom and for a room (presenter view), and whole where it is longer than the window; and as it prints.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from analysis.html_report.browser import NoBrowserError
from tests.analysis.page.browser.chromium import chromium
from tests.analysis.page.browser.watching import Watch, violations

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Look(NamedTuple):
    """A way to look at the page: options of a Playwright context, and whether it is made large for a room."""

    options: dict[str, Any]
    large: bool = False


def _window(width: int, height: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


LOOKS = {
    "laptop": Look(_window(1280, 800)),
    "small": Look(_window(1024, 768)),
    "phone": Look({**_window(390, 844), "device_scale_factor": 2, "is_mobile": True, "has_touch": True}),
    # What a browser does at 200 %: half as many of the page's pixels, each twice as large.
    "zoom": Look({**_window(640, 400), "device_scale_factor": 2}),
    "presenter": Look(_window(1920, 1080), large=True),
}


def ready(page: Page) -> Page:
    """Wait until the page's engine has started."""
    # Not with `wait_for_function`, which the page's policy forbids.
    page.locator("body[data-engine=ready]").wait_for()
    return page


def views(page: Page) -> list[str]:
    """Names of the page's views, in its own order."""
    links = page.locator("nav.views a").all()
    return [str(link.get_attribute("href")).rpartition("#view=")[2] for link in links]


def open_view(page: Page, name: str) -> None:
    """Go to a view, and wait until it is there."""
    page.evaluate("name => { location.hash = `view=${name}` }", name)
    page.locator(f"body[data-view='{name}']").wait_for()


def take(page: Page, look: str, folder: Path) -> None:
    """Take a picture of each view, and say what is wrong with it."""
    for name in views(page):
        open_view(page, name)
        page.wait_for_timeout(700)
        wider = int(page.evaluate(WIDER))
        if wider > 0:
            print(f"{look} {name}: {wider} pixels wider than the window")
        page.screenshot(path=folder / f"{name}-{look}.png")
        longer = page.evaluate(
            "document.documentElement.scrollHeight > document.documentElement.clientHeight"
        )
        if longer:
            page.screenshot(path=folder / f"{name}-{look}-whole.png", full_page=True)
        for line in violations(page):
            print(f"{look} {name}: {line}")


def look_at(address: str, folder: Path, browser: Browser, looks: list[str]) -> None:
    """Take all pictures, and the print."""
    for look in looks:
        context = browser.new_context(**LOOKS[look].options)
        watch = Watch.over(context)
        page = context.new_page()
        page.goto(address)
        ready(page)
        if LOOKS[look].large:
            page.get_by_role("button", name="Large").click()
        take(page, look, folder)
        if look == "laptop":
            for name in views(page):
                open_view(page, name)
                page.pdf(path=folder / f"{name}-print.pdf", format="A4", prefer_css_page_size=True)
        for line in [*watch.left(address), *watch.errors]:
            print(f"{look}: {line}")
        context.close()


def main() -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("page", help="a file, or an address")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--look", action="append", choices=LOOKS, help="only this one; may be given again")
    words = parser.parse_args()
    address = words.page if "://" in words.page else Path(words.page).resolve().as_uri()
    words.folder.mkdir(parents=True, exist_ok=True)
    try:
        with chromium() as browser:
            look_at(address, words.folder, browser, words.look or list(LOOKS))
    except NoBrowserError as none:
        print(none, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
