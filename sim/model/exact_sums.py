"""Sums that are exact until their end, as `math.fsum` gives them, in loops that allocate nothing.

A sum so far is held as partial sums that do not overlap, in the first places of an array (Shewchuk 1997).
"""

import numpy as np
import numpy.typing as npt

PARTIALS = 64  # more than floats of any size can leave

Floats = npt.NDArray[np.float64]


def added(partials: Floats, count: int, value: float) -> int:
    """Add a value to the first `count` partial sums; gives how many there are then."""
    kept = 0
    for place in range(count):
        larger, smaller = value, partials[place]
        if abs(larger) < abs(smaller):
            larger, smaller = smaller, larger
        value = larger + smaller
        rest = smaller - (value - larger)
        if rest != 0.0:
            partials[kept] = rest
            kept += 1
    partials[kept] = value
    return kept + 1


def total(partials: Floats, count: int) -> float:
    """The sum of the first `count` partial sums, rounded once."""
    if count == 0:
        return 0.0
    place = count - 1
    whole, rest = partials[place], 0.0
    while place > 0 and rest == 0.0:
        place -= 1
        before = whole
        whole = before + partials[place]
        rest = partials[place] - (whole - before)
    # Halfway between two floats, what is left below decides which one is nearer.
    if place > 0 and (rest > 0.0) == (partials[place - 1] > 0.0):
        nearer = whole + 2.0 * rest
        if nearer - whole == 2.0 * rest:
            whole = nearer
    return whole
