"""What `mcn cascade` is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from analysis.runs.question import LONGEST, SCENARIO, FolderQuestion, again, argument, option


@dataclass(frozen=True, kw_only=True)
class Question(FolderQuestion):
    """What is asked.

    Attributes
    ----------
    scenario : str
        A shipped scenario's name, or a file.
    outcomes : str
        Names parted by commas, whose shortfall is shared out between the barriers.
    run : int, optional
        Whose story is told; left out, the most typical run's.
    since : int
        The month from which on onsets are told.
    """

    command: ClassVar[str] = "cascade"
    scenario: str = argument(help=SCENARIO)
    runs: int = again(FolderQuestion, "runs", 2000)
    outcomes: str = option(
        "cover_24_7", "--outcome", metavar="NAMES", before="json",
        help="Whose shortfall is shared out between the barriers: one, or several parted by commas.",
    )  # fmt: skip
    run: int | None = option(
        None, "--run", metavar="R", min=0, before="json",
        help="Whose story is told.  [default: the most typical run's]",
    )  # fmt: skip
    since: int = option(
        -23, "--since", metavar="M", min=-LONGEST, max=LONGEST, before="json",
        help="Tell onsets from this month on; 0: what begins after the study.",
    )  # fmt: skip
