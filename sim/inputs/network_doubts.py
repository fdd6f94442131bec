"""What is likely wrong with a network that can be read: said as warnings, refused nowhere."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from sim.inputs.errors import Fault, gathered, number, quoted
from sim.inputs.members import Locality, Organisation
from sim.inputs.tables import Row
from sim.inputs.yaml_files import Marked, read_text

USUAL_PREVALENCE = (20, 100)  # life-limited among 10,000 children; 66 in England
FARTHEST = 50.0  # km from an organisation to the nearest place that it serves
BRITAIN = (700.0, 1_000.0)  # km from west to east and from south to north, islands and all
SEAT = 5.4  # whole-time equivalents that one seat takes round the clock
DEGREES = ((-9.0, 2.5), (49.0, 61.5))  # of Britain's places, east and north

Members: TypeAlias = Sequence[tuple[Row, Organisation]]
Places: TypeAlias = Sequence[tuple[Row, Locality]]
_Doubt: TypeAlias = tuple[Row, str, str, str]

_TITLES = ("name", "title", "question", "hypothesis", "description")


def doubts_of_tables(organisations: Members, localities: Places) -> list[Fault]:
    """Say what is likely wrong with the tables of a network, each kind of it in one line.

    Parameters
    ----------
    organisations, localities : sequence of (Row, Organisation or Locality)
        Each with the row it was read from.
    """
    doubts = [
        *_odd_prevalence(localities),
        *_far_from_all(organisations, localities),
        *_more_nurses_than_staff(organisations),
        *_odd_places(localities, "localities"),
        *_odd_places(organisations, "organisations"),
        *_small_rota(organisations),
    ]
    return gathered(
        ((column, meant), row.label, Fault(row.place(column), what, meant))
        for row, column, what, meant in doubts
    )


def _odd_prevalence(localities: Places) -> Iterator[_Doubt]:
    low, high = USUAL_PREVALENCE
    for row, place in localities:
        rate = 10_000 * place.children_llc / place.children
        if not low <= rate <= high:
            what = f"{rate:,.3g} in 10,000 children have a life-limiting condition"
            yield row, "children_llc", what, f"{low} to {high} are usual, and about 66 in England"


def _far_from_all(organisations: Members, localities: Places) -> Iterator[_Doubt]:
    sites = {place.name: (place.x_km, place.y_km) for _, place in localities}
    for row, member in organisations:
        served = [sites[name] for name in (member.locality, *member.serves) if name in sites]
        far = min((math.dist((member.x_km, member.y_km), each) for each in served), default=0.0)
        if far > FARTHEST:
            what = f"it lies {far:,.0f} km from the nearest place that it serves"
            yield row, "x_km", what, "count both tables from the same point, in km"


def _more_nurses_than_staff(organisations: Members) -> Iterator[_Doubt]:
    for row, member in organisations:
        if member.nurse_posts > member.staff_nursing:
            posts, staff = number(member.nurse_posts), member.staff_nursing
            what = f"{posts} nurses' posts are filled, by {staff} nursing staff"
            yield row, "nurse_posts", what, "count all its nurses, as people, in staff_nursing"


def _odd_places(rows: Members | Places, kind: str) -> Iterator[_Doubt]:
    if len(rows) < 2:
        return
    row = rows[0][0]
    east, north = [each.x_km for _, each in rows], [each.y_km for _, each in rows]
    for column, values, way, most in (
        ("x_km", east, "from west to east", BRITAIN[0]),
        ("y_km", north, "from south to north", BRITAIN[1]),
    ):
        wide = max(values) - min(values)
        if wide > most:
            meant = f"Britain has {number(most)}: are they in km?"
            yield row, column, f"the {kind} lie {wide:,.0f} km apart {way}", meant
    for first, second in ((east, north), (north, east)):
        if all(DEGREES[0][0] <= each <= DEGREES[0][1] for each in first) and all(
            DEGREES[1][0] <= each <= DEGREES[1][1] for each in second
        ):
            what = f"the {kind} lie within a few km, where degrees of Britain would put them"
            yield row, "x_km", what, "name such columns longitude and latitude"


def _small_rota(organisations: Members) -> Iterator[_Doubt]:
    posts = math.fsum(member.nurse_posts for _, member in organisations)
    if organisations and posts < SEAT:
        what = f"all members together have {number(round(posts, 2))} nurses' posts filled"
        meant = f"one seat staffed round the clock takes {SEAT}: are they whole-time equivalents?"
        yield organisations[0][0], "nurse_posts", what, meant


def doubts_of_file(marks: Marked) -> Iterator[Fault]:
    """Say which titles and questions YAML has cut short at a #, which begins a comment."""
    lines = read_text(marks.path).splitlines()
    for keys, written in marks.written.items():
        line = marks.lines.get(keys, 0)
        if keys[-1:] and keys[-1] in _TITLES and 0 < line <= len(lines):
            cut = re.search(rf"{re.escape(written)}\s+(#[^\s#].*)$", lines[line - 1]) if written else None
            if cut is not None:
                what = f"{keys[-1]} is read as {quoted(written)}, as {quoted(cut[1])} is a comment"
                yield Fault(marks.place(keys), what, "put the whole text in quotes")
