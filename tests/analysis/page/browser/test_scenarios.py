"""My scenarios in the page: made by keyboard, read by Python; checks, links, costs as Python's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from analysis.page.page_file import page as page_text
from analysis.page.study_data import study_data
from sim import load_scenario
from tests.analysis.page.test_scenario_cases import CASES

FAULTS = """(cases) => cases.map(({ scenario }) => {
  const { network, scenarios: [base] } = hubspoke.store.state.study;
  const empty = { levers: {}, shocks: [], parameters: {}, links: {}, loops: {}, facts: {} };
  return hubspoke.faultsOf(network, { ...base, ...empty, title: "Mine", ...scenario });
})"""


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page at its view of scenarios, with its engine started."""
    path: Path = tmp_path_factory.mktemp("scenarios") / "page.html"
    scenarios = [load_scenario(name) for name in ("baseline", "fund-coordinator")]
    path.write_text(page_text(study_data(scenarios)), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri() + "#view=scenarios")
    page.wait_for_function("hubspoke.engine")
    yield page
    assert errors == []
    context.close()


def without_numbers(keys: list[Any]) -> list[Any]:
    return [each for each in keys if not isinstance(each, int)]


def test_what_is_wrong_is_said_as_python_says_it(opened: Page) -> None:
    for case, said in zip(CASES, opened.evaluate(FAULTS, CASES), strict=True):
        words = [[each["what"], each["meant"]] for each in said]
        assert sorted(words) == sorted([each["what"], each["meant"]] for each in case["faults"]), case["case"]
        # Of several spells Python names the lever alone, where the page has a field for each.
        keys = sorted(str(without_numbers(each["keys"])) for each in said)
        assert keys == sorted(str(without_numbers(each["keys"])) for each in case["faults"]), case["case"]
