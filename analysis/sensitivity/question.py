"""What `mcn sensitivity` is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from analysis.runs.question import MOST_RUNS, SCENARIO, FolderQuestion, argument, cores, fixed, option

MethodName = Literal["sobol", "morris", "fast", "rbd-fast", "delta", "pawn", "dgsm", "hdmr", "ff"]
MOST_SAMPLES = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Question(FolderQuestion):
    """What is asked: its fields are as :func:`analysis.sensitivity.ask` takes them, as they are written.

    Scenarios are names or files, outcomes and months are parted by commas.
    """

    command: ClassVar[str] = "sensitivity"
    runs: int = fixed(1)
    scenario: str = argument("baseline", before="seed", help=SCENARIO)
    against: str | None = option(
        None, "--against", metavar="BASE", before="seed",
        help="Ask about the paired difference from it: what drives the answer of mcn compare.",
    )  # fmt: skip
    method: MethodName = option(
        "sobol", "--method", before="seed",
        help="How it is asked; the guide says which suits what.",
    )  # fmt: skip
    outcomes: str = option(
        "main", "--outcomes", metavar="NAMES", before="seed",
        help="main, all, or names parted by commas.",
    )  # fmt: skip
    months: str | None = option(
        None, "--months", metavar="LIST", before="seed", show_default=False,
        help="Parted by commas; factors are ranked by the last.  [default: each year's end]",
    )  # fmt: skip
    factors: tuple[str, ...] = option(
        ("used",), "--factors", metavar="NAMES", before="seed", show_default=False,
        help="What is varied: used (parameters that the scenarios use), parameters, links, levers, all, a "
        "dimension, names, wildcards such as people.*; parted by commas or repeated.  [default: used]",
    )  # fmt: skip
    groups: tuple[str, ...] = option(
        (), "--groups", metavar="GROUPS", before="seed",
        help="dimension, kind, or NAME=people.*,C18: indices of groups (sobol, morris); repeatable.",
    )  # fmt: skip
    samples: int | None = option(
        None, "--samples", metavar="N", min=1, max=MOST_SAMPLES, before="seed", show_default=False,
        help="Base sample, as the method counts.  [default: the method's own]",
    )  # fmt: skip
    second_order: bool = option(
        False, "--second-order", before="seed",
        help="Indices of pairs too, of the factors that a screening keeps.",
    )  # fmt: skip
    keep: int | None = option(
        None, "--keep", metavar="K", min=2, before="seed",
        help="Screen with Morris first, and keep the K that matter most.",
    )  # fmt: skip

    @property
    def threads(self) -> int:
        """How many threads share the runs: of a design there are always many."""
        return self.workers or cores(MOST_RUNS)
