"""The page's arithmetic and sentences, held against the comparison's: its scripts run by themselves."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from analysis.page.html import EXPORT, IMPORT, SCRIPTS
from analysis.statistics.differences import difference_row
from sim.model.outcomes import OUTCOMES

# What stands before the views: functions alone, that draw nothing until they are called.
ALONE = SCRIPTS[: SCRIPTS.index("difference") + 1]
YEAR = 60


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page()


def called(page: Page, expression: str, given: Any) -> Any:
    """Value of an expression in `given`, with the page's functions at hand."""
    folder = files("analysis.page") / "web"
    modules = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in ALONE]
    joined = "\n".join(EXPORT.sub("", IMPORT.sub("", module)) for module in modules)
    return page.evaluate(f"given => {{ {joined}\nreturn {expression}; }}", given)


DIFFERENCE = """(() => {
  const setting = (levels) => ({ runs: () => Float64Array.from(levels), isBaseOf: () => false });
  const found = difference(setting(given.was), setting(given.now), given.outcome, 60);
  return { ...found, verdict: verdictOf(found, given.outcome) };
})()"""


def told(page: Page, outcome: str, was: Any, now: Any) -> dict[str, Any]:
    """What the page says of a difference."""
    known = OUTCOMES[outcome].model_dump(mode="json")
    found: dict[str, Any] = called(page, DIFFERENCE, {"was": list(was), "now": list(now), "outcome": known})
    return found


@pytest.mark.parametrize("outcome", ["cover_24_7", "workaround_hours", "expectations"])
@pytest.mark.parametrize("shift", [-3.0, -1.0, 0.0, 0.4, 1.0, 3.0])
@pytest.mark.parametrize("runs", [8, 255, 256])
def test_a_difference_is_that_of_the_comparison(page: Page, outcome: str, shift: float, runs: int) -> None:
    known = OUTCOMES[outcome]
    draws = np.random.default_rng([runs, int(10 * shift + 100)])
    was = draws.uniform(0, 1, runs)
    now = was + known.worthwhile * (shift + draws.normal(0, 0.8, runs))
    found = told(page, outcome, was, now)
    row = difference_row(was, now, np.arange(runs), known)
    for key in ("median", "low", "high"):
        assert found[key] == pytest.approx(row[f"difference_{key}"], abs=1e-12)
    assert found["mean"] == pytest.approx(row["difference"], abs=1e-12)
    half = row["interval_high"] - row["interval_low"]  # type: ignore[operator]
    assert found["intervalLow"] == pytest.approx(row["interval_low"], abs=1e-3 * half)
    assert found["intervalHigh"] == pytest.approx(row["interval_high"], abs=1e-3 * half)
    gain = (now - was) * (-1 if known.better == "lower" else 1)
    assert found["better"] == (gain >= known.worthwhile).sum()
    assert found["worse"] == (-gain >= known.worthwhile).sum()
    if min(found["better"], found["worse"]) < 0.1 * runs:
        assert found["verdict"] == row["verdict"]
    else:
        assert found["verdict"] == "split"


@pytest.mark.parametrize(("better", "worse", "split"), [(26, 26, True), (60, 26, True), (60, 25, False)])
def test_what_goes_both_ways_is_split(page: Page, better: int, worse: int, split: bool) -> None:
    gains = np.repeat([0.03, -0.03, 0.0], [better, worse, 256 - better - worse])
    assert (told(page, "cover_24_7", np.zeros(256), gains)["verdict"] == "split") == split


MIDDLES = """(() => {
  const setting = (levels) => ({
    middle: () => quantile(Float64Array.from(levels).sort(), 0.5),
    runs: () => Float64Array.from(levels), isBaseOf: () => false,
  });
  return middlesInWords({ A: setting(given.was), B: setting(given.now) }, given.outcome, 60);
})()"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ([0.01, 0.02, 0.03], [0.03, 0.04, 0.05], None),  # 2, 4 and +2
        # 2, 5 and +2: differences of 1, 2 and 9.
        (
            [0.01, 0.02, 0.03],
            [0.1, 0.03, 0.05],
            "not 5.0 less 2.0? The difference is taken in each run, and 2.0 is",
        ),
    ],
)
def test_numbers_that_do_not_go_together_are_explained(
    page: Page, was: list[float], now: list[float], said: str | None
) -> None:
    known = OUTCOMES["cover_24_7"].model_dump(mode="json")
    found = called(page, MIDDLES, {"was": was, "now": now, "outcome": known})
    assert (said in found) if said else found == ""


def test_nothing_changed_is_no_difference(page: Page) -> None:
    levels = np.linspace(0, 1, 32)
    found = told(page, "cover_24_7", levels, levels)
    assert (found["median"], found["better"], found["worse"]) == (0, 0, 0)
    assert found["verdict"] == "no difference worth having"


@pytest.mark.parametrize(
    ("outcome", "found", "said"),
    [
        (
            "cover_24_7",
            {"median": 0.071, "low": 0.02, "high": 0.143, "better": 231, "worse": 3},
            "With B, 24/7 cover is 7.1 points higher after five years (in 9 of 10 runs between 2.0 and "
            "14.3 points higher). It is better by 2 points or more, a difference worth having, in 231 of 256 "
            "runs, and worse by as much in 3.",
        ),
        (
            "engagement",
            {"median": -0.01, "low": -0.05, "high": 0.031, "better": 13, "worse": 30},
            "With B, engagement is 1.0 point lower after five years (in 9 of 10 runs between 5.0 points "
            "lower and 3.1 points higher). It is better by 3 points or more, a difference worth having, in "
            "13 of 256 runs, and worse by as much in 30.",
        ),
        (
            "workaround_hours",
            {"median": -26.12, "low": -67.2, "high": -10.14, "better": 256, "worse": 0},
            "With B, time lost to workarounds is 26.1 hours a month lower after five years (in 9 of 10 runs "
            "between 10.1 and 67.2 hours a month lower). It is better by 2 hours a month or more, a "
            "difference worth having, in 256 of 256 runs, and worse by as much in none.",
        ),
        (
            "gini_cover",
            {"median": 0.0, "low": -0.004, "high": 0.004, "better": 0, "worse": 0},
            "With B, inequality of 24/7 cover is about the same after five years (in 9 of 10 runs about the "
            "same). In none of 256 runs is it better or worse by 0.03, the least that is worth having.",
        ),
        (
            "equity_cover",
            {"median": -0.004, "low": -0.06, "high": 0.001, "better": 0, "worse": 20},
            "With B, equity of 24/7 cover is about the same after five years (in 9 of 10 runs from 0.06 "
            "lower to about the same). It is worse by 0.05 or more, a difference worth having, in 20 of 256 "
            "runs, and better by as much in none.",
        ),
        (
            "expectations",
            {"median": 0.1, "low": 0.02, "high": 0.2, "better": 140, "worse": 0},
            "With B, expectations raised is 10.0 points higher after five years (in 9 of 10 runs between 2.0 "
            "and 20.0 points higher). It is higher by 5 points or more in 140 of 256 runs, and lower by as "
            "much in none; neither is better.",
        ),
    ],
)
def test_a_difference_in_words(page: Page, outcome: str, found: dict[str, float], said: str) -> None:
    given = {"found": {**found, "runs": 256}, "outcome": OUTCOMES[outcome].model_dump(mode="json")}
    assert called(page, f"differenceInWords(given.outcome, given.found, {YEAR})", given) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.0712, "share", "+7.1 points"),
        (-0.0004, "share", "0.0 points"),
        (-0.01, "share", "−1.0 point"),
        (3.456, "hours a month", "+3.46 hours a month"),
        (-26.12, "hours a month", "−26.1 hours a month"),
        (-5432.0, "GBP a year", "−£5,430 a year"),
        (0.052, "ratio", "+0.05"),
    ],
)
def test_a_change_in_words(page: Page, value: float, unit: str, said: str) -> None:
    assert called(page, "change(given.value, given.unit)", {"value": value, "unit": unit}) == said


def test_what_gets_worse_is_listed_the_worst_first(page: Page) -> None:
    chances = {"skill_gap": 0.4, "leaders": 0.7, "cover_24_7": 0.0, "expectations": 0.9}
    outcomes = [OUTCOMES[name].model_dump(mode="json") for name in chances]
    expression = """changedOutcomes(
      { outcomes: given.outcomes },
      { chance: (name, which, month) => (which === "worse" && month === 12 ? given.chances[name] : 0.1) },
      "worse", 12).map((each) => [each.outcome.name, each.share, each.opposite])"""
    found = called(page, expression, {"outcomes": outcomes, "chances": chances})
    assert found == [["leaders", 0.7, 0.1], ["skill_gap", 0.4, 0.1]]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"bundle": 0, "own": None}, "As things are"),
        ({"bundle": 1, "own": None}, "Multi-year funding"),
        ({"bundle": 2, "own": None}, "A future with a name"),
        ({"bundle": 3, "own": None}, "Multi-year funding + more staff + work differently"),
        (
            {"bundle": 1, "own": {"levers": {"multi-year-funding": {"start": 6, "strength": 0.5}}}},
            "Multi-year funding from month 6 at 50\u00a0%",
        ),
        ({"bundle": 2, "own": {"levers": {"study-days": {}}, "parameters": {"a.b": 1}}}, None),
    ],
)
def test_a_setting_has_a_name(page: Page, choice: dict[str, Any], said: str | None) -> None:
    room = {
        "switches": [
            {"name": "money", "levers": [{"name": "multi-year-funding"}]},
            {"name": "staff", "levers": [{"name": "more-staff"}, {"name": "work-differently"}]},
        ],
        "prepared": [{"bundle": 2, "title": "A future with a name"}],
    }
    found = called(page, "settingName({ room: given.room }, given.choice)", {"room": room, "choice": choice})
    assert found == (said or "More staff + work differently + study days + 1 assumption changed")
