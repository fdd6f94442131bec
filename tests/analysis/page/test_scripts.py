"""What the page says of where things come from, as far as it can be told without a browser."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest

from analysis.page.html import SCRIPTS
from analysis.page.room import room
from analysis.page.settings import Runs, run_base
from analysis.page.switches import board
from analysis.report.text import BASES, WARNING
from sim import load_scenario

PAGE = files("analysis.page") / "web"
IMPORTED = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:function|const|class) (?:(\w+)|\[([^\]]*)\])", re.MULTILINE)


def read(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    base, runs = load_scenario("baseline").with_horizon(12), Runs(number=2)
    laid = board(base)
    return room(laid, run_base(laid, runs), runs, "file")


def grades() -> list[str]:
    """The grades that the page has words for."""
    table = re.search(r"^const GRADES = \{\n(.*?)^\};", read("sources.js"), re.MULTILINE | re.DOTALL)
    assert table
    return re.findall(r"^  (\w+): \{ sign: ", table[1], re.MULTILINE)


def test_the_page_has_words_for_every_grade_and_for_no_other() -> None:
    assert sorted(grades()) == sorted(BASES)


def test_every_finding_and_link_has_a_grade_that_the_page_can_read(told: dict[str, Any]) -> None:
    known = set(grades())
    for each in (*told["findings"].values(), *told["links"]):
        assert known & set(re.split("[^A-Za-z]+", each["basis"])), each


def test_all_that_can_be_asked_about_has_its_findings_in_the_room(told: dict[str, Any]) -> None:
    levers = [lever for switch in told["switches"] for lever in switch["levers"]]
    names = [
        *told["outcomes"],
        *told["measures"],
        *told["problems"],
        *told["links"],
        *told["switches"],
        *levers,
    ]
    assert all(finding in told["findings"] for each in names for finding in each["findings"])
    assert all(each["mark"]["grade"] in grades() for each in told["problems"])
    assert all(lever["cost"]["grade"] in grades() for lever in levers)


def test_the_warning_stands_outside_of_all_views(told: dict[str, Any]) -> None:
    assert told["warning"] == WARNING
    frame = read("page.html.j2")
    assert frame.index("</main>") < frame.index("{{ room.warning }}") < frame.index("</footer>")


def test_what_a_script_imports_is_exported_where_it_says() -> None:
    exported = {name: _exports(read(f"{name}.js")) for name in SCRIPTS}
    for name in SCRIPTS:
        for names, source in IMPORTED.findall(read(f"{name}.js")):
            missing = {each.strip() for each in names.split(",") if each.strip()} - exported[source]
            assert not missing, f"{name}.js imports {missing} from {source}.js"


def _exports(text: str) -> set[str]:
    found = (one or many for one, many in EXPORTED.findall(text))
    return {name.strip() for each in found for name in each.split(",") if name.strip()}
