"""What `mcn compare` and `mcn run` are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

from analysis.runs.question import (
    MOST_RUNS,
    SCENARIO,
    Engine,
    FolderQuestion,
    argument,
    cores,
    option,
)

LUCKS, ENOUGH_SETS = 8, 100


class Asked(NamedTuple):
    """What was typed, for the commands that come next.

    Attributes
    ----------
    scenarios : tuple of str
        As they were named, base first.
    options : tuple of str
        Those given that results follow from, but for the number of runs.
    """

    scenarios: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


NOTHING_TYPED = Asked()  # as from Python


@dataclass(frozen=True, kw_only=True)
class _Runs(FolderQuestion):
    """What both are asked.

    Attributes
    ----------
    outcomes : str
        Those printed: `main`, `all`, or names parted by commas.
    lucks : int, optional
        Runs that share a parameter set and differ in luck.
    """

    engine: Engine = option(
        "ensemble", "--engine", before="executor",
        help="ensemble: compiled, fast; mesa: agent by agent, the same numbers.",
    )  # fmt: skip
    outcomes: str = option(
        "main", "--outcomes", metavar="NAMES", before="json",
        help="main, all, or names parted by commas.",
    )  # fmt: skip
    lucks: int | None = option(
        None, "--lucks", metavar="N", min=1, max=1000, before="resume",
        help="Runs that share a parameter set and differ in luck.  [default: 8; with few runs 1]",
    )  # fmt: skip

    @property
    def lucks_of_a_set(self) -> int:
        """How many runs share a parameter set: as many as are asked for, or 8 where sets are left enough."""
        if self.lucks is not None:
            return self.lucks
        return LUCKS if self.runs >= LUCKS * ENOUGH_SETS else 1


@dataclass(frozen=True, kw_only=True)
class RunQuestion(_Runs):
    """What `mcn run` is asked.

    Attributes
    ----------
    scenario : str
        A shipped scenario's name, or a file.
    """

    command: ClassVar[str] = "run"
    scenario: str = argument(help=SCENARIO)

    def completed(self, typed: frozenset[str]) -> Self:
        """Take what was not typed from the study that the scenario is in."""
        from analysis.compare.settings import as_saved

        return as_saved(self, self.scenario, typed)


@dataclass(frozen=True, kw_only=True)
class Question(_Runs):
    """What `mcn compare` is asked.

    Attributes
    ----------
    base : str
    alternatives : tuple of str
    where : tuple of str
        What the answer is about: `edge`, `centre`, or localities by name; empty: all of the network.
    precision : tuple of str
        `OUTCOME=SIZE`: the Monte Carlo error of its change until which runs are added.
    until_clear : bool
        Whether runs are added until the headline verdicts are clear.
    most_runs : int, optional
        Where to stop, if that is not reached.
    worthwhile : tuple of str
        `OUTCOME=SIZE`: the smallest difference worth having.
    discount : float
        Per cent a year.
    """

    command: ClassVar[str] = "compare"
    base: str = argument(
        metavar="BASE", help="Scenario to compare with: a shipped name, a file, or a study with all of them."
    )
    alternatives: tuple[str, ...] = argument((), metavar="ALT...", help="One or more scenarios.")
    where: tuple[str, ...] = option(
        (), "--where", metavar="PLACE", recorded="if given",
        help="What the answer is about: edge, centre, or a locality's name (repeatable).  [default: all]",
    )  # fmt: skip
    precision: tuple[str, ...] = option(
        (), "--precision", metavar="OUTCOME=SIZE", recorded="if given",
        help="Add runs until the Monte Carlo error of this outcome's change is that small; repeatable.",
    )  # fmt: skip
    until_clear: bool = option(
        False, "--until-clear", recorded="if given",
        help="Add runs until no headline verdict is 'too few runs to tell', against the base and between "
        "alternatives.",
    )  # fmt: skip
    most_runs: int | None = option(
        None, "--limit", "--most-runs", metavar="N", min=1, max=MOST_RUNS, recorded="if given",
        help="Where --precision and --until-clear give up.  [default: 100000]",
    )  # fmt: skip
    worthwhile: tuple[str, ...] = option(
        (), "--worthwhile", metavar="OUTCOME=SIZE",
        help="The smallest difference of this outcome that you care about, in its unit; repeatable.",
    )  # fmt: skip
    discount: float = option(
        3.5, "--discount", metavar="PERCENT",
        help="A year's discount on money: 3.5 as in the UK Treasury's Green Book, 0 for none.",
    )  # fmt: skip

    def completed(self, typed: frozenset[str]) -> Self:
        """Take what was not typed from the study that the base is in."""
        from analysis.compare.settings import as_saved

        return as_saved(self, self.base, typed)

    @property
    def adds_runs(self) -> bool:
        """Whether runs are added until something holds."""
        return bool(self.precision) or self.until_clear

    @property
    def threads(self) -> int:
        """How many threads or processes share the runs."""
        return self.workers or cores((self.most_runs or MOST_RUNS) if self.adds_runs else self.runs)
