"""Reinforcing loops: the way round that each goes, what its dial scales, and the push that measures it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from sim.inputs.errors import quoted, refuse, suggestion
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Name, Words, wrong
from sim.inputs.levers import all_parameters
from sim.inputs.messages import validated
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.shocks import Shock, read_shock
from sim.inputs.sources import Findings, Links
from sim.inputs.yaml_files import Marked, read_yaml


def _closes(states: tuple[str, ...]) -> tuple[str, ...]:
    if len(states) < 3 or states[0] != states[-1]:
        raise wrong("does not come back to where it began", "end with the state that is first")
    return states


def _exist(names: tuple[str, ...]) -> tuple[str, ...]:
    known = all_parameters()
    for name in names:
        if name not in known:
            raise wrong(f"there is no parameter {quoted(name)}", suggestion(name, known))
    return names


ParameterNames = Annotated[Words, AfterValidator(_exist)]


class Loop(Declared):
    """States that drive one another on, round and round.

    Attributes
    ----------
    title : str
    way : tuple of str
        The states that it goes through, in words, back to the first.
    findings : tuple of str
    links, parameters : tuple of str
        What its dial scales: 1 as they are, 0 cut. They carry the hop, or the few, by which it closes.
    shock : Shock or None
        What pushes it, in month 0.
    halved : tuple of str
        What pushes it where no shock does: levels at the start that are halved.
    watched : str
        The outcome in which the push shows.
    """

    title: Name
    way: Annotated[Words, AfterValidator(_closes)] = Field(description="its states, back to the first")
    findings: Findings
    links: Links = ()
    parameters: ParameterNames = ()
    shock: Shock | None = None
    halved: ParameterNames = ()
    watched: Name = Field(description="the outcome in which a push shows")

    @property
    def scaled(self) -> tuple[str, ...]:
        """The links and parameters that its dial scales."""
        return (*self.links, *self.parameters)


@loaded_once
def load_loops(path: Path | None = None, evidence: Evidence | None = None) -> dict[str, Loop]:
    """Load the reinforcing loops, by name.

    Raises
    ------
    WrongInput
        With everything wrong in the file.
    """
    marks = read_yaml(path or packaged("sim.model", "evidence", "loops.yaml"))
    context = {"evidence": evidence or load_evidence()}
    read = ((name, _loop(name, each, marks, context)) for name, each in marks.data.items())
    loops = {name: loop for name, loop in read if loop is not None}
    refuse(marks.faults)
    return loops


def _loop(name: str, given: Any, marks: Marked, context: Mapping[str, object]) -> Loop | None:
    shock = given.get("shock") if isinstance(given, Mapping) else None
    if isinstance(shock, Mapping):
        given = {**given, "shock": read_shock({"month": 0, **shock}, marks, (name, "shock"))}
    loop = validated(Loop, given, marks, (name,), context)
    if loop is None:
        return None
    if not loop.scaled:
        marks.fault((name,), f"{name}: its dial scales nothing", "name links, parameters or both")
    if not marks.faults and (loop.shock is None) == (not loop.halved):
        marks.fault((name,), f"{name}: one thing must push it", "write either shock or halved")
    return loop
