"""Holds two results against each other, to the last bit of every number."""

import numpy as np
import pandas as pd

from sim import Result

FRAMES = ("outcomes", "costs", "organisations", "localities", "ties", "flows", "problems", "cascade")


def of_runs(found: pd.DataFrame, runs: range) -> pd.DataFrame:
    """The rows of some runs."""
    return found[found["run"].isin(list(runs))].reset_index(drop=True)


def differences(one: Result, other: Result, runs: range | None = None) -> list[str]:
    """What differs between two results, or between their runs of these numbers: frame, column and row."""
    found = []
    for name in FRAMES:
        frames = [getattr(each, name) for each in (one, other)]
        if any(frame is None for frame in frames):
            if not all(frame is None for frame in frames):
                found.append(f"{name}: only one of the two has it")
            continue
        first, second = (frame if runs is None else of_runs(frame, runs) for frame in frames)
        found += [f"{name}: {each}" for each in _differ(first, second)]
    return found


def _differ(first: pd.DataFrame, second: pd.DataFrame) -> list[str]:
    try:
        pd.testing.assert_frame_equal(first, second, check_exact=True)
    except AssertionError as error:
        return [" ".join(str(error).split())]
    # To pandas 0.0 is -0.0, and one NaN is as good as another.
    found = []
    for column in first.select_dtypes("float"):
        bits = [np.ascontiguousarray(frame[column].to_numpy()).view(np.int64) for frame in (first, second)]
        (rows,) = np.nonzero(bits[0] != bits[1])
        if len(rows):
            found.append(f"{column} differs by its bits, first in row {rows[0]}")
    return found
