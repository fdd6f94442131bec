"""The numbers of a scenario's runs, a column at a time: from a result in memory, or from a folder's chunks.

What is asked of a million runs is one outcome at one month of two scenarios. Comparisons ask for that and
nothing more, so that what they need of memory does not grow with the number of outcomes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.paired import KEYS, Floats, at_month
from sim.model.schedule import KINDS, PAYERS

if TYPE_CHECKING:
    from sim.inputs.scenarios import Scenario
    from sim.sampling.parameter_sets import ParameterSource
    from sim.simulation import Result

BLOCK = 8  # outcomes read at once: a file is opened once for all of them
BLOCKS_HELD = 2  # of a base and of an alternative, or of two months


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
    def last_month(self) -> int:
        """Give the last month recorded."""

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

    def last_month(self) -> int:
        """Give the last month recorded."""
        return int(self._result.outcomes["month"].max())

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


class Blocks:
    """The columns last read, shared by the scenarios of a folder so that few are held at once."""

    def __init__(self) -> None:
        self._held: OrderedDict[object, pd.DataFrame] = OrderedDict()

    def get(self, key: object, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Give the block of this key, read now if it is not held."""
        if key not in self._held:
            while len(self._held) >= BLOCKS_HELD:
                self._held.popitem(last=False)
            self._held[key] = read()
        self._held.move_to_end(key)
        return self._held[key]


class FileColumns(Columns):
    """The columns of a scenario whose runs lie in Parquet files, chunk after chunk.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    parameters : {"prior", "central", "accepted"}
    outcomes, costs : sequence of Path
        The files of its chunks, in the order of the runs.
    blocks : Blocks
        Where what is read is held.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        parameters: ParameterSource,
        outcomes: Sequence[Path],
        costs: Sequence[Path],
        blocks: Blocks,
    ) -> None:
        self.scenario, self.seed, self.parameters = scenario, seed, parameters
        self._outcomes, self._costs = tuple(outcomes), tuple(costs)
        self._names = [
            name for name in _names_in(self._outcomes[0]) if name not in ("scenario", "month", *KEYS)
        ]
        self._blocks = blocks

    def last_month(self) -> int:
        """Give the last month recorded."""
        return int(_read(self._outcomes[0], ["month"])["month"].max())

    def keys(self, month: int) -> pd.DataFrame:
        """`parameter_set, luck`, indexed by run."""
        return at_month(self._rows(KEYS, month), month)[KEYS[1:]]

    def column(self, outcome: str, month: int) -> Floats:
        """One outcome of each run at a month."""
        place = self._names.index(outcome) // BLOCK * BLOCK
        names = self._names[place : place + BLOCK]
        block = self._blocks.get((id(self), place, month), lambda: self._rows(names, month))
        return block[outcome].to_numpy(dtype=float)

    def spent(self, month: int, discount: float = 0.0) -> pd.DataFrame:
        """Pounds spent by run, payer and kind."""
        parts = []
        for path in self._costs:
            costs = _read(path, ["run", "month", "payer", "kind", "pounds"])
            runs = pd.Index(costs["run"].unique(), name="run")
            parts.append(spent_by_run(costs, runs, month, discount))
        return pd.concat(parts).fillna(0.0)

    def _rows(self, names: Sequence[str], month: int) -> pd.DataFrame:
        """Read some columns at one month; chunks hold their runs in order, so that rows are in order too."""
        parts = []
        for path in self._outcomes:
            frame = _read(path, ["month", *names])
            parts.append(frame[frame["month"] == month])
        return pd.concat(parts, ignore_index=True)


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
        pounds = pounds / (1.0 + discount) ** years_passed(spent["month"].to_numpy())
    extra = sorted(set(map(str, spent["payer"].unique())) - set(PAYERS))
    sums = {}
    for payer in (*PAYERS, *extra):
        for kind in KINDS:
            mine = ((spent["payer"] == payer) & (spent["kind"] == kind)).to_numpy(dtype=bool)
            sums[payer, kind] = _by_run(spent["run"].to_numpy()[mine], pounds[mine], runs)
    return pd.DataFrame(sums, index=runs)


def years_passed(months: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole years that have passed before each month: 0 for months 0 to 12, 1 for months 13 to 24."""
    return np.maximum(0, (np.asarray(months, dtype=np.int64) - 1) // 12)


def _by_run(numbers: NDArray[np.int64], pounds: Floats, runs: pd.Index[int]) -> Floats:
    """Add up rows run by run, in the order of months: equal rows give equal sums to the bit."""
    place = runs.get_indexer(pd.Index(numbers))
    sums = np.bincount(place[place >= 0], weights=pounds[place >= 0], minlength=len(runs))
    return sums.astype(np.float64)


def _names_in(path: Path) -> list[str]:
    import pyarrow.parquet as pq

    return [str(name) for name in pq.read_schema(path).names]


def _read(path: Path, names: Sequence[str]) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(names), use_threads=False, read_dictionary=["payer", "kind"])
    frame: pd.DataFrame = table.to_pandas()
    return frame
