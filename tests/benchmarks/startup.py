"""Seconds until there is a first run: compiled for the first time, and from the cache."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sim.engine.compile import CACHE
from tests.benchmarks.timing import summary

READY = "from sim.engine import ensemble; ensemble.ready()"
RUN = "from sim import load_scenario, simulate; simulate(load_scenario('baseline'), 1, months=(60,))"
COMMAND = "from analysis.cli import main; main()"


def measure(repeats: int = 5, compilations: int = 3) -> dict[str, Any]:
    """Time whole commands, from their start to their end."""
    with tempfile.TemporaryDirectory() as folder:
        first = [_seconds(READY, Path(folder) / str(number)) for number in range(compilations)]
        cache = Path(folder) / "0"
        again = [_seconds(RUN, cache) for _ in range(repeats)]
        out = str(Path(folder) / "out")
        command = [
            _seconds(COMMAND, cache, "run", "baseline", "--runs", "12", "--out", f"{out}{number}")
            for number in range(repeats)
        ]
    return {
        "seconds to compile, from nothing": {**summary(first, 1), "target": "at most 30"},
        "seconds from command to first run, cache warm": {**summary(again, 1), "target": "at most 2"},
        "seconds of mcn run baseline --runs 12, figures and all": summary(command, 1),
    }


def _seconds(code: str, cache: Path, *arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, CACHE: str(cache)},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started
