"""Processes that begin where a program has imported all that it needs: a fork of one that did so once.

What happens to such a process, a signal or a full disk, happens to it alone, as to one that is started
afresh; only the two seconds of its imports are spared.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
READY = "tests.analysis.cli.imported"  # what each process begins with
BEGIN = """
import os, sys
os.chdir({here!r})
for number, name in ((1, "out"), (2, "err")):
    os.dup2(os.open(os.path.join({printed!r}, name), os.O_WRONLY | os.O_CREAT), number)
sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))
"""


def _context() -> Any:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([READY])
    return context


CONTEXT = _context()


class Forked:
    """A program run in a process of its own; it has what `subprocess.Popen` has of the same names."""

    def __init__(self, program: str, here: Path) -> None:
        self._printed = TemporaryDirectory()
        begin = BEGIN.format(here=str(here), printed=self._printed.name)
        self._process = CONTEXT.Process(target=exec, args=(begin + program, {"__name__": "__main__"}))
        with pytest.MonkeyPatch.context() as patch:  # for the process that is forked, when it starts
            patch.setenv("PYTHONPATH", str(ROOT))
            self._process.start()

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    @property
    def returncode(self) -> int | None:
        code: int | None = self._process.exitcode
        return code

    def poll(self) -> int | None:
        return self.returncode

    def kill(self) -> None:
        self._process.kill()

    def interrupt(self) -> None:
        """Press Ctrl-C in it."""
        os.kill(self.pid, signal.SIGINT)

    def printed(self) -> tuple[str, str]:
        """What it has printed so far."""
        places = [Path(self._printed.name) / name for name in ("out", "err")]
        out, err = (each.read_text(encoding="utf-8") if each.exists() else "" for each in places)
        return out, err

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end; what it printed."""
        self._process.join(timeout)
        assert self.returncode is not None, "it does not end"
        return self.printed()

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._printed.cleanup()
