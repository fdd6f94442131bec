"""Networks changed in Python: other ties, other organisations, checked as if read from files."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.inputs.errors import Fault, nearest, quoted, refuse, suggestion
from sim.inputs.fields import Declared
from sim.inputs.members import Organisation
from sim.inputs.networks import Network, Tables, checked_parts
from sim.inputs.tables import NamedRow, Row


def with_ties(network: Network, weights: Mapping[Any, Any], place: str) -> Network:
    """Declare ties, by the names of both ends, in place of what was declared between them; 0: none.

    Raises
    ------
    WrongInput
        If an organisation or a weight cannot be; `place` is named.
    """
    tables = _tables(network, place)
    ties = {frozenset((row.cells["from"], row.cells["to"])): row for row in tables.ties}
    for ends, weight in weights.items():
        if not isinstance(ends, tuple) or len(ends) != 2:
            what = f"{quoted(ends)} does not name both ends of a tie"
            refuse([Fault(place, what, "write {('one', 'other'): 0.5}")])
        cells = {"from": str(ends[0]), "to": str(ends[1]), "weight": _cell(weight), "note": ""}
        ties[frozenset(ends)] = NamedRow(place, len(ties), cells)
    rebuilt = _rebuilt(network, tables._replace(ties=list(ties.values())))
    return rebuilt.model_copy(update={"ties": tuple(each for each in rebuilt.ties if each.weight > 0.0)})


def with_organisation(network: Network, name: str, columns: Mapping[str, Any], place: str) -> Network:
    """Change columns of an organisation, or add one of which all needed columns are given.

    Raises
    ------
    WrongInput
        If the network could not be so; `place` is named.
    """
    tables, known = _tables(network, place), Organisation.by_key()
    rows = {row.cells["name"]: row for row in tables.organisations}
    refuse(
        Fault(f"{place}: {name}", f"there is no column {quoted(column)}", suggestion(column, known))
        for column in columns
        if column not in known
    )
    written = {column: _cell(value) for column, value in columns.items()}
    if name in rows:
        before = rows[name].cells
        if before["serves"] == before["locality"]:
            written = {"serves": "", **written}  # Where it serves its own place only, it goes on to do so.
        rows[name] = rows[name]._replace(cells={**before, **written})
    else:
        lacking = [key for key, field in known.items() if field.is_required() and key not in columns]
        lacking = [key for key in lacking if key not in ("name", "hub")]
        if lacking:
            near = nearest(name, rows)
            meant = f"did you mean {near}?" if near else f"to add it, give its {', '.join(lacking)}"
            refuse([Fault(place, f"there is no organisation {quoted(name)}", meant)])
        rows[name] = NamedRow(place, len(rows), {**dict.fromkeys(known, ""), **written, "name": name})
    return _rebuilt(network, tables._replace(organisations=list(rows.values())))


def without_organisation(network: Network, name: str, place: str) -> Network:
    """Take an organisation away, with its declared ties.

    Raises
    ------
    WrongInput
        If there is none of this name, or the network could not be without it; `place` is named.
    """
    tables = _tables(network, place)
    left = [row for row in tables.organisations if row.cells["name"] != name]
    if len(left) == len(tables.organisations):
        names = [each.name for each in network.organisations]
        refuse([Fault(place, f"there is no organisation {quoted(name)}", suggestion(name, names))])
    ties = [row for row in tables.ties if name not in (row.cells["from"], row.cells["to"])]
    return _rebuilt(network, tables._replace(organisations=left, ties=ties))


def _tables(network: Network, place: str) -> Tables:
    """Write a network's tables out again."""
    organisations, localities, ties = (
        _rows(each, place) for each in (network.organisations, network.localities, network.ties)
    )
    return Tables(organisations, localities, ties, paths=[])


def _rows(things: Sequence[Declared], place: str) -> list[Row]:
    return [
        NamedRow(place, number, {key: _cell(value) for key, value in each.model_dump(by_alias=True).items()})
        for number, each in enumerate(things)
    ]


def _cell(value: Any) -> str:
    """Write a value as the cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(value) if isinstance(value, tuple) else str(value)


def _rebuilt(network: Network, tables: Tables) -> Network:
    faults: list[Fault] = []
    parts = checked_parts(tables, faults)
    refuse(faults)
    return network.model_copy(update=parts)
