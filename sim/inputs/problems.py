"""What goes wrong in a network, in three orders: who has each problem, and which state marks it."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from sim.inputs.errors import quoted, refuse, suggestion
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Name, Prose, Slug, wrong
from sim.inputs.messages import validated
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.sources import Findings, Grade, HopSources
from sim.inputs.yaml_files import read_yaml

Holder = Literal["network", "organisation"]

PACKAGED = packaged("sim.model", "evidence", "problems.yaml")


class Problem(Declared):
    """A problem that the study names.

    Attributes
    ----------
    id : str
        Its key in the file: ``"workarounds"``.
    title, wording : str
        What it is, and how somebody in a workshop would put it.
    order : {1, 2, 3}
        In the setting, in the work, or in the members.
    holder : {"network", "organisation"}
        Who has it.
    state : str
        What marks it, as the rules call it: ``"org.workaround_burden"``.
    direction : {"below", "above"}
        The side of the threshold on which it is marked.
    threshold : float
    unit : str
        Of the state.
    grade : str
        What the threshold rests on.
    findings : tuple of str
        What of the study names the problem.
    hops : tuple of str
        Sources of hops that stand for it: what flows along those hops is charged to it.
    """

    id: Slug
    title: Name
    order: Annotated[int, Field(ge=1, le=3)] = Field(description="1, 2 or 3")
    holder: Holder = Field(description="network or organisation")
    state: Name = Field(description="what marks it, such as org.engagement")
    direction: Literal["below", "above"] = Field(description="below or above")
    threshold: float = Field(description="where the mark begins")
    unit: Name = Field(description="what the state is counted in")
    grade: Grade = Field(description="what the threshold rests on: O, A, L, R, D or assumption")
    findings: Findings
    hops: HopSources = Field(description="sources of hops that stand for it, or []")
    wording: Name = Field(description="how somebody in a workshop would put it")
    note: Prose = ""

    @field_validator("state")
    @classmethod
    def _state_exists(cls, state: str, info: ValidationInfo) -> str:
        states = (info.context or {}).get("states", {}).get(info.data.get("holder"))
        if states is not None and state not in states:
            what = f"{quoted(state)} is no state of the {info.data['holder']}"
            raise wrong(what, suggestion(state, states))
        return state

    @property
    def sign(self) -> float:
        """1 where it is marked above the threshold, -1 below."""
        return 1.0 if self.direction == "above" else -1.0


@loaded_once
def load_problems(
    path: Path | None = None,
    evidence: Evidence | None = None,
    states: dict[str, Collection[str]] | None = None,
) -> dict[str, Problem]:
    """Load the problems, keyed by id, in the order of the file.

    Parameters
    ----------
    path : Path, optional
        A file such as problems.yaml; left out: the packaged one.
    evidence : Evidence, optional
        What findings and hops may name; left out: the packaged evidence.
    states : mapping of str to collection of str, optional
        By holder, what may mark a problem; left out: anything.

    Raises
    ------
    WrongInput
        With everything wrong in the file.
    """
    marks = read_yaml(path or PACKAGED)
    context = {"evidence": evidence or load_evidence(), "states": states or {}}
    problems: dict[str, Problem] = {}
    charged: dict[str, str] = {}
    for key, entry in marks.data.items():
        named = {"id": key, **entry} if isinstance(entry, dict) else entry
        problem = validated(Problem, named, marks, (key,), context)
        if problem is None:
            continue
        for hop in problem.hops:
            if hop in charged:
                what = f"{key}.hops: {quoted(hop)} stands for {charged[hop]} too"
                marks.fault((key, "hops"), what, "charge each to one problem")
            charged[hop] = key
        problems[key] = problem
    refuse(marks.faults)
    return problems
