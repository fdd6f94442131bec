"""Designs run: rows cut into chunks, each written whole, and the outcomes of every row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.runs.checkpoint import Keep, Tables
from analysis.runs.store import NothingToTell
from analysis.sensitivity.factors import DUMMY, LUCK, Floats
from analysis.sensitivity.question import Question
from analysis.sensitivity.sample import Design
from sim.inputs import Fault, Scenario
from sim.simulation import simulate

TABLE = "rows"
RUNS_IN_A_CHUNK = 8192
Tell = Callable[[int], None]  # runs done since it was told last


def outcomes_of(
    question: Question, design: Design, stage: str, keep: Keep, tell: Tell | None = None
) -> Floats:
    """Run a design, or read what was run of it.

    Parameters
    ----------
    question : Question
    design : Design
        Of the question's columns.
    stage : str
        What the chunks are named after: `rows`, or `screening`.
    keep : Keep
        Where its parts are kept.
    tell : callable, optional

    Returns
    -------
    array, (rows, months, outcomes)
        Differences where the question compares two scenarios, means where rows are repeated.

    Raises
    ------
    NothingToTell
        If a run has no number for an outcome: it is named, and nothing is made of it.
    """
    size = max(1, RUNS_IN_A_CHUNK // design.repeats)
    mapped = design.mapped(question.columns())
    found = []
    for number, begin in enumerate(range(0, design.rows, size)):
        name, end = f"{stage}-{number:06d}", min(begin + size, design.rows)

        def make(begin: int = begin, end: int = end) -> Tables:
            return {TABLE: _chunk(question, mapped, begin, end)}

        found.append(_array(question, keep(name, make)[TABLE]))
        if tell is not None:
            tell((end - begin) * design.repeats * len(question.scenarios))
    return np.concatenate(found)


def chunks_of(design: Design) -> int:
    """How many chunks a design is cut into."""
    return -(-design.rows // max(1, RUNS_IN_A_CHUNK // design.repeats))


def _chunk(question: Question, mapped: Design, begin: int, end: int) -> pd.DataFrame:
    repeats = mapped.repeats
    points = np.repeat(mapped.points(begin, end), repeats, axis=0)
    varied: dict[str, object] = {
        factor.name: points[:, place]
        for place, factor in enumerate(question.columns())
        if factor.name not in (LUCK, DUMMY)
    }
    runs = range(begin * repeats, end * repeats)
    if repeats > 1:
        varied[LUCK] = np.tile(np.arange(repeats), end - begin)
    elif mapped.lucks is not None:
        varied[LUCK] = mapped.lucks[begin:end]
    else:
        varied[LUCK] = np.zeros(len(runs), np.int64)
    values = _simulated(question, question.scenario, runs, varied)
    if question.against is not None:
        values = values - _simulated(question, question.against, runs, varied)
    months, names = question.months, [each.name for each in question.outcomes]
    mean = values.reshape(end - begin, repeats, len(months), len(names)).mean(axis=1)
    keys = {
        "row": np.repeat(np.arange(begin, end), len(months)),
        "month": np.tile(np.array(months), end - begin),
    }
    return pd.DataFrame(keys | dict(zip(names, mean.reshape(-1, len(names)).T, strict=True)))


def _simulated(question: Question, scenario: Scenario, runs: range, varied: dict[str, object]) -> Floats:
    result = simulate(
        scenario,
        runs,
        question.seed,
        parameters="central",
        varied=varied,
        months=question.months,
        workers=question.workers,
    )
    names = [each.name for each in question.outcomes]
    found = result.outcomes[names].to_numpy(float).reshape(len(runs), len(question.months), len(names))
    bad = np.argwhere(~np.isfinite(found))
    if len(bad):
        run, month, outcome = bad[0]
        what = f"run {runs[int(run)]} of {scenario.name} has no number for {names[outcome]} at month "
        meant = "ask for other outcomes or months, or leave out what makes it undefined with --factors"
        raise NothingToTell(Fault("--outcomes", f"{what}{question.months[month]}", meant))
    return found


def _array(question: Question, rows: pd.DataFrame) -> Floats:
    names = [each.name for each in question.outcomes]
    return rows[names].to_numpy(float).reshape(-1, len(question.months), len(names))
