"""The figures of every command stay on their sheet, whatever the names, and read as readers know numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.report import style
from sim.inputs.fields import LONGEST_NAME
from tests.analysis.cli.test_documents import FIGURES, KINDS
from tests.analysis.report.test_charts import texts
from tests.conftest import EMPTY

LONG = " of the long and winding shore beyond the hills and the river"
POKED = ("cascade", "tiny/as-it-is.yaml", "--poke", "coordinator-leaves@2", "--runs", "8", "--horizon", "8")
TITLE = re.compile(r"^(name|title|question): ([^\"\n#]+)$", re.M)
POWER = re.compile(r"\d[eE][+-]?\d|10\^")
SOME = "engagement,funding,workaround_hours,equity_cover"
MONEY = ("care_coordination,funding",)
# Each kind of folder, and what asks for money too.
ASKED = {
    **KINDS,
    "compare": (*KINDS["compare"], "--outcomes", SOME),
    "run": (*KINDS["run"], "--outcomes", SOME),
    "sensitivity": (*KINDS["sensitivity"][:-1], *MONEY),
    "sobol": (
        *("sensitivity", "tiny/what-if.yaml", "--horizon", "8", "--method", "sobol", "--samples", "4"),
        *("--second-order", "--keep", "4", "--months", "4,8", "--outcomes", *MONEY),
    ),
    "poke": POKED,
}


def lengthened(name: str) -> str:
    """A name as long as one may be."""
    return (name + LONG * 9)[:LONGEST_NAME].strip()


@pytest.fixture
def long_names(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network `tiny` with the longest names that there may be."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "figures.csv").write_text(FIGURES, encoding="utf-8")
    names = [
        re.match(r"[^,]+", line)[0]
        for table in ("localities", "organisations")
        for line in (folder / "tiny" / f"{table}.csv").read_text(encoding="utf-8").splitlines()[1:]
    ]
    for path in (folder / "tiny").iterdir():
        if path.suffix not in (".yaml", ".csv") or path.name == "figures.csv":
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".csv":
            for name in sorted(names, key=len, reverse=True):
                text = re.sub(rf"(?<![\w ]){re.escape(name)}(?=[,|\n])", lengthened(name), text)
        text = TITLE.sub(lambda found: f"{found[1]}: {lengthened(found[2])}", text)
        (tmp_path / "tiny" / path.name).write_text(text, encoding="utf-8")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What of each figure leaves its sheet or is written as no reader would; figures are not written."""
    wrong: dict[str, list[str]] = {}

    def save(figure: Figure, path: Path) -> None:
        path.write_text(EMPTY, encoding="utf-8")
        if path.suffix != ".svg":
            return
        figure.canvas.draw()
        sheet = figure.bbox.padded(1)
        wrong[path.name] = [
            f"off the sheet: {text[:60]}"
            for text, box in texts(figure)
            if not (sheet.contains(box.x0, box.y0) and sheet.contains(box.x1, box.y1))
        ]
        every = [each.get_text() for each in figure.findobj(Text)]
        wrong[path.name] += [f"a power of ten: {text}" for text in every if POWER.search(text)]

    monkeypatch.setattr(style, "save", save)
    return wrong


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ASKED)
def test_no_text_leaves_the_sheet_and_no_number_is_a_power_of_ten(kind, mcn, long_names, measured):
    done = mcn(*ASKED[kind], "--out", "out")
    assert done.code == 0, done.err
    assert measured
    assert not {name: wrong for name, wrong in measured.items() if wrong}
