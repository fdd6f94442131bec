"""What a calibration varies: the parameters that a scenario uses, as normal scores of their priors.

In scores the priors are alike: independent, normal, whatever a parameter's range and shape. Priors that hang
together are mixed from independent scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.inputs.levers import all_parameters, load_levers
from sim.inputs.parameters import Parameter
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from sim.sampling.own import OwnPriors, mixed_scores, scores_of, shares_of
from sim.sampling.random_numbers import Purpose, draws, entity_key

Floats = NDArray[np.float64]

# Parameters that the model does not know: what a search does to them is chance.
IDLE = 200


@dataclass(frozen=True)
class Space:
    """Parameters that are varied, and how scores become values.

    Attributes
    ----------
    priors : tuple of Parameter
        Each with a range.
    own : OwnPriors or None
        Whose correlations are kept.
    """

    priors: tuple[Parameter, ...]
    own: OwnPriors | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' dotted names."""
        return tuple(each.name for each in self.priors)

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """Of the draws of each score: those of the parameters, as elsewhere, and of the idle ones."""
        known = [entity_key("parameter", each.name) for each in self.priors]
        return np.array([*known, *(entity_key("idle", str(n)) for n in range(IDLE))], np.uint64)

    def first(self, seed: int, sets: int) -> Floats:
        """Scores of the first sets that are drawn from the priors under a seed, (sets, scores)."""
        return self._drawn(seed, range(1, sets + 1), Purpose.PRIOR)

    def fresh(self, seed: int, numbers: Sequence[int]) -> Floats:
        """Independent scores under numbers that none has had, (numbers, scores)."""
        return self._drawn(seed, numbers, Purpose.CALIBRATION)

    def _drawn(self, seed: int, numbers: Sequence[int], purpose: Purpose) -> Floats:
        return scores_of(np.array([draws(seed, n, FIRST_MONTH, self.keys, purpose) for n in numbers]))

    def shares(self, scores: Floats) -> Floats:
        """The share of each prior that lies below, (sets, parameters)."""
        own = scores[:, : len(self.priors)].copy()
        if self.own is not None and self.own.correlated:
            places = [self.names.index(name) for name in self.own.correlated]
            own[:, places] = mixed_scores(own[:, places], self.own.mixing)
        return shares_of(own)

    def idle(self, scores: Floats) -> Floats:
        """The shares of the parameters that the model does not know, (sets, idle)."""
        return shares_of(scores[:, len(self.priors) :])

    def values(self, scores: Floats) -> dict[str, Floats]:
        """Values by parameter, (sets,) each."""
        shares = self.shares(scores)
        return {each.name: each.at_all(shares[:, n]) for n, each in enumerate(self.priors)}


def space_of(scenario: Scenario, own: OwnPriors | None = None) -> Space:
    """Give what can be varied in a scenario: what has a range, and is neither fixed nor of a lever at rest.

    What a user has priors of is varied in any case.
    """
    at_rest = {lever.name for key, lever in load_levers().items() if key not in scenario.levers}
    named = set() if own is None else {*own.own, *own.correlated}
    declared = all_parameters() if own is None else own.priors
    return Space(
        tuple(
            each
            for name, each in declared.items()
            if each.uncertain
            and name not in scenario.parameters
            and (name in named or not (name.startswith("levers.") and name.split(".")[1] in at_rest))
        ),
        own,
    )
