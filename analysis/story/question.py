"""What `mcn story` is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from analysis.runs.question import (
    MOST_RUNS,
    SCENARIO,
    Engine,
    FolderQuestion,
    Question,
    again,
    argument,
    fixed,
    option,
)


@dataclass(frozen=True, kw_only=True)
class StoryQuestion(Question):
    """What is asked.

    Attributes
    ----------
    organisation : str
        Its name, or a part of it that no other has.
    scenario : str
        A shipped scenario's name, or a file.
    run : int
    full : bool
        Whether all is told, month by month.
    """

    command: ClassVar[str] = "story"
    organisation: str = argument(metavar="NAME", help="An organisation's name, or a part of it.")
    scenario: str = option("baseline", "--scenario", metavar="S", before="seed", help=SCENARIO)
    run: int = option(
        0,
        "--run",
        metavar="R",
        min=0,
        max=MOST_RUNS,
        before="seed",
        help="Which run: one of many ways it may go.",
    )
    horizon: int | None = again(FolderQuestion, "horizon", None)
    full: bool = option(False, "--full", before="json", help="Tell everything, month by month.")
    runs: int = fixed(1)
    workers: int | None = fixed(None)
    engine: Engine = fixed("mesa")  # one run is soon done, and needs no compiling
