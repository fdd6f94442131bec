"""The accepted parameter sets: those draws from the priors with which the model shows what the study saw.

A set is named by its number in the stream of draws from the priors under one seed, and its values follow
from the two, so that a list of numbers is all there is to ship. `analysis.validation.calibration` makes
the file.
"""

import csv
import functools
import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.fields import Share
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.timing import FIRST_MONTH
from sim.sampling.random_numbers import LARGEST_SEED, Purpose, draw, entity_key

FILE, EFFECTS = packaged("sim.sampling", "accepted.json"), packaged("sim.sampling", "accepted.csv")
MAKE = "python -m analysis.validation.calibration makes it; --parameters prior does without"

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def _ascending(sets: tuple[int, ...]) -> tuple[int, ...]:
    if sets[0] < 1 or any(a >= b for a, b in pairwise(sets)):
        raise ValueError("sets are numbered from 1 on and each stands once, in ascending order")
    return sets


class Accepted(BaseModel):
    """What `accepted.json` holds.

    Attributes
    ----------
    seed : int
        Of the draws from the priors, whatever the seed of the runs.
    sets : tuple of int
        The numbers of the sets accepted, ascending.
    candidates : int
        How many were looked at: sets 1 to this one.
    patterns : mapping of str to str
        What a set had to reproduce, and the numbers of each check as they stood.
    lucks : int
        In how many lucks each set was run.
    share : float
        In what share of them all patterns had to hold.
    priors, model : str
        SHA-256 of the priors, and of the rules and all else that decides, as they stood.
    network, rules : str
        What they were judged on: the name of the network, and SHA-256 of what the rules said; empty in files
        of before 0.2.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(ge=0, le=LARGEST_SEED)
    candidates: int = Field(ge=1)
    lucks: int = Field(ge=1)
    share: Share
    patterns: dict[str, str] = Field(min_length=1)
    priors: Digest
    model: Digest
    network: str = ""
    rules: Digest | Literal[""] = ""
    sets: Annotated[tuple[int, ...], Field(min_length=1), AfterValidator(_ascending)]

    @model_validator(mode="after")
    def _all_were_candidates(self) -> "Accepted":
        if self.sets[-1] > self.candidates:
            raise ValueError("a set is numbered above the last candidate")
        return self


@loaded_once
def load_accepted(path: Path | None = None) -> Accepted:
    """Load the accepted sets.

    Parameters
    ----------
    path : Path, optional
        Left out: the packaged ones.

    Raises
    ------
    WrongInput
        If there is no such file, or something in it is wrong.
    """
    path = path or FILE
    try:
        return Accepted.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise WrongInput(Fault(path.name, "the file of accepted parameter sets is missing", MAKE)) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise WrongInput(Fault(path.name, f"{place}: {first['msg']}", MAKE)) from None


def accepted_digest() -> str:
    """SHA-256 of the packaged file."""
    load_accepted()
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


class Effect(NamedTuple):
    """What acceptance did to one parameter.

    Attributes
    ----------
    informed : bool
        Whether the patterns say anything of it; if not, it is at its prior.
    low, median, high : float
        5, 50 and 95 % of its accepted values.
    """

    informed: bool
    low: float
    median: float
    high: float


@loaded_once
def accepted_effects() -> dict[str, Effect]:
    """What acceptance did to each parameter, by name."""
    with EFFECTS.open(encoding="utf-8", newline="") as file:
        return {
            row["parameter"]: Effect(
                row["informed"] == "True",
                *(float(row[f"accepted_{end}"]) for end in ("low", "median", "high")),
            )
            for row in csv.DictReader(file)
        }


@functools.lru_cache(maxsize=64)
def first_place(seed: int, sets: int) -> int:
    """Which of so many accepted sets the first run has: others under another seed."""
    return int(draw(seed, 0, FIRST_MONTH, entity_key("parameters", "accepted"), Purpose.PRIOR) * sets)
