"""What `mcn validate`, `mcn study` and `mcn loops` are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from analysis.runs.question import SCENARIO, BatchQuestion, again, argument, cores, option


@dataclass(frozen=True, kw_only=True)
class ValidationQuestion(BatchQuestion):
    """What `mcn validate` is asked.

    Attributes
    ----------
    rivals : bool
        Whether simpler rivals, and the model without each weak link, are set beside the model.
    """

    command: ClassVar[str] = "validate"
    runs: int = again(
        BatchQuestion, "runs", 0, min=2, show_default=False,
        help="Of each case.  [default: 2000; with --rivals 256]",
    )  # fmt: skip
    rivals: bool = option(
        False, "--rivals", before="json",
        help="Set simpler rivals beside the model: patterns lost, and rankings of levers and bundles.",
    )  # fmt: skip

    @property
    def count(self) -> int:
        """Runs of each case."""
        return self.runs or (256 if self.rivals else 2000)

    @property
    def threads(self) -> int:
        """How many threads share the runs."""
        return self.workers or cores(self.count)


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
