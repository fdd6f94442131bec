"""From what a caller writes for `parameters` to a source of parameter sets: a name that ships, or own files.

my-sets/              a folder that `mcn calibrate` filled: the sets that it kept
my-sets.csv, .xlsx    a table of sets: a column for each parameter, a row for each set; `set` numbers them
my-priors.yaml        priors with another range or shape, and priors that hang together
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, get_args

import numpy as np
from pydantic import AfterValidator, Field

from sim.inputs.cells import Misread, decimal_mark, read_number
from sim.inputs.errors import Fault, WrongInput, escaped, number, quoted, refuse, suggestion, suggestions
from sim.inputs.evidence import load_evidence
from sim.inputs.fields import Declared, Prose, Words, wrong
from sim.inputs.levers import all_parameters
from sim.inputs.messages import validated
from sim.inputs.overrides import misfit
from sim.inputs.parameters import Parameter
from sim.inputs.quantiles import Shape
from sim.inputs.tables import read_table
from sim.inputs.workbooks import SUFFIXES
from sim.inputs.yaml_files import Marked, read_yaml
from sim.sampling.own import OwnPriors, OwnSets, OwnSource

Shipped = Literal["prior", "central", "accepted"]
ParameterSource: TypeAlias = Shipped | OwnSource

SHIPPED: tuple[str, ...] = get_args(Shipped)
SET = "set"
MOST_NUMBER = 2**53  # of a set: beyond it, floats skip whole numbers
MANIFEST, KEPT = "manifest.json", "data/sets.parquet"
MEANT = "write 'prior', 'central' or 'accepted', or name a folder or file of your own"
TABLES, PRIORS = (".csv", *SUFFIXES), (".yaml", ".yml")


def source_of(given: Any, place: str = "parameters") -> ParameterSource:
    """Give the source of parameter sets that a caller means.

    Parameters
    ----------
    given : str, Path or OwnSource
        ``"prior"``, ``"central"``, ``"accepted"``, or a folder or file of one's own.
    place : str
        What is named where it is none of these.

    Raises
    ------
    WrongInput
        If it is none of these, or with everything wrong in its file.
    """
    if isinstance(given, OwnSource):
        return given
    if isinstance(given, str) and given in SHIPPED:
        return given  # type: ignore[return-value]
    path = Path(given) if isinstance(given, str | Path) and str(given) else None
    suffix = "" if path is None else path.suffix.lower()
    if path is None or not (suffix in (*TABLES, *PRIORS) or path.exists() or len(path.parts) > 1):
        raise WrongInput(Fault(place, f"{given!r} is not known", MEANT))
    if path.is_dir():
        return _kept(path)
    reader: Callable[[Path], OwnSource] | None = {
        **dict.fromkeys(TABLES, read_sets),
        **dict.fromkeys(PRIORS, read_priors),
    }.get(suffix)
    if reader is None:
        there = "holds neither sets nor priors" if path.exists() else "there is no such folder or file"
        raise WrongInput(Fault(escaped(str(path)), there, MEANT))
    return reader(path)


# -- Sets ----------------------------------------------------------------------------------


def read_sets(path: Path) -> OwnSets:
    """Read a table of parameter sets.

    Raises
    ------
    WrongInput
        With everything wrong in it.
    """
    rows = read_table(path)
    faults: list[Fault] = []
    mark = decimal_mark(((cell, name == SET) for row in rows for name, cell in row.cells.items()), usual=".")
    columns = {
        name: [_number(row.cells[name], mark, row.place(name), faults) for row in rows]
        for name in rows[0].cells
    }
    refuse(faults)
    return _checked(str(path), path.name, columns, lambda place, name: rows[place].place(name))


def _number(cell: str, mark: str | None, place: str, faults: list[Fault]) -> float:
    try:
        return float(read_number(cell, mark))
    except Misread as error:
        faults.append(Fault(place, error.what, error.meant))
        return math.nan
    except ValueError:
        what = f"{quoted(cell)} is not a number" if cell else "is empty"
        faults.append(Fault(place, what, "write a number, or leave the column out"))
        return math.nan


def _kept(folder: Path) -> OwnSets:
    """Read the sets that a calibration kept, as they were written."""
    import pandas as pd

    place = escaped(str(folder))
    try:
        digests = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    except FileNotFoundError:
        what = "is no finished folder of results"
        raise WrongInput(Fault(place, what, f"mcn show {place} says how to go on with it")) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise WrongInput(Fault(f"{place}/{MANIFEST}", "cannot be read", "calibrate again")) from None
    if KEPT not in digests:
        raise WrongInput(Fault(place, "holds no parameter sets", "name a folder that mcn calibrate filled"))
    file = folder / KEPT
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digests[KEPT]:
        raise WrongInput(Fault(f"{place}/{KEPT}", "was changed since it was written", "calibrate again"))
    frame = pd.read_parquet(file)
    columns = {str(name): frame[name].tolist() for name in frame}
    return _checked(
        str(folder), f"{place}/{KEPT}", columns, lambda row, name: f"{place}/{KEPT}: {name}, row {row + 1}"
    )


def _checked(
    name: str, file: str, columns: Mapping[str, list[float]], place: Callable[[int, str], str]
) -> OwnSets:
    """Make sets of columns, or say what is wrong with them."""
    declared, faults, meant = all_parameters(), list[Fault](), suggestions()
    count = len(next(iter(columns.values())))
    numbers = columns.get(SET, [float(each) for each in range(1, count + 1)])
    first = {each: row for row, each in reversed(list(enumerate(numbers)))}
    for row, each in enumerate(numbers):
        if not (1 <= each <= MOST_NUMBER and float(each).is_integer()) or first[each] < row:
            what = f"{each:g} is no number of a set, or stands twice"
            faults.append(Fault(place(row, SET), what, "number sets from 1 on"))
    values = {each: column for each, column in columns.items() if each != SET}
    for parameter, column in values.items():
        if parameter not in declared:
            what = f"there is no parameter {quoted(parameter)}"
            faults.append(Fault(file, what, meant(parameter, declared)))
            continue
        for row, value in enumerate(column):
            if (said := misfit(value, declared[parameter].domain, f"{value:g}")) is not None:
                faults.append(Fault(place(row, parameter), *said))
                break
    if not values:
        faults.append(Fault(file, "has no column of a parameter", "name one by its dotted name"))
    refuse(faults)
    order = np.argsort(numbers, kind="stable")
    return OwnSets.of(
        name,
        np.array(numbers)[order].astype(np.int64),
        {each: np.array(col)[order] for each, col in values.items()},
    )


# -- Priors --------------------------------------------------------------------------------


def _known(name: str) -> str:
    if name not in all_parameters():
        raise wrong(f"there is no parameter {quoted(name)}", suggestion(name, all_parameters()))
    return name


def _two(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        _known(name)
    if len(set(names)) != 2 or len(names) != 2:
        raise wrong("names other than two parameters", "write [one, another]")
    fixed = [name for name in names if not all_parameters()[name].uncertain]
    if fixed:
        raise wrong(f"{fixed[0]} has no range", "name parameters that have one")
    return names


class OwnPrior(Declared):
    """What a user writes of one prior; what is left out stays as it is declared."""

    low: float | None = Field(None, description="the lowest value it may well have")
    high: float | None = Field(None, description="the highest value it may well have")
    value: float | None = Field(None, description="the central value; the likeliest, if triangular")
    shape: Shape | None = Field(None, description="uniform, loguniform or triangular")
    note: Prose = Field("", description="what it rests on")


class Correlation(Declared):
    """How two parameters hang together."""

    between: Annotated[Words, AfterValidator(_two)] = Field(description="two parameters")
    rank: float = Field(gt=-1, lt=1, description="their rank correlation (Spearman's), above -1 and below 1")
    note: Prose = ""


class PriorsFile(Declared):
    """A file of own priors."""

    priors: dict[str, OwnPrior] = Field(default_factory=dict, description="by parameter")
    correlations: tuple[Correlation, ...] = Field((), description="a list of pairs")
    note: Prose = ""


def read_priors(path: Path) -> OwnPriors:
    """Read priors from a YAML file.

    Raises
    ------
    WrongInput
        With everything wrong in it; also where correlations cannot all hold together.

    Examples
    --------
    A file says of some parameters what is known of them here::

        priors:
          people.engagement_decay: {low: 0.01, high: 0.02, shape: uniform}
        correlations:
          - {between: [people.engagement_decay, people.workload_drives_away], rank: 0.5}
    """
    marks = read_yaml(path)
    file = validated(PriorsFile, marks.data, marks)
    refuse(marks.faults)
    assert file is not None
    if not file.priors and not file.correlations:
        raise WrongInput(Fault(path.name, "has neither priors nor correlations", "write one of them"))
    own = {name: _changed(name, each, marks) for name, each in file.priors.items()}
    refuse(marks.faults)
    names, mixing = _mixing(file.correlations, marks)
    refuse(marks.faults)
    return OwnPriors.of(str(path), {name: each for name, each in own.items() if each}, names, mixing)


def _changed(name: str, given: OwnPrior, marks: Marked) -> Parameter | None:
    """A parameter with what a user says of it; what is wrong is noted."""
    keys = ("priors", name)
    declared = all_parameters().get(name)
    if declared is None:
        marks.fault(keys, f"there is no parameter {quoted(name)}", suggestion(name, all_parameters()))
        return None
    said = {key: value for key, value in given.model_dump(exclude={"note"}).items() if value is not None}
    low, high = said.get("low", declared.low), said.get("high", declared.high)
    if not low < high:
        what = f"{name}: low {number(low)} is not below high {number(high)}"
        marks.fault(keys, what, "write a range, or fix it in the scenario's parameters")
        return None
    for end in ("low", "high"):
        if (wrongly := misfit(said.get(end, low), declared.domain, str(said.get(end)))) is not None:
            marks.fault((*keys, end), f"{name}.{end}: {wrongly[0]}", wrongly[1])
    # A central value that the user's range leaves out was said of another range.
    middle = declared.value if low <= declared.value <= high else low + 0.5 * (high - low)
    entry = {**declared.model_dump(), "value": middle, **said}
    return validated(Parameter, entry, marks, keys, {"evidence": load_evidence()})


def _mixing(correlations: tuple[Correlation, ...], marks: Marked) -> tuple[list[str], Any]:
    """The parameters that hang together, and the triangle that mixes their normal scores.

    A rank correlation r of two priors is one of 2 sin(pi r / 6) between their normal scores.
    """
    names = list(dict.fromkeys(name for each in correlations for name in each.between))
    matrix, said = np.eye(len(names)), set()
    for place, each in enumerate(correlations):
        pair = frozenset(each.between)
        if pair in said:
            marks.fault(("correlations", place), f"{' and '.join(each.between)} stand twice", "keep one")
        said.add(pair)
        one, other = (names.index(name) for name in each.between)
        matrix[one, other] = matrix[other, one] = 2.0 * math.sin(math.pi * each.rank / 6.0)
    if not names:
        return [], ()
    try:
        return names, np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        least = float(np.linalg.eigvalsh(matrix)[0])
        what = (
            f"the correlations of {len(names)} parameters cannot all hold at once "
            f"(their matrix is not positive definite: smallest eigenvalue {least:.2g})"
        )
        marks.fault(("correlations",), what, "bring some nearer to 0, or add what third parties imply")
        return [], ()
