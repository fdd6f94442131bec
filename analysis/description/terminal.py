"""`mcn explain` and `mcn list` printed, as text or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from analysis.description import explain
from analysis.report import terminal, words
from analysis.report.terminal import print_json

HEADINGS = {
    "numbers": "Its numbers",
    "hops": "Step by step",
    "charged": "Steps along which flows are charged to it",
    "moved_by": "What moves the state that marks it",
    "flows": "Flows that carry it",
    "findings": "Findings of the study",
    "links": "Causal statements of the study",
    "parameters": "Parameters",
    "levers": "Levers",
    "rules": "Rules of the model",
    "references": "References",
    "outcomes": "Outcomes",
    "problems": "Problems",
    "patterns": "Patterns the model should show",
    "shocks": "Shocks",
    "loops": "Reinforcing loops",
}
MONEY = {"pounds_a_year"}
LEFT_OUT = {
    "levers": ("title", "scope", "payer"),
    "loops": ("scales",),
    "parameters": ("grade", "source"),
    "problems": ("findings",),
}  # of lists: `mcn explain` and JSON have them
COLUMN_NAMES = {
    "dose": "bought in",
    "in_the_study": "in the study",
    "pounds_a_year": "GBP a year",
    "per": "for each",
    "payer": "paid by",
}


def print_list(kind: str, *, as_json: bool) -> None:
    """Print everything of a kind; as JSON: `{"kind": ..., "items": [...]}`."""
    rows = explain.listing(kind)
    if as_json:
        print_json({"kind": kind, "items": rows})
        return
    out = terminal.console()
    left_out = LEFT_OUT.get(kind, ())
    out.print(_table([{key: row[key] for key in row if key not in left_out} for row in rows], out.width))
    out.print(f"{words.counted(len(rows), kind.removesuffix('s'))}. mcn explain NAME says more of each.")


def print_explanation(name: str, *, as_json: bool) -> None:
    """Print what something is and what it rests on; as JSON the dictionary of `explain.explain`."""
    data = explain.explain(name)
    if as_json:
        print_json(data)
        return
    out = terminal.console()
    readable = data["facts"].get("name in scenarios")
    also = f", {readable}" if readable else ""
    out.print(Text(f"{data['name']} ({data['kind']}{also})", style="bold"))
    out.print(data["title"])
    out.print()
    for label, fact in data["facts"].items():
        if fact not in ("", None):
            out.print(_fact(label, fact))
    for key, heading in HEADINGS.items():
        if data.get(key):
            out.print()
            out.print(Text(heading, style="bold"))
            out.print(_table(_shortly(data[key]) if key == "numbers" else data[key], out.width))
    for other in data["also"]:
        out.print(f"The name stands for another thing too: mcn explain {other}")


def _fact(label: str, fact: object) -> Text:
    return Text.assemble((f"{label}: ", "dim"), _cell(fact))


def _table(items: Sequence[Mapping[str, Any]], width: int) -> Any:
    rows = [_with_range(item) for item in items]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    numeric = [i for i, key in enumerate(columns) if all(_is_number(row.get(key)) for row in rows)]
    cells = [[_written(key, row.get(key)) for key in columns] for row in rows]
    headings = [COLUMN_NAMES.get(key, key) for key in columns]
    return terminal.simple(headings, cells, right=numeric, names=True, width=width)


def _shortly(numbers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Leave out of the names of a lever's numbers what is the same in all: `levers.coordinator.`."""
    return [{**each, "name": each["name"].rpartition(".")[2]} for each in numbers]


def _with_range(item: Mapping[str, Any]) -> dict[str, Any]:
    """Put the ends of a range into one column."""
    if "low" not in item:
        return dict(item)
    span = f"{_cell(item['low'])} to {_cell(item['high'])}" if item["low"] < item["high"] else "none"
    span = f"as {item['like']}" if item.get("like") else span
    return {
        "range" if key == "low" else key: span if key == "low" else item[key]
        for key in item
        if key not in ("high", "like")
    }


def _is_number(item: object) -> bool:
    return isinstance(item, int | float) and not isinstance(item, bool)


def _written(key: str, item: object) -> str:
    return words.pounds(float(item)) if key in MONEY and isinstance(item, int | float) else _cell(item)


def _cell(item: object) -> str:
    if item is None:
        return ""
    if isinstance(item, bool):
        return "yes" if item else "not yet"
    if isinstance(item, float):
        return f"{item:,g}" if abs(item) < 1e6 else f"{item:,.0f}"
    if isinstance(item, list | tuple):
        return ", ".join(map(str, item))
    return str(item)
