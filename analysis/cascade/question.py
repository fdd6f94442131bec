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
    poke, lift, against : str
        One thing whose doing is looked for: a shock, barriers, or another scenario in place of what would be
        without it; empty: none of them.
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
    poke: str = option(
        "", "--poke", metavar="SHOCK", recorded="if given", show_default=False, before="json",
        help="What does a shock bring about?  coordinator-leaves@12, or records-down=12@36:Lanternwood.",
    )  # fmt: skip
    lift: str = option(
        "", "--lift", metavar="BARRIERS", recorded="if given", show_default=False, before="json",
        help="What do barriers bring about that is gone when they are lifted?  records, or money+staff.",
    )  # fmt: skip
    against: str = option(
        "", "--against", metavar="OTHER", recorded="if given", show_default=False, before="json",
        help="What does this scenario bring about that another does not?",
    )  # fmt: skip
