"""What has become slower than it was, by the machine's own limit of the same hour.

Seconds of two hours, let alone of two machines, say little of each other. So each contender is held to what
the limit's loops took in the same rounds, and that ratio to the ratio of the committed figures. On another
processor ratios differ for reasons of its own, so that nothing is said there.
"""

from collections.abc import Iterator
from typing import Any

A_TENTH = 1.10


def _ratios(found: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """What each takes by the limit's time, and larger networks by the smallest."""
    limit = found["engines"]["limit"]["ns per organisation-month"]["min"]
    for name, each in found["engines"]["contenders"].items():
        if not name.startswith("limit"):
            yield name, each["ns per organisation-month"]["min"] / limit
    for size, each in found["growth"].items():
        yield f"a network of {int(size):,}", each["to the smallest"]


def slower(found: dict[str, Any], committed: dict[str, Any]) -> list[str]:
    """Say of each that takes over a tenth longer than in the committed figures, by how much."""
    if found["machine"]["processor"] != committed["machine"]["processor"]:
        return []
    before = dict(_ratios(committed))
    return [
        f"slower than committed: {name}, {ratio / before[name] - 1:.0%} more, by the limit's time"
        for name, ratio in _ratios(found)
        if name in before and ratio > A_TENTH * before[name]
    ]
