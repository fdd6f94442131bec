"""Candidates: a numbered stream of parameter sets, from priors as wide as declared or wider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.inputs.levers import priors
from sim.inputs.parameters import Parameter
from sim.inputs.timing import FIRST_MONTH
from sim.sampling.parameter_sets import parameter_keys
from sim.sampling.random_numbers import Purpose, draws

Floats = npt.NDArray[np.float64]


class Candidates(NamedTuple):
    """A numbered stream of parameter sets, drawn from the priors or from ranges changed in width.

    Attributes
    ----------
    seed : int
        Of the draws of parameters and of luck.
    lucks : int
        How many runs each set has; those of set `s` are `lucks * (s - 1)` and the next ones.
    width : float
        Of every range, in its prior's; 2 is twice as wide.
    """

    seed: int
    lucks: int
    width: float = 1.0

    def runs(self, sets: Sequence[int], lucks: range) -> list[int]:
        """The numbers of the runs of some sets in some of their lucks, set by set."""
        return [self.lucks * (each - 1) + luck for each in sets for luck in lucks]

    def sets_of(self, runs: Sequence[int]) -> list[int]:
        """The number of the set that each run has."""
        return [1 + run // self.lucks for run in runs]

    def shares(self, sets: Sequence[int]) -> Floats:
        """The share of each prior that lies below what is drawn, (sets, parameters)."""
        keys = parameter_keys()
        drawn = [draws(self.seed, each, FIRST_MONTH, keys, Purpose.PRIOR) for each in sets]
        return np.array(drawn).reshape(len(drawn), len(keys))

    def varied(self, runs: Sequence[int]) -> dict[str, Floats]:
        """What stands over the draws from the priors, by parameter, (runs,): nothing at the priors' width."""
        if self.width == 1.0:
            return {}
        numbers, place = np.unique(self.sets_of(runs), return_inverse=True)
        columns = self.shares(numbers.tolist()).T[:, place]
        return {
            name: widened(each, self.width).at_all(shares)
            for (name, each), shares in zip(priors().items(), columns, strict=True)
        }


def widened(parameter: Parameter, width: float) -> Parameter:
    """A parameter whose range is so many times as wide about its value, within what has a meaning.

    The width of a loguniform range is that of its logarithm.
    """
    value, low, high = parameter.value, parameter.low, parameter.high
    if parameter.shape == "loguniform":
        low, high = value * (low / value) ** width, value * (high / value) ** width
    else:
        low, high = value + width * (low - value), value + width * (high - value)
    lowest, highest = parameter.domain
    return parameter.model_copy(update={"low": max(low, lowest), "high": min(high, highest)})
