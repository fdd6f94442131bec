"""The page as a file: what its policy lets run, how its scripts are joined, and names that are hostile."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from analysis.page import html as html_module
from analysis.page.html import SCRIPTS, STYLES, VENDOR, page, scripts
from analysis.page.room import room
from analysis.page.settings import MEMBERS, PLACES, Base, run_base
from analysis.page.switches import Board, board
from sim import load_scenario
from sim.model.outcomes import OUTCOMES
from sim.model.structure import structure_of
from tests.analysis.page.conftest import HORIZON, RUNS

FOLDER = Path(html_module.__file__).with_name("web")
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+|[\[{][^=]*[\]}])", re.M)
IMPORTED = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.M)
HOSTILE = "</script><script>alert(1)</script>"
LONG = "مستشفى " + "ا" * 180


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of those that hold no others."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = False
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.texts.append("")
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[-1] += data

    def of(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        every = zip(self.found, self.texts, strict=True)
        return [(attrs, text) for (name, attrs), text in every if name == tag]


@pytest.fixture(scope="module")
def told(small: Board, base: Base) -> dict[str, Any]:
    return room(small, base, RUNS, "file")


@pytest.fixture(scope="module")
def html(told: dict[str, Any]) -> str:
    return page(told, [b"one", b"two"])


def policy_of(elements: Elements) -> dict[str, list[str]]:
    named = {attrs.get("http-equiv"): attrs.get("content") for attrs, _ in elements.of("meta")}
    parts = (each.split() for each in str(named["Content-Security-Policy"]).split(";"))
    return {name: values for name, *values in parts}


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_lets_these_scripts_and_this_style_in_and_nothing_else(html: str) -> None:
    elements = Elements(html)
    policy = policy_of(elements)
    run = [text for attrs, text in elements.of("script") if "type" not in attrs]
    assert len(run) == 2
    assert policy["script-src"] == [hash_of(text) for text in run]
    assert policy["style-src"] == [hash_of(text) for _, text in elements.of("style")]
    for each in ("default-src", "connect-src", "base-uri", "form-action"):
        assert policy[each] == ["'none'"]
    assert policy["img-src"] == ["data:"]
    tags = [tag for tag, _ in elements.found]
    assert tags.index("meta") < tags.index("style") < tags.index("script")


def test_a_served_page_may_ask_where_it_came_from_alone(told: dict[str, Any]) -> None:
    assert policy_of(Elements(page(told, connect="'self'")))["connect-src"] == ["'self'"]


def test_nothing_in_the_page_is_fetched_or_done_by_an_attribute(html: str) -> None:
    for tag, attrs in Elements(html).found:
        assert not [name for name in attrs if name == "style" or name.startswith("on")], tag
        assert "src" not in attrs, tag
        assert str(attrs.get("href", "#")).startswith(("#", "data:,")), tag


def test_a_script_that_would_end_its_element_is_refused(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]
) -> None:
    read = html_module._read
    ended = {"main.js": "// </SCRIPT>"}
    monkeypatch.setattr(html_module, "_read", lambda name: read(name) + ended.get(name, ""))
    with pytest.raises(ValueError, match="would end its element"):
        page(told)


# -- scripts -------------------------------------------------------------------------------


def test_every_file_of_the_page_is_joined_to_it() -> None:
    assert sorted([*SCRIPTS, "page"]) == sorted(path.stem for path in FOLDER.glob("*.js"))
    assert sorted(STYLES) == sorted(path.stem for path in FOLDER.glob("*.css"))
    assert sorted(VENDOR) == sorted(path.name.removesuffix(".min.js") for path in FOLDER.glob("vendor/*.js"))
    for names in (SCRIPTS, STYLES, VENDOR):
        assert len(set(names)) == len(names)


def names_in(script: str) -> list[str]:
    """The names that a script declares at its top level, those of `const [a, b] =` among them."""
    return [name for found in TOP_LEVEL.findall(script) for name in re.findall(r"\w+", found)]


def test_names_at_the_top_of_the_scripts_are_unique() -> None:
    names = Counter(name for each in SCRIPTS for name in names_in((FOLDER / f"{each}.js").read_text("utf-8")))
    assert [name for name, times in names.items() if times > 1] == []
    assert len(names) > 50


def test_names_declared_together_are_seen() -> None:
    assert names_in(
        "export const [A, B] = f();\nlet { c, d } = g;\nasync function e() {}\nclass F {}\n"
    ) == list("ABcdeF")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_imports_what_stands_before_it(name: str) -> None:
    text = (FOLDER / f"{name}.js").read_text("utf-8")
    imports = IMPORTED.findall(text)
    assert len(imports) == len(re.findall(r"^import\b", text, re.M)), (
        "an import of another form is not taken off"
    )
    for names, source in imports:
        assert SCRIPTS.index(source) < SCRIPTS.index(name), source
        exported = re.findall(
            r"^export (?:async )?(?:function\*?|const|let|class) (\w+|[\[{][^=]*[\]}])",
            (FOLDER / f"{source}.js").read_text("utf-8"),
            re.M,
        )
        known = {each for found in exported for each in re.findall(r"\w+", found)}
        assert {each.strip() for each in names.split(",") if each.strip()} <= known, source


def test_what_only_a_loader_needs_is_taken_off() -> None:
    joined = scripts()
    assert not re.search(r"^(import|export)\b", joined, re.M)
    assert all(f"function {each}" in joined for each in ("readRoom", "sourceOf"))


FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"style"
)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_write_no_markup_and_no_inline_style(name: str) -> None:
    assert FORBIDDEN.findall((FOLDER / f"{name}.js").read_text("utf-8")) == []


# -- what the page is told -----------------------------------------------------------------


def test_what_is_told_survives_the_page(told: dict[str, Any], html: str) -> None:
    (text,) = [text for attrs, text in Elements(html).of("script") if attrs.get("id") == "room"]
    assert json.loads(text) == json.loads(json.dumps(told))


def test_hostile_names_are_text_wherever_they_stand(tmp_path: Path) -> None:
    shipped = Path(load_scenario("baseline").path or "").parent / "study-region"
    shutil.copytree(shipped, tmp_path / "region")
    network = load_scenario("baseline").network
    first, second = [each.name for each in network.organisations if each.role == "spoke"][:2]
    for path in (tmp_path / "region").iterdir():
        text = path.read_text("utf-8").replace(first, HOSTILE).replace(second, LONG)
        path.write_text(text, encoding="utf-8")
    source = tmp_path / "mine.yaml"
    source.write_text(
        f"name: '{HOSTILE}'\nquestion: '{HOSTILE}'\nnetwork: region\nhorizon: {HORIZON}\n", encoding="utf-8"
    )
    scenario = load_scenario(source)
    assert {HOSTILE, LONG} <= {each.name for each in scenario.network.organisations}
    laid = board(scenario, (), "records")
    elements = Elements(page(room(laid, run_base(laid, RUNS), RUNS, "file"), [b"one"]))
    assert len(elements.of("script")) == 4
    assert not [text for attrs, text in elements.of("script") if text.startswith("alert")]
    (text,) = [text for attrs, text in elements.of("script") if attrs.get("id") == "room"]
    said = json.loads(text)
    assert said["scenario"]["title"] == HOSTILE
    assert {HOSTILE, LONG} <= {each["name"] for each in said["network"]["organisations"]}
    (title,) = [text for _, text in elements.of("title")]
    assert title.startswith(HOSTILE)


def test_everything_that_is_told_says_where_it_comes_from(told: dict[str, Any]) -> None:
    findings, links = set(told["findings"]), {each["id"] for each in told["links"]}
    for kind in ("outcomes", "problems", "measures", "switches", "links"):
        for each in told[kind]:
            assert each["findings"] or each.get("note") or kind == "links", (kind, each.get("name"))
            assert set(each["findings"]) <= findings
    for switch in told["switches"]:
        assert all(set(lever["links"]) <= links for lever in switch["levers"])
        assert (switch["problem"] is not None) == (switch["kind"] == "barrier")
    for each in (*told["findings"].values(), *told["links"]):
        grades = re.findall(r"\b[A-Z]\b", each["basis"])
        assert grades, each
        assert set(grades) <= set(told["bases"]), each


def test_measures_have_the_units_of_the_states_they_are(told: dict[str, Any]) -> None:
    assert [each["name"] for each in told["measures"]] == [*MEMBERS, *PLACES]
    # Of meetings the outcome is who came to the last one, and the map shows those of a year.
    assert {each["name"] for each in told["measures"]} - {*OUTCOMES} == {"meetings_attended"}
    for each in (one for one in told["measures"] if one["name"] in OUTCOMES):
        outcome = OUTCOMES[each["name"]]  # the mean of that very state
        assert outcome.field == each["name"]
        assert (each["unit"], each["better"]) == (outcome.unit, outcome.better)
        assert (outcome.holder == "members") == (each["group"] == "organisations")


def test_the_map_has_the_ties_that_stand_and_none_that_may_only_come_to_be(
    told: dict[str, Any], small: Board
) -> None:
    every = structure_of(small.scenario.network).ties
    stand = {(a, b) for a, b, facts in every if facts.attachment or facts.hubs or facts.declared}
    stand |= {(a, b) for a, b, facts in every if facts.shared_locality}
    assert {tuple(each["ends"]) for each in told["network"]["ties"]} == stand
    assert len(stand) < len(every)
