"""What a page asks a server for: a setting of the switches, and levers and parameters of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field
from pydantic_core import from_json

from analysis.page.switches import Board
from sim.inputs.errors import Fault, WrongInput, refuse
from sim.inputs.fields import Declared
from sim.inputs.levers import all_parameters, lever_names, load_levers
from sim.inputs.messages import validated
from sim.inputs.scenarios import Scenario
from sim.inputs.yaml_files import Marked

PLACE = "what was asked"


class Own(Declared):
    """What a future has besides its switches, in the words of a scenario file.

    Attributes
    ----------
    levers : mapping of str to Any
        By name or id, each as a scenario file writes it: ``{"start": 6, "strength": 0.5}``, a list of such,
        or ``"off"``. They stand over the switches.
    parameters : mapping of str to Any
        Values by dotted name, the same in every run.
    """

    levers: dict[str, Any] = Field({}, description="{coordinator: {start: 6, strength: 0.5}}")
    parameters: dict[str, Any] = Field({}, description="{people.engagement_decay: 0.05}")


class Choice(Declared):
    """A future that a page asks for.

    Attributes
    ----------
    room : str
        The name of a room of the server; empty: its first.
    bundle : int
        Which switches are on, a binary digit each.
    own : Own, optional
    """

    room: str = ""
    bundle: Annotated[int, Field(ge=0)] = Field(description="which switches are on, such as 0")
    own: Own | None = None


class Future(NamedTuple):
    """A future, and what it is held against: the same parameters, and no switch or lever."""

    scenario: Scenario
    base: Scenario


def read_choice(body: bytes) -> Choice:
    """Read what a page has sent.

    Raises
    ------
    WrongInput
        With everything wrong in it.
    """
    try:
        data = from_json(body, allow_inf_nan=False)
    except ValueError:
        raise WrongInput(Fault(PLACE, "it is not JSON", 'send {"bundle": 0, "own": null}')) from None
    marks = Marked(Path(), {}, named=PLACE)
    choice = validated(Choice, data, marks)
    if choice is None:
        raise WrongInput(*marks.faults)
    return choice


def future_of(board: Board, choice: Choice) -> Future:
    """Give the future that a choice comes to, and its base.

    Raises
    ------
    WrongInput
        If there is no such setting, lever or parameter, or what is said of one cannot be.
    """
    if choice.bundle >= board.count:
        what = f"there is no setting {choice.bundle}"
        raise WrongInput(Fault(PLACE, what, f"name one from 0 to {board.count - 1}"))
    future, base = board.scenario_of(choice.bundle), board.scenario
    if choice.own is None:
        return Future(future, base)
    faults: list[Fault] = []
    try:
        future = future.with_levers(_few_strangers(choice.own.levers, lever_names(load_levers())))
    except WrongInput as error:
        faults += error.faults
    try:
        parameters = _few_strangers(choice.own.parameters, all_parameters())
        future = future.with_parameters(parameters)
        base = base.with_parameters(parameters)
    except WrongInput as error:
        faults += error.faults
    refuse(faults)
    return Future(future, base)


def _few_strangers(given: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Leave out all unknown names but the first: what each was meant to be takes its time to find."""
    further = set([name for name in given if name not in known][1:])
    return {name: value for name, value in given.items() if name not in further}
