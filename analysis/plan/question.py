"""What `mcn plan` is asked."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import ClassVar, Literal

from analysis.runs.question import MOST_RUNS, FolderQuestion, again, argument, cores, fixed, option

Payer = Literal["all", "network", "members", "commissioner", "national"]
LONGEST_YEARS = 20


@dataclass(frozen=True, kw_only=True)
class Question(FolderQuestion):
    """What is asked: its fields are as :func:`analysis.plan.ask` takes them, the scenario by name or file."""

    command: ClassVar[str] = "plan"
    horizon: int | None = fixed(None)
    runs: int = again(FolderQuestion, "runs", 256)
    budget: float = option(
        MISSING, "--budget", metavar="POUNDS", before="runs",
        help="What may be spent over all the years together, discounted, beyond what the scenario costs.",
    )  # fmt: skip
    scenario: str = argument(
        "baseline", before="runs", help="What levers are added to: a shipped scenario's name, or a file."
    )
    years: int = option(
        5, "--years", recorded="never", metavar="N", min=1, max=LONGEST_YEARS, before="runs",
        help="Years that the money is for, from month 0.",
    )  # fmt: skip
    payer: Payer = option(
        "all", "--payer", before="runs",
        help="Whose money counts against the budget; the others' is shown.",
    )  # fmt: skip
    levers: str | None = option(
        None, "--levers", metavar="NAMES", before="runs",
        help="Levers to choose from, parted by commas, at most 14.  [default: 10 that do most alone]",
    )  # fmt: skip
    objective: str = option(
        "cover_24_7", "--objective", metavar="OUTCOME", before="runs",
        help="What the money is to improve.",
    )  # fmt: skip
    discount: float = option(
        3.5, "--discount", metavar="PERCENT", before="runs",
        help="By which money a year later counts less; 0: not at all.",
    )  # fmt: skip
    futures: int = option(
        4000, "--futures", metavar="N", min=1, max=MOST_RUNS, before="seed",
        help="Further runs of the few best bundles, to choose among them and see where the choice fails.",
    )  # fmt: skip

    @property
    def threads(self) -> int:
        """How many threads share the runs: of bundles there are always many."""
        return self.workers or cores(MOST_RUNS)
