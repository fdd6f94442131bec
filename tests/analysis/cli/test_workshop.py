"""`mcn workshop export` and `mcn workshop open` as their users meet them."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.page import command
from analysis.page.html import is_page

SMALL = ("--runs", "4", "--horizon", "6", "--workers", "1", "--switches", "records,staff")


def test_a_page_is_written_and_what_it_is_said(mcn: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "room.html"
    code, out, err = mcn("workshop", "export", "tiny/as-it-is.yaml", *SMALL, "-o", str(target))
    first, rounded, last = out.splitlines()
    assert (code, last) == (0, str(target))
    assert first == f"4 settings of 2 switches, 4 runs of each; {target.stat().st_size / 1e6:.1f} MB"
    assert rounded.startswith("Shares are rounded by at most 0.")
    assert err == "4 runs are few: chances come in steps of 25 in a hundred (256 are usual).\n"
    assert is_page(target)
    # A page of ours may be written anew.
    assert mcn("workshop", "export", "tiny/as-it-is.yaml", *SMALL, "-o", str(target)).code == 0


def test_json_says_the_same(mcn: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "room.html"
    words = ("workshop", "export", "tiny/as-it-is.yaml", "tiny/what-if.yaml", "--json")
    done = mcn(*words, "--runs", "3", "--horizon", "6", "--workers", "1", "-o", str(target))
    assert (done.code, done.err) == (0, "")
    said = done.json
    assert said["path"] == str(target)
    assert said["settings"] == 2 ** len(said["switches"])
    assert said["runs"] == 3
    assert said["bytes"] == target.stat().st_size
    assert {each["unit"] for each in said["rounding"]["units"]} >= {"share", "GBP"}
    assert said["warning"].startswith("3 runs are few")


def test_what_is_no_such_page_is_not_overwritten(
    mcn: Callable[..., Any], folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "letter.html"
    target.write_text("Dear minister", encoding="utf-8")
    words = ("workshop", "export", "tiny/as-it-is.yaml", *SMALL, "-o", str(target))
    code, out, err = mcn(*words)
    assert (code, out) == (2, "")
    assert err == (
        f"--output: {target} is there and is no page of this command; "
        "name another file, or replace it with --force\n"
    )
    assert target.read_text("utf-8") == "Dear minister"
    assert mcn(*words, "--force").code == 0
    assert is_page(target)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("basline",), "basline: there is no scenario of this name; did you mean baseline?"),
        (
            ("baseline", "--switches", "recods"),
            "--switches: there is no lever or barrier 'recods'; did you mean records?",
        ),
        (
            ("baseline", "--outcomes", "cover"),
            "--outcomes: there is no outcome 'cover'; did you mean gini_cover?",
        ),
        (("baseline", "tiny/what-if.yaml"), "what-if: it differs from baseline in its network"),
        (("baseline", "-o", "tiny"), "--output: tiny is a folder; name a file, such as workshop.html"),
        (("baseline", "--runs", "0"), "Invalid value for '--runs'"),
    ],
)
def test_wrong_input_is_a_line(
    mcn: Callable[..., Any], folder: Path, words: tuple[str, ...], line: str
) -> None:
    code, out, err = mcn("workshop", "export", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(line)
    assert not (folder / "workshop.html").exists()


def test_the_shipped_page_opens_in_a_browser(
    mcn: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built, opened = tmp_path / "built.html", []
    built.write_text("<!-- hubspoke: mcn workshop -->", encoding="utf-8")
    monkeypatch.setattr(command, "BUILT", built)
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    assert mcn("workshop", "open") == (0, f"{built}\n", "")
    assert opened == [built.as_uri()]
    assert mcn("workshop", "open", "--print") == (0, f"{built}\n", "")
    assert len(opened) == 1
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert mcn("workshop", "open") == (0, f"{built}\n", "No browser was found; open this file in one:\n")


def test_help_lists_what_there_is(mcn: Callable[..., Any]) -> None:
    code, out, _ = mcn("workshop", "--help")
    assert code == 0
    assert all(each in out for each in ("export", "serve", "mesa", "open"))
