"""What the runs of a folder were given, beside what came of them: `data/inputs.parquet`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.runs import files
from analysis.runs.folder import Folder
from sim.inputs.scenarios import Scenario
from sim.sampling.parameter_sets import ParameterSource, parameter_set_of
from sim.sampling.run_inputs import input_columns, run_inputs

TABLE = "inputs"
WHAT = "what each parameter set is: its parameters, dials and doses, scenario by scenario; no CSV"
BLOCK = 1024  # sets worked out at once


def write_inputs(
    folder: Folder,
    scenarios: Mapping[str, Scenario],
    sets: Sequence[int] | NDArray[np.int64],
    seed: int,
    parameters: ParameterSource,
) -> None:
    """Write a row for each scenario and parameter set: ``scenario``, ``parameter_set``, and every input.

    Parameters
    ----------
    folder : Folder
    scenarios : mapping of str to Scenario
        By what the folder's tables call them.
    sets : sequence of int
        The parameter sets of its runs; one may stand several times.
    seed : int
    parameters : ParameterSource
    """
    parts = map(files.arrow, _parts(scenarios, sets, seed, parameters))
    folder.write(f"data/{TABLE}.parquet", partial(files.write_parquet_parts, parts))


def inputs_frame(
    scenarios: Mapping[str, Scenario],
    sets: Sequence[int] | NDArray[np.int64],
    seed: int,
    parameters: ParameterSource,
) -> pd.DataFrame:
    """Give what `write_inputs` writes."""
    return pd.concat(_parts(scenarios, sets, seed, parameters), ignore_index=True)


def _parts(
    scenarios: Mapping[str, Scenario],
    sets: Sequence[int] | NDArray[np.int64],
    seed: int,
    parameters: ParameterSource,
) -> Iterator[pd.DataFrame]:
    numbers, columns = np.unique(np.asarray(sets, np.int64)), input_columns(scenarios.values())
    for begin in range(0, len(numbers), BLOCK):
        some = numbers[begin : begin + BLOCK]
        for label, scenario in scenarios.items():
            frame = run_inputs(scenario, some, seed, parameters, columns)
            frame.insert(0, "parameter_set", some)
            frame.insert(0, "scenario", label)
            yield frame


def sets_of_runs(runs: int, parameters: ParameterSource, lucks: int, seed: int) -> NDArray[np.int64]:
    """Give the parameter sets that so many runs have."""
    every = (parameter_set_of(run, parameters, lucks, seed) for run in range(0, runs, lucks))
    return np.unique(np.fromiter(every, np.int64))
