"""My scenarios in the page: made by keyboard, read by Python; checks, links, costs as Python's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from analysis.page.study_data import study_data
from analysis.report.words import pounds
from sim import load_scenario, load_study, simulate
from sim.inputs.networks import SHIPPED
from tests.analysis.page.browser.pages import opened_page, until, write_study
from tests.analysis.page.test_scenario_cases import CASES

FAULTS = """(cases) => cases.map(({ scenario }) => {
  const { network, scenarios: [base] } = hubspoke.store.state.study;
  const empty = { levers: {}, shocks: [], parameters: {}, links: {}, loops: {}, facts: {} };
  return hubspoke.faultsOf(network, { ...base, ...empty, title: "Mine", ...scenario });
})"""

BEGUN = json.loads(json.dumps(study_data([load_scenario(name) for name in ("baseline", "fund-coordinator")])))
LAST_FAULTS = """(({ network, scenarios }) => hubspoke.faultsOf(network, scenarios.at(-1)))(
  hubspoke.store.state.study)"""


@pytest.fixture(scope="module")
def started(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page at its view of scenarios, with its engine started."""
    path = write_study(tmp_path_factory.mktemp("scenarios"), BEGUN)
    with opened_page(browser, path, "scenarios") as page:
        yield page


@pytest.fixture
def opened(started: Page) -> Page:
    """The page with the study that it began with, at its first future."""
    started.evaluate("(study) => hubspoke.store.set({ study, edited: 1 })", BEGUN)
    started.locator("#drawer-levers").click()
    return started


def settled(page: Page) -> None:
    """Wait until what was changed is drawn."""
    page.evaluate("new Promise((resolve) => setTimeout(() => setTimeout(resolve)))")


def without_numbers(keys: list[Any]) -> list[Any]:
    return [each for each in keys if not isinstance(each, int)]


def test_what_is_wrong_is_said_as_python_says_it(opened: Page) -> None:
    for case, said in zip(CASES, opened.evaluate(FAULTS, CASES), strict=True):
        words = [[each["what"], each["meant"]] for each in said]
        assert sorted(words) == sorted([each["what"], each["meant"]] for each in case["faults"]), case["case"]
        # Of several spells Python names the lever alone, where the page has a field for each.
        keys = sorted(str(without_numbers(each["keys"])) for each in said)
        assert keys == sorted(str(without_numbers(each["keys"])) for each in case["faults"]), case["case"]


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Go to an element as who has no mouse does."""
    for _ in range(150):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{name} is not reached by {key}")


def typed(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def saved(page: Page, folder: Path, button: str = "study-save") -> Path:
    with page.expect_download() as download:
        page.evaluate(f"document.getElementById('{button}').click()")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_future_made_by_keyboard_is_read_by_python_as_the_same(opened: Page, tmp_path: Path) -> None:
    spell = "levers-shared-records-0"
    opened.evaluate("document.getElementById('future-how').focus()")
    tab_to(opened, "future-add")
    opened.keyboard.press("Enter")
    until(opened, "document.activeElement.id === 'title'")
    opened.keyboard.type("Records for hospices")
    opened.keyboard.press("Tab")
    typed(opened, "lever-search", "shared record")
    tab_to(opened, "use-shared-records")
    opened.keyboard.press("Enter")
    opened.wait_for_selector(f"#{spell}-strength")
    typed(opened, f"{spell}-strength", "50")
    typed(opened, f"{spell}-start", "6")
    typed(opened, f"{spell}-end", "30")
    tab_to(opened, f"{spell}-whom-said")
    opened.keyboard.press("Enter")
    until(opened, f"document.getElementById('{spell}-kind-0') !== null")
    tab_to(opened, f"{spell}-kind-0")
    opened.keyboard.press("Space")
    until(opened, "hubspoke.store.state.study.scenarios[2].levers['shared-records'][0].reach !== undefined")

    read = load_study(saved(opened, tmp_path)).scenarios
    expected = {"start": 6, "end": 30, "strength": 0.5, "reach": {"kind": ["children's hospice"]}}
    assert read[2].digest() == load_scenario("baseline").with_levers(shared_records=expected).digest()
    assert [each.name for each in read] == ["baseline", "fund-coordinator", "records-for-hospices"]
    assert [each.digest() for each in read[:2]] == [load_scenario(each.name).digest() for each in read[:2]]
    assert load_study(saved(opened, tmp_path, "future-save")).scenarios[0].digest() == read[2].digest()


def test_a_link_brings_the_same_future_back_and_undo_takes_it_away(opened: Page) -> None:
    opened.evaluate("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }")
    opened.click("#future-link")
    until(opened, "Boolean(globalThis.copied)")
    address = opened.evaluate("globalThis.copied")
    before = opened.evaluate("hubspoke.store.state.study.scenarios")
    opened.evaluate("(address) => { location.hash = address.split('#')[1]; }", address)
    assert "Secure the coordinator" in opened.locator("dialog").inner_text()
    opened.click("dialog button.strong")
    until(opened, f"hubspoke.store.state.study.scenarios.length === {len(before) + 1}")
    last = opened.evaluate("hubspoke.store.state.study.scenarios.at(-1)")
    assert {**last, "name": "", "title": ""} == {**before[1], "name": "", "title": ""}
    assert last["title"] == f"{before[1]['title']} (2)"
    opened.click("#undo")
    assert opened.evaluate("hubspoke.store.state.study.scenarios") == before


def test_a_damaged_link_changes_nothing(opened: Page) -> None:
    before = opened.evaluate("hubspoke.store.state.study.scenarios.length")
    opened.evaluate("location.hash = 'scenario=abc'")
    until(opened, "document.getElementById('flash').textContent.includes('This link is damaged')")
    assert opened.evaluate("hubspoke.store.state.study.scenarios.length") == before
    assert opened.locator("dialog").count() == 0


OWN = """
name: "Dated: ours"            # a comment
month_0: Apr 2027
extends: baseline
horizon: 4 years
levers:
  coordinator: {start: Oct 2027, ramp_up: 0}
  L15: [{start: 6, duration: 1 year, nurses: 2.5, reach: edge}, {start: 24}]
  virtual-training: {start: 2 years, dose: 12, reach: {kind: acute trust}}
  champions: off
shocks:
  - {month: Apr 2028, records-down: 3, organisations: hubs}
  - month: 3
    coordinator-leaves: yes
parameters: {care.access_needs_records: .25}
loops: {peers-and-engagement: 0}
facts: {leaders: 3}
"""


def test_files_of_scenarios_are_read_as_python_reads_them(opened: Page, tmp_path: Path) -> None:
    own = tmp_path / "dated.yaml"
    own.write_text(OWN, encoding="utf-8")
    paths = [own, *(SHIPPED / f"{name}.yaml" for name in ("enablers-only", "work-differently"))]
    for path in paths:
        opened.set_input_files("#study-open", path)
        until(opened, f"hubspoke.store.state.study.scenarios.at(-1).name === {path.stem!r}")
        assert opened.evaluate(LAST_FAULTS) == []
        read = load_study(saved(opened, tmp_path)).scenarios[-1]
        assert (read.title, read.digest()) == (load_scenario(path).title, load_scenario(path).digest())
        opened.click("#undo")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("new.json", '{"hubspoke": 2}', "is of format 2, and this version reads 1; save it anew"),
        ("other.json", "[1, 2]", "is no study: it says not hubspoke: 1"),
        ("half.json", '{"hubspoke": 1', "cannot be read as JSON"),
        (
            "made.json",
            '{"hubspoke": 1, "network": {"organisations": [], "localities": []}, "settings": {"runs": 0}}',
            "settings.runs: 0 is not a whole number from 1 to 1000000",
        ),
        ("list.yaml", "- 1", "is not made of keys and values"),
        ("tab.yaml", "name: x\n\tlevers: 1", "cannot be read as YAML"),
        (
            "lost.yaml",
            "name: x\nextends: mine",
            "extends 'mine', which this page has not; mcn open lost.yaml",
        ),
        ("bomb.yaml", "name: &x [a]\nextends: *x", "holds anchors or aliases"),
        (
            "odd.json",
            '{"hubspoke": 1, "network": {"organisations": 3}}',
            "network.organisations is not a list",
        ),
    ],
)
def test_another_file_changes_nothing_and_is_told_in_a_line(
    opened: Page, tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    before = opened.evaluate("hubspoke.store.state.study")
    opened.set_input_files("#study-open", path)
    until(opened, f"document.getElementById('flash').textContent.includes({json.dumps(said)})")
    assert opened.evaluate("hubspoke.store.state.study") == before


def test_cost_is_what_python_says(opened: Page) -> None:
    shown = opened.locator(".sum .cost")
    until(opened, "document.querySelector('.sum .cost').textContent.includes('of 256 runs')")
    names = ("baseline", "fund-coordinator")
    how = {"seed": 1, "parameters": "accepted", "lucks": 8}  # as the page that runs 4,096
    runs = [simulate(load_scenario(name), 256, **how) for name in names]
    spent = [each.costs.query("month >= 0").groupby("run")["pounds"].sum() for each in runs]
    change = spent[1] - spent[0]
    assert f"Costs {pounds(float(change.mean()))} more" in shown.inner_text()
    low, high = change.quantile([0.05, 0.95])
    assert f"{pounds(low)} to\u00a0{pounds(high)}" in shown.inner_text()


def test_what_is_wrong_stands_at_its_field_and_is_not_run(opened: Page) -> None:
    field = opened.locator("#levers-coordinator-1-start")
    field.fill("-3")
    field.press("Enter")
    said = opened.locator("#levers-coordinator-1-start-said")
    assert said.inner_text() == (
        "the spell from month -3 overlaps the one before, which lasts until month 0; end that one by month -3"
    )
    assert field.get_attribute("aria-invalid") == "true"
    assert opened.locator(".sum .cost").inner_text() == "Mend what is wrong to see what it costs."
    field.fill("soon")
    field.press("Enter")
    until(
        opened, "document.querySelector('#levers-coordinator-1-start-said').textContent.includes('no month')"
    )
    assert field.input_value() == "soon"  # nothing that was typed is lost
    opened.click("#undo")
    opened.click("#undo")
    settled(opened)
    assert said.count() == 0


def test_bars_move_by_arrow_keys_and_by_pointer(opened: Page) -> None:
    spell = "hubspoke.store.state.study.scenarios[1].levers.coordinator"
    before = opened.evaluate(spell)
    opened.focus("#line-coordinator-1-end")
    opened.keyboard.press("ArrowLeft")
    until(opened, f"{spell}[1].end === 60")
    until(opened, "document.activeElement.id === 'line-coordinator-1-end'")
    opened.keyboard.press("PageDown")
    until(opened, f"{spell}[1].end === 48")
    settled(opened)
    box = opened.locator("#line-coordinator-1-end").bounding_box()
    assert box is not None
    opened.mouse.move(box["x"] + 6, box["y"] + 10)
    opened.mouse.down()
    opened.mouse.move(box["x"] + 3000, box["y"] + 10, steps=4)
    opened.mouse.up()
    until(opened, f"{spell}[1].end === undefined")
    assert opened.evaluate(spell) == before


def test_what_changes_in_the_base_changes_in_futures_that_were_as_it_was(opened: Page) -> None:
    scenarios = "hubspoke.store.state.study.scenarios"
    opened.click("#future-add")
    opened.click("#future-0")
    opened.click("#drawer-shocks")
    opened.select_option("#shock-kind", "funding-cut")
    opened.click("#shock-add")
    opened.click("#drawer-levers")
    opened.fill("#levers-coordinator-0-start", "-6")
    opened.press("#levers-coordinator-0-start", "Enter")
    until(opened, f"{scenarios}[0].levers.coordinator[0].start === -6")
    assert opened.evaluate(f"{scenarios}.map((each) => each.shocks.length)") == [1, 1, 1]
    starts = opened.evaluate(f"{scenarios}.map((each) => each.levers.coordinator[0].start)")
    assert starts == [-6, -12, -6]  # the one whose coordinator is another stays
    for _ in range(2):
        opened.click("#undo")
    assert opened.evaluate(f"{scenarios}[0].shocks") == []


def test_a_click_while_a_field_is_being_left_does_both(opened: Page) -> None:
    opened.fill("#levers-coordinator-1-start", "3")
    opened.click("#again-coordinator")
    spells = opened.evaluate("hubspoke.store.state.study.scenarios[1].levers.coordinator")
    assert [each["start"] for each in spells] == [-12, 3, 60]
    opened.fill("#levers-coordinator-1-start", "4")
    opened.click("#levers-coordinator-1-slow-said")
    until(opened, "hubspoke.store.state.study.scenarios[1].levers.coordinator[1].start === 4")
    opened.wait_for_selector("#levers-coordinator-1-ramp_up")
