"""The notebooks run, and print what they are kept with."""

from __future__ import annotations

import base64
import re
import struct
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.refresh import METADATA, NOTEBOOKS, executed, printed

HOW = "if that is meant: python -m tests.notebooks.refresh"
MOST_BYTES, WIDEST = 1_000_000, 1_200


def test_there_is_one_for_planners_and_one_for_researchers() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["planner", "researcher"]


@pytest.mark.heavy
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_prints_what_it_is_kept_with(path: Path, tmp_path: Path) -> None:
    kept = printed(nbformat.read(path, as_version=4))
    for number, (was, now) in enumerate(zip(kept, printed(executed(path, tmp_path)), strict=True), start=1):
        assert now == was, f"cell {number} of {path.name}; {HOW}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_executed_and_clean(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert dict(notebook.metadata) == METADATA
    written = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = [line for text in written for line in text.splitlines() if line.startswith("#")]
    assert headings[0].startswith("# ")
    assert all(re.match(r"## \w", line) for line in headings[1:]), "prose in a heading"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), HOW
    assert not [line for lines in printed(notebook) for line in lines if line.startswith("stderr")]
    text = path.read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES
    assert not re.search(r"/tmp/|site-packages|0x[0-9a-f]{6,}", text)
    drawn = [
        base64.b64decode(output.data["image/png"])
        for cell in code
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    assert drawn
    assert all(struct.unpack(">I", each[16:20])[0] <= WIDEST for each in drawn)
