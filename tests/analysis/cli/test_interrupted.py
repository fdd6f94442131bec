"""Ctrl-C in the middle of runs: one line at once, no traceback of any process, nothing that looks whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
COMMAND = ("compare", "baseline", "shared-records", "--engine", "mesa", "--runs", "2000", "--out", "out")
PROGRAM = """
import signal
from analysis.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever this test was started from
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups to interrupt")
@pytest.mark.parametrize(
    ("whom", "workers", "wait"),
    [
        pytest.param("kill", "1", 0.5, marks=pytest.mark.heavy),
        pytest.param("kill", "2", 0.5, marks=pytest.mark.heavy),
        ("killpg", "2", 0.5),
        pytest.param("killpg", "1", 0.5, marks=pytest.mark.heavy),
        pytest.param("kill", "2", 1.5, marks=pytest.mark.heavy),
        pytest.param("killpg", "2", 1.5, marks=pytest.mark.heavy),
    ],
)
def test_interrupted_runs_end_soon_in_one_line(tmp_path, whom, workers, wait):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *COMMAND, "--workers", workers],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        while process.poll() is None and not (tmp_path / "out").exists():  # until the runs begin
            time.sleep(0.02)
        time.sleep(wait)
        for _ in range(5):  # an impatient user presses more than once
            with suppress(ProcessLookupError):
                getattr(os, whom)(process.pid, signal.SIGINT)
            time.sleep(0.03)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, out, err.count("\n")) == (1, "", 1)
    kept = len(list((tmp_path / "out" / "chunks").glob("*.json")))
    assert err.startswith(
        f"Stopped; {kept} of 126 chunks are kept; go on with: mcn compare" if kept else "Stop"
    )
    if not kept:
        assert err == "Stopped; no results were written.\n"
        assert list(tmp_path.iterdir()) == []
