"""What is measured, with units, and the smallest difference worth having: the table `outcomes.csv`.

No outcome for children or families is reported: the study has none. The smallest worthwhile
differences are assumptions, there to be changed by whoever asks.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sim.inputs.errors import Fault, quoted, refuse, suggestion
from sim.inputs.fields import Declared, Name, Prose, parted
from sim.inputs.messages import validated_rows
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.tables import read_table


class Outcome(Declared):
    """Something measured every month.

    Attributes
    ----------
    name, title, unit, what : str
        Unit ``share`` is 0-1.
    better : {"higher", "lower", "neither"}
        Which way is good.
    worthwhile : float
        The smallest difference worth having, in the outcome's unit.
    findings : tuple of str
        Why it is measured.
    proctor, re_aim : str
        The term of Proctor's eight implementation outcomes and of RE-AIM that it stands for, if any.
    holder, field : str
        Where the engines keep it: the network's core, the means over members, or care in the region.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Name
    unit: Name
    better: Literal["higher", "lower", "neither"]
    worthwhile: Annotated[float, Field(gt=0)]
    what: Prose
    findings: Annotated[tuple[Name, ...], parted(";")]
    proctor: Prose = ""
    re_aim: Prose = ""
    holder: Literal["net", "members", "region"]
    field: Name


@loaded_once
def load_outcomes(path: Path | None = None) -> dict[str, Outcome]:
    """Load the outcomes, keyed by name, in the order of the table.

    Raises
    ------
    WrongInput
        With everything wrong in the table.
    """
    faults: list[Fault] = []
    outcomes: dict[str, Outcome] = {}
    rows = read_table(path or packaged("sim.model", "outcomes.csv"))
    for row, outcome in validated_rows(Outcome, rows, faults):
        if outcome.name in outcomes:
            what = f"{outcome.name!r} stands twice"
            faults.append(Fault(row.place("name"), what, "give each its own name"))
        outcomes[outcome.name] = outcome
    refuse(faults)
    return outcomes


def no_outcome(place: str, name: object) -> Fault:
    """Say that `place`, an argument or an option, names what is no outcome."""
    return Fault(place, f"there is no outcome {quoted(name)}", suggestion(str(name), load_outcomes()))


OUTCOMES: dict[str, Outcome]


def __getattr__(name: str) -> dict[str, Outcome]:
    """Load the packaged outcomes on first use, not on import."""
    if name == "OUTCOMES":
        return load_outcomes()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
