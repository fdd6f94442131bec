"""What runs were given: the numbers drawn, dials and doses, to set beside what came of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.levers import all_parameters, load_levers
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import Interval
from sim.sampling.parameter_sets import (
    ParameterSource,
    dials_of,
    seed_of_parameters,
    values_of_sets,
    varied_of,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
AMOUNTS = ("posts", "nurses", "specialists")


def input_columns(scenarios: Iterable[Scenario], varied: Collection[str] = ()) -> list[str]:
    """Name what differs from run to run, or that one of these scenarios sets.

    Parameters with a range, and those fixed; links whose dials are set; and levers, by name: the share of
    their full strength, and posts where they are given (``specialists.posts``).
    """
    every, given = list(scenarios), varied_of(dict.fromkeys(varied, 0.0))
    fixed = {name for each in every for name in each.parameters} | set(given.parameters)
    parameters = [
        name for name, each in all_parameters().items() if each.uncertain or each.like or name in fixed
    ]
    dials = [dials_of(each)._asdict() for each in every]
    links = [link for link in dials[0] if link in given.links or any(each[link] != 1 for each in dials)]
    levers = [name for each in every for name in _doses(each)]
    efforts = [load_levers()[lever].name for lever in given.levers]
    return [*parameters, *links, *dict.fromkeys([*levers, *efforts])]


def run_inputs(
    scenario: Scenario,
    sets: Sequence[int] | Ints,
    seed: int,
    parameters: ParameterSource,
    columns: Sequence[str],
    varied: Mapping[str, Floats] | None = None,
) -> pd.DataFrame:
    """Give a row for each run: the value of each parameter, the dial of each link, the dose of each lever.

    Parameters
    ----------
    scenario : Scenario
    sets : sequence of int
        The parameter set of each run.
    seed : int
        Of the runs.
    parameters : {"prior", "central", "accepted"} or OwnSource
    columns : sequence of str
        As `input_columns` names them.
    varied : mapping of str to array of float, (runs,), optional
        As in `sim.simulate`.
    """
    given = varied or {}
    kinds = {name: varied_of({name: 0.0}) for name in given}
    fixed = {name: given[name] for name, kind in kinds.items() if kind.parameters}
    every: dict[str, Floats] = values_of_sets(
        scenario, sets, seed_of_parameters(parameters, seed), fixed, parameters
    )
    ones = np.ones(len(sets))
    every |= {link: dial * ones for link, dial in dials_of(scenario)._asdict().items()}
    every |= {name: given[name] for name, kind in kinds.items() if kind.links}
    doses = {name: dose * ones for name, dose in _doses(scenario).items()}
    for name, kind in kinds.items():
        for lever in kind.levers:
            known = load_levers()[lever].name
            doses[known] = doses.get(known, ones) * given[name]
    every |= doses
    return pd.DataFrame({name: every.get(name, 0.0 * ones) for name in columns})


def _doses(scenario: Scenario) -> dict[str, float]:
    """How much a scenario pulls of each lever at most: the share of its full strength, and posts."""
    found: dict[str, float] = {}
    for lever, intervals in scenario.levers.items():
        name = load_levers()[lever].name
        found[name] = max(each.strength for each in intervals)
        for amount in AMOUNTS:
            if any(getattr(each, amount) is not None for each in intervals):
                found[f"{name}.{amount}"] = max(_posts(each, amount) for each in intervals)
    return found


def _posts(interval: Interval, amount: str) -> float:
    posts: float | None = getattr(interval, amount)
    return 0.0 if posts is None else posts
