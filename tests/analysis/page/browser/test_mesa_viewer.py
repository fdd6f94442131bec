"""`mcn workshop mesa` in a real browser: the map drawn, the months moving, nothing asked of anyone else."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from analysis.mesa_viewer import NEEDED

PATIENCE = 60  # seconds, for a server or a page that does not come
SERVE = (
    "from analysis.mesa_viewer import serve; serve('baseline', 0, lambda address: print(address, flush=True))"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page, served by a process of its own."""
    missing = [each for each in NEEDED if importlib.util.find_spec(each) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: pip install -c constraints.txt -e '.[mesa-viz]'")
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    impatient = threading.Timer(PATIENCE, server.kill)
    impatient.start()
    try:
        assert server.stdout is not None
        line = server.stdout.readline().strip()
        impatient.cancel()
        assert line.startswith("http://127.0.0.1:"), line
        yield line
    finally:
        impatient.cancel()
        server.terminate()
        server.communicate(timeout=10)


@pytest.fixture
def asked_for() -> list[str]:
    """Every address that the page asks for, sockets too."""
    return []


@pytest.fixture
def page(browser: Any, address: str, asked_for: list[str]) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.on("request", lambda request: asked_for.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda socket: asked_for.append(socket.url))
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(address)
    yield page
    context.close()


def test_the_map_is_drawn_and_the_months_move_with_no_foreign_request(
    page: Any, address: str, asked_for: list[str]
) -> None:
    from playwright.sync_api import expect

    expect.set_options(timeout=1000 * PATIENCE)
    pictures = page.locator("main img, .v-main img")
    expect(page.get_by_text("As studied: month -25 of 60")).to_be_visible()
    expect(pictures).to_have_count(2)
    # Drawn, not merely there: the browser knows the size of an image only if it could read it.
    page.wait_for_function(
        "[...document.querySelectorAll('img')].every(each => each.complete && each.naturalWidth > 300)"
    )
    drawn = pictures.first.get_attribute("src")

    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.get_by_text("As studied: month -24 of 60")).to_be_visible()
    expect(pictures.first).not_to_have_attribute("src", drawn)

    page.get_by_role("button", name="▶").click()
    expect(page.get_by_text("As studied: month -21 of 60")).to_be_visible()
    page.get_by_role("button", name="❚❚").click()

    page.get_by_label("A paid core team").check(force=True)
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("As studied: month -25 of 60")).to_be_visible()

    home = address.removeprefix("http://")
    assert any(each.startswith(f"ws://{home}") for each in asked_for), (
        "the watch saw not even the page's socket"
    )
    assert [
        each
        for each in asked_for
        if not each.startswith((f"http://{home}", f"blob:http://{home}", f"ws://{home}"))
    ] == []
