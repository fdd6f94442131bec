"""The table that the screening leaves: what each number with a range moves most, and by how much."""

from __future__ import annotations

import csv
from typing import NamedTuple

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.packaged import loaded_once, packaged

TABLE = packaged("sim.model", "screening.csv")
MAKE = "python -m analysis.sensitivity.screening makes it"


class Moved(NamedTuple):
    """What a number moves most.

    Attributes
    ----------
    parameter : str
        Its dotted name.
    moves : str
        An outcome's name; ``spread of engagement``, over members; ``cost to network``.
    scenario : str
        Where it moves that most.
    month : int
    by : float
        From the lowest to the highest value of its range, in smallest worthwhile differences.
    """

    parameter: str
    moves: str
    scenario: str
    month: int
    by: float


@loaded_once
def load_moved() -> dict[str, Moved]:
    """Load what each number moves most, by its name.

    Raises
    ------
    WrongInput
        If there is no table.
    """
    try:
        with TABLE.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise WrongInput(Fault(TABLE.name, "the table of the screening is missing", MAKE)) from None
    moved = (
        Moved(row["parameter"], row["moves"], row["scenario"], int(row["month"]), float(row["by"]))
        for row in rows
    )
    return {each.parameter: each for each in moved}
