"""Designs: which points of the unit cube are run, and in which order, for each method.

A design is two tables of points and a mask: row `r` is a point of the first table, in which some columns are
those of the second. So a design of many rows is never held as a whole, and what a share comes to in a
parameter's unit is worked out once for each point rather than for each row.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from SALib.sample import fast_sampler, ff, latin
from SALib.sample import morris as morris_sampler
from scipy.stats import qmc

from analysis.sensitivity.factors import LUCK, Factor, Floats

Ints = NDArray[np.int64]

LEVELS = 4  # of a Morris grid
STEP = 0.02  # of a finite difference, as a share of the range
MANY_LUCKS = 2**24
SLICES = 10  # lucks in designs that ask what a slice of a factor's range does: one to each slice


@contextmanager
def quiet(seed: int) -> Iterator[None]:
    """Seed what draws from NumPy's global generator, keep warnings in, and put both back.

    Some of SALib's methods draw from the global generator, some take a seed of 0 for none, one changes how
    all warnings look.
    """
    state, look = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            np.random.seed(seed % 2**32)  # noqa: NPY002
            yield
    finally:
        warnings.formatwarning = look
        np.random.set_state(state)  # noqa: NPY002


@dataclass(frozen=True)
class Problem:
    """What SALib is told: names, each from 0 to 1, and perhaps groups.

    Attributes
    ----------
    names : tuple of str
    groups : tuple of str
        The group of each name; empty for none.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """What indices are given for: groups, or the factors themselves."""
        return tuple(dict.fromkeys(self.groups)) or self.names

    def for_salib(self) -> dict[str, object]:
        """Write it as SALib reads it, anew each time, since SALib writes into it."""
        bounds = [[0.0, 1.0] for _ in self.names]
        groups = {"groups": list(self.groups)} if self.groups else {}
        return {"num_vars": len(self.names), "names": list(self.names), "bounds": bounds, **groups}


@dataclass(frozen=True)
class Design:
    """The rows that are run.

    Attributes
    ----------
    problem : Problem
    samples : int
        Base points, trajectories, replicates or curves, as the method counts.
    first, second : array of float, (points, factors)
    mask : array of bool, (rows of a point, factors)
        In which row of a point the second table's number stands.
    block : int
        Rows that make up one sample.
    lucks : array of int, optional
        The luck of each row, where it does not follow from the column `luck`.
    repeats : int
        Runs of each row, in as many lucks; the outcome is their mean.
    """

    problem: Problem
    samples: int
    first: Floats
    second: Floats
    mask: NDArray[np.bool_]
    block: int
    lucks: Ints | None = None
    repeats: int = 1

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.first) * len(self.mask)

    @property
    def runs(self) -> int:
        """How many runs they take."""
        return self.rows * self.repeats

    def points(self, begin: int = 0, end: int | None = None) -> Floats:
        """Give the rows from `begin` to before `end`, (rows, factors)."""
        rows = np.arange(begin, self.rows if end is None else end)
        point, place = np.divmod(rows, len(self.mask))
        return np.where(self.mask[place], self.second[point], self.first[point])

    def around(self, rows: range) -> tuple[Design, int]:
        """Give the design of the points that hold these rows, with their lucks; and where they begin."""
        height = len(self.mask)
        places = slice(rows.start // height, -(-rows.stop // height))
        lucks = None if self.lucks is None else self.lucks[rows.start : rows.stop]
        return self._changed(lambda points: points[places], lucks=lucks), rows.start % height

    def mapped(self, factors: Sequence[Factor]) -> Design:
        """Give the same design in the factors' own units."""

        def own(points: Floats) -> Floats:
            columns = [factor.at(points[:, place]) for place, factor in enumerate(factors)]
            return np.column_stack(columns) if len(points) else points

        return self._changed(own)

    def only(self, names: Sequence[str]) -> Design:
        """Give the same rows with some of the columns, for methods that look at each by itself."""
        places = [self.problem.names.index(name) for name in names]
        problem, mask = Problem(tuple(names)), self.mask[:, places]
        return self._changed(lambda points: points[:, places], problem=problem, mask=mask)

    def part(self, samples: int) -> Design:
        """Give the design of the first so many samples."""
        rows = samples * self.block
        lucks = None if self.lucks is None else self.lucks[:rows]
        return self._changed(lambda points: points[: rows // len(self.mask)], samples=samples, lucks=lucks)

    def _changed(self, change: Callable[[Floats], Floats], **others: Any) -> Design:
        """Change both tables of points, which may be one, and other fields."""
        first = change(self.first)
        second = first if self.second is self.first else change(self.second)
        return replace(self, first=first, second=second, **others)


Sampler = Callable[[Problem, int, int, bool], Design]


def _plain(
    problem: Problem, samples: int, points: Floats, block: int = 1, *, lucks: int = SLICES, apart: int = 0
) -> Design:
    """A design whose rows are these points."""
    mask = np.zeros((1, points.shape[1]), bool)
    return _with_lucks(Design(problem, samples, points, points, mask, block), lucks, apart)


def _with_lucks(design: Design, lucks: int, apart: int = 0) -> Design:
    """Read the column `luck` as whole numbers: so many of them, others after each `apart` rows."""
    if LUCK not in design.problem.names:
        return design
    column = design.problem.names.index(LUCK)
    first, second = design.first[:, column], design.second[:, column]
    share = np.where(design.mask[None, :, column], second[:, None], first[:, None]).ravel()
    numbers = np.minimum((share * lucks).astype(np.int64), lucks - 1)
    if apart:
        numbers = numbers + lucks * (np.arange(design.rows) // apart)
    return replace(design, lucks=numbers)


def sobol(problem: Problem, samples: int, seed: int, second_order: bool) -> Design:
    """Saltelli's extension of a scrambled Sobol sequence, row by row as `SALib.sample.sobol` lays it out.

    SALib fills every cell by itself, which for all parameters takes longer than running the model.
    """
    names = problem.names
    base = qmc.Sobol(d=2 * len(names), scramble=True, seed=seed).random(samples)
    of_group = np.array([problem.units.index(each) for each in problem.groups or names])
    units = len(problem.units)
    swapped = np.arange(units)[:, None] == of_group[None, :]
    none, every = np.zeros((1, len(names)), bool), np.ones((1, len(names)), bool)
    mask = np.vstack([none, swapped, *([~swapped] if second_order else []), every])
    first, second = base[:, : len(names)], base[:, len(names) :]
    return _with_lucks(Design(problem, samples, first, second, mask, len(mask)), MANY_LUCKS)


def morris(problem: Problem, samples: int, seed: int, second_order: bool) -> Design:
    """Morris' trajectories over a grid of four levels; each has its own lucks."""
    with quiet(seed):
        points = morris_sampler.sample(problem.for_salib(), samples, LEVELS, seed=seed)
    block = len(problem.units) + 1
    return _plain(problem, samples, points, block, lucks=LEVELS, apart=block)


def derivatives(problem: Problem, samples: int, seed: int, second_order: bool) -> Design:
    """Points of a Sobol sequence, and each of them moved along each factor by a fiftieth of its range.

    `SALib.sample.finite_diff` moves by a hundredth of the value, which near zero is no step at all.
    """
    names = problem.names
    first = qmc.Sobol(d=len(names), scramble=True, seed=seed).random(samples)
    up = np.random.default_rng(seed).random(first.shape) < 0.5  # both ways, or slopes at the ends are missed
    up = np.where(first < STEP, True, np.where(first > 1 - STEP, False, up))
    second = np.where(up, first + STEP, first - STEP)
    mask = np.vstack([np.zeros((1, len(names)), bool), np.eye(len(names), dtype=bool)])
    return Design(problem, samples, first, second, mask, len(mask))


def latin_hypercube(problem: Problem, samples: int, seed: int, second_order: bool) -> Design:
    """A Latin hypercube."""
    with quiet(seed):
        return _plain(problem, samples, latin.sample(problem.for_salib(), samples, seed=seed))


CURVES = 4  # search curves of FAST, each with other phases


def fast(problem: Problem, samples: int, seed: int, second_order: bool) -> Design:
    """Search curves of extended FAST, of so many points each, for each factor; all with four phases."""
    with quiet(seed):
        curves = [
            fast_sampler.sample(problem.for_salib(), samples, seed=seed + place) for place in range(CURVES)
        ]
    return _plain(problem, CURVES, np.vstack(curves), samples * len(problem.names))


def two_level(problem: Problem, samples: int, seed: int, second_order: bool) -> Design:
    """A fractional factorial design and its mirror image, `samples` times in other lucks."""
    with quiet(seed):
        points = ff.sample(problem.for_salib())[:, : len(problem.names)]
    block = len(points)
    return _plain(problem, samples, np.tile(points, (samples, 1)), block, lucks=2, apart=block)
