"""The rules whose answers hold flows, and what the flows are declared to carry."""

import random
from collections.abc import Callable
from typing import Any, NamedTuple, get_type_hints

from sim.inputs.evidence import Hop, load_evidence
from sim.model import month
from sim.model.flows import FlowAmount, FlowInfo, flows
from sim.model.month import ClosingFlows, LocalityFlows, OpeningFlows, OrganisationFlows, TieFlows
from sim.model.rules import people, registered
from sim.model.state import Member
from tests.sim.random_inputs import filled, hints

LINKS = load_evidence().links
GROUPS = (OpeningFlows, OrganisationFlows, TieFlows, LocalityFlows, ClosingFlows)


# Posts of three groups change by one rule, whose answer three others give the names of their flows.


def specialist_posts(member: Member) -> people.SpecialistPosts:
    return month.member(member)[1].specialist_posts


def nurse_posts(member: Member) -> people.NursePosts:
    return month.member(member)[1].nurse_posts


def other_posts(member: Member) -> people.OtherPosts:
    return month.member(member)[1].other_posts


POSTS: dict[str, Callable[..., Any]] = {
    each.__name__: each for each in (specialist_posts, nurse_posts, other_posts)
}


class Answer(NamedTuple):
    """A rule and the stocks that its answer moves."""

    name: str
    rule: Callable[..., Any]
    stocks: tuple[str, ...]


def answers() -> list[Answer]:
    """Every rule whose answer is shown as flows."""
    stocks: dict[type, list[str]] = {}
    for group in GROUPS:
        for stock, kind in get_type_hints(group).items():
            stocks.setdefault(kind, []).append(stock)
    return [
        Answer(rule.__name__, POSTS.get(rule.__name__, rule), tuple(stocks[kind]))
        for rule in registered()
        if (kind := get_type_hints(rule).get("return")) in stocks
    ]


def carried() -> list[tuple[Answer, FlowInfo]]:
    """Every flow that carries a link's hop, with its rule; a rule for two stocks comes once."""
    found = [
        (answer, flow)
        for answer in answers()
        for flow in flows()
        if flow.stock == answer.stocks[0] and flow.link in LINKS
    ]
    assert len({(flow.stock, flow.flow) for _, flow in found}) == len(found)
    return found


def hop_of(flow: FlowInfo | FlowAmount) -> Hop:
    return LINKS[flow.link].hops[flow.hop - 1]


def arguments(rule: Callable[..., Any], rng: random.Random) -> dict[str, Any]:
    """Random arguments of a rule, by name."""
    return {name: filled(kind, rng) for name, kind in hints(rule).items() if name != "return"}
