"""Everything that a month of a run comes to, as one table: every flow, and every state after its phase.

Two histories' ledgers, one taken from the other, say through what one thing leads to another.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sim.engine import ensemble
from sim.engine.job import Floats, Job, Notify
from sim.engine.layout import leaves, size
from sim.inputs.networks import Network
from sim.model.flows import flows
from sim.model.month import PHASES
from sim.model.structure import structure_of

CORE = "network"


class Entry(NamedTuple):
    """What one column holds: a flow of an entity, or a state of it.

    `name` is the entity's; `link` and `hop` are those that a flow carries; `kind` is the flow's, as
    `sim.model.flows.FlowInfo` has it, or `state`.
    """

    phase: str
    name: str
    stock: str
    flow: str
    link: str
    hop: int
    kind: str


def ledger(job: Job, workers: int = 1, tell: Notify | None = None) -> Floats:
    """Run some runs, and keep all of it: (runs, months, columns), the columns as `entries` names them."""
    job = job._replace(organisations=False, localities=False, ties=False, problems=False)
    return ensemble._run(job, workers, None, tell, flows=True).flows


def entries(network: Network) -> Iterator[tuple[int, Entry]]:
    """Name the columns of a ledger, those of the states before a phase left out."""
    members = [each.name for each in network.organisations]
    ties = [f"{members[a]} - {members[b]}" for a, b, _ in structure_of(network).ties]
    names = {"tie": ties, "member": members, "locality": [each.name for each in network.localities]}
    declared = {(each.stock, each.flow): each for each in flows()}
    column = 0
    for phase, kind in PHASES.items():
        for name in names.get(phase, [CORE]):
            for stock, flow in leaves(kind.flows):
                each = declared[stock, flow]
                yield column, Entry(phase, name, stock, flow, each.link, each.hop, each.kind)
                column += 1
            column += size(kind.state)
            for field in kind.state._fields:
                yield column, Entry(phase, name, field, "", "", 0, "state")
                column += 1
