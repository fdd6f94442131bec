"""The search for parameter sets that agree with figures, wave after wave.

Sets are filtered, as no emulator stands in for the model; agreement is measured as in history matching
(Vernon et al. 2010; Andrianakis et al. 2015, for models with chance): a set is *off* a figure by the distance
between the figure and what the set shows on average, in standard deviations of all that may stand between
them: how sure the figure is, how near the model is held to come (its declared discrepancy), and chance, by
which a history, the one that was seen and the few that were run alike, strays from its average. A set agrees
where it is off no figure by more than the cutoff: 3, the rule of three sigma. So chance is told from
parameters: a figure that luck alone could have brought about rules nothing out.

Sets that agree are rare where figures are sharp, and parameters are many. So the cutoff is let down in waves
(subset simulation: Au and Beck 2001; as approximate Bayesian computation, Chiachio et al. 2014). In each wave
the tolerance is what the best quarter of the sets keep to; the others are replaced by copies of these, and
all take steps through the priors that leave these as they are (preconditioned Crank-Nicolson, with a width
for each parameter: Papaioannou et al. 2015): a step is taken where the set it leads to keeps to the
tolerance. What comes out are draws from the priors, given that they agree: neither weights nor densities
nor an emulator are needed, and correlated priors are as good as others. Wave by wave refocusing with
emulators needs fewer runs; runs are cheap here, and an emulator over hundreds of parameters has to be
validated itself. Population Monte Carlo, which spreads kernels round the sets kept, needs weights, which
collapse in so many dimensions.

Copies move apart, but not all the way. What that comes to is measured, not guessed: the search carries
parameters that the model does not know, and how unevenly these end up tells how many independent sets the
kept ones are worth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from analysis.calibrate.space import Floats, Space
from analysis.statistics.informed import worth

BEST = 0.25  # of the sets that a wave goes on from
STEPS = 4  # of each wave but the last
MOVES, WORTH = 4.0, 0.5  # the last wave ends when its sets have made so many moves, and are worth that share
MOST_STEPS = 40  # of the last wave
AIM = 0.3  # of the steps are taken, by their width
FIRST_WIDTH, LEAST_WIDTH = 0.5, 0.02
PATIENCE, GAIN = 3, 0.1  # waves in which the tolerance has to fall by this share of itself

# Of a step's name and scores: how far off each figure, (sets, figures).
Judge = Callable[[str, Floats], Floats]


class Wave(NamedTuple):
    """What a wave did.

    Attributes
    ----------
    wave : int
        0: the draws from the priors.
    tolerance : float
        How far off the figures its sets may be, in standard deviations.
    within : float
        The share of the sets before it that kept to it.
    steps : int
        Steps that its sets took.
    taken : float
        The share of the steps that were taken.
    sets : int
        Sets judged so far.
    """

    wave: int
    tolerance: float
    within: float
    steps: int
    taken: float
    sets: int


class Search(NamedTuple):
    """What came of a search.

    Attributes
    ----------
    scores : array, (sets, scores)
        Of the sets at its end.
    off : array, (sets, figures)
        How far off they are.
    prior_off : array, (sets, figures)
        How far off the first draws from the priors were.
    nearest : array, (figures,)
        The least that any set judged was off each figure.
    waves : tuple of Wave
    agrees : bool
        Whether the tolerance came down to the cutoff.
    """

    scores: Floats
    off: Floats
    prior_off: Floats
    nearest: Floats
    waves: tuple[Wave, ...]
    agrees: bool


def searched(space: Space, judge: Judge, sets: int, cutoff: float, seed: int) -> Search:
    """Search for sets that are off no figure by more than the cutoff.

    Parameters
    ----------
    space : Space
    judge : callable
        Judges sets, given a name for them.
    sets : int
        How many are sought.
    cutoff : float
    seed : int

    Returns
    -------
    Search
        With sets all of which agree, or with what was nearest where the tolerance stops falling.
    """
    scores = space.first(seed, sets)
    off = prior_off = judge("wave-00", scores)
    nearest, waves, width, judged = off.min(axis=0), list[Wave](), FIRST_WIDTH, sets
    while True:
        worst = off.max(axis=1)
        tolerance = max(cutoff, float(np.quantile(worst, BEST)))
        held = np.flatnonzero(worst <= tolerance)
        waves.append(Wave(len(waves), tolerance, len(held) / sets, 0, 0.0, judged))
        if not _falls(waves, cutoff):
            return Search(scores, off, prior_off, nearest, tuple(waves), agrees=False)
        places = held[np.arange(sets) % len(held)]
        scores, off = scores[places], off[places]
        last, moves, taken = tolerance <= cutoff, 0.0, list[float]()
        while len(taken) < (MOST_STEPS if last else STEPS) and not (last and _apart(space, scores, moves)):
            widths = np.minimum(1.0, width * scores.std(axis=0))
            fresh = space.fresh(seed, range(judged, judged + sets))
            proposed = np.sqrt(1.0 - widths**2) * scores + widths * fresh
            theirs = judge(f"wave-{len(waves):02d}-step-{len(taken):02d}", proposed)
            judged, nearest = judged + sets, np.minimum(nearest, theirs.min(axis=0))
            moved = theirs.max(axis=1) <= tolerance
            scores, off = np.where(moved[:, None], proposed, scores), np.where(moved[:, None], theirs, off)
            taken.append(float(moved.mean()))
            moves += taken[-1]
            width = float(np.clip(width * np.exp(2.0 * (taken[-1] - AIM)), LEAST_WIDTH, 1.0))
        waves[-1] = waves[-1]._replace(steps=len(taken), taken=float(np.mean(taken)), sets=judged)
        if last:
            return Search(scores, off, prior_off, nearest, tuple(waves), agrees=True)


def _apart(space: Space, scores: Floats, moves: float) -> bool:
    """Whether copies have moved apart."""
    return moves >= MOVES and worth(space.idle(scores)) >= WORTH * len(scores)


def _falls(waves: Sequence[Wave], cutoff: float) -> bool:
    """Whether the tolerance is at the cutoff, or was brought down of late."""
    if waves[-1].tolerance <= cutoff or len(waves) <= PATIENCE:
        return True
    return waves[-1].tolerance < (1.0 - GAIN) * waves[-1 - PATIENCE].tolerance
