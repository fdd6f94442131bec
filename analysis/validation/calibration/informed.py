"""What acceptance did to each parameter: prior against accepted, and whether patterns informed it at all."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis.validation.cases import Floats
from sim.inputs.levers import all_parameters
from sim.inputs.parameters import Parameter

BAND = (0.05, 0.5, 0.95)
LEVEL = 0.01  # the share of false ones among those said to be informed (Benjamini and Hochberg 1995)
BINS = 20
# The quantiles' names, of the prior and of the accepted sets.
PRIOR = ("prior_low", "prior_median", "prior_high")
ACCEPTED = ("accepted_low", "accepted_median", "accepted_high")


def informed(shares: Floats) -> pd.DataFrame:
    """Set the accepted sets against the priors, for every parameter that has a range.

    Under its prior the share that lies below a parameter's draw is uniform. The Kolmogorov-Smirnov statistic
    is how far the accepted ones depart from that, 0 to 1; its p value is corrected for the number of
    parameters.

    Parameters
    ----------
    shares : array of float, (sets, parameters)
        As `Candidates.shares` gives them for the accepted sets.

    Returns
    -------
    DataFrame
        ``parameter``, ``ks``, ``p_adjusted``, ``informed`` and 5, 50 and 95 % points of prior and accepted
        values; those most informed first.
    """
    drawn = dict(zip(all_parameters().values(), shares.T, strict=True))
    drawn = {each: column for each, column in drawn.items() if each.low < each.high}
    tests = [stats.kstest(column, "uniform") for column in drawn.values()]
    adjusted = stats.false_discovery_control([each.pvalue for each in tests], method="bh")
    rows = []
    for (each, column), test, p_value in zip(drawn.items(), tests, adjusted, strict=True):
        before = each.at_all(np.array(BAND))
        after = np.quantile(each.at_all(column), BAND)
        rows.append(
            {
                "parameter": each.name,
                "ks": float(test.statistic),
                "p_adjusted": float(p_value),
                "informed": bool(p_value < LEVEL),
                **dict(zip(PRIOR, before.tolist(), strict=True)),
                **dict(zip(ACCEPTED, after.tolist(), strict=True)),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.sort_values(["informed", "ks"], ascending=False, kind="stable").reset_index(drop=True)


class Panel(NamedTuple):
    """Prior and accepted sets of one parameter, as shares of the sets between edges."""

    parameter: str
    unit: str
    logarithmic: bool
    edges: Floats
    prior: Floats
    accepted: Floats


def panels(names: Sequence[str], shares: Floats) -> list[Panel]:
    """Count prior and accepted values between edges that are even in the scale of the prior."""
    declared = all_parameters()
    columns = {name: column for column, name in enumerate(declared)}
    return [_panel(declared[name], shares[:, columns[name]]) for name in names]


def _panel(parameter: Parameter, shares: Floats) -> Panel:
    logarithmic = parameter.shape == "loguniform"
    space = np.geomspace if logarithmic else np.linspace
    edges = space(parameter.low, parameter.high, BINS + 1)
    before = np.diff(_distribution(parameter).cdf(edges))
    counts, _ = np.histogram(parameter.at_all(shares), edges)
    return Panel(parameter.name, parameter.unit, logarithmic, edges, before, counts / len(shares))


def _distribution(parameter: Parameter) -> stats.rv_continuous:
    """The prior, whose range has a width, as a distribution of SciPy."""
    low, width = parameter.low, parameter.high - parameter.low
    if parameter.shape == "uniform":
        return stats.uniform(low, width)
    if parameter.shape == "loguniform":
        return stats.loguniform(low, parameter.high)
    return stats.triang((parameter.value - low) / width, low, width)
