"""`mcn workshop export` and `mcn workshop open` as their users meet them."""

from __future__ import annotations

import webbrowser

import pytest

from analysis.page.opening import BUILT
from tests.analysis.page.test_opening import study_in


def test_a_page_is_written_with_scenarios_of_ones_own(mcn, folder, tmp_path):
    target = tmp_path / "room.html"
    words = ("workshop", "export", "tiny/as-it-is.yaml", "tiny/what-if.yaml", "-o", str(target))
    assert mcn(*words) == (0, f"{target}\n", "")
    assert [each["name"] for each in study_in(target)["scenarios"]] == ["as-it-is", "what-if"]
    assert mcn(*words).code == 0  # a page of ours may be written anew


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "nowhere: there is no scenario of this name; "),
        (("tiny/as-it-is.yaml", "-o", "tiny"), "--output: tiny is a folder; "),
        (
            ("tiny/as-it-is.yaml", "-o", "tiny/network.yaml"),
            "--output: tiny/network.yaml is there and is no page",
        ),
        (("tiny/as-it-is.yaml", "-o", "x" * 300), f"--output: {'x' * 300}: File name too long"),
        (("baseline",) * 8, "open: 8 scenarios of study-region are more than a base and six others; "),
    ],
)
def test_what_cannot_be_is_one_line(mcn, folder, words, said):
    answered = mcn("workshop", "export", *words)
    assert (answered.code, answered.out) == (2, "")
    assert answered.err.startswith(said)
    assert len(answered.err.splitlines()) == 1


def test_the_page_that_ships_is_opened(mcn, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    assert mcn("workshop", "open") == (0, f"{BUILT}\n", "")
    assert opened == [BUILT.as_uri()]
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert mcn("open").err == "No browser was found; open this file in one:\n"
