"""Headings of tables as people write them, and the columns that they stand for."""

import functools
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.inputs.fields import Declared, Prose, Words
from sim.inputs.packaged import packaged
from sim.inputs.yaml_files import read_yaml

_SIGNS = re.compile(r"[^0-9a-z]+")


class Column(Declared):
    """A column of a network's tables: what it says, and what else people call it."""

    note: Prose
    also: Words = ()


class Headings(NamedTuple):
    """The columns that a table may have.

    Attributes
    ----------
    names : mapping of str to str
        Columns by their plain names, as `plain` makes them.
    also : mapping of str to str
        Columns by what else they are called.
    either : mapping of str to tuple of str
        What may be one column or another.
    needed : tuple of str
        Those that every table has.
    """

    names: Mapping[str, str]
    also: Mapping[str, str]
    either: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]

    def column(self, heading: str) -> str | None:
        """Find the column that a heading stands for."""
        return self.names.get(name := plain(heading)) or self.also.get(name)


def plain(heading: str) -> str:
    """Give a heading without capitals and signs: ``"X (km)"`` and ``"x_km"`` are ``"x km"``."""
    return _SIGNS.sub(" ", heading.casefold()).strip()


@functools.cache
def columns_of(kind: str) -> dict[str, Column]:
    """Read what is said of the columns of a kind of table: organisations, localities, ties; or of places."""
    return {name: Column.model_validate(entry) for name, entry in _columns_file()[kind].items()}


@functools.cache
def _columns_file() -> dict[str, Any]:
    return read_yaml(packaged("sim.inputs", "columns.yaml")).data


@functools.cache
def headings_of(model: type[Declared], kind: str) -> Headings:
    """Give the headings that the table of a kind may have, whose rows are of `model`."""
    fields = model.by_key()
    described = columns_of(kind) | (columns_of("places") if "x_km" in fields else {})
    return Headings(
        {plain(name): name for name in fields},
        {plain(other): name for name, each in described.items() for other in each.also},
        {name: columns for name, columns in _columns_file()["either"].items() if columns[0] in fields},
        tuple(name for name, field in fields.items() if field.is_required()),
    )
