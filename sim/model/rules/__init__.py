"""What every rule shares: the decorator, the few forms of arithmetic, and common definitions.

A rule is a plain function of numbers in named tuples. Python calls it as it stands (the Mesa
model does), and `sim.engine.compile` has Numba compile the very same function for the ensemble. So a rule
uses only ``+ - * /``, `math.sqrt`, `floor` (below), comparisons, `min`, `max` and conditional
expressions, and never divides by what might be zero.
"""

import re
from collections.abc import Callable
from typing import Annotated, NamedTuple, TypeVar

from sim.model.state import Flag, Member, Parameters, Posts, Share

Function = TypeVar("Function", bound=Callable[..., object])

# What a field of a rule's answer is; a second note on it names the link and hop that it carries.
Change = Annotated[float, "change"]  # added to a stock this month
Factor = Annotated[float, "factor"]  # a requirement: what is built is their product
Part = Annotated[float, "part"]  # what is built is their sum
Drag = Annotated[float, "drag"]  # a requirement: what is built is 1 over 1 and their sum, a soft weakest link

HUNDREDTH = 0.01  # of a post, the least that is counted
LEAST = 0.05  # what is not met at all holds back as what is met by a twentieth, so that no one thing is all

_RULES: list[Callable[..., object]] = []


class RuleInfo(NamedTuple):
    """A rule as `mcn explain` shows it."""

    name: str
    module: str
    summary: str
    links: tuple[str, ...]
    findings: tuple[str, ...]


def rule(function: Function) -> Function:
    """Enter a function among the rules; it is returned as it is.

    The links (C01-C57) and findings (F01-F147) that the docstring names are what
    the rule rests on.
    """
    _RULES.append(function)
    return function


def registered() -> tuple[Callable[..., object], ...]:
    """Every rule that has been imported, in the order of definition."""
    return tuple(_RULES)


def registry() -> list[RuleInfo]:
    """Every imported rule with the links and findings its docstring names."""
    return [
        RuleInfo(
            name=function.__name__,
            module=function.__module__,
            summary=(function.__doc__ or "").strip().partition("\n")[0],
            links=tuple(dict.fromkeys(re.findall(r"\bC\d\d\b", function.__doc__ or ""))),
            findings=tuple(dict.fromkeys(re.findall(r"\bF\d{2,3}\b", function.__doc__ or ""))),
        )
        for function in _RULES
    ]


@rule
def share_of(part: float, whole: float, otherwise: float) -> float:
    """`part / whole`, or `otherwise` where there is no whole."""
    return part / whole if whole > 0.0 else otherwise


@rule
def bounded(x: float) -> float:
    """The share `x`, kept within 0 and 1."""
    return min(1.0, max(0.0, x))


@rule
def total(before: float, flows: tuple[float, ...]) -> float:
    """A stock before, plus its flows, added in the order in which they are declared."""
    after = before
    for amount in flows:
        after = after + amount
    return after


@rule
def share_after(before: float, flows: tuple[float, ...]) -> float:
    """A stock of 0-1 after a month of flows; what the bounds take off is the flow `bound`."""
    return bounded(total(before, flows))


@rule
def amount_after(before: float, flows: tuple[float, ...]) -> float:
    """A stock that cannot be negative (money, posts, people) after a month of flows."""
    return max(0.0, total(before, flows))


@rule
def gain(rate: float, x: float) -> float:
    """What a stock of 0-1 gains in a month: ever less as it nears 1."""
    return rate * (1.0 - x)


@rule
def loss(rate: float, x: float) -> float:
    """What a stock of 0-1 loses in a month: ever less as it nears 0."""
    return -(rate * x)


@rule
def needed(weight: float, x: float) -> float:
    """A requirement: 1 where `x` is met in full, `1 - weight` where it is not met at all."""
    return 1.0 - weight * (1.0 - x)


@rule
def met(requirements: tuple[float, ...]) -> float:
    """What is left when every requirement has taken its part: their product."""
    product = 1.0
    for factor in requirements:
        product = product * factor
    return product


@rule
def drag(weight: float, x: float) -> float:
    """How much a requirement holds back: nothing where `x` is met in full, and ever more as it nears 0."""
    return weight * (1.0 / max(LEAST, x) - 1.0)


@rule
def held_back(drags: tuple[float, ...]) -> float:
    """What is left under several requirements, each needed: a harmonic mean, ruled by the weakest of them."""
    return 1.0 / (1.0 + total(0.0, drags))


@rule
def leaning(weight: float, disposition: float) -> float:
    """By what a rate is multiplied for a disposition from -1 to 1: from 1 - `weight` to 1 + `weight`."""
    return 1.0 + weight * disposition


@rule
def either(x: float, y: float) -> float:
    """What two ways come to, each of which does on its own: as the chance of one event or another."""
    return 1.0 - (1.0 - x) * (1.0 - y)


@rule
def mean(x: float, y: float) -> float:
    """The mean of two."""
    return (x + y) / 2.0


@rule
def happens(chance: float, u: float) -> Flag:
    """Whether something happens that has this chance, by one draw `u` in [0, 1)."""
    return 1.0 if u < chance else 0.0


@rule
def floor(x: float) -> float:
    """The largest whole number up to `x`, for `x` from 0 to 2**51, as a float.

    Adding and taking away 2**52 rounds to the nearest whole number. `math.floor` gives an integer, and
    many processors cannot turn a vector of floats into integers.
    """
    nearest = (x + 4503599627370496.0) - 4503599627370496.0
    return nearest - (1.0 if nearest > x else 0.0)


@rule
def whole(expected: float, u: float) -> float:
    """A whole number with the given expectation, by one draw `u` in [0, 1)."""
    below = floor(expected)
    return below + (1.0 if u < expected - below else 0.0)


@rule
def in_steps(expected: float, step: float, u: float) -> float:
    """A multiple of `step` with the given expectation: what comes piece by piece, not bit by bit."""
    return step * whole(expected / step, u) if step > 0.0 else expected


@rule
def hundredths(x: float) -> float:
    """The number rounded to two decimals: posts are counted so, or their sums would drift."""
    return floor(x * 100.0 + 0.5) / 100.0


@rule
def persons(expected: float, most: float, u: float) -> float:
    """Posts that change hands with the given expectation, one person at a time, and at most `most`.

    Where less than a whole post is there, one person has it all.
    """
    one = min(1.0, max(HUNDREDTH, most))
    return min(most, one * whole(expected / one, u))


# -- Definitions that several dimensions share ---------------------------------------------


@rule
def travel_burden(distance: float, p: Parameters) -> Share:
    """How much of a hindrance a distance (km) is: half of it at `half_distance` (F67, F69)."""
    return distance / max(1.0, distance + p.infrastructure.half_distance)


@rule
def peripheral(distance: float, p: Parameters) -> Flag:
    """Whether a distance (km) from the centre makes a place peripheral (F35)."""
    return 1.0 if distance >= p.infrastructure.peripheral_from else 0.0


@rule
def sector_money(adequacy: Share, lever: Share, p: Parameters) -> Share:
    """How adequate the whole field's money is, 0-1, with what a rise of it closes of the gap (F90, F91)."""
    return adequacy + lever * p.levers.sector_funding_share_of_gap * (1.0 - adequacy)


@rule
def obliged(member: Member) -> Share:
    """How far an organisation is obliged to use the network's guidelines (F100)."""
    return max(member.network.obligation, member.lever.obligation)


@rule
def breadth_in_use(breadth: Share, lever: Share, p: Parameters) -> Share:
    """How broad the definition of palliative care is, once an agreed one has narrowed it (F44, F120)."""
    return breadth * (1.0 - lever * p.levers.agreed_definition_narrowed)


@rule
def left_out(lever: Share, p: Parameters) -> Share:
    """What an agreed definition leaves out; tiers keep a place in it for other provision (F122, F123)."""
    return lever * p.levers.agreed_definition_narrowed * (1.0 - p.levers.agreed_definition_tiers)


@rule
def specialist_focus(lever: Share, p: Parameters) -> Share:
    """How much the network's stress lies on specialist services, the more so the more is left out (F123)."""
    focus = p.culture.specialist_focus
    return focus + (1.0 - focus) * left_out(lever, p)


@rule
def nurses_needed(children: float, p: Parameters) -> Posts:
    """Community nurses that the standard asks for, for so many children aged 0-19 (F57)."""
    return children * p.care.nurses_per_50000_children / 50000.0


@rule
def specialists_needed(children_llc: float, p: Parameters) -> Posts:
    """Specialists needed for so many children with a life-limiting condition (F57, F59)."""
    return children_llc * p.care.specialists_per_1000_llc / 1000.0


@rule
def filled(posts: float, needed_posts: float) -> Share:
    """Posts filled against posts needed, at most 1."""
    return min(1.0, posts / max(1.0, needed_posts))
