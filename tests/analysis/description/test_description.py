"""The description of the model: complete, well formed, and its Markdown in `docs` is what the model gives."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pytest

from analysis.description import command, html, markdown, rules, sources, tables
from analysis.description import documents as module
from analysis.description.documents import documents
from analysis.description.markdown import Markdown, Table
from analysis.validation.virtual_study import terms_declared
from sim.inputs import all_parameters, load_evidence, load_levers
from sim.inputs.generate_names import size_name
from sim.inputs.loops import load_loops
from sim.inputs.problems import load_problems
from sim.inputs.readings import load_readings
from sim.model.flows import flows
from sim.model.outcomes import load_outcomes
from sim.sampling.random_numbers import Purpose

BUILT = Path(__file__).parents[3] / "docs" / "model"
REFRESH = "the model has changed since docs/model was written: mcn describe --format md --out docs/model"
FILES = tuple(
    f"{name}.{form}"
    for form in ("md", "html")
    for name in ("index", "odd", "stress-abs", "trace", "rat-rs")
    if (name, form) != ("index", "md")
)
PAGES = tuple(name for name in FILES if name.endswith(".html"))

ODD = (
    "1 Purpose and patterns",
    "2 Entities, state variables, and scales",
    "3 Process overview and scheduling",
    "4 Design concepts",
    "5 Initialization",
    "6 Input data",
    "7 Submodels",
)
DESIGN_CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)
TRACE = (
    "1 Problem formulation",
    "2 Model description",
    "3 Data evaluation",
    "4 Conceptual model evaluation",
    "5 Implementation verification",
    "6 Model output verification",
    "7 Model analysis",
    "8 Model output corroboration",
)
STRESS = (
    "1 Objectives",
    "2 Logic",
    "3 Data",
    "4 Experimentation",
    "5 Implementation",
    "6 Code access",
)
RAT_RS = (
    "1 Aim and context",
    "2 Conceptualisation: what and why",
    "3 Operationalisation: how",
    "4 Experimentation",
    "5 Evaluation",
)
MUST_STATE = (
    "one qualitative study of one managed clinical network",
    "by people linked to it",
    "chosen on purpose",
    "second-hand",
    "directions and no magnitudes",
    "must not be guessed",
    "never forecasts",
    "no outcome for children or their families",
    "Before the pandemic",
)


@pytest.fixture(scope="module")
def built() -> dict[str, str]:
    return documents()


# -- The copy ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".md")])
def test_the_copy_is_what_the_model_gives(name: str, built: dict[str, str]) -> None:
    assert (BUILT / name).is_file(), REFRESH
    same = (BUILT / name).read_bytes() == built[name].encode()
    assert same, f"{name}: {REFRESH}"


def test_the_copy_and_a_folder_written_hold_these_files_alone(
    built: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "documents", lambda form: built)
    command.write_description(tmp_path, "both")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: text.encode() for name, text in built.items()
    }
    assert set(built) == set(FILES)
    assert {path.name for path in BUILT.iterdir()} <= set(FILES)  # pages that somebody has built


@pytest.mark.heavy
def test_a_format_can_be_had_alone(built: dict[str, str]) -> None:
    assert documents("md") == {name: text for name, text in built.items() if name.endswith(".md")}
    assert documents("html") == {name: text for name, text in built.items() if name.endswith(".html")}


# -- What it says --------------------------------------------------------------------------


def headings(text: str, level: int) -> list[str]:
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return re.findall(rf"^{'#' * level} (.+)$", outside, re.M)


def within(found: list[str], expected: tuple[str, ...]) -> tuple[str, ...]:
    """The headings from the first that is wanted to the last, none left out."""
    first, last = found.index(expected[0]), found.index(expected[-1])
    return tuple(found[first : last + 1])


@pytest.mark.parametrize(
    ("name", "level", "expected"),
    [
        ("odd", 2, ODD),
        ("odd", 3, DESIGN_CONCEPTS),
        ("trace", 2, TRACE),
        ("stress-abs", 2, STRESS),
        ("rat-rs", 2, RAT_RS),
    ],
)
def test_headings_are_those_of_the_protocol_in_its_order(
    name: str, level: int, expected: tuple[str, ...], built: dict[str, str]
) -> None:
    assert within(headings(built[f"{name}.md"], level), expected) == expected
    titles = [text for depth, text in Read(built[f"{name}.html"]).headings if depth == level]
    assert within(titles, expected) == expected


def test_each_thing_that_the_model_holds_is_described(built: dict[str, str]) -> None:
    evidence, text = load_evidence(), built["odd.md"]
    names = [
        *(f"#### `{each.name}`" for each in sources.rule_texts()),
        *(f"| `{name}` |" for name in [*all_parameters(), *load_outcomes()]),
        *(f"| `{name}` |" for name in [*load_readings(), *load_loops(), *load_problems()]),
        *(f"| `{each.name}` |" for each in terms_declared().values()),
        *(
            f"| {key} |"
            for key in [*evidence.links, *evidence.patterns, *evidence.references, *load_levers()]
        ),
        *(f"| {purpose.name.replace('_', ' ').lower()} |" for purpose in Purpose),
    ]
    assert [name for name in names if name not in text] == []


def test_each_finding_stands_in_the_trace(built: dict[str, str]) -> None:
    assert [key for key in load_evidence().findings if f"| {key} |" not in built["trace.md"]] == []


def test_each_rule_is_traced_with_all_its_findings_and_parameters() -> None:
    rows = tables.long_table().rows
    for text in sources.rule_texts():
        own = [row for row in rows if row[0] == f"`{text.name}`"]
        assert own, text.name
        traced = {finding for row in own for finding in row[2].split(", ")}
        assert set(text.rule.findings) <= traced, text.name
        said = " ".join(row[4] for row in own)
        read = {f"`levers.{size_name(each)}`": f"`{each.name}`" for each in all_parameters().values()}
        for name in text.rule.parameters:
            assert read.get(f"`{name}`", f"`{name}`") in said, (text.name, name)


def test_each_flow_stands_at_a_rule() -> None:
    shown = {(flow.entity, flow.stock, flow.flow, flow.link, flow.hop) for flow in tables.rulebook_flows()}
    assert {(each.entity, each.stock, each.flow, each.link, each.hop) for each in flows()} <= shown


@pytest.mark.parametrize(
    "holder", ["OrganisationFacts", "OrganisationState", "NetworkState", "LocalityState"]
)
def test_each_state_has_its_unit(holder: str) -> None:
    assert all(row[2] for row in tables.states(holder).rows)


def test_states_are_told_from_what_is_built_anew() -> None:
    moves = {row[0]: row[3] for row in tables.states("OrganisationState").rows}
    assert moves["`engagement`"] == "stock: the sum of its flows"
    assert moves["`participation`"] == "event, by a chance that is a soft weakest link of requirements"
    assert moves["`return_completeness`"] == "soft weakest link of requirements"
    assert moves["`engagement_risks`"] == "product of requirements"
    assert moves["`time_given`"] == "built anew each month"
    assert moves["`records_stage`"] == "set by a rule"
    # They follow from what they were, though what is built anew stands around them.
    assert moves["`meetings_attended`"] == moves["`usual_strain`"] == "set by a rule"


def test_the_month_is_told_in_the_order_of_its_source() -> None:
    rows = [(row[1], row[2], row[3]) for row in tables.month().rows]
    assert [phase.name for phase in sources.phases()] == ["opening", "tie", "member", "locality", "closing"]
    assert rows[0] == ("`opening`", "Money", "`infrastructure.grant`")
    assert rows[-1] == ("`closing`", "", "`goals.standing`")
    places = {rule: place for place, (_, _, rule) in enumerate(rows)}
    assert (
        places["`infrastructure.grant`"] < places["`infrastructure.funding`"] < places["`processes.progress`"]
    )
    assert rows[places["`processes.progress`"]][1] == "Programmes"


def test_rules_stand_in_one_order_whatever_was_imported_first() -> None:
    order = [(each.module, each.name) for each in rules.rules()]
    assert [module for module, _ in order] == sorted(module for module, _ in order)


def test_every_module_with_rules_is_known_to_have_them() -> None:
    root = BUILT.parents[1]
    files = [path for path in (root / "sim").rglob("*.py") if "\n@rule\n" in path.read_text(encoding="utf-8")]
    modules = {".".join(path.relative_to(root).with_suffix("").parts) for path in files}
    assert {name.removesuffix(".__init__") for name in modules} == {each.module for each in rules.rules()}


@pytest.mark.parametrize("said", MUST_STATE)
def test_what_must_be_stated_stands_near_the_top(said: str, built: dict[str, str]) -> None:
    assert built["odd.md"].find(said) in range(built["odd.md"].index("\n## 1 Purpose"))
    assert [name for name in PAGES if said not in built[name]] == []


# -- The pages -----------------------------------------------------------------------------


class Read(HTMLParser):
    """An HTML page as far as it can go wrong."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[tuple[int, str]] = []
        self._heading = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch(r"h\d", tag):
            self._heading = int(tag[1])
            self.headings.append((self._heading, ""))

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch(r"h\d", tag):
            self._heading = 0

    def handle_data(self, data: str) -> None:
        if self._heading:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def values(self, name: str, tag: str = "") -> list[str]:
        return [value for which, key, value in self.attributes if key == name and tag in ("", which)]


@pytest.fixture(scope="module")
def pages(built: dict[str, str]) -> dict[str, Read]:
    return {name: Read(built[name]) for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing(name: str, pages: dict[str, Read]) -> None:
    page = pages[name]
    loading = {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "source",
        "base",
        "form",
    }
    assert loading & set(page.tags) == set()
    assert not page.values("src") + page.values("srcset") + page.values("style")
    assert not [key for _, key, _ in page.attributes if key.startswith("on")]
    outside = [href for href in page.values("href") if not re.match(r"#|[\w-]+\.html(#|$)", href)]
    assert [href for href in outside if not href.startswith("https://doi.org/")] == []
    assert "default-src 'none'" in " ".join(page.values("content", "meta"))


def test_the_style_loads_nothing(built: dict[str, str]) -> None:
    assert not re.search(r"url\(|@import|@font-face", built["odd.html"].partition("</style>")[0])


@pytest.fixture(scope="module")
def ids(pages: dict[str, Read]) -> dict[str, set[str]]:
    return {name: set(page.values("id")) for name, page in pages.items()}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str, pages: dict[str, Read], ids: dict[str, set[str]]) -> None:
    for href in pages[name].values("href"):
        if href.startswith("https://"):
            continue
        page, _, anchor = href.partition("#")
        assert page in ("", *PAGES), href
        assert not anchor or anchor in ids[page or name], href


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_by_everybody(name: str, pages: dict[str, Read]) -> None:
    page = pages[name]
    levels = [level for level, _ in page.headings]
    assert page.values("lang", "html") == ["en-GB"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.tags["table"] == page.tags["caption"] > 0
    assert len(page.values("scope", "th")) == page.tags["th"]
    assert [each for each, count in Counter(page.values("id")).items() if count > 1] == []


@pytest.fixture(scope="module")
def anchors(built: dict[str, str]) -> dict[str, set[str]]:
    texts = {page: text for page, text in built.items() if page.endswith(".md")}
    return {page: {entry.anchor for entry in html.parse(text).contents} for page, text in texts.items()}


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".md")])
def test_links_within_markdown_lead_to_headings(
    name: str, built: dict[str, str], anchors: dict[str, set[str]]
) -> None:
    for page, anchor in re.findall(r"\]\(([\w-]*\.md)?#([\w-]+)\)", built[name]):
        assert anchor in anchors[page or name], f"{page}#{anchor}"


# -- Names that mean no harm ---------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> | **x** [go](javascript:alert(1)) `y` &lt; <b onclick=x> _z_\n# no"


def test_a_hostile_name_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    levers = {key: lever.model_copy(update={"title": HOSTILE}) for key, lever in load_levers().items()}
    monkeypatch.setattr(tables, "load_levers", MappingProxyType(levers).copy)
    monkeypatch.setattr(module, "DOCUMENTS", ("odd",))
    found = documents()
    page = Read(found["odd.html"])
    assert "&lt;script&gt;alert(1)&lt;/script&gt; | **x** [go](javascript:alert(1)) `y`" in found["odd.html"]
    assert page.tags["script"] == page.tags["b"] == 0
    assert not [href for href in page.values("href") if "javascript" in href]
    assert "<script" not in found["odd.md"].replace("\\<script", "")
    assert "# no" not in headings(found["odd.md"], 1)


@pytest.mark.parametrize("text", [HOSTILE, "a_b _c_ *d*", "100 % & more", "x -> y", r"back\slash", "~~no~~"])
def test_an_escaped_text_reads_as_it_was_written(text: str) -> None:
    shown = Table("Texts", ("Text", "More"), ((text, "more"),))
    page = html.parse(f"# Title\n\n{markdown.table(shown, 1)}\n")
    cells = [token.children or [] for token in page.tokens if token.type == "inline"][-2:]
    written = ["".join(each.content for each in cell) for cell in cells]
    assert written == [" ".join(text.split()).replace("->", "→"), "more"]


def test_a_docstring_keeps_its_code_and_paragraphs() -> None:
    doc = "One `x < 1`, ``low * (high / low) ** u``\nand *two*.\n\nThree | four."
    assert markdown.prose(doc) == ("One `x < 1`, `low * (high / low) ** u` and \\*two\\*.\n\nThree \\| four.")


def test_a_block_is_fenced_beyond_what_it_holds() -> None:
    assert markdown.block("x = '```'").splitlines()[0] == "````python"


def test_a_page_without_headings_or_tables_is_one_all_the_same() -> None:
    page = html.parse("# Title\n\nText of C18 and [a page](odd.md#x).\n")
    assert page.rows == {}
    shown = html.body(page, {"C18": "trace.html#row-C18"})
    assert '<a href="trace.html#row-C18">C18</a>' in shown
    assert '<a href="odd.html#x">a page</a>' in shown
    assert isinstance(markdown.escaped(Markdown("*x*")), Markdown)
