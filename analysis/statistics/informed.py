"""What acceptance did to each parameter: prior against accepted, and whether it was informed at all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.report.marginals import Panel
from sim.inputs.levers import all_parameters
from sim.inputs.parameters import Parameter

Floats = NDArray[np.float64]

BAND = (0.05, 0.5, 0.95)
LEVEL = 0.01  # the share of false ones among those said to be informed (Benjamini and Hochberg 1995)
BINS = 20
# The quantiles' names, of the prior and of the accepted sets.
PRIOR = ("prior_low", "prior_median", "prior_high")
ACCEPTED = ("accepted_low", "accepted_median", "accepted_high")


def informed(
    shares: Floats, priors: Sequence[Parameter] | None = None, worth: float | None = None
) -> pd.DataFrame:
    """Set the accepted sets against the priors, for every parameter that has a range.

    Under its prior the share that lies below a parameter's draw is uniform. The Kolmogorov-Smirnov statistic
    is how far the accepted ones depart from that, 0 to 1; its p value is corrected for the number of
    parameters.

    Parameters
    ----------
    shares : array of float, (sets, parameters)
        The shares of the priors below the accepted sets, as `Candidates.shares` gives them.
    priors : sequence of Parameter, optional
        Left out, all that are declared.
    worth : float, optional
        How many independent sets the accepted ones are worth; left out, as many as they are.

    Returns
    -------
    DataFrame
        ``parameter``, ``ks``, ``p_adjusted``, ``informed`` and 5, 50 and 95 % points of prior and accepted
        values; those most informed first.
    """
    drawn = dict(zip(priors or all_parameters().values(), shares.T, strict=True))
    drawn = {each: column for each, column in drawn.items() if each.uncertain}
    apart = [float(stats.kstest(column, "uniform").statistic) for column in drawn.values()]
    count = max(1, round(worth or len(shares)))
    adjusted = stats.false_discovery_control(stats.kstwo.sf(apart, count), method="bh")
    rows = []
    for (each, column), ks, p_value in zip(drawn.items(), apart, adjusted, strict=True):
        before = each.at_all(np.array(BAND))
        after = np.quantile(each.at_all(column), BAND)
        rows.append(
            {
                "parameter": each.name,
                "ks": ks,
                "p_adjusted": float(p_value),
                "informed": bool(p_value < LEVEL),
                **dict(zip(PRIOR, before.tolist(), strict=True)),
                **dict(zip(ACCEPTED, after.tolist(), strict=True)),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.sort_values(["informed", "ks"], ascending=False, kind="stable").reset_index(drop=True)


def worth(idle: Floats) -> float:
    """How many independent sets dependent ones are worth, by what they show of things that nothing informs.

    Of so many independent draws from a uniform distribution the Kolmogorov-Smirnov statistic is
    sqrt(pi / 2) ln 2 / sqrt(number) on average.

    Parameters
    ----------
    idle : array of float, (sets, things)
        Shares of priors of things that the model does not know.
    """
    apart = float(np.mean([stats.kstest(column, "uniform").statistic for column in idle.T]))
    return min(float(len(idle)), float((np.sqrt(np.pi / 2.0) * np.log(2.0) / apart) ** 2))


def panels(names: Sequence[str], shares: Floats, priors: Sequence[Parameter] | None = None) -> list[Panel]:
    """Count prior and accepted values between edges that are even in the scale of the prior."""
    columns = {each.name: (each, n) for n, each in enumerate(priors or all_parameters().values())}
    return [_panel(columns[name][0], shares[:, columns[name][1]]) for name in names]


def _panel(parameter: Parameter, shares: Floats) -> Panel:
    logarithmic = parameter.shape == "loguniform"
    space = np.geomspace if logarithmic else np.linspace
    edges = space(parameter.low, parameter.high, BINS + 1)
    before = np.diff(_distribution(parameter).cdf(edges))
    counts, _ = np.histogram(parameter.at_all(shares), edges)
    return Panel(parameter.name, parameter.unit, logarithmic, edges, before, counts / len(shares))


def _distribution(parameter: Parameter) -> Any:
    """The prior, whose range has a width, as a distribution of SciPy."""
    low, width = parameter.low, parameter.high - parameter.low
    if parameter.shape == "uniform":
        return stats.uniform(low, width)
    if parameter.shape == "loguniform":
        return stats.loguniform(low, parameter.high)
    return stats.triang((parameter.value - low) / width, low, width)
