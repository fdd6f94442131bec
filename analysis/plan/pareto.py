"""Efficient bundles: none gives more of one thing for no more money and no less of the others."""

from __future__ import annotations

from collections.abc import Sequence

import moocore
import numpy as np
from numpy.typing import NDArray

from analysis.statistics.paired import Floats

RESAMPLES = 200


def efficient(gains: Floats, cost: Floats) -> NDArray[np.bool_]:
    """Mark the bundles that no other dominates.

    Parameters
    ----------
    gains : array, (bundles, objectives)
        Higher is better in each.
    cost : array, (bundles,)
        Lower is better.

    Returns
    -------
    array of bool, (bundles,)
        Bundles alike in everything are all marked.
    """
    points = np.column_stack([-gains, cost])
    found: NDArray[np.bool_] = np.asarray(moocore.is_nondominated(points, keep_weakly=True), bool)
    return found


def efficient_share(gains: Sequence[Floats], cost: Floats, seed: int, resamples: int = RESAMPLES) -> Floats:
    """Share of resamples of the futures in which each bundle is efficient: how far few runs decide it.

    Parameters
    ----------
    gains : sequence of array, (bundles, units)
        Higher is better in each.
    cost : array, (bundles, units)
    seed : int
        Of the resampling.
    """
    units = cost.shape[1]
    random = np.random.default_rng(seed)
    weights = random.multinomial(units, np.full(units, 1 / units), size=resamples).T / units
    means = [each @ weights for each in (*gains, cost)]
    held = np.zeros(len(cost))
    for place in range(resamples):
        held += efficient(np.column_stack([each[:, place] for each in means[:-1]]), means[-1][:, place])
    return held / resamples


def frontier(gain: Floats, cost: Floats) -> NDArray[np.int64]:
    """Places of the bundles that give the most for their money in one thing, from cheap to dear."""
    alone = np.flatnonzero(efficient(gain[:, None], cost))
    return alone[np.argsort(cost[alone], kind="stable")]


def best_value(gain: Floats, cost: Floats) -> NDArray[np.int64]:
    """Places of the bundles that buy most for each further pound, from cheap to dear.

    They are those of the frontier that no mix of a cheaper and a dearer one beats (extended dominance): each
    further pound buys less than the pounds before it.
    """
    kept: list[int] = []
    for place in frontier(gain, cost).tolist():
        if kept and gain[place] <= gain[kept[-1]]:
            continue  # the same once more
        while len(kept) > 1 and _price(gain, cost, kept[-2], kept[-1]) >= _price(gain, cost, kept[-1], place):
            kept.pop()
        kept.append(place)
    return np.array(kept, np.int64)


def _price(gain: Floats, cost: Floats, one: int, other: int) -> float:
    """What a unit costs that one bundle gains over another."""
    return float((cost[other] - cost[one]) / (gain[other] - gain[one]))
