"""Random networks and scenarios, made through the project's own declarations: odd ones, but all allowed."""

import math
import random
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from sim.inputs.evidence import load_evidence
from sim.inputs.frozen_map import Frozen
from sim.inputs.levers import Lever, all_parameters, load_levers
from sim.inputs.loops import load_loops
from sim.inputs.members import Centre, Kind, Locality, NetworkFacts, Organisation, Sector, Tie
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.model.levels import Levels
from sim.model.state import Character
from sim.sampling.random_numbers import LARGEST_SEED

Item = TypeVar("Item")

PARAMETERS = all_parameters()
FIRST_MONTH = -24
SEEDS = (0, 1, 2, LARGEST_SEED)
# Names as people write them, and as they do not.
ODD = (
    "St Anne's & Co.",
    "Søndre “Høyskole”",
    "子ども病院",
    "a - b",
    "x" * 150,
    "=1+1",
    "{reach}",
    "C18",
    "é",
)


class World(NamedTuple):
    """A scenario and how it is run.

    Attributes
    ----------
    scenario : Scenario
    runs : range
        Their numbers.
    options : mapping
        Further arguments of `simulate`, but for the engine: `varied` has a number for each run.
    varied : mapping of str to array
    """

    scenario: Scenario
    runs: range
    options: dict[str, Any]
    varied: dict[str, npt.NDArray[np.float64]]


def world(seed: int, organisations: int, localities: int, horizon: int, runs: int) -> World:
    """A random world of this size; the same for the same arguments."""
    rng = random.Random(f"{seed} {organisations} {localities} {horizon} {runs}")
    declared = scenario(network(rng, organisations, localities), horizon, rng)
    first = rng.choice([0, 0, 1, 11, rng.randrange(LARGEST_SEED - runs), LARGEST_SEED - runs])
    options = {
        "seed": rng.choice([*SEEDS, rng.randrange(LARGEST_SEED)]),
        "parameters": rng.choice(["prior", "prior", "accepted", "central"]),
        "lucks": rng.choice([1, 1, 2, 7, 1000]),
        "months": months(horizon, rng),
        "organisations": True,
        "ties": True,
    }
    return World(declared, range(first, first + runs), options, varied(runs, rng))


# -- Networks ------------------------------------------------------------------------------


def network(rng: random.Random, organisations: int, localities: int) -> Network:
    places = [f"{name(rng)} {number}" for number in range(localities)]
    names = [f"{name(rng)} {number}" for number in range(organisations)]
    hubs = sorted(rng.sample(range(organisations), rng.randint(1, organisations)))
    if rng.random() < 0.7:
        hubs = hubs[: max(1, organisations // 5)]
    systems = [name(rng) for _ in range(rng.randint(1, 5))]
    members = [
        organisation(rng, names[number], places, systems, "" if number in hubs else names[rng.choice(hubs)])
        for number in range(organisations)
    ]
    pairs = [(a, b) for a in range(organisations) for b in range(a)]
    ties = [
        Tie.model_validate({"from": names[a], "to": names[b], "weight": share(rng)})
        for a, b in rng.sample(pairs, min(len(pairs), rng.choice([0, 1, organisations])))
    ]
    return Network(
        name="random",
        title="Random",
        description="",
        centre=Centre(x_km=kilometres(rng), y_km=kilometres(rng)),
        facts=facts(rng),
        organisations=tuple(members),
        localities=tuple(locality(rng, place) for place in places),
        ties=tuple(ties),
        columns=Frozen(),
        folder=Path(),
        digests=Frozen(),
    )


def organisation(
    rng: random.Random, name: str, places: Sequence[str], systems: Sequence[str], hub: str
) -> Organisation:
    staff = {f"staff_{role}": count(rng, 30) for role in ("clinical", "nursing", "management", "other")}
    staff["staff_clinical"] = max(staff["staff_clinical"], int(not any(staff.values())))
    specialists, nurses, others = (rng.choice([0.0, 0.0, 1.0, posts(rng, 40.0)]) for _ in range(3))
    return Organisation.model_validate(
        {
            "name": name,
            "role": "spoke" if hub else "hub",
            "sector": rng.choice(get_args(Sector)),
            "kind": rng.choice(get_args(Kind)),
            "locality": rng.choice(places),
            "hub": hub,
            "x_km": kilometres(rng),
            "y_km": kilometres(rng),
            "record_system": rng.choice(systems),
            "staff_core": min(rng.randint(0, sum(staff.values())), 1_000_000),
            **staff,
            "specialist_establishment": specialists,
            "specialist_posts": posts(rng, specialists),
            "nurse_establishment": nurses,
            "nurse_posts": posts(rng, nurses),
            "statutory_share": share(rng),
            "atypicality": share(rng),
            "in_governance": rng.random() < 0.5,
            "serves": tuple(rng.sample(places, rng.randint(1, min(len(places), 6)))),
            **rng.choice([{}, {"other_establishment": others, "other_posts": posts(rng, others)}]),
            **rng.choice([{}, {"income": rng.choice([0.0, 1e9, rng.uniform(0, 5e6)])}]),
            **rng.choice([{}, {"reserves_months": rng.choice([0.0, 120.0, rng.uniform(0, 12)])}]),
            **{each: 2.0 * share(rng) - 1.0 for each in some(Character._fields, rng)},
            **{each: share(rng) for each in some(Levels._fields, rng)},
        }
    )


def locality(rng: random.Random, name: str) -> Locality:
    children = rng.choice([1, 7, rng.randint(1, 5_000), rng.randint(1, 400_000)])
    ill = rng.choice([float(children), children * 0.0066, rng.uniform(1e-6, children)])
    return Locality(
        name=name, x_km=kilometres(rng), y_km=kilometres(rng), children=children, children_llc=ill
    )


def facts(rng: random.Random) -> NetworkFacts:
    shares = ("commissioner_priority", "sector_funding", "definition_breadth", "obligation")
    given: dict[str, Any] = {each: share(rng) for each in shares}
    given["funding"] = rng.choice([0.0, 90_000.0, rng.uniform(0, 1e6)])
    given["leaders"] = rng.choice([0, 1, 5, 30])
    return NetworkFacts.model_validate(
        {each: {"value": value, "source": "assumption"} for each, value in given.items()}
    )


# -- Scenarios -----------------------------------------------------------------------------


def scenario(network: Network, horizon: int, rng: random.Random) -> Scenario:
    plain = Scenario(name="random", title="Random", question="", network=network, horizon=horizon)
    pulled = rng.sample(sorted(load_levers()), rng.choice([0, 1, 3, len(load_levers())]))
    return (
        plain.with_levers({lever: intervals(lever, network, horizon, rng) for lever in pulled})
        .with_shocks(*shocks(network, horizon, rng))
        .with_parameters(overrides(rng))
        .with_links({link: share(rng) for link in some(sorted(load_evidence().links), rng)})
        .with_loops({loop: share(rng) for loop in some(sorted(load_loops()), rng)})
    )


def intervals(lever: str, network: Network, horizon: int, rng: random.Random) -> list[dict[str, Any]]:
    """One to three times in which a lever is pulled, one after the other."""
    found: list[dict[str, Any]] = []
    edges = sorted(rng.sample(range(FIRST_MONTH, horizon + 1), 2 * rng.randint(1, 3)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        whom = reach(network, rng) if load_levers()[lever].scope == "organisations" else "all"
        interval: dict[str, Any] = {"start": start, **how_much(load_levers()[lever], rng), "reach": whom}
        interval |= rng.choice([{"end": end}, {"duration": end - start}])
        interval |= rng.choice([{}, {"ramp_up": rng.choice([0.0, 0.5, 1.0, 5.0, rng.uniform(0.0, 30.0)])}])
        if lever == "L01":
            interval |= rng.choice([{}, {"term": rng.choice([1, 5, 12, 36])}])
        found.append(interval)
    if rng.random() < 0.5:
        found[-1].pop("end", None)
        found[-1].pop("duration", None)
    return found


def how_much(lever: Lever, rng: random.Random) -> dict[str, float]:
    """A strength, or an amount in the lever's own unit."""
    if lever.dose is None or rng.random() < 0.5:
        return {"strength": share(rng)}
    if lever.dose.full is not None:
        return {"dose": rng.uniform(0.0, lever.dose.limit)}
    few, many = rng.randint(0, 9) / 2.0, rng.randint(0, 200) / 2.0
    return rng.choice([{"dose": many}, {"nurses": few}, {"nurses": many, "specialists": few}])


def reach(network: Network, rng: random.Random) -> Any:
    """Somebody in the network."""
    one = rng.choice(network.organisations)
    return rng.choice(
        [
            "all",
            "hubs",
            {"role": one.role},
            {"sector": [one.sector]},
            {"kind": one.kind, "sector": one.sector},
            {"locality": one.locality},
            {"within_km": math.hypot(one.x_km - network.centre.x_km, one.y_km - network.centre.y_km) + 0.1},
            {"name": [each.name for each in some(network.organisations, rng)] or one.name},
        ]
    )


def shocks(network: Network, horizon: int, rng: random.Random) -> list[dict[str, Any]]:
    every = range(FIRST_MONTH, horizon + 1)
    named = rng.sample(network.organisations, rng.randint(0, min(3, len(network.organisations))))

    def in_months(most: int) -> list[int]:
        return rng.sample(every, rng.randint(0, most))

    return [
        *({"month": month, "leaders-leave": rng.choice([1, 2, 1000])} for month in in_months(2)),
        *({"month": month, "coordinator-leaves": True} for month in in_months(2)),
        *({"month": month, "funding-cut": share(rng)} for month in in_months(2)),
        *({"month": month, "big-promise": share(rng)} for month in in_months(2)),
        *({"month": month, "posts-frozen": rng.randint(1, 50)} for month in in_months(1)),
        *({"month": rng.choice(every), **here(rng), "organisations": {"name": each.name}} for each in named),
    ]


def here(rng: random.Random) -> dict[str, Any]:
    """What befalls a single organisation."""
    return rng.choice(
        [
            {"posts-frozen": 3},
            {"records-down": rng.randint(1, 50)},
            {"leaves": True},
            *({kind: share(rng)} for kind in ("staff-lost", "income-lost", "engagement-lost")),
        ]
    )


def overrides(rng: random.Random) -> dict[str, float]:
    return {name: fixed(name, rng) for name in some(list(PARAMETERS), rng)}


def fixed(name: str, rng: random.Random) -> float:
    """A value of a parameter: within its prior, or anywhere in its domain."""
    each = PARAMETERS[name]
    low, high = each.domain
    if rng.random() < 0.8:
        return each.at(rng.choice([0.0, 1.0, rng.random()]))
    return min(max(rng.choice([0.0, each.low / 2.0, 2.0 * each.high, 1.0]), low), high)


# -- How it is run -------------------------------------------------------------------------


def months(horizon: int, rng: random.Random) -> list[int] | None:
    every = range(FIRST_MONTH, horizon + 1)
    return rng.choice([None, [horizon], rng.sample(every, rng.randint(1, len(every)))])


def varied(runs: int, rng: random.Random) -> dict[str, npt.NDArray[np.float64]]:
    levers = [rng.choice([each.id, each.name]) for each in load_levers().values()]
    table = {name: [fixed(name, rng) for _ in range(runs)] for name in some(list(PARAMETERS), rng)}
    table |= {
        name: [share(rng) for _ in range(runs)] for name in some([*load_evidence().links, *levers], rng)
    }
    table |= rng.choice([{}, {"luck": [float(luck(rng)) for _ in range(runs)]}])
    return {name: np.array(values) for name, values in table.items()}


def luck(rng: random.Random) -> int:
    """One that few have, or several."""
    return rng.choice([0, 1, LARGEST_SEED, rng.randint(0, LARGEST_SEED)])


def some(items: Sequence[Item], rng: random.Random) -> list[Item]:
    """Some of the items: often none, now and then all."""
    return rng.sample(items, rng.choice([0, 0, min(3, len(items)), rng.randint(0, len(items)), len(items)]))


# -- Numbers and names ---------------------------------------------------------------------


def share(rng: random.Random) -> float:
    return rng.choice([0.0, 1.0, rng.random(), rng.random(), rng.random()])


def count(rng: random.Random, most: int) -> int:
    return rng.choice([0, 1, rng.randint(0, most), 1_000_000 if rng.random() < 0.02 else most])


def posts(rng: random.Random, most: float) -> float:
    """Whole posts, parts of posts, none or all."""
    return rng.choice([0.0, most, float(rng.randint(0, int(most))), int(rng.uniform(0, 100 * most)) / 100])


def kilometres(rng: random.Random) -> float:
    return rng.choice([0.0, -1000.0, 1000.0, rng.uniform(-100, 100), rng.uniform(-100, 100)])


def name(rng: random.Random) -> str:
    return rng.choice([*ODD, "".join(rng.choices(string.ascii_letters, k=8))])
