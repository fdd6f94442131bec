"""What `mcn storyline` is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from analysis.runs.question import SCENARIO, FolderQuestion, Question, again, option


@dataclass(frozen=True, kw_only=True)
class StorylineQuestion(Question):
    """What is asked.

    Attributes
    ----------
    scenario : str
        A shipped scenario's name, or a file.
    by : str
        The outcome that says which runs are lucky.
    """

    command: ClassVar[str] = "storyline"
    scenario: str = option("baseline", "--scenario", metavar="S", before="runs", help=SCENARIO)
    by: str = option(
        "engagement",
        "--by",
        metavar="OUTCOME",
        before="runs",
        help="The outcome by which runs are called lucky or not; mcn list outcomes has them.",
    )
    runs: int = again(
        Question, "runs", 500, help="Histories of one set of assumptions to choose from.", min=3
    )
    horizon: int | None = again(FolderQuestion, "horizon", None)
    parameters: str = again(Question, "parameters", "central")
