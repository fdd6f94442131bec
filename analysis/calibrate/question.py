"""What `mcn calibrate` is asked."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import ClassVar

from analysis.runs.question import MOST_RUNS, SCENARIO, FolderQuestion, again, argument, cores, fixed, option

MOST_SETS, MOST_LUCKS = 20_000, 64


@dataclass(frozen=True, kw_only=True)
class Question(FolderQuestion):
    """What is asked: its fields are as :func:`analysis.calibrate.ask` takes them, the scenario as written.

    Attributes
    ----------
    scenario : str
    targets : Path
        The table of figures.
    check : float
        The share of the figures that is left out, to be predicted.
    cutoff : float
        How many standard deviations off a set still agrees.
    sets, lucks : int
        How many sets are kept, and in how many lucks each is run.
    """

    command: ClassVar[str] = "calibrate"
    runs: int = fixed(0)
    scenario: str = argument("baseline", before="seed", help=SCENARIO)
    targets: Path = option(
        MISSING, "--targets", recorded="never", metavar="FILE", before="seed",
        help="Your monthly figures, .csv, .xlsx or .ods: quantity, organisation, month, value, sd, and more.",
    )  # fmt: skip
    check: float = option(
        0.0, "--check", metavar="SHARE", before="seed",
        help="Leave out this share of the figures, to be predicted; where the table has no column use.",
    )  # fmt: skip
    cutoff: float = option(
        3.0, "--cutoff", metavar="SD", before="seed",
        help="How many standard deviations off any of the figures a set still agrees.",
    )  # fmt: skip
    sets: int = option(
        1000, "--sets", metavar="N", min=50, max=MOST_SETS, before="seed", help="Parameter sets to be kept."
    )
    lucks: int = option(
        8, "--lucks", metavar="N", min=2, max=MOST_LUCKS, before="seed",
        help="Runs of each set, by which chance is told from parameters.",
    )  # fmt: skip
    parameters: str = again(
        FolderQuestion, "parameters", "prior",
        help="What the search begins from: prior, the ranges as declared, or your own in a .yaml file.",
    )  # fmt: skip

    @property
    def threads(self) -> int:
        """How many threads share the runs: there are always many."""
        return self.workers or cores(MOST_RUNS)
