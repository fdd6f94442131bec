"""A what-if asked from Python is the answer, the figure and the folder that the command gives."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import docx
import matplotlib.figure
import pandas as pd
import pytest

from analysis.report import terminal
from analysis.runs.folder import FolderError
from analysis.what_if import WhatIf, what_if
from sim import WrongInput, load_scenario, simulate
from sim.inputs.levers import load_levers


@pytest.fixture(scope="module")
def found(planner: Path) -> WhatIf:
    """What the fixture `planner` asked by the command."""
    base, then = (load_scenario(planner / "tiny" / name) for name in ("as-it-is.yaml", "what-if.yaml"))
    return what_if(base, then, runs=3, horizon=8, workers=1)


def test_it_shows_itself_as_the_answer(found: WhatIf) -> None:
    assert found.document.answer is not None
    shown = repr(found)
    assert len(shown.splitlines()) <= 10
    said = " ".join(shown.split())
    for part in ("question", "recommendation", "confidence"):
        assert getattr(found.document.answer, part) in said
    assert shown.count("\u2500")  # there is room for the table
    assert len(str(found).splitlines()) <= terminal.SCREEN
    assert said_in(shown) <= said_in(str(found))
    shown = html.unescape(found._repr_html_() or "")
    assert found.document.answer.question in shown
    assert found.document.answer.recommendation in shown


def said_in(shown: str) -> set[str]:
    """Its lines, whatever the widths of columns."""
    return {" ".join(line.split()) for line in shown.splitlines() if "\u2500" not in line}


def test_its_table_and_its_figure_are_the_comparisons(found: WhatIf) -> None:
    table = found.table()
    pd.testing.assert_frame_equal(table, found.comparison.differences)
    assert set(table["scenario"]) == {"what-if"}
    assert isinstance(found.plot(), matplotlib.figure.Figure)


def test_its_inputs_are_the_folders(found: WhatIf, planner: Path) -> None:
    pd.testing.assert_frame_equal(found.inputs(), pd.read_parquet(planner / "done/data/inputs.parquet"))


def bytes_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder, but for its answer and for what names digests and times."""
    besides = {"answer.json", "answer.txt", "made.json", "manifest.json", ".lock"}
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in besides)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.heavy
def test_what_it_saves_is_the_commands_folder(found: WhatIf, planner: Path, tmp_path: Path) -> None:
    saved = found.save(tmp_path / "saved")
    mine, its = (bytes_in(each) for each in (saved, planner / "done"))
    assert mine == its
    assert len(mine) > 30
    answer, its_answer = (
        json.loads((each / "answer.json").read_text()) for each in (saved, planner / "done")
    )
    # Scenarios that are no files or names cannot be named in the commands that ask on.
    assert answer["document"]["answer"].pop("next_steps") == []
    assert its_answer["document"]["answer"].pop("next_steps") != []
    assert answer == its_answer
    assert (saved / "answer.txt").read_text(encoding="utf-8").startswith(str(found))
    assert found.save(saved) == saved  # nothing is left to do


@pytest.mark.heavy
def test_its_word_file_is_a_report(found: WhatIf, tmp_path: Path) -> None:
    written = found.to_word(tmp_path / "answer.docx")
    text = "\n".join(each.text for each in docx.Document(str(written)).paragraphs)
    assert found.document.answer is not None
    assert found.document.answer.recommendation in text


def test_what_is_there_is_not_written_over(found: WhatIf, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(FolderError, match="holds other files"):
        found.save(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "kept"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"runs": 0}, "runs: 0 is not a whole number from 1 to"),
        ({"seed": -1}, "seed: -1 is not a whole number from 0 to 4294967295"),
        ({"workers": 0}, "workers: 0 is not a whole number from 1 to"),
        ({"lucks": 2.5}, "lucks: 2.5 is not a whole number from 1 to"),
        ({"discount": "x"}, "discount: 'x' is not a number"),
        ({"hypothesis": 5}, "hypothesis: 5 is no text"),
        (
            {"outcomes": ["engagment"]},
            "--outcomes: there is no outcome 'engagment'; did you mean engagement?",
        ),
        ({"own": [3]}, "own: 3 is no outcome of your own; make it with own_outcome"),
        ({"base": "baseline2"}, "baseline2: there is no scenario of this name"),
        ({"base": 5}, "scenario: 5 is no scenario; load it with load_scenario"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(given: dict[str, Any], said: str) -> None:
    base = given.pop("base", "baseline")
    with pytest.raises(WrongInput) as caught:
        what_if(base, "shared-records", **given)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_there_is_something_to_compare() -> None:
    with pytest.raises(WrongInput, match=r"^what_if: there is nothing to compare with the base; "):
        what_if("baseline")


# -- What results and scenarios show of themselves -----------------------------------------


@pytest.mark.parametrize("name", ["baseline", "everything"])
def test_a_scenario_shows_itself_in_a_few_lines(name: str) -> None:
    scenario = load_scenario(name).with_shocks({"month": 3, "coordinator-leaves": True})
    shown = repr(scenario)
    assert str(scenario) == shown
    lines = shown.splitlines()
    assert lines[0] == f"Scenario {name}: {scenario.title}"
    assert 3 <= len(lines) <= 5
    assert max(map(len, lines)) <= 120
    first = next(iter(scenario.levers))
    assert load_levers()[first].name in shown
    assert "coordinator-leaves in month 3" in shown


def test_a_result_shows_itself_in_a_few_lines() -> None:
    base = load_scenario("baseline").with_horizon(12)
    shown = repr(simulate(base, 3, months=[0, 12], organisations=True))
    assert "3 runs, seed 1, parameters prior, months 0 to 12" in shown
    assert "rows: outcomes 6, costs 48, organisations 156" in shown
    assert len(shown.splitlines()) <= 8
