"""The rivals: simpler models of the same network, each the model but for the one thing that its name says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

from analysis.statistics.barriers import WEAK_LINKS
from analysis.validation.cases import Change, cut
from analysis.validation.rivals.measures import CONTROL
from analysis.validation.rivals.rewiring import rewired_network
from sim import Scenario
from sim.inputs.levers import load_levers
from sim.inputs.members import FixedTie, Locality, Organisation
from sim.inputs.networks import Network
from sim.inputs.parameters import load_parameters
from sim.inputs.timing import FIRST_MONTH, PAID_FROM_THE_GRANT, Interval
from sim.model.state import Character
from sim.model.structure import structure_of
from sim.model.usual import with_usual
from sim.sampling.random_numbers import Purpose, draw, entity_key

VERSIONS = 4  # of what is at random: runs are shared out among so many
OTHER_DRAWS = 1000  # added to the seed
REGION = "The region"


class Rival(NamedTuple):
    """A model that is set beside the model.

    Attributes
    ----------
    name : str
    part : str
        What it does without, the part of the model that has to be earned; empty for the model itself.
    versions : tuple of callable
        Each makes a scenario the rival's; runs are shared out among them.
    seed_added : int
        To the seed, for what other draws do by themselves.
    """

    name: str
    part: str
    versions: tuple[Change, ...]
    seed_added: int = 0


def rivals() -> list[Rival]:
    """List the model, the model under other draws, its rivals, and the model without each weak link."""
    at_random = range(1, VERSIONS + 1)
    return [
        Rival("the model", "", (unchanged,)),
        Rival(CONTROL, "", (unchanged,), OTHER_DRAWS),
        Rival("no ties", "ties between organisations", (untied,)),
        Rival("all tied to all", "who is tied to whom, and who is not", (tied_to_all,)),
        Rival("ties rewired at random", "whom ties join", tuple(map(rewired, at_random))),
        Rival("characters all alike", "characters that differ", (alike,)),
        Rival("one average organisation", "organisations", (averaged,)),
        Rival("no places", "places", (placeless,)),
        Rival("levers at random", "what each lever does", tuple(map(shuffled, at_random))),
        *(
            Rival(f"without {link}", f"link {link}: {what}", (cut(link),))
            for link, what in WEAK_LINKS.items()
        ),
    ]


def unchanged(scenario: Scenario) -> Scenario:
    """Leave a scenario as it is."""
    return scenario


# -- Ties ----------------------------------------------------------------------------------


def untied(scenario: Scenario) -> Scenario:
    """Cut all ties, those that might form as well: no organisation sees another."""
    return scenario.with_parameters({"culture.ties_frozen_at": 0.0})


def tied_to_all(scenario: Scenario) -> Scenario:
    """Tie every two organisations, as strongly as a spoke to its hub, and let ties move as they do."""
    network = scenario.network
    weight = load_parameters()["culture.tie_to_hub"].value
    shared = {frozenset(each): facts.shared_locality for *each, facts in structure_of(network).ties}
    names = [each.name for each in network.organisations]
    fixed = tuple(
        FixedTie(
            start=names[a], to=names[b], weight=weight, neighbours=bool(shared.get(frozenset((a, b)), 0.0))
        )
        for a, b in combinations(range(len(names)), 2)
    )
    return scenario.model_copy(update={"network": network.model_copy(update={"fixed_ties": fixed})})


def rewired(version: int) -> Change:
    """Rewire ties at random, each member keeping its number of them."""

    def change(scenario: Scenario) -> Scenario:
        return scenario.model_copy(update={"network": rewired_network(scenario.network, version)})

    return change


# -- Organisations -------------------------------------------------------------------------


def alike(scenario: Scenario) -> Scenario:
    """Give all organisations the character that most have; money, staff and place stay their own."""
    usual = dict.fromkeys(Character._fields, 0.0)
    members = tuple(each.model_copy(update=usual) for each in scenario.network.organisations)
    network = scenario.network.model_copy(update={"organisations": members})
    return scenario.model_copy(update={"network": network})


def averaged(scenario: Scenario) -> Scenario:
    """Merge all members into one average organisation, in one place, with all staff, money and children."""
    network, structure = scenario.network, structure_of(scenario.network)
    members = sorted(map(with_usual, network.organisations), key=lambda each: each.name)
    income = _total(members, "income")

    def mean(name: str) -> float:
        return _total(members, name) / len(members)

    def mean_by_income(name: str) -> float:
        amounts = math.fsum(float(each.income or 0.0) * getattr(each, name) for each in members)
        return amounts / income if income else mean(name)

    def commonest(name: str) -> str:
        values = Counter(str(getattr(each, name)) for each in members)
        return max(sorted(values), key=values.__getitem__)

    region = one_locality(network)
    counts = [f"staff_{role}" for role in ("core", "clinical", "nursing", "management", "other")]
    posts = [
        f"{group}_{what}" for group in ("specialist", "nurse", "other") for what in ("establishment", "posts")
    ]
    member = members[0].model_copy(
        update={
            "name": "The average organisation",
            "role": "hub",
            "sector": commonest("sector"),
            "kind": commonest("kind"),
            "locality": REGION,
            "hub": "",
            "record_system": "Its own",
            "income": income,
            "statutory_share": mean_by_income("statutory_share"),
            "reserves_months": mean_by_income("reserves_months"),
            "atypicality": mean("atypicality"),
            "in_governance": True,
            "serves": (REGION,),
            "note": "",
            **_middle(network),
            **{name: int(_total(members, name)) for name in counts},
            **{name: round(_total(members, name), 2) for name in posts},
            # It differs in nothing from what is usual.
            **dict.fromkeys(Character._fields, 0.0),
        }
    )
    merged = network.model_copy(
        update={"organisations": (member,), "localities": (region,), "ties": (), "fixed_ties": ()}
    )
    # What lies between NHS and others stays what it is among the members.
    merged = merged.with_facts({"organisational_distance": structure.network.organisational_distance})
    return scenario.model_copy(update={"network": merged})


def _total(members: Sequence[Organisation], name: str) -> float:
    return math.fsum(float(getattr(each, name) or 0.0) for each in members)


# -- Places --------------------------------------------------------------------------------


def placeless(scenario: Scenario) -> Scenario:
    """Put all organisations and all children in one place, which everyone serves; ties stay as they are."""
    network = scenario.network
    here = {"locality": REGION, "serves": (REGION,), **_middle(network)}
    names = [each.name for each in network.organisations]
    fixed = tuple(
        FixedTie(
            start=names[a],
            to=names[b],
            weight=facts.declared,
            neighbours=bool(facts.shared_locality),
            overlap=facts.overlap,
        )
        for a, b, facts in structure_of(network).ties
    )
    merged = network.model_copy(
        update={
            "organisations": tuple(each.model_copy(update=here) for each in network.organisations),
            "localities": (one_locality(network),),
            "fixed_ties": fixed,
        }
    )
    return scenario.model_copy(update={"network": merged})


def one_locality(network: Network) -> Locality:
    """Merge all localities into one with all their children.

    It lies as far from the centre, and as far from specialists, as a child does on average.
    """
    structure = structure_of(network)
    children = structure.network.children_llc
    from_centre, from_specialists = (
        math.fsum(each.children_llc * getattr(each, name) for each in structure.localities) / children
        for name in ("distance", "specialist_distance")
    )
    away = _middle(network)["x_km"] - network.centre.x_km
    # A triangle of these sides with where organisations are, as near as there is one.
    along = (
        from_centre
        if away == 0.0
        else (from_centre * from_centre + away * away - from_specialists * from_specialists) / (2.0 * away)
    )
    along = max(-from_centre, min(from_centre, along))
    return network.localities[0].model_copy(
        update={
            "name": REGION,
            "x_km": network.centre.x_km + along,
            "y_km": network.centre.y_km + math.sqrt(max(0.0, from_centre * from_centre - along * along)),
            "children": int(structure.network.children),
            "children_llc": children,
            "note": "",
        }
    )


def _middle(network: Network) -> dict[str, float]:
    """Where organisations lie: as far from the centre as they do on average."""
    distances = [each.distance for each in structure_of(network).organisations]
    away = math.fsum(distances) / len(distances)
    return {"x_km": network.centre.x_km + away, "y_km": network.centre.y_km}


# -- Levers --------------------------------------------------------------------------------


def shuffled(version: int) -> Change:
    """Let every lever do what another does, whichever is drawn; the coordinator alone stays itself."""
    others = [each for each in load_levers() if each != PAID_FROM_THE_GRANT]
    drawn = sorted(
        others, key=lambda each: draw(version, 0, FIRST_MONTH, entity_key("lever", each), Purpose.RIVAL)
    )
    # Each does what the next in the order drawn does, so that none is left as it is.
    does = dict(zip(drawn, [*drawn[1:], drawn[0]], strict=True))

    def change(scenario: Scenario) -> Scenario:
        intervals: dict[str, Any] = {
            does.get(lever, lever): [_fitted(each, does.get(lever, lever)) for each in intervals]
            for lever, intervals in scenario.levers.items()
        }
        return scenario.with_levers(dict.fromkeys(scenario.levers, False)).with_levers(intervals)

    return change


def _fitted(interval: Interval, lever: str) -> Interval:
    """What of an interval another lever can have: not posts, and whom it reaches only if it may be some."""
    kept = {} if load_levers()[lever].scope == "organisations" else {"reach": None}
    return interval.model_copy(
        update={
            "strength": min(interval.strength, load_levers()[lever].most),
            **dict.fromkeys(("posts", "nurses", "specialists")),
            **kept,
        }
    )
