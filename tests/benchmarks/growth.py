"""How the ensemble's time for an organisation-month grows with the network."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sim import simulate
from sim.engine.layout import LANES
from sim.inputs.timing import FIRST_MONTH
from tests.benchmarks.networks import scenario_of
from tests.benchmarks.timing import side_by_side, summary

SIZES = (24, 100, 1_000, 10_000)
TARGETS = {1_000: 1.5, 10_000: 3.0}
WORK = 500_000  # organisations times runs


def measure(sizes: tuple[int, ...] = SIZES, work: int = WORK, repeats: int = 5) -> dict[str, Any]:
    """Time networks of several sizes, on two threads, with the horizon alone kept."""
    contenders: dict[str, Callable[[], Any]] = {}
    months, runs = 0, {}
    for size in sizes:
        scenario = scenario_of(size)
        months = scenario.horizon + 1 - FIRST_MONTH
        block = 2 * LANES
        runs[size] = max(1, round(work / size / block)) * block
        contenders[str(size)] = partial(simulate, scenario, runs[size], months=(scenario.horizon,), workers=2)
    for warm_up in contenders.values():
        warm_up()
    taken = side_by_side(contenders, repeats)
    found = {
        size: {
            "runs": runs[size],
            "ns per organisation-month": summary(taken[str(size)], runs[size] * size * months, 1e9),
        }
        for size in sizes
    }
    least = found[sizes[0]]["ns per organisation-month"]["median"]
    for size, each in found.items():
        each["to the smallest"] = each["ns per organisation-month"]["median"] / least
        each["target"] = TARGETS.get(size)
    return {str(size): each for size, each in found.items()}
