"""Quantiles of priors: of one number as the rules' compiled code takes them, and of many at once.

All are built of sums, products and square roots, which every processor takes alike to the last bit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Shape = Literal["uniform", "triangular", "loguniform"]

DIGITS = 31  # binary digits of a draw


def uniform(u: float, low: float, high: float) -> float:
    """Give the value from `low` to `high` below which a share `u` lies, all being as likely."""
    return min(max(low + u * (high - low), low), high)


def loguniform(u: float, low: float, high: float) -> float:
    """Give the value below which a share `u` lies, all orders of magnitude being as likely.

    It is ``low * (high / low) ** u``, the power built of square roots, one for each binary digit of `u`:
    every processor takes these alike to the last bit, and powers and logarithms they do not.
    """
    root, power, rest = high / low, 1.0, u
    for _ in range(DIGITS):
        root, rest = math.sqrt(root), 2.0 * rest
        power = power * (root if rest >= 1.0 else 1.0)
        rest = rest - (1.0 if rest >= 1.0 else 0.0)
    return min(max(low * power, low), high)


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Give the value below which a share `u` lies, `mode` being the likeliest."""
    width = high - low
    rising = low + math.sqrt(max(0.0, u * width * (mode - low)))
    falling = high - math.sqrt(max(0.0, (1.0 - u) * width * (high - mode)))
    return min(max(rising if u * width < mode - low else falling, low), high)


def quantile(u: float, shape: Shape, low: float, mode: float, high: float) -> float:
    """Give the value below which a share `u` of a prior lies: `low` for 0 and less, `high` for 1 and more."""
    if u <= 0 or u >= 1:
        return low if u <= 0 else high
    if shape == "uniform":
        return uniform(u, low, high)
    return loguniform(u, low, high) if shape == "loguniform" else triangular(u, low, mode, high)


def quantiles(shares: Floats, shape: Shape, low: float, mode: float, high: float) -> Floats:
    """Give `quantile` of many shares at once, equal to the last bit."""
    import numpy as np  # only here: to load a scenario takes no arrays

    u = np.clip(shares, 0.0, 1.0)
    if shape == "uniform":
        inner = low + u * (high - low)
    elif shape == "loguniform":
        root, power, rest = high / low, np.ones_like(u), u
        for _ in range(DIGITS):
            root, rest = math.sqrt(root), 2.0 * rest
            digit = rest >= 1.0
            power = np.where(digit, power * root, power)
            rest = np.where(digit, rest - 1.0, rest)
        inner = low * power
    else:
        width = high - low
        rising = low + np.sqrt(np.maximum(0.0, u * width * (mode - low)))
        falling = high - np.sqrt(np.maximum(0.0, (1.0 - u) * width * (high - mode)))
        inner = np.where(u * width < mode - low, rising, falling)
    inner = np.clip(inner, low, high)
    return np.where(shares <= 0, low, np.where(shares >= 1, high, inner))
