"""What is kept of runs: which months and whose states, and the arrays that hold them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.frozen_map import Frozen
from sim.inputs.scenarios import Scenario
from sim.sampling.parameter_sets import ParameterSource

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]  # called with runs done and runs in all
Notify = Callable[[str], None]  # called with a sentence for people

FLOW_COLUMNS = ("run", "month", "entity", "organisation", "stock", "flow", "link", "hop", "amount")


class Job(NamedTuple):
    """Runs to be run, and what is to be kept of them.

    Attributes
    ----------
    scenario : Scenario
    runs : sequence of int
        The numbers of the runs, ascending.
    seed : int
    parameters : {"prior", "central", "accepted"}
    lucks : int
        Runs that share a parameter set.
    months : tuple of int
        The months that are kept, ascending.
    varied : mapping of str to array of float, (runs,)
        Parameters, links and levers that are varied, by name.
    organisations, localities, ties : bool
        Whether their states are kept.
    flows : frozenset of int
        The runs whose flows are kept.
    problems : bool
        Whether it is kept when each problem held.
    cascade : frozenset of int
        The runs of which it is kept what each problem had in others.
    luck : array of int, (runs,), or None
        The luck of each run, on which its draws hang; None: its number.
    states : tuple of int or None
        The months, of those kept, of which states are; None: all of them.
    """

    scenario: Scenario
    runs: Sequence[int]
    seed: int = 1
    parameters: ParameterSource = "prior"
    lucks: int = 1
    months: tuple[int, ...] = ()
    varied: Mapping[str, Floats] = Frozen()
    organisations: bool = False
    localities: bool = False
    ties: bool = False
    flows: frozenset[int] = frozenset()
    problems: bool = False
    cascade: frozenset[int] = frozenset()
    luck: Ints | None = None
    states: tuple[int, ...] | None = None

    @property
    def of_states(self) -> "Job":
        """The same runs, with no other months kept than those of which states are."""
        return self if self.states is None else self._replace(months=self.states, states=None)

    @property
    def luck_of_runs(self) -> Ints:
        """The luck of each run."""
        return np.array(self.runs if self.luck is None else self.luck, np.int64)

    def part(self, begin: int, end: int) -> "Job":
        """The runs at the places from `begin` to before `end`."""
        runs = self.runs[begin:end]
        return self._replace(
            runs=runs,
            varied={name: values[begin:end] for name, values in self.varied.items()},
            luck=None if self.luck is None else self.luck[begin:end],
            flows=frozenset(run for run in self.flows if run in runs),
            cascade=frozenset(run for run in self.cascade if run in runs),
        )


class JobResult(NamedTuple):
    """What was kept of some runs.

    Attributes
    ----------
    parameter_sets : array of int, (runs,)
    outcomes : array of float, (runs, months, outcomes)
    costs : array of float, (runs, months, payers, kinds)
        GBP in the months since the one kept before.
    organisations : array of float, (runs, months, organisations, states), or None
        Months here and in the next two: those of which states are kept.
    localities : array of float, (runs, months, localities, states), or None
    ties : array of float, (runs, months, ties, states), or None
    flows : DataFrame, or None
        ``run``, ``month``, ``entity``, ``organisation``, ``stock``, ``flow``, ``link``, ``hop``, ``amount``.
    problems : array of float, (intervals, 4), or None
        Run, place among `sim.model.problems.watched`, onset, end (NaN where it lasts).
    cascade : DataFrame, or None
        As `sim.model.cascade.cascade` gives it.
    """

    parameter_sets: Ints
    outcomes: Floats
    costs: Floats
    organisations: Floats | None
    localities: Floats | None
    ties: Floats | None
    flows: pd.DataFrame | None
    problems: Floats | None = None
    cascade: pd.DataFrame | None = None


def joined(results: Sequence[JobResult]) -> JobResult:
    """What was kept of all runs, part after part; where there is one part it is not copied."""
    if len(results) == 1:
        return results[0]
    return JobResult(*map(_table, zip(*results, strict=True)))


def _table(parts: Sequence[Any]) -> Any:
    kept = [part for part in parts if part is not None]
    if kept and isinstance(kept[0], pd.DataFrame):
        return pd.concat(kept, ignore_index=True)
    return np.concatenate(kept) if kept else None


def repeated(rows: pd.DataFrame, times: int) -> pd.DataFrame:
    """Some rows over and over; texts are taken from them, which is far quicker than to make them anew."""
    return rows.take(np.tile(np.arange(len(rows)), times)).reset_index(drop=True)
