"""Switches are set on the page, and the numbers read off it are those of the model for that setting."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page

from analysis.statistics.comparison import MAIN
from sim.model.outcomes import OUTCOMES
from tests.analysis.page.browser import expected
from tests.analysis.page.browser.conftest import Open
from tests.analysis.page.browser.look import ready
from tests.analysis.page.browser.rooms import Room
from tests.analysis.page.browser.served import Server

SWITCHES = ("coordinator", "shared-records")
NUMBER = re.compile(r"([+−]?)£?(\d[\d,]*(?:\.\d+)?)(m?)")


@pytest.fixture(params=["file", "server"])
def where(request: pytest.FixtureRequest, room: Room) -> Path | str:
    """The page in a file, and from a server."""
    if request.param == "file":
        return room.path
    server: Server = request.getfixturevalue("server")
    return server.address


def read(text: str) -> list[tuple[float, float]]:
    """Give each number in a text, and half of its last digit."""
    found = []
    for sign, digits, millions in NUMBER.findall(text):
        value = float(digits.replace(",", "")) * (1e6 if millions else 1) * (-1 if sign == "−" else 1)
        found.append((value, 0.5 * 10.0 ** -len(digits.partition(".")[2])))
    return found


def set_switches(page: Page, bundle: int, folder: Path) -> None:
    """Press the switches that stand otherwise, and wait until the running total is that of the setting."""
    for place, name in enumerate(SWITCHES):
        box = page.get_by_role("switch").and_(page.locator(f"[data-switch='{name}']"))
        if box.is_checked() != bool(bundle >> place & 1):
            page.locator(f"label[for='{box.get_attribute('id')}']").click()
    total, cost = page.locator("[data-quantity=cost]"), expected.cost(folder, bundle)
    for _ in range(100):
        if abs(float(total.get_attribute("data-value") or "nan") - cost) < 100:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the running total says {total.inner_text()}, and not {cost}")


# Against no switch on runs are counted exactly; of two other futures the page counts what it has of each run.
@pytest.mark.parametrize(
    ("a", "b"),
    [(0, 3), (1, 2), *(pytest.param(*each, marks=pytest.mark.heavy) for each in ((0, 0), (0, 1), (3, 1)))],
)
def test_numbers_are_those_of_the_model(a: int, b: int, where: Path | str, visit: Open, room: Room) -> None:
    page = ready(visit(where, f"#view=futures&a={a}&b=0").page)
    folder = room.path.parent / "tiny"
    set_switches(page, b, folder)
    cost = read(page.locator("[data-quantity=cost]").inner_text())
    assert sum(value for value, _ in cost) == pytest.approx(expected.cost(folder, b), rel=0.006, abs=1)
    rows = page.locator(".all-outcomes tr[data-outcome]").all()
    assert [row.get_attribute("data-outcome") for row in rows] == list(MAIN)
    for name, row in zip(MAIN, rows, strict=True):
        check(row, folder, (a, b), name)


def check(row: Locator, folder: Path, futures: tuple[int, int], name: str) -> None:
    level_a, level_b, less, most, counts, *_ = row.locator("td").all_inner_texts()
    scale = 100 if OUTCOMES[name].unit.startswith("share") else 1
    close = expected.rounding(folder, name) * scale
    found = expected.difference(folder, *futures, name)

    def same(shown: tuple[float, float], value: float) -> None:
        number, half = shown
        assert abs(number - scale * value) <= close + half + 1e-9, (name, row.inner_text(), value)

    for text, which in zip((level_a, level_b), futures, strict=True):
        same(read(text)[0], float(np.median(expected.level(folder, which, name))))
    same(read(less)[0], found.median)
    low, high = read(most)
    same(low, found.low)
    same(high, found.high)
    [(better, _), (worse, _)] = read(counts)
    assert found.better[0] <= better <= found.better[1], (name, counts, found)
    assert found.worse[0] <= worse <= found.worse[1], (name, counts, found)
