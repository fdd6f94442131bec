"""Places given in degrees, or in metres of a national grid, turned into the network's own kilometres."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.inputs.cells import Misread, read_number
from sim.inputs.errors import Fault, gathered, quoted
from sim.inputs.tables import Row, UnreadCell
from sim.inputs.yaml_files import Marked

RADIUS = 6371.0088  # km, the mean of the earth's
SYSTEMS = {"degrees": ("longitude", "latitude"), "metres": ("easting", "northing")}
COLUMNS = tuple(name for names in SYSTEMS.values() for name in names)


class Origin(NamedTuple):
    """Where the network's centre lies, in degrees or metres: from there its kilometres are counted."""

    system: str
    east: float
    north: float


def kilometres(origin: Origin, east: float, north: float) -> tuple[float, float]:
    """Give how far a place lies east and north of the origin, in km, to ten metres.

    Degrees are those of a sphere, along the parallel half way: within 300 km of the centre that is right to
    half a kilometre. Metres of a grid are taken as they are.

    Examples
    --------
    >>> kilometres(Origin("degrees", -1.55, 53.80), -1.08, 53.96)  # York from Leeds
    (30.81, 17.79)
    """
    if origin.system == "metres":
        return round((east - origin.east) / 1000, 2), round((north - origin.north) / 1000, 2)
    half_way = math.radians((north + origin.north) / 2)
    along = RADIUS * math.cos(half_way) * math.radians(east - origin.east)
    return round(along, 2), round(RADIUS * math.radians(north - origin.north), 2)


def origin_of(centre: Any) -> Origin | None:
    """Give the origin that a network's `centre` says, where it says it in degrees or metres."""
    for system, names in SYSTEMS.items():
        if isinstance(centre, Mapping) and set(centre) == set(names):
            east, north = (centre[name] for name in names)
            if all(isinstance(each, int | float) and not isinstance(each, bool) for each in (east, north)):
                return Origin(system, float(east), float(north))
    return None


def placed(rows: list[Row], origin: Origin | None, marks: Marked, notes: list[Fault]) -> list[Row]:
    """Give the rows of a table with x_km and y_km, where it has degrees or metres in their place."""
    head = rows[0].cells if rows else {}
    if "x_km" in head or "y_km" in head:
        return rows
    system = next((each for each, names in SYSTEMS.items() if all(name in head for name in names)), None)
    if system is None:
        return rows
    wrong: list[tuple[str, int | str, Fault]] = []
    points = [tuple(_degree(row, name, wrong) for name in SYSTEMS[system]) for row in rows]
    marks.faults.extend(gathered(wrong))
    if origin is None or origin.system != system:
        if not wrong:
            _ask_for_centre(system, points, rows[0].file, marks)
        origin = Origin(system, *points[0])
    else:
        names = " and ".join(SYSTEMS[system])
        what = f"{names} are turned into km east and north of the centre"
        notes.append(Fault(f"{rows[0].file}:{rows[0].line}", what))
    read = []
    for row, (east, north) in zip(rows, points, strict=True):
        x_km, y_km = kilometres(origin, east, north)
        unread = math.isnan(x_km) or math.isnan(y_km)  # which has been said
        kept = {name: cell for name, cell in row.cells.items() if name not in SYSTEMS[system]}
        for name, value in (("x_km", x_km), ("y_km", y_km)):
            kept[name] = UnreadCell("0") if unread else f"{value:.2f}"
        read.append(row._replace(cells=kept))
    return read


def _ask_for_centre(system: str, points: list[tuple[float, ...]], file: str, marks: Marked) -> None:
    """Say once that the centre has to be given in the same way, and where the middle of the places lies."""
    if any("the centre is not given so" in fault.what for fault in marks.faults):
        return
    digits = 3 if system == "degrees" else 0
    middle = [round(math.fsum(each) / len(points), digits) for each in zip(*points, strict=True)]
    said = ", ".join(
        f"{name}: {value:.{digits}f}" for name, value in zip(SYSTEMS[system], middle, strict=True)
    )
    what = f"{file} gives places in {' and '.join(SYSTEMS[system])}, and the centre is not given so"
    marks.fault(("centre",), what, f"write centre: {{{said}}} for the middle of them")


def _degree(row: Row, name: str, wrong: list[tuple[str, int | str, Fault]]) -> float:
    cell = row.cells[name]
    try:
        return float(read_number(cell, "."))
    except (Misread, ValueError):
        what = f"{quoted(cell)} is not a number" if cell else "is empty"
        wrong.append(
            (name, row.line, Fault(row.place(name), what, "write a number, such as 53.80 or 430000"))
        )
        return math.nan
