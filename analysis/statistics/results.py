"""The numbers of a scenario's runs, a column at a time: in memory here, in files by `analysis.runs.parquet`.

What is asked of a million runs is one outcome at one month of two scenarios. Comparisons ask for that and
nothing more, so that what they need of memory does not grow with the number of outcomes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.discounting import growth, years_passed
from analysis.statistics.paired import KEYS, Floats, at_month
from sim.model.schedule import KINDS, PAYERS

if TYPE_CHECKING:
    from sim.inputs.scenarios import Scenario
    from sim.sampling.parameter_sets import ParameterSource
    from sim.simulation import Result


class Columns(ABC):
    """One scenario's runs.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    parameters : {"prior", "central", "accepted"}
    """

    scenario: Scenario
    seed: int
    parameters: ParameterSource

    @abstractmethod
    def months(self) -> set[int]:
        """Give the months recorded."""

    @abstractmethod
    def keys(self, month: int) -> pd.DataFrame:
        """`parameter_set, luck` of each run recorded at a month, indexed by run."""

    @abstractmethod
    def column(self, outcome: str, month: int) -> Floats:
        """One outcome of each run at a month, in the order of `keys`."""

    @abstractmethod
    def spent(self, month: int, discount: float = 0.0) -> pd.DataFrame:
        """Pounds spent in each run over months 0 to `month`: a row a run, a column a payer and kind."""


class ResultColumns(Columns):
    """The columns of a result in memory."""

    def __init__(self, result: Result) -> None:
        self.scenario, self.seed, self.parameters = result.scenario, result.seed, result.parameters
        self._result = result
        self._rows: dict[int, pd.DataFrame] = {}

    def months(self) -> set[int]:
        """Give the months recorded."""
        return set(map(int, self._result.outcomes["month"].unique()))

    def keys(self, month: int) -> pd.DataFrame:
        """`parameter_set, luck`, indexed by run."""
        return self._at(month)[KEYS[1:]]

    def column(self, outcome: str, month: int) -> Floats:
        """One outcome of each run at a month."""
        return self._at(month)[outcome].to_numpy(dtype=float)

    def spent(self, month: int, discount: float = 0.0) -> pd.DataFrame:
        """Pounds spent by run, payer and kind."""
        return spent_by_run(self._result.costs, self._at(month).index, month, discount)

    def _at(self, month: int) -> pd.DataFrame:
        if month not in self._rows:
            self._rows[month] = at_month(self._result.outcomes, month)
        return self._rows[month]


def columns_of(runs: Result | Columns) -> Columns:
    """Take a result for its columns."""
    return runs if isinstance(runs, Columns) else ResultColumns(runs)


def spent_by_run(costs: pd.DataFrame, runs: pd.Index[int], month: int, discount: float = 0.0) -> pd.DataFrame:
    """Add up `run, month, payer, kind, pounds` over months 0 to `month`.

    Parameters
    ----------
    costs : DataFrame
    runs : Index
    month : int
    discount : float
        Rate a year, 0.035 for 3.5 %: what is spent in months 0 to 12 counts in full, what is spent in months
        13 to 24 is divided by 1.035, and so on.

    Returns
    -------
    DataFrame
        One row a run, one column a payer and kind.

    Raises
    ------
    ValueError
        If a sum that was kept reaches from one year into another, so that it cannot be discounted.
    """
    spent = costs[(costs["month"] >= 0) & (costs["month"] <= month)].sort_values(
        ["run", "month"], kind="stable"
    )
    pounds = spent["pounds"].to_numpy(dtype=float)
    if discount:
        kept = np.sort(spent["month"].unique())
        if (years_passed(kept[1:]) != years_passed(kept[:-1] + 1)).any():
            raise ValueError(
                f"costs were kept at months {', '.join(map(str, kept))} only; to discount them, keep every "
                "twelfth month too, or compare with discount=0"
            )
        pounds = pounds / growth(spent["month"].to_numpy(), discount)
    extra = sorted(set(map(str, spent["payer"].unique())) - set(PAYERS))
    sums = {}
    for payer in (*PAYERS, *extra):
        for kind in KINDS:
            mine = ((spent["payer"] == payer) & (spent["kind"] == kind)).to_numpy(dtype=bool)
            sums[payer, kind] = _by_run(spent["run"].to_numpy()[mine], pounds[mine], runs)
    return pd.DataFrame(sums, index=runs)


def _by_run(numbers: NDArray[np.int64], pounds: Floats, runs: pd.Index[int]) -> Floats:
    """Add up rows run by run, in the order of months: equal rows give equal sums to the bit."""
    place = runs.get_indexer(pd.Index(numbers))
    sums = np.bincount(place[place >= 0], weights=pounds[place >= 0], minlength=len(runs))
    return sums.astype(np.float64)
