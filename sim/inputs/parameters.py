"""The model's uncertain numbers: each with a range, a unit, a grade and a source."""

import functools
import math
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from sim.inputs.errors import Fault, WrongInput, number, quoted
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Name, Prose, wrong
from sim.inputs.messages import validated
from sim.inputs.packaged import packaged
from sim.inputs.sources import Grade, Sources
from sim.inputs.yaml_files import Marked, read_folder, read_yaml

Shape = Literal["uniform", "triangular", "loguniform"]

DIGITS = 31  # binary digits of a draw

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SHARE = ("share", "probability", "0-1", "proportion")


class Quantity(Declared):
    """An uncertain number: `value` within `low` to `high`, and how likely what lies between is (`shape`).

    `grade` says what it rests on: O, A, L, R, D of the codebook, or assumption.
    """

    value: float = Field(description="the central value")
    low: float = Field(description="the lowest value it may well have")
    high: float = Field(description="the highest value it may well have")
    shape: Shape = "uniform"
    unit: Name = Field(description="what it is counted in, such as 'share a month'")
    grade: Grade = Field(description="what it rests on: O, A, L, R, D or assumption")
    source: Sources = Field(description="findings, links or keys of sources.bib that it rests on")

    @field_validator("low")
    @classmethod
    def _low_holds_value(cls, low: float, info: ValidationInfo) -> float:
        value = info.data.get("value")
        if value is not None and low > value:
            limit = number(value)
            raise wrong(
                f"{number(low)} is above the value {limit}", f"write {limit} or less, or mend the value"
            )
        return low

    @field_validator("high")
    @classmethod
    def _high_holds_value(cls, high: float, info: ValidationInfo) -> float:
        value = info.data.get("value")
        if value is not None and high < value:
            limit = number(value)
            raise wrong(
                f"{number(high)} is below the value {limit}", f"write {limit} or more, or mend the value"
            )
        return high

    @field_validator("shape")
    @classmethod
    def _logarithm_exists(cls, shape: Shape, info: ValidationInfo) -> Shape:
        low = info.data.get("low")
        if shape == "loguniform" and low is not None and low <= 0:
            raise wrong("loguniform needs a low above 0", "write uniform, or a low above 0")
        return shape

    @property
    def domain(self) -> tuple[float, float]:
        """Lowest and highest value with a meaning: shares lie in 0-1, what cannot be negative is not."""
        highest = 1.0 if self.unit.startswith(_SHARE) and self.high <= 1 else math.inf
        return (0.0 if self.low >= 0 else -math.inf), highest

    def at(self, u: float) -> float:
        """Give the value below which a share `u` of the prior lies.

        Parameters
        ----------
        u : float
            From 0, which gives `low`, to 1, which gives `high`; the result rises with it.
        """
        low, high = self.low, self.high
        if u <= 0 or u >= 1:
            return low if u <= 0 else high
        if self.shape == "uniform":
            return uniform(u, low, high)
        if self.shape == "loguniform":
            return loguniform(u, low, high)
        return triangular(u, low, self.value, high)


def uniform(u: float, low: float, high: float) -> float:
    """Give the value from `low` to `high` below which a share `u` lies, all being as likely."""
    return min(max(low + u * (high - low), low), high)


def loguniform(u: float, low: float, high: float) -> float:
    """Give the value below which a share `u` lies, all orders of magnitude being as likely.

    It is ``low * (high / low) ** u``, the power built of square roots, one for each binary digit of `u`:
    every processor takes these alike to the last bit, and powers and logarithms they do not.
    """
    root, power, rest = high / low, 1.0, u
    for _ in range(DIGITS):
        root, rest = math.sqrt(root), 2.0 * rest
        power = power * (root if rest >= 1.0 else 1.0)
        rest = rest - (1.0 if rest >= 1.0 else 0.0)
    return min(max(low * power, low), high)


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Give the value below which a share `u` lies, `mode` being the likeliest."""
    width = high - low
    rising = low + math.sqrt(max(0.0, u * width * (mode - low)))
    falling = high - math.sqrt(max(0.0, (1.0 - u) * width * (high - mode)))
    return min(max(rising if u * width < mode - low else falling, low), high)


class Parameter(Quantity):
    """A named uncertain number; the name is dotted: ``people.engagement_decay``."""

    name: str
    what: Prose


class Described(Quantity):
    """An uncertain number as the files write it: without a name, which is its key."""

    what: Prose = Field(description="what it is, in a sentence")
    note: Prose = ""

    def named(self, name: str) -> Parameter:
        """Give the parameter of this name."""
        return Parameter(name=name, **self.model_dump(exclude={"note"}))


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
    if folder is None:
        return dict(_packaged())
    return _load(folder, evidence or load_evidence())


@functools.cache
def _packaged() -> dict[str, Parameter]:
    return _load(packaged("sim.model", "parameters"), load_evidence())


def _load(folder: Path, evidence: Evidence) -> dict[str, Parameter]:
    faults: list[Fault] = []
    found: dict[str, Parameter] = {}
    for marks in read_folder(folder, faults):
        found |= _of_file(marks, evidence, faults)
    if not found and not faults:
        faults.append(
            Fault(folder.name, "holds no parameter file", "name a folder with people.yaml and others")
        )
    if faults:
        raise WrongInput(*faults)
    return found


def load_quantities(path: Path, evidence: Evidence | None = None) -> dict[str, Parameter]:
    """Load uncertain numbers of one file that no rule reads, keyed by dotted name: ``study.consent``.

    Raises
    ------
    WrongInput
        With everything wrong in the file.
    """
    faults: list[Fault] = []
    found = _of_file(read_yaml(path), evidence or load_evidence(), faults)
    if faults:
        raise WrongInput(*faults)
    return found


def _of_file(marks: Marked, evidence: Evidence, faults: list[Fault]) -> dict[str, Parameter]:
    read = (_parameter(name, entry, marks, evidence, faults) for name, entry in marks.data.items())
    return {each.name: each for each in read if each is not None}


def _parameter(
    name: str, entry: Any, marks: Marked, evidence: Evidence, faults: list[Fault]
) -> Parameter | None:
    if not _NAME.fullmatch(name):
        meant = "write small letters, digits and underscores, such as engagement_decay"
        faults.append(Fault(marks.place((name,)), f"{quoted(name)} is not a parameter's name", meant))
    checked = validated(Described, entry, marks, (name,), faults, {"evidence": evidence})
    if checked is None:
        return None
    return checked.named(f"{marks.path.stem}.{name}")
