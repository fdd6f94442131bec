"""A short form of the table: what holds, held over few runs."""

import pytest

from tests.agents import doses, hubs, moves, posts, records, spread, ties
from tests.agents.table import Line, Part, Setting

FEW = Setting(runs=40)


def falls_short(part: Part) -> list[str]:
    """What of a part of the table is asked and not met."""
    return [f"{line.what}: {line.measured}" for line in part(FEW) if line.met is not None and not line.met]
