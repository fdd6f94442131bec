"""Comparing from Python as version 0.1.0 had it, for one release."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from analysis.compare import command
from analysis.compare.question import Question


def Options(**given: Any) -> dict[str, Any]:  # noqa: N802 (its former name)
    """Give how scenarios are run: fields of a question."""
    return {"runs": 200, "parameters": "prior", "lucks": 1, "workers": 1, **given}


def Output(**given: Any) -> dict[str, Any]:  # noqa: N802 (its former name)
    """Give where output goes: fields of a question."""
    return {"json": given.pop("as_json", False), **given}


def compare_scenarios(
    names: Sequence[str], options: dict[str, Any], outcomes: str, output: dict[str, Any]
) -> None:
    """Compare the first scenario with the others."""
    now = "analysis.compare.command.compare_scenarios(Question(...))"
    warnings.warn(f"compare_scenarios of several arguments is now {now}", DeprecationWarning, stacklevel=2)
    base, *others = names
    command.compare_scenarios(
        Question(base=base, alternatives=tuple(others), outcomes=outcomes, **options, **output)
    )
