"""Every link in a whole network: what its dial moves, which way, and that nothing else moves.

That a flow follows its cause in the stated direction is tested rule by rule (`test_rules.py`). Here a run in
which the link is cut is set against the same run in which it is whole: the state that it acts on must move
the way that the link's flow pushes it, and nothing may move that is not downstream. What is downstream is
measured: each field that a phase of the month sees is changed by itself, and what differs in its answer is
what it acts on.
"""

import functools
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim import Scenario, load_scenario
from sim.engine import ensemble
from sim.engine.job import Floats, Job
from sim.inputs.networks import Network
from sim.inputs.timing import FIRST_MONTH
from sim.model import aggregates, month
from sim.model.flows import FlowInfo, flows
from sim.model.schedule import months_of
from sim.model.state import (
    Core,
    LocalityState,
    Member,
    NetworkLuck,
    OrganisationLuck,
    OrganisationState,
    TieState,
)
from sim.model.structure import structure_of
from tests.sim.model.answers import LINKS
from tests.sim.model.test_rules import is_dialled
from tests.sim.random_inputs import VIEWS, filled, hints

STATES = {
    month.opening: "net",
    month.member: "org",
    month.tie: "tie",
    month.locality: "place",
    month.closing: "net",
}
HOLDERS = {"network": "net", "organisation": "org", "tie": "tie", "locality": "place"}
# Which state each field of a view is: those that it holds as they are.
HELD = {"net": "net", "org": "org", "tie": "tie", "a": "org", "b": "org"}
# What is made of states in between: sums, by whom they are added up, and what makes means of them.
SUMS: dict[str, list[tuple[Callable[..., Any], Callable[..., Any] | None]]] = {
    "peers": [(aggregates.add_peer, aggregates.mean_of_peers)],
    "care": [(aggregates.add_place, None)],
    "services": [(aggregates.add_service, None), (aggregates.add_tie, None)],
    "members": [(aggregates.add_member, None)],
    "region": [(aggregates.add_locality, None)],
}
HOLDS = {OrganisationState: "org", TieState: "tie", LocalityState: "place"}
# What is no state, or does not change within a run.
FIXED = ("p", "facts", "network", "terms", "shock", "luck", "character", "here", "effort")
CASES = 50


# -- What is downstream --------------------------------------------------------------------


@functools.cache
def influences() -> dict[str, set[str]]:
    """For every field that any phase sees (and every dial), the states that differ when it differs."""
    found: dict[str, set[str]] = {}
    for phase, kind in VIEWS.items():
        rng = random.Random(phase.__name__)
        for case in range(CASES):
            view = filled(kind, rng)
            if kind is Core and case % 2:
                view = at_a_renewal(view)
            before, _ = phase(view)
            for name, changed in changed_views(view, rng):
                after, _ = phase(changed)
                differ = {
                    f"{STATES[phase]}.{field}"
                    for field in before._fields
                    if getattr(before, field) != getattr(after, field)
                }
                found.setdefault(name, set()).update(differ)
            if kind is Member and case % 10 == 0:
                for name, differ in decided(view):
                    found.setdefault(name, set()).update(differ)
    return found


def decided(view: Member) -> Iterator[tuple[str, set[str]]]:
    """What a dial decides, by name: a chance that it moves seldom makes a difference under one luck alone."""
    view = view._replace(terms=view.terms._replace(meeting=1.0))
    for luck in (0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5):
        given = view._replace(luck=OrganisationLuck(*(luck for _ in OrganisationLuck._fields)))
        for link in LINKS:
            on, off = (
                month.member(given._replace(dial=given.dial._replace(**{link: each})))[0]
                for each in (1.0, 0.0)
            )
            yield (
                f"dial.{link}",
                {f"org.{field}" for field in on._fields if getattr(on, field) != getattr(off, field)},
            )


def at_a_renewal(core: Core) -> Core:
    """The core in a month in which its grant is renewed, which a random one seldom is."""
    return core._replace(
        net=core.net._replace(months_left=0.0),
        terms=core.terms._replace(history=0.0),
        luck=NetworkLuck(*(0.0 for _ in NetworkLuck._fields)),
    )


def changed_views(view: Any, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """The view with one field of its states, means, levers or dials changed, and the field's name."""
    for holder in view._fields:
        held = getattr(view, holder)
        if holder in FIXED or not isinstance(held, tuple):
            continue
        other = filled(type(held), rng)
        for field in type(held)._fields:
            value = getattr(other, field)
            if holder == "dial":  # the whole way, or what happens by chance would seldom happen otherwise
                value = 0.0 if getattr(held, field) > 0.5 else 1.0
            changed = held._replace(**{field: value})
            yield f"{holder}.{field}", view._replace(**{holder: changed})


@functools.cache
def made_of() -> dict[str, set[str]]:
    """For every field of the sums and means that a phase sees, the states that it is made of: measured."""
    found: dict[str, set[str]] = {}
    rng = random.Random("made of")
    for holder, sums in SUMS.items():
        for add, mean in sums:
            for _ in range(CASES):
                given = {name: filled(kind, rng) for name, kind in hints(add).items() if name != "return"}
                before = _added(add, mean, given)
                for name, part in given.items():
                    for field in getattr(part, "_fields", ()) if type(part) in HOLDS else ():
                        other = getattr(filled(type(part), rng), field)
                        after = _added(add, mean, {**given, name: part._replace(**{field: other})})
                        for each in before._fields:
                            if getattr(before, each) != getattr(after, each):
                                source = f"{HOLDS[type(part)]}.{field}"
                                found.setdefault(f"{holder}.{each}", set()).add(source)
    return found


def _added(add: Callable[..., Any], mean: Callable[..., Any] | None, given: Mapping[str, Any]) -> Any:
    sums = add(**given)
    return mean(sums, given["p"]) if mean else sums


@functools.cache
def leads_to() -> dict[str, set[str]]:
    """From each state to the states it acts on, through whatever is made of it."""
    edges: dict[str, set[str]] = {}
    for name, acted_on in influences().items():
        holder, _, field = name.partition(".")
        sources = {f"{HELD[holder]}.{field}"} if holder in HELD else made_of().get(name, set())
        for source in sources:
            edges.setdefault(source, set()).update(acted_on)
    return edges


def downstream(of: set[str], edges: Mapping[str, set[str]] | None = None) -> set[str]:
    """All states that some states act on, however far on; and themselves."""
    edges = leads_to() if edges is None else edges
    found, edge = set(of), list(of)
    while edge:
        onward = edges.get(edge.pop(), set()) - found
        found |= onward
        edge += onward
    return found


@pytest.mark.heavy
def test_downstream_is_not_everything() -> None:
    assert downstream({"org.universal_skill"}) == {"org.universal_skill", "org.skill_gap"}
    assert made_of()["peers.adoption"] == {"org.adoption", "tie.tie_strength"}
    assert made_of()["services.linked"] == {"tie.tie_linked"}
    for last in ("org.skill_gap", "org.clarity_core", "place.standard", "net.success_agreed"):
        assert downstream({last}) == {last}
    # Nothing acts on champions but the lever that finds them.
    assert "org.champion" not in downstream({"org.engagement"})


# -- A whole network -----------------------------------------------------------------------


@functools.cache
def where_it_matters() -> Scenario:
    """A network in which every link has something to act on: all levers, a promise, half an obligation."""
    return (
        load_scenario("everything")
        .with_horizon(24)
        .with_facts({"obligation": 0.5})
        .with_shocks({"month": 3, "big-promise": 0.8})
    )


class History(NamedTuple):
    """A run, month by month.

    `months` holds every state by name, of each organisation, tie, locality or the one network; `pushes` how
    much the flows that a link's dial stands on pushed a state in a month, all its holders together.
    """

    months: list[dict[str, tuple[float, ...]]]
    pushes: dict[tuple[str, str, int], float]


def history(scenario: Scenario) -> History:
    """The first run of a scenario, as the ensemble gives it: in a thirtieth of the time of the Mesa model."""
    every = tuple(months_of(scenario))
    job = Job(scenario, range(1), parameters="central", months=every)
    numbers = ensemble._run(job, 1, None, None, flows=True).flows[0]
    pushes: dict[tuple[str, str, int], float] = {}
    for flow in ensemble._amounts(scenario.network, numbers):
        if flow.link not in LINKS or not is_dialled(flow):
            continue
        for number, amount in zip(every, np.asarray(flow.amount).tolist(), strict=True):
            key = (flow.link, state_of(flow.entity, flow.stock), number)
            pushes[key] = pushes.get(key, 0.0) + amount
    states = states_of(scenario.network, numbers)
    months = [{name: each[place] for name, each in states.items()} for place in range(len(every))]
    return History(months, pushes)


def states_of(network: Network, numbers: Floats) -> dict[str, list[tuple[float, ...]]]:
    """Every state by name, month by month, at the end of the phase that changes it last."""
    holders = {"org": len(network.organisations), "tie": len(structure_of(network).ties)}
    holders |= {"place": len(network.localities), "net": 1}
    values = iter(numbers.T)
    found = {}
    for phase, kind in month.PHASES.items():
        holder = STATES[getattr(month, phase)]
        # Of each: its flows, its state before them and its state after.
        after = [
            [ensemble._filled(each, values) for each in (kind.flows, kind.state, kind.state)][-1]
            for _ in range(holders[holder])
        ]
        for field in kind.state._fields:
            columns = np.array([getattr(each, field) for each in after], float)
            found[f"{holder}.{field}"] = list(map(tuple, columns.T.tolist()))
    return found


@functools.cache
def as_stated() -> History:
    return history(where_it_matters())


class Change(NamedTuple):
    """The first month in which something differs, by how much each state does, and all that ever does."""

    month: int
    at_first: dict[str, float]
    ever: set[str]


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether they differ by more than the rounding of what is shared out otherwise."""
    return one != other and any(abs(a - b) > 1e-12 for a, b in zip(one, other, strict=True))


def change(one: History, other: History) -> Change:
    """What `one` has that `other` has not."""
    differ = [
        {name: sum(a[name]) - sum(b[name]) for name in a if apart(a[name], b[name])}
        for a, b in zip(one.months, other.months, strict=True)
    ]
    first = next(number for number, each in enumerate(differ) if each)
    return Change(first + FIRST_MONTH, differ[first], {name for each in differ for name in each})


# Where flows are named apart from the state that they build.
BUILT = {
    "training_attendance_central": "training_attendance",
    "training_attendance_virtual": "training_attendance",
    "core_effort": "progress_agreed",
}
# What is worked out of what in the same month, as `month.py` has it.
SAME_MONTH = {
    "net.funding": {"net.granted"},
    "net.granted": {"net.money_met", "net.guidelines", "net.records_programme", "net.training_supply"},
    "net.money_met": {"net.implementation_capability", "net.common_ground"},
    "net.common_ground": {"net.progress_agreed"},
    "net.implementation_capability": {"net.progress"},
    "net.productive_share": {"net.progress_agreed"},
    "net.core_effort": {"net.progress_agreed", "net.training_supply"},
    "net.progress_agreed": {"net.progress", "net.guidelines"},
    "net.progress": {"net.definition_agreed", "net.records_programme"},
    "net.outcome_set": {"net.success_agreed"},
    "net.evaluation": {"net.worth", "net.learning"},
    "net.worth": {"net.standing"},
    "org.participation": {
        "org.awareness_core",
        "org.awareness_wider",
        "org.time_given",
        "org.meetings_attended",
        "org.return_completeness",
        "org.engagement",  # by how far it could take part
    },
    "org.return_completeness": {"org.return_hours"},
    "org.training_attendance": {
        "org.clinical_skill",
        "org.universal_skill",
        "org.adoption",
        "org.expected_benefit",
        "org.engagement",
    },
    "org.specialist_posts": {"org.new_specialists", "org.workload"},
    "org.nurse_posts": {
        "org.new_nurses",
        "org.workload",
        "org.nurses_joined",
        "org.nurses_left",
        "org.nurses_missed",
    },
    "org.clinical_skill": {"org.skill_gap"},
    "org.universal_skill": {"org.skill_gap"},
    "org.workaround_burden": {"org.workaround_hours", "org.engagement"},
    "org.engagement_risks": {"org.engagement"},
    "place.specialist_access": {"place.nurse_capability", "place.cover_24_7"},
    "place.nurse_capability": {"place.cover_24_7"},
    "place.cover_24_7": {"place.standard"},
}
# Virtual sessions are cut with their link; its flow is what keeps members from using all of them.
TURNED_ROUND = ("C51", "org.training_attendance")


def state_of(entity: str, stock: str) -> str:
    return f"{HOLDERS[entity]}.{BUILT.get(stock, stock)}"


def carrying(link: str) -> list[FlowInfo]:
    """The flows on which the link's dial stands."""
    return [flow for flow in flows() if flow.link == link and is_dialled(flow)]


@pytest.mark.parametrize("link", LINKS)
def test_a_dial_acts_on_what_its_link_says_and_what_is_worked_out_of_it(link: str) -> None:
    """Within the month: there, a dial that stood in another rule as well could not hide."""
    said = {f"{HOLDERS[flow.entity]}.{flow.stock}" for flow in carrying(link)}
    said |= {state_of(flow.entity, flow.stock) for flow in carrying(link)}
    acted_on = influences()[f"dial.{link}"]
    assert acted_on
    assert acted_on <= downstream(said, SAME_MONTH), sorted(acted_on - downstream(said, SAME_MONTH))


@pytest.mark.parametrize("link", LINKS)
def test_a_link_moves_what_it_says_and_nothing_that_is_not_downstream(link: str) -> None:
    whole = as_stated()
    moved = change(whole, history(where_it_matters().with_links({link: 0.0})))
    # What its flows move, and what else differs at once, such as what is worked out of it.
    targets = {state_of(flow.entity, flow.stock) for flow in carrying(link)}
    direct = targets | influences()[f"dial.{link}"]
    pushes = {state: whole.pushes[link, state, moved.month] for state in targets & set(moved.at_first)}
    assert pushes, f"{link} moves none of {sorted(targets)} at first"
    for state, push in pushes.items():
        sign = -1.0 if (link, state) == TURNED_ROUND else 1.0
        assert sign * push * moved.at_first[state] > 0.0, (state, push, moved.at_first[state])
    beside = moved.ever - downstream(direct)
    assert not beside, sorted(beside)
