"""The page's answer is Python's for the same scenarios, seed and runs: numbers, verdicts and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from analysis.compare.answer import answer_of
from analysis.page.page_file import page as page_text
from analysis.page.study_data import study_data
from analysis.report import words
from analysis.statistics.comparison import Comparison, compare
from analysis.statistics.costs import ALL
from sim import load_scenario, simulate

NAMES = ("baseline", "fund-coordinator", "shared-records")
RUNS, SEED = 256, 3


@pytest.fixture(scope="module")
def python() -> Comparison:
    results = [
        simulate(load_scenario(each), runs=RUNS, seed=SEED, parameters="accepted", lucks=1) for each in NAMES
    ]
    return compare(results[0], results[1:])


@pytest.fixture(scope="module")
def answer(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page at its answer, once all runs are there."""
    study = study_data([load_scenario(each) for each in NAMES])
    study["settings"] = {"runs": RUNS, "seed": SEED}
    path: Path = tmp_path_factory.mktemp("answer") / "page.html"
    path.write_text(page_text(study), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(path.as_uri() + "#view=answer")
    page.wait_for_selector(f".answer-bar[data-runs='{RUNS}']")
    yield page
    context.close()


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
        assert shown[-1].split("\n") == [pounds[0], f"{pounds[1]} a year", f"{pounds[2]} once"]
        assert set(shown[:-1]) >= {words.pounds(costs.loc[each, "difference"]) for each in paying}
    prices = python.cost_per_gain
    found = answer.evaluate("[1, 2].map((place) => hubspoke.comparison.price(place, 'specialist_access'))")
    for price, name in zip(found, NAMES[1:], strict=True):
        row = prices[(prices["scenario"] == name) & (prices["outcome"] == "specialist_access")].iloc[0]
        assert (price["status"], price["per"]) == (row["status"], row["per"])
        if price["status"] == "defined":
            numbers = [price["pounds"], *price["interval"]]
            assert numbers == pytest.approx([row["pounds"], row["interval_low"], row["interval_high"]])
