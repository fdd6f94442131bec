"""The numbers of runs that lie in Parquet files, read a few columns at a time."""

from __future__ import annotations

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
BLOCKS_HELD = 3  # the fewest: of a base and of an alternative, or of two months, and what the runs are
ROWS_HELD = 1_000_000  # of all blocks together, where that is more: some sixty megabytes


def read(paths: Sequence[Path], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a table that lies in several files, all of it or some columns."""
    names = None if columns is None else list(columns)
    return pd.concat([pd.read_parquet(path, columns=names) for path in paths], ignore_index=True)


def rows_at(paths: Sequence[Path], names: Sequence[str], month: int) -> pd.DataFrame:
    """Read some columns at one month; chunks hold their runs in order, so that rows are in order too."""
    frames = (_read(path, ["month", *names]) for path in paths)
    return pd.concat([frame[frame["month"] == month] for frame in frames], ignore_index=True)


class FileColumns(Columns):
    """The columns of a scenario whose runs lie in Parquet files, chunk after chunk.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    parameters : {"prior", "central", "accepted"}
    outcomes, costs : sequence of Path
        The files of its chunks, in the order of the runs.
    block : callable
        `rows_at`, shared by the scenarios of a folder, with what it gave last held.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        parameters: ParameterSource,
        outcomes: Sequence[Path],
        costs: Sequence[Path],
        block: Callable[[Sequence[Path], Sequence[str], int], pd.DataFrame],
    ) -> None:
        import pyarrow.parquet as pq

        self.scenario, self.seed, self.parameters = scenario, seed, parameters
        self._outcomes, self._costs = tuple(outcomes), tuple(costs)
        names = map(str, pq.read_schema(self._outcomes[0]).names)
        self._names = [name for name in names if name not in ("scenario", "month", *KEYS)]
        self._block = block

    def months(self) -> set[int]:
        """Give the months recorded."""
        return set(map(int, _read(self._outcomes[0], ["month"])["month"].unique()))

    def keys(self, month: int) -> pd.DataFrame:
        """`parameter_set, luck`, indexed by run."""
        return at_month(self._block(self._outcomes, tuple(KEYS), month), month)[KEYS[1:]]

    def column(self, outcome: str, month: int) -> Floats:
        """One outcome of each run at a month."""
        place = self._names.index(outcome) // BLOCK * BLOCK
        block = self._block(self._outcomes, tuple(self._names[place : place + BLOCK]), month)
        return block[outcome].to_numpy(dtype=float)

    def spent(self, month: int, discount: float = 0.0) -> pd.DataFrame:
        """Pounds spent by run, payer and kind."""
        parts = []
        for path in self._costs:
            costs = _read(path, ["run", "month", "payer", "kind", "pounds"])
            runs = pd.Index(costs["run"].unique(), name="run")
            parts.append(spent_by_run(costs, runs, month, discount))
        return pd.concat(parts).fillna(0.0)


def _read(path: Path, names: Sequence[str]) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(names), use_threads=False, read_dictionary=["payer", "kind"])
    frame: pd.DataFrame = table.to_pandas()
    return frame
