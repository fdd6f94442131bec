"""Figures that the model made itself, with a set of parameters that is hidden from who searches for it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.calibrate import Series, Target
from analysis.calibrate.space import Space, space_of
from sim import Scenario, load_scenario, simulate

Floats = NDArray[np.float64]

QUANTITIES = ("adoption", "engagement", "trust", "clarity")  # the first is far from usual
MONTHS, LAST_FITTED = range(0, 25, 3), 15
SD = 0.01
EXTREME = 0.9  # where in their priors the parameters lie that matter most for the figures
MATTER, LOOKED_AT = 8, 200
HIDDEN_SEED, LUCK = 20270401, 123_456


class Hidden(NamedTuple):
    """What is hidden, and the figures that it made.

    Attributes
    ----------
    shares : array, (parameters,)
        Where in its prior each parameter lies.
    extreme : list of str
        Those that were set far out in their priors.
    targets : list of Target
        The later ones left out.
    """

    shares: Floats
    extreme: list[str]
    targets: list[Target]


def hidden_in(scenario: Scenario, discrepancy: float = 0.005) -> Hidden:
    """Hide a set whose figures differ from usual ones: far out are the parameters that matter most for one.

    They are found by running the scenario, as a change of the rules may make others matter.
    """
    space = space_of(scenario)
    scores = space.first(HIDDEN_SEED, LOOKED_AT)
    shares = space.shares(scores)
    shown = _shown(scenario, space, shares, np.arange(LOOKED_AT))[:, MONTHS.index(12), 0]
    rank = np.array([stats.spearmanr(each, shown).statistic for each in shares.T])
    most = np.argsort(-np.abs(rank))[:MATTER]
    chosen = np.full(len(space.names), 0.5)
    chosen[most] = np.where(rank[most] > 0, EXTREME, 1.0 - EXTREME)
    seen = _shown(scenario, space, chosen[None], np.array([LUCK]))[0]
    targets = [
        Target(
            "hidden:1", Series(quantity, ""), month, float(seen[m, q]), SD, discrepancy,
            "fit" if month <= LAST_FITTED else "check",
        )
        for q, quantity in enumerate(QUANTITIES)
        for m, month in enumerate(MONTHS)
    ]  # fmt: skip
    return Hidden(chosen, [space.names[n] for n in most], targets)


def _shown(scenario: Scenario, space: Space, shares: Floats, lucks: NDArray[np.int64]) -> Floats:
    """What sets show, (sets, months, quantities)."""
    varied = {each.name: each.at_all(shares[:, n]) for n, each in enumerate(space.priors)}
    found = simulate(
        scenario,
        len(shares),
        HIDDEN_SEED,
        parameters="central",
        varied={**varied, "luck": lucks},
        months=MONTHS,
    ).outcomes
    return found[list(QUANTITIES)].to_numpy(float).reshape(len(shares), len(MONTHS), len(QUANTITIES))


def main() -> None:
    """Print the table of the guide's page, made with a hidden set, every six months."""
    rows = ["quantity,month,value,sd,use"]
    for each in hidden_in(load_scenario("baseline").with_horizon(MONTHS[-1])).targets:
        if each.month % 6 == 0:
            rows.append(f"{each.series.quantity},{each.month},{each.value:.2f},0.02,{each.use}")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
