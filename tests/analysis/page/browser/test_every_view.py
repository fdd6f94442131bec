"""What holds for every view of the page in one file: nothing leaves, nothing breaks, everyone can use it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.analysis.page.browser.conftest import Open
from tests.analysis.page.browser.look import LOOKS, WIDER, open_view, ready, views
from tests.analysis.page.browser.rooms import Room, build
from tests.analysis.page.browser.watching import violations

VIEWS = ("path", "map", "cascade", "futures", "sheet")
ORGANISATIONS = (
    "Castle Children's Hospital",
    "Lantern Children's Hospice",
    "Castle Community Nurses",
    "Mill Valley Community Nurses",
)
LONG = ("A very long name " * 12)[:199] + "."
UNBROKEN = "n" * 200
HOSTILE = {
    **dict(
        zip(
            ORGANISATIONS,
            ("<script>alert(1)</script>", "مستشفى الأطفال في القلعة", LONG, UNBROKEN),
            strict=True,
        )
    ),
    "Castle Town": "עיר הטירה",
    "Mill Valley": "</script><img src=x onerror=alert(1)>",
    "Far Coast": '"><svg onload=alert(1)> &amp; {{7*7}} ${7*7}',
    "As it is": "</title><script>alert(1)</script> עברית & more",
}


BETWEEN = [pytest.param(look, marks=pytest.mark.heavy) for look in ("small", "zoom")]  # laptop and phone


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A room whose names would do harm, if they could."""
    return build(tmp_path_factory.mktemp("hostile"), HOSTILE)


def test_the_page_opens_alone_and_goes_from_view_to_view(visit: Open, room: Room) -> None:
    opened = visit(room.path)
    page = ready(opened.page)
    assert views(page) == list(VIEWS)
    for name in VIEWS:
        page.locator(f"nav a[href$='view={name}']").click()
        page.locator(f"body[data-view='{name}']").wait_for()
        assert [each for each in VIEWS if page.locator(f"main > .{each}").is_visible()] == [name]
    page.go_back()
    page.locator(f"body[data-view='{VIEWS[-2]}']").wait_for()
    assert opened.watch.requests == [room.path.as_uri()]


def test_the_policy_lets_nothing_in_or_out(visit: Open, room: Room) -> None:
    page = ready(visit(room.path).page)
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert not [word for word in ("unsafe", "http:", "https:", "*", "blob:") if word in policy]


def test_it_is_always_said_that_this_is_no_forecast(visit: Open, room: Room) -> None:
    page = ready(visit(room.path).page)
    for name in VIEWS:
        open_view(page, name)
        assert page.get_by_text("not a forecast").first.is_visible(), name


@pytest.mark.parametrize(
    "look", ["laptop", *(pytest.param(look, marks=pytest.mark.heavy) for look in ("phone", "presenter"))]
)
def test_axe_finds_nothing(look: str, visit: Open, room: Room) -> None:
    page = ready(visit(room.path, **LOOKS[look].options).page)
    if LOOKS[look].key:
        page.keyboard.press(LOOKS[look].key)
    found = []
    for name in VIEWS:
        open_view(page, name)
        page.wait_for_timeout(200)
        found += [f"{name}: {line}" for line in violations(page)]
    assert found == []


@pytest.mark.parametrize("look", ["phone", *BETWEEN, pytest.param("presenter", marks=pytest.mark.heavy)])
def test_no_view_is_wider_than_the_window(look: str, visit: Open, room: Room, hostile: Room) -> None:
    for each in (room, hostile):
        page = ready(visit(each.path, **LOOKS[look].options).page)
        if LOOKS[look].key:
            page.keyboard.press(LOOKS[look].key)
        assert {name: _wider(page, name) for name in VIEWS} == dict.fromkeys(VIEWS, 0)


def test_names_are_drawn_and_never_obeyed(visit: Open, hostile: Room) -> None:
    opened = visit(hostile.path)
    page = opened.page
    page.on("dialog", lambda dialog: opened.watch.errors.append(f"dialog: {dialog.message}"))
    page.reload()
    ready(page)
    scripts = page.locator("script").count()
    for name in VIEWS:
        open_view(page, name)
        page.wait_for_timeout(200)
        assert page.locator("script").count() == scripts
        assert page.locator("main img, main svg[onload], h1 script").count() == 0
    open_view(page, "map")
    for number, name in enumerate(ORGANISATIONS):
        page.locator(f".view.map [data-organisation='{number}']").first.press("Enter")
        assert page.locator(".view.map").inner_text().count(HOSTILE[name])
    assert HOSTILE["As it is"] in page.title()
    assert opened.watch.requests == [hostile.path.as_uri()] * 2


def _wider(page: Page, name: str) -> Any:
    open_view(page, name)
    page.wait_for_timeout(50)
    return page.evaluate(WIDER)


# Of what has the focus: whether anything lies over its middle, or over its lower edge.
COVERED = """() => {
  const here = document.activeElement;
  const { left, top, width, bottom, height } = here.getBoundingClientRect();
  const parts = [here, ...(here.labels ?? [])];
  const seen = (y) => {
    const found = document.elementFromPoint(left + width / 2, y);
    return found && (found.contains(here) || parts.some((each) => each.contains(found)));
  };
  const whole = here === document.body || height > innerHeight / 2;
  return whole || (seen(top + height / 2) && seen(bottom - 2)) ? "" : here.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize("look", [*BETWEEN, "phone"])
def test_what_has_the_focus_is_never_behind_a_bar(look: str, visit: Open, room: Room) -> None:
    page = ready(visit(room.path, "#a=0&b=3", **LOOKS[look].options).page)
    page.locator("#next").click()
    page.locator("#unguessed").click()
    page.locator("#run").click()
    page.locator("#run").click()
    page.locator("body[data-round=ran]").wait_for()
    covered = []
    for name, step in [("path", "1"), ("path", "3"), ("path", "4"), ("cascade", ""), ("futures", "")]:
        open_view(page, name)
        if step:
            page.locator(f"nav.progress button[data-step='{step}']").click()
        for _ in range(45):
            page.keyboard.press("Tab")
            covered.append(page.evaluate(COVERED))
    assert [each for each in covered if each] == []
