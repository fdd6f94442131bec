"""What each problem had in the others, read off the flows of a run."""

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.evidence import load_evidence
from sim.inputs.networks import Network
from sim.inputs.problems import load_problems
from sim.inputs.timing import FIRST_MONTH
from sim.model.flows import LEFT_OVER, FlowAmount
from sim.model.flows import flows as declared_flows
from sim.model.problems import Floats, Held, watched
from sim.model.structure import Structure, structure_of

CASCADE_COLUMNS = ("run", "organisation", "from", "to", "onset", "link", "hop", "share")
NO_PROBLEM = "not from a problem"

# Where the flows are that move a state which marks a problem and has none of its own: it remembers what was,
# or is what lies on an organisation's ties.
MOVED_BY = {"org.meetings_attended": "org.participation", "org.rivalry": "tie.tie_rivalry"}
_PARTS = {"organisation": "org", "network": "net", "locality": "region", "tie": "tie"}

Carried = tuple[str, str, int]  # the problem that a flow comes from, and the link and hop it came along


class _Feed(NamedTuple):
    """A flow into the state that marks a problem: its weight there, and who has what it comes from."""

    flow: FlowAmount
    amounts: Floats  # (months,)
    weight: float
    sources: tuple[tuple[int, float], ...]  # organisations (their places) and weights


def fed(network: Network) -> frozenset[str]:
    """The stocks whose flows `cascade` looks at: those that mark a problem."""
    return frozenset(_moved_by(each.problem.state).partition(".")[2] for each in watched(network))


def _moved_by(state: str) -> str:
    return MOVED_BY.get(state, state)


def cascade(
    network: Network, intervals: Floats, flows: Sequence[FlowAmount], amounts: Sequence[Floats]
) -> pd.DataFrame:
    """What each problem had in the others of one run: `Result.cascade`.

    In the month of its onset the state that marks a problem went over the threshold. Those of that month's
    flows that push towards the mark are its adverse flow: changes of a stock, or, where the state is built
    anew each month, what each requirement is charged. (What all of them explain only together is thereby
    shared out in the same proportions; what bounds take off is left out.) Rivalry lies on ties: of an
    organisation's, those of its own ties are added up.

    What came along a link is charged to the problem that the link's source stands for, if that problem held
    the month before: only earlier problems have a share. Everything else is `not from a problem`, and the
    shares of a interval add up to 1. A problem that was there from the start has no row as a target: nobody
    saw what brought it about.

    What organisations have and the network feels counts by the share of organisations that have it, since
    the network feels the mean of its members, and a majority would be one more threshold. On a tie each end
    counts half. In care it counts by the share of the organisations that serve the locality, and localities
    count by their children.

    Parameters
    ----------
    network : Network
    intervals : array of float, (intervals, 4)
        The run's intervals, as `sim.model.problems.intervals` gives them.
    flows : sequence of FlowAmount
        All flows of the run into stocks that mark a problem (`fed`), whatever month they are of.
    amounts : sequence of array of float, (months,)
        What each of them came to.
    """
    held, names = watched(network), ["", *(each.name for each in network.organisations)]
    holding = _holding(intervals, len(held), len(amounts[0]))
    feeds = _Feeds(network, flows, amounts)
    rows: list[tuple[object, ...]] = []
    for run, place, onset, _ in intervals.tolist():
        target, month = held[int(place)], int(onset) - FIRST_MONTH
        if month == 0:
            continue
        shares = _shares(target, feeds, month, holding[:, month - 1])
        head = (int(run), names[target.organisation + 1])
        rows += [
            (*head, source, target.problem.id, int(onset), link, hop, share)
            for (source, link, hop), share in shares.items()
        ]
    whole = dict.fromkeys(("run", "onset", "hop"), np.int64)
    texts = dict.fromkeys(("organisation", "from", "to", "link"), str)
    return pd.DataFrame(rows, columns=list(CASCADE_COLUMNS)).astype({**whole, **texts, "share": np.float64})


@functools.cache
def leads() -> tuple[tuple[str, str, str], ...]:
    """Which problem may bring about which: the problem it comes from, the one it leads to, and the link.

    As the rules have it, where a flow along a link that one problem stands for moves the state that marks
    the other; and as the links have it, where they end in what the other stands for. What a run's cascade
    charges to problems goes these ways; of a problem that was there from the start they say what may be
    behind it, and no more.
    """
    marks: dict[str, list[str]] = {}
    for problem in load_problems().values():
        part, _, field = problem.state.partition(".")
        for name in (_moved_by(problem.state), *((*problem.hops, field) if part != "facts" else ())):
            marks.setdefault(name, []).append(problem.id)
    ways = [(each.link, each.hop, f"{_PARTS[each.entity]}.{each.stock}") for each in declared_flows()]
    for link in load_evidence().links.values():
        ways += [(link.id, number, hop.target) for number, hop in enumerate(link.hops, 1)]
    pairs = {
        (stands_for()[link, hop], target, link)
        for link, hop, mark in ways
        if (link, hop) in stands_for()
        for target in marks.get(mark, ())
        if target != stands_for()[link, hop]
    }
    return tuple(sorted(pairs))


def _holding(intervals: Floats, problems: int, months: int) -> npt.NDArray[np.bool_]:
    """Whether each problem held in each month, (problems, months)."""
    holding = np.zeros((problems, months), np.bool_)
    for _, place, onset, end in intervals.tolist():
        last = months if np.isnan(end) else int(end) - FIRST_MONTH
        holding[int(place), int(onset) - FIRST_MONTH : last] = True
    return holding


def _shares(target: Held, feeds: "_Feeds", month: int, before: npt.NDArray[np.bool_]) -> dict[Carried, float]:
    """The share of each problem, link and hop in a target's adverse flow of a month."""
    rest = 0.0
    parts: dict[Carried, float] = {}
    for feed in feeds.into(target):
        adverse = max(0.0, target.problem.sign * feed.weight * float(feed.amounts[month]))
        problem = stands_for().get((feed.flow.link, feed.flow.hop), "")
        held = feeds.held(problem, feed, before) if problem else 0.0
        key = (problem, feed.flow.link, feed.flow.hop)
        if adverse * held > 0.0:
            parts[key] = parts.get(key, 0.0) + adverse * held
        rest = rest + adverse * (1.0 - held)
    whole = rest
    for part in parts.values():
        whole = whole + part
    if whole <= 0.0:
        return {(NO_PROBLEM, "", 0): 1.0}
    return {**{key: part / whole for key, part in parts.items()}, (NO_PROBLEM, "", 0): rest / whole}


@functools.cache
def stands_for() -> dict[tuple[str, int], str]:
    """The problem that each hop comes from, by link and number of the hop, where it is one."""
    problem = {source: each.id for each in load_problems().values() for source in each.hops}
    return {
        (link.id, number): problem[hop.source]
        for link in load_evidence().links.values()
        for number, hop in enumerate(link.hops, 1)
        if hop.source in problem
    }


class _Feeds:
    """The flows of a run by what they move, and who has the problems that they come from."""

    def __init__(self, network: Network, flows: Sequence[FlowAmount], amounts: Sequence[Floats]) -> None:
        self._structure: Structure = structure_of(network)
        self._members = [each.name for each in network.organisations]
        self._places = [each.name for each in network.localities]
        self._place_of = {(each.problem.id, each.organisation): n for n, each in enumerate(watched(network))}
        self._flows: dict[tuple[str, str, str], list[tuple[FlowAmount, Floats]]] = {}
        for each, amount in zip(flows, amounts, strict=True):
            if each.flow not in LEFT_OVER:
                self._flows.setdefault((each.entity, each.name, each.stock), []).append((each, amount))

    def into(self, target: Held) -> Iterator[_Feed]:
        """The flows into the state that marks a problem somewhere; none where it is a fact or derived."""
        part, _, field = _moved_by(target.problem.state).partition(".")
        if part == "tie":
            for a, b, _ in self._structure.ties:
                if target.organisation in (a, b):
                    tie = f"{self._members[a]} - {self._members[b]}"
                    yield from self._of("tie", tie, field, 1.0, ((a, 0.5), (b, 0.5)))
        elif part == "org":
            own = ((target.organisation, 1.0),)
            yield from self._of("organisation", self._members[target.organisation], field, 1.0, own)
        elif part == "net":
            each = tuple((number, 1.0 / len(self._members)) for number in range(len(self._members)))
            yield from self._of("network", "network", field, 1.0, each)
        elif part == "region":
            children = self._structure.network.children_llc
            for place, facts, services in zip(
                self._places, self._structure.localities, self._structure.services, strict=True
            ):
                serving = tuple((service.organisation, service.weight) for service in services)
                yield from self._of("locality", place, field, facts.children_llc / children, serving)

    def _of(
        self, entity: str, name: str, stock: str, weight: float, sources: tuple[tuple[int, float], ...]
    ) -> Iterator[_Feed]:
        for flow, amounts in self._flows.get((entity, name, stock), ()):
            yield _Feed(flow, amounts, weight, sources)

    def held(self, problem: str, feed: _Feed, before: npt.NDArray[np.bool_]) -> float:
        """Whether a problem held where a flow comes from; of organisations, the share that had it."""
        if (problem, -1) in self._place_of:
            return float(before[self._place_of[problem, -1]])
        share = 0.0
        for organisation, weight in feed.sources:
            share = share + weight * float(before[self._place_of[problem, organisation]])
        return min(1.0, share)
