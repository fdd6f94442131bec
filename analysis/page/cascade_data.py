"""What a page knows of problems that lead to one another, and of the barriers that the study names first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx

from analysis.cascade.story import clauses
from analysis.statistics.barriers import BARRIERS
from analysis.statistics.brought_about import EARLIER
from sim.inputs.evidence import load_evidence
from sim.model.cascade import leads
from sim.model.onsets import TO_TURN
from sim.model.outcomes import OUTCOMES

FAR = 3  # hops that an outcome may lie behind another


def cascade_data() -> dict[str, Any]:
    """Say which problem may lead to which along which link, in what words, and what lifts barriers."""
    return {
        "leads": leads(),
        "clauses": {name: dict(each) for name, each in clauses().items()},
        "barriers": BARRIERS,
        "earlier": EARLIER,
        "to_turn": int(TO_TURN),
        "outcomes": list(_behind()),
    }


def _behind() -> Iterator[tuple[str, str]]:
    """Say which outcomes links lead from to which, the nearest first: pairs of names."""
    steps = nx.DiGraph()
    for link in load_evidence().links.values():
        steps.add_edges_from((hop.target, hop.source) for hop in link.hops)
    named = {each.field: each.name for each in OUTCOMES.values()}
    for field, outcome in named.items():
        near = nx.single_source_shortest_path_length(steps, field, FAR) if field in steps else {}
        yield from ((named[state], outcome) for state in near if state in named and state != field)
