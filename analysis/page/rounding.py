"""How far what a page shows lies from what was computed: measured, by reading every block again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.page.packing import KINDS, SHARES, unpack
from analysis.page.settings import COSTS, MEMBERS, PLACES, Ints, Runs, sides
from analysis.report import words
from analysis.statistics.paired import Floats
from sim.model.outcomes import OUTCOMES

MOST = 0.005  # half a point in a hundred: of a share, or of the span of what is counted otherwise

EXACT = 1e-8


class Error(NamedTuple):
    """How far numbers of one sort lie apart at most, and between what they lie."""

    error: float
    low: float
    high: float

    def __add__(self, other: Error) -> Error:  # type: ignore[override]
        """Take both together."""
        return Error(max(self.error, other.error), min(self.low, other.low), max(self.high, other.high))

    def holds(self, unit: str) -> bool:
        """Whether it is under half a point in a hundred."""
        whole = 1 if words.is_share(unit) else self.high - self.low
        # What never differs has no span: it is as exact as it is written.
        return self.error < MOST * whole or self.error <= EXACT * max(abs(self.low), abs(self.high))


Errors = dict[str, list[Error]]


class Imprecise(Exception):  # noqa: N818 (it names what is wrong)
    """Numbers that a block does not hold as exactly as it should; a mistake of this program."""


def errors(block: bytes, arrays: Mapping[str, NDArray[Any]], outcomes: Sequence[str]) -> Errors:
    """Read a block again, and hold it against what it was made from.

    Parameters
    ----------
    block : bytes
    arrays : mapping of str to array
        As :func:`analysis.page.packing.arrays_of` gives them.
    outcomes : sequence of str
        Those of which every run is kept.

    Returns
    -------
    dict of str to list of Error
        For each array that is rounded, one for each place on its first axis; `causes`, as shares; and
        `counted`, for each outcome of which every run is kept: the share of runs by which it is miscounted
        where a setting is worthwhile better or worse than the block's first.

    Raises
    ------
    Imprecise
        If what is not rounded differs.
    """
    _, found = unpack(block)
    measured: Errors = {}
    for name, kind in KINDS.items():
        exact = np.asarray(arrays[name], np.float64)
        away = np.abs(found[name] - exact).reshape(len(exact), -1)
        if kind.rounded:
            flat = exact.reshape(len(exact), -1)
            rows = zip(away.max(axis=1), flat.min(axis=1), flat.max(axis=1), strict=True)
            measured[name] = [Error(*map(float, row)) for row in rows]
        elif name == "causes":
            measured[name] = [Error(float(away.max(initial=0)) / SHARES, 0.0, 1.0)]
        elif away.any():
            raise Imprecise(f"{name} of a block differ by {away.max():g} from what was computed")
    measured["counted"] = [
        Error(float(np.abs(_counted(rounded, name) - _counted(exact, name)).max()) / exact.shape[-1], 0, 1)
        for rounded, exact, name in zip(found["runs"], arrays["runs"], outcomes, strict=True)
    ]
    return measured


def _counted(runs: Floats, name: str) -> Ints:
    """Count runs in which settings are worthwhile better, and worse, than the first, (2, years, settings)."""
    return sides(runs - runs[:, :1], name)


def together(parts: Iterable[Errors]) -> Errors:
    """Take the errors of several blocks together."""
    found: Errors = {}
    for part in parts:
        for name, each in part.items():
            known = found.get(name, each)
            found[name] = [a + b for a, b in zip(known, each, strict=True)]
    return found


def summary(measured: Errors, runs: Runs) -> dict[str, Any]:
    """Say the largest error of each kind of number, and of counts between two futures.

    Returns
    -------
    dict
        `units`: `unit` and `error` of each, shares first. `counted`: the share of runs by which what is
        better or worse in one future than in another was miscounted at most; against no switch on it is
        exact.
        `said`: the same in words.

    Raises
    ------
    Imprecise
        If a number is not under half a point in a hundred.
    """
    largest: dict[str, float] = {}
    for name, unit, error in _named(measured, runs):
        if not error.holds(unit):
            raise Imprecise(f"{name} is rounded by {error.error:g} {unit}, more than half a point in 100")
        largest[unit] = max(largest.get(unit, 0.0), error.error)
    largest = {unit: _short(error) for unit, error in largest.items()}
    units = [{"unit": unit, "error": error} for unit, error in largest.items()]
    counted = _short(max(each.error for each in measured["counted"]))
    return {"units": units, "counted": counted, "said": _in_words(largest, counted)}


def _in_words(largest: Mapping[str, float], counted: float) -> str:
    """Say it in two sentences."""
    share = max(error for unit, error in largest.items() if words.is_share(unit))
    text = (
        f"Shares are rounded by at most {100 * share:.2g} points in a hundred, money by "
        f"£{math.ceil(largest['GBP']):,}, all else by less than half a hundredth of the span it takes. "
        "Runs that are better or worse than with no switch on are counted exactly, and so are those of two "
        "other futures"
    )
    return f"{text}, but for at most {100 * counted:.2g} in a hundred." if counted else f"{text}."


def _short(error: float) -> float:
    """Two digits, never less."""
    if not error:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(error)) - 1)
    return float(f"{math.ceil(error / step) * step:.2g}")


def _named(measured: Errors, runs: Runs) -> Iterator[tuple[str, str, Error]]:
    """Name the errors, with their units; outcomes go by their own, whichever array they stand in."""
    every: Mapping[str, Sequence[str]] = {
        "bands": list(OUTCOMES),
        "runs": runs.outcomes,
        "outcomes": list(OUTCOMES),
        "members": MEMBERS,
        "places": PLACES,
        "costs": COSTS,
        "causes": ("causes",),
    }
    for array, names in every.items():
        for name, error in zip(names, measured[array], strict=True):
            yield name, _unit_of(name), error


def _unit_of(name: str) -> str:
    """The unit of an outcome, or of a state that is the outcome of the same name before the mean is taken."""
    if name in OUTCOMES:
        return OUTCOMES[name].unit
    return "GBP" if name in COSTS else "share"
