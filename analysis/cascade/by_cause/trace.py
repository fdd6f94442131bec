"""Through what one thing led to another: the flows that differ between two histories, followed back.

What differs in the state that marks a problem came in by some flow. Of all that the rule of that flow read,
one thing is looked for: what, put back to what it was in the other history, takes most of the difference.
That is a state of somebody, which is followed back in the same way, along ties and through the network, to a
problem that was brought about before, or to the thing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.cascade.by_cause.histories import HOLDERS, History, Node, columns_of
from analysis.statistics.paired import Floats
from sim.inputs.networks import Network
from sim.inputs.problems import load_problems
from sim.inputs.timing import FIRST_MONTH
from sim.model import month as months
from sim.model import state
from sim.model.cascade import stands_for
from sim.model.onsets import TO_TURN
from sim.model.structure import structure_of

COLUMNS = (
    *("because", "because_how", "because_organisation", "because_locality", "because_month"),
    *("link", "tie", "through", "hops"),
)
FARTHEST = 24  # states that are followed back
LEAST = 1e-12  # a difference that is more than a last bit
# What a view has of somebody's state; all else in it a scenario says, or the run has drawn.
_HELD = ("net", "org", "tie", "a", "b", "peers", "care", "services", "members", "region")
_PHASE_OF = {"org": "member", "tie": "tie", "place": "locality"}
# Where means over members and places are made of fields of another name.
_MADE_OF = {
    "awareness": "awareness_core", "clarity": "clarity_core", "records_live": "records_stage",
    "hours_given": "time_given", "hub_engagement": "engagement", "spoke_engagement": "engagement",
    "posts_added": "new_nurses", "standard_full": "standard", "standard_partial": "standard",
    "cover_at_edge": "cover_24_7", "access_at_edge": "specialist_access",
    "coordination_at_edge": "care_coordination",
}  # fmt: skip


class Step(NamedTuple):
    """A state in a month, and how what differs in it came on from there: a flow's link, and a tie."""

    node: Node
    month: int
    link: str = ""
    tie: str = ""


class _Way(NamedTuple):
    """A part of what differs in a state: a flow in a month, or (no flow) what the state is worked out of."""

    phase: str
    month: int
    flow: str = ""
    link: str = ""
    hop: int = 0


def hung_on(events: pd.DataFrame, rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Put what each hangs on beside what was brought about, as :data:`COLUMNS`, typed in any case."""
    types = dict.fromkeys(COLUMNS, str) | {"because_month": float, "hops": int}
    told = pd.DataFrame(rows, columns=list(COLUMNS), index=events.index).astype(types)
    return pd.concat([events, told], axis=1)


class Trace:
    """Two histories of one run, with a thing and without it, and what follows from what between them.

    Parameters
    ----------
    network : Network
    one, other : History
    difference : array of float, (months, columns)
        The one's ledger less the other's.
    """

    def __init__(self, network: Network, one: History, other: History, difference: Floats) -> None:
        self._structure, self._columns = structure_of(network), columns_of(network)
        self._members = [each.name for each in network.organisations]
        self._places = [each.name for each in network.localities]
        self._one, self._other, self._by = one, other, difference
        self._sources: dict[tuple[Node, int], Step | None] = {}

    def rows(self, events: pd.DataFrame) -> pd.DataFrame:
        """Say of everything brought about in the run what it hangs on.

        Parameters
        ----------
        events : DataFrame
            The run's rows, as :func:`analysis.statistics.brought_about.brought_about` gives them.

        Returns
        -------
        DataFrame
            The same with :data:`COLUMNS`: the problem, whose, and the month that it hangs on (empty: the
            thing itself); the link and the tie that it came along last; the states that it came through; and
            `hops`, how many steps from problem to problem it is away from the thing.
        """
        columns = ("problem", "how", "organisation", "locality")
        named = list(zip(*(events[each] for each in columns), strict=True))
        began = list(zip(events["month"] - FIRST_MONTH, events["order"], strict=True))
        nodes = [self._node(problem, *where) for problem, _, *where in named]
        hops: list[int] = []
        rows = []
        for number, node in enumerate(nodes):
            before = {
                place: each
                for place, each in enumerate(nodes)
                if began[place] < began[number] and place != number
            }
            parent, path = self._back(node, self._turns(node, int(began[number][0])), before, began)
            hops.append(1 if parent is None else hops[parent] + 1)
            whose = ("", "", "", "") if parent is None else named[parent]
            month = np.nan if parent is None else float(events["month"].iloc[parent])
            link = next((step.link for step in path if step.link), "")
            tie = next((step.tie for step in path if step.tie), "")
            through = " > ".join(step.node.field for step in reversed(path[: None if parent is None else -1]))
            rows.append((*whose, month, link, tie, through, hops[-1]))
        return hung_on(events, rows)

    def _turns(self, node: Node, month: int) -> int:
        """The month, of the three by which a problem begins or ends, in which the two first differ."""
        column = [] if node.holder == "region" else [self._columns.of(node)]
        column = column or [self._columns.of(Node("place", n, node.field)) for n in range(len(self._places))]
        differs = self._by[month : month + int(TO_TURN), column].any(axis=1)
        return month + int(np.argmax(differs))

    def _node(self, problem: str, organisation: str, locality: str) -> Node:
        """The state that marks a problem somewhere."""
        part, _, field = load_problems()[problem].state.partition(".")
        if locality:
            return Node("place", self._places.index(locality), field)
        return Node(part, self._members.index(organisation) if organisation else 0, field)

    def _back(
        self, node: Node, month: int, before: dict[int, Node], began: Sequence[tuple[int, int]]
    ) -> tuple[int | None, list[Step]]:
        """Follow a state back to an earlier event, or (None) to the thing itself."""
        path: list[Step] = []
        seen = {node}
        for _ in range(FARTHEST):
            step = self._source(node, month, seen)
            if step is None:
                break
            path.append(step)
            node, month = step.node, step.month
            seen.add(node)
            same = [place for place, each in before.items() if each == node and began[place][0] <= month]
            if same:
                return same[-1], path
        return None, path

    # -- From a state to the one before ----------------------------------------------------

    def _source(self, node: Node, month: int, seen: set[Node]) -> Step | None:
        """The state that most of a state's difference came from; None: the thing itself."""
        if (node, month) not in self._sources:
            self._sources[node, month] = self._found(node, month, {node})
        known = self._sources[node, month]
        return known if known is None or known.node not in seen else self._found(node, month, seen)

    def _found(self, node: Node, month: int, seen: set[Node]) -> Step | None:
        if node.holder == "region":
            places = (Node("place", number, node.field) for number in range(len(self._places)))
            return self._most(((each, month) for each in places), seen)
        for way in self._ways(node, month):
            if way.month == 0:
                return None
            step = self._declared(node, way, seen) or self._read(node, way, seen)
            if step is None or step.node != node:
                return step
        return None

    def _declared(self, node: Node, way: _Way, seen: set[Node]) -> Step | None:
        """The problem of the same holder that a flow's hop comes from, where its state differs.

        What a holder's rules work out first in a month is nothing that they are given: it is not in a view.
        """
        problem = stands_for().get((way.link, way.hop))
        part, _, field = load_problems()[problem].state.partition(".") if problem else ("", "", "")
        step = Step(Node(part, node.number, field), way.month, way.link)
        if part != node.holder or step.node in seen or not self._differs(step):
            return None
        return step

    def _ways(self, node: Node, month: int) -> Iterator[_Way]:
        """The flows that made a state differ as it does, those that did most first, in the month of most."""
        flows = self._columns.flows.get(node)
        if not flows:
            phases = ("closing", "opening") if node.holder == "net" else (_PHASE_OF[node.holder],)
            # What remembers itself came to differ when the difference grew most.
            grown = np.diff(np.abs(self._by[: month + 1, self._columns.of(node)]), prepend=0.0)
            for when in dict.fromkeys((month, int(np.argmax(grown)))):
                yield from (_Way(phase, when) for phase in phases)
            return
        sign = np.sign(self._by[month, self._columns.of(node)]) if self._is_state(node) else 1.0
        pushed = []
        for column, each in flows:
            moved = self._by[: month + 1, column] * (-sign if each.kind == "drag" else sign)
            when = int(np.argmax(moved)) if each.kind == "change" else month
            size = float(moved.sum() if each.kind == "change" else moved[month])
            if size > LEAST:
                pushed.append((-size, _Way(each.phase, when, each.flow, each.link, each.hop)))
        yield from (way for _, way in sorted(pushed))

    def _is_state(self, node: Node) -> bool:
        phase = _PHASE_OF.get(node.holder, "closing")
        return node.field in months.PHASES[phase].state._fields

    def _read(self, node: Node, way: _Way, seen: set[Node]) -> Step | None:
        """What a rule read that made its answer differ: a state of somebody; None: the thing itself.

        Where nothing that it read did so, it is the state itself.
        """
        phase, number, month = way.phase, node.number, way.month
        one, other = (each.view(phase, number, month) for each in (self._one, self._other))

        def value(view: Any) -> float:
            now, flows = getattr(months, phase)(view)
            return float(
                getattr(getattr(flows, node.field), way.flow) if way.flow else getattr(now, node.field)
            )

        answers = value(one), value(other)
        if abs(answers[0] - answers[1]) <= LEAST:
            return Step(node, month)

        def with_parts(names: Sequence[str]) -> tuple[float, float]:
            """The answers with parts of the view put back, and put into the other history."""
            return (
                value(one._replace(**{each: getattr(other, each) for each in names})),
                value(other._replace(**{each: getattr(one, each) for each in names})),
            )

        for part in _by_what_they_make(answers, _differing(one, other), with_parts):
            if part not in _HELD:
                return None
            mine, theirs = getattr(one, part), getattr(other, part)

            def with_fields(
                names: Sequence[str], part: str = part, mine: Any = mine, theirs: Any = theirs
            ) -> Any:
                return (
                    value(one._replace(**{part: mine._replace(**{n: getattr(theirs, n) for n in names})})),
                    value(other._replace(**{part: theirs._replace(**{n: getattr(mine, n) for n in names})})),
                )

            for field in _by_what_they_make(answers, _differing(mine, theirs), with_fields):
                found = self._holder(part, field, node, phase, month, seen)
                if found is not None and found.node not in seen:
                    return found._replace(link=way.link)
        return Step(node, month)

    def _holder(
        self, part: str, field: str, node: Node, phase: str, month: int, seen: set[Node]
    ) -> Step | None:
        """Whose state a rule read: what a field of a part of its view is, and of which month."""
        number = node.number
        if part == "net":
            opened = phase in ("tie", "member", "locality", "closing")
            return Step(Node("net", 0, field), month if opened else month - 1)
        if part in ("org", "tie"):
            return Step(Node(part, number, field), month - 1)
        if part in ("a", "b"):
            a, b, _ = self._structure.ties[number]
            return Step(Node("org", a if part == "a" else b, field), month - 1)
        if part == "region":
            return Step(
                Node("region", 0, _MADE_OF.get(field, field)), month if phase == "closing" else month - 1
            )
        if part == "members":
            then = month - 1 if phase == "opening" else month
            each = (Node("org", n, _MADE_OF.get(field, field)) for n in range(len(self._members)))
            return self._most(((node, then) for node in each), seen)
        if part == "care":
            places = (Node("place", n, field) for n, _ in self._structure.served[number])
            return self._most(((each, month - 1) for each in places), seen)
        if part == "peers":
            return self._along_a_tie(field, number, month, seen)
        return self._serving(field, number, month, seen)

    def _most(self, nodes: Iterable[tuple[Node, int]], seen: set[Node]) -> Step | None:
        """The one of several that differs most."""
        sizes = [
            (abs(float(self._by[month, self._columns.of(node)])), -place, node, month)
            for place, (node, month) in enumerate(nodes)
            if node not in seen
        ]
        size, _, node, month = max(sizes, default=(0.0, 0, None, 0))
        return None if node is None or size <= LEAST else Step(node, month)

    def _along_a_tie(self, field: str, number: int, month: int, seen: set[Node]) -> Step | None:
        """Along which tie most of what differs came, and whether of the tie or of who is at its end."""
        ties = self._structure.peers[number]

        def reaches(tie: int) -> float:
            return float(getattr(self._one.peers(number, month, tie, self._other), field))

        both = (each.view("member", number, month).peers for each in (self._one, self._other))
        now, then = (float(getattr(each, field)) for each in both)
        ranked = sorted(ties, key=lambda each: -(now - reaches(each[0])) * np.sign(now - then))
        for tie, other, facts in ranked:
            a, b, _ = self._structure.ties[tie]
            name = f"{self._members[a]} - {self._members[b]}"
            sources = [
                *(
                    Step(Node("org", other, each), month - 1, tie=name)
                    for each in state.OrganisationState._fields
                ),
                *(Step(Node("tie", tie, each), month, tie=name) for each in state.TieState._fields),
            ]
            found = self._of_sources(sources, seen, self._passed(field, facts, other, tie, month))
            if found is not None:
                return found
        return None

    def _passed(
        self, field: str, facts: state.PeerFacts, other: int, tie: int, month: int
    ) -> Callable[[Step | None], float]:
        """What a tie passes on, with one state of it or of who is at its end put back."""

        def passed(step: Step | None) -> float:
            of_tie, peer = (
                self._put_back(*each, step) for each in (("tie", tie, month), ("member", other, month - 1))
            )
            return self._one.passed(field, facts, of_tie, peer)

        return passed

    def _serving(self, field: str, number: int, month: int, seen: set[Node]) -> Step | None:
        """Which organisation, or tie between two, brought most of what differs to a locality."""
        both = (each.view("locality", number, month).services for each in (self._one, self._other))
        now, then = (float(getattr(each, field)) for each in both)
        ways = [
            *(("member", each.organisation) for each in self._structure.services[number]),
            *(("tie", each) for each in self._structure.ties_of_places[number]),
        ]

        def gone(way: tuple[str, int]) -> float:
            put_back = self._one.services(number, month, way, self._other)
            return (now - float(getattr(put_back, field))) * float(np.sign(now - then))

        for phase, each in sorted(ways, key=lambda way: -gone(way)):
            name = {"linked": "tie_linked", "strength": "tie_strength"}.get(field, field)
            step = Step(Node(HOLDERS[phase], each, name), month)
            if gone((phase, each)) > LEAST and step.node not in seen:
                if phase == "tie":
                    a, b, _ = self._structure.ties[each]
                    step = step._replace(tie=f"{self._members[a]} - {self._members[b]}")
                return step
        return None

    def _put_back(self, phase: str, number: int, month: int, step: Step | None) -> Any:
        """A state as it was in the one history, with what a step names as it was in the other."""
        mine = self._one.after(phase, number, month)
        if step is None or (step.node.holder, step.node.number) != (HOLDERS[phase], number):
            return mine
        theirs = self._other.after(phase, number, month)
        return mine._replace(**{step.node.field: getattr(theirs, step.node.field)})

    def _of_sources(
        self, sources: Sequence[Step], seen: set[Node], passed: Callable[[Step | None], float]
    ) -> Step | None:
        """The one of several states that, put back, changes most of what is passed on."""
        now = passed(None)
        differing = [each for each in sources if each.node not in seen and self._differs(each)]
        sizes = [(abs(now - passed(each)), -place, each) for place, each in enumerate(differing)]
        size, _, step = max(sizes, default=(0.0, 0, None), key=lambda each: each[:2])
        return step if size > LEAST else None

    def _differs(self, step: Step) -> bool:
        return abs(float(self._by[step.month, self._columns.of(step.node)])) > LEAST


def _differing(one: Any, other: Any) -> list[str]:
    """The fields in which two named tuples differ, those that differ most in shares of themselves first."""
    fields = [field for field in one._fields if getattr(one, field) != getattr(other, field)]
    return sorted(fields, key=lambda field: -_apart(getattr(one, field), getattr(other, field)))


def _apart(one: Any, other: Any) -> float:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) / max(1.0, abs(one), abs(other))
    return 0.0


def _by_what_they_make(
    answers: tuple[float, float],
    parts: Sequence[str],
    exchanged: Callable[[Sequence[str]], tuple[float, float]],
) -> list[str]:
    """Those parts of a view that make an answer differ, the one that makes most of it first.

    Each is put back to what it was in the other history. Where that changes nothing, since several are needed
    together, each is put into the other history instead; and if that does nothing either, they are put back
    one after the other, and the one counts with which the answer turns.

    Parameters
    ----------
    answers : tuple of float
        In the one history and in the other.
    parts : sequence of str
    exchanged : callable
        Given parts, the answer with these put back, and with these put in.
    """
    one, other = answers
    alone = {part: exchanged([part]) for part in parts}
    for made in (
        {part: (one - put_back) / (one - other) for part, (put_back, _) in alone.items()},
        {part: (put_in - other) / (one - other) for part, (_, put_in) in alone.items()},
    ):
        ranked = sorted((part for part in made if made[part] > LEAST), key=lambda part: -made[part])
        if ranked:
            return ranked
    turned = (n for n in range(2, len(parts) + 1) if abs(exchanged(parts[:n])[0] - one) > LEAST)
    return [parts[n - 1] for n in [*turned][:1]]
