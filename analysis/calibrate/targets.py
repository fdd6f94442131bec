"""A user's own figures: a table of what was seen where, when, and how surely.

quantity         an outcome's name, or an organisation's state with the organisation named
organisation     empty for an outcome
month            a number, or a date where the scenario names its month 0
value            in the model's unit; shares from 0 to 1
sd               how sure the figure is: its standard deviation, in the same unit
discrepancy      how near the model is held to come, as a standard deviation; may be left out
use              fit, or check: left out of the search and predicted; may be left out
note             for people; may be left out
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, get_type_hints

from pydantic import Field

from analysis.report import words
from sim.inputs.cells import read_cells
from sim.inputs.dates import date_of, dated, time_of
from sim.inputs.errors import Fault, Suggest, WrongInput, quoted, refuse, suggestions
from sim.inputs.fields import EMPTY, Declared, Name, Prose
from sim.inputs.headings import headings_of
from sim.inputs.messages import validated_rows
from sim.inputs.scenarios import Scenario
from sim.inputs.tables import Row, read_table
from sim.inputs.timing import FIRST_MONTH
from sim.inputs.workbooks import SUFFIXES
from sim.model.outcomes import OUTCOMES
from sim.model.state import OrganisationState
from sim.sampling.random_numbers import Purpose, draw, entity_key

Use = Literal["fit", "check"]
TABLES = (".csv", ".tsv", ".txt", *SUFFIXES)
# Where an outcome declares no smallest difference worth having, the model is held to a twentieth of a figure.
NEARNESS = 0.05


class Series(NamedTuple):
    """What figures are of: an outcome, or a state of an organisation (else empty)."""

    quantity: str
    organisation: str

    @property
    def title(self) -> str:
        """What it is called."""
        if not self.organisation:
            return OUTCOMES[self.quantity].title
        return f"{self.quantity.replace('_', ' ').capitalize()}, {self.organisation}"

    @property
    def unit(self) -> str:
        """Its unit."""
        return _unit_of_state(self.quantity) if self.organisation else OUTCOMES[self.quantity].unit


@dataclass(frozen=True)
class Target:
    """One figure.

    Attributes
    ----------
    place : str
        Where it stands: file and line.
    series : Series
    month : int
    value, sd, discrepancy : float
        In the unit of the series.
    use : {"fit", "check"}
    """

    place: str
    series: Series
    month: int
    value: float
    sd: float
    discrepancy: float
    use: Use = "fit"

    @property
    def variance(self) -> float:
        """Of the figure about what the model shows, chance apart."""
        return self.sd**2 + self.discrepancy**2

    def named(self, month_0: date | None = None) -> str:
        """Say what and when it is."""
        when = f" ({dated(self.month, month_0)})" if month_0 else ""
        return f"{words.lowered(self.series.title)} at month {self.month}{when}"


class TargetRow(Declared):
    """A row of the table as it is written."""

    quantity: Name = Field(description="an outcome, or a state of an organisation")
    organisation: Annotated[Name | None, EMPTY] = None
    month: Name = Field(description="a number such as 24, or a date such as Apr 2029")
    value: float = Field(description="what was seen, in the model's unit")
    sd: float = Field(ge=0, description="how sure it is: its standard deviation")
    discrepancy: Annotated[float | None, Field(ge=0), EMPTY] = None
    use: Annotated[Use | None, EMPTY] = None
    note: Prose = ""


def read_targets(path: Path, scenario: Scenario, check: float = 0.0, seed: int = 1) -> tuple[Target, ...]:
    """Read a table of figures, and check it against the scenario that is to show them.

    Parameters
    ----------
    path : Path
        .csv, .xlsx, .xls or .ods.
    scenario : Scenario
        Its organisations, horizon and month 0.
    check : float
        The share of the figures to be left out, where the table does not say which.
    seed : int
        By which those are drawn.

    Raises
    ------
    WrongInput
        With everything wrong in it.
    """
    if path.suffix.lower() not in TABLES:
        raise WrongInput(Fault(str(path), "is no table that is read here", "save it as .csv or .xlsx"))
    if not 0 <= check < 1:
        what = f"{check:g} is no share from 0 to below 1"
        raise WrongInput(Fault("--check", what, "write one such as 0.2"))
    faults: list[Fault] = []
    table = read_cells(TargetRow, read_table(path, headings_of(TargetRow, "targets")), faults, usual=".")
    rows = validated_rows(TargetRow, table, faults)
    by_what: dict[tuple[Series, int], Target] = {}
    meant = suggestions()
    for row, entry in rows:
        target = _target(row, entry, scenario, faults, meant)
        if target is not None:
            first = by_what.setdefault((target.series, target.month), target)
            if first is not target:
                faults.append(Fault(target.place, f"repeats {first.place}", "keep one of the two"))
    refuse(faults)
    found = list(by_what.values())
    if check:
        if any(entry.use is not None for _, entry in rows):
            what = "the table says in its column use which figures are left out"
            raise WrongInput(Fault("--check", what, "keep one of the two"))
        found = _some_left_out(found, check, seed)
    if all(each.use == "check" for each in found):
        raise WrongInput(Fault(path.name, "leaves no figure to fit", "write fit into use for some"))
    return tuple(found)


def _target(
    row: Row, entry: TargetRow, scenario: Scenario, faults: list[Fault], meant_by: Suggest
) -> Target | None:
    """A figure, or None where something is wrong with it, which is noted."""
    before = len(faults)
    faults += _misnamed(row, entry, scenario, meant_by)
    month = month_of(entry.month, scenario, row.place("month"), faults)
    if len(faults) > before or month is None:
        return None
    series = Series(entry.quantity, entry.organisation or "")
    if words.is_share(series.unit) and not 0 <= entry.value <= 1:
        meant = f"write {entry.value / 100:g}" if 1 < entry.value <= 100 else ""
        faults.append(Fault(row.place("value"), f"{entry.value:g} is not a share from 0 to 1", meant))
        return None
    discrepancy = _nearness(series, entry.value) if entry.discrepancy is None else entry.discrepancy
    if entry.sd == 0 and discrepancy == 0:
        meant = "write how sure it is: no run shows a figure exactly"
        faults.append(Fault(row.place("sd"), "sd and discrepancy are both 0", meant))
        return None
    return Target(row.place(), series, month, entry.value, entry.sd, discrepancy, entry.use or "fit")


def _misnamed(row: Row, entry: TargetRow, scenario: Scenario, meant_by: Suggest) -> Iterator[Fault]:
    states = OrganisationState._fields
    if entry.organisation is None:
        if entry.quantity not in OUTCOMES:
            what = f"there is no outcome {quoted(entry.quantity)}"
            meant = meant_by(entry.quantity, OUTCOMES)
            if entry.quantity in states:
                what, meant = f"{entry.quantity} is a state of an organisation", "name the organisation"
            yield Fault(row.place("quantity"), what, meant)
        return
    if entry.quantity not in states:
        what = f"organisations have no state {quoted(entry.quantity)}"
        meant = meant_by(entry.quantity, states)
        yield Fault(row.place("quantity"), what, meant)
    names = [each.name for each in scenario.network.organisations]
    if entry.organisation not in names:
        what = f"there is no organisation {quoted(entry.organisation)} in {scenario.network.name}"
        yield Fault(row.place("organisation"), what, meant_by(entry.organisation, names))


def month_of(text: str, scenario: Scenario, place: str, faults: list[Fault]) -> int | None:
    """Read a month, a number or a date; None where it is none, or none of the scenario's, which is noted."""
    there, zero = date_of(text), scenario.month_0
    if there is not None and zero is None:
        what = f"{quoted(text)} is a date, and {scenario.name} says not which month is month 0"
        faults.append(Fault(place, what, "add month_0: Apr 2027 to it, or write a number of months"))
        return None
    if there is not None and zero is not None:
        month: float = (there.year - zero.year) * 12 + there.month - zero.month
    else:
        try:
            month = float(text) if time_of(text) is None else float(time_of(text) or 0)
        except ValueError:
            month = math.nan
    if not float(month).is_integer():
        what = f"{quoted(text)} is no month"
        faults.append(Fault(place, what, "write a number such as 24, or a date such as Apr 2029"))
        return None
    if not FIRST_MONTH <= month <= scenario.horizon:
        what = f"month {month:g} is outside the run, months {FIRST_MONTH} to {scenario.horizon}"
        meant = f"give --horizon {month:g}" if month > scenario.horizon else "leave it out"
        faults.append(Fault(place, what, meant))
        return None
    return int(month)


def _nearness(series: Series, value: float) -> float:
    """How near the model is held to come where the table does not say: to what is worth telling apart."""
    outcome = OUTCOMES.get(series.quantity)
    if outcome is not None and outcome.unit == series.unit:
        return outcome.worthwhile
    return NEARNESS * abs(value)


def _some_left_out(targets: Sequence[Target], share: float, seed: int) -> list[Target]:
    """Leave out a share of the figures, drawn by what they are of."""
    keys = [entity_key("target", f"{each.series.quantity} {each.series.organisation}") for each in targets]
    drawn = [
        draw(seed, 0, each.month, key, Purpose.CALIBRATION) for each, key in zip(targets, keys, strict=True)
    ]
    count = min(len(targets) - 1, max(1, round(share * len(targets))))
    out = sorted(range(len(targets)), key=drawn.__getitem__)[:count]
    return [replace(each, use="check") if n in out else each for n, each in enumerate(targets)]


def _unit_of_state(name: str) -> str:
    said: str = get_type_hints(OrganisationState, include_extras=True)[name].__metadata__[0]
    return said.partition(",")[0]
