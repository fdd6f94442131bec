"""What a page knows of problems that lead to one another, and of the barriers that the study names first."""

from __future__ import annotations

from typing import Any

from analysis.cascade.story import clauses
from analysis.statistics.barriers import BARRIERS
from sim.model.cascade import leads


def cascade_data() -> dict[str, Any]:
    """Say which problem may lead to which along which link, in what words, and what lifts barriers."""
    return {
        "leads": leads(),
        "clauses": {name: dict(each) for name, each in clauses().items()},
        "barriers": BARRIERS,
    }
