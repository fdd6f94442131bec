"""Runs of a whole network as arrays: what members, places and ties have in a month, (runs, ...)."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim import Scenario, load_scenario, simulate
from sim.inputs.members import Organisation

Floats = npt.NDArray[np.float64]

RUNS = 60


class Runs(NamedTuple):
    """Runs under one seed, with parameters drawn from the priors; the same in every scenario."""

    scenario: Scenario
    outcomes: pd.DataFrame
    organisations: pd.DataFrame
    localities: pd.DataFrame
    ties: pd.DataFrame

    def members(self, state: str, month: int) -> Floats:
        """A state of every organisation."""
        return self._read(self.organisations, state, month)

    def places(self, state: str, month: int) -> Floats:
        """A state of every locality."""
        return self._read(self.localities, state, month)

    def between(self, state: str, month: int) -> Floats:
        """A state of every tie."""
        return self._read(self.ties, state, month)

    def outcome(self, name: str, month: int) -> Floats:
        """An outcome, (runs,)."""
        return self._read(self.outcomes, name, month)[:, 0]

    @staticmethod
    def _read(table: pd.DataFrame, name: str, month: int) -> Floats:
        values: Floats = table.loc[table["month"] == month, name].to_numpy(float)
        return values.reshape(RUNS, -1)


@functools.lru_cache(maxsize=32)
def runs(scenario: Scenario, *months: int) -> Runs:
    """Run a scenario and keep these months."""
    found = simulate(scenario, RUNS, months=months, organisations=True, ties=True)
    assert found.organisations is not None
    assert found.localities is not None
    assert found.ties is not None
    return Runs(scenario, found.outcomes, found.organisations, found.localities, found.ties)


@functools.cache
def base() -> Scenario:
    """The network as studied, to month 60."""
    return load_scenario("baseline").with_horizon(60)


def changed(scenario: Scenario, organisations: Sequence[Organisation]) -> Scenario:
    """The scenario with other organisations."""
    network = scenario.network.model_copy(update={"organisations": tuple(organisations)})
    return scenario.model_copy(update={"network": network})


def mean_change(found: Runs, before: Runs, state: str, month: int) -> Floats:
    """What organisations have of a state that they had not before, (organisations,): the mean over runs."""
    change: Floats = (found.members(state, month) - before.members(state, month)).mean(axis=0)
    return change


def among(values: Floats, others: Floats) -> float:
    """The mean over runs of the correlation, among members of one run, of two things that they have."""
    some = [
        np.corrcoef(one, other)[0, 1]
        for one, other in zip(*np.broadcast_arrays(values, others), strict=True)
        if one.std() > 0.0 and other.std() > 0.0
    ]
    assert len(some) > RUNS // 2
    return float(np.mean(some))
