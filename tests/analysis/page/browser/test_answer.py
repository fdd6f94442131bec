"""The page's answer is Python's for the same scenarios, seed and runs: numbers, verdicts and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from analysis.compare.answer import answer_of
from analysis.report import words
from analysis.statistics.comparison import Comparison, compare
from analysis.statistics.costs import ALL
from analysis.statistics.differences import difference_row
from analysis.statistics.groups import group_differences, group_means, member_means
from analysis.statistics.paired import at_month, units
from sim import load_scenario, simulate
from sim.inputs.studies import load_study
from sim.model.outcomes import OUTCOMES
from sim.simulation import Result
from tests.analysis.page.browser.pages import opened_page, until, write_page
from tests.analysis.page.browser.watching import violations

NAMES = ("baseline", "fund-coordinator", "shared-records")
RUNS, SEED = 256, 3


def simulated(name: str, **options: Any) -> Result:
    return simulate(load_scenario(name), runs=RUNS, seed=SEED, parameters="accepted", lucks=1, **options)


@pytest.fixture(scope="module")
def python() -> Comparison:
    base, *others = map(simulated, NAMES)
    return compare(base, others)


@pytest.fixture(scope="module")
def answer(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page at its answer, once all runs are there."""
    path = write_page(tmp_path_factory.mktemp("answer"), NAMES, runs=RUNS, seed=SEED)
    with opened_page(browser, path, "answer") as page:
        page.wait_for_selector(f".answer-bar[data-runs='{RUNS}']", timeout=30_000)
        yield page


def test_sentences_are_those_of_the_command(answer: Page, python: Comparison) -> None:
    said = answer_of(python, "")
    part = answer.locator(".part.changes")
    assert part.locator("h3").inner_text() == said.recommendation
    assert part.locator("p").first.inner_text() == said.confidence
    winner = next(
        place for place, each in enumerate(NAMES) if f"favour {python.called(each)}" in said.recommendation
    )
    answer.select_option("#answer-future", str(winner))
    assert answer.locator(".part.money h3").inner_text() in said.sentences


def test_every_difference_is_that_of_the_command(answer: Page, python: Comparison) -> None:
    found = answer.evaluate(
        """names => names.flatMap((place) => hubspoke.data.outcomes.map(({ name }) => {
          const { base, level, change, better, worse, verdict } = hubspoke.comparison.difference(place, name);
          return [base.mean, level.mean, change.mean, change.median, change.low, change.high, change.error,
            ...change.interval, better, worse, verdict];
        }))""",
        [1, 2],
    )
    columns = [
        *("base_mean", "mean", "difference", "difference_median", "difference_low", "difference_high"),
        *("error", "interval_low", "interval_high", "probability_better", "probability_worse", "verdict"),
    ]
    assert len(found) == len(python.differences)
    for row, expected in zip(found, python.differences[columns].to_dict("records"), strict=True):
        *numbers, verdict = row
        *declared, words_ = expected.values()
        assert verdict == words_
        mine = [float("nan") if each is None else each for each in numbers]
        assert mine == pytest.approx(declared, rel=1e-7, abs=1e-12, nan_ok=True)


def test_headlines_are_shown_to_the_last_digit(answer: Page, python: Comparison) -> None:
    before, *options = answer.locator(".part.changes tbody tr").all()
    rows = {(row["scenario"], row["outcome"]): row for row in python.differences.to_dict(orient="records")}
    first = [rows[NAMES[1], each] for each in python.headlines]
    levels = [words.value(each["base_mean"], each["unit"]) for each in first]
    assert before.locator("td").all_inner_texts() == levels
    for option, name in zip(options, NAMES[1:], strict=True):
        mine = [rows[name, each] for each in python.headlines]
        shown = [[words.change(each["difference"], each["unit"]), each["verdict"]] for each in mine]
        assert [each.split("\n") for each in option.locator("td").all_inner_texts()] == shown


def test_costs_are_those_of_the_command(answer: Page, python: Comparison) -> None:
    rows = answer.locator(".part.money tbody tr").all()
    for row, name in zip(rows, NAMES[1:], strict=True):
        costs = python.costs[python.costs["scenario"] == name].set_index("payer")
        paying = [each for each in costs.index if each != ALL]
        shown = row.locator("td").all_inner_texts()
        whole = costs.loc[ALL]
        pounds = [words.pounds(whole[each]) for each in ("difference", "a_year", "one_off")]
        assert shown[0].split("\n") == [pounds[0], f"{pounds[1]} a year", f"{pounds[2]} once"]
        assert set(shown[1:]) >= {words.pounds(costs.loc[each, "difference"]) for each in paying}
    prices = python.cost_per_gain
    found = answer.evaluate("[1, 2].map((place) => hubspoke.comparison.price(place, 'specialist_access'))")
    for price, name in zip(found, NAMES[1:], strict=True):
        row = prices[(prices["scenario"] == name) & (prices["outcome"] == "specialist_access")].iloc[0]
        assert (price["status"], price["per"]) == (row["status"], row["per"])
        if price["status"] == "defined":
            numbers = [price["pounds"], *price["interval"]]
            assert numbers == pytest.approx([row["pounds"], row["interval_low"], row["interval_high"]])


def test_members_and_places_are_those_of_the_command(answer: Page, python: Comparison) -> None:
    results = [simulated(NAMES[at], months=[python.month], organisations=True) for at in (0, 2)]
    tables, frames = [], []
    for each in results:
        assert each.organisations is not None
        assert each.localities is not None
        frames.append(each.organisations)
        tables.append((group_means(each.organisations, each.scenario.network), each.localities))
    unit = units(at_month(results[0].outcomes, python.month))
    expected = group_differences(tables[0], {NAMES[2]: tables[1]}, OUTCOMES, unit)
    mine = expected.set_index(["group", "outcome"])
    answer.select_option("#answer-future", "2")
    answer.select_option("#answer-outcome", "workaround_hours")
    rows = answer.locator(".part.members tbody tr").all()
    assert len(rows) > 5
    names = {"hubs": "hub", "spokes": "spoke"}
    for row in rows:
        group = row.locator("th").inner_text().rpartition(" (")[0]
        row_ = mine.loc[names.get(group, group), "workaround_hours"]
        change, verdict = (row.locator("td").text_content() or "").split(", ")
        assert (change, verdict) == (words.change(row_["difference"], row_["unit"]), row_["verdict"]), group
    network, outcome = load_scenario(NAMES[0]).network, OUTCOMES["workaround_hours"]
    alone = {
        each.name: difference_row(
            *(member_means(frame, network, np.array([at]), outcome.name) for frame in frames), unit, outcome
        )
        for at, each in enumerate(network.organisations)
    }
    assert_where(answer, alone)
    answer.select_option("#answer-outcome", "cover_24_7")
    assert_where(answer, {each.name: mine.loc[each.name, "cover_24_7"] for each in network.localities})


def assert_where(answer: Page, expected: dict[str, Any]) -> None:
    """List and map say of each organisation or locality what Python finds."""
    rows = answer.locator(".part.places tbody tr").all()
    assert len(rows) == len(expected)
    for row in rows:
        name = row.locator("th").inner_text()
        change, verdict = (row.locator("td").first.text_content() or "").split(", ")
        found = expected[name]
        assert (change, verdict) == (words.change(found["difference"], found["unit"]), found["verdict"]), name
        mark = answer.locator(".part.places [data-row]", has_text=name).filter(has_text=verdict)
        kind = {"better": "better", "worse": "worse"}.get(verdict, "none")
        assert kind in str(mark.first.get_attribute("class")).split(), name


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_what_is_taken_along_can_be_read(answer: Page, python: Comparison, tmp_path: Path) -> None:
    table = pd.read_csv(saved(answer, "Summary (.csv)", tmp_path))
    last = table[table["month"] == python.month]
    for column in ("difference", "interval_low", "probability_better"):
        assert last[column].to_list() == pytest.approx(python.differences[column].to_list(), nan_ok=True)
    book = openpyxl.load_workbook(saved(answer, "Workbook (.xlsx)", tmp_path))
    assert book.sheetnames == ["answer", "differences", "costs"]
    assert book["differences"].max_row == len(table) + 1
    assert saved(answer, "Figure (.png)", tmp_path).read_bytes().startswith(b"\x89PNG")
    path = saved(answer, "Study for mcn (.json)", tmp_path)
    study = load_study(path)
    assert [each.digest() for each in study.scenarios] == [load_scenario(each).digest() for each in NAMES]

    made = "['runs', 'lucks', 'seed', 'parameters'].map((each) => hubspoke.store.state.settings[each])"
    others = {"runs": 64, "lucks": 2, "seed": 9, "parameters": "prior"}
    answer.evaluate(
        "(others) => hubspoke.store.set({ settings: { ...hubspoke.store.state.settings, ...others } })",
        others,
    )
    answer.set_input_files(".network input[type=file]", path)
    until(answer, "hubspoke.store.state.settings.seed !== 9")
    assert answer.evaluate(made) == [RUNS, 1, SEED, "accepted"]
    answer.evaluate("hubspoke.store.undo()")
    assert answer.evaluate(made) == [*others.values()]
    answer.evaluate("hubspoke.store.redo()")
    assert answer.evaluate(made) == [RUNS, 1, SEED, "accepted"]
    answer.wait_for_selector(f".answer-bar[data-runs='{RUNS}']")


def test_a_board_gets_one_page(answer: Page) -> None:
    pages = answer.pdf(prefer_css_page_size=True)
    assert pages.count(b"/Type /Page\n") == 1


def test_nothing_stands_in_anybodys_way(answer: Page) -> None:
    assert violations(answer) == []


def test_on_a_phone_no_figure_lies_beyond_an_edge(answer: Page, python: Comparison) -> None:
    size = answer.viewport_size
    answer.set_viewport_size({"width": 390, "height": 844})
    wider = "each => each.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)"
    assert answer.locator(".part .wide").evaluate_all(wider) == []
    shown = answer.locator(".part.changes td").first
    label = shown.evaluate("each => getComputedStyle(each, '::before').content")
    assert label == f'"{OUTCOMES[python.headlines[0]].title}"'
    assert size is not None
    answer.set_viewport_size(size)


def test_what_cannot_be_run_is_said(answer: Page) -> None:
    answer.evaluate(
        """() => {
          const { store } = hubspoke;
          const [base, ...others] = store.state.study.scenarios;
          const wrong = { ...others[0], levers: { "shared-record": [{ start: 0 }] } };
          store.change({ ...store.state.study, scenarios: [base, wrong] }, "a name was changed");
        }"""
    )
    line = answer.locator(".answer-bar .line")
    assert "there is no lever 'shared-record'; did you mean shared-records?" in line.inner_text()
    answer.evaluate("hubspoke.store.undo()")
    answer.wait_for_selector(f".answer-bar[data-runs='{RUNS}']")
    assert "cannot be run" not in line.inner_text()


@pytest.mark.heavy
def test_memory_does_not_grow_with_use(answer: Page) -> None:
    session = answer.context.new_cdp_session(answer)

    def used() -> float:
        session.send("HeapProfiler.collectGarbage")
        return float(session.send("Runtime.getHeapUsage")["usedSize"])

    def changed(first: int) -> None:
        answer.evaluate(
            """async (first) => {
              const { store } = hubspoke;
              for (let step = 0; step < 100; step += 1) {
                const { study } = store.state;
                const levers = { "shared-records": [{ start: 6, strength: (first + step) / 300 }] };
                const [base, future, ...others] = study.scenarios;
                const scenarios = [base, { ...future, levers }, ...others];
                store.change({ ...study, scenarios }, "a slider was moved");
                await new Promise((resolve) => { setTimeout(resolve, 50); });
              }
            }""",
            first,
        )
        answer.wait_for_selector(f".answer-bar[data-runs='{RUNS}']")

    changed(0)
    before = used()
    changed(100)
    assert used() < before + 5e6
