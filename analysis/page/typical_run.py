"""Which run is told: one that is usual both in how things stand and in what switches change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.cascade.story import typical
from analysis.statistics.comparison import MAIN
from analysis.statistics.paired import Floats
from sim.model.outcomes import OUTCOMES


def usual(runs: Sequence[int], off: Floats, on: Floats) -> int:
    """Choose the run that lies nearest to the medians, counted in interquartile ranges.

    A run may stand in the middle with every switch off, and yet go far out once one is on.

    Parameters
    ----------
    runs : sequence of int
        Their numbers.
    off : array, (runs, outcomes)
        At the horizon, with every switch off: the outcomes of `analysis.statistics.comparison.MAIN`.
    on : array, (settings, runs, outcomes)
        The same with some switches on. What a setting changes has a say where it is worth having, for better
        or worse, in a quarter of the runs.
    """
    worthwhile = np.array([OUTCOMES[name].worthwhile for name in MAIN])
    changes = [each - off for each in on]
    has_a_say = [np.quantile(np.abs(each), 0.75, axis=0) >= worthwhile for each in changes]
    columns = np.concatenate(
        [off, *(each[:, large] for each, large in zip(changes, has_a_say, strict=True))], axis=1
    )
    names = [str(number) for number in range(columns.shape[1])]
    return typical(pd.DataFrame(columns, columns=names).assign(run=runs), names)
