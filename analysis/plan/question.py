"""What `mcn plan` is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from analysis.report.words import typed
from analysis.runs.question import (
    MOST_RUNS,
    FolderQuestion,
    again,
    argument,
    cores,
    fixed,
    option,
    options_given,
)

Payer = Literal["all", "network", "members", "commissioner", "national"]
LONGEST_YEARS = 20


@dataclass(frozen=True, kw_only=True)
class Question(FolderQuestion):
    """What is asked: its fields are as :func:`analysis.plan.ask` takes them, the scenario by name or file."""

    command: ClassVar[str] = "plan"
    horizon: int | None = fixed(None)
    runs: int = again(FolderQuestion, "runs", 256)
    budget: float | None = option(
        None, "--budget", metavar="POUNDS", before="runs",
        help="What may be spent over all the years together, discounted, beyond what the scenario costs.",
    )  # fmt: skip
    a_year: float | None = option(
        None, "--a-year", metavar="POUNDS", recorded="if given", before="runs",
        help="Or what may be spent in each year.",
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
        help="Levers to choose from, parted by commas.  [default: those that do most alone]",
    )  # fmt: skip
    doses: tuple[str, ...] = option(
        (), "--dose", metavar="LEVER=DOSES", recorded="if given", show_default=False, before="runs",
        help="How much of a lever, for whom and from which month; may be given again: nurses=2,4,6@edge, "
        "outreach=2,4, shared-records=50%@hubs@12.  [default: all and half, for all and the edge]",
    )  # fmt: skip
    objective: str = option(
        "cover_24_7", "--objective", metavar="OUTCOME", before="runs",
        help="What the money is to improve; at a place or of a kind of member too: cover_24_7@edge, "
        "engagement@hospice.",
    )  # fmt: skip
    discount: float = option(
        3.5, "--discount", metavar="PERCENT", before="runs",
        help="By which money a year later counts less; 0: not at all.",
    )  # fmt: skip
    signposts: bool = option(
        False, "--signposts", recorded="never", before="json",
        help="Print what tells in time that the favourite fails and what to switch to, of runs already made.",
    )  # fmt: skip
    futures: int = option(
        4000, "--futures", metavar="N", min=1, max=MOST_RUNS, before="seed",
        help="Further runs of the few best bundles, to choose among them and see where the choice fails.",
    )  # fmt: skip

    def as_command(self, *more: str) -> str:
        """Write the command that asks this, whatever folder it fills, with further words."""
        scenario = [self.scenario] if self.scenario != type(self).scenario else []
        years = ["--years", str(self.years)] if self.years != type(self).years else []
        options = options_given(self, "scenario", "hypothesis")
        return typed(["mcn", self.command, *scenario, *years, *options, *more])

    @property
    def threads(self) -> int:
        """How many threads share the runs: of bundles there are always many."""
        return self.workers or cores(MOST_RUNS)
