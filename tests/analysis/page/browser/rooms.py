"""A small network with names of one's choice, and a room made of it: two switches, few runs, few months."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from analysis.page.export import export
from analysis.page.settings import Runs
from analysis.page.switches import Board, board
from sim import load_scenario
from sim.inputs.skeleton import write_skeleton

RUNS = Runs(number=16, seed=7, workers=1)
HORIZON = 24


class Room(NamedTuple):
    """A page in a file, and what it was made of."""

    path: Path
    board: Board
    runs: Runs


def scenarios(folder: Path, names: Mapping[str, str] | None = None) -> tuple[Path, Path]:
    """Write a network as `mcn new` does, some names in it replaced; give its two scenarios."""
    here = folder / "tiny"
    for path in write_skeleton("tiny", folder):
        if path.suffix == ".csv":
            _rename_cells(path, names or {})
        else:
            _rename_values(path, names or {})
    base = here / "as-it-is.yaml"
    text = base.read_text(encoding="utf-8")
    base.write_text(text.replace("horizon: 60", f"horizon: {HORIZON}"), encoding="utf-8")
    return base, here / "what-if.yaml"


def build(folder: Path, names: Mapping[str, str] | None = None) -> Room:
    """Export a room: a switch for the coordinator and one for shared records."""
    base, other = (load_scenario(path) for path in scenarios(folder, names))
    room = Room(folder / "workshop.html", board(base, [other]), RUNS)
    export(room.board, room.runs, room.path)
    return room


def _rename_values(path: Path, names: Mapping[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for was, now in names.items():
        # JSON's strings are YAML's too, whatever is in them.
        text = text.replace(f": {was}\n", f": {json.dumps(now)}\n")
    path.write_text(text, encoding="utf-8")


def _rename_cells(table: Path, names: Mapping[str, str]) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    written = io.StringIO(newline="")
    csv.writer(written).writerows(
        ["|".join(names.get(part, part) for part in cell.split("|")) for cell in row] for row in rows
    )
    table.write_text(written.getvalue(), encoding="utf-8", newline="")
