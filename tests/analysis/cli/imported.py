"""What forked processes begin with: all that `mcn compare` imports and reads, for it has been run once."""

import contextlib
import io
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from analysis.cli import main

PAIR = ("tiny/as-it-is.yaml", "tiny/what-if.yaml")
COMPARE = ("compare", *PAIR, "--runs", "2", "--horizon", "8", "--workers", "1")

before = Path.cwd()
with TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
    os.chdir(folder)
    for words in (("new", "tiny"), COMPARE):
        with pytest.raises(SystemExit, check=lambda stop: stop.code == 0):
            main(words)
    os.chdir(before)
