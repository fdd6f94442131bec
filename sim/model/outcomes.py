"""What is measured, with units, and the smallest difference worth having: the table `outcomes.csv`.

No outcome for children or families is reported: the study has none. The smallest worthwhile
differences are assumptions, there to be changed by whoever asks.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from sim.inputs.errors import Fault, ImpossibleResult, quoted, refuse, suggestion
from sim.inputs.fields import Declared, Name, Prose, parted
from sim.inputs.messages import validated_rows
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.tables import read_table

ROUNDING = 1e-9  # by which a share may be off
_SHARES = ("share", "ratio", "Gini")


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

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest value that it can have."""
        return {"score 0-1": (-1.0, 1.0)}.get(self.unit, (0.0, 1.0 if self.unit in _SHARES else math.inf))


def refuse_impossible(values: npt.NDArray[np.float64], names: Sequence[str], place: str) -> None:
    """Refuse what cannot be: shares outside 0-1, negative amounts, what is not finite.

    Parameters
    ----------
    values : array of float, (..., outcomes)
    names : sequence of str
        The outcomes of the last axis.
    place : str
        What it came of.

    Raises
    ------
    ImpossibleResult
        With the outcomes that are impossible.

    Examples
    --------
    >>> refuse_impossible(np.array([[0.2], [1.0]]), ["cover_24_7"], "baseline")
    """
    if not values.size:
        return
    axes = tuple(range(values.ndim - 1))
    faults = []
    for name, least, most in zip(names, values.min(axes), values.max(axes), strict=True):
        low, high = load_outcomes()[name].bounds
        if not (low - ROUNDING <= least and most <= high + ROUNDING and math.isfinite(most)):
            impossible = least if not low - ROUNDING <= least else most
            what = f"{name} would be {impossible:g}, which cannot be"
            faults.append(Fault(place, what, "fix parameters nearer to their ranges (mcn explain NAME)"))
    if faults:
        raise ImpossibleResult(*faults)


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
