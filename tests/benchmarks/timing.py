"""Timing, repeated and side by side; and the machine it was done on."""

import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

from sim.engine.layout import LANES


def side_by_side(contenders: Mapping[str, Callable[[], None]], repeats: int) -> dict[str, list[float]]:
    """Seconds that each takes, again and again; in each round all of them, one after the other."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(repeats):
        for name, work in contenders.items():
            started = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - started)
    return taken


def summary(seconds: list[float], count: float, scale: float = 1.0) -> dict[str, Any]:
    """The median and the least of times, each divided by `count`, in units of 1 / `scale` seconds."""
    each = [scale * one / count for one in seconds]
    return {"median": statistics.median(each), "min": min(each), "repeats": len(each)}


def rounded(number: float) -> str:
    """Three figures, as people write them; two below ten."""
    if number >= 100:
        digits = len(str(int(number))) - 3
        return f"{round(number, -digits):,.0f}"
    return f"{number:.0f}" if number >= 10 else f"{number:.2g}"


def machine() -> dict[str, Any]:
    """What the figures hang on."""
    packages = ("mesa", "numpy", "numba", "llvmlite", "pandas")
    return {
        "processor": _processor(),
        "compiler's name for it": llvm.get_host_cpu_name(),
        "cores": os.cpu_count(),
        "load before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "lanes": LANES,
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in packages},
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
