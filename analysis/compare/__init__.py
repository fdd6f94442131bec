"""Scenarios compared: what changes, for whom, how surely, at what cost to whom, and why.

>>> from sim import load_scenario, simulate
>>> from analysis.compare import compare
>>> base, then = (simulate(load_scenario(name), 200) for name in ("baseline", "shared-records"))
>>> compare(base, [then]).differences  # a row an outcome
"""

from typing import TYPE_CHECKING

from analysis.names import exports

if TYPE_CHECKING:
    from analysis.statistics.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
__getattr__ = exports("analysis.statistics", comparison=("Comparison", "compare"))
