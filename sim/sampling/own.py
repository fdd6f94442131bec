"""A user's own parameters instead of those that ship: sets from a table, or priors with other ranges.

Both are named by what the user wrote, a file or a folder, and stand wherever ``"prior"``, ``"central"`` or
``"accepted"`` may. What they do not name is drawn from its declared prior.

Priors that hang together are drawn through a Gaussian copula: a share of each prior is turned into a normal
score, the scores are mixed as their correlations say, and turned back. Each prior keeps its own range and
shape, whatever it hangs together with. Iman and Conover (1982) reorder a whole sample to the same end; here
a set must not hang on which others are drawn with it, so that any run can be repeated alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.inputs.levers import all_parameters
from sim.inputs.parameters import Parameter
from sim.inputs.timing import FIRST_MONTH
from sim.sampling.accepted import first_place
from sim.sampling.random_numbers import STEPS, Purpose, draws, entity_key

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class OwnSource(str):
    """A source of parameter sets that a user brings; as a text, what the user calls it.

    It is a text so that answers and manifests name it as they name ``"prior"``.

    Attributes
    ----------
    digest : str
        SHA-256 of all that its sets follow from, whatever it is called and wherever it lies.
    """

    digest: str

    def set_of(self, run: int, lucks: int, seed: int) -> int:
        """The number of the set that a run has."""
        raise NotImplementedError

    def columns(self, sets: Sequence[int] | Ints, seed: int) -> dict[str, Floats]:
        """What stands instead of a draw from the declared priors, by parameter, (sets,).

        Parameters
        ----------
        sets : sequence of int
            Numbers as `set_of` gives them; one may stand several times.
        seed : int
            Of the draws.
        """
        raise NotImplementedError

    def spread(self, name: str, places: Floats) -> Floats | None:
        """Quantiles of a parameter over its sets, (places,); None where it has the declared prior."""
        raise NotImplementedError

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self), str(self), self.__dict__)


def _remade(kind: type[OwnSource], name: str, attributes: Mapping[str, Any]) -> OwnSource:
    """Build a source anew in another process."""
    source = kind.__new__(kind, name)
    source.__dict__.update(attributes)
    return source


class OwnSets(OwnSource):
    """Parameter sets from a table, taken one after the other as the accepted ones are.

    Attributes
    ----------
    numbers : array of int, (sets,)
        Ascending.
    values : mapping of str to array of float, (sets,)
        By parameter.

    Examples
    --------
    >>> OwnSets.of("two", [4, 9], {"people.engagement_decay": [0.01, 0.02]}).set_of(1, 1, 5) in (4, 9)
    True
    """

    numbers: Ints
    values: Mapping[str, Floats]

    @classmethod
    def of(cls, name: str, numbers: Sequence[int] | Ints, values: Mapping[str, Any]) -> OwnSets:
        """Make a source of sets that were checked."""
        source = cls(name)
        source.numbers = np.asarray(numbers, np.int64)
        source.values = {each: np.asarray(column, np.float64) for each, column in values.items()}
        whole = hashlib.sha256(source.numbers.astype("<i8").tobytes())
        for each, column in sorted(source.values.items()):
            whole.update(each.encode() + column.astype("<f8").tobytes())
        source.digest = whole.hexdigest()
        return source

    def set_of(self, run: int, lucks: int, seed: int) -> int:
        """The number of the set that a run has: from a place on that follows from the seed."""
        count = len(self.numbers)
        return int(self.numbers[(run // lucks + first_place(seed, count)) % count])

    def columns(self, sets: Sequence[int] | Ints, seed: int) -> dict[str, Floats]:
        """Values of the sets, by parameter."""
        places = np.searchsorted(self.numbers, np.asarray(sets, np.int64))
        return {name: column[places] for name, column in self.values.items()}

    def spread(self, name: str, places: Floats) -> Floats | None:
        """Quantiles over its sets."""
        return np.quantile(self.values[name], places) if name in self.values else None


class OwnPriors(OwnSource):
    """Priors of a user: another range or shape, and correlations; else those that are declared.

    Attributes
    ----------
    own : mapping of str to Parameter
        Those with another range or shape.
    correlated : tuple of str
        Parameters that hang together with others.
    mixing : array of float, (correlated, correlated)
        Lower triangle whose square is the correlation of their normal scores.
    """

    own: Mapping[str, Parameter]
    correlated: tuple[str, ...]
    mixing: Floats

    @classmethod
    def of(
        cls, name: str, own: Mapping[str, Parameter], correlated: Sequence[str] = (), mixing: Any = ()
    ) -> OwnPriors:
        """Make a source of priors that were checked."""
        source = cls(name)
        source.own, source.correlated = dict(own), tuple(correlated)
        source.mixing = np.asarray(mixing, np.float64).reshape(2 * (len(source.correlated),))
        said = sorted((each.name, each.shape, each.low, each.value, each.high) for each in own.values())
        whole = repr((said, source.correlated, source.mixing.tolist()))
        source.digest = hashlib.sha256(whole.encode()).hexdigest()
        return source

    @property
    def priors(self) -> dict[str, Parameter]:
        """Every parameter, with its own prior or the declared one."""
        return {**all_parameters(), **self.own}

    def set_of(self, run: int, lucks: int, seed: int) -> int:
        """The number of the set that a run has: a new one every `lucks` runs."""
        return 1 + run // lucks

    def columns(self, sets: Sequence[int] | Ints, seed: int) -> dict[str, Floats]:
        """Draws from the priors that are not the declared ones, by parameter."""
        names = list(dict.fromkeys([*self.own, *self.correlated]))
        numbers, places = np.unique(np.asarray(sets, np.int64), return_inverse=True)
        keys = np.array([entity_key("parameter", name) for name in names], np.uint64)
        drawn = [draws(seed, int(each), FIRST_MONTH, keys, Purpose.PRIOR) for each in numbers]
        shares = np.array(drawn).reshape(len(numbers), len(names))
        if self.correlated:
            mixed = [names.index(name) for name in self.correlated]
            shares[:, mixed] = shares_of(mixed_scores(scores_of(shares[:, mixed]), self.mixing))
        priors = self.priors
        return {name: priors[name].at_all(shares[:, n])[places] for n, name in enumerate(names)}

    def spread(self, name: str, places: Floats) -> Floats | None:
        """Quantiles of its own prior."""
        return self.own[name].at_all(places) if name in self.own else None


def scores_of(shares: Floats) -> Floats:
    """The normal scores below which these draws lie; a draw of 0 is taken for the middle of its step."""
    from scipy.special import ndtri

    scores: Floats = ndtri(shares + 0.5 / STEPS)
    return scores


def mixed_scores(scores: Floats, mixing: Floats) -> Floats:
    """Mix independent normal scores, (sets, parameters), by a lower triangle, (parameters, parameters).

    Summed in one order, whatever number of sets there are: a product of matrices is not the same to the last
    bit for one set and for many.
    """
    mixed = np.zeros_like(scores)
    for place, row in enumerate(mixing):
        for other in np.flatnonzero(row):
            mixed[:, place] += row[other] * scores[:, other]
    return mixed


def shares_of(scores: Floats) -> Floats:
    """The share of a normal distribution that lies below each score."""
    from scipy.special import ndtr

    shares: Floats = ndtr(scores)
    return shares
