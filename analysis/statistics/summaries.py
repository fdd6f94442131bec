"""Tidy frames for the output folder and the figures, made from results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.statistics.paired import BAND

if TYPE_CHECKING:
    from sim.inputs.networks import Network

COVER = "cover_24_7"


def bands(outcomes: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Mean and 5-95 % band over runs, month by month.

    Parameters
    ----------
    outcomes : DataFrame
        `scenario, run, month` and a column an outcome; every run in every month.
    names : sequence of str
        The outcomes wanted.

    Returns
    -------
    DataFrame
        `scenario, outcome, month, mean, low, high`, scenarios and outcomes in the order given.
    """
    found = []
    for scenario, rows in outcomes.groupby("scenario", sort=False):
        months = np.unique(rows["month"].to_numpy())
        order = np.lexsort((rows["month"].to_numpy(), rows["run"].to_numpy()))
        values = rows[list(names)].to_numpy(dtype=float)[order].reshape(-1, len(months), len(names))
        low, high = np.quantile(values, BAND, axis=0)
        parts = {"mean": values.mean(axis=0), "low": low, "high": high}
        found.append(
            pd.DataFrame(
                {
                    "scenario": str(scenario),
                    "outcome": np.repeat(list(names), len(months)),
                    "month": np.tile(months, len(names)),
                    **{name: part.T.ravel() for name, part in parts.items()},
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def cover_by_locality(localities: pd.DataFrame, month: int) -> pd.DataFrame:
    """Mean 24/7 cover of each locality at a month: `scenario, locality, cover_24_7` (share)."""
    rows = localities[localities["month"] == month]
    means: pd.Series[float] = rows.groupby(["scenario", "locality"], sort=False)[COVER].mean()
    return means.reset_index()


def places(network: Network) -> pd.DataFrame:
    """Localities of a network: `name, x_km, y_km, children_llc`."""
    columns = ("name", "x_km", "y_km", "children_llc")
    return pd.DataFrame([{key: getattr(place, key) for key in columns} for place in network.localities])


def members(network: Network) -> pd.DataFrame:
    """Organisations of a network: `name, role, hub, x_km, y_km`; `hub` is empty for hubs."""
    columns = ("name", "role", "hub", "x_km", "y_km")
    return pd.DataFrame([{key: getattr(member, key) for key in columns} for member in network.organisations])
