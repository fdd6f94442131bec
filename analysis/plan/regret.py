"""Regret: in each future, how much better the best bundle within the budget would have been."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.paired import Floats

HIGH = 0.95


def regret(values: Floats, worthwhile: float) -> pd.DataFrame:
    """Hold bundles against the best in each future.

    Parameters
    ----------
    values : array, (bundles, futures)
        What each gives in each future; higher is better.
    worthwhile : float
        The smallest difference worth having.

    Returns
    -------
    DataFrame
        A row a bundle: `regret, regret_high, regret_worst` (the mean, the 95 % point and the largest over the
        futures, in the objective's unit), `best` (share of the futures in which it is the best; a tie is
        shared) and `close` (in which it is, or is less than a difference worth having behind).
    """
    lost = values.max(axis=0) - values
    ties = lost == 0
    return pd.DataFrame(
        {
            "regret": lost.mean(axis=1),
            "regret_high": np.quantile(lost, HIGH, axis=1),
            "regret_worst": lost.max(axis=1),
            "best": (ties / ties.sum(axis=0)).mean(axis=1),
            "close": (lost < worthwhile).mean(axis=1),
        }
    )


def contenders(values: Floats, most: int) -> NDArray[np.int64]:
    """Choose the few bundles among which hardly any future's best is missed.

    The first has the highest mean; each further one is that which, added to those before it, raises the
    mean of the best in each future most. It ends early when none raises it.

    Parameters
    ----------
    values : array, (bundles, futures)
        Higher is better.
    most : int
        How many at most.

    Returns
    -------
    array of int
        Places of the bundles, in the order chosen.
    """
    first = int(values.mean(axis=1).argmax())
    found, best = [first], values[first]
    while len(found) < min(most, len(values)):
        reached = np.maximum(values, best).mean(axis=1)
        place = int(reached.argmax())
        if reached[place] <= best.mean():
            break
        found.append(place)
        best = np.maximum(best, values[place])
    return np.array(found, np.int64)
