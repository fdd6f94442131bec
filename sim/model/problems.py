"""Which numbers of a run mark its problems, and when each of them held."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.networks import Network
from sim.inputs.problems import Problem, load_problems
from sim.inputs.timing import FIRST_MONTH
from sim.model.onsets import TO_TURN, UNSEEN, marked, watched_after
from sim.model.state import (
    LocalityState,
    NetworkFacts,
    NetworkState,
    OrganisationFacts,
    OrganisationState,
    Region,
)

Floats = npt.NDArray[np.float64]
Turns = npt.NDArray[np.int8]

PROBLEM_COLUMNS = ("run", "organisation", "problem", "order", "onset", "end")

# What may mark a problem. Of the region's means those over localities: the others are not known every month.
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "network": {
        "net": NetworkState._fields,
        "region": tuple(each for each in Region._fields if each in LocalityState._fields),
        "facts": NetworkFacts._fields,
    },
    "organisation": {"org": OrganisationState._fields, "facts": OrganisationFacts._fields},
}
STATES = {
    holder: [f"{part}.{field}" for part, fields in parts.items() for field in fields]
    for holder, parts in PARTS.items()
}


class Held(NamedTuple):
    """A problem of the network (`organisation` is -1) or of the organisation at this place, in any run."""

    problem: Problem
    organisation: int

    @property
    def part(self) -> str:
        """What holds the state that marks it: `net`, `region`, `org` or `facts`."""
        return self.problem.state.partition(".")[0]

    @property
    def field(self) -> str:
        """The state that marks it."""
        return self.problem.state.partition(".")[2]


@functools.lru_cache(maxsize=64)
def watched(network: Network) -> tuple[Held, ...]:
    """Every problem that may hold somewhere: the network's, then those of each organisation in turn."""
    problems = load_problems().values()
    own = [each for each in problems if each.holder == "organisation"]
    return (
        *(Held(each, -1) for each in problems if each.holder == "network"),
        *(Held(each, number) for number in range(len(network.organisations)) for each in own),
    )


class Watch:
    """Keeps an eye on the problems of one run, for the readable engine.

    Attributes
    ----------
    turns : array of int, (problems, months)
        1 in the month in which a problem turned out to hold, -1 no longer to, else 0.
    """

    def __init__(self, network: Network, months: int) -> None:
        self.held = watched(network)
        self.turns: Turns = np.zeros((len(self.held), months), np.int8)
        self._now = [UNSEEN for _ in self.held]

    def see(self, month: int, core: Mapping[str, Any], members: Sequence[Mapping[str, Any]]) -> None:
        """Take note of a month; `core` has `net`, `region`, `facts`, and each of `members` `org`, `facts`."""
        for place, (each, before) in enumerate(zip(self.held, self._now, strict=True)):
            holder = core if each.organisation < 0 else members[each.organisation]
            value = getattr(holder[each.part], each.field)
            now = watched_after(before, marked(value, each.problem.sign, each.problem.threshold))
            self.turns[place, month] = int(now.holds - before.holds)
            self._now[place] = now


def intervals(turns: Turns, runs: Sequence[int]) -> Floats:
    """When problems held, in all runs: run, place among `watched`, onset, end (NaN where it lasts).

    Parameters
    ----------
    turns : array of int, (runs, problems, months)
        As `Watch` has them.
    """
    # Over three dimensions `nonzero` takes five times as long.
    run, place, month = np.unravel_index(np.flatnonzero(turns != 0), turns.shape)
    # A problem turns to hold, then not to, and so on; what turns a month has held for some by then.
    starts = turns[run, place, month] > 0
    since = month + FIRST_MONTH - (TO_TURN - 1.0)
    ends = np.full(len(run), np.nan)
    over = np.flatnonzero(~starts)
    ends[over - 1] = since[over]
    table = np.stack([np.array(runs, np.float64)[run], place, since, ends], axis=1)
    begun: Floats = table[starts]
    return begun


def problem_frame(network: Network, table: Floats) -> pd.DataFrame:
    """`Result.problems`: intervals with the names of what they are about."""
    held, names = watched(network), ["", *(each.name for each in network.organisations)]
    places = table[:, 1].astype(np.int64)

    def named(values: Iterator[Any], kind: Any) -> npt.NDArray[Any]:
        return np.array(list(values), kind)[places]

    return pd.DataFrame(
        {
            "run": table[:, 0].astype(np.int64),
            "organisation": named((names[each.organisation + 1] for each in held), object),
            "problem": named((each.problem.id for each in held), object),
            "order": named((each.problem.order for each in held), np.int64),
            "onset": table[:, 2].astype(np.int64),
            "end": table[:, 3],
        },
        columns=list(PROBLEM_COLUMNS),
    ).astype({"organisation": str, "problem": str})
