"""Networks: a folder of tables and facts, read and checked as a whole."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import Field

from sim.inputs.errors import Fault, WrongInput, escaped, quoted, shortened, suggestion
from sim.inputs.evidence import load_evidence
from sim.inputs.fields import Declared, Name, Prose, Slug
from sim.inputs.frozen_map import Frozen
from sim.inputs.members import Centre, Locality, NetworkFacts, Organisation, Sourced, Tie
from sim.inputs.messages import headings, validated, validated_row
from sim.inputs.packaged import packaged
from sim.inputs.paths import exists, inside, is_folder
from sim.inputs.tables import Row, read_table
from sim.inputs.yaml_files import Marked, digest_of_file, read_yaml

SHIPPED = packaged("scenarios")


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
    folder : Path
        Where it was read from.
    digests : mapping of str to str
        SHA-256 of each file read, by its name within the folder.
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
            "organisations": [each.model_dump(exclude={"note"}) for each in self.organisations],
            "localities": [each.model_dump(exclude={"note"}) for each in self.localities],
            "ties": [each.model_dump(exclude={"note"}) for each in self.ties],
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
    """
    if isinstance(name_or_path, str) and name_or_path in shipped_networks():
        return read_network(SHIPPED / name_or_path)
    path = Path(name_or_path)
    if not exists(path) and path.name == str(name_or_path):
        meant = suggestion(path.name, shipped_networks())
        raise WrongInput(Fault(escaped(str(path)), "there is no network or folder of this name", meant))
    return read_network(path)


def read_network(path: Path) -> Network:
    """Load the network in the folder `path`, or described by the file `path`."""
    path = path / "network.yaml" if is_folder(path) else path
    marks = read_yaml(path)
    faults: list[Fault] = []
    described = validated(_NetworkFile, marks.data, marks, (), faults, {"evidence": load_evidence()})
    tables = _tables(marks, _Files() if described is None else described.files, faults)
    parts = _parts(tables, faults)
    if described is not None:
        _check_columns(described, marks, faults)
    if faults or described is None:
        raise WrongInput(*faults)
    return Network(
        name=described.name,
        title=described.title,
        description=described.description,
        centre=described.centre,
        facts=described.facts,
        **parts._asdict(),
        columns=described.columns,
        folder=path.parent,
        digests=Frozen({each.name: digest_of_file(each) for each in (path, *tables.paths)}),
    )


class _Tables(NamedTuple):
    organisations: list[Row]
    localities: list[Row]
    ties: list[Row]
    paths: list[Path]


class _Parts(NamedTuple):
    organisations: tuple[Organisation, ...]
    localities: tuple[Locality, ...]
    ties: tuple[Tie, ...]


def _tables(marks: Marked, names: _Files, faults: list[Fault]) -> _Tables:
    folder = marks.path.parent
    ties = names.ties or ("ties.csv" if exists(folder / "ties.csv") else None)
    rows: dict[str, list[Row]] = {"organisations": [], "localities": [], "ties": []}
    paths: list[Path] = []
    for kind, name in (
        ("organisations", names.organisations),
        ("localities", names.localities),
        ("ties", ties),
    ):
        if name is None:
            continue
        try:
            path = inside(folder, name, marks.place(("files", kind)))
            rows[kind] = read_table(path)
            paths.append(path)
        except WrongInput as error:
            faults += error.faults
    return _Tables(**rows, paths=paths)


Part = TypeVar("Part", Organisation, Locality, Tie)


def _parts(tables: _Tables, faults: list[Fault]) -> _Parts:
    """Check every row by itself, then the names that rows give each other."""
    localities = _checked(Locality, tables.localities, faults)
    organisations = _checked(Organisation, tables.organisations, faults)
    ties = _checked(Tie, tables.ties, faults)
    # Names are looked up as written, wrong rows and all, so that one mistake is said once.
    places = _names(tables.localities)
    members = _names(tables.organisations)
    hubs = [row.cells["name"] for row in tables.organisations if row.cells.get("role") == "hub"]
    faults += _twice(tables.localities, "localities")
    faults += _twice(tables.organisations, "organisations")
    if tables.organisations and not hubs:
        place = tables.organisations[0].file
        faults.append(Fault(place, "no organisation is a hub", "give one the role hub"))
    for row in tables.organisations:
        faults += _hub_faults(row, hubs, members) if hubs else ()
        faults += _locality_faults(row, places) if places else ()
    for row in tables.ties:
        faults += _end_faults(row, members) if members else ()
    faults += _twice_tied(ties)
    return _Parts(
        tuple(_with_own_locality(each) for _, each in organisations),
        tuple(each for _, each in localities),
        tuple(each for _, each in ties),
    )


def _checked(model: type[Part], rows: list[Row], faults: list[Fault]) -> list[tuple[Row, Part]]:
    rows = headings(model, rows, faults) if rows else []
    checked = ((row, validated_row(model, row, faults)) for row in rows)
    return [(row, part) for row, part in checked if part is not None]


def _names(rows: list[Row]) -> dict[str, None]:
    """The names in a table, in its order; a dictionary, as each row looks names up."""
    return dict.fromkeys(row.cells["name"] for row in rows if row.cells.get("name"))


def _twice(rows: list[Row], kind: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        name = row.cells.get("name", "")
        # Capitals and doubled blanks do not make another organisation.
        same = " ".join(name.split()).casefold()
        if same and same in first:
            what = f"two {kind} have the name {quoted(name)}, the first on line {first[same]}"
            yield Fault(row.place("name"), what, "give each its own name")
        first.setdefault(same, row.line)


def _hub_faults(row: Row, hubs: list[str], members: Collection[str]) -> Iterator[Fault]:
    place, role, hub = row.place("hub"), row.cells.get("role"), row.cells.get("hub")
    if hub is None:
        return
    if role == "hub" and hub:
        yield Fault(place, f"a hub attaches to no hub, and {quoted(hub)} is given", "leave the cell empty")
    elif role == "spoke" and not hub:
        yield Fault(place, "the spoke has no hub", f"name one, such as {shortened(hubs[0])}")
    elif role == "spoke" and hub not in hubs:
        what = f"{quoted(hub)} is a spoke" if hub in members else f"there is no hub {quoted(hub)}"
        yield Fault(place, what, suggestion(hub, hubs))


def _locality_faults(row: Row, places: Collection[str]) -> Iterator[Fault]:
    served = [name.strip() for name in row.cells.get("serves", "").split("|") if name.strip()]
    named = [
        ("locality", row.cells.get("locality", "")),
        *(("serves", name) for name in dict.fromkeys(served)),
    ]
    for column, name in named:
        if name and name not in places:
            yield Fault(row.place(column), f"there is no locality {quoted(name)}", suggestion(name, places))
    for name in dict.fromkeys(served):
        if served.count(name) > 1:
            yield Fault(row.place("serves"), f"{quoted(name)} stands twice", "name it once")


def _end_faults(row: Row, members: Collection[str]) -> Iterator[Fault]:
    for column in ("from", "to"):
        name = row.cells.get(column)
        if name and name not in members:
            yield Fault(
                row.place(column), f"there is no organisation {quoted(name)}", suggestion(name, members)
            )


def _twice_tied(ties: list[tuple[Row, Tie]]) -> Iterator[Fault]:
    first: dict[frozenset[str], int] = {}
    for row, tie in ties:
        ends = frozenset((tie.start, tie.to))
        if len(ends) == 1:
            yield Fault(row.place("to"), f"{quoted(tie.to)} is tied to itself", "name another organisation")
        if ends in first:
            what = f"the two are tied on line {first[ends]} already, and a tie runs both ways"
            yield Fault(row.place(), what, "keep one of the two")
        first.setdefault(ends, row.line)


def _with_own_locality(organisation: Organisation) -> Organisation:
    if organisation.serves:
        return organisation
    return organisation.model_copy(update={"serves": (organisation.locality,)})


def _check_columns(described: _NetworkFile, marks: Marked, faults: list[Fault]) -> None:
    known = [
        field.alias or name
        for model in (Organisation, Locality, Tie)
        for name, field in model.model_fields.items()
    ]
    for name in described.columns:
        if name not in known:
            place = marks.place(("columns", name))
            faults.append(Fault(place, f"there is no column {quoted(name)}", suggestion(name, known)))
