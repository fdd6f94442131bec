"""Flows read off the answers of rules: which stock they move, and which link and hop they carry."""

import functools
from collections.abc import Callable, Collection, Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from sim.model.month import ClosingFlows, LocalityFlows, OpeningFlows, OrganisationFlows, TieFlows
from sim.model.rules import held_back, met, total

BUILT: dict[str, Callable[[Any], Any]] = {"factor": met, "drag": held_back}
LEFT_OVER = ("bound", "joint")  # flows that no rule names: what bounds take off, what is explained jointly

_ENTITIES: dict[Any, str] = {
    OpeningFlows: "network",
    OrganisationFlows: "organisation",
    TieFlows: "tie",
    LocalityFlows: "locality",
    ClosingFlows: "network",
}


class FlowInfo(NamedTuple):
    """A flow as it is declared beside its rule.

    `kind` is `change` (added to a stock), `factor` (a requirement of what is built as a product), `drag` (one
    of what is built as a soft weakest link) or `part` (of a sum). `link` is the link (C01) or lever (L01) it
    carries, empty for neither; `hop` the number of the link's hop, 0 for none.
    """

    entity: str
    stock: str
    flow: str
    link: str
    hop: int
    kind: str


class FlowAmount(NamedTuple):
    """What a flow came to in one month."""

    entity: str
    name: str
    stock: str
    flow: str
    link: str
    hop: int
    amount: float


def flows() -> list[FlowInfo]:
    """Every flow of the model, in the order of the month."""
    return [info for group in _ENTITIES for stock in _declared(group).values() for info in stock]


@functools.cache
def _declared(group: Any) -> dict[str, list[FlowInfo]]:
    return {
        stock: [_info(_ENTITIES[group], stock, flow, note) for flow, note in _notes(answer).items()]
        for stock, answer in get_type_hints(group).items()
    }


def _notes(answer: type[Any]) -> dict[str, tuple[str, ...]]:
    hints = get_type_hints(answer, include_extras=True)
    return {name: get_args(hint)[1:] for name, hint in hints.items() if get_origin(hint) is Annotated}


def _info(entity: str, stock: str, flow: str, note: tuple[str, ...]) -> FlowInfo:
    link, _, hop = note[1].partition(".") if len(note) > 1 else ("", "", "")
    return FlowInfo(entity, stock, flow, link, int(hop or 0), note[0])


def amounts(
    name: str,
    answer: Any,
    before: Any,
    after: Any,
    *,
    charged: bool = True,
    stocks: Collection[str] | None = None,
) -> Iterator[FlowAmount]:
    """What every flow in `answer` came to, for the entity `name` in states `before` and `after`.

    The amounts of a stock add up to its change: what the bounds took off is the flow `bound`. Of
    what is built from requirements, each is charged the shortfall from 1 that it alone explains
    (what lifting it alone would bring), as a negative amount; the rest is the flow `joint`. If they
    are not to be charged, the amounts are the factors themselves. Of `stocks` alone, or of all.
    """
    for stock, infos in _declared(answer.__class__).items():
        if stocks is not None and stock not in stocks:
            continue
        values = getattr(answer, stock)
        kind = infos[0].kind
        required = kind in BUILT and charged
        shown = charges(values, BUILT[kind]) if required else list(values)
        for info, amount in zip(infos, shown, strict=True):
            yield FlowAmount(info.entity, name, stock, info.flow, info.link, info.hop, amount)
        entity = infos[0].entity
        if kind == "change":
            rest = getattr(after, stock) - total(getattr(before, stock), values)
            yield FlowAmount(entity, name, stock, "bound", "", 0, rest)
        elif required:
            rest = -(1.0 - BUILT[kind](values)) - total(0.0, tuple(shown))
            yield FlowAmount(entity, name, stock, "joint", "", 0, rest)


def charges(requirements: tuple[float, ...], built: Callable[[tuple[float, ...]], float]) -> list[float]:
    """The shortfall that each requirement alone explains, negative: what lifting it alone would bring."""
    whole = built(requirements)
    return [
        whole - built(tuple(other for number, other in enumerate(requirements) if number != index))
        for index in range(len(requirements))
    ]
