"""Processes that share work: they end with the one that started them, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import time
from sim.simulation import processes
with processes(2) as pool:
    assert list(pool.map(int, "12")) == [1, 2]
    pool.submit(time.sleep, 120)
    print("ready", flush=True)
    time.sleep(120)
"""


@pytest.mark.slow
def test_they_end_with_one_that_is_killed() -> None:
    there = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, env=there
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
        one.kill()
        one.communicate(timeout=60)  # its processes hold its output open as long as they are there
