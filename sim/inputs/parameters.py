"""The model's uncertain numbers: each with a range, a unit, a grade and a source."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sim.inputs.errors import Fault, number, quoted, refuse, suggestion
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Name, Prose, wrong
from sim.inputs.messages import validated
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.quantiles import Shape, quantile, quantiles
from sim.inputs.sources import Grade, Sources
from sim.inputs.yaml_files import Marked, read_folder, read_yaml

if TYPE_CHECKING:
    from sim.inputs.quantiles import Floats

_NAME = re.compile(r"[a-z][a-z0-9_]*")

# The lowest and the highest value with a meaning, by how a unit begins. No month has more hours than 744.
_MEANING: dict[str, tuple[float, float]] = {
    "share, or -1": (-1.0, 1.0),
    **dict.fromkeys(
        ("share", "probability", "0-1", "proportion", "weight", "0 or 1", "of the gap"), (0.0, 1.0)
    ),
    "of -1 to 1": (0.0, 2.0),
    "hours a month": (0.0, 744.0),
    "months": (0.0, 1_200.0),
    **dict.fromkeys(("ratio", "full ties", "of turnover", "of a shortfall", "events a year"), (0.0, 1_000.0)),
    "km": (0.0, 10_000.0),
    **dict.fromkeys(("posts", "organisations"), (0.0, 1e6)),
    "GBP": (0.0, 1e12),
}


class Quantity(Declared):
    """A number: `value` within `low` to `high`, and how likely what lies between is (`shape`).

    Where neither end is written it has no range, and is its value in every parameter set: a convention, or a
    number of which it makes no difference worth having what exactly it is.

    `grade` says what it rests on: O, A, L, R, D of the codebook, or assumption.
    """

    value: float = Field(description="the central value")
    low: float = Field(description="the lowest value it may well have")
    high: float = Field(description="the highest value it may well have")
    shape: Shape = "uniform"
    unit: Name = Field(description="what it is counted in, such as 'share a month'")
    grade: Grade = Field(description="what it rests on: O, A, L, R, D or assumption")
    source: Sources = Field(description="findings, links or keys of sources.bib that it rests on")
    highest: float | None = Field(None, description="the highest value with a meaning, if not its unit's")

    @model_validator(mode="before")
    @classmethod
    def _fixed_without_range(cls, data: Any) -> Any:
        value = data.get("value") if isinstance(data, Mapping) else None
        if isinstance(value, int | float) and not {"low", "high"} & data.keys():
            return {**data, "low": value, "high": value}
        return data

    @field_validator("low", "high")
    @classmethod
    def _range_holds_value(cls, end: float, info: ValidationInfo) -> float:
        value, is_low = info.data.get("value"), info.field_name == "low"
        if value is not None and (end > value if is_low else end < value):
            limit, side, other = number(value), *(("above", "less") if is_low else ("below", "more"))
            what = f"{number(end)} is {side} the value {limit}"
            raise wrong(what, f"write {limit} or {other}, or mend the value")
        return end

    @field_validator("shape")
    @classmethod
    def _logarithm_exists(cls, shape: Shape, info: ValidationInfo) -> Shape:
        low = info.data.get("low")
        if shape == "loguniform" and low is not None and low <= 0:
            raise wrong("loguniform needs a low above 0", "write uniform, or a low above 0")
        return shape

    @property
    def uncertain(self) -> bool:
        """Whether it has a range."""
        return self.low < self.high

    @property
    def domain(self) -> tuple[float, float]:
        """Lowest and highest value with a meaning, by its unit; what is plausible is its range."""
        below = 0.0 if self.low >= 0 else -math.inf
        low, high = next(
            (ends for unit, ends in _MEANING.items() if self.unit.startswith(unit)), (below, math.inf)
        )
        return low, high if self.highest is None else self.highest

    def at(self, u: float) -> float:
        """Give the value below which a share `u` of the prior lies.

        Parameters
        ----------
        u : float
            From 0, which gives `low`, to 1, which gives `high`; the result rises with it.
        """
        return quantile(u, self.shape, self.low, self.value, self.high)

    def at_all(self, shares: "Floats") -> "Floats":
        """Give `at` of many shares at once, equal to the last bit."""
        return quantiles(shares, self.shape, self.low, self.value, self.high)


class Parameter(Quantity):
    """A named number; the name is dotted: ``people.engagement_decay``.

    Attributes
    ----------
    like : str
        The number whose uncertainty it shares: it lies as far from its value, in proportion, as that one
        does from its own. Empty where it has a range of its own, or none.
    """

    name: str
    what: Prose
    like: str = ""

    def sharing(self, other: "Parameter") -> "Parameter":
        """Give what it is drawn from where it shares the uncertainty of another: its range, in proportion."""
        ratio = self.value / other.value
        span = {"low": other.low * ratio, "high": other.high * ratio, "shape": other.shape}
        return self.model_copy(update=span)


class Described(Quantity):
    """An uncertain number as the files write it: without a name, which is its key."""

    what: Prose = Field(description="what it is, in a sentence")
    like: str = Field("", description="the number whose uncertainty it shares, in place of low and high")
    note: Prose = ""

    @field_validator("like")
    @classmethod
    def _has_no_range_beside(cls, like: str, info: ValidationInfo) -> str:
        low, high = (info.data.get(end) for end in ("low", "high"))
        if like and low != high:
            raise wrong("it has a range of its own too", "leave out low and high, or like")
        return like

    def named(self, name: str) -> Parameter:
        """Give the parameter of this name."""
        return Parameter(name=name, **self.model_dump(exclude={"note"}))


@loaded_once
def load_parameters(folder: Path | None = None, evidence: Evidence | None = None) -> dict[str, Parameter]:
    """Load the parameters of every dimension, keyed by dotted name.

    Parameters
    ----------
    folder : Path, optional
        Holds one YAML file a dimension; left out: the packaged ones.
    evidence : Evidence, optional
        What sources may name; left out: the packaged evidence.

    Raises
    ------
    WrongInput
        With everything wrong in all files.
    """
    folder, evidence = folder or packaged("sim.model", "parameters"), evidence or load_evidence()
    faults: list[Fault] = []
    parameters: dict[str, Parameter] = {}
    files = list(read_folder(folder, faults))
    for marks in files:
        parameters |= _of_file(marks, evidence)
    for marks in files:
        _check_likeness(marks, parameters)
    if not parameters and not faults:
        what, meant = "holds no parameter file", "name a folder with people.yaml and others"
        faults.append(Fault(folder.name, what, meant))
    refuse(faults)
    return parameters


def load_quantities(path: Path, evidence: Evidence | None = None) -> dict[str, Parameter]:
    """Load uncertain numbers of one file that no rule reads, keyed by dotted name: ``study.consent``.

    Raises
    ------
    WrongInput
        With everything wrong in the file.
    """
    marks = read_yaml(path)
    quantities = _of_file(marks, evidence or load_evidence())
    refuse(marks.faults)
    return quantities


def _of_file(marks: Marked, evidence: Evidence) -> dict[str, Parameter]:
    parameters: dict[str, Parameter] = {}
    for key, entry in marks.data.items():
        if not _NAME.fullmatch(key):
            meant = "write small letters, digits and underscores, such as engagement_decay"
            marks.fault((key,), f"{quoted(key)} is not a parameter's name", meant)
        checked = validated(Described, entry, marks, (key,), {"evidence": evidence})
        if checked is not None:
            name = f"{marks.path.stem}.{key}"
            parameters[name] = checked.named(name)
    return parameters


def _check_likeness(marks: Marked, parameters: Mapping[str, Parameter]) -> None:
    """Say which numbers of a file share the uncertainty of none that has any."""
    for key in marks.data:
        each = parameters.get(f"{marks.path.stem}.{key}")
        if each is None or not each.like:
            continue
        other = parameters.get(each.like)
        keys = (key, "like")
        if other is None:
            what = f"{key}.like: there is no number {quoted(each.like)}"
            marks.fault(keys, what, suggestion(each.like, parameters))
        elif not other.uncertain:
            what = f"{key}.like: {each.like} has no range of its own"
            marks.fault(keys, what, "name one that has low and high")
