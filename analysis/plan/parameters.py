"""The parameters that differ between futures, by parameter set, and what is said of them in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.report import words
from sim.inputs.levers import all_parameters, load_levers
from sim.inputs.scenarios import Scenario
from sim.sampling.candidates import Candidates
from sim.sampling.own import OwnSource
from sim.sampling.parameter_sets import ParameterSource, seed_of_parameters

PLAIN = ("weight", "share", "ratio", "score", "probability")  # units that need not be said beside a number


def varying(scenario: Scenario, levers: Collection[str]) -> list[str]:
    """Name the parameters with a range that a scenario does not fix; of levers, of those named or at work."""
    others = {lever.name for key, lever in load_levers().items() if key not in scenario.levers} - set(levers)
    return [
        name
        for name, each in all_parameters().items()
        if each.uncertain
        and name not in scenario.parameters
        and not (name.startswith("levers.") and name.split(".")[1] in others)
    ]


def values_in(
    names: Sequence[str], sets: NDArray[np.int64], parameters: ParameterSource, seed: int
) -> pd.DataFrame:
    """Values of parameters, a row for each parameter set in ascending order of its number."""
    numbers = np.unique(sets).tolist()
    own = parameters.columns(numbers, seed) if isinstance(parameters, OwnSource) else {}
    shares = Candidates(seed_of_parameters(parameters, seed), 1).shares(numbers)
    drawn = dict(zip(all_parameters(), shares.T, strict=True))
    return pd.DataFrame(
        {name: own[name] if name in own else all_parameters()[name].at_all(drawn[name]) for name in names}
    )


def titled(name: str) -> str:
    """Say what a parameter is in short: its first clause, without the full stop."""
    return all_parameters()[name].what.split(";")[0].strip().rstrip(".")


def bounded(name: str, above: float, up_to: float) -> str:
    """Write what a rule asks of a parameter: what it is, its limits, and the range it could have."""
    each = all_parameters()[name]
    low, high = (f"{end:.3g}" for end in (above, up_to))
    limits = f"above {low}" if np.isinf(up_to) else f"at most {high}"
    if np.isfinite(above) and np.isfinite(up_to):
        limits = f"above {low} and at most {high}"
    unit = f" {each.unit}" if each.unit not in PLAIN else ""
    what = words.lowered(titled(name))
    return f"\u201c{what}\u201d is {limits}{unit} ({name}, {each.low:g} to {each.high:g})"
