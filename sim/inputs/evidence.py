"""What the study says: findings, the links between things, and the patterns a model should show."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sim.inputs.errors import Fault, WrongInput, quoted, refuse, suggestion
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.tables import Row, read_table
from sim.inputs.yaml_files import read_text

_MENTIONED = re.compile(r"\b([FCS])(\d+)(?:\s*[-\u2013]\s*[FCS]?(\d+))?\b")
_HOP = re.compile(r"([a-z][a-z0-9_]*)\s*>\s*([a-z][a-z0-9_]*)\s*([-+])")
_BIB_ENTRY = re.compile(r"@(\w+)\s*\{\s*([^,\s{}]+)\s*,")
_BIB_FIELD = re.compile(r"(\w+)\s*=\s*")


class Finding(NamedTuple):
    """A statement of the study, in paraphrase; `locator` says where it stands in the study."""

    id: str
    section: str
    locator: str
    sst: str
    paraphrase: str
    direction: str
    state: str
    members: str
    order: str
    basis: str


class Hop(NamedTuple):
    """One step of a link: `source` raises (`sign` +1) or lowers (-1) `target`."""

    source: str
    target: str
    sign: int


class Link(NamedTuple):
    """A causal statement of the study; `findings` are the ids it rests on, `stated` that field as written."""

    id: str
    link: str
    sign: str
    findings: tuple[str, ...]
    stated: str
    basis: str
    hops: tuple[Hop, ...]
    note: str = ""


class Pattern(NamedTuple):
    """Something the model should show, and how far showing it would count."""

    id: str
    given: str
    output: str
    expected: str
    tied_to: tuple[str, ...]
    kind: str
    grade: str
    tautology_risk: str
    check: str = ""
    note: str = ""


class Reference(NamedTuple):
    """An entry of sources.bib; `fields` holds title, author, year, note, ... as they stand."""

    key: str
    kind: str
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Give the field `name`, or an empty text."""
        return dict(self.fields).get(name, "")


@dataclass(frozen=True)
class Evidence:
    """All of the evidence, each kind keyed by id."""

    findings: Mapping[str, Finding] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)

    def __contains__(self, source: object) -> bool:
        return source in self.findings or source in self.links or source in self.references

    @functools.cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids and keys that may be named as a source: findings, links, references."""
        return (*self.findings, *self.links, *self.references)

    @functools.cached_property
    def hop_sources(self) -> tuple[str, ...]:
        """What hops come from, each once."""
        return tuple(dict.fromkeys(hop.source for link in self.links.values() for hop in link.hops))


Thing = TypeVar("Thing", Finding, Link, Pattern)


@loaded_once
def load_evidence(folder: Path | None = None) -> Evidence:
    """Load findings, links, patterns and references.

    Parameters
    ----------
    folder : Path, optional
        Holds findings.csv, links.csv, patterns.csv and sources.bib; left out: the packaged ones.

    Raises
    ------
    WrongInput
        With everything wrong in the four files.
    """
    folder = folder or packaged("sim.model", "evidence")
    faults: list[Fault] = []
    references = _references(folder / "sources.bib", faults)
    findings = _keyed(folder / "findings.csv", Finding, "F", Finding._fields, lambda row: {}, faults)

    def of_link(row: Row) -> dict[str, Any]:
        named = _mentioned(row, "findings", {"F": findings}, faults)
        return {"findings": named, "stated": row.cells["findings"], "hops": tuple(_hops(row, faults))}

    links = _keyed(folder / "links.csv", Link, "C", _LINK_COLUMNS, of_link, faults)
    known: dict[str, Mapping[str, object]] = {"F": findings, "C": links, "S": references}

    def of_pattern(row: Row) -> dict[str, Any]:
        return {"tied_to": _mentioned(row, "tied_to", known, faults), "kind": row.cells["class"]}

    patterns = _keyed(folder / "patterns.csv", Pattern, "PM", _PATTERN_COLUMNS, of_pattern, faults)
    refuse(faults)
    return Evidence(findings, links, patterns, references)


_LINK_COLUMNS = ("id", "link", "sign", "findings", "basis", "hops")
_PATTERN_COLUMNS = ("id", "given", "output", "expected", "tied_to", "class", "grade", "tautology_risk")
_OPTIONAL_COLUMNS = ("note", "check")


def _keyed(
    path: Path,
    kind: type[Thing],
    letters: str,
    columns: tuple[str, ...],
    beside: Callable[[Row], dict[str, Any]],
    faults: list[Fault],
) -> dict[str, Thing]:
    """Read a table of things with ids such as F01, of one of these letters, keyed by id.

    Each is made of its cells and of what is `beside` them: cells in other words.
    """
    try:
        rows = read_table(path)
    except WrongInput as error:
        faults += error.faults
        return {}
    head, place = rows[0].cells, f"{path.name}:1"
    faults += [
        Fault(place, f"there is no column {quoted(name)}", suggestion(name, columns))
        for name in head
        if name not in (*columns, *_OPTIONAL_COLUMNS)
    ]
    lost = [name for name in columns if name not in head]
    faults += [Fault(place, f"column {name} is missing", "add it") for name in lost]
    things: dict[str, Thing] = {}
    lines: dict[str, int] = {}
    for row in () if lost else rows:
        key = row.cells["id"]
        if not re.fullmatch(rf"[{letters}]\d\d+", key):
            meant = f"write one such as {letters[0]}07"
            faults.append(Fault(row.place("id"), f"{quoted(key)} is not an id", meant))
        elif key in things:
            what = f"{key} stands twice, first on line {lines[key]}"
            faults.append(Fault(row.place("id"), what, "give each its own id"))
        else:
            fields = {**row.cells, **beside(row)}
            things[key] = kind(**{name: fields[name] for name in fields if name in kind._fields})
            lines[key] = row.line
    return things


def _mentioned(
    row: Row, column: str, known: Mapping[str, Mapping[str, object]], faults: list[Fault]
) -> tuple[str, ...]:
    """List the ids a cell names; F123-F125 stands for three."""
    ids: list[str] = []
    for letter, first, last in _MENTIONED.findall(row.cells[column]):
        if letter not in known:
            continue
        numbers = range(int(first), int(last or first) + 1) if len(first + last) < 10 else ()
        ids += [f"{letter}{number:02d}" for number in numbers]
        for each in ids[len(ids) - len(numbers) :]:
            if each not in known[letter]:
                meant = suggestion(each, known[letter])
                faults.append(Fault(row.place(column), f"there is no {each}", meant))
    if not ids:
        faults.append(Fault(row.place(column), "names no finding", "write at least one id, such as F71"))
    return tuple(dict.fromkeys(ids))


def _hops(row: Row, faults: list[Fault]) -> Iterator[Hop]:
    for text in row.cells["hops"].split(";"):
        match = _HOP.fullmatch(text.strip())
        if match is None:
            what = f"{quoted(text.strip())} is not a hop" if text.strip() else "a hop is empty"
            meant = "write 'source > target +' or 'source > target -', parted by ';'"
            faults.append(Fault(row.place("hops"), what, meant))
        else:
            yield Hop(match[1], match[2], 1 if match[3] == "+" else -1)


def _references(path: Path, faults: list[Fault]) -> dict[str, Reference]:
    """Read BibTeX: entries of ``name = {text}`` or ``name = "text"`` or a number."""
    try:
        text = read_text(path)
    except WrongInput as error:
        faults += error.faults
        return {}
    references: dict[str, Reference] = {}
    starts = list(_BIB_ENTRY.finditer(text))
    for match, following in zip(starts, [*starts[1:], None], strict=True):
        kind, key = match[1].lower(), match[2]
        body = text[match.end() : following.start() if following else len(text)]
        place = f"{path.name}:{text.count(chr(10), 0, match.start()) + 1}"
        if key in references:
            faults.append(Fault(place, f"{quoted(key)} stands twice", "give each entry its own key"))
        fields = _bib_fields(body)
        if fields is None:
            faults.append(Fault(place, f"the braces of {quoted(key)} do not pair", "close each one"))
        else:
            references[key] = Reference(key, kind, fields)
    return references


def _bib_fields(body: str) -> tuple[tuple[str, str], ...] | None:
    fields: list[tuple[str, str]] = []
    at = 0
    while match := _BIB_FIELD.search(body, at):
        end = _bib_value_end(body, match.end())
        if end is None:
            return None
        value = body[match.end() : end].strip().strip('"').removeprefix("{").removesuffix("}")
        fields.append((match[1].lower(), " ".join(value.split())))
        at = end
    return tuple(fields) if "}" in body[at:] else None


def _bib_value_end(body: str, start: int) -> int | None:
    depth, in_quotes = 0, False
    for at in range(start, len(body)):
        each = body[at]
        if each == '"' and depth == 0:
            in_quotes = not in_quotes
        depth += (each == "{") - (each == "}")
        if depth < 0 or (depth == 0 and not in_quotes and each == ","):
            return at
    return None
