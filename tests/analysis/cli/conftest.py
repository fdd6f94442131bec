"""The command line called in this process, in a folder of its own with a small network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from analysis.cli import main

SMALL = ("--runs", "3", "--horizon", "8", "--workers", "1")


class Answered(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def mcn(capfd: pytest.CaptureFixture[str]) -> Callable[..., Answered]:
    """Run `mcn` with these words."""

    def run(*words: str) -> Answered:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(words)
        printed = capfd.readouterr()
        return Answered(int(stop.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the network `tiny` and one comparison of it, in `done`."""
    path = tmp_path_factory.mktemp("planner")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path)
        for words in (
            ("new", "tiny"),
            ("compare", "tiny/as-it-is.yaml", "tiny/what-if.yaml", *SMALL, "--out", "done"),
        ):
            with pytest.raises(SystemExit) as stop:
                main(words)
            assert stop.value.code == 0
    return path


@pytest.fixture(scope="module")
def folder(planner: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A module's own copy of that folder; its tests run in it."""
    path = tmp_path_factory.mktemp("folder") / "planner"
    shutil.copytree(planner, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path)
        yield path
