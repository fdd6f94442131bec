"""How much less money counts that is spent later: year by year, from month 0 on."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.statistics.paired import Floats

DISCOUNT = 0.035  # a year: the rate of the Treasury's Green Book for the United Kingdom


def years_passed(months: ArrayLike) -> NDArray[np.int64]:
    """Whole years that have passed before each month: 0 for months 0 to 12, 1 for months 13 to 24."""
    return np.maximum(0, (np.asarray(months, dtype=np.int64) - 1) // 12)


def growth(months: ArrayLike, rate: float) -> Floats:
    """By what is divided that is spent in each month: 1 to month 12, `1 + rate` to month 24, and so on."""
    divisors: Floats = (1.0 + rate) ** years_passed(months).astype(float)
    return divisors


def discount_factors(months: ArrayLike, rate: float) -> Floats:
    """How much of what is spent in each month counts: nothing before month 0, all of it to month 12."""
    # Not 1 / growth, which differs in the last bit from what folders hold.
    factors: Floats = (np.asarray(months) >= 0) * (1.0 + rate) ** -years_passed(months).astype(float)
    return factors
