"""When a problem starts and ends: the one definition, which both engines call month by month."""

from typing import NamedTuple

from sim.model.rules import rule
from sim.model.state import Flag, Months

# Months in a row for which a mark has to hold before a problem starts, or not to hold before it ends.
TO_TURN = 3.0


class Watched(NamedTuple):
    """What is remembered of a problem from one month to the next."""

    holds: Flag
    against: Months  # in a row up to now in which its mark said otherwise


UNSEEN = Watched(holds=0.0, against=0.0)  # before the first month


@rule
def marked(value: float, sign: float, threshold: float) -> Flag:
    """Whether a state is beyond a problem's threshold: above it where `sign` is 1, below where it is -1."""
    return 1.0 if sign * value > sign * threshold else 0.0


@rule
def watched_after(before: Watched, mark: Flag) -> Watched:
    """A problem starts when its mark has held for three months, and ends when it has not for three.

    Its onset is the first of those three months; its end is the first of the three without the mark, so that
    it held from its onset to the month before its end.
    """
    against = before.against + 1.0 if mark != before.holds else 0.0
    turns = against >= TO_TURN
    return Watched(holds=mark if turns else before.holds, against=0.0 if turns else against)
