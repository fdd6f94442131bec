"""The numbers of runs that lie in Parquet files, read a few columns at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.statistics.paired import KEYS, Floats, at_month
from analysis.statistics.results import Columns, spent_by_run

if TYPE_CHECKING:
    from sim.inputs.scenarios import Scenario
    from sim.sampling.parameter_sets import ParameterSource

BLOCK = 8  # outcomes read at once: a file is opened once for all of them
BLOCKS_HELD = 2  # of a base and of an alternative, or of two months


def read(paths: Sequence[Path], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a table that lies in several files, all of it or some columns."""
    names = None if columns is None else list(columns)
    return pd.concat([pd.read_parquet(path, columns=names) for path in paths], ignore_index=True)


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


def _names_in(path: Path) -> list[str]:
    import pyarrow.parquet as pq

    return [str(name) for name in pq.read_schema(path).names]


def _read(path: Path, names: Sequence[str]) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(names), use_threads=False, read_dictionary=["payer", "kind"])
    frame: pd.DataFrame = table.to_pandas()
    return frame
