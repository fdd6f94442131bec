"""Rival readings of what is left open: the links that each of them cuts, and the parameters it sets."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo

from sim.inputs.errors import number, quoted, refuse, suggestion
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Prose, Share, Words, wrong
from sim.inputs.frozen_map import Frozen
from sim.inputs.levers import all_parameters
from sim.inputs.messages import validated
from sim.inputs.overrides import misfit
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.sources import Sources
from sim.inputs.yaml_files import Keys, Marked, read_yaml


def _links_exist(links: Frozen[float], info: ValidationInfo) -> Frozen[float]:
    known = (info.context or {}).get("links", links)
    for link in links:
        if link not in known:
            raise wrong(f"there is no link {quoted(link)}", suggestion(link, known), key=link)
    return links


def _parameters_exist(parameters: Frozen[float]) -> Frozen[float]:
    known = all_parameters()
    for name, value in parameters.items():
        if name not in known:
            raise wrong(f"there is no parameter {quoted(name)}", suggestion(name, known), key=name)
        if (refused := misfit(value, known[name].domain, number(value))) is not None:
            raise wrong(*refused, key=name)
    return parameters


class Reading(Declared):
    """One answer to an open question: in words, what it sets, and what speaks for it."""

    what: Prose
    links: Annotated[Frozen[Share], AfterValidator(_links_exist)] = Frozen()
    parameters: Annotated[Frozen[float], AfterValidator(_parameters_exist)] = Frozen()
    sources: Sources = ()


class Question(Declared):
    """Something that the study leaves open.

    Attributes
    ----------
    question : str
    findings : tuple of str
        That leave it open.
    readings : mapping of str to Reading
        The first is the default.
    """

    question: Prose
    findings: Words
    readings: Annotated[Frozen[Reading], Field(min_length=2)]

    @property
    def links(self) -> tuple[str, ...]:
        """The links that any of its readings sets."""
        return tuple(dict.fromkeys(link for each in self.readings.values() for link in each.links))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that any of its readings sets; the others leave them as they are drawn."""
        return tuple(dict.fromkeys(name for each in self.readings.values() for name in each.parameters))

    def dials(self, reading: str) -> dict[str, float]:
        """Give the dial of each of its links under a reading."""
        return {link: self.readings[reading].links.get(link, 1.0) for link in self.links}


@loaded_once
def load_readings(path: Path | None = None, evidence: Evidence | None = None) -> dict[str, Question]:
    """Load the open questions, by name.

    Raises
    ------
    WrongInput
        With everything wrong in the file.
    """
    marks = read_yaml(path or packaged("sim.model", "evidence", "readings.yaml"))
    evidence = evidence or load_evidence()
    context = {"links": evidence.links, "evidence": evidence}
    read = ((name, validated(Question, each, marks, (name,), context)) for name, each in marks.data.items())
    questions = {name: question for name, question in read if question is not None}
    refuse(marks.faults)
    return questions


def chosen(given: Any, marks: Marked) -> Iterator[tuple[str, str]]:
    """Read which readings a scenario chooses."""
    known = load_readings()
    for name, value in given.items() if isinstance(given, Mapping) else ():
        keys: Keys = ("readings", name)
        if name not in known:
            what = f"the study leaves no question {quoted(name)} open"
            marks.fault(keys, what, suggestion(name, known))
        elif not isinstance(value, str) or value not in known[name].readings:
            what = f"{name}: there is no reading {quoted(marks.written.get(keys, value))}"
            marks.fault(keys, what, suggestion(str(value), known[name].readings))
        else:
            yield name, value
