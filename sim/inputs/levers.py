"""What can be done about the barriers: each lever's reach, speed, cost and grounds."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.inputs.errors import Fault, number, quoted, refuse
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Name, Prose, Slug, Words, wrong
from sim.inputs.frozen_map import Frozen
from sim.inputs.messages import validated
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.parameters import Described, Parameter, Quantity, load_parameters
from sim.inputs.reach import Reach
from sim.inputs.sources import Findings, Links
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


class Lever(Declared):
    """Something that can be done.

    Attributes
    ----------
    id, name : str
        ``"L01"``, and the readable name used in scenarios: ``"coordinator"``.
    title, question : str
        For people: what it is, and the question it answers.
    changes : tuple of str
        What it moves.
    reaches : Selector
        Which organisations.
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
    reaches: Reach
    ramp_up: Annotated[_Months, AfterValidator(_not_negative)]
    fade: Annotated[_Months, AfterValidator(_not_negative)]
    cost: Cost
    sizes: Frozen[Described] = Frozen()
    findings: Findings
    links: Links
    note: Prose = ""

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
