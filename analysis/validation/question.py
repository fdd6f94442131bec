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
    ablate : bool
        Whether weak links are cut one by one and simpler rivals tried.
    """

    command: ClassVar[str] = "validate"
    runs: int = again(
        BatchQuestion, "runs", 0, min=2, show_default=False,
        help="Of each case.  [default: 2000; with --ablate 300]",
    )  # fmt: skip
    ablate: bool = option(
        False, "--ablate", before="json", help="Cut the weak links one by one, and try simpler rivals."
    )

    @property
    def count(self) -> int:
        """Runs of each case."""
        return self.runs or (300 if self.ablate else 2000)

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
