"""Designs run: rows cut into chunks, and the outcomes of every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.runs.batch import Evaluator, Tables, Task, parted
from analysis.runs.folder import NothingToTell
from analysis.sensitivity.factors import DUMMY, LUCK, NOTHING, Factor, Floats, Range
from analysis.sensitivity.methods import Method
from analysis.sensitivity.sample import Design, Problem
from analysis.statistics.own_outcomes import needs_states, with_outcomes
from sim.inputs import Fault, Scenario
from sim.model.outcomes import Outcome
from sim.simulation import simulate

TABLE = "rows"
RUNS_IN_A_CHUNK = 8192


@dataclass(frozen=True)
class Experiment:
    """What is varied and what is run, as :func:`analysis.sensitivity.ask` puts it together.

    Attributes
    ----------
    scenario, against, samples, second_order, keep, seed, workers
        As :func:`analysis.sensitivity.ask` takes them.
    method : Method
    outcomes : tuple of Outcome
    months : tuple of int
        Ascending; factors are ranked by the last.
    factors : tuple of Factor
        What is varied, chance among them where the method has it as a factor.
    groups : mapping of str to str
        The group of each factor, by name; empty for none.
    ranges : {"prior", "accepted"}
    """

    scenario: Scenario
    against: Scenario | None
    method: Method
    outcomes: tuple[Outcome, ...]
    months: tuple[int, ...]
    factors: tuple[Factor, ...]
    groups: Mapping[str, str]
    samples: int
    second_order: bool
    keep: int | None
    seed: int
    ranges: Range
    workers: int = 1

    @property
    def month(self) -> int:
        """The month by which factors are ranked."""
        return self.months[-1]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that are run, the base first."""
        return (self.scenario,) if self.against is None else (self.against, self.scenario)

    def columns(self) -> tuple[Factor, ...]:
        """The factors and, where the method needs one, the dummy."""
        return (*self.factors, NOTHING) if self.method.dummy else self.factors

    def design(self) -> Design:
        """Which points are run."""
        return self._design

    @cached_property
    def _design(self) -> Design:
        """The design, kept: it is counted before it is run, and some methods take seconds to make it."""
        names = tuple(each.name for each in self.columns())
        groups = tuple(self.groups.get(name, name) for name in names) if self.groups else ()
        return self.method.sample(Problem(names, groups), self.samples, self.seed, self.second_order)

    def titles(self) -> dict[str, str]:
        """What factors and groups are called, by name."""
        return {name: name for name in self.groups.values()} | {
            each.name: each.title for each in self.columns()
        }


def outcomes_of(
    question: Experiment, design: Design, stage: str, evaluator: Evaluator | None = None
) -> Floats:
    """Run a design, or read what was run of it.

    Parameters
    ----------
    question : Experiment
    design : Design
        Of the experiment's columns.
    stage : str
        What the chunks are named after: `rows`, or `screening`.
    evaluator : Evaluator, optional
        Where its parts are done and kept; left out, in this process and in memory.

    Returns
    -------
    array, (rows, months, outcomes)
        Differences where two scenarios are compared, means where rows are repeated.

    Raises
    ------
    NothingToTell
        If a run has no number for an outcome: it is named, and nothing is made of it.
    """
    evaluate = Evaluator(threads=question.workers) if evaluator is None else evaluator
    size = max(1, RUNS_IN_A_CHUNK // design.repeats)
    mapped = design.mapped(question.columns())
    names, months = tuple(each.name for each in question.outcomes), question.months
    how = _Runs(question.scenarios, question.outcomes, months, question.seed, evaluate.threads)
    runs_of_a_row = design.repeats * len(question.scenarios)
    tasks = [
        Task(name, len(rows) * runs_of_a_row, _chunk, (how, *mapped.around(rows), rows))
        for name, rows in parted(stage, design.rows, size)
    ]
    found = evaluate.chunks.read(TABLE, evaluate.run(tasks))
    return found[list(names)].to_numpy(float).reshape(-1, len(months), len(names))


class _Runs(NamedTuple):
    """How rows are run, the same for all of a design."""

    scenarios: tuple[Scenario, ...]
    outcomes: tuple[Outcome, ...]
    months: tuple[int, ...]
    seed: int
    threads: int

    @property
    def names(self) -> list[str]:
        """The names of the outcomes."""
        return [each.name for each in self.outcomes]


def _chunk(how: _Runs, part: Design, begin: int, rows: range) -> Tables:
    """Run some rows of a design, in its factors' own units."""
    repeats = part.repeats
    points = np.repeat(part.points(begin, begin + len(rows)), repeats, axis=0)
    varied: dict[str, Any] = {
        name: points[:, place] for place, name in enumerate(part.problem.names) if name not in (LUCK, DUMMY)
    }
    runs = range(rows.start * repeats, rows.stop * repeats)
    if repeats > 1:
        varied[LUCK] = np.tile(np.arange(repeats), len(rows))
    else:
        varied[LUCK] = np.zeros(len(runs), np.int64) if part.lucks is None else part.lucks
    base, *then = (_simulated(how, each, runs, varied) for each in how.scenarios)
    values = then[0] - base if then else base
    mean = values.reshape(len(rows), repeats, len(how.months), len(how.outcomes)).mean(axis=1)
    keys = {"row": np.repeat(np.array(rows), len(how.months)), "month": np.tile(how.months, len(rows))}
    columns = dict(zip(how.names, mean.reshape(-1, len(how.outcomes)).T, strict=True))
    return {TABLE: pd.DataFrame(keys | columns)}


def _simulated(how: _Runs, scenario: Scenario, runs: range, varied: dict[str, Any]) -> Floats:
    result = simulate(
        scenario,
        runs,
        how.seed,
        parameters="central",
        varied=varied,
        months=how.months,
        organisations=needs_states(how.outcomes),
        ties=needs_states(how.outcomes),
        workers=how.threads,
    )
    result = with_outcomes(result, how.outcomes)
    shape = (len(runs), len(how.months), len(how.outcomes))
    found = result.outcomes[how.names].to_numpy(float).reshape(shape)
    bad = np.argwhere(~np.isfinite(found))
    if len(bad):
        run, month, outcome = bad[0]
        what = f"run {runs[int(run)]} of {scenario.name} has no number for {how.names[outcome]} at month "
        meant = "ask for other outcomes or months, or leave out what makes it undefined with --factors"
        raise NothingToTell(Fault("--outcomes", f"{what}{how.months[month]}", meant))
    return found
