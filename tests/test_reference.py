"""The public Python door: all of it stands in the reference, and its examples run."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path
from typing import Any

import pytest

import sim
from analysis import what_if
from analysis.page.study_data import study_data

REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "python.md"
PUBLIC = {f"sim.{name}": getattr(sim, name) for name in sim.__all__} | {
    f"analysis.what_if.{name}": each
    for name, each in vars(what_if).items()
    if not name.startswith("_") and getattr(each, "__module__", "") == what_if.__name__
}


def test_the_reference_has_every_public_name() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert set(re.findall(r"^\.\. auto\w+:: (\S+)$", text, re.M)) == set(PUBLIC)


@pytest.mark.parametrize("name", [name for name, each in PUBLIC.items() if not isinstance(each, type)])
def test_every_public_function_has_an_example(name: str) -> None:
    assert ">>> " in (PUBLIC[name].__doc__ or "")


EXAMPLES = [
    example
    for name, each in PUBLIC.items()
    for example in doctest.DocTestFinder(recurse=isinstance(each, type)).find(each, name, globs={})
    if example.examples
]


def parameter(example: doctest.DocTest) -> Any:
    """Leave what draws figures to the heavy tests."""
    marks = pytest.mark.heavy if example.name == "analysis.what_if.what_if" else ()
    return pytest.param(example, id=example.name, marks=marks)


@pytest.mark.parametrize("example", [parameter(each) for each in EXAMPLES])
def test_an_example_says_what_it_gives(
    example: doctest.DocTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scenarios = [sim.load_scenario(name) for name in ("baseline", "shared-records")]
    (tmp_path / "my-region.json").write_text(json.dumps(study_data(scenarios)), encoding="utf-8")
    example.globs.update({name.rpartition(".")[2]: each for name, each in PUBLIC.items()})
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert "".join(said) == ""
