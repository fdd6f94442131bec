"""Runs replayed with their flows on, and what the flows behind each outcome came to.

Every stock of the model moves by named flows, and what is no stock is built from named parts or requirements.
An outcome that is a mean of these is put together from them here as `sim.model.aggregates` does it, so
that what moved an outcome is what really ran, added up with the outcome's own weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.statistics.own_outcomes import OwnOutcome
from analysis.statistics.paired import Floats
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.model.flows import FlowAmount, flows
from sim.model.outcomes import Outcome
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import simulate

HISTORY, REST = "history", "rest"
CHANGE, FACTOR, DRAG = "change", "factor", "drag"
REQUIRED = {FACTOR: 1.0, DRAG: 0.0}  # kinds of requirements, and what each is where it is met in full
NOTHING: Mapping[str, float] = MappingProxyType({})
# Outcomes that are made of other stocks than the one of their own name: (stock, counted by).
MADE_OF: Mapping[str, tuple[tuple[str, str], ...]] = {
    "awareness": (("awareness_core", "core of staff"), ("awareness_wider", "wider of staff")),
    "clarity": (("clarity_core", "core of staff"), ("clarity_wider", "wider of staff")),
    "awareness_core": (("awareness_core", "core"),),
    "awareness_wider": (("awareness_wider", "wider"),),
    "clarity_core": (("clarity_core", "core"),),
    "hub_engagement": (("engagement", "hubs"),),
    "spoke_engagement": (("engagement", "spokes"),),
    "specialist_posts": (("specialist_posts", "sum"),),
    "nurse_posts": (("nurse_posts", "sum"),),
    "training_attendance": (("training_attendance_central", "mean"),),
    "workaround_hours": (("workaround_burden", "mean"),),
    "granted": (("funding", "mean"),),
}


BURDEN_IN_HOURS = "technology.workaround_hours_full"  # that a burden of 1 takes a month


class Experiment(NamedTuple):
    """One case: a scenario, and the values that parameters, links or levers have in all its runs."""

    scenario: Scenario
    varied: Mapping[str, float] = NOTHING


class Key(NamedTuple):
    """A flow by name, whichever of an outcome's stocks it moves."""

    flow: str
    link: str
    hop: int
    kind: str


@dataclass
class FlowTotals:
    """What the flows behind one outcome came to in one case.

    Attributes
    ----------
    kind : str
        `change`, `factor`, `drag` or `part`.
    before, level : array, (runs,)
        The outcome at month -1 and at the month looked at.
    amounts : dict of Key to array, (runs,)
        Changes summed over months 0 to that month, or parts in it, in the outcome's unit.
    factors : dict of str to dict of Key to array, (runs,)
        By entity, how far each requirement was met, or how much it held back.
    weights : dict of str to float
        How much an entity counts.
    """

    kind: str
    before: Floats
    level: Floats
    amounts: dict[Key, Floats] = field(default_factory=dict)
    factors: dict[str, dict[Key, Floats]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    def add(self, flow: FlowAmount, weight: float, place: slice) -> None:
        """Take in what a flow came to in some runs, an array of months and runs."""
        key, amount = Key(flow.flow, flow.link, flow.hop, self.kind), np.asarray(flow.amount)
        if self.kind in REQUIRED:
            self.weights[flow.name] = weight
            met = np.full(len(self.level), REQUIRED[self.kind])
            here = self.factors.setdefault(flow.name, {}).setdefault(key, met)
            here[place] = amount[-1]
        else:
            mine = self.amounts.setdefault(key, np.zeros(len(self.level)))
            mine[place] += weight * (amount.sum(axis=0) if self.kind == CHANGE else amount[-1])


def explained(outcome: Outcome) -> bool:
    """Whether an outcome is a mean or a sum of what flows move; ratios and those of a user's own are not."""
    if isinstance(outcome, OwnOutcome):
        return False
    return all(stock in _kinds() for stock, _ in _made_of(outcome))


def replay(
    experiment: Experiment,
    outcomes: Sequence[Outcome],
    month: int,
    runs: int,
    seed: int,
    parameters: ParameterSource,
    workers: int,
) -> tuple[pd.DataFrame, dict[str, FlowTotals]]:
    """Run a case: the keys of its runs, and what moved each outcome in them."""
    from sim.engine import ensemble
    from sim.engine.job import Job

    varied = {name: np.full(runs, float(value)) for name, value in experiment.varied.items()}
    kept = (-1, month)
    result = simulate(
        experiment.scenario,
        runs,
        seed,
        parameters=parameters,
        varied=varied,
        months=kept,
        workers=workers,
    )
    frame = result.outcomes
    at = {each: frame[frame["month"] == each].reset_index(drop=True) for each in kept}
    found = {}
    for each in outcomes:
        before, level = (at[when][each.name].to_numpy(dtype=float) for when in kept)
        found[each.name] = FlowTotals(_kinds()[_made_of(each)[0][0]], before, level)
    parts = _parts(outcomes, experiment.scenario.network)
    months = tuple(range(month + 1))
    work = Job(
        experiment.scenario, range(runs), seed=seed, parameters=parameters, months=months, varied=varied
    )
    for numbers, moved in ensemble.flow_arrays(work, workers):
        place = slice(numbers[0], numbers[-1] + 1)
        for flow in moved:
            for name, weight in parts.get((flow.stock, flow.name), ()):
                found[name].add(flow, weight, place)
    for outcome in outcomes:
        if outcome.field == "workaround_hours":
            hours = result.inputs[BURDEN_IN_HOURS].to_numpy(dtype=float)
            totals = found[outcome.name]
            totals.amounts = {key: amount * hours for key, amount in totals.amounts.items()}
    return at[month], found


# -- Which flows ---------------------------------------------------------------------------


@cache
def _kinds() -> dict[str, str]:
    """The kind of a stock's flows, by the stock."""
    return {each.stock: each.kind for each in flows()}


def _made_of(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    return MADE_OF.get(outcome.field, ((outcome.field, "mean"),))


def _parts(outcomes: Sequence[Outcome], network: Network) -> dict[tuple[str, str], list[tuple[str, float]]]:
    """Which outcomes count a stock of an entity, and how much, by stock and entity."""
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for outcome in outcomes:
        for stock, counted in _made_of(outcome):
            for name, weight in _weights(outcome, counted, network).items():
                found.setdefault((stock, name), []).append((outcome.name, weight))
    return found


def _weights(outcome: Outcome, counted: str, network: Network) -> dict[str, float]:
    """How much each entity counts in an outcome, as `sim.model.aggregates` counts it."""
    structure = structure_of(network)
    net = structure.network
    if outcome.holder == "net":
        return {"network": 1.0}
    if outcome.holder == "region":
        places = zip(network.localities, structure.localities, strict=True)
        return {place.name: facts.children_llc / max(1.0, net.children_llc) for place, facts in places}
    members = list(zip(network.organisations, structure.organisations, strict=True))
    core = {each.name: facts.core_staff for each, facts in members}
    wider = {each.name: facts.wider_staff for each, facts in members}
    hub = {each.name: facts.hub for each, facts in members}
    spoke = {name: 1.0 - flag for name, flag in hub.items()}
    one = dict.fromkeys(hub, 1.0)
    counts, whole = {
        "mean": (one, net.organisations),
        "sum": (one, 1.0),
        "core": (core, net.core_staff),
        "wider": (wider, net.wider_staff),
        "core of staff": (core, net.core_staff + net.wider_staff),
        "wider of staff": (wider, net.core_staff + net.wider_staff),
        "hubs": (hub, net.hubs),
        "spokes": (spoke, net.organisations - net.hubs),
    }[counted]
    return {name: count / max(1.0, whole) for name, count in counts.items()}
