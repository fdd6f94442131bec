"""How the runs of a study were made, as the page saves it: what a command does where it is not told."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import Field, replace
from pathlib import Path
from typing import Any, TypeVar

from analysis.runs.question import SHIPPED, Question, offered
from sim.inputs.errors import Fault, WrongInput, escaped, refuse, suggestion
from sim.inputs.study_files import NAMED, read_study

TAKEN = ("runs", "lucks", "seed", "parameters", "horizon")

Q = TypeVar("Q", bound=Question)


def as_saved(question: Q, name: str, typed: frozenset[str]) -> Q:
    """Take from a study's `settings` what the command is not told, and say so in a line.

    Parameters
    ----------
    question : Question
    name : str
        Of a scenario; one that is in no study leaves the question as it is.
    typed : frozenset of str
        The options that were given, which win.

    Raises
    ------
    WrongInput
        If the study cannot be read, or its settings are none that the options could have.

    Examples
    --------
    >>> from analysis.compare.question import RunQuestion
    >>> as_saved(RunQuestion(scenario="baseline"), "baseline", frozenset()).runs
    4000
    """
    match = NAMED.fullmatch(name)
    if match is None:
        return question
    path = Path(match["file"])
    taken = {key: value for key, value in saved_in(path, type(question)).items() if key not in typed}
    if taken:
        fields = options_of(type(question))
        options = " ".join(
            f"{fields[key].metadata['option'].flags[0]} {value}" for key, value in taken.items()
        )
        sys.stderr.write(f"As {escaped(path.name)} was saved: {options} (an option given wins)\n")
    return replace(question, **taken)


def options_of(question: type[Question]) -> dict[str, Field[Any]]:
    """Give the options that a study's settings may set, by their names."""
    return {each.name: each for each in offered(question) if each.name in TAKEN}


def saved_in(path: Path, question: type[Question]) -> dict[str, Any]:
    """Read from a study's file how its runs were made.

    Raises
    ------
    WrongInput
        As `as_saved` does.
    """
    saved = read_study(path).get("settings", {})
    place = f"{escaped(path.name)}, settings"
    if not isinstance(saved, Mapping):
        raise WrongInput(Fault(place, "is not made of keys and values"))
    fields = options_of(question)
    refuse(
        _fault(f"{place}.{key}", fields[key], saved[key])
        for key in TAKEN
        if _wrong(fields[key], saved.get(key))
    )
    return {key: saved[key] for key in TAKEN if saved.get(key) is not None}


def _wrong(field: Field[Any], value: Any) -> bool:
    if value is None:
        return False
    option = field.metadata["option"]
    if option.max is None:
        return value not in SHIPPED
    return not isinstance(value, int) or isinstance(value, bool) or not option.min <= value <= option.max


def _fault(place: str, field: Field[Any], value: Any) -> Fault:
    option = field.metadata["option"]
    if option.max is None:
        return Fault(place, f"{value!r:.40} is no source of parameters", suggestion(str(value), SHIPPED))
    return Fault(place, f"{value!r:.40} is not a whole number from {option.min} to {option.max}")
