"""What can be done about the barriers: each lever's reach, speed, cost and grounds."""

import math
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from sim.inputs.errors import Fault, number, quoted, refuse
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Name, Prose, Slug, Words, wrong
from sim.inputs.frozen_map import Frozen
from sim.inputs.messages import validated
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.parameters import Described, Parameter, Quantity, load_parameters
from sim.inputs.sources import Findings, Grade, Links, Sources
from sim.inputs.yaml_files import read_folder


def _not_negative(quantity: Quantity) -> Quantity:
    if quantity.low < 0:
        raise wrong(f"{number(quantity.low)} is below 0", "write 0 or more", key="low")
    return quantity


def _is_id(text: str) -> str:
    if not re.fullmatch(r"L\d\d", text):
        raise wrong(f"{quoted(text)} is not a lever's id", "write one such as L01")
    return text


class _Months(Quantity):
    unit: Literal["months"] = "months"


class _Pounds(Quantity):
    unit: Literal["GBP"] = "GBP"


class _YearlyPounds(Quantity):
    unit: Literal["GBP a year"] = "GBP a year"


class Cost(Declared):
    """What a lever costs, in GBP at prices of 2020/21, for each `per`, and who pays."""

    per: Literal["network", "organisation", "post"]
    payer: Literal["network", "members", "commissioner", "national"]
    one_off: Annotated[_Pounds, AfterValidator(_not_negative)] = Field(
        description="{value: ..., low: ...}, GBP"
    )
    yearly: Annotated[_YearlyPounds, AfterValidator(_not_negative)] = Field(
        description="{value: ..., low: ...}, GBP a year"
    )


Amount = Annotated[float, Field(gt=0, le=1e9)]


class Dose(Declared):
    """What a lever is bought in, so that a scenario may say how much of it in place of a strength.

    `full` is the dose that is its full strength; what is counted in posts has none, as the posts themselves
    are what it does. `most` is the largest that makes sense; None: the full one.
    """

    unit: Name = Field(description="such as study days a year")
    full: Amount | None = None
    most: Amount | None = None
    grade: Grade
    source: Sources

    @field_validator("most")
    @classmethod
    def _has_a_limit(cls, most: float | None, info: ValidationInfo) -> float | None:
        full = info.data.get("full")
        if most is not None and full is not None and most < full:
            raise wrong(
                f"{number(most)} is less than the full dose {number(full)}", f"write {number(full)} or more"
            )
        return most

    @property
    def limit(self) -> float:
        """The largest dose that makes sense."""
        return self.most or self.full or math.inf


class Lever(Declared):
    """Something that can be done.

    Attributes
    ----------
    id, name : str
        ``"L01"``, and the readable name used in scenarios: ``"coordinator"``.
    title, question : str
        For people: what it is, and the question it answers.
    changes, moves : tuple of str
        What it moves, in words, and the outcomes that show it, by name.
    scope : {'network', 'organisations'}
        Whether it acts on the network as a whole, or on those organisations that a scenario names.
    whole : str
        Why it cannot be had for some organisations only, where it acts on the network.
    dose : Dose or None
        What it is bought in; None: a scenario gives a strength.
    ramp_up, fade : Quantity
        Months from its start to full strength, and from its end to none.
    cost : Cost
        One-off and yearly.
    sizes : mapping of str to Described
        What it amounts to at full strength, such as a share of posts; rules read them as parameters.
    findings, links : tuple of str
        What of the study it rests on.
    """

    id: Annotated[str, AfterValidator(_is_id)] = Field(description="such as L01")
    name: Slug
    title: Name
    question: Prose
    changes: Words
    moves: Words
    scope: Literal["network", "organisations"]
    whole: Annotated[Prose, Field(validate_default=True)] = ""
    dose: Dose | None = None
    ramp_up: Annotated[_Months, AfterValidator(_not_negative)]
    fade: Annotated[_Months, AfterValidator(_not_negative)]
    cost: Cost
    sizes: Frozen[Described] = Frozen()
    findings: Findings
    links: Links
    note: Prose = ""

    @field_validator("whole")
    @classmethod
    def _network_has_a_reason(cls, whole: str, info: ValidationInfo) -> str:
        if (info.data.get("scope") == "network") != bool(whole):
            what = "is missing" if not whole else "belongs to scope: network alone"
            raise wrong(what, "say of what acts on the network why it cannot be had for some members only")
        return whole

    @field_validator("cost")
    @classmethod
    def _dose_has_a_size(cls, cost: Cost, info: ValidationInfo) -> Cost:
        dose = info.data.get("dose")
        if dose is not None and (dose.full is None) != (cost.per == "post"):
            needs = "counts posts, which are not a part of a full dose" if dose.full else "needs a full one"
            meant = "leave full out of dose" if dose.full else "add full: ... to dose"
            raise wrong(f"a dose of what is paid for each {cost.per} {needs}", meant, "per")
        return cost

    @property
    def by_post(self) -> bool:
        """Whether it is counted in posts, and paid by those that are filled."""
        return self.cost.per == "post"

    @property
    def most(self) -> float:
        """The greatest strength that a dose may give it: 1 but for what may be had beyond its full dose."""
        return self.dose.limit / self.dose.full if self.dose and self.dose.full else 1.0

    def parameters(self) -> dict[str, Parameter]:
        """Give its uncertain numbers under names such as ``levers.coordinator.ramp_up``."""
        numbers = {
            "ramp_up": (self.ramp_up, "Months from its start to full strength"),
            "fade": (self.fade, "Months from its end to no strength left"),
            "cost_one_off": (self.cost.one_off, f"One-off cost, for each {self.cost.per}"),
            "cost_yearly": (self.cost.yearly, f"Yearly cost, for each {self.cost.per}"),
        }
        return {
            f"levers.{self.name}.{key}": Parameter(
                name=f"levers.{self.name}.{key}", what=f"{what}: {self.title}", **number.model_dump()
            )
            for key, (number, what) in numbers.items()
        } | self.sizes_as_parameters()

    def numbers_in_rules(self) -> dict[str, Parameter]:
        """Give those that rules read: its sizes, and its costs where members pay them out of their money."""
        costs = (f"levers.{self.name}.{each}" for each in ("cost_yearly", "cost_one_off"))
        paid = {name: self.parameters()[name] for name in costs if self.cost.payer == "members"}
        return {**self.sizes_as_parameters(), **{name: each for name, each in paid.items() if each.high > 0}}

    def sizes_as_parameters(self) -> dict[str, Parameter]:
        """Give its sizes under names such as ``levers.more-staff.share_of_gap``."""
        names = {key: f"levers.{self.name}.{key}" for key in self.sizes}
        return {name: self.sizes[key].named(name) for key, name in names.items()}


@loaded_once
def load_levers(folder: Path | None = None, evidence: Evidence | None = None) -> dict[str, Lever]:
    """Load the levers, keyed by id and in its order.

    Parameters
    ----------
    folder : Path, optional
        Holds one YAML file a lever; left out: the packaged ones.
    evidence : Evidence, optional
        What findings, links and sources may name; left out: the packaged evidence.

    Raises
    ------
    WrongInput
        With everything wrong in all files.
    """
    folder, evidence = folder or packaged("sim.model", "levers"), evidence or load_evidence()
    faults: list[Fault] = []
    levers: dict[str, Lever] = {}
    names: dict[str, str] = {}
    for marks in read_folder(folder, faults):
        lever = validated(Lever, marks.data, marks, context={"evidence": evidence})
        if lever is None:
            continue
        for key in ("id", "name"):
            value = getattr(lever, key)
            if value in names:
                what = f"{key}: {quoted(value)} is that of {names[value]} too"
                marks.fault((key,), what, "give each lever its own")
            names[value] = marks.path.name
        levers[lever.id] = lever
    if not levers and not faults:
        meant = "name a folder with files such as coordinator.yaml"
        faults.append(Fault(folder.name, "holds no lever", meant))
    refuse(faults)
    return dict(sorted(levers.items()))


def lever_id(name: str, levers: dict[str, Lever]) -> str | None:
    """Find the id of the lever with this id or readable name; None if there is none."""
    if name in levers:
        return name
    return next((lever.id for lever in levers.values() if lever.name == name), None)


def lever_names(levers: dict[str, Lever]) -> list[str]:
    """List what a scenario may call the levers: readable names, then ids."""
    return [*(lever.name for lever in levers.values()), *levers]


@loaded_once
def all_parameters() -> dict[str, Parameter]:
    """Load every uncertain number: those of the dimensions, then those of the levers."""
    parameters = load_parameters()
    for lever in load_levers().values():
        parameters |= lever.parameters()
    return parameters


@loaded_once
def priors() -> dict[str, Parameter]:
    """Give what every number is drawn from: itself, or the range that it shares, in proportion."""
    declared = all_parameters()
    return {name: each.sharing(declared[each.like]) if each.like else each for name, each in declared.items()}
