"""How checks read the runs of a case: who lies where, means over some, and the time something takes."""

import numpy as np
import numpy.typing as npt

from analysis.validation.cases import CaseRuns, Floats, Truths
from sim.inputs.levers import all_parameters
from sim.model.structure import structure_of


def far(runs: CaseRuns) -> Truths:
    """Which organisations lie at the geographical edge, (organisations,)."""
    edge = all_parameters()["infrastructure.peripheral_from"].value
    return np.array([each.distance >= edge for each in structure_of(runs.network).organisations])


def of_kind(runs: CaseRuns, *kinds: str) -> Truths:
    """Which organisations are of these kinds, (organisations,)."""
    return np.array([each.kind in kinds for each in runs.network.organisations])


def mean_where(values: Floats, where: Truths) -> Floats:
    """Means over the organisations where `where`, (runs,); NaN where there are none: nothing holds there."""
    chosen = np.broadcast_to(where, values.shape)
    count = chosen.sum(axis=1)
    total = np.where(chosen, values, 0.0).sum(axis=1)
    means: Floats = np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
    return means


def correlation(a: Floats, b: Floats) -> Floats:
    """Correlations of the rows of two tables, (runs,); 0 where either does not vary."""
    a, b = (each - each.mean(axis=1, keepdims=True) for each in (a, b))
    scale = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    found: Floats = np.divide((a * b).sum(axis=1), scale, out=np.zeros(len(a)), where=scale > 0)
    return found


def months_until(course: Floats, months: npt.NDArray[np.int64], level: float) -> Floats:
    """When a course first reaches a level, (runs,); the last month where it never does.

    Between two months it is taken to move in a straight line.
    """
    reached = course >= level
    first = reached.argmax(axis=1)
    rows = np.arange(len(course))
    before = np.maximum(0, first - 1)
    step = course[rows, first] - course[rows, before]
    part = np.divide(level - course[rows, before], step, out=np.ones_like(step), where=step > 0)
    when: Floats = months[before] + np.clip(part, 0, 1) * (months[first] - months[before])
    return np.where(reached.any(axis=1), when, float(months[-1]))
