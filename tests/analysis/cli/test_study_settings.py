"""A study's own settings are those of its runs where nothing else is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis.page.study_data import study_data
from sim import load_scenario

pytestmark = pytest.mark.usefixtures("undrawn")

SAVED = {"runs": 6, "lucks": 2, "seed": 7, "parameters": "central", "horizon": 12, "outcome": "engagement"}
OPTIONS = ("--runs", "6", "--lucks", "2", "--seed", "7", "--parameters", "central", "--horizon", "12")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], str]:
    """Write a study with settings, and give its name."""
    monkeypatch.chdir(tmp_path)
    data = study_data([load_scenario(name) for name in ("baseline", "shared-records")])

    def write(settings: Any, name: str = "study.json") -> str:
        Path(name).write_text(json.dumps({**data, "settings": settings}), encoding="utf-8")
        return name

    return write


def inputs(folder: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))["inputs"]
    return read


def test_a_bare_comparison_is_the_pages(mcn: Any, study: Callable[..., str]) -> None:
    bare = mcn("compare", study(SAVED), "--json", "--out", "bare")
    told = mcn("compare", study({}, "told.json"), *OPTIONS, "--json", "--out", "told")
    assert (bare.code, told.code, told.err) == (0, 0, "")
    assert f"As study.json was saved: {' '.join(OPTIONS)} (an option given wins)\n" == bare.err
    for name in ("runs", "lucks", "seed", "parameters", "horizon"):
        assert inputs("bare")[name] == inputs("told")[name] == SAVED[name]
    assert Path("bare/data/differences.csv").read_bytes() == Path("told/data/differences.csv").read_bytes()


def test_an_option_given_wins_though_it_be_the_default(mcn: Any, study: Callable[..., str]) -> None:
    given = mcn("run", f"{study(SAVED)}#shared-records", "--seed", "1", "--out", "run")
    assert given.code == 0
    assert "--seed" not in given.err
    assert (inputs("run")["seed"], inputs("run")["runs"]) == (1, 6)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"runs": 0}, "study.json, settings.runs: 0 is not a whole number from 1 to 1000000"),
        ({"seed": True}, "study.json, settings.seed: True is not a whole number from 0 to 4294967295"),
        ({"parameters": "../sets"}, "study.json, settings.parameters: '../sets' is no source of parameters"),
        ([1], "study.json, settings: is not made of keys and values"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    mcn: Any, study: Callable[..., str], settings: Any, said: str
) -> None:
    given = mcn("compare", study(settings))
    assert (given.code, given.out) == (2, "")
    assert said in given.err
