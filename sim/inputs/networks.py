"""Networks: a folder of tables and facts, read and checked as a whole."""

import hashlib
import json
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from sim.inputs.cells import read_cells, words
from sim.inputs.errors import (
    Fault,
    Suggest,
    WrongInput,
    escaped,
    gathered,
    nearest,
    quoted,
    shortened,
    suggestion,
    suggestions,
)
from sim.inputs.evidence import load_evidence
from sim.inputs.fields import Declared, Name, Prose, Slug, Words, alike
from sim.inputs.frozen_map import Frozen
from sim.inputs.graphs import SUFFIXES as GRAPHS
from sim.inputs.graphs import read_graph
from sim.inputs.headings import headings_of
from sim.inputs.members import LEVELS, Centre, FixedTie, Locality, NetworkFacts, Organisation, Sourced, Tie
from sim.inputs.messages import validated, validated_rows
from sim.inputs.network_doubts import doubts_of_file, doubts_of_tables
from sim.inputs.packaged import packaged
from sim.inputs.paths import exists, inside, is_folder
from sim.inputs.places import Origin, origin_of, placed
from sim.inputs.study_files import Part, is_study, read_study, rows_of
from sim.inputs.tables import NamedRow, Row, UnreadCell, read_table
from sim.inputs.yaml_files import Marked, digest_of_file, read_yaml

SHIPPED = packaged("scenarios")

MOST_COMMAS = 3  # within the name of a locality
_ROWS: dict[str, type[Declared]] = {"organisations": Organisation, "localities": Locality, "ties": Tie}


class _Files(Declared):
    organisations: Name = "organisations.csv"
    localities: Name = "localities.csv"
    ties: Name | None = None


class _NetworkFile(Declared):
    name: Slug = Field(description="a short name such as my-network")
    title: Name = Field(description="the network's name for people")
    description: Prose = ""
    centre: Centre = Field(description="{x_km: 0, y_km: 0}")
    files: _Files = _Files()
    facts: NetworkFacts = Field(description="funding, leaders and others, each with value and source")
    columns: Frozen[Sourced] = Frozen()
    headline_outcomes: Words = ()


class Network(Declared):
    """A network, checked: every name in it is known, every spoke has a hub, every locality children.

    Attributes
    ----------
    name, title, description : str
        Short name, and what people call it.
    centre : Centre
        Where the region's centre lies, in km.
    facts : NetworkFacts
        Each with ``.value`` and ``.source``.
    organisations, localities, ties : tuple
        In the order of the tables.
    columns : mapping of str to Sourced
        Where the columns of the tables come from.
    headline_outcomes : tuple of str
        The outcomes that answers about it are given in, the most important first; empty: the usual ones.
    folder : Path
        Where it was read from.
    digests : mapping of str to str
        SHA-256 of each file read, by its name within the folder.
    fixed_ties : tuple
        Where there are any, all that are tied or may come to be, in place of what hubs, places and `ties`
        make of it; no file has them.
    notes : tuple of Fault
        What of its files was read as something else, or not at all.
    """

    name: str
    title: str
    description: str
    centre: Centre
    facts: NetworkFacts
    organisations: tuple[Organisation, ...]
    localities: tuple[Locality, ...]
    ties: tuple[Tie, ...]
    columns: Frozen[Sourced]
    folder: Path
    digests: Frozen[str]
    fixed_ties: tuple[FixedTie, ...] = ()
    headline_outcomes: tuple[str, ...] = ()
    notes: tuple[Fault, ...] = ()

    def __repr__(self) -> str:
        members, places = len(self.organisations), len(self.localities)
        return escaped(f"Network {self.name}: {members} organisations, {places} localities")

    __str__ = __repr__

    @property
    def hubs(self) -> tuple[Organisation, ...]:
        """The organisations that are hubs."""
        return tuple(each for each in self.organisations if each.role == "hub")

    @property
    def spokes(self) -> tuple[Organisation, ...]:
        """The organisations that are spokes."""
        return tuple(each for each in self.organisations if each.role == "spoke")

    def canonical(self) -> dict[str, Any]:
        """Give all that changes a result, as plain data: no titles, notes or sources."""
        return {
            "centre": self.centre.model_dump(),
            "facts": {name: fact.value for name, fact in self.facts if fact is not None},
            "organisations": [
                each.model_dump(exclude={"note", *_unknown(each)}) for each in self.organisations
            ],
            "localities": [each.model_dump(exclude={"note"}) for each in self.localities],
            "ties": [each.model_dump(exclude={"note"}) for each in self.ties],
            **({"fixed_ties": [each.model_dump() for each in self.fixed_ties]} if self.fixed_ties else {}),
        }

    def with_facts(self, values: Mapping[str, float]) -> "Network":
        """Give the network with other values of some facts, which are then assumptions."""
        if not values:
            return self
        changed = {
            name: {"value": int(value) if name == "leaders" else value, "source": ("assumption",)}
            for name, value in values.items()
        }
        facts = NetworkFacts.model_validate({**self.facts.model_dump(exclude_none=True), **changed})
        return self.model_copy(update={"facts": facts})

    def digest(self) -> str:
        """Give a SHA-256 of all that changes a result; the same on every platform."""
        return digest_of(self.canonical())


def _unknown(organisation: Organisation) -> Iterator[str]:
    """The levels that nobody has measured, without which a network is what it was before there were any."""
    return (name for name in LEVELS if getattr(organisation, name) is None)


def digest_of(data: Any) -> str:
    """Give the SHA-256, in hexadecimal, of plain data: the same on every platform and under every Python."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def shipped_networks() -> tuple[str, ...]:
    """Name the networks that come with the package."""
    return tuple(sorted(each.parent.name for each in SHIPPED.glob("*/network.yaml")))


def load_network(name_or_path: str | Path) -> Network:
    """Load a network.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a shipped network, a network's folder, or the network.yaml in it.

    Raises
    ------
    WrongInput
        With everything wrong in its files.

    Examples
    --------
    >>> region = load_network("study-region")
    >>> len(region.organisations), len(region.localities)
    (26, 13)
    """
    if isinstance(name_or_path, str) and name_or_path in shipped_networks():
        return read_network(SHIPPED / name_or_path)
    path = Path(name_or_path)
    if not exists(path) and path.name == str(name_or_path):
        meant = suggestion(path.name, shipped_networks())
        raise WrongInput(Fault(escaped(str(path)), "there is no network or folder of this name", meant))
    return read_network(path)


def read_network(path: str | Path) -> Network:
    """Load the network in the folder `path`, or described by the file `path`, which may be a study."""
    path = Path(path)
    if is_study(path):
        return network_of_study(path, read_study(path))
    marks = read_yaml(path / "network.yaml" if is_folder(path) else path)
    origin = origin_of(marks.data.get("centre"))
    data = marks.data if origin is None else {**marks.data, "centre": {"x_km": 0, "y_km": 0}}
    described = _described(data, marks)
    notes: list[Fault] = []
    tables = _tables(marks, _Files() if described is None else described.files, origin, notes)
    parts = checked_parts(tables, marks.faults, notes)
    if described is not None:
        _check_names(described, marks)
    if marks.faults or described is None:
        raise WrongInput(*marks.faults)
    notes += doubts_of_file(marks)
    digests = Frozen({each.name: digest_of_file(each) for each in (marks.path, *tables.paths)})
    return Network(**_said(described), **parts, folder=marks.path.parent, digests=digests, notes=tuple(notes))


def network_of_study(path: Path, study: Mapping[str, Any]) -> Network:
    """Give the network of a study, as `read_study` gives that.

    Raises
    ------
    WrongInput
        With everything wrong in it, each by the keys that lead there: ``network.organisations[3].role``.
    """
    data = study.get("network")
    marks = Part.of(path, data, "network")
    if not isinstance(data, dict):
        marks.fault((), "is missing" if data is None else "is not made of keys and values")
        raise WrongInput(*marks.faults)
    described = _described({key: value for key, value in data.items() if key not in _ROWS}, marks)
    notes: list[Fault] = []
    parts = checked_parts(
        Tables(**{table: rows_of(marks, table) for table in _ROWS}, paths=[]), marks.faults, notes
    )
    if described is not None:
        _check_names(described, marks)
    if marks.faults or described is None:
        raise WrongInput(*marks.faults)
    digests = Frozen({path.name: digest_of_file(path)})
    return Network(**_said(described), **parts, folder=path.parent, digests=digests, notes=tuple(notes))


def _described(data: Any, marks: Marked) -> _NetworkFile | None:
    return validated(_NetworkFile, data, marks, context={"evidence": load_evidence()})


def _said(described: _NetworkFile) -> dict[str, Any]:
    return {name: value for name, value in described if name != "files"}


def _check_names(described: _NetworkFile, marks: Marked) -> None:
    _check_columns(described, marks)
    _check_headlines(described, marks)


class Tables(NamedTuple):
    """The tables of a network, row by row as written, and the files that they were read from."""

    organisations: list[Row]
    localities: list[Row]
    ties: list[Row]
    paths: list[Path]


def _tables(marks: Marked, files: _Files, origin: Origin | None, notes: list[Fault]) -> Tables:
    folder, tables = marks.path.parent, Tables([], [], [], [])
    names = {**dict(files), "ties": files.ties or ("ties.csv" if exists(folder / "ties.csv") else None)}
    for kind, name in names.items():
        if name is None:
            continue
        try:
            path = inside(folder, name, marks.place(("files", kind)))
            model: type[Declared] = _ROWS[kind]
            if kind == "ties" and path.suffix.lower() in GRAPHS:
                rows = read_graph(path)
            else:
                rows = read_table(path, headings_of(model, kind), notes)
            if kind == "ties" and not {"weight", nearest("weight", rows[0].cells)} & set(rows[0].cells):
                rows = [row._replace(cells={**row.cells, "weight": "1"}) for row in rows]
                notes.append(Fault(path.name, "no weights are given: each tie is read as 1, the strongest"))
            rows = placed(list(_without_totals(rows, notes)), origin, marks, notes)
            getattr(tables, kind).extend(read_cells(model, rows, marks.faults, notes))
            if path not in tables.paths:
                tables.paths.append(path)
        except WrongInput as error:
            marks.faults.extend(error.faults)
    _name_alike(tables)
    return tables


def _without_totals(rows: list[Row], notes: list[Fault]) -> Iterator[Row]:
    """Leave out rows that add up others, and remarks that stand apart under the table."""
    last = max((at for at, row in enumerate(rows) if sum(map(bool, row.cells.values())) > 1), default=-1)
    apart = 0 <= last < len(rows) - 1 and rows[last + 1].line > rows[last].line + 1
    for at, row in enumerate(rows):
        name = row.cells.get("name", "")
        if alike(name.rstrip(":")) in words().totals or (apart and at > last and name):
            notes.append(Fault(row.place(), f"the row {quoted(name)} is not read"))
        else:
            yield row


def _name_alike(tables: Tables) -> None:
    """Write names that differ by capitals, blanks or curls as the table does that is theirs."""
    members = {alike(name): name for name in reversed(_names(tables.organisations))}
    places = {alike(name): name for name in reversed(_names(tables.localities))}
    for rows, columns, known in (
        (tables.organisations, ("hub",), members),
        (tables.organisations, ("locality",), places),
        (tables.ties, ("from", "to"), members),
    ):
        for row in rows:
            for column in columns:
                if column in row.cells:
                    row.cells[column] = known.get(alike(row.cells[column]), row.cells[column])
    for row in tables.organisations:
        if row.cells.get("serves") and not isinstance(row.cells["serves"], UnreadCell):
            row.cells["serves"] = "|".join(_parted(row.cells["serves"], places))


def _parted(text: str, places: Mapping[str, str]) -> list[str]:
    """Part a list of localities at |, at semicolons or, but within the name of one, at commas."""
    separator = next((each for each in ("|", ";", "\n") if each in text), ",")
    parts = [part.strip() for part in text.split(separator)]
    named: list[str] = []
    at = 0
    while at < len(parts):
        joined = (f"{separator} ".join(parts[at:end]) for end in range(at + MOST_COMMAS + 1, at, -1))
        name = next((each for each in joined if alike(each) in places), parts[at])
        named.append(places.get(alike(name), name))
        at += name.count(separator) + 1
    return [name for name in named if name]


def checked_parts(tables: Tables, faults: list[Fault], notes: list[Fault] | None = None) -> dict[str, Any]:
    """Check every row by itself, then the names that rows give each other."""
    localities = validated_rows(Locality, tables.localities, faults, notes)
    organisations = validated_rows(Organisation, tables.organisations, faults, notes)
    ties = validated_rows(Tie, tables.ties, faults, notes)
    # Names are looked up as written, wrong rows and all, so that one mistake is said once.
    places = _names(tables.localities)
    members = _names(tables.organisations)
    named = [row for row in tables.organisations if row.cells.get("name")]
    hubs = [row.cells["name"] for row in named if row.cells.get("role") == "hub"]
    faults += _twice(tables.localities, "localities")
    faults += _twice(tables.organisations, "organisations")
    if named and "role" in named[0].cells and not hubs:
        place = tables.organisations[0].file
        faults.append(Fault(place, "no organisation is a hub", "give one the role hub"))
    strange: list[tuple[Hashable, int | str, Fault]] = []
    meant = suggestions()
    for row in tables.organisations:
        strange += _strange(row, _hub_faults(row, hubs, members, meant) if hubs else ())
        strange += _strange(row, _locality_faults(row, places, meant) if places else ())
    for row in tables.ties:
        strange += _strange(row, _end_faults(row, members, meant) if members else ())
    faults += gathered(strange)
    faults += _twice_tied(ties)
    if notes is not None and not faults:
        notes[:0] = doubts_of_tables(organisations, localities)
    return {
        "organisations": tuple(_with_own_locality(each) for _, each in organisations),
        "localities": tuple(each for _, each in localities),
        "ties": tuple(each for _, each in ties),
    }


def _strange(row: Row, faults: Iterable[Fault]) -> Iterator[tuple[Hashable, int | str, Fault]]:
    """Names that are not known, each with what it shares with the same in other rows."""
    for fault in faults:
        column = fault.place.rpartition(", column ")[2]
        if not isinstance(row.cells.get(column), UnreadCell):
            alone = row.label if isinstance(row, NamedRow) else None  # so that each name can be found
            yield (column, fault.what, alone), row.label, fault


def _names(rows: list[Row]) -> dict[str, None]:
    """The names in a table, in its order; a dictionary, as each row looks names up."""
    return dict.fromkeys(row.cells["name"] for row in rows if row.cells.get("name"))


def _twice(rows: list[Row], kind: str) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for row in rows:
        name = row.cells.get("name", "")
        same = alike(name)
        if same and same in first:
            where = f", the first{first[same]}" if first[same] else ""
            what = f"two {kind} have the name {quoted(name)}{where}"
            yield Fault(row.place("name"), what, "give each its own name")
        first.setdefault(same, row.where)


def _hub_faults(row: Row, hubs: list[str], members: Collection[str], meant: Suggest) -> Iterator[Fault]:
    place, role, hub = row.place("hub"), row.cells.get("role"), row.cells.get("hub")
    if hub is None:
        return
    if role == "hub" and hub:
        yield Fault(place, f"a hub attaches to no hub, and {quoted(hub)} is given", "leave the cell empty")
    elif role == "spoke" and not hub:
        yield Fault(place, "the spoke has no hub", f"name one, such as {shortened(hubs[0])}")
    elif role == "spoke" and hub not in hubs:
        what = f"{quoted(hub)} is a spoke" if hub in members else f"there is no hub {quoted(hub)}"
        yield Fault(place, what, meant(hub, hubs))


def _locality_faults(row: Row, places: Collection[str], meant: Suggest) -> Iterator[Fault]:
    served = [name.strip() for name in row.cells.get("serves", "").split("|") if name.strip()]
    home = row.cells.get("locality", "")
    for column, name in (("locality", home), *(("serves", name) for name in dict.fromkeys(served))):
        if name and name not in places:
            yield Fault(row.place(column), f"there is no locality {quoted(name)}", meant(name, places))
    for name in dict.fromkeys(served):
        if served.count(name) > 1:
            yield Fault(row.place("serves"), f"{quoted(name)} stands twice", "name it once")


def _end_faults(row: Row, members: Collection[str], meant: Suggest) -> Iterator[Fault]:
    for column in ("from", "to"):
        name = row.cells.get(column)
        if name and name not in members:
            what = f"there is no organisation {quoted(name)}"
            yield Fault(row.place(column), what, meant(name, members))


def _twice_tied(ties: list[tuple[Row, Tie]]) -> Iterator[Fault]:
    first: dict[tuple[str, ...], str] = {}
    for row, tie in ties:
        ends = tuple(sorted({tie.start, tie.to}))
        if len(ends) == 1:
            yield Fault(row.place("to"), f"{quoted(tie.to)} is tied to itself", "name another organisation")
        if ends in first:
            what = f"the two are tied{first[ends]} already, and a tie runs both ways"
            yield Fault(row.place(), what, "keep one of the two")
        first.setdefault(ends, row.where)


def _with_own_locality(organisation: Organisation) -> Organisation:
    if organisation.serves:
        return organisation
    return organisation.model_copy(update={"serves": (organisation.locality,)})


def _check_headlines(described: _NetworkFile, marks: Marked) -> None:
    known = [row.cells["name"] for row in read_table(packaged("sim.model", "outcomes.csv"))]
    for place, name in enumerate(named := described.headline_outcomes):
        keys = ("headline_outcomes", place)
        if name not in known:
            marks.fault(keys, f"there is no outcome {quoted(name)}", suggestion(name, known))
        elif name in named[:place]:
            marks.fault(keys, f"{name} stands twice", "give it once")


def _check_columns(described: _NetworkFile, marks: Marked) -> None:
    known = [*Organisation.by_key(), *Locality.by_key(), *Tie.by_key()]
    for name in described.columns:
        if name not in known:
            marks.fault(("columns", name), f"there is no column {quoted(name)}", suggestion(name, known))
