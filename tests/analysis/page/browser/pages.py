"""The page written to a file and opened, and how its tests wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from analysis.page.opening import study_of
from analysis.page.page_file import page as page_text
from tests.analysis.page.browser.look import LOOKS, ready

# The marks of so many runs of the study's base, in the order of runs.
RUNS = """async ([study, settings, runs]) => {
  const { network, scenarios: [base] } = study ?? hubspoke.store.state.study;
  const results = hubspoke.engine.results(network, base, settings);
  await hubspoke.engine.extend(results, runs);
  const parts = [...results.parts].sort(([one], [other]) => one - other);
  return parts.flatMap(([, { kept }]) => [...kept.marks]);
}"""


def write_page(folder: Path, names: Sequence[str] = ("baseline",), **settings: Any) -> Path:
    """Write a page with shipped scenarios in it, and settings of its own."""
    return write_study(folder, {**study_of(names), **({"settings": settings} if settings else {})})


def write_study(folder: Path, study: Mapping[str, Any], *others: Mapping[str, Any]) -> Path:
    """Write a page with a study in it, and others to choose among."""
    path = folder / "page.html"
    path.write_text(page_text(study, *others), encoding="utf-8")
    return path


@contextmanager
def opened_page(browser: Browser, path: Path, view: str, **options: Any) -> Iterator[Page]:
    """Open a page at a view, with its engine started, without a network; no script in it may fail."""
    context = browser.new_context(**{"offline": True, **LOOKS["laptop"].options, **options})
    context.set_default_timeout(15_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{path.as_uri()}#view={view}")
    yield ready(page)
    assert errors == []
    context.close()


def until(page: Page, condition: str) -> None:
    """Wait until something holds; Playwright's own way would evaluate a text, which the page forbids."""
    pause = "await new Promise((done) => setTimeout(done, 10))"
    wait = f"for (let i = 0; i < 1000 && !({condition}); i += 1) {pause};"
    found = page.evaluate(f"async () => {{ {wait} return Boolean({condition}); }}")
    assert found, f"{condition} has not come to hold; the page says: {page.inner_text('#flash')}"
