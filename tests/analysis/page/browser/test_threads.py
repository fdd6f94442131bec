"""Threads back to a first cause, and what changes between two futures: the page's scripts by themselves."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from analysis.page.html import EXPORT, IMPORT, SCRIPTS, VENDOR
from analysis.page.room import _leads, _problem
from sim.inputs.evidence import load_evidence
from sim.inputs.problems import load_problems

ALONE = SCRIPTS[: SCRIPTS.index("threads") + 1]
FIRST, LAST = -24, 60
Interval = tuple[
    str, int, int, int | None, list[tuple[str, str, float]]
]  # problem, holder, onset, end, causes

SETTINGS = """
  const room = { ...given.room, months: { first: -24, last: 60 } };
  const linkOf = (id) => room.links.find((each) => each.id === id);
  const problemOf = (id) => room.problems.find((each) => each.id === id);
  const causeOf_ = ([from, link, share]) => ({ problem: problemOf(from), link: linkOf(link), share });
  const spellOf_ = ([problem, organisation, onset, end, causes]) =>
    ({ problem: problemOf(problem), organisation, onset, end, causes: causes.map(causeOf_) });
  const [A, B] = given.settings.map((spells) => ({ room, spells: spells.map(spellOf_) }));
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    page = browser.new_page()
    folder = files("analysis.page") / "web"
    for name in VENDOR:
        page.add_script_tag(content=(folder / f"vendor/{name}.min.js").read_text(encoding="utf-8"))
    return page


def asked(page: Page, expression: str, *settings: list[Interval]) -> Any:
    """Value of an expression in settings A and B, with the page's functions at hand."""
    folder = files("analysis.page") / "web"
    modules = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in ALONE]
    joined = "\n".join(EXPORT.sub("", IMPORT.sub("", module)) for module in modules)
    room = {
        "problems": [_problem(name) for name in load_problems()],
        "links": [{"id": name} for name in load_evidence().links],
        "leads": _leads(),
    }
    given = {"room": room, "settings": [*settings, *[[]] * (2 - len(settings))]}
    return page.evaluate(f"given => {{ {joined}\n{SETTINGS}\nreturn {expression}; }}", given)


RECORDS: Interval = ("unlinked-records", 0, FIRST, None, [])
PHONE: Interval = ("workarounds", 0, -20, None, [("unlinked-records", "C17", 0.9)])
GONE: Interval = ("disengagement", 0, 12, None, [("workarounds", "C18", 0.3), ("slow-change", "C44", 0.2)])
SLOW: Interval = ("slow-change", -1, FIRST, None, [])
MONEY: Interval = ("scarce-network-money", -1, FIRST, None, [])


def test_a_thread_leads_back_to_its_first_cause(page: Page) -> None:
    spells = [RECORDS, PHONE, GONE, SLOW, MONEY]
    said = asked(page, "threadSentence({ room }, A, A.spells[2])", spells)
    assert said == "No shared records → staff chase information by phone → this team stops coming"
    each = "[step.problem.id, step.link?.id, step.share]"
    steps = asked(page, f"threadOf(A, A.spells[2]).slice(1).map((step) => {each})", spells)
    assert steps == [["workarounds", "C18", 0.3], ["unlinked-records", "C17", 0.9]]


def test_the_way_back_from_what_was_there_from_the_start_is_only_the_rules(page: Page) -> None:
    spells = [RECORDS, PHONE, GONE, SLOW, MONEY]
    steps = asked(
        page,
        "threadOf(A, A.spells[2], 1).map((s) => [s.problem.id, s.share, s.others.map((each) => each.id)])",
        spells,
    )
    assert steps[1] == ["slow-change", 0.2, []]
    assert steps[2] == ["scarce-network-money", None, ["unlinked-records"]]
    assert len(steps) == 3


def test_what_held_elsewhere_or_later_is_not_behind_it(page: Page) -> None:
    elsewhere: Interval = ("unlinked-records", 1, FIRST, None, [])
    start: Interval = ("workarounds", 0, FIRST, None, [])
    later: Interval = ("unlinked-records", 0, -10, None, [])
    for other in (elsewhere, later):
        assert asked(page, "threadOf(A, A.spells[0]).length", [start, other]) == 1
    assert asked(page, "threadOf(A, A.spells[0]).length", [start, RECORDS]) == 2


def test_of_what_was_there_from_the_start_nothing_later_in_order_is_behind_it(page: Page) -> None:
    gone: Interval = ("disengagement", 0, FIRST, None, [])
    assert asked(page, "threadOf(A, A.spells[0]).length", [SLOW, gone]) == 1
    assert asked(page, "threadOf(A, A.spells[1]).length", [SLOW, gone]) == 2


def test_problems_that_feed_each_other_make_no_endless_thread(page: Page) -> None:
    slow: Interval = ("slow-change", -1, 3, None, [("disengagement", "C45", 1.0)])
    gone: Interval = ("disengagement", 0, 5, None, [("slow-change", "C44", 1.0)])
    before: Interval = ("disengagement", 0, 1, 4, [])
    assert asked(page, "threadOf(A, A.spells[1]).map((s) => s.problem.id)", [slow, gone, before]) == [
        "disengagement",
        "slow-change",
    ]


def test_shares_of_several_beginnings_are_of_all_of_them(page: Page) -> None:
    two: list[Interval] = [
        GONE,
        ("disengagement", 1, 20, None, [("slow-change", "C44", 0.6)]),
        SLOW,
        RECORDS,
        PHONE,
    ]
    each = "[steps[1].problem.id, share, rest]"
    told = f"threadsOf(A, A.spells[0].problem, 60).map(({{ steps, share, rest }}) => {each})"
    found = asked(page, told, two)
    assert [each[0] for each in found] == ["slow-change", "workarounds"]
    assert [each[1] for each in found] == pytest.approx([0.4, 0.15])
    assert found[0][2] == pytest.approx(0.45)


def spell(problem: str, onset: int, end: int | None = None) -> Interval:
    return (problem, -1, onset, end, [])


SLOW_UNTIL_13 = spell("slow-change", FIRST, 13)
CHANGES = [
    ([spell("rivalry", 36)], [], "spared", -25),
    ([], [spell("rivalry", 36)], "new", 25),
    ([spell("rivalry", 36)], [spell("rivalry", 40)], "later", -4),
    ([spell("rivalry", 36)], [spell("rivalry", 30)], "sooner", 6),
    ([spell("slow-change", FIRST)], [spell("slow-change", FIRST, 13)], "over", -48),
    ([SLOW_UNTIL_13], [SLOW_UNTIL_13, spell("slow-change", 58)], "stays", 3),
    ([spell("rivalry", 36, 50)], [spell("rivalry", 36, 40)], "over", -10),
    ([spell("rivalry", -20, 0)], [spell("rivalry", -20, 0)], None, 0),
    # It was there before switches act, and is over with them: nobody was spared it.
    ([spell("rivalry", -20)], [spell("rivalry", -20, 0)], "over", -61),
    ([spell("rivalry", -20, 0)], [spell("rivalry", -20)], "stays", 61),
    ([spell("rivalry", -20, -9), spell("rivalry", 36)], [spell("rivalry", -20, -9)], "spared", -25),
    ([spell("rivalry", 36)], [spell("rivalry", 36)], None, 0),
]


@pytest.mark.parametrize(("a", "b", "kind", "months"), CHANGES)
def test_what_changes_is_told_by_when_it_begins_and_how_long_it_holds(
    a: list[Interval], b: list[Interval], kind: str | None, months: int, page: Page
) -> None:
    told = "all.map((each) => [kind, each.months])"
    found = asked(page, f"Object.entries(problemsChanged(A, B)).flatMap(([kind, all]) => {told})", a, b)
    assert found == ([[kind, months]] if kind else [])


def test_what_b_brings_is_what_a_is_spared_the_other_way_round(page: Page) -> None:
    one, other = [spell("rivalry", 36), SLOW], [spell("slow-change", FIRST, 20)]
    kinds = "Object.entries(problemsChanged(A, B)).flatMap(([kind, all]) => all.map(() => kind)).sort()"
    assert asked(page, kinds, one, other) == ["over", "spared"]
    assert asked(page, kinds, other, one) == ["new", "stays"]
