"""Random inputs for rules: any named tuple of the model, filled by the unit of each field."""

import functools
import random
import struct
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from sim.inputs.generate_names import size_name
from sim.inputs.levers import all_parameters
from sim.inputs.parameters import Parameter
from sim.model import month
from sim.model.state import Core, Dials, Levers, Member, Pair, Parameters, Place

# What each phase of the month sees.
VIEWS: dict[Any, Any] = {
    month.opening: Core,
    month.member: Member,
    month.tie: Pair,
    month.locality: Place,
    month.closing: Core,
}


def filled(kind: Any, rng: random.Random) -> Any:
    """A value of the given type: corners (0, 1) come up often, as that is where rules break."""
    if kind is Parameters:
        return rng.choice(parameter_sets())
    if kind in (Dials, Levers):
        return kind(*(share(rng) for _ in kind._fields))
    if get_origin(kind) is Annotated:
        return number(get_args(kind)[1], rng)
    if kind is float:
        return share(rng)
    return kind(*(filled(each, rng) for each in hints(kind).values()))


def share(rng: random.Random) -> float:
    corner = rng.random()
    return 0.0 if corner < 0.1 else 1.0 if corner < 0.2 else rng.random()


def number(unit: str, rng: random.Random) -> float:
    if unit == "draw in [0, 1)":
        return 0.0 if rng.random() < 0.05 else rng.random()
    if unit == "0 or 1":
        return float(rng.random() < 0.5)
    if unit.endswith("-1 to 1"):
        return rng.choice([-1.0, 0.0, 1.0, rng.uniform(-1.0, 1.0), rng.uniform(-1.0, 1.0)])
    if unit.startswith("0 not joined"):
        return float(rng.randint(0, 4))
    if unit.startswith("1 in full"):
        return rng.choice([0.0, 0.5, 1.0])
    if unit.startswith("1 as at month 0"):
        return rng.choice([0.0, 1.0, rng.uniform(0.0, 2.0)])
    if unit == "whole-time equivalents":
        return rng.choice([0.0, 0.01, 0.5, 1.0, 30.0, rng.randint(0, 5000) / 100.0])
    if unit == "whole number":
        return float(rng.choice([0, 0, 1, 2, 5, 30, 2000, 100_000]))
    if unit == "months":
        return float(rng.choice([0, 1, 2, 12, 36]))
    if unit == "GBP a year":
        return rng.choice([0.0, rng.uniform(0, 500_000)])
    if unit in ("km", "hours a month"):
        return rng.choice([0.0, rng.uniform(0, 200)])
    return share(rng)


@functools.cache
def hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


@functools.cache
def declared() -> tuple[tuple[Parameter, str], ...]:
    """Every parameter, with the name it has if it is a lever's size."""
    return tuple((each, size_name(each)) for each in all_parameters().values())


@functools.cache
def parameter_sets() -> tuple[Parameters, ...]:
    """Those to choose from: to draw one takes ten times as long as all else that a rule sees."""
    rng = random.Random("parameters")
    return tuple(parameters(rng) for _ in range(300))


def parameters(rng: random.Random) -> Parameters:
    """A draw from the priors, or now and then their ends."""
    u = rng.choice([0.0, 1.0, None, None, None, None])
    values = {each.name: each.at(rng.random() if u is None else u) for each, _ in declared()}
    sizes = {size: values[each.name] for each, size in declared()}
    groups = {}
    for group, kind in hints(Parameters).items():
        held = sizes if group == "levers" else {name: values[f"{group}.{name}"] for name in kind._fields}
        groups[group] = kind(*(held[name] for name in kind._fields))
    return Parameters(**groups)


def bits(value: Any) -> list[bytes]:
    """Every float in a nested tuple, bit by bit: 0.0 and -0.0 differ, NaN equals itself."""
    if isinstance(value, tuple):
        return [each for part in value for each in bits(part)]
    return [struct.pack("<d", float(value))]
