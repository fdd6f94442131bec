"""Python is written as JavaScript, and what is not known is refused with its place.

That translated functions give what Python's give is seen in a browser: `browser/test_engine.py`.
"""

from __future__ import annotations

import re

import pytest

from analysis.page.preparation import preparation
from analysis.page.translation import UntranslatableError, translated


def with_a_step(values: list[int]) -> list[int]:
    """Every other one."""
    return values[::2]


def with_an_exponent(value: float) -> float:
    """Its square."""
    return value**2


def with_a_file(name: str) -> str:
    """What is in a file."""
    with open(name) as stream:  # noqa: PTH123
        return stream.read()


def with_many(*values: float) -> float:
    """The first."""
    return values[0]


def fallen(values: list[float]) -> float:
    """The first less the last, where they are two."""
    return values[0] - values[-1] if len(values) == 2 else 0.0


@pytest.mark.parametrize("function", [with_a_step, with_an_exponent, with_a_file, with_many])
def test_what_is_not_known_is_refused_with_its_place(function: object) -> None:
    with pytest.raises(UntranslatableError, match=r"test_translation\.py:\d+: .* is not translated"):
        translated({"function": function})


def test_a_function_is_written_with_what_it_calls() -> None:
    text = translated({"fallen": fallen})
    assert text.splitlines()[0] == 'import { at, len, same, truth } from "./python.js";'
    assert "function fallen(values) {" in text
    assert "return ((same(len(values), 2)) ? (at(values, 0) - at(values, (-1))) : 0.0);" in text


def test_nothing_of_the_preparation_reads_a_file_or_draws() -> None:
    called = set(re.findall(r"\b([a-z_]+)\(", preparation()))
    assert not called & {"open", "read_yaml", "draw", "draws", "packaged"}
