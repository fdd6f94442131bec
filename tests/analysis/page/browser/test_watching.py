"""The watch itself: it must see what the other tests trust it to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.html_report.browser import VARIABLE, NoBrowserError, program
from tests.analysis.page.browser.conftest import Open, do_without
from tests.analysis.page.browser.watching import violations

ELSEWHERE = "http://elsewhere.invalid/"


def page(folder: Path, body: str, head: str = "") -> Path:
    path = folder / "page.html"
    path.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8">{head}<title>A page</title>'
        f"<main><h1>A page</h1>{body}</main></html>",
        encoding="utf-8",
    )
    return path


def test_a_page_that_does_nothing_is_let_be(visit: Open, tmp_path: Path) -> None:
    path = page(tmp_path, "<p>Nothing.</p>")
    opened = visit(path, "#view=map")
    assert opened.watch.requests == [path.as_uri()]
    assert violations(opened.page) == []


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (f'<img alt="" src="{ELSEWHERE}">', ELSEWHERE),
        (f"<script>fetch('{ELSEWHERE}').catch(() => null)</script>", ELSEWHERE),
        (f"<script>navigator.sendBeacon('{ELSEWHERE}')</script>", ELSEWHERE),
        (f"<script>open('{ELSEWHERE}')</script>", ELSEWHERE),
        ("<script>new WebSocket('ws://elsewhere.invalid/')</script>", "ws://elsewhere.invalid/"),
        ('<iframe title="Another" src="other.html"></iframe>', "other.html"),
    ],
)
def test_whatever_leaves_a_page_is_seen(body: str, address: str, visit: Open, tmp_path: Path) -> None:
    path = page(tmp_path, body)
    opened = visit(path)
    opened.page.wait_for_timeout(300)
    [left] = opened.watch.left(path.as_uri())
    assert left.endswith(address)
    opened.watch.requests.remove(left)
    opened.watch.errors.clear()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("<script>console.error('it broke')</script>", "console: it broke"),
        ("<script>console.warn('it may break')</script>", "console: it may break"),
        ("<script>throw new Error('it broke')</script>", "thrown: it broke"),
        ("<script>Promise.reject(new Error('later'))</script>", "thrown: later"),
    ],
)
def test_whatever_goes_wrong_in_a_page_is_seen(body: str, error: str, visit: Open, tmp_path: Path) -> None:
    opened = visit(page(tmp_path, body))
    opened.page.wait_for_timeout(100)
    assert [line.splitlines()[0] for line in opened.watch.errors] == [error]
    opened.watch.errors.clear()


def test_axe_judges_a_page_behind_a_strict_policy(visit: Open, tmp_path: Path) -> None:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    path = page(
        tmp_path,
        '<p style="color: #aaa; background: #fff">Pale.</p><a href="#x"></a>',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
    )
    found = violations(visit(path).page)
    assert [line.split(" ")[0] for line in found] == ["color-contrast", "link-name"]


@pytest.mark.parametrize(("ci", "ends"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_a_browser_tests_are_skipped_but_fail_in_ci(
    ci: str, ends: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(NoBrowserError, match="no-such-browser, which is no program") as none:
        program()
    with pytest.raises(ends, match="apt-get install chromium"):
        do_without(none.value)
