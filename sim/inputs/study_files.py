"""Studies' files: a network and scenarios on it in one .json, as the page saves them, read as plain data."""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from sim.inputs.errors import Fault, WrongInput, escaped, number, quoted
from sim.inputs.tables import Row
from sim.inputs.yaml_files import MOST_NESTED, Keys, Marked, read_text

FORMAT = 1
TABLES = ("organisations", "localities", "ties")
NAMED = re.compile(r"(?P<file>.*\.json)(#(?P<name>.*))?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Part(Marked):
    """A part of a study; places are named by the keys that lead there, as JSON has no lines worth telling."""

    within: Keys = ()

    @classmethod
    def of(cls, path: Path, data: Any, *within: str | int) -> "Part":
        """Give the part of a study that lies below some keys."""
        return cls(path, data if isinstance(data, dict) else {}, within=within)

    def place(self, keys: Keys = ()) -> str:
        """Name the file and the keys."""
        return f"{escaped(self.path.name)}, {dotted((*self.within, *keys))}"


class _StudyRow(Row):
    """A row of a table in a study; its line is its number, from 0."""

    def place(self, column: str = "") -> str:
        """Name the file and the keys."""
        return f"{self.file}[{self.line}]" + (f".{column}" if column else "")

    @property
    def where(self) -> str:
        """Where it stands, at the end of a sentence, as people count rows."""
        return f" in row {self.line + 1}"


def is_study(given: str | Path) -> bool:
    """Whether a name is that of a study's file, without that of one of its scenarios."""
    match = NAMED.fullmatch(str(given))
    return match is not None and match["name"] is None


def dotted(keys: Keys) -> str:
    """Write keys as they are written in JavaScript: ``scenarios[1].levers.champions.start``."""
    written = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in keys)
    return escaped(written.removeprefix("."))


def read_study(path: Path) -> dict[str, Any]:
    """Read the file as plain data; a list is a tuple.

    Raises
    ------
    WrongInput
        If it is no JSON, says one thing twice, or is of another format.
    """
    return study_in(path, read_text(path))


def study_in(path: Path, text: str) -> dict[str, Any]:
    """Read the text of such a file, as `read_study` does."""
    place = escaped(path.name)
    try:
        data: dict[str, Any] = _plain(json.loads(text, object_pairs_hook=_once, parse_constant=_no_number))
    except json.JSONDecodeError as error:
        what = f"cannot be read as JSON ({error.msg.lower()})"
        raise WrongInput(
            Fault(f"{place}:{error.lineno}", what, "is it a file that the page saved?")
        ) from None
    except RecursionError:
        raise WrongInput(Fault(place, f"is nested more than {MOST_NESTED} deep")) from None
    except ValueError as error:
        raise WrongInput(Fault(place, str(error), "is it a file that the page saved?")) from None
    made = data.get("hubspoke") if isinstance(data, dict) else None
    if not isinstance(made, int) or isinstance(made, bool):
        raise WrongInput(Fault(place, "is no study: it says not hubspoke: 1", "give one that the page saved"))
    if made != FORMAT:
        what = f"is of format {number(made)}, and this version reads {FORMAT}"
        raise WrongInput(Fault(place, what, "save it anew with the page of this version"))
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise ValueError(f"{quoted(key)} stands twice in one place")
        data[key] = value
    return data


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a finite number")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):  # 1e999
        _no_number(str(value))
    return tuple(map(_plain, value)) if isinstance(value, list) else value


def rows_of(marks: Part, table: str) -> list[Row]:
    """Write the rows of a table as cells, so that they are checked like those of any table."""
    given = marks.data.get(table, ())
    if not isinstance(given, tuple) or not all(isinstance(each, dict) for each in given):
        marks.fault((table,), "is not a list of rows")
        return []
    if not given and table != "ties":
        marks.fault((table,), "has no rows", "write at least one row")
    columns = list(dict.fromkeys(column for row in given for column in row))
    return [
        _StudyRow(marks.place((table,)), at, {column: _cell(row.get(column)) for column in columns})
        for at, row in enumerate(given)
    ]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(map(str, value)) if isinstance(value, tuple) else str(value)
