"""What `mcn validate`, `mcn study` and `mcn loops` are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from analysis.runs.question import (
    SCENARIO,
    BatchQuestion,
    FolderQuestion,
    again,
    argument,
    cores,
    fixed,
    option,
)


@dataclass(frozen=True, kw_only=True)
class ValidationQuestion(FolderQuestion):
    """What `mcn validate` is asked.

    Attributes
    ----------
    scenario : str
        On which patterns are looked for; that of the study, unless rivals are not asked for.
    rivals : bool
        Whether simpler rivals, and the model without each weak link, are set beside the model; which fills a
        folder, as it takes minutes.
    """

    command: ClassVar[str] = "validate"
    scenario: str = argument("baseline", before="runs", help=SCENARIO)
    horizon: int | None = fixed(None)
    runs: int = again(
        FolderQuestion, "runs", 0, min=2, show_default=False,
        help="Of each case.  [default: 2000; with --rivals 256]",
    )  # fmt: skip
    rivals: bool = option(
        False, "--rivals", before="out",
        help="Set simpler rivals beside the model: patterns lost, and rankings of levers and bundles.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Refuse what is said of a folder where none is filled."""
        super().__post_init__()
        if self.rivals:
            _check_rivals_scenario(self.scenario)
            return
        given = [name for name in ("out", "force", "resume", "hypothesis") if getattr(self, name)]
        if given:
            from sim.inputs.errors import Fault, WrongInput

            what = "is for a folder, which only a comparison with rivals fills"
            raise WrongInput(Fault(f"--{given[0]}", what, "give --rivals too, or leave it out"))

    @property
    def count(self) -> int:
        """Runs of each case."""
        return self.runs or (256 if self.rivals else 2000)

    @property
    def threads(self) -> int:
        """How many threads share the runs."""
        return self.workers or cores(self.count)


def _check_rivals_scenario(name: str) -> None:
    """Refuse to hold rivals against the study on another network than the study's."""
    if name == "baseline":
        return
    from sim.inputs.errors import Fault, WrongInput

    raise WrongInput(
        Fault("--rivals", f"is asked on the study's own network, not on {name}", "leave one out")
    )


@dataclass(frozen=True, kw_only=True)
class StudyQuestion(BatchQuestion):
    """What `mcn study` is asked.

    Attributes
    ----------
    scenario : str
        A shipped scenario's name, or a file.
    """

    command: ClassVar[str] = "study"
    scenario: str = argument("baseline", help=SCENARIO)
    runs: int = again(BatchQuestion, "runs", 2000)
    parameters: str = again(BatchQuestion, "parameters", "prior")


@dataclass(frozen=True, kw_only=True)
class LoopsQuestion(BatchQuestion):
    """What `mcn loops` is asked.

    Attributes
    ----------
    scenario : str
        A shipped scenario's name, or a file.
    """

    command: ClassVar[str] = "loops"
    scenario: str = argument("baseline", help=SCENARIO)
    runs: int = again(BatchQuestion, "runs", 300)
    parameters: str = again(BatchQuestion, "parameters", "prior")
